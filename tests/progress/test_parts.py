"""Into what a task falls apart, and its dates: cases an expert can read in ``cases/parts.yaml``, and laws."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from luoshi.progress.parts import asks_every_county, county_unit, due_of, parts_of, year_in

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


def test_year_of_a_deliverable() -> None:
    assert year_in("2021年启动，到2023年建成平台") == 2023
    assert year_in("建成平台") is None
    assert due_of(None, "2023年") is None
