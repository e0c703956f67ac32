"""How unequal schools are: the official worked example, figures worked out by hand, and laws."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from math import isclose, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.indicators.equity import (
    Weighted,
    gini,
    interval,
    mcloone,
    range_ratio,
    rough_coefficient,
    theil,
    theil_split,
    variation,
)

_SCHOOLS = [Weighted.per_pupil(*one) for one in ((1000, 100), (6000, 300), (3000, 100))]
"""10 books a pupil for 100, 20 for 300, 30 for 100: the mean is 10,000 / 500 = 20."""

schools = st.lists(st.builds(Weighted.per_pupil, st.integers(1, 10**6), st.integers(1, 3000)), min_size=1, max_size=12)


def test_official_example_is_weighted_by_pupils(shared: Path) -> None:
    with (shared / "data" / "equity" / "cv_official_example.csv").open(encoding="utf-8-sig") as file:
        rows = [Weighted.per_pupil(int(row["books"]), int(row["students"])) for row in csv.DictReader(file)]
    found = variation(rows).coefficient
    assert found is not None
    assert round(found, 3) == Decimal("0.515")
    alike = variation([Weighted(one.value, Fraction(1)) for one in rows]).coefficient
    assert alike is not None
    assert round(alike, 3) == Decimal("0.489")  # what the sheet warns of


def test_worked_out_by_hand() -> None:
    # variance = (100 × 10² + 300 × 0 + 100 × 10²) / 500 = 40; 40 / 20² = 0.1; its root = 0.316227766…
    found = variation(_SCHOOLS)
    assert (found.mean, found.variance) == (20, 40)
    assert str(found.coefficient)[:12] == "0.3162277660"
    # pairs in two orders: 100×300×10 + 100×100×20 + 300×100×10 = 800,000, twice; / (2 × 500² × 20) = 0.16
    assert isclose(gini(_SCHOOLS), 0.16)
    # 0.2×0.5×ln 0.5 + 0.6×1×0 + 0.2×1.5×ln 1.5
    assert isclose(theil(_SCHOOLS), 0.1 * log(0.5) + 0.3 * log(1.5))
    assert range_ratio(_SCHOOLS) == 3
    # the median pupil has 20; up to it: (1,000 + 6,000) / (20 × 400)
    assert mcloone(_SCHOOLS) == Fraction(7, 8)


def test_limit_is_compared_without_rounding() -> None:
    # values 1 and 3 with equal weights: mean 2, variance 1, coefficient exactly 0.5
    found = variation([Weighted(Fraction(1), Fraction(7)), Weighted(Fraction(3), Fraction(7))])
    assert found.within(Decimal("0.5"))
    assert not found.within(Decimal("0.4999999999999999999999999"))


def test_nothing_to_share_has_no_coefficient() -> None:
    none = [Weighted(Fraction(0), Fraction(10))]
    assert variation(none).coefficient is None
    assert not variation(none).within(Decimal(1))
    assert (gini(none), theil(none), range_ratio(none), mcloone(none)) == (0.0, 0.0, None, None)


def test_without_schools_or_pupils_there_is_no_measure() -> None:
    with pytest.raises(ValueError, match="pupils"):
        variation([])
    with pytest.raises(ValueError, match="pupils"):
        gini([Weighted(Fraction(1), Fraction(0))])


@given(schools, st.integers(2, 50))
def test_other_units_change_no_measure(given_schools: list[Weighted], times: int) -> None:
    scaled = [Weighted(one.value * times, one.weight) for one in given_schools]
    assert variation(scaled).coefficient == variation(given_schools).coefficient
    assert range_ratio(scaled) == range_ratio(given_schools)
    assert mcloone(scaled) == mcloone(given_schools)
    assert isclose(gini(scaled), gini(given_schools), abs_tol=1e-12)
    assert isclose(theil(scaled), theil(given_schools), abs_tol=1e-12)


@given(schools)
def test_the_same_schools_twice_change_no_measure(given_schools: list[Weighted]) -> None:
    twice = [*given_schools, *given_schools]
    assert variation(twice).coefficient == variation(given_schools).coefficient
    assert mcloone(twice) == mcloone(given_schools)
    assert isclose(gini(twice), gini(given_schools), abs_tol=1e-12)
    assert isclose(theil(twice), theil(given_schools), abs_tol=1e-12)


@given(schools)
def test_a_school_divided_into_two_alike_changes_no_measure(given_schools: list[Weighted]) -> None:
    first, *others = given_schools
    halves = [Weighted(first.value, first.weight / 2)] * 2
    assert variation([*halves, *others]) == variation(given_schools)
    assert isclose(gini([*halves, *others]), gini(given_schools), abs_tol=1e-12)


@given(st.integers(1, 1000), st.lists(st.integers(1, 3000), min_size=1, max_size=9))
def test_equal_schools_are_not_unequal(value: int, pupils: list[int]) -> None:
    alike = [Weighted(Fraction(value), Fraction(one)) for one in pupils]
    assert variation(alike).coefficient == 0
    assert range_ratio(alike) == mcloone(alike) == 1
    assert isclose(gini(alike), 0, abs_tol=1e-12)
    assert isclose(theil(alike), 0, abs_tol=1e-12)


@given(schools)
def test_gini_is_the_mean_difference_of_all_pairs(given_schools: list[Weighted]) -> None:
    total = sum(one.weight for one in given_schools)
    amount = sum(one.value * one.weight for one in given_schools)
    pairs = sum(a.weight * b.weight * abs(a.value - b.value) for a in given_schools for b in given_schools)
    assert isclose(gini(given_schools), float(pairs / (2 * total * amount)), abs_tol=1e-10)


@given(schools)
def test_the_float_for_intervals_is_the_exact_coefficient(given_schools: list[Weighted]) -> None:
    exact = variation(given_schools).coefficient
    assert exact is not None
    assert isclose(rough_coefficient(given_schools), float(exact), abs_tol=1e-6)


@given(st.lists(schools, min_size=1, max_size=4))
def test_between_and_within_come_to_the_whole(groups: list[list[Weighted]]) -> None:
    found = theil_split({str(number): group for number, group in enumerate(groups)})
    assert abs(found.between + found.within - found.total) <= 1e-10
    assert abs(found.total - theil([one for group in groups for one in group])) <= 1e-10
    assert found.between >= -1e-12


def test_interval_holds_the_measure_and_hangs_on_the_seed() -> None:
    many = [Weighted.per_pupil(100 + 37 * number % 400, 50 + number) for number in range(40)]
    low, high = interval(many, gini, seed=7, times=300)
    assert low < gini(many) < high
    assert interval(many, gini, seed=7, times=300) == (low, high)
    assert interval(many, gini, seed=8, times=300) != (low, high)
    narrow = interval(many, gini, seed=7, times=300, level=0.5)
    assert low < narrow[0] < narrow[1] < high
    assert interval(_SCHOOLS[:1], gini, seed=1, times=10) == (0.0, 0.0)
