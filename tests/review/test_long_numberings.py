"""Numberings that run past 99: what lacks or stands twice is named as it would be written there."""

from __future__ import annotations

import pytest

from luoshi.base.numerals import to_chinese
from luoshi.readers.labels import parse_label
from luoshi.review.structure.block_numbers import like
from tests.review.test_cases import review_text


@pytest.mark.parametrize(
    ("label", "value", "written"),
    [
        ("9.", 100, "“100.”"),
        ("（99）", 101, "“（101）”"),
        ("第99条", 100, "“第100条”"),
        ("九十九、", 100, "“一百、”"),
        ("（一百）", 101, "“（一百零一）”"),
        ("第十条", 110, "“第一百一十条”"),
        ("①", 20, "⑳"),
    ],
)
def test_number_in_the_way_of_a_label(label: str, value: int, written: str) -> None:
    parsed = parse_label(f"{label} 办好学校")
    assert parsed is not None
    assert like(parsed, value).strip("“”") == written.strip("“”")


@pytest.mark.parametrize("form", ["{}、", "（{}）", "第{}条 "])
@pytest.mark.parametrize("is_chinese", [False, True])
def test_long_lists_with_one_number_left_out(form: str, is_chinese: bool) -> None:
    numbers = [n for n in range(1, 112) if n != 100]
    lines = [form.format(to_chinese(n) if is_chinese else n) + "办好学校，落实责任。" for n in numbers]
    told = [one.finding.message for one in review_text("\n".join(["一、任务", *lines]), "V402").findings]
    assert len(told) == 1, told
    assert f"缺“{form.format(to_chinese(100) if is_chinese else 100).strip()}" in told[0].replace("100.", "100、")
