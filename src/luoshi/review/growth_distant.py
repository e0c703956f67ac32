"""Growth whose level after stands in another sentence (增减的后一数在别处): :func:`find_distant`.

2025年教育支出比2020年的6.25亿元增长21.9% names its thing and its year; the level of that year is told by a sentence
of the same paragraph: 2025年教育支出8.00亿元, or 2021—2025年教育支出分别为6.20亿元、…和8.00亿元.
Not here: levels in one statement (:mod:`luoshi.review.growth`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from luoshi.base.quantities import Quantity
from luoshi.review.growth import Change, Level
from luoshi.review.growth_levels import CHANGE, may_be_level

if TYPE_CHECKING:
    from luoshi.review.material import Sentence

_TOLD = re.compile(r"(?P<year>20\d\d)年[，,]?(?P<who>[^，,。；;\d]{3,26})(?:比|较)20\d\d年(?:[底末])?的?$")
_SPAN = re.compile(r"(?P<first>20\d\d)\s?年?(?:[—–\-~～─]{1,2}|至|到)(?P<last>20\d\d)年")
_WIDE = re.compile(r"^全[省市县区州]|^我[省市县区]|总额|总数|总量|规模")
_SETS = re.compile(r"[^，。；\d]{0,3}(?:分别|依次)?(?:为|是|达到?|有)?\s?$")
_JOINS = re.compile(r"\s?[、和与]\s?")
_BACK = 6


def find_distant(statements: Sequence[Sentence]) -> Iterator[Change]:
    """Yield the changes whose level after is told by another statement of their paragraph."""
    for number, statement in enumerate(statements):
        text = statement.half_width
        if "年" not in text or not re.search(r"20\d\d年[^。]*[比较]20\d\d年", text):
            continue
        quantities = [q for q in statement.quantities() if q.value2 is None]
        for old, by in pairwise(quantities):
            told = _TOLD.search(text[max(0, old.head - 48) : old.head])
            word = CHANGE.fullmatch(text[old.tail : by.head].strip())
            if told is None or word is None or word["mean"] or not may_be_level(old, by):
                continue
            around = [s for s in statements[max(0, number - _BACK) : number + 3] if s.piece is statement.piece]
            found = [level for other in around if other is not statement for level in _levels(other, told, old)]
            if len({level.value for level in found}) == 1:
                levels = [_here(statement, text, q) for q in (old, by)]
                yield Change(levels[0], found[0], levels[1], bool(word["down"]), 0)


def _levels(other: Sentence, told: re.Match[str], old: Quantity) -> Iterator[Level]:
    """Yield the levels of the thing and the year of ``told`` in another statement."""
    text, year = other.half_width, int(told["year"])
    who = _WIDE.sub("", told["who"])
    at = text.find(who)
    if at < 0:
        return
    quantities = [q for q in other.quantities() if q.start >= at + len(who)]
    if not quantities or not _SETS.fullmatch(text[at + len(who) : quantities[0].head]) or quantities[0].op != "=":
        return
    before = re.split(r"[。；;]", text[max(0, at - 30) : at])[-1]
    span = _SPAN.search(before)
    if span is None:
        if re.findall(r"20\d\d(?=年)", before)[-1:] == [str(year)] and quantities[0].unit == old.unit:
            yield _here(other, text, quantities[0])
        return
    row = [quantities[0]]
    for quantity in quantities[1:]:
        if quantity.unit != row[0].unit or not _JOINS.fullmatch(text[row[-1].tail : quantity.head]):
            break
        row.append(quantity)
    first, last = int(span["first"]), int(span["last"])
    if len(row) == last - first + 1 and first <= year <= last and row[0].unit == old.unit:
        yield _here(other, text, row[year - first])


def _here(sentence: Sentence, text: str, quantity: Quantity) -> Level:
    lead = re.search(r"(?:20\d\d年)?[\u4e00-\u9fff]{0,8}$", text[: quantity.head])
    begin = lead.start() if lead else quantity.head
    return Level(quantity, sentence.span(begin, quantity.tail), text[quantity.start : quantity.end])
