"""Mapping files: what they may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.stats.mapping import load_mappings, mapping_text, parse_mapping
from tests.stats.returns import DEFINITIONS, MAPPINGS

_GOOD = "form: 表\nrecognise: {heads: [代码]}\nfeeds: [{table: pupils, columns: {在校生: pupils}}]\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "内容"),
        ("form: [", "YAML"),
        (_GOOD.replace("heads: [代码]", "heads: []"), "recognise.heads"),
        (_GOOD.replace("heads: [代码]", "heads: [代码], sheet: '('"), "正则"),
        (_GOOD.replace("table: pupils", "table: 学生"), "没有 学生 这张表"),
        (_GOOD.replace("在校生: pupils", "在校生: 人数"), "没有 人数 这个字段"),
        (_GOOD.replace("columns:", "constants: {stage: 高小}, columns:"), "高小 不是学段的规定用词"),
        (_GOOD + "多余: 1\n", "多余"),
        (_GOOD + "year: 题目\n", "year"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(LuoshiError) as error:
        parse_mapping(text, DEFINITIONS, "我的.yaml")
    assert (error.value.code, error.value.where) == ("T801", "我的.yaml")
    assert said in error.value.message


def test_a_bureaus_own_mappings_come_first(tmp_path: Path) -> None:
    (tmp_path / "我的.yaml").write_text("\ufeff" + _GOOD, encoding="utf-8")
    found = load_mappings(DEFINITIONS, tmp_path)
    assert found[0].form == "表"
    assert found[1:] == MAPPINGS
    (tmp_path / "我的.yaml").write_bytes(_GOOD.encode("gb18030"))
    with pytest.raises(LuoshiError) as error:
        load_mappings(DEFINITIONS, tmp_path)
    assert error.value.code == "T801"


def test_packaged_mappings_are_written_and_read_as_they_are() -> None:
    assert [parse_mapping(mapping_text(one), DEFINITIONS, one.form) for one in MAPPINGS] == list(MAPPINGS)
