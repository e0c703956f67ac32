"""Runs the rules over the tables of a connection: :func:`run_checks`.

Each rule is one query; what it hits goes into a small temporary table, from which the findings and, by a second query
only where there are hits, the rows of the load that are concerned are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any

import duckdb

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.statistics import DataFinding, RowPlace
from luoshi.model.tables import Definitions, TimeKind
from luoshi.stats.checks.frame import Frame, open_frame
from luoshi.stats.checks.movements import movements
from luoshi.stats.checks.report import CheckReport, CheckScope
from luoshi.stats.checks.rule import CheckRule, Scan
from luoshi.stats.checks.rules import CheckRules, load_rules
from luoshi.stats.side_by_side import side_by_side

_Row = dict[str, Any]
_IDENTITY = ("table_name", "owner", "period")
"""What tells the rows a hit is about from those of another, besides the columns ``k_…``."""


def run_checks(
    con: duckdb.DuckDBPyConnection,
    definitions: Definitions,
    scope: CheckScope | None = None,
    rules: CheckRules | None = None,
    at_a_time: int = 1,
) -> CheckReport:
    """Return what breaks the rules, and what moved.

    Args:
        con: holds a table or view for each table of the definitions (one that is not there counts as empty) with the
            stored columns and ``_status, _as_of, _file, _sheet, _row, _new``; nothing is left on it.
        definitions: the tables and codes.
        scope: what is being loaded; everything if None. A finding is about a year in scope. In a load an error that
            concerns no row of the load is told as a warning: it cannot be put right in these files.
        rules: the rules in force; the packaged ones if None.
        at_a_time: how many rules are asked at a time; with more than one ``con`` must not be in a transaction.

    Raises:
        LuoshiError: T001 when a workspace's rule cannot be computed.
    """
    scope = scope or CheckScope()
    rules = rules or load_rules(definitions)
    with open_frame(con, definitions, scope) as frame:
        # The movements are the longest of the queries, and begun first.
        work: list[Callable[[duckdb.DuckDBPyConnection], Any]] = [
            lambda cursor: movements(frame, cursor, rules.movements),
            *(partial(_hits, frame, rule) for rule in rules.rules),
        ]
        moved, *hits = side_by_side(con, work, lambda cursor, query: query(cursor), at_a_time)
        told = zip(rules.rules, hits, strict=True)
        findings = [finding for rule, found in told for finding in _findings(frame, rule, found)]
        return CheckReport(tuple(findings), moved, frame.owners.areas)


@dataclass(frozen=True, slots=True)
class _Hits:
    """What a rule hit: how it looked, the rows of its query, the rows of the load by what tells the hits apart."""

    scan: Scan
    rows: Sequence[_Row]
    identity: tuple[str, ...]
    places: Mapping[tuple[object, ...], tuple[RowPlace, ...]]


def _hits(frame: Frame, rule: CheckRule, con: duckdb.DuckDBPyConnection) -> _Hits | None:
    """Return what a rule hits; None when it hits nothing."""
    scan = rule.scan(frame)
    in_scope = frame.in_scope(scan.tables)
    if in_scope == "FALSE" or (scan.table and frame.is_empty(scan.table)):
        return None
    table = "tbl" if not scan.table else f"'{scan.table}'"
    valid = f"period BETWEEN {rule.valid_from or 0} AND {rule.valid_to or 9999}"
    sql = f"SELECT {table} AS table_name, * FROM ({scan.sql}) WHERE {in_scope} AND {valid}"
    try:
        hits = _fetch(con, sql)
        if not hits:
            return None
        identity = tuple(name for name in hits[0] if name in _IDENTITY or name.startswith("k_"))
        return _Hits(scan, hits, identity, _places(frame, con, scan, sql, identity))
    except (duckdb.BinderException, duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise LuoshiError("T001", f"核对规则 {rule.code} 算不出来：{error}", hint="检查规则里的字段和算式") from error


def _findings(frame: Frame, rule: CheckRule, hits: _Hits | None) -> list[DataFinding]:
    if hits is None:
        return []
    places = (hits.places.get(tuple(hit[name] for name in hits.identity), ()) for hit in hits.rows)
    told = [_finding(frame, rule, hits.scan, hit, at) for hit, at in zip(hits.rows, places, strict=True)]
    return sorted(told, key=lambda one: (one.area_code, one.owner, one.period or 0, one.table, one.finding.message))


def _fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[_Row]:
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _places(
    frame: Frame, con: duckdb.DuckDBPyConnection, scan: Scan, sql: str, identity: tuple[str, ...]
) -> Mapping[tuple[object, ...], tuple[RowPlace, ...]]:
    """Return the rows of the load by what tells the hits apart."""
    found: dict[tuple[object, ...], dict[RowPlace, None]] = {}
    con.execute(f"CREATE OR REPLACE TEMP TABLE _chk_hit AS {sql}")
    for join in scan.places:
        same = "".join(f" AND t.{name} IS NOT DISTINCT FROM h.k_{name}" for name in join.on)
        if not scan.table:
            same += f" AND list_contains(h.told_in, '{join.table}')"
        rows = con.execute(f"""
            SELECT {", ".join(f"h.{name}" for name in identity)}, t._file, t._sheet, t._row
            FROM _chk_hit h JOIN {frame.rows(join.table)} t
            ON t.{frame.owner(join.table)} = h.owner AND t.{frame.time(join.table)} = h.period - {join.years_back}{same}
            WHERE t._new ORDER BY t._file, t._sheet, t._row""").fetchall()
        for row in rows:
            found.setdefault(row[:-3], {})[RowPlace(row[-3] or "", row[-2] or "", row[-1] or 0)] = None
    con.execute("DROP TABLE temp._chk_hit")
    return {of: tuple(places) for of, places in found.items()}


def _finding(frame: Frame, rule: CheckRule, scan: Scan, hit: _Row, places: tuple[RowPlace, ...]) -> DataFinding:
    name, area = frame.owners.of(hit["owner"], hit["period"])
    severity = Severity(hit["severity"]) if hit["severity"] else rule.severity
    in_load = frame.scope.periods is not None
    if in_load and scan.places and not places and severity is Severity.ERROR and not _concerns_absence(scan):
        severity = Severity.WARNING
    values = _values(frame, hit, name, area)
    finding = Finding(
        rule.code,
        severity,
        rule.message.format_map(values),
        where="；".join(str(place) for place in places[:3]),
        fix=rule.fix,
    )
    return DataFinding(
        finding=finding,
        places=places,
        table=hit["table_name"],
        owner=hit["owner"],
        owner_name=name,
        area_code=area,
        period=hit["period"],
        field=hit["field"] or "",
        before=values["before"],
        after=values["after"],
    )


def _concerns_absence(scan: Scan) -> bool:
    """Return whether the rule is about rows that are not there: none of the load can be concerned."""
    return all(join.table == "institutions" and join.years_back for join in scan.places)


class _Detail:
    """The texts of a hit in a message: ``{detail[0]}``; an absent one is empty."""

    def __init__(self, texts: list[str | None] | None) -> None:
        self._texts = texts or []

    def __getitem__(self, index: int) -> str:
        return (self._texts[index] or "") if index < len(self._texts) else ""


def _values(frame: Frame, hit: _Row, name: str, area: str) -> dict[str, Any]:
    before, after = hit["before"], hit["after"]
    change = after - before if before is not None and after is not None else None
    school = frame.table(hit["table_name"]).time is TimeKind.SCHOOL_YEAR
    return {
        "owner": name,
        "area": frame.owners.of(area, None)[0],
        "period": period_words(hit["period"], school),
        "earlier": period_words(hit["period"] - 1, school),
        "item": hit["item"] or "",
        "table": frame.table(hit["table_name"]).title,
        "detail": _Detail(hit["detail"]),
        "before": number_words(before),
        "after": number_words(after),
        "expected": number_words(before),
        "found": number_words(after),
        "difference": number_words(abs(change) if change is not None else None),
        "direction": "增加" if (change or 0) > 0 else "减少",
        "percent": percent_words(change, before),
    }


def period_words(year: int, is_school_year: bool) -> str:
    """Return how a year is written: ``2024学年`` or ``2024年``."""
    return f"{year}学年" if is_school_year else f"{year}年"


def number_words(value: Decimal | None) -> str:
    """Return a number without superfluous zeros; empty for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent_words(change: Decimal | None, before: Decimal | None) -> str:
    """Return the size of a change in per cent with one decimal, ``12.5%``; empty without a value before."""
    if change is None or not before:
        return ""
    share = (abs(change) * 100 / abs(before)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{share}%"
