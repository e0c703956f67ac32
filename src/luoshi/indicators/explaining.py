"""How a value came about (解释): definition, numerator and denominator, and the rows they were added up from.

Entries: :func:`explain`, :class:`Ask`, :func:`split_change`.
Not here: what it looks like (``luoshi.cli``, ``luoshi.sheets``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.indicators.areas import WHOLE, Areas
from luoshi.indicators.catalog import GROUP, Catalog
from luoshi.indicators.computing import Question, compute, period_of
from luoshi.indicators.expressions import Measure
from luoshi.indicators.relations import GROUPS, Relation
from luoshi.indicators.rounding import quotient
from luoshi.model.indicators import (
    Aggregate,
    Effects,
    Explanation,
    Indicator,
    IndicatorValue,
    Place,
    SourceRow,
)
from luoshi.model.tables import SchoolYearRule

if TYPE_CHECKING:
    from luoshi.stats.store import Connection

_SYSTEM = ("_file", "_sheet", "_row")
_EXACT = 4
_KEYS = ("stage", "grade", "class_size")
"""Columns by which the rows of a school in one table are told apart."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Which value is to be explained.

    Attributes:
        place: name or code of an area, an area set or a school; empty for 全市.
        year: calendar year; None for the last that has a value.
        split, part: column by which it is split, and the part; empty for the whole.
    """

    indicator: Indicator
    place: str = ""
    year: int | None = None
    split: str = ""
    part: str = ""
    rule: SchoolYearRule = "起始"


def explain(con: Connection, catalog: Catalog, ask: Ask, snapshot: str) -> Explanation:
    """Return how a value came about; for a growth, the rows are those of this year and of the year before.

    Raises:
        LuoshiError: I003 there is no such place, I004 a school's name is not unique, I005 there is no value.
    """
    place = _place(con, ask.place or WHOLE)
    split = ask.split if ask.part else ""
    years = (ask.year,) if ask.year is not None else ()
    question = Question((ask.indicator,), frozenset((place.kind,)), years, split, place.code, ask.rule)
    if place.kind == "学校":
        question = Question((ask.indicator,), frozenset(("学校",)), years, split, place.within, ask.rule)
    values = [one for one in compute(con, catalog, question) if one.place.code == place.code and one.split == ask.part]
    if not values:
        when = f"{ask.year} 年" if ask.year is not None else ""
        message = f"{place.name}{when}没有“{ask.indicator.name}”的数"
        raise LuoshiError("I005", message, hint="luoshi stats 看有哪些表、哪些年；luoshi indicators 看有哪些值")
    value = values[-1] if ask.year is not None else max(values, key=lambda one: (one.value is not None, one.year))
    base = catalog.indicators[ask.indicator.growth_of] if ask.indicator.growth_of else ask.indicator
    sides = len(base.aggregates)
    rows = _sides(con, catalog, base, replace(value, areas=value.areas[:sides]), ask)
    effects = None
    if ask.indicator.growth_of:  # all rows of this year beside all of the year before
        before = replace(value, year=value.year - 1, areas=value.areas[sides:])
        rows_before = _sides(con, catalog, base, before, ask) if before.areas else []
        rows = [tuple(chain.from_iterable(rows)), tuple(chain.from_iterable(rows_before))]
    if ask.indicator.growth_of and base.denominator is not None:
        last_two = (value.year - 1, value.year)
        both = compute(con, catalog, replace(question, indicators=(base,), years=last_two))
        same = [one for one in both if (one.place.code, one.split) == (place.code, ask.part)]
        latest_first = sorted(same, key=lambda one: -one.year)
        if tuple(chain.from_iterable(one.areas for one in latest_first)) == value.areas:  # none left out of one year
            effects = _effects(catalog, base, {one.year: one for one in same}, value.year)
    one_sided = () if ask.indicator.growth_of else _one_sided(catalog, base, rows)
    return Explanation(ask.indicator, value, snapshot, rows[0], rows[1] if len(rows) > 1 else (), effects, one_sided)


def _sides(
    con: Connection, catalog: Catalog, indicator: Indicator, value: IndicatorValue, ask: Ask
) -> list[tuple[SourceRow, ...]]:
    """Return the rows of each side of a value."""
    return [
        _rows(con, catalog, one, replace(value, areas=(areas,)), ask)
        for one, areas in zip(indicator.aggregates, value.areas, strict=True)
    ]


def _one_sided(catalog: Catalog, indicator: Indicator, rows: Sequence[Sequence[SourceRow]]) -> tuple[str, ...]:
    relations = {one.relation for one in indicator.aggregates}
    if len(relations) != 2 or not all(catalog.relations[one].by_school for one in relations):
        return ()
    above, below = ({row.owner: row.name for row in side} for side in rows)
    return tuple(sorted({**above, **below}[owner] for owner in above.keys() ^ below.keys()))


def _effects(catalog: Catalog, base: Indicator, values: Mapping[int, IndicatorValue], year: int) -> Effects | None:
    sides: list[tuple[Fraction, Fraction]] = []
    for at in (year - 1, year):
        value = values.get(at)
        under = value.denominator if value is not None else None
        if value is None or value.numerator.value is None or under is None or not under.value:
            return None
        sides.append((Fraction(value.numerator.value), Fraction(under.value)))
    before, now = sides
    of_denominator, _ = split_change(before, now)
    change = quotient(now[0] - before[0], Decimal(1), _EXACT)
    first = quotient(of_denominator, Decimal(1), _EXACT)
    names = [catalog.relations[one.relation].columns for one in base.aggregates]
    columns = [catalog.measures[one].terms[0].columns for one in base.aggregates]
    titles = ["、".join(named[column] for column in used) for named, used in zip(names, columns, strict=True)]
    return Effects(change, first, change - first, titles[0], titles[1])


def _place(con: Connection, name: str) -> Place:
    areas = Areas.read(con)
    try:
        return areas.named(name)
    except LuoshiError as unknown:
        rows = con.execute(
            """SELECT institution_code, last(institution_name ORDER BY school_year),
            last(area_code ORDER BY school_year)
            FROM institutions WHERE institution_name = ? OR institution_code = ? GROUP BY 1 ORDER BY 1""",
            [name, name],
        ).fetchall()
        if not rows:
            raise unknown
        if len(rows) > 1:
            listed = "、".join(f"{areas.latest_name(area)} {code}" for code, _, area in rows)
            raise LuoshiError("I004", f"叫“{name}”的学校有 {len(rows)} 所", hint=f"写标识码：{listed}") from unknown
        code, title, area = rows[0]
        return Place("学校", code, title, area or "")


def _rows(
    con: Connection, catalog: Catalog, aggregate: Aggregate, value: IndicatorValue, ask: Ask
) -> tuple[SourceRow, ...]:
    """Return the rows that an aggregate added up for a value with the areas of that side alone."""
    relation = catalog.relations[aggregate.relation]
    period = period_of(relation, value.year, ask.rule) - aggregate.years_before
    where, parameters = ["period = ?"], [str(period)]
    (members,) = value.areas
    where.append(f"coalesce(area_code, '') IN ({', '.join('?' for _ in members)})" if members else "FALSE")
    parameters += sorted(members)
    if value.place.kind == "学校":
        where.append("institution_code = ?")
        parameters.append(value.place.code)
    measure = _measure(catalog, aggregate, ask)
    if ask.part and ask.split != GROUP:
        where.append(f"coalesce({ask.split}, '') = ?")
        parameters.append(ask.part)
    if measure.condition:
        where.append(f"({measure.condition})")
    owner, name = ("institution_code", "institution_name") if relation.by_school else ("area_code", "area_code")
    columns = list(dict.fromkeys(measure.columns))
    listed = ", ".join((owner, name, *_SYSTEM, *columns))
    found = con.execute(
        f"SELECT {listed} FROM {relation.view} WHERE {' AND '.join(where)} ORDER BY area_code, {owner}, _row",
        parameters,
    ).fetchall()
    titles = [relation.columns[column] for column in columns]
    areas = Areas.read(con)
    rows = [
        SourceRow(
            relation.title,
            row[2] or "",
            row[3] or "",
            row[4] or 0,
            row[0],
            (row[1] if relation.by_school else areas.name(row[1], value.year)) or row[0],
            dict(zip(titles, row[5:], strict=True)),
        )
        for row in found
    ]
    owners = {row.owner: row.name for row in rows}
    bases: dict[str, list[str]] = {}
    for column in columns:
        if column in relation.sources:
            bases.setdefault(relation.sources[column], []).append(column)
    return (
        *rows,
        *(one for base in bases for one in _base_rows(con, catalog.relations[base], bases[base], period, owners)),
    )


def _base_rows(
    con: Connection, relation: Relation, columns: Sequence[str], period: int, owners: Mapping[str, str]
) -> Iterator[SourceRow]:
    """Yield the rows of a table that columns of these schools were added up from."""
    figures = [name for name in columns if name in relation.columns] or [relation.name]
    told = [name for name in (*_KEYS, *figures) if name in relation.columns]
    listed = ", ".join(("institution_code", *_SYSTEM, *told))
    found = con.execute(
        f"SELECT {listed} FROM {relation.view} WHERE period = ? AND institution_code IN (SELECT unnest(?))"
        f" ORDER BY area_code, institution_code, _row",
        [period, list(owners)],
    ).fetchall()
    titles = [relation.columns[name] for name in told]
    for owner, file, sheet, row, *cells in found:
        told_of = dict(zip(titles, cells, strict=True))
        yield SourceRow(relation.title, file or "", sheet or "", row or 0, owner, owners[owner], told_of)


def _measure(catalog: Catalog, aggregate: Aggregate, ask: Ask) -> Measure:
    if ask.part and ask.split == GROUP:
        column = next(name for name, title in GROUPS.items() if title == ask.part)
        return catalog.of_group(aggregate, column)
    return catalog.measures[aggregate]


def split_change(before: tuple[Fraction, Fraction], now: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """Return how much of a total's change is due to the number of pupils and how much to the amount for each.

    With total = pupils × amount the two shares, by Shapley, are ``Δpupils × (amount before + now) / 2`` and
    ``Δamount × (pupils before + now) / 2``; together they are exactly the change.

    Args:
        before, now: total and number of pupils, neither number 0.
    """
    (total_before, pupils_before), (total_now, pupils_now) = before, now
    each_before, each_now = total_before / pupils_before, total_now / pupils_now
    of_pupils = (pupils_now - pupils_before) * (each_before + each_now) / 2
    return of_pupils, (each_now - each_before) * (pupils_before + pupils_now) / 2
