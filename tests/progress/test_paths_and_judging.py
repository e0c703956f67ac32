"""Paths and judgements against cases worked out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.model.indicators import Direction, Indicator, IndicatorValue, Place, Quantity
from luoshi.model.monitoring import JudgingRules, MonitoredTarget, ReportedValue, State
from luoshi.model.plan import Observation, Target
from luoshi.progress.targets.monitoring import Material, monitor
from luoshi.progress.targets.paths import LEVEL, LINEAR, path_kind, planned_at
from tests.progress.plans import SCOPES, observed, plan_of, target

_RATE = Indicator(id="rate", name="学前三年毛入园率", unit="%", numerator=None, direction=Direction.UP)
_LARGE = Indicator(id="large", name="义务教育大班额比例", unit="%", numerator=None, direction=Direction.DOWN)
_PUPILS = Indicator(id="pupils", name="义务教育在校生数", unit="人", numerator=None)
_RATIO = Indicator(id="ratio", name="职普比", unit="比", numerator=None)


def _value(indicator: str, year: int, value: str) -> tuple[tuple[str, int, str], IndicatorValue]:
    number = Decimal(value)
    place = Place("口径", "全市", "全市")
    return (indicator, year, ""), IndicatorValue(indicator, year, place, "", number, Quantity(number))


def _watch(
    *items: Target | Observation, values: dict[tuple[str, int], str] | None = None, year: int = 2023, as_of: int = 2024
) -> MonitoredTarget:
    """Return the last target of a plan, monitored."""
    known = dict(_value(name, at, value) for (name, at), value in (values or {}).items())
    material = Material((_RATE, _LARGE, _PUPILS, _RATIO), SCOPES, year, as_of, known, (), JudgingRules())
    return monitor(plan_of(*items), material)[-1]


def test_straight_line_by_hand() -> None:
    """From 90 in 2020 to 95 in 2025: one a year. In 2023 93 is planned; 92.8 is 0.2 of 5 behind, 4 per cent."""
    one = _watch(
        target("学前三年毛入园率", "95", year=2025, op=">="),
        observed("学前三年毛入园率", "90", 2020),
        values={("rate", 2022): "91.5", ("rate", 2023): "92.8"},
    )
    assert [(point.year, point.planned, point.actual) for point in one.path] == [
        (2020, 90, None),
        (2021, 91, None),
        (2022, 92, Decimal("91.5")),
        (2023, 93, Decimal("92.8")),
        (2024, 94, None),
        (2025, 95, None),
    ]
    assert one.judgement.state is State.ON_COURSE
    assert one.judgement.gap == Decimal("2.2")
    assert one.judgement.needed == Decimal("1.1")  # 2.2 in the two years left


@pytest.mark.parametrize(
    ("now", "state", "light"),
    [
        ("93.5", State.ON_COURSE, "绿"),  # ahead of 93
        ("92.75", State.ON_COURSE, "绿"),  # 0.25 of 5 is exactly 5 per cent
        ("92.74", State.AT_RISK, "黄"),
        ("91.75", State.AT_RISK, "黄"),  # 1.25 of 5 is exactly 25 per cent
        ("91.74", State.BEHIND, "红"),
        ("89", State.BEHIND, "红"),  # below where it began
        ("95", State.REACHED, "绿"),
    ],
)
def test_bounds_of_the_states(now: str, state: State, light: str) -> None:
    one = _watch(
        target("学前三年毛入园率", "95", year=2025, op=">="),
        observed("学前三年毛入园率", "90", 2020),
        values={("rate", 2023): now},
    )
    assert (one.judgement.state, one.judgement.light) == (state, light)


def test_downward_path() -> None:
    """From 10 in 2020 to 5 in 2025: 7 in 2023. 8 is 1 of 5 behind, 20 per cent; 3 less in two years, 1.5 each."""
    one = _watch(
        target("义务教育大班额比例", "5", year=2025, op="<="),
        observed("义务教育大班额比例", "10", 2020),
        values={("large", 2023): "8"},
    )
    assert (one.judgement.state, one.judgement.gap, one.judgement.needed) == (State.AT_RISK, 3, Decimal("-1.5"))


def test_milestones_bend_the_path() -> None:
    """90 in 2020, 91 by 2023, 95 by 2025: 91 in 2023 is on course, although the straight line says 93."""
    one = _watch(
        target("学前三年毛入园率", "91", year=2023, op=">=", at=0),
        target("学前三年毛入园率", "95", year=2025, op=">=", at=40),
        observed("学前三年毛入园率", "90", 2020),
        values={("rate", 2023): "91"},
    )
    assert [point.planned for point in one.path][3:] == [91, 93, 95]
    assert one.judgement.state is State.ON_COURSE


def test_units_are_converted() -> None:
    """48 万人 in 2020, 53 万人 in 2025; 512,000 人 in 2023 is 51.2 万人, planned 51."""
    one = _watch(
        target("义务教育在校生数", "53", unit="万人", year=2025),
        observed("义务教育在校生数", "480000", 2020, unit="人"),
        values={("pupils", 2023): "512000"},
    )
    assert one.baseline is not None
    assert (one.baseline.value, one.source.value, one.path[3].planned) == (48, Decimal("51.2"), 51)
    assert one.judgement.state is State.ON_COURSE
    assert one.judgement.needed == Decimal("0.9")


def test_kept_each_year() -> None:
    rate = {"quote": "学前三年毛入园率每年保持在95%以上", "value_text": "95", "year": 2025, "op": ">="}
    assert path_kind(target("学前三年毛入园率", "95", **rate)) == LEVEL
    for now, state in (("95.2", State.ON_COURSE), ("93.2", State.AT_RISK), ("93", State.BEHIND)):  # 2 % of 95 is 1.9
        one = _watch(target("学前三年毛入园率", "95", **rate), values={("rate", 2023): now})
        assert one.judgement.state is state, now
        assert {point.planned for point in one.path} == {95}
        assert one.judgement.needed is None


@pytest.mark.parametrize(
    ("indicator", "quote", "kind"),
    [
        ("每年培训骨干教师", "每年培训骨干教师400名", LEVEL),
        ("中职毕业生就业率", "中职毕业生就业率稳定在96以上", LEVEL),
        ("中职毕业生就业率", "保持投入增长，中职毕业生就业率达到96", LINEAR),  # said of another clause
        ("中职毕业生就业率", "到2025年，中职毕业生就业率达到96", LINEAR),
    ],
)
def test_kind_of_path(indicator: str, quote: str, kind: str) -> None:
    value = "400" if "400" in quote else "96"
    assert path_kind(target(indicator, value, quote=quote)) == kind


def test_due_and_missed() -> None:
    one = _watch(
        target("学前三年毛入园率", "95", year=2022, op=">="),
        observed("学前三年毛入园率", "90", 2020),
        values={("rate", 2023): "94.9"},
    )
    assert (one.judgement.state, one.judgement.needed) == (State.BEHIND, None)
    assert "没有达到" in one.judgement.reason


def test_nothing_measured_since_the_baseline() -> None:
    items = (target("学前三年毛入园率", "95", year=2025), observed("学前三年毛入园率", "90", 2020))
    assert _watch(*items, values={("rate", 2020): "90"}, year=2020).judgement.state is State.NOT_DUE
    overdue = _watch(*items, values={("rate", 2020): "90"}, year=2020, as_of=2027).judgement
    assert (overdue.state, overdue.light) == (State.UNKNOWN, "无")


def test_without_baseline_the_due_year_tells() -> None:
    goal = target("学前三年毛入园率", "95", year=2025, op=">=")
    early = _watch(goal, values={("rate", 2023): "93"})
    assert (early.judgement.state, early.path) == (State.NOT_DUE, ())
    late = _watch(goal, values={("rate", 2025): "93"}, year=2025, as_of=2026)
    assert late.judgement.state is State.BEHIND


def test_computed_value_is_the_baseline_where_the_plan_has_none() -> None:
    one = _watch(target("学前三年毛入园率", "95", year=2025), values={("rate", 2020): "90", ("rate", 2023): "93"})
    assert one.baseline is not None
    assert (one.baseline.value, one.baseline.year, one.baseline.origin) == (90, 2020, "计算")
    assert one.judgement.state is State.ON_COURSE


def test_plans_own_baseline_that_differs_is_told() -> None:
    one = _watch(
        target("学前三年毛入园率", "95", year=2025),
        observed("学前三年毛入园率", "90", 2020),
        values={("rate", 2020): "86", ("rate", 2023): "93"},
    )
    assert any("算出的是 86" in note for note in one.notes)


def test_the_former_plans_goal_is_no_baseline() -> None:
    """The table of the last plan prints its goal beside what came; the text says the latter twice."""
    one = _watch(
        target("学前三年毛入园率", "95", year=2025, at=600),
        observed("学前三年毛入园率", "88", 2020, at=500),
        observed("学前三年毛入园率", "90", 2020, at=540),
        observed("学前三年毛入园率", "90", 2020, at=100),
        values={("rate", 2023): "93"},
    )
    assert one.baseline is not None
    assert one.baseline.value == 90
    assert "几个基期数" in one.baseline.note


def test_what_is_built_bit_by_bit_starts_from_nothing() -> None:
    one = _watch(
        target("新建公办幼儿园", "100", unit="所", year=2025),
        observed("新建公办幼儿园", "164", None, unit="所"),
    )
    assert one.baseline is not None
    assert (one.baseline.value, one.baseline.origin) == (0, "累计")
    assert [point.planned for point in one.path] == [0, 20, 40, 60, 80, 100]


@pytest.mark.parametrize(
    ("op", "value", "value2", "now", "state"),
    [
        ("between", "40", "45", "42", State.REACHED),
        ("between", "92", "95", "91", State.BEHIND),
        ("~", "95", None, "93", State.REACHED),  # 5 per cent of 95 are free
        (">", "95", None, "95", State.BEHIND),
        (">=", "95", None, "95", State.REACHED),
        ("=", "95", None, "96", State.REACHED),  # of a rate that is to rise more is better
    ],
)
def test_comparisons_when_due(op: str, value: str, value2: str | None, now: str, state: State) -> None:
    goal = target("学前三年毛入园率", value, op=op, value2=Decimal(value2) if value2 else None, year=2023)
    assert _watch(goal, values={("rate", 2023): now}).judgement.state is state


def test_overdue_without_baseline_is_not_called_not_due() -> None:
    goal = target("学前三年毛入园率", "95", year=2023, op=">=")
    judged = _watch(goal, values={("rate", 2022): "93"}, as_of=2026).judgement
    assert (judged.state, judged.light) == (State.UNKNOWN, "无")
    assert "已过 2023 年，还没有 2023 年的数" in judged.reason


def test_reached_when_due_and_lost_again() -> None:
    items = (target("学前三年毛入园率", "95", year=2023, op=">="), observed("学前三年毛入园率", "90", 2020))
    judged = _watch(*items, values={("rate", 2023): "96", ("rate", 2024): "94"}, year=2024, as_of=2026).judgement
    assert judged.state is State.AT_RISK
    assert judged.reason == "2023 年按期达到（96），2024 年又退到 94"
    # missed when due and still short
    judged = _watch(*items, values={("rate", 2023): "93", ("rate", 2024): "94"}, year=2024, as_of=2026).judgement
    assert judged.state is State.BEHIND


@pytest.mark.parametrize(
    ("baseline", "now", "due", "state", "gap"),
    [
        ("150", "110", 2025, State.REACHED, None),
        ("150", "100", 2025, State.REACHED, None),
        ("150", "90", 2025, State.AT_RISK, 10),  # fallen through; 10 below the lower end
        ("150", "90", 2023, State.BEHIND, 10),
        ("80", "150", 2025, State.AT_RISK, 30),  # grown past it
        ("110", "90", 2025, State.AT_RISK, 10),  # was within
        ("150", "132", 2025, State.ON_COURSE, 12),  # 150 to 120 in five years: 132 in the third
    ],
)
def test_a_range_is_left_on_either_side(baseline: str, now: str, due: int, state: State, gap: int | None) -> None:
    goal = target("义务教育在校生数", "100", unit="人", op="between", value2=Decimal(120), year=due)
    items = (goal, observed("义务教育在校生数", baseline, 2020, unit="人"))
    judged = _watch(*items, values={("pupils", 2023): now}).judgement
    assert (judged.state, judged.gap) == (state, gap)


def test_beyond_a_range_on_the_better_side_is_reached() -> None:
    goal = target("学前三年毛入园率", "92", op="between", value2=Decimal(95), year=2023)
    assert _watch(goal, values={("rate", 2023): "96"}).judgement.state is State.REACHED


@pytest.mark.parametrize(("now", "state"), [("99", State.BEHIND), ("101", State.AT_RISK), ("102", State.REACHED)])
def test_about_is_never_wider_than_half_the_way(now: str, state: State) -> None:
    """From 100 in 2020 to about 104 in 2025: 5 per cent would call 99 reached. In 2022 101.6 is planned."""
    items = (
        target("义务教育在校生数", "104", unit="人", op="~", year=2025),
        observed("义务教育在校生数", "100", 2020, unit="人"),
    )
    assert _watch(*items, values={("pupils", 2022): now}, year=2022, as_of=2023).judgement.state is state


def test_a_ratio_without_direction_is_to_be_met() -> None:
    goal = target("职普比", "1", unit="比", year=2023)
    for now, state in (("1.02", State.REACHED), ("0.8", State.BEHIND), ("1.3", State.BEHIND)):
        assert _watch(goal, values={("ratio", 2023): now}).judgement.state is state, now


def test_what_passes_a_very_value_is_told() -> None:
    """About 16 schools out of 21 were hardly meant to become 11."""
    items = (target("教学点", "16", unit="所", op="~", year=2025), observed("教学点", "21", 2020, unit="所"))
    material = Material(
        (), SCOPES, 2023, 2024, {}, (ReportedValue("临江市", "临江市", "教学点", 2023, "2023", Decimal(11)),)
    )
    judged = monitor(plan_of(*items), material)[0].judgement
    assert judged.state is State.REACHED
    assert "少 5，核对" in judged.reason


@given(
    start=st.decimals(-1000, 1000, places=2),
    goal=st.decimals(-1000, 1000, places=2),
    first=st.integers(1990, 2030),
    years=st.integers(1, 15),
)
def test_line_hits_its_ends_and_never_leaves_them(start: Decimal, goal: Decimal, first: int, years: int) -> None:
    fixed = ((first, start), (first + years, goal))
    assert planned_at(fixed, first) == start
    assert planned_at(fixed, first + years) == goal
    assert planned_at(fixed, first - 1) is None
    between = [planned_at(fixed, year) for year in range(first, first + years + 1)]
    assert all(min(start, goal) <= value <= max(start, goal) for value in between if value is not None)
    assert between == sorted(between, reverse=goal < start)


@settings(deadline=None)
@given(st.decimals(80, 99, places=1), st.decimals(80, 99, places=1))
def test_more_is_never_judged_worse(one: Decimal, other: Decimal) -> None:
    order = [State.BEHIND, State.AT_RISK, State.ON_COURSE, State.REACHED]
    judged = [
        _watch(
            target("学前三年毛入园率", "95", year=2025, op=">="),
            observed("学前三年毛入园率", "90", 2020),
            values={("rate", 2023): str(now)},
        ).judgement.state
        for now in sorted((one, other))
    ]
    assert order.index(judged[0]) <= order.index(judged[1])
