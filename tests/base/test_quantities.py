"""Quantities in plan Chinese: cases by experts, and laws over arbitrary text."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.numerals import HALF_WIDTH
from luoshi.base.quantities import find_quantities

_CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "quantities" / "numbers.yaml").read_text(encoding="utf-8")
)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["text"])
def test_find_quantities_by_case(case: dict[str, Any]) -> None:
    found = [[_number(q.value), _number(q.value2), q.unit, q.op] for q in find_quantities(case["text"])]
    assert found == [[float(v), None if w is None else float(w), unit, op] for v, w, unit, op in case["quantities"]]


_PLAN_TEXT = st.text(
    alphabet="0123456789.,%至到—-:万亿个所名元年月第（）“”《》，。不低于超过以上以内约一二三两十百分之成每新建学校",
    max_size=60,
)


@given(_PLAN_TEXT)
def test_quantities_lie_in_order_within_the_text(text: str) -> None:
    end = 0
    for q in find_quantities(text):
        assert 0 <= q.head <= q.start < q.end <= q.tail <= len(text)
        assert q.start >= end
        end = q.end
        assert q.value2 is None or q.value2 >= q.value
        assert (q.op == "between") == (q.value2 is not None)


@given(st.text(max_size=80))
def test_find_quantities_reads_full_width_alike(text: str) -> None:
    wide = text.translate({ord(str(d)): ord("０") + d for d in range(10)})
    assert find_quantities(wide) == find_quantities(wide.translate(HALF_WIDTH))


@given(st.integers(min_value=1, max_value=99999), st.sampled_from(["所", "名", "个", "人", "平方米"]))
def test_a_scaled_count_is_multiplied_out(count: int, unit: str) -> None:
    (quantity,) = find_quantities(f"新增{count}万{unit}")
    assert (quantity.value, quantity.unit) == (count * 10000, unit)
