"""Verbs over ledgers of execution (台账): import an office's table of tasks or one's own workbook, export, look.

Read them through :mod:`luoshi.api`. Not here: ledger files (:mod:`luoshi.workspace.ledger_file`), decomposing plans,
states and lights (``luoshi.progress``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.base.findings import Finding
    from luoshi.base.work_days import WorkDays
    from luoshi.compiler.units.lists import Role
    from luoshi.model.ledger import Entry, Frequency, Ledger, Report
    from luoshi.model.ledger_import import LedgerImport
    from luoshi.model.lights import TaskLight
    from luoshi.sheets.book_reader import ReadBook
    from luoshi.sheets.grid import Grids
    from luoshi.sheets.ledger_reporting import Reporting
    from luoshi.sheets.ledger_rows import ImportOrder, UnitsRead

E = TypeVar("E", bound="Entry")
_TABLES = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".tsv", ".xltx")
_BOOKS = (".xlsx", ".xlsm")
_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class LedgerOrder:
    """How a table is imported into a ledger (导入办法).

    Attributes:
        on: the day of the import.
        by: who imports, for the trace.
        year: the year of days written without one; None for that of the table's title.
        period: the period whose progress the table tells; empty when it is not taken in.
        columns: what columns mean, as ``任务=工作事项``, or YAML files of such; they go before all others.
        rules: the workspace's folder ``rules``; None for the packaged heads alone.
        reporter: who reports the progress in the file (填报人); without one no progress comes in.
        under_way: whether an office's own table is of work that was signed for already (已在执行).
    """

    on: date
    by: str = ""
    year: int | None = None
    period: str = ""
    columns: tuple[str, ...] = ()
    rules: Path | None = None
    reporter: str = ""
    under_way: bool = False


def book_of_ledger(path: str | Path) -> str | None:
    """Return the name of the ledger whose exported workbook a file is; None when it is no such workbook.

    Empty for one whose record of the export is gone.
    """
    book = _own_book(Path(path))
    if book is None:
        return None
    return book.record.source if book.record is not None else ""


def import_ledger(path: str | Path, ledger: Ledger, order: LedgerOrder) -> LedgerImport:
    """Return what a file brings into a ledger (导入), and the ledger with it; rows with a fault are refused.

    Args:
        path: an office's own table of tasks (XLSX, XLS, CSV, or tables in a DOCX, HTML or PDF), or a workbook that
            :func:`ledger_workbook` wrote.
        ledger: the ledger as it is now; an empty one for a new ledger.
        order: how.

    Raises:
        LuoshiError: L010 no table of tasks, L011, L012 the mapping, L024 the workbook of another ledger, L028 a period
            that is none, L030 progress that nobody reports; as the readers raise.
    """
    file = Path(path)
    own = _own_book(file)
    if own is not None:
        from luoshi.sheets.ledger_read_back import read_back

        return read_back(own, ledger, _reporting(order, ledger.frequency))
    from luoshi.model.ledger_reports import frequency_of
    from luoshi.sheets.ledger_import import import_table

    first = frequency_of(order.period) if order.period and not (ledger.tasks or ledger.projects) else None
    if first is not None:  # a new ledger is reported as often as its first table
        ledger = ledger.model_copy(update={"frequency": first})
    return import_table(_grids(file), ledger, _import_order(file, order, ledger.frequency))


def ledger_error_book(path: str | Path, imported: LedgerImport) -> bytes | None:
    """Return a copy of an imported file whose refused rows say why (错误说明); None when none was refused."""
    if not imported.refused:
        return None
    file = Path(path)
    own = _own_book(file)
    if own is not None:
        from luoshi.sheets.error_book import write_error_book
        from luoshi.sheets.ledger_book import own_heads
        from luoshi.sheets.ledger_columns import ledger_sheets

        sheets = ledger_sheets(own_heads(imported.ledger))
        return write_error_book(own, imported.refused, imported.ledger.name, sheets)
    from luoshi.sheets.error_copy import error_copy

    heads = {sheet.name: sheet.head_rows[1] for sheet in imported.sheets}
    return error_copy(file.read_bytes(), _grids(file), imported.refused, heads)


def ledger_workbook(
    ledger: Ledger,
    *,
    as_of: date | None = None,
    days: WorkDays | None = None,
    lights: Mapping[str, TaskLight] | None = None,
    versions: Mapping[str, int] | None = None,
    remarks: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Return a ledger as an Excel workbook that :func:`import_ledger` reads back.

    Args:
        ledger: the ledger.
        as_of: the day for which it is said how far time has gone (序时进度); None leaves that out.
        days: which days are work days; Monday to Friday if None.
        lights: number of an entry -> its light; None leaves them out.
        versions: number of an entry -> its row version in the database, for telling on return what changed since.
        remarks: what is said besides on the last sheet, as (what, text).
    """
    from luoshi.base.work_days import WorkDays
    from luoshi.model.ledger_reports import periods_of
    from luoshi.progress.light_reports import paces
    from luoshi.sheets.ledger_book import Known, write_ledger_book

    if as_of is None:
        return write_ledger_book(ledger, Known(lights, versions=versions or {}), remarks)
    calendar = days or WorkDays()
    how = "按工作日算，除去节假日" if calendar.years else "按周一到周五算，没有除去节假日"
    said = [("序时进度", f"{as_of:%Y-%m-%d} 时，起始到时限之间过去了多少，{how}；没有起始或时限的不算")]
    periods = periods_of(as_of.year, ledger.frequency)
    entries: tuple[Entry, ...] = (*ledger.tasks, *ledger.projects)
    moved = {one.id: due for one in entries if (due := one.due_on(as_of)) is not None and due != one.due}
    known = Known(lights, paces(ledger, calendar, as_of), moved, versions or {})
    return write_ledger_book(ledger, known, (*said, *remarks), periods)


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which entries are looked at (筛选): all that fit every part that is set.

    Attributes:
        unit: a part of the name of a unit or section (科室) that bears it, or of the body that builds a project.
        states: its state is one of these.
        area: its area.
        section: a part of its section.
        due_before: its deadline lies before this day.
        overdue: its deadline lies before ``on`` and it is not over.
        on: the day whose deadlines count: those put off by then.
    """

    unit: str = ""
    states: tuple[str, ...] = ()
    area: str = ""
    section: str = ""
    due_before: date | None = None
    overdue: bool = False
    on: date = date.max

    def fits(self, entry: Entry) -> bool:
        """Tell whether an entry fits."""
        who = entry.assignment
        parts = (
            not self.unit or any(self.unit in name for name in (*who.units, who.section, getattr(entry, "owner", ""))),
            not self.states or entry.state.value in self.states,
            not self.area or self.area == entry.area,
            not self.section or self.section in entry.section,
            self.due_before is None or ((due := entry.due_on(self.on)) is not None and due < self.due_before),
            not self.overdue or is_overdue(entry, self.on),
        )
        return all(parts)


def is_overdue(entry: Entry, day: date) -> bool:
    """Tell whether an entry is not over although its deadline has passed."""
    due = entry.due_on(day)
    return due is not None and due < day and not entry.state.is_over


def filter_ledger(ledger: Ledger, wanted: LedgerFilter) -> Ledger:
    """Return a ledger with the entries that fit, in their order."""
    tasks = tuple(one for one in ledger.tasks if wanted.fits(one))
    projects = tuple(one for one in ledger.projects if wanted.fits(one))
    return ledger.model_copy(update={"tasks": tasks, "projects": projects})


def find_entries(ledger: Ledger, number: str) -> Sequence[Entry]:
    """Return the entry with a number (编号), else all with an office's number (序号).

    Raises:
        LuoshiError: L029 when there is none.
    """
    entries: tuple[Entry, ...] = (*ledger.tasks, *ledger.projects)
    found = [one for one in entries if one.id == number] or [one for one in entries if one.number == number]
    if not found:
        hint = "编号、序号见 luoshi ledger show"
        raise LuoshiError("L029", f"台账“{ledger.name}”里没有编号或序号 {number}", hint=hint)
    return found


def _own_book(file: Path) -> ReadBook | None:
    if file.suffix.lower() not in _BOOKS:
        return None
    from luoshi.sheets.book_reader import open_book
    from luoshi.sheets.ledger_read_back import is_ledger_book

    try:
        book = open_book(file)
    except LuoshiError:
        return None  # what cannot be read is told by the reader of tables
    return book if is_ledger_book(book) else None


def _grids(file: Path) -> Grids:
    """Return the tables of a file.

    Raises:
        LuoshiError: as the readers raise.
    """
    if file.suffix.lower() in _TABLES:
        from luoshi.sheets.grid import open_grids

        return open_grids(file)
    from luoshi.readers import read_document
    from luoshi.sheets.ledger_import import document_grids

    return document_grids(read_document(file))


def _import_order(file: Path, order: LedgerOrder, frequency: Frequency) -> ImportOrder:
    from luoshi.model.ledger_reports import PERIODS, is_period
    from luoshi.rules.ledger_columns import load_ledger_columns, own_columns
    from luoshi.sheets.ledger_import import with_names
    from luoshi.sheets.ledger_rows import ImportOrder

    if order.period and not is_period(order.period):
        raise LuoshiError("L028", f"“{order.period}”不是填报的期", hint=PERIODS)
    known = load_ledger_columns(order.rules)
    pairs: list[tuple[str, str]] = []
    for text in order.columns:
        if text.lower().endswith(_YAML) and "=" not in text:
            pairs += [(field, head) for field, heads in own_columns(Path(text)).items() for head in heads]
        else:
            pairs.append(_pair(text, known))
    how = _reporting(order, frequency)
    plain = ImportOrder(known, read_unit_cell, how, order.year, order.period, file.name, order.under_way)
    return with_names(plain, pairs)


def _reporting(order: LedgerOrder, frequency: Frequency) -> Reporting:
    from luoshi.sheets.ledger_reporting import Reporting

    return Reporting(order.on, partial(submit_report, frequency=frequency), order.by, order.reporter)


def submit_report(entry: E, report: Report, /, frequency: Frequency | None = None) -> tuple[E, tuple[Finding, ...]]:
    """Return an entry with a report of an imported file handed in by the rules of reports, or why it may not be."""
    from luoshi.model.ledger import Actor
    from luoshi.progress.reviewing import submit

    return submit(entry, report, Actor.REPORTER, frequency)


def _pair(text: str, known: Mapping[str, tuple[str, ...]]) -> tuple[str, str]:
    field, mark, head = (part.strip() for part in text.replace("＝", "=").partition("="))
    if not mark or not head:
        raise LuoshiError("L012", f"--map 写成了“{text}”", hint="写法：--map '任务=工作事项'，或给出 YAML 文件")
    if field not in known:
        raise LuoshiError("L012", f"--map 里的“{field}”不是台账的项", hint=f"可以写的有：{'、'.join(known)}")
    return field, head


def read_unit_cell(text: str, field: str) -> UnitsRead:
    """Return the units in a cell of a column 责任单位, 牵头单位 or 配合单位."""
    from luoshi.compiler.units.cells import read_units
    from luoshi.sheets.ledger_rows import UnitsRead

    roles: dict[str, Role] = {"牵头单位": "lead", "配合单位": "support"}
    return UnitsRead(*read_units(text, roles.get(field, "unit")))
