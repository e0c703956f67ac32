"""What is known of each unit for an appraisal (考核材料): from ledgers, lights, target states, cases, typed scores.

Entry: :func:`gather`. A task counts for each unit that leads it, a project that nobody leads for its owner (建设主体);
what was not handed out yet (待分解) is nobody's. A case counts for its subject, or for those that bear the task it is
about. Not here: scoring (:mod:`luoshi.progress.oversight.appraising`), making lights or states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from luoshi.base.work_days import WorkDays
from luoshi.model.appraisal import AppraisalMaterial, TypedScore, UnitMaterial
from luoshi.model.ledger import Entry, Ledger, LedgerTask, State
from luoshi.model.lights import TaskLight
from luoshi.model.supervision import Case, Delay, Procedure
from luoshi.progress.oversight.supervision import delays_of
from luoshi.progress.tracks import FULL, track_of


@dataclass(frozen=True)
class Known:
    """What is handed in.

    Attributes:
        ledgers: whose units are appraised.
        year, as_of: the year that is appraised, and the day on which.
        days: work days.
        reporting_days: work days behind the end of a period within which a report is in time.
        lights: number of the task or project -> its light; None when lights are not known.
        targets: number of the target -> its state in words; None when they are not known.
        cases, procedures: supervision; ``cases`` None when it is not known.
        typed: unit -> item -> score.
        groups: unit -> group.
    """

    ledgers: Sequence[Ledger]
    year: int
    as_of: date
    days: WorkDays
    reporting_days: int = 5
    lights: Mapping[str, TaskLight] | None = None
    targets: Mapping[str, str] | None = None
    cases: Sequence[Case] | None = None
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    typed: Mapping[str, Mapping[str, TypedScore]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


def gather(known: Known) -> AppraisalMaterial:
    """Return the material of all units: those that bear something, or for which something was typed in."""
    facts: defaultdict[str, defaultdict[str, defaultdict[str, list[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    leads: dict[str, tuple[str, ...]] = {}
    for ledger in known.ledgers:
        for entry in (*ledger.tasks, *ledger.projects):
            if borne := bearers(entry):
                leads[entry.id] = borne
    units = dict.fromkeys([unit for one in leads.values() for unit in one])
    units.update(dict.fromkeys([*known.typed, *known.groups]))
    for unit, source, kind, number in (*_of_ledgers(known), *_of_cases(known, leads)):
        if unit in units and number not in facts[unit][source][kind]:
            facts[unit][source][kind].append(number)
    sources = [
        *(["灯"] if known.lights is not None else []),
        *(["目标"] if known.targets is not None else []),
        *(["填报"] if known.ledgers else []),
        *(["督查"] if known.cases is not None else []),
    ]
    return AppraisalMaterial(
        tuple(
            UnitMaterial(
                unit=unit,
                group=known.groups.get(unit, ""),
                facts={
                    source: {kind: tuple(sorted(ids)) for kind, ids in sorted(facts[unit][source].items())}
                    for source in sources
                    if source != "填报" or facts[unit][source]
                },
                typed=known.typed.get(unit, {}),
            )
            for unit in sorted(units)
        )
    )


def bearers(entry: Entry) -> tuple[str, ...]:
    """Return the units that answer for a task or project; nobody as long as it was not handed out."""
    return () if entry.state is State.UNDIVIDED else entry.bearers


def _of_ledgers(known: Known) -> Iterator[tuple[str, str, str, str]]:
    """Yield unit, source, kind and number of lights, targets and reports."""
    for ledger in known.ledgers:
        for entry in (*ledger.tasks, *ledger.projects):
            light = known.lights.get(entry.id) if known.lights is not None else None
            for unit in bearers(entry):
                if light is not None:
                    yield unit, "灯", light.light.value, entry.id
        for task in ledger.tasks:
            states = [(one, known.targets[one]) for one in task.targets if known.targets and one in known.targets]
            told = list(reports_of(task, ledger, known))
            for unit in bearers(task):
                yield from ((unit, "目标", state, number) for number, state in states)
                yield from ((unit, "填报", kind, f"{task.id} {period}") for period, kind in told)


def reports_of(task: LedgerTask, ledger: Ledger, known: Known) -> Iterator[tuple[str, str]]:
    """Yield each period of the year that a task was to be reported for, and 按时, 迟报 or 未报.

    Those are the periods that lights ask for: from the day it was signed for until it is finished; none any more once
    all of it was accepted as done. A report that was returned and not handed in again is none.
    """
    track = track_of(
        task, known.days, frequency=ledger.frequency, period=ledger.period, reporting_days=known.reporting_days
    )
    schedule = track.schedule
    if schedule is None:
        return
    first, beyond = track.expected
    names = list(schedule.names)
    for place in range(first, min(beyond, schedule.overdue_on(known.as_of.toordinal()))):
        is_done = track.completion(schedule.firsts[place]) == FULL
        if is_done or date.fromordinal(schedule.ends[place]).year != known.year:
            continue
        given = [
            one.on.toordinal() for one in task.reports if one.period == names[place] and one.state is not State.RETURNED
        ]
        in_time = given and min(given) <= schedule.deadlines[place]
        yield names[place], "按时" if in_time else "迟报" if given else "未报"


def _of_cases(known: Known, leads: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield unit, 督查, the step or 超期, and the number of the case with the day.

    A delay counts in the year of its deadline, once, however long it lasts; only the unit's own delays count.
    """
    for case in known.cases or ():
        units = leads.get(case.entry) or (case.subject,)
        procedure = known.procedures.get(case.procedure)
        for unit in units:
            for taken in case.steps:
                if taken.on.year == known.year and taken.on <= known.as_of:
                    yield unit, "督查", taken.step, f"{case.id} {taken.on}"
            if procedure is not None:
                for late in delays_of(case, procedure, known.as_of, known.days):
                    if late.due.year == known.year:
                        yield unit, "督查", "超期", _delay_told(case, late)


def _delay_told(case: Case, late: Delay) -> str:
    done = f"{late.done} 才有下一步" if late.done is not None else "还没有"
    return f"{case.id} 应在 {late.due} 以前{'、'.join(late.awaited)}，{done}，超过 {late.days} 个工作日"
