"""Every quantified target has exactly one named source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.api import compile_plan
from luoshi.base.unit_scales import adds_up, scale_between
from luoshi.model.document import Span
from luoshi.model.indicators import Indicator, IndicatorValue, Place, Quantity
from luoshi.model.monitoring import MonitoredTarget, ReportedValue, SourceKind, State
from luoshi.model.monitoring_words import state_text
from luoshi.model.plan import Plan, Project, Target, Task
from luoshi.progress.targets.monitoring import Material, monitor
from luoshi.progress.targets.sources import LEAD
from luoshi.rules.indicators import load_indicators
from tests.progress.plans import SCOPES, observed, plan_of, target

_RATE = Indicator(id="rate", name="学前三年毛入园率", unit="%", numerator=None)


def _row(measure: str, value: str, subject: str = "临江市", **more: object) -> ReportedValue:
    written: dict[str, object] = {"year": 2023, "period": "2023", "unit": "%", "subject_name": subject, **more}
    return ReportedValue(subject=subject, measure=measure, value=Decimal(value), **written)


def _watch(plan: Plan, *rows: ReportedValue, computed: str = "", year: int = 2024) -> list[MonitoredTarget]:
    values = {}
    if computed:
        number = Decimal(computed)
        place = Place("口径", "全市", "全市")
        values["rate", 2023, ""] = IndicatorValue("rate", 2023, place, "", number, Quantity(number))
    return list(monitor(plan, Material((_RATE,), SCOPES, year, year, values, rows)))


def test_computed_before_reported_and_both_shown() -> None:
    plan = plan_of(target("学前三年毛入园率", "95", year=2025))
    (one,) = _watch(plan, _row("学前三年毛入园率", "93.5", reporter="王老师"), computed="92")
    assert (one.source.kind, one.source.value, one.source.year) == (SourceKind.COMPUTED, 92, 2023)
    assert one.other is not None
    assert (one.other.kind, one.other.value, one.difference) == (SourceKind.REPORTED, Decimal("93.5"), Decimal("-1.5"))


def test_only_what_is_accepted_counts() -> None:
    plan = plan_of(target("学生体质优良率", "55", year=2025))
    (one,) = _watch(plan, _row("学生体质优良率", "51", status="审核"))
    assert one.source.kind is SourceKind.AWAITED
    assert any("还没有采信" in note for note in one.notes)
    rows = (
        _row("学生体质优良率", "51", status="审核", year=2024, period="2024"),
        _row("学生体质优良率", "49", evidence="测试报告", reported_on=date(2024, 1, 9)),
    )
    (one,) = _watch(plan, *rows)
    assert (one.source.kind, one.source.value, one.source.evidence) == (SourceKind.REPORTED, 49, "测试报告")
    assert "2024-01-09" in one.source.why


def test_the_latest_period_up_to_the_year() -> None:
    plan = plan_of(target("名师工作室", "80", unit="个", year=2025))
    rows = [
        _row("名师工作室", "20", unit="个", year=2023, period="2023"),
        _row("名师工作室", "31", unit="个", year=2024, period="2024Q1"),
        _row("名师工作室", "38", unit="个", year=2024, period="2024Q3"),
        _row("名师工作室", "60", unit="个", year=2025, period="2025"),
    ]
    (one,) = _watch(plan, *rows)
    assert (one.source.value, one.source.period) == (38, "2024Q3")


def test_reported_values_make_baseline_and_path() -> None:
    plan = plan_of(target("老年大学在校学员", "200", unit="人", year=2025))
    rows = [_row("老年大学在校学员数", str(n), unit="人", year=y, period=str(y)) for y, n in ((2020, 100), (2023, 170))]
    (one,) = _watch(plan, *rows)
    assert one.baseline is not None
    assert (one.baseline.value, one.baseline.origin) == (100, "填报")
    assert (one.path[3].planned, one.path[3].actual, one.judgement.state) == (160, 170, State.ON_COURSE)


def test_counts_of_areas_are_added_rates_never() -> None:
    counts = plan_of(target("名师工作室", "80", unit="个", year=2025))
    rows = [
        _row("名师工作室", "8", "990121", unit="个", subject_name="云岫县"),
        _row("名师工作室", "5", "990122", unit="个", subject_name="青禾县"),
    ]
    (one,) = _watch(counts, *rows)
    assert (one.source.value, one.source.kind) == (13, SourceKind.REPORTED)
    assert "2 个地区" in one.source.why
    (one,) = _watch(counts, rows[0])
    assert "缺青禾县" in one.source.why
    rates = plan_of(target("体质优良率", "55", year=2025))
    areas = [_row("体质优良率", "50", "990121"), _row("体质优良率", "52", "990122")]
    assert _watch(rates, *areas)[0].source.kind is SourceKind.AWAITED
    assert _watch(rates, *areas, _row("体质优良率", "51"))[0].source.value == 51


def test_a_part_of_the_areas_is_shown_and_not_judged() -> None:
    """900 of one county are no sign that the city stands at 900: the other's figure is not accepted yet."""
    goal = target("名师工作室", "1000", unit="个", year=2024)
    rows = [
        _row("名师工作室", "900", "990121", unit="个", year=2024, period="2024", subject_name="云岫县"),
        _row("名师工作室", "300", "990122", unit="个", year=2024, period="2024", subject_name="青禾县", status="审核"),
    ]
    plan = plan_of(goal, observed("名师工作室", "300", 2020, unit="个"))
    (one,) = _watch(plan, *rows)
    assert (one.source.value, one.source.partial) == (900, True)
    assert (one.judgement.state, one.judgement.gap, one.judgement.needed) == (State.UNKNOWN, None, None)
    assert "缺青禾县" in one.judgement.reason
    assert state_text(one) == "缺数据"
    (one,) = _watch(plan, rows[0], replace(rows[1], status="采信"))
    assert (one.source.value, one.source.partial, one.judgement.state) == (1200, False, State.REACHED)
    # the year before was reported by all: it counts, and the part is no point of the path
    older = [replace(row, year=2023, period="2023", status="采信", value=Decimal(400)) for row in rows]
    (one,) = _watch(plan, *rows, *older)
    assert (one.source.value, one.source.year, one.judgement.state) == (800, 2023, State.ON_COURSE)
    assert any("900 不是全部的数" in note for note in one.notes)
    assert [point.actual for point in one.path if point.year == 2024] == [None]


def test_a_computed_total_without_all_areas_is_shown_and_not_judged() -> None:
    number = Indicator(id="rate", name="学前三年毛入园率", unit="%", numerator=None)
    place = Place("口径", "全市", "全市")
    total = IndicatorValue(
        "rate", 2023, place, "", Decimal(97), Quantity(Decimal(97)), None, None, "不含乙县（没有数据）", ("乙县",)
    )
    plan = plan_of(target("学前三年毛入园率", "95", year=2025))

    (one,) = monitor(plan, Material((number,), SCOPES, 2024, 2024, {("rate", 2023, ""): total}, ()))
    (rate,) = monitor(
        plan,
        Material(
            (number,), SCOPES, 2024, 2024, {("rate", 2023, ""): replace(total, denominator=Quantity(Decimal(1)))}, ()
        ),
    )

    assert (one.source.value, one.source.why, one.judgement.state) == (97, "不含乙县（没有数据）", State.UNKNOWN)
    assert rate.judgement.state is State.REACHED  # a rate of the other areas still says something


def test_figures_of_the_whole_are_not_those_of_a_project() -> None:
    plan = plan_of(target("总建筑面积", "9000", unit="平方米", scope="临江市第九小学", year=2025))
    assert _watch(plan, _row("总建筑面积", "500000", unit="平方米"))[0].source.kind is SourceKind.AWAITED
    (one,) = _watch(plan, _row("总建筑面积", "8000", "9900000009", unit="平方米", subject_name="临江市第九小学"))
    assert one.source.value == 8000


def test_reported_by_number_and_converted() -> None:
    plan = plan_of(target("高等教育在校生规模", "7.8", unit="万人", year=2025))
    (one,) = _watch(plan, _row("t-00000000", "72000", "市教育局", unit="人"))
    assert (one.source.value, one.source.kind) == (Decimal("7.2"), SourceKind.REPORTED)
    (one,) = _watch(plan, _row("t-00000000", "72", "市教育局", unit="所"))
    assert one.source.kind is SourceKind.AWAITED


def test_said_twice_is_reported_once() -> None:
    plan = plan_of(
        target("高等教育在校生规模", "7.8", unit="万人", year=2025),
        target("高等教育在校生规模", "7.8", unit="万人", year=2025, at=50),
    )
    first, second = _watch(plan, _row("t-00000032", "7.2", unit="万人"))
    assert (first.twin_of, second.twin_of) == ("", "t-00000000")
    assert first.source.value == second.source.value == Decimal("7.2")


def test_who_has_to_report() -> None:
    span = Span(0, 9)
    figure = target("建设书香校园", "200", unit="所", at=10)
    of_project = target("新增学位", "900", unit="个", scope="临江市第九小学", at=40)
    other = target("创建示范园", "9", unit="所", at=70)
    task = Task(id="k-1", span=span, quote="", title="阅读行动", units=("市教育局", "市文广旅局"), figures=(figure.id,))
    project = Project(id="p-1", span=span, quote="", name="临江市第九小学", owner="望澜区政府")
    plan = plan_of(figure, of_project, other, tasks=(task,), projects=(project,))
    duties = [(one.duty.unit, one.duty.about, one.duty.measure) for one in _watch(plan)]
    assert duties == [
        ("市教育局", "阅读行动", figure.id),
        ("望澜区政府", "临江市第九小学", of_project.id),
        ("教育行政部门（规划未写明责任单位）", "", other.id),  # a government's office reports no figures
    ]
    led = task.model_copy(update={"lead": ("市文广旅局",)})
    assert _watch(plan.model_copy(update={"tasks": (led,)}))[0].duty.unit == "市文广旅局"


@pytest.mark.parametrize(
    ("issuer", "unit"),
    [
        ("临江市人民政府办公室", LEAD),
        ("临江市人民政府", LEAD),
        ("中共临江市委办公室", LEAD),
        (None, LEAD),
        ("临江市教育局", "临江市教育局"),
        ("临江市人力资源和社会保障局", "临江市人力资源和社会保障局"),
    ],
)
def test_who_leads_where_no_unit_is_named(issuer: str | None, unit: str) -> None:
    plan = plan_of(target("创建示范园", "9", unit="所"))
    plan = plan.model_copy(update={"document": plan.document.model_copy(update={"issuer": issuer})})
    (one,) = _watch(plan)
    assert (one.duty.unit, one.source.name) == (unit, unit)


def test_what_is_asked_of_each_county_is_not_reported_by_the_whole() -> None:
    plan = plan_of(target("各县体质优良率", "55", year=2025))
    assert _watch(plan, _row("体质优良率", "51"))[0].source.kind is SourceKind.AWAITED
    assert _watch(plan, _row("各县体质优良率", "51"))[0].source.kind is SourceKind.REPORTED


def test_a_renamed_county_is_known_by_its_code() -> None:
    plan = plan_of(target("体质优良率", "55", scope="云岫县", year=2025))
    (one,) = _watch(plan, _row("体质优良率", "51", "990121", subject_name="云岫区"))
    assert one.source.value == 51


@pytest.mark.parametrize(
    ("indicator", "unit", "why"),
    [
        ("教育综合实力全省位次", "名次", "名次"),
        ("学生作业负担显著减轻", "年", "时限"),
        ("新增省级平台", "", "没有写单位"),
        ("国家", "个", "说不清"),
    ],
)
def test_not_measurable_and_why(indicator: str, unit: str, why: str) -> None:
    (one,) = _watch(plan_of(target(indicator, "3", unit=unit)))
    assert one.source.kind is SourceKind.UNMEASURABLE
    assert why in one.source.why
    (one,) = _watch(plan_of(target(indicator, "3", unit=unit)), _row("t-00000000", "2", unit=unit))
    assert one.source.kind is SourceKind.REPORTED  # somebody did report it


@pytest.mark.parametrize(
    ("indicator", "unit"), [("劳动年龄人口平均受教育年限", "年"), ("小学综合差异系数", ""), ("职普比", "比")]
)
def test_measurable_for_all_its_unit(indicator: str, unit: str) -> None:
    (one,) = _watch(plan_of(target(indicator, "3", unit=unit)))
    assert one.source.kind is SourceKind.AWAITED


_NAMES = st.sampled_from(
    ["学前三年毛入园率", "新建学校", "名师", "", "X", "某某工程投资", "公办园占比", "平均受教育年限"]
)
_TARGETS = st.lists(
    st.builds(
        lambda name, unit, op, value, year, scope, bound, at: target(
            name,
            str(value),
            unit=unit,
            op=op,
            value2=value + 1 if op == "between" else None,
            year=year,
            scope=scope,
            bound_to=bound,
            at=at,
        ),
        _NAMES,
        st.sampled_from(["%", "所", "万人", "名次", "年", "", "比", "元/生"]),
        st.sampled_from(["=", ">=", "<=", ">", "<", "~", "between"]),
        st.integers(0, 200),
        st.sampled_from([None, 2019, 2025, 2035]),
        st.sampled_from([None, "全市", "农村", "云岫县", "某工程"]),
        st.sampled_from([None, "不绑定", "学前三年毛入园率", "没有的指标"]),
        st.integers(0, 5000),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)


@settings(deadline=None)
@given(_TARGETS, st.booleans(), st.booleans())
def test_no_target_falls_through(targets: list[Target], with_value: bool, with_rows: bool) -> None:
    rows = [_row("新建学校", "3", unit="所"), _row("公办园占比", "50")] if with_rows else []
    found = _watch(plan_of(*targets), *rows, computed="91" if with_value else "")
    assert [one.id for one in found] == [one.id for one in targets]
    for one in found:
        has_value = one.source.kind in (SourceKind.COMPUTED, SourceKind.REPORTED)
        assert has_value == (one.source.value is not None)
        assert has_value or one.source.why
        assert one.source.name or one.source.kind is SourceKind.UNMEASURABLE
        assert one.duty.unit
        assert one.duty.measure


def test_real_plans_have_a_source_for_every_target(shared) -> None:
    indicators = load_indicators()
    for path in sorted((shared / "seeds").glob("*.txt")):
        plan = compile_plan(path)
        found = monitor(plan, Material(indicators, SCOPES, 2024, 2025))
        assert len(found) == len(plan.targets)
        assert all(one.source.why and (one.source.name or one.source.kind is SourceKind.UNMEASURABLE) for one in found)


@pytest.mark.parametrize(
    ("unit", "other", "scale"),
    [
        ("人", "万人", "0.0001"),
        ("名", "人", "1"),
        ("亿元", "万元", "10000"),
        ("元/生", "元", "1"),
        ("比", "%", "100"),
        ("‰", "%", "0.1"),
        ("个", "所", "1"),
        ("", "比", "1"),
    ],
)
def test_units_that_agree(unit: str, other: str, scale: str) -> None:
    assert scale_between(unit, other) == Decimal(scale)
    assert scale_between(other, unit) == 1 / Decimal(scale)


@pytest.mark.parametrize(
    ("unit", "other"), [("%", "百分点"), ("人", "人次"), ("所", "间"), ("", "%"), ("亩", "平方米"), ("年", "人")]
)
def test_units_that_do_not(unit: str, other: str) -> None:
    assert scale_between(unit, other) is None
    assert scale_between(other, unit) is None


def test_what_may_be_added() -> None:
    assert [unit for unit in ("所", "万人", "亿元", "%", "比", "元/生", "年", "") if adds_up(unit)] == [
        "所",
        "万人",
        "亿元",
    ]
