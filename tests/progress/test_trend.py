"""Trends: a line through the values, with the range in which a further one would lie."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.progress.targets.trend import trend_of

FREE = (None, None)


def _values(*values: str, first: int = 2020) -> dict[int, Decimal]:
    return {first + at: Decimal(value) for at, value in enumerate(values)}


def test_values_on_a_line_go_on_along_it() -> None:
    trend = trend_of(_values("80", "82", "84", "86"), 2025, 2, FREE)
    assert trend is not None
    assert (trend.value, trend.low, trend.high) == (Decimal("90.00"),) * 3
    assert (trend.first, trend.last) == (2020, 2023)


def test_the_range_is_that_of_the_usual_interval() -> None:
    """By hand: y = 1, 3, 2, 4 at x = 0..3; slope .8, mean 2.5, residual variance 1.8/2 = .9; at x = 4 the line is 4.5,
    sqrt(.9 · (1 + 1/4 + 2.5²/5)) = 1.5; t(.90; 2) = 1.886."""
    trend = trend_of(_values("1", "3", "2", "4"), 2024, 2, FREE)
    assert trend is not None
    assert (trend.value, trend.low, trend.high) == (Decimal("4.50"), Decimal("1.67"), Decimal("7.33"))


@pytest.mark.parametrize(("values", "year"), [(("1", "2", "3"), 2030), (("1", "2", "3", "4"), 2023)])
def test_too_few_years_or_a_year_that_is_past_give_none(values: tuple[str, ...], year: int) -> None:
    assert trend_of(_values(*values), year, 2, FREE) is None


def test_a_share_does_not_leave_its_bounds() -> None:
    trend = trend_of(_values("94", "96", "98", "99.5"), 2026, 1, (Decimal(0), Decimal(100)))
    assert trend is not None
    assert (trend.value, trend.high) == (Decimal("100.0"), Decimal("100.0"))


@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=12), st.integers(1, 5), st.integers(-50, 50))
def test_a_shift_of_all_values_shifts_the_trend(values: list[int], ahead: int, shift: int) -> None:
    year = 2020 + len(values) - 1 + ahead
    one = trend_of({2020 + at: Decimal(value) for at, value in enumerate(values)}, year, 6, FREE)
    other = trend_of({2020 + at: Decimal(value + shift) for at, value in enumerate(values)}, year, 6, FREE)
    assert one is not None
    assert other is not None
    assert one.low <= one.value <= one.high
    assert abs(other.value - one.value - shift) <= Decimal("0.000002")
