"""The exported workbook on its way back (读回): what it would change, what of it is refused and why.

Entries: :func:`returned`, :class:`Returned`, :func:`error_sheet`. A row whose entry was changed since the export is
refused whatever its cells say: never is newer work overwritten. Not here: storing it
(:mod:`luoshi.web.ledger.exchange.actions`), how cells are read (:mod:`luoshi.sheets.ledger_read_back`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from luoshi.api.ledger import submit_report
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, Frequency, Report
from luoshi.model.ledger_import import LedgerImport
from luoshi.sheets.book_reader import ReadBook, read_book
from luoshi.sheets.error_book import write_error_book
from luoshi.sheets.export_record import LEDGER_BOOK
from luoshi.sheets.found_rows import FoundRow, FoundSheet
from luoshi.sheets.ledger_book import own_heads
from luoshi.sheets.ledger_columns import ledger_sheets
from luoshi.sheets.ledger_read_back import read_back
from luoshi.sheets.ledger_reporting import E, Reporting
from luoshi.web.action import Context
from luoshi.web.ledger.models import Book
from luoshi.web.ledger.store import ledger_of
from luoshi.web.scope import in_scope

KIND = "台账"


@dataclass(frozen=True, slots=True)
class Returned:
    """A workbook that came back.

    Attributes:
        book: the ledger that it is of.
        sheet: the workbook.
        read: what it brings.
        changed: number -> the entry as it would stand then.
        added: entries that are new.
        versions: number -> row version to which the entries in ``changed`` were held.
    """

    book: Book
    sheet: ReadBook
    read: LedgerImport
    changed: Mapping[str, Entry]
    added: tuple[Entry, ...]
    versions: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store."""
        return not self.changed and not self.added


def returned(context: Context, content: bytes, name: str) -> Returned:
    """Return what a workbook brings back; nothing is stored.

    Raises:
        LuoshiError: N350 it is no workbook of a ledger, its record is gone, or its ledger is not here; as
            :func:`luoshi.sheets.book_reader.read_book`.
    """
    sheet = read_book(content, name)
    book = _book_of(sheet, context, name)
    account = context.account
    rows = in_scope(book.entries.all(), account, KIND, "导入") if account is not None else book.entries.all()
    held = list(rows)
    ledger = ledger_of(book, held)
    versions = {row.key: row.version for row in held}
    how = Reporting(context.today, NewReports(context, book, ledger.frequency), context.name, context.name)
    read = read_back(sheet, ledger, how, _Guard(sheet, context, book, versions).against)
    before: dict[str, Entry] = {one.id: one for one in (*ledger.tasks, *ledger.projects)}
    after: list[Entry] = [*read.ledger.tasks, *read.ledger.projects]
    changed = {one.id: one for one in after if one.id in before and one is not before[one.id]}
    added = tuple(one for one in after if one.id not in before)
    return Returned(book, sheet, read, changed, added, {key: versions[key] for key in changed})


def error_sheet(came: Returned) -> bytes | None:
    """Return the workbook with the column 错误说明; None when no row was refused."""
    if not came.read.refused:
        return None
    sheets = ledger_sheets(own_heads(came.read.ledger))
    return write_error_book(came.sheet, came.read.refused, came.book.name, sheets)


def reportable(context: Context, book: Book, action: str) -> frozenset[str]:
    """Return the numbers of the entries for which somebody may report (填报), or do a milestone (完成节点)."""
    if context.account is None:
        return frozenset(book.entries.values_list("key", flat=True))
    return frozenset(in_scope(book.entries.all(), context.account, KIND, action).values_list("key", flat=True))


class NewReports:
    """Hands reports in by the rules: for entries of a book for which somebody may report, and for new ones."""

    def __init__(self, context: Context, book: Book | None, frequency: Frequency) -> None:
        known = book.entries.values_list("key", flat=True) if book is not None else ()
        self._refused = frozenset(known) - (reportable(context, book, "填报") if book is not None else frozenset())
        self._submit = partial(submit_report, frequency=frequency)

    def __call__(self, entry: E, report: Report, /) -> tuple[E, tuple[Finding, ...]]:
        if entry.id in self._refused:
            return entry, (_not_yours("进展", "填报"),)
        return self._submit(entry, report)


class _Guard:
    """What stands against any change of an entry."""

    def __init__(self, sheet: ReadBook, context: Context, book: Book, versions: Mapping[str, int]) -> None:
        self._exported = sheet.record.versions if sheet.record is not None else {}
        self._versions = versions
        self._may_finish = reportable(context, book, "完成节点")

    def against(self, sheet: FoundSheet, row: FoundRow, updates: Mapping[str, object]) -> list[Finding]:
        key, where = row.id.partition("#")[0], f"{sheet.name} 第{row.number}行"
        was, now = self._exported.get(key), self._versions.get(key)
        found = []
        if was is None:
            fix = "从现在的台账重新导出，在新的工作簿里改"
            found.append(Finding("N352", Severity.ERROR, "这一条不在您导出的工作簿里", where, fix=fix))
        elif was != now:
            told = f"您导出以后别人改过这一条（导出时第 {was} 版，现在第 {now} 版），没有覆盖"
            fix = "重新导出，看过别人改了什么，再改"
            found.append(Finding("N351", Severity.ERROR, told, where, fix=fix))
        if "done" in updates and key not in self._may_finish:
            found.append(_not_yours("节点完成", "完成节点", where))
        return found


def _not_yours(what: str, action: str, where: str = "") -> Finding:
    told = f"{what}由责任单位报，您的角色不能在这里写（{action}）"
    return Finding("N353", Severity.ERROR, told, where, fix="恢复这一行的进展；替没有账号的单位报，到“填报”里办")


def _book_of(sheet: ReadBook, context: Context, name: str) -> Book:
    """Return the ledger that a workbook is of.

    Raises:
        LuoshiError: N350.
    """
    if sheet.record is None:
        hint = "从台账重新导出，在导出的文件里改；本局自己的表用“导入”"
        raise LuoshiError("N350", "这不是从台账导出的工作簿，或者里面的导出记录没有了", where=name, hint=hint)
    if sheet.record.kind != LEDGER_BOOK:
        raise LuoshiError("N350", "这是规划的工作簿，不是台账的", where=name, hint="到“规划”里读回")
    book = Book.objects.filter(name=sheet.record.source).first()
    if book is None or not sheet.record.versions:
        hint = "从这里的台账重新导出，再改"
        raise LuoshiError("N350", f"这是别处导出的台账“{sheet.record.source}”的工作簿", where=name, hint=hint)
    return book
