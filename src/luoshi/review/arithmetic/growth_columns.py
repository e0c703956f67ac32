"""Columns of growth in tables (增幅列): the change of each row against the two levels beside it.

Entry: :func:`wrong_changes`. That a column holds the growth, or the difference, of the two columns left of it is known
from the rows in which it does.
Not here: growth in sentences (:mod:`luoshi.review.growth`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.compiler.table_heads import close
from luoshi.model.document import Cell
from luoshi.review.numbers import step
from luoshi.review.numeric_tables import NumericTable, read_number
from luoshi.review.row_structure import Number

_CHANGE = re.compile(r"增长率|增长幅度|增幅|增长|增减|升降|变化|提高|增速")
_EITHER_WAY = re.compile(r"变化|升降|增减|幅度")
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row whose change does not fit: its name, the two levels, the change as stated and as it should be."""

    label: str
    before: Number
    after: Number
    stated: Number
    right: Decimal
    is_rate: bool
    is_sure: bool


def wrong_changes(table: NumericTable) -> Iterator[RowChange]:
    """Yield the rows of a table whose growth or difference does not fit the levels of the row."""
    assert table.block.table is not None
    grid = table.block.table.grid()
    body = table.head.body_rows(table.block.table)
    for column in table.head.columns:
        if column.index < 2 or not _CHANGE.search(column.text):
            continue
        rows = [found for r in body if (found := _numbers(grid[r], column.index)) is not None]
        # 升降幅度: written without a sign as often as with one.
        unsigned = bool(_EITHER_WAY.search(column.text))
        ways = ((_difference, False),) if "百分点" in column.text else ((_rate, True), (_difference, False))
        for of, is_rate in ways:
            fitting = [_fits(numbers, of, unsigned) for _, numbers in rows]
            if sum(fitting) >= _FEWEST and 2 * sum(fitting) > len(fitting):
                for (label, numbers), fits in zip(rows, fitting, strict=True):
                    if not fits:
                        before, after, stated = numbers
                        right = of(before.value, after.value)
                        yield RowChange(label, before, after, stated, right, is_rate, not unsigned)
                break


_Levels = tuple[Number, Number, Number]


def _numbers(row: Sequence[Cell | None], column: int) -> tuple[str, _Levels] | None:
    """Return the row's name, the two numbers left of a column, and its own."""
    before, after, stated = (read_number(row[i]) for i in (column - 2, column - 1, column))
    if before is None or after is None or stated is None or not before.value:
        return None
    label = next((close(c.text) for c in row if c is not None and re.search(r"[\u4e00-\u9fff]", c.text)), "")
    return label, (before, after, stated)


def _rate(before: Decimal, after: Decimal) -> Decimal:
    return (after - before) / before * 100


def _difference(before: Decimal, after: Decimal) -> Decimal:
    return after - before


def _fits(numbers: _Levels, of: Callable[[Decimal, Decimal], Decimal], unsigned: bool) -> bool:
    before, after, stated = numbers
    right, slack = of(before.value, after.value), step(stated.text)
    return abs(right - stated.value) <= slack or (unsigned and abs(abs(right) - abs(stated.value)) <= slack)
