"""Bringing a county's 差异系数 under its limit at least cost, once its schools have reached the rule (差异系数的补齐).

Entry: :func:`level_county`. Only raising counts: nothing is taken from a school. Of all ways to add the same in all,
raising the lowest schools to one common level leaves the least spread, so the lowest level that keeps the limit is
searched. Whole teachers and rooms are rounded up, and the limit is checked exactly after that; a little less could do.
First each school's rule, then the 差异系数: each is cheapest by itself, both together need not be.
Not here: the rule of a school (:mod:`luoshi.indicators.packs.remedies`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from luoshi.indicators.equity import Variation, Weighted, variation
from luoshi.indicators.packs.figures import Figures
from luoshi.indicators.packs.remedies import Key, Prices
from luoshi.indicators.packs.schools import whole_units
from luoshi.model.pack_results import Fill, Levelled, School, SchoolRemedy, SchoolResult
from luoshi.model.packs import WHOLE_SCHOOL, Criterion, CriterionKind, Pack

_HALVINGS = 30
_ROUNDS = 3
"""Raising premises for one stage raises them in the school's other: looked at again until all stand."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A school's stage with what its value is made of, before anything is added."""

    school: School
    key: Key
    numerator: Fraction
    denominator: Fraction


_State = dict[tuple[str, Key], Fraction]
"""School and what it has added to one criterion."""


def level_county(
    pack: Pack, year: int, results: Sequence[SchoolResult], figures: Figures, remedies: Sequence[SchoolRemedy]
) -> tuple[tuple[tuple[School, Fill], ...], tuple[Levelled, ...]]:
    """Return what is added besides the remedies, school by school, and what each 差异系数 comes to.

    Args:
        pack, year: by which is judged.
        results: of the county's schools.
        figures: theirs.
        remedies: the schools that are brought up.
    """
    at_rule: _State = {
        (one.code, (fill.criterion, fill.stage)): Fraction(fill.amount) for one in remedies for fill in one.fills
    }
    state = dict(at_rule)
    asked = list(_asked(pack, year, results, figures))
    for _ in range(_ROUNDS):
        changed = False
        for limit, criterion, _, places in asked:
            changed |= _raise(criterion, limit, places, state)
        if not changed:
            break
    prices = Prices(pack)
    told = tuple(
        _told(prices, limit, criterion, stage, places, (at_rule, state)) for limit, criterion, stage, places in asked
    )
    return tuple(_fills(prices, asked, at_rule, state)), told


_Asked = tuple[Decimal, Criterion, str, list[_Place]]


def _asked(pack: Pack, year: int, results: Sequence[SchoolResult], figures: Figures) -> Iterator[_Asked]:
    """Yield each 差异系数 that has a limit: limit, the criterion it is of, stage and schools with data."""
    for one in pack.of_county:
        if one.kind is not CriterionKind.VARIATION or not one.holds_in(year):
            continue
        criterion = pack.by_id[one.of]
        for stage in pack.schools:
            limit = one.limit_for(stage)
            places = list(_places(criterion, stage, results, figures))
            if limit is not None and places:
                yield limit, criterion, stage, places


def _places(criterion: Criterion, stage: str, results: Sequence[SchoolResult], figures: Figures) -> Iterator[_Place]:
    shared = criterion.filling is not None and criterion.filling.shared
    assert criterion.numerator is not None
    assert criterion.denominator is not None
    for result in results:
        school = result.school
        numerator, denominator = figures.of(criterion.numerator, school), figures.of(criterion.denominator, school)
        if school.stage == stage and school.pupils and numerator is not None and denominator:
            yield _Place(school, (criterion.id, WHOLE_SCHOOL if shared else stage), numerator, denominator)


def _spread(criterion: Criterion, places: Sequence[_Place], added: Mapping[tuple[str, Key], Fraction]) -> Variation:
    times = Fraction(criterion.times)
    return variation(
        [
            Weighted(
                (one.numerator + added.get((one.school.code, one.key), 0)) / one.denominator * times,
                Fraction(one.school.pupils or 0),
            )
            for one in places
        ]
    )


def _raise(criterion: Criterion, limit: Decimal, places: Sequence[_Place], state: _State) -> bool:
    """Raise the lowest schools until the limit is kept; tell whether anything was added."""
    if _spread(criterion, places, state).within(limit) or criterion.filling is None:
        return False
    if criterion.is_upper or criterion.filling.of_denominator:
        return False
    values = [(one.numerator + state.get((one.school.code, one.key), 0)) / one.denominator for one in places]
    low, high = min(values), max(values)
    best = _lifted(criterion, places, state, high)
    if not _spread(criterion, places, best).within(limit):
        return False
    for _ in range(_HALVINGS):
        middle = Fraction(float(low + high) / 2).limit_denominator(10**9)
        tried = _lifted(criterion, places, state, middle)
        if _spread(criterion, places, tried).within(limit):
            high, best = middle, tried
        else:
            low = middle
    state.update(best)
    return True


def _lifted(criterion: Criterion, places: Sequence[_Place], state: _State, level: Fraction) -> _State:
    """Return the state in which no school lies below a level (per unit of the denominator)."""
    lifted = dict(state)
    for one in places:
        key = (one.school.code, one.key)
        has = state.get(key, Fraction(0))
        lacking = level * one.denominator - one.numerator - has
        if lacking > 0:
            lifted[key] = has + Fraction(whole_units(lacking, criterion.filling))
    return lifted


def _told(
    prices: Prices,
    limit: Decimal,
    criterion: Criterion,
    stage: str,
    places: Sequence[_Place],
    states: tuple[_State, _State],
) -> Levelled:
    at_rule, state = states
    after = _spread(criterion, places, state)
    added = {one.school.code: _more(one, at_rule, state) for one in places}
    amount = sum(added.values(), Decimal(0))
    return Levelled(
        criterion=criterion.id,
        stage=stage,
        limit=limit,
        before=_spread(criterion, places, {}).coefficient,
        after_rule=_spread(criterion, places, at_rule).coefficient,
        after=after.coefficient,
        schools=sum(bool(one) for one in added.values()),
        amount=amount,
        unit=criterion.filling.unit if criterion.filling is not None else "",
        cost=prices.cost(criterion.id, amount),
        reached=after.within(limit),
    )


def _more(place: _Place, at_rule: _State, state: _State) -> Decimal:
    key = (place.school.code, place.key)
    more = state.get(key, Fraction(0)) - at_rule.get(key, Fraction(0))
    return Decimal(more.numerator) / more.denominator


def _fills(prices: Prices, asked: Sequence[_Asked], at_rule: _State, state: _State) -> Iterator[tuple[School, Fill]]:
    """Yield what each school adds besides; what its stages share once."""
    seen: set[tuple[str, Key]] = set()
    for _, criterion, _, places in asked:
        for place in places:
            more = _more(place, at_rule, state)
            key = (place.school.code, place.key)
            if not more or key in seen:
                continue
            seen.add(key)
            assert criterion.filling is not None
            cost = prices.cost(criterion.id, more)
            yield place.school, Fill(criterion.id, place.key[1], more, criterion.filling.unit, Decimal(0), cost)
