"""The cheapest way to bring each school to the rule, and the cheapest set of schools (补齐方案).

Entries: :func:`remedy_of`, :func:`cheapest_set`, :class:`Prices`. Which criterion may stay at the lower share is chosen
by trying all choices, for all stages of a school together: what the whole school has (premises) is added once and
serves each stage. Exact while what is added to one criterion does not help another; that a new PE teacher may also be
better qualified is not considered, nor land, wages of later years and changes of pupils.
Not here: the 差异系数 of a county (:mod:`luoshi.indicators.packs.levelling`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from math import ceil, comb, prod

from luoshi.indicators.packs.figures import Figures
from luoshi.indicators.packs.schools import amount_needed, eased, whole_units
from luoshi.model.pack_results import Fill, Judged, SchoolRemedy, SchoolResult, Verdict
from luoshi.model.packs import WHOLE_SCHOOL, Criterion, Group, Pack

_MOST_CHOICES = 50_000
_FULL = Decimal(1)

Key = tuple[str, str]
"""Criterion and stage; 全校 in place of the stage for what the whole school shares."""


@dataclass(frozen=True)
class Prices:
    """By what remedies are compared: money where every unit has a price, else the share that is lacking."""

    pack: Pack

    @property
    def complete(self) -> bool:
        """Whether whatever may be lacking has a unit cost."""
        return all(one.id in self.pack.costs for one in self.pack.of_school() if one.filling is not None)

    def cost(self, criterion: str, amount: Decimal) -> Decimal | None:
        """Return what an amount costs in 万元; None without a unit cost."""
        unit = self.pack.costs.get(criterion)
        return None if unit is None else unit.cost * amount

    def weight(self, criterion: str, amount: Decimal, wanted: Fraction) -> Fraction:
        """Return by what an amount is compared; ``wanted`` is what there should be in all."""
        if self.complete:
            return Fraction(self.pack.costs[criterion].cost) * Fraction(amount)
        return Fraction(amount) / wanted if wanted else Fraction(0)


@dataclass(frozen=True, slots=True)
class _Need:
    """What a criterion that is missed takes: to the limit, and to the share at which it may stay."""

    judged: Judged
    key: Key
    full: _Addition | None
    low: _Addition | None


@dataclass(frozen=True, slots=True)
class _Addition:
    amount: Decimal
    weight: Fraction
    share: Decimal


_Choice = tuple[tuple[_Need, bool], ...]
"""The needs of a stage; whether each stays low."""


def remedy_of(results: Sequence[SchoolResult], pack: Pack, figures: Figures) -> SchoolRemedy:
    """Return the cheapest way to bring a school to the rule in all its stages.

    Args:
        results: of one school, one for each stage.
        pack, figures: by which it was judged.
    """
    prices = Prices(pack)
    choices = [_choices_of(result, pack, figures, prices) for result in results]
    counts = [prod(_count(needs, allowed) for needs, allowed in groups) for groups in choices]
    if prod(counts) <= _MOST_CHOICES:
        plans = [list(_every_choice(groups)) for groups in choices]
    else:  # exact as well unless stages share what is chosen
        plans = [[_most_saved(groups)] for groups in choices]
    best = min((_joined(plan) for plan in product(*plans)), key=lambda plan: (len(plan.unsolved), plan.weight))
    fills = tuple(_fill(pack, key, addition, prices) for key, addition in best.additions.items() if addition.amount)
    costs = [fill.cost for fill in fills]
    known = [cost for cost in costs if cost is not None]
    school = results[0].school
    return SchoolRemedy(
        code=school.code,
        name=school.name,
        area=school.area,
        fills=fills,
        left_low=best.left_low,
        unsolved=best.unsolved,
        unknown=sum(one.verdict is Verdict.UNKNOWN for result in results for one in result.criteria),
        cost=sum(known, Decimal(0)) if len(known) == len(costs) else None,
        weight=best.weight,
    )


_Groups = list[tuple[list[_Need], int]]


def _choices_of(result: SchoolResult, pack: Pack, figures: Figures, prices: Prices) -> _Groups:
    """Return the needs of each group that is missed, and how many of them may stay low."""
    found: _Groups = []
    for group in pack.groups:
        if result.groups.get(group.name) is not Verdict.MISSED:
            continue
        judged = [one for one in result.criteria if pack.by_id[one.criterion].group == group.name]
        counted = [one for one in judged if one.verdict is not Verdict.NOT_APPLICABLE]
        allowed = 0 if group.at_least is None else max(0, len(judged) - group.at_least)
        missed = [one for one in counted if one.verdict is Verdict.MISSED]
        needs = [_need(pack.by_id[one.criterion], one, result, figures, group, prices) for one in missed]
        found.append((needs, min(allowed, len(needs))))
    return found


def _need(
    criterion: Criterion, judged: Judged, result: SchoolResult, figures: Figures, group: Group, prices: Prices
) -> _Need:
    shared = criterion.filling is not None and criterion.filling.shared
    stage = WHOLE_SCHOOL if shared else judged.stage
    assert judged.limit is not None
    low = eased(criterion, judged.limit, group.rest)
    return _Need(
        judged,
        (criterion.id, stage),
        _addition(criterion, result, figures, Fraction(judged.limit), _FULL, prices),
        _addition(criterion, result, figures, low, group.rest, prices),
    )


def _addition(
    criterion: Criterion, result: SchoolResult, figures: Figures, limit: Fraction, share: Decimal, prices: Prices
) -> _Addition | None:
    """Return what has to be added to reach a limit; None when nothing can be."""
    numerator = figures.of(criterion.numerator, result.school) if criterion.numerator is not None else None
    denominator = figures.of(criterion.denominator, result.school) if criterion.denominator is not None else Fraction(1)
    if numerator is None or not denominator:
        return None
    needed = amount_needed(criterion, numerator, denominator, limit)
    if needed is None:
        return None
    amount = whole_units(needed, criterion.filling)
    if not amount:
        return _Addition(amount, Fraction(0), share)
    if criterion.filling is None:
        return None
    there = denominator if criterion.filling.of_denominator else numerator
    return _Addition(amount, prices.weight(criterion.id, amount, there + needed), share)


def _count(needs: Sequence[_Need], allowed: int) -> int:
    return comb(len(needs), allowed)


def _every_choice(groups: _Groups) -> Iterator[_Choice]:
    """Yield each way to let as many as may stay low in each group: more would only cost less."""
    options = [
        [tuple((need, number in low) for number, need in enumerate(needs)) for low in _subsets(len(needs), allowed)]
        for needs, allowed in groups
    ]
    for chosen in product(*options):
        yield tuple(one for part in chosen for one in part)


def _subsets(number: int, size: int) -> Iterator[frozenset[int]]:
    return (frozenset(one) for one in combinations(range(number), size))


def _most_saved(groups: _Groups) -> _Choice:
    chosen: list[tuple[_Need, bool]] = []
    for needs, allowed in groups:
        order = sorted(range(len(needs)), key=lambda number: _saved(needs[number]), reverse=True)
        low = frozenset(order[:allowed])
        chosen += [(need, number in low) for number, need in enumerate(needs)]
    return tuple(chosen)


def _saved(need: _Need) -> tuple[bool, Fraction]:
    if need.full is None or need.low is None:
        return need.low is not None, Fraction(0)
    return False, need.full.weight - need.low.weight


@dataclass(frozen=True)
class _Plan:
    additions: Mapping[Key, _Addition]
    left_low: tuple[tuple[str, str], ...]
    unsolved: tuple[tuple[str, str], ...]
    weight: Fraction


def _joined(stages: Iterable[_Choice]) -> _Plan:
    """Return the choices of all stages as one plan: what is shared is added once, as much as the neediest takes."""
    additions: dict[Key, _Addition] = {}
    left_low: list[tuple[str, str]] = []
    unsolved: list[tuple[str, str]] = []
    for need, stays_low in (one for choice in stages for one in choice):
        place = (need.judged.stage, need.judged.criterion)
        addition = need.low if stays_low else need.full
        if addition is None:
            unsolved.append(place)
            continue
        if stays_low:
            left_low.append(place)
        before = additions.get(need.key)
        if before is None or addition.amount > before.amount:
            additions[need.key] = addition
    weight = sum((one.weight for one in additions.values()), Fraction(0))
    return _Plan(additions, tuple(left_low), tuple(unsolved), weight)


def _fill(pack: Pack, key: Key, addition: _Addition, prices: Prices) -> Fill:
    criterion, stage = key
    filling = pack.by_id[criterion].filling
    assert filling is not None
    cost = prices.cost(criterion, addition.amount)
    return Fill(criterion, stage, addition.amount, filling.unit, addition.share, cost)


def cheapest_set(
    remedies: Sequence[SchoolRemedy], passed: int, expected: int, needed: Decimal
) -> tuple[SchoolRemedy, ...]:
    """Return the schools to bring up so that a share of all passes, cheapest first.

    Schools cost what they cost, one by one: the cheapest are the cheapest set. Those that nothing bought can mend come
    last.

    Args:
        remedies: of all schools that fail.
        passed, expected: how many schools pass, how many there are.
        needed: share that must pass.
    """
    wanted = max(0, ceil(Fraction(needed) * expected) - passed)
    ordered = sorted(remedies, key=lambda one: (len(one.unsolved), one.weight, one.code))
    return tuple(ordered[:wanted])
