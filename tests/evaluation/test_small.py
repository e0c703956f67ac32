"""The words of a report hold no number that is no fact; where facts stand is known."""

from __future__ import annotations

import pytest

from luoshi.model.evaluation.prose import Said, figures_in, plain, prose
from luoshi.model.evaluation.report import FactPlace, places_of
from tests.evaluation.small_city import small_frozen
from tests.evaluation.small_report import small_facts, small_report


def test_words_hold_no_digit() -> None:
    with pytest.raises(ValueError, match="no fact"):
        Said("提高5个百分点")
    with pytest.raises(ValueError, match="no fact"):
        prose("提高５个百分点")


def test_prose_writes_a_fact_with_its_unit_and_a_name_as_it_is() -> None:
    book = small_facts()
    words = prose("{name}为{value}，{none}", name="3岁以下托位", value=book["v/2024"], none=book["none"])
    assert plain(words, book) == "3岁以下托位为94.1%，—"
    assert figures_in(words) == ("v/2024", "none")


def test_places_of_a_fact_are_its_sentences_cells_charts_and_what_depends_on_it() -> None:
    places = places_of(small_report())
    assert places["v/2024"] == (
        FactPlace("p1", "", "写出"),
        FactPlace("p1", "", "依据"),
        FactPlace("f1", "", "写出"),
        FactPlace("f1", "", "图"),
    )
    assert places["c/南塘县"][0] == FactPlace("t1", "1/2", "写出")


def test_small_city_has_targets_in_several_states() -> None:
    frozen = small_frozen()
    states = {one.indicator: str(one.judgement.state) for one in frozen.monitoring.targets}
    assert states["九年义务教育巩固率"] == "已达到"
    assert states["名师工作室"] == "缺数据"
    assert frozen.whole == "全市"
