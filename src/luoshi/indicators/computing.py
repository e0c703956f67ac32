"""Computing indicators (计算指标): each relation scanned once, areas added together, one division, one rounding.

Entries: :func:`compute`, :class:`Question`, :func:`period_of`.
Not here: the scan (:mod:`luoshi.indicators.scanning`), a single value (:mod:`luoshi.indicators.values`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from luoshi.indicators.areas import Areas
from luoshi.indicators.catalog import GROUP, Catalog
from luoshi.indicators.expressions import Measure
from luoshi.indicators.relations import GROUPS, Relation
from luoshi.indicators.scanning import Scanned, Wanted, everywhere, scan
from luoshi.indicators.values import Sums, growth, value_of
from luoshi.model.indicators import Aggregate, Indicator, IndicatorValue, Place
from luoshi.model.tables import SchoolYearRule

if TYPE_CHECKING:
    from luoshi.stats.store import Connection

_THREADS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        indicators: those that are computed.
        kinds: kinds of places: 口径, 地区, 学校.
        years: calendar years; empty for all that there are.
        split: column by which values are split, ``group`` for groups of pupils; empty for none.
        area: code of the only area, name of the only set; empty for all.
        rule: which school year serves a calendar year (年度口径).
    """

    indicators: Sequence[Indicator]
    kinds: frozenset[str] = frozenset(("口径", "地区"))
    years: tuple[int, ...] = ()
    split: str = ""
    area: str = ""
    rule: SchoolYearRule = "起始"


def make_views(con: Connection, catalog: Catalog) -> None:
    """Make the relations' views in a connection that has the tables of the base database."""
    for relation in catalog.relations.values():
        con.execute(f"CREATE OR REPLACE VIEW {relation.view} AS {relation.sql}")


def compute(con: Connection, catalog: Catalog, question: Question) -> tuple[IndicatorValue, ...]:
    """Return the values asked for, by indicator, year, place and part; places without any figure are left out.

    Args:
        con: with a view for each table (:func:`luoshi.stats.store.connect`).
        catalog: the definitions.
        question: what is asked.
    """
    make_views(con, catalog)
    areas = Areas.read(con)
    wanted = _with_bases(catalog, question)
    sums = _Sums(con, catalog, areas, question, wanted)
    found: dict[tuple[str, int, Place, str], IndicatorValue] = {}
    for one in sorted(wanted, key=lambda one: bool(one.growth_of)):
        base = catalog.indicators[one.growth_of] if one.growth_of else None
        values = _growths(one, base, sums, found) if base is not None else _values(one, sums)
        found.update({(one.id, value.year, value.place, value.split): value for value in values})
    asked = {one.id for one in question.indicators}
    order = {one.id: number for number, one in enumerate(question.indicators)}
    kept = [
        value
        for (name, year, _, _), value in found.items()
        if name in asked and (not question.years or year in question.years) and catalog.indicators[name].holds_in(year)
    ]
    return tuple(sorted(kept, key=lambda value: order[value.indicator]))


def _with_bases(catalog: Catalog, question: Question) -> tuple[Indicator, ...]:
    """Return the indicators asked for and those whose growth they are; only those that can be split as asked."""
    asked = [one for one in question.indicators if not question.split or question.split in one.splits]
    bases = [catalog.indicators[one.growth_of] for one in asked if one.growth_of]
    return tuple({one.id: one for one in (*asked, *bases)}.values())


@dataclass(frozen=True, slots=True)
class _Counted:
    """Which rows count for a value: period and areas of each side, and the areas of a set that owe figures.

    Attributes:
        titles: what the relations are called, with their periods.
        left_out: names of the areas that owe figures.
    """

    year: int
    periods: tuple[int, ...]
    areas: tuple[frozenset[str], ...]
    titles: tuple[str, ...]
    owing: frozenset[str] = frozenset()
    left_out: tuple[str, ...] = ()

    def beside(self, areas: Sequence[frozenset[str]]) -> _Counted:
        """Return the same with further areas on each side."""
        return replace(self, areas=tuple(own | more for own, more in zip(self.areas, areas, strict=True)))

    def without(self, owing: frozenset[str], areas: Areas) -> _Counted:
        """Return the same without further areas."""
        owing |= self.owing
        left_out = tuple(sorted(areas.name(area, self.year) for area in owing))
        return replace(self, areas=tuple(own - owing for own in self.areas), owing=owing, left_out=left_out)


class _Sums:
    """All sums that a question needs, by relation."""

    def __init__(
        self, con: Connection, catalog: Catalog, areas: Areas, question: Question, wanted: Sequence[Indicator]
    ) -> None:
        self.areas = areas
        self.question = question
        self._catalog = catalog
        self._by_school = "学校" in question.kinds
        self._sums: dict[str, Sums] = {}
        self._counted: dict[tuple[tuple[str, int], ...], dict[tuple[int, Place], _Counted]] = {}
        needed: dict[str, dict[Aggregate, None]] = {}
        for indicator in wanted:
            for aggregate in indicator.aggregates:
                needed.setdefault(aggregate.relation, {})[aggregate] = None
        with ThreadPoolExecutor(_THREADS) as pool:  # most scans are too small for more than one thread of DuckDB
            for name, found in zip(needed, pool.map(partial(self._scanned, con), needed.items()), strict=True):
                self._sums[name] = found
        self.names = self._school_names(con) if self._by_school else {}

    def of(self, aggregate: Aggregate) -> Sums:
        """Return the sums of an aggregate's relation."""
        return self._sums[aggregate.relation]

    def _scanned(self, con: Connection, needed: tuple[str, Iterable[Aggregate]]) -> Sums:
        name, aggregates = needed
        relation, split = self._catalog.relations[name], self.question.split
        parts: dict[str, Scanned] = {}
        with con.cursor() as own:
            if split == GROUP:
                for column, title in GROUPS.items():
                    measures = {one.sql: self._catalog.of_group(one, column) for one in aggregates}
                    parts[title] = scan(own, self._asked(relation, measures))
            else:
                measures = {one.sql: self._catalog.measures[one] for one in aggregates}
                parts[""] = scan(own, self._asked(relation, measures, split))
            found = everywhere(own, relation) if self.question.years else None
        return Sums.of(relation, parts, found)

    def _asked(self, relation: Relation, measures: Mapping[str, Measure], split: str = "") -> Wanted:
        return Wanted(relation, measures, self._by_school, split, self._periods(relation))

    def _periods(self, relation: Relation) -> tuple[int, int] | None:
        years = self.question.years
        if not years:
            return None
        back = max(one.years_before for known in self._catalog.indicators.values() for one in known.aggregates) + 1
        return self.period(relation, min(years)) - back, self.period(relation, max(years))

    def period(self, relation: Relation, year: int) -> int:
        """Return the period of a relation that serves a calendar year."""
        return period_of(relation, year, self.question.rule)

    def counted(self, indicator: Indicator, year: int, place: Place) -> _Counted:
        """Return which rows count for a place: of a set, only areas that have rows for each side of the fraction."""
        known = self._counted.setdefault(tuple((one.relation, one.years_before) for one in indicator.aggregates), {})
        if (year, place) not in known:
            known[year, place] = self._count(indicator, year, place)
        return known[year, place]

    def _count(self, indicator: Indicator, year: int, place: Place) -> _Counted:
        sides = [
            (self.of(one), self.period(self.of(one).relation, year) - one.years_before) for one in indicator.aggregates
        ]
        periods = tuple(period for _, period in sides)
        areas = [_areas_of(self.areas, place, period, of.relation) for of, period in sides]
        titles = tuple(_dated(of.relation, period) for of, period in sides)
        counted = _Counted(year, periods, tuple(areas), titles)
        if place.kind != "口径":
            return counted.beside([self.joined(one, place, year) for one in indicator.aggregates])
        owing = {
            area
            for (of, period), members in zip(sides, areas, strict=True)
            for area in members
            if of.owes(area, period)
        }
        for area in frozenset.union(*areas) & self.areas.with_schools - self.areas.cities:  # 市本级 has money alone
            has = [
                area in members and of.has_rows(area, period)
                for (of, period), members in zip(sides, areas, strict=True)
            ]
            is_whole = all(area in members for members in areas)
            if is_whole and any(has) and not all(has):
                owing.add(area)
        return counted.without(frozenset(owing), self.areas)

    def parts(self, indicator: Indicator, year: int) -> tuple[str, ...]:
        """Return the parts that any row of an indicator is of in a year, in the order of their list."""
        split = self.question.split
        if not split:
            return ("",)
        sides = [(self.of(one), one) for one in indicator.aggregates]
        counted = dict.fromkeys(
            part
            for of, one in sides
            for part in of.parts_of(one.sql, self.period(of.relation, year) - one.years_before)
        )
        order = self._catalog.orders.get(split, {})
        return (
            tuple(counted) if split == GROUP else tuple(sorted(counted, key=lambda part: (order.get(part, -1), part)))
        )

    def joined(self, aggregate: Aggregate, place: Place, year: int, years: int = 0) -> frozenset[str]:
        """Return the areas that have since become part of a place's, for a side that lies years back."""
        relation = self.of(aggregate).relation
        now = self.period(relation, year)
        then, area = now - aggregate.years_before - years, place.within or place.code
        return self.areas.joined(area, then, now, is_school_year=relation.is_school_year)

    def _school_names(self, con: Connection) -> dict[tuple[int, str], tuple[str, str]]:
        rows = con.execute("SELECT school_year, institution_code, institution_name, area_code FROM institutions")
        return {(year, code): (name, area or "") for year, code, name, area in rows.fetchall()}


def _values(indicator: Indicator, sums: _Sums) -> Iterator[IndicatorValue]:
    first = indicator.aggregates[0]
    of = sums.of(first)
    served = sums.period(of.relation, 0) - first.years_before
    for year in sorted({period - served for period in of.periods}):
        parts = sums.parts(indicator, year)
        for place in _places(indicator, sums, year):
            counted = sums.counted(indicator, year, place)
            for part in parts:
                value = _value(indicator, sums, counted, place, part)
                if value is not None:
                    yield value


def _value(indicator: Indicator, sums: _Sums, counted: _Counted, place: Place, part: str) -> IndicatorValue | None:
    school = place.code if place.kind == "学校" else ""
    quantities = tuple(
        sums.of(aggregate).total(aggregate.sql, period, areas, school, part)
        for aggregate, period, areas in zip(indicator.aggregates, counted.periods, counted.areas, strict=True)
    )
    if school and not any(one is not None and one.rows for one in quantities):
        return None  # the school has no such pupils, staff or rooms: there is nothing to tell
    value = value_of(indicator, counted.year, place, part, quantities, counted.titles, counted.left_out)
    return replace(value, areas=counted.areas)


def _dated(relation: Relation, period: int) -> str:
    return f"{period} {'学年' if relation.is_school_year else '年'}的“{relation.title}”"


def _areas_of(areas: Areas, place: Place, period: int, relation: Relation) -> frozenset[str]:
    """Return the codes of the areas that a place means in a period: those of a set, the area, that of a school."""
    if place.kind == "口径":
        return areas.members(place.code, period, is_school_year=relation.is_school_year)
    return frozenset((place.within or place.code,))


def period_of(relation: Relation, year: int, rule: SchoolYearRule) -> int:
    """Return the school or calendar year of a relation that serves a calendar year (年度口径)."""
    return year - 1 if relation.is_school_year and rule == "结束" else year


def _places(indicator: Indicator, sums: _Sums, year: int) -> Iterable[Place]:
    kinds, only = sums.question.kinds, sums.question.area
    if "口径" in kinds:
        yield from (Place("口径", name, name) for name in sums.areas.set_names if only in ("", name))
    of = sums.of(indicator.aggregates[0])
    if "地区" in kinds:
        for area in sorted(of.areas):
            if area and only in ("", area):
                yield Place("地区", area, sums.areas.name(area, year))
    if "学校" in kinds and all(sums.of(one).relation.by_school for one in indicator.aggregates):
        period = sums.period(of.relation, year)
        for area, school in of.schools(period - indicator.aggregates[0].years_before):
            inside = not only or area == only or area in _only_set(sums, only, period)
            if inside:
                name, _ = sums.names.get((period, school), (school, area))
                yield Place("学校", school, name, area)


def _only_set(sums: _Sums, name: str, period: int) -> frozenset[str]:
    if name not in sums.areas.set_names:
        return frozenset()
    return sums.areas.members(name, period, is_school_year=True)


def _growths(
    indicator: Indicator, base: Indicator, sums: _Sums, found: Mapping[tuple[str, int, Place, str], IndicatorValue]
) -> Iterator[IndicatorValue]:
    """Yield how far an indicator grew; a set's over the areas that have figures of both years."""
    values = {
        (value.year, value.place.kind, value.place.code, value.split): value
        for (name, _, _, _), value in found.items()
        if name == base.id
    }
    for (year, kind, code, part), value in values.items():
        now, before = value, values.get((year - 1, kind, code, part))
        if kind != "口径" and before is not None:
            more = [sums.joined(one, before.place, year, 1) for one in base.aggregates]
            if any(more):
                counted_before = sums.counted(base, year - 1, before.place).beside(more)
                before = _value(base, sums, counted_before, before.place, part)
        elif before is not None:
            counted = [sums.counted(base, one.year, one.place) for one in (now, before)]
            if counted[0].owing != counted[1].owing:
                either = counted[0].owing | counted[1].owing
                now = _value(base, sums, counted[0].without(either, sums.areas), value.place, part) or now
                before = _value(base, sums, counted[1].without(either, sums.areas), value.place, part)
        yield growth(indicator, now, before)
