"""Coverage of a plan by a ledger (分解覆盖) and of a plan by annual documents (年度追溯): what is handed to tables.

Entries: :class:`Coverage`, every item of a plan and what became of it; :class:`AnnualTrace`, which annual tasks take up
which items. Not here: how they are found (:mod:`luoshi.progress.tasks.coverage`, :mod:`luoshi.progress.tasks.annual`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ItemKind(StrEnum):
    """Of what kind an item of a plan is."""

    TARGET = "目标"
    NORM = "标准要求"
    PROJECT = "项目"
    TASK = "任务"
    PROBLEM = "问题"
    OBSERVATION = "现状数据"


class CoverState(StrEnum):
    """What became of an item of a plan (分解情况)."""

    DIVIDED = "已分解"
    WITHOUT_UNIT = "待定单位"
    NOT_NEEDED = "不需要"
    OPEN = "未分解"


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One item of the plan.

    Attributes:
        item: its number.
        kind: what it is.
        name: title, name or indicator, with value and year for figures.
        section: where it stands in the plan.
        state: what became of it.
        entries: numbers of the ledger entries that carry it.
        units: the units of those entries.
        why: how it is carried, or why it needs nothing; why it is open.
        lacks: what an entry that carries it still lacks (责任单位、时限).
    """

    item: str
    kind: ItemKind
    name: str
    section: str
    state: CoverState
    entries: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    why: str = ""
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """All items of a plan, each once, in the plan's order within each kind.

    Attributes:
        plan: the plan's title.
        ledger: the ledger's name.
        rows: the items.
    """

    plan: str
    ledger: str
    rows: tuple[CoverRow, ...]

    @property
    def open(self) -> tuple[CoverRow, ...]:
        """Return the items that nobody carries and nobody said need nothing."""
        return tuple(row for row in self.rows if row.state is CoverState.OPEN)

    def count(self, kind: ItemKind, state: CoverState | None = None) -> int:
        """Return how many items of a kind there are, or are in a state."""
        return sum(row.kind is kind and state in (None, row.state) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Taken:
    """A plan item that an annual task takes up.

    Attributes:
        item: number of the plan item.
        kind: 任务, 目标 or 项目.
        name: its title.
        likeness: 0-1.
        figures: indicators in both, as written.
        why: in words.
        sure: the likeness or the figures leave little doubt; else it is a question for a person.
    """

    item: str
    kind: ItemKind
    name: str
    likeness: float
    figures: tuple[str, ...] = ()
    why: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class AnnualTask:
    """A task (or a target outside of any task) of an annual document and what it takes up, most like first."""

    id: str
    document: str
    year: int | None
    section: str
    title: str
    takes: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class UptakeRow:
    """A plan item and the annual tasks that take it up: document -> titles."""

    item: str
    kind: ItemKind
    name: str
    section: str
    taken: Mapping[str, tuple[str, ...]]

    @property
    def is_taken(self) -> bool:
        """Whether any annual document takes it up."""
        return any(self.taken.values())


@dataclass(frozen=True, slots=True)
class AnnualTrace:
    """A plan and its annual documents held against each other.

    Attributes:
        plan: the plan's title.
        documents: title of each annual document -> its year, in the order given.
        tasks: the annual tasks.
        items: tasks, targets and projects of the plan.
    """

    plan: str
    documents: Mapping[str, int | None]
    tasks: tuple[AnnualTask, ...]
    items: tuple[UptakeRow, ...]

    @property
    def rootless(self) -> tuple[AnnualTask, ...]:
        """Return the annual tasks that trace to nothing in the plan."""
        return tuple(task for task in self.tasks if not task.takes)

    @property
    def untaken(self) -> tuple[UptakeRow, ...]:
        """Return the plan items that no annual document takes up."""
        return tuple(row for row in self.items if not row.is_taken)
