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

from luoshi.base.numerals import HALF_WIDTH
from luoshi.compiler.table_heads import Column, Role, TableHead, TableKind, classify_columns, close, role_of, unit_in
from luoshi.model.document import Block, Cell
from luoshi.review.row_structure import (
    SERIAL_LOWER,
    SERIAL_UPPER,
    SUM_WORD,
    Number,
    NumberRow,
    RowKind,
    kind_of,
    structured,
)

_NUMBER = re.compile(
    r"(?P<bracket>\()?(?P<about>约|近|大约)?(?P<sign>[-－−+＋])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>[^\d]{0,8})"
)
_IN_WORDS = re.compile(
    r"(?P<label>[\u4e00-\u9fff（）()、]{0,20}?)[，,：:]?(?:小计|合计|共计|总计|总投资|投资合计)[^\d，。；]{0,8}?"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>亿元|万元|元|个|所|名|人|亩|平方米)"
)
_NOTHING = re.compile(r"[—–\-－/／]{1,3}|无")
_SERIAL = re.compile(f"{SERIAL_UPPER.pattern}|{SERIAL_LOWER.pattern}")
_NO_SUM = re.compile(
    r"[率比%％‰]|均(?!衡)|增幅|增速|(?<!\d)年[份度]?$|时间|期限|序号|编号|名次|排名|层数|(?<!大)班额"
    r"|标准(?!化|学位|班|教室|考场|园|校)|电话|邮编|系数|指数|累计"
)
_NOTE = re.compile(r"(?<!\s)\s*注[：:\d].*", re.S)
"""What stands below a table of cells that are lines each: its last cell runs on into the notes."""
_FEWEST_ROWS, _LONGEST_HEAD, _MOST_MERGED, _FEWEST_CELLS = 4, 20, 2, 3
_NO_SUM_ROLES = {Role.SERIAL, Role.START, Role.END, Role.PERIOD, Role.DEADLINE, Role.REMARK, Role.UNIT, Role.KIND}


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
    rows = [_row(r, _realigned(grid[r], indices), columns, indices) for r in body]
    return NumericTable(number, block, head, columns, structured(rows, grid, head, indices))


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
    text = _NOTE.sub("", cell.passage.text.translate(HALF_WIDTH))
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
    if lacking and cells[0] is own[0] and SUM_WORD.search(own[0].text):
        # A sum with its label and its numbers alone: the cells between are left out.
        stated = own[1:]
        at_end = sorted(indices)[-1:] if len(stated) == 1 and len(cells) - 1 in indices else sorted(indices)
        if len(stated) == len(at_end) and all(read_number(c) is not None for c in stated):
            numbers = dict(zip(at_end, stated, strict=True))
            return [own[0], *(numbers.get(at) for at in range(1, len(cells)))]
    if not 0 < lacking <= _MOST_MERGED or len(own) < _FEWEST_CELLS or None in cells[: len(own)]:
        return cells
    if not SUM_WORD.search(own[0].text) or any(c.column_span > 1 for c in own):
        return cells
    filled = [at for at, c in enumerate(own) if at and c.text]
    # The cells at the end may be those that lack: then the numbers stand where they can be added.
    if all(at in indices for at in filled) or not all(at + lacking in indices for at in filled):
        return cells
    return [own[0], *[None] * lacking, *own[1:]]


def _row(index: int, cells: Sequence[Cell | None], columns: Sequence[Column], indices: set[int]) -> NumberRow:
    numbers = {i: n for i in indices if (c := cells[i]) and c.row == index and (n := read_number(c)) is not None}
    if _has_slid(cells, indices):
        unknown = Number(Decimal(0), "0", next(c for c in cells if c is not None).passage.whole, exact=False)
        numbers = {i: replace(numbers.get(i, unknown), exact=False) for i in indices}
    labels = [c for c in dict.fromkeys(cells) if c is not None and c.column not in indices and c.text]
    words = [c for c in labels if not _SERIAL.fullmatch(close(c.text))]
    summing = (c for c in words if c.row == index and SUM_WORD.fullmatch(close(c.text)))
    first = next(summing, words[0] if words else None)
    label = close(first.text) if first else ""
    whole = first if first is not None and first.column_span >= max(2, len(cells) - 1) else None
    if whole is not None and not numbers:
        numbers = _in_words(whole, columns)
    span = first.passage.span(0, min(len(first.passage.text), 40)) if first else None
    kind = kind_of(label, bool(numbers), _is_heading(words, labels, cells))
    nothing = frozenset(i for i in indices if (c := cells[i]) is not None and _NOTHING.fullmatch(c.text.strip()))
    return NumberRow(index, label, span, kind, numbers, nothing=nothing)


def _has_slid(cells: Sequence[Cell | None], indices: set[int]) -> bool:
    """Tell whether a row lacks a cell at its end and has words where numbers stand: its columns are unknown."""
    own = [c for c in cells if c is not None]
    if not cells or cells[-1] is not None or not own or SUM_WORD.search(own[0].text):
        return False
    return any((c := cells[i]) is not None and len(re.findall(r"[\u4e00-\u9fff]", c.text)) > 1 for i in indices)


def _is_heading(words: Sequence[Cell], labels: Sequence[Cell], cells: Sequence[Cell | None]) -> bool:
    """Tell whether a row without numbers is the heading of those below: one cell, or a serial number and one cell."""
    if not words:
        return False
    if len(labels) != 2 or labels[0] in words:
        return len(labels) == 1
    return len(cells) >= 4 or SERIAL_UPPER.fullmatch(close(labels[0].text)) is not None


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
