"""A base database of a few rows, for tests: tables given as rows, all others empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import duckdb

from luoshi.stats.columns import field_columns, stored_columns
from luoshi.stats.definitions import load_definitions

if TYPE_CHECKING:
    from luoshi.stats.store import Connection

Rows = Mapping[str, Sequence[Mapping[str, object]]]

SCHOOL = {"institution_kind": "小学", "ownership": "公办", "locality": "城区", "area_code": "990001"}


def small_base(tables: Rows) -> Connection:
    """Return a connection with all tables of the base database; columns that a row lacks are empty."""
    definitions = load_definitions()
    con = duckdb.connect(":memory:")
    for name, table in definitions.tables.items():
        columns = ", ".join(f'"{column}" {kind}' for column, kind in stored_columns(table).items())
        con.execute(f'CREATE TABLE "{name}" ({columns})')
        for number, row in enumerate(tables.get(name, ()), 1):
            unknown = set(row) - set(field_columns(table))
            assert not unknown, f"{name}: {unknown}"
            given = {"_file": f"{table.title}.xlsx", "_sheet": table.title, "_row": number, "_status": "正式", **row}
            marks = ", ".join("?" for _ in given)
            listed = ", ".join(f'"{column}"' for column in given)
            con.execute(f'INSERT INTO "{name}" ({listed}) VALUES ({marks})', list(given.values()))
    return con


def schools(*codes: str, years: Sequence[int] = (2024,), **attributes: object) -> list[dict[str, object]]:
    """Return rows of ``institutions``; a code is area and school, such as 990001-1."""
    return [
        {
            "school_year": year,
            "institution_code": code,
            "institution_name": f"第{code[-1]}小学",
            **SCHOOL,
            "area_code": code.split("-")[0],
            **attributes,
        }
        for year in years
        for code in codes
    ]


def area_set(name: str, *codes: str) -> list[dict[str, object]]:
    """Return rows of ``area_sets`` for one set."""
    return [{"set_name": name, "area_code": code, "valid_from": "2010-01-01"} for code in codes]
