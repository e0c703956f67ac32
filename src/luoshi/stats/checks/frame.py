"""The tables that the checks look at: copies of the caller's, cut to the years that matter, under names of our own.

Entry: :func:`open_frame`, a context manager; nothing is left on the connection afterwards. Besides the tables it holds
``_chk_owner`` (name and county of every institution and area by year), ``_chk_event`` (which institutions had an event
that bears on a school year) and ``_chk_heir`` (which institution carries on the pupils of one that is gone).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import RLock

import duckdb

from luoshi.model.tables import Definitions, FieldDef, FieldType, TableDef
from luoshi.stats.checks.report import CheckScope
from luoshi.stats.columns import literal

SYSTEM = {
    "_status": "VARCHAR",
    "_as_of": "DATE",
    "_file": "VARCHAR",
    "_sheet": "VARCHAR",
    "_row": "INTEGER",
    "_new": "BOOLEAN",
}
_TYPES = {
    FieldType.COUNT: "BIGINT",
    FieldType.DECIMAL: "DECIMAL(18,4)",
    FieldType.DATE: "DATE",
    FieldType.YEAR: "INTEGER",
    FieldType.SCHOOL_YEAR: "INTEGER",
}


def column_type(field: FieldDef) -> str:
    """Return the DuckDB type of a stored field."""
    return _TYPES.get(field.type, "VARCHAR")


class Owners:
    """Names and counties of institutions and areas."""

    def __init__(self, rows: Iterable[tuple[str, int | None, str | None, str | None]]) -> None:
        self._known = {(owner, period): (name or owner, area or "") for owner, period, name, area in rows}

    @property
    def areas(self) -> Mapping[str, str]:
        """The names of the areas by code."""
        return {owner: name for (owner, period), (name, _) in self._known.items() if period is None}

    def of(self, owner: str, period: int | None) -> tuple[str, str]:
        """Return name and county of an owner in a year; of an institution that is gone, those of the year before."""
        for year in (period, period - 1 if period else None, None):
            if (owner, year) in self._known:
                return self._known[owner, year]
        return owner, ""


@dataclass
class Frame:
    """The tables being checked, and what is in scope."""

    con: duckdb.DuckDBPyConnection
    definitions: Definitions
    scope: CheckScope
    _there: set[str] = field(default_factory=set)
    _views: set[str] = field(default_factory=set)
    _made: dict[str, str] = field(default_factory=dict)
    _filled: dict[str, bool] = field(default_factory=dict)
    _lock: RLock = field(default_factory=RLock)
    """Rules are asked side by side, and put the same tables in their places."""

    @cached_property
    def owners(self) -> Owners:
        """Names and counties, read when first asked for."""
        return Owners(self.con.execute("SELECT owner, period, name, area_code FROM _chk_owner").fetchall())

    def table(self, name: str) -> TableDef:
        """Return the definition of a table."""
        return self.definitions.tables[name]

    def rows(self, name: str) -> str:
        """Return the name under which the rows of a table stand here; they are put there when first asked for."""
        return self._stand(f"_chk_{name}", name)

    def is_empty(self, name: str) -> bool:
        """Return whether a table has no rows in the years that matter."""
        with self._lock:
            if name not in self._filled:
                self._filled[name] = bool(self.con.execute(f"SELECT 1 FROM {self.rows(name)} LIMIT 1").fetchall())
            return not self._filled[name]

    def _stand(self, ours: str, name: str) -> str:
        """A table of the caller's is looked through, a view (of files) is read once."""
        with self._lock:
            if ours not in self._made:
                kind = "TABLE" if name in self._views else "VIEW"
                self._create(kind, ours, _copy(self, self.table(name), self._columns(name)))
            return ours

    def _columns(self, name: str) -> set[str]:
        """Return the columns that a table of the caller's has; none if it is not there."""
        if name not in self._there:
            return set()
        return {row[0] for row in self.con.execute(f"DESCRIBE {name}").fetchall()}

    def _create(self, kind: str, name: str, sql: str) -> None:
        self.con.execute(f"CREATE OR REPLACE {kind} {name} AS {sql}")  # not TEMP: other cursors have to see it
        self._made[name] = kind

    def owner(self, name: str) -> str:
        """Return the column that tells the owner of a table's rows."""
        return self.table(name).owner_field

    def time(self, name: str) -> str:
        """Return the column that tells the year of a table's rows."""
        return self.table(name).time_field

    def extra_keys(self, name: str) -> tuple[FieldDef, ...]:
        """Return the keys besides owner and year: stage, grade, age…"""
        known = {self.owner(name), self.time(name)}
        return tuple(field for field in self.table(name).keys if field.name not in known)

    def item(self, name: str, alias: str = "") -> str:
        """Return SQL that names a row within its owner and year: ``小学一年级``."""
        dot = f"{alias}." if alias else ""
        parts = []
        for key in self.extra_keys(name):
            column = f"{dot}{key.name}"
            parts.append(f"{column}::VARCHAR || {literal(key.unit)}" if key.is_number else column)
        return f"concat({', '.join(parts)})" if parts else "''"

    def in_scope(self, tables: Iterable[str], column: str = "period") -> str:
        """Return the predicate that a year of one of ``tables`` is being loaded."""
        if self.scope.periods is None:
            return "TRUE"
        wanted = set(tables)
        years = sorted({year for table, year in self.scope.periods if table in wanted})
        return f"{column} IN ({', '.join(map(str, years))})" if years else "FALSE"

    def open(self) -> None:
        """Look what the caller has, and put the owners and events in their places."""
        tables = "SELECT table_name FROM duckdb_tables() WHERE NOT internal"
        self._there.update(row[0] for row in self.con.execute(tables).fetchall())
        views = "SELECT view_name FROM duckdb_views() WHERE NOT internal"
        self._views.update(row[0] for row in self.con.execute(views).fetchall())
        self._there |= self._views
        for name in ("institutions", "areas", "institution_events"):
            self.rows(name)
        for name, sql in (("_chk_owner", _OWNERS), ("_chk_event", _EVENTS), ("_chk_heir", _HEIRS)):
            self._create("TABLE", name, sql)

    def close(self) -> None:
        """Leave nothing on the connection."""
        for name, kind in reversed(self._made.items()):
            self.con.execute(f"DROP {kind} IF EXISTS {name}")
        self._made.clear()


@contextmanager
def open_frame(con: duckdb.DuckDBPyConnection, definitions: Definitions, scope: CheckScope) -> Iterator[Frame]:
    """Yield the frame over the tables of ``con``; tables that are not there count as empty."""
    frame = Frame(con, definitions, scope)
    try:
        frame.open()
        yield frame
    finally:
        frame.close()


def _copy(frame: Frame, table: TableDef, there: set[str]) -> str:
    types = {field.name: column_type(field) for field in table.stored} | SYSTEM
    if not there:
        return f"SELECT {', '.join(f'NULL::{kind} AS {name}' for name, kind in types.items())} WHERE FALSE"
    columns = [name if name in there else f"NULL::{kind} AS {name}" for name, kind in types.items()]
    years = frame.scope.years
    cut = ""
    if table.time_field and years is not None:
        near = sorted({year - back for year in years for back in (0, 1)})
        cut = f" WHERE {table.time_field} IN ({', '.join(map(str, near))})" if near else " WHERE FALSE"
    return f"SELECT {', '.join(columns)} FROM {table.name}{cut}"


_OWNERS = """
    SELECT institution_code AS owner, school_year AS period, any_value(institution_name) AS name,
           any_value(area_code) AS area_code, any_value(institution_kind) AS kind, any_value(locality) AS locality,
           any_value(coalesce(institution_status, '正常')) AS status
    FROM _chk_institutions GROUP BY ALL
    UNION ALL
    SELECT area_code, NULL, arg_max(area_name, valid_from), area_code, NULL, NULL, NULL
    FROM _chk_areas GROUP BY area_code"""

# A school year is counted on 1 September, an approval may come well before or somewhat after: an event bears on the
# school years that begin in its calendar year and the next.
_EVENTS = """
    SELECT DISTINCT unnest([institution_code, successor_code]) AS owner, period, event
    FROM (SELECT *, unnest([year(event_date), year(event_date) + 1])::INTEGER AS period FROM _chk_institution_events)"""

# The institution is gone this year, so its figures of last year are set against those of the one that took over.
_HEIRS = """
    SELECT e.institution_code AS owner, e.period, any_value(e.successor_code) AS heir
    FROM (SELECT *, unnest([year(event_date), year(event_date) + 1])::INTEGER AS period
          FROM _chk_institution_events WHERE event <> '分设' AND institution_code <> successor_code) e
    SEMI JOIN _chk_institutions was ON was.institution_code = e.institution_code AND was.school_year = e.period - 1
    ANTI JOIN _chk_institutions still ON still.institution_code = e.institution_code AND still.school_year = e.period
    GROUP BY ALL"""
