"""Units (责任单位): cases that an expert can read and extend are in tests/cases/units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from luoshi.compiler.units.statements import (
    expand_unit,
    find_statement,
    find_units,
    is_unit_list,
    is_unit_name,
    split_units,
)

CASES = Path(__file__).parents[1] / "cases" / "units"


def _cases(name: str) -> list[dict[str, Any]]:
    cases = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    assert cases
    return list(cases)


@pytest.mark.parametrize("case", _cases("lists"), ids=lambda c: c["说明"])
def test_split_units_cuts_a_list(case: dict[str, Any]) -> None:
    assert case["单位"] == split_units(case["清单"])


@pytest.mark.parametrize("case", _cases("lists"), ids=lambda c: c["说明"])
def test_is_unit_list_knows_a_list(case: dict[str, Any]) -> None:
    assert is_unit_list(case["清单"])


@pytest.mark.parametrize("case", _cases("statements"), ids=lambda c: c["说明"])
def test_find_units_reads_statements(case: dict[str, Any]) -> None:
    mentions = find_units(case["文字"])
    assert case["单位"] == [m.name for m in mentions]
    assert case.get("牵头", []) == [m.name for m in mentions if m.role == "lead"]
    assert case.get("配合", []) == [m.name for m in mentions if m.role == "support"]


@pytest.mark.parametrize("case", _cases("prose"), ids=lambda c: c["文字"][:16])
def test_find_units_reads_prose(case: dict[str, Any]) -> None:
    mentions = find_units(case["文字"])
    assert case["单位"] == [m.name for m in mentions]
    assert case.get("牵头", []) == [m.name for m in mentions if m.role == "lead"]
    assert case.get("配合", []) == [m.name for m in mentions if m.role == "support"]


@pytest.mark.parametrize("case", _cases("expand"), ids=lambda c: c["名称"])
def test_expand_unit_gives_one_name_a_unit(case: dict[str, Any]) -> None:
    assert case["单位"] == expand_unit(case["名称"])


@pytest.mark.parametrize(
    "text",
    [
        "新建城东中学、城西中学和扩建城南小学",
        "想方设法办好薄弱初中和村小",
        "添置若干间数字化专用教室，方便学生动手",
        "配好专用教室，修缮操场",
        "2025年底前",
        "带好骨干队伍、后勤队伍",
        "",
    ],
)
def test_is_unit_list_rejects_measures(text: str) -> None:
    assert not is_unit_list(text)


@pytest.mark.parametrize("word", ["领导干部", "民办", "学科", "教室", "实验室", "工作部署", "全部", "好处"])
def test_is_unit_name_rejects_words_that_end_like_organs(word: str) -> None:
    assert not is_unit_name(word)


def test_mentions_stand_where_they_say() -> None:
    text = "推进改革。（牵头单位：市教育局；配合单位：市财政局、各县（市、区）人民政府）"
    for mention in find_units(text):
        assert mention.name == text[mention.start : mention.end]


def test_statement_begins_at_its_bracket() -> None:
    text = "推进改革。（市教育局牵头，市财政局配合）"
    statement = find_statement(text)
    assert statement is not None
    assert text[: statement.start] == "推进改革。"


@given(st.text(alphabet="市县教育局财政和、，；（）责任单位：牵头负责由各要等部门 \n。[]", max_size=60))
def test_find_units_never_fails_and_stays_inside_the_text(text: str) -> None:
    for mention in find_units(text):
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.name == "".join(text[mention.start : mention.end].split()).rstrip("。.：:")


NAMES = st.sampled_from(["市教育局", "各县（市、区）人民政府", "市住房和城乡建设局", "各学校"])


@given(st.lists(NAMES, unique=True, min_size=1))
def test_split_units_gives_back_what_was_joined(names: list[str]) -> None:
    assert names == split_units("、".join(names))
