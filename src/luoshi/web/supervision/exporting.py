"""Cases as a workbook (督查台账) and as the file that the command line reads.

Entries: :func:`case_book`, :func:`case_text`.
Not here: which cases (:mod:`luoshi.web.supervision.selectors`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from luoshi.model.supervision import CaseBook
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone
from luoshi.web.supervision.models import CaseRow
from luoshi.web.supervision.selectors import kept_told
from luoshi.web.supervision.store import case_of
from luoshi.workspace.case_file import cases_text

_COLUMNS = (
    LedgerColumn("序号", 7, Look.CENTRE),
    LedgerColumn("编号", 15, Look.CENTRE),
    LedgerColumn("事项", 44),
    LedgerColumn("责任单位", 20),
    LedgerColumn("程序", 12, Look.CENTRE),
    LedgerColumn("状态", 10, Look.CENTRE),
    LedgerColumn("启动日期", 12, Look.CENTRE),
    LedgerColumn("下一步", 24),
    LedgerColumn("期限", 12, Look.CENTRE),
    LedgerColumn("期限情况", 16, Look.CENTRE),
    LedgerColumn("销号日期", 12, Look.CENTRE),
    LedgerColumn("走过的步骤", 44),
)
_KEPT = next(index for index, column in enumerate(_COLUMNS) if column.head == "期限情况")


def case_book(rows: Iterable[CaseRow], day: date) -> bytes:
    """Return the cases, a row each, with the steps that were taken."""
    title = f"督查台账 {day}"
    cells: list[list[CellValue]] = []
    tones = {}
    for at, row in enumerate(rows):
        if row.is_overdue(day):
            tones[at, _KEPT] = Tone.ALERT
        cells.append(_row(at + 1, row, day))
    book = Book(title)
    book.add(Ledger("督查台账", title, _COLUMNS, cells, tones=tones))
    return book.finish()


def case_text(rows: Iterable[CaseRow]) -> str:
    """Return the cases, drafts left out, as the text of a ``*.supervision.json``, for appraisal and for keeping."""
    cases = tuple(case_of(row) for row in rows if not row.is_draft)
    return cases_text(CaseBook(name="督查督办", cases=cases))


def _row(number: int, row: CaseRow, day: date) -> list[CellValue]:
    steps = "；".join(f"{one.on} {one.step}" for one in case_of(row).steps)
    days = (row.opened_on, row.next_due, row.closed_on)
    opened, due, closed = (one.isoformat() if one is not None else "" for one in days)
    told = kept_told(row.next_due, None, day)
    whose = [row.key, row.title, row.unit.name, row.procedure, row.stage]
    return [number, *whose, opened, row.next_steps, due, told, closed, steps]
