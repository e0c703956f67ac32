"""Years and periods as plans write them."""

from __future__ import annotations

import pytest

from luoshi.base.dates import find_dates, find_years, five_year_plan


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("到2025年，毛入园率达到93%", [(2025, 2025)]),
        ("2021—2025年", [(2021, 2025)]),
        ("（2023-2025年）", [(2023, 2025)]),
        ("二〇三五年远景目标", [(2035, 2035)]),
        ("“十四五”期间", [(2021, 2025)]),
        ("“十三五”时期和“十四五”时期", [(2016, 2020), (2021, 2025)]),
        ("2023—2024学年", [(2023, 2024)]),
        ("临政发〔2021〕12号", []),
        ("2023年级", []),
        ("第十五中学", []),
    ],
)
def test_find_years(text: str, years: list[tuple[int, int]]) -> None:
    assert [(y.first, y.year) for y in find_years(text)] == years


@pytest.mark.parametrize(
    ("number", "period"),
    [(1, (1953, 1957)), (2, (1958, 1962)), (3, (1966, 1970)), (13, (2016, 2020)), (15, (2026, 2030))],
)
def test_five_year_plan_periods(number: int, period: tuple[int, int]) -> None:
    assert five_year_plan(number) == period


def test_five_year_plan_refuses_zero() -> None:
    with pytest.raises(ValueError, match="0"):
        five_year_plan(0)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2021年12月9日印发", ["2021-12-09"]),
        ("时间:2022-07-13", ["2022-07-13"]),
        ("2021年13月1日", []),
    ],
)
def test_find_dates(text: str, dates: list[str]) -> None:
    assert [d[2] for d in find_dates(text)] == dates
