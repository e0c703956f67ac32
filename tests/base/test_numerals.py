"""Chinese numerals: reading, writing, and the way there and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.numerals import parse_mixed, parse_numeral, to_chinese


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零三", 103),
        ("三百二十", 320),
        ("两千", 2000),
        ("一万两千", 12000),
        ("一亿零三万", 100030000),
        ("二〇三五", 2035),
        ("零", 0),
    ],
)
def test_parse_numeral_reads(text: str, value: int) -> None:
    assert parse_numeral(text) == value


@pytest.mark.parametrize("text", ["", "百分", "一二十", "三五百", "第一", "万", "十百"])
def test_parse_numeral_refuses(text: str) -> None:
    assert parse_numeral(text) is None


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_numerals_there_and_back(value: int) -> None:
    assert parse_numeral(to_chinese(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2.5万", "25000"),
        ("1,607", "1607"),
        ("１２.８万", "128000"),
        ("1.2亿", "120000000"),
        ("三", "3"),
        ("十点五", "10.5"),
        ("0.69", "0.69"),
    ],
)
def test_parse_mixed_reads(text: str, value: str) -> None:
    assert parse_mixed(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "²", "1.", "三点"])
def test_parse_mixed_refuses(text: str) -> None:
    assert parse_mixed(text) is None


@given(st.text(max_size=12))
def test_parse_mixed_never_fails(text: str) -> None:
    value = parse_mixed(text)
    assert value is None or value >= 0
