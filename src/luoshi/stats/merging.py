"""Setting rows into the state of the database (并入): what a return replaces, what it adds to, what stays.

Entry: :func:`merge`. A form with all required fields tells whole rows: the rows of the same school and stage (the
table's block) are replaced, columns that the form does not have keep their value. A form without them (补充) fills
columns of rows that are there.
Not here: whether the result is right (:mod:`luoshi.stats.keys`, :mod:`luoshi.stats.checks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.model.statistics import Part, Snapshot
from luoshi.model.tables import TableDef, TimePoint
from luoshi.stats.columns import SYSTEM, field_columns
from luoshi.stats.staging import StagedBatch, Staging
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
    con: duckdb.DuckDBPyConnection, staging: Staging, base: Base, point: TimePoint
) -> dict[str, frozenset[int | None]]:
    """Make a view of the new state for each table; return which periods of which tables the load touches.

    Afterwards ``con`` has, for each table of the definitions, a view of its name with the column ``_new``; for those
    loaded ``new_<table>`` (rows of the touched periods), ``old_<table>`` (what was there of them), ``whole_<table>``
    and ``sup_<table>`` (what came).
    """
    touched: dict[str, frozenset[int | None]] = {}
    for name, table in staging.definitions.tables.items():
        if staging.rows.get(name):
            touched[name] = _merge_table(con, staging, base, table, point)
        else:
            select = parts_select(con, base.folder, base.parts(name), name, staging.definitions)
            con.execute(f'CREATE VIEW "{name}" AS SELECT *, FALSE AS _new FROM ({select})')
    return touched


def _merge_table(
    con: duckdb.DuckDBPyConnection, staging: Staging, base: Base, table: TableDef, point: TimePoint
) -> frozenset[int | None]:
    name, definitions = table.name, staging.definitions
    periods = _periods(con, table)
    there = [part for part in base.parts(name) if part.period in periods]
    rest = [part for part in base.parts(name) if part.period not in periods]
    con.execute(f'CREATE TABLE "old_{name}" AS {parts_select(con, base.folder, there, name, definitions)}')
    batches = [batch for batch in staging.batches if batch.table == name]
    _split(con, table)
    con.execute(f'CREATE TABLE "new_{name}" AS {_merged_select(table, batches, point)}')
    others = parts_select(con, base.folder, rest, name, definitions)
    con.execute(f'CREATE VIEW "{name}" AS FROM "new_{name}" UNION ALL BY NAME SELECT *, FALSE AS _new FROM ({others})')
    return periods


def _periods(con: duckdb.DuckDBPyConnection, table: TableDef) -> frozenset[int | None]:
    if not table.time_field:
        return frozenset((None,))
    rows = con.execute(f'SELECT DISTINCT "{table.time_field}" FROM "in_{table.name}"').fetchall()
    return frozenset(row[0] for row in rows if row[0] is not None)


def _split(con: duckdb.DuckDBPyConnection, table: TableDef) -> None:
    """Part what came into whole rows and the supplements of each key."""
    name = table.name
    keys = _listed(key.name for key in table.keys)
    values = ", ".join(f'max("{f}") AS "{f}"' for f in _values(table))
    con.execute(
        f'CREATE TABLE "whole_{name}" AS SELECT i.* FROM "in_{name}" i JOIN batches USING (_batch) WHERE _whole'
    )
    con.execute(
        f'CREATE TABLE "sup_{name}" AS SELECT {keys}{", " if values else ""}{values}, min(_batch) AS _batch, '
        f'min(_row) AS _row, max(_label) AS _label FROM "in_{name}" JOIN batches USING (_batch) WHERE NOT _whole '
        f"GROUP BY {keys}"
    )


def _merged_select(table: TableDef, batches: Sequence[StagedBatch], point: TimePoint) -> str:
    name = table.name
    as_of = f"DATE '{point.as_of.isoformat()}'" if point.as_of else "CAST(NULL AS DATE)"
    same = _same("n", "s", table), _same("n", "o", table), _same("o", "s", table)
    also = "bs._file || ' “' || bs._sheet || '”第 ' || s._row || ' 行'"
    new_values = "".join(f', {_value(field, batches)} AS "{field}"' for field in _values(table))
    old_values = "".join(f', coalesce(s."{field}", o."{field}") AS "{field}"' for field in _values(table))
    # The same figures sent again, with another list say, are no news: the row keeps the place it first came from.
    again = " AND ".join(
        [
            f"o._status = '{point.status}' AND o._as_of IS NOT DISTINCT FROM {as_of}",
            *(f'({_value(field, batches)}) IS NOT DISTINCT FROM o."{field}"' for field in _values(table)),
        ]
    )
    block = " AND ".join(f'b."{key}" IS NOT DISTINCT FROM o."{key}"' for key in table.block)
    return f"""
    SELECT {_listed((key.name for key in table.keys), "n")}{new_values},
      '{point.status}' AS _status, {as_of} AS _as_of,
      CASE WHEN {again} THEN o._file ELSE bn._file END AS _file,
      CASE WHEN {again} THEN o._sheet ELSE bn._sheet END AS _sheet,
      CASE WHEN {again} THEN o._row ELSE n._row END AS _row,
      CASE WHEN s._batch IS NOT NULL THEN {also} ELSE o._also END AS _also, TRUE AS _new
    FROM "whole_{name}" n JOIN batches bn USING (_batch)
      LEFT JOIN "sup_{name}" s ON {same[0]} LEFT JOIN batches bs ON bs._batch = s._batch
      LEFT JOIN "old_{name}" o ON {same[1]}
    UNION ALL BY NAME
    SELECT {_listed((key.name for key in table.keys), "o")}{old_values},
      o._status, o._as_of, o._file, o._sheet, o._row,
      CASE WHEN s._batch IS NOT NULL THEN {also} ELSE o._also END AS _also, s._batch IS NOT NULL AS _new
    FROM "old_{name}" o
      LEFT JOIN "sup_{name}" s ON {same[2]} LEFT JOIN batches bs ON bs._batch = s._batch
    WHERE NOT EXISTS (SELECT 1 FROM "whole_{name}" b WHERE {block})
    """


def _value(field: str, batches: Sequence[StagedBatch]) -> str:
    """Return the value of a whole row: the form's own where it has the field, else a supplement's, else the old one."""
    kept = f'coalesce(s."{field}", o."{field}")'
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
        the parts of the periods; the path of a fresh one is its file name alone.
    """
    parts: list[Part] = []
    for period, digest, count in _digests(con, table):
        before = next((part for part in base.parts(table.name) if part.period == period), None)
        if period not in periods or not count:
            continue
        if before is not None and before.digest == digest:
            parts.append(before)
            continue
        path = temporary / (f"{table.name}-{period}.parquet" if period is not None else f"{table.name}.parquet")
        target = str(path).replace("'", "''")
        rows = _rows(table, period)
        order = _listed(key.name for key in table.keys)
        con.execute(f"COPY ({rows} ORDER BY {order}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        status = con.execute(f"SELECT _status, count(*) FROM ({rows}) GROUP BY _status ORDER BY _status").fetchall()
        parts.append(Part(table.name, period, path.name, digest, count, {str(k): int(v) for k, v in status}))
    return parts


def _rows(table: TableDef, period: int | None) -> str:
    columns = _listed((*field_columns(table), *SYSTEM))
    where = f' WHERE "{table.time_field}" = {period}' if period is not None else ""
    return f'SELECT {columns} FROM "new_{table.name}"{where}'


def _digests(con: duckdb.DuckDBPyConnection, table: TableDef) -> list[tuple[int | None, str, int]]:
    """Return for each period the SHA-256 of its rows as text in the order of their keys, and their number."""
    cells = ", ".join(f"""coalesce(CAST("{name}" AS VARCHAR), chr(30))""" for name in (*field_columns(table), *SYSTEM))
    order = _listed(key.name for key in table.keys)
    period = f'"{table.time_field}"' if table.time_field else "CAST(NULL AS INTEGER)"
    return con.execute(
        f"""SELECT period, sha256(string_agg(line, chr(10) ORDER BY {order})), count(*)
        FROM (SELECT *, {period} AS period, concat_ws(chr(31), {cells}) AS line FROM "new_{table.name}")
        GROUP BY period ORDER BY period NULLS FIRST"""
    ).fetchall()


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
