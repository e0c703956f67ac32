"""The definitions of the tables: the packaged ones hold together, a workspace's own go over them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.tables import FieldType, Role
from luoshi.stats.definitions import load_definitions, table_named

ROOT = Path(__file__).resolve().parents[2]
HEADS = "table,field,title,type,unit,role,required,minimum,maximum,codes,scope,source_form,asked,valid_from,valid_to"


def test_every_table_tells_its_rows_apart_and_has_what_it_is_dated_and_owned_by() -> None:
    for table in load_definitions().tables.values():
        names = [field.name for field in table.fields]
        keys = {key.name for key in table.keys}
        assert len(names) == len(set(names))
        assert keys
        assert set(table.block) <= keys
        assert {table.time_field, table.owner_field} - {""} <= set(names)


def test_numbers_have_units_codes_have_lists_and_no_alias_means_two_fields_of_a_table() -> None:
    definitions = load_definitions()
    for table in definitions.tables.values():
        heads = [head for field in table.fields for head in {field.title, *field.aliases}]
        assert sorted(heads) == sorted(set(heads)), table.name
        for field in table.fields:
            assert (field.type is FieldType.CODE) == bool(field.codes)
            assert not (field.is_number and field.role is Role.MEASURE and not field.unit) or table.name == "reported"


def test_words_and_aliases_of_a_code_list_are_told_apart() -> None:
    for codes in load_definitions().codes.values():
        assert not set(codes.words) & set(codes.aliases), codes.name
        assert set(codes.following.values()) <= set(codes.words)


def test_own_field_and_word_go_over_the_packaged_ones(tmp_path: Path) -> None:
    (tmp_path / "fields.csv").write_text(
        f"{HEADS}\npremises,solar,光伏面积,decimal,平方米,measure,0,0,9999,,,,1,2025,\n"
        "premises,books,藏书,count,册,measure,0,0,9999,,,,0,,\n",
        encoding="utf-8-sig",
    )
    (tmp_path / "codes.csv").write_text("list,value,aliases\nlocality,城区,中心城\n", encoding="utf-8")
    definitions = load_definitions(tmp_path)
    premises = definitions.tables["premises"]
    assert (premises.by_name["solar"].asked, premises.by_name["books"].title) == (True, "藏书")
    assert definitions.codes["locality"].aliases["中心城"] == "城区"
    assert "solar" not in definitions.at(2024).tables["premises"].by_name
    assert "solar" in definitions.at(2025).tables["premises"].by_name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fields.csv", "table,field,colour\npremises,solar,red\n"),
        ("fields.csv", f"{HEADS}\npremises,solar,光伏,picture,,measure,0,,,,,,1,,\n"),
        ("fields.csv", f"{HEADS}\nnothing,solar,光伏,count,个,measure,0,,,,,,1,,\n"),
        ("fields.csv", f"{HEADS}\npremises,solar,光伏,code,,measure,0,,,colours,,,1,,\n"),
    ],
)
def test_own_definitions_that_cannot_be_are_refused(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LuoshiError) as caught:
        load_definitions(tmp_path)
    assert caught.value.code == "T001"


def test_table_is_found_by_either_name() -> None:
    definitions = load_definitions()
    assert table_named(definitions, "在校学生") is table_named(definitions, "pupils")
    with pytest.raises(LuoshiError) as caught:
        table_named(definitions, "没有的表")
    assert caught.value.code == "T803"


def test_manual_of_the_tables_is_up_to_date(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_table_manual.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "数据表.md")], check=True)
    written = (tmp_path / "数据表.md").read_text(encoding="utf-8")
    manual = (ROOT / "docs" / "数据表.md").read_text(encoding="utf-8")
    assert manual == written, "run: python scripts/make_table_manual.py"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('premises,"a""b",光伏,decimal,平方米,measure,0,,,,,,1,,', "不能作名称"),
        ("premises,_row,光伏,decimal,平方米,measure,0,,,,,,1,,", "不能作名称"),
        ("premises,solar,图书,decimal,平方米,measure,0,,,,,,1,,", "premises 的 books 和 solar 都叫“图书”"),
        ("premises,solar,光伏,number,平方米,measure,0,,,,,,1,,", "type 写的是“number”，只能是："),
        ("pupils,stage,学段,code,,attribute,1,,,stage,,,0,,", "pupils 的主键里少了 stage"),
    ],
)
def test_own_fields_that_cannot_be_kept_are_told(tmp_path: Path, row: str, told: str) -> None:
    (tmp_path / "fields.csv").write_text(f"{HEADS}\n{row}\n", encoding="utf-8")
    with pytest.raises(LuoshiError) as error:
        load_definitions(tmp_path)
    assert error.value.code == "T001"
    assert told in error.value.message
