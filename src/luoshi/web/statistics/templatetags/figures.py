"""How figures are written on pages: ``figure``, ``signed``, ``exact``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template

register = template.Library()
_BLANK = "—"


@register.filter
def figure(value: Any) -> str:
    """Return a number with thousands marked: 12,345.6; a dash for none."""
    if value is None or value == "":
        return _BLANK
    if isinstance(value, Fraction):
        value = Decimal(value.numerator) / Decimal(value.denominator)
        return _plain(f"{value:,.4f}")
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


@register.filter
def short(value: Any) -> str:
    """Return a number with at most three decimals, without noughts at the end."""
    if value is None:
        return _BLANK
    if isinstance(value, Fraction):
        value = float(value)
    return _plain(f"{value:,.3f}")


@register.filter
def signed(value: Any) -> str:
    """Return a change with its sign; a dash for none."""
    if value is None:
        return _BLANK
    return f"{value:+,f}" if value else "0"


def _plain(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
