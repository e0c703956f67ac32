"""Speed of the review at growing sizes: a document and its plan to findings, after start-up.

Run with ``python benchmarks/bench_review.py [FILE]``; without a file the sample plan of the tests is used. Prints the
best of three runs at each size, and the rules that take longest at the largest; asserts nothing. The text is repeated
to reach a size: with its numbers changed, and as it is, which is the worst case for the rules that look for repeats.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench_compile import varied

from luoshi.compiler import compile_document
from luoshi.model.document import Document
from luoshi.model.plan import Plan
from luoshi.readers import read_bytes
from luoshi.review import RULES, review_document
from luoshi.review.material import Material

_SAMPLE = Path(__file__).parents[1] / "tests" / "gold" / "lj_plan.txt"
_SIZES = (1, 2, 4, 8)
_RUNS = 3


def main() -> None:
    """Print the tables."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else _SAMPLE
    text = path.read_text(encoding="utf-8-sig")
    _read("热身\n" + text[:2000])
    for title, copies in (("数字改过的重复", varied), ("原样重复", lambda t, n: "\n".join([t] * n))):
        print(title)
        print(f"{'字符':>10} {'读入编译 秒':>11} {'审校 秒':>9} {'字符/秒':>10} {'意见':>6}")
        for times in _SIZES:
            start = time.perf_counter()
            document, plan = _read(copies(text, times))
            read = time.perf_counter() - start
            seconds, findings = min(_timed(document, plan) for _ in range(_RUNS))
            size = len(document.text)
            print(f"{size:>10} {read:>11.3f} {seconds:>9.3f} {size / seconds:>10.0f} {findings:>6}")
        print("最慢的规则（毫秒）：" + "，".join(f"{code} {ms:.0f}" for ms, code in _slowest(document, plan)))


def _read(text: str) -> tuple[Document, Plan]:
    document = read_bytes("bench.txt", text.encode())
    return document, compile_document(document)


def _timed(document: Document, plan: Plan) -> tuple[float, int]:
    """Return seconds and number of findings of one run."""
    start = time.perf_counter()
    review = review_document(document, plan)
    return time.perf_counter() - start, len(review.findings)


def _slowest(document: Document, plan: Plan, most: int = 8) -> list[tuple[float, str]]:
    """Return milliseconds and code of the rules that take longest; shared views fall to the first that asks."""
    material = Material(document, plan)
    times = []
    for rule in RULES:
        start = time.perf_counter()
        list(rule.check(material))
        times.append(((time.perf_counter() - start) * 1000, rule.code))
    return sorted(times, reverse=True)[:most]


if __name__ == "__main__":
    main()
