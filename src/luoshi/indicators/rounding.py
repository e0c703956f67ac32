"""The one division and the one rounding (除法和修约): exact fractions, half up (四舍五入).

Entry: :func:`quotient`.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def quotient(numerator: Decimal | Fraction, denominator: Decimal | Fraction, decimals: int) -> Decimal:
    """Return ``numerator / denominator`` rounded half away from zero (四舍五入) to ``decimals`` places, exactly.

    Raises:
        ZeroDivisionError: the denominator is 0.
    """
    (above, by), (below, of) = numerator.as_integer_ratio(), denominator.as_integer_ratio()
    top, bottom = above * of, by * below
    if bottom < 0:
        top, bottom = -top, -bottom
    whole = (2 * abs(top) * 10**decimals + bottom) // (2 * bottom)
    return Decimal(whole if top >= 0 else -whole).scaleb(-decimals)
