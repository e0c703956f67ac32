"""Rules within one row: parts of a whole (:class:`PartRule`) and sums that must agree (:class:`SumRule`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luoshi.base.findings import Severity
from luoshi.stats.checks.expressions import EXACT, Expression
from luoshi.stats.checks.frame import Frame
from luoshi.stats.checks.rule import CheckRule, Given, PlaceJoin, Scan, known_field
from luoshi.stats.columns import literal


@dataclass(frozen=True, slots=True)
class Pair:
    """A part that must not be larger than its whole; ``severity`` overrides the rule's if given."""

    whole: str
    part: str
    severity: Severity | None = None


@dataclass(frozen=True, kw_only=True)
class PartRule(CheckRule):
    """No part of a row is larger than its whole (其中项不大于总数). One finding a row and part."""

    table: str
    pairs: tuple[Pair, ...]

    @classmethod
    def read(cls, given: Given) -> PartRule:
        """Return the rule in YAML: ``pairs: [{whole, parts, severity?}]``."""
        table = given.table()
        pairs: list[Pair] = []
        for group in given.parts("pairs"):
            whole = group.field(table, "whole")
            word = group.one_of("severity", ("", *(s.value for s in Severity)), "")
            severity = Severity(word) if word else None
            pairs += [Pair(whole, known_field(table, part), severity) for part in group.texts("parts")]
            group.finish()
        if not pairs:
            raise ValueError("缺少 pairs")
        return cls(**vars(given.head()), table=table.name, pairs=tuple(pairs))

    def scan(self, frame: Frame) -> Scan:
        """Return the query: one pass that picks rows with any broken pair, then tells the pairs of those rows."""
        table = frame.table(self.table)
        broken = [f"{pair.part} > {pair.whole}" for pair in self.pairs]
        titles = {name: literal(field.title.replace("其中：", "其中")) for name, field in table.by_name.items()}
        told = [
            f"{{'field': '{pair.part}', 'before': CAST({pair.whole} AS {EXACT}), 'after': CAST({pair.part} AS {EXACT}),"
            f" 'whole': {titles[pair.whole]}, 'part': {titles[pair.part]},"
            f" 'severity': '{pair.severity.value if pair.severity else ''}'}}"
            for pair in self.pairs
        ]
        sql = f"""
            SELECT {row_columns(frame, self.table)}, pair.field AS field, pair.before AS before, pair.after AS after,
                   [pair.part, pair.whole] AS detail, pair.severity AS severity
            FROM (SELECT *, unnest([{", ".join(told)}]) AS pair FROM {frame.rows(self.table)}
                  WHERE {" OR ".join(broken)})
            WHERE pair.after > pair.before"""
        return Scan(sql, (row_place(frame, self.table),), (self.table,), self.table)


@dataclass(frozen=True, kw_only=True)
class SumRule(CheckRule):
    """Two sums of one row agree (平衡关系).

    Attributes:
        found, expected: the two sides; the finding tells ``found`` as what the form says.
        filled: a row is looked at when all of these fields are filled in…
        any_filled: …and, if there are such, any of these. Other blanks count as 0.
        tolerance, tolerance_pct: a difference is told when it is more than both, the latter of ``expected``.
        field: the field the finding is told under.
    """

    table: str
    found: Expression
    expected: Expression
    filled: tuple[str, ...]
    any_filled: tuple[str, ...]
    tolerance: Decimal
    tolerance_pct: Decimal
    field: str

    @classmethod
    def read(cls, given: Given) -> SumRule:
        """Return the rule in YAML: the attributes by their names."""
        table = given.table()
        found = given.expression(table, "found")
        return cls(
            **vars(given.head()),
            table=table.name,
            found=found,
            expected=given.expression(table, "expected"),
            filled=tuple(known_field(table, name) for name in given.texts("filled")),
            any_filled=tuple(known_field(table, name) for name in given.texts("any_filled")),
            tolerance=given.number("tolerance"),
            tolerance_pct=given.number("tolerance_pct"),
            field=known_field(table, given.text("field", found.fields[0])),
        )

    def scan(self, frame: Frame) -> Scan:
        """Return the query."""
        looked = [f"{name} IS NOT NULL" for name in self.filled]
        if self.any_filled:
            looked.append(f"coalesce({', '.join(self.any_filled)}) IS NOT NULL")
        sql = f"""
            SELECT * FROM (
                SELECT {row_columns(frame, self.table)}, '{self.field}' AS field,
                       {self.expected.row_sql()} AS before, {self.found.row_sql()} AS after,
                       NULL::VARCHAR[] AS detail, '' AS severity
                FROM {frame.rows(self.table)} WHERE {" AND ".join(looked) or "TRUE"})
            WHERE {off("after", "before", self.tolerance, self.tolerance_pct)}"""
        return Scan(sql, (row_place(frame, self.table),), (self.table,), self.table)


def off(found: str, expected: str, tolerance: Decimal, tolerance_pct: Decimal) -> str:
    """Return the predicate that two exact values differ by more than both tolerances."""
    differs = f"abs({found} - {expected})"
    share = f" AND {differs} * 100 > abs({expected}) * {tolerance_pct}" if tolerance_pct else ""
    return f"({differs} > {tolerance}{share})"


def row_columns(frame: Frame, table: str) -> str:
    """Return the columns that tell a row: owner, period, item and the keys its place is joined on."""
    keys = "".join(f", {field.name} AS k_{field.name}" for field in frame.extra_keys(table))
    return f"{frame.owner(table)} AS owner, {frame.time(table)} AS period, {frame.item(table)} AS item{keys}"


def row_place(frame: Frame, table: str) -> PlaceJoin:
    """Return the place of a row told by :func:`row_columns`."""
    return PlaceJoin(table, tuple(field.name for field in frame.extra_keys(table)))
