"""Which table a sheet is taken for, and by what columns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.sheets.form_book import FormSheet
from luoshi.stats.definitions import load_definitions
from luoshi.stats.heads import Heads
from luoshi.stats.mapping import FormMapping, mapping_text, parse_mapping
from luoshi.stats.recognise import Vocabulary, recognise
from luoshi.stats.shaping import Asked, shape
from luoshi.stats.templates import template_book
from tests.stats.returns import DEFINITIONS, Bureau, book, books, code, errors, grid, school_rows, told

_VOCABULARY = Vocabulary(load_definitions())


def _found(rows: list, sheet: str = "Sheet1", merged: tuple = ()) -> tuple[FormMapping, Heads]:
    found = recognise(grid(rows, sheet, merged), _VOCABULARY)
    assert found is not None
    return found


def test_a_long_form() -> None:
    rows = [
        ["学校代码", "学校名称", "学段", "年级", "在校生（人）", "女生数", "联系人"],
        ["9901", "甲", "小学", "一年级", 1, 1, "张"],
    ]
    mapping, heads = _found(rows)
    assert (mapping.feeds[0].table, heads.first, heads.depth, mapping.year) == ("pupils", 0, 1, "title")
    assert mapping.shared == {"学校代码": "institution_code", "学段": "stage", "年级": "grade"}
    assert mapping.feeds[0].columns == {"学校名称": "institution_name", "在校生": "pupils", "女生数": "girls"}
    assert mapping.ignored == ("联系人",)


def test_a_column_for_the_year() -> None:
    rows = [["学年", "学校代码", "学段", "年级", "在校生"], [2024, "9901", "小学", "一年级", 1]]
    assert _found(rows)[0].year == "column"


def test_a_wide_form_by_grades_without_its_totals() -> None:
    rows = [
        ["2024学年"],
        ["学校代码", "合计", None, "一年级", None, "二年级", None],
        [None, "在校生", "女", "在校生", "女", "在校生", "女"],
        ["9901", 10, 4, 6, 2, 4, 2],
    ]
    merged = ((1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 1, 6))
    mapping, heads = _found(rows, merged=merged)
    assert (heads.first, heads.depth) == (1, 2)
    assert [feed.constants for feed in mapping.feeds] == [
        {"grade": "一年级", "stage": "小学"},
        {"grade": "二年级", "stage": "小学"},
    ]
    assert mapping.feeds[1].columns == {"二年级/在校生": "pupils", "二年级/女": "girls"}
    assert set(mapping.ignored) == {"合计/在校生", "合计/女"}
    assert all(feed.drop_empty for feed in mapping.feeds)


def test_grade_and_field_in_one_cell() -> None:
    rows = [["学校代码", "初一在校生", "初一女生数", "初二：在校生"], ["9901", 1, 1, 2]]
    mapping, _ = _found(rows)
    assert [(feed.constants["grade"], dict(feed.columns)) for feed in mapping.feeds] == [
        ("七年级", {"初一在校生": "pupils", "初一女生数": "girls"}),
        ("八年级", {"初二:在校生": "pupils"}),
    ]


@pytest.mark.parametrize(
    ("sheet", "title", "stage"),
    [
        ("小学教职工", "", "小学"),
        ("Sheet1", "临江市初级中学教职工", "初中"),
        ("普通高中", "", "普通高中"),
        ("高中", "", "普通高中"),
        ("中等职业教育", "", "中职"),
        ("初中", "小学、初中教职工汇总", "初中"),
    ],
)
def test_stage_from_the_name_of_the_sheet_or_the_title(sheet: str, title: str, stage: str) -> None:
    rows = [[title or "2024学年"], ["学校代码", "教职工数", "专任教师数"], ["9901", 10, 8]]
    assert _found(rows, sheet)[0].feeds[0].constants == {"stage": stage}


@pytest.mark.parametrize("sheet", ["中小学教职工", "小学、初中", "教职工"])
def test_a_name_with_several_stages_or_none_says_no_stage(sheet: str) -> None:
    """Which rows are of which stage is not known; guessing the first would load 初中 as 小学."""
    rows = [["2024学年"], ["学校代码", "教职工数", "专任教师数"], ["9901", 10, 8]]
    found = recognise(grid(rows, sheet), _VOCABULARY)
    assert found is None or "stage" not in found[0].feeds[0].constants


def test_grades_of_special_schools_are_of_their_stage() -> None:
    """特教 has no grades of its own: its 一年级 is not that of 小学."""
    rows = [["2024学年"], ["学校代码", "一年级在校生", "七年级在校生"], ["9901", 10, 8]]
    assert [f.constants for f in _found(rows, "特教学校")[0].feeds] == [
        {"grade": "一年级", "stage": "特教"},
        {"grade": "七年级", "stage": "特教"},
    ]
    assert [f.constants["stage"] for f in _found(rows, "义务教育")[0].feeds] == ["小学", "初中"]


def test_grades_counted_within_the_stage_of_the_sheet() -> None:
    rows = [["2024学年"], ["学校代码", "一年级在校生", "二年级在校生"], ["9901", 10, 8]]
    assert [f.constants["stage"] for f in _found(rows, "初中")[0].feeds] == ["初中", "初中"]
    assert [f.constants["stage"] for f in _found(rows, "全市")[0].feeds] == ["小学", "小学"]


def test_words_and_figures_without_keys_are_no_table() -> None:
    assert recognise(grid([["姓名", "电话", "备注"], ["张", 1, None]]), _VOCABULARY) is None
    assert recognise(grid([["小学", "初中"], ["一年级", "七年级"]]), _VOCABULARY) is None


_ANY = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=8)
_HEADS = st.lists(
    st.sampled_from(
        [
            "学校代码",
            "学校名称",
            "学段",
            "年级",
            "在校生（人）",
            "女",
            "一年级",
            "七年级女生数",
            "合计",
            "学年",
            "教职工数",
            "占地面积",
            "校舍建筑面积(平方米)",
            "在校(人)/女",
            "班额",
            "班数",
            "2024",
            "备注*",
            "是",
            "null",
            "其他：",
            "#",
            "~",
        ]
    ),
    min_size=3,
    max_size=7,
)


@settings(deadline=None)
@given(st.lists(_HEADS, min_size=1, max_size=2), st.sampled_from(["Sheet1", "小学", "'特教", "- a: b"]))
def test_a_mapping_that_is_written_is_read_as_it_was(rows: list[list[str]], sheet: str) -> None:
    own = grid([*rows, ["9901", "甲", "小学", "一年级", 1, 2, 3]], sheet)
    found = recognise(own, _VOCABULARY)
    if found is None:
        return
    mapping, heads = found
    assert parse_mapping(mapping_text(mapping), DEFINITIONS, "它") == mapping
    shape(own, heads, mapping, DEFINITIONS, "文件", Asked(2024))


@settings(deadline=None)
@given(
    st.builds(
        FormMapping,
        form=_ANY,
        edition=_ANY,
        recognise=st.fixed_dictionaries({"heads": st.lists(_ANY, min_size=1, max_size=3)}),
        shared=st.dictionaries(_ANY, st.sampled_from(["institution_code", "grade"]), max_size=2),
        feeds=st.just([{"table": "pupils", "constants": {"stage": "小学"}, "columns": {"在校生": "pupils"}}]),
        skip_rows=st.lists(_ANY, max_size=3),
        ignored=st.lists(_ANY, max_size=2),
    )
)
def test_any_mapping_that_is_written_is_read_as_it_was(mapping: FormMapping) -> None:
    assert parse_mapping(mapping_text(mapping), DEFINITIONS, "它") == mapping


def test_a_template_of_ours_is_recognised_without_a_remark(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1, 2)
    for every_field in (False, True):
        path = tmp_path / "填报模板.xlsx"
        path.write_bytes(template_book(bureau.library, ["校舍和设备"], 2024, every_field=every_field))
        result = bureau.load(path, only_check=True)
        assert told(result, "T804") == []
        assert told(result, "T802") == []


def test_what_is_taken_for_what_is_told(bureau: Bureau, tmp_path: Path) -> None:
    bureau.schools(1)
    rows = [["2024学年"], ["学校代码", "学段", "年级", "学生数", "电话"], [code(1), "小学", "一年级", 9, "1"]]
    result = bureau.load(book(tmp_path / "学生.xlsx", rows))
    assert errors(result) == []
    (message,) = told(result, "T804")
    assert "“学生数”→在校学生数" in message
    assert "没有读的列：电话" in message


def test_a_mapping_is_found_by_its_sheet_and_heads(bureau: Bureau, tmp_path: Path) -> None:
    rows = [
        ["2024学年"],
        ["编号", "层次", "班级", "人数"],
        [code(1), "小学", "一年级", 9],
        [code(1), "小学", "二年级", 9],
    ]
    bureau.schools(1)
    path = book(tmp_path / "学生.xlsx", rows, "在校")
    assert errors(bureau.load(path)) == [("T802", "学生.xlsx “在校”")]
    text = """
        form: 学生
        recognise: {sheet: 在, heads: [编号, 人数]}
        shared: {编号: institution_code, 层次: stage, 班级: grade}
        feeds: [{table: pupils, columns: {人数: pupils}}]
        """
    bureau.library = replace(bureau.library, mappings=(parse_mapping(text, DEFINITIONS, "它"),))
    bureau.loaded(path)
    assert len(bureau.pupils()) == 2
    other = book(tmp_path / "其他.xlsx", rows, "别的")
    assert errors(bureau.load(other)) == [("T802", "其他.xlsx “别的”")]


def test_heads_that_a_mapping_lacks_and_does_not_know(bureau: Bureau, tmp_path: Path) -> None:
    text = """
        form: 学生
        recognise: {heads: [编号]}
        shared: {编号: institution_code, 层次: stage, 班级: grade}
        feeds: [{table: pupils, columns: {人数: pupils}}]
        """
    bureau.schools(1)
    bureau.library = replace(bureau.library, mappings=(parse_mapping(text, DEFINITIONS, "它"),))
    rows = [["2024学年"], ["编号", "层次", "班级", "人 数", "其中"], [code(1), "小学", "一年级", 9, 1]]
    result = bureau.loaded(book(tmp_path / "学生.xlsx", rows))
    assert told(result, "T806") == ["有 1 列没有读，映射里没有写：其中"]
    rows[1] = ["编号", "层次", "班级", "学生", "其中"]
    result = bureau.load(book(tmp_path / "学生.xlsx", rows))
    assert errors(result) == [("T805", "学生.xlsx “Sheet1”")]
    assert "人数" in told(result, "T805")[0]


def test_a_text_file_that_is_not_recognised_is_said_to_be_so(bureau: Bureau, tmp_path: Path) -> None:
    """Its figures are text; it is not a file without data."""
    path = tmp_path / "学生.csv"
    path.write_text(f"编号,层次,班级,人数\n{code(1)},小学,一年级,9\n{code(1)},小学,二年级,9\n", encoding="utf-8")
    assert errors(bureau.load(path)) == [("T802", "学生.csv “学生”")]


def test_a_sheet_that_is_not_recognised_is_not_passed_over_beside_one_that_is(bureau: Bureau, tmp_path: Path) -> None:
    rows = [["2024学年"], ["编号", "层次", "班级", "人数"], *[[code(1), "小学", "一年级", 9]] * 2]
    words = [["填报要求"], [1, "按学年初填"], [2, "不要合并单元格"]]
    path = books(
        tmp_path / "报表.xlsx",
        FormSheet("学校", school_rows(2024, [1])),
        FormSheet("要求", words),
        FormSheet("在校", rows),
    )
    assert errors(bureau.load(path)) == [("T802", "报表.xlsx “在校”")]
