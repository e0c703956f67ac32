"""The burden register: cut by more than half, renamed items asked about, joint visits that lose none."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.work_days import WorkDays
from luoshi.model.burden import BurdenItem, SchoolVisit
from luoshi.progress.oversight.burden import item_key, joined, report_burden
from luoshi.rules.burden import load_burden_rules

RULES = load_burden_rules()
DAYS = WorkDays()
_VISITS = st.lists(
    st.builds(
        SchoolVisit,
        item=st.sampled_from(("消防检查", "食堂检查", "语言文字督查")),
        bodies=st.sampled_from((("甲局",), ("乙局",), ("丙委",), ("甲局", "乙局"))),
        school=st.sampled_from(("一校", "二校", "三校")),
        on=st.integers(0, 60).map(lambda days: date(2026, 3, 2) + timedelta(days=days)),
        days=st.integers(1, 3),
        where=st.uuids().map(str),
    ),
    max_size=25,
)


def items(year: int, *names: str, body: str = "甲局", approved: bool | None = True) -> list[BurdenItem]:
    return [BurdenItem(name, (body,), year, approved) for name in names]


def codes(*given_: list[BurdenItem]) -> list[str]:
    report = report_burden([one for part in given_ for one in part], [], (2020, 2026), RULES, DAYS)
    return [one.code for one in report.findings]


@given(_VISITS, st.integers(0, 10))
@settings(max_examples=150, deadline=None)
def test_joining_covers_every_visit_and_never_adds_one(visits: list[SchoolVisit], window: int) -> None:
    plan = joined(visits, window, DAYS)
    covered = [*plan.alone, *(member for one in plan.joint for member in one.members)]
    assert sorted(covered, key=lambda one: one.where) == sorted(visits, key=lambda one: one.where)
    assert plan.visits <= len(visits)
    assert plan == joined(visits[::-1], window, DAYS)
    for one in plan.joint:
        assert {member.school for member in one.members} == {one.school}
        assert len({member.bodies for member in one.members}) >= 2
        assert max(member.on for member in one.members) <= max(DAYS.after(one.on, window), one.on)


@given(st.integers(1, 30), st.integers(1, 30))
@settings(max_examples=60, deadline=None)
def test_enough_is_more_than_half(base: int, now: int) -> None:
    given_ = [
        BurdenItem(f"第{n}类事项", ("甲局",), year, True)
        for year, many in ((2020, base), (2026, now))
        for n in range(many)
    ]
    report = report_burden(given_, [], (2020, 2026), RULES, DAYS)
    assert report.is_cut_enough == (now * 2 < base)
    assert report.cut == Fraction(base - now, base)
    told = [one.message for one in report.findings if one.code == "L341"]
    most = max(n for n in range(base + 1) if n * 2 < base) if base else 0
    assert told == (
        [] if now * 2 < base else [f"2020 年 {base} 项，2026 年 {now} 项，没有减少超过 50%，最多 {most} 项"]
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2020年度食堂检查", "2026年食堂检查"),
        ("关于开展语言文字督查的通知", "语言文字督查"),
        ("2020-2021学年体育工作评比", "体育评比"),
    ],
)
def test_the_year_and_the_frame_of_a_name_do_not_matter(one: str, other: str) -> None:
    assert item_key(one) == item_key(other)


@pytest.mark.parametrize(
    "names",
    [
        [f"2026年第{n}季度校园安全督查" for n in "一二三四"],
        ["2026年上半年食堂检查", "2026年下半年食堂检查"],
        ["2026年3月消防检查", "2026年9月消防检查"],
        ["第一次体育抽测", "第二次体育抽测"],
    ],
)
def test_what_comes_several_times_in_a_year_is_counted_each_time(names: list[str]) -> None:
    base = items(2020, *(f"第{n}类事项" for n in range(20)), *(name.replace("2026年", "2020年") for name in names))
    report = report_burden([*base, *items(2026, *names)], [], (2020, 2026), RULES, DAYS)
    assert (report.now, report.new) == (len(names), ())


def test_the_same_bodies_in_another_order_are_no_joint_visit() -> None:
    visits = [
        SchoolVisit("抽测", bodies, "一校", date(2026, 3, day), where=str(day))
        for day, bodies in ((3, ("甲局", "乙局")), (4, ("乙局", "甲局")))
    ]
    plan = joined(visits, 5, DAYS)
    assert (plan.joint, len(plan.alone)) == ((), 2)


def test_a_like_name_is_asked_about_and_another_is_new() -> None:
    base = items(2020, "校园食堂食品安全检查", "语言文字督查", "义务教育评估", "档案评比", "信息化考核", "绿化评比")
    report = report_burden([*base, *items(2026, "校园食堂食品安全专项检查", "网络评比")], [], (2020, 2026), RULES, DAYS)
    assert [(one.code, one.message) for one in report.findings] == [
        ("L343", "甲局“校园食堂食品安全专项检查”不在基期清单里，是不是“校园食堂食品安全检查”（甲局）换了名称？"),
        ("L342", "甲局“网络评比”不在基期清单里，是新设的"),
    ]
    assert report.is_cut_enough


def test_approval_is_told_or_asked_for_and_a_missing_base_is_told() -> None:
    base = items(2020, "甲项督查", "乙类检查", "丙种评比")
    assert codes(base, items(2026, "甲项督查", approved=False)) == ["L344"]
    assert codes(base, items(2026, "甲项督查", approved=None)) == ["L344"]
    assert codes(base, items(2026, "甲项督查")) == []
    assert codes(items(2026, "甲项督查"))[0] == "L345"


def test_a_year_of_which_the_lists_say_nothing_is_no_cut() -> None:
    report = report_burden(items(2020, "甲项督查", "乙类检查"), [], (2020, 2026), RULES, DAYS)
    assert (report.cut, report.is_cut_enough) == (None, None)
    assert [(one.code, one.message) for one in report.findings] == [
        ("L345", "清单里没有 2026 年的事项，看不出减了多少")
    ]


def test_visits_for_what_is_on_no_list_are_told() -> None:
    given_ = [*items(2020, "甲项督查", "乙类检查", "丙种评比"), *items(2026, "甲项督查")]
    visits = [
        SchoolVisit(name, ("乙局",), "一校", date(year, 3, 2))
        for name, year in (("2026年甲项督查", 2026), ("食堂检查", 2026), ("食堂检查", 2026), ("旧的检查", 2025))
    ]
    report = report_burden(given_, visits, (2020, 2026), RULES, DAYS)
    assert [(one.code, one.message) for one in report.findings] == [
        ("L347", "乙局为“食堂检查”进校 2 次，这一年的清单里没有这一项")
    ]


def test_an_item_of_two_bodies_counts_once_but_with_each() -> None:
    given_ = [BurdenItem("联合检查", ("甲局", "乙局"), 2020), BurdenItem("联合检查", ("乙局", "甲局"), 2020)]
    report = report_burden(given_, [], (2020, 2026), RULES, DAYS)
    assert report.base == 1
    assert [(one.body, one.items[2020]) for one in report.by_body] == [("乙局", 1), ("甲局", 1)]


def test_years_between_are_told_too() -> None:
    given_ = [
        *items(2020, "甲项", "乙项", "丙项"),
        *items(2023, "甲项", "乙项"),
        *items(2026, "甲项"),
        *items(2019, "丁项"),
    ]
    report = report_burden(given_, [], (2020, 2026), RULES, DAYS)
    assert report.by_year == {2020: 3, 2023: 2, 2026: 1}
    assert [dict(one.items) for one in report.by_body] == [{2020: 3, 2023: 2, 2026: 1}]
