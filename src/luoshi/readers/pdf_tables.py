"""Tables of a PDF over pages (跨页表格).

Entry: :class:`TableDraft`. A table that goes on at the head of the next page is one table: head rows that come again
are left out, a row cut by the end of the page gets the rest of its cells, a merged cell covers its rows on both pages.
Not here: the grid of one page (``pdf_grids``), where the text of a cell ends up (``pdf``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from luoshi.readers.joins import FINAL
from luoshi.readers.labels import parse_label
from luoshi.readers.pdf_frame import Box
from luoshi.readers.pdf_lines import TextLine
from luoshi.readers.pdf_page import Area

_SAME_EDGE = 4.5
_OUTER_EDGE = 9.0
_ROOM = 0.6
_NO_PAD = 3.0
_PAD = 8.0
_BLANK = re.compile(r"\s+")
_CANNOT_BEGIN = frozenset("，。；、：！？）”》％%")
_AGAIN = re.compile(r"(?:[（(]?续(?:上)?表?.{0,12}|.{0,30}[（(]续(?:表|\d*)?[）)])$")


@dataclass(slots=True)
class DraftCell:
    """A cell on its way: rows it covers, its sides, its lines (of several pages perhaps), where it begins."""

    row: int
    row_span: int
    left: float
    right: float
    lines: list[TextLine]
    page: int
    box: Box

    @property
    def text(self) -> str:
        """Its text without blanks, for comparison."""
        return _BLANK.sub("", "".join(line.text for line in self.lines))


@dataclass(slots=True)
class TableDraft:
    """A table that may still go on on the next page.

    Attributes:
        xs: edges of its columns.
        rows: how many rows it has so far.
        cells: in reading order.
        page: where it begins.
        last_page: where it ends so far.
        box: its edges on the page where it begins.
        is_open: its columns come from the text.
    """

    xs: list[float]
    rows: int
    cells: list[DraftCell]
    page: int
    last_page: int
    box: Box
    is_open: bool = False
    width: float = field(default=0.0)

    @staticmethod
    def of(area: Area) -> TableDraft:
        """Return the draft of the table on one page."""
        cells = [
            DraftCell(cell.row, cell.row_span, cell.box[0], cell.box[2], lines, area.page, cell.box)
            for cell, lines in zip(area.grid.cells, area.lines, strict=True)
        ]
        rows = len(area.grid.ys) - 1
        draft = TableDraft(list(area.grid.xs), rows, cells, area.page, area.page, area.box, area.is_open)
        draft._without_empty_rows()
        return draft

    def _without_empty_rows(self) -> None:
        """Leave out rows at the end or start that hold nothing: traces of double rules and of shading."""
        while self.rows > 1:
            last = self.rows - 1
            own = [cell for cell in self.cells if cell.row == last]
            if any(cell.lines for cell in own) or not own or own[0].box[3] - own[0].box[1] > 9:
                return
            self.cells = [cell for cell in self.cells if cell.row != last]
            for cell in self.cells:
                cell.row_span = min(cell.row_span, last - cell.row)
            self.rows = last

    def compact(self) -> None:
        """Leave out the rows and columns in which no cell begins: edges that only other pages have, or doubled ones."""
        rows = sorted({cell.row for cell in self.cells})
        for cell in self.cells:
            first, end = bisect_left(rows, cell.row), bisect_left(rows, cell.row + cell.row_span)
            cell.row, cell.row_span = first, max(1, end - first)
        self.rows = len(rows)
        starts = {_nearest(self.xs, cell.left) for cell in self.cells}
        self.xs = [x for at, x in enumerate(self.xs) if at in starts or at == len(self.xs) - 1]

    def columns(self) -> list[tuple[int, int]]:
        """Return for each cell its column and how many it covers."""
        found = []
        for cell in self.cells:
            first = _nearest(self.xs, cell.left)
            last = _nearest(self.xs, cell.right)
            first = min(first, len(self.xs) - 2)
            found.append((first, max(1, last - first)))
        return found

    def take(self, other: TableDraft) -> bool:
        """Put ``other``, the first thing on the next page, to the end of this table; tell whether it goes on so."""
        shift = self.xs[0] - other.xs[0]
        if other.page != self.last_page + 1 or not self._has_same_columns(other, shift):
            return False
        for cell in other.cells:
            cell.left += shift
            cell.right += shift
        others = [x + shift for x in other.xs]
        self.xs += [x for x in others if all(abs(x - own) > _SAME_EDGE for own in self.xs)]
        self.xs.sort()
        self._append(other, self._heads(other))
        self.last_page = other.last_page
        return True

    def _has_same_columns(self, other: TableDraft, shift: float) -> bool:
        if abs(other.xs[-1] + shift - self.xs[-1]) > _OUTER_EDGE or self.is_open != other.is_open:
            return False
        common = sum(1 for x in other.xs if any(abs(x + shift - own) <= _SAME_EDGE for own in self.xs))
        return common >= 3 and common >= 0.75 * min(len(self.xs), len(other.xs)) and common >= len(other.xs) - 1

    def _heads(self, other: TableDraft) -> int:
        """Return how many rows at the start of ``other`` are the head rows of this table come again."""
        heads = 0
        while heads < min(other.rows - 1, self.rows, 5):
            own, again = _texts(self, heads), _texts(other, heads)
            if not own or own != again or not any(own):
                break
            heads += 1
        while heads and any(c.row < heads < c.row + c.row_span for c in other.cells):
            heads -= 1
        return heads

    def _append(self, other: TableDraft, heads: int) -> None:
        above = [cell for cell in self.cells if cell.row + cell.row_span == self.rows]
        first = [cell for cell in other.cells if cell.row == heads]
        pairs = [(cell, _above(cell, above)) for cell in first]
        resumed = _is_cut_row(pairs)
        offset = self.rows - heads - (1 if resumed else 0)
        covered: set[int] = set()
        leading = True
        for cell, upper in pairs:
            leading = leading and not cell.lines
            if upper is None:
                continue
            if resumed:
                upper.lines = [*upper.lines, *cell.lines]
                upper.row_span += cell.row_span - 1
                covered.add(id(cell))
            elif not cell.lines and upper.lines and (leading or _is_merged(cell, upper)):
                upper.row_span += cell.row_span
                covered.add(id(cell))
        for cell in other.cells:
            if cell.row >= heads and id(cell) not in covered:
                cell.row += offset
                self.cells.append(cell)
        self.rows = other.rows + offset
        self.cells.sort(key=lambda cell: (cell.row, cell.left))


def is_continuation_title(text: str) -> bool:
    """Tell whether a line above a table only says that it goes on: 续表, 表3（续）."""
    return _AGAIN.match(_BLANK.sub("", text)) is not None


def _nearest(xs: list[float], value: float) -> int:
    return min(range(len(xs)), key=lambda i: abs(xs[i] - value))


def _texts(draft: TableDraft, row: int) -> list[str]:
    return [cell.text for cell in draft.cells if cell.row == row]


def _above(cell: DraftCell, above: list[DraftCell]) -> DraftCell | None:
    return next(
        (u for u in above if abs(u.left - cell.left) <= _SAME_EDGE and abs(u.right - cell.right) <= _SAME_EDGE), None
    )


def _is_merged(cell: DraftCell, upper: DraftCell) -> bool:
    return cell.row_span > 1 or upper.row_span > 1


def _is_cut_row(pairs: list[tuple[DraftCell, DraftCell | None]]) -> bool:
    """Tell whether the first row on a page is the rest of the last row on the page before."""
    if any(cell.lines and (upper is None or not upper.lines) for cell, upper in pairs):
        return False
    full = [(cell, upper) for cell, upper in pairs if cell.lines and upper is not None]
    ended = [u for c, u in pairs if not c.lines and u is not None and u.lines and not _is_merged(c, u)]
    if not full or not ended:
        return False
    unfinished = [_is_unfinished(upper, cell) for cell, upper in full]
    if any(unfinished):
        return all(u or upper.lines[-1].text[-1] in FINAL for u, (_, upper) in zip(unfinished, full, strict=True))
    if len(full) == 1 and len(pairs) > 2:
        return not _begins_anew(full[0][0]) or any(upper.text.isdecimal() for upper in ended)
    return False


def _begins_anew(cell: DraftCell) -> bool:
    text = cell.lines[0].text
    return parse_label(text) is not None or text.replace(".", "").isdecimal()


def _is_unfinished(upper: DraftCell, cell: DraftCell) -> bool:
    """Tell whether the text of a cell breaks off at the end of its last line."""
    last, after = upper.lines[-1], cell.lines[0]
    if after.text[0] in _CANNOT_BEGIN:
        return True
    if last.text[-1] in FINAL:
        return False
    return room_in(upper, last) < after.first_unit + _ROOM * last.size


def room_in(cell: DraftCell, line: TextLine) -> float:
    """Return the width that a line leaves free in its cell."""
    own = [other for other in cell.lines if other.page == line.page]
    pad = min(_PAD, max(_NO_PAD, min(other.left for other in own) - cell.box[0]))
    shift = 0.0 if line.page == cell.page else min(other.left for other in own) - cell.box[0] - pad
    room = cell.box[2] - pad - (line.right - shift)
    indent = line.left - shift - cell.box[0] - pad
    return room + indent if abs(room - indent) < 1.5 * line.size else room


def cell_paragraphs(cell: DraftCell) -> list[list[TextLine]]:
    """Return the lines of each paragraph in a cell."""
    paragraphs: list[list[TextLine]] = []
    for line in cell.lines:
        if paragraphs and not _begins(cell, paragraphs[-1][-1], line):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _begins(cell: DraftCell, before: TextLine, line: TextLine) -> bool:
    """Tell whether ``line`` begins a paragraph of its own in a cell."""
    if before.page != line.page and not (before.text[-1] in FINAL and parse_label(line.text)):
        return False
    short = room_in(cell, before) > line.first_unit + _ROOM * before.size
    if parse_label(line.text) is not None and (short or before.text[-1] in FINAL):
        return True
    return short and before.text[-1] in "。；！？："
