"""Tables with horizontal rules only (三线表): the columns come from where the text stands.

Entry: :func:`find_open_tables`. At least three rules of the same length, one below the other, with text in columns
between them. Rows are told by rules, else by their distance, else by the text of the first column.
Not here: tables with vertical rules (``pdf_grids``), tables without any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from luoshi.readers.pdf_chars import Glyph
from luoshi.readers.pdf_grids import Grid, GridCell
from luoshi.readers.pdf_lines import TextLine, line_of, split_row
from luoshi.readers.pdf_paths import Rule
from luoshi.readers.titles import is_closing_line

_SAME_END = 4.0
_LEAST_WIDTH = 120.0
_LEAST_RULES = 3
_RULED_ROWS = 5
"""From so many rules on, every row has its own."""
_APART = 1.2
_NEXT = 1.1
"""Rows stand further apart than the lines of a cell, by this factor at least."""
_COLUMN_GAP = 0.9
_LEAST_GAP = 5.0
_ENOUGH = 4
_CLEAR = 0.3
_CUT = 0.4
_SLIT = 0.2
"""A gap between characters, over their size, at which an edge may part them."""


@dataclass(slots=True)
class OpenTable:
    """A table between horizontal rules: its grid, the lines of its cells, and the lines of the page it takes up."""

    grid: Grid
    lines: list[list[TextLine]]
    taken: list[TextLine]


def find_open_tables(lines: Sequence[TextLine], rules: Sequence[Rule]) -> list[OpenTable]:
    """Return the tables that stand between ``rules``."""
    tables = []
    for group in _groups(rules):
        inside = [line for line in lines if group[0].at < line.base - 0.3 * line.size and line.base < group[-1].at + 1]
        table = _table(inside, group)
        if table is not None:
            tables.append(table)
    return tables


def _groups(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if rule.end - rule.start < _LEAST_WIDTH:
            continue
        for group in groups:
            if abs(group[0].start - rule.start) <= _SAME_END and abs(group[0].end - rule.end) <= _SAME_END:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in groups if len(group) >= _LEAST_RULES]


def _table(inside: list[TextLine], rules: list[Rule]) -> OpenTable | None:
    rows = [(line, split_row(line.glyphs, _COLUMN_GAP)) for line in inside]
    if len(rows) < 2 or any(is_closing_line(line.text) or line.text.endswith("印发") for line in inside):
        return None  # 版记, which is set between rules too
    edges = _columns([parts for _, parts in rows], rules[0])
    finer = _clear_stretches([line for line in inside if line.base > rules[1].at], rules[0])
    if len(finer) > len(edges):
        edges = finer
    if len(edges) < 3:
        return None
    rows = [(line, [piece for part in parts for piece in _cut_at(part, edges)]) for line, parts in rows]
    bands = _bands(rows, edges, [rule.at for rule in rules])
    if len(bands) < 2:
        return None
    cells: list[GridCell] = []
    texts: list[list[TextLine]] = []
    ys = [rules[0].at]
    for number, band in enumerate(bands):
        below = bands[number + 1][0][0].box[1] if number + 1 < len(bands) else rules[-1].at
        ys.append(max(below, ys[-1] + 1))
        held: dict[tuple[int, int], list[TextLine]] = {}
        for line, parts in band:
            for part in parts:
                cell_line = line_of(part, line.page)
                if cell_line is not None:
                    held.setdefault(_span(cell_line, edges), []).append(cell_line)
        _row(number, held, edges, (ys[-2], ys[-1]), cells, texts)
    return OpenTable(Grid(tuple(edges), tuple(ys), tuple(cells)), texts, inside)


def _row(
    number: int,
    held: dict[tuple[int, int], list[TextLine]],
    edges: list[float],
    height: tuple[float, float],
    cells: list[GridCell],
    texts: list[list[TextLine]],
) -> None:
    """Add the cells of a row: those with text, and empty ones between."""
    column = 0
    for (first, last), lines in sorted(held.items()):
        first = max(first, column)
        last = max(last, first)
        for empty in range(column, first):
            cells.append(GridCell(number, empty, 1, 1, (edges[empty], height[0], edges[empty + 1], height[1])))
            texts.append([])
        if first >= len(edges) - 1:
            texts[-1].extend(lines)
            continue
        cells.append(
            GridCell(number, first, 1, last - first + 1, (edges[first], height[0], edges[last + 1], height[1]))
        )
        texts.append(lines)
        column = last + 1
    for empty in range(column, len(edges) - 1):
        cells.append(GridCell(number, empty, 1, 1, (edges[empty], height[0], edges[empty + 1], height[1])))
        texts.append([])


def _columns(rows: list[list[list[Glyph]]], rule: Rule) -> list[float]:
    """Return the edges of the columns: the middles of the stretches that no text covers, spanning heads left out."""
    extents = [[_extent(part) for part in parts] for parts in rows]
    single = [
        part
        for row in extents
        for part in row
        if not any(sum(1 for other in others if _overlap(part, other)) > 1 for others in extents if others is not row)
    ]
    edges = [rule.start]
    right = None
    for start, end in sorted(single):
        if right is not None and start - right >= _LEAST_GAP:
            edges.append((right + start) / 2)
        right = end if right is None else max(right, end)
    edges.append(rule.end)
    return edges


def _clear_stretches(body: list[TextLine], rule: Rule) -> list[float]:
    """Return the edges of the columns as the rows below the head keep them clear, however narrow they are.

    Only where there are rows enough that a gap between two words cannot stand at one place in all of them.
    """
    if len(body) < _ENOUGH:
        return []
    pieces = sorted(_extent(part) for line in body for part in split_row(line.glyphs, _CUT))
    size = min(line.size for line in body)
    edges = [rule.start]
    right = None
    for start, end in pieces:
        if right is not None and start - right >= _CLEAR * size:
            edges.append((right + start) / 2)
        right = end if right is None else max(right, end)
    return [*edges, rule.end]


def _cut_at(part: list[Glyph], edges: list[float]) -> list[list[Glyph]]:
    """Return a part in pieces, cut where an edge that all other rows keep clear runs through a gap in it."""
    pieces: list[list[Glyph]] = [[part[0]]]
    for before, glyph in pairwise(part):
        gap = glyph.left - before.right
        if gap > _SLIT * glyph.size and any(before.right - 2 <= edge <= glyph.left + 2 for edge in edges[1:-1]):
            pieces.append([])
        pieces[-1].append(glyph)
    return pieces


def _extent(part: list[Glyph]) -> tuple[float, float]:
    return part[0].left, max(glyph.right for glyph in part if glyph.char != " ")


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > 1


_Row = tuple[TextLine, list[list[Glyph]]]


def _bands(rows: list[_Row], edges: list[float], rules: list[float]) -> list[list[_Row]]:
    """Return the lines of each row of the table.

    Rules between all rows part them; without these the rows stand further apart than the lines of one cell, and where
    all lines stand alike, a row begins where the first column has text.
    """
    if len(rules) >= _RULED_ROWS:
        return _parted(rows, lambda before, line: any(before.base < at < line.base for at in rules))
    pitch = _pitch_in_cells(rows, edges)
    if pitch is not None:
        return _parted(
            rows, lambda before, line: line.base - before.base > _APART * pitch or _is_ruled(before, line, rules)
        )
    first = {id(line) for line, parts in rows if any(part[0].left < edges[1] for part in parts)}
    return _parted(rows, lambda before, line: id(line) in first or _is_ruled(before, line, rules))


def _is_ruled(before: TextLine, line: TextLine, rules: list[float]) -> bool:
    return any(before.base < at < line.base for at in rules)


def _parted(rows: list[_Row], begins: Callable[[TextLine, TextLine], bool]) -> list[list[_Row]]:
    bands: list[list[_Row]] = []
    for row in rows:
        if not bands or begins(bands[-1][-1][0], row[0]):
            bands.append([])
        bands[-1].append(row)
    return bands


def _pitch_in_cells(rows: list[_Row], edges: list[float]) -> float | None:
    """Return how far the lines of one cell stand apart; None where all lines of the columns stand alike."""
    columns: dict[int, list[float]] = {}
    for line, parts in rows:
        for part in parts:
            middle = (part[0].left + part[-1].right) / 2
            column = next((n for n in range(len(edges) - 1) if middle < edges[n + 1]), len(edges) - 2)
            columns.setdefault(column, []).append(line.base)
    steps = sorted(
        below - above
        for bases in columns.values()
        for above, below in pairwise(sorted(set(bases)))
        if below - above > 1
    )
    if not steps or steps[-1] < _APART * steps[0] or not any(step > _APART * steps[0] for step in steps):
        return None
    return steps[0]


def _span(line: TextLine, edges: list[float]) -> tuple[int, int]:
    """Return the first and last column that a line covers."""
    last = len(edges) - 2
    first = next((i for i in range(last, -1, -1) if line.left >= edges[i] - 2), 0)
    end = next((i for i in range(first, last + 1) if line.right <= edges[i + 1] + 2), last)
    return first, end
