"""Years (年份): which year a title speaks of, and which school year serves which calendar year.

Entries: :func:`school_year_said`, :func:`calendar_year_said`, :func:`school_year_for`.
Not here: dates in plans (:mod:`luoshi.base.dates`).
"""

from __future__ import annotations

import re
import unicodedata

from luoshi.model.tables import SchoolYearRule

_SPAN = re.compile(r"(20\d\d)(?:学年|年)?[-—–~至/]+(20\d\d)(?!\d)")
_SCHOOL = re.compile(r"(20\d\d)学年")
_CALENDAR = re.compile(r"(20\d\d)(?:年|年度)")
_BARE = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


def school_year_said(text: str) -> int | None:
    """Return the calendar year in which the school year begins that ``text`` names; None if it names none.

    2024—2025学年, 2024/2025, 2024学年 and 2024年 are all 2024.
    """
    text = _flat(text)
    for first, second in _SPAN.findall(text):
        if int(second) == int(first) + 1:
            return int(first)
    found = _SCHOOL.search(text) or _CALENDAR.search(text) or _BARE.search(text)
    return int(found[1]) if found else None


def calendar_year_said(text: str) -> int | None:
    """Return the calendar year that ``text`` names; None if it names none."""
    text = _flat(text)
    found = _CALENDAR.search(text) or _BARE.search(text)
    return int(found[1]) if found else None


def school_year_for(calendar_year: int, rule: SchoolYearRule = "起始") -> int:
    """Return the beginning of the school year whose figures serve ``calendar_year``.

    Targets of a plan name calendar years (到2025年); returns are made once a school year. A workspace sets the rule.
    """
    return calendar_year if rule == "起始" else calendar_year - 1


def _flat(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
