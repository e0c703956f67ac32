"""Into what a task falls apart, and its dates: cases an expert can read in ``cases/parts.yaml``, and laws."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from luoshi.progress.tasks.part_dates import due_of, limit_of
from luoshi.progress.tasks.parts import asks_every_county, county_unit, parts_of

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "parts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", _CASES["counted"], ids=lambda case: case["文字"][:12])
def test_parts(case: dict[str, Any]) -> None:
    assert list(parts_of(case["文字"])) == case["分成"]


@pytest.mark.parametrize("case", _CASES["every_county"], ids=lambda case: case["文字"][:12])
def test_every_county(case: dict[str, Any]) -> None:
    assert asks_every_county(case["文字"], case.get("单位", []))[0] == case["字眼"]


def test_sentence_of_the_counties_alone() -> None:
    told = asks_every_county("推进劳动教育。全市开足课时。每个县（市、区）建成1个基地；办好节日。", [])
    assert told == ("每个县（市、区）", "每个县（市、区）建成1个基地")


@pytest.mark.parametrize("case", _CASES["county_units"], ids=lambda case: case["单位"][0])
def test_unit_of_a_county(case: dict[str, Any]) -> None:
    assert list(county_unit(case["单位"], case["县"])) == case["是"]


@pytest.mark.parametrize("case", _CASES["due"], ids=lambda case: case["文字"])
def test_last_day(case: dict[str, Any]) -> None:
    assert due_of(case["年"], case["文字"]) == date.fromisoformat(str(case["日"]))


@given(st.integers(2000, 2099), st.text("0123456789年月日底前中旬上半到秋季开学 ", max_size=16))
def test_deadline_lies_in_its_year(year: int, text: str) -> None:
    due = due_of(year, text)
    assert due is not None
    assert due.year == year


@given(st.lists(st.text("建成修缮校舍设备图书", min_size=4, max_size=12), min_size=2, max_size=8))
def test_counted_parts_come_back(parts: list[str]) -> None:
    text = "做好工作：" + "；".join(f"{mark}{part}" for mark, part in zip("①②③④⑤⑥⑦⑧", parts, strict=False)) + "。"
    assert list(parts_of(text)) == parts


@pytest.mark.parametrize("case", _CASES["limits"], ids=lambda case: case["文字"])
def test_deadline_that_a_text_sets(case: dict[str, Any]) -> None:
    found = limit_of(case["文字"], (2021, 2025))
    assert (str(found.due or ""), str(found.perhaps or "")) == (str(case.get("日", "")), str(case.get("可能", "")))


def test_without_a_year_there_is_no_deadline() -> None:
    assert due_of(None, "2023年") is None


@given(
    st.integers(2021, 2025), st.sampled_from(["比{}年下降", "自{}年起", "从{}年以来", "较{}年提高", "{}年印发的方案"])
)
def test_a_year_compared_with_or_begun_in_is_no_deadline(year: int, words: str) -> None:
    found = limit_of(f"合格率{words.format(year)}完成", (2021, 2025))
    assert (found.due, found.perhaps) == (None, None)
