"""Changed words are marked, numbers whole, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.report.word_changes import Words, changed_words

_TEXT = st.text(st.sampled_from("新建学校幼儿园，。0123.5%—扩"), max_size=40)


def bracketed(words: list[Words]) -> str:
    return "".join(f"[{piece.text}]" if piece.changed else piece.text for piece in words)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("入园率达到95%以上", "入园率达到96%以上", ("入园率达到[95%]以上", "入园率达到[96%]以上")),
        ("新建12所", "新建12所", ("新建12所", "新建12所")),
        ("新建12所", "新建、改造12所", ("新建12所", "新建[、改造]12所")),
        ("增加1,200个学位", "增加1,250个学位", ("增加[1,200]个学位", "增加[1,250]个学位")),
        ("", "新建", ("", "[新建]")),
        ("甲乙丙丁", "戊乙己丁", ("[甲乙丙]丁", "[戊乙己]丁")),
    ],
)
def test_changed_words_are_marked(old: str, new: str, expected: tuple[str, str]) -> None:
    before, after = changed_words(old, new)
    assert (bracketed(before), bracketed(after)) == expected


@given(_TEXT, _TEXT)
def test_pieces_make_the_texts_again(old: str, new: str) -> None:
    before, after = changed_words(old, new)
    assert ("".join(piece.text for piece in before), "".join(piece.text for piece in after)) == (old, new)
    assert [piece.text for words in (before, after) for piece in words if not piece.text] == []


@given(_TEXT, _TEXT)
def test_what_is_not_marked_is_the_same_on_both_sides(old: str, new: str) -> None:
    before, after = changed_words(old, new)
    same = ["".join(piece.text for piece in words if not piece.changed) for words in (before, after)]
    assert same[0] == same[1]


def test_very_long_texts_are_changed_as_a_whole() -> None:
    old, new = "新" * 2001, "旧" * 2001
    assert changed_words(old, new) == ([Words(old, True)], [Words(new, True)])
    assert changed_words(old, old) == ([Words(old, False)], [Words(old, False)])
