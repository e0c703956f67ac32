"""From a compiled plan to a ledger (任务分解): every task and project an entry, with units and dates that the plan has.

Entry: :func:`make_ledger`. What the plan does not say is proposed and marked as proposed: units by similar tasks and by
the functions of units, the section of the education bureau, the end of the plan's period as a deadline.
Numbers are those of the plan's items, with the county or a digest of the part after a dot: they never change.
Not here: making again over a ledger in use (:mod:`luoshi.progress.tasks.remaking`), taking proposals up
(:mod:`luoshi.progress.tasks.taking`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from luoshi.base.texts import normal
from luoshi.model.ledger import Assignment, Ledger, LedgerProject, LedgerTask, Milestone, Proposal
from luoshi.model.plan import Item, Plan, Project, Task
from luoshi.progress.tasks.part_dates import Limit, due_of, limit_of
from luoshi.progress.tasks.parts import (
    asks_every_county,
    county_unit,
    government_of,
    part_title,
    parts_of,
)
from luoshi.progress.tasks.proposing import Proposer
from luoshi.progress.tasks.wording import Matter, matter_of
from luoshi.rules.functions import Functions

_PERIOD_STRENGTH = 0.3
_PERHAPS_DUE = 0.4
_FIRST_NAMED = 0.6
_PLACE_STRENGTH = 0.5
_WAN_IN_YI = Decimal(10_000)


@dataclass(frozen=True)
class _Making:
    """What all entries of one ledger are made with."""

    plan: Plan
    functions: Functions
    proposer: Proposer
    matters: Mapping[str, Matter]
    texts: Mapping[str, str]
    counties: tuple[str, ...]
    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Item -> targets that stand within it."""


def make_ledger(
    plan: Plan,
    functions: Functions,
    others: Iterable[Plan] = (),
    *,
    counties: Sequence[str] = (),
    texts: Mapping[str, str] | None = None,
    name: str = "",
) -> Ledger:
    """Return the ledger of a plan: an entry for every task and project, sub-tasks for counties and counted parts.

    Args:
        plan: the compiled plan.
        functions: for what units answer.
        others: plans whose tasks name units; similar ones there speak for a unit here.
        counties: names of the counties; without them nothing is split by county.
        texts: item -> its whole text in the document; without it quotes serve, and fewer parts are found.
        name: of the ledger; the plan's title when empty.
    """
    known = _prepared(plan, functions, others, counties, texts or {})
    tasks: list[LedgerTask] = []
    for task in plan.tasks:
        whole = _task(known, task)
        tasks.append(whole)
        tasks.extend(_parts(known, task, whole))
        tasks.extend(_county_parts(known, task, whole))
    return Ledger(
        name=name or f"{plan.document.title or plan.source.name}任务台账",
        plan=plan.source.name,
        period=plan.document.period,
        tasks=tuple(tasks),
        projects=tuple(_project(known, project) for project in plan.projects),
    )


def _prepared(
    plan: Plan, functions: Functions, others: Iterable[Plan], counties: Sequence[str], texts: Mapping[str, str]
) -> _Making:
    items: tuple[Item, ...] = (*plan.tasks, *plan.projects)
    matters = {one.id: matter_of(plan, one, texts.get(one.id, "")) for one in items}
    named = [matter for matter in matters.values() if matter.units]
    for other in others:
        named += _named_in(other, plan, functions)
    proposer = Proposer(
        functions,
        named,
        [matters[task.id] for task in plan.tasks],
        plan.document.region or "",
        plan.document.level or "",
    )
    inside = {one.id: _targets_in(plan, one) for one in items}
    known = tuple(dict.fromkeys(county.strip() for county in counties if county.strip()))
    return _Making(plan, functions, proposer, matters, texts, known, inside)


def _named_in(other: Plan, plan: Plan, functions: Functions) -> list[Matter]:
    """Return the tasks of another plan that name units; of another region only units that are found everywhere."""
    source = other.document.title or other.source.name
    matters = [matter_of(other, task, source=source) for task in other.tasks if task.units]
    if other.document.region == plan.document.region:
        return matters
    common = (
        replace(one, units=tuple(unit for unit in one.units if functions.department(unit) is not None))
        for one in matters
    )
    return [one for one in common if one.units]


def _targets_in(plan: Plan, item: Item) -> tuple[str, ...]:
    own = set(getattr(item, "figures", ()))
    return tuple(
        one.id
        for one in plan.targets
        if one.id in own or (item.span.start <= one.span.start and one.span.end <= item.span.end)
    )


def _task(known: _Making, task: Task) -> LedgerTask:
    assignment = _assignment(known, task)
    due = due_of(task.deadline, task.deadline_text)
    return LedgerTask(
        id=task.id,
        plan_item=task.id,
        section=task.section,
        title=task.title,
        content=_said(known, task),
        assignment=assignment,
        due=due,
        due_origin="规划" if due else None,
        milestones=_milestones(task.deliverables, due, known.plan.document.period),
        deliverables=task.deliverables,
        targets=known.inside[task.id],
        proposals=(*_unit_proposals(known, task, assignment), *_due_proposal(known, due)),
    )


def _said(known: _Making, task: Task) -> str:
    text = known.texts.get(task.id, "") or task.quote
    return "" if normal(text) == normal(task.title) else text


def _assignment(known: _Making, task: Task) -> Assignment:
    """Return who bears a task by the plan's own word; 责任科室 are no units."""
    given = tuple(dict.fromkeys((*task.lead, *task.units, *task.support)))
    sections = [unit for unit in given if known.functions.is_section(unit)]
    units = [unit for unit in given if unit not in sections]
    lead = [unit for unit in units if unit in task.lead] or [unit for unit in units if unit not in task.support]
    support = [unit for unit in units if unit not in lead]
    return Assignment(
        lead=tuple(lead), support=tuple(support), section="、".join(sections), origin="规划" if given else None
    )


def _unit_proposals(known: _Making, task: Task, assignment: Assignment) -> tuple[Proposal, ...]:
    found: list[Proposal] = []
    matter = known.matters[task.id]
    if not assignment.units:
        found.extend(known.proposer.units(matter))
    elif not task.lead and len(assignment.lead) > 1:
        why = "规划只写责任单位，没有写谁牵头；它列在第一位"
        found.append(Proposal(key="lead", value=assignment.lead[0], why=why, strength=_FIRST_NAMED))
    if not assignment.section:
        found.extend(known.proposer.sections(matter))
    return tuple(found)


def _due_proposal(known: _Making, due: date | None) -> tuple[Proposal, ...]:
    period = known.plan.document.period
    if due is not None or period is None:
        return ()
    last = date(period[1], 12, 31)
    why = f"规划没有写时限；规划期到{period[1]}年为止"
    return (Proposal(key="due", value=last.isoformat(), why=why, strength=_PERIOD_STRENGTH),)


def _milestones(deliverables: Iterable[str], due: date | None, period: tuple[int, int] | None) -> tuple[Milestone, ...]:
    """Return the deliverables that have a day: the one that their words plainly say, else the task's deadline."""
    dated = []
    for one in deliverables:
        day = limit_of(one, period).due or due
        if day is not None:
            dated.append(Milestone(name=one, due=day))
    return tuple(dated)


def _parts(known: _Making, task: Task, whole: LedgerTask) -> list[LedgerTask]:
    """Return a sub-task for each part of the task's text; units and deadline are those of the whole."""
    made: dict[str, LedgerTask] = {}
    for part in parts_of(known.texts.get(task.id, "") or task.quote):
        number = f"{task.id}.{_digest(part)}"
        limit = limit_of(part, known.plan.document.period)
        due = limit.due or whole.due
        made.setdefault(
            number,
            LedgerTask(
                id=number,
                plan_item=task.id,
                section=task.section,
                title=part_title(part),
                content=part,
                parent=task.id,
                assignment=whole.assignment,
                due=due,
                due_origin="规划" if due else None,
                proposals=(*_part_proposals(known, task, part, whole), *_part_due(known, limit, due)),
            ),
        )
    return list(made.values())


def _part_due(known: _Making, limit: Limit, due: date | None) -> tuple[Proposal, ...]:
    """Return the deadline that a part's words may mean, as a question; else the end of the plan's period."""
    if due is not None or limit.perhaps is None:
        return _due_proposal(known, due)
    why = f"文中写到“{limit.words}”，看不出是不是完成时限；是的采纳"
    return (Proposal(key="due", value=limit.perhaps.isoformat(), why=why, strength=_PERHAPS_DUE),)


def _part_proposals(known: _Making, task: Task, part: str, whole: LedgerTask) -> tuple[Proposal, ...]:
    chapter = known.matters[task.id].chapter
    matter = Matter(f"{task.id}.", part_title(part), part, f"{chapter} {task.title}".strip(), section=task.section)
    units = () if whole.assignment.units else known.proposer.units(matter)
    sections = () if whole.assignment.section else known.proposer.sections(matter)
    return (*units, *sections)


def _digest(part: str) -> str:
    """Return six hex digits of what a part says: it keeps its number when another is put before it."""
    return hashlib.blake2s(normal(part).encode(), digest_size=3).hexdigest()


def _county_parts(known: _Making, task: Task, whole: LedgerTask) -> list[LedgerTask]:
    """Return a sub-task for each county when the task is to be done in every one of them."""
    units = whole.assignment.units
    told, sentence = asks_every_county(f"{task.title}。{known.texts.get(task.id, '') or task.quote}", units)
    if not told:
        return []
    made = []
    for county in known.counties:
        own = county_unit(units, county)
        proposals = list(_due_proposal(known, whole.due))
        if not own:
            why = f"任务要求“{told}”；规划没有写县里由谁承担"
            proposals.insert(0, Proposal(key="lead", value=government_of(county), why=why, strength=_PLACE_STRENGTH))
        made.append(
            LedgerTask(
                id=f"{task.id}.{county}",
                plan_item=task.id,
                section=task.section,
                area=county,
                title=task.title,
                content=sentence or whole.content,
                parent=task.id,
                assignment=Assignment(lead=own, origin="规划" if own else None),
                due=whole.due,
                due_origin=whole.due_origin,
                proposals=tuple(proposals),
            )
        )
    return made


def _project(known: _Making, project: Project) -> LedgerProject:
    due = due_of(project.end, "")
    places = f"{project.place or ''}{project.owner or ''}{project.name}"
    area = next((county for county in known.counties if county in places), "")
    assignment = Assignment(lead=(project.owner,), origin="规划") if project.owner else Assignment()
    proposals: tuple[Proposal, ...] = ()
    if not project.owner:
        proposals = known.proposer.units(known.matters[project.id])
        if area:
            why = f"项目在{area}"
            by_place = Proposal(key="lead", value=government_of(area), why=why, strength=_PLACE_STRENGTH + 0.2)
            proposals = (by_place, *(one for one in proposals if one.value != by_place.value))
    proposals = (*proposals, *known.proposer.sections(known.matters[project.id]))
    return LedgerProject(
        id=project.id,
        plan_item=project.id,
        section=project.section,
        area=area,
        assignment=assignment,
        start=date(project.start, 1, 1) if project.start else None,
        due=due,
        due_origin="规划" if due else None,
        proposals=(*proposals, *_due_proposal(known, due)),
        name=project.name,
        nature=project.nature or "",
        owner=project.owner or "",
        places=project.places,
        investment=project.investment_yi * _WAN_IN_YI if project.investment_yi is not None else None,
        first_year=project.start,
        last_year=project.end,
    )
