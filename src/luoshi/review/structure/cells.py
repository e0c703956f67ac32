"""What stands in the cells of a table, row by row, and of what kind it is (单元格): shared by the rules about tables.

Entry: :func:`grids`, :func:`kind_of_text`. Not here: what columns mean (``luoshi.compiler.table_heads``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from luoshi.compiler.table_heads import Role, TableHead, classify_columns
from luoshi.model.document import Block, Cell, Span, Table
from luoshi.review.material import Material

_BLANK = re.compile(r"\s+")
_NUMBER = re.compile(
    r"(?:约|≥|≤|[<>＜＞]|(?:保持在|控制在|稳定在|达到?|不低于|不高于|不超过|不少于)?)[-−]?[\d,，.．]+[%％‰万亿]?(?:以上|以下|以内|左右|元|万元|亿元|人|名|个|所|亩|年)?"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:\d{1,2}月?)?(?:底|前|底前|年底)?(?:[-—–~～至](?:19|20)?\d{2,4}年?)?")
_OFFICE = re.compile(
    r"(?:局|委|办|厅|部|院|校|园|所|中心|处|科|股|室|站|馆|会|团|公司|集团|银行|政府|单位|部门|学校|机关|管委会|办事处|乡镇|街道|县市区|市区|区县|高校|协会|联|总工会|法院|党委|党组|小组)"
    r"(?:等(?:单位|部门)?|按职责分工负责)?$"
)
_SEPARATOR = re.compile(r"[、，,；;\s/]+")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_VERB = re.compile(r"加强|推进|建立|完善|实施|提高|落实|开展|建设|扩大|制定|加大|出台|提升|做好|配齐|规范|采取")
_NOTHING = re.compile(r"[-—–/\\－／×xX*无]*|\.{2,}|…+|待定|待明确|待确定|待落实|待补充?|未定|未明确|暂缺|暂无")
_OPEN = re.compile(r"[-—–－/／]+|无|待定|待明确|待确定|待落实|待补充?|未定|未明确|暂缺|暂无")
_OUTLINE = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)]?|[IVXⅠ-Ⅻ]+)[、.．]?")
TOTALS = ("合计", "小计", "总计", "共计")
_MANY_COLUMNS = 5
_ENOUGH = 6


class CellKind(StrEnum):
    """Of what kind the text of a cell is."""

    EMPTY = "empty"
    ANY = "any"  # a dash, a slash, 待定
    YEAR = "year"
    NUMBER = "number"
    OFFICES = "offices"  # names of units and nothing else
    TEXT = "text"


def kind_of_text(text: str) -> CellKind:
    """Return of what kind ``text`` is."""
    flat = _BLANK.sub("", text)
    if not flat:
        return CellKind.EMPTY
    if _NOTHING.fullmatch(flat):
        return CellKind.ANY
    if _YEAR.fullmatch(flat):
        return CellKind.YEAR
    if _NUMBER.fullmatch(flat):
        return CellKind.NUMBER
    parts = [part for part in _SEPARATOR.split(_BRACKETED.sub("", text).strip("。 \n")) if part]
    offices = parts and all(len(part) <= 24 and not _VERB.search(part) for part in parts)
    if offices and 3 * sum(bool(_OFFICE.search(part)) for part in parts) >= 2 * len(parts):
        return CellKind.OFFICES
    return CellKind.TEXT


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A table with its head, its body rows and the kinds of its cells.

    Attributes:
        block: the table's block.
        table: the table.
        head: what its columns hold.
        cells: grid as of :meth:`luoshi.model.document.Table.grid`.
        body: grid rows below the head, without repeated heads and empty rows.
    """

    block: Block
    table: Table
    head: TableHead
    cells: list[list[Cell | None]]
    body: tuple[int, ...]

    def text(self, row: int, column: int) -> str:
        """Return the text at a grid position; empty when there is no cell."""
        cell = self.cells[row][column]
        return cell.text if cell is not None else ""

    def kind(self, row: int, column: int) -> CellKind:
        """Return of what kind the text at a grid position is."""
        return kind_of_text(self.text(row, column))

    def span(self, row: int, column: int, most: int = 60) -> Span | None:
        """Return the place of the first ``most`` characters of a cell's text; None when it is empty."""
        cell = self.cells[row][column]
        if cell is None or not cell.text:
            return None
        text = cell.passage.text
        start = len(text) - len(text.lstrip())
        end = min(start + most, len(text.rstrip()))
        span = cell.passage.span(start, end)
        return span if span.end - span.start <= 80 else Span(span.start, span.start + 80)

    def filled(self, row: int) -> list[int]:
        """Return the columns of ``row`` that have text."""
        return [column for column in range(self.table.n_columns) if self.text(row, column)]

    def columns(self, *roles: Role) -> list[int]:
        """Return the columns of these roles, left to right."""
        return [column.index for column in self.head.columns if column.role in roles]

    def usual_kind(self, column: int) -> CellKind:
        """Return the kind of at least four fifths of the column's cells, if three or more have text; else ``ANY``.

        Of six and more one may always differ: it is what is looked for. Cells across columns are headings.
        """
        cells = ((row, self.cells[row][column]) for row in self.body)
        kinds = Counter(self.kind(row, column) for row, cell in cells if cell is None or cell.column_span == 1)
        del kinds[CellKind.EMPTY], kinds[CellKind.ANY]
        total = sum(kinds.values())
        if total < 3:
            return CellKind.ANY
        kind, count = kinds.most_common(1)[0]
        return kind if 5 * count >= 4 * total or (total >= _ENOUGH and count == total - 1) else CellKind.ANY

    def is_open(self, row: int, column: int) -> bool:
        """Return whether a cell is empty or says no more than a dash or 待定."""
        text = _BLANK.sub("", self.text(row, column))
        return not text or bool(_OPEN.fullmatch(text))

    def is_group(self, row: int) -> bool:
        """Return whether a row is a heading inside the table (一 基础教育), a total or 其他 无 无, and no item."""
        filled = {id(self.cells[row][c]): c for c in reversed(self.filled(row))}
        columns = sorted(filled.values())
        texts = [self.text(row, c) for c in columns]
        if any(text.startswith(TOTALS) for text in texts[:2]) or (len(texts) > 2 and set(texts[2:]) == {"无"}):
            return True
        if len(columns) == 1:
            return self.text(row, 0) != ""
        if len(columns) != 2 or columns != [0, 1]:
            return False
        return self.table.n_columns >= _MANY_COLUMNS or bool(_OUTLINE.fullmatch(_BLANK.sub("", self.text(row, 0))))


def grids(material: Material) -> Iterator[Grid]:
    """Yield the tables of two columns and more that have a head."""
    for _, block in material.tables:
        table = block.table
        if table is None or table.n_columns < 2:
            continue
        head = classify_columns(table)
        if head.rows:
            yield Grid(block, table, head, table.grid(), tuple(head.body_rows(table)))


def is_on_tabbed_lines(material: Material, grid: Grid) -> bool:
    """Return whether the rows of a table of text stand on one line each, their cells parted by tabs or bars."""
    if not grid.table.ragged:
        return True
    rows = grid.table.rows()
    lines = 0
    for row in grid.body:
        cells = [cell for cell in rows[row] if cell.text]
        if len(cells) < 2:
            continue
        between = material.document.text[cells[0].passage.whole.start : cells[-1].passage.whole.start]
        lines += 1 if "\n" not in between else -1
    return lines > 0 and material.document.format != "pdf"
