"""Other readings of a sum in a table (合计的别种组成): rows that make it when those next to it do not.

Entry: :func:`other_reading`. Tables are laid out in more ways than labels tell: a subtotal may leave out the rows of
another kind, stand above its rows, or count parents beside their children. A sum that some plain choice of rows makes
in every column is taken for right.
Not here: the usual reading (:mod:`luoshi.review.arithmetic.table_sums`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from luoshi.review.numeric_tables import NumberRow, RowKind

_MOST_ROWS = 12


def other_reading(row: NumberRow, rows: Sequence[NumberRow], kinds: Sequence[RowKind]) -> bool:
    """Tell whether some choice of the other rows makes the sums of ``row`` in all its columns.

    Tried are: a run of rows one below the other; all rows, each counted twice (children beside their parents); the rows
    that are no children; and, where two columns or more bear witness and the rows are few, any choice.

    Args:
        row: the row that states the sums.
        rows: all rows of the table.
        kinds: of which kinds, each for itself, a run of rows may be.
    """
    columns = [c for c, number in row.numbers.items() if number.exact]
    pool = [r for r in rows if r is not row and r.numbers and r.kind is not RowKind.GROUP]
    plain = [r for r in pool if r.kind is not RowKind.TOTAL]
    if not columns:
        return False
    alike = ([r for r in plain if r.kind is kind] for kind in kinds)
    if any(_makes(row, run, columns) for some in alike for run in _runs(some, len(plain))):
        return True
    doubled = {c: 2 * row.numbers[c].value for c in columns}
    if len(plain) >= 3 and all(_total(plain, c) == doubled[c] for c in columns):
        return True
    grown = [r for n, r in enumerate(plain) if not _is_child(plain, n, columns)]
    if 2 <= len(grown) < len(plain) and _makes(row, grown, columns):
        return True
    if len(columns) < 2 or len(plain) > _MOST_ROWS:
        return False
    return any(_makes(row, some, columns) for size in range(2, len(plain)) for some in combinations(plain, size))


def _runs(rows: Sequence[NumberRow], less_than: int) -> Iterator[Sequence[NumberRow]]:
    for start in range(len(rows)):
        for end in range(start + 2, min(len(rows), start + 40) + 1):
            if end - start < less_than:
                yield rows[start:end]


def _makes(row: NumberRow, some: Sequence[NumberRow], columns: Sequence[int]) -> bool:
    return all(_total(some, c) == row.numbers[c].value for c in columns)


def _total(rows: Sequence[NumberRow], column: int) -> Decimal:
    return sum((r.numbers[column].value for r in rows if column in r.numbers), Decimal(0))


def _is_child(rows: Sequence[NumberRow], at: int, columns: Sequence[int]) -> bool:
    """Tell whether a row before ``at`` is the sum of those right behind it, this one among them."""
    for parent in range(max(0, at - 12), at):
        for end in range(max(at + 1, parent + 3), min(len(rows), parent + 13) + 1):
            children = rows[parent + 1 : end]
            own = [c for c in columns if c in rows[parent].numbers]
            if own and all(_total(children, c) == rows[parent].numbers[c].value for c in own):
                return True
    return False
