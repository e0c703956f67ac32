"""Where the value of a target comes from (来源): computed, reported, to be reported by whom, or why not measurable.

Entries: :func:`sources_of`, :func:`duty_of`, :func:`lead_of`, :func:`reported_for`, :func:`why_unmeasurable`,
:func:`latest_value`.
Every quantified target has exactly one source; a second value is shown beside it.
Not here: which indicator measures it (:mod:`luoshi.progress.targets.binding`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.base.texts import normal
from luoshi.base.unit_scales import adds_up, scale_between
from luoshi.model.indicators import IndicatorValue
from luoshi.model.monitoring import Binding, BindingState, Duty, ReportedValue, Scopes, Source, SourceKind
from luoshi.model.plan import Plan, Target
from luoshi.model.reported_periods import is_part_of_year
from luoshi.model.wording import number_text
from luoshi.progress.targets.binding import each_of, wording

ACCEPTED = "采信"
LEAD = "教育行政部门（规划未写明责任单位）"
"""Who answers for a target where a plan names nobody: its issuer is a government's office, which reports no figures."""
_GOVERNMENT = re.compile(r"人民政府(?:办公[室厅])?$|(?:党委|市委|县委|区委|政府)(?:办公[室厅])?$")

_PERIODS = frozenset("年 月 个月 天 日 周 学期 学年 季度 届".split())
_SPAN_NAMED = re.compile(r"年限|年数|年龄|教龄|任期|学制|周期|时长|时间|天数|月数|期限|工龄")
_COEFFICIENT = re.compile(r"系数|指数|倍|比值|之比|[师生职普]比|分值|得分|年$")
_RATED = re.compile(r"[率比]$|占比|比例|比重|平均|人均|生均|师均|班均|系数|指数|覆盖面")


@dataclass(frozen=True, slots=True)
class Reported:
    """What was reported for a target: the value in its unit, and whether it counts."""

    source: Source
    accepted: bool


def sources_of(
    target: Target,
    binding: Binding,
    computed: IndicatorValue | None,
    reported: Sequence[Reported],
    duty: Duty,
) -> tuple[Source, Source | None, tuple[str, ...]]:
    """Return the source of a target's value, the other one there is, and what is to be said of them.

    Args:
        target: the target.
        binding: what it is bound to.
        computed: the indicator's latest value up to the year asked for; None if there is none.
        reported: what was reported, the latest first: accepted or not.
        duty: who has to report it.
    """
    counting = [one for one in reported if one.accepted]
    accepted = next((one for one in counting if not one.source.partial), counting[0] if counting else None)
    waiting = next((one for one in reported if not one.accepted), None)
    notes: list[str] = []
    if waiting is not None:
        told = waiting.source
        shown = number_text(told.value) if told.value is not None else ""
        notes.append(f"{told.name}填报的 {told.period} 数 {shown} 还没有采信（{told.why}），没有用")
    if accepted is not None and counting[0].source.partial and not accepted.source.partial:
        told = counting[0].source
        shown = number_text(told.value) if told.value is not None else ""
        notes.append(f"{told.period} 的 {shown} 不是全部的数（{told.why}），没有用")
    if binding.is_bound and computed is not None and computed.value is not None:
        source = Source(
            kind=SourceKind.COMPUTED,
            name=binding.name + (f"（{binding.place}）" if binding.place else ""),
            value=computed.value * binding.scale,
            year=computed.year,
            why=computed.note,
            partial=bool(computed.left_out) and computed.denominator is None,
        )
        return source, accepted.source if accepted else None, tuple(notes)
    if accepted is not None:
        return accepted.source, None, (*notes, *_why_not_computed(binding, computed))
    reason = why_unmeasurable(target)
    if reason and not binding.is_bound:
        return Source(kind=SourceKind.UNMEASURABLE, name="", why=reason), None, tuple(notes)
    why = "；".join(_why_not_computed(binding, computed)) or binding.why or "没有可以计算的指标"
    return Source(kind=SourceKind.AWAITED, name=duty.unit, why=why), None, tuple(notes)


def _why_not_computed(binding: Binding, computed: IndicatorValue | None) -> tuple[str, ...]:
    if not binding.is_bound:
        return (binding.why,) if binding.state is BindingState.ASKED else ()
    lacking = computed.note if computed is not None and computed.note else "库里没有要用的数据"
    return (f"指标“{binding.name}”能算，但{lacking}，装入后自动计算",)


def why_unmeasurable(target: Target) -> str:
    """Return why no value can ever be held against a target; empty when one can."""
    name = normal(target.indicator)
    if target.unit == "名次":
        return "是名次，要由上级公布，不能由统计数算出"
    if target.unit in _PERIODS and not _SPAN_NAMED.search(name):
        return f"“{target.value_text or target.value}{target.unit}”是时限，不是数量；按任务的时限督办"
    if not target.unit and not _COEFFICIENT.search(name):
        return "原文没有写单位，看不出数的是什么；在规划文件里补上 unit"
    if len(name) < 2 or (len(name) < 3 and not _of_project(target)):
        return f"“{target.indicator}”说不清数的是什么；在规划文件里写清指标名称"
    return ""


def _of_project(target: Target) -> bool:
    return bool(target.scope) and not re.fullmatch(r"全[市县区州省国]", target.scope or "")


def duty_of(target: Target, plan: Plan) -> Duty:
    """Return who has to report a target that nothing computes, and under which name.

    The owner of the project that holds the figure, the unit of the task that does (the lead before the others), else
    who leads (:func:`lead_of`).
    """
    measure = target.id
    for project in plan.projects:
        if (target.id in project.figures or target.scope == project.name) and project.owner:
            return Duty(unit=project.owner, role="项目的建设单位", about=project.name, measure=measure)
    for task in plan.tasks:
        units = task.lead or task.units
        if target.id in task.figures and units:
            return Duty(unit=units[0], role="任务的责任单位", about=task.title, measure=measure)
    return lead_of(plan, measure)


def lead_of(plan: Plan, measure: str = "") -> Duty:
    """Return who answers where a plan names no unit: the department that issued it, else the education department."""
    issuer = plan.document.issuer or ""
    if issuer and not _GOVERNMENT.search(issuer):
        return Duty(unit=issuer, role="规划的印发机关", measure=measure)
    return Duty(unit=LEAD, role="牵头", measure=measure)


def reported_for(
    target: Target, rows: Iterable[ReportedValue], scopes: Scopes, until: int, numbers: frozenset[str] = frozenset()
) -> tuple[Reported, ...]:
    """Return what was reported for a target up to a year, the latest period first.

    A row names the target by its number, or that of its twins (``numbers``), or its indicator by name. For the whole
    plan the row of the whole counts, else counts of its areas are added up: rates never are.
    """
    named = numbers | {target.id}
    fitting = [one for one in rows if one.year <= until and _is_of(one, target, named)]
    periods: dict[tuple[int, bool, str], list[ReportedValue]] = {}
    for one in fitting:
        partial = is_part_of_year(one.period)
        periods.setdefault((one.year, not partial, one.period), []).append(one)
    found: list[Reported] = []
    for _, group in sorted(periods.items(), reverse=True):
        accepted = [one for one in group if one.status == ACCEPTED]
        others = [one for one in group if one.status != ACCEPTED]
        for part, is_accepted in ((accepted, True), (others, False)):
            made = _put_together(target, part, scopes, named, is_accepted) if part else None
            if made is not None:
                found.append(made)
    return tuple(found)


def _is_of(row: ReportedValue, target: Target, numbers: frozenset[str]) -> bool:
    if row.measure in numbers:
        return not row.unit or scale_between(row.unit, target.unit) is not None
    same = wording(row.measure) == wording(target.indicator) and each_of(row.measure) == each_of(target.indicator)
    return same and scale_between(row.unit or target.unit, target.unit) is not None


def _put_together(
    target: Target, rows: Sequence[ReportedValue], scopes: Scopes, numbers: frozenset[str], accepted: bool
) -> Reported | None:
    by_scope = [
        one for one in rows if target.scope and target.scope in (one.subject_name, scopes.codes.get(one.subject))
    ]
    by_number = [one for one in rows if one.measure in numbers and one.subject not in scopes.codes]
    is_whole = not target.scope or target.scope in scopes.words
    whole = [one for one in rows if is_whole and {one.subject, one.subject_name} & (scopes.own | {scopes.whole})]
    for own in (by_scope, whole, by_number):
        if own:
            return _reported(target, own[:1], own[0].value, accepted=accepted)
    areas = {one.subject: one for one in rows if one.subject in scopes.codes}
    if not is_whole or not areas or not _adds_up(target):
        return None
    total = sum((one.value * _scale(one, target) for one in areas.values()), Decimal(0))
    missing = [name for code, name in sorted(scopes.codes.items()) if code not in areas and code not in scopes.own]
    notes = (f"{len(areas)} 个地区的填报数相加", *((f"缺{'、'.join(missing)}",) if missing else ()))
    found = _reported(target, tuple(areas.values()), total, accepted=accepted, notes=notes, added=True)
    return replace(found, source=found.source.model_copy(update={"partial": bool(missing)}))


def _adds_up(target: Target) -> bool:
    """Tell whether the figures of areas may be added: counts, never rates and means."""
    return adds_up(target.unit) and not _RATED.search(normal(target.indicator))


def _scale(row: ReportedValue, target: Target) -> Decimal:
    scale = scale_between(row.unit, target.unit) if row.unit else Decimal(1)
    assert scale is not None, "rows of another unit are left out"
    return scale


def _reported(
    target: Target,
    rows: Sequence[ReportedValue],
    value: Decimal,
    *,
    accepted: bool,
    notes: tuple[str, ...] = (),
    added: bool = False,
) -> Reported:
    first = rows[0]
    who = "、".join(dict.fromkeys(one.subject_name or one.subject for one in rows[:3])) + (
        "等" if len(rows) > 3 else ""
    )
    by = "、".join(dict.fromkeys(one.reporter for one in rows if one.reporter))
    name = who + (f"（{by}）" if by and len(by) <= 20 else "")
    when = max((one.reported_on for one in rows if one.reported_on), default=None)
    evidence = "；".join(dict.fromkeys(one.evidence for one in rows if one.evidence))
    told = [f"{when} 填报" if when else "", "" if accepted else "、".join(dict.fromkeys(one.status for one in rows))]
    told += list(notes)
    source = Source(
        kind=SourceKind.REPORTED,
        name=name,
        value=value if added else value * _scale(first, target),
        year=first.year,
        period=first.period,
        evidence=evidence,
        why="；".join(one for one in told if one),
    )
    return Reported(source, accepted)


def latest_value(
    values: Mapping[tuple[str, int, str], IndicatorValue], indicator: str, place: str, until: int
) -> IndicatorValue | None:
    """Return an indicator's latest value for a place up to a year; one without a number only when there is no other."""
    found = [
        one for (name, year, where), one in values.items() if (name, where) == (indicator, place) and year <= until
    ]
    found.sort(key=lambda one: (one.value is not None, one.year))
    return found[-1] if found else None
