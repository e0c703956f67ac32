"""Freezes made of counts by school, and what a reader can work out of what is published of them.

Entries: :func:`frozen_of`, :class:`Solver`. The solver knows nothing of how cells are chosen: it puts down an equation
for every figure that is published and asks whether they leave more than one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from luoshi.model.evaluation.freeze import Frozen, FrozenDefinition, FrozenQuantity, FrozenValue
from tests.evaluation.small_city import WHOLE, small_frozen

Counts = Mapping[tuple[str, str], Mapping[str, int]]
"""(indicator, side) -> school -> persons; a school's code begins with its county's letter: A1, A2, B1."""
YEAR = 2024


def frozen_of(counts: Counts, units: Mapping[str, str] | None = None) -> Frozen:
    """Return a freeze of shares with these counts; values follow from them."""
    indicators = sorted({indicator for indicator, _ in counts})
    definitions = tuple(
        FrozenDefinition(
            id=one,
            name=f"指标{one}",
            unit=(units or {}).get(one, "%"),
            times=Decimal(100),
            decimals=1,
            direction="越高越好",
            numerator="在校学生，合计(在校学生数)",
            denominator="在校学生，合计(在校学生数)" if (one, "分母") in counts else "",
            version="0" * 12,
        )
        for one in indicators
    )
    counties = sorted({school[0] for found in counts.values() for school in found})
    quantities = tuple(
        FrozenQuantity(
            indicator=indicator,
            year=YEAR,
            side="分子" if side == "分子" else "分母",
            area=school[0],
            owner=school,
            name=f"学校{school}",
            value=Decimal(value),
        )
        for (indicator, side), found in counts.items()
        for school, value in found.items()
    )
    values = [_value(counts, definition, place, counties) for definition in definitions for place in (*counties, WHOLE)]
    names = {one: f"{one}县" for one in counties}
    return replace(
        small_frozen(), definitions=definitions, quantities=quantities, values=tuple(values), areas=names, before=None
    )


def _value(counts: Counts, definition: FrozenDefinition, place: str, counties: Sequence[str]) -> FrozenValue:
    sides: list[Decimal | None] = []
    for side in ("分子", "分母"):
        found = counts.get((definition.id, side))
        added = [value for school, value in (found or {}).items() if place in (WHOLE, school[0])]
        sides.append(Decimal(sum(added)) if found is not None else None)
    above, below = sides
    value = None
    if above is not None and below is None:
        value = above
    elif above is not None and below:
        value = (above * definition.times / below).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return FrozenValue(
        indicator=definition.id,
        year=YEAR,
        place_kind="口径" if place == WHOLE else "地区",
        place_code=place,
        place=place if place == WHOLE else f"{place}县",
        value=value,
        numerator=above,
        denominator=below,
        areas=tuple(counties) if place == WHOLE else (),
    )


Term = tuple[str, str, str]
"""Indicator, side, school: one unknown count."""
Form = Mapping[Term, int]
"""A sum of unknown counts."""


class Solver:
    """What follows from equations, exactly."""

    def __init__(self) -> None:
        self._rows: list[dict[Term, Fraction]] = []

    def learn(self, form: Form) -> None:
        """Take in that a sum is known."""
        row = self._reduced(form)
        if row:
            pivot = min(row)
            scale = row[pivot]
            self._rows.append({term: factor / scale for term, factor in row.items()})

    def knows(self, form: Form) -> bool:
        """Tell whether a sum follows from what is known."""
        return not self._reduced(form)

    def _reduced(self, form: Form) -> dict[Term, Fraction]:
        left = {term: Fraction(factor) for term, factor in form.items() if factor}
        for row in self._rows:
            pivot = min(row)
            share = left.get(pivot, Fraction(0))
            if share:
                for term, factor in row.items():
                    rest = left.get(term, Fraction(0)) - share * factor
                    if rest:
                        left[term] = rest
                    else:
                        left.pop(term, None)
        return left


def reader_of(
    counts: Counts, values: Iterable[FrozenValue], quantities: Sequence[FrozenQuantity], laws: Iterable[Form] = ()
) -> Solver:
    """Return a reader who has seen what is published, knows the schools, and some laws (sums that are 0)."""
    solver = Solver()
    for law in laws:
        solver.learn(law)
    for value in values:
        for side, figure in (("分子", value.numerator), ("分母", value.denominator)):
            if figure is not None:
                solver.learn(form_of(counts, value.indicator, side, value.place_code))
    listed: dict[tuple[str, str], set[str]] = {}
    for one in quantities:
        listed.setdefault((one.indicator, one.side), set()).update({one.owner} if one.area and one.owner else ())
    upward = {(one.indicator, one.side) for one in quantities if not one.area}
    for key, found in counts.items():
        shown = {one.area for one in quantities if (one.indicator, one.side) == key and one.area}
        for school in sorted(listed.get(key, set())):
            solver.learn({(*key, school): 1})
        for one in quantities:
            if (one.indicator, one.side) == key and one.area and not one.owner:
                solver.learn(
                    {(*key, school): 1 for school in found if school[0] == one.area and school not in listed[key]}
                )
        if key in upward:
            solver.learn({(*key, school): 1 for school in found if school[0] not in shown})
    return solver


def form_of(counts: Counts, indicator: str, side: str, place: str) -> Form:
    """Return a side's count of a school, a county or the whole."""
    return {(indicator, side, school): 1 for school in counts[indicator, side] if place in (WHOLE, school, school[0])}


def small_groups(counts: Counts, smallest: int) -> list[tuple[str, Form]]:
    """Return every count of 1 to 4 persons: of both sides and of those who are not in a share."""
    found: list[tuple[str, Form]] = []
    schools = sorted({school for one in counts.values() for school in one})
    for place in (*schools, *sorted({school[0] for school in schools}), WHOLE):
        for indicator, side in counts:
            form = form_of(counts, indicator, side, place)
            if 0 < _sum(counts, form) < smallest:
                found.append((f"{indicator} {side} {place}", form))
            if side == "分子" and (indicator, "分母") in counts:
                rest = {**form_of(counts, indicator, "分母", place), **dict.fromkeys(form, -1)}
                if 0 < _sum(counts, rest) < smallest:
                    found.append((f"{indicator} 其余 {place}", rest))
    return found


def _sum(counts: Counts, form: Form) -> int:
    return sum(factor * counts[indicator, side][school] for (indicator, side, school), factor in form.items())
