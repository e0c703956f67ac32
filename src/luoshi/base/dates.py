"""Years and periods as plans write them (年份、规划期).

Entry: :func:`find_years`, :func:`five_year_plan`, :func:`find_dates`. Calendar years throughout; a school year
2023-2024学年 counts as the year in which it ends.
Not here: work days, the clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.base.numerals import parse_numeral

_YEAR = r"(?:(?:19|20)\d\d|[一二][九〇○零][〇○零一二三四五六七八九]{2})"
_DASH = r"\s?(?:[—–\-－~～]{1,2}|至|到)\s?"
_YEARS = re.compile(
    rf"(?<![\d.〔\[［])(?P<first>{_YEAR})\s?年?(?:{_DASH}(?P<second>{_YEAR}))?\s?(?:学年|年(?!级|代))"
    r"|[“\"‘]?(?P<five>[一二三四五六七八九十]{1,3})五[”\"’]?(?=期间|时期|期末|末|规划|以来|发展|教育|重大|收官|开局|[”\"’])"
)
_FULL_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s?[年\-./]\s?(?P<m>1[0-2]|0?[1-9])\s?[月\-./]\s?(?P<d>3[01]|[12]\d|0?[1-9])\s?日?(?!\d)"
)


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year or period named in a text.

    Attributes:
        start, end: half-open range in the text.
        year: the year, of a period its last.
        first: first year of the period; equal to ``year`` for a single year.
    """

    start: int
    end: int
    year: int
    first: int


def five_year_plan(number: int) -> tuple[int, int]:
    """Return first and last year of China's Nth five-year plan (第 N 个五年规划), N from 1.

    一五 1953-1957, 二五 1958-1962, 三五 1966-1970, each five years from there: 十四五 2021-2025, 十五五 2026-2030.
    """
    if number < 1:
        raise ValueError(f"no such five-year plan: {number}")
    if number <= 2:
        return (1953, 1957) if number == 1 else (1958, 1962)
    return 1966 + 5 * (number - 3), 1970 + 5 * (number - 3)


def _number(text: str) -> int:
    return int(text) if text.isascii() else parse_numeral(text) or 0


def find_years(text: str) -> list[YearMention]:
    """Return the years and periods named in ``text``, in order: 2025年, 2021—2025年, 二〇三五年, “十四五”期间."""
    found = []
    for match in _YEARS.finditer(text):
        if match["five"]:
            number = parse_numeral(match["five"])
            if number is None or not 6 <= number <= 30:
                continue
            first, last = five_year_plan(number)
        else:
            first = _number(match["first"])
            last = _number(match["second"]) if match["second"] else first
        if first <= last < 2100:
            found.append(YearMention(match.start(), match.end(), last, first))
    return found


def find_dates(text: str) -> list[tuple[int, int, str]]:
    """Return full dates in ``text`` as (start, end, ``YYYY-MM-DD``), in order."""
    return [(m.start(), m.end(), f"{m['y']}-{int(m['m']):02d}-{int(m['d']):02d}") for m in _FULL_DATE.finditer(text)]
