"""Between values in a target's unit and the whole units that are divided (折算): 52.9 % of 14,018 children is 7,416.

Entries: :class:`Measure`, :func:`step_of`, :func:`whole_of`. All is exact; only what is shown is
rounded, towards what is asked.
Not here: the division (:mod:`luoshi.progress.division.shares`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

_LEAST_SHOWN = 2
_MOST_DECIMALS = 6
_MOST_WRITTEN = 4
"""Decimals that people write; a value with more was computed."""
_WHOLE = {"%": Decimal(100), "％": Decimal(100), "‰": Decimal(1000)}


def whole_of(unit: str) -> Decimal | None:
    """Return what a whole is in the unit of a ratio: 100 in %; None in a unit that has none."""
    return _WHOLE.get(unit)


def decimals_of(value: Decimal) -> int:
    """Return how many decimals a value has, closing zeros left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def step_of(amounts: Iterable[Decimal | None], goal: Decimal | None = None) -> Fraction:
    """Return the unit in which amounts are whole numbers: 1, or the last decimal that any of them has."""
    known = [one for one in (*amounts, goal) if one is not None]
    most = max((decimals_of(one) for one in known), default=0)
    return Fraction(1, 10 ** min(most, _MOST_DECIMALS))


@dataclass(frozen=True, slots=True)
class Measure:
    """How units and values go into each other.

    Attributes:
        factor: value = amount × factor, over the weight in a ratio.
        step: how much one unit is.
        sense: 1 where more is asked, -1 where less.
        goal: the target's value: as many decimals are shown as it has, of ratios two at least.
    """

    factor: Fraction
    step: Fraction
    is_ratio: bool
    sense: int
    unit: str
    goal: Decimal

    @property
    def natural_ceiling(self) -> Decimal | None:
        """The value that nobody can pass: 100 % where more is asked, 0 where less; None where there is none."""
        if self.sense < 0:
            return Decimal(0)
        return whole_of(self.unit) if self.is_ratio else None

    @property
    def decimals(self) -> int:
        """How many decimals of a value are shown."""
        if self.is_ratio:
            return max(_LEAST_SHOWN, decimals_of(self.goal))
        return decimals_of(self.plain(self.step * self.factor))

    def exact_units(self, value: Decimal, weight: Fraction) -> Fraction:
        """Return the units that a value is, not yet whole."""
        return Fraction(value) * (weight if self.is_ratio else 1) / (self.factor * self.step)

    def enough(self, value: Decimal, weight: Fraction) -> int:
        """Return the fewest whole units that come to a value; where less is asked the most that do."""
        exact = self.exact_units(value, weight)
        return ceil(exact) if self.sense > 0 else floor(exact)

    def within(self, value: Decimal, weight: Fraction) -> int:
        """Return the most whole units that do not pass a ceiling; where less is asked the fewest above a floor."""
        exact = self.exact_units(value, weight)
        return floor(exact) if self.sense > 0 else ceil(exact)

    def nearest(self, value: Decimal, weight: Fraction) -> int:
        """Return the whole units nearest to a value that was rounded when it was written."""
        return floor(self.exact_units(value, weight) + Fraction(1, 2))

    def value(self, units: Fraction | int, weight: Fraction) -> Fraction:
        """Return the exact value of so many units."""
        amount = Fraction(units) * self.step * self.factor
        return amount / weight if self.is_ratio and weight else amount

    def base_value(self, units: int, weight: Fraction, written: Decimal | None = None) -> Decimal:
        """Return the value of units as it is published: as a person wrote it, else rounded half up."""
        if written is not None and decimals_of(written) <= _MOST_WRITTEN:
            return written
        scale = 10**self.decimals
        return self._shown(floor(self.value(units, weight) * scale + Fraction(1, 2)))

    def issued_value(self, units: Fraction | int, weight: Fraction) -> Decimal:
        """Return the value that is asked: rounded such that who comes to it has at least (at most) these units."""
        scaled = self.value(units, weight) * 10**self.decimals
        return self._shown(ceil(scaled) if self.sense > 0 else floor(scaled))

    def amount(self, units: int) -> Decimal:
        """Return how much so many units are."""
        return self.plain(units * self.step)

    def plain(self, number: Fraction) -> Decimal:
        """Return a fraction as a decimal; with six decimals where it has no end."""
        scaled = number * 10**_MOST_DECIMALS
        exact = Decimal(floor(scaled + Fraction(1, 2))).scaleb(-_MOST_DECIMALS)
        return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()

    def _shown(self, scaled: int) -> Decimal:
        shown = Decimal(scaled).scaleb(-self.decimals)
        return shown.quantize(Decimal(1)) if shown == shown.to_integral_value() else shown.normalize()
