"""Tables without vertical rules (三线表、横线表、底纹表), or with vertical ones only: columns and rows from the text.

Entry: :func:`find_open_tables`. Such a table stands between at least three rules, or edges of coloured rows, of the
same length, or along at least four vertical rules; there is no running text in it.
Not here: its columns (``pdf_open_columns``) and rows (``pdf_open_rows``), tables with all rules (``pdf_grids``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from luoshi.readers.labels import LabelKind, parse_label
from luoshi.readers.pdf_grids import Grid, GridCell
from luoshi.readers.pdf_lines import TextLine, split_row
from luoshi.readers.pdf_open_columns import column_edges, pieces_of
from luoshi.readers.pdf_open_rows import Rows, rows_of_pieces
from luoshi.readers.pdf_paths import Rule
from luoshi.readers.titles import is_closing_line, is_title_text

_SAME_END = 4.0
_LEAST_WIDTH = 120.0
_LEAST_RULES = 3
_LEAST_SIDES = 4
_COLUMN_GAP = 0.9
_RUNNING = 0.8
_RUNNING_TEXT = 15
_MOST_REGIONS = 16
"""More on one page are a drawing: looking for columns in each would take long."""


@dataclass(slots=True)
class OpenTable:
    """A table without vertical rules: its grid, the lines of its cells, and the lines of the page it takes up."""

    grid: Grid
    lines: list[list[TextLine]]
    taken: list[TextLine]


@dataclass(slots=True)
class OpenTables:
    """The tables found, and whether there is one that could not be taken apart."""

    tables: list[OpenTable] = field(default_factory=list)
    is_unsure: bool = False


@dataclass(frozen=True, slots=True)
class _Region:
    """Where a table may stand: its rules from top to bottom, and the edges of its columns if rules tell them."""

    rules: list[Rule]
    edges: tuple[float, ...] = ()


def find_open_tables(
    lines: Sequence[TextLine], across: Sequence[Rule], down: Sequence[Rule], shades: Sequence[Rule]
) -> OpenTables:
    """Return the tables among ``lines``.

    Args:
        lines: the text outside other tables, from top to bottom.
        across: horizontal rules that belong to no other table.
        down: vertical ones.
        shades: upper and lower edges of coloured surfaces.
    """
    found = OpenTables()
    taken: set[int] = set()
    ruled = [_Region(part) for part in _groups(across, lines)]
    shaded = [_Region(_with_rows_around(part, lines)) for part in _groups(shades, lines)]
    for region in [*_between(down), *ruled, *shaded][:_MOST_REGIONS]:
        rules = region.rules
        inside = [line for line in lines if id(line) not in taken and _is_inside(line, rules)]
        partial = [rule for rule in across if rules[0].at + 1 < rule.at < rules[-1].at - 1 and rule not in rules]
        table, is_table = _table(inside, region, partial)
        if table is not None:
            taken |= {id(line) for line in table.taken}
            found.tables.append(table)
        found.is_unsure = found.is_unsure or (is_table and table is None)
    return found


def _is_inside(line: TextLine, rules: Sequence[Rule]) -> bool:
    return (
        rules[0].at < line.base - 0.3 * line.size
        and line.base < rules[-1].at + 1
        and rules[0].start - _SAME_END <= line.left
        and line.right <= rules[0].end + _SAME_END
    )


def _groups(rules: Sequence[Rule], lines: Sequence[TextLine]) -> list[list[Rule]]:
    """Return rules of the same length, one below the other, with no running text between them."""
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
    parts: list[list[Rule]] = []
    for group in groups:
        if len(group) < _LEAST_RULES:
            continue
        running = [line.base for line in lines if _is_running(line, group[0])]
        part = [group[0]]
        for rule in group[1:]:
            between = [line for line in lines if part and part[-1].at < line.base - 0.3 * line.size < rule.at]
            if any(part[-1].at < base < rule.at for base in running) or _is_caption(between):
                parts.append(part)
                part = []
            part.append(rule)
        parts.append(part)
    return [part for part in parts if len(part) >= _LEAST_RULES]


def _is_running(line: TextLine, rule: Rule) -> bool:
    """Tell whether a line is of running text: as wide as the table, without a gap."""
    if line.right - line.left < _RUNNING * (rule.end - rule.start) or len(line.text) < _RUNNING_TEXT:
        return False
    return len(split_row(line.glyphs, _COLUMN_GAP)) == 1


def _is_caption(lines: Sequence[TextLine]) -> bool:
    """Tell whether what stands between two rules is the title of the next table, not a row."""
    if not lines or any(len(split_row(line.glyphs, _COLUMN_GAP)) > 1 for line in lines):
        return False
    labels = [label for line in lines if (label := parse_label(line.text)) is not None]
    return is_title_text(lines[-1].text) or any(label.kind is LabelKind.ANNEX for label in labels)


def _with_rows_around(rules: list[Rule], lines: Sequence[TextLine]) -> list[Rule]:
    """Return the edges of coloured rows, with those of a row without colour above the first and below the last."""
    left, right = rules[0].start, rules[0].end
    height = max(below.at - above.at for above, below in itertools.pairwise(rules))
    own = [line for line in lines if left - _SAME_END <= line.left and line.right <= right + _SAME_END]
    above = [line for line in own if rules[0].at - height < line.box[1] and line.base < rules[0].at]
    below = [line for line in own if rules[-1].at < line.base - 0.3 * line.size and line.box[3] < rules[-1].at + height]
    if head := _row_of(above[::-1]):
        rules = [Rule(min(line.box[1] for line in head) - 1, left, right), *rules]
    if last := _row_of(below):
        rules = [*rules, Rule(max(line.box[3] for line in last) + 1, left, right)]
    return rules


def _row_of(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines, the nearest first, that make a row: up to the last with gaps, and what overlaps that."""
    gaps = [at for at, line in enumerate(lines) if len(split_row(line.glyphs, _COLUMN_GAP)) > 2]
    if not gaps:
        return []
    end = gaps[-1] + 1
    while end < len(lines) and abs(lines[end].base - lines[end - 1].base) < lines[end].size:
        end += 1
    return list(lines[:end])


def _between(down: Sequence[Rule]) -> list[_Region]:
    """Return the regions between vertical rules of the same height, side by side."""
    groups: list[list[Rule]] = []
    for rule in sorted(down):
        for group in groups:
            if abs(group[0].start - rule.start) <= _SAME_END and abs(group[0].end - rule.end) <= _SAME_END:
                group.append(rule)
                break
        else:
            groups.append([rule])
    regions = []
    for group in groups:
        edges = tuple(rule.at for rule in group)
        if len(group) >= _LEAST_SIDES and edges[-1] - edges[0] >= _LEAST_WIDTH:
            rules = [Rule(at, edges[0], edges[-1]) for at in (group[0].start, group[0].end)]
            regions.append(_Region(rules, edges))
    return regions


def _table(inside: list[TextLine], region: _Region, partial: list[Rule]) -> tuple[OpenTable | None, bool]:
    """Return the table of a region, or None; and whether it is one."""
    rules = region.rules
    if len(inside) < 2 or any(is_closing_line(line.text) or line.text.endswith("印发") for line in inside):
        return None, False  # 版记, which is set between rules too
    edges = list(region.edges) or column_edges(inside, rules[0].start, rules[0].end)
    if len(edges) < 3:
        return None, False
    rows = rows_of_pieces(pieces_of(inside, edges), rules, partial, edges[1])
    if rows is None:
        return None, True
    if len(rows.ys) < 3:
        return None, False
    cells, lines = _cells(rows, edges)
    return OpenTable(Grid(tuple(edges), tuple(rows.ys), tuple(cells)), lines, inside), True


def _cells(rows: Rows, edges: Sequence[float]) -> tuple[list[GridCell], list[list[TextLine]]]:
    """Return all cells in the order of reading, those without text too, and their lines."""
    n_rows, n_columns = len(rows.ys) - 1, len(edges) - 1
    found: list[tuple[int, int, int, int, list[TextLine]]] = []
    taken: set[tuple[int, int]] = set()
    for cell in rows.cells:
        own = [(r, c) for r in range(cell.row, cell.row + cell.rows) for c in range(cell.first, cell.last + 1)]
        taken.update(own)
        lines = [piece.line for piece in cell.pieces]
        found.append((cell.row, cell.first, cell.rows, cell.last - cell.first + 1, lines))
    found += [(r, c, 1, 1, []) for r in range(n_rows) for c in range(n_columns) if (r, c) not in taken]
    found.sort(key=lambda cell: cell[:2])
    cells = [
        GridCell(row, column, down, wide, (edges[column], rows.ys[row], edges[column + wide], rows.ys[row + down]))
        for row, column, down, wide, _ in found
    ]
    return cells, [lines for *_, lines in found]
