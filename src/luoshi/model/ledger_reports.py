"""Periods of reporting and the latest report of an entry (填报的期): 2024-03, 2024Q1, 2024H1, 2024.

Entries: :func:`is_period`, :func:`frequency_of`, :func:`period_of`, :func:`period_first`, :func:`period_end`,
:func:`periods_of`, :func:`latest_report`, :func:`accepted_report`, :func:`accepted_percent`, :func:`reports_by`,
:func:`review_word`. Calendar years all.
Not here: when a report is due (:mod:`luoshi.progress.reporting`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from luoshi.model.ledger import Entry, Frequency, Report, State

PERIODS = "写成 2024-03（月）、2024Q1（季）、2024H1（半年）或 2024（年）"
_PERIOD = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12]))?")
_DECEMBER = 12


def is_period(text: str) -> bool:
    """Tell whether a text is a period of reporting."""
    return _PERIOD.fullmatch(text) is not None


def frequency_of(period: str) -> Frequency | None:
    """Return how often is reported when a period is written so; None when it is none."""
    months = _months(period)
    if months is None:
        return None
    return next(one for one in Frequency if one.months == months[2] - months[1] + 1)


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


@lru_cache(maxsize=10_000)
def period_end(period: str) -> date | None:
    """Return the last day of a period; None when it is not written as one."""
    months = _months(period)
    return end_of_month(months[0], months[2]) if months is not None else None


def period_first(period: str) -> date | None:
    """Return the first day of a period; None when it is not written as one."""
    months = _months(period)
    return date(months[0], months[1], 1) if months is not None else None


def periods_of(year: int, frequency: Frequency) -> tuple[str, ...]:
    """Return the periods of reporting of a year, in their order; none where nothing is reported."""
    months = frequency.months
    if not months:
        return ()
    return tuple(period_of(date(year, month, 1), frequency) for month in range(1, _DECEMBER + 1, months))


def latest_report(entry: Entry) -> Report | None:
    """Return the report of the latest period; of several for it the one that came last; None when there is none.

    2024Q1 lies behind 2024-02, 2024 behind all of them.
    """
    return latest_of(entry.reports)


def accepted_report(entry: Entry, day: date = date.max) -> Report | None:
    """Return the report that says how far an entry is on a day: of those accepted by then that give a figure the one of
    the latest period, of several for it the one handed in last; None when there is none.

    A report for an earlier period that was accepted later tells nothing new.
    """
    return latest_of(one for one in entry.reports if is_accepted(one, day) and one.percent is not None)


def accepted_on(report: Report) -> date:
    """Return the day from which on an accepted report counts."""
    return report.reviewed_on or report.on


def order_of(report: Report) -> tuple[date, date]:
    """Return by what reports stand one behind the other: the end of the period, the day they were handed in."""
    return period_end(report.period) or date.min, report.on


def latest_of(reports: Iterable[Report]) -> Report | None:
    """Return the one of these reports that :func:`latest_report` would."""
    return max(reports, key=order_of, default=None)


def reports_by(entry: Entry, day: date) -> tuple[Report, ...]:
    """Return the reports that had come by a day, in their order."""
    return tuple(one for one in entry.reports if one.on <= day)


def is_accepted(report: Report, day: date) -> bool:
    """Tell whether a report was accepted (审核通过) by a day."""
    return report.counts and accepted_on(report) <= day


def accepted_percent(entry: Entry, day: date) -> Decimal | None:
    """Return how far an entry is on a day, as :func:`accepted_report` tells; None when none tells it."""
    report = accepted_report(entry, day)
    return report.percent if report is not None else None


def review_word(report: Report, day: date = date.max) -> str:
    """Return where a report stood on a day: 待审核, 审核通过 or 退回; never a word for the state of a task."""
    if is_accepted(report, day):
        return "审核通过"
    is_returned = report.state is State.RETURNED and (report.reviewed_on or report.on) <= day
    return "退回" if is_returned else "待审核"


def end_of_month(year: int, month: int) -> date:
    """Return the last day of a month."""
    after = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return after - timedelta(days=1)


def _months(period: str) -> tuple[int, int, int] | None:
    """Return the year, the first and the last month of a period; None when it is not written as one."""
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    year = int(found["year"])
    if found["month"]:
        return year, int(found["month"]), int(found["month"])
    if found["quarter"]:
        return year, 3 * int(found["quarter"]) - 2, 3 * int(found["quarter"])
    return (year, 6 * int(found["half"]) - 5, 6 * int(found["half"])) if found["half"] else (year, 1, _DECEMBER)
