"""No rule fails on texts that nobody would write: mutated plans, values of zero, long runs of one thing."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from luoshi.compiler import compile_document
from luoshi.readers import read_bytes
from luoshi.review import review_document
from tests.review.test_cases import review_text

pytestmark = pytest.mark.fuzz

_PLANS = [(Path(__file__).parent / "third" / name).read_text(encoding="utf-8") for name in ("county.md", "points.txt")]
_BITS = "0123456789.%％（）()“”《》，。；：、\n|一二十百万亿年人所个比率-—~ "


def _review(text: str, suffix: str = "txt") -> None:
    document = read_bytes(f"规划.{suffix}", text.encode())
    review_document(document, compile_document(document), strict=True)


def _mutated(text: str, chance: random.Random) -> str:
    """Return the text with pieces taken out, moved, doubled and characters changed."""
    for _ in range(chance.randint(3, 40)):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.choice([1, 2, 5, 30, 200]))
        piece = text[start:end]
        other = chance.randrange(len(text))
        text = chance.choice(
            [
                text[:start] + text[end:],
                text[:start] + chance.choice(_BITS) + text[start + 1 :],
                text[:other] + piece + text[other:],
                text[:end] + piece + text[end:],
            ]
        )
    return text


@pytest.mark.parametrize("seed", range(12))
def test_mutated_plans(seed: int) -> None:
    _review(_mutated(_PLANS[seed % 2], random.Random(seed)), "md" if seed % 2 == 0 else "txt")


@pytest.mark.parametrize("number", ["0", "0.0", "00", "999999999999999999999999", "0.00000001", "1.2.3", "〇", ""])
@pytest.mark.parametrize("plan", range(2))
def test_plans_with_one_number_in_place_of_all(number: str, plan: int) -> None:
    _review(re.sub(r"\d+(?:\.\d+)?", number, _PLANS[plan]), "txt" if plan else "md")
    # Years stay, so that the plan still has figures of a year.
    _review(re.sub(r"(?<!\d)(?!(?:19|20)\d\d年)\d+(?:\.\d+)?", number, _PLANS[plan]), "txt" if plan else "md")


@pytest.mark.slow
@pytest.mark.timeout(10)
@pytest.mark.parametrize("code", ["V502", "V509"])
@pytest.mark.parametrize(
    "unit", ["1", "1.", "1,", "建设", "公办民办", "的", "行行", "教育教育发展", "（", "“", "，", "不超过1", "百分之1"]
)
def test_long_runs_are_read_in_time(unit: str, code: str) -> None:
    review_text(unit * (20_000 // len(unit)), code)
