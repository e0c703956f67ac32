"""The columns of a stored table and their types in DuckDB (列).

Entries: :func:`stored_columns`, :func:`empty_select`, :data:`SYSTEM`; :func:`literal` for texts in SQL.
Not here: the fields (:mod:`luoshi.model.tables`).
"""

from __future__ import annotations

from luoshi.model.tables import FieldType, TableDef

SYSTEM = {
    "_status": "VARCHAR",
    "_as_of": "DATE",
    "_file": "VARCHAR",
    "_sheet": "VARCHAR",
    "_row": "INTEGER",
    "_also": "VARCHAR",
}
"""Columns beside the fields: status (快报, 初步, 正式), time point, the file, sheet and row (from 1) a row came from,
and in words where columns were added from later."""

STATUSES = ("快报", "初步", "正式")
"""How final figures are (状态), the least first."""

_TYPES = {
    FieldType.TEXT: "VARCHAR",
    FieldType.LABEL: "VARCHAR",
    FieldType.CODE: "VARCHAR",
    FieldType.COUNT: "BIGINT",
    FieldType.DECIMAL: "DECIMAL(18,4)",
    FieldType.DATE: "DATE",
    FieldType.YEAR: "INTEGER",
    FieldType.SCHOOL_YEAR: "INTEGER",
}


def stored_columns(table: TableDef) -> dict[str, str]:
    """Return column -> DuckDB type: the stored fields, then the columns of :data:`SYSTEM`."""
    return {**field_columns(table), **SYSTEM}


def field_columns(table: TableDef) -> dict[str, str]:
    """Return column -> DuckDB type of the stored fields."""
    return {field.name: _TYPES[field.type] for field in table.stored}


def empty_select(table: TableDef) -> str:
    """Return a SELECT without rows that has the table's columns."""
    columns = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in stored_columns(table).items())
    return f"SELECT {columns} WHERE FALSE"


def literal(text: str) -> str:
    """Return SQL of a text."""
    return "'" + text.replace("'", "''") + "'"
