"""Adding up (统计): all aggregates over one relation in one scan.

Entries: :func:`scan`, :class:`Scanned`. What several indicators share is computed once.
Not here: adding areas together and dividing (:mod:`luoshi.indicators.values`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.indicators.expressions import Measure
from luoshi.indicators.relations import Relation
from luoshi.model.indicators import Quantity

if TYPE_CHECKING:
    from luoshi.stats.store import Connection

_SIMPLE = 2
"""A table with the attributes of its schools has two bases."""

Cell = tuple[int, str, str, str]
"""Period, area, school (empty unless asked by school) and part (empty unless split)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is added up over one relation.

    Attributes:
        measures: key -> measure.
        by_school: a row for each school, not only for each area.
        split: column by which it is split; empty for none.
        periods: first and last period; None for all.
    """

    relation: Relation
    measures: Mapping[str, Measure]
    by_school: bool = False
    split: str = ""
    periods: tuple[int, int] | None = None


@dataclass(frozen=True)
class Scanned:
    """The sums over a relation.

    Attributes:
        cells: which cells have rows at all.
        quantities: key of a measure -> cell -> what it came to.
    """

    cells: frozenset[Cell]
    quantities: Mapping[str, Mapping[Cell, Quantity]] = field(default_factory=dict)


def scan(con: Connection, wanted: Wanted) -> Scanned:
    """Return the sums of all measures for each period and area, school and part.

    Raises:
        LuoshiError: I001 when an aggregate cannot be computed.
    """
    import duckdb

    keys = ["period", "coalesce(area_code, '')"]
    keys.append("institution_code" if wanted.by_school and wanted.relation.by_school else "''")
    keys.append(f"coalesce({wanted.split}, '')" if wanted.split else "''")
    columns = _columns(wanted.measures.values())
    listed = "".join(f", {sql} AS c{number}" for sql, number in columns.items())
    grouped = ", ".join(str(number + 1) for number in range(len(keys)))
    try:
        source = _source(con, wanted)
        rows = con.execute(f"SELECT {', '.join(keys)}{listed} FROM {source} GROUP BY {grouped}").fetchall()
    except duckdb.Error:
        _blame(con, wanted)
        raise
    width = len(keys)
    cells: list[Cell] = [row[:width] for row in rows]
    quantities = {
        key: {cell: _quantity(measure, row, columns, width) for cell, row in zip(cells, rows, strict=True)}
        for key, measure in wanted.measures.items()
    }
    return Scanned(frozenset(cells), quantities)


def _blame(con: Connection, wanted: Wanted) -> None:
    """Refuse the aggregate that the database cannot compute: a text added up, a number compared with a text.

    Raises:
        LuoshiError: I001 that names it.
    """
    import duckdb

    for key, measure in wanted.measures.items():
        try:
            for term in measure.terms:
                con.execute(f"SELECT {term.value}, {term.rows} FROM {wanted.relation.view}").fetchall()
        except duckdb.Error as error:
            hint = "sum 只能加数；文字的列同加引号的文字比"
            raise LuoshiError(
                "I001", f"统计式“{key}”算不出", where=f"统计表 {wanted.relation.name}", hint=hint
            ) from error


def everywhere(con: Connection, relation: Relation) -> frozenset[tuple[int, str]]:
    """Return all periods and areas of a relation that have rows, whatever years are asked for."""
    rows = con.execute(f"SELECT DISTINCT period, coalesce(area_code, '') FROM {relation.view}").fetchall()
    return frozenset((period, area) for period, area in rows)


def _source(con: Connection, wanted: Wanted) -> str:
    """Return what is scanned: the view, or the rows of one that joins several tables put down once.

    Hundreds of sums straight over such a join take five times as long.
    """
    relation = wanted.relation
    where = f" WHERE period BETWEEN {wanted.periods[0]} AND {wanted.periods[1]}" if wanted.periods else ""
    if len(relation.bases) <= _SIMPLE:
        return relation.view + where
    named = {column for measure in wanted.measures.values() for column in measure.columns}
    keys = ["period", "area_code", *(["institution_code"] if relation.by_school else [])]
    kept = dict.fromkeys((*keys, *([wanted.split] if wanted.split else []), *sorted(named)))
    table = f"rows_{relation.name}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {', '.join(kept)} FROM {relation.view}{where}")
    return table


def _columns(measures: Iterable[Measure]) -> dict[str, int]:
    """Return the SQL of all that is computed, each once, with its number."""
    columns: dict[str, int] = {}
    for measure in measures:
        for term in measure.terms:
            for sql in (term.value, term.filled, term.rows):
                if sql:
                    columns.setdefault(sql, len(columns))
    return columns


def _quantity(measure: Measure, row: Sequence[object], columns: Mapping[str, int], width: int) -> Quantity:
    """Return what a measure came to: without value when a term has rows and none of them is filled in."""
    total, rows, blanks, is_known = Decimal(0), 0, 0, True
    for term in measure.terms:
        value = row[width + columns[term.value]]
        counted = _whole(row[width + columns[term.rows]])
        unfilled = counted - _whole(row[width + columns[term.filled]]) if term.filled else 0
        rows, blanks = rows + counted, blanks + unfilled
        if unfilled and unfilled == counted:
            is_known = False
        elif value is not None:
            total += term.factor * (value if isinstance(value, Decimal) else Decimal(_whole(value)))
    return Quantity(total if is_known else None, rows, blanks)


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
