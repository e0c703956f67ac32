"""The years from the baseline to the target year (年度路径): in each of them the parts make the whole.

Entries: :func:`releases`, how much of the way is gone by each year; :func:`spread`, which gives each part its years.
No path turns back, and every one ends at what the part has to come to.
Not here: the division of the target itself (:mod:`luoshi.progress.division.shares`), words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from math import floor

from luoshi.model.dividing import Manner

_HALF = Fraction(1, 2)


def releases(way: int, years: int, manner: Manner, works: Sequence[int] = ()) -> tuple[int, ...]:
    """Return how many units of the way are gone at the end of each year, the last being the whole way.

    Args:
        way: units from the baseline to the target, not negative.
        years: how many years there are after the baseline year, at least one.
        manner: 均匀 the same each year; 前快后慢 in the proportion of the years that are left (5:4:3:2:1); 按项目完工
            in that of ``works``.
        works: by year, how many places are finished in it; used by 按项目完工 only, then more than 0 together.
    """
    if manner is Manner.PROJECTS:
        weights = list(works)
    elif manner is Manner.FRONT:
        weights = list(range(years, 0, -1))
    else:
        weights = [1] * years
    whole = sum(weights)
    return tuple(floor(Fraction(way * gone, whole) + _HALF) for gone in accumulate(weights))


def spread(ways: Mapping[str, int], gone: Sequence[int]) -> tuple[Mapping[str, int], ...]:
    """Return for each year how far each part is: together ``gone`` of that year, never less than the year before.

    Each is as near to the share of the whole way as whole units allow; ties go by name.

    Args:
        ways: name -> units from its baseline to its target, not negative.
        gone: units of the whole way that are gone at the end of each year, rising, the last being the sum of ``ways``.
    """
    whole = sum(ways.values())
    before = dict.fromkeys(ways, 0)
    years = []
    for released in gone:
        due = {name: Fraction(way * released, whole) if whole else Fraction(0) for name, way in ways.items()}
        before = _nearest(before, due, released, ways)
        years.append(before)
    return tuple(years)


def _nearest(
    before: Mapping[str, int], due: Mapping[str, Fraction], released: int, ways: Mapping[str, int]
) -> dict[str, int]:
    """Return whole units near ``due`` that make ``released``, none below ``before``, none beyond the way."""
    now = {name: max(before[name], floor(amount)) for name, amount in due.items()}
    while (left := released - sum(now.values())) != 0:
        if left > 0:
            behind = sorted((one for one in now if now[one] < ways[one]), key=lambda one: (now[one] - due[one], one))
            step = 1
        else:  # what was rounded up the year before may leave too little for others: they wait a year
            behind = sorted((one for one in now if now[one] > before[one]), key=lambda one: (due[one] - now[one], one))
            step = -1
        for name in behind[: abs(left)]:
            now[name] += step
    return now
