"""Work days: Monday to Friday, less holidays, more the days made up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.work_days import WorkDays

SPRING = WorkDays(
    holidays=frozenset(date(2024, 2, day) for day in range(10, 18)),
    made_up=frozenset({date(2024, 2, 4), date(2024, 2, 18)}),
    years=frozenset({2024}),
)
DAYS = st.dates(date(2024, 1, 1), date(2024, 4, 30))


def test_a_holiday_is_no_work_day_and_a_made_up_sunday_is() -> None:
    assert [SPRING.is_work_day(date(2024, 2, day)) for day in (4, 9, 12, 17, 18)] == [True, True, False, False, True]


def test_february_2024_has_eighteen_work_days() -> None:
    assert SPRING.between(date(2024, 2, 1), date(2024, 2, 29)) == 18


def test_a_span_that_ends_before_it_begins_has_none() -> None:
    assert SPRING.between(date(2024, 3, 5), date(2024, 3, 1)) == 0


def test_five_work_days_after_the_eve_of_the_festival() -> None:
    # 9 February is a Friday, then eight days off, Sunday 18 made up
    assert SPRING.after(date(2024, 2, 9), 5) == date(2024, 2, 22)
    assert SPRING.after(date(2024, 2, 9), 0) == date(2024, 2, 9)
    assert SPRING.after(date(2024, 2, 18), -1) == date(2024, 2, 9)


@given(DAYS, DAYS)
def test_counting_is_as_looking_at_each_day(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    assert sum(map(SPRING.is_work_day, days)) == SPRING.between(first, last)


@given(DAYS, st.integers(-60, 60).filter(bool))
def test_the_nth_work_day_is_a_work_day_with_so_many_between(day: date, count: int) -> None:
    found = SPRING.after(day, count)
    assert SPRING.is_work_day(found)
    between = (
        SPRING.between(day + timedelta(days=1), found) if count > 0 else SPRING.between(found, day - timedelta(days=1))
    )
    assert abs(count) == between
