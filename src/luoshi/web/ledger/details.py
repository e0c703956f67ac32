"""What each tab of an entry shows (详情). Entries: :data:`TABS`, :func:`tabs_of`, :func:`shown_in`.

What other parts know of an entry (stored evidence, cases of supervision) is asked of them when they are there.
Not here: the pages (:mod:`luoshi.web.ledger.entry_views`), what may be done (:mod:`luoshi.web.ledger.offered`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from luoshi.model.ledger import Entry, LedgerProject, LedgerTask
from luoshi.progress.money import money_table
from luoshi.progress.projects import STAGES, check_project, stage_now
from luoshi.progress.tasks.taking import KEY_NAMES
from luoshi.web.audit.models import LogEntry
from luoshi.web.ledger.actions import KIND
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.told import changes_told
from luoshi.web.scope import in_scope

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account

TABS = {
    "basic": "基本信息", "division": "分解", "progress": "进展", "evidence": "佐证材料", "review": "审核记录",
    "supervision": "督办", "project": "资金和阶段", "log": "操作日志",
}  # fmt: skip
"""Key in the address -> title; 资金和阶段 is shown of projects."""
_REVIEWS = ("审核通过", "退回", "归档", "重新打开", "终止", "恢复", "申请办结", "退签")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of an entry: its row, its document, to whom, on which day."""

    row: EntryRow
    entry: Entry
    account: Account
    day: date


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry of the log with what it changed, in words."""

    entry: LogEntry
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper named in evidence, and where it is named."""

    name: str
    where: str
    on: date | None


def tabs_of(entry: Entry) -> dict[str, str]:
    """Return the tabs of an entry: key -> title."""
    return {key: title for key, title in TABS.items() if key != "project" or isinstance(entry, LedgerProject)}


def shown_in(tab: str, shown: Shown) -> dict[str, Any]:
    """Return what a tab shows."""
    return _TABS[tab](shown)


def _basic(shown: Shown) -> dict[str, Any]:
    entry = shown.entry
    frequency = entry.frequency if isinstance(entry, LedgerTask) else None
    return {"frequency": frequency or shown.row.book.frequency, "put_off": entry.put_off, "first_due": entry.due}


def _division(shown: Shown) -> dict[str, Any]:
    entry = shown.entry
    parent = entry.parent if isinstance(entry, LedgerTask) else ""
    others = in_scope(EntryRow.objects.filter(book=shown.row.book).defer("content"), shown.account, KIND)
    names = dict(KEY_NAMES)
    return {
        "plan_items": _asked_of("plans", "items_of_entry", shown.row, shown.account),
        "parent": others.filter(key=parent).first() if parent else None,
        "children": list(others.filter(kind="任务", content__parent=entry.id).prefetch_related("units"))
        if isinstance(entry, LedgerTask)
        else [],
        "proposals": [(names[one.key], one) for one in entry.proposals],
        "targets": entry.targets if isinstance(entry, LedgerTask) else (),
        "deliverables": entry.deliverables if isinstance(entry, LedgerTask) else (),
    }


def _progress(shown: Shown) -> dict[str, Any]:
    return {"reports": sorted(shown.entry.reports, key=lambda one: (one.period, one.on), reverse=True)}


def _evidence(shown: Shown) -> dict[str, Any]:
    entry = shown.entry
    papers = [Paper(name, f"{one.period} 的填报", one.on) for one in entry.reports for name in one.evidence]
    papers += [Paper(name, f"节点：{one.name}", one.done) for one in entry.milestones for name in one.evidence]
    if isinstance(entry, LedgerProject):
        papers += [Paper(one.document, f"阶段：{one.stage}", one.done) for one in entry.stages if one.document]
    for trace in entry.trace:
        parts = trace.note.split("；") if not trace.is_of_report else []
        papers += [Paper(one[3:], trace.action, trace.on) for one in parts if one.startswith("佐证：")]
    return {"papers": papers, "stored": _asked_of("reporting", "evidence_of", shown.row)}


def _review(shown: Shown) -> dict[str, Any]:
    entry = shown.entry
    reviewed = [one for one in entry.reports if one.reviewed_on is not None]
    moves = [one for one in entry.trace if one.action in _REVIEWS and not one.is_of_report]
    return {
        "reviewed": sorted(reviewed, key=lambda one: one.reviewed_on or date.min, reverse=True),
        "requests": sorted(entry.requests, key=lambda one: one.asked_on, reverse=True),
        "moves": list(reversed(moves)),
        "overrides": tuple(reversed(entry.overrides)),
    }


def _supervision(shown: Shown) -> dict[str, Any]:
    return {"cases": _asked_of("supervision", "cases_of", shown.row, shown.account)}


def _project(shown: Shown) -> dict[str, Any]:
    entry = shown.entry
    if not isinstance(entry, LedgerProject):
        return {}
    table = money_table([entry])
    findings = check_project(entry, shown.day)
    order = {stage: at for at, stage in enumerate(STAGES)}
    stages = sorted(entry.stages, key=lambda one: order.get(one.stage, len(order)))
    return {"stages": stages, "stage_now": stage_now(entry, shown.day), "money": table, "findings": findings}


def _log(shown: Shown) -> dict[str, Any]:
    row = shown.row
    entries = LogEntry.objects.filter(kind=KIND, object_id=f"{row.book_id}/{row.key}"[:120]).order_by("-number")
    return {"log": log_told(entries[:200]), "trace": tuple(reversed(shown.entry.trace))}


def log_told(entries: Iterable[LogEntry]) -> list[LogLine]:
    """Return entries of the log with what they changed in words."""
    return [LogLine(one, tuple(changes_told(one.before, one.after))) for one in entries]


_TABS: dict[str, Callable[[Shown], dict[str, Any]]] = {
    "basic": _basic,
    "division": _division,
    "progress": _progress,
    "evidence": _evidence,
    "review": _review,
    "supervision": _supervision,
    "project": _project,
    "log": _log,
}


def _asked_of(part: str, name: str, *asked_of: Any) -> list[Any]:
    """Return what another part knows of an entry; nothing when that part is not built in.

    Asked when it is wanted: the other parts are built on this one.
    """
    module = f"luoshi.web.{part}.selectors"
    if find_spec(module) is None:
        return []
    asked = getattr(import_module(module), name, None)
    return list(asked(*asked_of)) if asked is not None else []
