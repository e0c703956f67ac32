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
    exact = Fraction(numerator) / Fraction(denominator)
    scaled = abs(exact) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-decimals)
