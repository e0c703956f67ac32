"""The rule on outliers (离群值): a ratio far from the median of its peers, by the robust z of median and MAD."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luoshi.stats.checks.across import Side
from luoshi.stats.checks.expressions import EXACT
from luoshi.stats.checks.frame import Frame
from luoshi.stats.checks.rule import CheckRule, Given, PlaceJoin, Scan
from luoshi.stats.columns import literal

_TO_SIGMA = 0.6745
"""MAD times 1/0.6745 is the standard deviation of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """What is compared: a total over another; not where the denominator is below ``at_least``."""

    name: str
    over: Side
    under: Side
    at_least: Decimal
    unit: str


@dataclass(frozen=True, kw_only=True)
class OutlierRule(CheckRule):
    """A ratio of a school lies far from its peers: same kind (办学类型), same locality (城乡类型), same year.

    Attributes:
        peers: fewest schools to compare with.
        z: limit of the robust z.
        distance_pct: and the least distance from the median, in per cent of it.
    """

    ratios: tuple[Ratio, ...]
    peers: int
    z: Decimal
    distance_pct: Decimal

    @classmethod
    def read(cls, given: Given) -> OutlierRule:
        """Return the rule in YAML: ``ratios: [{name, over, under, at_least, unit}]`` and the limits."""
        ratios = []
        for one in given.parts("ratios"):
            sides = Side.read(one.part("over")), Side.read(one.part("under"))
            ratios.append(Ratio(one.text("name"), *sides, one.number("at_least", 1), one.text("unit", "")))
            one.finish()
        if not ratios:
            raise ValueError("缺少 ratios")
        return cls(
            **vars(given.head()),
            ratios=tuple(ratios),
            peers=int(given.number("peers", 12)),
            z=given.number("z", 6),
            distance_pct=given.number("distance_pct", 50),
        )

    def scan(self, frame: Frame) -> Scan:
        """Return the query: each table totalled once, then all ratios in one pass over the peers."""
        totals, names = self._totals(frame)
        peer = "ratio, period, kind, locality"
        told = " UNION ALL ".join(
            f"""SELECT owner, period, {literal(ratio.name)} AS ratio, {literal(ratio.unit)} AS unit,
                       '{ratio.over.table}' AS tbl, ['{ratio.over.table}', '{ratio.under.table}'] AS told_in,
                       '{ratio.over.value.fields[0]}' AS field, a.value / b.value::DOUBLE AS x
                FROM {names[ratio.over]} a JOIN {names[ratio.under]} b USING (owner, period)
                WHERE b.value >= {ratio.at_least} AND a.value > 0"""
            for ratio in self.ratios
        )
        sql = f"""
            WITH {totals}, x AS (SELECT * FROM ({told}) JOIN _chk_owner o USING (owner, period)),
            m AS (SELECT {peer}, median(x) AS mid, count(*) AS n FROM x GROUP BY ALL HAVING n >= {self.peers}),
            d AS (SELECT *, abs(x - mid) AS away FROM x JOIN m USING ({peer})),
            s AS (SELECT {peer}, median(away) AS mad FROM d GROUP BY ALL)
            SELECT owner, period, ratio AS item, field, CAST(round(mid, 2) AS {EXACT}) AS before,
                   CAST(round(x, 2) AS {EXACT}) AS after, [unit, kind, locality, n::VARCHAR] AS detail, '' AS severity,
                   tbl, told_in
            FROM d JOIN s USING ({peer})
            WHERE mad > 0 AND away * {_TO_SIGMA} > mad * {self.z} AND away * 100 > mid * {self.distance_pct}"""
        tables = tuple(dict.fromkeys(side.table for ratio in self.ratios for side in (ratio.over, ratio.under)))
        return Scan(sql, tuple(PlaceJoin(table) for table in tables), tables, "")

    def _totals(self, frame: Frame) -> tuple[str, dict[Side, str]]:
        names: dict[Side, str] = {}
        for ratio in self.ratios:
            for side in (ratio.over, ratio.under):
                names.setdefault(side, f"t{len(names)}")
        parts = [f"{name} AS MATERIALIZED ({side.totals(frame, ())})" for side, name in names.items()]
        return ", ".join(parts), names
