"""Templates for what no other system has (填报模板), with the schools filled in.

Entry: :func:`template_book`. Not here: how a template looks (:mod:`luoshi.sheets.template_book`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.model.statistics import Snapshot
from luoshi.model.tables import Definitions, FieldDef, FieldType, Owner, Role, TableDef, TimeKind
from luoshi.stats import store
from luoshi.stats.columns import literal
from luoshi.stats.definitions import table_named

if TYPE_CHECKING:
    import duckdb

    from luoshi.sheets.template_book import TemplateSheet
    from luoshi.stats.loading import Library

_NAME = "institution_name"
_Row = Mapping[str, str | int | Decimal | date | None]


def template_book(library: Library, tables: Sequence[str], year: int | None, *, every_field: bool) -> bytes:
    """Return a workbook to be filled in: for each table the keys, the names, and the fields that are asked.

    Rows that are there for the year, or the year before, are filled in with their keys; where there are none, a table
    of schools gives one row a school.

    Raises:
        LuoshiError: T803 a table is not known; T808 no table asks for anything, or the year is not known.
    """
    from luoshi.sheets.template_book import write_template

    snapshot = store.current(library.folder)
    chosen = year if year is not None else _latest(snapshot)
    if chosen is None:
        hint = "写明年份，如 --year 2024"
        raise LuoshiError("T808", "还没有装入数据，不知道要填哪一年的", where=str(library.folder), hint=hint)
    definitions = library.definitions.at(chosen)
    named = [table_named(definitions, name) for name in tables] or [
        table for table in definitions.tables.values() if any(field.asked for field in table.fields)
    ]
    folder = library.folder
    with store.damage_told(folder, snapshot), store.connect(folder, snapshot, library.definitions) as con:
        sheets = [_sheet(con, definitions, table, chosen, every_field=every_field) for table in named]
    return write_template(sheets, f"填报模板（{chosen}）")


def _latest(snapshot: Snapshot | None) -> int | None:
    return max((part.period for part in snapshot.parts if part.period), default=None) if snapshot else None


def _sheet(
    con: duckdb.DuckDBPyConnection, definitions: Definitions, table: TableDef, year: int, *, every_field: bool
) -> TemplateSheet:
    from luoshi.sheets.template_book import TemplateSheet

    fields = _fields(table, every_field=every_field)
    codes = {field.codes: definitions.codes[field.codes] for field in fields if field.codes}
    period = {TimeKind.SCHOOL_YEAR: f"{year}—{year + 1}学年", TimeKind.CALENDAR_YEAR: f"{year}年"}.get(table.time, "")
    return TemplateSheet(table, fields, codes, _rows(con, definitions, table, fields, year), period)


def _fields(table: TableDef, *, every_field: bool) -> tuple[FieldDef, ...]:
    """Return the columns: keys but for the year, which the title tells, names, and what is asked.

    A table that no other system has is asked for whole.
    """
    values = [field for field in table.stored if field.role is not Role.KEY]
    all_asked = every_field or not any(field.asked for field in values) or all(field.asked for field in values)
    names = {table.time_field, ""}
    return tuple(
        field
        for field in table.fields
        if field.name not in names
        and (field.role is Role.KEY or field.asked or all_asked or field.name == _NAME or field.type is FieldType.LABEL)
    )


def _rows(
    con: duckdb.DuckDBPyConnection, definitions: Definitions, table: TableDef, fields: Sequence[FieldDef], year: int
) -> list[_Row]:
    """Return the rows to fill in already: those of the year or of the latest before; else one for each school."""
    if table.time in (TimeKind.DATED, TimeKind.PERIOD):
        return []
    keys = [field.name for field in fields if field.role is Role.KEY]
    found = con.execute(f'SELECT max("{table.time_field}") FROM "{table.name}" WHERE "{table.time_field}" <= {year}')
    latest = (found.fetchone() or (None,))[0]
    if latest is not None:
        listed = ", ".join(f't."{key}"' for key in keys)
        name, join = _names(table, latest)
        sql = f"""SELECT DISTINCT {listed}, {name} FROM "{table.name}" t {join}
            WHERE t."{table.time_field}" = {latest} ORDER BY {listed}"""
        return _in_order(_as_rows(con, sql, fields), table, definitions)
    if table.owner is Owner.INSTITUTION:
        kinds = ", ".join(map(literal, table.expected_of)) or "institution_kind"
        sql = f"""SELECT institution_code, institution_name FROM institutions
            WHERE school_year = (SELECT max(school_year) FROM institutions WHERE school_year <= {year})
            AND institution_kind IN ({kinds}) ORDER BY area_code, institution_code"""
        return _as_rows(con, sql, fields)
    return []


def _in_order(rows: list[_Row], table: TableDef, definitions: Definitions) -> list[_Row]:
    """Return rows by their keys, stages and grades in the order of their lists."""
    places = {
        key.name: {word: place for place, word in enumerate(definitions.codes[key.codes].words)}
        for key in table.keys
        if key.codes
    }
    names = [key.name for key in table.keys if key.name in (rows[0] if rows else ())]
    return sorted(rows, key=lambda row: [(places.get(n, {}).get(str(row[n]), 0), str(row[n] or "")) for n in names])


def _names(table: TableDef, year: int) -> tuple[str, str]:
    """Return the column of names and the join that gives it."""
    label = next((field.name for field in table.fields if field.type is FieldType.LABEL), "")
    if table.owner is Owner.INSTITUTION and label:
        join = "LEFT JOIN institutions i ON i.institution_code = t.institution_code AND i.school_year = t.school_year"
        return f'i.institution_name AS "{label}"', join
    if table.owner is Owner.AREA and label:
        join = f"""LEFT JOIN (SELECT area_code, arg_max(area_name, valid_from) AS area_name FROM areas
            WHERE valid_from <= DATE '{year}-12-31' GROUP BY area_code) a ON a.area_code = t.area_code"""
        return f'a.area_name AS "{label}"', join
    return (_NAME, "") if _NAME in table.by_name else ("NULL AS _none", "")


def _as_rows(con: duckdb.DuckDBPyConnection, sql: str, fields: Sequence[FieldDef]) -> list[_Row]:
    cursor = con.execute(sql)
    heads = [column[0] for column in cursor.description or ()]
    wanted = {field.name for field in fields}
    return [
        {head: value for head, value in zip(heads, row, strict=True) if head in wanted} for row in cursor.fetchall()
    ]
