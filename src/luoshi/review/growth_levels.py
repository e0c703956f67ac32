"""The two levels that a change is told of (增减的前后两数): :func:`levels_of`.

Given the numbers before a change and the numbers of the change itself, the shapes are tried in turn: from x to y; y,
more than the x of an earlier year; y（某年为x）; two levels with their years; two shares.
Not here: changes in sentences (:mod:`luoshi.review.growth`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from luoshi.base.quantities import Quantity
from luoshi.review.numbers import is_slip

UP = r"增长|增加|提高|提升|上升|新增|净增|扩大|多[收招出]?|增[收招]|增幅|涨幅|增"
DOWN = r"减少|下降|降低|缩减|压减|回落|降幅|减幅|少[收招]|减|降"
MORE, LESS = r"(?<![最提不])高出?|(?<![最不])多出?", r"(?<![最不])低|(?<![最不])少"
"""比上年的85%高5个百分点: words of a change only where another level is named."""
CHANGE = re.compile(
    rf"(?P<mean>年均|平均每年|每年平均|每年)?(?P<word>(?P<up>{UP}|{MORE})|(?P<down>{DOWN}|{LESS}))(?:了|约|近|达|幅度?为|率?为)?\s?$"
)
TO = re.compile(
    rf"(?:{UP}|{DOWN}|发展|扩大|调整|变化|升|降)(?:到|至|为)[了]?(?:(?:\d{{4}}年|现在|目前|期)?[底末]?的?)?(?:约|近)?\s?$|(?:达到?|至|为|到)\s?(?:约|近)?\s?$"
)
_FROM = re.compile(
    r"(?:由|从|(?<!占)比(?![例重])|较|与|同)(?:\d{4}年[底末初]?|[^\d由从比较]){0,20}?(?:的|为)?\s?(?:约|近)?\s?$"
)
_YEAR_BEFORE = re.compile(r"(?P<year>20\d\d)年[^\d]{0,16}?(?P<what>[\u4e00-\u9fff]{2})(?:为|达到?|约)?\s?$")
_MEAN = re.compile(r"(?:[生人校班园]均|平均(?!水平|值)每?[生人校班园]?)[^，。；、\d]{0,4}$")
_BRACKETED = re.compile(r"\s?[（(](?:20\d\d\s?年|上年|去年)(?:同期|底)?(?:为|是)?")
_ONCE = re.compile(r"\s?[（(，,](?:(?P<year>20\d\d)\s?年|上年|去年|上年同期|去年同期)(?:同期|[底末])?(?:仅?为|是|仅)?")
_FAR_BEHIND = 14
_CLOSED = re.compile(r"[（(][^（()）]*[）)]")
_LEFT = re.compile(r"[^（()）。]*[）)]")
_BASE = re.compile(r"占(?![地用])[^，,。；;\d]{0,24}$")
_SUBJECT = re.compile(r"[，,；;。](?P<who>[^，,；;。]*?)(?:均|都|也|又|分别|同)?[比较](?![例重])[^，,；;。]*$")
_NO_SUBJECT = re.compile(r"20\d\d|[年底末初上去全今]|总数|人数|数|[同也并且总共又其]")
_APART, _FAR_APART, _FARTHEST = 24, 60, 100


def levels_of(
    text: str, earlier: Sequence[Quantity], by: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]] | None:
    """Return the levels before and after of a change, as many as the change has numbers."""
    count = len(by)
    fitting = [q for q in earlier if may_be_level(q, by[0]) and not is_change(text, q)]
    if by[0].unit in ("%", "倍") and any(q.unit != "%" for q in fitting):
        if _from_to(text, [q for q in fitting if q.unit == "%"], by, count):
            return None  # 由160个减少到40个，占比由11%降到3%，下降8%: points, not of the 40
        fitting = [q for q in fitting if q.unit != "%"]
    if not fitting:
        return None
    return (
        _from_to(text, fitting, by, count)
        or _against(text, fitting, by, count)
        or _once(text, fitting, by)
        or _by_years(text, fitting, by)
        or _by_shares(text, fitting, by)
    )


def told_behind(
    text: str, earlier: Sequence[Quantity], by: Sequence[Quantity], later: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]] | None:
    """提高6个百分点，由62%提高到68%; 1862万人次，增长4.6%（2021年为1780万人次）."""
    if len(by) != 1 or not later or not may_be_level(later[0], by[0]):
        return None
    gap = text[max(by[0].end, by[0].tail) : later[0].head]
    if len(later) == 2 and later[0].unit == later[1].unit and re.fullmatch(r"[^\d。；;]{0,8}", gap.split("20")[0]):
        second = text[max(0, later[1].head - 14) : later[1].head]
        if is_from(text, later[0]) and TO.search(second) and len(gap) <= _FAR_BEHIND:
            return [later[0]], [later[1]]
    if _BRACKETED.fullmatch(gap) and text[max(later[0].end, later[0].tail) :][:1] in ")）":
        levels = [q for q in earlier if q.unit == later[0].unit and may_be_level(q, by[0])]
        if levels and len(text[levels[-1].tail : by[0].head]) <= _FAR_BEHIND:
            return [later[0]], [levels[-1]]
    return None


def _from_to(
    text: str, fitting: Sequence[Quantity], by: Sequence[Quantity], count: int
) -> tuple[list[Quantity], list[Quantity]] | None:
    """由x提高到y，提高z; and of two things: 甲由a到b，乙由c到d，分别提高e和f."""
    pairs = [
        (old, new)
        for old, new in pairwise(fitting)
        if is_from(text, old) and TO.search(text[max(0, new.head - 14) : new.head]) and old.unit == new.unit
    ][-count:]
    if len(pairs) == count and _follows(text, pairs[-1][1], fitting, by[0]):
        return [old for old, _ in pairs], [new for _, new in pairs]
    if count < 2:
        return None
    # 由a和b分别提高到c和d，分别提高e和f
    old, new = list(fitting[-2 * count : -count]), list(fitting[-count:])
    if len(old) < count or not is_from(text, old[0]) or not _follows(text, new[-1], fitting, by[0]):
        return None
    told = TO.search(text[max(0, new[0].head - 14) : new[0].head])
    return (old, new) if told and _in_a_row(text, old) and _in_a_row(text, new) and _same_units(old, new) else None


def _against(
    text: str, fitting: Sequence[Quantity], by: Sequence[Quantity], count: int
) -> tuple[list[Quantity], list[Quantity]] | None:
    """Y，比某年的x增加z; the level y may have been held against other years before."""
    old = list(fitting[-count:])
    if old and not _is_mean(text, old[-1]):
        fitting = [q for q in fitting if not _is_mean(text, q)]
    if len(old) < count or not is_from(text, old[0]) or not _in_a_row(text, old):
        return None
    if not _follows(text, old[-1], fitting, by[0]):
        return None
    before = [q for q in fitting[:-count] if count > 1 or not (is_from(text, q) or _is_base(text, q))]
    before = _outside(text, before, old[0].head) or before
    new = before[-count:]
    subject = _subject(text, old[0])
    if count == 1 and subject:
        new = _of_subject(text, before, subject) or new
    if len(new) < count or not _same_units(old, new):
        return None
    apart = text[new[-1].tail : old[0].start]
    if re.search(r"。", apart) or (subject and re.search(r"[；;]", apart)):
        return None
    farthest = _APART if before == list(fitting[:-count]) else _FAR_APART if subject else _FARTHEST
    return (old, new) if len(apart) <= farthest or (subject and new != before[-count:]) else None


def _subject(text: str, old: Quantity) -> str:
    """Return of what a comparison is told, where it says so: 中职在校生较2015年的4310人; empty if not."""
    told = _SUBJECT.search(text[max(0, old.head - 50) : old.head])
    return _NO_SUBJECT.sub("", told["who"]) if told else ""


def _of_subject(text: str, levels: Sequence[Quantity], subject: str) -> list[Quantity]:
    """Return the last level that is told of what the comparison is told of: 在校生5840人，其中……，中职在校生较…."""
    pairs = {subject[n : n + 2] for n in range(len(subject) - 1)}
    for level in reversed(levels):
        lead = re.split(r"[，,；;。、（(]", text[max(0, level.head - 20) : level.head])[-1]
        if any(pair in lead for pair in pairs):
            return [level]
    return []


def _is_base(text: str, quantity: Quantity) -> bool:
    """Tell whether a quantity is what a share is of: 占一般公共预算支出71.4亿元的19.4%."""
    return quantity.unit != "%" and _BASE.search(text[max(0, quantity.head - 26) : quantity.head]) is not None


def _once(
    text: str, fitting: Sequence[Quantity], by: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]] | None:
    """Y（2019年为x），提高z; y，上年x，增长z%."""
    if len(by) != 1 or len(fitting) < 2:
        return None
    new, old = fitting[-2:]
    told = _ONCE.fullmatch(text[new.tail : old.head])
    if told is None or old.unit != new.unit or not _follows(text, old, fitting, by[0]):
        return None
    years = [int(year) for year in re.findall(r"(20\d\d)\s?年", text[: new.head])]
    if told["year"] and years and int(told["year"]) >= years[-1]:
        return None  # 2018年3000人，2019年3250人，增长8.3%
    return [old], [new]


def is_from(text: str, quantity: Quantity) -> bool:
    """Tell whether the words before a quantity make it the level before: 由, 比某年的."""
    return _FROM.search(text[max(0, quantity.head - 30) : quantity.head]) is not None


def _follows(text: str, level: Quantity, fitting: Sequence[Quantity], by: Quantity) -> bool:
    """Tell whether a change stands right behind a level, with no other level between, and is of the whole of it."""
    between = text[level.tail : by.head]
    return len(between) <= 30 and not re.search(r"[。；;]|其中|再", between) and fitting[-1] is level


def _outside(text: str, levels: Sequence[Quantity], at: int) -> list[Quantity]:
    """Return the levels that do not stand in brackets closed before a place: 3.9万人（小学2.6万人），比."""
    return [q for q in levels if not _LEFT.match(text, q.tail, at)]


def by_difference(
    text: str, earlier: Sequence[Quantity], by: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]] | None:
    """Y，比上年增加d，增长z%: the level before is y less d."""
    if len(by) != 1 or by[0].unit != "%" or len(earlier) < 2:
        return None
    more = earlier[-1]
    new = (_outside(text, [q for q in earlier[:-1] if q.unit == more.unit], more.head) or earlier[:-1])[-1]
    word = CHANGE.search(text[max(0, more.head - 12) : more.head])
    if word is None or word["mean"] or new.unit != more.unit or new.unit in ("", "%", "百分点", "年") or more.op != "=":
        return None
    if len(text[more.tail : by[0].head]) > 6 or re.search(r"[。；;]|其中", text[new.tail : by[0].head]):
        return None
    if (
        len(_CLOSED.sub("", text[new.tail : more.head])) > _FAR_BEHIND
        or is_change(text, new)
        or is_from(text, new)
        or _is_base(text, new)
    ):
        return None
    value = new.value + more.value if word["down"] else new.value - more.value
    return ([replace(more, value=value)], [new]) if value > 0 else None


def _by_years(
    text: str, fitting: Sequence[Quantity], by: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]] | None:
    """2023年招生x人，2024年招生y人，增长z%: two levels of one thing, each with its year."""
    if len(by) != 1 or len(fitting) < 2:
        return None
    old, new = fitting[-2:]
    if old.unit != new.unit or re.search(r"[。；;]", text[old.tail : by[0].head]):
        return None
    if len(text[new.tail : by[0].head]) > 12 or len(text[old.tail : new.head]) > 24:
        return None
    first, second = (
        _YEAR_BEFORE.search(text[max(0, old.head - 40) : old.head]),
        _YEAR_BEFORE.search(text[old.tail : new.head]),
    )
    if (
        first is None
        or second is None
        or first["what"] not in second["what"]
        or int(first["year"]) >= int(second["year"])
    ):
        return None
    return [old], [new]


def _by_shares(
    text: str, fitting: Sequence[Quantity], by: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]] | None:
    """占x%，……占比降至y%，下降z个百分点: two shares alone in their statement, a slip between what they give and z."""
    if len(by) != 1 or by[0].unit != "百分点" or len(fitting) != 2:
        return None
    old, new = fitting
    first, second = (re.split(r"[，,。；;]", text[max(0, q.start - 20) : q.start])[-1] for q in fitting)
    falls = re.search(rf"(?:{DOWN})(?:到|至|为)$", second)
    rises = re.search(rf"(?:{UP})(?:到|至|为)$", second)
    if "占" not in first or "占" not in second or not (falls or rises) or (new.value < old.value) != bool(falls):
        return None
    if not _follows(text, new, fitting, by[0]) or not is_slip(abs(new.value - old.value), by[0].value):
        return None
    return [old], [new]


def _is_mean(text: str, quantity: Quantity) -> bool:
    """Tell whether a quantity is told of each pupil or school: 生均33册 is no level of 148万册."""
    return _MEAN.search(text[max(0, quantity.head - 6) : quantity.head]) is not None


def is_change(text: str, quantity: Quantity) -> bool:
    """Tell whether a quantity is itself a change (增加0.97万人)."""
    return CHANGE.search(text[max(0, quantity.head - 12) : quantity.head]) is not None


def may_be_level(level: Quantity, by: Quantity) -> bool:
    """Tell whether the units allow a quantity to be a level of a change."""
    if by.unit == "百分点":
        return level.unit == "%"
    if by.unit in ("%", "倍"):
        return level.unit not in ("", "年", "百分点", "比", "名次", "倍") and level.value != 0
    return level.unit == by.unit


def _same_units(old: Sequence[Quantity], new: Sequence[Quantity]) -> bool:
    return all(a.unit == b.unit for a, b in zip(old, new, strict=True))


def _in_a_row(text: str, levels: Sequence[Quantity]) -> bool:
    return all(len(text[a.tail : b.head]) <= 12 for a, b in pairwise(levels))
