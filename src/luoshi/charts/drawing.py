"""Charts drawn as SVG (画图): one drawing serves pages, the public site, PDF and Word.

Entries: :func:`draw`, :func:`luoshi.charts.svg.size_of`, :data:`MOST_ROWS`. What a chart shows comes from its facts:
lengths from their values, words from their text; where there is no value there is a gap and a dash. The height depends
on the rows.
Not here: pictures for what cannot show SVG (``luoshi.report.pictures``).
"""

from __future__ import annotations

from luoshi.charts.bars import DrawnBar, Part, draw_bars, draw_shares
from luoshi.charts.lines import DrawnLine, Level, Point, draw_lines
from luoshi.charts.svg import Drawing, document
from luoshi.charts.tiles import DrawnTile, draw_tiles
from luoshi.model.evaluation.charts import BarChart, Chart, Line, LineChart, ShareChart, TileChart
from luoshi.model.evaluation.facts import NO_VALUE, FactBook

MOST_ROWS = 20
"""So many bars with labels of a line fit on a printed page at full width; with more it is made narrower, so that its
letters grow small."""


def draw(chart: Chart, book: FactBook, title: str, described: str) -> str:
    """Return a chart as SVG, complete in itself: no style, no script, no id, nothing loaded.

    Args:
        chart: what is shown.
        book: the facts that it names.
        title: the caption, for screen readers.
        described: the words that stand for the chart (替代文字).

    Raises:
        KeyError: when the book lacks a fact of the chart.
    """
    return document(_drawn(chart, book), title, described)


def _drawn(chart: Chart, book: FactBook) -> Drawing:
    match chart:
        case LineChart():
            lines = [_line(line, book) for line in chart.lines]
            return draw_lines(chart.unit, lines, _level(chart.goal, chart.goal_name, book))
        case BarChart():
            bars = [DrawnBar(bar.label, book[bar.fact].value, book[bar.fact].text, bar.tone) for bar in chart.bars]
            return draw_bars(chart.unit, bars, _level(chart.mark, chart.mark_name, book))
        case ShareChart():
            rows = [
                (label, [Part(one.name, one.tone, book[one.fact].value, book[one.fact].number) for one in shares])
                for label, shares in chart.rows
            ]
            return draw_shares(chart.unit, rows)
        case TileChart():
            tiles = [DrawnTile(one.label, one.column, one.row, book[one.fact].text, one.tone) for one in chart.tiles]
            return draw_tiles(chart.unit, tiles)


def _line(line: Line, book: FactBook) -> DrawnLine:
    points = tuple(
        Point(year, None if fact is None else book[fact].value, NO_VALUE if fact is None else book[fact].number)
        for year, fact in line.points
    )
    return DrawnLine(line.name, points, line.is_dashed)


def _level(fact: str | None, name: str, book: FactBook) -> Level | None:
    if fact is None or (value := book[fact].value) is None:
        return None
    return Level(value, name, book[fact].text)
