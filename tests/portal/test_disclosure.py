"""Small groups: none is shown, none follows from what is shown; what is shown still adds up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.model.evaluation.freeze import FrozenDefinition
from luoshi.portal.disclosure import WITHHELD, protect
from luoshi.portal.persons import counts_persons
from tests.evaluation.small_city import WHOLE, small_frozen
from tests.portal.counted_persons import YEAR, Counts, Form, frozen_of, reader_of, small_groups

SMALLEST = 5


@st.composite
def shares(draw: st.DrawFn, indicators: int = 2) -> Counts:
    """Return shares in two to four counties of one to four schools; some have few persons."""
    schools = [
        f"{county}{number}" for county in "ABCD"[: draw(st.integers(2, 4))] for number in range(draw(st.integers(1, 4)))
    ]
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for number in range(draw(st.integers(1, indicators))):
        below = {one: draw(st.one_of(st.integers(0, 9), st.integers(10, 60))) for one in schools}
        counts[f"i{number}", "分母"] = below
        counts[f"i{number}", "分子"] = {
            one: max(0, below[one] - draw(st.integers(0, 6)))
            if draw(st.booleans())
            else min(below[one], draw(st.integers(0, 9)))
            for one in schools
        }
    return counts


@st.composite
def divided(draw: st.DrawFn) -> tuple[Counts, tuple[Form, ...]]:
    """Return two shares of one whole that together make it, each an indicator of its own, and the law of that."""
    counts = dict(draw(shares(indicators=1)))
    below, above = counts["i0", "分母"], counts["i0", "分子"]
    counts["i1", "分母"] = below
    counts["i1", "分子"] = {one: below[one] - above[one] for one in below}
    counts["n", "分子"] = below
    laws: list[Form] = []
    for one in below:
        laws.append({("i0", "分母", one): 1, ("i1", "分母", one): -1})
        laws.append({("i0", "分母", one): 1, ("n", "分子", one): -1})
        laws.append({("i0", "分母", one): 1, ("i0", "分子", one): -1, ("i1", "分子", one): -1})
    return counts, tuple(laws)


def _told(counts: Counts, laws: tuple[Form, ...] = ()) -> list[str]:
    """Return the small groups that a reader can work out."""
    shown = protect(frozen_of(counts), SMALLEST)
    reader = reader_of(counts, shown.values, shown.quantities, laws)
    return [name for name, form in small_groups(counts, SMALLEST) if reader.knows(form)]


@settings(max_examples=200, deadline=None)
@given(shares())
def test_no_small_group_follows_from_what_is_published(counts: Counts) -> None:
    assert _told(counts) == []


@settings(max_examples=200, deadline=None)
@given(divided())
def test_nor_from_indicators_that_hang_together(given_: tuple[Counts, tuple[Form, ...]]) -> None:
    assert _told(*given_) == []


@settings(max_examples=200, deadline=None)
@given(shares())
def test_no_published_figure_is_a_small_group(counts: Counts) -> None:
    shown = protect(frozen_of(counts), SMALLEST)
    figures = [one.value for one in shown.quantities]
    figures += [side for one in shown.values for side in (one.numerator, one.denominator)]
    assert [one for one in figures if one is not None and 0 < one < SMALLEST] == []


@settings(max_examples=200, deadline=None)
@given(shares())
def test_a_value_is_shown_only_with_both_of_its_sides(counts: Counts) -> None:
    shown = protect(frozen_of(counts), SMALLEST)
    for one in shown.values:
        if one.numerator is None or one.denominator is None:
            assert (one.value, one.note) == (None, WITHHELD)


@settings(max_examples=200, deadline=None)
@given(shares())
def test_published_quantities_add_up_to_published_totals(counts: Counts) -> None:
    shown = protect(frozen_of(counts), SMALLEST)
    by_area: Counter[tuple[str, str, str]] = Counter()
    for one in shown.quantities:
        assert one.value is not None
        by_area[one.indicator, one.side, one.area] += int(one.value)
        by_area[one.indicator, one.side, WHOLE] += int(one.value)
    rows = {(one.indicator, one.side, one.area) for one in shown.quantities}
    for value in shown.values:
        for side, figure in (("分子", value.numerator), ("分母", value.denominator)):
            key = (value.indicator, side, value.place_code)
            if figure is not None and (key in rows or value.place_code == WHOLE):
                assert by_area[key] == figure, key


@settings(max_examples=100, deadline=None)
@given(shares(), st.randoms(use_true_random=False))
def test_the_order_in_which_figures_come_changes_nothing(counts: Counts, random: st.DataObject) -> None:
    frozen = frozen_of(counts)
    values, quantities = list(frozen.values), list(frozen.quantities)
    random.shuffle(values)  # type: ignore[attr-defined]
    random.shuffle(quantities)  # type: ignore[attr-defined]
    once, again = protect(frozen), protect(replace(frozen, values=tuple(values), quantities=tuple(quantities)))
    assert once.quantities == again.quantities
    assert once.hidden == again.hidden
    assert sorted(map(repr, once.values)) == sorted(map(repr, again.values))


def test_figures_without_small_groups_are_published_as_they_are() -> None:
    frozen = small_frozen()
    shown = protect(frozen)
    changed = {one.indicator for one, other in zip(frozen.values, shown.values, strict=True) if one != other}
    assert changed == {"c-large"}  # its definition does not say what it counts, and one county has four
    of_area = [one for one in shown.quantities if one.indicator == "p-floor"]
    assert set(of_area) == {one for one in frozen.quantities if one.indicator == "p-floor"}


def test_a_small_group_takes_the_smallest_company_that_hides_it() -> None:
    counts = {
        ("i", "分母"): {"A1": 100, "A2": 100, "A3": 100, "B1": 100, "B2": 100},
        ("i", "分子"): {"A1": 3, "A2": 40, "A3": 20, "B1": 50, "B2": 50},
    }
    shown = protect(frozen_of(counts))
    rows = {(one.owner, one.name): one.value for one in shown.quantities if one.side == "分子"}
    assert rows == {
        ("A2", "学校A2"): 40,
        ("", "其余合计（2个单位）"): 23,
        ("B1", "学校B1"): 50,
        ("B2", "学校B2"): 50,
    }
    assert sum(one.side == "分母" for one in shown.quantities) == 5
    assert [one.what for one in shown.withheld] == ["指标i的分子（A县，2024年）"]


def test_a_small_county_is_merged_with_another() -> None:
    counts = {
        ("i", "分母"): {"A1": 100, "B1": 90, "C1": 200},
        ("i", "分子"): {"A1": 2, "B1": 30, "C1": 60},
    }
    shown = protect(frozen_of(counts))
    values = {one.place_code: (one.value, one.numerator, one.denominator) for one in shown.values}
    assert values == {
        "A": (None, None, 100),
        "B": (None, None, 90),
        "C": (Decimal("30.0"), 60, 200),
        WHOLE: (Decimal("23.6"), 92, 390),
    }
    rows = {(one.area, one.owner): (one.name, one.value) for one in shown.quantities if one.side == "分子"}
    assert rows == {("C", "C1"): ("学校C1", 60), ("", "A+B"): ("其余县市区合计（2个）", 32)}


@pytest.mark.parametrize(
    ("above", "is_shown"),
    [(0, True), (1, False), (4, False), (5, True), (95, True), (96, False), (99, False), (100, True)],
)
def test_nobody_and_everybody_may_be_shown_but_not_a_few_less(above: int, is_shown: bool) -> None:
    counts = {
        ("i", "分母"): {"A1": 100, "B1": 100, "C1": 100},
        ("i", "分子"): {"A1": above, "B1": 50, "C1": 60},
    }
    shown = protect(frozen_of(counts))
    assert (next(one for one in shown.values if one.place_code == "A").value is not None) == is_shown


def test_a_total_that_is_a_small_group_takes_everything_with_it() -> None:
    counts = {
        ("i", "分母"): {"A1": 100, "B1": 90},
        ("i", "分子"): {"A1": 2, "B1": 0},
    }
    shown = protect(frozen_of(counts))
    assert {one.value for one in shown.values} == {None}
    assert {one.numerator for one in shown.values} == {None}
    assert {one.side for one in shown.quantities} == {"分母"}


def test_a_growth_is_not_shown_where_what_grew_is_not() -> None:
    counts = {("n", "分子"): {"A1": 3, "B1": 20, "C1": 40}}
    frozen = frozen_of(counts, {"n": "人"})
    growth = frozen.definitions[0].model_copy(update={"id": "g", "growth_of": "n", "numerator": "", "unit": "%"})
    value = next(one for one in frozen.values if one.place_code == "A")
    grown = [
        one.model_copy(
            update={"indicator": "g", "value": Decimal(9), "numerator": Decimal(7), "denominator": Decimal(8)}
        )
        for one in (value, next(one for one in frozen.values if one.place_code == "C"))
    ]
    shown = protect(replace(frozen, definitions=(*frozen.definitions, growth), values=(*frozen.values, *grown)))
    found = {one.place_code: one.value for one in shown.values if one.indicator == "g"}
    assert found == {"A": None, "C": 9}


def test_what_is_hidden_elsewhere_is_hidden_here() -> None:
    counts = {("n", "分子"): {"A1": 30, "B1": 20, "C1": 40}}
    frozen = frozen_of(counts, {"n": "人"})
    shown = protect(frozen, also=frozenset({("n", "分子", YEAR, "A")}))
    assert {one.place_code for one in shown.values if one.value is None} == {"A", "B"}
    all_of_it = protect(frozen, also=frozenset({("n", "分子", YEAR, WHOLE)}))
    assert {one.value for one in all_of_it.values} == {None}


def _definition(unit: str, numerator: str = "", denominator: str = "") -> FrozenDefinition:
    return FrozenDefinition(
        id="x",
        name="指标",
        unit=unit,
        times=Decimal(1),
        decimals=1,
        direction="越高越好",
        numerator=numerator,
        denominator=denominator,
        version="0",
    )


@pytest.mark.parametrize(
    ("unit", "words", "figure", "expected"),
    [
        ("人", "教职工，合计(专任教师数)，条件是 学段 = “小学”", "3", True),
        ("%", "教职工，合计(编制数)，条件是 在编人数已填", "3", True),
        ("%", "班级，合计(班数)，条件是 学段 = “小学”", "3", False),
        ("%", "学校汇总，合计(分情况 当 专职心理健康教师数 ≥ 1 取 1 当 专职心理健康教师数 < 1 取 0)", "3", False),
        ("%", "届，合计(分情况 部分 当 “招生” 取 入学年招生数 其余取 0.2 × (转入 - 转出 - 死亡))", "3.2", True),
        ("平方米", "学校汇总，合计(校舍建筑面积)，条件是 在校学生数已填", "3", False),
        ("亿元", "教育经费，合计(学生资助资金)", "3", False),
        ("人", "分学段教育经费，合计(按支出口径在校学生数)", "3", True),
        ("%", "学校（机构），行数，条件是 办学类型 = “幼儿园”", "3", False),
        ("平方米", "“小学生均校舍建筑面积”的分子", "3", False),
        ("%", "“巩固率”的分子", "3", True),
        ("%", "“巩固率”的分子", "3.5", False),
        ("人", "", "3", True),
        ("万元", "", "3", False),
    ],
)
def test_what_counts_persons(unit: str, words: str, figure: str, expected: bool) -> None:
    assert counts_persons(_definition(unit, words), "分子", [Decimal(figure)]) == expected


def test_a_denominator_of_which_nothing_is_told_counts_persons() -> None:
    definition = _definition("平方米", "“生均面积”的分子", "“生均面积”的分母")
    assert counts_persons(definition, "分母", [Decimal(3)])
