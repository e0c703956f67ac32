"""Charts as SVG drawn by the server (图): a line over years, bars of places. Nothing is loaded, nothing is scripted.

Entries: :func:`line_chart`, :func:`bar_chart`. Attributes only, no styles (the strict CSP forbids them); series are
told apart by dash and mark, so that a black-and-white print is read as well; a title and a description are spoken by
screen readers. Not here: what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_INK, _GREY, _LINE, _BLUE, _RED = "#1f1f1f", "#595959", "#d9d9d9", "#0958d9", "#cf1322"
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 270, 64, 24, 40, 34
_BAR, _STEP, _BAR_LEFT, _BAR_WIDTH = 16, 26, 132, 400
_TICKS = 5
_WIDE = "\u2e80"
"""From this character on they are as wide as high."""


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


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    step: float

    @property
    def ticks(self) -> list[float]:
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * number for number in range(count + 1)]

    def share(self, value: float) -> float:
        """Return where a value lies between low and high, 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def line_chart(title: str, unit: str, series: Sequence[Series]) -> SafeString:
    """Return lines over years as SVG; empty when there is no value at all.

    Args:
        title: what is shown, for screen readers.
        unit: written above the axis.
        series: the first is the main one: its values are written beside its points.
    """
    shown = [one for one in series if any(value is not None for _, value in one.points)]
    values = [float(value) for one in shown for _, value in one.points if value is not None]
    if not values:
        return SafeString("")
    years = sorted({year for one in shown for year, _ in one.points})
    scale = _scale(min(values), max(values), from_zero=False)
    inside, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    gap = inside / max(1, len(years) - 1)

    def x(year: int) -> float:
        return _LEFT + (years.index(year) * gap if len(years) > 1 else inside / 2)

    def y(value: float) -> float:
        return _TOP + height * (1 - scale.share(value))

    grid = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/><text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>',
        (
            (_LEFT, _n(y(tick)), _WIDTH - _RIGHT, _n(y(tick)), _LINE, _LEFT - 6, _n(y(tick) + 4), _GREY, _tick(tick))
            for tick in scale.ticks
        ),
    )
    every = -(-len(years) // 12)
    under = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}年</text>',
        ((_n(x(year)), _HEIGHT - 12, _GREY, year) for year in years[::every]),
    )
    lines = [_line(one, [(x(year), value, year) for year, value in one.points], y) for one in shown]
    first = shown[0]
    told = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle" fill="{}">{}</text>',
        (
            (_n(x(year)), _n(y(float(value)) - 8), _INK, _figure(value))
            for year, value in first.points
            if value is not None
        ),
    )
    body = format_html(
        '<text x="{}" y="16" fill="{}">单位：{}</text>{}{}{}{}{}',
        8,
        _GREY,
        unit or "无",
        _legend(shown),
        grid,
        under,
        format_html_join("", "{}", ((line,) for line in lines)),
        told,
    )
    return _svg(title, _described(shown), _WIDTH, _HEIGHT, body)


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
    values = [float(one.value) for one in bars if one.value is not None]
    if not values:
        return SafeString("")
    known = [*values, *([float(mark)] if mark is not None else [])]
    scale = _scale(min(known), max(known), from_zero=True)
    height = 34 + _STEP * len(bars) + (18 if mark is not None else 4)

    def x(value: float) -> float:
        return _BAR_LEFT + _BAR_WIDTH * scale.share(value)

    rows = format_html_join("", "{}", ((_bar(one, 32 + _STEP * n, x, scale),) for n, one in enumerate(bars)))
    line = SafeString("")
    if mark is not None:
        at, bottom = _n(x(float(mark))), 32 + _STEP * len(bars)
        line = format_html(
            '<line x1="{0}" y1="26" x2="{0}" y2="{1}" stroke="{2}" stroke-dasharray="5 3"/>'
            '<text x="{0}" y="{3}" text-anchor="middle" fill="{2}">{4} {5}</text>',
            at,
            bottom,
            _RED,
            bottom + 14,
            mark_word,
            _figure(mark),
        )
    body = format_html('<text x="8" y="16" fill="{}">单位：{}</text>{}{}', _GREY, unit or "无", rows, line)
    described = "；".join(f"{one.label} {one.text}" for one in bars)
    return _svg(title, described, _WIDTH, height, body)


def _bar(one: Bar, top: int, x, scale: _Scale) -> SafeString:  # type: ignore[no-untyped-def]  # a function of the scale
    label = one.label if _width(one.label) <= 9 else one.label[:8] + "…"
    text = format_html(
        '<text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>', _BAR_LEFT - 8, top + 13, _INK, label
    )
    if one.value is None:
        return format_html('{}<text x="{}" y="{}" fill="{}">缺数据</text>', text, _BAR_LEFT + 4, top + 13, _GREY)
    start, end = x(max(0.0, scale.low) if scale.high > 0 else scale.high), x(float(one.value))
    left, width = min(start, end), abs(end - start)
    return format_html(
        '{}<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}"><title>{} {}</title></rect>'
        '<text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>',
        text,
        _n(left),
        top,
        _n(max(width, 1)),
        _BAR,
        _BLUE if one.is_whole else "#91caff",
        _BLUE,
        one.label,
        one.text,
        _WIDTH - 8,
        top + 13,
        _INK,
        one.text,
    )


def _line(one: Series, points: list[tuple[float, Decimal | None, int]], y) -> SafeString:  # type: ignore[no-untyped-def]
    colour = _RED if one.is_dashed else _BLUE
    runs: list[list[str]] = [[]]
    for across, value, _ in points:
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_n(across)},{_n(y(float(value)))}")
    dash = SafeString(' stroke-dasharray="6 4"') if one.is_dashed else ""
    lines = format_html_join(
        "",
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2"{}/>',
        ((" ".join(run), colour, dash) for run in runs if len(run) > 1),
    )
    shape = (
        '<rect x="{0}" y="{1}" width="7" height="7" fill="#fff" stroke="{3}"><title>{2}</title></rect>'
        if one.is_dashed
        else '<circle cx="{0}" cy="{1}" r="4" fill="{3}"><title>{2}</title></circle>'
    )
    shift = 3.5 if one.is_dashed else 0
    marks = format_html_join(
        "",
        shape,
        (
            (_n(across - shift), _n(y(float(value)) - shift), f"{one.name} {year}年 {_figure(value)}", colour)
            for across, value, year in points
            if value is not None
        ),
    )
    return format_html("{}{}", lines, marks)


def _legend(series: Sequence[Series]) -> SafeString:
    at = float(_WIDTH - _RIGHT)
    parts = []
    for one in reversed(series):
        at -= _width(one.name) * 13 + 44
        colour = _RED if one.is_dashed else _BLUE
        dash = SafeString(' stroke-dasharray="6 4"') if one.is_dashed else ""
        sample = format_html(
            '<line x1="{}" y1="12" x2="{}" y2="12" stroke="{}" stroke-width="2"{}/>', _n(at), _n(at + 26), colour, dash
        )
        parts.append(format_html('{}<text x="{}" y="16" fill="{}">{}</text>', sample, _n(at + 30), _INK, one.name))
    return format_html_join("", "{}", ((part,) for part in parts))


def _svg(title: str, described: str, width: int, height: int, body: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" font-size="12" '
        'font-family="sans-serif"><title>{2}</title><desc>{3}</desc>{4}</svg>',
        width,
        height,
        title,
        described,
        body,
    )


def _described(series: Sequence[Series]) -> str:
    told = []
    for one in series:
        points = "，".join(f"{year}年 {_figure(value)}" for year, value in one.points if value is not None)
        told.append(f"{one.name}：{points}")
    return "；".join(told)


def _scale(low: float, high: float, *, from_zero: bool) -> _Scale:
    """Return a scale with round steps that holds all values; from 0 for bars, whose length is their value."""
    if from_zero:
        low, high = min(0.0, low), max(0.0, high)
    if high == low:
        low, high = (low - abs(low) * 0.1 - 0.5, high + abs(high) * 0.1 + 0.5) if not from_zero else (low, low + 1)
    rough = (high - low) / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first = floor(low / step)
    last = -floor(-high / step)
    return _Scale(first * step, max(last, first + 1) * step, step)


def _n(value: float) -> str:
    """Return a coordinate with a decimal."""
    return f"{value:.1f}"


def _tick(value: float) -> str:
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _figure(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _width(text: str) -> float:
    """Return how many characters as wide as high a text takes."""
    return sum(1.0 if one >= _WIDE else 0.55 for one in text)
