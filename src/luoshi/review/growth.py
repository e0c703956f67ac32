"""Two levels and the change between them as a sentence states them (增减): ``由40%提高到65%，提高25个百分点``.

Entry: :func:`find_changes`. Read are: from x to y, changed by z; y, more than the x of an earlier year by z; and lists
of these told by 分别 (…达a和b，比某年的c和d分别增加e%和f%).
Not here: which numbers the levels are (:mod:`luoshi.review.growth_levels`), whether the change fits them
(:mod:`luoshi.review.arithmetic.growth_rates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.base.dates import find_years
from luoshi.base.quantities import Quantity
from luoshi.model.document import Span
from luoshi.review.growth_levels import (
    CHANGE,
    DOWN,
    LESS,
    MORE,
    TO,
    UP,
    by_difference,
    is_from,
    levels_of,
    may_be_level,
    told_behind,
)

if TYPE_CHECKING:
    from luoshi.review.material import Sentence

_ADJUSTED = re.compile(r"生产总值|GDP|可比|同口径|不变价|剔除|扣除|实际增长")
"""Growth that is told at other prices or of another scope than the levels."""
_LEAD = re.compile(r"(?:20\d\d年)?[\u4e00-\u9fff]*$")
_LONGEST_LEAD, _FAR_LEAD = 16, 40
_STAGE = re.compile(r"小学|初中|高中|中职|中等职业|幼儿园|学前|特殊教育|高校|高等")
_NAMED = 4
"""So many characters name what a change is told of: 农村在校生."""
_IDLE = re.compile(
    r"(?:同比|比|较|与|从).*|20\d\d\S{0,4}?[年底末]|[一二三四五六七八九十两]+年(?:来|间|内|共)?|[\s了的约共净已又也再可将均都]"
    r"|累计|总体|平均|分别|增幅|幅度|实际|逐年|稳步|大幅|明显|显著|进一步|合计|每年|年均|人数|总数|数量|规模|总量|占比|比例|相当于|其中"
)
_NOUN = re.compile(r"教师|学位|学生|在校生|幼儿(?!园)|教职工|班级|教学班|面积|投资|支出")
_MOST_EARLIER = 12
_AND = re.compile(r"^\s?[和、与及]\s?$")
_LOWERED = re.compile(r"(?:降低?|压缩|压减)(?:到|至)")
_TOGETHER = re.compile(rf"(?:共|合计|总计)(?:{UP}|{DOWN})了?\s?$")


@dataclass(frozen=True, slots=True)
class Level:
    """One number of a change: the quantity, where it stands with the words around it, how it is written."""

    quantity: Quantity
    span: Span
    text: str

    @property
    def value(self) -> Decimal:
        """The number."""
        return self.quantity.value


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two levels.

    Attributes:
        before, after: the levels, in one unit.
        by: the change as stated: in ``%``, ``百分点`` or the unit of the levels.
        falls: the text says that it fell.
        years: number of years between the levels when the text states a yearly mean (年均); 0 otherwise.
        others: other numbers of the statement that may be the level after: of the whole, of another of its parts.
    """

    before: Level
    after: Level
    by: Level
    falls: bool
    years: int
    others: tuple[Level, ...] = ()


def find_changes(statement: Sentence) -> Iterator[Change]:
    """Yield the changes in a statement whose two levels both stand in it."""
    text = statement.half_width
    if not re.search(rf"{UP}|{DOWN}|{MORE}|{LESS}", text):
        return
    quantities = [_reached(text, q) for q in statement.quantities() if q.value2 is None]
    listed: set[int] = set()
    for position, quantity in enumerate(quantities):
        if position in listed:
            continue
        word = CHANGE.search(text[max(0, quantity.head - 12) : quantity.head])
        if word is None or quantity.op not in ("=", "~"):
            continue
        group = _listed(text, quantities, position)
        # 分别增加100人、减少200人: what belongs to what is not told by one list
        apart = len(group) == 1 and "分别" in text[max(0, quantity.head - 20) : quantity.head]
        listed.update(group)
        if apart or _ADJUSTED.search(text):
            continue
        yield from _changes(statement, text, quantities, group, word)


def _reached(text: str, quantity: Quantity) -> Quantity:
    """Return 下降到0.42% as the level 0.42%, which find_quantities takes for at most 0.42%."""
    is_level = quantity.op == "<=" and _LOWERED.fullmatch(text[quantity.head : quantity.start].strip())
    if not is_level or re.search(r"以[内下]|之内", text[quantity.end : quantity.tail]):
        return quantity
    return replace(quantity, op="=", head=quantity.start)


def _changes(
    statement: Sentence, text: str, quantities: Sequence[Quantity], group: list[int], word: re.Match[str]
) -> Iterator[Change]:
    by = [quantities[i] for i in group]
    earlier = quantities[max(0, group[0] - _MOST_EARLIER) : group[0]]
    if _TOGETHER.search(text[max(0, by[0].head - 12) : by[0].head]) and sum(is_from(text, q) for q in earlier) > 1:
        return  # 小学由…减少到…，教学点由…减少到…，共减少54所
    levels = levels_of(text, earlier, by) or by_difference(text, earlier, by)
    levels = levels or told_behind(text, earlier, by, quantities[group[-1] + 1 : group[-1] + 3])
    if levels is None or (len(by) == 1 and _is_of_other(text, levels[0][0], levels[1][0], by[0], word)):
        return
    before, after = levels
    ends = [q.tail for q in quantities]
    years = _years(statement, before[0], after[0]) if word["mean"] else 0
    if word["mean"] and not years:
        return
    for old, new, change in zip(before, after, by, strict=True):
        told = [_level(statement, text, quantity, ends) for quantity in (old, new, change)]
        others = _others(text, earlier, new, change) if len(by) == 1 else ()
        more = tuple(_level(statement, text, quantity, ends) for quantity in others)
        yield Change(told[0], told[1], told[2], bool(word["down"]), years, more)


def _is_of_other(text: str, old: Quantity, new: Quantity, by: Quantity, word: re.Match[str]) -> bool:
    """Tell whether a change is told of another thing than its levels: 初中由…增加到…，普通高中增加…."""
    end = max(old.tail, new.tail)
    if end > by.head or not re.search("[，,；;]", text[end : by.head]):
        return False
    who = re.split(r"[，,；;]", text[end : by.head])[-1].removesuffix(word[0])
    start = min(old.head, new.head)
    lead = re.split(r"[，,；;。]", text[max(0, start - _FAR_LEAD) : start])[-1] + text[start:end]
    named = _IDLE.sub("", who)
    grams = [named[n : n + 2] for n in range(len(named) - 1)]
    if len(named) >= _NAMED and sum(gram in lead for gram in grams) * 5 < len(grams) * 3:
        return True
    pairs = [(set(kind.findall(who)), set(kind.findall(lead))) for kind in (_STAGE, _NOUN)]
    return any(own and others and not own & others for own, others in pairs)


def _others(text: str, earlier: Sequence[Quantity], new: Quantity, by: Quantity) -> Iterator[Quantity]:
    """Yield the other levels that are compared perhaps; none of 由x到y, which names its levels."""
    if not TO.search(text[max(0, new.head - 14) : new.head]):
        yield from (q for q in earlier if q is not new and q.unit == new.unit and may_be_level(q, by))


def _listed(text: str, quantities: Sequence[Quantity], position: int) -> list[int]:
    """Return the indices of the numbers listed with that at ``position`` (33.37%和42.16%)."""
    group = [position]
    while group[-1] + 1 < len(quantities):
        here, after = quantities[group[-1]], quantities[group[-1] + 1]
        if here.unit != after.unit or not _AND.match(text[here.tail : after.head]):
            break
        group.append(group[-1] + 1)
    return group


def _years(statement: Sentence, before: Quantity, after: Quantity) -> int:
    """Return the number of years from the one told before one level to that before the other; 0 if unknown."""
    found = list(find_years(statement.text))
    first = [m for m in found if m.end <= before.start]
    last = [m for m in found if m.end <= after.start]
    if not first or not last or first[-1] is last[-1]:
        return 0
    return max(0, last[-1].year - first[-1].year)


def _level(statement: Sentence, text: str, quantity: Quantity, ends: Sequence[int]) -> Level:
    """Return a level with the words right before it, its year with them, back to the number before at most."""
    since = max((end for end in ends if end <= quantity.head), default=0)
    lead = _LEAD.search(text[max(since, quantity.head - _LONGEST_LEAD) : quantity.head])
    begin = quantity.head - (len(lead[0]) if lead else 0)
    if text.startswith("年", begin) and re.search(r"20\d\d$", text[since:begin]):
        begin -= 4  # the year of a long lead is not cut in two
    return Level(quantity, statement.span(begin, quantity.tail), text[quantity.start : quantity.end])
