"""For which area a figure stands (地域): the whole of the plan's region, or a part such as 市区, 农村 or one county.

Entry: :class:`Areas`. A table tells its area in a cell of the row, in a head, in a row that opens a group, in its
caption or in the heading above it; a sentence tells it before the value. What is not told is the whole region.
Not here: the scope that the compiler gives an item (``Figure.scope``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from luoshi.compiler.table_heads import close
from luoshi.model.document import Block, Cell, Document, Span, Table

_GENERAL = (
    r"市辖区|中心城区|主城区|城市规划区|建成区|城区|市区|郊区|县城|城镇(?!小区|居住|住宅|化|居民|职工)|农村|乡村|乡镇|市本级|县本级|区本级|本级|市直|县直|局直"
    r"|开发区|高新区|经开区|新区|山区|库区|民族地区"
)
_WHOLE = re.compile(r"全[省市县区州旗域]|合计|总计|平均")
_NAMED = r"[\u4e00-\u9fff]{1,5}(?:县|区|市|旗|州|乡|镇|街道)"
_CELL = re.compile(rf"(?:其中[:：]?)?(?P<area>{_GENERAL}|全[省市县区州旗域]|{_NAMED})(?:[（(][^（）()]*[）)])?")
_WORD = re.compile(_GENERAL)
_OWN = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?:县|区|市|旗|州)")
_SAID = re.compile(
    r"市辖区|中心城区|主城区|城市规划区|城区|市区|县城|城镇(?!小区|居住|住宅|化|居民|职工)|农村|乡村(?!医生|教师|振兴|学校|建设)|市本级|县本级|市直|县直|全[省市县区州旗域国]|各地|[。；;\n]"
)
_LABEL = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]?|[—\-·•]+)\s*")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}")
_MOST_CAPTION, _MOST_BEFORE, _HEAD = 40, 160, 4


@dataclass(frozen=True)
class Position:
    """A cell: index of its block in ``Document.blocks``, row and column."""

    block: int
    row: int
    column: int


class Areas:
    """Looks up positions and areas in one document; ``region`` is the plan's own."""

    def __init__(self, document: Document, region: str) -> None:
        self._document = document
        self._region = region
        self._cells: list[tuple[int, int, Position]] = []
        for number, block in enumerate(document.blocks):
            for cell in block.table.cells if block.table else ():
                whole = cell.passage.whole
                self._cells.append((whole.start, whole.end, Position(number, cell.row, cell.column)))
        self._cells.sort(key=lambda c: c[0])
        self._starts = [c[0] for c in self._cells]
        self._tables: dict[int, tuple[str, dict[int, str], dict[int, str]]] = {}
        self._rows: dict[int, list[list[Cell]]] = {}
        self._opening: dict[int, list[Cell | None]] = {}
        self._groups: dict[int, dict[int, str]] = {}
        self._blocks = [block.passage.whole.start for block in document.blocks]

    def position(self, span: Span) -> Position | None:
        """Return the cell in which ``span`` lies; None outside tables."""
        at = bisect_right(self._starts, span.start) - 1
        if at < 0 or span.start >= self._cells[at][1]:
            return None
        return self._cells[at][2]

    def area(self, span: Span, position: Position | None) -> str:
        """Return the area for which the value at ``span`` stands; empty for the whole region."""
        if position is None:
            return self._said(span.start) or self._heading(max(0, bisect_right(self._blocks, span.start) - 1))
        if position.block not in self._tables:
            table = self._document.blocks[position.block].table
            assert table is not None
            self._tables[position.block] = (self._caption(position.block), _rows(table), _heads(table))
            self._groups[position.block] = _groups(table)
        caption, rows, heads = self._tables[position.block]
        told = rows.get(position.row) or heads.get(position.column)
        if told:
            return "" if _WHOLE.search(told) else told
        return caption

    def labels(self, position: Position | None, name: str) -> tuple[Span, ...]:
        """Return where the row of a cell says what its numbers are: its own words, the group's if ``name`` has more.

        Args:
            position: the cell; None outside tables.
            name: the indicator, which may hold words of the row that opens the group.
        """
        table = self._document.blocks[position.block].table if position else None
        if position is None or table is None:
            return ()
        own = [
            c
            for c in self._rows_of(position.block, table)[position.row]
            if c.column < position.column and _WORDS.search(c.text)
        ]
        found = own[:1]
        if own and close(name)[:_HEAD] not in close(own[0].text):
            opening = self._opening[position.block][position.row]
            found += [opening] if opening is not None else []
        return tuple(c.passage.span(0, min(len(c.passage.text), _MOST_CAPTION)) for c in found)

    def row(self, position: Position) -> str:
        """Return the words of the row that stand before a cell."""
        table = self._document.blocks[position.block].table
        if table is None:
            return ""
        rows = self._rows_of(position.block, table)
        return " ".join(c.text for c in rows[position.row] if c.column < position.column)

    def _rows_of(self, block: int, table: Table) -> list[list[Cell]]:
        """Return the rows of a table; noted once, with the cell that fills a row alone above each of them."""
        if block not in self._rows:
            rows = self._rows[block] = table.rows()
            last: Cell | None = None
            above: list[Cell | None] = []
            for row in rows:
                above.append(last)
                filled = [c for c in row if c.text]
                last = filled[0] if len(filled) == 1 else last
            self._opening[block] = above
        return self._rows[block]

    def context(self, span: Span, position: Position | None) -> str:
        """Return the words above the value that may say of which schools it speaks."""
        blocks = self._document.blocks
        number = position.block if position else max(0, bisect_right(self._blocks, span.start) - 1)
        sections = [s.title for s in self._document.ancestors(self._document.section_of(blocks[number]))]
        headings = " ".join(title for title in sections[:2] if len(title) <= 20)
        if position is None:
            return headings + " " + self._document.text[max(0, span.start - 120) : span.end]
        captions: list[str] = []
        for block in reversed(blocks[max(0, number - 3) : number]):
            if block.table is not None or len(block.text) > _MOST_CAPTION:
                break
            captions.append(block.text)
        self.area(span, position)
        return " ".join([headings, *captions, self._groups[number].get(position.row, "")])

    def _said(self, at: int) -> str:
        before = self._document.text[max(0, at - _MOST_BEFORE) : at]
        last = next(iter(reversed(_SAID.findall(before))), "")
        return last if _WORD.fullmatch(last) else ""

    def _caption(self, number: int) -> str:
        for block in reversed(self._document.blocks[max(0, number - 3) : number]):
            text = block.text.strip()
            if block.table is not None or len(text) > _MOST_CAPTION:
                break
            told = self._in_caption(text)
            if told:
                return told
            if _WHOLE.search(text):
                return ""
        return self._heading(number)

    def _in_caption(self, text: str) -> str:
        word = _WORD.search(text)
        if word:
            return word[0]
        if _WHOLE.search(text):
            return ""
        named = _OWN.search(_LABEL.sub("", text))
        own = self._region
        return named[0] if named and own and named[0] not in own and own not in named[0] else ""

    def _heading(self, number: int) -> str:
        block: Block = self._document.blocks[number]
        for section in self._document.ancestors(self._document.section_of(block)):
            told = _CELL.fullmatch(section.title.strip())
            if told:
                return "" if _WHOLE.search(told["area"]) or told["area"] == self._region else told["area"]
        return ""


def _rows(table: Table) -> dict[int, str]:
    """Return the area of each row that tells one, by a cell of its own or by the row that opens its group."""
    found: dict[int, str] = {}
    group = ""
    for number, row in enumerate(table.rows()):
        filled = [cell for cell in row if cell.text]
        if not filled:
            continue
        told = [m["area"] for cell in filled if (m := _CELL.fullmatch(_LABEL.sub("", cell.text)))]
        if len(filled) == 1:
            group = told[0] if told else ""
        elif len(told) == 1:
            found[number] = told[0]
        elif group:
            found[number] = group
    return found


def _groups(table: Table) -> dict[int, str]:
    """Return for each row what the last row with one filled cell says above it."""
    found: dict[int, str] = {}
    group = ""
    for number, row in enumerate(table.rows()):
        filled = [cell for cell in row if cell.text]
        if len(filled) == 1:
            group = filled[0].text
        found[number] = group
    return found


def _heads(table: Table) -> dict[int, str]:
    """Return the area of each column whose head names one."""
    found: dict[int, str] = {}
    for cell in table.cells:
        if cell.row > 2:
            continue
        text = re.sub(r"20\d\d年?|[（()）：:\s]|其中", "", cell.text)
        is_short = len(text) <= 10 and not re.search(r"\d", text)
        match = _CELL.fullmatch(text) or (_WORD.search(text) if is_short else None)
        if match is not None and (cell.row == 0 or cell.column_span > 1 or re.search(r"20\d\d", cell.text)):
            told = match.groupdict().get("area") or match[0]
            for column in range(cell.column, cell.column + cell.column_span):
                found[column] = told
    # A first column headed 县（市、区） or 乡镇 names the areas of its rows and is none itself.
    return {column: area for column, area in found.items() if column}
