"""Sheets of XLSX and XLS workbooks as they are (读工作簿原样).

Entry: :func:`book_grids`. Values come from :mod:`luoshi.sheets.usual_sheet` where that can tell them, else from
calamine; what that does not tell (errors, formulas that were never computed, percentages) from the XML, and only where
it may hold any.
Not here: telling kinds of files apart (:mod:`luoshi.sheets.grid`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from itertools import chain
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from luoshi.base.errors import LuoshiError
from luoshi.sheets.book_marks import Limits, TooLarge, Unreadable, cell_marks, sheet_parts, unpack
from luoshi.sheets.cell_scan import LONG_TAIL, Marks
from luoshi.sheets.grid import MOST_CELLS, SAVE_AS, Grid, Kind, Raw, damaged, no_table, too_large, trimmed
from luoshi.sheets.old_book import old_marks
from luoshi.sheets.usual_sheet import UsualSheet, usual_sheets

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_LIMITS = Limits(part=400 * 2**20, cells=MOST_CELLS)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NOT_SHEETS = {"WordDocument": "是 Word 文件", "PowerPoint Document": "是演示文稿", "VisioDocument": "是绘图文件"}
_ERROR, _UNRESOLVED = "单元格是错误值", "公式还没有算出结果"


def book_grids(data: bytes, name: str, kind: Kind) -> tuple[Grid, ...]:
    """Return the sheets of a workbook, charts left out.

    Raises:
        LuoshiError: T010 to T013.
    """
    try:
        if kind == "xls":
            _refuse_other_documents(data, name)
            return _sheets(data, name, old_marks(data), {})
        with ZipFile(io.BytesIO(data)) as archive:
            _refuse_other_packages(archive, name)
            usual = usual_sheets(archive, _LIMITS)
            marks = cell_marks(archive, _LIMITS, without=usual.keys())
            for part in ("xl/sharedStrings.xml", "xl/styles.xml"):
                if part in archive.namelist():
                    unpack(archive, part, _LIMITS.part)
            data = _without_long_tails(archive, data, marks)
        return _sheets(data, name, marks, usual)
    except TooLarge as error:
        raise too_large(name, str(error)) from error
    except (Unreadable, BadZipFile, ValueError, NotImplementedError, OSError, EOFError, OverflowError) as error:
        detail = str(error) if isinstance(error, Unreadable) and "损坏" not in str(error) else ""
        raise damaged(name, detail) from error


def _refuse_other_documents(data: bytes, name: str) -> None:
    if _ENCRYPTED in data:
        raise _locked(name)
    for stream, what in _NOT_SHEETS.items():
        if stream.encode("utf-16-le") in data and "Workbook".encode("utf-16-le") not in data:
            raise no_table(name, what)


def _refuse_other_packages(archive: ZipFile, name: str) -> None:
    names = set(archive.namelist())
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise _locked(name)
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise LuoshiError("T010", "这种工作簿（XLSB、ODS）不能直接读取", where=name, hint=SAVE_AS)
    what = "是 Word 文件" if "word/document.xml" in names else "是压缩包，请解压后给出其中的表格"
    raise no_table(name, what)


def _locked(name: str) -> LuoshiError:
    hint = "请用密码打开，在“文件—信息—保护工作簿”里取消密码，保存后再试"
    return LuoshiError("T011", "表格文件有密码，打不开", where=name, hint=hint)


def _without_long_tails(archive: ZipFile, data: bytes, marks: Mapping[str, Marks]) -> bytes:
    """Return the workbook without the rows below the content: a million formatted rows take seconds to read."""
    parts = sheet_parts(archive)
    cut = {parts[name]: m.tail for name, m in marks.items() if m.tail[1] - m.tail[0] > LONG_TAIL}
    if not cut:
        return data
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as short:
        for part in archive.namelist():
            if part.endswith((".xml", ".rels")):
                content = unpack(archive, part, _LIMITS.part)
                start, end = cut.get(part, (0, 0))
                short.writestr(part, content[:start] + content[end:] if end else content)
    return stream.getvalue()


def _sheets(data: bytes, name: str, marks: Mapping[str, Marks], usual: Mapping[str, UsualSheet]) -> tuple[Grid, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            shown = [meta for meta in book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
            grids = []
            for meta in shown:
                hidden = meta.visible is not SheetVisibleEnum.Visible
                if (sheet := usual.get(meta.name)) is not None:
                    grids.append(Grid(meta.name, sheet.rows, hidden, sheet.merged, {}, sheet.percent))
                else:
                    grids.append(_grid(book, meta.name, hidden, marks.get(meta.name, Marks())))
            return tuple(grids)
    except PasswordError as error:
        raise _locked(name) from error
    except CalamineError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise _locked(name) from error
        raise damaged(name) from error
    except BaseException as error:
        # the reader is written in Rust, and gives up on some broken files with an exception of its own
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name) from error


def _grid(book: CalamineWorkbook, name: str, hidden: bool, marks: Marks) -> Grid:
    sheet = book.get_sheet_by_name(name)
    values: Sequence[Sequence[object]] = sheet.to_python(skip_empty_area=False)
    rows = _rows(values)
    faults = dict.fromkeys(marks.unresolved, _UNRESOLVED) | dict.fromkeys(marks.errors, _ERROR)
    for row, column in faults:
        while len(rows) <= row:
            rows.append([])
        cells = rows[row]
        if len(cells) <= column:
            cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = ""  # so that nothing is cut off before it
    rows = trimmed(rows)
    for row, column in faults:
        rows[row][column] = None
    merged = tuple((*start, *end) for start, end in sheet.merged_cell_ranges or ())
    return Grid(name, rows, hidden, merged, faults, frozenset(marks.percent))


def _rows(values: Sequence[Sequence[object]]) -> list[list[Raw]]:
    kinds = set(map(type, chain.from_iterable(values)))
    if not kinds.isdisjoint((time, timedelta)):
        values = [[str(value) if isinstance(value, (time, timedelta)) else value for value in row] for row in values]
    return [[value or (None if value == "" else value) for value in row] for row in values]  # type: ignore[misc]
