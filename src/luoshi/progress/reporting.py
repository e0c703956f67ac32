"""Reporting periods (填报的期): which there are, how they are written, which day each ends.

Entries: :func:`schedule_of`, :class:`Schedule`, :func:`period_of`, :func:`period_first`,
:func:`period_end`. A month is 2024-03, a quarter
2024Q1, half a year 2024H1, a year 2024: calendar years all.
Not here: what was reported (:class:`luoshi.model.ledger.Report`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from luoshi.base.work_days import WorkDays
from luoshi.model.ledger import Frequency

_FORM = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12]))?")
_DECEMBER = 12
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def period_of(day: date, frequency: Frequency) -> str:
    """Return the period that a day lies in, as it is written.

    Raises:
        ValueError: nothing is reported (不报).
    """
    if not frequency.months:
        raise ValueError("nothing is reported at this frequency")
    number = (day.month - 1) // frequency.months + 1
    return {
        Frequency.MONTH: f"{day.year}-{day.month:02d}",
        Frequency.QUARTER: f"{day.year}Q{number}",
        Frequency.HALF_YEAR: f"{day.year}H{number}",
        Frequency.YEAR: f"{day.year}",
    }[frequency]


def period_end(period: str) -> date | None:
    """Return the last day of a period; None when it is not written as one."""
    months = _months(period)
    return _end_of(months[0], months[2]) if months is not None else None


def period_first(period: str) -> date | None:
    """Return the first day of a period; None when it is not written as one."""
    months = _months(period)
    return date(months[0], months[1], 1) if months is not None else None


def _months(period: str) -> tuple[int, int, int] | None:
    """Return the year, the first and the last month of a period; None when it is not written as one."""
    found = _FORM.fullmatch(period)
    if found is None or found["year"] == "0000":
        return None
    year = int(found["year"])
    if found["month"]:
        return year, int(found["month"]), int(found["month"])
    if found["quarter"]:
        return year, 3 * int(found["quarter"]) - 2, 3 * int(found["quarter"])
    return (year, 6 * int(found["half"]) - 5, 6 * int(found["half"])) if found["half"] else (year, 1, _DECEMBER)


@dataclass(frozen=True)
class Schedule:
    """The periods of one frequency in their order.

    Attributes:
        names: as they are written, to their place in the order.
        firsts: ordinal numbers of their first days.
        ends: ordinal numbers of their last days.
        deadlines: ordinal numbers of the last day on which each is reported in time.
    """

    names: Mapping[str, int]
    firsts: Sequence[int]
    ends: Sequence[int]
    deadlines: Sequence[int]

    def at(self, ordinal: int) -> int:
        """Return the place of the period that a day lies in."""
        return bisect_right(self.firsts, ordinal) - 1

    def ended_by(self, ordinal: int) -> int:
        """Return how many periods have ended on or before a day."""
        return bisect_right(self.ends, ordinal)

    def overdue_on(self, ordinal: int) -> int:
        """Return of how many periods the time for reporting has passed on a day."""
        return bisect_left(self.deadlines, ordinal)


@lru_cache(maxsize=16)
def schedule_of(frequency: Frequency, work_days: WorkDays, reporting_days: int) -> Schedule | None:
    """Return the periods from 2000 to 2099; None when nothing is reported.

    Args:
        frequency: how often is reported.
        work_days: by which the days for reporting are counted.
        reporting_days: work days behind the end of a period within which it is reported in time.
    """
    months = frequency.months
    if not months:
        return None
    firsts = [
        date(year, month, 1) for year in range(_FIRST_YEAR, _LAST_YEAR + 1) for month in range(1, _DECEMBER + 1, months)
    ]
    ends = [_end_of(first.year, first.month + months - 1) for first in firsts]
    return Schedule(
        {period_of(end, frequency): place for place, end in enumerate(ends)},
        [first.toordinal() for first in firsts],
        [end.toordinal() for end in ends],
        [work_days.after(end, reporting_days).toordinal() for end in ends],
    )


def _end_of(year: int, month: int) -> date:
    after = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return after - timedelta(days=1)
