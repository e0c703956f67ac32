"""Speed and size of the page of a plan at growing sizes: compiled, then rendered.

Run with ``python benchmarks/bench_page.py [FILE]``; without a file the sample plan of the tests is used. Prints the
best of three runs at each size; asserts nothing.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bench_compile import varied

from luoshi.compiler import compile_document
from luoshi.readers import read_bytes
from luoshi.report.plan_page import render_plan_page

_SAMPLE = Path(__file__).parents[1] / "tests" / "gold" / "lj_plan.txt"
_SIZES = (1, 2, 4, 8, 16)
_RUNS = 3


def main() -> None:
    """Print the table."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else _SAMPLE
    text = path.read_text(encoding="utf-8-sig")
    timed(text.encode())
    print(f"{'字符':>10} {'条目':>7} {'编译 秒':>9} {'页 秒':>9} {'页 KB':>8}")
    for times in _SIZES:
        data = varied(text, times).encode()
        compiled, rendered, size, characters, items = min(timed(data) for _ in range(_RUNS))
        print(f"{characters:>10} {items:>7} {compiled:>9.3f} {rendered:>9.3f} {size / 1024:>8.0f}")


def timed(data: bytes) -> tuple[float, float, int, int, int]:
    """Return seconds of compiling and of rendering, bytes of the page, characters and items of one run."""
    start = time.perf_counter()
    document = read_bytes("bench.txt", data)
    plan = compile_document(document)
    middle = time.perf_counter()
    page = render_plan_page(document, plan)
    end = time.perf_counter()
    items = len(plan.figures) + len(plan.projects) + len(plan.tasks)
    return middle - start, end - middle, len(page.encode()), len(document.text), items


if __name__ == "__main__":
    main()
