"""Tables of DOCX: the grid with its merged cells.

Entry: :class:`TableReader`. A table of one column is no table but a frame around text (专栏 are set so): its paragraphs
are read as such, with their cell as place. Tables inside cells give their text to the cell.
Not here: the text of a paragraph (``docx_text``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from luoshi.base.findings import Finding
from luoshi.model.document import Cell, Passage, Place, Table
from luoshi.readers.docx_xml import attribute, child, local, number_of
from luoshi.readers.limits import MAX_COLUMNS, MAX_TABLE_CELLS
from luoshi.readers.linear import LinearText
from luoshi.readers.raw import RawBlock, RawParagraph, RawTable, concat
from luoshi.readers.refusals import Notice, notice
from luoshi.readers.safe_xml import Package

if TYPE_CHECKING:
    from lxml import etree

_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))


class Reader(Protocol):
    """What the table reader needs of the document reader."""

    package: Package
    findings: list[Finding]
    blocks: list[RawBlock]
    out: LinearText
    frame: int

    def inside(self, parent: Iterable[etree._Element], place: Place | None, frame: int) -> None:
        """Read the blocks below ``parent``."""

    def new_frame(self) -> int:
        """Return the number of a new frame."""

    def raw_paragraphs(
        self, element: etree._Element, place: Place | None, *, in_cell: bool = False
    ) -> tuple[list[RawParagraph], list[etree._Element]]:
        """Return ``w:p`` as raw paragraphs and its text boxes."""


@dataclass(slots=True)
class _Slot:
    """A cell in the grid before its text is read."""

    element: etree._Element
    row: int
    column: int
    column_span: int
    row_span: int = 1


@dataclass(slots=True)
class _Grid:
    slots: list[_Slot] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    is_cut: bool = False


class TableReader:
    """Reads ``w:tbl`` elements into the document of ``reader``."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, element: etree._Element, table: int | None, outer: Place | None = None) -> None:
        """Add a table; ``table`` is its index in the body, ``outer`` the place of the cell it stands in."""
        grid = _grid(element)
        if grid.is_cut:
            where = outer if table is None else Place(table=table)
            self._reader.findings.append(notice(Notice.TABLE, self._reader.package.name, str(where or "")))
        if not grid.slots:
            return
        if grid.columns == 1:
            self._open(grid, table, outer)
            return
        start = self._reader.out.length
        cells: list[Cell] = []
        row = 0
        for slot in grid.slots:
            if cells:
                self._reader.out.add("\t" if slot.row == row else "\n")
            row = slot.row
            place = Place(table=table, row=slot.row, column=slot.column) if table is not None else outer
            cells.append(self._cell(slot, place))
        self._reader.out.end_line()
        whole = Table(tuple(cells), grid.rows, grid.columns)
        place = Place(table=table) if table is not None else outer
        self._reader.blocks.append(RawTable(whole, start, place, frame=self._reader.frame))

    def _open(self, grid: _Grid, table: int | None, outer: Place | None) -> None:
        """Read the cells of a one-column table as paragraphs of the text."""
        frame = self._reader.new_frame()
        for slot in grid.slots:
            paragraph = 0
            for element in slot.element:
                place = outer
                if table is not None:
                    place = Place(table=table, row=slot.row, column=0, paragraph=paragraph)
                if local(element) == "p":
                    self._reader.inside([element], place, frame)
                    paragraph += 1
                elif local(element) == "tbl":
                    self.read(element, None, place)
                elif local(element) in _WRAPPERS:
                    self._reader.inside(element, place, frame)

    def _cell(self, slot: _Slot, place: Place | None) -> Cell:
        passages: list[Passage] = []
        start = self._reader.out.length
        first: int | None = None
        for index, paragraph in enumerate(_paragraphs(slot.element)):
            before = len(passages)
            passages.extend(self._texts(paragraph, place))
            first = index if first is None and len(passages) > before else first
        whole = concat(passages) if passages else Passage.of("", start)
        several = tuple(passages) if len(passages) > 1 else ()
        if len(passages) == 1 and place is not None and place.table is not None and child(slot.element, "tbl") is None:
            place = replace(place, paragraph=first)
        return Cell(slot.row, slot.column, whole, slot.row_span, slot.column_span, place, several)

    def _texts(self, paragraph: etree._Element, place: Place | None) -> Iterator[Passage]:
        """Yield what a paragraph of a cell says; an automatic number is its text when it has no other (序号)."""
        raws, boxes = self._reader.raw_paragraphs(paragraph, place, in_cell=True)
        yield from (raw.passage for raw in raws if raw.text)
        for box in boxes:
            for inner in _paragraphs(box):
                yield from self._texts(inner, place)


def _paragraphs(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield the paragraphs of a cell, those of tables inside it included."""
    for element in parent:
        name = local(element)
        if name == "p":
            yield element
        elif name in _WRAPPERS or name in ("tbl", "tr", "tc"):
            yield from _paragraphs(element)


def _rows(parent: etree._Element) -> Iterator[etree._Element]:
    for element in parent:
        name = local(element)
        if name == "tr":
            if child(child(element, "trPr"), "del") is None:
                yield element
        elif name in _WRAPPERS:
            yield from _rows(element)


def _cells(parent: etree._Element) -> Iterator[etree._Element]:
    for element in parent:
        name = local(element)
        if name == "tc":
            yield element
        elif name in _WRAPPERS:
            yield from _cells(element)


def _grid(table: etree._Element) -> _Grid:
    """Return the cells of ``w:tbl`` at their grid positions, merged ones once."""
    grid = _Grid()
    above: dict[int, _Slot] = {}
    for row, element in enumerate(_rows(table)):
        below: dict[int, _Slot] = {}
        column = _skipped(element)
        last: _Slot | None = None
        for cell in _cells(element):
            properties = child(cell, "tcPr")
            span = _span(properties)
            if column + span > MAX_COLUMNS or len(grid.slots) >= MAX_TABLE_CELLS:
                grid.is_cut = True
                break
            if last is not None and _is_continued(properties, "hMerge"):
                last.column_span += span
            elif _is_continued(properties, "vMerge") and column in above:
                last = above[column]
                last.row_span = row - last.row + 1
            else:
                last = _Slot(cell, row, column, span)
                grid.slots.append(last)
            below[column] = last
            column += span
        above = below
        grid.rows = row + 1
        grid.columns = max(grid.columns, column)
    if grid.rows * grid.columns > MAX_TABLE_CELLS:
        grid.is_cut = True
        grid.rows = max(1, MAX_TABLE_CELLS // grid.columns)
        grid.slots = [slot for slot in grid.slots if slot.row < grid.rows]
    return grid


def _skipped(row: etree._Element) -> int:
    before = child(child(row, "trPr"), "gridBefore")
    return 0 if before is None else min(max(0, number_of(before, "val", 0)), MAX_COLUMNS)


def _span(properties: etree._Element | None) -> int:
    span = child(properties, "gridSpan")
    return 1 if span is None else max(1, number_of(span, "val", 1))


def _is_continued(properties: etree._Element | None, name: str) -> bool:
    merge = child(properties, name)
    return merge is not None and attribute(merge, "val") in ("", "continue")
