"""The facts of a plan's targets (目标的事实): value, baseline, path, counties, what is still to be done, the trend.

Entries: :func:`target_figures`, :class:`TargetFigures`. Ids begin with the number of the target.
Not here: sentences about them (:mod:`luoshi.report.composing.targets`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.model.evaluation.facts import Fact
from luoshi.model.evaluation.freeze import Frozen, FrozenDefinition, FrozenValue
from luoshi.model.indicators import Direction
from luoshi.model.monitoring import MonitoredTarget, SourceKind
from luoshi.progress.targets.judging import sense_of
from luoshi.progress.targets.showing import shown_point
from luoshi.progress.targets.trend import Trend, trend_of
from luoshi.report.composing.desk import Desk, step_unit, tidied

_MOST_DECIMALS = 4
_NEAR = Decimal("0.005")
"""Two values that differ by less than this share of the greater are called equal."""


@dataclass(frozen=True)
class TrendFacts:
    """Where the values lead: on the line, and the ends of the range."""

    trend: Trend
    value: Fact
    low: Fact
    high: Fact


@dataclass(frozen=True)
class TargetFigures:
    """A target with its facts.

    Attributes:
        target: as it was monitored.
        sense: 1 when the target asks for more, -1 for less, 0 for that very value: as it was judged.
        actual: calendar year -> value; the last of them is ``value``.
        planned: calendar year -> what the path asks.
        counties: code of the county -> calendar year -> value, in the unit of the target; those that have any.
        goal: what the plan wants, as a bare value for charts.
        trend: None where it cannot be told.
        has_own_year: the plan itself writes by when; else it is the end of the period.
    """

    target: MonitoredTarget
    sense: int
    goal: Fact
    value: Fact | None = None
    baseline: Fact | None = None
    actual: Mapping[int, Fact] = field(default_factory=dict)
    planned: Mapping[int, Fact] = field(default_factory=dict)
    counties: Mapping[str, Mapping[int, Fact]] = field(default_factory=dict)
    trend: TrendFacts | None = None
    has_own_year: bool = True
    definition: FrozenDefinition | None = None

    @property
    def name(self) -> str:
        """The indicator with the place that it is of, where the plan names one."""
        scope = self.target.scope
        return f"{scope}{self.target.indicator}" if scope and not self.is_of_whole else self.target.indicator

    def rebased(self, desk: Desk) -> Fact | None:
        """Return the computed value of the year of the baseline where the plan's own baseline is another; None else.

        Then what moved since is told by the computed one: two definitions are not to be held against each other.
        """
        base = self.target.baseline
        if base is None or self.baseline is None or self.target.source.kind is not SourceKind.COMPUTED:
            return None
        computed = self.actual.get(base.year)
        if computed is None or base.origin != "规划":
            return None
        one, other = desk.value(computed), desk.value(self.baseline)
        if one is None or other is None or abs(one - other) <= _NEAR * max(abs(one), abs(other)):
            return None
        return computed

    @property
    def goal_name(self) -> str:
        """What the line of the goal is called in charts."""
        return "规划目标" if self.target.value2 is None else "规划目标下限"

    @property
    def is_comparable(self) -> bool:
        """Whether a county's figure may be held against that of the whole: shares and means, never counts."""
        return self.definition is not None and bool(self.definition.denominator or self.definition.growth_of)

    @property
    def is_met_by_bound(self) -> bool:
        """Whether a single bound tells who has met the target: not so for a range, an about, a very value."""
        return self.sense != 0 and self.target.op not in ("between", "~")

    def meets(self, value: Decimal, goal: Decimal) -> bool:
        """Tell whether a value meets the bound that the target sets."""
        beyond = (value - goal) * self.sense
        return beyond > 0 if self.target.op in (">", "<") else beyond >= 0

    @property
    def is_of_whole(self) -> bool:
        """Whether the plan means its whole area, not a part that it names."""
        scope = self.target.scope
        return not scope or scope.startswith(("全", "本")) or scope in ("市域", "县域")


def target_figures(desk: Desk, target: MonitoredTarget) -> TargetFigures:
    """Return the facts of a target, entered at the desk."""
    frozen = desk.frozen
    definition = frozen.definition.get(target.binding.indicator)
    goal = desk.fact(f"{target.id}/goal", target.value, target.unit, what=f"{target.indicator}的目标", source="规划")
    actual = _actual(desk, target)
    year = target.source.year
    value = actual.get(year) if year is not None else None
    # A bound that is kept already asks for no way: a line from 2% up to "at most 8%" would ask for more of it.
    base_value = target.baseline.value if target.baseline is not None else None
    sense = _sense(target, definition)
    is_worsening = base_value is not None and (target.value - base_value) * sense < 0
    planned = {
        point.year: desk.fact(
            f"{target.id}/planned/{point.year}",
            shown_point(point.planned, target),
            target.unit,
            what=f"{target.indicator}{point.year}年按路径应到",
            source="由基期和目标按路径推出",
        )
        for point in target.path
        if point.planned is not None and not is_worsening
    }
    baseline = None
    if target.baseline is not None:
        base = target.baseline
        what = f"{target.indicator}{base.year}年基期"
        baseline = desk.fact(f"{target.id}/baseline", base.value, target.unit, what=what, source=f"基期：{base.origin}")
    return TargetFigures(
        target,
        sense,
        goal,
        value,
        baseline,
        actual,
        planned,
        _counties(desk, target),
        _trend(desk, target, actual, definition),
        _has_own_year(frozen, target),
        definition,
    )


def _has_own_year(frozen: Frozen, target: MonitoredTarget) -> bool:
    """Tell whether the plan itself writes the year of a target."""
    return all(one.year is not None for one in frozen.plan.targets if one.id == target.id)


def _sense(target: MonitoredTarget, definition: FrozenDefinition | None) -> int:
    direction = Direction(definition.direction) if definition is not None else Direction.NONE
    return sense_of(target, direction, target.baseline)


def _actual(desk: Desk, target: MonitoredTarget) -> dict[int, Fact]:
    """Return the value of each year up to that of the source: computed ones out of the freeze, others off the path."""
    known: dict[int, Decimal] = {point.year: point.actual for point in target.path if point.actual is not None}
    if target.source.kind is SourceKind.COMPUTED:
        place = _place_of(desk.frozen, target)
        for year in sorted({one.year for one in desk.frozen.values}):
            found = desk.frozen.by_place.get((target.binding.indicator, year, place))
            if found is not None and found.value is not None:
                known[year] = tidied(found.value * target.binding.scale)
    last = target.source.year
    if last is None or target.source.value is None:
        return {}
    known[last] = target.source.value
    told = "统计数据" if target.source.kind is SourceKind.COMPUTED else "单位填报"
    return {
        year: desk.fact(
            f"{target.id}/value" if year == last else f"{target.id}/actual/{year}",
            known[year],
            target.unit,
            what=f"{target.indicator}{year}年",
            source=told,
        )
        for year in sorted(known)
        if year <= last
    }


def _place_of(frozen: Frozen, target: MonitoredTarget) -> str:
    """Return the code of the place that a target is computed for."""
    if not target.binding.place:
        return frozen.whole
    return next((one.place_code for one in frozen.values if one.place == target.binding.place), "")


def _counties(desk: Desk, target: MonitoredTarget) -> dict[str, dict[int, Fact]]:
    """Return the values of the counties: of targets that are computed for the whole."""
    if target.source.kind is not SourceKind.COMPUTED or target.binding.place:
        return {}
    found: dict[str, dict[int, Fact]] = {}
    last = target.source.year or 0
    for code, name in desk.frozen.areas.items():
        for year in range(last - 5, last + 1):
            one = desk.frozen.by_place.get((target.binding.indicator, year, code))
            if one is not None:
                found.setdefault(code, {})[year] = _county_fact(desk, target, one, name)
    return {code: years for code, years in found.items() if any(one.value is not None for one in years.values())}


def _county_fact(desk: Desk, target: MonitoredTarget, one: FrozenValue, name: str) -> Fact:
    value = tidied(one.value * target.binding.scale) if one.value is not None else None
    what = f"{name}{one.year}年{target.indicator}"
    return desk.fact(f"{target.id}/{one.place_code}/{one.year}", value, target.unit, what=what, source="统计数据")


def _trend(
    desk: Desk, target: MonitoredTarget, actual: Mapping[int, Fact], definition: FrozenDefinition | None
) -> TrendFacts | None:
    if target.year is None or definition is None or target.source.partial:
        return None
    values = {year: one.value for year, one in actual.items() if one.value is not None}
    if not values:
        return None
    is_growth = bool(definition.growth_of) or "增长" in target.indicator
    is_share = target.unit == "%" and not is_growth and "毛" not in target.indicator and max(values.values()) <= 100
    bounds = (Decimal(0) if not is_growth and min(values.values()) >= 0 else None, Decimal(100) if is_share else None)
    trend = trend_of(values, target.year, _decimals(target, definition), bounds)
    if trend is None:
        return None
    of = tuple(actual.values())

    def fact(part: str, value: Decimal, what: str) -> Fact:
        told = f"{target.indicator}{trend.year if trend else ''}年趋势推算{what}"
        return desk.fact(f"{target.id}/trend{part}", tidied(value), target.unit, what=told, source="趋势推算", of=of)

    return TrendFacts(
        trend, fact("", trend.value, ""), fact("-low", trend.low, "下限"), fact("-high", trend.high, "上限")
    )


def _decimals(target: MonitoredTarget, definition: FrozenDefinition) -> int:
    """Return with how many decimals an indicator's values are told in the unit of the target: 人 as 万人 need four."""
    smaller = -target.binding.scale.normalize().adjusted()
    return min(max(definition.decimals + smaller, 0), _MOST_DECIMALS)


def yearly_need(desk: Desk, figures: TargetFigures) -> Fact | None:
    """Return how much a target needs each year from now on, as a fact without sign; None when nothing is needed."""
    needed = figures.target.judgement.needed
    if needed is None or not needed or figures.value is None:
        return None
    unit = step_unit(figures.target.unit)
    of = (figures.value, figures.goal)
    what = f"{figures.target.indicator}今后每年需要的变化"
    return desk.fact(f"{figures.target.id}/needed", tidied(abs(needed)), unit, what=what, source="推算", of=of)
