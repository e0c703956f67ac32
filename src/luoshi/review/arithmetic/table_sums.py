"""Sums in tables (表内合计): :class:`TableSums`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.compiler.table_heads import Column
from luoshi.review.arithmetic.column_equations import broken_rows
from luoshi.review.arithmetic.column_sums import ROWS, Sum, name_of, sums_down, unit_of
from luoshi.review.arithmetic.group_sums import group_sums, part_sums, unit_sums
from luoshi.review.material import Material
from luoshi.review.numbers import plain, step, summed
from luoshi.review.numeric_tables import NumericTable
from luoshi.review.row_structure import Number, NumberRow, RowKind
from luoshi.review.rule import Rule
from luoshi.review.said import SaidNumbers

_SUM_COLUMN = re.compile(r"合计|小计|总计|共计|总投资|总数|总人数|总额|总量")


class TableSums(Rule):
    """表格里的小计、合计、总计要等于各行之和，总计要等于各个小计之和；标着“合计”“总投资”的一列要等于它的各分项之和。

    合计写在整行文字里的（以上为某类，合计若干亿元）也核对。百分比、年份、人均一类不能相加的列不核对；
    “其中”各行不重复计入。各县区逐年列数、末组为全市的表，全市各格要等于各县区同一年之和。
    其余各行都合“缺口＝需求－现有”“占比＝甲÷乙”“学位＝班数×班额”一类关系、只有一行不合的，报警告。
    恰好漏计某一行（多是最后增加的一行）的，写明是哪一行。相差在四舍五入之内的只作提示，有空格没有填数、而合计偏大的作警告。
    """

    code = "V101"
    name = "表内合计"
    severities = (Severity.ERROR, Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each sum that does not hold."""
        for table in material.numeric_tables:
            told: set[int] = set()
            for finding in self._sums(table, material.said):
                told |= {span[0] for span in finding.spans}
                yield finding
            yield from self._relations(table, told)

    def _sums(self, table: NumericTable, said: SaidNumbers) -> Iterator[Finding]:
        for column in table.columns:
            sums = list(sums_down(table, column))
            right = next((one for one in sums if one.is_total and one.of == ROWS and one.holds), None)
            for one, also in _wrong(sums):
                yield _with_prose(self._finding(one, also, None if one.is_total else right), one, said, right)
        yield from (_with_prose(finding, one, said) for finding, one in self._across(table))
        for sums_of in (group_sums, part_sums, unit_sums):
            yield from (_with_prose(self._finding(one), one, said) for one in sums_of(table))

    def _relations(self, table: NumericTable, told: set[int]) -> Iterator[Finding]:
        """Yield rows in which a column is not what it is of two others elsewhere, but for cells told of already."""
        for one in broken_rows(table):
            made, first, second = one.numbers
            if told & {n.span.start for n in one.numbers}:
                continue
            yield self.found(
                f"“{one.label[:14]}”一行：按其余各行“{one.relation}”的关系应为{plain(one.right, 2)}，写的是{made.text}",
                [made.span, first.span, second.span],
                "核对这一行的三个数",
                Severity.WARNING,
            )

    def _across(self, table: NumericTable) -> Iterator[tuple[Finding, Sum]]:
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
                        yield self._finding(one), one

    def _finding(self, one: Sum, also: Sum | None = None, right: Sum | None = None) -> Finding:
        """Return a finding; ``also`` is the total that is off with it, ``right`` the one that its rows do make."""
        less = one.difference < 0
        size = f"{'少' if less else '多'}{plain(abs(one.difference))}{one.unit}"
        added = summed(n.value for n in one.parts)
        message = f"{one.what}写的是{one.stated.text}{one.unit}，{one.of}{added}{one.unit}，{size}"
        if one.blanks and not less:
            message += f"（有{one.blanks}行没有填数）"
        if one.left_out:
            names = "、".join(name_of(row, "最后一行") for row in one.left_out)
            message += f"，恰是{names}没有计入"
        severity = Severity.ERROR
        if _is_rounding(one):
            severity, message = Severity.INFO, f"{message}，可能是四舍五入所致"
        elif (one.blanks and not less and not one.left_out) or not (one.total / 3 <= one.stated.value <= one.total * 3):
            severity = Severity.WARNING
        if also is not None:
            message += f"；{also.what}{also.stated.text}{also.unit}也随之{size}"
        if right is not None:
            message += f"；{right.what}{right.stated.text}{right.unit}正是各行之和，可见错在这里"
        totals = [total.stated.span for total in (also, right) if total is not None]
        parts = one.parts
        if one.left_out:  # those forgotten first
            lacking = {n.span for row in one.left_out for n in row.numbers.values()}
            parts = tuple(sorted(parts, key=lambda n: n.span not in lacking))
        forgotten = len(one.left_out)
        shown = (*parts[:forgotten], *one.subtotals, *_told(parts[forgotten:]))
        spans = [one.stated.span, *totals, *(n.span for n in shown)]
        return self.found(message, spans, "逐项核对，改正有错的一项或合计数", severity)


def _with_prose(finding: Finding, one: Sum, said: SaidNumbers, whole: Sum | None = None) -> Finding:
    """Return the finding with where the prose says the sum of the parts, or repeats the wrong total.

    Where a subtotal is wrong and the total ``whole`` is right, the prose may say what the subtotals add up to.
    """
    right, wrong = (said.places(value, one.unit)[:2] for value in (one.total, one.stated.value))
    if not right and not wrong:
        off = whole.stated.value + one.difference if whole is not None and not one.is_total else None
        places = said.places(off, one.unit)[:2] if off is not None else []
        if off is None or not places:
            return finding
        told = f"正文写的{plain(off)}{one.unit}是照这个数相加的"
        first, *others = finding.spans
        return replace(finding, message=f"{finding.message}；{told}", spans=(first, *places, *others))
    told = f"正文写的是{plain(one.total)}{one.unit}" if right else f"正文也写{one.stated.text}{one.unit}"
    first, *others = finding.spans
    return replace(finding, message=f"{finding.message}；{told}", spans=(first, *right, *wrong, *others))


def _wrong(sums: Sequence[Sum]) -> Iterator[tuple[Sum, Sum | None]]:
    """Yield the sums that do not hold, each with the total that is off only because of it."""
    wrong = [one for one in sums if not one.holds]
    over_rows = next((one for one in wrong if one.is_total and one.of == ROWS), None)
    over_subtotals = next((one for one in sums if one.is_total and one.of != ROWS), None)
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


def _is_rounding(one: Sum) -> bool:
    """Whether the difference may come from rounding: all parts have the same decimals as the sum."""
    places = {step(n.text) for n in (one.stated, *one.parts)}
    last = step(one.stated.text)
    return places == {last} and last < 1 and abs(one.difference) <= last * (len(one.parts) + 1) / 2


def _sum_columns(table: NumericTable) -> Iterator[tuple[Column, list[Column]]]:
    """Yield the columns headed 合计 with those that may make it up: the others of its unit, on one side of it."""
    for position, column in enumerate(table.columns):
        if not _SUM_COLUMN.search(column.text):
            continue
        for side in (table.columns[position + 1 :], table.columns[:position]):
            # 总投资（万元）、县级财政、上级补助: the unit may stand at the sum alone.
            parts = [c for c in side if c.unit in (column.unit, "") and not _SUM_COLUMN.search(c.text)]
            units = {c.unit for c in side if not _SUM_COLUMN.search(c.text)}
            if not column.unit and len(units) == 1:  # （单位：人） above columns of years, nothing at 合计
                parts = [c for c in side if not _SUM_COLUMN.search(c.text)]
            if len(parts) >= 2:
                yield column, parts
                break


def _sum_in_row(row: NumberRow, total: Column, parts: Sequence[Column]) -> Sum | None:
    stated = row.numbers.get(total.index)
    numbers = tuple(n for c in parts if (n := row.numbers.get(c.index)) is not None)
    if stated is None or len(numbers) < 2:
        return None
    name = f"{name_of(row, '这一行')}的{total.text[:12]}"
    return Sum(name, "各分项", stated, numbers, 0, unit_of(total))
