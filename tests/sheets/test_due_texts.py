"""Deadlines as offices write them: a day, words that are kept, or a question; never a guess."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from luoshi.sheets.cells import ReadCell
from luoshi.sheets.due_texts import read_due

_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "dues.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: str(case["written"]))
def test_deadline_as_experts_read_it(case: dict[str, str]) -> None:
    found = read_due(ReadCell(str(case["written"])), 2024)
    assert found.due == (date.fromisoformat(case["due"]) if "due" in case else None)
    assert found.start == (date.fromisoformat(case["start"]) if "start" in case else None)
    assert found.text == ("" if "due" in case else str(case["written"]))
    assert case.get("asked", "") in found.question
    assert bool(found.question) == ("asked" in case)


@pytest.mark.parametrize(
    ("number", "due", "asked"),
    [
        ("2024", date(2024, 12, 31), ""),
        ("2024.12", date(2024, 12, 31), ""),
        ("2024.6", date(2024, 6, 30), ""),
        ("20240630", date(2024, 6, 30), ""),
        ("2024.1", None, "1 月还是 10 月"),
        ("45444", None, "丢了日期格式"),
        ("12", None, "看不出"),
    ],
)
def test_deadline_that_is_a_number(number: str, due: date | None, asked: str) -> None:
    found = read_due(ReadCell(Decimal(number)), 2024)
    assert found.due == due
    assert asked in found.question


def test_deadline_without_a_year_is_asked_for() -> None:
    found = read_due(ReadCell("12月底"), None)
    assert (found.due, found.wants_year, found.text) == (None, True, "12月底")


def test_empty_and_faulty_cells() -> None:
    assert read_due(ReadCell(), 2024) == read_due(ReadCell("  "), 2024)
    assert read_due(ReadCell(fault="公式还没有算出结果"), 2024).question


@given(st.dates(date(1995, 1, 1), date(2095, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    written = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}-{day.month:02d}-{day.day:02d}前",
        f"{day:%Y%m%d}",
    ]
    assert {read_due(ReadCell(text), None).due for text in written} == {day}
    assert read_due(ReadCell(datetime(day.year, day.month, day.day)), None).due == day
    end = read_due(ReadCell(f"{day.year}年{day.month}月底前"), None).due
    assert end is not None
    assert (end.year, end.month) == (day.year, day.month)
    assert (end + timedelta(days=1)).day == 1


@given(st.text(max_size=30))
def test_any_text_gives_a_day_or_is_kept(text: str) -> None:
    found = read_due(ReadCell(text), 2024)
    assert ReadCell(text).empty or (found.due is None) == bool(found.text)
