"""What workbooks and tables do to the ledger (导出、读回、导入的动作).

Entries: :class:`ExportLedger`, :class:`BringBack`, :class:`ImportTable`, :class:`AddFromPlan`. What a file says is
worked out before (:mod:`~luoshi.web.ledger.exchange.returning`, :mod:`~luoshi.web.ledger.exchange.importing`,
:mod:`~luoshi.web.ledger.exchange.making`), so that the transaction is short; here it is seen to that nothing changed
meanwhile, and everything is stored or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, Ledger
from luoshi.web.action import Action, Change, Context, note
from luoshi.web.ledger.actions import AddLedger, differences
from luoshi.web.ledger.exchange.returning import Returned
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.ledger.store import add_entries, save_entry
from luoshi.web.scope import in_scope

KIND = "台账"
_MOST_NAMED = 200


class ExportLedger(Action[int]):
    """Rows of a ledger went out as a workbook: an event that is logged."""

    kind, action = KIND, "导出"

    def __init__(self, context: Context, book: Book, count: int, query: str = "") -> None:
        super().__init__(context)
        self.book, self.count, self.query = book, count, query

    def execute(self) -> tuple[int, Change]:
        """Nothing is changed."""
        told: dict[str, Any] = {"条目": self.count} | ({"筛选": self.query} if self.query else {})
        return self.count, Change(f"{self.book.name}：导出 Excel", str(self.book.pk), None, told)


class ChangeEntry(Action[EntryRow]):
    """One entry as a file says; part of a larger action."""

    kind, action = KIND, "导入"

    def __init__(self, context: Context, row: EntryRow, entry: Entry) -> None:
        super().__init__(context)
        self.row, self.entry = row, entry

    def target(self) -> EntryRow:
        """The entry."""
        return self.row

    def execute(self) -> tuple[EntryRow, Change]:
        """Store it."""
        before = entry_of(self.row)
        save_entry(self.row, self.entry, self.context.now)
        was, now = differences(before, self.entry)
        return self.row, Change(str(self.row), f"{self.row.book_id}/{self.row.key}", was, now)


class IntoBook(Action[Book]):
    """Entries come into a book: changed ones that are still what they were when it was worked out, and new ones."""

    kind, action = KIND, "导入"

    def __init__(self, context: Context, book: Book, title: str) -> None:
        super().__init__(context)
        self.book, self.title = book, title
        self.changed: Mapping[str, Entry] = {}
        self.versions: Mapping[str, int] = {}
        self.added: tuple[Entry, ...] = ()
        self.told: dict[str, Any] = {}
        self._rows: list[EntryRow] = []

    def check(self) -> tuple[Finding, ...]:
        """Nobody changed these entries since, nobody added the same ones, and all of them are in reach."""
        Book.objects.select_for_update().get(pk=self.book.pk)
        if not self.changed and not self.added:
            return (Finding("N354", Severity.ERROR, "没有要写的：文件里的和台账一样，或者都退回了", self.title),)
        rows = EntryRow.objects.select_for_update(of=("self",)).select_related("book").filter(book=self.book)
        self.hold()
        self._rows = list(rows.filter(key__in=self.changed).order_by("pk"))
        known = {row.key: row.version for row in self._rows}
        moved = [key for key in self.changed if known.get(key) != self.versions[key]]
        moved += rows.filter(key__in=[one.id for one in self.added]).values_list("key", flat=True)
        if moved:
            told = f"看预览的时候，别人改了其中 {len(moved)} 条（{'、'.join(moved[:3])}），这一次什么也没有写"
            return (Finding("N355", Severity.ERROR, told, self.title, fix="看一看新的预览，再确认"),)
        account = self.context.account
        if account is not None and self._rows:
            mine = in_scope(EntryRow.objects.all(), account, self.kind, "导入")
            if mine.filter(pk__in=[row.pk for row in self._rows]).count() < len(self._rows):
                return (Finding("N352", Severity.ERROR, "有的条目不在您的范围里", self.title),)
        return ()

    def execute(self) -> tuple[Book, Change]:
        """Store them all."""
        changes = [ChangeEntry(self.context, row, self.changed[row.key]) for row in self._rows]
        done = [(one, one.execute()[1]) for one in changes]
        add_entries(self.book, self.added, self.context.now)
        self.settle()
        for one, change in done:
            note(one, change)
        told = {**self.told, "改动": len(self._rows), **_named(self.added)}
        return self.book, Change(f"{self.book.name}：{self.title}"[:300], str(self.book.pk), None, told)

    def hold(self) -> None:
        """Hold entries that are changed besides; before the others, as all are held in the order of their numbers."""

    def settle(self) -> None:
        """Do what is to be done besides, when all entries are stored."""


class BringBack(IntoBook):
    """A workbook that came back is stored (读回)."""

    def __init__(self, context: Context, came: Returned, name: str) -> None:
        super().__init__(context, came.book, f"读回 {name}")
        self.changed, self.versions, self.added = came.changed, came.versions, came.added
        self.told = {"退回的行": sum(map(len, (came.read.refused or {}).values()))}


class ImportTable(IntoBook):
    """A table of an office's own comes into a book (导入)."""

    def __init__(
        self,
        context: Context,
        book: Book,
        name: str,
        brought: tuple[Mapping[str, Entry], Mapping[str, int], tuple[Entry, ...]],
    ) -> None:
        super().__init__(context, book, f"导入 {name}")
        self.changed, self.versions, self.added = brought


class NewBook(Action[Book]):
    """A table of an office's own, or a plan, becomes a new book."""

    kind, action = KIND, "新建台账"

    def __init__(self, context: Context, ledger: Ledger, title: str) -> None:
        super().__init__(context)
        self._inner, self.title = AddLedger(context, ledger), title

    def check(self) -> tuple[Finding, ...]:
        """As for any new book; it must hold something."""
        if not (self._inner.ledger.tasks or self._inner.ledger.projects):
            return (Finding("N354", Severity.ERROR, "没有要写的：一行也没有认出来，或者都退回了", self.title),)
        return self._inner.check()

    def execute(self) -> tuple[Book, Change]:
        """Store it."""
        book, change = self._inner.execute()
        return book, Change(f"{book.name}：{self.title}"[:300], change.object_id, None, change.after)


class AddFromPlan(IntoBook):
    """What a plan brings anew comes into a book that was made from it before (再做一次)."""

    action = "新建台账"
    order: tuple[str, ...] = ()
    """Numbers of all entries in the order of the plan: what is new stands where the plan has it."""

    def hold(self) -> None:
        """Hold all entries of the book."""
        list(self.book.entries.select_for_update().order_by("pk").values_list("pk"))

    def settle(self) -> None:
        """Put the entries in the order of the plan; that makes no new version of a row."""
        places = {key: place for place, key in enumerate(self.order, start=1)}
        rows = list(self.book.entries.only("pk", "key", "place"))
        moved = [row for row in rows if places.get(row.key, row.place) != row.place]
        for row in moved:
            row.place = places[row.key]
        EntryRow.objects.bulk_update(moved, ["place"], batch_size=500)


def _named(added: Iterable[Entry]) -> dict[str, Any]:
    numbers = [one.id for one in added]
    return {"新增": len(numbers), "新增的编号": numbers[:_MOST_NAMED]} if numbers else {"新增": 0}
