"""Area sets (口径): which areas 全市 or 市本级 means on a day, and totals by them.

Entries: :func:`members`, :func:`area_set_names`, :func:`totals`. Two published totals can both be right: one holds the
county that the province runs (省直管县), the other does not. The sets are rows of the table ``area_sets``, each with
the days it holds from and to.
Not here: rates, which are made of such totals (``luoshi.indicators``).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.model.statistics import AreaTotal
from luoshi.model.tables import Definitions, FieldDef, Owner, TableDef
from luoshi.stats.definitions import table_named
from luoshi.stats.heads import plain

if TYPE_CHECKING:
    from luoshi.stats.store import Connection


def area_set_names(con: Connection) -> tuple[str, ...]:
    """Return the names of the area sets (全市, 全市不含省直管县…), in alphabetical order."""
    return tuple(row[0] for row in con.execute("SELECT DISTINCT set_name FROM area_sets ORDER BY 1").fetchall())


def members(con: Connection, name: str, day: date) -> frozenset[str]:
    """Return the codes of the areas in a set on a day.

    Raises:
        LuoshiError: T809 when there is no such set.
    """
    known = area_set_names(con)
    if name not in known:
        hint = f"有的口径：{'、'.join(known)}" if known else "先装入口径表"
        raise LuoshiError("T809", f"没有“{name}”这个口径", hint=hint)
    rows = con.execute(
        "SELECT area_code FROM area_sets WHERE set_name = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to > ?)",
        [name, day, day],
    ).fetchall()
    return frozenset(row[0] for row in rows)


def totals(con: Connection, definitions: Definitions, table: str, field: str, by: str = "") -> tuple[AreaTotal, ...]:
    """Return the totals of a measure for every year and area set, and of all schools (全部).

    A school belongs to the county that its row names; a year's set is that of 1 September of a school year, of
    31 December of a calendar year.

    Args:
        con: with a view for each table (:func:`luoshi.stats.store.connect`).
        definitions: the tables there are.
        table, field: identifiers or Chinese names.
        by: a key by which totals are split (学段, 年级), by either name; empty for none.

    Raises:
        LuoshiError: T803 the table is not known, T810 the field is not or cannot be added up.
    """
    chosen = table_named(definitions, table)
    measure = _field(chosen, field)
    if not measure.is_additive or not chosen.time_field or not chosen.owner_field:
        raise LuoshiError("T810", f"{chosen.title}的“{measure.title}”不能按地区相加")
    split = f't."{_field(chosen, by).name}"' if by else "''"
    area, join = _area_of(chosen)
    when = "make_date(t.school_year, 9, 1)" if chosen.owner is Owner.INSTITUTION else "make_date(t.year, 12, 31)"
    everything = ""
    if chosen.owner is Owner.INSTITUTION:  # areas lie in one another, and their sum would count them twice
        everything = f"""SELECT '全部', t."{chosen.time_field}", _split, sum(t."{measure.name}") FROM t GROUP BY ALL
        UNION ALL"""
    rows = con.execute(
        f"""WITH t AS (SELECT t.*, {area} AS _area, {split} AS _split FROM "{chosen.name}" t {join}),
            sets AS (SELECT set_name, area_code, valid_from, coalesce(valid_to, DATE '9999-12-31') AS valid_to
                     FROM area_sets)
        {everything}
        SELECT s.set_name, t."{chosen.time_field}", _split, sum(t."{measure.name}")
        FROM t JOIN sets s ON s.area_code = t._area AND s.valid_from <= {when} AND s.valid_to > {when} GROUP BY ALL
        ORDER BY 2, 3, 1"""
    ).fetchall()
    order = _order_of(definitions, chosen, by)
    found = [AreaTotal(name, year, str(part or ""), value) for name, year, part, value in rows if value is not None]
    return tuple(sorted(found, key=lambda one: (one.period, order.get(one.part, 0), one.part, one.area_set)))


def _order_of(definitions: Definitions, table: TableDef, by: str) -> dict[str, int]:
    """Return the place of each word of the list that totals are split by: stages and grades in their own order."""
    codes = _field(table, by).codes if by else ""
    return {word: place for place, word in enumerate(definitions.codes[codes].words)} if codes else {}


def _field(table: TableDef, name: str) -> FieldDef:
    wanted = plain(name)
    for field in table.stored:
        if name == field.name or wanted in (plain(field.title), *map(plain, field.aliases)):
            return field
    hint = f"有的是：{'、'.join(field.title for field in table.stored)}"
    raise LuoshiError("T810", f"{table.title}没有“{name}”这个字段", hint=hint)


def _area_of(table: TableDef) -> tuple[str, str]:
    """Return the expression of a row's county, and the join that it needs."""
    if table.name == "institutions" or table.owner is Owner.AREA:
        return "t.area_code", ""
    join = "JOIN institutions i ON i.institution_code = t.institution_code AND i.school_year = t.school_year"
    return "i.area_code", join
