"""Sums of some rows by what they are (分组合计): the like rows of other groups, the parts of a row, the rows of a unit.

Entries: :func:`group_sums`, for a last group 全市 whose rows add up the like rows of the counties; :func:`part_sums`,
for 其中 with all parts of the row above; :func:`unit_sums`, for 学校总数（所） among rows of several units. That rows
make a sum is known from the columns in which they do.
Not here: the sums within a group (:mod:`luoshi.review.arithmetic.column_sums`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from luoshi.compiler.table_heads import Column, Role, close
from luoshi.model.document import Cell
from luoshi.review.arithmetic.column_sums import Sum, name_of, unit_of
from luoshi.review.numeric_tables import NumericTable
from luoshi.review.row_structure import NumberRow, RowKind, is_whole
from luoshi.review.things import BRACKETS

_GROUPS = "其余各组"
_TOTAL = re.compile(r"总数$|总计$|合计$|总规模$|总量$")
_IN_BRACKETS = re.compile(r"[（(]([^，,、；（()）]{1,4})[^（()）]*[）)]$")
_FEWEST, _LARGE = 3, 10


def group_sums(table: NumericTable) -> Iterator[Sum]:
    """Yield the cells of the group of sums that are not the sum of the like rows of the other groups.

    That the group holds their sums is known from most of its cells.
    """
    groups: dict[str, dict[str, NumberRow]] = defaultdict(dict)
    for row in table.rows:
        if row.group:
            groups[row.group][_key(row)] = row
    whole = next((name for name in (*reversed(groups), *groups) if is_whole(name)), None)
    others = [rows for name, rows in groups.items() if name != whole]
    if whole is None or len(others) < 2:
        return
    sums = [
        one
        for key, row in groups[whole].items()
        if key  # the sum of the sums is known from the column
        for column in table.columns
        if (one := _sum(row, [rows[key] for rows in others if key in rows], column, len(others))) is not None
    ]
    right = sum(one.holds for one in sums)
    if right >= 2 and 2 * right > len(sums):
        yield from (one for one in sums if not one.holds)


def part_sums(table: NumericTable) -> Iterator[Sum]:
    """Yield the rows that their parts (其中) make in other columns, but not in this one."""
    rows = table.rows
    for at, row in enumerate(rows[:-2]):
        if row.kind is not RowKind.ITEM or rows[at + 1].kind is not RowKind.PART:
            continue
        end = next((n for n in range(at + 1, len(rows)) if rows[n].kind is not RowKind.PART), len(rows))
        yield from _known(table, row, list(rows[at + 1 : end]), "其中各项")


def unit_sums(table: NumericTable) -> Iterator[Sum]:
    """Yield the totals of a unit (学校总数，所) that the other rows of this unit make in other columns."""
    units: dict[str, list[NumberRow]] = defaultdict(list)
    column = table.head.column(Role.UNIT)
    grid = table.block.table.grid() if column and table.block.table is not None else []
    for row in table.rows:
        unit = _unit(grid[row.index][column.index] if column and grid else None, row)
        if unit and row.kind is RowKind.ITEM:
            units[unit].append(row)
    for rows in units.values():
        totals = [row for row in rows if _TOTAL.search(BRACKETS.sub("", row.label))]
        if len(totals) == 1 and len(rows) > _FEWEST:
            yield from _known(table, totals[0], [row for row in rows if row is not totals[0]], "同一单位各行")


def _known(table: NumericTable, row: NumberRow, members: list[NumberRow], of: str) -> Iterator[Sum]:
    """Yield the sums of a row that do not hold, if at least as many do."""
    sums = [one for c in table.columns if (one := _sum(row, members, c, len(members), of)) is not None]
    right = sum(one.holds and abs(one.stated.value) >= _LARGE for one in sums)
    if right and 2 * right >= len(sums):
        yield from (one for one in sums if not one.holds)


def _unit(cell: Cell | None, row: NumberRow) -> str:
    """Return the unit of a row: that in its cell of the column of units, or in brackets behind its label."""
    if cell is not None:
        return close(cell.text)
    match = _IN_BRACKETS.search(row.label)
    return match[1] if match else ""


def _key(row: NumberRow) -> str:
    return "" if row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL) else row.label


def _sum(row: NumberRow, like: list[NumberRow], column: Column, groups: int, of: str = _GROUPS) -> Sum | None:
    stated = row.numbers.get(column.index)
    parts = tuple(n for one in like if (n := one.numbers.get(column.index)) is not None)
    if stated is None or not stated.exact or len(parts) < 2 or any(not n.exact for n in parts):
        return None
    return Sum(name_of(row, "这一行"), of, stated, parts, groups - len(parts), unit_of(column))
