"""What the sums of a column are made of (列的合计): subtotals of the rows around them, totals of rows and of subtotals.

Entry: :func:`sums_down`. Not here: sums across a row, the words of findings
(:mod:`luoshi.review.arithmetic.table_sums`), tables of groups (:mod:`luoshi.review.arithmetic.group_sums`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.compiler.table_heads import Column
from luoshi.review.numbers import step
from luoshi.review.numeric_tables import NumericTable
from luoshi.review.row_structure import Number, NumberRow, RowKind
from luoshi.review.sum_structure import are_peers, is_of_nearest, left_out, other_reading

ROWS = "各行"
_SOME = re.compile(r"不含|不计|不包括|除|剔除|仅|新开工|续建|结转")
_FAR = Decimal("0.3")
"""A sum further off than this share is more likely made of other rows than wrong."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that the table states and the numbers it should be made of."""

    what: str
    of: str
    stated: Number
    parts: tuple[Number, ...]
    blanks: int
    unit: str
    is_total: bool = False
    left_out: tuple[NumberRow, ...] = ()
    """Rows without which it would hold."""
    subtotals: tuple[Number, ...] = ()
    """Those between the parts of a total."""

    @property
    def total(self) -> Decimal:
        """What the parts add up to."""
        return sum((n.value for n in self.parts), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """How much more is stated than the parts add up to."""
        return self.stated.value - self.total

    @property
    def holds(self) -> bool:
        """Whether the sum is right as written."""
        return abs(self.difference) <= step(self.stated.text) / 2 and self.difference != step(self.stated.text) / 2


def sums_down(table: NumericTable, column: Column) -> Iterator[Sum]:
    """Yield the subtotals and totals of a column with what they are made of."""
    rows = [row for row in table.rows if row.kind not in (RowKind.PART, RowKind.LIKE)]
    subtotals = [(row, _members(rows, n)) for n, row in enumerate(rows) if row.kind is RowKind.SUBTOTAL]
    as_read = [one for row, members in subtotals if (one := _sum(row, members, column, "", ROWS)) is not None]
    # How the rows go together the other subtotals show.
    proven = sum(one.holds for one in as_read) >= max(2, len(as_read) - 1)
    for row, members in subtotals:
        yield from _believable(table, row, members, column, ROWS, proven)
    totals = [row for row in rows if row.kind is RowKind.TOTAL]
    if len(totals) != 1:
        return
    (total,) = totals
    # What stands behind a total, unless it stands first, is something else: 其中中央资金, 上年同期.
    before = rows[: rows.index(total)]
    items = [row for row in before or rows if row.kind is RowKind.ITEM]
    covered = {row.index for _, members in subtotals for row in members}
    if len(subtotals) >= 2 and all(row.index in covered or column.index not in row.numbers for row in items):
        yield from _believable(table, total, [row for row, _ in subtotals], column, "各小计")
    between = tuple(n for row, _ in subtotals if (n := row.numbers.get(column.index)) is not None)
    yield from (replace(one, subtotals=between) for one in _believable(table, total, items, column, ROWS))


def _believable(
    table: NumericTable, row: NumberRow, members: Sequence[NumberRow], column: Column, of: str, proven: bool = False
) -> Iterator[Sum]:
    """Yield the sum of a row if it holds, or if nothing but an error explains why it does not.

    ``proven``: other sums show that these rows are what it is made of.
    """
    word = "合计" if row.kind is RowKind.TOTAL else "小计"
    one = _sum(row, members, column, name_of(row, word), of)
    if one is None:
        return
    if not one.holds:
        others = [s for c in table.columns if c is not column and (s := _sum(row, members, c, "", of)) is not None]
        # That these rows make the sum, another column tells in which each of them counts.
        known = any(s.holds and len(s.parts) == len(one.parts) and all(n.value for n in s.parts) for s in others)
        far = abs(one.difference) > _FAR * max(abs(one.total), abs(one.stated.value))
        lacking = left_out(row, members) if of == ROWS else ()
        one = replace(one, left_out=lacking)
        kinds = (RowKind.ITEM,) if of == ROWS and row.kind is RowKind.TOTAL else (RowKind.ITEM, RowKind.SUBTOTAL)
        if not (known or proven) and row.kind is RowKind.SUBTOTAL and is_of_nearest(row, members):
            return  # those further off are of a group that has no subtotal
        sure = known or lacking or proven or (of == ROWS and _is_one_series(table, row, members))
        if not sure and (far or other_reading(row, table.rows, kinds)):
            return
    yield one


def _is_one_series(table: NumericTable, row: NumberRow, members: Sequence[NumberRow]) -> bool:
    """Tell whether the rows of a sum are numbered in one series, without a heading between: all of them count."""
    if _SOME.search(row.label) or not are_peers(members) or (row.kind is RowKind.TOTAL and members[0].serial != 1):
        return False  # the rows before stand in another table
    first, last = members[0].index, members[-1].index
    return not any(first < other.index < last for other in table.rows if other.kind is not RowKind.ITEM)


def _members(rows: Sequence[NumberRow], position: int) -> list[NumberRow]:
    """Return the items of the subtotal at ``position``: those up to the next sum, above it or below it."""
    found: list[NumberRow] = []
    around = rows[position + 1 :] if rows[position].above else reversed(rows[:position])
    for row in around:
        if row.kind in (RowKind.SUBTOTAL, RowKind.TOTAL):
            break
        if row.kind is RowKind.ITEM:
            found.append(row)
    return found if rows[position].above else found[::-1]


def _sum(row: NumberRow, members: Sequence[NumberRow], column: Column, what: str, of: str) -> Sum | None:
    stated = row.numbers.get(column.index)
    parts = tuple(n for member in members if (n := member.numbers.get(column.index)) is not None)
    if stated is None or len(parts) < 2:
        return None
    if not stated.exact or any(not n.exact for n in parts):
        return None
    blanks = sum(1 for member in members if column.index not in member.numbers and column.index not in member.nothing)
    return Sum(what, of, stated, parts, blanks, unit_of(column), row.kind is RowKind.TOTAL)


def name_of(row: NumberRow, word: str) -> str:
    """Return how a message names a row: by its label, in short, or by what it is."""
    label = row.label if not row.group or row.label.startswith(row.group) else f"{row.group}{row.label}"
    label = label if len(label) <= 12 else f"{label[:12]}…"
    return f"“{label}”" if label else word


def unit_of(column: Column) -> str:
    """Return the unit of a column; empty where its table has several (单位：所、人)."""
    return "" if re.search(r"[、，,/／和]", column.unit) else column.unit
