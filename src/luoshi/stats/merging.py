"""Setting rows into the state of the database (并入): what a return replaces, what it adds to, what stays.

Entry: :func:`merge`. A form with all required fields tells whole rows: the rows of the same school and stage (the
table's block) are replaced, by nothing where it says 0; columns that the form does not have keep their value. A form
without them (补充) fills columns of rows that are there.
Not here: whether the result is right (:mod:`luoshi.stats.keys`, :mod:`luoshi.stats.checks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.model.statistics import Part, Snapshot
from luoshi.model.tables import TableDef, TimePoint
from luoshi.stats.columns import STATUSES, SYSTEM, field_columns, literal
from luoshi.stats.side_by_side import side_by_side
from luoshi.stats.staging import Staged, StagedBatch
from luoshi.stats.store import parts_select

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class Base:
    """The state that a load starts from: where its parts lie, None when there is none yet."""

    folder: Path
    snapshot: Snapshot | None

    def parts(self, table: str) -> tuple[Part, ...]:
        """Return the parts of a table."""
        return tuple(part for part in self.snapshot.parts if part.table == table) if self.snapshot else ()


def merge(
    con: duckdb.DuckDBPyConnection, staged: Staged, base: Base, point: TimePoint
) -> dict[str, frozenset[int | None]]:
    """Make a view of the new state for each table; return the periods touched of the tables touched, the largest first.

    Afterwards ``con`` has, for each table of the definitions, a view of its name with the column ``_new``; for those
    loaded ``new_<table>`` (rows of the touched periods), ``stored_<table>`` (the same as they will be kept),
    ``old_<table>`` (what was there of them), ``whole_<table>`` and ``sup_<table>`` (what came), and ``gone_<table>``
    (blocks of which it says 0).
    """
    tables = staged.definitions.tables
    for name in sorted(tables.keys() - staged.rows.keys()):
        select = parts_select(con, base.folder, base.parts(name), name, staged.definitions)
        con.execute(f'CREATE VIEW "{name}" AS SELECT *, FALSE AS _new FROM ({select})')
    came = sorted((name for name in tables if name in staged.rows), key=lambda name: -staged.rows[name])
    periods = side_by_side(con, came, lambda cursor, name: _merge_table(cursor, staged, base, tables[name], point))
    return dict(zip(came, periods, strict=True))


def _merge_table(
    con: duckdb.DuckDBPyConnection, staged: Staged, base: Base, table: TableDef, point: TimePoint
) -> frozenset[int | None]:
    name, definitions = table.name, staged.definitions
    _empty(con, table, staged)
    periods = _periods(con, table)
    there = [part for part in base.parts(name) if part.period in periods]
    rest = [part for part in base.parts(name) if part.period not in periods]
    con.execute(f'CREATE TABLE "old_{name}" AS {parts_select(con, base.folder, there, name, definitions)}')
    batches = staged.of(name)
    _split(con, table, batches)
    con.execute(f'CREATE TABLE "new_{name}" AS {_merged_select(table, batches, point, has_old=bool(there))}')
    others = parts_select(con, base.folder, rest, name, definitions)
    new = f'SELECT * EXCLUDE (_from_file, _from_sheet, _from_row) FROM "new_{name}"'
    con.execute(f'CREATE VIEW "{name}" AS {new} UNION ALL BY NAME SELECT *, FALSE AS _new FROM ({others})')
    columns = _listed((*field_columns(table), "_status", "_as_of"))
    origin = "_from_file AS _file, _from_sheet AS _sheet, _from_row AS _row, _also"
    con.execute(f'CREATE VIEW "stored_{name}" AS SELECT {columns}, {origin} FROM "new_{name}"')
    return periods


def _empty(con: duckdb.DuckDBPyConnection, table: TableDef, staged: Staged) -> None:
    """Make ``gone_<table>``: the blocks of which a form says that there is nothing any more."""
    kinds = field_columns(table)
    blocks = sorted(staged.emptied.get(table.name, ()), key=str)
    values = [list(column) for column in zip(*blocks, strict=True)] or [[] for _ in table.block]
    columns = ", ".join(f'unnest(CAST(? AS {kinds[name]}[])) AS "{name}"' for name in table.block)
    con.execute(f'CREATE TABLE "gone_{table.name}" AS SELECT {columns}', values)


def _periods(con: duckdb.DuckDBPyConnection, table: TableDef) -> frozenset[int | None]:
    if not table.time_field:
        return frozenset((None,))
    years = f'SELECT "{table.time_field}" FROM'
    rows = con.execute(f'{years} "in_{table.name}" UNION {years} "gone_{table.name}"').fetchall()
    return frozenset(row[0] for row in rows if row[0] is not None)


def _split(con: duckdb.DuckDBPyConnection, table: TableDef, batches: Sequence[StagedBatch]) -> None:
    """Part what came into whole rows and the supplements of each key."""
    name = table.name
    keys = _listed(key.name for key in table.keys)
    values = "".join(f', max("{f}") AS "{f}"' for f in _values(table))
    con.execute(f'CREATE VIEW "whole_{name}" AS SELECT i.* FROM "in_{name}" i JOIN batches USING (_batch) WHERE _whole')
    if all(batch.whole for batch in batches):  # mostly; grouping nothing by a hundred columns takes its time, too
        con.execute(f'CREATE VIEW "sup_{name}" AS SELECT * FROM "in_{name}" WHERE FALSE')
        return
    con.execute(
        f'CREATE TABLE "sup_{name}" AS SELECT {keys}{values}, min(_batch) AS _batch, min(_row) AS _row '
        f'FROM "in_{name}" JOIN batches USING (_batch) WHERE NOT _whole GROUP BY {keys}'
    )


def _merged_select(table: TableDef, batches: Sequence[StagedBatch], point: TimePoint, *, has_old: bool) -> str:
    """Return the SELECT of the new rows: whole ones, then old ones that they do not replace, each with supplements."""
    name = table.name
    as_of = f"DATE '{point.as_of.isoformat()}'" if point.as_of else "CAST(NULL AS DATE)"
    keys = [key.name for key in table.keys]
    supplement = any(not batch.whole for batch in batches)
    values = {field: _value(field, batches, has_old=has_old, supplement=supplement) for field in _values(table)}
    also = _lineage(table, batches, has_old=has_old)
    old_also = "o._also" if has_old else "CAST(NULL AS VARCHAR)"
    new_also = also.format(old_also) if supplement else old_also
    # The same figures sent again, with another list say, are no news: the row will keep the place it first came from.
    # The checks name the place in the file at hand.
    again = " AND ".join(
        [
            f"o._status = '{point.status}' AND o._as_of IS NOT DISTINCT FROM {as_of}",
            *(f'({value}) IS NOT DISTINCT FROM o."{field}"' for field, value in values.items()),
        ]
    )
    own = {"_file": "bn._file", "_sheet": "bn._sheet", "_row": "n._row"}
    origin = dict(own)
    if has_old:
        origin = {column: f"CASE WHEN {again} THEN o.{column} ELSE {sql} END" for column, sql in own.items()}
    select = f"""
    SELECT {_listed(keys, "n")}{"".join(f', {value} AS "{field}"' for field, value in values.items())},
      '{point.status}' AS _status, {as_of} AS _as_of, {", ".join(f"{sql} AS {c}" for c, sql in own.items())},
      {", ".join(f"{sql} AS _from{c}" for c, sql in origin.items())}, {new_also} AS _also, TRUE AS _new
    FROM "in_{name}" n JOIN batches bn USING (_batch) {_joined("n", table, has_old=has_old, supplement=supplement)}
    WHERE bn._whole"""
    return select + (_kept_select(table, also, supplement=supplement) if has_old else "")


def _lineage(table: TableDef, batches: Sequence[StagedBatch], *, has_old: bool) -> str:
    """Return in words where columns were added from; what adds nothing, as when it is sent again, is not named."""
    came = frozenset[str]().union(*(batch.fields for batch in batches if not batch.whole))
    fields = [field for field in _values(table) if field in came]
    own = "bs._file || ' “' || bs._sheet || '”第 ' || s._row || ' 行'"
    news = (f's."{field}" IS DISTINCT FROM ' + (f'o."{field}"' if has_old else "NULL") for field in fields)
    filled = " OR ".join(f'(s."{field}" IS NOT NULL AND {new})' for field, new in zip(fields, news, strict=True))
    return f"CASE WHEN {filled or 'FALSE'} THEN {own} ELSE {{}} END"


def _kept_select(table: TableDef, also: str, *, supplement: bool) -> str:
    """Return the part of the SELECT that keeps old rows of schools that did not come."""
    name = table.name
    block = " AND ".join(f'b."{key}" IS NOT DISTINCT FROM o."{key}"' for key in table.block)
    if supplement:
        values = "".join(f', coalesce(s."{field}", o."{field}") AS "{field}"' for field in _values(table))
        lineage = f"{also.format('o._also')} AS _also, s._batch IS NOT NULL AS _new"
    else:
        values = "".join(f', o."{field}"' for field in _values(table))
        lineage = "o._also, FALSE AS _new"
    return f"""
    UNION ALL BY NAME
    SELECT {_listed((key.name for key in table.keys), "o")}{values},
      o._status, o._as_of, o._file, o._sheet, o._row,
      o._file AS _from_file, o._sheet AS _from_sheet, o._row AS _from_row, {lineage}
    FROM "old_{name}" o {_joined("o", table, has_old=False, supplement=supplement)}
    WHERE NOT EXISTS (SELECT 1 FROM "whole_{name}" b WHERE {block})
      AND NOT EXISTS (SELECT 1 FROM "gone_{name}" b WHERE {block})"""


def _joined(left: str, table: TableDef, *, has_old: bool, supplement: bool) -> str:
    joins = ""
    if supplement:
        joins += f'LEFT JOIN "sup_{table.name}" s ON {_same(left, "s", table)} '
        joins += "LEFT JOIN batches bs ON bs._batch = s._batch "
    if has_old:
        joins += f'LEFT JOIN "old_{table.name}" o ON {_same(left, "o", table)}'
    return joins


def _value(field: str, batches: Sequence[StagedBatch], *, has_old: bool, supplement: bool) -> str:
    """Return the value of a whole row: the form's own where it has the field, else a supplement's, else the old one."""
    sources = [f'{side}."{field}"' for side, there in (("s", supplement), ("o", has_old)) if there]
    kept = f"coalesce({', '.join(sources)})" if sources else f'n."{field}"'
    has = [str(batch.number) for batch in batches if batch.whole and field in batch.fields]
    if not has:
        return kept
    if len(has) == sum(1 for batch in batches if batch.whole):
        return f'n."{field}"'
    return f'CASE WHEN n._batch IN ({", ".join(has)}) THEN n."{field}" ELSE {kept} END'


def write_parts(
    con: duckdb.DuckDBPyConnection, table: TableDef, periods: Iterable[int | None], base: Base, temporary: Path
) -> list[Part]:
    """Write the rows of each period as Parquet; parts whose rows did not change are returned as they were.

    Returns:
        the parts of the periods; the path of a fresh one is its file name alone: the periods of a load share a file.
    """
    known = {part.period: part for part in base.parts(table.name)}
    found = [one for one in _told(con, table) if one.period in periods]
    fresh = [one for one in found if one.period not in known or known[one.period].digest != one.digest]
    if fresh:
        target = literal(str(temporary / f"{table.name}.parquet"))
        columns = _listed((*field_columns(table), *SYSTEM))
        order = _listed(key.name for key in table.keys)
        where = ""
        if table.time_field:
            where = f' WHERE "{table.time_field}" IN ({", ".join(str(one.period) for one in fresh)})'
        con.execute(
            f'COPY (SELECT {columns} FROM "stored_{table.name}"{where} ORDER BY {order}) '
            f"TO {target} (FORMAT parquet, COMPRESSION zstd)"
        )
    return [one if one in fresh else known[one.period] for one in found]


def _told(con: duckdb.DuckDBPyConnection, table: TableDef) -> list[Part]:
    """Return a part for each period of the new rows; its digest is the SHA-256 of them as text in key order."""
    cells = ", ".join(f"""coalesce(CAST("{name}" AS VARCHAR), chr(30))""" for name in (*field_columns(table), *SYSTEM))
    order = _listed(key.name for key in table.keys)
    period = f'"{table.time_field}"' if table.time_field else "CAST(NULL AS INTEGER)"
    counts = ", ".join(f"count(*) FILTER (_status = '{status}')" for status in STATUSES)
    rows = con.execute(
        f"""SELECT _period, sha256(string_agg(line, chr(10) ORDER BY {order})), count(*), {counts}
        FROM (SELECT *, {period} AS _period, concat_ws(chr(31), {cells}) AS line FROM "stored_{table.name}")
        GROUP BY _period ORDER BY _period NULLS FIRST"""
    ).fetchall()
    return [
        Part(
            table.name,
            when,
            f"{table.name}.parquet",
            digest,
            count,
            {status: number for status, number in zip(STATUSES, numbers, strict=True) if number},
        )
        for when, digest, count, *numbers in rows
    ]


def _values(table: TableDef) -> list[str]:
    keys = {key.name for key in table.keys}
    return [field.name for field in table.stored if field.name not in keys]


def _same(left: str, right: str, table: TableDef) -> str:
    terms = []
    for key in table.keys:
        sign = "=" if key.required else "IS NOT DISTINCT FROM"
        terms.append(f'{left}."{key.name}" {sign} {right}."{key.name}"')
    return " AND ".join(terms)


def _listed(names: Iterable[str], of: str = "") -> str:
    return ", ".join(f'{of}."{name}"' if of else f'"{name}"' for name in names)
