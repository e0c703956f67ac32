"""Sums of a group over the others (分组合计): a last group 全市 whose rows add up the like rows of the counties.

Entry: :func:`group_sums`. Not here: the sums within a group (:mod:`luoshi.review.arithmetic.column_sums`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from luoshi.compiler.table_heads import Column
from luoshi.review.arithmetic.column_sums import Sum, name_of, unit_of
from luoshi.review.numeric_tables import NumericTable
from luoshi.review.row_structure import NumberRow, RowKind, is_whole

_GROUPS = "其余各组"


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


def _key(row: NumberRow) -> str:
    return "" if row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL) else row.label


def _sum(row: NumberRow, like: list[NumberRow], column: Column, groups: int) -> Sum | None:
    stated = row.numbers.get(column.index)
    parts = tuple(n for one in like if (n := one.numbers.get(column.index)) is not None)
    if stated is None or not stated.exact or len(parts) < 2 or any(not n.exact for n in parts):
        return None
    return Sum(name_of(row, "这一行"), _GROUPS, stated, parts, groups - len(parts), unit_of(column))
