"""Tables as numbers (数字表格): which columns can be added, which rows are items, subtotals and totals.

Entry: :func:`numeric_table`. A row that holds its sum in words over the whole width (以上为学前教育，合计3.2亿元) is
read too. Serial numbers of two levels (一、 with a value over 1. 2. 3.) make subtotals that stand above their rows.
Not here: whether the sums hold (:mod:`luoshi.review.arithmetic.table_sums`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from luoshi.base.numerals import HALF_WIDTH
from luoshi.compiler.table_heads import Column, Role, TableHead, TableKind, classify_columns, close, role_of, unit_in
from luoshi.model.document import Block, Cell, Span

_NUMBER = re.compile(
    r"(?P<bracket>\()?(?P<about>约|近|大约)?(?P<sign>[-－−+＋])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>[^\d]{0,6})"
)
_IN_WORDS = re.compile(
    r"(?P<label>[\u4e00-\u9fff（）()、]{0,20}?)[，,：:]?(?:小计|合计|共计|总计|总投资|投资合计)[^\d，。；]{0,8}?"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>亿元|万元|元|个|所|名|人|亩|平方米)"
)
_TOTAL = re.compile(r"(?:总计|合计|共计|总合计|总数|总和|总投资|合计数|全部合计|项目合计|投资合计|合\s*计.{0,6})")
_REGION = re.compile(r"全[省市县区州旗]|全系统")
_SUM_WORD = re.compile(r"小计|合计|总计|共计")
_SUBTOTAL = re.compile(r"小计|(?<=.)合计$|^以上(?:为|是)?.{1,20}(?:合计|小计|共计)")
_PART = re.compile(r"^(?:其中|内含|含|#)")
_UPPER_SERIAL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]?|[（(][一二三四五六七八九十]{1,3}[)）])$")
_LOWER_SERIAL = re.compile(r"^\d{1,3}[.、．]?$")
_SERIAL = re.compile(f"{_UPPER_SERIAL.pattern}|{_LOWER_SERIAL.pattern}")
_LEADING_UPPER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])")
_LEADING_LOWER = re.compile(r"^\d{1,3}[.、．](?!\d)")
_NO_SUM = re.compile(
    r"[率比%％‰]|均|增幅|增速|(?<!\d)年[份度]?$|时间|期限|序号|编号|名次|排名|层数|班额|标准|电话|邮编|系数|指数|累计|期末|年末|年初"
)
_FEWEST_ROWS, _LONGEST_HEAD, _MOST_MERGED, _FEWEST_CELLS = 4, 20, 2, 3
_NO_SUM_ROLES = {Role.SERIAL, Role.START, Role.END, Role.PERIOD, Role.DEADLINE, Role.REMARK, Role.UNIT, Role.KIND}


class RowKind(StrEnum):
    """What a row is in the adding up."""

    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    GROUP = "group"  # a heading without numbers
    PART = "part"  # 其中: a part of the row above


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a cell: its value, how it is written, where it stands."""

    value: Decimal
    text: str
    span: Span
    exact: bool = True


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A row: its label, what it is, and its numbers by grid column."""

    index: int
    label: str
    label_span: Span | None
    kind: RowKind
    numbers: dict[int, Number]
    above: bool = False
    """A subtotal whose rows stand below it."""


@dataclass(frozen=True, slots=True)
class NumericTable:
    """A table whose cells were read as numbers.

    Attributes:
        number: index of the block in ``Document.blocks``.
        head: as the compiler reads it.
        columns: those that can be added up, left to right.
        rows: below the head, top down; repeated heads are left out.
    """

    number: int
    block: Block
    head: TableHead
    columns: tuple[Column, ...]
    rows: tuple[NumberRow, ...]

    def items(self) -> list[NumberRow]:
        """Return the rows that are items."""
        return [row for row in self.rows if row.kind is RowKind.ITEM]


def numeric_table(number: int, block: Block, above: str = "") -> NumericTable | None:
    """Return the table of ``block`` as numbers; None if it has no head or no column that can be added up.

    Args:
        number: index of the block.
        block: a table block.
        above: the text right above it (单位：万元).
    """
    table = block.table
    assert table is not None
    head = classify_columns(table, above)
    grid = table.grid()
    if not head.rows:
        plain = _plain_head(grid, above)
        if plain is None:
            return None
        head = plain
    body = head.body_rows(table)
    columns = tuple(c for c in head.columns if _can_be_added(c, [grid[r][c.index] for r in body]))
    if not columns:
        return None
    indices = {c.index for c in columns}
    rows = [_row(r, _realigned(grid[r], indices), head, columns, indices) for r in body]
    return NumericTable(number, block, head, columns, tuple(_oriented(_with_levels(_with_region(rows), grid, head))))


def _plain_head(grid: Sequence[Sequence[Cell | None]], above: str) -> TableHead | None:
    """Return the first row as the head of a table that has no word of a plan in it (学校、在校生数); None if no head.

    It is one if all its cells hold words and every column but one or two holds numbers below.
    """
    if len(grid) < _FEWEST_ROWS or len(grid[0]) < 2:
        return None
    words = [close(c.text) if c is not None else "" for c in grid[0]]
    if any(not w or len(w) > _LONGEST_HEAD or w[0].isdecimal() for w in words):
        return None
    counted = [sum(read_number(row[i]) is not None for row in grid[1:]) for i in range(len(words))]
    if sum(2 * n > len(grid) - 1 for n in counted) < max(1, len(words) - 2):
        return None
    columns = tuple(Column(i, role_of(w), w, unit_in(w) or unit_in(above)) for i, w in enumerate(words))
    return TableHead(1, columns, TableKind.OTHER)


def read_number(cell: Cell | None) -> Number | None:
    """Return the number that a cell holds and nothing else (约3.5, 1,200人); None for words, ranges and blanks."""
    if cell is None:
        return None
    text = cell.passage.text.translate(HALF_WIDTH)
    bare = text.strip()
    match = _NUMBER.fullmatch(bare)
    if match is None or re.search(r"[以上下内年月日—\-~]|左右|多|余", match["unit"]):
        return None
    at = len(text) - len(text.lstrip()) + match.start("number")
    span = cell.passage.span(at, at + len(match["number"]))
    value = Decimal(match["number"].replace(",", ""))
    minus = match["sign"] is not None and match["sign"] not in "+＋"
    # （300） is a decrease to some and a part to others: no exact number.
    return Number(-value if minus else value, match["number"], span, not (match["about"] or match["bracket"]))


def _can_be_added(column: Column, cells: Sequence[Cell | None]) -> bool:
    if column.role in _NO_SUM_ROLES or _NO_SUM.search(column.text) or column.unit in ("%", "年", "‰"):
        return False
    own = [c for c in cells if c is not None and c.column == column.index and c.column_span == 1]
    numbers = [n for c in own if (n := read_number(c)) is not None]
    words = sum(1 for c in own if c.text and read_number(c) is None)
    if len(numbers) < 2 or words > len(numbers):
        return False
    # A column of years is no column of amounts.
    return not all(n.value == int(n.value) and 1950 < n.value < 2060 for n in numbers)


def _realigned(cells: Sequence[Cell | None], indices: set[int]) -> Sequence[Cell | None]:
    """Return the cells of a sum under their columns: 小计 over two columns is one cell where merging has been lost."""
    own = [c for c in cells if c is not None]
    lacking = len(cells) - len(own)
    if not 0 < lacking <= _MOST_MERGED or len(own) < _FEWEST_CELLS or None in cells[: len(own)]:
        return cells
    if not _SUM_WORD.search(own[0].text) or any(c.column_span > 1 for c in own):
        return cells
    filled = [at for at, c in enumerate(own) if at and c.text]
    # The cells at the end may be those that lack: then the numbers stand where they can be added.
    if all(at in indices for at in filled) or not all(at + lacking in indices for at in filled):
        return cells
    return [own[0], *[None] * lacking, *own[1:]]


def _row(
    index: int, cells: Sequence[Cell | None], head: TableHead, columns: Sequence[Column], indices: set[int]
) -> NumberRow:
    numbers = {i: n for i in indices if (c := cells[i]) and c.row == index and (n := read_number(c)) is not None}
    labels = [c for c in dict.fromkeys(cells) if c is not None and c.column not in indices and c.text]
    words = [c for c in labels if not _SERIAL.fullmatch(close(c.text))]
    summing = (c for c in words if c.row == index and _SUM_WORD.fullmatch(close(c.text)))
    first = next(summing, words[0] if words else None)
    label = close(first.text) if first else ""
    whole = first if first is not None and first.column_span >= max(2, len(cells) - 1) else None
    if whole is not None and not numbers:
        numbers = _in_words(whole, columns)
    span = first.passage.span(0, min(len(first.passage.text), 40)) if first else None
    return NumberRow(index, label, span, _kind(label, bool(numbers), _is_heading(words, labels, cells)), numbers)


def _is_heading(words: Sequence[Cell], labels: Sequence[Cell], cells: Sequence[Cell | None]) -> bool:
    """Tell whether a row without numbers is the heading of those below: one cell, or a serial number and one cell."""
    if not words:
        return False
    return len(labels) == 1 or (len(cells) >= 4 and len(labels) == 2 and labels[0] not in words)


def _in_words(cell: Cell, columns: Sequence[Column]) -> dict[int, Number]:
    """Return the sum that a row says in words, for the column that has its unit."""
    text = cell.passage.text.translate(HALF_WIDTH)
    match = _IN_WORDS.search(text)
    if match is None:
        return {}
    fitting = [c for c in columns if c.unit == match["unit"]] or [c for c in columns if c.role is Role.INVESTMENT]
    if len(fitting) != 1:
        return {}
    # The whole statement is the place, not the bare number: that is what people look for.
    span = cell.passage.span(max(0, match.end() - 40), match.end())
    return {fitting[0].index: Number(Decimal(match["number"]), match["number"], span)}


def _kind(label: str, has_numbers: bool, alone: bool) -> RowKind:
    if _PART.match(label):
        return RowKind.PART
    if _SUBTOTAL.search(label) and has_numbers:
        return RowKind.SUBTOTAL
    if _TOTAL.fullmatch(label) and has_numbers:
        return RowKind.TOTAL
    return RowKind.GROUP if not has_numbers and alone else RowKind.ITEM


def _with_region(rows: list[NumberRow]) -> list[NumberRow]:
    """Take 全市 below its counties (or above them) for their total, if it is their sum in most columns."""
    for at in (len(rows) - 1, 0):
        row = rows[at]
        others = [r for r in rows if r is not row]
        if row.kind is not RowKind.ITEM or not _REGION.fullmatch(row.label) or len(others) < _FEWEST_ROWS - 1:
            continue
        if any(r.kind is not RowKind.ITEM for r in others):
            continue
        full = [c for c in row.numbers if all(c in r.numbers for r in others)]
        right = sum(sum((r.numbers[c].value for r in others), Decimal(0)) == row.numbers[c].value for c in full)
        if right >= 2 and 2 * right > len(full):
            return [replace(r, kind=RowKind.TOTAL) if r is row else r for r in rows]
    return rows


def _with_levels(rows: list[NumberRow], grid: list[list[Cell | None]], head: TableHead) -> list[NumberRow]:
    """Find subtotals told by serial numbers of two levels, and which of all subtotals stand above their rows."""
    serial = head.column(Role.SERIAL)
    levels = [_level(row, grid[row.index][serial.index] if serial else None) for row in rows]
    two = 1 in levels and 2 in levels
    found: list[NumberRow] = []
    last_is_total = bool(rows) and rows[-1].kind in (RowKind.TOTAL, RowKind.SUBTOTAL)
    for position, (row, level) in enumerate(zip(rows, levels, strict=True)):
        kind, above = row.kind, False
        if kind is RowKind.ITEM and two and level == 1 and row.numbers and 2 in levels[position + 1 : position + 2]:
            kind, above = RowKind.SUBTOTAL, True
        elif kind is RowKind.SUBTOTAL and not last_is_total:
            before = rows[position - 1].kind if position else RowKind.GROUP
            above = before is not RowKind.ITEM
        elif kind is RowKind.TOTAL:
            above = position == 0
        found.append(NumberRow(row.index, row.label, row.label_span, kind, row.numbers, above))
    return found


def _oriented(rows: list[NumberRow]) -> list[NumberRow]:
    """Turn the subtotals of a table the other way round if more of them then are the sum of their rows."""
    marked = [n for n, row in enumerate(rows) if row.kind is RowKind.SUBTOTAL and _SUBTOTAL.search(row.label)]
    if not marked:
        return rows
    below = sum(_is_sum(rows, n, above=False) for n in marked)
    above = sum(_is_sum(rows, n, above=True) for n in marked)
    if below == above:
        return rows
    return [replace(row, above=above > below) if n in marked else row for n, row in enumerate(rows)]


def _is_sum(rows: Sequence[NumberRow], position: int, *, above: bool) -> bool:
    """Tell whether the items that follow (or come before) a subtotal make it in some column."""
    members: list[NumberRow] = []
    for row in rows[position + 1 :] if above else reversed(rows[:position]):
        if row.kind in (RowKind.SUBTOTAL, RowKind.TOTAL):
            break
        if row.kind is RowKind.ITEM:
            members.append(row)
    if len(members) < 2:
        return False
    stated = rows[position].numbers
    return any(
        sum((m.numbers[c].value for m in members if c in m.numbers), Decimal(0)) == stated[c].value for c in stated
    )


def _level(row: NumberRow, cell: Cell | None) -> int:
    """Return 1 for 一、 or （一）, 2 for 1., 0 for neither."""
    serial = close(cell.text) if cell is not None else ""
    if _UPPER_SERIAL.fullmatch(serial) or _LEADING_UPPER.match(row.label):
        return 1
    return 2 if _LOWER_SERIAL.fullmatch(serial) or _LEADING_LOWER.match(row.label) else 0
