"""Small base databases (小数据库) for the tests of indicators: rows of the tables, given in YAML or made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import TypeAlias

import duckdb

from luoshi.model.tables import Definitions
from luoshi.stats.columns import stored_columns

Row: TypeAlias = Mapping[str, object]
Tables: TypeAlias = Mapping[str, Sequence[Row]]

_SCHOOL = ("institution_name", "area_code", "institution_kind", "ownership", "locality", "institution_status")
_LONG_AGO = date(2000, 1, 1)
_AT_ONCE = 50


def connection(tables: Tables, definitions: Definitions) -> duckdb.DuckDBPyConnection:
    """Return a database in memory that has all tables, with these rows."""
    con = duckdb.connect(":memory:")
    for name, table in definitions.tables.items():
        columns = stored_columns(table)
        listed = ", ".join(f'"{one}" {kind}' for one, kind in columns.items())
        con.execute(f"CREATE TABLE {name} ({listed})")
        rows = [[row.get(one) for one in columns] for row in tables.get(name, ())]
        unknown = {key for row in tables.get(name, ()) for key in row} - columns.keys()
        assert not unknown, f"{name} has no {unknown}"
        row_of = f"({', '.join('?' * len(columns))})"
        for at in range(0, len(rows), _AT_ONCE):  # a statement for each row takes milliseconds
            some = rows[at : at + _AT_ONCE]
            con.execute(f"INSERT INTO {name} VALUES {', '.join([row_of] * len(some))}", [*chain.from_iterable(some)])
    return con


def tables_of(content: Mapping[str, object]) -> dict[str, list[Row]]:
    """Return the tables that a YAML case gives.

    ``schools`` has 所在县, 办学类型, 举办性质 and, where they matter, 城乡 and 办学状态 of each school, the same in all
    years; ``tables`` has for each table its columns and rows, a short row being blank at its end. 全市 is all areas.
    """
    given = content["tables"]
    assert isinstance(given, dict)
    tables: dict[str, list[Row]] = {}
    for name, block in given.items():
        columns, rows = block["columns"], block["rows"]
        assert all(len(row) <= len(columns) for row in rows), f"{name}: a row is too long"
        tables[name] = [dict(zip(columns, row, strict=False)) for row in rows]
    schools = content.get("schools", {})
    assert isinstance(schools, dict)
    years = _school_years(tables)
    tables["institutions"] = [
        {"school_year": year, "institution_code": code, **dict(zip(_SCHOOL, (code, *of), strict=False))}
        for year in years
        for code, of in schools.items()
    ]
    names = {str(row["area_code"]) for rows in tables.values() for row in rows if row.get("area_code")}
    tables["area_sets"] = [in_set("全市", name) for name in sorted(names)]
    return tables


def in_set(name: str, area: str) -> Row:
    """Return the row of an area in a set, in all years."""
    return {"set_name": name, "area_code": area, "valid_from": _LONG_AGO}


def _school_years(tables: Mapping[str, Iterable[Row]]) -> list[object]:
    found = {row["school_year"] for rows in tables.values() for row in rows if "school_year" in row}
    return sorted(found, key=str) or [2024]
