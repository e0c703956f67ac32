"""How long it takes to know items again: two issues compared, and compiled with the numbers of the one before.

    python benchmarks/bench_compare.py [FILE]

FILE is a plan as TXT, the sample plan by default; it is laid one behind the other 1, 4 and 12 times, with other names,
and every third verb is put in other words. Prints items and seconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from luoshi.compare.differences import compare_plans
from luoshi.compare.reissue import reissue
from luoshi.compiler import compile_document
from luoshi.model.corrections import numbered
from luoshi.readers import read_bytes

SAMPLE = Path(__file__).resolve().parents[1] / "tests" / "gold" / "lj_plan.txt"
STEMS = "甲乙丙丁戊己庚辛壬癸子丑"
WORDS = (("加强", "强化"), ("推进", "推动"), ("建设", "打造"))


def main() -> None:
    """Print one line for each size."""
    text = Path(sys.argv[1] if len(sys.argv) > 1 else SAMPLE).read_text(encoding="utf-8")
    print(f"{'份数':>4} {'条目':>6} {'比较/秒':>8} {'沿用/秒':>8} {'编号沿用':>8}")
    for times in (1, 4, 12):
        old_text = "\n".join(text.replace("全市", f"全市{stem}") for stem in STEMS[:times])
        new_text = old_text
        for word, other in WORDS:
            new_text = new_text.replace(word, other)
        old = compile_document(read_bytes("旧稿.txt", old_text.encode()))
        document = read_bytes("新稿.txt", new_text.encode())
        new = compile_document(document)
        start = time.perf_counter()
        compare_plans(old, new)
        middle = time.perf_counter()
        result = reissue(new, old, document)
        end = time.perf_counter()
        before, after = ({item.id for _, item in numbered(plan)} for plan in (old, result.plan))
        share = len(before & after) / len(before)
        print(f"{times:>4} {len(before):>6} {middle - start:>8.2f} {end - middle:>8.2f} {share:>8.1%}")


if __name__ == "__main__":
    main()
