"""What is known of each unit for an appraisal (考核材料): from ledgers, lights, target states, cases, typed scores.

Entry: :func:`gather`. A task counts for each unit that leads it; a case for its subject, or for those that lead the
task it is about. Not here: scoring (:mod:`luoshi.progress.appraising`), making lights or states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from luoshi.base.work_days import WorkDays
from luoshi.model.appraisal import AppraisalMaterial, TypedScore, UnitMaterial
from luoshi.model.ledger import Frequency, Ledger, LedgerTask, State
from luoshi.model.lights import TaskLight
from luoshi.model.supervision import Case, Procedure
from luoshi.progress.supervision import state_of


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
    """Return the material of all units: those that lead something, or for which something was typed in."""
    facts: defaultdict[str, defaultdict[str, defaultdict[str, list[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    leads: dict[str, tuple[str, ...]] = {}
    for ledger in known.ledgers:
        for entry in (*ledger.tasks, *ledger.projects):
            leads[entry.id] = entry.assignment.lead
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


def _of_ledgers(known: Known) -> Iterator[tuple[str, str, str, str]]:
    """Yield unit, source, kind and number of lights, targets and reports."""
    for ledger in known.ledgers:
        for entry in (*ledger.tasks, *ledger.projects):
            light = known.lights.get(entry.id) if known.lights is not None else None
            for unit in entry.assignment.lead:
                if light is not None:
                    yield unit, "灯", light.light.value, entry.id
        for task in ledger.tasks:
            states = [(one, known.targets[one]) for one in task.targets if known.targets and one in known.targets]
            told = list(reports_of(task, ledger, known))
            for unit in task.assignment.lead:
                yield from ((unit, "目标", state, number) for number, state in states)
                yield from ((unit, "填报", kind, f"{task.id} {period}") for period, kind in told)


def reports_of(task: LedgerTask, ledger: Ledger, known: Known) -> Iterator[tuple[str, str]]:
    """Yield each period of the year for which a report was due, and 按时, 迟报 or 未报.

    A task is reported from its start (or the first thing done to it) until it is finished; one of which no day is known
    is not judged. A report that was returned and not handed in again is none.
    """
    frequency = task.frequency or ledger.frequency
    days = (
        [task.start] if task.start is not None else [*(one.on for one in task.trace), *(one.on for one in task.reports)]
    )
    if frequency is Frequency.NEVER or not days or task.state is State.ENDED:
        return
    first = min(days)
    for period, start, end in _periods(known.year, frequency):
        due = known.days.after(end, known.reporting_days)
        if end < first or due > known.as_of or (task.finished is not None and task.finished < start):
            continue
        given = [one.on for one in task.reports if one.period == period and one.state is not State.RETURNED]
        yield period, "未报" if not given else "按时" if min(given) <= due else "迟报"


def _periods(year: int, frequency: Frequency) -> Iterator[tuple[str, date, date]]:
    """Yield the periods of a year: how they are written, first and last day."""
    months = frequency.months
    names = {1: "{0}-{1:02d}", 3: "{0}Q{1}", 6: "{0}H{1}", 12: "{0}"}
    for number in range(1, 12 // months + 1):
        start = date(year, (number - 1) * months + 1, 1)
        after = date(year + 1, 1, 1) if number * months == 12 else date(year, number * months + 1, 1)
        yield names[months].format(year, number), start, after - timedelta(days=1)


def _of_cases(known: Known, leads: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield unit, 督查, the step or 超期, and the number of the case with the day."""
    for case in known.cases or ():
        units = leads.get(case.entry) or (case.subject,)
        procedure = known.procedures.get(case.procedure)
        for unit in units:
            for taken in case.steps:
                if taken.on.year == known.year and taken.on <= known.as_of:
                    yield unit, "督查", taken.step, f"{case.id} {taken.on}"
            if procedure is not None:
                due = state_of(case, procedure, known.days).due
                if due is not None and due < known.as_of:
                    yield unit, "督查", "超期", f"{case.id} 应在 {due} 以前"
