"""Speed of the outputs at growing sizes: a plan to its workbook, and the workbook read back.

Run with ``python benchmarks/bench_outputs.py [FILE]``; without a file the sample plan of the tests is used. Prints the
best of three runs at each size; asserts nothing. The items of the plan are repeated to reach a size, each copy with
numbers of its own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from luoshi.api import compile_plan, import_workbook, plan_workbook
from luoshi.model.corrections import LISTS
from luoshi.model.plan import Plan
from luoshi.sheets.book_reader import read_book

_SAMPLE = Path(__file__).parents[1] / "tests" / "gold" / "lj_plan.txt"
_SIZES = (1, 2, 4, 8, 16)
_RUNS = 3
_Result = TypeVar("_Result")


def repeated(plan: Plan, times: int) -> Plan:
    """Return ``plan`` with each item so many times, numbered apart."""
    lists = {
        name: tuple(
            item.model_copy(update={"id": f"{item.id}-{copy}"}) for copy in range(times) for item in getattr(plan, name)
        )
        for name in LISTS
    }
    return plan.model_copy(update=lists)


def best(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """Return the least time of some runs, in seconds, and the last result."""
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def main() -> None:
    """Print the table."""
    plan = compile_plan(sys.argv[1] if len(sys.argv) > 1 else _SAMPLE)
    print(f"{'条目':>7} {'写出 秒':>9} {'字节':>10} {'打开 秒':>9} {'读回 秒':>9}")
    for times in _SIZES:
        larger = repeated(plan, times)
        items = sum(len(getattr(larger, name)) for name in LISTS)
        written, data = best(lambda larger=larger: plan_workbook(larger))
        opened, book = best(lambda data=data: read_book(data, "bench.xlsx"))
        imported, _ = best(lambda book=book, larger=larger: import_workbook(book, larger))
        print(f"{items:>7} {written:>9.3f} {len(data):>10} {opened:>9.3f} {imported:>9.3f}")


if __name__ == "__main__":
    main()
