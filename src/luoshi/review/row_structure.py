"""Rows of a table of numbers (行的结构): items, subtotals, totals, and groups of like rows.

Entry: :func:`structured`. Groups are read from the first column of labels (merged, or blank below its first row) and
from headings over the whole width; a table in which each group has the rows 2024年、2025年、小计 is one of
groups, and a last or first group 全市 or 合计 holds the sums of the others, row by row.
Not here: which cells hold numbers (:mod:`luoshi.review.numeric_tables`), whether sums hold
(:mod:`luoshi.review.arithmetic.table_sums`, :mod:`luoshi.review.arithmetic.group_sums`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from luoshi.compiler.table_heads import Role, TableHead, close
from luoshi.model.document import Cell, Span

SERIAL_UPPER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]?|[（(][一二三四五六七八九十]{1,3}[)）])$")
SERIAL_LOWER = re.compile(r"^\d{1,3}[.、．]?$")
SUM_WORD = re.compile(r"小计|合计|总计|共计")
_TOTAL = re.compile(r"(?:总计|合计|共计|总合计|总数|总和|总投资|合计数|全部合计|项目合计|投资合计|合\s*计.{0,6})")
_REGION = re.compile(r"全[省市县区州旗]|全系统")
_SUBTOTAL = re.compile(r"小计|(?<=.)合计$|^以上(?:为|是)?.{1,20}(?:合计|小计|共计)")
_PART = re.compile(r"^(?:其中|内含|含|#)")
_LEADING_UPPER = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）])")
_LEADING_LOWER = re.compile(r"^\d{1,3}[.、．](?!\d)")
_WHOLE = re.compile(
    r"(?:全[省市县区州旗]域?|各[\u4e00-\u9fff（、）]{1,8}|[一二三四五]年|期内|规划期)?(?:合计|总计|共计|小计|汇总|总体)"
    r"|全[省市县区州旗]域?"
)
_BESIDE = frozenset({Role.SERIAL, Role.REMARK, Role.UNITS, Role.LEAD, Role.SUPPORT, Role.PERSON, Role.UNIT})
_FEWEST_ROWS, _FEWEST_GROUPS, _MOST_PARTS = 4, 2, 8


class RowKind(StrEnum):
    """What a row is in the adding up."""

    ITEM = "item"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    GROUP = "group"  # a heading without numbers
    PART = "part"  # 其中: a part of the row above
    LIKE = "like"  # of a group that holds the sums of the others: adds up the like rows of those


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
    serial: int = 0
    """Its serial number (1, 2, 3); 0 if it has none."""
    nothing: frozenset[int] = frozenset()
    """The columns in which it has a mark (—, /, 无) for nothing, not a blank."""
    group: str = ""
    """The label of its group in a table of groups of like rows (县区 × 年度), empty elsewhere."""


def kind_of(label: str, has_numbers: bool, alone: bool) -> RowKind:
    """Return what a row is by its label alone.

    Args:
        label: its words.
        has_numbers: whether it holds any.
        alone: whether the label stands alone in it.
    """
    if _PART.match(label):
        return RowKind.PART
    if _SUBTOTAL.search(label) and has_numbers:
        return RowKind.SUBTOTAL
    if _TOTAL.fullmatch(label) and has_numbers:
        return RowKind.TOTAL
    return RowKind.GROUP if not has_numbers and alone else RowKind.ITEM


def structured(
    rows: Sequence[NumberRow], grid: Sequence[Sequence[Cell | None]], head: TableHead, indices: set[int]
) -> tuple[NumberRow, ...]:
    """Return the rows with what each is in the adding up.

    Args:
        rows: as read, top down.
        grid: the cells of the table.
        head: its head.
        indices: the columns that can be added up.
    """
    numbered = [replace(row, serial=_serial(grid[row.index], head)) for row in rows]
    grouped = _with_groups(_with_parts(numbered), grid, head, indices)
    return tuple(_oriented(_with_levels(_with_sections(_with_region(grouped)), grid, head)))


def is_whole(label: str) -> bool:
    """Tell whether the label of a group says that it holds the sums of the others."""
    return _WHOLE.fullmatch(label) is not None


def _serial(cells: Sequence[Cell | None], head: TableHead) -> int:
    column = head.column(Role.SERIAL)
    cell = cells[column.index] if column else None
    words = close(cell.text).rstrip(".、．") if cell is not None else ""
    return int(words) if words.isdecimal() and len(words) <= 3 else 0


def _with_parts(rows: list[NumberRow]) -> list[NumberRow]:
    """Take the rows behind 其中 for parts too, as far as all of them make the row above in most columns."""
    found = list(rows)
    for at in range(1, len(rows)):
        if rows[at].kind is not RowKind.PART or rows[at - 1].kind is not RowKind.ITEM:
            continue
        whole = rows[at - 1].numbers
        for end in range(at + 2, min(len(rows), at + _MOST_PARTS) + 1):
            if rows[end - 1].kind not in (RowKind.ITEM, RowKind.PART):
                break
            right = sum(
                sum((r.numbers[c].value for r in rows[at:end] if c in r.numbers), Decimal(0)) == n.value
                for c, n in whole.items()
            )
            if right and 2 * right >= len(whole):
                found[at:end] = [replace(row, kind=RowKind.PART) for row in rows[at:end]]
                break
    return found


def _with_groups(
    rows: list[NumberRow], grid: Sequence[Sequence[Cell | None]], head: TableHead, indices: set[int]
) -> list[NumberRow]:
    """Return the rows with their groups and their labels within them, if the groups have like rows."""
    places = _places(rows, grid, head, indices)
    groups: dict[str, list[str]] = {}
    for (group, label), row in zip(places, rows, strict=True):
        if row.numbers:
            groups.setdefault(group, []).append(label)
    told = [labels for group, labels in groups.items() if group and len(labels) > 1]
    if len(told) < _FEWEST_GROUPS or any(len(set(labels)) < len(labels) for labels in told):
        return rows
    usual = max((set(labels) for labels in told), key=lambda labels: sum(labels == set(o) for o in told))
    if 3 * sum(set(labels) == usual for labels in told) < 2 * len(groups):
        return rows
    found = []
    for (group, label), row in zip(places, rows, strict=True):
        kind = row.kind
        if group and row.numbers:
            is_sum = label == "合计"
            if is_sum and "合计" not in usual:  # 合计 of all below the last group
                found.append(row)
                continue
            if is_whole(group):
                kind = RowKind.TOTAL if is_sum else RowKind.LIKE
            elif is_sum:
                kind = RowKind.SUBTOTAL
        own = row.label if label == "合计" else label
        found.append(replace(row, kind=kind, group=group, label=own) if group else row)
    return found


def _places(
    rows: Sequence[NumberRow], grid: Sequence[Sequence[Cell | None]], head: TableHead, indices: set[int]
) -> list[tuple[str, str]]:
    """Return the group and the label within it of each row; both empty where the table tells none."""
    first = min(indices)
    columns = [c.index for c in head.columns if c.index < first and c.role not in _BESIDE]
    if len(columns) >= 2:
        found, group = [], ""
        for row in rows:
            left, right = grid[row.index][columns[0]], grid[row.index][columns[1]]
            if left is not None and left.text:
                group = close(left.text)
            label = close(right.text) if right is not None and right is not left else ""
            label = "合计" if SUM_WORD.fullmatch(label) else label
            again = (group, label) in found  # 合计 below the 小计 of the last group
            found.append((group, label) if label and not again else ("", ""))
        return found
    found, group = [], ""
    for row in rows:
        if row.kind is RowKind.GROUP:
            group = re.sub(rf"{_LEADING_UPPER.pattern}", "", row.label)
        label = "合计" if SUM_WORD.fullmatch(row.label) else row.label
        again = (group, label) in found
        found.append((group, label) if group and row.kind is not RowKind.GROUP and not again else ("", ""))
    return found


def _with_sections(rows: list[NumberRow]) -> list[NumberRow]:
    """Take several rows 合计 for those of their sections; the last one is that of all if it says or makes it."""
    totals = [n for n, row in enumerate(rows) if row.kind is RowKind.TOTAL]
    if len(totals) < 2:
        return rows
    last = totals[-1]
    items = [row for row in rows[:last] if row.kind is RowKind.ITEM]
    of_all = rows[last - 1].kind is not RowKind.ITEM or rows[last].label in ("总计", "总合计") or bool(rows[last].group)
    if not of_all:
        of_all = any(
            sum((r.numbers[c].value for r in items if c in r.numbers), Decimal(0)) == n.value
            for c, n in rows[last].numbers.items()
        )
    own = set(totals if not of_all else totals[:-1])
    return [replace(row, kind=RowKind.SUBTOTAL) if n in own else row for n, row in enumerate(rows)]


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


def _with_levels(rows: list[NumberRow], grid: Sequence[Sequence[Cell | None]], head: TableHead) -> list[NumberRow]:
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
        found.append(replace(row, kind=kind, above=above))
    return found


def _oriented(rows: list[NumberRow]) -> list[NumberRow]:
    """Turn the subtotals of a table the other way round if more of them then are the sum of their rows."""
    marked = [n for n, row in enumerate(rows) if row.kind is RowKind.SUBTOTAL and SUM_WORD.search(row.label)]
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
    if SERIAL_UPPER.fullmatch(serial) or _LEADING_UPPER.match(row.label):
        return 1
    return 2 if SERIAL_LOWER.fullmatch(serial) or _LEADING_LOWER.match(row.label) else 0
