"""The ledger with only what may be published (公开的任务和项目), each made anew from the fields that are public.

Entries: :func:`public_entries`, :func:`public_ledger`, :func:`public_lights`. Who answers for what are units; persons,
reports in words, problems, opinions, requests, notes, evidence and numbers of documents are not public.
Not here: which entries a bureau makes public (:mod:`luoshi.model.evaluation.publication`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from luoshi.model.evaluation.publication import PublicationRules
from luoshi.model.ledger import (
    Assignment,
    Ledger,
    LedgerProject,
    LedgerTask,
    Milestone,
    MoneyYear,
    Report,
    StageRecord,
    State,
)
from luoshi.model.light_report import LightReport, LitEntry

BY_HAND = "按规定程序由人工确定"
_SUM = "合计"


def public_entries(ledger: Ledger, rules: PublicationRules) -> frozenset[str]:
    """Return the ids of the entries that are public.

    What is private by name keeps its sub-tasks private, unless these are made public by name.
    """
    parents = {one.id: one.parent for one in ledger.tasks}
    private = {one.id for one in (*ledger.tasks, *ledger.projects) if {one.id, one.number} & rules.private}
    public = {one.id for one in (*ledger.tasks, *ledger.projects) if {one.id, one.number} & rules.public}

    def is_open(entry: str, usual: bool) -> bool:
        seen: set[str] = set()
        at = entry
        while at and at not in seen:
            seen.add(at)
            if at in private:
                return False
            if entry in public:
                return True
            at = parents.get(at, "")
        return usual

    found = {one.id for one in ledger.tasks if is_open(one.id, rules.tasks)}
    return frozenset(found | {one.id for one in ledger.projects if is_open(one.id, rules.projects)})


def public_ledger(
    ledger: Ledger, public: frozenset[str], held_targets: frozenset[str], as_of: date, *, money: bool
) -> Ledger:
    """Return the ledger with the entries that are public.

    Args:
        ledger: as it was frozen.
        public: ids of the entries.
        held_targets: ids of targets that are not published.
        as_of: the day whose deadlines are in force.
        money: the sums of each year of a project are public.
    """
    return Ledger(
        name=ledger.name,
        plan=ledger.plan,
        period=ledger.period,
        tasks=tuple(_task(one, public, held_targets, as_of) for one in ledger.tasks if one.id in public),
        projects=tuple(_project(one, as_of, money=money) for one in ledger.projects if one.id in public),
    )


def _task(task: LedgerTask, public: frozenset[str], held_targets: frozenset[str], as_of: date) -> LedgerTask:
    return LedgerTask(
        id=task.id,
        number=task.number,
        title=task.title,
        plan_item=task.plan_item,
        section=task.section,
        area=task.area,
        assignment=_units(task.assignment),
        start=task.start,
        due=task.due_on(as_of),
        state=task.state,
        milestones=_milestones(task.milestones),
        reports=_reports(task.reports),
        parent=task.parent if task.parent in public else "",
        targets=tuple(one for one in task.targets if one not in held_targets),
        finished=task.finished,
    )


def _project(project: LedgerProject, as_of: date, *, money: bool) -> LedgerProject:
    return LedgerProject(
        id=project.id,
        number=project.number,
        name=project.name,
        plan_item=project.plan_item,
        section=project.section,
        area=project.area,
        assignment=_units(project.assignment),
        start=project.start,
        due=project.due_on(as_of),
        state=project.state,
        milestones=_milestones(project.milestones),
        reports=_reports(project.reports),
        nature=project.nature,
        owner=project.owner,
        places=project.places,
        investment=project.investment,
        first_year=project.first_year,
        last_year=project.last_year,
        stages=tuple(
            StageRecord(stage=one.stage, due=one.due, done=one.done, percent=one.percent) for one in project.stages
        ),
        money=_money(project.money) if money else (),
        finished=project.finished,
    )


def _units(assignment: Assignment) -> Assignment:
    return Assignment(lead=assignment.lead, support=assignment.support)


def _milestones(milestones: Iterable[Milestone]) -> tuple[Milestone, ...]:
    return tuple(Milestone(name=one.name, due=one.due, done=one.done) for one in milestones)


def _reports(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Return how far it was by the reports that were accepted; nothing that was written in them."""
    return tuple(
        Report(period=one.period, on=one.on, percent=one.percent, state=State.DONE)
        for one in reports
        if one.counts and one.percent is not None
    )


def _money(money: Iterable[MoneyYear]) -> tuple[MoneyYear, ...]:
    sums: dict[int, list[Decimal]] = {}
    for one in money:
        added = sums.setdefault(one.year, [Decimal(0), Decimal(0), Decimal(0)])
        for at, value in enumerate((one.arranged, one.received, one.paid)):
            added[at] += value
    return tuple(
        MoneyYear(year=year, source=_SUM, arranged=arranged, received=received, paid=paid)
        for year, (arranged, received, paid) in sorted(sums.items())
    )


def public_lights(lights: LightReport, public: frozenset[str]) -> LightReport:
    """Return the lights of the public entries; what a person wrote for a light set by hand is not among it."""
    return LightReport(
        ledger=lights.ledger,
        as_of=lights.as_of,
        rule_set=lights.rule_set,
        since=lights.since,
        basis=lights.basis,
        rules=lights.rules,
        months=lights.months,
        entries=tuple(_lit(one) for one in lights.entries if one.id in public),
    )


def _lit(lit: LitEntry) -> LitEntry:
    return LitEntry(
        id=lit.id,
        kind=lit.kind,
        number=lit.number,
        title=lit.title,
        section=lit.section,
        area=lit.area,
        units=lit.units,
        state=lit.state,
        due=lit.due,
        light=lit.light,
        word=lit.word,
        rule=lit.rule,
        reason=BY_HAND if lit.by_hand else lit.reason,
        by_hand=lit.by_hand,
        months=lit.months,
    )
