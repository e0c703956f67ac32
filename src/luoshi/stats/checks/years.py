"""Rules from one year to the next: cohorts (:class:`ProgressionRule`), totals that jump (:class:`ChangeRule`).

Figures of a school that merged into another count, for last year, as those of the school that carries on; schools that
were split (分设) are not compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luoshi.stats.checks.across import Side
from luoshi.stats.checks.expressions import EXACT, Expression
from luoshi.stats.checks.frame import Frame
from luoshi.stats.checks.rule import CheckRule, Given, PlaceJoin, Scan, known_field, word_list
from luoshi.stats.columns import literal

_SPLIT = "(SELECT owner, period FROM _chk_event WHERE event = '分设')"


@dataclass(frozen=True, slots=True)
class Limits:
    """A change is told when it is more than a share of last year's value and more than a floor; None is no limit.

    ``including``: just that share is told too (halved, doubled).
    """

    fall_pct: Decimal | None
    rise_pct: Decimal | None
    fall_floor: Decimal
    rise_floor: Decimal
    including: bool

    @classmethod
    def read(cls, given: Given) -> Limits:
        """Return the limits in YAML: ``fall_pct``, ``fall_floor``, ``rise_pct``, ``rise_floor``, ``including``."""
        fall, rise = (None if given.get(name) is None else given.number(name) for name in ("fall_pct", "rise_pct"))
        if fall is None and rise is None:
            raise ValueError("fall_pct、rise_pct 至少写一项")
        return cls(fall, rise, given.number("fall_floor"), given.number("rise_floor"), given.get("including") is True)

    @property
    def _beyond(self) -> str:
        return ">=" if self.including else ">"

    def fell(self) -> str:
        """Return the predicate that the value fell too far."""
        if self.fall_pct is None:
            return "FALSE"
        return (
            f"((before - after) * 100 {self._beyond} before * {self.fall_pct} AND before - after > {self.fall_floor})"
        )

    def rose(self) -> str:
        """Return the predicate that the value rose too far."""
        if self.rise_pct is None:
            return "FALSE"
        return (
            f"((after - before) * 100 {self._beyond} before * {self.rise_pct} AND after - before > {self.rise_floor})"
        )


@dataclass(frozen=True, kw_only=True)
class ProgressionRule(CheckRule):
    """A grade has about the pupils that the grade below had last year (升级人数), same school and stage."""

    table: str
    value: Expression
    stages: tuple[str, ...]
    limits: Limits

    @classmethod
    def read(cls, given: Given) -> ProgressionRule:
        """Return the rule in YAML: ``value``, ``stages`` and the limits."""
        table = given.table()
        return cls(
            **vars(given.head()),
            table=table.name,
            value=given.expression(table, "value"),
            stages=given.texts("stages"),
            limits=Limits.read(given),
        )

    def scan(self, frame: Frame) -> Scan:
        """Return the query; a grade that the school did not have last year either is not looked at."""
        following = frame.definitions.codes["grade"].following
        pairs = ", ".join(f"({literal(grade)}, {literal(higher)})" for grade, higher in following.items())
        keys = ("stage", "grade")
        sql = f"""
            WITH cur AS ({Side(self.table, self.value).totals(frame, keys, f"stage IN ({word_list(self.stages)})")}),
            was AS (SELECT coalesce(h.heir, c.owner) AS owner, c.period + 1 AS period, stage, grade, sum(value) AS value
                    FROM cur c LEFT JOIN _chk_heir h ON h.owner = c.owner AND h.period = c.period + 1 GROUP BY ALL),
            due AS (SELECT w.owner, w.period, w.stage, n.higher AS grade, n.grade AS lower, w.value
                    FROM was w JOIN (VALUES {pairs}) AS n(grade, higher) USING (grade)
                    SEMI JOIN was h ON h.owner = w.owner AND h.period = w.period AND h.stage = w.stage
                                       AND h.grade = n.higher)
            SELECT owner, period, concat(stage, grade) AS item, stage AS k_stage, grade AS k_grade,
                   '{self.value.fields[0]}' AS field, before, after, [lower] AS detail, '' AS severity
            FROM (SELECT owner, period, stage, grade, lower, CAST(due.value AS {EXACT}) AS before,
                         CAST(coalesce(cur.value, 0) AS {EXACT}) AS after
                  FROM due LEFT JOIN cur USING (owner, period, stage, grade))
            SEMI JOIN cur USING (owner, period) ANTI JOIN {_SPLIT} s USING (owner, period)
            WHERE {self.limits.fell()} OR {self.limits.rose()}"""
        return Scan(sql, (PlaceJoin(self.table, keys),), (self.table,), self.table)


@dataclass(frozen=True, kw_only=True)
class ChangeRule(CheckRule):
    """A total of an owner does not jump from one year to the next (总量突变).

    Attributes:
        unless_fell: a fall is not told when this field of the same table fell too.
        unless_more: a rise is not told when there are more different values of this key than last year (a new school
            that fills up grade by grade).
        unless_events: not told when the institution had one of these events.
    """

    table: str
    value: Expression
    limits: Limits
    unless_fell: str
    unless_more: str
    unless_events: tuple[str, ...]

    @classmethod
    def read(cls, given: Given) -> ChangeRule:
        """Return the rule in YAML: ``value``, the limits, ``unless_fell``, ``unless_more``, ``unless_events``."""
        table = given.table()
        fell, more = given.text("unless_fell", ""), given.text("unless_more", "")
        return cls(
            **vars(given.head()),
            table=table.name,
            value=given.expression(table, "value"),
            limits=Limits.read(given),
            unless_fell=known_field(table, fell) if fell else "",
            unless_more=known_field(table, more) if more else "",
            unless_events=given.texts("unless_events"),
        )

    def scan(self, frame: Frame) -> Scan:
        """Return the query."""
        rows, owner, time = frame.rows(self.table), frame.owner(self.table), frame.time(self.table)
        other = f"sum({self.unless_fell})" if self.unless_fell else "NULL"
        kinds = (
            f"count(DISTINCT {self.unless_more}) FILTER (WHERE {self.value.fields[0]} > 0)" if self.unless_more else "0"
        )
        events = word_list(("分设", *self.unless_events))
        sql = f"""
            WITH cur AS (SELECT {owner} AS owner, {time} AS period, {self.value.total_sql()} AS value,
                                {other} AS other, {kinds} AS kinds
                         FROM {rows} WHERE coalesce({", ".join(self.value.fields)}) IS NOT NULL GROUP BY ALL),
            was AS (SELECT coalesce(h.heir, c.owner) AS owner, c.period + 1 AS period,
                           CAST(sum(value) AS {EXACT}) AS value, sum(other) AS other, max(kinds) AS kinds
                    FROM cur c LEFT JOIN _chk_heir h ON h.owner = c.owner AND h.period = c.period + 1 GROUP BY ALL)
            SELECT owner, period, '' AS item, '{self.value.fields[0]}' AS field, before, after,
                   NULL::VARCHAR[] AS detail, '' AS severity
            FROM (SELECT owner, period, was.value AS before, cur.value AS after,
                         coalesce(cur.other < was.other, FALSE) AS fell_too, cur.kinds > was.kinds AS more
                  FROM was JOIN cur USING (owner, period))
            ANTI JOIN (SELECT owner, period FROM _chk_event WHERE event IN ({events})) e USING (owner, period)
            WHERE ({self.limits.fell()} AND NOT fell_too) OR ({self.limits.rose()} AND NOT more)"""
        return Scan(sql, (PlaceJoin(self.table),), (self.table,), self.table)
