"""The lights of a ledger put together for giving out (亮灯结果), for a day and for the months before it.

Entries: :func:`report_lights`, :func:`lights_by_month`, :func:`paces`, :func:`completions`.
Not here: the lights themselves (:mod:`luoshi.progress.lights`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from luoshi.base.work_days import WorkDays
from luoshi.model.ledger import Entry, Ledger, LedgerProject, LedgerTask
from luoshi.model.light_report import LightReport, LitEntry
from luoshi.model.lights import LightRuleSet, TaskLight
from luoshi.model.plan import Remark
from luoshi.progress.lights import Lighting, light_days
from luoshi.progress.looks import pace_of
from luoshi.progress.tracks import Day, Track, track_of
from luoshi.rules.lights import rules_on


@dataclass(frozen=True)
class Asked:
    """Which lights are wanted.

    Attributes:
        rule_set: name of the manner of lighting.
        as_of: the day.
        months: how many months back lights are given as well, each for its last day; the last is ``as_of``.
        targets: numbers of targets -> 0 on course, 1 at risk, 2 behind, as they stand on the day.
    """

    rule_set: str
    as_of: date
    months: int = 0
    targets: Mapping[str, int] = field(default_factory=dict)


def report_lights(ledger: Ledger, sets: Sequence[LightRuleSet], work_days: WorkDays, asked: Asked) -> LightReport:
    """Return the lights of a ledger.

    The targets' states of earlier months are not known: in those only the rest is looked at.

    Raises:
        LuoshiError: L201 when there is no such manner on one of the days.
    """
    rules = rules_on(sets, asked.rule_set, asked.as_of)
    days, history = lights_by_month(ledger, sets, work_days, asked)
    lights = history[-1]
    if not asked.months:
        days, history = [], []
    entries: tuple[LedgerTask | LedgerProject, ...] = (*ledger.tasks, *ledger.projects)
    lit = [_lit(entry, lights[at], asked.as_of, [then[at] for then in history]) for at, entry in enumerate(entries)]
    return LightReport(
        ledger=ledger.name,
        as_of=asked.as_of,
        rule_set=rules.name,
        since=rules.since,
        basis=str(rules.basis),
        rules=tuple(rule.told for rule in rules.rules),
        months=tuple(days),
        entries=tuple(lit),
        findings=_unknown_years(work_days, entries, asked.as_of),
    )


def lights_by_month(
    ledger: Ledger, sets: Sequence[LightRuleSet], work_days: WorkDays, asked: Asked
) -> tuple[list[date], list[tuple[TaskLight, ...]]]:
    """Return the last days of the months asked for, ``as_of`` the last of them, and the lights of each day.

    Raises:
        LuoshiError: L201 when there is no such manner on one of the days.
    """
    days = month_ends(asked.as_of, max(1, asked.months))
    wanted = []
    for day in days:
        targets = asked.targets if day == asked.as_of else {}
        wanted.append((Lighting(rules_on(sets, asked.rule_set, day), work_days, targets), day))
    return days, light_days(ledger, wanted)


def paces(ledger: Ledger, work_days: WorkDays, day: date) -> dict[str, Decimal]:
    """Return number of an entry -> share of the work days from start to deadline gone (序时进度): 0-100, one decimal.

    Cut off behind it, as lights say it.

    Entries without a start or a deadline are left out.
    """
    now = Day(day, work_days)
    return _in_tenths(
        (number, pace_of(track, now, track.due_at(now.ordinal))) for number, track in _tracks(ledger, work_days)
    )


def completions(ledger: Ledger, work_days: WorkDays, day: date) -> dict[str, Decimal]:
    """Return number of an entry -> how far it is (完成比例), as lights take it: 0-100, one decimal, cut off behind it.

    A task by what was accepted of its reports, a project by its stages besides. Entries of which nobody can say are
    left out.
    """
    ordinal = day.toordinal()
    return _in_tenths((number, track.completion(ordinal)) for number, track in _tracks(ledger, work_days))


def _tracks(ledger: Ledger, work_days: WorkDays) -> Iterator[tuple[str, Track]]:
    for entry in (*ledger.tasks, *ledger.projects):
        track = track_of(entry, work_days, frequency=ledger.frequency, period=ledger.period, reporting_days=0)
        yield entry.id, track


def _in_tenths(hundredths: Iterable[tuple[str, int | None]]) -> dict[str, Decimal]:
    return {number: Decimal(value // 10) / 10 for number, value in hundredths if value is not None}


def month_ends(as_of: date, months: int) -> list[date]:
    """Return the last days of the months before that of a day, the earliest first, then the day itself."""
    days: list[date] = []
    for _ in range(months):
        days.append(days[-1].replace(day=1) - timedelta(days=1) if days else as_of)
    return days[::-1]


def _lit(entry: LedgerTask | LedgerProject, light: TaskLight, as_of: date, months: Sequence[TaskLight]) -> LitEntry:
    is_project = isinstance(entry, LedgerProject)
    return LitEntry(
        id=entry.id,
        kind="项目" if is_project else "任务",
        number=entry.number,
        title=entry.name if isinstance(entry, LedgerProject) else entry.title,
        section=entry.section,
        area=entry.area,
        units=entry.bearers,
        state=entry.state,
        due=entry.due_on(as_of),
        light=light.light,
        word=light.light.word,
        rule=light.rule,
        reason=light.reason,
        also=light.also,
        by_hand=light.by_hand,
        months=tuple(one.light for one in months),
    )


def _unknown_years(work_days: WorkDays, entries: Iterable[Entry], as_of: date) -> tuple[Remark, ...]:
    """Return that the holidays of some of the years looked at are not known: there each Monday to Friday counts."""
    days = [day for one in entries for day in (one.start, one.due_on(as_of)) if day is not None]
    if not days:
        return ()
    wanted = range(min(days).year, max(*days, as_of).year + 1)
    unknown = [year for year in wanted if year not in work_days.years]
    if not unknown:
        return ()
    runs = [[year for _, year in group] for _, group in groupby(enumerate(unknown), key=lambda one: one[1] - one[0])]
    told = "、".join(f"{run[0]}—{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    message = f"没有 {told} 年的放假安排，这些年按周一到周五算工作日"
    fix = "公布以后写进 rules/calendars/*.yaml，写法见 docs/执行.md"
    return (Remark(code="L239", severity="info", message=message, where="工作日", fix=fix),)
