"""Where a target's values would lead if they went on as so far (趋势推算): a line through them, with a range.

Entry: :func:`trend_of`. It is least squares on years; the range is the usual prediction interval of that line, in which
a further value lies in eight of ten cases if the years scatter around the line alike. It is an estimate by arithmetic,
no forecast: what policy changes it does not know. Not here: the planned path (:mod:`luoshi.progress.targets.paths`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FEWEST = 4
"""With fewer years a range says nothing."""
_T80 = ("1.886", "1.638", "1.533", "1.476", "1.440", "1.415", "1.397", "1.383", "1.372", "1.363", "1.356", "1.350")
"""Quantiles 0.90 of Student's t for 2, 3, … degrees of freedom."""
_T80_MANY = "1.282"


@dataclass(frozen=True, slots=True)
class Trend:
    """Where values lead, in their unit.

    Attributes:
        year: for which calendar year.
        first, last: the years that it rests on.
        value: on the line; ``low`` and ``high`` are the ends of the range of eight in ten.
    """

    year: int
    first: int
    last: int
    value: Decimal
    low: Decimal
    high: Decimal


def trend_of(
    values: Mapping[int, Decimal], year: int, decimals: int, bounds: tuple[Decimal | None, Decimal | None]
) -> Trend | None:
    """Return where yearly values lead by a later year; None when there are fewer than :data:`FEWEST` or it is past.

    Args:
        values: calendar year -> value.
        year: the calendar year asked for.
        decimals: how many are kept.
        bounds: beyond which no value can lie; None for no bound.
    """
    if len(values) < FEWEST or year <= max(values):
        return None
    count = Decimal(len(values))
    mean_x, mean_y = sum(map(Decimal, values)) / count, sum(values.values()) / count
    from_middle = {Decimal(x) - mean_x: y - mean_y for x, y in values.items()}
    spread = sum((x * x for x in from_middle), Decimal(0))
    slope = sum((x * y for x, y in from_middle.items()), Decimal(0)) / spread
    rest = sum(((y - slope * x) * (y - slope * x) for x, y in from_middle.items()), Decimal(0)) / (count - 2)
    beyond = Decimal(year) - mean_x
    far = (1 + 1 / count + beyond * beyond / spread) * rest
    at = len(values) - 4
    half = Decimal(_T80[at] if at < len(_T80) else _T80_MANY) * far.sqrt()
    middle = mean_y + slope * (Decimal(year) - mean_x)
    value, low, high = (_within(one, bounds, decimals) for one in (middle, middle - half, middle + half))
    return Trend(year, min(values), max(values), value, low, high)


def _within(value: Decimal, bounds: tuple[Decimal | None, Decimal | None], decimals: int) -> Decimal:
    low, high = bounds
    value = max(value, low) if low is not None else value
    value = min(value, high) if high is not None else value
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
