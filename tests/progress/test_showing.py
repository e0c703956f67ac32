"""Points of a path as people read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from luoshi.progress.targets.showing import shown_point
from tests.evaluation.small_city import small_frozen


@pytest.mark.parametrize(
    ("unit", "value", "point", "shown"),
    [
        ("人", "22000", "16114.4", "16114"),
        ("所", "16", "17.5", "18"),
        ("%", "95", "93.66667", "93.67"),
        ("%", "95", "93.6", "93.6"),
        ("平方米", "9", "8.7123", "8.7123"),
        ("万人", "7.8", "7.3333", "7.3333"),
    ],
)
def test_counted_things_are_whole_and_shares_have_two_decimals(unit: str, value: str, point: str, shown: str) -> None:
    one = small_frozen().monitoring.targets[0]
    target = one.model_copy(update={"unit": unit, "value": Decimal(value), "baseline": None})
    assert shown_point(Decimal(point), target) == Decimal(shown)
