"""Rows of a table that has no rule between them (分行): which lines of text stand in one row.

Entry: :func:`rows_of_pieces`. Rules part rows where there are any; else rows are further apart than the lines of a
cell, whatever the height at which each cell is set. Where neither tells, every line that fills the table, or the first
line of every number, begins a row. What cannot be told apart is no table: None.
Not here: columns (``pdf_open_columns``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.readers.pdf_open_columns import Piece
from luoshi.readers.pdf_paths import Rule

_NUMBER = re.compile(r"[<>≤≥＜＞]?\s*[\d,]+(?:\.\d+)?\s*[%％]?$")
_WIDEST_PITCH = 1.9
_LEAST_PITCH = 0.95
_TOLERANCE = 0.08
_LEAST_TOLERANCE = 0.8
_SAME_BASE = 0.25
_FULL_LINE = 0.6
_SAME_MIDDLE = 0.3


@dataclass(slots=True)
class RowCell:
    """A cell with text: its upper left position, the rows and columns it covers, its pieces."""

    row: int
    rows: int
    first: int
    last: int
    pieces: list[Piece]


@dataclass(slots=True)
class Rows:
    """The cells with text of a table, and the heights between its rows, those of its top and bottom included."""

    cells: list[RowCell]
    ys: list[float]


def rows_of_pieces(pieces: Sequence[Piece], rules: Sequence[Rule], partial: Sequence[Rule], edge: float) -> Rows | None:
    """Return the rows of a table, or None if they cannot be told apart.

    Args:
        pieces: its text.
        rules: the horizontal rules over its whole width, from top to bottom, those of its edges included.
        partial: rules inside it that leave out its first column.
        edge: where the first column ends.
    """
    pitch = _pitch(pieces)
    found = Rows([], [rules[0].at])
    bands = [
        band
        for above, below in itertools.pairwise(rules)
        if (band := [p for p in pieces if above.at < p.line.base - 0.3 * p.line.size < below.at])
    ]
    for number, band in enumerate(bands):
        if number == 0 and len(bands) > 1:
            _head(found, band)
            continue
        cuts = [rule.at for rule in partial if rule.start >= edge - 4]
        if not _body(found, band, cuts, pitch, is_ruled=len(bands) > 3):
            return None
    found.ys.append(max(rules[-1].at, found.ys[-1] + 1))
    return found


def _pitch(pieces: Sequence[Piece]) -> float:
    """Return the distance of lines inside a cell: the least there is in any column."""
    least = _WIDEST_PITCH * max(piece.line.size for piece in pieces)
    for column in {piece.first for piece in pieces}:
        own = sorted((p.line for p in pieces if p.first == p.last == column), key=lambda line: line.base)
        for line, after in itertools.pairwise(own):
            if after.base - line.base >= _LEAST_PITCH * line.size:
                least = min(least, after.base - line.base)
    return least


def _components(pieces: Sequence[Piece], pitch: float, cuts: Sequence[float]) -> list[list[Piece]]:
    """Return the pieces between which more is empty than between the lines of a cell, or a rule."""
    groups: list[list[Piece]] = []
    bottom = 0.0
    for piece in sorted(pieces, key=lambda p: (p.line.box[1], p.line.left)):
        line = piece.line
        usual = pitch - line.size + max(_LEAST_TOLERANCE, _TOLERANCE * line.size)
        ruled = any(bottom - line.size < at < line.base and at > bottom - 0.3 * line.size for at in cuts)
        if groups and line.box[1] - bottom <= usual and not ruled:
            groups[-1].append(piece)
        else:
            groups.append([piece])
            bottom = line.box[3]
        bottom = max(bottom, line.box[3])
    return groups


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the pieces on each base line, from top to bottom."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.line.base):
        if lines and piece.line.base - lines[-1][0].line.base <= _SAME_BASE * piece.line.size:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _numbered(pieces: Sequence[Piece]) -> int | None:
    """Return the first column in which two numbers stand one below the other: it holds several rows."""
    for column in sorted({p.first for p in pieces}):
        own = [p for p in pieces if p.first == p.last == column and _NUMBER.match(p.line.text)]
        if len(_lines(own)) > 1:
            return column
    return None


def _body(found: Rows, band: list[Piece], cuts: list[float], pitch: float, *, is_ruled: bool) -> bool:
    """Add the rows of a band between two rules; tell whether they could be told apart."""
    inner = [at for at in cuts if band and min(p.line.box[1] for p in band) < at < max(p.line.box[3] for p in band)]
    leading = [p for p in band if p.first == p.last == 0]
    main = [p for p in band if p.first > 0] if inner else band
    groups = _told_apart(_components(main, pitch, inner), is_ruled=is_ruled)
    if groups is None and not inner and leading:
        main = [p for p in band if p.first > 0]
        groups = _told_apart(_components(main, pitch, ()), is_ruled=is_ruled)
        inner = [0.0]
    if groups is None:
        return False
    if not is_ruled and not inner:
        groups = _without_rests(groups)
    start = len(found.ys) - 1
    for group in groups:
        _add_row(found, group)
    if inner and leading:
        _add_leading(found, leading, start, groups, pitch)
    return True


def _told_apart(groups: list[list[Piece]], *, is_ruled: bool) -> list[list[Piece]] | None:
    found: list[list[Piece]] = []
    for group in groups:
        rows = _rows_without_gaps(group, alone=len(groups) == 1 and not is_ruled)
        if rows is None:
            return None
        found += rows
    return found


def _rows_without_gaps(group: list[Piece], *, alone: bool) -> list[list[Piece]] | None:
    """Return the rows among lines that stand as close as those of a cell; None if there is no telling."""
    lines = _lines(group)
    columns = {p.first for p in group}
    key = _numbered(group)
    filled = all(len({p.first for p in line}) >= _FULL_LINE * len(columns) for line in lines)
    if filled and len(lines) > 1 and (key is not None or (alone and len(columns) > 1)):
        return lines
    if key is None and not (alone and len(lines) > 2):
        return [group]
    rows: list[list[Piece]] = []
    for line in lines:
        if any(p.first <= (key or 0) <= p.last for p in line):
            rows.append(list(line))
        elif not rows or {p.first for p in line} - {p.first for p in rows[-1]}:
            return [group] if key is None else _around_numbers(group, key)
        else:
            rows[-1] += line
    return rows if all(_numbered(row) is None for row in rows) else _around_numbers(group, key or 0)


def _around_numbers(group: Sequence[Piece], key: int) -> list[list[Piece]] | None:
    """Return the rows if all cells are set around the height of the entry in column ``key``, else None."""
    anchors = [line[0].line.base for line in _lines([p for p in group if p.first <= key <= p.last])]
    rows: list[list[Piece]] = [[] for _ in anchors]
    for column in sorted({p.first for p in group}):
        lines = _lines([p for p in group if p.first == column])
        sizes = _shares([line[0].line.base for line in lines], anchors, _SAME_MIDDLE * lines[0][0].line.size)
        if sizes is None:
            return None
        at = 0
        for row, size in zip(rows, sizes, strict=True):
            row += [piece for line in lines[at : at + size] for piece in line]
            at += size
    return rows if all(_numbered(row) is None for row in rows) else None


def _shares(bases: list[float], anchors: list[float], slack: float) -> list[int] | None:
    """Return how many of the lines at ``bases``, in order, stand around each anchor; None if some do not."""
    reached: dict[int, list[int]] = {0: []}
    for anchor in anchors:
        after: dict[int, list[int]] = {}
        for begin, sizes in reached.items():
            after.setdefault(begin, [*sizes, 0])
            for end in range(begin + 1, len(bases) + 1):
                if abs((bases[begin] + bases[end - 1]) / 2 - anchor) <= slack:
                    after[end] = [*sizes, end - begin]
        reached = after
    return reached.get(len(bases))


def _without_rests(groups: list[list[Piece]]) -> list[list[Piece]]:
    """Put a line that stands alone in a column other than the first to the row above: a paragraph of its cell."""
    rows: list[list[Piece]] = []
    for group in groups:
        column = group[0].first
        alone = column > 0 and all(p.first == p.last == column for p in group)
        if alone and rows and any(p.first <= column <= p.last for p in rows[-1]):
            rows[-1] += group
        else:
            rows.append(group)
    return rows


def _add_row(found: Rows, group: Sequence[Piece]) -> None:
    row = len(found.ys) - 1
    top = min(p.line.box[1] for p in group)
    if row:
        found.ys[-1] = max(found.ys[-2] + 1, (found.ys[-1] + top) / 2)
    held: dict[tuple[int, int], list[Piece]] = {}
    for piece in sorted(group, key=lambda p: (p.first, p.last - p.first)):
        span = next((s for s in held if s[0] <= piece.last and piece.first <= s[1]), None)
        if span is None:
            held[piece.first, piece.last] = [piece]
        else:
            held[min(span[0], piece.first), max(span[1], piece.last)] = [*held.pop(span), piece]
    found.cells += [RowCell(row, 1, first, last, _ordered(own)) for (first, last), own in sorted(held.items())]
    found.ys.append(max(p.line.box[3] for p in group))


def _ordered(pieces: list[Piece]) -> list[Piece]:
    return [piece for line in _lines(pieces) for piece in sorted(line, key=lambda p: p.line.left)]


def _head(found: Rows, band: Sequence[Piece]) -> None:
    """Add the head: one row, or two if names stand below one that spans several columns."""
    over = [p for p in band if p.last > p.first]
    base = max((p.line.base for p in over), default=0.0)
    under = [
        p
        for p in band
        if p.line.base > base + _SAME_BASE * p.line.size and any(o.first <= p.first <= p.last <= o.last for o in over)
    ]
    if not under:
        _add_row(found, band)
        return
    below = {id(p) for p in under}
    covered = {column for p in over for column in range(p.first, p.last + 1)}
    upper = [p for p in band if id(p) not in below]
    _add_row(found, upper)
    row = len(found.ys) - 1
    _add_row(found, under)
    for cell in found.cells:
        if cell.row == row - 1 and cell.first not in covered:
            cell.rows = 2


def _add_leading(
    found: Rows, leading: Sequence[Piece], start: int, groups: Sequence[Sequence[Piece]], pitch: float
) -> None:
    """Add the cells of the first column that cover several rows each, set in the middle of them."""
    blocks = _components(leading, pitch, ())
    tops = [min(p.line.box[1] for p in group) for group in groups]
    bottoms = [max(p.line.box[3] for p in group) for group in groups]
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for at, block in enumerate(blocks):
        middle = (min(p.line.box[1] for p in block) + max(p.line.box[3] for p in block)) / 2
        reached: dict[int, tuple[float, list[int]]] = {}
        left = len(blocks) - at - 1
        for first, (cost, ends) in best.items():
            for end in range(first + 1, len(groups) - left + 1):
                more = cost + abs((tops[first] + bottoms[end - 1]) / 2 - middle)
                if end not in reached or more < reached[end][0]:
                    reached[end] = (more, [*ends, end])
        best = reached
    ends = best[len(groups)][1] if len(groups) in best else []
    first = 0
    for block, end in zip(blocks, ends, strict=False):
        found.cells.append(RowCell(start + first, end - first, 0, 0, _ordered(list(block))))
        first = end
