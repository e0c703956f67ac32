"""Sums put together (合计): what is not known is no zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.model.indicators import Quantity

_ZERO, _BLANK, _FIVE = Quantity(Decimal(0)), Quantity(None, 2, 2), Quantity(Decimal(5), 3, 1)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (_FIVE, _FIVE, Quantity(Decimal(10), 6, 2)),
        (_FIVE, _BLANK, Quantity(Decimal(5), 5, 3)),
        (_ZERO, _ZERO, _ZERO),
        (_BLANK, _BLANK, Quantity(None, 4, 4)),
        # an area that has no such pupils beside one that left the figure blank: the sum is not 0, but unknown
        (_ZERO, _BLANK, _BLANK),
    ],
)
def test_two_together(one: Quantity, other: Quantity, both: Quantity) -> None:
    assert one.plus(other) == both
    assert other.plus(one) == both
