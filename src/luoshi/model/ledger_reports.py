"""Periods of reporting and the latest report of an entry (填报的期): 2024-03, 2024Q1, 2024H1, 2024.

Entries: :func:`is_period`, :func:`periods_of`, :func:`latest_report`.
Not here: when a report is due (``luoshi.progress``).
"""

from __future__ import annotations

import re

from luoshi.model.ledger import Entry, Frequency, Report

PERIODS = "写成 2024-03（月）、2024Q1（季）、2024H1（半年）或 2024（年）"
_PERIOD = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])|Q[1-4]|H[12])?")


def is_period(text: str) -> bool:
    """Tell whether a text is a period of reporting."""
    return _PERIOD.fullmatch(text) is not None


def periods_of(year: int, frequency: Frequency) -> tuple[str, ...]:
    """Return the periods of reporting of a year, in their order; none where nothing is reported."""
    endings = {
        Frequency.MONTH: [f"-{month:02d}" for month in range(1, 13)],
        Frequency.QUARTER: [f"Q{quarter}" for quarter in range(1, 5)],
        Frequency.HALF_YEAR: ["H1", "H2"],
        Frequency.YEAR: [""],
        Frequency.NEVER: [],
    }
    return tuple(f"{year}{ending}" for ending in endings[frequency])


def latest_report(entry: Entry) -> Report | None:
    """Return the report of the latest period; of several for it the one that came last; None when there is none."""
    return max(entry.reports, key=lambda one: (_last_month(one.period), one.on), default=None)


def _last_month(period: str) -> tuple[int, int]:
    """Return year and last month of a period: 2024Q1 lies behind 2024-02, 2024 behind all of them."""
    if not is_period(period):
        return 0, 0
    year, rest = int(period[:4]), period[4:].lstrip("-")
    if rest[:1] in ("Q", "H"):
        return year, int(rest[1:]) * (3 if rest[0] == "Q" else 6)
    return year, int(rest) if rest else 12
