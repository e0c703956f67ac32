"""Speed of the compiler at growing sizes: text to plan, characters a second after start-up.

Run with ``python benchmarks/bench_compile.py [FILE]``; without a file the sample plan of the tests is used. Prints the
best of three runs at each size; asserts nothing. The text is repeated to reach a size, its numbers changed so that no
item is the same as another.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from luoshi.compiler import compile_document
from luoshi.readers import read_bytes

_SAMPLE = Path(__file__).parents[1] / "tests" / "gold" / "lj_plan.txt"
_SIZES = (1, 2, 4, 8, 16)
_RUNS = 3


def varied(text: str, times: int) -> str:
    """Return ``text`` repeated, the integers of each copy shifted so that items differ."""
    return "\n".join(
        re.sub(r"(?<![\d.])([3-9]\d{2,5})(?![\d.年〕])", lambda m, k=k: str(int(m[1]) + k), text) for k in range(times)
    )


def main() -> None:
    """Print the table."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else _SAMPLE
    text = path.read_text(encoding="utf-8-sig")
    compile_document(read_bytes("warm.txt", text.encode()))
    print(f"{'字符':>10} {'读入 秒':>9} {'编译 秒':>9} {'字符/秒':>10} {'条目':>7}")
    for times in _SIZES:
        data = varied(text, times).encode()
        runs = [timed(data) for _ in range(_RUNS)]
        read, compiled, characters, items = min(runs, key=lambda run: run[0] + run[1])
        print(f"{characters:>10} {read:>9.3f} {compiled:>9.3f} {characters / (read + compiled):>10.0f} {items:>7}")


def timed(data: bytes) -> tuple[float, float, int, int]:
    """Return seconds of reading and of compiling, characters and items of one run."""
    start = time.perf_counter()
    doc = read_bytes("bench.txt", data)
    middle = time.perf_counter()
    plan = compile_document(doc)
    end = time.perf_counter()
    return middle - start, end - middle, len(doc.text), len(plan.figures) + len(plan.projects) + len(plan.tasks)


if __name__ == "__main__":
    main()
