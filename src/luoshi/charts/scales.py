"""Scales with round steps (刻度). Entry: :func:`scale_of`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

_TICKS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale from ``low`` to ``high`` in steps."""

    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        """The marks of the scale."""
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]

    def share(self, value: float | Decimal) -> float:
        """Return where a value lies between low and high, 0 to 1."""
        return (float(value) - self.low) / (self.high - self.low)


def scale_of(values: Iterable[Decimal], *, from_zero: bool) -> Scale:
    """Return a scale with round steps that holds all values; from 0 for bars, whose length is their value.

    Raises:
        ValueError: when there is no value.
    """
    known = [float(value) for value in values]
    low, high = min(known), max(known)
    if from_zero:
        low, high = min(0.0, low), max(0.0, high)
    if high == low:
        low, high = (low, low + 1) if from_zero else (low - abs(low) * 0.1 - 0.5, high + abs(high) * 0.1 + 0.5)
    rough = (high - low) / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first, last = floor(low / step), -floor(-high / step)
    return Scale(first * step, max(last, first + 1) * step, step)


def tick_text(tick: float) -> str:
    """Return what is written at a mark of a scale."""
    text = f"{tick:,.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
