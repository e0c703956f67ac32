"""Which year a text speaks of."""

from __future__ import annotations

import pytest

from luoshi.stats.years import calendar_year_said, school_year_for, school_year_said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024—2025学年小学学生", 2024),
        ("2024/2025", 2024),
        ("2024-2025 学年", 2024),
        ("２０２４学年", 2024),
        ("2024学年至2025学年", 2024),
        ("2024年秋季", 2024),
        ("小学_2020.xlsx", 2020),
        ("2019—2025年规划，2023学年", 2023),
        ("标识码 1202412345", None),
        ("学年", None),
    ],
)
def test_school_year(text: str, expected: int | None) -> None:
    assert school_year_said(text) == expected


def test_calendar_year() -> None:
    assert calendar_year_said("2024年度教育经费") == 2024
    assert calendar_year_said("教育经费_2023.csv") == 2023
    assert calendar_year_said("教育经费") is None


def test_school_year_that_serves_a_calendar_year() -> None:
    assert school_year_for(2025) == 2025
    assert school_year_for(2025, "结束") == 2024
