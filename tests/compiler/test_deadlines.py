"""Time limits (完成时限) of tasks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.compiler.tasks.deadlines import find_deadline

FIVE_YEARS = (2021, 2025)


@pytest.mark.parametrize(
    ("text", "year", "words"),
    [
        ("到2025年，普惠率达到90%以上。", 2025, "到2025年"),
        ("2022年底前，建成云平台。", 2022, "2022年底前"),
        ("2023年秋季投用。", 2023, "2023年秋季"),
        ("到2023年中等职业学校全部达标。", 2023, "到2023年"),
        ("力争2024年投用。", 2024, "力争2024年"),
        ("2023年完成改造，2024年底前全部投用。", 2024, "2024年底前"),
        ("从2021年开始三年内，把占比降下来。", 2023, "2021年开始三年内"),
        ("自2022年起用两年时间完成整改。", 2023, "2022年起用两年时间"),
        ("“十四五”期间，保留学校155所。", 2025, "“十四五”期间"),
        ("2024年6月底前出台方案。", 2024, "2024年6月底前"),
        ("在2023年底前全部办成公办园。", 2023, "在2023年底前"),
    ],
)
def test_find_deadline_takes_the_last_limit(text: str, year: int, words: str) -> None:
    assert (year, words) == tuple(find_deadline(text, FIVE_YEARS))


@pytest.mark.parametrize(
    "text",
    [
        "从2022年起，扩大招生。",
        "2023年秋季学期起，实行公示制度。",
        "三年内有效减轻负担。",
        "五年内遴选教学名师100名。",
        "按照《“互联网+教育”行动计划（2019—2022年）》推进。",
        "落实《2025年行动方案》（临教发〔2022〕3号）。",
        "在2021年成立的基础上扩大规模。",
        "2019年已建成10所。",
        "实现2035年远景目标。",
        "认真编好“十四五”规划。",
        "每年开展一次体检。",
        "",
    ],
)
def test_find_deadline_leaves_out_what_is_no_limit(text: str) -> None:
    assert find_deadline(text, FIVE_YEARS).year is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("6月底前完成改革任务。", "6月底前"), ("年底前全部投入使用。", "年底前"), ("第三季度完成招聘。", "第三季度")],
)
def test_find_deadline_of_a_yearly_plan_counts_months(text: str, words: str) -> None:
    assert (2024, words) == tuple(find_deadline(text, (2024, 2024)))
    assert find_deadline(text, FIVE_YEARS).year is None


def test_find_deadline_prefers_what_is_labelled() -> None:
    assert tuple(find_deadline("到2027年全部达标。完成时限：2024年12月", None)) == (2024, "2024年12月")
    assert tuple(find_deadline("到2027年全部达标。完成时限：长期坚持；", None)) == (None, "长期坚持")


def test_find_deadline_leaves_out_years_before_the_document() -> None:
    assert find_deadline("2019年完成试点。", None, since=2021).year is None
    assert find_deadline("2021年完成试点。", None, since=2021).year == 2021


@given(st.text(alphabet="到从在2025年底前起内三《》，。“十四五”期间月 ", max_size=40))
def test_find_deadline_quotes_the_text(text: str) -> None:
    assert find_deadline(text, FIVE_YEARS).text in text
