"""Cells and grid of tables that were flattened in text.

Entry: :class:`CellText` for a cell on its way, :func:`cell_of` and :func:`split_cells` to make it from a line,
:func:`attempt_of` to put rows into a grid. Not here: how such tables are found (``flat_tables``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from luoshi.model.document import Cell, Passage, Place, Table
from luoshi.readers.labels import parse_label
from luoshi.readers.lines import Line, has_marks, without_marks
from luoshi.readers.raw import concat, strip

FINAL = "。！？；：.;:"
_PARAGRAPH_TAG = re.compile(r"</?p(?:\s[^<>]*)?/?>|<br\s*/?>|</?li(?:\s[^<>]*)?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of reading a table: the lines looked at, and the table if it is certain."""

    first: int
    end: int
    table: Table | None = None


@dataclass(slots=True)
class CellText:
    """A cell on its way: its pieces, the line number it begins on, whether every piece is a paragraph of its own."""

    pieces: list[Passage]
    line: int
    divided: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(piece.text for piece in self.pieces)


Row = list[CellText]


def key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def clean_piece(text: str, at: int) -> Passage:
    body = text.strip()
    if not body:
        return Passage.of("", at)
    at += text.find(body)
    return without_marks(body, at) if has_marks(body) else Passage.of(body, at)


def cell_of(line: Line, text: str, at: int) -> CellText:
    """Return the cell whose text stands at ``at``; ``<p>`` and ``<br>`` divide its paragraphs."""
    if "<" not in text:
        return CellText([clean_piece(text, at)], line.number)
    pieces: list[Passage] = []
    last = 0
    for match in _PARAGRAPH_TAG.finditer(text):
        pieces.append(clean_piece(text[last : match.start()], at + last))
        last = match.end()
    pieces.append(clean_piece(text[last:], at + last))
    whole = [piece for piece in pieces if piece.text]
    return CellText(whole or pieces[:1], line.number, len(whole) > 1)


def split_cells(line: Line, mark: str) -> Row:
    cells: Row = []
    at = line.start
    for text in line.raw.split(mark):
        cells.append(cell_of(line, text, at))
        at += len(text) + len(mark)
    return cells


def dropping_heads(rows: list[Row]) -> list[Row]:
    """Leave out the head row where it comes again on the next page."""
    rows = [row for row in rows if row]
    if not rows or len(rows[0]) < 2:
        return rows
    head = [key(cell.pieces[0].text) for cell in rows[0]]
    return [rows[0], *(row for row in rows[1:] if not _is_head(row, head))]


def _is_head(row: Row, head: list[str]) -> bool:
    if len(row) != len(head) or key(row[0].pieces[0].text) != head[0]:
        return False
    return [key(cell.pieces[0].text) for cell in row] == head


def attempt_of(first: int, end: int, rows: list[Row], certain: bool, ragged: bool = True) -> Attempt:
    if not certain:
        return Attempt(first, end)
    width = max(len(row) for row in rows)
    cells: list[Cell] = []
    for r, row in enumerate(rows):
        full = [cell for cell in row if not cell.is_empty]
        if len(full) == 1 and len(row) < width:
            cells.append(_finished(full[0], r, 0, width))
        else:
            cells.extend(_finished(cell, r, c, 1) for c, cell in enumerate(row))
    return Attempt(first, end, Table(tuple(cells), len(rows), width, ragged))


def _finished(cell: CellText, row: int, column: int, span: int) -> Cell:
    place = Place(line=cell.line, row=row, column=column)
    if len(cell.pieces) == 1:
        return Cell(row, column, cell.pieces[0], 1, span, place)
    paragraphs: list[list[Passage]] = []
    for piece in cell.pieces:
        piece = strip(piece)
        fresh = cell.divided or not paragraphs or not paragraphs[-1][-1].text or paragraphs[-1][-1].text[-1] in FINAL
        if fresh or parse_label(piece.text) is not None:
            paragraphs.append([piece])
        else:
            paragraphs[-1].append(piece)
    whole = [concat(parts) for parts in paragraphs]
    passage = concat(cell.pieces)
    several = tuple(whole) if len(whole) > 1 else ()
    return Cell(row, column, passage, 1, span, place, several)
