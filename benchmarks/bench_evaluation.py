"""Speed from a freeze to everything that is made of it: report, what may be published, site with reports, package.

Run with ``python benchmarks/bench_evaluation.py``. Prints the seconds of one run for 25, 50, 100 and 200 targets of six
counties with schools; asserts nothing. The bar: a site of 200 targets and six counties in less than 20 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from luoshi.api import compose_report, package_bytes, report_files, site_files
from luoshi.model.document import Span
from luoshi.model.evaluation.freeze import FreezeManifest, Frozen, FrozenDefinition, FrozenQuantity, FrozenValue
from luoshi.model.evaluation.publication import Approval, PublicationRules
from luoshi.model.indicators import Direction, Indicator, IndicatorValue, Place, Quantity
from luoshi.model.monitoring import Monitoring, Scopes
from luoshi.model.plan import DocumentFacts, Plan, Source, Target
from luoshi.portal.publishing import publishable
from luoshi.portal.verifying import verify_package
from luoshi.progress.targets.monitoring import Material, monitor

_SIZES = (25, 50, 100, 200)
_AREAS = {f"99010{at}": name for at, name in enumerate("东湾区 南塘县 西坪县 北岭区 河口县 白石县".split(), 1)}
_YEARS = range(2020, 2025)
_SCHOOLS = 10
_WHOLE = "全市"
_Result = TypeVar("_Result")


def synthetic(targets: int) -> Frozen:
    """Return a freeze with so many targets, each with an indicator of its own."""
    plan = _plan(targets)
    quantities = tuple(_quantities(targets))
    values = tuple(_values(quantities))
    monitoring = _monitoring(plan, values, targets)
    manifest = FreezeManifest(
        name="2024-年度",
        kind="年度",
        year=2024,
        as_of=date(2024, 12, 31),
        region="示例市",
        plan="示例市教育事业发展规划",
        plan_source="规划.txt",
        plan_sha256="0" * 64,
        area_set=_WHOLE,
        snapshot="0" * 12,
        made_on=date(2025, 1, 20),
        software="0",
        digest="f" * 64,
    )
    return Frozen(manifest, plan, monitoring, tuple(_definitions(targets)), values, quantities, _AREAS)


def _name(at: int) -> str:
    return f"第{'甲乙丙丁戊己庚辛壬癸'[at % 10]}{'子丑寅卯辰巳午未申酉戌亥'[at // 10 % 12]}{'一二'[at // 120]}生比例"


def _plan(targets: int) -> Plan:
    found = []
    for at in range(targets):
        start = at * 30
        found.append(
            Target(
                id=f"t-{at:08x}",
                section="一",
                span=Span(start, start + 20),
                quote=f"{_name(at)}达到95%",
                indicator=_name(at),
                unit="%",
                op=">=",
                value=Decimal(95),
                year=2025,
                value_span=Span(start + 10, start + 12),
            )
        )
    return Plan(
        document=DocumentFacts(title="示例市教育事业发展规划", region="示例市", level="市", period=(2021, 2025)),
        source=Source(name="规划.txt", format="txt"),
        targets=tuple(found),
    )


def _quantities(targets: int) -> list[FrozenQuantity]:
    return [
        FrozenQuantity(
            indicator=f"i{at}",
            year=year,
            side="分子" if side == "分子" else "分母",
            area=area,
            owner=f"{area}{school:03d}",
            name=f"{_AREAS[area]}学校",
            value=Decimal(400 + 7 * school if side == "分母" else 320 + 6 * school + 8 * (year - 2020) + at % 30),
        )
        for at in range(targets)
        for year in _YEARS
        for area in _AREAS
        for school in range(_SCHOOLS)
        for side in ("分子", "分母")
    ]


def _values(quantities: tuple[FrozenQuantity, ...]) -> list[FrozenValue]:
    sums: dict[tuple[str, int, str], list[Decimal]] = {}
    for one in quantities:
        for place in (one.area, _WHOLE):
            sides = sums.setdefault((one.indicator, one.year, place), [Decimal(0), Decimal(0)])
            sides[one.side == "分母"] += one.value or 0
    return [
        FrozenValue(
            indicator=name,
            year=year,
            place_kind="口径" if place == _WHOLE else "地区",
            place_code=place,
            place=_AREAS.get(place, _WHOLE),
            value=(above * 100 / below).quantize(Decimal("0.01")),
            numerator=above,
            denominator=below,
            areas=tuple(_AREAS) if place == _WHOLE else (),
        )
        for (name, year, place), (above, below) in sums.items()
    ]


def _definitions(targets: int) -> list[FrozenDefinition]:
    return [
        FrozenDefinition(
            id=f"i{at}",
            name=_name(at),
            unit="%",
            times=Decimal(100),
            decimals=2,
            direction=Direction.UP,
            numerator="在校学生，合计(在校学生数)",
            denominator="在校学生，合计(在校学生数)",
            tables=("在校学生",),
            version=f"{at:012x}",
        )
        for at in range(targets)
    ]


def _monitoring(plan: Plan, values: tuple[FrozenValue, ...], targets: int) -> Monitoring:
    indicators = [
        Indicator(f"i{at}", _name(at), "%", None, times=Decimal(100), direction=Direction.UP) for at in range(targets)
    ]
    known = {
        (one.indicator, one.year, "" if one.place == _WHOLE else one.place): IndicatorValue(
            one.indicator,
            one.year,
            Place(one.place_kind, one.place_code, one.place),
            "",
            one.value,
            Quantity(one.numerator),
            Quantity(one.denominator),
        )
        for one in values
    }
    scopes = Scopes(_WHOLE, frozenset((_WHOLE, "示例市")), frozenset(_AREAS.values()), _AREAS, frozenset())
    found = monitor(plan, Material(indicators, scopes, 2024, 2024, known))
    return Monitoring(
        plan="示例市教育事业发展规划",
        source="规划.txt",
        year=2024,
        as_of=date(2024, 12, 31),
        area_set=_WHOLE,
        snapshot="0" * 12,
        targets=found,
    )


def timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """Return the time of a run, in seconds, and its result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def main() -> None:
    """Print the table."""
    heads = ("成文", "三种文件", "公开版", "网站", "核验包", "核验")
    print(f"{'目标':>5} {'图':>5} {'网站文件':>7} " + " ".join(f"{head} 秒".rjust(8) for head in heads))
    for size in _SIZES:
        frozen = synthetic(size)
        approval = Approval(freeze=frozen.manifest.name, digest=frozen.manifest.digest, by="示例", on=date(2025, 2, 1))
        compose, report = timed(lambda frozen=frozen: compose_report(frozen, "annual"))
        write, _ = timed(lambda report=report: report_files(report, ("docx", "pdf", "xlsx")))
        public, (edition, found) = timed(
            lambda frozen=frozen, approval=approval: publishable(frozen, PublicationRules(), approval)
        )
        if edition is None:
            raise SystemExit(f"not publishable: {found}")
        site, files = timed(lambda edition=edition: site_files(edition))
        pack, data = timed(lambda edition=edition: package_bytes(edition))
        verify, verified = timed(lambda data=data: verify_package(data))
        if not verified.is_right:
            raise SystemExit(f"does not verify: {verified.findings[:3]}")
        charts = sum(hasattr(one, "chart") for one in report.all_blocks())
        times = (compose, write, public, site, pack, verify)
        print(f"{size:>5} {charts:>5} {len(files):>7} " + " ".join(f"{one:>8.2f}" for one in times))


if __name__ == "__main__":
    main()
