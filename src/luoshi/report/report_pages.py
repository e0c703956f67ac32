"""On which page each heading of a report comes to stand (页码估算), for the table of contents as it is first shown.

Entry: :func:`heading_pages`. Word reckons the numbers anew when the contents are updated or the report is printed;
until then these stand there. They follow the measures of the page (22 lines of 28 characters) without knowing the
fonts, so that a long report may be a page out.
Not here: writing the contents (:mod:`luoshi.report.report_word`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import Annex, Block, EvaluationReport, Heading, Paragraph, Picture, Table
from luoshi.report.official_elements import MOST_WHOLE, ems
from luoshi.report.official_styles import LINE, TEXT_WIDTH, WIDE_HEIGHT, WIDE_WIDTH
from luoshi.report.report_blocks import is_small, picture_size

_PAGE = 22 * LINE
_ON_LINE = 28
_CELL_SIDES = 170
"""Of a cell, left and right of its text, in twentieths of a point."""
_FOOT_LINES = 5


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something that no page break divides: its height, whether it stands with the next, of which heading."""

    height: float
    is_kept: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Paper:
    book: FactBook
    pictures: Mapping[str, ChartPicture]
    width: int = TEXT_WIDTH


def heading_pages(report: EvaluationReport, pictures: Mapping[str, ChartPicture], first: int) -> dict[str, int]:
    """Return key of a heading or annex -> its page; the text begins on page ``first``."""
    paper = _Paper(report.facts, pictures)
    pieces = [*_pieces(report.blocks, paper)]
    pieces += [_Piece(LINE)] * (_FOOT_LINES + len(report.annexes))
    found, page = _laid(pieces, _PAGE, first)
    for annex in report.annexes:
        inside, page = _laid(_annex(annex, report.facts, pictures), WIDE_HEIGHT if annex.is_wide else _PAGE, page + 1)
        found |= inside
    return found


def _annex(annex: Annex, book: FactBook, pictures: Mapping[str, ChartPicture]) -> list[_Piece]:
    head = [_Piece(LINE, True), _Piece(LINE, True, annex.key), _Piece(LINE, True)]
    return [*head, *_pieces(annex.blocks, _Paper(book, pictures, WIDE_WIDTH if annex.is_wide else TEXT_WIDTH))]


def _laid(pieces: Sequence[_Piece], height: float, page: int) -> tuple[dict[str, int], int]:
    """Return key -> page, and the last page."""
    found: dict[str, int] = {}
    used = 0.0
    for group in _groups(pieces):
        if used and used + sum(one.height for one in group) > height + 1:
            page, used = page + 1, 0.0
        for one in group:
            if used and used + one.height > height + 1:
                page, used = page + 1, 0.0
            used += one.height
            if one.key:
                found[one.key] = page
    return found, page


def _groups(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for one in pieces:
        group.append(one)
        if not one.is_kept:
            yield group
            group = []
    if group:
        yield group


def _pieces(blocks: Sequence[Block], paper: _Paper) -> Iterator[_Piece]:
    for block, after in pairwise((*blocks, None)):
        has_note = isinstance(after, Paragraph) and after.is_note
        match block:
            case Heading():
                lines = _lines(plain(block.words, paper.book), paper)
                yield _Piece(lines * LINE, True, block.key)
            case Paragraph(is_note=True):
                yield _Piece(60 + 360 * math.ceil(ems(plain(block.words, paper.book)) * 240 / paper.width))
            case Paragraph():
                for _ in range(_lines(plain(block.words, paper.book), paper)):
                    yield _Piece(LINE)
            case Table():
                yield from _table(block, paper, has_note=has_note)
            case Picture():
                yield _Piece(picture_size(paper.pictures[block.key])[1] + 120, True)
                yield _Piece(LINE, has_note)


def _lines(text: str, paper: _Paper) -> int:
    """Return how many lines a paragraph takes, its first set in by two characters."""
    return max(1, math.ceil((ems(text) + 2) * TEXT_WIDTH / paper.width / _ON_LINE))


def _table(table: Table, paper: _Paper, *, has_note: bool) -> Iterator[_Piece]:
    yield _Piece(LINE, True)
    yield _Piece(_row(table.head, table, paper), True)
    last = len(table.rows) - 1
    for at, row in enumerate(table.rows):
        height = _row([plain(one, paper.book) for one in row.cells], table, paper)
        is_kept = at < last if len(table.rows) <= MOST_WHOLE else False
        yield _Piece(height, is_kept or (at == last and has_note))
    if not has_note:
        yield _Piece(240)


def _row(texts: Sequence[str], table: Table, paper: _Paper) -> float:
    size, line = (210, 320) if is_small(table) else (240, 360)
    room = [(paper.width * one // sum(table.widths) - _CELL_SIDES) // size for one in table.widths]
    lines = (max(1, math.ceil(ems(text) / max(1, wide))) for text, wide in zip(texts, room, strict=True))
    return max(lines) * line + 10
