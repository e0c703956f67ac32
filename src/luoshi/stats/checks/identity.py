"""Rules on the identity of institutions over years: gone, new or renamed without an event (学校变动)."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.stats.checks.expressions import EXACT
from luoshi.stats.checks.frame import Frame
from luoshi.stats.checks.rule import CheckRule, Given, PlaceJoin, Scan, word_list

_CHANGES = ("gone", "new", "renamed")


@dataclass(frozen=True, kw_only=True)
class IdentityRule(CheckRule):
    """An institution is gone, new or renamed, and no event says so.

    A county counts as handed in when no more than ``lacking_pct`` per cent of its institutions (or three) are gone or
    new at once; beyond that its return is incomplete, which is told as missing returns.

    Attributes:
        change: ``gone`` (had pupils last year, no row this year), ``new`` or ``renamed``.
        events: the events that explain it.
    """

    change: str
    events: tuple[str, ...]
    lacking_pct: int

    @classmethod
    def read(cls, given: Given) -> IdentityRule:
        """Return the rule in YAML: ``change``, ``events``, ``lacking_pct``."""
        return cls(
            **vars(given.head()),
            change=given.one_of("change", _CHANGES, ""),
            events=given.texts("events"),
            lacking_pct=int(given.number("lacking_pct", 20)),
        )

    def scan(self, frame: Frame) -> Scan:
        """Return the query."""
        told = {"gone": self._gone, "new": self._new, "renamed": self._renamed}[self.change](frame)
        explained = f"(SELECT owner, period FROM _chk_event WHERE event IN ({word_list(self.events)}))"
        sql = f"""
            SELECT owner, period, '' AS item, {told} ANTI JOIN {explained} e USING (owner, period)"""
        back = 1 if self.change == "gone" else 0
        tables = ("institutions", "pupils") if self.change == "gone" else ("institutions",)
        return Scan(sql, (PlaceJoin("institutions", years_back=back),), tables, "institutions")

    def _one_sided(self, shift: int) -> str:
        """Return institutions without a row ``shift`` years off, where the county has handed in both years."""
        told = "s.period + 1" if shift > 0 else "s.period"
        return f"""
            SELECT owner, period, area_code FROM (
                SELECT s.owner, {told} AS period, s.area_code, o.owner IS NULL AS lacking,
                       count(*) FILTER (WHERE o.owner IS NULL) OVER county AS lacking_n, count(*) OVER county AS n,
                       count(o.owner) OVER county AS both_n
                FROM _chk_owner s LEFT JOIN _chk_owner o ON o.owner = s.owner AND o.period = s.period + {shift}
                WHERE s.period IS NOT NULL WINDOW county AS (PARTITION BY s.area_code, s.period))
            WHERE lacking AND both_n > 0 AND lacking_n <= greatest(3, n * {self.lacking_pct} / 100)"""

    def _gone(self, frame: Frame) -> str:
        return f"""'' AS field, before, NULL::{EXACT} AS after, NULL::VARCHAR[] AS detail,
                   {self._gone_severity(frame)} AS severity
            FROM (SELECT g.owner, g.period, CAST(sum(p.pupils) AS {EXACT}) AS before
                  FROM ({self._one_sided(1)}) g
                  JOIN {frame.rows("pupils")} p ON p.institution_code = g.owner AND p.school_year = g.period - 1
                  GROUP BY ALL)"""

    def _gone_severity(self, frame: Frame) -> str:
        """Return SQL of the severity: without the institutions of the year in the load it is a warning only."""
        return f"CASE WHEN {frame.in_scope(['institutions'])} THEN '' ELSE 'warning' END"

    def _new(self, _: Frame) -> str:
        return f"""'institution_code' AS field, NULL::{EXACT} AS before, NULL::{EXACT} AS after,
                   NULL::VARCHAR[] AS detail, '' AS severity FROM ({self._one_sided(-1)})"""

    def _renamed(self, _: Frame) -> str:
        plain = "translate({}, '（） 　', '()')"
        return f"""'institution_name' AS field, NULL::{EXACT} AS before, NULL::{EXACT} AS after,
                   [was, name] AS detail, '' AS severity
            FROM (SELECT o.owner, o.period, o.name, w.name AS was FROM _chk_owner o
                  JOIN _chk_owner w ON w.owner = o.owner AND w.period = o.period - 1
                  WHERE {plain.format("w.name")} <> {plain.format("o.name")})"""
