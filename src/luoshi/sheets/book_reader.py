"""Opening a workbook that people have worked on (读工作簿): its sheets as cells, its record of the export.

Entries: :func:`open_book`, :func:`read_book`, :func:`is_unedited`.
Not here: what the columns mean (:mod:`luoshi.sheets.plan_import`).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from luoshi.base.errors import LuoshiError, reason
from luoshi.sheets.book_marks import LARGEST_PART, Unreadable, cell_marks
from luoshi.sheets.cell_scan import Marks
from luoshi.sheets.cells import UNREADABLE, ReadCell, canonical, from_float
from luoshi.sheets.export_record import ExportRecord, parse_record
from luoshi.sheets.ledger import RECORD, digest_line

_LARGEST = 50 * 2**20
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet: its rows from the first of the sheet on, each with the cells from the first column on."""

    name: str
    rows: Sequence[Sequence[ReadCell]]


@dataclass(frozen=True, slots=True)
class ReadBook:
    """A workbook: its sheets but for the hidden one, what that one records (None when it is not there), its file."""

    sheets: tuple[ReadSheet, ...]
    record: ExportRecord | None
    where: str = ""


def open_book(path: Path) -> ReadBook:
    """Return the workbook at ``path``.

    Raises:
        LuoshiError: D001 when it cannot be read; as :func:`read_book`.
    """
    try:
        return read_book(path.read_bytes(), str(path))
    except OSError as error:
        raise LuoshiError(
            "D001", f"工作簿读不出来：{reason(error)}", where=str(path), hint="请检查路径和权限"
        ) from error


def read_book(data: bytes, where: str) -> ReadBook:
    """Return the workbook in ``data``; ``where`` names the file in messages.

    Raises:
        LuoshiError: D001 when it is no XLSX workbook, encrypted, broken or too large.
    """
    if len(data) > _LARGEST:
        raise LuoshiError("D001", "工作簿太大", where=where, hint="请删去图片等内容后再试")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise LuoshiError(
            "D001", "工作簿已加密，或是旧版 .xls、.et 文件", where=where, hint=f"有密码的先取消密码；{_SAVE_AS}"
        )
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if any(info.file_size > LARGEST_PART for info in archive.infolist()):
                raise Unreadable("内容展开后异常庞大")
            if "xl/workbook.xml" not in archive.namelist():
                raise Unreadable("不是 .xlsx 工作簿")
            marks = cell_marks(archive)
        return _with_values(data, marks, where)
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise LuoshiError("D001", "不是 .xlsx 工作簿", where=where, hint=_SAVE_AS) from error
    except Unreadable as error:
        raise LuoshiError("D001", f"工作簿读不出来：{error}", where=where, hint=_SAVE_AS) from error


def is_unedited(data: bytes, source: str) -> bool:
    """Tell whether ``data`` is a workbook as luoshi wrote it for the document ``source``, no cell changed since."""
    try:
        book = read_book(data, "")
    except LuoshiError:
        return False
    if book.record is None or book.record.source != source or not book.record.digest:
        return False
    seen = hashlib.sha256()
    for sheet in book.sheets:
        for row, cells in enumerate(sheet.rows):
            for column, cell in enumerate(cells):
                text = canonical(cell)
                if text or cell.fault:
                    seen.update(digest_line(sheet.name, row, column, text))
    return seen.hexdigest() == book.record.digest


def _with_values(data: bytes, marks: dict[str, Marks], where: str) -> ReadBook:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    found: list[ReadSheet] = []
    record = None
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for meta in book.sheets_metadata:
                if meta.typ is not SheetTypeEnum.WorkSheet:
                    continue
                values = book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                if meta.name == RECORD:
                    record = parse_record([[str(value) for value in row] for row in values])
                else:
                    found.append(ReadSheet(meta.name, _cells(values, marks.get(meta.name, Marks()))))
    except CalamineError as error:
        raise Unreadable("文件已损坏") from error
    return ReadBook(tuple(found), record, where)


def _cells(values: Sequence[Sequence[object]], marks: Marks) -> list[list[ReadCell]]:
    return [[_cell(value, marks, (r, c)) for c, value in enumerate(row)] for r, row in enumerate(values)]


def _cell(value: object, marks: Marks, at: tuple[int, int]) -> ReadCell:
    if at in marks.unresolved:
        return ReadCell(fault="公式还没有算出结果")
    if at in marks.errors:
        return ReadCell(fault="单元格是错误值")
    if isinstance(value, (bool, date)):
        return ReadCell(value)
    if isinstance(value, (int, float)):
        return ReadCell(from_float(float(value)), percent=at in marks.percent)
    if isinstance(value, (time, timedelta)):
        return ReadCell(str(value))
    text = str(value)
    if text == UNREADABLE:
        return ReadCell(fault="单元格读不出来")
    return ReadCell(text) if text else ReadCell()
