"""Measures of how unequal schools or areas are (均衡程度): 差异系数, Gini, Theil, 极差率, McLoone, bootstrap intervals.

Entries: :func:`variation`, :func:`gini`, :func:`theil`, :func:`theil_split`, :func:`range_ratio`, :func:`mcloone`,
:func:`interval`. Every measure weighs a school by its pupils: a school of 2,000 counts for twenty of 100. 差异系数,
on which a county's verdict rests, is exact: fractions, then one square root.
Not here: where the figures come from (``luoshi.indicators.packs``), limits (:mod:`luoshi.rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cached_property
from math import fsum, log, sqrt
from random import Random

Number = Decimal | Fraction | int
_DIGITS = 40
"""Digits of the one square root: far more than anybody prints."""


@dataclass(frozen=True)
class Weighted:
    """A school's figure per pupil, and its pupils.

    Attributes:
        value: per pupil, per 100 pupils…; not below 0.
        weight: pupils (在校学生数); above 0.
    """

    value: Fraction
    weight: Fraction

    @cached_property
    def floats(self) -> tuple[float, float]:
        """Value and weight as floats, made once: intervals draw a school hundreds of times."""
        return float(self.value), float(self.weight)

    @classmethod
    def per_pupil(cls, amount: Number, pupils: Number) -> Weighted:
        """Return the figure of a school that has an amount for its pupils."""
        return cls(Fraction(amount) / Fraction(pupils), Fraction(pupils))


@dataclass(frozen=True, slots=True)
class Variation:
    """The weighted mean and variance of a figure over schools.

    Attributes:
        mean: ``sum x / sum P``.
        variance: ``sum (P_i / P_N) (X_i − mean)²``.
    """

    mean: Fraction
    variance: Fraction

    @property
    def coefficient(self) -> Decimal | None:
        """差异系数: ``S / mean``; None when the mean is 0."""
        if not self.mean:
            return None
        ratio = self.variance / (self.mean * self.mean)
        with localcontext() as context:
            context.prec = _DIGITS
            return (Decimal(ratio.numerator) / Decimal(ratio.denominator)).sqrt()

    def within(self, limit: Decimal) -> bool:
        """Tell exactly whether the coefficient is at most ``limit``: squares are compared, nothing is rounded."""
        return self.variance <= (Fraction(limit) * self.mean) ** 2 if self.mean else False


def variation(schools: Sequence[Weighted]) -> Variation:
    """Return mean and variance over schools, weighted by their pupils, as the sheet of the official 差异系数 has it.

    ``CV = S / mean``, ``mean = sum x / sum P``, ``S = sqrt(sum (P_i / P_N) (X_i − mean)²)``, ``X_i = x_i / P_i``, with
    P_i the pupils of school i (县域义务教育均衡发展差异系数的计算方法). Without weights the sheet's own example gives
    another figure: that one is wrong.

    Raises:
        ValueError: there are no schools, or one without pupils.
    """
    total = _total(schools)
    mean = sum((one.value * one.weight for one in schools), Fraction()) / total
    squares = sum((one.weight * one.value**2 for one in schools), Fraction())  # the same, and short fractions only
    return Variation(mean, squares / total - mean**2)


def rough_coefficient(schools: Sequence[Weighted]) -> float:
    """Return 差异系数 as a float, for intervals; 0 when the mean is 0."""
    floats = [one.floats for one in schools]
    total = sum(weight for _, weight in floats)
    amount = sum(value * weight for value, weight in floats)
    if not amount:
        return 0.0
    squares = sum(weight * value * value for value, weight in floats)
    return sqrt(max(0.0, squares * total / amount**2 - 1))


def gini(schools: Sequence[Weighted]) -> float:
    """Return the Gini coefficient: 0 when all are equal, towards 1 when one pupil has it all.

    ``sum_i sum_j w_i w_j |X_i − X_j| / (2 W² mean)``, here over the schools in order (Gini 1912, weighted as in
    Lerman & Yitzhaki 1989). 0 when the mean is 0.
    """
    total = float(_total(schools))
    below, twice = 0.0, []
    for one in sorted(schools, key=lambda school: school.value):
        weight = float(one.weight)
        twice.append(float(one.value) * weight * (2 * below + weight - total))
        below += weight
    amount = _amount(schools)
    return max(0.0, fsum(twice) / (total * amount)) if amount else 0.0


def theil(schools: Sequence[Weighted]) -> float:
    """Return Theil's T: ``sum (w_i / W) (X_i / mean) ln(X_i / mean)``, a figure of 0 adding 0 (Theil 1967)."""
    total, amount = float(_total(schools)), _amount(schools)
    if not amount:
        return 0.0
    mean = amount / total
    return max(0.0, fsum(float(one.weight) / total * _x_log_x(float(one.value) / mean) for one in schools))


@dataclass(frozen=True, slots=True)
class TheilSplit:
    """Theil's T taken apart: ``between`` the groups and ``within`` them; both together are the whole."""

    between: float
    within: float
    total: float


def theil_split(groups: Mapping[str, Sequence[Weighted]]) -> TheilSplit:
    """Return Theil's T between groups (counties, town and country…) and within them (Shorrocks 1980).

    Between: each group as if all its schools had its mean. Within: the groups' own T, each weighed by its share of the
    amount (not of the pupils).
    """
    every = [one for schools in groups.values() for one in schools]
    amount = _amount(every)
    total = float(_total(every))
    if not amount:
        return TheilSplit(0.0, 0.0, 0.0)
    between, within = [], []
    for schools in groups.values():
        share = _amount(schools) / amount
        if share:
            weight = float(_total(schools)) / total
            between.append(share * log(share / weight))
            within.append(share * theil(schools))
    return TheilSplit(fsum(between), fsum(within), theil(every))


def range_ratio(schools: Sequence[Weighted]) -> Fraction | None:
    """Return the largest figure over the smallest (极差率); None when the smallest is 0."""
    _total(schools)
    least = min(one.value for one in schools)
    return max(one.value for one in schools) / least if least else None


def mcloone(schools: Sequence[Weighted]) -> Fraction | None:
    """Return McLoone's index: what the pupils up to the median have, over what they had if all had the median.

    1 when nobody stands below the median (Harrison & McLoone 1965); None when the median is 0.
    """
    total = _total(schools)
    ordered = sorted(schools, key=lambda school: school.value)
    below = Fraction()
    for one in ordered:
        below += one.weight
        if 2 * below >= total:
            median = one.value
            break
    else:  # pragma: no cover - the weights always come to the total
        raise AssertionError("weights do not add up")
    if not median:
        return None
    half = [one for one in ordered if one.value <= median]
    return sum((one.value * one.weight for one in half), Fraction()) / (median * _total(half))


def interval(
    schools: Sequence[Weighted],
    measure: Callable[[Sequence[Weighted]], float],
    seed: int,
    *,
    times: int = 1000,
    level: float = 0.95,
) -> tuple[float, float]:
    """Return the bootstrap interval of a measure: schools drawn with replacement, percentiles (Efron 1979).

    Args:
        schools: at least one.
        measure: of a sample.
        seed: the same seed gives the same interval on every machine.
        times: how many samples are drawn.
        level: share of the samples that lie within.
    """
    _total(schools)
    draw = Random(seed)
    found = sorted(measure(draw.choices(schools, k=len(schools))) for _ in range(times))
    tail = (1 - level) / 2
    return _percentile(found, tail), _percentile(found, 1 - tail)


def _percentile(ordered: Sequence[float], share: float) -> float:
    at = share * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def _x_log_x(x: float) -> float:
    return x * log(x) if x > 0 else 0.0


def _amount(schools: Sequence[Weighted]) -> float:
    return fsum(float(one.value) * float(one.weight) for one in schools)


def _total(schools: Sequence[Weighted]) -> Fraction:
    if not schools or any(one.weight <= 0 or one.value < 0 for one in schools):
        raise ValueError("needs schools with pupils, and figures not below 0")
    return sum((one.weight for one in schools), Fraction())
