"""All targets of a plan put together (目标监测): binding, source, baseline, path and judgement of each.

Entries: :func:`monitor`, :class:`Material`.
Not here: where the values come from (:mod:`luoshi.api`), alerts (:mod:`luoshi.progress.targets.alerts`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.model.indicator_names import canonical
from luoshi.model.indicators import Direction, Indicator, IndicatorValue
from luoshi.model.monitoring import (
    Baseline,
    Binding,
    BindingState,
    JudgingRules,
    MonitoredTarget,
    ReportedValue,
    Scopes,
    Source,
    SourceKind,
)
from luoshi.model.plan import Plan, Target
from luoshi.model.wording import figure_text
from luoshi.progress.targets.binding import Binder
from luoshi.progress.targets.judging import Standing, goal_of, judge, sense_of, tidy
from luoshi.progress.targets.paths import baseline_of, path_kind, target_year, way_of
from luoshi.progress.targets.sources import Reported, duty_of, latest_value, reported_for, sources_of

_NEAR = Decimal("0.005")
"""Two values that differ by less than this share of the greater are called equal."""


@dataclass(frozen=True)
class Material:
    """What targets are held against.

    Attributes:
        indicators: the definitions in force.
        values: (indicator, year, place) -> value; the place is empty for the plan's whole.
        reported: rows that units reported.
        scopes: what the words for places mean.
        year: the last year whose figures are looked at.
        as_of: the year in which it is judged.
        rules: by what.
    """

    indicators: Sequence[Indicator]
    scopes: Scopes
    year: int
    as_of: int
    values: Mapping[tuple[str, int, str], IndicatorValue] = field(default_factory=dict)
    reported: Sequence[ReportedValue] = ()
    rules: JudgingRules = field(default_factory=JudgingRules)


def bind_targets(plan: Plan, indicators: Sequence[Indicator], scopes: Scopes) -> dict[str, Binding]:
    """Return what each target of a plan is bound to, by number; what is computed for them is known from it."""
    binder = Binder(indicators, scopes)
    return {target.id: binder.bind(target) for target in plan.targets}


def monitor(
    plan: Plan, material: Material, bindings: Mapping[str, Binding] | None = None
) -> tuple[MonitoredTarget, ...]:
    """Return every target of a plan with its source, path and judgement, in the order of the plan.

    Args:
        plan: the plan.
        material: what its targets are held against.
        bindings: by the number of the target, where :func:`bind_targets` has found them before.
    """
    if bindings is None:
        bindings = bind_targets(plan, material.indicators, material.scopes)
    directions = {one.id: one.direction for one in material.indicators}
    twins = _twins(plan, bindings)
    found = (
        _monitored(target, plan, material, bindings[target.id], directions, twins[target.id]) for target in plan.targets
    )
    return tuple(found)


def _twins(plan: Plan, bindings: Mapping[str, Binding]) -> dict[str, tuple[str, ...]]:
    """Return for each target the numbers of those that commit to the very same, in the order of the plan."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for target in plan.targets:
        binding = bindings[target.id]
        name = binding.indicator or canonical(target.indicator)
        place = binding.place if binding.is_bound else target.scope
        key = (name, place, target.unit, target.op.strip(">="), target.value, target.value2, target_year(target, plan))
        groups.setdefault(key, []).append(target.id)
    return {number: tuple(ones) for ones in groups.values() for number in ones}


def _monitored(
    target: Target,
    plan: Plan,
    material: Material,
    binding: Binding,
    directions: Mapping[str, Direction],
    twins: tuple[str, ...],
) -> MonitoredTarget:
    due = target_year(target, plan)
    duty = duty_of(target, plan)
    computed = None
    if binding.is_bound:
        computed = latest_value(material.values, binding.indicator, binding.place, material.year)
    reported = reported_for(target, material.reported, material.scopes, material.year, frozenset(twins))
    source, other, notes = sources_of(target, binding, computed, reported, duty)
    history = _history(source, binding, reported, material)
    baseline = baseline_of(target, plan, due, history, "计算" if source.kind is SourceKind.COMPUTED else "填报")
    direction = directions.get(binding.indicator, Direction.NONE)
    sense = sense_of(target, direction, baseline)
    kind = path_kind(target)
    goal = goal_of(target, sense)
    way = way_of(target, kind, goal, due, baseline, plan)
    standing = Standing(
        target,
        sense,
        goal,
        due,
        baseline,
        way,
        kind,
        source.value,
        source.year,
        material.as_of,
        is_directed=direction is not Direction.NONE,
        at_due=history.get(due) if due is not None and due <= material.year else None,
        partial=source.why if source.partial else "",
    )
    judgement = judge(standing, material.rules)
    path = way.points({year: value for year, value in history.items() if year <= material.year}) if way else ()
    return MonitoredTarget(
        id=target.id,
        indicator=target.indicator,
        scope=target.scope or "",
        unit=target.unit,
        op=target.op,
        value=target.value,
        value2=target.value2,
        shown=figure_text(target),
        year=due,
        kind=target.kind or "",
        at=str(target.at) if target.at else "",
        twin_of=twins[0] if twins[0] != target.id else "",
        binding=binding,
        source=_tidied(source),
        other=_tidied(other) if other is not None else None,
        difference=_difference(source, other),
        duty=duty,
        baseline=baseline.model_copy(update={"value": tidy(baseline.value)}) if baseline is not None else None,
        path_kind=way.kind if way is not None else "",
        path=tuple(
            point.model_copy(
                update={
                    "planned": tidy(point.planned) if point.planned is not None else None,
                    "actual": tidy(point.actual) if point.actual is not None else None,
                }
            )
            for point in path
        ),
        judgement=judgement,
        notes=tuple(
            one for one in (*notes, *_baseline_notes(baseline, binding, material.values), *_year_notes(target)) if one
        ),
    )


def _history(source: Source, binding: Binding, reported: Sequence[Reported], material: Material) -> dict[int, Decimal]:
    """Return the actual values of all years, from the one kind of source that the target has."""
    if source.kind is SourceKind.COMPUTED:
        return {
            year: value.value * binding.scale
            for (name, year, place), value in material.values.items()
            if (name, place) == (binding.indicator, binding.place) and value.value is not None
        }
    found: dict[int, Decimal] = {}
    for one in reported:
        if one.accepted and not one.source.partial and one.source.value is not None and one.source.year is not None:
            found.setdefault(one.source.year, one.source.value)
    return found


def _difference(source: Source, other: Source | None) -> Decimal | None:
    if other is None or source.value is None or other.value is None or source.value == other.value:
        return None
    return tidy(source.value - other.value)


def _tidied(source: Source) -> Source:
    return source.model_copy(update={"value": tidy(source.value)}) if source.value is not None else source


def _baseline_notes(
    baseline: Baseline | None, binding: Binding, values: Mapping[tuple[str, int, str], IndicatorValue]
) -> tuple[str, ...]:
    """Return what is to be said of a baseline: a plan's own that differs from the computed value misleads the path."""
    if baseline is None or baseline.origin != "规划":
        return ()
    notes = [baseline.note]
    found = values.get((binding.indicator, baseline.year, binding.place)) if binding.is_bound else None
    computed = found.value * binding.scale if found is not None and found.value is not None else None
    if computed is not None and abs(computed - baseline.value) > _NEAR * max(abs(computed), abs(baseline.value)):
        told = f"规划写的 {baseline.year} 年基期是 {tidy(baseline.value)}，算出的是 {tidy(computed)}"
        notes.append(f"{told}，口径或数据不同，先核对")
    return tuple(notes)


def _year_notes(target: Target) -> tuple[str, ...]:
    return () if target.year is not None else ("原文没有写明年份，按规划期末",)


def questions(targets: Sequence[MonitoredTarget]) -> tuple[MonitoredTarget, ...]:
    """Return the targets whose binding somebody has to confirm."""
    return tuple(one for one in targets if one.binding.state is BindingState.ASKED)
