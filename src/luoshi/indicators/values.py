"""A value out of sums (指标值): areas added together, one division, one rounding, and in words what is missing.

Entries: :class:`Sums`, :func:`value_of`, :func:`growth`.
Not here: where the sums come from (:mod:`luoshi.indicators.scanning`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, reduce

from luoshi.indicators.relations import Relation
from luoshi.indicators.rounding import quotient
from luoshi.indicators.scanning import Cell, Scanned
from luoshi.model.indicators import Indicator, IndicatorValue, Place, Quantity

_ZERO = Quantity(Decimal(0))


@dataclass(frozen=True)
class Sums:
    """The sums over a relation, with the parts they are split into.

    Attributes:
        quantities: SQL of an aggregate -> cell -> what it came to.
        cells: cells that have rows.
        parts: the parts there are, in their order; ("",) when nothing is split.
        everywhere: periods and areas that have rows, when not all periods were scanned; None when they were.
    """

    relation: Relation
    quantities: Mapping[str, Mapping[Cell, Quantity]]
    cells: frozenset[Cell]
    parts: tuple[str, ...]
    everywhere: frozenset[tuple[int, str]] | None = None

    @classmethod
    def of(
        cls, relation: Relation, scanned: Mapping[str, Scanned], everywhere: frozenset[tuple[int, str]] | None = None
    ) -> Sums:
        """Put together what was scanned; several scans are parts of a split of their own."""
        quantities: dict[str, dict[Cell, Quantity]] = {}
        cells: set[Cell] = set()
        for part, one in scanned.items():
            cells |= {(*cell[:3], part or cell[3]) for cell in one.cells}
            for key, found in one.quantities.items():
                named = quantities.setdefault(key, {})
                named.update({(*cell[:3], part or cell[3]): quantity for cell, quantity in found.items()})
        named_parts = tuple(part for part in scanned if part)
        parts = named_parts or tuple(sorted({cell[3] for cell in cells}))
        return cls(relation, quantities, frozenset(cells), parts, everywhere)

    @cached_property
    def periods(self) -> frozenset[int]:
        """The periods that have rows."""
        return frozenset(cell[0] for cell in self.cells)

    @cached_property
    def areas(self) -> frozenset[str]:
        """The areas that have rows in any period."""
        return frozenset(cell[1] for cell in self.cells)

    @cached_property
    def _with_rows(self) -> frozenset[tuple[int, str, str]]:
        """Period, area and school with rows; a school's area with an empty school, too."""
        return frozenset(
            key for period, area, school, _ in self.cells for key in ((period, area, school), (period, area, ""))
        )

    def owes(self, area: str, period: int) -> bool:
        """Tell whether an area that has rows in other periods has none in this one."""
        return area in self._ever and not self.has_rows(area, period)

    def has_rows(self, area: str, period: int) -> bool:
        """Tell whether an area has rows in a period."""
        return (period, area) in self._there

    @cached_property
    def _there(self) -> frozenset[tuple[int, str]]:
        scanned = frozenset(cell[:2] for cell in self.cells)
        return scanned if self.everywhere is None else self.everywhere

    @cached_property
    def _ever(self) -> frozenset[str]:
        return frozenset(area for _, area in self._there)

    def parts_of(self, sql: str, period: int) -> tuple[str, ...]:
        """Return the parts of which an aggregate has counted any row of an area in a period."""
        return tuple(part for part in self.parts if (sql, period, part) in self._counted)

    @cached_property
    def _counted(self) -> frozenset[tuple[str, int, str]]:
        return frozenset(
            (sql, period, part)
            for sql, found in self.quantities.items()
            for (period, area, _, part), quantity in found.items()
            if quantity.rows and area
        )

    def schools(self, period: int) -> tuple[tuple[str, str], ...]:
        """Return area and code of the schools that have rows in a period."""
        return tuple(sorted((area, school) for at, area, school in self._with_rows if at == period and school))

    @cached_property
    def _by_area(self) -> Mapping[str, Mapping[Cell, Quantity]]:
        """The sums of whole areas, put together where schools were scanned."""
        added: dict[str, dict[Cell, Quantity]] = {}
        for key, found in self.quantities.items():
            named = added.setdefault(key, {})
            for (period, area, _, part), quantity in found.items():
                cell = (period, area, "", part)
                named[cell] = named[cell].plus(quantity) if cell in named else quantity
        return added

    def total(self, sql: str, period: int, areas: frozenset[str], school: str, part: str) -> Quantity | None:
        """Return what an aggregate comes to over areas, or for one school of them; None without any rows.

        Rows of which none is of the part, or picked by the condition, make a zero.
        """
        key = (sql, period, areas, school, part)
        if key not in self._totals:
            source = (self.quantities if school else self._by_area)[sql]
            there = [area for area in areas if (period, area, school) in self._with_rows]
            found = [source.get((period, area, school, part), _ZERO) for area in there]
            self._totals[key] = reduce(Quantity.plus, found) if found else None
        return self._totals[key]

    @cached_property
    def _totals(self) -> dict[tuple[object, ...], Quantity | None]:
        """Totals that were asked for: many indicators share a side of their fractions."""
        return {}


def value_of(
    indicator: Indicator,
    year: int,
    place: Place,
    part: str,
    quantities: Sequence[Quantity | None],
    titles: Sequence[str],
    left_out: Sequence[str] = (),
) -> IndicatorValue:
    """Return the value of numerator and, if there is one, denominator.

    Args:
        indicator, year, place, part: whose value it is.
        quantities: the numerator, then the denominator; None where there are no rows.
        titles: what their relations are called, with their periods.
        left_out: names of areas of the set that have no figures.
    """
    numerator = quantities[0] or Quantity(None)
    denominator = (quantities[1] or Quantity(None)) if len(quantities) > 1 else None
    lacking = next((title for one, title in zip(quantities, titles, strict=True) if one is None), "")
    exact: tuple[Decimal, Decimal] | None = None
    if lacking:
        note = f"没有 {lacking}"
    elif any(one is not None and one.value is None for one in quantities):
        note = "要用的列都没有填"
    elif denominator is not None and denominator.value == 0:
        note = "分母是 0"
    else:
        note = _remarks(numerator, denominator, left_out)
        assert numerator.value is not None
        under = denominator.value if denominator is not None and denominator.value is not None else Decimal(1)
        exact = (numerator.value * indicator.times, under)
    value = quotient(*exact, indicator.decimals) if exact is not None else None
    return IndicatorValue(indicator.id, year, place, part, value, numerator, denominator, exact, note, tuple(left_out))


def _remarks(numerator: Quantity, denominator: Quantity | None, left_out: Sequence[str]) -> str:
    """Return in words what the value leaves out."""
    remarks = [f"不含{'、'.join(left_out)}（没有数据）"] if left_out else []
    named = [("分子", numerator), ("分母", denominator)] if denominator is not None else [("", numerator)]
    remarks += [
        f"{name}有 {one.blanks} 行没有填（共 {one.rows} 行）" for name, one in named if one is not None and one.blanks
    ]
    return "；".join(remarks)


def growth(indicator: Indicator, now: IndicatorValue, before: IndicatorValue | None) -> IndicatorValue:
    """Return how far an indicator has grown since the year before: ``(now / before − 1) × times``.

    The two values stand as numerator and denominator, unrounded where that can be written down.
    """
    exact: tuple[Decimal, Decimal] | None = None
    value = None
    if before is None:
        note = f"没有 {now.year - 1} 年的数"
    elif now.exact is None or before.exact is None:
        note = now.note or f"{now.year - 1} 年{before.note}"
    elif not before.exact[0]:
        note = f"{now.year - 1} 年是 0"
    else:
        (up, under), (up_before, under_before) = now.exact, before.exact
        base = Fraction(up_before) * Fraction(under)
        change = (Fraction(up) * Fraction(under_before) - base) * Fraction(indicator.times)
        value = quotient(change, base, indicator.decimals)
        exact = (Decimal(change.numerator) / change.denominator, Decimal(base.numerator) / base.denominator)
        note = "；".join(dict.fromkeys(one.note for one in (now, before) if one.note))
    earlier = Quantity(before.value if before is not None else None)
    return IndicatorValue(
        indicator.id,
        now.year,
        now.place,
        now.split,
        value,
        Quantity(now.value),
        earlier,
        exact,
        note,
        now.left_out,
        (*now.areas, *(before.areas if before is not None else ())),
    )
