"""Which periods are asked for (应报的期): of a month, or those whose time has run out.

Entries: :func:`asked_in`, :func:`asked_late`, :func:`months_before`, :class:`Asked`.
Not here: how periods are written and when they are due (:mod:`luoshi.progress.reporting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from luoshi.model.ledger_reports import end_of_month, period_end, period_first, period_of
from luoshi.model.ledger_words import Frequency
from luoshi.progress.reporting import schedule_of
from luoshi.web.ledger.lighting import reporting_days, work_days

LATE = "late"
_REPORTED = tuple(one for one in Frequency if one.months)


@dataclass(frozen=True, slots=True)
class Asked:
    """A period that entries of one frequency report: its name, its days, the last day on which that is in time."""

    frequency: Frequency
    period: str
    first: date
    end: date
    deadline: date

    def is_over(self, day: date) -> bool:
        """Tell whether the time for reporting has passed."""
        return day > self.deadline


def asked_in(month: date, today: date) -> tuple[Asked, ...]:
    """Return for each frequency the period that the end of a month lies in."""
    end = end_of_month(month.year, month.month)
    return tuple(_asked(one, period_of(end, one), today) for one in _REPORTED)


def asked_late(today: date) -> tuple[Asked, ...]:
    """Return for each frequency the last period whose time for reporting has passed."""
    days, found = reporting_days(today), []
    for one in _REPORTED:
        schedule = schedule_of(one, work_days(), days)
        passed = schedule.overdue_on(today.toordinal()) if schedule is not None else 0
        if schedule is not None and passed:
            found.append(_asked(one, list(schedule.names)[passed - 1], today))
    return tuple(found)


def asked_for(wanted: str, today: date) -> tuple[Asked, ...]:
    """Return the periods of what a page asks for: ``2024-11``, :data:`LATE`; of this month when it is neither."""
    if wanted == LATE:
        return asked_late(today)
    first = period_first(wanted) if len(wanted) == len("2024-11") else None
    return asked_in(first or today, today)


def months_before(today: date, count: int = 12) -> list[str]:
    """Return this month and those before it, the latest first, as they are written."""
    found, day = [], today
    for _ in range(count):
        found.append(period_of(day, Frequency.MONTH))
        day = day.replace(day=1) - timedelta(days=1)
    return found


def deadline_of(period: str, today: date) -> date | None:
    """Return until when a period is reported in time; None when it is none."""
    end = period_end(period)
    return work_days().after(end, reporting_days(today)) if end is not None else None


def _asked(frequency: Frequency, period: str, today: date) -> Asked:
    first, end, deadline = period_first(period), period_end(period), deadline_of(period, today)
    if first is None or end is None or deadline is None:
        raise ValueError(f"{period} is no period")
    return Asked(frequency, period, first, end, deadline)
