"""Lying bars (条形图), whole and made up of parts. Entries: :func:`draw_bars`, :func:`draw_shares`. Not here: facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.charts.lines import Level, nothing
from luoshi.charts.scales import Scale, scale_of
from luoshi.charts.svg import (
    GREY,
    INK,
    LETTER,
    RED,
    WIDTH,
    Drawing,
    element,
    filled,
    lines_of,
    text,
    text_on,
    told,
    width_of,
)
from luoshi.model.evaluation.charts import Tone

MISSING = "缺数据"
_BAR, _LINE = 18, 17
_MOST_LABEL, _MOST_BESIDE = 150.0, 160.0
_SMALL = 12.0
_TOP = 32
_LIGHTS: tuple[Tone, ...] = ("红", "黄", "绿", "蓝")


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar: whose, how long, what is written beside it."""

    label: str
    value: Decimal | None
    words: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its name, tone, length, its number as written."""

    name: str
    tone: Tone
    value: Decimal | None
    number: str


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where the rows are: labels in lines, the top of each, where bars begin and end."""

    labels: tuple[list[str], ...]
    tops: tuple[float, ...]
    bottom: float
    left: float
    right: float

    @classmethod
    def of(cls, labels: Sequence[str], top: float, beside: float) -> _Rows:
        room = min(_MOST_LABEL, max(width_of(label) for label in labels))
        told = tuple(lines_of(label, room) for label in labels)
        tops, at = [], top
        for lines in told:
            tops.append(at)
            at += _BAR + 9 if len(lines) == 1 else _LINE * 2 + 5
        left = max(40.0, max(width_of(line) for lines in told for line in lines)) + 14
        return cls(told, tuple(tops), at, left, WIDTH - 10 - beside)

    def label(self, row: int) -> str:
        lines, top = self.labels[row], self.bar(row)
        first = top + 14 if len(lines) == 1 else top + _BAR / 2 - 3
        return "".join(text(self.left - 7, first + _LINE * at, line, anchor="end") for at, line in enumerate(lines))

    def bar(self, row: int) -> float:
        return self.tops[row] + (0 if len(self.labels[row]) == 1 else (_LINE * 2 - _BAR) / 2)

    def x(self, value: float | Decimal, scale: Scale) -> float:
        return self.left + (self.right - self.left) * scale.share(value)


def draw_bars(unit: str, bars: Sequence[DrawnBar], level: Level | None = None) -> Drawing:
    """Return bars one below another; words that say so when there is no value at all."""
    known = [one.value for one in bars if one.value is not None]
    if not known:
        return nothing()
    scale = scale_of([*known, *([level.value] if level else [])], from_zero=True)
    words = [f"{one.words} {one.tone}" if one.tone in _LIGHTS else one.words for one in bars]
    rows = _Rows.of([one.label for one in bars], _TOP, max(width_of(each) for each in words) + 8)
    drawn = "".join(_bar(one, words[at], rows, at, scale) for at, one in enumerate(bars))
    head = text(8, 18, f"单位：{unit or '无'}", fill=GREY)
    if level is None:
        return Drawing(head + _foot(rows, scale) + drawn, round(rows.bottom + 4))
    return Drawing(head + _foot(rows, scale) + drawn + _mark(level, rows, scale), round(rows.bottom + 24))


def _bar(one: DrawnBar, words: str, rows: _Rows, at: int, scale: Scale) -> str:
    top = rows.bar(at)
    label = rows.label(at)
    beside = text(WIDTH - 8, top + 14, words, anchor="end")
    if one.value is None:
        return label + text(rows.left + 6, top + 14, MISSING, fill=GREY) + beside
    start, end = rows.x(0, scale), rows.x(one.value, scale)
    box = (min(start, end), top, max(1.0, abs(end - start)), _BAR)
    return label + filled(one.tone, box, told(f"{one.label} {one.words}".strip())) + beside


def _foot(rows: _Rows, scale: Scale) -> str:
    zero = rows.x(0, scale)
    return element("line", x1=zero, y1=_TOP - 5, x2=zero, y2=rows.bottom - 4, stroke=GREY)


def _mark(level: Level, rows: _Rows, scale: Scale) -> str:
    x, words = rows.x(level.value, scale), f"{level.name} {level.number}".strip()
    half = width_of(words) / 2
    line = element(
        "line", x1=x, y1=_TOP - 6, x2=x, y2=rows.bottom, stroke=RED, stroke_width=1.5, stroke_dasharray="5 3"
    )
    return line + text(min(max(x, half + 4), WIDTH - half - 4), rows.bottom + 14, words, anchor="middle", fill=RED)


def draw_shares(unit: str, shares: Sequence[tuple[str, Sequence[Part]]]) -> Drawing:
    """Return bars that are made up of parts; words that say so when there is nothing in any."""
    totals = [sum((part.value or Decimal(0) for part in parts), Decimal(0)) for _, parts in shares]
    if not any(totals):
        return nothing()
    legend, height = _legend(unit, shares)
    scale = Scale(0.0, float(max(totals)), float(max(totals)))
    most = max(width_of(_beside(parts), _SMALL) for _, parts in shares)
    rows = _Rows.of([label for label, _ in shares], height + 12, min(most, _MOST_BESIDE) + 10)
    drawn = [rows.label(at) + _parts(label, parts, rows, at, scale) for at, (label, parts) in enumerate(shares)]
    axis = element("line", x1=rows.left, y1=height + 7, x2=rows.left, y2=rows.bottom - 4, stroke=GREY)
    return Drawing(legend + axis + "".join(drawn), round(rows.bottom + 4))


def _parts(label: str, parts: Sequence[Part], rows: _Rows, at: int, scale: Scale) -> str:
    """Return a row's parts, each with its number in it; behind the row those for which there is no room."""
    x, top, drawn, beside = rows.left, rows.bar(at), [], []
    whole = told(f"{label} " + "，".join(f"{part.name} {part.number}" for part in parts))
    for part in parts:
        wide = (rows.right - rows.left) * scale.share(part.value or Decimal(0))
        if wide:
            drawn.append(filled(part.tone, (x, top, max(wide, 1.5), _BAR), whole))
        if wide >= width_of(part.number) + 6:
            ink, is_over = text_on(part.tone), part.tone != "强调"
            drawn.append(text(x + wide / 2, top + 14, part.number, anchor="middle", fill=ink, is_over=is_over))
        elif part.value != 0:
            beside.append(part)
        x += wide
    words, room = _beside(beside), WIDTH - x - 8
    size = min(_SMALL, _SMALL * room / max(1.0, width_of(words, _SMALL)))
    return "".join(drawn) + (text(x + 6, top + 14, words, size=size) if words else "")


def _beside(parts: Sequence[Part]) -> str:
    return " ".join(f"{part.name}{part.number}" for part in parts)


def _legend(unit: str, shares: Sequence[tuple[str, Sequence[Part]]]) -> tuple[str, float]:
    names = list(dict.fromkeys((part.name, part.tone) for _, parts in shares for part in parts))
    words = f"单位：{unit or '无'}"
    drawn, x, y = [text(8, 18, words, fill=GREY)], 8 + width_of(words) + 20, 18.0
    for name, tone in names:
        wide = 34 + width_of(name)
        if x + wide > WIDTH:
            x, y = 8.0, y + 22
        drawn.append(element("g", filled(tone, (x, y - 13, 26, LETTER)) + text(x + 32, y, name, fill=INK)))
        x += wide + 16
    return "".join(drawn), y
