"""Damaged plans: whatever happens to a text, the compiler ends, and what it gives keeps its promises."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from luoshi.compiler import compile_document
from luoshi.readers import read_bytes

_GOLD = Path(__file__).parents[1] / "gold"
_PIECES = (
    "\n",
    "\n\n",
    "\t",
    "、",
    "。",
    "（",
    "）",
    "“",
    "《",
    "1.",
    "（一）",
    "第",
    "百分之",
    "2025年",
    "：",
    "%",
    "万",
    "<p>",
)
_SECONDS = 10


def mutate(text: str, rng: random.Random) -> str:
    """Return ``text`` with a few stretches cut, doubled, moved or replaced."""
    for _ in range(rng.randint(1, 8)):
        a = rng.randrange(len(text))
        b = min(len(text), a + rng.randint(1, 400))
        piece = text[a:b]
        text = rng.choice(
            (
                text[:a] + text[b:],
                text[:b] + piece * rng.randint(1, 3) + text[b:],
                text[:a] + rng.choice(_PIECES) * rng.randint(1, 30) + text[b:],
                text[:a] + piece[::-1] + text[b:],
            )
        )
    return text


@pytest.mark.fuzz
@pytest.mark.parametrize("name", ["lj_plan", "lj_points", "lj_scheme"])
def test_mutated_plans_compile(name: str) -> None:
    original = (_GOLD / f"{name}.txt").read_text(encoding="utf-8-sig")
    rng = random.Random(20260101)
    for _ in range(40):
        text = mutate(original, rng)
        start = time.monotonic()
        doc = read_bytes("损坏.txt", text.encode())
        plan = compile_document(doc)
        assert time.monotonic() - start < _SECONDS
        items = (*plan.figures, *plan.projects, *plan.tasks, *plan.problems)
        assert len({item.id for item in items}) == len(items)
        assert all(0 <= item.span.start <= item.span.end <= len(doc.text) for item in items)
        assert all(doc.text[item.span.start :].startswith(item.quote) for item in items)


@pytest.mark.parametrize(
    "text",
    [
        "新增学位" + "1个、" * 5000,
        "新建" * 20000,
        "（" * 3000 + "5所" + "）" * 3000,
        "一" * 30000,
        "9" * 30000,
        "“" * 5000 + "10所",
        "市教育局、" * 5000 + "要落实责任。",
        "2025年" * 5000,
        "达到50%、" * 4000,
    ],
    ids=["列举", "动词", "括号", "一", "数字", "引号", "单位", "年份", "比例"],
)
def test_monotonous_text_takes_no_longer_than_it_should(text: str) -> None:
    start = time.monotonic()
    compile_document(read_bytes("单调.txt", ("一、重点任务\n1." + text).encode()))
    assert time.monotonic() - start < _SECONDS
