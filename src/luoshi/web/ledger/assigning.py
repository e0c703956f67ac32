"""Units, people and deadlines for many entries at once (批量分工): each entry its own deed, its own log entry.

Entries: :func:`assign_each`, :class:`Assigned`. Not here: the page (:mod:`luoshi.web.ledger.assign_views`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger_words import Actor
from luoshi.progress.deeds import Deed
from luoshi.web.action import Context, NotAllowed, perform
from luoshi.web.ledger.actions import ActOnEntry
from luoshi.web.ledger.models import EntryRow

MOST = 200
"""Entries changed at once."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """What came of one entry: done, or why not."""

    row: EntryRow
    is_done: bool
    findings: tuple[Finding, ...] = ()


def assign_each(
    rows: Iterable[tuple[EntryRow, int]], action: str, changes: Mapping[str, str], context: Context
) -> list[Assigned]:
    """Assign entries one after another; what cannot be done to one does not stop the others.

    Args:
        rows: entries with the version that was shown of each.
        action: 定分工 with changes, or 采纳建议 without.
        changes: what is set -> into what.
        context: who.
    """
    found = []
    for row, version in rows:
        deed = Deed(action, "", Actor.PLANNER, context.today, changes=dict(changes))
        try:
            outcome = perform(ActOnEntry(context, row, deed, version))
        except NotAllowed:
            told = Finding("N314", Severity.ERROR, f"没有权限做“{action}”", row.key, fix="请规划人员办")
            found.append(Assigned(row, False, (told,)))
            continue
        found.append(Assigned(row, outcome.done, outcome.findings))
    return found
