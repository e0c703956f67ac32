"""Lights (亮灯): each task and project on a day, by a manner of lighting, with the rule and the reason in words.

Entries: :func:`light_all` for a ledger, :func:`light_of` for a track, :class:`Lighting`. Of the rules that fit the
gravest gives the light. The law that holds, and is tested: under one manner and one plan version, without progress and
without an approved change, a later day never turns a light greener.
Not here: what is looked at in an entry (:mod:`luoshi.progress.tracks`), rule sets (:mod:`luoshi.rules.lights`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from luoshi.base.work_days import WorkDays
from luoshi.model.ledger import Entry, Ledger, LedgerTask
from luoshi.model.lights import Light, LightRule, LightRuleSet, Measure, TaskLight
from luoshi.progress.tracks import FULL, Day, Track, track_of

_Told = tuple[bool, str]
_NOT: _Told = (False, "")


@dataclass(frozen=True)
class Lighting:
    """By what lights are given.

    Attributes:
        rules: the manner of lighting.
        work_days: by which days are counted.
        targets: numbers of targets -> how each stands: 0 on course, 1 at risk, 2 behind; missing ones are not looked
            at.
    """

    rules: LightRuleSet
    work_days: WorkDays
    targets: Mapping[str, int] = field(default_factory=dict)


def light_all(ledger: Ledger, lighting: Lighting, day: date) -> tuple[TaskLight, ...]:
    """Return the light of each task, then of each project, on a day.

    A task with sub-tasks that was never reported itself takes the gravest light of theirs.
    """
    now = Day(day, lighting.work_days)
    lights = {one.id: light_entry(one, ledger, lighting, now) for one in (*ledger.tasks, *ledger.projects)}
    of_itself = replace(lighting, rules=_without_reports(lighting.rules))
    for parent, children in _families(ledger.tasks):
        own = lights[parent.id]
        if not own.by_hand and not parent.reports and _closed(follow_in(parent, ledger, lighting), now) is None:
            own = light_entry(parent, ledger, of_itself, now)
            lights[parent.id] = _of_children(parent, own, [lights[one.id] for one in children])
    return tuple(lights.values())


_BY_REPORTS = frozenset({Measure.BEHIND, Measure.UNREPORTED, Measure.IDLE})


def _without_reports(rules: LightRuleSet) -> LightRuleSet:
    """Return a manner without the rules that ask for reports: sub-tasks are reported, not what they are part of."""
    return replace(rules, rules=tuple(one for one in rules.rules if not _BY_REPORTS.intersection(one.bounds)))


def light_entry(entry: Entry, ledger: Ledger, lighting: Lighting, now: Day) -> TaskLight:
    """Return the light of one entry, those set by hand before those of the rules."""
    for override in entry.overrides:
        if override.since <= now.day <= override.until:
            said = f"{override.reason}（{override.by} 提出，{override.approved_by} 批准，到 {override.until} 止）"
            return TaskLight(entry.id, Light(override.light), "人工定灯", said, by_hand=True)
    return light_of(follow_in(entry, ledger, lighting), lighting, now)


def follow_in(entry: Entry, ledger: Ledger, lighting: Lighting) -> Track:
    """Return the track of an entry of a ledger for a manner of lighting; it serves for any day."""
    return track_of(
        entry,
        lighting.work_days,
        frequency=ledger.frequency,
        period=ledger.period,
        reporting_days=lighting.rules.reporting_days,
    )


def light_of(track: Track, lighting: Lighting, now: Day) -> TaskLight:
    """Return the light of a track on a day, by the rules alone."""
    closed = _closed(track, now)
    if closed is not None:
        return closed
    rules = lighting.rules
    if track.start is not None and now.ordinal < track.start and rules.blue_until == "开始":
        return TaskLight(track.entry, Light.BLUE, "", f"{date.fromordinal(track.start)} 开始")
    done = track.completion(now.ordinal)
    if done == FULL:
        return TaskLight(track.entry, Light.GREEN, "", "已全部完成，还没有办结")
    fitting: list[tuple[LightRule, str]] = []
    for rule in rules.rules:
        reason = _fits(rule, track, lighting, now, done)
        if reason is not None:
            fitting.append((rule, reason))
    if fitting:
        rule, reason = max(fitting, key=lambda one: one[0].light.gravity)
        others = tuple(dict.fromkeys(told for _, told in fitting if told != reason))
        return TaskLight(track.entry, rule.light, rule.name, reason, others)
    return _untroubled(track, rules, now, done)


def _closed(track: Track, now: Day) -> TaskLight | None:
    if track.ended <= now.ordinal:
        since = f"{date.fromordinal(track.ended)} 起" if track.ended else "已"
        return TaskLight(track.entry, Light.NONE, "", f"{since}终止")
    if track.closed > now.ordinal:
        return None
    due = track.due_at(track.closed)
    when = f"{date.fromordinal(track.closed)} 办结" if track.closed else "已办结"
    late = track.closed - due[0] if due is not None and track.closed else 0
    return TaskLight(track.entry, Light.GREEN, "", when + (f"，比时限晚 {late} 天" if late > 0 else ""))


def _untroubled(track: Track, rules: LightRuleSet, now: Day, done: int | None) -> TaskLight:
    """Return blue or green, and how far it is."""
    due = track.due_at(now.ordinal)
    told = []
    if done is not None and (done or track.start is not None):
        pace = _pace(track, now, due)
        told.append(f"完成 {_shown(done)}%" + (f"，序时进度 {_shown(pace)}%" if pace is not None else ""))
    if due is not None:
        left = due[1] - now.gone
        told.append(f"距时限 {date.fromordinal(due[0])} 还有 {left} 个工作日" if left > 0 else "今天到时限")
    elif track.schedule is None and not track.steps:
        return TaskLight(track.entry, Light.NONE, "", "没有时限、节点，也不填报，无从定灯")
    else:
        told.append("没有时限，按填报和节点看")
    light = Light.BLUE if rules.blue_until == "临近" else Light.GREEN
    return TaskLight(track.entry, light, "", "；".join(told))


def _pace(track: Track, now: Day, due: tuple[int, int] | None) -> int | None:
    """Return the share of work days gone (序时进度), in hundredths of a percent; None without start or deadline."""
    if track.start is None or due is None:
        return None
    whole = due[1] - track.start_gone
    gone = now.gone - track.start_gone
    if whole <= 0:
        return FULL if now.ordinal >= due[0] else 0
    return min(FULL, max(0, FULL * gone // whole))


def _fits(rule: LightRule, track: Track, lighting: Lighting, now: Day, done: int | None) -> str | None:
    """Return why a rule fits, all its bounds together; None when one does not."""
    reasons = []
    for measure, bound in rule.bounds.items():
        fits, reason = _LOOKS[measure](track, bound, lighting, now, done)
        if not fits:
            return None
        reasons.append(reason)
    return "，".join(reasons)


def _behind(track: Track, bound: int, lighting: Lighting, now: Day, done: int | None) -> _Told:
    if done is None:
        return _NOT
    due = track.due_at(now.ordinal)
    if track.start is None or due is None:
        return _NOT
    whole = max(1, due[1] - track.start_gone)
    gone = min(whole, max(0, now.gone - track.start_gone))
    # hundredths of a percent, both sides times the whole: no division before the comparison
    if FULL * gone - done * whole <= bound * 100 * whole:
        return _NOT
    pace = FULL * gone // whole
    return True, f"完成 {_shown(done)}%，序时进度 {_shown(pace)}%，落后 {_shown(pace - done)} 个百分点"


def _left(track: Track, bound: int, lighting: Lighting, now: Day, done: int | None) -> _Told:
    due = track.due_at(now.ordinal)
    if due is None or due[1] - now.gone > bound:
        return _NOT
    left = due[1] - now.gone
    day = date.fromordinal(due[0])
    return True, f"距时限 {day} 还有 {left} 个工作日" if now.ordinal <= due[0] else f"已过时限 {day}"


def _overdue(track: Track, bound: int, lighting: Lighting, now: Day, done: int | None) -> _Told:
    due = track.due_at(now.ordinal)
    if due is None or now.ordinal <= due[0] or now.gone - due[1] < bound:
        return _NOT
    day = date.fromordinal(due[0])
    return True, f"超过时限 {day} {now.gone - due[1]} 个工作日"


def _unreported(track: Track, bound: int, lighting: Lighting, now: Day, done: int | None) -> _Told:
    count = track.unreported(now.ordinal)
    return (True, f"连续 {count} 期没有填报") if count >= bound else _NOT


def _idle(track: Track, bound: int, lighting: Lighting, now: Day, done: int | None) -> _Told:
    if track.start is None or track.is_begun(now.ordinal):
        return _NOT
    start = date.fromordinal(track.start)
    day = now.day
    months = (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
    return (True, f"{start} 起 {months} 个月没有进展") if months >= bound else _NOT


def _milestone(track: Track, bound: int, lighting: Lighting, now: Day, done: int | None) -> _Told:
    step = track.open_step(now.ordinal)
    if step is None or now.gone - step.gone < bound:
        return _NOT
    return True, f"节点“{step.name}”应在 {date.fromordinal(step.due)} 完成，超期 {now.gone - step.gone} 个工作日"


def _target(track: Track, bound: int, lighting: Lighting, now: Day, done: int | None) -> _Told:
    states = [lighting.targets[one] for one in track.targets if one in lighting.targets]
    count = sum(one >= bound for one in states)
    told = "滞后" if max(states, default=0) > 1 else "有风险"
    return (True, f"挂钩的 {len(states)} 项目标里 {count} 项{told}") if count else _NOT


_LOOKS: Mapping[Measure, Callable[[Track, int, Lighting, Day, int | None], _Told]] = {
    Measure.BEHIND: _behind,
    Measure.LEFT: _left,
    Measure.OVERDUE: _overdue,
    Measure.UNREPORTED: _unreported,
    Measure.IDLE: _idle,
    Measure.MILESTONE: _milestone,
    Measure.TARGET: _target,
}


def _shown(hundredths: int) -> str:
    """Return hundredths of a percent with at most one decimal, cut off: never more than there is."""
    tenths = hundredths // 10
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _families(tasks: Iterable[LedgerTask]) -> list[tuple[LedgerTask, list[LedgerTask]]]:
    """Return the tasks that have sub-tasks with these, the deepest first."""
    known = {one.id: one for one in tasks}
    children: dict[str, list[LedgerTask]] = {}
    for one in known.values():
        if one.parent in known and one.parent != one.id:
            children.setdefault(one.parent, []).append(one)

    def depth(task: LedgerTask) -> int:
        seen = {task.id}
        while task.parent in known and task.parent not in seen:
            task = known[task.parent]
            seen.add(task.id)
        return len(seen)

    return [(known[one], children[one]) for one in sorted(children, key=lambda one: -depth(known[one]))]


def _of_children(parent: LedgerTask, own: TaskLight, children: list[TaskLight]) -> TaskLight:
    """Return the light of a task whose sub-tasks are lit: the gravest of theirs, or its own when that is graver."""
    lit = [one for one in children if one.light is not Light.NONE]
    if not lit:
        return own
    counts = "、".join(
        f"{count} 项{light.value}灯"
        for light in (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE)
        if (count := sum(one.light is light for one in lit))
    )
    told = f"{len(lit)} 项子任务中 {counts}"
    worst = max((one.light for one in lit), key=lambda light: light.gravity)
    if own.light.gravity > worst.gravity:
        return own._replace(also=(*own.also, told))
    if not worst.gravity:
        worst = Light.GREEN if any(one.light is Light.GREEN for one in lit) else Light.BLUE
    return TaskLight(parent.id, worst, "按子任务", told)
