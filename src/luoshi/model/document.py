"""A document as it was read: text, blocks, section tree, and the place of every character.

Entry: :class:`Document`, made by :func:`luoshi.readers.read_document`, consumed by the compiler and the review.

Coordinates. ``Document.text`` is the coordinate system of the whole house: every span is a half-open ``[start, end)``
range of it. For TXT and MD files it is the decoded file, newlines untouched; for other formats it is the linear text
that the reader made, and every block and cell carries besides a :class:`Place` in the original file.
A :class:`Passage` is the *clean* text of a block or cell (page breaks inside words closed, mark-up removed); it knows
for each of its characters where that stands in ``Document.text``.

Not here: what the text means (``luoshi.compiler``) and how files are opened (``luoshi.readers``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from luoshi.base.findings import Finding


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of ``Document.text``, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the original file, for a person who opens it (位置).

    ``line`` and ``page`` count from 1, all other numbers from 0.

    Attributes:
        line: line of a text or HTML file.
        paragraph: DOCX: index among the body's own paragraphs, or, when ``table`` is given, inside the cell.
        table: DOCX, HTML, PDF: index among the body's own tables.
        row: grid row of the cell in that table.
        column: grid column of the cell's left edge in that table.
        page: PDF: the page it begins on.
        box: PDF: left, top, right, bottom on that page, in points from its upper left corner.
    """

    line: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    box: tuple[int, int, int, int] | None = None

    def __str__(self) -> str:
        page = f"第{self.page}页" if self.page is not None else ""
        if self.table is not None:
            cell = "" if self.row is None or self.column is None else f"第{self.row + 1}行第{self.column + 1}列"
            return f"{page}表{self.table + 1}{cell}"
        if self.paragraph is not None:
            return f"{page}第{self.paragraph + 1}段"
        return page or (f"第{self.line}行" if self.line is not None else "")


class Run(NamedTuple):
    """``length`` characters that stand at ``at`` in a passage and at ``start`` in ``Document.text``, in one stretch."""

    at: int
    start: int
    length: int


class LinePlace(NamedTuple):
    """A line of a page (行): it begins at ``start`` of ``Document.text`` and ends where the next begins.

    ``page`` counts from 1; ``box`` is left, top, right, bottom in points from the upper left corner of the page.
    """

    start: int
    page: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """Clean text of a block or cell whose every character has a position in ``Document.text``.

    ``runs`` are sorted, do not overlap and cover the whole of ``text``; an empty passage has one run of length 0 that
    says where it would stand.
    """

    text: str
    runs: tuple[Run, ...]

    @staticmethod
    def of(text: str, start: int) -> Passage:
        """Return a passage that stands in one stretch at ``start`` of the document text."""
        return Passage(text, (Run(0, start, len(text)),))

    def locate(self, at: int) -> int:
        """Return the position in ``Document.text`` of the character at ``at`` (0 ≤ at ≤ len(text))."""
        if len(self.runs) == 1:
            return self.runs[0].start + at
        run = self.runs[max(0, bisect_right(self.runs, at, key=lambda r: r.at) - 1)]
        return run.start + (at - run.at)

    def span(self, start: int, end: int) -> Span:
        """Return the span in ``Document.text`` of ``text[start:end]``; from its first to its last character."""
        if end <= start:
            here = self.locate(start)
            return Span(here, here)
        return Span(self.locate(start), self.locate(end - 1) + 1)

    def slice(self, start: int, end: int) -> Passage:
        """Return ``text[start:end]`` as a passage of its own, positions kept."""
        if len(self.runs) == 1:
            return Passage.of(self.text[start:end], self.runs[0].start + start)
        runs = []
        for run in self.runs:
            low, high = max(start, run.at), min(end, run.at + run.length)
            if low < high:
                runs.append(Run(low - start, run.start + (low - run.at), high - low))
        return Passage(self.text[start:end], tuple(runs) or (Run(0, self.locate(start), 0),))

    @property
    def whole(self) -> Span:
        """The span of the whole passage."""
        return self.span(0, len(self.text))


class BlockKind(StrEnum):
    """What a block is."""

    TITLE = "title"  # title of the document or of an annex (标题)
    HEADING = "heading"  # a section heading that stands alone on its line
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"  # numbered or dashed text, perhaps with a run-in heading: 1.做好某事。正文……
    TABLE = "table"
    BOX = "box"  # title line of a 专栏; the blocks inside it belong to its section
    CAPTION = "caption"  # title of a table


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. ``row``/``column`` are its upper left grid position; spans are >= 1."""

    row: int
    column: int
    passage: Passage
    row_span: int = 1
    column_span: int = 1
    place: Place | None = None
    paragraphs: tuple[Passage, ...] = ()
    """The paragraphs of the cell, when there is more than one; together they make ``passage``."""

    @property
    def text(self) -> str:
        """The clean text, blanks at the ends taken off."""
        return self.passage.text.strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid (表格); merged cells stand once, at their upper left position.

    ``ragged`` says that the grid was guessed from text (one cell a line, tabs), so columns may have slid.
    """

    cells: tuple[Cell, ...]
    n_rows: int
    n_columns: int
    ragged: bool = False

    def grid(self) -> list[list[Cell | None]]:
        """Return ``n_rows`` lists of ``n_columns``: the cell that covers each position, None where there is none."""
        rows: list[list[Cell | None]] = [[None] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, min(self.n_rows, cell.row + cell.row_span)):
                for c in range(cell.column, min(self.n_columns, cell.column + cell.column_span)):
                    rows[r][c] = cell
        return rows

    def row(self, index: int) -> list[Cell]:
        """Return the cells that begin in row ``index``, left to right; for all rows in turn use :meth:`rows`."""
        return sorted((c for c in self.cells if c.row == index), key=lambda c: c.column)

    def rows(self) -> list[list[Cell]]:
        """Return for each row the cells that begin in it, left to right."""
        rows: list[list[Cell]] = [[] for _ in range(self.n_rows)]
        for cell in sorted(self.cells, key=lambda c: (c.row, c.column)):
            if cell.row < self.n_rows:
                rows[cell.row].append(cell)
        return rows


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document in reading order.

    Attributes:
        kind: what it is.
        passage: its text, without its label and without the blanks around it; for a table the empty passage at its
            start.
        label: the numbering as written, without the mark that closes it: ``一``, ``（二）``, ``3``, ``①``; empty if
            none.
        level: depth in the section tree, 1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 5 for ①; 0 for body text.
        section: index of the section it belongs to (a heading: the section it opens).
        place: where it stands in the original.
        table: the grid, for tables only.
        title_end: length of the run-in heading at the start of ``passage`` (a list item's or paragraph's first
            sentence, without its full stop); 0 if there is none.
    """

    kind: BlockKind
    passage: Passage
    label: str = ""
    level: int = 0
    section: int = 0
    place: Place | None = None
    table: Table | None = None
    title_end: int = 0

    @property
    def text(self) -> str:
        """The clean text."""
        return self.passage.text


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the section tree; number 0 is the root, before the first heading.

    Attributes:
        index: its place in ``Document.sections``.
        parent: index of the section above; -1 for the root.
        level: as in :class:`Block`.
        label: numbering as written: ``一``, ``（二）``, ``3``, ``专栏4``.
        title: its heading without label; of a list item, its run-in heading or, lacking one, its first sentence.
        path: labels from the top, ``五/（二）/3``; the title stands in for a missing label.
        first_block, end_block: half-open range in ``Document.blocks`` of the heading and all that lies below it.
    """

    index: int
    parent: int
    level: int
    label: str
    title: str
    path: str
    first_block: int
    end_block: int


class Status(StrEnum):
    """How much of a file could be read."""

    COMPLETE = "complete"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it was read.

    Attributes:
        name: file name without folder.
        format: ``txt``, ``md``, ``html``, ``docx``, ``pdf``…
        text: the text that all spans count in.
        blocks: in reading order.
        sections: the section tree, in reading order, root first.
        status: partial when a part could not be read; ``findings`` then say which.
        findings: what the reader noticed.
        encoding: of a text file; empty for others.
        sha256: of the file's bytes, in hex.
        lines: PDF: where each line of the text stands, by ascending start; empty for formats without pages.
    """

    name: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    status: Status = Status.COMPLETE
    findings: tuple[Finding, ...] = ()
    encoding: str = ""
    sha256: str = ""
    lines: tuple[LinePlace, ...] = ()

    def on_page(self, span: Span) -> tuple[int, tuple[int, int, int, int]] | None:
        """Return the page on which ``span`` begins and the box around its lines there; None if there are no pages."""
        first = bisect_right(self.lines, span.start, key=lambda line: line.start) - 1
        if first < 0:
            return None
        page, box = self.lines[first].page, self.lines[first].box
        for line in self.lines[first + 1 :]:
            if line.start >= span.end or line.page != page:
                break
            left, top, right, bottom = line.box
            box = (min(box[0], left), min(box[1], top), max(box[2], right), max(box[3], bottom))
        return page, box

    def section_of(self, block: Block) -> Section:
        """Return the section that ``block`` belongs to."""
        return self.sections[block.section]

    def ancestors(self, section: Section) -> Iterator[Section]:
        """Yield ``section`` and the sections above it, innermost first, the root excluded."""
        while section.parent >= 0:
            yield section
            section = self.sections[section.parent]

    def quote(self, span: Span) -> str:
        """Return the text of ``span`` verbatim."""
        return self.text[span.start : span.end]
