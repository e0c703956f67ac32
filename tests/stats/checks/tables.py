"""Tables for the tests of the checks: rows as dictionaries become tables of a connection."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from luoshi.model.tables import Definitions, TableDef
from luoshi.stats.checks.frame import SYSTEM, column_type

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]


def connected(tables: Tables, definitions: Definitions) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds ``tables``; row n of a table stands in row n + 1 of ``<table>.xlsx``.

    A row may set ``_new``, which is true otherwise.
    """
    con = duckdb.connect()
    with TemporaryDirectory() as folder:
        for name, rows in tables.items():
            table = definitions.tables[name]
            types = {field.name: column_type(field) for field in table.stored} | SYSTEM
            con.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in types.items())})")
            path = Path(folder, "rows.csv")
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(_values(table, row, n) for n, row in enumerate(rows))
            if rows:
                con.execute(f"COPY {name} FROM '{path}' (HEADER false, NULLSTR '', FORMAT csv)")
    return con


def _values(table: TableDef, row: Row, n: int) -> list[object]:
    unknown = set(row) - {field.name for field in table.stored} - set(SYSTEM)
    assert not unknown, f"{table.name} has no {unknown}"
    system = {"_status": "正式", "_file": f"{table.name}.xlsx", "_sheet": table.title, "_row": n + 2, "_new": "true"}
    return [row.get(field.name) for field in table.stored] + [row.get(name, system.get(name)) for name in SYSTEM]


def rows_of(text: str, **everywhere: object) -> list[dict[str, object]]:
    """Return the rows of a table written as CSV; blanks are None, ``everywhere`` goes into every row."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    read = csv.DictReader(io.StringIO(lines), skipinitialspace=True)
    return [{**everywhere, **{name: value.strip() or None for name, value in row.items()}} for row in read]
