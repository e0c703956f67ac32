"""Numbers of projects in sentences against the table of projects (项目个数): the whole, each nature, each group.

Entry: :func:`counts_in` with the :class:`CountedTable` of a table of projects. 其中新建6个、改扩建9个 are held against
the column of natures, 学前教育3个、义务教育5个 against the groups between headings and subtotals.
Not here: which table a sentence speaks of (:mod:`luoshi.review.arithmetic.totals_in_text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from luoshi.base.numerals import HALF_WIDTH
from luoshi.base.quantities import Quantity
from luoshi.compiler.table_heads import Column, Role, close
from luoshi.model.document import Span
from luoshi.review.material import Sentence
from luoshi.review.numbers import step
from luoshi.review.numeric_tables import NumericTable
from luoshi.review.row_structure import Number, NumberRow, RowKind

_PART = re.compile(
    r"(?P<label>[\u4e00-\u9fff“”]{2,12}?)(?:[（(][^（()）]*[）)])?(?:类|工程|建设|重点)*(?:项目)?(?:有|为|共)?\s?(?P<n>\d{1,3})\s?[个项]"
    r"(?!班|学位|月|百分|乡|镇|县|街|[市区]|床)(?P<noun>[\u4e00-\u9fff]{0,4})"
)
_LEAD = re.compile(r"^(?:其中|包括|包含|含|分别为|按[\u4e00-\u9fff]{2,4}分|分[\u4e00-\u9fff]{2,4}看|和|及|与)+")
_NO_PART = re.compile(r"新增|每|年|提供|建成|完成|学位|面积|投资")
_IDLE = re.compile(r"教育|阶段|学校|项目|工程|建设|类|小计|合计|总计|[一二三四五六七八九十]+、|[（(].*?[）)]|\s")
_NATURE = re.compile(r"新建|续建|迁建|重建|扩建|改建|改扩建|新改扩建|改造|提质改造|配建|维修|搬迁|拆建")
_NEXT = re.compile(r"[。！？](?!按|其中|分)")
_REACH = 160
_MONEY = re.compile(
    r"(?P<label>[\u4e00-\u9fff“”]{2,12}?)(?:类|工程|建设|项目)*(?:总?投资)?(?:为|共|计)?\s?(?P<n>\d+(?:\.\d+)?)(?P<unit>亿元|万元)"
)
_SCALE = {"万元": Decimal(1), "亿元": Decimal(10_000)}
_WIDE = ("改扩建", "扩建", "改建", "改造", "提质改造", "提质", "维修改造", "维修", "加固", "改造提升")
"""Natures that a text may count together as 改扩建."""


@dataclass(frozen=True)
class CountedTable:
    """How many projects a table lists.

    Attributes:
        rows: its projects, top down.
        total: how many they are.
        natures: how many of each nature.
        groups: how many under each heading or subtotal.
    """

    rows: tuple[NumberRow, ...]
    total: int
    natures: dict[str, int]
    groups: dict[str, tuple[NumberRow, ...]]


@dataclass(frozen=True)
class WrongCount:
    """A number of projects, or their money, that the table does not have: as told, as the table has it, the places."""

    told: str
    start: int
    end: int
    right: Decimal
    spans: tuple[Span, ...]


def counted(table: NumericTable) -> CountedTable | None:
    """Return the projects of a table; None if it has no serial numbers in one series from 1."""
    rows = tuple(row for row in table.rows if row.kind is RowKind.ITEM and row.label and row.serial)
    serials = [row.serial for row in rows]
    if len(rows) < 3 or serials != list(range(1, len(rows) + 1)):
        return None
    assert table.block.table is not None
    grid = table.block.table.grid()
    column = table.head.column(Role.NATURE)
    natures: dict[str, int] = {}
    for row in rows:
        cell = grid[row.index][column.index] if column else None
        nature = close(cell.text) if cell is not None else ""
        natures[nature] = natures.get(nature, 0) + 1
    return CountedTable(rows, len(rows), natures, _groups(table))


def _groups(table: NumericTable) -> dict[str, tuple[NumberRow, ...]]:
    """Return the projects between headings, or above (below) subtotals, by the bare label of the group."""
    found: dict[str, list[NumberRow]] = {}
    open_: list[NumberRow] = []
    label = ""
    for row in table.rows:
        name = _IDLE.sub("", row.label)
        if row.kind is RowKind.GROUP or (row.kind is RowKind.SUBTOTAL and row.above):
            label, open_ = name, []
            found[label] = open_
        elif row.kind is RowKind.SUBTOTAL:
            if name:
                found[name] = open_
            label, open_ = "", []
        elif row.kind is RowKind.ITEM:
            open_.append(row)
    return {name: tuple(rows) for name, rows in found.items() if name and rows}


def counts_in(sentence: Sentence, quantity: Quantity, counted_table: CountedTable) -> Iterator[WrongCount]:
    """Yield the parts of a number of projects, told behind it, that the table does not have."""
    begin = sentence.start + quantity.tail
    # The parts may stand behind a semicolon, or in the next sentence: 按学段分，小学4个、初中3个.
    tail = _NEXT.split(sentence.piece.text[begin : begin + _REACH].translate(HALF_WIDTH))[0]
    for match in _PART.finditer(tail):
        label = _LEAD.sub("", match["label"])
        noun = match["noun"]
        if _NO_PART.search(match["label"]) or (noun and not re.match(r"项目|工程|和|及|，", noun)):
            continue
        told, right, rows = int(match["n"]), *_right(label, counted_table)
        if not right or told in right or abs(told - right[0]) > max(2, right[0] // 3):
            continue
        start = begin + match.start("label") + len(match["label"]) - len(label)
        spans = tuple(r.label_span for r in rows if r.label_span)
        yield WrongCount(f"{label}{told}个", start, begin + match.end("n"), Decimal(right[0]), spans[:6])


def amounts_in(sentence: Sentence, quantity: Quantity, table: NumericTable, column: Column) -> Iterator[WrongCount]:
    """Yield the money of groups, told behind the whole, that no subtotal of the table has: 学前教育5680万元."""
    known: dict[str, Number] = {}
    heading = ""
    for row in table.rows:
        name = _IDLE.sub("", row.label)
        if row.kind is RowKind.GROUP:
            heading = name
        elif row.kind is RowKind.SUBTOTAL and (name or heading) and column.index in row.numbers:
            known[name or heading] = row.numbers[column.index]
            heading = ""
    begin = sentence.start + quantity.tail
    tail = _NEXT.split(sentence.piece.text[begin : begin + _REACH].translate(HALF_WIDTH))[0]
    for match in _MONEY.finditer(tail) if len(known) > 1 else ():
        label = _LEAD.sub("", match["label"])
        number = known.get(_IDLE.sub("", label))
        if number is None or not number.exact or match["unit"] not in _SCALE or column.unit not in _SCALE:
            continue
        told = Decimal(match["n"]) * _SCALE[match["unit"]]
        right = number.value * _SCALE[column.unit]
        slack = max(step(match["n"]) * _SCALE[match["unit"]], step(number.text) * _SCALE[column.unit]) / 2
        if abs(told - right) <= slack or not Decimal("0.5") < told / right < Decimal(2):
            continue
        start = begin + match.start("label") + len(match["label"]) - len(label)
        shown = f"{label}{match['n']}{match['unit']}"
        yield WrongCount(shown, start, begin + match.end(), number.value, (number.span,))


def _right(label: str, table: CountedTable) -> tuple[list[int], tuple[NumberRow, ...]]:
    """Return how many projects a label may mean, the likeliest first; none if the table does not tell."""
    nature = _NATURE.fullmatch(label)
    if nature is not None and any(table.natures):
        exact = table.natures.get(label, 0)
        wide = [n for kind, n in table.natures.items() if kind in _WIDE and kind != label]
        if label not in _WIDE:
            return ([exact], ()) if exact else ([], ())
        sums = {exact + sum(some) for size in range(len(wide) + 1) for some in combinations(wide[:8], size)}
        whole = exact + sum(wide)
        return [whole, *sorted(sums - {whole})], ()
    bare = _IDLE.sub("", label)
    fitting = [rows for name, rows in table.groups.items() if bare and (name == bare)]
    return ([len(fitting[0])], fitting[0]) if len(fitting) == 1 else ([], ())
