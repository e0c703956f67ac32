"""A document of any format as a new Word file to work on (整洁稿): headings, paragraphs, list items and tables.

Entry: :func:`clean_word`, which also says where each character of the document went, as the reader of Word files does.
Not here: styles and fonts (:mod:`luoshi.report.word_styles`), the comments (:mod:`luoshi.report.word_comments`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from luoshi.model.document import Block, BlockKind, Cell, Document, Passage, Table
from luoshi.readers.docx_trace import Origin, Trace
from luoshi.report.source_text import leads
from luoshi.report.word_comments import xml_text
from luoshi.report.word_package import WordFile, serialised
from luoshi.report.word_styles import CELL, MAIN, NAMESPACE, SMALL, TEXT_WIDTH, fixed_parts, heading_style

if TYPE_CHECKING:
    from lxml import etree

_W = f"{{{NAMESPACE}}}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BREAK = re.compile(r"([\n\t])")
_MOST_COLUMNS = 63
"""Tables with more columns Word does not open; they are given as lines with tabs."""
_MANY_COLUMNS = 7
"""Tables with more columns are set in small type."""
_MOST_TOLD = 24
"""No cell asks for more characters in a line."""
_MOST_WHOLE = 5
"""Longer words are broken in narrow columns."""
_WHOLE = re.compile(r"[0-9A-Za-z.,%％]+|[^\x00-\x7f]{1,2}")
_PADDING = 190
"""What stands left and right of the text of a cell, in twentieths of a point."""
_MARGINS = {"top": "2098", "right": "1474", "bottom": "1984", "left": "1588", "header": "851", "footer": "992",
            "gutter": "0"}  # fmt: skip
_REACH = 40
"""So many blanks and marks may stand between a label and its text."""
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
_STYLES = {
    BlockKind.TITLE: "Title",
    BlockKind.BOX: "Box",
    BlockKind.CAPTION: "Caption",
    BlockKind.LIST_ITEM: "Item",
}


def clean_word(document: Document) -> WordFile:
    """Return the text of ``document`` as a Word file, A4 upright."""
    file = WordFile(document.name, MAIN, fixed_parts(), _Writer(document).write())
    file.parts[MAIN] = serialised(file.root)
    return file


class _Writer:
    def __init__(self, document: Document) -> None:
        from lxml import etree

        self.document = document
        self.trace = Trace()
        self.trace.root = etree.Element(f"{_W}document", nsmap={"w": NAMESPACE})
        self.body = _add(self.trace.root, "body")

    def write(self) -> Trace:
        """Write all blocks; return what stands where."""
        for block, lead in zip(self.document.blocks, leads(self.document), strict=True):
            if block.table is not None:
                self._table(block.table)
            elif block.text or lead:
                self._block(block, lead)
        page = _add(self.body, "sectPr")
        _add(page, "pgSz", w="11906", h="16838")
        _add(page, "pgMar", **_MARGINS)
        self.trace.origins.sort(key=lambda origin: origin.start)
        self.trace.paragraphs.sort(key=lambda paragraph: paragraph.start)
        return self.trace

    def _block(self, block: Block, lead: str) -> None:
        style = heading_style(block.level) if block.kind is BlockKind.HEADING else _STYLES.get(block.kind, "")
        paragraph = self._paragraph(self.body, style, block.passage)
        start = block.passage.locate(0)
        if lead:
            at = self.document.text.rfind(lead, max(0, start - len(lead) - _REACH), start)
            blank = " " if block.kind in (BlockKind.BOX, BlockKind.CAPTION) or lead[-1:].isalnum() else ""
            run = _add(paragraph, "r")
            self._text(run, lead + blank, at, len(lead))
        self._passage(paragraph, block.passage, block.title_end)

    def _paragraph(self, parent: etree._Element, style: str, passage: Passage) -> etree._Element:
        paragraph = _add(parent, "p")
        if style:
            _add(_add(paragraph, "pPr"), "pStyle", val=style)
        whole = passage.whole
        self.trace.add_paragraph(whole.start, whole.end, paragraph)
        return paragraph

    def _passage(self, paragraph: etree._Element, passage: Passage, bold_end: int = 0) -> None:
        """Add the text of a passage, its first ``bold_end`` characters in bold."""
        for at, start, length in passage.runs:
            for low, high in ((at, min(bold_end, at + length)), (max(bold_end, at), at + length)):
                if low < high:
                    run = _add(paragraph, "r")
                    if low < bold_end:
                        _add(_add(run, "rPr"), "b")
                    self._text(run, passage.text[low:high], start + low - at, high - low)

    def _text(self, run: etree._Element, text: str, start: int, length: int) -> None:
        """Add ``text`` to a run; its first ``length`` characters stand at ``start`` of the document, if >= 0."""
        done = 0
        for piece in _BREAK.split(text):
            if not piece:
                continue
            element = _add(run, {"\n": "br", "\t": "tab"}.get(piece, "t"))
            if piece not in "\n\t":
                element.text = xml_text(piece)
                element.set(_SPACE, "preserve")
            told = min(len(piece), length - done)
            if start >= 0 and told > 0:
                self.trace.origins.append(Origin(start + done, told, element, 0))
            done += len(piece)

    # Tables

    def _table(self, table: Table) -> None:
        small = table.n_columns > _MANY_COLUMNS
        if table.n_columns > _MOST_COLUMNS or not table.cells:
            for cells in table.rows():
                self._loose(cells)
            return
        element = _add(self.body, "tbl")
        widths = _widths(table, SMALL if small else CELL)
        _form(element, widths)
        for number, (covering, begun) in enumerate(zip(table.grid(), table.rows(), strict=True)):
            row = _add(element, "tr")
            properties = _add(row, "trPr")
            _add(properties, "cantSplit")
            if number == 0 and table.n_rows > 1:
                _add(properties, "tblHeader")
            self._row(row, number, covering, begun, widths, "SmallCell" if small else "Cell")
        _add(_add(_add(self.body, "p"), "pPr"), "pStyle", val="Gap")

    def _row(
        self,
        row: etree._Element,
        number: int,
        covering: list[Cell | None],
        begun: list[Cell],
        widths: list[int],
        style: str,
    ) -> None:
        shown: set[int] = set()
        last: etree._Element | None = None
        for cell, first, count in _stretches(covering):
            last = _add(row, "tc")
            properties = _add(last, "tcPr")
            _add(properties, "tcW", w=str(sum(widths[first : first + count])), type="dxa")
            if count > 1:
                _add(properties, "gridSpan", val=str(count))
            if cell is not None and cell.row_span > 1:
                _add(properties, "vMerge", val="restart" if cell.row == number else "continue")
            _add(properties, "vAlign", val="center")
            if cell is not None and cell.row == number and id(cell) not in shown:
                shown.add(id(cell))
                self._cell(last, cell, style)
            else:
                _add(_add(_add(last, "p"), "pPr"), "pStyle", val=style)
        for cell in begun:  # another lies over it: its text is not lost
            if id(cell) not in shown and last is not None and cell.text:
                self._cell(last, cell, style)

    def _cell(self, parent: etree._Element, cell: Cell, style: str) -> None:
        for passage in cell.paragraphs or (cell.passage,):
            self._passage(self._paragraph(parent, style, passage), passage)

    def _loose(self, cells: list[Cell]) -> None:
        """Add a row of a table that Word cannot hold as a paragraph."""
        if not cells:
            return
        paragraph = self._paragraph(self.body, "SmallCell", cells[0].passage)
        for number, cell in enumerate(cells):
            if number:
                _add(_add(paragraph, "r"), "tab")
            self._passage(paragraph, cell.passage)


def _stretches(covering: list[Cell | None]) -> Iterator[tuple[Cell | None, int, int]]:
    """Yield the cells of a grid row from left to right, each with its first column here and its number of columns."""
    first = 0
    for column in range(1, len(covering) + 1):
        if column == len(covering) or covering[column] is not covering[first] or covering[first] is None:
            yield covering[first], first, column - first
            first = column


def _widths(table: Table, size: int) -> list[int]:
    """Return the widths of the columns, which make the width of the text, for type of ``size``.

    Each gets what its longest cell asks for; where that is too much, no less than keeps its figures in one line.
    """
    asked, least = [1.0] * table.n_columns, [1.0] * table.n_columns
    for cell in table.cells:
        if cell.column_span == 1 and cell.column < table.n_columns:
            asked[cell.column] = max(asked[cell.column], min(_MOST_TOLD, _em(cell.text)))
            whole = max((_em(word) for word in _WHOLE.findall(cell.text)), default=0)
            least[cell.column] = max(least[cell.column], min(_MOST_WHOLE, whole))
    widest = [em * size + _PADDING for em in asked]
    narrowest = [em * size + _PADDING for em in least]
    free = TEXT_WIDTH - sum(narrowest)
    if sum(widest) <= TEXT_WIDTH or free <= 0:
        wanted = widest if free > 0 else narrowest
        return [int(TEXT_WIDTH * one / sum(wanted)) for one in wanted]
    more = sum(widest) - sum(narrowest)
    return [int(low + (high - low) * free / more) for low, high in zip(narrowest, widest, strict=True)]


def _em(text: str) -> float:
    """Return how wide ``text`` is, counted in Chinese characters."""
    return sum(0.62 if char.isascii() else 1 for char in text)


def _form(table: etree._Element, widths: list[int]) -> None:
    properties = _add(table, "tblPr")
    _add(properties, "tblW", w=str(sum(widths)), type="dxa")
    _add(properties, "jc", val="center")
    borders = _add(properties, "tblBorders")
    for side in _BORDERS:
        _add(borders, side, val="single", sz="4", space="0", color="auto")
    _add(properties, "tblLayout", type="fixed")
    grid = _add(table, "tblGrid")
    for width in widths:
        _add(grid, "gridCol", w=str(width))


def _add(parent: etree._Element, name: str, **told: str) -> etree._Element:
    """Add a child called ``name`` with its attributes."""
    element = parent.makeelement(_W + name, {_W + key: value for key, value in told.items()})
    parent.append(element)
    return element
