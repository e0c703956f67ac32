"""Charts: what is drawn stands in the text too, lines break where nothing is known, bars begin at nought."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

from luoshi.web.ui.svg import Bar, Series, bar_chart, line_chart


def _points(svg: str) -> list[list[tuple[float, float]]]:
    lines = ElementTree.fromstring(svg).findall("polyline")
    return [[tuple(map(float, pair.split(","))) for pair in one.attrib["points"].split()] for one in lines]


def _bars(svg: str) -> dict[str, float]:
    rects = ElementTree.fromstring(svg).findall("rect")
    return {one[0].text.split()[0]: float(one.attrib["width"]) for one in rects}


def test_a_line_breaks_where_no_value_is() -> None:
    points = ((2020, Decimal(1)), (2021, Decimal(2)), (2022, None), (2023, Decimal(3)), (2024, Decimal(4)))
    (first, second) = _points(line_chart("趋势", "%", [Series("全市", points)]))
    assert (len(first), len(second)) == (2, 2)
    assert first[0][1] > first[1][1] > second[0][1] > second[1][1]


def test_values_are_told_to_screen_readers() -> None:
    svg = line_chart("毛入园率", "%", [Series("全市", ((2023, Decimal("91.50")),))])
    tree = ElementTree.fromstring(svg)
    assert (tree[0].text, tree[1].text) == ("毛入园率", "全市：2023年 91.5")


def test_the_path_is_told_from_the_values_without_colour() -> None:
    lines = [
        Series("全市", ((2020, Decimal(1)), (2021, Decimal(2)))),
        Series("目标路径", ((2020, Decimal(1)), (2021, Decimal(3))), is_dashed=True),
    ]
    svg = line_chart("趋势", "", lines)
    assert len(re.findall("<polyline[^>]*stroke-dasharray", svg)) == 1
    assert (svg.count("<circle"), len(ElementTree.fromstring(svg).findall("rect"))) == (2, 2)


def test_bars_are_as_long_as_their_values() -> None:
    bars = _bars(bar_chart("各县", "人", [Bar("甲", Decimal(50), "50"), Bar("乙", Decimal(100), "100")]))
    assert bars["乙"] == 2 * bars["甲"]


def test_what_is_not_known_is_written() -> None:
    svg = bar_chart("各县", "人", [Bar("甲", Decimal(50), "50"), Bar("乙", None, "")])
    assert "缺数据" in svg
    assert list(_bars(svg)) == ["甲"]
    assert bar_chart("各县", "人", [Bar("乙", None, "")]) == line_chart("趋势", "", []) == ""


def test_losses_go_to_the_left() -> None:
    svg = bar_chart("增长", "%", [Bar("甲", Decimal(-5), "-5"), Bar("乙", Decimal(5), "5")])
    left = [float(one.attrib["x"]) for one in ElementTree.fromstring(svg).findall("rect")]
    assert left[0] < left[1]


def test_what_people_wrote_is_no_markup() -> None:
    assert "<b>" not in bar_chart("<b>", "<b>", [Bar("<b>", Decimal(1), "<b>")])


def test_no_styles_are_written() -> None:
    assert "style=" not in bar_chart("各县", "人", [Bar("甲", Decimal(50), "50")], Decimal(60), "目标")
