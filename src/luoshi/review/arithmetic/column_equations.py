"""Columns that are made of two others (栏间关系): 学位缺口 = 需求 - 现有, 占比 = 甲 ÷ 乙, 学位 = 班数 x 班额.

Entry: :func:`broken_rows`. That a column is the sum, the share, the quotient or the product of two others is known from
the rows in which it is; told of is the row in which it is not.
Not here: columns headed 合计 (:mod:`luoshi.review.arithmetic.table_sums`), growth
(:mod:`luoshi.review.arithmetic.growth_columns`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

from luoshi.compiler.table_heads import Column, Role, close
from luoshi.review.numbers import step
from luoshi.review.numeric_tables import NumericTable, read_number
from luoshi.review.row_structure import Number, RowKind

_SHARE = re.compile(r"[率%％]|占比|比例|比重")
_EACH = re.compile(r"[生校班人师园户]均|平均|每[生校班人]|师比")
_NO_PART = re.compile(r"增减|增长|增幅|变化|升降|提高|序号|年度|名次|排名")
_NO_ROLES = {Role.SERIAL, Role.START, Role.END, Role.PERIOD, Role.DEADLINE}
_FEWEST, _MOST_COLUMNS, _LARGE = 3, 14, 10
_Row = dict[int, Number]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row in which a column is not made of two others: its label, what should be, the three numbers."""

    label: str
    relation: str
    right: Decimal
    numbers: tuple[Number, Number, Number]


def broken_rows(table: NumericTable) -> Iterator[BrokenRow]:
    """Yield the rows of a table that break a relation of three columns in which the others agree."""
    assert table.block.table is not None
    grid = table.block.table.grid()
    columns = [c for c in table.head.columns if c.role not in _NO_ROLES and not _NO_PART.search(c.text)]
    indices = [c.index for c in columns]
    rows: list[tuple[str, _Row]] = []
    sums = {row.index for row in table.rows if row.kind is not RowKind.ITEM}
    for r in table.head.body_rows(table.block.table):
        numbers = {i: n for i in indices if (n := read_number(grid[r][i])) is not None and n.exact}
        label = next((close(c.text) for c in grid[r] if c is not None and re.search(r"[\u4e00-\u9fff]", c.text)), "")
        if r in sums and any(i not in have for i in numbers for _, have in rows):
            continue  # 待定: a row without its number makes the sums of two columns apart
        rows.append((label, numbers))
    counted = [c for c in columns if sum(c.index in numbers for _, numbers in rows) > _FEWEST]
    if not _FEWEST <= len(counted) <= _MOST_COLUMNS:
        return
    told: set[int] = set()
    for one, other in permutations(counted, 2):
        for made in counted:
            if made in (one, other):
                continue
            for relation, of in _relations(made, one, other):
                for broken in _broken(rows, (made.index, one.index, other.index), relation, of):
                    if not told & {n.span.start for n in broken.numbers}:
                        told |= {n.span.start for n in broken.numbers}
                        yield broken


def _relations(
    made: Column, one: Column, other: Column
) -> Iterator[tuple[str, Callable[[Decimal, Decimal], Decimal | None]]]:
    """Yield what a column may be of two others by the words of its head."""
    whole = not any(_SHARE.search(c.text) or _EACH.search(c.text) for c in (made, one, other))
    if _SHARE.search(made.text) and not any(_SHARE.search(c.text) for c in (one, other)):
        yield f"{_name(one)}÷{_name(other)}", lambda a, b: a / b * 100 if b else None
    elif _EACH.search(made.text) and not any(_EACH.search(c.text) for c in (one, other)):
        yield f"{_name(one)}÷{_name(other)}", lambda a, b: a / b if b else None
    elif whole and one.index < other.index:
        yield f"{_name(one)}+{_name(other)}", lambda a, b: a + b
        yield f"{_name(one)}×{_name(other)}", lambda a, b: a * b if min(a, b) > 1 else None


def _name(column: Column) -> str:
    return re.sub(r"[（(].*?[)）]", "", column.text)[:12]


def _broken(
    rows: Sequence[tuple[str, _Row]],
    triple: tuple[int, int, int],
    relation: str,
    of: Callable[[Decimal, Decimal], Decimal | None],
) -> Iterator[BrokenRow]:
    made, one, other = triple
    fits: set[tuple[Decimal, Decimal]] = set()
    wrong: list[tuple[str, _Row, Decimal]] = []
    total = 0
    for label, numbers in rows:
        if any(i not in numbers or not numbers[i].value for i in triple):
            continue
        right = of(numbers[one].value, numbers[other].value)
        if right is None:
            continue
        total += 1
        if abs(right - numbers[made].value) <= _slack(numbers, triple, of):
            if abs(numbers[made].value) >= _LARGE or step(numbers[made].text) < 1:
                fits.add((numbers[one].value, numbers[other].value))
        else:
            wrong.append((label, numbers, right))
    if len(fits) < _FEWEST or 3 * len(fits) < 2 * total or not 0 < len(wrong) <= max(1, total // 5):
        return
    for label, numbers, right in wrong:
        rest = {n.value for i, n in numbers.items() if i not in triple}
        gap = abs(right - numbers[made].value)
        if gap in rest or gap in {a + b for a, b in combinations(sorted(rest)[:_MOST_COLUMNS], 2)}:
            continue  # something else counts in this row
        yield BrokenRow(label, relation, right, (numbers[made], numbers[one], numbers[other]))


def _slack(numbers: _Row, triple: tuple[int, int, int], of: Callable[[Decimal, Decimal], Decimal | None]) -> Decimal:
    """Return by how much rounding may set the three apart."""
    made, one, other = (numbers[i] for i in triple)
    slack = step(made.text)  # cut off as often as rounded
    if step(one.text) == step(other.text) == 1:
        return slack if slack < 1 else Decimal(0)
    exact = of(one.value, other.value)
    wide = of(one.value + step(one.text) / 2, other.value + step(other.text) / 2)
    near = of(one.value + step(one.text) / 2, max(Decimal(0), other.value - step(other.text) / 2))
    apart = [abs(v - exact) for v in (wide, near) if v is not None and exact is not None]
    decimals = step(made.text) < 1 or min(step(one.text), step(other.text)) < 1
    return slack + max(apart, default=Decimal(0)) if decimals else Decimal(0)
