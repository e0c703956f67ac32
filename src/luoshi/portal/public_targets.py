"""Plan and targets with only what may be published (公开的目标), each made anew from the fields that are public.

Entries: :func:`public_plan`, :func:`public_monitoring`; :func:`judged_by`, :func:`place_code`. Words that people wrote
(notes, reasons of a binding, evidence, who reported) are left out; words that rules compose are composed again, so that
nothing comes along with them.
Not here: small groups (:mod:`luoshi.portal.disclosure`), the ledger (:mod:`luoshi.portal.public_ledger`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from luoshi.base.unit_scales import scale_between
from luoshi.model.evaluation.freeze import Frozen
from luoshi.model.indicators import Direction
from luoshi.model.monitoring import (
    Baseline,
    Binding,
    BindingState,
    Duty,
    Judgement,
    JudgingRules,
    MonitoredTarget,
    Monitoring,
    PathPoint,
    Source,
    SourceKind,
    State,
)
from luoshi.model.plan import Figure, Item, Plan, Target, units_of
from luoshi.model.plan import Source as PlanSource
from luoshi.portal.disclosure import WITHHELD
from luoshi.portal.merging import is_small
from luoshi.portal.rejudging import Judged, bends, rejudged
from luoshi.progress.targets.paths import path_kind
from luoshi.progress.targets.sources import why_unmeasurable

_PERIOD = re.compile(r"\d{4}(?:[-QHqh]?\d{0,2}|学年|年|年度)")
_UNDATED = "原文没有写明年份，按规划期末"
_I = TypeVar("_I", bound=Item)


@dataclass(frozen=True)
class Holding:
    """What is kept back.

    Attributes:
        targets: ids of targets that are not published.
        items: ids of tasks and projects of the plan that are not.
        values: indicator, year and code of the place of values that are not shown.
        smallest: groups of fewer persons are not shown.
    """

    targets: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    values: frozenset[tuple[str, int, str]] = frozenset()
    smallest: int = 5


def public_plan(plan: Plan, held: Holding) -> Plan:
    """Return the plan as it was issued, without what people noted, corrected or found."""
    gone = held.targets | held.items
    tasks = tuple(
        _bare(one).model_copy(update={"figures": _without(one.figures, gone)})
        for one in plan.tasks
        if one.id not in gone
    )
    return Plan(
        document=plan.document,
        source=PlanSource(
            name=plan.source.name,
            format=plan.source.format,
            sha256=plan.source.sha256,
            characters=plan.source.characters,
        ),
        targets=tuple(_bare(one) for one in plan.targets if one.id not in gone),
        norms=tuple(map(_bare, plan.norms)),
        observations=tuple(map(_bare, plan.observations)),
        projects=tuple(
            _bare(one).model_copy(update={"figures": _without(one.figures, gone)})
            for one in plan.projects
            if one.id not in gone
        ),
        tasks=tasks,
        problems=tuple(
            _bare(one).model_copy(update={"tasks": _without(one.tasks, gone)})
            for one in plan.problems
            if one.id not in gone
        ),
        units=units_of(tasks),
        outline=dict(plan.outline),
    )


def _bare(item: _I) -> _I:
    update: dict[str, object] = {"note": "", "corrected": ()}
    if isinstance(item, Figure):
        update["bound_to"] = None
    return item.model_copy(update=update)


def _without(ids: Iterable[str], gone: frozenset[str]) -> tuple[str, ...]:
    return tuple(one for one in ids if one not in gone)


def public_monitoring(frozen: Frozen, held: Holding, rules: JudgingRules) -> tuple[Monitoring, tuple[str, ...]]:
    """Return the targets that are published, and the ids of those that the public figures judge otherwise."""
    was = frozen.monitoring
    known = {one.id: one for one in frozen.plan.targets}
    shown: list[MonitoredTarget] = []
    otherwise: list[str] = []
    for one in was.targets:
        if one.id in held.targets:
            continue
        target, agrees = _target(frozen, one, known.get(one.id), held, rules)
        shown.append(target)
        if not agrees:
            otherwise.append(one.id)
    public = Monitoring(
        plan=was.plan,
        source=was.source,
        year=was.year,
        as_of=was.as_of,
        area_set=was.area_set,
        snapshot=was.snapshot,
        targets=tuple(shown),
    )
    return public, tuple(otherwise)


def _target(
    frozen: Frozen, was: MonitoredTarget, planned: Target | None, held: Holding, rules: JudgingRules
) -> tuple[MonitoredTarget, bool]:
    """Return a target as it is published, and whether its public figures judge it as it was judged."""
    hidden = _hidden_years(frozen, was, held)
    is_hidden = was.source.year in hidden
    base = was.baseline if was.baseline is None or was.baseline.year not in hidden else None
    path = () if base is None and was.baseline is not None else tuple(_point(one, hidden) for one in was.path)
    public = MonitoredTarget(
        id=was.id,
        indicator=was.indicator,
        scope=was.scope,
        unit=was.unit,
        op=was.op,
        value=was.value,
        value2=was.value2,
        shown=was.shown,
        year=was.year,
        kind=was.kind,
        at=was.at,
        twin_of=was.twin_of if was.twin_of not in held.targets else "",
        binding=_binding(was.binding),
        source=_source(frozen, was, planned, held, is_hidden=is_hidden),
        duty=_duty(frozen, was.duty, was.id),
        baseline=Baseline(value=base.value, year=base.year, origin=base.origin) if base is not None else None,
        path_kind=was.path_kind if path else "",
        path=path,
        judgement=Judgement(state=State.UNKNOWN, light=State.UNKNOWN.light, reason=""),
        notes=tuple(one for one in was.notes if one == _UNDATED),
    )
    if is_hidden or base is not was.baseline:
        unknown = Judgement(state=State.UNKNOWN, light=State.UNKNOWN.light, reason=WITHHELD, rule=was.judgement.rule)
        return public.model_copy(update={"judgement": unknown}), True
    now = rejudged(public, judged_by(frozen, public, planned), rules)
    agrees = (now.state, now.gap, now.needed) == (was.judgement.state, was.judgement.gap, was.judgement.needed)
    if not agrees:
        now = Judgement(
            state=was.judgement.state,
            light=was.judgement.light,
            reason="",
            gap=was.judgement.gap,
            needed=was.judgement.needed,
        )
    return public.model_copy(update={"judgement": now.model_copy(update={"rule": was.judgement.rule})}), agrees


def judged_by(frozen: Frozen, target: MonitoredTarget, planned: Target | None) -> Judged:
    """Return what a target is judged by besides its own figures."""
    definition = frozen.definition.get(target.binding.indicator)
    kind = path_kind(planned) if planned is not None else target.path_kind
    at_due = next((one.actual for one in target.path if one.year == target.year), None)
    if at_due is None and target.year is not None and target.source.kind is SourceKind.COMPUTED:
        place = place_code(frozen, target.binding)
        value = frozen.by_place.get((target.binding.indicator, target.year, place))
        if value is not None and value.value is not None and target.year <= frozen.monitoring.year:
            at_due = value.value * target.binding.scale
    return Judged(
        direction=Direction(definition.direction) if definition is not None else Direction.NONE,
        kind=kind,
        fixed=bends(target.path, kind, target.baseline),
        at_due=at_due,
        as_of=frozen.monitoring.as_of.year,
    )


def place_code(frozen: Frozen, binding: Binding) -> str:
    """Return the code of the place that an indicator is taken for; empty when its values have none of that name."""
    place = binding.place or frozen.manifest.area_set
    return next((one.place_code for one in frozen.values if one.place == place), "")


def _hidden_years(frozen: Frozen, target: MonitoredTarget, held: Holding) -> frozenset[int]:
    """Return the years of which a target's figure is not shown."""
    if target.source.kind is SourceKind.COMPUTED:
        place = place_code(frozen, target.binding)
        return frozenset(year for name, year, code in held.values if (name, code) == (target.binding.indicator, place))
    if scale_between(target.unit, "人") is None:
        return frozenset()
    scale = scale_between(target.unit, "人") or Decimal(1)
    figures = [(one.year, one.actual) for one in target.path]
    figures += [(target.source.year or 0, target.source.value)]
    return frozenset(year for year, value in figures if value is not None and is_small(value * scale, held.smallest))


def _point(point: PathPoint, hidden: frozenset[int]) -> PathPoint:
    return PathPoint(year=point.year, planned=point.planned, actual=point.actual if point.year not in hidden else None)


def _binding(binding: Binding) -> Binding:
    if not binding.is_bound:
        return Binding(state=BindingState.NONE)
    return Binding(
        state=binding.state,
        indicator=binding.indicator,
        name=binding.name,
        place=binding.place,
        scale=binding.scale,
    )


def _source(frozen: Frozen, was: MonitoredTarget, planned: Target | None, held: Holding, *, is_hidden: bool) -> Source:
    """Return where a value comes from: units are named, who reported, by what evidence and in which words is not."""
    source = was.source
    if is_hidden:
        return Source(kind=source.kind, name=_unit(source), year=source.year, why=WITHHELD)
    why = ""
    match source.kind:
        case SourceKind.COMPUTED:
            found = frozen.by_place.get((was.binding.indicator, source.year or 0, place_code(frozen, was.binding)))
            why = found.note if found is not None else ""
        case SourceKind.REPORTED:
            why = "只有一部分地区报了" if source.partial else ""
        case SourceKind.AWAITED:
            why = "还没有填报"
        case SourceKind.UNMEASURABLE:
            why = why_unmeasurable(planned) if planned is not None else ""
    return Source(
        kind=source.kind,
        name=_unit(source),
        value=source.value,
        year=source.year,
        period=source.period if _PERIOD.fullmatch(source.period) else "",
        why=why,
        partial=source.partial,
    )


def _unit(source: Source) -> str:
    """Return the name of a source without the person who reported, who stands in brackets behind the unit."""
    return re.split(r"[（(]", source.name)[0] if source.kind is SourceKind.REPORTED else source.name


def _duty(frozen: Frozen, duty: Duty, measure: str) -> Duty:
    names = {one.title for one in frozen.plan.tasks} | {one.name for one in frozen.plan.projects}
    return Duty(unit=duty.unit, role=duty.role, about=duty.about if duty.about in names else "", measure=measure)
