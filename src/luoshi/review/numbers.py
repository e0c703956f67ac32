"""Numbers as people write and round them (数字的写法与舍入).

Entry: :func:`step`, the size of a number's last place, :func:`plain`, how a number is written in a message, and
:class:`Bounds`, the range in which the exact value of a rounded number lies.
Not here: finding numbers in a text (:mod:`luoshi.base.quantities`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_ROUNDED_BELOW = Decimal(10) ** 20
"""Numbers beyond this are written in full: they hold more digits than are worked with."""
MONEY = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
"""Units of money, in 元."""
_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8)}


def plain(value: Decimal, places: int | None = None) -> str:
    """Return ``value`` as people write it: no exponent, no zeros behind the last digit that counts."""
    if places is not None and abs(value) < _ROUNDED_BELOW:
        value = round(value, places)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def step(text: str) -> Decimal:
    """Return the size of the last place of a number as written: 1 for ``9091``, 0.01 for ``3.73``, 100 for ``3.73万``.

    万 and 亿 count only where they are part of the numeral: give ``2.5`` for the money ``2.5亿元``.
    """
    bare = text.strip().replace(",", "")
    scale = Decimal(1)
    while bare and bare[-1] in _SCALES:
        scale *= _SCALES[bare[-1]]
        bare = bare[:-1].strip()
    decimals = len(bare.partition(".")[2])
    return scale * Decimal(1).scaleb(-decimals)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The range in which an exact value lies, ends included."""

    low: Decimal
    high: Decimal

    @staticmethod
    def of(value: Decimal, last_place: Decimal) -> Bounds:
        """Return the range of the values that are rounded to ``value`` with that last place."""
        return Bounds(value - last_place / 2, value + last_place / 2)

    def meets(self, other: Bounds) -> bool:
        """Tell whether both may be one value."""
        return self.low <= other.high and other.low <= self.high


def is_slip(one: Decimal, other: Decimal) -> bool:
    """Tell whether a slip of the hand turns one number into the other: two digits in the wrong order, or one wrong.

    >>> is_slip(Decimal("14.64"), Decimal("14.46")), is_slip(Decimal(6284), Decimal(6184))
    (True, True)
    """
    places = max(-int(v.as_tuple().exponent) for v in (one, other))
    first, second = (f"{round(v, max(0, places)):f}".replace(".", "") for v in (one, other))
    if len(first) != len(second) or len(first.strip("0")) < 3:  # a number of two digits is soon another
        return False
    apart = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    return len(apart) == 1 or (len(apart) == 2 and apart[0] == apart[1][::-1])


def is_one_digit(difference: Decimal) -> bool:
    """Tell whether one wrong digit in one number explains a difference: 30 does, 34 does not."""
    return len(f"{abs(difference):f}".replace(".", "").strip("0")) == 1


def summed(values: Iterable[Decimal]) -> str:
    """Return an addition with its result: ``23.82+25.58=49.4``; long ones are shortened in the middle."""
    parts = list(values)
    told = [plain(v) for v in parts]
    if len(told) > 12:
        told = [*told[:6], "…", *told[-4:]]
    return "+".join(told) + "=" + plain(sum(parts, Decimal(0)))
