"""One thing counted twice, with two results (同一事物两个数): :class:`TwoAmounts`.

Candidates come from an index by the name, so the cost is that of reading the text. Not here: rates, targets and facts
that the plan knows by name (:mod:`luoshi.review.consistency.comparable`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import are_apart
from luoshi.review.amounts import Amount, Doing, amounts_of
from luoshi.review.consistency.comparable import are_known_facts
from luoshi.review.consistency.retold import Retellings
from luoshi.review.material import Material
from luoshi.review.numbers import is_slip
from luoshi.review.rule import Rule

_ALIKE = ({Doing.NEW, Doing.MAKE}, {Doing.PICK, Doing.MAKE}, {Doing.BETTER, Doing.MAKE})
_SHORT = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,2}(?:学校|幼儿园|学位|教师|学生|项目|课程|班级|床位|投资|面积))$|^(?:公办|民办|普惠)"
)
_SURE, _GRAM, _MOST = 6, 4, 6
_WIDE, _NARROW = Decimal("0.5"), Decimal("0.9")


class TwoAmounts(Rule):
    """同一事物的数量前后不一：一处说新建某某中心18个，另一处说16个；正文说累计培训某类人员2万人次，专栏写1.5万人次。

    看正文、专栏、责任分工表、项目表和指标表里写明了名称的数量。名称要去掉“全市”“累计”一类的词后完全相同，做法（新建、改造、
    新增、培训）、年份、现状还是将来也都相同才报；名称在六个字以下的，要两个数只差一两位数字才报。
    每年的、每校的、分城乡分县区的，由甲增加到乙的，同一张表里的，不报；一个名称有三个以上不同的数的，不报。
    """

    code = "V218"
    name = "同一事物两个数"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each thing that is counted twice."""
        told = Retellings(material)
        known: list[tuple[int, int]] = []
        for finding in map(told.also_told, self._named(material)):
            known += finding.spans
            yield finding
        for pair in told.two_counts(known):
            if are_known_facts([pair.one.measure, pair.other.measure]):
                continue
            yield self.found(
                f"“{pair.name}”的数量前后不一：一处为{pair.one.measure.shown}，另一处为{pair.other.measure.shown}",
                pair.spans,
                "核对后统一；范围、年份不同的，写明范围和年份",
            )

    def _named(self, material: Material) -> Iterator[Finding]:
        """Yield things of one name with two numbers."""
        groups: dict[tuple[str, str], list[Amount]] = {}
        open_: list[Amount] = []
        for one in amounts_of(material):
            if one.name:
                groups.setdefault((one.name, one.unit), []).append(one)
            else:
                open_.append(one)
        _assign(groups, open_)
        last = material.plan.document.period[1] if material.plan.document.period else None
        first = material.plan.document.period[0] if material.plan.document.period else None
        known = {m.figure.value_span.start: m for m in material.measures.all}
        for (name, _), group in groups.items():
            pair = _conflict(name, group, first, last)
            if pair is not None and not are_known_facts([known.get(one.at) for one in pair]):
                one, other = pair
                same = [a.span for a in group if a not in pair and a.value in (one.value, other.value)]
                yield self.found(
                    f"“{name}”的数量前后不一：一处为“{one.shown}”，另一处为“{other.shown}”",
                    [one.span, other.span, *same[:4], *one.labels, *other.labels],
                    "核对后统一；范围、年份不同的，写明范围和年份",
                )


def _assign(groups: dict[tuple[str, str], list[Amount]], open_: Sequence[Amount]) -> None:
    """Add the amounts whose name stands behind the number to the group whose name they begin with, or to a new one."""
    by_start: dict[tuple[str, str], list[str]] = {}
    for name, unit in groups:
        by_start.setdefault((name[:_GRAM], unit), []).append(name)
    for one in open_:
        names = [n for n in by_start.get((one.behind[:_GRAM], one.unit), ()) if one.behind.startswith(n)]
        if names:
            groups[max(names, key=len), one.unit].append(one)


def _conflict(name: str, group: Sequence[Amount], first: int | None, last: int | None) -> tuple[Amount, Amount] | None:
    if len(group) < 2:
        return None
    for one, other in combinations(group[:_MOST], 2):
        if _are_made_and_total(one, other, group):
            continue
        if _are_one(name, one, other, first, last) and _differ(name, one, other):
            if len(name) < _SURE - 1 and len(group) != 2:
                continue
            alike = {a.value for a in group if _are_one(name, one, a, first, last)} | {one.value}
            if len(alike) <= 2:
                return one, other
    return None


def _are_one(name: str, one: Amount, other: Amount, first: int | None, last: int | None) -> bool:
    """Tell whether two amounts are of the same thing, done in the same way by the same time."""
    if one is other or one.where == other.where:
        return False
    if one.is_there is None or one.is_there != other.is_there:
        return False
    if one.is_yearly != other.is_yearly:
        return False
    alike = (*_ALIKE, {Doing.NONE, Doing.MAKE}) if one.is_there or len(name) >= _SURE else _ALIKE
    if one.doing is not other.doing and not any({one.doing, other.doing} <= pair for pair in alike):
        return False
    years = [_year(a, first, last) for a in (one, other)]
    if years[0] != years[1] or are_apart(one.shown, other.shown):
        return False
    return one.op == other.op and one.op in ("=", ">=")


def _are_made_and_total(one: Amount, other: Amount, group: Sequence[Amount]) -> bool:
    """Tell whether the one is made and the other what there is then in all: 1320 there are, 2400 more make 3720."""
    low, high = sorted((one.value, other.value))
    return any(a.is_there and a.value + low == high for a in group)


def _year(one: Amount, first: int | None, last: int | None) -> int | None:
    """Return the year of an amount; None for that of the plan's end or of the status quo."""
    if one.is_there:
        return None if first is not None and one.year == first - 1 else one.year
    return None if one.year == last else one.year


def _differ(name: str, one: Amount, other: Amount) -> bool:
    if one.value == other.value:
        return False
    low, high = sorted((one.value, other.value))
    is_told = one.doing is other.doing and one.doing not in (Doing.NONE, Doing.MAKE)
    if len(name) >= _SURE or (len(name) == _SURE - 1 and is_told and one.is_whole and other.is_whole):
        return low >= high * _WIDE
    if is_told and one.where[0] != other.where[0] and _SHORT.search(name) is None:
        return low >= high * _WIDE  # the table of tasks tells anew what the text tells
    if len(name) == _SURE - 1 and one.doing is other.doing and is_slip(low, high):
        return True
    return one.is_whole and other.is_whole and low >= high * _NARROW and is_slip(low, high)
