"""An office's own table into the ledger (导入): what its rows would become, in which book.

Entries: :func:`brought`, :class:`Brought`, :func:`error_copy_of`. Rows keep their 序号. Progress of tasks that are in
the ledger already comes in only for those who may report it; with 已在执行 that of new ones comes in to be reviewed.
Not here: what columns mean (:mod:`luoshi.web.ledger.exchange.mapping`), storing it
(:mod:`luoshi.web.ledger.exchange.actions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from luoshi.api.ledger import read_unit_cell
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, Frequency, Ledger
from luoshi.model.ledger_import import LedgerImport
from luoshi.model.ledger_reports import frequency_of, is_period
from luoshi.sheets.error_copy import error_copy
from luoshi.sheets.grid import Grids
from luoshi.sheets.ledger_import import import_table
from luoshi.sheets.ledger_reporting import Reporting
from luoshi.sheets.ledger_rows import ImportOrder
from luoshi.sheets.ledger_table import TaskTable
from luoshi.web.accounts.units import names_of_units
from luoshi.web.action import Context
from luoshi.web.ledger.exchange.returning import NewReports
from luoshi.web.ledger.models import Book
from luoshi.web.ledger.store import ledger_of

_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said of an import.

    Attributes:
        book: into which book; None for a new one.
        name: of the new book.
        year: of days written without one; None for that of the title.
        period: whose progress the table tells; empty when none is taken in.
        under_way: whether the tasks were signed for already (已在执行).
    """

    book: Book | None
    name: str = ""
    year: int | None = None
    period: str = ""
    under_way: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """What a table would bring: what was read, the entries that are new, those that would change, with versions."""

    read: LedgerImport
    added: tuple[Entry, ...] = ()
    changed: Mapping[str, Entry] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> list[tuple[str, int, tuple[str, ...]]]:
        """The refused rows: sheet, row, why."""
        rows = self.read.refused or {}
        return [(sheet, row, why) for sheet, found in rows.items() for row, why in sorted(found.items())]


def brought(
    context: Context, grids: Grids, tables: Sequence[TaskTable], wish: Wish, names: Mapping[str, tuple[str, ...]]
) -> Brought:
    """Return what a table would bring into a book; nothing is stored.

    Raises:
        LuoshiError: N359 the period is none; as :func:`luoshi.sheets.ledger_import.import_table`.
    """
    if wish.period and not is_period(wish.period):
        hint = "写成 2024-06（月）、2024Q2（季）、2024H1（半年）或 2024（年）"
        raise LuoshiError("N359", f"“{wish.period}”不是填报的期", hint=hint)
    held = list(wish.book.entries.all()) if wish.book is not None else []
    ledger = _ledger(wish)
    may = NewReports(context, wish.book, ledger.frequency)
    how = Reporting(context.today, may, context.name, context.name)
    order = ImportOrder(names, read_unit_cell, how, wish.year, wish.period, grids.name, wish.under_way)
    read = import_table(grids, ledger, order, tables)
    versions = {row.key: row.version for row in held}
    before: dict[str, Entry] = {one.id: one for one in (*ledger.tasks, *ledger.projects)}
    after: list[Entry] = [*read.ledger.tasks, *read.ledger.projects]
    changed = {one.id: one for one in after if one.id in before and one is not before[one.id]}
    added = tuple(one for one in after if one.id not in before)
    told = (*read.findings, *_unknown_units(context, added))
    return Brought(read, added, changed, {key: versions[key] for key in changed}, told)


def error_copy_of(content: bytes, grids: Grids, read: LedgerImport) -> bytes | None:
    """Return the person's own table with the column 错误说明; None when no row was refused."""
    if not read.refused:
        return None
    return error_copy(content, grids, read.refused, {sheet.name: sheet.head_rows[1] for sheet in read.sheets})


def _ledger(wish: Wish) -> Ledger:
    if wish.book is not None:
        return ledger_of(wish.book)
    frequency = frequency_of(wish.period) if wish.period else None
    return Ledger(name=wish.name or "（新台账）", frequency=frequency or Frequency.MONTH)


def _unknown_units(context: Context, entries: Sequence[Entry]) -> list[Finding]:
    """Tell of units that are not in the tree: nobody there would see the rows."""
    known = names_of_units(context.today)
    named = dict.fromkeys(unit for one in entries for unit in (*one.bearers, *one.assignment.support))
    unknown = [unit for unit in named if unit not in known]
    if not unknown:
        return []
    some = "、".join(unknown[:_MOST_NAMED]) + ("……" if len(unknown) > _MOST_NAMED else "")
    message = f"有 {len(unknown)} 个单位不在单位树里，它们的账号看不到这些任务：{some}"
    fix = "请系统管理员添上单位或别名，导入以后再添也可以"
    return [Finding("N360", Severity.WARNING, message, fix=fix)]
