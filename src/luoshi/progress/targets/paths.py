"""The path from the baseline to the target year (路径): where a target starts, where it should be each year.

Entries: :func:`baseline_of`, :func:`path_kind`, :func:`planned_at`, :class:`Way`. A path is straight from the baseline
through the plan's own milestones; what is to be kept (保持, 每年) is level.
Not here: whether the target is on it (:mod:`luoshi.progress.targets.judging`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from luoshi.base.texts import normal
from luoshi.base.unit_scales import adds_up, scale_between
from luoshi.model.indicator_names import adds_up_from_nothing, canonical
from luoshi.model.monitoring import Baseline, PathPoint
from luoshi.model.plan import Figure, Observation, Plan, Target

LINEAR, LEVEL = "线性", "保持"

_LEVEL = re.compile(r"每年|年均|逐年(?:不低于|保持)|保持|稳定在|维持|不低于现有|不减少")
_CUT = re.compile(r"[，。；;！!？?\n|]")
_MOST_BEFORE = 24


@dataclass(frozen=True, slots=True)
class Way:
    """A path: its kind, and the years that fix it with their values, the baseline first."""

    kind: str
    fixed: tuple[tuple[int, Decimal], ...]

    def at(self, year: int) -> Decimal | None:
        """Return the value that is planned for a year; None before the baseline."""
        return planned_at(self.fixed, year, level=self.kind == LEVEL)

    def points(self, actual: Mapping[int, Decimal]) -> tuple[PathPoint, ...]:
        """Return each year from the first to the last with what was planned and what came."""
        first, last = self.fixed[0][0], self.fixed[-1][0]
        return tuple(
            PathPoint(year=year, planned=self.at(year), actual=actual.get(year)) for year in range(first, last + 1)
        )


def planned_at(fixed: Sequence[tuple[int, Decimal]], year: int, *, level: bool = False) -> Decimal | None:
    """Return the value on the line through ``fixed`` (year, value) in a year; that of the last beyond it."""
    if not fixed or (year < fixed[0][0] and not level):
        return None
    if level or year >= fixed[-1][0]:
        return fixed[-1][1]
    for (start, low), (end, high) in pairwise(fixed):
        if start <= year <= end:
            return low + (high - low) * (year - start) / (end - start)
    return None


def path_kind(target: Target) -> str:
    """Return whether a target is to be reached in the end (线性) or to be kept each year (保持)."""
    if _LEVEL.search(target.indicator):
        return LEVEL
    at = target.quote.find(target.value_text) if target.value_text else -1
    before = target.quote[max(0, at - _MOST_BEFORE) : at] if at > 0 else ""
    clause = _CUT.split(before)[-1]
    return LEVEL if _LEVEL.search(clause) else LINEAR


def target_year(target: Target, plan: Plan) -> int | None:
    """Return the year by which a target is due: its own, else the last of the plan's period."""
    if target.year is not None:
        return target.year
    return plan.document.period[1] if plan.document.period else None


def base_year(plan: Plan, due: int | None) -> int | None:
    """Return the year before the plan begins: before its period, else before it was issued."""
    if plan.document.period:
        return plan.document.period[0] - 1
    if plan.document.issued:
        year = int(plan.document.issued[:4]) - 1
        return year if due is None or year < due else None
    return None


def baseline_of(
    target: Target, plan: Plan, due: int | None, actual: Mapping[int, Decimal], origin: Literal["计算", "填报"]
) -> Baseline | None:
    """Return where a target starts: the figure that the plan gives for it, else the actual value of the year before.

    What is done bit by bit (新建, 培训) starts from nothing, whatever was done before the plan.

    Args:
        target: the target.
        plan: its plan.
        due: the year by which it is due.
        actual: computed or reported values by year, in the unit of the target.
        origin: which of the two they are.
    """
    start = base_year(plan, due)
    if adds_up_from_nothing(target.indicator) and adds_up(target.unit):
        if start is None or (due is not None and start >= due):
            return None
        return Baseline(value=Decimal(0), year=start, origin="累计", note="累计完成的数，从 0 起")
    told = _observed(target, plan, start, due)
    if told is not None:
        return told
    if start is None or start not in actual or (due is not None and start >= due):
        return None
    return Baseline(value=actual[start], year=start, origin=origin)


def _observed(target: Target, plan: Plan, start: int | None, due: int | None) -> Baseline | None:
    """Return the plan's own figure of the present for a target: of the year before the period, or the nearest."""
    found: list[tuple[int, bool, Observation, Decimal]] = []
    for one in plan.observations:
        scale = scale_between(one.unit, target.unit)
        year = one.year if one.year is not None else start
        if scale is None or year is None or not _is_same(one, target) or (due is not None and year >= due):
            continue
        if one.op in ("=", "~", ">=", ">", "<", "<="):
            found.append((year, one.year is not None, one, one.value * scale))
    if not found:
        return None
    year = min((year for year, *_ in found), key=lambda year: (abs(year - (start or year)), -year))
    fitting = [entry for entry in found if entry[0] == year]
    dated = [entry for entry in fitting if entry[1]] or fitting
    counts = Counter(value for *_, value in dated)
    most = max(counts.values())
    nearest = min(
        (entry for entry in dated if counts[entry[3]] == most),
        key=lambda entry: abs(entry[2].value_span.start - target.value_span.start),
    )
    notes = [] if nearest[1] else [f"规划没有写年份，当作 {year} 年"]
    if len(counts) > 1:
        notes.append("规划里有几个基期数：" + "、".join(f"{value.normalize():f}" for value in sorted(counts)))
    return Baseline(value=nearest[3], year=year, origin="规划", note="；".join(notes))


def _is_same(one: Figure, target: Target) -> bool:
    return canonical(one.indicator) == canonical(target.indicator) and normal(one.scope or "") in (
        normal(target.scope or ""),
        "",
    )


def way_of(
    target: Target, kind: str, goal: Decimal, due: int | None, baseline: Baseline | None, plan: Plan
) -> Way | None:
    """Return the path of a target; None when it has no year or no beginning."""
    if due is None:
        return None
    if kind == LEVEL:
        start = baseline.year + 1 if baseline is not None and baseline.year < due else due
        first = plan.document.period[0] if plan.document.period and plan.document.period[0] <= due else start
        return Way(LEVEL, ((first, goal), (due, goal)) if first < due else ((due, goal),))
    if baseline is None or baseline.year >= due:
        return None
    between = {
        one.year: one.value * scale
        for one in plan.targets
        if one.year is not None
        and baseline.year < one.year < due
        and one.op != "between"
        and _is_same(one, target)
        and (scale := scale_between(one.unit, target.unit)) is not None
    }
    return Way(LINEAR, ((baseline.year, baseline.value), *sorted(between.items()), (due, goal)))
