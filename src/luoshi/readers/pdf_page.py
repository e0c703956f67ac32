"""A page of a PDF taken apart (版面): tables and frames with what stands in them, and lines of text outside.

Entry: :func:`take_apart`. Every character goes to the innermost grid that encloses it. Grids inside the cell of a table
give their text to the cell; grids without text, and borders around the whole page, are none.
Not here: the order of reading (``pdf_columns``), running heads and feet (``pdf_furniture``).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from luoshi.readers.limits import MAX_PAGE_RULES
from luoshi.readers.pdf_chars import Glyph
from luoshi.readers.pdf_file import Sheet
from luoshi.readers.pdf_frame import Box, PageFrame
from luoshi.readers.pdf_grids import Grid, GridCell, find_grids, merged
from luoshi.readers.pdf_lines import TextLine, line_of, rows_of
from luoshi.readers.pdf_open_tables import OpenTables, find_open_tables
from luoshi.readers.pdf_paths import Rule

_ALL = 0.98
_IN = 1.5
_MANY_CELLS = 400


@dataclass(slots=True)
class Area:
    """A table or a frame on a page.

    Attributes:
        grid: its rows, columns and cells.
        page: counted from 1.
        lines: the lines in each cell, in the order of ``grid.cells``.
        inner: tables inside a frame, each with the index of its cell.
        is_open: it has no vertical rules; its columns come from the text.
    """

    grid: Grid
    page: int
    lines: list[list[TextLine]]
    inner: list[tuple[int, Area]] = field(default_factory=list)
    is_open: bool = False

    @property
    def box(self) -> Box:
        """Its outer edges."""
        return self.grid.box


@dataclass(slots=True)
class PageParts:
    """What a page consists of.

    Attributes:
        number: counted from 1.
        frame: the page as it is read.
        lines: the text outside tables and frames, from top to bottom.
        areas: tables and frames, from top to bottom.
        rules: horizontal rules that belong to none of them.
        notes: lines of notes at the foot, filled in later.
        is_cut: it has more rules than tables are made of.
        is_unsure: it has a table that could not be taken apart and is left as text.
    """

    number: int
    frame: PageFrame
    lines: list[TextLine]
    areas: list[Area]
    rules: list[Rule]
    notes: list[TextLine] = field(default_factory=list)
    is_cut: bool = False
    is_unsure: bool = False


def take_apart(sheet: Sheet) -> PageParts:
    """Return the parts of a page."""
    frame = sheet.content.frame
    across, down = merged(sheet.drawings.across), merged(sheet.drawings.down)
    is_cut = len(across) + len(down) > MAX_PAGE_RULES
    grids = [] if is_cut else find_grids(across, down)
    glyphs = sheet.content.glyphs
    grids = [grid for grid in grids if not (_is_border(grid, glyphs) or _is_ruling(grid, glyphs))]
    free, held = _hand_out(glyphs, grids)
    number = sheet.number
    areas = _areas(grids, held, number)
    lines = [line for row in rows_of(free) if (line := line_of(row, number)) is not None]
    lines.sort(key=lambda line: line.base)
    boxes = [area.box for area in areas]
    rules = [rule for rule in across if not any(_within(rule, box) for box in boxes)]
    is_unsure = False
    if not is_cut:
        sides = [rule for rule in down if not any(_beside(rule, box) for box in boxes)]
        shades = merged(rule for rule in sheet.drawings.shades if not any(_within(rule, box) for box in boxes))
        found = find_open_tables(lines, rules, sides, shades)
        lines, opened = _open_tables(lines, found, number)
        areas = sorted([*areas, *opened], key=lambda area: area.box[1])
        is_unsure = found.is_unsure
    is_cut = is_cut or sheet.drawings.is_cut
    return PageParts(number, frame, lines, areas, rules, is_cut=is_cut, is_unsure=is_unsure)


def _open_tables(lines: list[TextLine], tables: OpenTables, number: int) -> tuple[list[TextLine], list[Area]]:
    """Return the lines that belong to none of ``tables``, and these as areas."""
    areas: list[Area] = []
    for found in tables.tables:
        areas.append(Area(found.grid, number, found.lines, is_open=True))
        taken = {id(line) for line in found.taken}
        lines = [line for line in lines if id(line) not in taken]
    return lines, areas


def _is_border(grid: Grid, glyphs: list[Glyph]) -> bool:
    """Tell whether a frame encloses all that stands on the page, head and foot too: a border of the page."""
    if len(grid.cells) > 1:
        return False
    left, top, right, bottom = grid.box
    inked = [glyph for glyph in glyphs if glyph.char != " "]
    inside = sum(1 for g in inked if left < g.left < right and top < g.base < bottom)
    return len(inked) > 100 and inside >= _ALL * len(inked)


def _is_ruling(grid: Grid, glyphs: list[Glyph]) -> bool:
    """Tell whether a grid has far more cells than there are characters: squared paper, a hatched drawing."""
    return len(grid.cells) > _MANY_CELLS and len(grid.cells) > 3 * len(glyphs)


def _within(rule: Rule, box: Box) -> bool:
    return box[1] - _IN <= rule.at <= box[3] + _IN and rule.start >= box[0] - 4 and rule.end <= box[2] + 4


def _beside(rule: Rule, box: Box) -> bool:
    return box[0] - _IN <= rule.at <= box[2] + _IN and rule.start >= box[1] - 4 and rule.end <= box[3] + 4


def _hand_out(glyphs: list[Glyph], grids: list[Grid]) -> tuple[list[Glyph], list[list[Glyph]]]:
    """Return the characters outside all grids, and those in each, innermost grid first served."""
    held: list[list[Glyph]] = [[] for _ in grids]
    free: list[Glyph] = []
    sizes = [(g.box[2] - g.box[0]) * (g.box[3] - g.box[1]) for g in grids]
    order = sorted(range(len(grids)), key=lambda i: sizes[i])
    boxes = [(i, *grids[i].box) for i in order]
    for glyph in glyphs:
        x, y = glyph.middle
        for index, left, top, right, bottom in boxes:
            if left <= x <= right and top <= y <= bottom:
                held[index].append(glyph)
                break
        else:
            free.append(glyph)
    return free, held


def _areas(grids: list[Grid], held: list[list[Glyph]], number: int) -> list[Area]:
    """Return the grids with their text; those inside another go into it."""
    outer = [_outer(grid, grids) for grid in grids]
    for index in sorted(range(len(grids)), key=lambda i: -_depth(i, outer)):
        parent = outer[index]
        into_cell = parent is not None and not grids[parent].is_frame
        if parent is not None and (into_cell or grids[index].is_frame):
            held[parent].extend(held[index])
            held[index] = []
    areas: list[Area] = []
    made: dict[int, Area] = {}
    for index in sorted(range(len(grids)), key=lambda i: _depth(i, outer)):
        has_text = any(glyph.char != " " for glyph in held[index])
        parent = outer[index]
        if not has_text and (parent is not None or grids[index] not in [grids[o] for o in outer if o is not None]):
            continue
        area = Area(grids[index], number, cell_lines(grids[index], held[index], number))
        if parent is not None and parent in made and grids[parent].is_frame:
            cell = _cell_at(grids[parent], (area.box[1] + area.box[3]) / 2)
            made[parent].inner.append((cell, area))
        else:
            areas.append(area)
        made[index] = area
    return sorted(areas, key=lambda area: (area.box[1], area.box[0]))


def _outer(grid: Grid, grids: list[Grid]) -> int | None:
    """Return the index of the smallest grid around ``grid``."""
    left, top, right, bottom = grid.box
    around = [
        i
        for i, other in enumerate(grids)
        if other is not grid
        and other.box[0] <= left + _IN
        and other.box[1] <= top + _IN
        and other.box[2] >= right - _IN
        and other.box[3] >= bottom - _IN
    ]
    return min(around, key=lambda i: grids[i].box[3] - grids[i].box[1], default=None)


def _depth(index: int, outer: list[int | None]) -> int:
    depth = 0
    parent = outer[index]
    while parent is not None and depth < len(outer):
        depth += 1
        parent = outer[parent]
    return depth


def _cell_at(grid: Grid, y: float) -> int:
    return next((i for i, cell in enumerate(grid.cells) if cell.box[1] <= y <= cell.box[3]), 0)


def cell_lines(grid: Grid, glyphs: list[Glyph], number: int) -> list[list[TextLine]]:
    """Return the lines in each cell of ``grid``."""
    owner: list[list[int]] = [[0] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for index, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                owner[row][column] = index
    held: list[list[Glyph]] = [[] for _ in grid.cells]
    for glyph in glyphs:
        x, y = glyph.middle
        row = min(max(bisect_right(grid.ys, y) - 1, 0), len(grid.ys) - 2)
        column = min(max(bisect_right(grid.xs, x) - 1, 0), len(grid.xs) - 2)
        held[owner[row][column]].append(glyph)
    return [_lines(part, number) for part in held]


def _lines(glyphs: list[Glyph], number: int) -> list[TextLine]:
    if not glyphs:
        return []
    lines = [line for row in rows_of(glyphs) if (line := line_of(row, number)) is not None]
    lines.sort(key=lambda line: line.base)
    return lines


__all__ = ["Area", "GridCell", "PageParts", "cell_lines", "take_apart"]
