"""Text cut at marks loses nothing and marks what it should, however marks overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.model.document import Passage, Run, Span
from luoshi.report.marking import Layer, Mark, Marks

_SIZE = 60
_SPANS = st.tuples(st.integers(0, _SIZE), st.integers(0, _SIZE)).map(lambda ends: Span(min(ends), max(ends)))
_MARKS = st.lists(st.tuples(st.sampled_from(list(Layer)), _SPANS), max_size=12).map(
    lambda found: [Mark(layer, "target", f"t-{number}", span) for number, (layer, span) in enumerate(found)]
)


@st.composite
def _passages(draw: st.DrawFn) -> list[Passage]:
    """Passages in order, some of several runs, with gaps in between that belong to none."""
    passages, at = [], draw(st.integers(0, 5))
    while at < _SIZE:
        text, runs = "", []
        for length in draw(st.lists(st.integers(1, 9), min_size=1, max_size=3)):
            runs.append(Run(len(text), at, length))
            text += "".join(chr(0x4E00 + at + n) for n in range(length))
            at += length + draw(st.integers(0, 2))
        passages.append(Passage(text, tuple(runs)))
        at += draw(st.integers(0, 3))
    return passages


@given(_passages(), _MARKS)
def test_pieces_make_the_passages_again(passages: list[Passage], marks: list[Mark]) -> None:
    cut = Marks(marks)
    assert ["".join(piece.text for piece in cut.pieces(passage)) for passage in passages] == [p.text for p in passages]


@given(_passages(), _MARKS)
def test_a_character_has_the_marks_whose_span_holds_it(passages: list[Passage], marks: list[Mark]) -> None:
    cut = Marks(marks)
    for passage in passages:
        at = 0
        for piece in cut.pieces(passage):
            for _ in piece.text:
                here = passage.locate(at)
                expected = {mark for mark in marks if mark.span.start <= here < mark.span.end}
                assert expected <= set(piece.marks)
                low, high = passage.whole
                assert all(mark.span.start < high and mark.span.end > low for mark in piece.marks)
                at += 1


@given(_passages(), _MARKS)
def test_a_mark_opens_once_and_only_if_it_touches_a_character(passages: list[Passage], marks: list[Mark]) -> None:
    cut = Marks(marks)
    opened = [mark for passage in passages for piece in cut.pieces(passage) for mark in piece.opening]
    characters = {p.locate(at) for p in passages for at in range(len(p.text))}
    touched = [mark for mark in marks if characters & set(range(*mark.span))]
    assert sorted(opened, key=lambda mark: mark.key) == sorted(touched, key=lambda mark: mark.key)
    assert cut.opened == set(touched)
