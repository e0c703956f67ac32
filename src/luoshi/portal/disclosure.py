"""Protection of small groups (小单元保护): no count of 1 to 4 persons is shown, nor what would give it away.

Entry: :func:`protect`. Held against it are the counts of persons on both sides of every indicator, for areas and for
single schools, and of a share those who are not in it (分母减分子). Nobody (0) is no group and may be shown. A value is
shown only when both of its sides are. Years do not add up to anything, so each stands by itself; figures that are the
same under two names or years are hidden under all of them.
Not here: which cells keep company (:mod:`luoshi.portal.merging`), what else is not public
(:mod:`luoshi.portal.publishing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from luoshi.model.evaluation.freeze import Frozen, FrozenQuantity, FrozenValue
from luoshi.model.evaluation.publication import SMALLEST_GROUP, Withheld
from luoshi.portal.merging import Hidden, Tables, hide
from luoshi.portal.person_tables import REST, Cell, Key, PersonTables, person_tables

WITHHELD = "人数太少，或能由它推出人数太少的数，不公布"
"""What stands in place of a figure: the same for small groups and for those that keep them company."""
_Owners = dict[str, Decimal]


@dataclass(frozen=True)
class Protected:
    """Figures without small groups.

    Attributes:
        values: those withheld have no value, and say why.
        quantities: by school, what is hidden merged into rows 其余合计 of its county, of counties into rows of the
            whole.
        hidden: sides of indicators that are not shown, by area or set of areas.
        withheld: what is not shown, for the bureau.
    """

    values: tuple[FrozenValue, ...]
    quantities: tuple[FrozenQuantity, ...]
    hidden: frozenset[Cell]
    withheld: tuple[Withheld, ...]

    @property
    def hidden_values(self) -> frozenset[tuple[str, int, str]]:
        """Indicator, year and code of the place of values that are not shown."""
        return frozenset((indicator, year, place) for indicator, _, year, place in self.hidden)


def protect(frozen: Frozen, smallest: int = SMALLEST_GROUP, also: frozenset[Cell] = frozenset()) -> Protected:
    """Return the values and quantities of a freeze as they may be published.

    Args:
        frozen: what was frozen.
        smallest: groups of fewer persons are not shown.
        also: sides that are hidden elsewhere, as in an earlier freeze that is published beside this one.
    """
    known = person_tables(frozen)
    areas = _by_area(known, smallest, also)
    hidden = _hidden_cells(frozen, known, areas)
    values = tuple(_shown(frozen, one, hidden) for one in frozen.values)
    schools = _Schools(frozen, known, areas, smallest)
    quantities = tuple(schools.published())
    lost = (_lost(frozen, was) for was, now in zip(frozen.values, values, strict=True) if was != now)
    return Protected(values, quantities, hidden, (*lost, *schools.withheld))


def _by_area(known: PersonTables, smallest: int, also: frozenset[Cell]) -> Hidden:
    forced: dict[str, set[str]] = {}
    totals: set[str] = set()
    for indicator, side, year, place in also:
        name = known.classes.get((indicator, side, year))
        if name is None:
            continue
        if place in known.tables[name].cells:
            forced.setdefault(name, set()).add(place)
        else:
            totals.add(name)
    return hide(
        Tables(
            {name: table.cells for name, table in known.tables.items()},
            {name: tuple(table.totals.values()) for name, table in known.tables.items()},
            known.sums,
            known.unpublished,
            {name: frozenset(units) for name, units in forced.items()},
            frozenset(totals),
        ),
        smallest,
    )


def _hidden_cells(frozen: Frozen, known: PersonTables, areas: Hidden) -> frozenset[Cell]:
    found: set[Cell] = set()
    for value in frozen.values:
        for side in ("分子", "分母"):
            name = known.classes.get((value.indicator, side, value.year))
            if name is None:
                continue
            is_hidden = value.place_code in areas.units.get(name, ())
            if value.place_kind == "口径":
                is_hidden = name in areas.totals
            if is_hidden:
                found.add((value.indicator, side, value.year, value.place_code))
    return frozenset(found)


def _shown(frozen: Frozen, value: FrozenValue, hidden: frozenset[Cell]) -> FrozenValue:
    """Return a value as it may be shown."""
    definition = frozen.definition.get(value.indicator)
    if definition is not None and definition.growth_of in frozen.definition:
        base = [(definition.growth_of, year, value.place_code) for year in (value.year, value.year - 1)]
        gone = [cell for cell in hidden if (cell[0], cell[2], cell[3]) in base] if value.value is not None else []
        blank = {"value": None, "numerator": None, "denominator": None, "note": WITHHELD}
        return value.model_copy(update=blank) if gone else value
    above, below = ((value.indicator, side, value.year, value.place_code) in hidden for side in ("分子", "分母"))
    if not above and not below:
        return value
    update: dict[str, object] = {"value": None, "note": WITHHELD}
    if above:
        update["numerator"] = None
    if below:
        update["denominator"] = None
    return value.model_copy(update=update)


def _lost(frozen: Frozen, value: FrozenValue) -> Withheld:
    definition = frozen.definition.get(value.indicator)
    name = definition.name if definition is not None else value.indicator
    return Withheld("指标值", f"{name}（{value.place}，{value.year}年）", "人数太少，或能由它推出人数太少的数")


class _Schools:
    """The quantities of schools, merged where they show small groups."""

    def __init__(self, frozen: Frozen, known: PersonTables, areas: Hidden, smallest: int) -> None:
        self._frozen = frozen
        self._known = known
        self._areas = areas
        self._smallest = smallest
        self.withheld: list[Withheld] = []
        self._rows: dict[tuple[Key, str], list[FrozenQuantity]] = {}
        for one in frozen.quantities:
            self._rows.setdefault(((one.indicator, one.side, one.year), one.area), []).append(one)

    def published(self) -> Iterable[FrozenQuantity]:
        """Yield the rows that may be published, by indicator, year, side and area; merged rows last."""
        merged = {area: self._merged(area) for area in sorted({area for _, area in self._rows})}
        upward: list[FrozenQuantity] = []
        for key in sorted({key for key, _ in self._rows}, key=lambda one: (one[0], one[2], one[1])):
            for area in sorted(area for other, area in self._rows if other == key):
                yield from self._of_area(key, area, merged[area])
            upward += self._of_hidden_areas(key)
        yield from upward

    def _of_area(self, key: Key, area: str, merged: Mapping[Key, frozenset[str] | None]) -> Iterable[FrozenQuantity]:
        rows = sorted(self._rows[key, area], key=lambda one: (one.owner, one.name))
        name = self._known.classes.get(key)
        if name is None and key in self._known.uncounted:
            yield from rows
            return
        if name is None:
            self._note(key, area, "没有各地区的指标值，不公布到学校")
            return
        if area in self._areas.units.get(name, ()) or name in self._areas.totals:
            self._note(key, area, "全县并入其他县市区" if name not in self._areas.totals else "全部不公布")
            return
        units = merged.get(key, frozenset())
        if units is None:
            self._note(key, area, "不公布到学校")
            return
        yield from (one for one in rows if one.owner not in units)
        if units:
            figures = [one.value for one in rows if one.owner in units and one.value is not None]
            told = f"其余合计（{len(units)}个单位）"
            yield rows[0].model_copy(update={"owner": "", "name": told, "value": sum(figures, Decimal(0))})
            self._note(key, area, f"{len(units)}个单位并为一行")

    def _of_hidden_areas(self, key: Key) -> Iterable[FrozenQuantity]:
        """Yield what the hidden areas of each total come to together."""
        name = self._known.classes.get(key)
        hidden = self._areas.units.get(name, frozenset()) if name is not None else frozenset()
        if name is None or not hidden or name in self._areas.totals:
            return
        table = self._known.tables[name]
        alike: dict[tuple[bool, ...], list[str]] = {}
        totals = sorted(table.totals.values(), key=sorted)
        for unit in sorted(hidden):
            alike.setdefault(tuple(unit in total for total in totals), []).append(unit)
        for within, units in sorted(alike.items()):
            if any(within):
                yield FrozenQuantity(
                    indicator=key[0],
                    year=key[2],
                    side="分子" if key[1] == "分子" else "分母",
                    area="",
                    owner="+".join(unit for unit in units if not unit.startswith(REST)),
                    name=f"其余县市区合计（{len(units)}个）",
                    value=sum((table.cells[unit] for unit in units), Decimal(0)),
                )

    def _merged(self, area: str) -> dict[Key, frozenset[str] | None]:
        """Return side -> owners that are merged in an area; None where no row of it can be shown."""
        owners = {key: self._owners(key, area) for key in self._known.classes}
        tables: dict[str, _Owners] = {}
        named: dict[Key, str] = {}
        for name in self._known.tables:
            if area in self._areas.units.get(name, ()) or name in self._areas.totals:
                continue
            members = [key for key in self._known.members(name) if owners[key]]
            is_one = all(owners[key] == owners[members[0]] for key in members)
            for key in members:
                named[key] = name if is_one else "/".join(map(str, ("", *key)))
                tables[named[key]] = owners[key]
        sums = tuple(sorted({*self._sums(tables), *_shares(named)}))
        _fill(tables, sums)
        found = hide(
            Tables(
                tables,
                {name: (frozenset(cells),) for name, cells in tables.items()},
                sums,
                frozenset(tables) - {name for key, name in named.items() if key[1] != "其余"},
            ),
            self._smallest,
        )
        return {
            key: None if name in found.totals else found.units.get(name, frozenset()) for key, name in named.items()
        }

    def _owners(self, key: Key, area: str) -> _Owners:
        if key[1] != "其余":
            rows = self._rows.get((key, area), ())
            return {one.owner: one.value for one in rows if one.value is not None}
        above, below = (self._owners((key[0], side, key[2]), area) for side in ("分子", "分母"))
        return {
            owner: max(below.get(owner, Decimal(0)) - above.get(owner, Decimal(0)), Decimal(0))
            for owner in {*above, *below}
        }

    def _sums(self, tables: Mapping[str, _Owners]) -> tuple[tuple[str, str, str], ...]:
        """Return the sums that hold for the schools, too."""

        return tuple(one for one in self._known.sums if all(name in tables for name in one) and _holds(tables, one))

    def _note(self, key: Key, area: str, how: str) -> None:
        definition = self._frozen.definition.get(key[0])
        place = self._frozen.areas.get(area, area)
        what = f"{definition.name if definition is not None else key[0]}的{key[1]}（{place}，{key[2]}年）"
        self.withheld.append(Withheld("统计量", what, how))


def _holds(tables: Mapping[str, _Owners], one: tuple[str, str, str]) -> bool:
    none = Decimal(0)
    whole, first, second = (tables[name] for name in one)
    return all(
        whole.get(owner, none) == first.get(owner, none) + second.get(owner, none)
        for owner in {*whole, *first, *second}
    )


def _shares(named: Mapping[Key, str]) -> Iterable[tuple[str, str, str]]:
    """Yield the denominator of each share as the sum of those who are in the numerator and those who are not."""
    for indicator, side, year in named:
        sides = [(indicator, one, year) for one in ("分母", "分子", "其余")]
        if side == "其余" and all(one in named for one in sides):
            whole, *parts = (named[one] for one in sides)
            if len({whole, *parts}) == 3:
                first, second = sorted(parts)
                yield whole, first, second


def _fill(tables: dict[str, _Owners], sums: Iterable[tuple[str, str, str]]) -> None:
    """Give tables that depend on each other the same units: who has no row in one has nobody there."""
    changed = True
    while changed:
        changed = False
        for one in sums:
            owners = {owner for name in one for owner in tables[name]}
            for name in one:
                if tables[name].keys() != owners:
                    tables[name] = {owner: tables[name].get(owner, Decimal(0)) for owner in owners}
                    changed = True
