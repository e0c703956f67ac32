"""Missing returns (缺报): schools that owe a table, counties that owe one altogether.

Entry: :func:`missing_returns` for the list of a year; :class:`MissingRule` tells the same as findings of a load, where
only what others have already handed in counts as missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import duckdb

from luoshi.model.statistics import Missing
from luoshi.model.tables import Definitions, Owner
from luoshi.stats.checks.expressions import EXACT
from luoshi.stats.checks.frame import Frame, open_frame
from luoshi.stats.checks.report import CheckScope
from luoshi.stats.checks.rule import CheckRule, Given, Scan, word_list
from luoshi.stats.columns import literal

_SHOWN = 10


def _owed(frame: Frame) -> str:
    """Return a query of ``tbl, title, owner, name, period, area_code, there``: each table an institution owes."""
    parts = [
        f"""SELECT '{table.name}' AS tbl, {literal(table.title)} AS title, o.owner, o.name, o.period, o.area_code,
                   EXISTS (FROM {frame.rows(table.name)} t
                           WHERE t.institution_code = o.owner AND t.school_year = o.period) AS there
            FROM _chk_owner o WHERE o.period IS NOT NULL AND o.status = '正常'
                                    AND o.kind IN ({word_list(table.expected_of)})"""
        for table in frame.definitions.tables.values()
        if table.expected_of and table.owner is Owner.INSTITUTION
    ]
    return " UNION ALL ".join(parts)


def _owed_by_areas(frame: Frame) -> str:
    """Return the same for the tables of areas, for each area of the level of a county that is valid in the year."""
    parts = [
        f"""SELECT '{table.name}' AS tbl, {literal(table.title)} AS title, a.area_code AS owner, a.area_name AS name,
                   y.period, a.area_code, EXISTS (FROM {frame.rows(table.name)} t
                                        WHERE t.area_code = a.area_code AND t.{table.time_field} = y.period) AS there
            FROM {frame.rows("areas")} a
            JOIN (SELECT DISTINCT {table.time_field} AS period FROM {frame.rows(table.name)}) y
              ON year(a.valid_from) <= y.period AND coalesce(year(a.valid_to) > y.period, TRUE)
            WHERE a.area_level = '县'"""
        for table in frame.definitions.tables.values()
        if table.owner is Owner.AREA and table.time_field
    ]
    return " UNION ALL ".join(parts)


def missing_returns(con: duckdb.DuckDBPyConnection, definitions: Definitions, year: int) -> tuple[Missing, ...]:
    """Return what is still owed for ``year``, by county, table and institution.

    Of an institution (办学状态正常) every table that its kind must hand in; of a county the tables of areas that
    another county has handed in (``institution_code`` is empty then).
    """
    scope = CheckScope(frozenset((name, year) for name in definitions.tables))
    with open_frame(con, definitions, scope) as frame:
        rows = con.execute(f"""
            WITH owed AS ({_owed(frame)}), due AS ({_owed_by_areas(frame)})
            SELECT tbl, period, area_code, a.name, owner, o.name
            FROM owed o LEFT JOIN (SELECT owner AS area_code, name FROM _chk_owner WHERE period IS NULL) a
                        USING (area_code)
            WHERE NOT there AND period = {int(year)}
            UNION ALL SELECT tbl, period, area_code, name, '', '' FROM due WHERE NOT there AND period = {int(year)}
            ORDER BY 3, 1, 5""").fetchall()
    return tuple(Missing(r[0], r[1], r[2] or "", r[3] or r[2] or "", r[4], r[5] or "") for r in rows)


@dataclass(frozen=True, kw_only=True)
class MissingRule(CheckRule):
    """Returns that others have handed in (缺报): one finding a table and county.

    Attributes:
        by: ``school``: schools of a county of which others have handed in the table; ``county``: a county none of whose
            schools has (or that itself has not), while at least ``others_pct`` per cent of the counties have.
    """

    by: str
    others_pct: Decimal

    @classmethod
    def read(cls, given: Given) -> MissingRule:
        """Return the rule in YAML: ``by``, ``others_pct``."""
        by = given.one_of("by", ("school", "county"), "")
        return cls(**vars(given.head()), by=by, others_pct=given.number("others_pct", 50))

    def scan(self, frame: Frame) -> Scan:
        """Return the query; the tables owed are told in ``tbl``, by which the engine names the finding's table."""
        sql = self._by_school(frame) if self.by == "school" else self._by_county(frame)
        tables = tuple(
            table.name
            for table in frame.definitions.tables.values()
            if (table.expected_of or table.owner is Owner.AREA) and table.time_field
        )
        return Scan(sql, (), tables, "")

    def _by_school(self, frame: Frame) -> str:
        return f"""
            SELECT area_code AS owner, period, title AS item, '' AS field, CAST(count(*) AS {EXACT}) AS before,
                   CAST(count(*) FILTER (WHERE NOT there) AS {EXACT}) AS after,
                   [array_to_string(list(name ORDER BY owner) FILTER (WHERE NOT there)[:{_SHOWN}], '、')
                    || CASE WHEN after > {_SHOWN} THEN '等' ELSE '' END] AS detail, '' AS severity, tbl
            FROM ({_owed(frame)}) WHERE {self._loaded(frame)} GROUP BY area_code, period, tbl, title
            HAVING bool_or(there) AND NOT bool_and(there)"""

    def _by_county(self, frame: Frame) -> str:
        return f"""
            SELECT owner, period, item, '' AS field, before, after, NULL::VARCHAR[] AS detail, '' AS severity, tbl
            FROM (SELECT area_code AS owner, period, title AS item, tbl, bool_or(there) AS any_there,
                         CAST(count(*) FILTER (WHERE bool_or(there)) OVER years AS {EXACT}) AS after,
                         CAST(count(*) OVER years AS {EXACT}) AS before
                  FROM ({_owed(frame)} UNION ALL {_owed_by_areas(frame)}) WHERE {self._loaded(frame)}
                  GROUP BY area_code, period, title, tbl WINDOW years AS (PARTITION BY tbl, period))
            WHERE NOT any_there AND after * 100 >= before * {self.others_pct}"""

    @staticmethod
    def _loaded(frame: Frame) -> str:
        """Return the predicate that the table and year are being loaded."""
        if frame.scope.periods is None:
            return "TRUE"
        pairs = ", ".join(f"('{table}', {year})" for table, year in sorted(frame.scope.periods))
        return f"(tbl, period) IN ({pairs})" if pairs else "FALSE"
