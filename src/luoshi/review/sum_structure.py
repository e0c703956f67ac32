"""Other readings of a sum in a table (合计的别种组成): rows that make it when those next to it do not.

Entry: :func:`other_reading`, and :func:`left_out` for rows that a sum has simply forgotten: the row added last, or one
of rows numbered in one series. Tables are laid out in more ways than labels tell: a subtotal may leave out the rows of
another kind, stand above its rows, or count parents beside their children. A sum that some plain choice of rows makes
in every column is taken for right.
Not here: the usual reading (:mod:`luoshi.review.arithmetic.table_sums`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from luoshi.review.row_structure import NumberRow, RowKind

_MOST_ROWS, _FEWEST = 12, 3
_OWN_NAME = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:中学|小学|学校|幼儿园|高中|初中|学院|[县区市乡镇]|街道|项目|工程)$")
"""The end of a name of something of its own: no kind of those above it (寄宿制学校) stands among such names."""
_NOT_COUNTED = re.compile(
    r"另|不计|不含|不列入|备[注选用]|储备|除外|上年|去年|同期|上期|其中|比[上去]|增[减长幅]|占比|均$"
)


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
    pool = [r for r in rows if r is not row and r.numbers and r.kind not in (RowKind.GROUP, RowKind.LIKE)]
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


def are_peers(members: Sequence[NumberRow]) -> bool:
    """Tell whether rows are numbered in one series, each of them something of its own."""
    numbers = [member.serial for member in members]
    return len(numbers) > 1 and numbers[0] > 0 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def left_out(row: NumberRow, members: Sequence[NumberRow]) -> tuple[NumberRow, ...]:
    """Return the rows without which a sum holds in all columns, if they surely belong to it; else none.

    The last row, or the last two, are what is forgotten when rows are added; of rows numbered in one series it may be
    any. A row that may be a part of the one above it, or says that it is not counted, is left alone.
    """
    columns = [c for c, number in row.numbers.items() if number.exact and any(c in m.numbers for m in members)]
    if not columns or len(members) < _FEWEST or _NOT_COUNTED.search(row.label):
        return ()
    peers = are_peers(members)
    tries: list[tuple[NumberRow, ...]] = [(members[-1],)]
    if peers:
        tries += [tuple(members[-2:]), *((member,) for member in members[:-1])]
    elif not _is_alike(members):
        return ()
    for some in tries:
        rest = [member for member in members if member not in some]
        counts = all(any(m.numbers[c].value for c in columns if c in m.numbers) for m in some)
        told = any(_NOT_COUNTED.search(m.label) for m in some)
        if len(rest) > 1 and counts and not told and _makes(row, rest, columns):
            return some
    return ()


def is_of_nearest(row: NumberRow, members: Sequence[NumberRow]) -> bool:
    """Tell whether the rows nearest to a subtotal, not all of them, make it."""
    columns = [c for c, number in row.numbers.items() if number.exact]
    runs = (members[:n] if row.above else members[-n:] for n in range(1, len(members)))
    return bool(columns) and any(_makes(row, run, columns) for run in runs)


def _is_alike(members: Sequence[NumberRow]) -> bool:
    """Tell whether the last row is one of the kind of those above it: named alike and no part of the one above."""
    last, above = members[-1], members[-2]
    larger = any(last.numbers[c].value > above.numbers[c].value for c in last.numbers if c in above.numbers)
    ends = [member.label[-1:] for member in members]
    if not ends[-1] or 2 * ends.count(ends[-1]) <= len(ends):
        return False
    own = _OWN_NAME.search(last.label) is not None and all(_OWN_NAME.search(m.label) for m in members)
    stem = _OWN_NAME.sub("", last.label)
    return larger or (own and not any(stem in m.label or _OWN_NAME.sub("", m.label) in stem for m in members[:-1]))


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
