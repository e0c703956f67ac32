"""Numbers told of each of several (各、每、均): ``2025年和2026年各40所``, ``2024—2026年每年60名``.

Entry: :func:`distributed`, which multiplies such a number where the words tell of how many it is said, and marks it
with the operator :data:`EACH` where they do not, so that nobody adds it up. Not here: counts times sizes
(:mod:`luoshi.review.arithmetic.products`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from luoshi.base.numerals import parse_numeral
from luoshi.base.quantities import Quantity

EACH = "each"
"""The operator of a number said of each of an unknown many."""
_EACH = re.compile(
    r"(?P<word>各(?=\D{0,6}$)(?![级类种地县市区镇乡校学州部门院个项方年])|每学?年|年均|(?<![平年人生校班师])均(?!衡)|[人生校班师]均|平均|每)(?P<what>[\u4e00-\u9fff]{0,8})\s?$"
)
_SPAN = re.compile(r"(?P<first>20\d\d)\s?年?\s?(?:[—–\-~～─]{1,2}|至|到)\s?(?P<last>20\d\d)\s?年")
_YEARS = re.compile(r"20\d\d\s?年")
_MANY = re.compile(
    r"(?P<many>两|[二三四五六七八九十]{1,3}|\d{1,3})\s?[个所家校园县市区年镇乡类期处地][^、和与及\d]{0,8}$"
)
_ITEM = re.compile(r"[、和与及]")
_TOLD = re.compile(r"\d[\d.]*\s?[万亿]?(?!\s?年)[\u4e00-\u9fff]{1,3}[、和及]")
_REACH = 48


def distributed(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Return the quantities with what is told of each multiplied or marked; the counts they are multiplied by left out.

    Args:
        text: the sentence, in half width.
        quantities: those of it, in order.
    """
    if not re.search(r"[各每均]", text):
        return list(quantities)
    found: list[Quantity] = []
    for quantity in quantities:
        told = _times(text, quantity)
        if told is None:
            found.append(quantity)
            continue
        many, since = told
        while found and many and found[-1].start >= since:
            found.pop()  # 两个集团各4所: the two are no number of schools
        found.append(replace(quantity, value=quantity.value * many) if many else replace(quantity, op=EACH))
    return found


def _times(text: str, quantity: Quantity) -> tuple[int, int] | None:
    """Return of how many a number is told (0: not known) and where their count begins; None if it is plain."""
    start = max(0, quantity.head - _REACH)
    lead = text[start : quantity.head]
    cut = max((m.end() for m in re.finditer(rf"[，；。（(：:]|其中|{_TOLD.pattern}", lead)), default=0)
    each = _EACH.search(lead[cut:])
    if each is None or "分别" in each["what"]:
        return None
    before = lead[cut : cut + each.start()]
    if not before and each["word"].startswith("每"):  # 2024—2026年，每年60名
        cut = max((m.end() for m in re.finditer(r"[，；。（(：:]|其中", lead[: cut - 1])), default=0) if cut else 0
        before = lead[cut : cut + len(lead[cut:]) - len(each[0])].rstrip("，")
    many, at = _many(before, each["word"])
    return many, start + cut + at if many else quantity.start


def _many(before: str, word: str) -> tuple[int, int]:
    """Return how many things stand before 各 or 每年, and where their number begins; 0 when it cannot be told."""
    span = _SPAN.search(before)
    if word in ("各", "每年", "每学年", "均"):
        if span is not None:
            return int(span["last"]) - int(span["first"]) + 1, span.start()
        years = list(_YEARS.finditer(before))
        if len(years) > 1:
            return len(years), years[0].start()
        if word != "各" and not years and word != "均":
            told = re.search(r"(?P<many>[二两三四五六七八九十])年$", before)
            return (_number(told["many"]), told.start()) if told else (0, 0)
    if word not in ("各", "均"):
        return 0, 0
    counted = _MANY.search(before)
    if counted is not None:
        return _number(counted["many"]), counted.start()
    items = [item for item in _ITEM.split(before) if item.strip()]
    return (len(items), 0) if len(items) > 1 else (0, 0)


def _number(numeral: str) -> int:
    value = int(numeral) if numeral.isdigit() else parse_numeral(numeral.replace("两", "二"))
    return int(value) if value else 0
