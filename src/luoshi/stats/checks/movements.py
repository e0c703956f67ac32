"""Items that moved by more than the limit from one year to the next (变动较大的项目), with their drafts.

Entry: :func:`movements`. Computed and worded in one query: there can be a great many.
"""

from __future__ import annotations

import duckdb

from luoshi.model.statistics import Movement
from luoshi.model.tables import FieldDef, Role, TimeKind
from luoshi.stats.checks.expressions import EXACT
from luoshi.stats.checks.frame import Frame
from luoshi.stats.checks.rules import MovementLimits, MovingTable
from luoshi.stats.columns import literal


def movements(frame: Frame, con: duckdb.DuckDBPyConnection, limits: MovementLimits) -> tuple[Movement, ...]:
    """Return the movements of the years in scope, by county, owner, table, year and field.

    Args:
        frame: the tables.
        con: the connection that is asked, perhaps a cursor of the frame's.
        limits: which items are compared, and how far one must move.

    ``change_pct`` is infinite where the value before was 0. Items that either year leaves blank are not compared.
    """
    tables = [moving for moving in limits.tables if _is_wanted(frame, con, moving.table)]
    if not tables:
        return ()
    pairs = " UNION ALL ".join(_pairs(frame, moving) for moving in tables)
    measures = ", ".join(
        _measure(frame, moving.table, field, limits) for moving in tables for field in _fields(frame, moving)
    )
    sql = f"""
        SELECT tbl, field, owner, owner_name, area_code, period, was, now,
               CASE WHEN before = 0 THEN 'inf'::DOUBLE ELSE round((after - before) * 100 / before, 2)::DOUBLE END,
               {_DRAFT} AS draft
        FROM (SELECT p.*, m.*, e.cause, coalesce(o.name, a.name, p.owner) AS owner_name,
                     coalesce(o.area_code, a.area_code, '') AS area_code,
                     {_plain("before")} AS was, {_plain("after")} AS now
              FROM (SELECT * FROM ({pairs}) WHERE after <> before
                           AND abs(after - before) * 100 > before * {frame.scope.moved_pct}) p
              JOIN (VALUES {measures}) m(tbl, field, title, unit, word, floor, place) USING (tbl, field)
              LEFT JOIN _chk_owner o ON o.owner = p.owner AND o.period = p.period
              LEFT JOIN ({_CAUSES}) e ON e.owner = p.owner AND e.period = p.period
              LEFT JOIN _chk_owner a ON a.owner = p.owner AND a.period IS NULL
              WHERE abs(after - before) > m.floor)
        ORDER BY area_code, owner, tbl, period, place, item"""
    return tuple(Movement(*row) for row in con.execute(sql).fetchall())


def _is_wanted(frame: Frame, con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Return whether a year of the table is in scope and there are rows of a year before."""
    if frame.in_scope([table]) == "FALSE" or frame.is_empty(table):
        return False
    wanted = frame.in_scope([table], f"{frame.time(table)} + 1")
    return bool(con.execute(f"SELECT 1 FROM {frame.rows(table)} WHERE {wanted} LIMIT 1").fetchall())


def _fields(frame: Frame, moving: MovingTable) -> list[FieldDef]:
    return [field for field in frame.table(moving.table).stored if field.role is Role.MEASURE and field.is_number]


def _pairs(frame: Frame, moving: MovingTable) -> str:
    """Return the query of one table: its totals by owner and year beside those of the year before, one row an item."""
    rows, owner, time = frame.rows(moving.table), frame.owner(moving.table), frame.time(moving.table)
    fields = _fields(frame, moving)
    keys = "".join(f", {name}" for name in moving.by)
    same = "".join(f" AND c.{name} = w.{name}" for name in moving.by)
    sums = ", ".join(f"CAST(sum({field.name}) AS {EXACT}) AS {field.name}" for field in fields)
    totals = f"(SELECT {owner} AS owner, {time} AS period{keys}, {sums} FROM {rows} GROUP BY ALL)"
    return f"""
        SELECT '{moving.table}' AS tbl, c.owner, c.period,
               concat({", ".join(["''", *(f"c.{name}" for name in moving.by)])}) AS item,
               unnest([{", ".join(f"'{field.name}'" for field in fields)}]) AS field,
               unnest([{", ".join(f"w.{field.name}" for field in fields)}]) AS before,
               unnest([{", ".join(f"c.{field.name}" for field in fields)}]) AS after
        FROM {totals} c JOIN {totals} w ON w.owner = c.owner AND w.period = c.period - 1{same}
        WHERE {frame.in_scope([moving.table], "c.period")}"""


def _measure(frame: Frame, table: str, field: FieldDef, limits: MovementLimits) -> str:
    """Return SQL of what there is to say of a measure: title, unit, how its years are written, floor, order."""
    title = field.title.removeprefix("其中：")
    if len(title) == 1:
        title = f"{frame.table(table).title}（{title}）"
    word = "学年" if frame.table(table).time is TimeKind.SCHOOL_YEAR else "年"
    floor = limits.floors.get(field.unit, limits.other_floor)
    place = frame.table(table).fields.index(field)
    return f"('{table}', '{field.name}', {literal(title)}, {literal(field.unit)}, '{word}', {floor}, {place})"


def _plain(column: str) -> str:
    """Return SQL of a number's text without superfluous zeros."""
    return f"rtrim(rtrim({column}::VARCHAR, '0'), '.')"


# What is known of the cause: schools that merged into this one, and those that were split off.
_CAUSES = """
    SELECT owner, period, string_agg(DISTINCT words, '，' ORDER BY words) AS cause FROM (
        SELECT h.heir AS owner, h.period, n.name || '并入' AS words
        FROM _chk_heir h JOIN _chk_owner n ON n.owner = h.owner AND n.period = h.period - 1
        UNION ALL
        SELECT e.institution_code, n.period, '分设' || n.name
        FROM _chk_institution_events e
        JOIN _chk_owner n ON n.owner = e.successor_code AND n.period IN (year(e.event_date), year(e.event_date) + 1)
        ANTI JOIN _chk_owner was ON was.owner = e.successor_code AND was.period = n.period - 1
        WHERE e.event = '分设' AND e.institution_code <> e.successor_code)
    GROUP BY owner, period"""

_DRAFT = f"""concat(owner_name, item, title, '由', period - 1, word, '的', was, unit,
    CASE WHEN after > before THEN '增至' ELSE '减至' END, period, word, '的', now, unit,
    CASE WHEN after > before THEN '，增加' ELSE '，减少' END, {_plain("abs(after - before)")}, unit,
    CASE WHEN before = 0 THEN '' ELSE concat(CASE WHEN after > before THEN '，增长' ELSE '，下降' END,
         round(abs(after - before) * 100 / before, 1)::DECIMAL(38,1), '%') END,
    '。主要原因：', cause || '；', '________。')"""
