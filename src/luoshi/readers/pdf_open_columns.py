"""Columns of a table without vertical rules (分列): where they stand, and which of them each piece of text fills.

Entry: :func:`column_edges`, :func:`pieces_of`. A column ends where a stretch is clear of text in all rows; heads over
several columns do not count for that, and are cut only where they leave a gap themselves.
Not here: rows (``pdf_open_rows``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from luoshi.readers.pdf_chars import Glyph
from luoshi.readers.pdf_lines import TextLine, line_of, split_row

_COARSE = 0.9
_FINE = 0.3
_LEAST_GAP = 2.5
_SURE_GAP = 5.0
_MIDDLE_GAP = 0.45
_ENOUGH_LINES = 3
_NEAR = 0.1
_SLACK = 2.0
_OPENING = frozenset("（《〈【〔“")
_CLOSING = frozenset("）》〉】〕”，。；：、")
_Span = tuple[float, float]


class Piece(NamedTuple):
    """A piece of one line, and the first and last column it stands in."""

    line: TextLine
    first: int
    last: int


def column_edges(lines: Sequence[TextLine], left: float, right: float) -> list[float]:
    """Return the edges of the columns between ``left`` and ``right``, from left to right."""
    fine = [[_extent(part) for part in split_row(line.glyphs, _FINE)] for line in lines]
    coarse = [[_extent(part) for part in split_row(line.glyphs, _COARSE)] for line in lines]
    single = [
        part
        for number, row in enumerate(fine)
        for part in row
        if not any(_covers_several(part, others) for at, others in enumerate(coarse) if at != number)
    ]
    size = max((line.size for line in lines), default=0.0)
    edges = [left]
    end: float | None = None
    for start, stop in sorted(single):
        if end is not None and start - end >= _LEAST_GAP and _is_clear((end, start), coarse, fine, size):
            edges.append((end + start) / 2)
        end = stop if end is None else max(end, stop)
    edges.append(right)
    return edges


def _is_clear(gap: _Span, coarse: list[list[_Span]], fine: list[list[_Span]], size: float) -> bool:
    """Tell whether a stretch parts two columns: it is wide, or several lines have text at both its sides.

    Cells set in the middle of their rows seldom share a line: where the stretch is not narrow, one line will do.
    """
    if gap[1] - gap[0] >= max(_SURE_GAP, _COARSE * size):
        return True
    left = [any(part[1] <= gap[0] + _NEAR for part in row) for row in fine]
    right = [any(part[0] >= gap[1] - _NEAR for part in row) for row in fine]
    both = sum(1 for one, other in zip(left, right, strict=True) if one and other)
    is_middling = gap[1] - gap[0] >= _MIDDLE_GAP * size and min(sum(left), sum(right)) >= _ENOUGH_LINES
    parted = any(
        one[1] <= gap[0] + _NEAR and other[0] >= gap[1] - _NEAR
        for row in coarse
        for one, other in itertools.pairwise(row)
    )
    return both >= (1 if is_middling else _ENOUGH_LINES) and parted


def _extent(part: Sequence[Glyph]) -> _Span:
    """Return where the ink of a part begins and ends: half the width of a Chinese bracket or full stop is blank."""
    first, last = part[0], max((glyph for glyph in part if glyph.char != " "), key=lambda glyph: glyph.right)
    left = max(first.left, first.right - 0.5 * first.size) if first.char in _OPENING else first.left
    return left, min(last.right, last.left + 0.5 * last.size) if last.char in _CLOSING else last.right


def _covers_several(one: _Span, others: Sequence[_Span]) -> bool:
    return sum(1 for other in others if min(one[1], other[1]) - max(one[0], other[0]) > 1) > 1


def pieces_of(lines: Sequence[TextLine], edges: Sequence[float]) -> list[Piece]:
    """Return the pieces of ``lines`` that each stand in one cell."""
    found: list[Piece] = []
    for line in lines:
        for part in split_row(line.glyphs, _COARSE):
            groups: list[tuple[tuple[int, int], list[Glyph]]] = []
            for run in _cut(part):
                span = _columns_of(_extent(run), edges)
                if groups and (groups[-1][0][1] >= span[0] or span[1] < span[0]):
                    first = min(groups[-1][0][0], span[0])
                    groups[-1] = ((first, max(groups[-1][0][1], span[1])), [*groups[-1][1], *run])
                else:
                    groups.append((span, list(run)))
            for (first, last), glyphs in groups:
                piece = line_of(glyphs, line.page)
                if piece is not None:
                    found.append(Piece(piece, first, last))
    return found


def _cut(part: list[Glyph]) -> list[list[Glyph]]:
    """Return the runs of a part; words of single characters set apart (合 计) are one run."""
    runs = split_row(part, _FINE)
    if all(sum(1 for glyph in run if glyph.char != " ") == 1 and run[0].char > "\u2e7f" for run in runs):
        return [part]
    return runs


def _columns_of(extent: _Span, edges: Sequence[float]) -> tuple[int, int]:
    last = len(edges) - 2
    first = next((i for i in range(last, -1, -1) if extent[0] >= edges[i] - _SLACK), 0)
    end = next((i for i in range(first, last + 1) if extent[1] <= edges[i + 1] + _SLACK), last)
    return first, end
