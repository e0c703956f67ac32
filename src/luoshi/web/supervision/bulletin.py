"""The bulletin over several units (通报): what is red or overdue in the ledger, unit by unit, as a paper.

Entries: :func:`told_entries`, :func:`stale_lights`, :func:`counts_by_unit`, :func:`bulletin_paper`. It is internal;
what is public (公报) belongs to educational supervision. Not here: keeping it (:mod:`luoshi.web.supervision.actions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger_words import State
from luoshi.model.light_report import NO_UNIT
from luoshi.report.official_paper import OfficialPaper, PaperTable, Text
from luoshi.web.accounts.models import Account
from luoshi.web.ledger.models import LEAD, Book, EntryRow
from luoshi.web.scope import in_scope

_NOT_UNDER_WAY = tuple(one.value for one in State if one.is_over or one is State.UNDIVIDED)


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that a bulletin tells of, once for each unit that leads it."""

    unit: str
    row: EntryRow
    is_red: bool
    is_overdue: bool

    @property
    def due(self) -> str:
        """时限 as it is written."""
        return self.row.due.isoformat() if self.row.due is not None else ""

    @property
    def word(self) -> str:
        """What is the matter."""
        found = [word for word, holds in (("红灯", self.is_red), ("逾期", self.is_overdue)) if holds]
        return "、".join(found)


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many entries of a unit are told of: all of them, red ones, overdue ones."""

    unit: str
    total: int
    red: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What somebody writes around the tables of a bulletin."""

    title: str
    number: str
    to: str
    demands: str
    issuer: str


def told_entries(account: Account, day: date, book: Book | None = None, unit: str = "") -> list[Told]:
    """Return the red and overdue entries that an account may see, the most troubled unit first.

    Args:
        account: who sees them.
        day: today.
        book: of this ledger only; None for all ledgers.
        unit: only of units whose name holds this; empty for all.
    """
    wanted = Q(light="红") | Q(due__lt=day)
    rows = in_scope(EntryRow.objects.all(), account, "台账").filter(wanted).exclude(state__in=_NOT_UNDER_WAY)
    rows = rows.filter(book=book) if book is not None else rows
    found: list[Told] = []
    for row in rows.defer("content").prefetch_related("units"):
        late = row.due is not None and row.due < day
        names = [one.name for one in row.units.all() if one.role == LEAD] or [NO_UNIT]
        found += [Told(name, row, row.light == "红", late) for name in names if unit in name]
    order = {one.unit: at for at, one in enumerate(counts_by_unit(found))}
    return sorted(found, key=lambda one: (order[one.unit], not one.is_red, one.due or "9", one.row.pk))


def stale_lights(account: Account, day: date) -> tuple[Finding, ...]:
    """Return that entries still have the light of another day: a bulletin would tell too much or too little."""
    rows = in_scope(EntryRow.objects.all(), account, "台账").exclude(state__in=_NOT_UNDER_WAY).exclude(lit_on=day)
    count = rows.count()
    if not count:
        return ()
    told = f"有 {count} 条任务的灯还不是今天（{day}）的，通报里可能多写或少写"
    return (Finding("N461", Severity.WARNING, told, fix="请系统管理员重新亮灯，再生成通报"),)


def counts_by_unit(told: Iterable[Told]) -> list[UnitCount]:
    """Return the counts of each unit, those with most red entries first."""
    units: dict[str, list[Told]] = {}
    for one in told:
        units.setdefault(one.unit, []).append(one)
    counts = [
        UnitCount(name, len(held), sum(one.is_red for one in held), sum(one.is_overdue for one in held))
        for name, held in units.items()
    ]
    return sorted(counts, key=lambda one: (-one.red, -one.overdue, -one.total, one.unit))


def bulletin_paper(told: Sequence[Told], frame: Frame, day: date) -> OfficialPaper:
    """Return the paper: how many by unit, each of them with its reason, what is demanded."""
    counts = counts_by_unit(told)
    entries = len({one.row.pk for one in told})
    red = len({one.row.pk for one in told if one.is_red})
    late = len({one.row.pk for one in told if one.is_overdue})
    body: list[Text | PaperTable] = [
        Text(f"现将截至{day.year}年{day.month}月{day.day}日进度滞后和逾期的任务通报如下。"),
        Text("一、总体情况", 1),
        Text(
            f"台账中亮红灯、逾期的任务和项目共{entries}项，其中亮红灯的{red}项，超过完成时限的{late}项，"
            f"涉及{len(counts)}个责任单位。几个单位共同牵头的，在各单位分别列出。"
        ),
        _counts_table(counts),
        Text("二、任务清单", 1),
        _entries_table(told),
    ]
    demands = [one.strip() for one in frame.demands.splitlines() if one.strip()]
    if demands:
        body += [Text("三、工作要求", 1), *map(Text, demands)]
    return OfficialPaper(
        title=frame.title,
        letterhead=frame.issuer,
        number=frame.number,
        to=frame.to,
        body=tuple(body),
        issuer=frame.issuer,
        on=day,
    )


def _counts_table(counts: Sequence[UnitCount]) -> PaperTable:
    rows = [(str(at), one.unit, str(one.total), str(one.red), str(one.overdue)) for at, one in enumerate(counts, 1)]
    return PaperTable(
        rows=tuple(rows),
        head=("序号", "责任单位", "合计", "红灯", "逾期"),
        caption="各单位红灯、逾期任务数",
        widths=(2, 9, 3, 3, 3),
        centred=(0, 2, 3, 4),
    )


def _entries_table(told: Sequence[Told]) -> PaperTable:
    rows = [
        (str(at), one.unit, one.row.title, one.due or "—", one.word, one.row.light_reason or "—")
        for at, one in enumerate(told, 1)
    ]
    return PaperTable(
        rows=tuple(rows),
        head=("序号", "责任单位", "任务或项目", "时限", "情况", "说明"),
        caption="红灯、逾期任务清单",
        widths=(36, 60, 96, 82, 48, 120),
        centred=(0, 3, 4),
    )
