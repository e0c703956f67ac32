"""One thing told at two places in other words, with two numbers (换一种说法又说一遍).

Entry: :class:`Retellings`. Rules hold figures of one
name against one another first; what the names alone do not bring together comes from here.
Not here: how names are read and matched (:mod:`luoshi.review.told`, :mod:`luoshi.review.sameness`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.base.findings import Finding
from luoshi.model.document import Span
from luoshi.review.material import Material
from luoshi.review.measures import DOWNWARD, UPWARD, Measure, places_of
from luoshi.review.numbers import Bounds, is_slip, step
from luoshi.review.sameness import are_of_one_time, is_apart_by_axis
from luoshi.review.things import PLAIN, is_special
from luoshi.review.told import Telling, When, are_of_two_stages

_RATES = ("%", "‰")
_TWO, _MOST_PLACES, _SURE = 2, 8, 6
_KEPT = re.compile(r"保持|稳定|维持|巩固|控制|不低于|底线")
_OPEN = re.compile(
    r"(?:年度|当年|全年|计划|实际|累计|共|总|完成|投入|建设)*(?:投入|投资|资金|经费|完成|录取|招生|安排|拨付|下达|发放|惠及|受益|计划|任务|上线)"
)
"""A name that says of anything what was done: 投入资金, 实际录取."""
_WIDE, _NEAR, _SMALL = Decimal("0.5"), Decimal("0.75"), Decimal(10)

Known = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Retold:
    """Two numbers of one thing that do not agree.

    Attributes:
        one, other: the two, in reading order.
        spans: where they stand, and where else the one or the other is told.
    """

    one: Telling
    other: Telling
    spans: tuple[Span, ...]

    @property
    def name(self) -> str:
        """The name as it is written at more length."""
        return max((self.one.name, self.other.name), key=len)


class Retellings:
    """The numbers of a text that are told of one thing at two places.

    ``known`` are the places of which a rule has said something already: they are not told again.
    """

    def __init__(self, material: Material) -> None:
        period = material.plan.document.period
        first, last = period or (None, None)
        self._base = period[0] - 1 if period else 0
        self._text = material.document.text
        told = material.tellings
        self._valued: dict[tuple[str, Decimal, When], list[Telling]] = {}
        for one in told:
            self._valued.setdefault((one.measure.unit, one.measure.value, one.when), []).append(one)
        self._all = material.telling_pairs
        self._pairs = [(a, b) for a, b in self._all if are_of_one_time(a, b, first, last)]
        self._alike: dict[Telling, list[Telling]] = {}
        for one, other in self._pairs:
            self._alike.setdefault(one, []).append(other)
            self._alike.setdefault(other, []).append(one)

    def two_goals(self, known: Known) -> Iterator[Retold]:
        """Yield rates with two goals for one year."""
        return self._conflicts(known, lambda one, other: _is_rate(one) and _are_two_goals(one, other))

    def two_facts(self, known: Known) -> Iterator[Retold]:
        """Yield rates that stand at two levels in one year."""
        return self._conflicts(known, lambda one, other: _is_rate(one) and _are_two_facts(one, other))

    def two_counts(self, known: Known) -> Iterator[Retold]:
        """Yield things that are counted twice with two results."""
        return self._conflicts(known, _are_two_counts)

    def goals_below(self, known: Known, is_rising: Callable[[str], bool]) -> Iterator[Retold]:
        """Yield goals below the level that is reached: the goal, then the latest level."""
        latest: dict[Telling, Telling] = {}
        for pair in self._all:
            if not _is_rate(pair[0]) or pair[0].when is pair[1].when:
                continue
            goal, fact = pair if pair[0].when is When.GOAL else pair[::-1]
            before = latest.get(goal)
            if before is None or (fact.year or self._base) > (before.year or self._base):
                latest[goal] = fact
        told: set[Decimal] = set()
        for goal, fact in latest.items():
            rising = goal.is_raised or is_rising(goal.name) or is_rising(fact.name)
            is_later = goal.year is None or goal.year > (fact.year or self._base)
            if not (rising and is_later and _is_below(goal.measure, fact.measure)) or _are_known((goal, fact), known):
                continue
            if fact.measure.value not in told:
                told.add(fact.measure.value)
                yield Retold(goal, fact, tuple(places_of((goal.measure, fact.measure))))

    def also_told(self, finding: Finding) -> Finding:
        """Return a finding with the places where its numbers are told in other words."""
        spans = list(finding.spans)
        for one in [t for told in self._valued.values() for t in told]:
            if _are_known((one,), finding.spans):
                spans += [a.measure.span for a in self._also(one)]
        for one, others in self._alike.items():
            if _are_known((one,), finding.spans) and any(
                not _are_known((o,), finding.spans) and o.measure.value == one.measure.value for o in others
            ):
                spans += [o.measure.span for o in others if o.measure.value == one.measure.value]
        return replace(finding, spans=tuple(dict.fromkeys(spans))[:_MOST_PLACES])

    def _conflicts(self, known: Known, are_two: Callable[[Telling, Telling], bool]) -> Iterator[Retold]:
        told: set[Telling] = set()
        for one, other in self._pairs:
            if one in told or other in told or _are_known((one, other), known) or not are_two(one, other):
                continue
            if _is_rate(one) and are_of_two_stages(self._text, one.measure, other.measure):
                continue
            around = dict.fromkeys((one, other, *self._alike[one], *self._alike[other]))
            told |= set(around)
            if len({a.measure.value for a in around}) == _TWO:  # more are the steps of a series
                also = [*self._also(one), *self._also(other)]
                places = places_of([one.measure, other.measure, *(a.measure for a in (*around, *also))])
                yield Retold(one, other, tuple(places)[:_MOST_PLACES])

    def _also(self, one: Telling) -> list[Telling]:
        """Return where else the value is told of what may well be the same: 大班额 for 义务教育大班额."""
        alike = self._valued[one.measure.unit, one.measure.value, one.when]
        return [a for a in alike if a.words & one.words - PLAIN and not is_apart_by_axis(a.words, one.words)]


def _is_below(goal: Measure, fact: Measure) -> bool:
    """Tell whether a goal lies below the level, and does not say that it is a floor to be kept."""
    if goal.figure.op not in ("=", ">=", ">") or fact.figure.op not in ("=", ">=") or goal.is_apart(fact):
        return False
    return goal.value < fact.value and not _KEPT.search(goal.clause)


def _are_two_counts(one: Telling, other: Telling) -> bool:
    if _is_rate(one) or not _are_near(one, other):
        return False
    return _are_two_facts(one, other) or _are_two_goals(one, other)


def _are_known(told: Iterable[Telling], known: Known) -> bool:
    return any(start < t.measure.span.end and t.measure.span.start < end for t in told for start, end in known)


def _is_rate(one: Telling) -> bool:
    return one.measure.unit in _RATES


def _are_two_goals(one: Telling, other: Telling) -> bool:
    first, second = one.measure, other.measure
    ops = (first.figure.op, second.figure.op)
    if one.when is not When.GOAL or first.value == second.value or "~" in ops:
        return False
    if (ops[0] in UPWARD and ops[1] in DOWNWARD) or (ops[0] in DOWNWARD and ops[1] in UPWARD):
        return False
    if _is_rate(one):
        low, high = sorted((first.value, second.value))
        if high > _SMALL and low < high * _WIDE:
            return False
    elif not _exclude_one_another(first, second):
        return False
    return not (first.is_beyond(second) or first.is_apart(second) or _are_of_two_topics(one, other))


def _exclude_one_another(first: Measure, second: Measure) -> bool:
    """Tell whether two goals for a number of things exclude one another: 3所 and 5所以上, not 5所以上 and 6所."""
    if first.figure.op == second.figure.op:
        return True
    floor, exact = (first, second) if first.figure.op in UPWARD else (second, first)
    return floor.figure.op in UPWARD and exact.figure.op == "=" and exact.value < floor.value


def _are_two_facts(one: Telling, other: Telling) -> bool:
    first, second = one.measure, other.measure
    if one.when is not When.NOW or first.figure.op != "=" or second.figure.op != "=":
        return False
    if _bounds(first).meets(_bounds(second)) or _are_apart(one, other):
        return False
    low, high = sorted((first.value, second.value))
    return low >= high * _WIDE or high <= _SMALL


def _are_apart(one: Telling, other: Telling) -> bool:
    """Tell whether the words around set two facts apart; 累计 does not where both cover the same years."""
    if _are_of_two_topics(one, other):
        return True
    if one.span and other.span:
        first, second = (replace(t.measure, clause=t.measure.clause.replace("累计", "")) for t in (one, other))
        return first.is_apart(second)
    return one.measure.is_apart(other.measure)


def _are_of_two_topics(one: Telling, other: Telling) -> bool:
    """Tell whether a name that says what was done, not of what, or a part of which stage, is told of two things."""
    if not (_OPEN.match(one.name) and _OPEN.match(other.name)):
        return False
    return bool(one.topic and other.topic) and one.topic != other.topic


def _bounds(one: Measure) -> Bounds:
    """Return the range of a rounded value; a count written out is exact."""
    number = re.search(r"\d[\d.,]*\s?[万亿]?", one.raw)
    is_rounded = number is not None and re.search(r"[.万亿]", number[0]) is not None
    return Bounds.of(one.value, step(number[0]) if number and is_rounded else Decimal(0))


def _are_near(one: Telling, other: Telling) -> bool:
    low, high = sorted((one.measure.value, other.measure.value))
    if is_slip(low, high):
        return True
    is_floor = one.measure.figure.op != other.measure.figure.op
    is_sure = sum(len(word) for word in one.words & other.words if is_special(word)) >= _SURE
    return low >= high * (_WIDE if is_floor or is_sure else _NEAR)
