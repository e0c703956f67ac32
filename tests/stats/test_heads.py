"""Heads of sheets: their paths through merged cells, and how words are compared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.sheets.grid import Grid
from luoshi.stats.heads import HeadRows, Heads, find_heads, plain, plain_path, possible_heads
from tests.stats.returns import grid

_WORDS = st.text(alphabet="学生数（）()人/／* 　\n年级2024eé́ｍ2㎡", max_size=12)


def head_paths(sheet: Grid, first: int, depth: int) -> Heads:
    """Return the heads that stand in ``depth`` rows from row ``first`` on."""
    return HeadRows(sheet).paths(first, depth)


def test_two_rows_merged_across_and_down() -> None:
    rows = [["学校", "一年级", None, "二年级", None], [None, "在校生", "女", "在校生", "女"], ["甲", 1, 2, 3, 4]]
    heads = head_paths(grid(rows, merged=[(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 0, 4)]), 0, 2)
    assert heads.paths == ("学校", "一年级/在校生", "一年级/女", "二年级/在校生", "二年级/女")
    assert (heads.last, heads.body) == (1, 2)


def test_three_rows_merged() -> None:
    rows = [
        ["代码", "在校学生数", None, None, "教职工"],
        [None, "一年级", None, "二年级", None],
        [None, "计", "其中：女", "计", None],
    ]
    merged = [(0, 0, 2, 0), (0, 1, 0, 3), (1, 1, 1, 2), (0, 4, 2, 4)]
    assert head_paths(grid(rows, merged=merged), 0, 3).paths == (
        "代码",
        "在校学生数/一年级/计",
        "在校学生数/一年级/其中:女",
        "在校学生数/二年级/计",
        "教职工",
    )


def test_in_a_text_file_an_upper_word_stands_over_the_empty_cells_to_its_right() -> None:
    rows = [["代码", "一年级", None, "二年级", None], [None, "计", "女", "计", "女"]]
    assert head_paths(grid(rows), 0, 2).paths == ("代码", "一年级/计", "一年级/女", "二年级/计", "二年级/女")


def test_where_cells_are_merged_a_word_stands_over_its_own_cells_only() -> None:
    rows = [["代码", "一年级", None, None], [None, "计", "女", "备注"]]
    assert head_paths(grid(rows, merged=[(0, 1, 0, 2)]), 0, 2).paths == ("代码", "一年级/计", "一年级/女", "备注")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("在校生（人）", "在校生"),
        ("占地面积(平方米)", "占地面积"),
        ("图书（单位：万册）", "图书"),
        ("* 学校标识码", "学校标识码"),
        ("学校\n名称", "学校名称"),
        ("１年级", "1年级"),
        ("在校生数(人)(人)", "在校生数"),
        ("小班（3岁）", "小班(3岁)"),
        ("(人)", "(人)"),
        (2024.0, "2024"),
        (2024, "2024"),
        (0.5, "0.5"),
        (None, ""),
    ],
)
def test_words_are_compared_without_units_blanks_and_marks(head: object, expected: str) -> None:
    assert plain(head) == expected


@settings(deadline=None)
@given(_WORDS)
def test_what_is_plain_stays_so(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@settings(deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=3, max_size=3), min_size=1, max_size=3))
def test_a_path_is_found_again_whatever_the_cells_hold(rows: list[list[str]]) -> None:
    for path in head_paths(grid(rows), 0, len(rows)).paths:
        assert plain_path(path) == path


def test_a_number_may_stand_in_a_head() -> None:
    rows = [["代码", "名称", 2023.0, 2024, "备注"], ["甲", "乙", 1.0, 2.0, None]]
    assert head_paths(grid(rows), 0, 1).paths == ("代码", "名称", "2023", "2024", "备注")
    assert possible_heads(grid(rows))[0].paths == ("代码", "名称", "2023", "2024", "备注")


def test_rows_where_figures_outnumber_words_are_no_heads() -> None:
    assert possible_heads(grid([["甲", 1, 2], ["乙", 3, 4]])) == ()


def test_of_several_possible_heads_those_with_most_columns_are_taken() -> None:
    rows = [["标题"], ["代码", "一年级", None], [None, "计", "女"], ["甲", 1, 2]]
    sheet = grid(rows, merged=[(1, 0, 2, 0), (1, 1, 1, 2)])
    found = find_heads(possible_heads(sheet), frozenset(("代码",)), frozenset(("代码", "一年级/计", "一年级/女")))
    assert found is not None
    assert (found.first, found.depth) == (1, 2)
    assert find_heads(possible_heads(sheet), frozenset(("没有的",)), frozenset()) is None
