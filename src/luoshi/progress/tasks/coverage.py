"""Whether every item of a plan is decomposed (分解覆盖): into which entries, needing none with a reason, or open.

Entry: :func:`cover`. Nothing is left out: the rows are the items of the plan, each once.
Not here: making the entries (:mod:`luoshi.progress.tasks.making`), the table as a workbook (``luoshi.sheets``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from luoshi.base.findings import Finding, Severity
from luoshi.model.coverage import Coverage, CoverRow, CoverState, ItemKind
from luoshi.model.indicator_names import canonical
from luoshi.model.ledger import Entry, Ledger, LedgerTask, State
from luoshi.model.plan import Figure, Item, Plan, Problem, Project, Task
from luoshi.progress.tasks.topics import shared_topic, topics_of
from luoshi.progress.tasks.wording import Matter, Wordings, chapter_of, matter_of

_BY_NATURE = "现状数据：已经发生的，只供对照"
_OPS = {"=": "", ">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "~": "约", "between": ""}
_LONGEST_NAME = 60
_TOPIC, _PERHAPS = 0.5, 0.25
"""What a subject in common closes of the gap to full likeness; from where a task is named as a question."""


@dataclass(frozen=True)
class Carried:
    """What carries items besides the ledger, item -> in words.

    Attributes:
        divided: targets decomposed to counties (目标分解) -> by what.
        duties: targets whose values a unit reports (填报责任) -> the unit.
        no_need: items of which a person says that they need nothing -> the reason.
    """

    divided: Mapping[str, str]
    duties: Mapping[str, str]
    no_need: Mapping[str, str]


def cover(
    plan: Plan,
    ledger: Ledger,
    *,
    no_need: Mapping[str, str] | None = None,
    divided: Mapping[str, str] | None = None,
    duties: Mapping[str, str] | None = None,
) -> tuple[Coverage, tuple[Finding, ...]]:
    """Return what became of every item of a plan, and what is wrong with what was handed in.

    Args:
        plan: the plan.
        ledger: its ledger, as it is in use.
        no_need: item -> why it needs no entry, by a person.
        divided: target -> by what it is decomposed to counties.
        duties: target -> the unit that reports its value.

    Findings: L153 there is no such item, L154 no reason is given (the item stays open).
    """
    findings: list[Finding] = []
    reasons = _reasons(plan, no_need or {}, findings)
    book = _Book(plan, ledger, Carried(divided or {}, duties or {}, reasons))
    rows = [book.row(item, kind) for item, kind in items_of(plan)]
    title = plan.document.title or plan.source.name
    return Coverage(title, ledger.name, tuple(rows)), tuple(findings)


def items_of(plan: Plan) -> tuple[tuple[Item, ItemKind], ...]:
    """Return every item of a plan with its kind: targets, norms, projects, tasks, problems, observations."""
    lists: tuple[tuple[Sequence[Item], ItemKind], ...] = (
        (plan.targets, ItemKind.TARGET),
        (plan.norms, ItemKind.NORM),
        (plan.projects, ItemKind.PROJECT),
        (plan.tasks, ItemKind.TASK),
        (plan.problems, ItemKind.PROBLEM),
        (plan.observations, ItemKind.OBSERVATION),
    )
    return tuple((item, kind) for items, kind in lists for item in items)


def named(item: Item) -> str:
    """Return an item's name for a table: title, name or text; for a figure the indicator with value and year."""
    if isinstance(item, Figure):
        value = f"{item.value:f}" + (f"—{item.value2:f}" if item.value2 is not None else "")
        year = f"（{item.year}年）" if item.year else ""
        return f"{item.indicator}{_OPS[item.op]}{value}{item.unit}{year}"
    if isinstance(item, Task):
        return item.title
    if isinstance(item, Project):
        return item.name
    text = item.text if isinstance(item, Problem) else item.quote
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"


def _reasons(plan: Plan, no_need: Mapping[str, str], findings: list[Finding]) -> dict[str, str]:
    known = {item.id for item, _ in items_of(plan)}
    reasons = {}
    for number, reason in no_need.items():
        if number not in known:
            message = f"“不需要分解”的清单里写了 {number}，规划里没有这个编号"
            findings.append(Finding("L153", Severity.WARNING, message, where=number, fix="核对编号，或删去这一行"))
        elif not reason.strip():
            message = f"“不需要分解”的清单里 {number} 没有写理由，仍算未分解"
            findings.append(Finding("L154", Severity.WARNING, message, where=number, fix="补上理由"))
        else:
            reasons[number] = reason.strip()
    return reasons


class _Book:
    """What carries the items of one plan."""

    def __init__(self, plan: Plan, ledger: Ledger, carried: Carried) -> None:
        self._carried = carried
        self._plan = plan
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._by_target: dict[str, list[Entry]] = defaultdict(list)
        for entry in (*ledger.tasks, *ledger.projects):
            if entry.plan_item:
                self._entries[entry.plan_item].append(entry)
            if isinstance(entry, LedgerTask):
                for target in entry.targets:
                    self._by_target[target].append(entry)
        self._holders = self._holding()
        self._twins: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in plan.targets:
            self._twins[_measure(one)].append(one.id)

    def _holding(self) -> dict[str, list[str]]:
        """Return figure -> the tasks and projects in whose text it stands, or that name it as theirs."""
        holders: dict[str, list[str]] = defaultdict(list)
        holding: tuple[Task | Project, ...] = (*self._plan.tasks, *self._plan.projects)
        for item in holding:
            own = set(item.figures)
            for figure in (*self._plan.targets, *self._plan.norms):
                inside = item.span.start <= figure.span.start and figure.span.end <= item.span.end
                if figure.id in own or inside:
                    holders[figure.id].append(item.id)
        return holders

    def row(self, item: Item, kind: ItemKind) -> CoverRow:
        """Return what became of one item."""
        entries, how = self._carriers(item)
        living = [entry for entry in entries if entry.state is not State.ENDED]
        if living:
            return self._carried_row(item, kind, living, how)
        told = self._without_entry(item, bool(entries))
        state, units, why = told if told else (CoverState.OPEN, (), self._why_open(item, kind))
        numbers = tuple(entry.id for entry in entries)
        return CoverRow(item.id, kind, named(item), item.section, state, numbers, units, why)

    def _carried_row(self, item: Item, kind: ItemKind, entries: Sequence[Entry], how: str) -> CoverRow:
        bearers = (
            [*entry.assignment.units, entry.assignment.section] if entry.assignment.section else entry.assignment.units
            for entry in entries
        )
        units = tuple(dict.fromkeys(unit for each in bearers for unit in each))
        is_borne = bool(units) or item.id in self._carried.divided
        lacks = [] if is_borne else ["责任单位"]
        if all(entry.due is None for entry in entries):
            lacks.append("时限")
        state = CoverState.DIVIDED if is_borne else CoverState.WITHOUT_UNIT
        numbers = tuple(dict.fromkeys(entry.id for entry in entries))
        return CoverRow(item.id, kind, named(item), item.section, state, numbers, units, how, tuple(lacks))

    def _without_entry(self, item: Item, had_entries: bool) -> tuple[CoverState, tuple[str, ...], str] | None:
        if item.id in self._carried.divided:
            return CoverState.DIVIDED, (), f"目标分解：{self._carried.divided[item.id]}"
        if item.id in self._carried.duties:
            unit = self._carried.duties[item.id]
            return CoverState.DIVIDED, (unit,), f"由{unit}填报"
        if item.id in self._carried.no_need:
            return CoverState.NOT_NEEDED, (), self._carried.no_need[item.id]
        if had_entries:
            return CoverState.NOT_NEEDED, (), "台账里的条目已批准终止"
        if item in self._plan.observations:
            return CoverState.NOT_NEEDED, (), _BY_NATURE
        return None

    def _carriers(self, item: Item) -> tuple[list[Entry], str]:
        """Return the entries that carry an item, and how."""
        own = self._entries.get(item.id, [])
        if own:
            return own, ""
        if isinstance(item, Problem):
            return self._of(item.tasks), "由应对它的任务承担"
        if not isinstance(item, Figure) or item in self._plan.observations:
            return [], ""
        for entries, how in self._of_figure(item):
            if entries:
                return entries, how
        return [], ""

    def _of_figure(self, figure: Figure) -> Iterable[tuple[list[Entry], str]]:
        yield self._by_target.get(figure.id, []), "由任务承担"
        yield self._of(self._holders.get(figure.id, ())), "写在任务或项目里"
        for twin in self._twins.get(_measure(figure), ()):
            if twin != figure.id:
                entries = self._by_target.get(twin, []) or self._of(self._holders.get(twin, ()))
                yield entries, f"同一指标在 {twin} 由任务承担"

    def _of(self, items: Iterable[str]) -> list[Entry]:
        return [entry for item in items for entry in self._entries.get(item, [])]

    def _why_open(self, item: Item, kind: ItemKind) -> str:
        if kind in (ItemKind.TARGET, ItemKind.NORM):
            return "没有任务承担，没有分解到县，也没有写由谁填报" + self._perhaps(item)
        if kind is ItemKind.PROBLEM:
            return "规划里没有应对它的任务，或那些任务不在台账里" + self._perhaps(item)
        return "台账里没有"

    def _perhaps(self, item: Item) -> str:
        """Return which task speaks most of the same matter, as a question; empty when none does."""
        said = item.indicator if isinstance(item, Figure) else item.quote
        asked = Matter(item.id, said, item.quote, chapter_of(self._plan, f"{item.section}/"))
        likes = {one.matter.id: one.likeness for one in self._wordings.most_alike(asked, len(self._plan.tasks))}
        own = topics_of(asked.title, asked.chapter)
        best, task = 0.0, None
        for other in self._matters:
            topic = shared_topic(own, topics_of(other.title, other.body))
            alike = 1 - (1 - likes.get(other.id, 0.0)) * (1 - _TOPIC * topic**2)
            is_other = asked.kinds and other.kinds and not asked.kinds & other.kinds
            if alike > best and not is_other:
                best, task = alike, other
        return f"；可能属于“{task.title}”（{task.id}），请核对" if task is not None and best >= _PERHAPS else ""

    @cached_property
    def _matters(self) -> list[Matter]:
        return [matter_of(self._plan, task) for task in self._plan.tasks]

    @cached_property
    def _wordings(self) -> Wordings:
        return Wordings(self._matters)


def _measure(figure: Figure) -> tuple[str, str]:
    """Return by what two figures are of one indicator."""
    return canonical(figure.indicator), figure.unit
