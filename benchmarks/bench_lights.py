"""Time lights of many tasks over months (亮灯): ``python benchmarks/bench_lights.py [tasks] [months]``.

The tasks have reports for most months and milestones, some a deadline put off. Printed: the time for each manner at
growing sizes, with the reasons in words; then one day.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections import Counter
from datetime import date, timedelta

from luoshi.model.ledger import Ledger, LedgerTask, State
from luoshi.progress.lights import Lighting, light_all, light_days
from luoshi.rules.calendars import load_work_days
from luoshi.rules.lights import load_light_rules

_FIRST = date(2023, 1, 1)


def make_ledger(count: int, months: int, seed: int = 7) -> Ledger:
    """Return a ledger of ``count`` tasks, each reported for about four of five months."""
    chance = random.Random(seed)
    tasks = []
    for number in range(count):
        start = _FIRST + timedelta(days=chance.randrange(200))
        due = start + timedelta(days=chance.randrange(300, 1100))
        reports = []
        for month in range(months):
            year, at = divmod(month, 12)
            told = date(_FIRST.year + year, at + 1, 28)
            if told > start and chance.random() < 0.8:
                percent = min(100, max(0, (told - start).days * 100 // (due - start).days + chance.randrange(-40, 20)))
                reports.append(
                    {"period": f"{told.year}-{told.month:02d}", "on": told, "percent": percent, "state": State.DONE}
                )
        steps = [{"name": f"节点{at}", "due": start + (due - start) * at // 4} for at in (1, 2, 3)]
        request = {"id": "a", "kind": "延期", "asked_on": due, "by": "基教科", "reason": "汛期停工", "state": "同意"}
        request |= {"due": due + timedelta(days=90), "decided_on": due, "decided_by": "分管领导"}
        tasks.append(
            LedgerTask(
                id=f"k{number}",
                title="任务",
                state=State.UNDER_WAY,
                start=start,
                due=due,
                reports=reports,
                milestones=[step | {"done": step["due"]} for step in steps if chance.random() < 0.7],
                requests=[request] if chance.random() < 0.1 else [],
            )
        )
    return Ledger(name="临江市台账", period=(2023, 2025), tasks=tasks)


def main() -> None:
    """Print the times."""
    gc.set_threshold(50_000, 20, 20)  # as the command line does
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    months = int(sys.argv[2]) if len(sys.argv) > 2 else 36
    work_days = load_work_days()
    days = [date(_FIRST.year + at // 12, at % 12 + 1, 28) for at in range(months)]
    for size in (count // 4, count // 2, count):
        ledger = make_ledger(size, months)
        for rules in load_light_rules():
            began = time.perf_counter()
            lights = light_days(ledger, [(Lighting(rules, work_days), day) for day in days])
            took = time.perf_counter() - began
            found = Counter(one.light.value for then in lights for one in then)
            shares = "，".join(f"{light} {number / size / months:.0%}" for light, number in sorted(found.items()))
            print(f"{size} 项 × {months} 个月，{rules.name}：{took:.2f} 秒（{shares}）")
    lighting = Lighting(rules, work_days)
    began = time.perf_counter()
    light_all(ledger, lighting, days[-1])
    print(f"{count} 项一天：{time.perf_counter() - began:.2f} 秒")


if __name__ == "__main__":
    main()
