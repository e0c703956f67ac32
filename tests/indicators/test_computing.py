"""What indicators come to: rolled up over areas, divided once, rounded once, and what is missing said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.indicators.catalog import Catalog, read_catalog
from luoshi.indicators.computing import Question, compute
from luoshi.indicators.explaining import Ask, explain, split_change
from luoshi.indicators.rounding import quotient
from luoshi.model.indicators import Aggregate, Indicator, IndicatorValue, SourceRow
from luoshi.stats.definitions import load_definitions
from tests.indicators.small_base import Rows, area_set, schools, small_base

GIRLS = Indicator(
    "girls",
    "女生占比",
    "%",
    Aggregate("pupils", "sum(girls)"),
    Aggregate("pupils", "sum(pupils)"),
    times=Decimal(100),
    decimals=1,
    splits=("ownership", "stage"),
)
ALL = Indicator("all", "在校生", "人", Aggregate("pupils", "sum(pupils)"), decimals=0, splits=("ownership", "group"))
SPENDING = Indicator("spending", "支出", "万元", Aggregate("finance", "sum(education_general_budget)"))
GROWTH = Indicator("growth", "支出增长", "%", None, growth_of="spending", times=Decimal(100))
PER_PUPIL = Indicator(
    "per_pupil",
    "生均支出",
    "元",
    Aggregate("finance", "sum(education_general_budget)"),
    Aggregate("pupils", "sum(pupils)"),
    times=Decimal(10000),
)
KEPT = Indicator(
    "kept",
    "巩固率",
    "%",
    Aggregate("pupils", "sum(pupils) FILTER (WHERE grade = '九年级')"),
    Aggregate("pupils", "sum(entrants) FILTER (WHERE grade = '七年级')", years_before=2),
    times=Decimal(100),
    decimals=1,
)


def catalog(*indicators: Indicator) -> Catalog:
    return read_catalog(indicators, load_definitions())


def values(
    tables: Rows, indicator: Indicator, *others: Indicator, question: Question | None = None
) -> list[IndicatorValue]:
    with small_base(tables) as con:
        asked = question or Question((indicator,))
        return list(compute(con, catalog(indicator, *others), asked))


def told(found: Sequence[IndicatorValue]) -> dict[tuple[str, int, str], object]:
    return {(one.place.name, one.year, one.split): one.value for one in found}


def pupils(code: str, count: int | None, girls: int | None = None, **more: object) -> dict[str, object]:
    row = {"school_year": 2024, "stage": "小学", "grade": "一年级", "institution_code": code}
    return {**row, "pupils": count, "girls": girls, **more}


TWO_COUNTIES: Rows = {
    "institutions": schools("990001-1", "990001-2", "990002-1"),
    "pupils": [pupils("990001-1", 10, 9), pupils("990001-2", 30, 3), pupils("990002-1", 100, 50)],
    "area_sets": area_set("全市", "990001", "990002"),
}


def test_rates_of_areas_are_sums_over_sums_and_never_means_of_rates() -> None:
    found = values(TWO_COUNTIES, GIRLS)

    # 12/40 = 30.0, 50/100 = 50.0, 全市 62/140 = 44.28…; the mean of the two would be 40.0
    assert told(found) == {
        ("全市", 2024, ""): Decimal("44.3"),
        ("990001", 2024, ""): Decimal("30.0"),
        ("990002", 2024, ""): Decimal("50.0"),
    }


def test_schools_are_listed_each_for_itself() -> None:
    question = Question((GIRLS,), frozenset(("学校",)))

    found = values(TWO_COUNTIES, GIRLS, question=question)

    assert [(one.place.code, one.value) for one in found] == [
        ("990001-1", Decimal("90.0")),
        ("990001-2", Decimal("10.0")),
        ("990002-1", Decimal("50.0")),
    ]


def test_area_totals_are_the_same_whether_or_not_schools_are_asked_for_too() -> None:
    both = Question((GIRLS,), frozenset(("口径", "地区", "学校")))

    found = values(TWO_COUNTIES, GIRLS, question=both)

    assert told([one for one in found if one.place.kind != "学校"]) == told(values(TWO_COUNTIES, GIRLS))


def test_a_split_gives_each_part_of_each_area_and_the_parts_make_the_whole() -> None:
    tables = {
        **TWO_COUNTIES,
        "institutions": [
            *schools("990001-1", ownership="民办"),
            *schools("990001-2", "990002-1", ownership="公办"),
        ],
    }
    question = Question((ALL,), frozenset(("口径",)), split="ownership")

    found = values(tables, ALL, question=question)

    assert told(found) == {("全市", 2024, "公办"): Decimal(130), ("全市", 2024, "民办"): Decimal(10)}


def test_a_part_that_an_area_does_not_have_is_nought_and_not_unknown() -> None:
    tables = {
        **TWO_COUNTIES,
        "institutions": [*schools("990001-1", "990001-2", ownership="公办"), *schools("990002-1", ownership="民办")],
    }
    question = Question((ALL,), frozenset(("地区",)), split="ownership")

    found = told(values(tables, ALL, question=question))

    assert found[("990001", 2024, "民办")] == Decimal(0)


def test_groups_of_pupils_are_columns_and_come_out_as_parts() -> None:
    question = Question((ALL,), frozenset(("口径",)), split="group")

    found = told(values(TWO_COUNTIES, ALL, question=question))

    assert found[("全市", 2024, "女")] == Decimal(62)


def test_cells_that_are_not_filled_in_are_told_and_not_taken_for_nought() -> None:
    tables = {**TWO_COUNTIES, "pupils": [pupils("990001-1", 10, None), pupils("990002-1", 100, 50)]}

    found = {one.place.name: (one.value, one.note) for one in values(tables, GIRLS)}

    assert found == {
        "全市": (Decimal("45.5"), "分子有 1 行没有填（共 2 行）"),
        "990001": (None, "要用的列都没有填"),
        "990002": (Decimal("50.0"), ""),
    }


def test_a_county_without_figures_is_left_out_of_both_sides_and_told() -> None:
    tables: Rows = {
        "institutions": schools("990001-1", "990002-1", years=(2023, 2024)),
        "pupils": [pupils("990001-1", 10), pupils("990002-1", 20), pupils("990002-1", 20, school_year=2023)],
        "finance": [
            {"year": year, "area_code": area, "education_general_budget": amount}
            for year, area, amount in ((2023, "990001", 30), (2024, "990002", 50), (2023, "990002", 40))
        ],
        "area_sets": area_set("全市", "990001", "990002"),
        "areas": [
            {"area_code": "990001", "area_name": "甲县", "area_level": "县", "valid_from": "2010-01-01"},
            {"area_code": "990002", "area_name": "乙县", "area_level": "县", "valid_from": "2010-01-01"},
        ],
    }

    found = {(one.place.name, one.year): (one.value, one.note) for one in values(tables, PER_PUPIL)}

    # 2024: 甲县 has pupils and no money, so its pupils do not count: 50 × 10,000 / 20
    assert found[("全市", 2024)] == (Decimal("25000.00"), "不含甲县（没有数据）")
    assert found[("全市", 2023)] == (Decimal("20000.00"), "不含甲县（没有数据）")
    assert found[("甲县", 2024)] == (None, "没有 2024 年的“教育经费”")


def test_money_of_the_city_itself_counts_though_it_never_has_pupils() -> None:
    tables: Rows = {
        "institutions": schools("990001-1"),
        "pupils": [pupils("990001-1", 10)],
        "finance": [{"year": 2024, "area_code": area, "education_general_budget": 30} for area in ("990001", "990000")],
        "area_sets": area_set("全市", "990000", "990001"),
    }

    assert told(values(tables, PER_PUPIL))[("全市", 2024, "")] == Decimal("60000.00")


def test_a_denominator_of_nought_gives_no_value() -> None:
    tables = {**TWO_COUNTIES, "pupils": [pupils("990001-1", 0, 0)]}

    found = {one.place.name: (one.value, one.note) for one in values(tables, GIRLS)}

    assert found["990001"] == (None, "分母是 0")


def test_a_cohort_is_followed_over_the_years() -> None:
    rows = [
        pupils("990001-1", 100, grade="七年级", stage="初中", entrants=98, school_year=2022),
        pupils("990001-1", 97, grade="九年级", stage="初中", school_year=2024),
    ]
    tables: Rows = {"institutions": schools("990001-1", years=(2022, 2023, 2024)), "pupils": rows}

    found = told(values(tables, KEPT))

    assert found[("全市", 2024, "")] == Decimal("99.0")  # 97 / 98 = 98.98
    assert found[("全市", 2022, "")] is None


def test_growth_is_against_the_year_before_exactly() -> None:
    tables: Rows = {
        "finance": [
            {"year": 2023, "area_code": "990001", "education_general_budget": 300},
            {"year": 2024, "area_code": "990001", "education_general_budget": 310},
        ],
        "area_sets": area_set("全市", "990001"),
    }
    question = Question((GROWTH,), frozenset(("口径",)))

    found = values(tables, GROWTH, SPENDING, question=question)

    assert [(one.year, one.value, one.note) for one in found] == [
        (2023, None, "没有 2022 年的数"),
        (2024, Decimal("3.33"), ""),
    ]


def test_the_rule_of_the_workspace_says_which_school_year_serves_a_year() -> None:
    ended = Question((ALL,), frozenset(("口径",)), rule="结束")

    assert told(values(TWO_COUNTIES, ALL, question=ended)) == {("全市", 2025, ""): Decimal(140)}


def test_area_sets_are_those_of_the_day() -> None:
    tables = {
        **TWO_COUNTIES,
        "area_sets": [
            *area_set("全市", "990001"),
            {"set_name": "全市", "area_code": "990002", "valid_from": "2010-01-01", "valid_to": "2024-06-30"},
        ],
    }

    assert told(values(tables, ALL))[("全市", 2024, "")] == Decimal(40)


def test_without_area_sets_the_whole_is_all_areas_with_schools() -> None:
    tables = {name: rows for name, rows in TWO_COUNTIES.items() if name != "area_sets"}

    assert told(values(tables, ALL))[("全市", 2024, "")] == Decimal(140)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.integers(0, 4))
def test_quotients_are_rounded_half_away_from_nought_exactly(above: int, below: int, decimals: int) -> None:
    found = Fraction(quotient(Decimal(above), Decimal(below), decimals))

    error = abs(found - Fraction(above, below))
    half = Fraction(1, 2 * 10**decimals)
    assert error < half or (error == half and abs(found) > abs(Fraction(above, below)))


@given(*(st.fractions(min_value=Fraction(1, 100), max_value=10**9) for _ in range(4)))
def test_the_two_effects_together_are_the_whole_change(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> None:
    of_pupils, of_amount = split_change((a, b), (c, d))

    assert of_pupils + of_amount == c - a


def test_more_pupils_at_the_same_amount_is_all_due_to_the_pupils() -> None:
    found = split_change((Fraction(100), Fraction(10)), (Fraction(120), Fraction(12)))

    assert found == (Fraction(20), Fraction(0))


def test_a_value_is_explained_down_to_the_rows_of_the_files() -> None:
    with small_base(TWO_COUNTIES) as con:
        found = explain(con, catalog(GIRLS), Ask(GIRLS, "990001"), "快照一")

    assert (found.value.value, found.snapshot) == (Decimal("30.0"), "快照一")
    assert [(row.owner, row.file, row.row, dict(row.cells)) for row in found.numerator_rows] == [
        ("990001-1", "在校学生.xlsx", 1, {"其中：女": 9}),
        ("990001-2", "在校学生.xlsx", 2, {"其中：女": 3}),
    ]
    assert [dict(row.cells) for row in found.denominator_rows] == [{"在校学生数": 10}, {"在校学生数": 30}]


def test_the_rows_of_an_explanation_add_up_to_the_value_for_a_school_and_for_a_part() -> None:
    with small_base(TWO_COUNTIES) as con:
        school = explain(con, catalog(GIRLS), Ask(GIRLS, "990002-1"), "")
        part = explain(con, catalog(GIRLS), Ask(GIRLS, "", split="stage", part="小学"), "")

    assert [row.cells["其中：女"] for row in school.numerator_rows] == [50]
    assert sum(int(str(row.cells["其中：女"])) for row in part.numerator_rows) == part.value.numerator.value == 62


def test_what_cannot_be_explained_is_said() -> None:
    with small_base(TWO_COUNTIES) as con:
        with pytest.raises(LuoshiError) as nowhere:
            explain(con, catalog(GIRLS), Ask(GIRLS, "某县"), "")
        with pytest.raises(LuoshiError) as several:
            explain(con, catalog(GIRLS), Ask(GIRLS, "第1小学"), "")
        with pytest.raises(LuoshiError) as never:
            explain(con, catalog(GIRLS), Ask(GIRLS, "", 1999), "")

    assert [one.value.code for one in (nowhere, several, never)] == ["I003", "I004", "I005"]


def test_the_growth_of_an_amount_for_each_is_split_into_its_two_effects() -> None:
    per_pupil = Indicator(
        "each",
        "生均",
        "元",
        Aggregate("finance_levels", "sum(budget_spending)"),
        Aggregate("finance_levels", "sum(pupils)"),
        times=Decimal(10000),
    )
    grown = Indicator("grown", "生均增长", "%", None, growth_of="each", times=Decimal(100))
    rows = [
        {"year": year, "area_code": "990001", "stage": "小学", "budget_spending": amount, "pupils": count}
        for year, amount, count in ((2023, 100, 1000), (2024, 120, 800))
    ]
    with small_base({"finance_levels": rows, "area_sets": area_set("全市", "990001")}) as con:
        found = explain(con, catalog(grown, per_pupil), Ask(grown), "")

    # 1,000 元 a pupil before, 1,500 now; 200 pupils fewer at 1,250 元 are −25 万元, 500 元 more for 900 are +45 万元
    assert found.value.value == Decimal("50.00")
    assert found.effects is not None
    assert (found.effects.change, found.effects.of_denominator, found.effects.of_rate) == (20, -25, 45)


def _two_years_of_people(*people: tuple[int, str]) -> Rows:
    rows = [pupils(code, 600, school_year=year) for year in (2024, 2025) for code in ("990001-1", "990002-1")]
    return {
        "institutions": schools("990001-1", "990002-1", years=(2024, 2025)),
        "pupils": rows,
        "population": [
            {"year": year, "area_code": area, "basis": "常住", "age": 8, "total": 600} for year, area in people
        ],
        "area_sets": area_set("全市", "990001", "990002"),
    }


ENROLMENT = Indicator(
    "enrolment",
    "毛入学率",
    "%",
    Aggregate("pupils", "sum(pupils)"),
    Aggregate("population", "sum(total)"),
    times=Decimal(100),
    decimals=1,
)


@pytest.mark.parametrize("years", [(), (2024,)])
def test_a_year_has_the_same_value_whatever_years_are_asked_for(years: tuple[int, ...]) -> None:
    tables = _two_years_of_people((2024, "990001"), (2025, "990001"), (2025, "990002"))
    question = Question((ENROLMENT,), frozenset(("口径",)), years)

    found = {one.year: (one.value, one.note) for one in values(tables, ENROLMENT, question=question)}

    assert found[2024] == (Decimal("100.0"), "不含990002（没有数据）")


def test_a_county_that_never_handed_in_one_side_is_left_out_of_the_other_too() -> None:
    tables = _two_years_of_people((2024, "990001"), (2025, "990001"))

    found = {one.year: one.value for one in values(tables, ENROLMENT) if one.place.kind == "口径"}

    assert found == {2024: Decimal("100.0"), 2025: Decimal("100.0")}


def _merged(**more: object) -> dict[str, object]:
    """990002 became part of 990001 in 2024: 100 entrants each in 2022, 98 of them each in the last grade of 2024."""
    old = [*schools("990001-1", years=(2022, 2023, 2024)), *schools("990002-1", years=(2022, 2023))]
    new = [{**schools("990002-1")[0], "area_code": "990001"}]
    rows = [
        pupils(code, count, grade=grade, stage="初中", entrants=entrants, school_year=year)
        for code in ("990001-1", "990002-1")
        for year, grade, count, entrants in (
            (2022, "七年级", 100, 100),
            (2023, "八年级", 99, 0),
            (2024, "九年级", 98, 0),
        )
    ]
    return {"institutions": [*old, *new], "pupils": rows, **more}


_ENDED = {"set_name": "全市", "area_code": "990002", "valid_from": "2010-01-01", "valid_to": "2024-01-01"}


@pytest.mark.parametrize("sets", [[], [*area_set("全市", "990001"), _ENDED], area_set("全市", "990001", "990002")])
def test_a_merged_county_keeps_its_part_of_a_cohort(sets: list[dict[str, object]]) -> None:
    found = told([one for one in values(_merged(area_sets=sets), KEPT) if one.year == 2024])

    assert found[("全市", 2024, "")] == Decimal("98.0")  # 196 / 200
    assert found[("990001", 2024, "")] == Decimal("98.0")  # with the entrants of what it took in


def test_a_county_that_took_in_another_is_compared_with_both() -> None:
    base = replace(ALL, id="base", splits=())
    grown = Indicator("grown", "增长", "%", None, growth_of="base", times=Decimal(100))

    found = told(values(_merged(), grown, base, question=Question((grown,))))

    assert found[("990001", 2024, "")] == Decimal("-1.01")  # 196 against 198
    assert found[("全市", 2024, "")] == Decimal("-1.01")


def test_what_the_database_cannot_add_up_is_told_by_its_definition() -> None:
    wrong = Indicator("wrong", "错的", "人", Aggregate("pupils", "sum(stage)"))

    with pytest.raises(LuoshiError) as refused:
        values(TWO_COUNTIES, wrong)

    assert (refused.value.code, refused.value.message) == ("I001", "统计式“sum(stage)”算不出")


def test_parts_come_in_the_order_of_their_list_and_only_those_that_there_are() -> None:
    by_grade = replace(ALL, splits=("grade",))
    rows = [pupils("990001-1", 1, grade=grade) for grade in ("三年级", "一年级", "二年级")]
    question = Question((by_grade,), frozenset(("口径",)), split="grade")

    found = values({**TWO_COUNTIES, "pupils": rows}, by_grade, question=question)

    assert [one.split for one in found] == ["一年级", "二年级", "三年级"]


def test_the_growth_of_an_amount_is_explained_by_the_rows_of_both_years() -> None:
    tables: Rows = {
        "finance": [
            {"year": year, "area_code": "990001", "education_general_budget": amount}
            for year, amount in ((2023, 300), (2024, 310))
        ],
        "area_sets": area_set("全市", "990001"),
    }
    with small_base(tables) as con:
        found = explain(con, catalog(GROWTH, SPENDING), Ask(GROWTH), "")

    assert [row.row for row in (*found.numerator_rows, *found.denominator_rows)] == [2, 1]


def test_schools_that_handed_in_one_table_alone_are_named() -> None:
    ratio = Indicator("ratio", "生师比", "比", Aggregate("pupils", "sum(pupils)"), Aggregate("staff", "sum(full_time)"))
    staff = [{"school_year": 2024, "institution_code": "990001-1", "stage": "小学", "full_time": 2}]
    with small_base({**TWO_COUNTIES, "staff": staff}) as con:
        found = explain(con, catalog(ratio), Ask(ratio, "990001"), "")

    assert found.value.value == Decimal("20.00")
    assert found.one_sided == ("第2小学",)


def _added(rows: Sequence[SourceRow], title: str) -> int:
    return sum(int(str(row.cells[title])) for row in rows if row.cells.get(title) is not None)


def test_rows_of_a_county_that_is_left_out_are_not_in_the_explanation() -> None:
    tables = _two_years_of_people((2024, "990001"), (2025, "990001"), (2025, "990002"))
    with small_base(tables) as con:
        found = explain(con, catalog(ENROLMENT), Ask(ENROLMENT, "", 2024), "")

    assert _added(found.numerator_rows, "在校学生数") == found.value.numerator.value == 600


def test_rows_of_what_a_county_took_in_are_in_the_explanation() -> None:
    base = replace(ALL, id="base", splits=())
    grown = Indicator("grown", "增长", "%", None, growth_of="base", times=Decimal(100))
    with small_base(_merged()) as con:
        cohort = explain(con, catalog(KEPT), Ask(KEPT, "990001", 2024), "")
        growth = explain(con, catalog(grown, base), Ask(grown, "990001", 2024), "")

    assert _added(cohort.denominator_rows, "招生数") == 200
    assert [_added(rows, "在校学生数") for rows in (growth.numerator_rows, growth.denominator_rows)] == [196, 198]
