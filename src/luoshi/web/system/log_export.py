"""Entries of the log as a file (日志导出). Entries: :func:`log_book`, :func:`log_csv`.

The first line says who took it and when. Text is never run as a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils import timezone

from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look
from luoshi.web.audit.models import LogEntry

_MOST_IN_CELL = 32_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    LedgerColumn("序号", 8, Look.CENTRE),
    LedgerColumn("时间", 20, Look.CENTRE),
    LedgerColumn("账号", 14),
    LedgerColumn("姓名", 10),
    LedgerColumn("角色", 16),
    LedgerColumn("来源地址", 16),
    LedgerColumn("对象", 12),
    LedgerColumn("动作", 12),
    LedgerColumn("对象编号", 16),
    LedgerColumn("名称", 36),
    LedgerColumn("结果", 10, Look.CENTRE),
    LedgerColumn("原来", 36),
    LedgerColumn("现在", 36),
    LedgerColumn("校验码", 24),
)


def log_book(rows: Iterable[LogEntry], mark: str) -> bytes:
    """Return a workbook: the mark stands in the first line below the head, and at the head of each printed page."""
    book = Book(f"操作日志　{mark}")
    first = [mark] + [""] * (len(_COLUMNS) - 1)
    book.add(Ledger("操作日志", mark, _COLUMNS, [first, *([_cut(cell) for cell in _cells(row)] for row in rows)]))
    return book.finish()


def log_csv(rows: Iterable[LogEntry], mark: str) -> bytes:
    """Return CSV in UTF-8 with a mark by which spreadsheets know it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([mark])
    writer.writerow([one.head for one in _COLUMNS])
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in _cells(row)])
    return stream.getvalue().encode("utf-8-sig")


def _cells(row: LogEntry) -> list[str]:
    at = f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"
    who = [str(row.number), at, row.account, row.name, row.roles, row.address]
    what = [row.kind, row.action, row.object_id, row.label, row.result, row.before, row.after, row.hash]
    return who + what


def _cut(text: str) -> str:
    """Return what a cell of a workbook can hold."""
    return text if len(text) <= _MOST_IN_CELL else f"{text[:_MOST_IN_CELL]}…（太长，全文见系统）"
