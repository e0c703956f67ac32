"""HTML -> raw blocks, on lxml.html, without network.

Entry: :func:`read_html`. Scripts, styles, forms and navigation are dropped, layout tables opened, data tables become
grids with their ``rowspan`` and ``colspan``. The linear text is made here: blocks divided by line ends, cells by tabs.
Not here: which line is a heading (``structure``).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from luoshi.base.findings import Finding
from luoshi.model.document import Cell, Passage, Place, Table
from luoshi.readers.decoding import Decoded, decode
from luoshi.readers.html_lists import ListNumbers
from luoshi.readers.labels import parse_label
from luoshi.readers.limits import MAX_COLUMNS, MAX_TABLE_CELLS, MAX_TEXT_CHARACTERS
from luoshi.readers.linear import LinearText
from luoshi.readers.lines import INVISIBLE
from luoshi.readers.raw import RawBlock, RawParagraph, RawTable, concat
from luoshi.readers.refusals import Notice, Refusal, notice, refuse

if TYPE_CHECKING:
    from lxml import etree

_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,20})|<\?xml[^>]{0,100}encoding=[\"']([\w.:-]{2,20})", re.I
)
_CHINESE_SETS = frozenset(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312", "cp936", "936"))
_DROPPED = frozenset(
    ("script", "style", "head", "nav", "noscript", "template", "form", "iframe", "object", "svg", "select", "button",
     "textarea", "input", "img", "video", "audio", "canvas", "link", "meta", "title", "map", "colgroup", "col")
)  # fmt: skip
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "em", "font", "i", "ins", "kbd", "label",
     "mark", "o:p", "p:p", "q", "ruby", "rb", "s", "samp", "small", "span", "strong", "strike", "sub", "sup", "time",
     "tt", "u", "var", "wbr", "st1:chsdate", "st1", "acronym")
)  # fmt: skip
_BOLD = frozenset(("b", "strong"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLANK = re.compile(r"[ \t\r\n\f\v]+")
_INVISIBLE = re.compile(f"[{INVISIBLE}\xad]")
_EM_SPACE, _WIDE_BLANK = "\u2003", "\u3000"
"""Page editors write the blank between a title and its text as ``&emsp;``; plans have the Chinese one there."""
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LISTS = frozenset(("ul", "ol", "dl"))
_MENU_LINKS = 3
_MENU_WORD = 12
_MAX_NESTING = 200


@dataclass(slots=True)
class Page:
    """What was read of a page: raw blocks, linear text, encoding, findings."""

    blocks: list[RawBlock] = field(default_factory=list)
    text: str = ""
    encoding: str = ""
    findings: list[Finding] = field(default_factory=list)


def read_html(name: str, data: bytes) -> Page:
    """Return the contents of an HTML file.

    Raises:
        LuoshiError: it cannot be decoded, or it is nested too deeply.
    """
    from lxml import etree

    decoded = _decode(name, data)
    source = decoded.text.lstrip("\ufeff")
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source, count=1)
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(source.replace("\x00", ""), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error).lower():
            raise refuse(Refusal.DEEP, name) from error
        raise refuse(Refusal.BROKEN, name) from error
    if root is None:
        return Page(encoding=decoded.encoding, findings=list(decoded.findings))
    reader = _Reader(name, ListNumbers(root))
    reader.findings.extend(decoded.findings)
    reader.read(root)
    text = reader.out.text()
    if len(text) > MAX_TEXT_CHARACTERS:
        raise refuse(Refusal.TOO_LARGE, name)
    return Page(reader.blocks, text, decoded.encoding, reader.findings)


def _decode(name: str, data: bytes) -> Decoded:
    """Decode by BOM, then by what the page says of itself, then by trial."""
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(name, data)
    match = _CHARSET.search(data[:4096])
    charset = (match[1] or match[2]).decode("ascii").lower() if match else ""
    charset = "gb18030" if charset in _CHINESE_SETS else charset
    if charset and charset not in ("utf-8", "utf8"):
        try:
            return Decoded(data.decode(charset), charset)
        except (UnicodeDecodeError, LookupError):
            return decode(name, data)
    return decode(name, data)


class _Reader:
    def __init__(self, name: str, lists: ListNumbers) -> None:
        self.name = name
        self.lists = lists
        self.out = LinearText()
        self.blocks: list[RawBlock] = []
        self.findings: list[Finding] = []
        self.tables = 0
        self.frame = 0
        self.frames = 0
        self._pieces: list[str] = []
        self._bold = 0
        self._plain = False
        self._line: int | None = None
        self._level = 0
        self._dash = False
        self._number: str | None = None
        self._in_cell = False
        self._place: Place | None = None

    def read(self, root: etree._Element) -> None:
        """Read the whole tree into blocks."""
        self._walk(root, 0, False)
        self._flush()

    def _walk(self, element: etree._Element, depth: int, bold: bool) -> None:
        if depth > _MAX_NESTING:
            raise refuse(Refusal.DEEP, self.name)
        self._text(element.text, element, bold)
        for inner in element:
            tag = inner.tag if isinstance(inner.tag, str) else ""
            if tag == "br":
                self._flush()
            elif tag == "table":
                self._flush()
                self._table(inner, depth)
            elif not tag or tag in _DROPPED or _is_hidden(inner) or (tag in _LISTS and _is_menu(inner)):
                pass
            elif tag in _INLINE or ":" in tag:
                self._walk(inner, depth + 1, bold or tag in _BOLD)
            else:
                self._block(inner, tag, depth, bold)
            self._text(inner.tail, element, bold)

    def _block(self, element: etree._Element, tag: str, depth: int, bold: bool) -> None:
        self._flush()
        outer = self._level
        self._level = _HEADINGS.get(tag, outer)
        if tag == "li":
            self._dash, self._number = True, self.lists.next(element)
        self._walk(element, depth + 1, bold)
        self._flush()
        self._level = outer
        if tag == "li":
            self._close_item()

    def _close_item(self) -> None:
        """Forget the mark of an item; in a cell an automatic number is its text when it has no other (序号)."""
        if self._in_cell and self._number:
            number, self._number = self._number.rstrip("．.、"), None
            self._pieces.append(number)
            self._flush()
        self._dash, self._number = False, None

    def _text(self, text: str | None, element: etree._Element, bold: bool) -> None:
        if not text:
            return
        text = _BLANK.sub(" ", _INVISIBLE.sub("", text)).replace(_EM_SPACE, _WIDE_BLANK)
        if text == " " and not self._pieces:
            return
        if self._line is None and text.strip():
            self._line = _line_of(element)
        self._pieces.append(text)
        if not bold and text.strip():
            self._plain = True
        elif not self._plain and text.strip():
            self._bold = sum(len(piece) for piece in self._pieces)

    def _take(self) -> tuple[str, int]:
        """Return the text gathered since the last block, and the length of its bold beginning."""
        whole = "".join(self._pieces)
        text = whole.strip()
        blanks = len(whole) - len(whole.lstrip())
        bold = self._bold - blanks if self._plain else 0
        self._pieces, self._bold, self._plain = [], 0, False
        return text, max(0, bold)

    def _flush(self) -> None:
        """End the open paragraph."""
        text, bold = self._take()
        line, self._line = self._line, None
        if not text:
            return
        place = self._place or Place(line=line)
        typed = self._number is not None and parse_label(text) is not None
        number = "" if typed else self._number or ""  # typed besides: shown once
        if number:
            self.out.add(number + " ")
        passage = self.out.passage(text)
        self.out.end_line()
        self.blocks.append(
            RawParagraph(
                passage,
                place,
                self._level,
                number,
                bold_end=bold,
                dash=self._dash and not typed,
                joinable=not self._level,
                frame=self.frame,
            )
        )
        self._dash, self._number = False, None

    def _table(self, element: etree._Element, depth: int) -> None:
        grid = _grid(element)
        if grid.is_cut:
            self.findings.append(notice(Notice.TABLE, self.name, f"第{_line_of(element) or 1}行"))
        if _is_layout(grid):
            self._open(grid, depth)
            return
        index = self.tables
        self.tables += 1
        start = self.out.length
        cells: list[Cell] = []
        row = 0
        for slot in grid.slots:
            if cells:
                self.out.add("\t" if slot.row == row else "\n")
            row = slot.row
            cells.append(self._cell(slot, index, depth))
        self.out.end_line()
        place = Place(line=_line_of(element), table=index)
        table = Table(tuple(cells), grid.rows, grid.columns)
        self.blocks.append(RawTable(table, start, place, frame=self.frame))

    def _open(self, grid: _Grid, depth: int) -> None:
        """Read a layout table, or a table of one column, as text."""
        outer, place = self.frame, self._place
        if grid.columns <= 1 and not any(_has_table(slot.element) for slot in grid.slots):
            self.frames += 1
            self.frame = self.frames
        for slot in grid.slots:
            self._flush()
            self._walk(slot.element, depth + 1, False)
            self._flush()
        self.frame, self._place = outer, place

    def _cell(self, slot: _Slot, table: int, depth: int) -> Cell:
        outer, self.blocks = self.blocks, []
        within, self._in_cell = self._in_cell, True
        start = self.out.length
        self._walk(slot.element, depth + 1, False)
        self._in_cell = within
        text, _ = self._take()
        line = self._line or _line_of(slot.element)
        self._line = None
        passages = list(_passages(self.blocks))
        if text:
            passages.append(self.out.passage(text))
        self.blocks = outer
        whole = concat(passages) if passages else Passage.of("", start)
        place = Place(line=line, table=table, row=slot.row, column=slot.column)
        several = tuple(passages) if len(passages) > 1 else ()
        return Cell(slot.row, slot.column, whole, slot.row_span, slot.column_span, place, several)


@dataclass(slots=True)
class _Slot:
    element: etree._Element
    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(slots=True)
class _Grid:
    slots: list[_Slot] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    is_cut: bool = False


def _grid(table: etree._Element) -> _Grid:
    """Return the cells of a table at their grid positions."""
    grid = _Grid()
    taken: dict[int, int] = {}  # column -> first row that is free again
    rows = [row for row in table.iter("tr") if _table_of(row) is table]
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while taken.get(column, 0) > r:
                column += 1
            down = min(_span(cell, "rowspan") or len(rows) - r, len(rows) - r)
            right = _span(cell, "colspan") or 1
            if column + right > MAX_COLUMNS or len(grid.slots) >= MAX_TABLE_CELLS:
                grid.is_cut = True
                break
            grid.slots.append(_Slot(cell, r, column, down, right))
            for c in range(column, column + right):
                taken[c] = r + down
            column += right
        grid.columns = max(grid.columns, column)
    grid.columns = max(grid.columns, max(taken, default=-1) + 1)
    grid.rows = len(rows)
    return grid


def _span(cell: etree._Element, name: str) -> int:
    """Return the span, at least 0 (which means: to the end)."""
    value = (cell.get(name) or "1").strip()
    if not value.isdecimal():
        return 1
    return min(int(value), 65_535) if len(value) < 6 else 65_535


def _table_of(row: etree._Element) -> etree._Element | None:
    above = row.getparent()
    while above is not None and above.tag != "table":
        above = above.getparent()
    return above


def _has_table(element: etree._Element) -> bool:
    return next(element.iter("table"), None) is not None


def _passages(blocks: list[RawBlock]) -> Iterator[Passage]:
    """Yield the texts of what stands in a cell, those of tables inside it included."""
    for block in blocks:
        if isinstance(block, RawParagraph):
            yield block.passage
        else:
            yield from (cell.passage for cell in block.table.cells if cell.passage.text)


def _is_layout(grid: _Grid) -> bool:
    """Tell whether a table only arranges the page: one column, whole pages in cells, or mostly tables in tables."""
    if grid.columns <= 1 or any(_is_page(slot.element) for slot in grid.slots):
        return True
    nested = sum(1 for slot in grid.slots if _has_table(slot.element))
    return nested > 0 and (grid.rows < 3 or nested * 4 > len(grid.slots))


def _is_page(element: etree._Element) -> bool:
    """Tell whether a cell holds a whole page: headings or many paragraphs, so that its table is layout."""
    if any(next(element.iter(tag), None) is not None for tag in _HEADINGS):
        return True
    paragraphs = sum(1 for _ in element.iter("p", "div"))
    return paragraphs > 40


def _is_menu(element: etree._Element) -> bool:
    """Tell whether a list is navigation: three short links or more and hardly any other text."""
    links = [_text_of(link).strip() for link in element.iter("a")]
    if len(links) < _MENU_LINKS or max(map(len, links)) > _MENU_WORD:
        return False
    return sum(map(len, links)) >= 0.8 * len("".join(_text_of(element).split()))


def _text_of(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _is_hidden(element: etree._Element) -> bool:
    style = element.get("style")
    if element.get("hidden") is not None or (style is not None and _NO_DISPLAY.search(style) is not None):
        return True
    role = element.get("role")
    return role in ("navigation", "banner", "search", "contentinfo") and element.tag != "body"


def _line_of(element: etree._Element) -> int | None:
    line: Any = element.sourceline
    return line if isinstance(line, int) and line > 0 else None
