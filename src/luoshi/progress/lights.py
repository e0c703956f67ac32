"""Lights (亮灯): each task and project on a day, by a manner of lighting, with the rule and the reason in words.

Entries: :func:`light_all` and :func:`light_days` for a ledger, :func:`light_of` for a track, :class:`Lighting`. Of the
rules that fit the gravest gives the light. The law that holds, and is tested: under one manner and one plan version,
without progress and without an approved change, a later day never turns a light greener.
Not here: what is looked at in an entry (:mod:`luoshi.progress.tracks`) and how (:mod:`luoshi.progress.looks`), rule
sets (:mod:`luoshi.rules.lights`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from luoshi.base.work_days import WorkDays
from luoshi.model.ledger import Entry, Ledger, LedgerTask
from luoshi.model.lights import Light, LightRuleSet, Measure, TaskLight
from luoshi.progress.looks import Bounds, Look, pace_of, shown, written
from luoshi.progress.tracks import FULL, Day, Track, track_of


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

    @cached_property
    def bounds(self) -> Bounds:
        """The bounds of the rules, laid out for looking at many entries."""
        return Bounds(self.rules, frozenset() if self.targets else frozenset({Measure.TARGET}))


def light_all(ledger: Ledger, lighting: Lighting, day: date) -> tuple[TaskLight, ...]:
    """Return the light of each task, then of each project, on a day.

    A task with sub-tasks is never lit better than the gravest of theirs; one without accepted reports of its own is
    not asked for reports.
    """
    return light_days(ledger, [(lighting, day)])[0]


def light_days(ledger: Ledger, asked: Sequence[tuple[Lighting, date]]) -> list[tuple[TaskLight, ...]]:
    """Return the lights of a ledger on each of several days, each by its manner; as :func:`light_all` day by day.

    Each entry is laid out once for all days.
    """
    days = [(lighting, Day(day, lighting.work_days)) for lighting, day in asked]
    found: list[dict[str, TaskLight]] = [{} for _ in days]
    entries = (*ledger.tasks, *ledger.projects)
    for entry in entries:
        tracks = _tracks(entry, ledger, days)
        for (lighting, now), track, lights in zip(days, tracks, found, strict=True):
            lights[entry.id] = light_entry(entry, track, lighting, now)
    families = _families(ledger.tasks)
    for (lighting, now), lights in zip(days, found, strict=True) if families else ():
        of_itself = replace(lighting, rules=_without_reports(lighting.rules))
        for parent, children in families:
            track = follow_in(parent, ledger, lighting)
            own = lights[parent.id]
            if own.by_hand or track.rest_at(now.ordinal) is not None:
                continue
            if track.begun > now.ordinal:
                own = light_entry(parent, track, of_itself, now)
            lights[parent.id] = _of_children(parent, own, [lights[one.id] for one in children])
    return [tuple(lights.values()) for lights in found]


def _tracks(entry: Entry, ledger: Ledger, days: Sequence[tuple[Lighting, Day]]) -> list[Track]:
    """Return the track of an entry for each day: one for all days whose manners lay it out alike."""
    known: dict[int, Track] = {}
    tracks = []
    for lighting, _ in days:
        key = lighting.rules.reporting_days
        if key not in known:
            known[key] = follow_in(entry, ledger, lighting)
        tracks.append(known[key])
    return tracks


_BY_REPORTS = frozenset({Measure.BEHIND, Measure.UNREPORTED, Measure.IDLE})


def _without_reports(rules: LightRuleSet) -> LightRuleSet:
    """Return a manner without the rules that ask for reports: sub-tasks are reported, not what they are part of."""
    return replace(rules, rules=tuple(one for one in rules.rules if not _BY_REPORTS.intersection(one.bounds)))


def light_entry(entry: Entry, track: Track, lighting: Lighting, now: Day) -> TaskLight:
    """Return the light of one entry that is laid out as ``track``, one set by hand before those of the rules."""
    if entry.overrides and track.rest_at(now.ordinal) is None:
        for override in reversed(entry.overrides):  # what was set last stands
            if override.since <= now.day <= override.until:
                said = f"{override.reason}（{override.by} 提出，{override.approved_by} 批准，到 {override.until} 止）"
                return TaskLight(entry.id, Light(override.light), "人工定灯", said, by_hand=True)
    return light_of(track, lighting, now)


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
        return TaskLight(track.entry, Light.BLUE, "", f"{written(track.start)} 开始")
    done = track.completion(now.ordinal)
    if done == FULL:
        return TaskLight(track.entry, Light.GREEN, "", "已全部完成，还没有办结")
    look = Look(track, lighting, now, done)
    fitting = lighting.bounds.fitting(look)
    if not fitting:
        return _untroubled(look, rules)
    rule = fitting[0]
    also = tuple(map(look.words, fitting[1:])) if len(fitting) > 1 else ()
    return TaskLight(track.entry, rule.light, rule.name, look.words(rule), also)


def _closed(track: Track, now: Day) -> TaskLight | None:
    rest = track.rest_at(now.ordinal)
    if rest is None:
        return None
    since, _, is_ended = rest
    if is_ended:
        return TaskLight(track.entry, Light.NONE, "", f"{written(since)} 起终止" if since else "已终止")
    due = track.due_at(since)
    when = f"{written(since)} 办结" if since else "已办结"
    late = since - due[0] if due is not None and since else 0
    return TaskLight(track.entry, Light.GREEN, "", when + (f"，比时限晚 {late} 天" if late > 0 else ""))


def _untroubled(look: Look, rules: LightRuleSet) -> TaskLight:
    """Return blue or green, and how far it is."""
    track, due, done = look.track, look.due, look.done
    light = Light.BLUE if rules.blue_until == "临近" else Light.GREEN
    if due is not None:
        told = _to_deadline(due[0], due[1] - look.now.gone, look.now)
    elif track.schedule is None and not track.steps:
        return TaskLight(track.entry, Light.NONE, "", "没有时限、节点，也没有人填报，无从定灯")
    else:
        told = "没有时限，按填报和节点看"
    if done is None or not (done or track.start is not None):
        return TaskLight(track.entry, light, "", told)
    pace = pace_of(track, look.now, due)
    if pace is None:
        return TaskLight(track.entry, light, "", f"完成 {shown(done)}%；{told}")
    return TaskLight(track.entry, light, "", f"完成 {shown(done)}%，序时进度 {shown(pace)}%；{told}")


def _to_deadline(due: int, left: int, now: Day) -> str:
    """Return how long it is to the deadline, in words."""
    if now.ordinal == due:
        return "今天到时限"
    if now.ordinal > due:
        return f"时限 {written(due)} 已到，还没有过一个工作日"
    return f"距时限 {written(due)} 还有 {left} 个工作日"


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
