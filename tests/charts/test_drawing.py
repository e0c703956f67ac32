"""Charts: what is drawn comes from the facts, is read without colour, and stays within its frame."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from tests.evaluation.small_report import small_report

from luoshi.charts.bars import MISSING
from luoshi.charts.drawing import draw
from luoshi.charts.svg import cut, filled, lines_of, mark, size_of, width_of
from luoshi.model.evaluation.charts import (
    Bar,
    BarChart,
    Chart,
    Line,
    LineChart,
    Share,
    ShareChart,
    Tile,
    TileChart,
    Tone,
    facts_of,
)
from luoshi.model.evaluation.facts import NO_VALUE, Fact, FactBook
from luoshi.model.evaluation.report import Picture

_SVG = "{http://www.w3.org/2000/svg}"
_LONG = (
    "东湾经济技术开发区教育和体育局",
    "南塘县",
    "西坪民族自治县教育科技和体育局第一督导责任区",
    "澄湖高新技术产业开发区社会事业管理局",
    "北岭区",
    "河口县",
)
_TONES: tuple[Tone, ...] = ("", "强调", "红", "黄", "绿", "蓝", "无")


def _book(*values: str | None, unit: str = "%") -> FactBook:
    made = [Fact(f"v{at}", None if value is None else Decimal(value), unit) for at, value in enumerate(values)]
    return FactBook({one.id: one for one in made})


def _draw(chart: Chart, book: FactBook) -> str:
    return draw(chart, book, "题目", "说明")


def _texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter(f"{_SVG}text")]


_SMALL = small_report()
_PICTURES = [one for one in _SMALL.blocks if isinstance(one, Picture)]


@pytest.mark.parametrize("picture", _PICTURES, ids=lambda one: type(one.chart).__name__)
def test_every_fact_is_seen_and_no_other(picture: Picture) -> None:
    before = _draw(picture.chart, _SMALL.facts)
    shown = set(facts_of(picture.chart))
    changed = set()
    for name, fact in _SMALL.facts.facts.items():
        value = Decimal(7) if fact.value is None else fact.value + Decimal("0.5")
        other = FactBook({**_SMALL.facts.facts, name: replace(fact, value=value)})
        if _draw(picture.chart, other) != before:
            changed.add(name)
    assert changed == shown


@pytest.mark.parametrize("picture", _PICTURES, ids=lambda one: type(one.chart).__name__)
def test_it_stands_alone_and_tells_what_it_is(picture: Picture) -> None:
    svg = draw(picture.chart, _SMALL.facts, "甲<乙", "说 & 明")
    tree = ElementTree.fromstring(svg)
    assert (tree[0].tag, tree[0].text, tree[1].tag, tree[1].text) == (
        f"{_SVG}title",
        "甲<乙",
        f"{_SVG}desc",
        "说 & 明",
    )
    assert tree.attrib["role"] == "img"
    assert not {"width", "height", "style"} & set(tree.attrib)
    attributes = {name for one in tree.iter() for name in one.attrib}
    assert not {"style", "id", "href", "onclick"} & attributes
    assert "url(" not in svg
    assert {one.tag for one in tree.iter()} <= {
        _SVG + tag for tag in "svg title desc g line rect circle ellipse path polyline text".split()
    }


def test_numbers_are_written_as_the_facts_say() -> None:
    book = _book("12345.60", "0.5", unit="人")
    bars = BarChart("人", (Bar("甲", "v0"), Bar("乙", "v1")), mark="v1", mark_name="全市")
    assert {"12,345.6人", "0.5人", "全市 0.5人"} <= set(_texts(_draw(bars, book)))
    tiles = TileChart("人", (Tile("甲", 0, 0, "v0"),))
    assert "12,345.6人" in _texts(_draw(tiles, book))
    line = LineChart("人", (Line("实际", ((2024, "v0"),)),), goal="v1", goal_name="目标")
    assert {"12,345.6", "目标 0.5人"} <= set(_texts(_draw(line, book)))


def test_where_there_is_no_number_there_is_a_dash() -> None:
    book = _book("3", None)
    bars = _texts(_draw(BarChart("%", (Bar("甲", "v0"), Bar("乙", "v1"))), book))
    assert (MISSING in bars, NO_VALUE in bars) == (True, True)
    assert NO_VALUE in _texts(_draw(TileChart("%", (Tile("甲", 0, 0, "v1"),)), book))
    shares = ShareChart("%", (("甲", (Share("红", "红", "v0"), Share("绿", "绿", "v1"))),))
    assert f"绿{NO_VALUE}" in _texts(_draw(shares, book))
    line = LineChart("%", (Line("实际", ((2022, "v0"), (2023, "v1"), (2024, "v0"))),), goal="v1", goal_name="目标")
    drawn = _draw(line, book)
    assert (drawn.count("<polyline"), drawn.count("<circle"), "目标" in drawn) == (0, 2, False)


@pytest.mark.parametrize(
    "chart",
    [
        LineChart("%", (Line("实际", ((2024, "v0"), (2025, None))),)),
        BarChart("%", (Bar("甲", "v0"),)),
        ShareChart("%", (("甲", (Share("红", "红", "v0"),)),)),
        TileChart("%", ()),
    ],
    ids=lambda chart: type(chart).__name__,
)
def test_nothing_to_draw_is_said(chart: Chart) -> None:
    assert _texts(_draw(chart, _book(None))) == ["没有数据"]


def test_years_are_as_far_apart_as_they_are() -> None:
    points = ((2015, "v0"), (2020, "v0"), (2025, "v1"), (2024, "v1"))
    svg = _draw(LineChart("%", (Line("实际", points),)), _book("1", "2"))
    (line,) = ElementTree.fromstring(svg).findall(f"{_SVG}polyline")
    at = [float(pair.split(",")[0]) for pair in line.attrib["points"].split()]
    assert at[1] - at[0] == pytest.approx(5 * (at[3] - at[2]), abs=0.3)
    assert at == sorted(at)


def test_lines_differ_without_colour() -> None:
    lines = tuple(Line(f"线{at}", ((2024, "v0"), (2025, "v1")), is_dashed=at > 3) for at in range(6))
    tree = ElementTree.fromstring(_draw(LineChart("%", lines), _book("1", "2")))
    samples = []
    for group in tree.findall(f"{_SVG}g"):
        line, sign = group[0], group[1]
        look = (line.attrib.get("stroke-dasharray"), sign.tag, sign.attrib.get("fill") == "#ffffff")
        shape = re.sub(r"[\d.-]+", "", sign.attrib.get("d", ""))
        samples.append((*look, shape, len(sign.attrib.get("d", "").split("L"))))
    assert len(samples) == 6
    assert len(set(samples)) == 6
    assert len({re.sub(r'"[\d.-]+"|#\w+', "", mark(kind, 0, 0, "#000000")) for kind in range(6)}) >= 4


def test_lights_differ_without_colour() -> None:
    box = (0.0, 0.0, 60.0, 18.0)
    grey = {tone: re.sub(r"#\w+", "", filled(tone, box)) for tone in _TONES}
    lights = [grey[tone] for tone in ("红", "黄", "绿", "蓝", "无")]
    assert len(set(lights)) == len(lights)


@pytest.mark.parametrize("tone", ["红", "黄", "绿", "蓝"])
def test_the_light_of_a_bar_or_square_is_written(tone: Tone) -> None:
    book = _book("3")
    assert f"3% {tone}" in _texts(_draw(BarChart("%", (Bar("甲", "v0", tone),)), book))
    assert tone in _texts(_draw(TileChart("%", (Tile("甲", 0, 0, "v0", tone),)), book))


def _hard_charts() -> list[Chart]:
    names = ("已完成", "按时推进", "临近时限", "滞后", "未到时限")
    tones: tuple[Tone, ...] = ("绿", "蓝", "黄", "红", "无")
    every = tuple(f"v{at}" for at in range(6))
    return [
        BarChart("人", tuple(map(Bar, _LONG, every, _TONES)), mark="v3", mark_name="全市平均水平"),
        ShareChart("人", tuple((label, tuple(map(Share, names, tones, every))) for label in _LONG)),
        TileChart("人", tuple(Tile(_LONG[at % 6], at % 8, at // 8, every[at % 6]) for at in range(11))),
        LineChart(
            "人",
            tuple(
                Line(label, tuple((2010 + at, f"v{(at + n) % 6}") for at in range(15))) for n, label in enumerate(_LONG)
            ),
            goal="v3",
            goal_name="规划目标",
        ),
    ]


@pytest.mark.parametrize("chart", _hard_charts(), ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize(
    "values", [("1", "1234567", "0", "31415926", "2", None), ("-4", "5", "-0.25", "100", "0", "33.3")]
)
def test_nothing_leaves_the_frame(chart: Chart, values: tuple[str | None, ...]) -> None:
    svg = _draw(chart, _book(*values, unit="人"))
    width, height = size_of(svg)
    outside = []
    for one in ElementTree.fromstring(svg).iter(f"{_SVG}text"):
        wide = width_of(one.text or "", float(one.attrib.get("font-size", 14)))
        left = float(one.attrib["x"]) - {"middle": wide / 2, "end": wide}.get(one.attrib.get("text-anchor", ""), 0.0)
        if left < -1 or left + wide > width + 1 or not 10 <= float(one.attrib["y"]) <= height - 1:
            outside.append((one.text, left, left + wide, one.attrib["y"]))
    assert outside == []


def test_more_rows_make_it_higher() -> None:
    book = _book("1")
    heights = [size_of(_draw(BarChart("%", (Bar("甲", "v0"),) * rows), book))[1] for rows in (1, 2, 12)]
    assert heights[2] - heights[1] == 10 * (heights[1] - heights[0])


def test_long_labels_keep_both_ends() -> None:
    first, second = (cut(f"澄湖市第一实验小学{side}校区", 90) for side in "东西")
    assert (first, second) == ("澄湖…东校区", "澄湖…西校区")
    assert cut("南塘县", 90) == "南塘县"
    assert lines_of("东湾经济技术开发区教育和体育局", 150) == ["东湾经济技术开发", "区教育和体育局"]
    assert all(width_of(line) <= 100 for name in _LONG for line in lines_of(name, 100))


def test_what_people_wrote_is_no_markup() -> None:
    chart = BarChart("<u>", (Bar("<b>&\x07", "v0"),), mark="v0", mark_name='"<i>')
    svg = _draw(chart, _book("1", unit="<s>"))
    assert not re.search("<[bius]>", svg)
    assert "<b>& " in _texts(svg)


def test_not_a_chart_has_no_size() -> None:
    with pytest.raises(ValueError, match="no chart"):
        size_of("<svg/>")
