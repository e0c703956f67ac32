"""A small imaginary city, 澄湖市 with three counties, frozen at the end of a year: what tests of evaluation work on.

Entry: :func:`small_frozen`. Nothing here comes from a real place; all figures follow from simple formulas.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from luoshi.api import compile_plan, light_ledger
from luoshi.model.evaluation.freeze import (
    Completion,
    FreezeManifest,
    Frozen,
    FrozenDefinition,
    FrozenQuantity,
    FrozenValue,
)
from luoshi.model.indicators import Direction, Indicator, IndicatorValue, Place, Quantity
from luoshi.model.ledger import (
    Assignment,
    Ledger,
    LedgerProject,
    LedgerTask,
    MoneyYear,
    Report,
    StageRecord,
    State,
)
from luoshi.model.monitoring import Monitoring, Scopes
from luoshi.model.plan import Plan
from luoshi.progress.light_reports import completions
from luoshi.progress.targets.monitoring import Material, monitor
from luoshi.rules.calendars import load_work_days

AREAS = {"990101": "东湾区", "990102": "南塘县", "990103": "西坪县"}
SCHOOLS = 4
"""So many schools a county."""
PRIVATE_WORDS = ("联络员陈某某", "内部意见：尚不成熟", "13900000000", "暂不公开的审核意见")
"""Planted where nothing public may come from."""

PLAN = """澄湖市“十四五”教育事业发展规划

一、发展目标
到2025年，全市学前三年毛入园率达到95%（2020年为88%）。
到2025年，全市普惠性幼儿园覆盖率达到90%（2020年为80%）。
到2025年，全市九年义务教育巩固率达到97%（2020年为95.5%）。
到2025年，全市高中阶段毛入学率达到94%（2020年为90%）。
到2025年，全市义务教育大班额比例降到1%以下（2020年为6%）。
到2025年，全市小学生均校舍建筑面积达到9平方米（2020年为7.5平方米）。
到2025年，全市名师工作室达到60个。
二、主要任务
（一）扩大公办学位。市教育局牵头，市财政局配合，2024年底前新建公办幼儿园4所。
（二）消除大班额。东湾区教育局2024年底前消除大班额。
"""

_INDICATORS = (
    # id, name, unit, times, decimals, direction, whole of the first year, step a year, denominator
    ("k-gross", "学前三年毛入园率", "%", 100, 2, Direction.UP, "0.880", "0.015", 900),
    ("k-inclusive", "普惠性幼儿园覆盖率", "%", 100, 2, Direction.UP, "0.800", "0.012", 700),
    ("c-kept", "九年义务教育巩固率", "%", 100, 2, Direction.UP, "0.955", "0.004", 800),
    ("h-gross", "高中阶段毛入学率", "%", 100, 2, Direction.UP, "0.900", "0.002", 600),
    ("c-large", "义务教育大班额比例", "%", 100, 2, Direction.DOWN, "0.060", "-0.012", 500),
    ("p-floor", "小学生均校舍建筑面积", "平方米", 1, 2, Direction.UP, "7.500", "0.300", 1000),
)
FIRST_YEAR, YEAR = 2020, 2024
WHOLE = "全市"


def _quantity(at: int, year: int, area: str, school: int) -> tuple[Decimal, Decimal]:
    """Return numerator and denominator of a school: counties differ by a fixed amount, schools by their size."""
    _, _, _, times, _, _, first, step, size = _INDICATORS[at]
    county = list(AREAS).index(area)
    rate = Decimal(first) + Decimal(step) * (year - FIRST_YEAR) + Decimal("0.01") * (1 - county) * (times == 100)
    denominator = Decimal(size + 10 * county + 5 * school)
    return (denominator * rate).quantize(Decimal(1), ROUND_HALF_UP), denominator


def quantities() -> tuple[FrozenQuantity, ...]:
    """Return both sides of every indicator by school and year."""
    found = []
    for at, (name, *_) in enumerate(_INDICATORS):
        for year in range(FIRST_YEAR, YEAR + 1):
            for area, county in AREAS.items():
                for school in range(SCHOOLS):
                    both = _quantity(at, year, area, school)
                    for side, value in zip(("分子", "分母"), both, strict=True):
                        found.append(
                            FrozenQuantity(
                                indicator=name,
                                year=year,
                                side="分子" if side == "分子" else "分母",
                                area=area,
                                owner=f"{area}{school:04d}",
                                name=f"{county}第{'一二三四'[school]}学校",
                                value=value,
                            )
                        )
    return tuple(found)


def _values(found: tuple[FrozenQuantity, ...]) -> tuple[FrozenValue, ...]:
    known = {one[0]: one for one in _INDICATORS}
    sums: dict[tuple[str, int, str], list[Decimal]] = {}
    for one in found:
        assert one.value is not None
        for place in (one.area, WHOLE):
            sides = sums.setdefault((one.indicator, one.year, place), [Decimal(0), Decimal(0), Decimal(0)])
            sides[one.side == "分母"] += one.value
            sides[2] += 1
    values = []
    for (name, year, place), (numerator, denominator, rows) in sums.items():
        times, decimals = known[name][3], known[name][4]
        value = (numerator * times / denominator).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        values.append(
            FrozenValue(
                indicator=name,
                year=year,
                place_kind="口径" if place == WHOLE else "地区",
                place_code=place,
                place=place if place == WHOLE else AREAS[place],
                value=value,
                numerator=numerator,
                denominator=denominator,
                rows=int(rows),
                areas=tuple(AREAS) if place == WHOLE else (),
            )
        )
    return tuple(values)


def _definitions() -> tuple[FrozenDefinition, ...]:
    return tuple(
        FrozenDefinition(
            id=name,
            name=title,
            unit=unit,
            times=Decimal(times),
            decimals=decimals,
            direction=direction,
            numerator=f"“{title}”的分子",
            denominator=f"“{title}”的分母",
            tables=("在校生",),
            scope="示例口径",
            basis="待核实",
            version=hashlib.sha256(title.encode()).hexdigest()[:12],
            group="示例",
        )
        for name, title, unit, times, decimals, direction, *_ in _INDICATORS
    )


def _monitoring(plan: Plan, values: tuple[FrozenValue, ...]) -> Monitoring:
    indicators = tuple(
        Indicator(name, title, unit, None, times=Decimal(times), decimals=decimals, direction=direction)
        for name, title, unit, times, decimals, direction, *_ in _INDICATORS
    )
    scopes = Scopes(WHOLE, frozenset(("全市", "澄湖市", "市域")), frozenset(AREAS.values()), AREAS, frozenset())
    known = {
        (one.indicator, one.year, "" if one.place == WHOLE else one.place): IndicatorValue(
            one.indicator,
            one.year,
            Place(one.place_kind, one.place_code, one.place),
            "",
            one.value,
            Quantity(one.numerator, one.rows),
            Quantity(one.denominator, one.rows),
        )
        for one in values
    }
    targets = monitor(plan, Material(indicators, scopes, YEAR, YEAR + 1, known))
    return Monitoring(
        plan=plan.document.title or "规划",
        source=plan.source.name,
        year=YEAR,
        as_of=date(YEAR + 1, 3, 1),
        area_set=WHOLE,
        snapshot="0" * 12,
        targets=targets,
    )


def _ledger() -> Ledger:
    def task(number: int, title: str, lead: str, percent: int, state: State, due: date, area: str = "") -> LedgerTask:
        return LedgerTask(
            id=f"k-{number}",
            number=str(number),
            title=title,
            area=area,
            section="二",
            assignment=Assignment(lead=(lead,), contact=PRIVATE_WORDS[0], person=PRIVATE_WORDS[2], origin="规划"),
            start=date(YEAR, 1, 2),
            due=due,
            due_origin="规划",
            state=state,
            finished=date(YEAR, 12, 20) if state is State.DONE else None,
            reports=(
                Report(
                    period=f"{YEAR}-11",
                    on=date(YEAR, 12, 1),
                    percent=Decimal(percent),
                    text="按计划推进",
                    problem="用地手续没有办完" if percent < 60 else "",
                    next_step=PRIVATE_WORDS[1],
                    state=State.DONE,
                    reviewed_on=date(YEAR, 12, 3),
                    opinion=PRIVATE_WORDS[3],
                ),
            ),
            note=PRIVATE_WORDS[1],
        )

    end = date(YEAR, 12, 31)
    return Ledger(
        name="澄湖市2024年教育重点工作",
        plan="澄湖市规划.txt",
        period=(2021, 2025),
        tasks=(
            task(1, "新建公办幼儿园", "市教育局", 100, State.DONE, end),
            task(2, "消除大班额", "东湾区教育局", 40, State.UNDER_WAY, end, "东湾区"),
            task(3, "建设教师周转宿舍", "西坪县人民政府", 75, State.UNDER_WAY, date(YEAR + 1, 6, 30), "西坪县"),
            task(4, "校外培训机构年检", "市教育局", 0, State.UNDER_WAY, end),
            task(5, "保障教育经费投入", "市财政局", 95, State.UNDER_WAY, date(YEAR + 1, 12, 31)),
        ),
        projects=(
            LedgerProject(
                id="x-1",
                number="X1",
                name="东湾区第五小学",
                area="东湾区",
                nature="新建",
                owner="东湾区教育局",
                places=1080,
                investment=Decimal(12000),
                first_year=2023,
                last_year=2025,
                state=State.UNDER_WAY,
                start=date(2023, 3, 1),
                due=date(2025, 8, 20),
                stages=(
                    StageRecord(stage="立项", due=date(2023, 3, 1), done=date(2023, 2, 20), document="澄发改函"),
                    StageRecord(stage="开工", due=date(2023, 9, 1), done=date(2023, 10, 8)),
                    StageRecord(stage="竣工", due=date(2025, 7, 1), percent=Decimal(70)),
                ),
                money=(
                    MoneyYear(
                        year=2023, source="市级", arranged=Decimal(5000), received=Decimal(4000), paid=Decimal(3600)
                    ),
                    MoneyYear(
                        year=2024, source="专项债券", arranged=Decimal(5000), received=Decimal(3000), paid=Decimal(2500)
                    ),
                ),
            ),
            LedgerProject(
                id="x-2",
                number="X2",
                name="南塘县职业中学改扩建",
                area="南塘县",
                nature="改扩建",
                owner="南塘县教育局",
                places=600,
                investment=Decimal(6800),
                first_year=2024,
                last_year=2026,
                state=State.UNDER_WAY,
                start=date(2024, 3, 1),
                due=date(2026, 8, 20),
                stages=(StageRecord(stage="立项", due=date(2024, 3, 1)),),
            ),
        ),
    )


@cache
def small_frozen() -> Frozen:
    """Return the small city as it was frozen on 1 March 2025."""
    with TemporaryDirectory() as folder:
        document = Path(folder) / "澄湖市规划.txt"
        document.write_text(PLAN, encoding="utf-8")
        plan = compile_plan(document)
    found = quantities()
    values = _values(found)
    monitoring = _monitoring(plan, values)
    ledger = _ledger()
    as_of = date(YEAR + 1, 3, 1)
    far = completions(ledger, load_work_days(None), as_of)
    manifest = FreezeManifest(
        name="2024-年度",
        kind="年度",
        year=YEAR,
        as_of=as_of,
        region="澄湖市",
        plan=monitoring.plan,
        plan_source=monitoring.source,
        plan_sha256="0" * 64,
        area_set=WHOLE,
        snapshot="0" * 12,
        ledger=ledger.name,
        ledger_origin="文件",
        light_rules="序时进度",
        made_on=as_of,
        software="0",
        digest="f" * 64,
    )
    return Frozen(
        manifest=manifest,
        plan=plan,
        monitoring=monitoring,
        definitions=_definitions(),
        values=values,
        quantities=found,
        areas=AREAS,
        ledger=ledger,
        lights=light_ledger(None, ledger, as_of),
        completions=tuple(Completion(entry=entry, percent=far.get(entry)) for entry in _ids(ledger)),
    )


def _ids(ledger: Ledger) -> tuple[str, ...]:
    return tuple(one.id for one in (*ledger.tasks, *ledger.projects))
