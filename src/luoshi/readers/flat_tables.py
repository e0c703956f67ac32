"""Tables that were flattened in text (展平的表格), found again among its lines.

Entry: :func:`find_tables`. Five layouts, each a function: one cell a line with a tab before it and rows divided by
blank lines; rows of cells divided by tabs; the same by wide blanks under 序号; Markdown pipe tables; one cell a line
without any mark (:mod:`luoshi.readers.stacked_tables`). A table that is not certain stays text.
Columns may have slid in the file: the grid is as good as the text, and says so (``ragged``).
Not here: the grid (``flat_cells``), tables of HTML and DOCX.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from luoshi.model.document import Table
from luoshi.readers.flat_cells import (
    FINAL,
    Attempt,
    CellText,
    Row,
    attempt_of,
    cell_of,
    clean_piece,
    dropping_heads,
    key,
    split_cells,
)
from luoshi.readers.labels import LabelKind, parse_label
from luoshi.readers.limits import MAX_COLUMNS
from luoshi.readers.lines import Line
from luoshi.readers.stacked_tables import may_begin_stack, stacked

_PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_WIDE_BLANK = re.compile(r"\s{2,}")
_SERIAL_HEADS = {"序号", "编号"}
_MAX_CONTINUATION = 200
_MAX_SHORT = 40
_MAX_HEAD_CELL = 14


@dataclass(frozen=True, slots=True)
class Found:
    """A table found in lines ``first`` to ``end`` (half open)."""

    first: int
    end: int
    table: Table


def find_tables(lines: Sequence[Line]) -> list[Found]:
    """Return the tables that stand in ``lines``, in order."""
    found: list[Found] = []
    barred = [0] * len(_LAYOUTS)
    index = 0
    while index < len(lines):
        end = index + 1
        for number, layout in enumerate(_LAYOUTS):
            if index < barred[number] or not layout.may_begin(lines[index]):
                continue
            attempt = layout.read(lines, index)
            if attempt.table is not None:
                found.append(Found(attempt.first, attempt.end, attempt.table))
                end = attempt.end
                break
            barred[number] = attempt.end  # read once, so that the work stays linear
        index = end
    return found


# One cell a line, a tab before it ------------------------------------------------------------------------------------


def _is_cell_line(line: Line) -> bool:
    return line.raw[:1] == "\t" and line.raw.find("\t", 1) < 0


def _tab_cells(lines: Sequence[Line], first: int) -> Attempt:
    rows: list[Row] = [[]]
    index = end = first
    while index < len(lines):
        line = lines[index]
        if _is_cell_line(line):
            rows[-1].append(cell_of(line, line.raw, line.start))
            index += 1
            end = index
        elif line.body and index == end and "\t" not in line.raw:
            rows[-1][-1].pieces.append(clean_piece(line.body, line.at))
            index += 1
            end = index
        elif not line.body and index + 1 < len(lines) and _is_cell_line(lines[index + 1]):
            rows.append([])
            index += 1
        elif not line.body and _goes_on(lines, index + 1, rows[-1][-1]):
            index = end = index + 1
        else:
            break
    return attempt_of(first, end, dropping_heads(rows), _is_cell_table(rows))


def _goes_on(lines: Sequence[Line], index: int, cell: CellText) -> bool:
    """Tell whether the line after one blank line goes on with ``cell``: some later line is a cell again."""
    if index >= len(lines) or not lines[index].body or "\t" in lines[index].raw:
        return False
    body = lines[index].body
    label = parse_label(body)
    if label is not None and (label.kind < LabelKind.NUMBER or label.kind is LabelKind.BOX):
        return False
    before = cell.pieces[-1].text
    unfinished = bool(before) and before[-1] not in FINAL
    if len(body) > (_MAX_CONTINUATION if unfinished else _MAX_SHORT) or not before:
        return False
    blanks = 0
    for line in lines[index + 1 : index + 12]:
        if _is_cell_line(line):
            return True
        blanks = 0 if line.body else blanks + 1
        if blanks > 1 or len(line.body) > _MAX_CONTINUATION:
            return False
    return False


def _is_cell_table(rows: list[Row]) -> bool:
    """Tell whether rows of one cell a line make a table, and not paragraphs that begin with a tab."""
    sizes = Counter(len(row) for row in rows if len(row) > 1)
    if not sizes or sizes.most_common(1)[0][1] < 2:
        return False
    lengths = sorted(sum(len(p.text) for p in cell.pieces) for row in rows for cell in row)
    return lengths[len(lengths) // 2] <= 30 and max(sizes) <= MAX_COLUMNS


# Rows of cells divided by tabs ---------------------------------------------------------------------------------------


def _tabs(line: Line) -> int:
    """Return the tabs that divide the cells of a line; a single one before text is indentation."""
    count = line.raw.count("\t")
    return 0 if count == 1 and line.raw[0] == "\t" else count


def _tab_rows(lines: Sequence[Line], first: int) -> Attempt:
    rows: list[Row] = []
    index = end = first
    width = _tabs(lines[first]) + 1
    while index < len(lines):
        line = lines[index]
        tabs = _tabs(line)
        if tabs and (rows == [] or index == end or abs(tabs + 1 - width) <= 1):
            rows.append(split_cells(line, "\t"))
        elif line.body and index == end and not tabs and _tabs_near(lines, index + 1, width):
            rows.append([cell_of(line, line.raw, line.start)])
        elif not line.body and index - end < 3:
            index += 1
            continue
        else:
            break
        index += 1
        end = index
    rows = _mended(rows)
    return attempt_of(first, end, dropping_heads(rows), _is_tab_table(rows))


def _tabs_near(lines: Sequence[Line], index: int, width: int) -> bool:
    """Tell whether the next line is a row again, so that a line without tabs is a group row or a cell that goes on."""
    return index < len(lines) and abs(_tabs(lines[index]) + 1 - width) <= 1


def _mended(rows: list[Row]) -> list[Row]:
    """Put rows together that were cut by a line break inside a cell."""
    sizes = Counter(len(row) for row in rows)
    width = sizes.most_common(1)[0][0]
    mended: list[Row] = []
    for row in rows:
        above = mended[-1] if mended else []
        if 1 < len(above) < width and len(row) < width and len(above) + len(row) - 1 == width:
            above[-1].pieces.extend(row[0].pieces)
            above.extend(row[1:])
        else:
            mended.append(row)
    return mended


def _is_tab_table(rows: list[Row]) -> bool:
    sizes = Counter(len(row) for row in rows if len(row) > 1)
    if not sizes or max(sizes) > MAX_COLUMNS:
        return False
    width, count = sizes.most_common(1)[0]
    if width == 2 and _is_contents(rows):
        return False
    return count >= (3 if width == 2 else 2)


def _is_contents(rows: list[Row]) -> bool:
    """Tell whether rows are a table of contents: headings and their pages."""
    labels = [parse_label(row[0].pieces[0].text) for row in rows]
    headings = sum(1 for label in labels if label is not None and label.kind <= LabelKind.CHINESE_BRACKET)
    return headings * 2 > len(rows) and all(row[-1].pieces[0].text.isdecimal() for row in rows)


# Rows of cells divided by wide blanks --------------------------------------------------------------------------------


def _is_blank_head(line: Line) -> bool:
    """Tell whether a line is a head row: 序号 first, at least three short cells divided by wide blanks."""
    cells = _WIDE_BLANK.split(line.body) if line.body[:1] in "序编" else []
    return len(cells) > 2 and key(cells[0]) in _SERIAL_HEADS and max(map(len, cells)) <= _MAX_HEAD_CELL


def _blank_rows(lines: Sequence[Line], first: int) -> Attempt:
    rows: list[Row] = []
    index = end = first
    width = len(_WIDE_BLANK.split(lines[first].body))
    while index < len(lines) and index - end < 3:
        line = lines[index]
        if line.body:
            cells = _cells_by_blanks(line)
            if len(cells) != width:
                break
            rows.append(cells)
            end = index + 1
        index += 1
    return attempt_of(first, end, dropping_heads(rows), len(rows) > 2)


def _cells_by_blanks(line: Line) -> Row:
    pieces = re.finditer(r"\S+(?:[ \u3000]\S+)*", line.body)
    return [cell_of(line, piece[0], line.at + piece.start()) for piece in pieces]


# Markdown ------------------------------------------------------------------------------------------------------------


def _is_pipe_line(line: Line) -> bool:
    return line.body[:1] == "|" or line.body.count("|") > 1


def _pipe_rows(lines: Sequence[Line], first: int) -> Attempt:
    rows: list[Row] = []
    index = first
    ruled = False
    while index < len(lines) and _is_pipe_line(lines[index]):
        line = lines[index]
        if _PIPE_RULE.match(line.body):
            ruled = True
        else:
            rows.append(_split_pipes(line))
        index += 1
    sizes = Counter(len(row) for row in rows)
    certain = ruled or (len(rows) > 1 and len(sizes) == 1 and all(line.body[0] == "|" for line in lines[first:index]))
    return attempt_of(first, index, rows, bool(rows) and certain and max(sizes) <= MAX_COLUMNS, ragged=len(sizes) > 1)


def _split_pipes(line: Line) -> Row:
    begin = 1 if line.body[0] == "|" else 0
    end = len(line.body) - 1 if line.body[-1] == "|" and line.body[-2:-1] != "\\" else len(line.body)
    cells: Row = []
    for piece in re.finditer(r"(?:\\.|[^|\\])*(?:\||$)", line.body[begin:end]):
        text = piece[0].removesuffix("|")
        if piece.start() < end - begin or not cells or line.body[end - 1 : end] == "|":
            cells.append(cell_of(line, text, line.at + begin + piece.start()))
    return cells


@dataclass(frozen=True, slots=True)
class _Layout:
    """One way of flattening: which lines may begin such a table, and how it is read."""

    may_begin: Callable[[Line], bool]
    read: Callable[[Sequence[Line], int], Attempt]


_LAYOUTS = (
    _Layout(_is_cell_line, _tab_cells),
    _Layout(lambda line: _tabs(line) > 0, _tab_rows),
    _Layout(_is_pipe_line, _pipe_rows),
    _Layout(_is_blank_head, _blank_rows),
    _Layout(may_begin_stack, stacked),
)
