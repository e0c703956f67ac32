"""What differs between two snapshots (比较快照): rows added, removed and changed, and the totals that moved.

Entry: :func:`differences`. Not here: choosing them (:func:`luoshi.stats.store.find`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.model.statistics import Snapshot, TableDifference
from luoshi.model.tables import TableDef
from luoshi.stats.columns import field_columns
from luoshi.stats.store import damage_told, parts_select

if TYPE_CHECKING:
    import duckdb

    from luoshi.stats.loading import Library


def differences(library: Library, old: Snapshot, new: Snapshot) -> tuple[TableDifference, ...]:
    """Return how ``new`` differs from ``old``, in the order of the tables and years; parts that are the same are not
    opened.
    """
    import duckdb

    found: list[TableDifference] = []
    with damage_told(library.folder, old, new), duckdb.connect(":memory:") as con:
        for name in library.definitions.tables:
            periods = {part.period for side in (old, new) for part in side.parts if part.table == name}
            for period in sorted(periods, key=lambda period: period or 0):
                one = _difference(con, library, (old, new), name, period)
                if one is not None:
                    found.append(one)
    return tuple(found)


def _difference(
    con: duckdb.DuckDBPyConnection, library: Library, sides: tuple[Snapshot, Snapshot], name: str, period: int | None
) -> TableDifference | None:
    parts = [side.part(name, period) for side in sides]
    digests = {part.digest if part is not None else "" for part in parts}
    if len(digests) == 1:
        return None
    for view, part in zip(("before", "after"), parts, strict=True):
        select = parts_select(con, library.folder, [part] if part else [], name, library.definitions)
        con.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {select}")
    table = library.definitions.tables[name]
    added, removed, changed = _counts(con, table)
    return TableDifference(name, period, added, removed, changed, _totals(con, table))


def _counts(con: duckdb.DuckDBPyConnection, table: TableDef) -> tuple[int, int, int]:
    same = " AND ".join(f'b."{key.name}" IS NOT DISTINCT FROM a."{key.name}"' for key in table.keys)
    values = [name for name in field_columns(table) if name not in {key.name for key in table.keys}]
    differs = " OR ".join(f'b."{name}" IS DISTINCT FROM a."{name}"' for name in values) or "FALSE"
    row = con.execute(
        f"""SELECT (SELECT count(*) FROM after a WHERE NOT EXISTS (SELECT 1 FROM before b WHERE {same})),
                   (SELECT count(*) FROM before b WHERE NOT EXISTS (SELECT 1 FROM after a WHERE {same})),
                   (SELECT count(*) FROM before b JOIN after a ON {same} WHERE {differs})"""
    ).fetchone()
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)


def _totals(con: duckdb.DuckDBPyConnection, table: TableDef) -> tuple[tuple[str, str, str], ...]:
    measures = [field for field in table.stored if field.is_additive]
    if not measures:
        return ()
    sums = ", ".join(f'sum("{field.name}")' for field in measures)
    before = con.execute(f"SELECT {sums} FROM before").fetchone() or ()
    after = con.execute(f"SELECT {sums} FROM after").fetchone() or ()
    return tuple(
        (field.name, _shown(was), _shown(now))
        for field, was, now in zip(measures, before, after, strict=True)
        if was != now
    )


def _shown(value: int | Decimal | None) -> str:
    if value is None:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
