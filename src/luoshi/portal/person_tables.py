"""The counts of persons in a freeze as tables (人数表): which are one and the same, which are sums of others.

Entry: :func:`person_tables`. A side of an indicator in a year is a table over areas. Two sides with the same figures in
all areas are one table under two names; a table that is the sum of two others in all areas tells each of them as soon
as the other two are known; so does the rest of a share (those who have not): 分母 less 分子. All this is found in the
figures themselves, so that it does not hang on how definitions are worded.
Not here: what is hidden (:mod:`luoshi.portal.merging`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from luoshi.model.evaluation.freeze import Frozen, FrozenDefinition, FrozenValue
from luoshi.portal.persons import Side, counts_persons

REST = "∖"
"""Marks what a total holds besides the areas that are published: one more unit of it."""
_SHARES = ("%", "‰")

Key = tuple[str, str, int]
"""An indicator, 分子, 分母 or 其余 (those of the denominator that are not in the numerator), a year."""
Cell = tuple[str, str, int, str]
"""An indicator, a side, a year, the code of an area or the name of a set of areas."""


@dataclass
class PersonTable:
    """A side of an indicator in a year.

    Attributes:
        cells: code of an area -> count; with :data:`REST` and a set's name what the set holds besides.
        totals: name of a set of areas -> what is added up in it.
    """

    cells: dict[str, Decimal] = field(default_factory=dict)
    totals: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonTables:
    """All tables.

    Attributes:
        tables: by the name of their class: the first of the sides that are one table.
        classes: side -> name of its class.
        sums: (whole, part, part), by class.
        uncounted: sides that may be shown as they are: they count no persons, or nobody anywhere.
    """

    tables: Mapping[str, PersonTable]
    classes: Mapping[Key, str]
    sums: tuple[tuple[str, str, str], ...]
    uncounted: frozenset[Key]

    def members(self, name: str) -> list[Key]:
        """Return the sides that are one table."""
        return [key for key, one in self.classes.items() if one == name]

    @property
    def unpublished(self) -> frozenset[str]:
        """Classes that no published figure tells directly."""
        return frozenset(self.tables) - {name for key, name in self.classes.items() if key[1] != "其余"}


def person_tables(frozen: Frozen) -> PersonTables:
    """Return the tables of a freeze that count persons."""
    found = dict(_raw(frozen))
    raw = {key: table for key, table in found.items() if table is not None}
    raw |= dict(_rests(frozen, raw))
    known: dict[object, str] = {}
    classes: dict[Key, str] = {}
    tables: dict[str, PersonTable] = {}
    for key in sorted(raw):
        table = raw[key]
        if not any(table.cells.values()):
            continue
        name = known.setdefault(frozenset(table.cells.items()), "/".join(map(str, key)))
        classes[key] = name
        tables.setdefault(name, PersonTable(table.cells)).totals.update(
            {"/".join(map(str, (*key, place))): areas for place, areas in table.totals.items()}
        )
    return PersonTables(
        tables, classes, tuple(sorted(set(_sums(tables, classes)))), frozenset(found.keys() - classes.keys())
    )


def _raw(frozen: Frozen) -> Iterator[tuple[Key, PersonTable | None]]:
    """Yield the sides that have figures with their tables; None for those that count no persons."""
    grouped: dict[Key, list[tuple[FrozenValue, Decimal]]] = {}
    for value in frozen.values:
        definition = frozen.definition.get(value.indicator)
        if definition is not None and definition.growth_of in frozen.definition:
            continue  # its sides are the values that grew, and these are here
        for side, figure in (("分子", value.numerator), ("分母", value.denominator)):
            if figure is not None:
                grouped.setdefault((value.indicator, side, value.year), []).append((value, figure))
    figures: dict[tuple[str, str], list[Decimal]] = {}
    for (indicator, side, _), found in grouped.items():
        figures.setdefault((indicator, side), []).extend(figure for _, figure in found)
    for key, found in grouped.items():
        is_counted = _counts(frozen.definition.get(key[0]), key[1], figures[key[:2]])
        yield key, _table(found) if is_counted else None


def _counts(definition: FrozenDefinition | None, side: str, figures: list[Decimal]) -> bool:
    if definition is None:
        return all(one == one.to_integral_value() for one in figures)
    named: Side = "分子" if side == "分子" else "分母"
    return counts_persons(definition, named, figures)


def _table(found: list[tuple[FrozenValue, Decimal]]) -> PersonTable:
    table = PersonTable({one.place_code: figure for one, figure in found if one.place_kind == "地区"})
    areas = set(table.cells)
    for one, figure in found:
        if one.place_kind == "口径":
            members = areas & set(one.areas) if one.areas else set(areas)
            rest = figure - sum((table.cells[area] for area in members), Decimal(0))
            if rest > 0:
                table.cells[REST + one.place_code] = rest
                members.add(REST + one.place_code)
            table.totals[one.place_code] = frozenset(members)
    return table


def _rests(frozen: Frozen, raw: Mapping[Key, PersonTable]) -> Iterator[tuple[Key, PersonTable]]:
    """Yield those who are in the denominator of a share and not in its numerator."""
    for (indicator, side, year), above in raw.items():
        below = raw.get((indicator, "分母", year))
        definition = frozen.definition.get(indicator)
        if side != "分子" or below is None or (definition is not None and definition.unit not in _SHARES):
            continue
        units = above.cells.keys() & below.cells.keys()
        rest = {unit: below.cells[unit] - above.cells[unit] for unit in units}
        if rest and min(rest.values()) >= 0:
            totals = {place: units & areas for place, areas in above.totals.items() if place in below.totals}
            yield (indicator, "其余", year), PersonTable(rest, {place: frozenset(one) for place, one in totals.items()})


def _sums(tables: Mapping[str, PersonTable], classes: Mapping[Key, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the tables that are the sum of two others in all areas, year by year."""
    by_year = sorted((key[2], name) for key, name in classes.items())
    for _, found in groupby(by_year, key=lambda one: one[0]):
        alike: dict[frozenset[str], dict[str, tuple[Decimal, ...]]] = {}
        for name in sorted({name for _, name in found}):
            cells = tables[name].cells
            alike.setdefault(frozenset(cells), {})[name] = tuple(cells[unit] for unit in sorted(cells))
        for rows in alike.values():
            yield from _sums_among(rows)


def _sums_among(rows: Mapping[str, tuple[Decimal, ...]]) -> Iterator[tuple[str, str, str]]:
    """Yield the rows that are the sum of two others; most pairs are told apart by their first figures."""
    known = {row: name for name, row in rows.items()}
    firsts = {row[0] for row in known if row}
    for whole, row in rows.items():
        for part, other in rows.items():
            if part == whole or not row or row[0] - other[0] not in firsts:
                continue
            rest = tuple(one - less for one, less in zip(row, other, strict=True))
            if (third := known.get(rest)) is not None and third != whole:
                first, second = sorted((part, third))
                yield whole, first, second
