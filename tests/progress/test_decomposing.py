"""A target divided among counties and years: cases worked out by hand, what is refused, and the laws."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.findings import Finding, Severity
from luoshi.model.decomposition import Decomposition
from luoshi.model.dividing import CountyRow, Held, Manner, Method, Wishes
from luoshi.model.document import Span
from luoshi.model.plan import Project
from luoshi.progress.division.decomposing import decompose
from luoshi.progress.division.divisible import asks_everyone, asks_smaller, counties_of, project_words
from luoshi.progress.division.question import Aim, County, Course, Question
from tests.progress.plans import plan_of, target

_FILE = Path(__file__).parent / "cases" / "decompositions.yaml"
_CASES = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
_NUMBERS = ("goal", "factor")


def _aim(**given: object) -> Aim:
    written = {key: Decimal(str(value)) if key in _NUMBERS else value for key, value in given.items()}
    return Aim(id="t-1", **written)


def _county(row: dict[str, object]) -> County:
    keys = ("amount", "weight", "ceiling", "fixed", "value")
    numbers = {key: Decimal(str(row[key])) for key in keys[:4] if key in row}
    return County(str(row["name"]), **numbers)


def _asked(case: dict[str, object]) -> Question:
    cap = Decimal(case["cap"]) if "cap" in case else None
    course = Course(Manner(case.get("manner", "均匀")))
    return Question(
        _aim(**case["aim"]), [_county(row) for row in case["counties"]], Method(case["method"]), cap, course
    )


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_case_worked_out_by_hand(case) -> None:
    found = decompose(_asked(case))
    assert isinstance(found, Decomposition)
    expected = {row["name"]: (Decimal(row["value"]), Decimal(str(row["gets"]))) for row in case["counties"]}
    assert {one.name: (one.value, one.amount) for one in found.parts} == expected
    whole = case["whole"]
    assert (found.whole.base, found.whole.value) == (Decimal(whole["base"]), Decimal(whole["value"]))
    assert found.whole.amount == Decimal(str(whole["amount"]))
    for row, one in zip((whole, *case["counties"]), (found.whole, *found.parts), strict=True):
        if "years" in row:
            assert {point.year: point.value for point in one.years} == {
                year: Decimal(value) for year, value in row["years"].items()
            }
    assert {one.name: one.sentence for one in found.parts if one.name in case["says"]} == case["says"]


def test_every_county_beyond_the_goal_where_the_goal_is_not_enough() -> None:
    aim = _aim(
        indicator="普惠率", unit="%", op=">", goal="95", shown="> 95%", base_year=2023, year=2025, everywhere=True
    )
    counties = [County("甲县", Decimal(100), Decimal(90)), County("乙县", Decimal(200), Decimal(100))]
    found = decompose(Question(aim, counties, Method.SAME))
    assert isinstance(found, Decomposition)
    assert [(one.amount, one.value) for one in found.parts] == [(96, 96), (191, Decimal("95.5"))]
    assert "没有达到的都超过95%" in found.method_note
    less = replace(aim, op="<", sense=-1, goal=Decimal(5), shown="< 5%")
    found = decompose(Question(less, [County("甲县", Decimal(100), Decimal(30))], Method.SAME))
    assert isinstance(found, Decomposition)
    assert [(one.amount, one.value) for one in found.parts] == [(4, 4)]


def test_a_part_settled_above_its_ceiling_is_refused_where_every_county_has_to_come_to_the_goal() -> None:
    counties = (replace(_TWO[0], ceiling=Decimal(80), fixed=Decimal(90)), _TWO[1])
    found = decompose(replace(_QUESTION, aim=replace(_AIM, everywhere=True), counties=counties))
    assert isinstance(found, Finding)
    assert (found.code, "甲县定死的90%越过了上限（80%）" in found.message) == ("L105", True)


# What is refused

_AIM = _aim(indicator="普惠率", unit="%", op=">=", goal="75", shown="≥ 75%", base_year=2023, year=2025)
_TWO = (County("甲县", Decimal(1000), Decimal(400)), County("乙县", Decimal(3000), Decimal(2400)))
_QUESTION = Question(_AIM, _TWO, Method.EFFORT)


def _with(**changes: Decimal) -> tuple[County, ...]:
    return replace(_TWO[0], **changes), _TWO[1]


@pytest.mark.parametrize(
    ("question", "code", "words"),
    [
        (
            replace(_QUESTION, aim=replace(_AIM, goal=Decimal(65), shown="≥ 65%")),
            "L101",
            ("合起来是70%（分子 2800）", "已经达到 ≥ 65%", "还没有达到的有甲县 40%"),
        ),
        (
            replace(_QUESTION, counties=(_with(ceiling=Decimal(50))[0], replace(_TWO[1], ceiling=Decimal(82)))),
            "L102",
            ("都到上限也只有74%", "还差分子 40"),
        ),
        (replace(_QUESTION, counties=_with(fixed=Decimal(70))), "L103", ("甲县定死以后只剩76.67%", "多占了分子 100")),
        (
            replace(_QUESTION, counties=(_with(fixed=Decimal(41))[0], replace(_TWO[1], ceiling=Decimal(85)))),
            "L103",
            ("甲县定死以后余下86.33%", "也只有85%", "还差分子 40"),
        ),
        (replace(_QUESTION, cap=Decimal(4)), "L104", ("要75%", "也只有74%", "还差分子 40")),
        (replace(_QUESTION, counties=_with(fixed=Decimal(30))), "L105", ("甲县定死的30%比基期还差（40%）",)),
        (replace(_QUESTION, counties=_with(fixed=Decimal(60), ceiling=Decimal(50))), "L105", ("越过了上限（50%）",)),
        (
            replace(_QUESTION, aim=replace(_AIM, everywhere=True), counties=_with(ceiling=Decimal(60))),
            "L106",
            ("每个县市区都达到 ≥ 75%", "甲县", "只到60%"),
        ),
        (
            replace(_QUESTION, aim=replace(_AIM, everywhere=True), counties=_with(fixed=Decimal(120))),
            "L105",
            ("甲县定死的120%越过了上限（100%）",),
        ),
        (
            replace(_QUESTION, counties=_with(fixed=Decimal("30.05"))),
            "L105",
            ("甲县定死的30.05%（分子取整后是30.1%）比基期还差（40%）",),
        ),
        (replace(_QUESTION, course=Course(Manner.PROJECTS, {2026: 50})), "L110", ("2024—2025 年里没有写明竣工",)),
        (replace(_QUESTION, course=Course(Manner.TYPED, typed={2026: Decimal(75)})), "L111", ("2026 年不在",)),
        (replace(_QUESTION, course=Course(Manner.TYPED, typed={2025: Decimal(76)})), "L111", ("末年是 76",)),
        (replace(_QUESTION, course=Course(Manner.TYPED, typed={2024: Decimal(60)})), "L111", ("走回头",)),
        (replace(_QUESTION, aim=replace(_AIM, year=2023)), "L112", ("不在基期 2023 年之后",)),
    ],
)
def test_what_is_not_divided_says_why_in_numbers(question: Question, code: str, words: tuple[str, ...]) -> None:
    found = decompose(question)
    assert isinstance(found, Finding)
    assert found.code == code
    assert [word for word in words if word not in found.message] == []
    assert found.fix
    assert found.severity is (Severity.INFO if code == "L101" else Severity.ERROR)


def test_ceilings_that_just_suffice_are_no_obstacle() -> None:
    counties = tuple(replace(one, ceiling=Decimal(ceiling)) for one, ceiling in zip(_TWO, (60, 80), strict=True))
    found = decompose(replace(_QUESTION, counties=counties))
    assert [one.value for one in found.parts] == [60, 80]


@given(
    st.integers(0, 600).map(lambda n: Decimal(n) / 10),
    st.integers(0, 600).map(lambda n: Decimal(n) / 10),
    st.integers(7, 400),
    st.integers(7, 400),
    st.sampled_from(list(Method)),
)
@settings(max_examples=60, deadline=None)
def test_written_baseline_is_shown_as_it_is_and_nobody_is_asked_less(
    first: Decimal, second: Decimal, one: int, other: int, method: Method
) -> None:
    counties = (County("甲县", Decimal(one), value=first), County("乙县", Decimal(other), value=second))
    found = decompose(replace(_QUESTION, counties=counties, method=method))
    assert isinstance(found, Decomposition)
    assert [share.base for share in found.parts] == [first, second]
    assert all(share.value >= share.base for share in found.parts)
    assert all(share.change == share.value - share.base for share in found.parts)


def test_who_stands_beyond_the_ceiling_stays_there() -> None:
    counties = (County("甲县", Decimal(100), Decimal(120)), County("乙县", Decimal(100), Decimal(20)))
    found = decompose(replace(_QUESTION, counties=counties))
    assert [(one.name, one.value) for one in found.parts] == [("甲县", 120), ("乙县", 30)]
    assert any("甲县基期已经越过上限" in note for note in found.notes)


def test_path_by_projects_and_typed_path() -> None:
    by_works = decompose(replace(_QUESTION, course=Course(Manner.PROJECTS, {2022: 9, 2024: 30, 2025: 10})))
    assert [point.amount for point in by_works.whole.years] == [2950, 3000]
    assert "2024 年 30 个学位，2025 年 10 个学位" in by_works.manner_note
    typed = decompose(replace(_QUESTION, course=Course(Manner.TYPED, typed={2024: Decimal(71)})))
    assert [(point.value, point.amount) for point in typed.whole.years] == [(71, 2840), (75, 3000)]


def test_what_is_to_be_kept_is_due_in_each_year() -> None:
    found = decompose(replace(_QUESTION, aim=replace(_AIM, is_kept=True)))
    assert [(point.value, point.amount) for point in found.whole.years] == [(75, 3000), (75, 3000)]
    assert "每年都达到" in found.manner_note


def test_term_of_office() -> None:
    question = replace(_QUESTION, aim=replace(_AIM, base_year=2021), term=(2022, 2024))
    term = decompose(question).term
    assert term is not None
    whole, first, _ = term.shares
    assert (whole.start, whole.value, whole.added) == (70, Decimal("73.75"), 150)
    assert [(year.year, year.added) for year in whole.years] == [(2022, 50), (2023, 50), (2024, 50)]
    assert "2025 年" in term.note
    assert first.sentence == (
        "甲县：2022—2024年任期内由40%到47.5%，提高7.5个百分点，其中2022年提高2.5个百分点，2023年提高2.5个百分点，2024年提高2.5个百分点。"
    )
    later = decompose(replace(question, term=(2024, 2028))).term
    assert (later.shares[0].start, later.shares[0].value) == (Decimal("72.5"), 75)
    assert "2025 年到期" in later.note
    assert decompose(replace(question, term=(2027, 2030))).term is None


_PLACE = {"quote": "云岫县第五小学", "span": Span(0, 7)}


# Whom a target asks, and what people write


@pytest.mark.parametrize(
    ("indicator", "quote", "everyone"),
    [
        ("学前三年毛入园率", "到2025年，全市学前三年毛入园率达到93%。", False),
        ("学前三年毛入园率", "各县（市、区）学前三年毛入园率均达到93%。", True),
        ("学前三年毛入园率", "督促各县区加大投入，学前三年毛入园率达到93%。", False),
        ("各县学前三年毛入园率", "达到93%", True),
    ],
)
def test_whether_each_county_is_asked(indicator: str, quote: str, everyone: bool) -> None:
    assert asks_everyone(target(indicator, "93", quote=quote)) is everyone


def test_each_township_is_no_county() -> None:
    one = target("每个乡镇公办中心幼儿园", "1", unit="所")
    assert (asks_everyone(one), asks_smaller(one)) == (False, True)
    assert not asks_smaller(target("各县学前三年毛入园率", "93"))


def test_what_projects_hold_is_not_apportioned() -> None:
    school = Project(id="p-1", name="云岫县第五小学", place="云岫县", figures=("t-00000000",), **_PLACE)
    plan = plan_of(projects=(school,))
    assert project_words(target("新增学位", "1620", unit="个"), plan) == "是项目“云岫县第五小学”的数"
    assert (
        project_words(target("新建幼儿园", "96", unit="所", at=9), plan)
        == "是落到项目上的数（规划里有 1 个写明地点的项目）"
    )
    assert project_words(target("新增学位", "9000", unit="个", at=9), plan) == ""
    assert project_words(target("新建学校覆盖率", "90", at=9), plan) == ""
    assert project_words(target("新建幼儿园", "96", unit="所", at=9), plan_of()) == ""


def test_rows_of_a_table_stand_over_computed_figures() -> None:
    rows = (
        CountyRow("甲县", weight=Decimal(2000), where="甲行"),
        CountyRow("乙县", base=Decimal(50), ceiling=Decimal(90), fixed=Decimal(85)),
        CountyRow("丙县", base=Decimal(1), where="丙行"),
    )
    wishes = Wishes(rows=rows, ceilings={"": Decimal(99), "戊": Decimal(5)})
    (first, second), findings = counties_of(_AIM, _TWO, wishes)
    assert (first.weight, first.amount, first.value, first.ceiling) == (2000, None, 40, 99)
    assert (second.amount, second.value, second.ceiling, second.fixed) == (None, 50, 90, 85)
    assert [(one.code, one.where) for one in findings] == [("L109", "丙行"), ("L109", "")]


def test_a_table_alone_has_to_hold_everything() -> None:
    rows = (CountyRow("甲县", weight=Decimal(100)), CountyRow("乙县", base=Decimal(50)))
    counties, findings = counties_of(_AIM, (), Wishes(rows=rows))
    assert [one.name for one in counties] == ["甲县", "乙县"]
    assert [one.message for one in findings] == ["表里甲县没有基期，不能分解", "表里乙县没有分母，不能分解"]
    count = replace(_AIM, is_ratio=False, unit="个", factor=Decimal(1))
    _, none = counties_of(count, (), Wishes(rows=rows[:1]), adds_from_nothing=True)
    assert none == ()


# Laws


@st.composite
def questions(draw) -> Question:
    """Return a ratio of some counties, rising or falling, with a goal between the baseline and what is possible."""
    sense = draw(st.sampled_from((1, -1)))
    counties = []
    for number in range(draw(st.integers(1, 7))):
        weight = draw(st.integers(1, 30_000))
        amount = draw(st.integers(0, weight))
        fixed = None
        if draw(st.integers(0, 5)) == 0:
            points = Decimal(draw(st.integers(0, 10_000))) / 100
            fixed = points if sense * points >= sense * Decimal(amount) / weight * 100 else None
        counties.append(County(f"县{number}", Decimal(weight), Decimal(amount), fixed=fixed))
    base = sum(one.amount for one in counties) / sum(one.weight for one in counties) * 100
    low, high = (ceil(base * 10), 1000) if sense > 0 else (0, floor(base * 10))
    goal = Decimal(draw(st.integers(low, high))) / 10
    aim = _aim(indicator="率", unit="%", op="=", goal=goal, shown="", base_year=2020, year=2025, sense=sense)
    manner = draw(st.sampled_from((Manner.STRAIGHT, Manner.FRONT)))
    cap = draw(st.none() | st.integers(0, 1000).map(lambda tenths: Decimal(tenths) / 10))
    return Question(aim, counties, draw(st.sampled_from(Method)), cap, Course(manner))


@given(questions(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_counties_make_the_whole_in_each_year_and_issued_values_suffice(question: Question, random) -> None:
    found = decompose(question)
    if isinstance(found, Finding):  # reached to the unit, too much or too little settled, or the caps too tight
        assert found.code in ("L101", "L103", "L104", "L105")
        return
    aim, sense = question.aim, question.aim.sense
    needed = Fraction(aim.goal) * sum(Fraction(one.weight) for one in question.counties) / 100
    assert found.whole.amount == (ceil(needed) if sense > 0 else floor(needed))
    assert sum(one.amount for one in found.parts) == found.whole.amount
    for at, point in enumerate(found.whole.years):
        assert sum(one.years[at].amount for one in found.parts) == point.amount
    for one in (found.whole, *found.parts):
        amounts = [one.base_amount, *(point.amount for point in one.years)]
        assert amounts == sorted(amounts, reverse=sense < 0)
        assert amounts[-1] == one.amount
        values = [sense * value for value in (one.base, *(point.value for point in one.years))]
        assert values == sorted(values)
        assert one.years[-1].value == one.value
        assert 0 <= one.value <= 100
    for one in found.parts:
        if one.added:  # who comes to the value that is issued has the units
            exact = Fraction(one.value) * Fraction(one.weight) / 100
            assert (ceil(exact) - one.amount if sense > 0 else one.amount - floor(exact)) >= 0
        else:
            assert one.value == one.base
    for one, county in zip(found.parts, question.counties, strict=True):
        if county.fixed is not None:
            assert one.held is Held.FIXED
            assert one.value == county.fixed or one.value == one.base
        elif question.cap is not None:
            assert abs(one.change) <= question.cap
    mixed = list(question.counties)
    random.shuffle(mixed)
    again = decompose(replace(question, counties=mixed))
    assert {one.name: one for one in again.parts} == {one.name: one for one in found.parts}
