"""Whether a target comes (判断): reached, on course, at risk, behind, not due yet, or nothing to tell by.

Entries: :func:`judge`, :func:`sense_of`, :class:`Standing`. The bounds are data (:class:`JudgingRules`); colours are
those of the lights: 蓝 not due yet, 绿 on course, 黄 at risk, 红 behind.
Not here: the path (:mod:`luoshi.progress.targets.paths`), lights of tasks.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from luoshi.model.indicator_names import should_be_rare
from luoshi.model.indicators import Direction
from luoshi.model.monitoring import Baseline, Judgement, JudgingRules, MonitoredTarget, State
from luoshi.model.plan import Target
from luoshi.progress.targets.paths import LEVEL, Way

_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a target is judged by.

    Attributes:
        target: the target.
        sense: 1 when more is asked, -1 when less, 0 when the very value is.
        goal: the value to be reached: of a range its nearer end.
        due: the year by which; None when the plan names none.
        baseline: where the path starts; None when it is not known.
        way: the path; None when there is none.
        kind: 线性 or 保持.
        value, year: the latest value and its year; None when there is none.
        as_of: the year in which it is judged.
        is_directed: the indicator's definition says which way is better.
        at_due: the value of the year in which it was due; None when it is not known.
        partial: why the value is not that of the whole; empty when it is.
    """

    target: Target
    sense: int
    goal: Decimal
    due: int | None
    baseline: Baseline | None
    way: Way | None
    kind: str
    value: Decimal | None
    year: int | None
    as_of: int
    is_directed: bool = False
    at_due: Decimal | None = None
    partial: str = ""


def tidy(value: Decimal) -> Decimal:
    """Return a value with at most four decimals, no closing zeros."""
    rounded = value.quantize(_PLACES, ROUND_HALF_UP).normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def sense_of(target: Target | MonitoredTarget, direction: Direction, baseline: Baseline | None) -> int:
    """Return whether a target asks for more (1), less (-1) or that very value (0)."""
    if target.op in (">=", ">"):
        return 1
    if target.op in ("<=", "<"):
        return -1
    if direction is not Direction.NONE:
        return 1 if direction is Direction.UP else -1
    if should_be_rare(target.indicator):
        return -1
    if baseline is not None and baseline.value != target.value:
        return 1 if target.value > baseline.value else -1
    return 0 if target.unit == "比" else 1


def goal_of(target: Target, sense: int) -> Decimal:
    """Return the value that has to be reached: the lower end of a range when more is asked, else the upper."""
    return target.value2 if target.value2 is not None and sense < 0 else target.value


def is_reached(standing: Standing, rules: JudgingRules) -> bool:
    """Tell whether the latest value fulfils a target."""
    return standing.value is not None and _fulfils(standing, standing.value, rules)


def _fulfils(standing: Standing, value: Decimal, rules: JudgingRules) -> bool:
    target, goal = standing.target, standing.goal
    if target.value2 is not None and (_is_bare_range(standing) or target.value <= value <= target.value2):
        return target.value <= value <= target.value2
    free = _free(standing, rules) if target.op == "~" else Decimal(0)
    if standing.sense == 0:
        return abs(value - goal) <= rules.about * abs(goal)
    short = (goal - value) * standing.sense
    return short < 0 if target.op in (">", "<") else short <= free


def _free(standing: Standing, rules: JudgingRules) -> Decimal:
    """Return what 约 leaves free: a share of the value, at most half the way, else who never set out has arrived."""
    free = rules.about * abs(standing.goal)
    way = abs(standing.goal - standing.baseline.value) if standing.baseline is not None else Decimal(0)
    return min(free, way / 2) if way else free


def _is_bare_range(standing: Standing) -> bool:
    """Tell whether a target is a range of which neither side is known to be the better."""
    target = standing.target
    return target.value2 is not None and not standing.is_directed and not should_be_rare(target.indicator)


def _aim(standing: Standing, value: Decimal) -> Decimal:
    """Return the value to make for from here: of a bare range the nearer end."""
    target = standing.target
    if target.value2 is None or not _is_bare_range(standing):
        return standing.goal
    return target.value2 if value > target.value2 else target.value


def judge(standing: Standing, rules: JudgingRules) -> Judgement:
    """Return how a target stands, why, what it lacks and what it needs each year from here."""
    state, reason = _state(standing, rules)
    gap = needed = None
    is_short = state is not State.REACHED and not standing.partial and not is_reached(standing, rules)
    if standing.value is not None and is_short:
        aim = _aim(standing, standing.value)
        gap = tidy(abs(aim - standing.value))
        years = (standing.due or 0) - (standing.year or 0)
        if standing.due is not None and standing.year is not None and years > 0 and standing.kind != LEVEL:
            needed = tidy((aim - standing.value) / years)
    return Judgement(state=state, light=state.light, reason=reason, gap=gap, needed=needed, rule=rules.basis)


def _state(one: Standing, rules: JudgingRules) -> tuple[State, str]:
    if one.value is None or one.year is None:
        over = one.due is not None and one.due < one.as_of
        return State.UNKNOWN, f"已过 {one.due} 年，还没有数" if over else "还没有数"
    if one.partial:
        return State.UNKNOWN, f"{one.partial}，不是全部的数，不判断"
    if one.kind != LEVEL and one.baseline is not None and one.year <= one.baseline.year:
        told = f"还没有基期（{one.baseline.year} 年）以后的数"
        over = one.due is not None and one.due < one.as_of
        return (State.UNKNOWN, f"已过 {one.due} 年，{told}") if over else (State.NOT_DUE, told)
    if is_reached(one, rules):
        if one.kind == LEVEL and one.due is not None and one.year < one.due:
            return State.ON_COURSE, f"{one.year} 年达到要求，要保持到 {one.due} 年"
        return State.REACHED, f"{one.year} 年已达到{_beyond(one, rules)}"
    if one.due is not None and one.year > one.due and one.at_due is not None and _fulfils(one, one.at_due, rules):
        was = f"{one.due} 年按期达到（{_shown(one.at_due)}）"
        return State.AT_RISK, f"{was}，{one.year} 年又退到 {_shown(one.value)}"
    if one.due is not None and one.year >= one.due:
        return State.BEHIND, f"到 {one.due} 年没有达到（{one.year} 年 {_shown(one.value)}）"
    if one.kind == LEVEL:
        return _level(one, rules, f"{one.year} 年 {_shown(one.value)}，每年都应到 {_shown(one.goal)}")
    if one.due is None:
        return State.NOT_DUE, "规划没有写年份，也没有规划期，没有期限可比"
    if one.way is None or one.baseline is None:
        if one.due < one.as_of:
            return State.UNKNOWN, f"已过 {one.due} 年，还没有 {one.due} 年的数；没有基期，画不出路径"
        return State.NOT_DUE, f"没有基期，画不出路径，到 {one.due} 年才能判断"
    return _on_way(one, one.way, one.baseline, rules)


def _beyond(one: Standing, rules: JudgingRules) -> str:
    """Return by how much the very value or 约 of a plan is passed: 约 16 所 were hardly meant to become 11."""
    if one.value is None or one.target.op not in ("=", "~") or one.is_directed:
        return ""
    over = (one.value - one.goal) * (one.sense or 1)
    if over <= rules.about * abs(one.goal):
        return ""
    return f"，比目标{'多' if one.value > one.goal else '少'} {_shown(abs(one.value - one.goal))}，核对是否合适"


def _level(one: Standing, rules: JudgingRules, reason: str) -> tuple[State, str]:
    assert one.value is not None
    short = abs(one.goal - one.value)
    return (State.AT_RISK if short <= rules.slack * abs(one.goal) else State.BEHIND), reason


def _on_way(one: Standing, way: Way, baseline: Baseline, rules: JudgingRules) -> tuple[State, str]:
    assert one.value is not None
    assert one.year is not None
    if passed := _passed(one):
        return State.AT_RISK, passed
    length = (one.goal - baseline.value) * (one.sense or (1 if one.goal > baseline.value else -1))
    if length <= 0:
        was = f"基期（{baseline.year} 年）已有 {_shown(baseline.value)}"
        return _level(one, rules, f"{was}，{one.year} 年退到 {_shown(one.value)}")
    planned = way.at(one.year)
    assert planned is not None
    sense = 1 if one.goal > baseline.value else -1
    lag = (planned - one.value) * sense / length
    reason = f"{one.year} 年按路径应到 {_shown(planned)}，实际 {_shown(one.value)}"
    if one.due is not None and one.due < one.as_of:
        reason = f"已过 {one.due} 年，还没有 {one.due} 年的数；{reason}"
    if lag <= 0:
        return State.ON_COURSE, reason
    reason += f"，落后全程的 {_shown(lag * 100, 1)}%"
    if lag <= rules.near:
        return State.ON_COURSE, reason
    return (State.AT_RISK if lag <= rules.risk else State.BEHIND), reason


def _passed(one: Standing) -> str:
    """Return that the value left a bare range on its far side; empty when it did not."""
    target, value = one.target, one.value
    if value is None or target.value2 is None or not _is_bare_range(one):
        return ""
    if value <= target.value2 if one.sense > 0 else value >= target.value:
        return ""
    return f"{one.year} 年 {_shown(value)}，越过了 {_shown(target.value)}—{_shown(target.value2)}"


def _shown(value: Decimal, places: int = 2) -> str:
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
