"""When reports are due (填报期限): the periods of a frequency in their order, with their ends and deadlines.

Entries: :func:`schedule_of`, :class:`Schedule`.
Not here: how periods are written (:mod:`luoshi.model.ledger_reports`), what was reported.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from luoshi.base.work_days import WorkDays
from luoshi.model.ledger import Frequency
from luoshi.model.ledger_reports import end_of_month, period_of

_DECEMBER = 12
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


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
    ends = [end_of_month(first.year, first.month + months - 1) for first in firsts]
    return Schedule(
        {period_of(end, frequency): place for place, end in enumerate(ends)},
        [first.toordinal() for first in firsts],
        [end.toordinal() for end in ends],
        [work_days.after(end, reporting_days).toordinal() for end in ends],
    )
