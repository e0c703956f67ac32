"""Rules across the forms of one owner: totals of two tables (:class:`CrossRule`), stages (:class:`FitRule`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luoshi.stats.checks.expressions import EXACT, Expression
from luoshi.stats.checks.frame import Frame
from luoshi.stats.checks.rule import CheckRule, Given, PlaceJoin, Scan, known_field
from luoshi.stats.checks.within import off
from luoshi.stats.columns import literal


@dataclass(frozen=True, slots=True)
class Side:
    """A total over the rows of a table that agree in owner, year and the rule's keys."""

    table: str
    value: Expression

    @classmethod
    def read(cls, given: Given) -> Side:
        """Return the side in YAML: ``{table, value}``."""
        table = given.table()
        side = cls(table.name, given.expression(table, "value"))
        given.finish()
        return side

    def totals(self, frame: Frame, by: tuple[str, ...], where: str = "TRUE") -> str:
        """Return a query of ``owner, period, <by>, value``; a group in which every cell is blank has none."""
        blank = f"coalesce({', '.join(self.value.fields)}) IS NOT NULL"
        keys = "".join(f", {name}" for name in by)
        return f"""
            SELECT {frame.owner(self.table)} AS owner, {frame.time(self.table)} AS period{keys},
                   {self.value.total_sql()} AS value
            FROM {frame.rows(self.table)} WHERE {blank} AND {where} GROUP BY ALL"""


@dataclass(frozen=True, kw_only=True)
class CrossRule(CheckRule):
    """A total in one form agrees with that in another (表间平衡).

    A group that the right form lacks counts as 0 there if the owner has handed in the right form at all; if not, that
    is a missing return, not a difference.

    Attributes:
        by: keys of both tables besides owner and year.
        relation: ``equal``, or ``at_most`` when the left must not be larger.
        years_back: the right form is that of so many years earlier; then it may be with or without the figures of
            schools that are gone and that the school carries on.
        factor: the right total is multiplied by it.
    """

    left: Side
    right: Side
    by: tuple[str, ...]
    relation: str
    factor: Decimal
    tolerance: Decimal
    tolerance_pct: Decimal
    years_back: int
    field: str

    @classmethod
    def read(cls, given: Given) -> CrossRule:
        """Return the rule in YAML: ``left`` and ``right`` as ``{table, value}``, and the other attributes."""
        left, right = Side.read(given.part("left")), Side.read(given.part("right"))
        tables = given.definitions.tables
        years_back = given.number("years_back")
        if years_back not in (0, 1):
            raise ValueError("years_back 只能是 0 或 1")
        return cls(
            **vars(given.head()),
            left=left,
            right=right,
            by=tuple(known_field(tables[right.table], known_field(tables[left.table], k)) for k in given.texts("by")),
            relation=given.one_of("relation", ("equal", "at_most"), "equal"),
            factor=given.number("factor", 1),
            tolerance=given.number("tolerance"),
            tolerance_pct=given.number("tolerance_pct"),
            years_back=int(years_back),
            field=known_field(tables[left.table], given.text("field", left.value.fields[0])),
        )

    def scan(self, frame: Frame) -> Scan:
        """Return the query: two grouped totals joined once."""
        keys = "".join(f", {name}" for name in self.by)
        differs = (
            off("after", "before", self.tolerance, self.tolerance_pct)
            if self.relation == "equal"
            else f"(after > before AND {off('after', 'before', self.tolerance, self.tolerance_pct)})"
        )
        if self.years_back:
            differs += f" AND {off('after', 'before_all', self.tolerance, self.tolerance_pct)}"
        sql = f"""
            WITH l AS ({self.left.totals(frame, self.by)}), r AS ({self._right(frame)})
            SELECT owner, period, concat({", ".join(["''", *self.by])}) AS item
                   {"".join(f", {name} AS k_{name}" for name in self.by)},
                   '{self.field}' AS field, before, after, NULL::VARCHAR[] AS detail, '' AS severity
            FROM (SELECT owner, period{keys}, l.value AS after,
                         CAST(coalesce(r.value, 0) * {self.factor} AS {EXACT}) AS before,
                         CAST(coalesce(r.value_all, 0) * {self.factor} AS {EXACT}) AS before_all
                  FROM l LEFT JOIN r USING (owner, period{keys}))
            SEMI JOIN r USING (owner, period) WHERE {differs}"""
        places = (PlaceJoin(self.left.table, self.by), PlaceJoin(self.right.table, self.by, self.years_back))
        tables = (self.left.table,) if self.years_back else (self.left.table, self.right.table)
        return Scan(sql, places, tables, self.left.table)

    def _right(self, frame: Frame) -> str:
        totals = self.right.totals(frame, self.by)
        if not self.years_back:
            return f"SELECT *, value AS value_all FROM ({totals})"
        keys = "".join(f", {name}" for name in self.by)
        return f"""
            SELECT owner, period{keys}, sum(value) FILTER (WHERE own) AS value, sum(value) AS value_all
            FROM (SELECT t.owner, t.period + 1 AS period{keys}, value, TRUE AS own FROM ({totals}) t
                  UNION ALL
                  SELECT h.heir, h.period{keys}, value, FALSE
                  FROM ({totals}) t JOIN _chk_heir h ON h.owner = t.owner AND h.period = t.period + 1)
            GROUP BY ALL"""


@dataclass(frozen=True, kw_only=True)
class FitRule(CheckRule):
    """A school has pupils only in stages that its kind teaches (学段与办学类型相符).

    Attributes:
        allowed: kind of institution -> stages.
    """

    table: str
    value: Expression
    allowed: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def read(cls, given: Given) -> FitRule:
        """Return the rule in YAML: ``allowed: [{kind, stages}]``."""
        table = given.table()
        allowed = []
        for group in given.parts("allowed"):
            allowed.append((group.text("of"), group.texts("stages")))
            group.finish()
        codes = given.definitions.codes
        unknown = [kind for kind, _ in allowed if kind not in codes["institution_kind"].words]
        unknown += [stage for _, stages in allowed for stage in stages if stage not in codes["stage"].words]
        if unknown:
            raise ValueError(f"代码表里没有 {'、'.join(unknown)}")
        return cls(
            **vars(given.head()), table=table.name, value=given.expression(table, "value"), allowed=tuple(allowed)
        )

    def scan(self, frame: Frame) -> Scan:
        """Return the query."""
        kinds = ", ".join(literal(kind) for kind, _ in self.allowed)
        fits = " OR ".join(
            f"(kind = {literal(kind)} AND stage IN ({', '.join(literal(stage) for stage in stages)}))"
            for kind, stages in self.allowed
        )
        sql = f"""
            SELECT owner, period, stage AS item, stage AS k_stage, '{self.value.fields[0]}' AS field,
                   NULL::{EXACT} AS before, value AS after, [kind, stage] AS detail, '' AS severity
            FROM ({Side(self.table, self.value).totals(frame, ("stage",))}) t
            JOIN _chk_owner o USING (owner, period)
            WHERE value > 0 AND kind IN ({kinds}) AND NOT ({fits})"""
        return Scan(sql, (PlaceJoin(self.table, ("stage",)),), (self.table, "institutions"), self.table)
