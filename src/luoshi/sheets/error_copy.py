"""The copy of a table file whose refused rows say why (错误说明), in the user's own workbook.

Entries: :func:`error_copy`, :func:`patched_copy`. An XLSX stays what it was, with one more column behind the last:
formats, formulas, other sheets and all else are kept. Of other files a new workbook with the same cells is made.
Not here: how the XML is changed (:mod:`luoshi.sheets.sheet_patch`), the copy of luoshi's own workbooks
(:mod:`luoshi.sheets.error_book`), finding the faults (the base database).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from luoshi.model.statistics import SheetShape
from luoshi.sheets.book_marks import Unreadable, sheet_parts, unpack
from luoshi.sheets.cells import ERRORS, UNREADABLE, canonical, from_float, plain_number
from luoshi.sheets.form_book import FormCell, FormSheet, write_form_book
from luoshi.sheets.grid import Grid, Grids, Raw
from luoshi.sheets.ledger import row_height
from luoshi.sheets.sheet_patch import ColumnPatch, NotPatchable, add_error_style, patch_sheet

_WIDTH = 44.0
_USUAL_WIDTH = 12.0
_STYLES = "xl/styles.xml"
_LARGEST = 400 * 2**20

_Reasons = Mapping[int, tuple[str, ...]]


def error_copy(data: bytes, grids: Grids, reasons: Mapping[str, _Reasons], head_rows: Mapping[str, int]) -> bytes:
    """Return the file as an XLSX workbook with the reasons in a column 错误说明.

    A column of that name in the head row is used again, and what it said before is gone.

    Args:
        data: the file.
        grids: the file as it was read.
        reasons: sheet -> row (from 1, as Excel counts) -> why it is refused.
        head_rows: sheet -> last row of its heads (from 1), where the name of the column is written.
    """
    shapes = {grid.name: sheet_shape(grid, head_rows.get(grid.name, 0)) for grid in grids.sheets}
    patched = patched_copy(data, reasons, shapes) if grids.kind == "xlsx" else None
    if patched is not None:
        return patched
    return write_form_book([_sheet(g, reasons.get(g.name, {}), head_rows.get(g.name, 0)) for g in grids.sheets])


def patched_copy(data: bytes, reasons: Mapping[str, _Reasons], shapes: Mapping[str, SheetShape]) -> bytes | None:
    """Return an XLSX with the reasons in a column 错误说明, all else kept; None when it cannot be done in its XML.

    Args:
        data: the file.
        reasons: sheet -> row (from 1, as Excel counts) -> why it is refused.
        shapes: sheet -> where its heads end and the column goes (:func:`sheet_shape`).
    """
    if not data.startswith(b"PK"):
        return None
    try:
        return _patched(data, reasons, shapes)
    except (BadZipFile, KeyError, NotPatchable, Unreadable):
        return None  # written by a program with ways of its own: the cells are kept, their looks are not


def _patched(data: bytes, reasons: Mapping[str, _Reasons], shapes: Mapping[str, SheetShape]) -> bytes:
    with ZipFile(io.BytesIO(data)) as archive:
        parts = sheet_parts(archive)
        changed: dict[str, bytes] = {}
        style = None
        if _STYLES in archive.namelist():
            changed[_STYLES], style = add_error_style(unpack(archive, _STYLES, _LARGEST))
        for name, shape in shapes.items():
            own = reasons.get(name, {})
            if own or (shape.head and shape.has_column):
                texts = {row: "\n".join(lines) for row, lines in own.items() if lines}
                heights = {row: row_height([(text, _WIDTH)]) for row, text in texts.items()}
                patch = ColumnPatch(shape.column, ERRORS, shape.head, texts, heights, style, _WIDTH, shape.has_column)
                changed[parts[name]] = patch_sheet(unpack(archive, parts[name], _LARGEST), patch)
        return _repacked(archive, changed)


def _repacked(archive: ZipFile, changed: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as copy:
        for info in archive.infolist():
            content = changed.get(info.filename)
            whole = unpack(archive, info.filename, _LARGEST) if content is None else content
            copy.writestr(info, whole, compresslevel=1)
    return stream.getvalue()


def sheet_shape(grid: Grid, head: int) -> SheetShape:
    """Return where the reasons go in a sheet whose heads end at row ``head`` (from 1; 0 when it has none)."""
    if 0 < head <= len(grid.rows):
        for column, value in enumerate(grid.rows[head - 1]):
            if isinstance(value, str) and value.strip() == ERRORS:
                return SheetShape(head, column, has_column=True)
    used = max((merge[3] + 1 for merge in grid.merged), default=0)
    filled = max((column + 1 for _, column in grid.faults), default=0)
    return SheetShape(head, max(used, filled, *map(len, grid.rows[:1]), 0), has_column=False)


def _sheet(grid: Grid, reasons: _Reasons, head: int) -> FormSheet:
    column = sheet_shape(grid, head).column
    rows: list[list[FormCell]] = []
    wrong, heights = set(), {}
    missing = max(0, max((row for row, lines in reasons.items() if lines), default=0) - len(grid.rows))
    for row, cells in enumerate([*grid.rows, *[[]] * missing]):
        values = [_value(grid, (row, at), value) for at, value in enumerate(cells)]
        values += [None] * (column + 1 - len(values))
        if row + 1 == head:
            values[column] = ERRORS
        elif row + 1 > head:
            values[column] = "\n".join(reasons.get(row + 1, ())) or None
        if row + 1 == head or (values[column] is not None and row + 1 in reasons):
            wrong.add((row, column))
            heights[row] = row_height([(str(values[column]), _WIDTH)])
        rows.append(values)
    widths = [_USUAL_WIDTH] * column + [_WIDTH]
    return FormSheet(grid.name, rows, grid.merged, widths, frozenset(wrong), heights)


def _value(grid: Grid, at: tuple[int, int], value: Raw) -> FormCell:
    if at in grid.faults:
        return UNREADABLE
    if isinstance(value, bool):
        return canonical("是" if value else "否")
    if at in grid.percent and isinstance(value, (int, float)):
        return f"{plain_number(from_float(float(value)) * 100)}%"
    return from_float(value) if isinstance(value, float) else value
