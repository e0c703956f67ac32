"""One fact with two values: :class:`TwoFacts`.

Not here: two targets (:mod:`luoshi.review.consistency.values`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from luoshi.base.findings import Finding, Severity
from luoshi.review.consistency.comparable import first_pairs, is_named_count
from luoshi.review.consistency.headcounts import Headcount, is_transposed, recounts
from luoshi.review.consistency.retold import Retellings
from luoshi.review.material import Material
from luoshi.review.measures import Measure, places_of
from luoshi.review.rule import Rule
from luoshi.review.told import are_of_two_stages

_PUPILS = re.compile(r"在校(?:学?生|人数)")
_FIRST = re.compile(r"(?:由|从)(?:20\d\d\s?年|上年|去年)?[底末]?的?\s?$")
"""Before a level that is no more: 由8.9万人增加到9.8万人."""
_STAGES = (
    (
        re.compile(r"^高中阶段(?:教育)?在校"),
        (re.compile(r"^(?:普通)?高中(?:教育|学校)?(?:学校)?在校"), re.compile(r"^(?:中职|中等职业)(?:教育|学校)*在校")),
    ),
    (
        re.compile(r"^(?:九年)?(?:制)?义务教育(?:阶段)?(?:学校)?在校"),
        (re.compile(r"^(?:普通)?小学(?:学校)?在校"), re.compile(r"^(?:普通)?初中(?:学校)?在校")),
    ),
)
"""A stage of schooling and the two kinds of schools that make it up."""
_COMPARES = re.compile(r"^比|较|由|从|原|与[^，]{0,12}比|初期|末期|同期|期初|上年|去年|最高|最低|曾")
"""Words of a comparison: the value may be that of another year."""
_TOLERANCE = Decimal("0.03")
"""Rounding, and the few pupils that other schools teach."""


class TwoFacts(Rule):
    """同一项现状，同一范围、同一年份，前后写了两个不同的数。

    一处是另一处四舍五入的结果，或者写了“约”“余”的，不算。只报比率、占比和年限，以及有具体名称的在校生、学校数等。
    普通高中与中职在校生之和同高中阶段在校生相差百分之三以上的（小学、初中与义务教育同），也报。
    现状和问题两部分写的全域总数（全县专任教师多少人）相差不到百分之五的，也报：有分项之和作证、又只是数字颠倒的为错误。
    表格按栏目、分组、表题认出是市区、农村或某县的数，不同全市的数比。
    """

    code = "V213"
    name = "现状数据不一"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each fact."""
        told = Retellings(material)
        known: list[tuple[int, int]] = []
        for finding in map(told.also_told, self._named(material)):
            known += finding.spans
            yield finding
        for pair in told.two_facts(known):
            yield self.found(
                f"“{pair.name}”的数前后不一：一处为{pair.one.measure.shown}，另一处为{pair.other.measure.shown}",
                pair.spans,
                "核对统计数据后统一；口径或年份不同的，写明口径和年份",
                Severity.WARNING,
            )
        yield from (self._recount(*pair) for pair in recounts(material))
        yield from self._stages(material)

    def _named(self, material: Material) -> Iterator[Finding]:
        """Yield facts of one name with two values."""
        for group in material.measures.groups.values():
            facts = [
                m
                for m in group
                if m.is_status and not m.in_project and not m.is_change and m.figure.year is not None
                if m.is_rate or is_named_count(m)
            ]
            for one, other in first_pairs(facts):
                if (
                    _differ(one, other)
                    and not _is_of_another_year(one, other, facts)
                    and not one.is_apart(other)
                    and not one.is_in_sentence_of(other)
                    and not are_of_two_stages(material.document.text, one, other)
                ):
                    yield self.found(
                        f"“{one.figure.indicator}”{one.figure.year}年的数前后不一：一处为{one.shown}，"
                        f"另一处为{other.shown}",
                        places_of((one, other)),
                        "核对统计数据后统一",
                        Severity.ERROR if _is_sure(material, one, other) else Severity.WARNING,
                    )
                    break

    def _recount(self, one: Headcount, other: Headcount) -> Finding:
        message = f"{one.noun}总数前后不一：一处为“{one.shown}”，另一处为“{other.shown}”"
        spans = [one.span, other.span]
        if one.proof is not None:
            message += f"；前一处的分项相加正是{one.value}"
            spans += [part.span for part in one.proof.parts[:8]]
        sure = one.proof is not None and is_transposed(one, other)
        return self.found(message, spans, "核对统计数据后统一", Severity.ERROR if sure else Severity.WARNING)

    def _stages(self, material: Material) -> Iterator[Finding]:
        """Yield a stage of schooling whose pupils are not those of its two kinds of schools: 高中阶段 = 普高 + 中职."""
        pupils = [
            m
            for m in material.measures.all
            if m.is_status
            and not m.in_project
            and not m.is_change
            and m.unit == "人"
            and _PUPILS.search(m.name)
            and not _FIRST.search(m.clause)
        ]
        for stage, kinds in _STAGES:
            wholes = [m for m in pupils if stage.search(m.figure.indicator)]
            parts = [[m for m in pupils if kind.search(m.figure.indicator)] for kind in kinds]
            found = next((t for t in product(wholes[:3], *(p[:3] for p in parts)) if _do_not_add(t)), None)
            if found is not None:
                whole, one, other = found
                total, wanted = one.value + other.value, whole.value
                yield self.found(
                    f"{one.figure.indicator}{one.shown}加{other.figure.indicator}{other.shown}得{_plain(total)}人，"
                    f"而{whole.figure.indicator}写{whole.shown}，差{_plain(abs(wanted - total))}人",
                    [one.span, whole.span, other.span],
                    "核对三个数的口径和年份",
                    Severity.WARNING,
                )


def _do_not_add(told: Sequence[Measure]) -> bool:
    whole, one, other = told
    if len({(m.figure.year, m.figure.scope, m.area) for m in told}) > 1 or any(m.figure.op != "=" for m in told):
        return False
    return abs(one.value + other.value - whole.value) > whole.value * _TOLERANCE


def _plain(value: Decimal) -> str:
    wan = value / 10_000
    return f"{wan.normalize():f}万" if value >= 10_000 else f"{value.normalize():f}"


def _is_sure(material: Material, one: Measure, other: Measure) -> bool:
    return one.is_rate and one.has_name_of(other) and _are_dated(material, one, other)


def _are_dated(material: Material, *told: Measure) -> bool:
    """Tell whether the year stands in the words before each value, or in the head of its column."""
    text = material.document.text
    return all(not m.clause or f"{m.figure.year}" in text[max(0, m.span.start - 60) : m.span.end] for m in told)


def _differ(one: Measure, other: Measure) -> bool:
    if any(_COMPARES.search(m.clause) and not _is_own_year(m) for m in (one, other)):
        return False
    if one.figure.year != other.figure.year or one.figure.op != "=" or other.figure.op != "=":
        return False
    rough, fine = sorted((one.value.normalize(), other.value.normalize()), key=_places)
    exponent = Decimal(1).scaleb(-_places(rough))
    return fine.quantize(exponent, rounding=ROUND_HALF_UP) != rough.quantize(exponent)


def _is_of_another_year(one: Measure, other: Measure, facts: Sequence[Measure]) -> bool:
    """Tell whether a value that names no year of its own is that of another year elsewhere in the text."""
    return any(
        not m.is_dated and f.is_dated and f.value == m.value and f.figure.year != m.figure.year
        for m in (one, other)
        for f in facts
    )


def _is_own_year(one: Measure) -> bool:
    """Tell whether the year stands right before the value: 由2020年的52.8万人."""
    return re.search(rf"{one.figure.year}\s?年[底末]?的?$", one.clause) is not None


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
