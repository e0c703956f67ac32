"""Speed and size of the public site at growing numbers of targets, six counties each, with three charts a target.

Run with ``python benchmarks/bench_site.py`` in the root of the repository. Prints the seconds of building, how they
grow against the row before, the bytes of all files, and those of the first page with the style sheet that it loads;
asserts nothing.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.evaluation.small_city import AREAS, WHOLE, YEAR, small_frozen
from tests.portal.small_site import content_of, edition_of

from luoshi.model.evaluation.freeze import Frozen, FrozenValue
from luoshi.portal.site import build_site

_SIZES = (50, 100, 200, 400)
_RUNS = 2
_MORE = {"990104": "北岭县", "990105": "中洲区", "990106": "新港区"}
_BOTH = ("index.html", "assets/site.css", "assets/icon.svg")


def main() -> None:
    """Print the table."""
    build_site(*_material(8))
    print(f"{'目标':>6} {'秒':>8} {'比上一行':>8} {'文件':>6} {'总 KB':>8} {'首页 KB':>8} {'查找 KB':>8}")
    before = 0.0
    for number in _SIZES:
        edition, content = _material(number)
        seconds = []
        for _ in range(_RUNS):
            start = time.perf_counter()
            files = build_site(edition, content)
            seconds.append(time.perf_counter() - start)
        grown = f"{min(seconds) / before:.2f}" if before else ""
        before = min(seconds)
        whole = sum(map(len, files.values())) / 1024
        first = sum(len(files[one]) for one in _BOTH) / 1024
        index = len(files["assets/search-index.js"]) / 1024
        print(f"{number:>6} {before:>8.2f} {grown:>8} {len(files):>6} {whole:>8.0f} {first:>8.0f} {index:>8.0f}")


def _material(number: int):  # type: ignore[no-untyped-def]
    frozen = _grown(number)
    return edition_of(frozen), content_of(frozen)


def _grown(number: int) -> Frozen:
    """Return the small city with so many measured targets, each with an indicator of its own, and six counties."""
    small = small_frozen()
    measured = [one for one in small.monitoring.targets if one.source.value is not None]
    targets, planned, definitions = [], [], []
    values: list[FrozenValue] = []
    of_plan = {one.id: one for one in small.plan.targets}
    for at in range(number):
        one = measured[at % len(measured)]
        own, name = f"t-{at:08x}", f"i-{at}"
        binding = one.binding.model_copy(update={"indicator": name})
        targets.append(one.model_copy(update={"id": own, "binding": binding}))
        planned.append(of_plan[one.id].model_copy(update={"id": own}))
        definitions.append(small.definition[one.binding.indicator].model_copy(update={"id": name}))
        values += _values(small, one.binding.indicator, name)
    return replace(
        small,
        monitoring=small.monitoring.model_copy(update={"targets": tuple(targets)}),
        plan=small.plan.model_copy(update={"targets": tuple(planned)}),
        definitions=tuple(definitions),
        values=tuple(values),
        areas={**AREAS, **_MORE},
    )


def _values(small: Frozen, indicator: str, name: str) -> list[FrozenValue]:
    found = []
    for year in range(2020, YEAR + 1):
        whole = small.by_place[indicator, year, WHOLE]
        found.append(whole.model_copy(update={"indicator": name}))
        for at, (code, county) in enumerate({**AREAS, **_MORE}.items()):
            value = (whole.value or Decimal(0)) + Decimal(at) / 10
            update = {"indicator": name, "place_kind": "地区", "place_code": code, "place": county, "value": value}
            found.append(whole.model_copy(update=update))
    return found


if __name__ == "__main__":
    main()
