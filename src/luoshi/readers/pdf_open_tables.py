"""Tables with horizontal rules only (三线表): the columns come from where the text stands.

Entry: :func:`find_open_tables`. At least three rules of the same length, one below the other, with text in columns
between them. A row begins where the first column has text or a rule stands; a line without text there goes on with the
row above. Not here: tables with vertical rules (``pdf_grids``), tables without any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.readers.pdf_chars import Glyph
from luoshi.readers.pdf_grids import Grid, GridCell
from luoshi.readers.pdf_lines import TextLine, line_of, split_row
from luoshi.readers.pdf_paths import Rule
from luoshi.readers.titles import is_closing_line

_SAME_END = 4.0
_LEAST_WIDTH = 120.0
_LEAST_RULES = 3
_COLUMN_GAP = 0.9
_LEAST_GAP = 5.0


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
    if len(edges) < 3:
        return None
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


def _extent(part: list[Glyph]) -> tuple[float, float]:
    return part[0].left, max(glyph.right for glyph in part if glyph.char != " ")


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return min(one[1], other[1]) - max(one[0], other[0]) > 1


def _bands(
    rows: list[tuple[TextLine, list[list[Glyph]]]], edges: list[float], rules: list[float]
) -> list[list[tuple[TextLine, list[list[Glyph]]]]]:
    """Return the lines of each row of the table."""
    bands: list[list[tuple[TextLine, list[list[Glyph]]]]] = []
    before: TextLine | None = None
    for line, parts in rows:
        ruled = before is not None and any(before.base < at < line.base for at in rules)
        first = any(part[0].left < edges[1] for part in parts)
        if before is None or ruled or first:
            bands.append([])
        bands[-1].append((line, parts))
        before = line
    return bands


def _span(line: TextLine, edges: list[float]) -> tuple[int, int]:
    """Return the first and last column that a line covers."""
    last = len(edges) - 2
    first = next((i for i in range(last, -1, -1) if line.left >= edges[i] - 2), 0)
    end = next((i for i in range(first, last + 1) if line.right <= edges[i + 1] + 2), last)
    return first, end
