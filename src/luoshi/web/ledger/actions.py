"""Changes to the ledger (台账的动作): whatever is done to an entry goes through here, from pages, workbooks and
commands.

Entries: :class:`ActOnEntry`, :class:`AddLedger`. The rules of what follows what stand in
:mod:`luoshi.progress.acting`; here it is asked who may, whether somebody changed the entry meanwhile, and what is
logged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, Frequency, Ledger
from luoshi.model.ledger_words import Actor
from luoshi.progress.acting import act
from luoshi.progress.deeds import Deed
from luoshi.web.action import Action, Change, Context
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.ledger.store import add_ledger, held_row, save_entry
from luoshi.web.policy import Reach, Role, reach

KIND = "台账"


class ActOnEntry(Action[EntryRow]):
    """One deed on one entry: signing, reporting, reviewing, asking, deciding… (:data:`luoshi.progress.acting.DEEDS`).

    Args:
        context: who acts.
        row: the entry, as it was shown.
        deed: what is to be done; by whom, in which part and when is filled in from the context.
        version: the row version that was shown; None when nothing was.
    """

    kind = KIND

    def __init__(self, context: Context, row: EntryRow, deed: Deed, version: int | None) -> None:
        super().__init__(context)
        self.row, self.version = row, version
        self.action = deed.action
        self.deed = replace(deed, by=context.name, role=actor_for(context, deed.action), on=deed.on or context.today)
        self._before: Entry | None = None
        self._after: Entry | None = None

    def target(self) -> EntryRow:
        """The entry."""
        return self.row

    def check(self) -> tuple[Finding, ...]:
        """Nobody changed it meanwhile, and the rules of the ledger allow it."""
        self.row, newer = held_row(self.row.pk, self.version)
        if newer:
            return newer
        self._before = entry_of(self.row)
        frequency = Frequency(self.row.book.frequency)
        self._after, findings = act(self._before, self.deed, frequency=frequency, today=self.context.today)
        return findings

    def execute(self) -> tuple[EntryRow, Change]:
        """Store what came of it."""
        if self._before is None or self._after is None:
            raise RuntimeError("an action is checked before it is done")
        save_entry(self.row, self._after, self.context.now)
        before, after = differences(self._before, self._after)
        return self.row, Change(str(self.row), f"{self.row.book_id}/{self.row.key}", before, after)


class AddLedger(Action[Book]):
    """A ledger comes in as a new book (建立台账)."""

    kind, action = KIND, "新建台账"

    def __init__(self, context: Context, ledger: Ledger) -> None:
        super().__init__(context)
        self.ledger = ledger

    def check(self) -> tuple[Finding, ...]:
        """There is no book of that name."""
        if Book.objects.filter(name=self.ledger.name).exists():
            told = f"已经有一份台账叫“{self.ledger.name}”"
            return (Finding("N302", Severity.ERROR, told, fix="改用导入，把新的条目并进去"),)
        return ()

    def execute(self) -> tuple[Book, Change]:
        """Store it."""
        book = add_ledger(self.ledger, self.context.now)
        after = {"任务": len(self.ledger.tasks), "项目": len(self.ledger.projects)}
        return book, Change(book.name, str(book.pk), None, after)


def actor_for(context: Context, action: str) -> Actor:
    """Return the part in which somebody does a deed: the first of their roles that reaches furthest for it."""
    account = context.account
    if account is None:
        return Actor.PLANNER
    parts: list[tuple[Reach, Role]] = [(reach([role], KIND, action), role) for role in account.roles if role.actor]
    best = max(parts, key=lambda one: one[0], default=None)
    found = best[1].actor if best is not None else None
    return found or Actor.REPORTER


def differences(before: Entry, after: Entry) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what of an entry changed: key -> what stood there, key -> what stands there now."""
    was, now = before.model_dump(mode="json"), after.model_dump(mode="json")
    keys = [key for key in now if was.get(key) != now[key] and key != "trace"]
    return {key: was.get(key) for key in keys}, {key: now[key] for key in keys}
