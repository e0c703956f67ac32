"""Sums in tables (表内合计): :class:`TableSums`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.compiler.table_heads import Column
from luoshi.review.material import Material
from luoshi.review.numbers import plain, step, summed
from luoshi.review.numeric_tables import Number, NumberRow, NumericTable, RowKind
from luoshi.review.rule import Rule
from luoshi.review.sum_structure import other_reading

_ROWS = "各行"
_FAR = Decimal("0.3")
"""A sum further off than this share is more likely made of other rows than wrong."""
_SUM_COLUMN = re.compile(r"合计|小计|总计|共计|总投资|总数|总人数|总额|总量")


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum that the table states and the numbers it should be made of."""

    what: str
    of: str
    stated: Number
    parts: tuple[Number, ...]
    blanks: int
    unit: str
    is_total: bool = False

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


class TableSums(Rule):
    """表格里的小计、合计、总计要等于各行之和，总计要等于各个小计之和；标着“合计”“总投资”的一列要等于它的各分项之和。

    合计写在整行文字里的（以上为某类，合计若干亿元）也核对。百分比、年份、人均一类不能相加的列不核对；
    “其中”各行不重复计入。相差在四舍五入之内的只作提示，有空格没有填数、而合计偏大的作警告。
    """

    code = "V101"
    name = "表内合计"
    severities = (Severity.ERROR, Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each sum that does not hold."""
        for table in material.numeric_tables:
            for column in table.columns:
                sums = list(_sums_down(table, column))
                right = next((one for one in sums if one.is_total and one.of == _ROWS and one.holds), None)
                for one, also in _wrong(sums):
                    yield self._finding(one, also, None if one.is_total else right)
            yield from self._across(table)

    def _across(self, table: NumericTable) -> Iterator[Finding]:
        for total, parts in _sum_columns(table):
            # 待定: a sum of rows one of which has no sum of its own is not made of its parts.
            open_ = any(total.index not in row.numbers and any(c.index in row.numbers for c in parts)
                        for row in table.items())  # fmt: skip
            rows = [row for row in table.rows if not (open_ and row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL))]
            sums = [one for row in rows if (one := _sum_in_row(row, total, parts)) is not None]
            right = sum(one.holds for one in sums)
            # That these columns make up the other is known from the rows in which they do.
            if right >= 2 and right * 2 > len(sums):
                for one in sums:
                    if not one.holds:
                        yield self._finding(one)

    def _finding(self, one: _Sum, also: _Sum | None = None, right: _Sum | None = None) -> Finding:
        """Return a finding; ``also`` is the total that is off with it, ``right`` the one that its rows do make."""
        less = one.difference < 0
        size = f"{'少' if less else '多'}{plain(abs(one.difference))}{one.unit}"
        added = summed(n.value for n in one.parts)
        message = f"{one.what}写的是{one.stated.text}{one.unit}，{one.of}{added}{one.unit}，{size}"
        if one.blanks and not less:
            message += f"（有{one.blanks}行没有填数）"
        severity = Severity.ERROR
        if _is_rounding(one):
            severity, message = Severity.INFO, f"{message}，可能是四舍五入所致"
        elif (one.blanks and not less) or not (one.total / 3 <= one.stated.value <= one.total * 3):
            severity = Severity.WARNING
        if also is not None:
            message += f"；{also.what}{also.stated.text}{also.unit}也随之{size}"
        if right is not None:
            message += f"；{right.what}{right.stated.text}{right.unit}正是各行之和，可见错在这里"
        totals = [total.stated.span for total in (also, right) if total is not None]
        spans = [one.stated.span, *totals, *(n.span for n in _told(one.parts))]
        return self.found(message, spans, "逐项核对，改正有错的一项或合计数", severity)


def _wrong(sums: Sequence[_Sum]) -> Iterator[tuple[_Sum, _Sum | None]]:
    """Yield the sums that do not hold, each with the total that is off only because of it."""
    wrong = [one for one in sums if not one.holds]
    over_rows = next((one for one in wrong if one.is_total and one.of == _ROWS), None)
    over_subtotals = next((one for one in sums if one.is_total and one.of != _ROWS), None)
    subtotals = [one for one in wrong if not one.is_total]
    follows = (
        over_rows is not None
        and over_subtotals is not None
        and over_subtotals.holds
        and sum((one.difference for one in subtotals), Decimal(0)) == over_rows.difference
    )
    for one in wrong:
        if follows and one is over_rows:
            continue
        yield one, over_rows if follows and len(subtotals) == 1 else None


def _told(parts: Sequence[Number]) -> Sequence[Number]:
    return parts if len(parts) <= 12 else (*parts[:8], *parts[-4:])


def _is_rounding(one: _Sum) -> bool:
    """Whether the difference may come from rounding: all parts have the same decimals as the sum."""
    places = {step(n.text) for n in (one.stated, *one.parts)}
    last = step(one.stated.text)
    return places == {last} and last < 1 and abs(one.difference) <= last * (len(one.parts) + 1) / 2


def _sums_down(table: NumericTable, column: Column) -> Iterator[_Sum]:
    """Yield the subtotals and totals of a column with what they are made of."""
    rows = [row for row in table.rows if row.kind is not RowKind.PART]
    subtotals: list[tuple[NumberRow, list[NumberRow]]] = []
    for position, row in enumerate(rows):
        if row.kind is RowKind.SUBTOTAL:
            members = _members(rows, position)
            subtotals.append((row, members))
            yield from _believable(table, row, members, column, _ROWS)
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
    yield from _believable(table, total, items, column, _ROWS)


def _believable(
    table: NumericTable, row: NumberRow, members: Sequence[NumberRow], column: Column, of: str
) -> Iterator[_Sum]:
    """Yield the sum of a row if it holds, or if nothing but an error explains why it does not."""
    word = "合计" if row.kind is RowKind.TOTAL else "小计"
    one = _sum(row, members, column, _name(row, word), of)
    if one is None:
        return
    if not one.holds:
        others = [s for c in table.columns if c is not column and (s := _sum(row, members, c, "", of)) is not None]
        # That these rows make the sum, another column tells in which each of them counts.
        known = any(s.holds and len(s.parts) == len(one.parts) and all(n.value for n in s.parts) for s in others)
        far = abs(one.difference) > _FAR * max(abs(one.total), abs(one.stated.value))
        kinds = (RowKind.ITEM,) if of == _ROWS and row.kind is RowKind.TOTAL else (RowKind.ITEM, RowKind.SUBTOTAL)
        if not known and (far or other_reading(row, table.rows, kinds)):
            return
    yield one


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


def _sum(row: NumberRow, members: Sequence[NumberRow], column: Column, what: str, of: str) -> _Sum | None:
    stated = row.numbers.get(column.index)
    parts = tuple(n for member in members if (n := member.numbers.get(column.index)) is not None)
    if stated is None or len(parts) < 2:
        return None
    if not stated.exact or any(not n.exact for n in parts):
        return None
    blanks = sum(1 for member in members if column.index not in member.numbers)
    return _Sum(what, of, stated, parts, blanks, column.unit, row.kind is RowKind.TOTAL)


def _name(row: NumberRow, word: str) -> str:
    label = row.label if len(row.label) <= 12 else f"{row.label[:12]}…"
    return f"“{label}”" if label else word


def _sum_columns(table: NumericTable) -> Iterator[tuple[Column, list[Column]]]:
    """Yield the columns headed 合计 with those that may make it up: the others of its unit, on one side of it."""
    for position, column in enumerate(table.columns):
        if not _SUM_COLUMN.search(column.text):
            continue
        for side in (table.columns[position + 1 :], table.columns[:position]):
            # 总投资（万元）、县级财政、上级补助: the unit may stand at the sum alone.
            parts = [c for c in side if c.unit in (column.unit, "") and not _SUM_COLUMN.search(c.text)]
            if len(parts) >= 2:
                yield column, parts
                break


def _sum_in_row(row: NumberRow, total: Column, parts: Sequence[Column]) -> _Sum | None:
    stated = row.numbers.get(total.index)
    numbers = tuple(n for c in parts if (n := row.numbers.get(c.index)) is not None)
    if stated is None or len(numbers) < 2:
        return None
    name = f"{_name(row, '这一行')}的{total.text[:12]}"
    return _Sum(name, "各分项", stated, numbers, 0, total.unit)
