"""Charts for pages (图): those of :mod:`luoshi.charts`, as safe strings, from values that are no facts.

Entries: :func:`line_chart`, :func:`bar_chart`. Not here: how charts are drawn (:mod:`luoshi.charts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from luoshi.charts.bars import DrawnBar, draw_bars
from luoshi.charts.lines import DrawnLine, Level, Point, draw_lines
from luoshi.charts.svg import NAMESPACE, Drawing, document
from luoshi.model.evaluation.facts import NO_VALUE
from luoshi.model.wording import number_text


@dataclass(frozen=True, slots=True)
class Series:
    """A line.

    Attributes:
        name: in the legend.
        points: year and value; a year without value breaks the line.
        is_dashed: drawn dashed, with hollow squares, instead of solid with full dots.
    """

    name: str
    points: tuple[tuple[int, Decimal | None], ...]
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: whose, how long, what is written at its end; ``is_whole`` sets it apart from the others."""

    label: str
    value: Decimal | None
    text: str
    is_whole: bool = False


def line_chart(title: str, unit: str, series: Sequence[Series]) -> SafeString:
    """Return lines over years as SVG; empty when there is no value at all.

    Args:
        title: what is shown, for screen readers.
        unit: written above the axis.
        series: the first is the main one: its values are written beside its points.
    """
    shown = [one for one in series if any(value is not None for _, value in one.points)]
    if not shown:
        return SafeString("")
    lines = [
        DrawnLine(one.name, tuple(Point(year, value, _number(value)) for year, value in one.points), one.is_dashed)
        for one in shown
    ]
    return _safe(draw_lines(unit, lines), title, "；".join(_described(one) for one in shown))


def bar_chart(
    title: str, unit: str, bars: Sequence[Bar], mark: Decimal | None = None, mark_word: str = ""
) -> SafeString:
    """Return lying bars as SVG, one below another; empty when there is no value at all.

    Args:
        title: what is shown.
        unit: written above.
        bars: in their order.
        mark: a value that is marked by a dashed line (the target).
        mark_word: what the line is.
    """
    if all(one.value is None for one in bars):
        return SafeString("")
    drawn = [DrawnBar(one.label, one.value, one.text or NO_VALUE, "强调" if one.is_whole else "") for one in bars]
    level = None if mark is None else Level(mark, mark_word, number_text(mark))
    return _safe(draw_bars(unit, drawn, level), title, "；".join(f"{one.label} {one.text}" for one in bars))


def _safe(drawing: Drawing, title: str, described: str) -> SafeString:
    # Every word in it was escaped by luoshi.charts; within a page SVG needs no namespace.
    return SafeString(document(drawing, title, described).replace(NAMESPACE, "", 1))


def _described(one: Series) -> str:
    points = "，".join(f"{year}年 {_number(value)}" for year, value in one.points if value is not None)
    return f"{one.name}：{points}"


def _number(value: Decimal | None) -> str:
    return NO_VALUE if value is None else number_text(value)
