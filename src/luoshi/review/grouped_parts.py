"""Parts told in groups behind their wholes (分组分项): ``学校99所，学生5万人。其中，小学60所，学生3万人；初中39所，…``.

Entry: :func:`find_grouped`, :func:`find_divided`, :func:`find_continued`. Each group has a name and a number in one or
several units; the parts of each unit make the whole in that unit. The wholes stand before 其中, or in a statement
before: 总投资9亿元。从资金来源看，…; that names how it is divided, so that nothing is left out.
Not here: parts of one unit right behind their whole (:mod:`luoshi.review.breakdowns`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from luoshi.base.quantities import Quantity
from luoshi.review.breakdowns import BY_KIND, LEAVING, Breakdown, after_unit, amounts_in, breakdown, depth, part_of
from luoshi.review.classing import Split, kinds_of
from luoshi.review.distributive import EACH

if TYPE_CHECKING:
    from luoshi.review.material import Sentence

_DIVIDES = re.compile(
    rf"{BY_KIND}[，,:：]?|(?:分|从|按)(?![别配])[\u4e00-\u9fff（）()]{{1,10}}?(?:来)?看[，,:：]|(?:资金来源|具体)(?:为|是)?[:：]"
)
_AMONG = re.compile(r"(?:其中|主要包括|包括|含|分别为)[:：，,]?|[:：]")
_CLOSES = re.compile(r"共计|合计|总计|小计|累计|。|剩余|尚有")
_ENDS = re.compile(r"[比较由从](?![例重])|增[加长幅]|减少|每|均|以上|达标|目标")
_NOT_THERE = re.compile(r"新|改|扩|增|撤|减|招|培|补|计划|规划|到20|建成|完成|实施|投入")
_WHOLE = re.compile(r"总|共(?!同)|合计|各级各类|现有|设有|全?[省市县区州旗]有|全[省市县区州旗]|有$|累计")
_NO_WHOLE = re.compile(r"其中|阶段|小计|每|平均|均$|[比较]")
_YEAR = re.compile(r"20\d\d年")
_PHASED = re.compile(r"[一二三四首]期|第[一二三四]期")
_YEARLY = re.compile(r"20\d\d\s?年?\s?[—–\-~～至到、和]+\s?20\d\d\s?年[^，。；]{0,4}[每各]")
_SHARE = re.compile(r"[，,]?(?:约|分别)?占[^，,；;、。]{0,24}?%|[（(][^（）()]*[）)]")
_FEWEST, _MOST, _LONGEST_NAME = 3, 20, 22
_LOOK, _MOST_NUMBERS = 200, 120
_FAR, _NEAR_BY = Decimal("0.2"), 30
_CONTINUED = re.compile(r"其中|包括|主要包括|含|分别为|20\d\d\s?年")
_FEWEST_CONTINUED = 3
_WITHIN = re.compile(r"[；;，,]\s?(?=[分从按])")
_MOST_DIVISIONS = 6
MOST_BACK = 3
"""How many statements before a division its whole is looked for."""


@dataclass(frozen=True, slots=True)
class _Group:
    name: str
    numbers: tuple[Quantity, ...]
    since: int


def divides(text: str) -> bool:
    """Tell whether a statement begins with words that divide what the statements before told: 从资金来源看，."""
    return _DIVIDES.match(text) is not None


def find_divided(told: Sentence, since: int = 0) -> Iterator[Breakdown]:
    """Yield the breakdowns of a statement that divides within what it has told: ；分地区看，.

    Args:
        told: one statement, or several.
        since: where the last of them begins.
    """
    for mark in list(_WITHIN.finditer(told.half_width, since))[:_MOST_DIVISIONS]:
        if divides(told.half_width[mark.end() : mark.end() + 30]):
            yield from find_grouped(told, mark.end())


def find_grouped(told: Sentence, cut: int) -> Iterator[Breakdown]:
    """Yield the breakdowns whose parts are told in groups.

    Args:
        told: one statement, or several.
        cut: where the last of them begins; 0 when wholes and parts are looked for in one.
    """
    text = told.half_width
    start, is_divided, is_bare = _opening(text, cut)
    if start < 0 or len(re.findall(r"\d+|[一二三四五六七八九十百]+", text[start : start + _LOOK])) < 2:
        return
    quantities = amounts_in(told)
    if len(quantities) > _MOST_NUMBERS:
        return  # a table in disguise
    groups = _groups(text, [q for q in quantities if q.start >= start], start)
    are_all = is_divided or (cut == 0 and kinds_of([group.name for group in groups]) is not Split.OPEN)
    if not (2 if are_all else _FEWEST) <= len(groups) <= _MOST:
        return
    if any(LEAVING.search(group.name) for group in groups):
        return  # a balance of what came and what went
    if is_bare and any(_NOT_THERE.search(group.name) for group in groups):
        return
    edge = cut or start
    before = [q for q in quantities if q.end <= edge and depth(text, 0, q.start) == 0]
    patterns = [[q.unit for q in group.numbers] for group in groups]
    found: list[Breakdown] = []
    for place, unit in enumerate(patterns[0]):
        if patterns[0].count(unit) == 1:
            numbers = [next((q for q in group.numbers if q.unit == unit), None) for group in groups]
            wholes = [q for q in before if q.unit == unit]
        else:  # 学生49000人，教职工3600人: the wholes are told in the same order
            same = all(pattern == patterns[0] for pattern in patterns)
            wholes = before[-len(patterns[0]) :]
            numbers = [group.numbers[place] for group in groups] if same else []
            wholes = wholes[place : place + 1] if [q.unit for q in wholes] == patterns[0] else []
        parts = [q for q in numbers if q is not None]
        if len(parts) == len(groups):
            one = _of_unit(told, groups, parts, wholes, start)
            if one is None and is_divided and all(_YEAR.match(group.name) for group in groups):
                one = _of_years(told, groups, parts, wholes, start)
            if one and _total(one) != one.whole.value and any(q.value == _total(one) for q in before):
                one = None  # another number is their sum
            found += [one] if one else []
    proven = any(_total(one) == one.whole.value for one in found)
    for one in found:
        far = abs(_total(one) - one.whole.value) > one.whole.value * _FAR
        if (is_bare and (one.split is Split.OPEN or far)) or (is_divided and far):
            continue
        yield replace(one, is_full=True) if (proven or is_divided) and not one.is_open else one


def find_continued(both: Sentence, cut: int) -> Iterator[Breakdown]:
    """Yield the breakdown of a total whose parts stand in the next sentence: 总面积5万平方米……。其中教学楼2万平方米.

    Args:
        both: the two sentences.
        cut: where the second begins in their text.
    """
    text = both.half_width
    if not _CONTINUED.match(text, cut):
        return
    quantities = amounts_in(both)
    # 小学180所（含60个教学点）: what stands in brackets is of a part
    later = [q for q in quantities if q.start >= cut and depth(text, cut, q.start) == 0]
    if len(later) < _FEWEST_CONTINUED:
        return
    unit = later[0].unit
    parts = list(takewhile(lambda q: q.unit == unit, later))
    whole = next((q for q in reversed(quantities) if q.end <= cut and q.unit == unit), None)
    if whole is None or len(parts) < _FEWEST_CONTINUED or depth(text, cut, parts[-1].start) != 0:
        return
    if text.startswith("20", cut):
        # 五年新建9.6万亩。2021年2万亩、2022年2万亩……: each part has a year before it.
        names = [text[cut : parts[0].head], *(text[a.tail : b.head] for a, b in pairwise(parts))]
        if not all(re.fullmatch(r"[，,、；;\s]?20\d\d\s?年度?", name) for name in names):
            return
    elif not re.search(r"总|共|合计", re.split(r"[，,；;。]", text[: whole.head])[-1]):
        return
    starts = [cut, *(after_unit(q) for q in parts[:-1])]
    found = [part_of(both, text, q, at) for q, at in zip(parts, starts, strict=True)]
    yield breakdown(both, text, whole, found, text[cut:], is_summed=False)


def _opening(text: str, cut: int) -> tuple[int, bool, bool]:
    """Return where the parts begin (-1: nowhere), whether words divide the whole, whether none open the parts."""
    if cut:
        divided, among = _DIVIDES.match(text, cut), _AMONG.match(text, cut)
        opened = divided or among
        return (opened.end() if opened else cut), divided is not None, opened is None
    number = re.search(r"\d", text)
    for opener in _AMONG.finditer(text, number.end()) if number else ():
        if depth(text, 0, opener.start()) == 0:
            is_source = re.search(r"(?:资金来源|构成|组成)(?:为|是)?$", text[: opener.start()]) is not None
            return opener.end(), is_source, False
    return -1, False, False


def _groups(text: str, quantities: Sequence[Quantity], start: int) -> list[_Group]:
    """Return the groups from ``start`` on, each beginning with a number of the first one's unit.

    What is told of a group beside its numbers (比上年增加1所) is passed over, its own parts (其中) up to the next ；.
    """
    groups: list[_Group] = []
    at, is_nested = start, False
    for quantity in quantities:
        if depth(text, start, quantity.start) != 0:
            continue
        gap = text[at : quantity.head]
        if quantity.op != EACH and _YEARLY.search(gap):
            gap = re.sub("每学?年|各", "", gap)  # 2023—2025年每年60名: multiplied already
        head = max(gap.rfind("；"), gap.rfind(";")) + 1
        is_nested = is_nested and not head
        at = max(quantity.end, quantity.tail)
        name = _SHARE.sub("", gap[head:]).strip("，,、和及与 \n")
        if _CLOSES.search(gap) or (len(groups) < 2 and (_ENDS.search(gap) or "其中" in gap)):
            break
        is_nested = is_nested or "其中" in gap
        if is_nested or _ENDS.search(gap[head:]):
            continue
        if re.search(r"[，,:：]", name) or len(name) > _LONGEST_NAME:
            break
        if quantity.op != "=":
            return []
        if not groups or quantity.unit == groups[0].numbers[0].unit:
            groups.append(_Group(name, (quantity,), quantity.head - len(name)))
        else:
            groups[-1] = replace(groups[-1], numbers=(*groups[-1].numbers, quantity))
    return groups


def _of_unit(
    told: Sentence, groups: Sequence[_Group], numbers: Sequence[Quantity], before: Sequence[Quantity], start: int
) -> Breakdown | None:
    text = told.half_width
    parts = [
        part if _PHASED.match(part.name) else replace(part, name=group.name)
        for group, quantity in zip(groups, numbers, strict=True)
        for part in [part_of(told, text, quantity, group.since)]
    ]
    most = max(part.value for part in parts)
    near = [q for q in before if not re.search(r"[。；;]", text[q.tail : start]) and start - q.tail <= _NEAR_BY]
    near = [q for q in near if not _NO_WHOLE.search(_clause(text, q))]
    whole = next((q for q in reversed(before) if q.value >= most and (q in near[-1:] or _is_whole(text, q))), None)
    if whole is None:
        return None
    end = max(groups[-1].numbers[-1].end, groups[-1].numbers[-1].tail)
    return breakdown(told, text, whole, parts, text[start : end + 2], is_summed=False)


def _of_years(
    told: Sentence, groups: Sequence[_Group], numbers: Sequence[Quantity], before: Sequence[Quantity], start: int
) -> Breakdown | None:
    """Return years against the one number before them that they may make (分年度看，2023年120名……)."""
    text = told.half_width
    total = sum((q.value for q in numbers), Decimal(0))
    near = [q for q in before if abs(q.value - total) <= total * _FAR and not _NO_WHOLE.search(_clause(text, q))]
    if len(near) != 1:
        return None
    parts = [part_of(told, text, q, group.since) for group, q in zip(groups, numbers, strict=True)]
    end = max(numbers[-1].end, numbers[-1].tail)
    return breakdown(told, text, near[0], parts, text[start : end + 2], is_summed=False)


def _clause(text: str, quantity: Quantity) -> str:
    return re.split(r"[，,、；;。]", text[max(0, quantity.head - 20) : quantity.head])[-1]


def _is_whole(text: str, quantity: Quantity) -> bool:
    """Tell whether the words before a number make it a whole: of its clause, or of that with which it is listed."""
    lead = text[max(0, quantity.head - 60) : quantity.head]
    sentence = re.split(r"[。；;]|其中|包括", lead)[-1]
    if re.match(r"[，,]?\s?(?:其中|包括)", text[max(quantity.end, quantity.tail) :]):
        return not re.search(rf"、|20\d\d年|{_NO_WHOLE.pattern}", re.split(r"[，,]", sentence)[-1])
    return _WHOLE.search(sentence) is not None and not _NO_WHOLE.search(re.split(r"[，,、]", sentence)[-1])


def _total(one: Breakdown) -> Decimal:
    return sum((part.value for part in one.parts), Decimal(0))
