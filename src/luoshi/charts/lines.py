"""Lines over years (折线图). Entry: :func:`draw_lines`.

The first line is the main one: its numbers are written at its points; those of the others are told when one points at
them. Lines differ by mark and dash, not by colour alone; a year without value breaks a line. Not here: facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.charts.scales import Scale, scale_of, tick_text
from luoshi.charts.svg import (
    BLUE,
    GREY,
    GRID,
    LETTER,
    RED,
    WIDTH,
    Drawing,
    cut,
    element,
    mark,
    text,
    told,
    width_of,
)

_COLOURS = (BLUE, "#ad4e00", "#237804", "#531dab", "#595959", "#08979c")
_RIGHT, _INSIDE = 26, 210
_Attributes = dict[str, str | float | None]
_ROW = 22
_UNDER = 30
_SAMPLE = 30


@dataclass(frozen=True, slots=True)
class Point:
    """A year, its value, the number as written."""

    year: int
    value: Decimal | None
    number: str


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line with its numbers."""

    name: str
    points: tuple[Point, ...]
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A level that is marked: its value, its name, its number as written."""

    value: Decimal
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where things are: the years across, the scale up, the top and left of the field."""

    years: tuple[int, ...]
    scale: Scale
    top: float
    left: float

    @property
    def gap(self) -> float:
        return (WIDTH - self.left - _RIGHT) / max(1, len(self.years) - 1)

    def x(self, year: int) -> float:
        if len(self.years) == 1:
            return (self.left + WIDTH - _RIGHT) / 2
        return self.left + self.years.index(year) * self.gap

    def y(self, value: Decimal | float) -> float:
        return self.top + _INSIDE * (1 - self.scale.share(value))


@dataclass(frozen=True, slots=True)
class _Look:
    colour: str
    kind: int
    dash: str | None


def draw_lines(unit: str, lines: Sequence[DrawnLine], level: Level | None = None) -> Drawing:
    """Return lines over years; words that say so when there is no value at all."""
    shown = [one for one in lines if any(point.value is not None for point in one.points)]
    if not shown:
        return nothing()
    legend, rows = _legend(unit, shown)
    known = [point.value for one in shown for point in one.points if point.value is not None]
    years = [point.year for one in shown for point in one.points]
    scale = scale_of([*known, *([level.value] if level else [])], from_zero=False)
    left = max(width_of(tick_text(tick)) for tick in scale.ticks) + 16
    plan = _Plan(tuple(range(min(years), max(years) + 1)), scale, 18.0 + rows * _ROW, left)
    looks = _looks(shown)
    drawn = "".join(_line(one, look, plan) for one, look in reversed(list(zip(shown, looks, strict=True))))
    body = legend + _grid(plan) + (_level(level, plan) if level else "") + drawn + _numbers(shown, plan)
    return Drawing(body, round(plan.top + _INSIDE + _UNDER))


def nothing() -> Drawing:
    """Return the words that stand where there is nothing to draw."""
    return Drawing(text(WIDTH / 2, 34, "没有数据", anchor="middle", fill=GREY), 56)


def _looks(lines: Sequence[DrawnLine]) -> list[_Look]:
    found, solid, dashed = [], 0, 0
    for one in lines:
        if one.is_dashed:
            found.append(
                _Look(RED if not dashed else _COLOURS[dashed % 6], 1 + 2 * (dashed % 2), "6 4" if dashed < 2 else "2 3")
            )
            dashed += 1
        else:
            kind = (0, 2, 4, 5, 3, 1)[solid % 6]
            found.append(_Look(_COLOURS[solid % 6], kind, None if solid < 6 else "10 2"))
            solid += 1
    return found


def _line(one: DrawnLine, look: _Look, plan: _Plan) -> str:
    runs: list[list[str]] = [[]]
    marks = []
    for point in sorted(one.points, key=lambda point: point.year):
        if point.value is None:
            runs.append([])
            continue
        x, y = plan.x(point.year), plan.y(point.value)
        runs[-1].append(f"{x:.1f},{y:.1f}")
        marks.append(mark(look.kind, x, y, look.colour, told(f"{one.name} {point.year}年 {point.number}")))
    stroke: _Attributes = {"fill": "none", "stroke": look.colour, "stroke_width": 2, "stroke_dasharray": look.dash}
    return "".join(element("polyline", points=" ".join(run), **stroke) for run in runs if len(run) > 1) + "".join(marks)


def _grid(plan: _Plan) -> str:
    across = "".join(
        element("line", x1=plan.left, y1=plan.y(tick), x2=WIDTH - _RIGHT, y2=plan.y(tick), stroke=GRID)
        + text(plan.left - 8, plan.y(tick) + 5, tick_text(tick), anchor="end", fill=GREY)
        for tick in plan.scale.ticks
    )
    word = "年" if plan.gap >= width_of("2020年") + 4 else ""
    every = -(-int(width_of(f"2020{word}") + 8) // max(1, int(plan.gap))) if len(plan.years) > 1 else 1
    below = plan.top + _INSIDE + 20
    under = (text(plan.x(year), below, f"{year}{word}", anchor="middle", fill=GREY) for year in plan.years[::every])
    return across + "".join(under)


def _level(level: Level, plan: _Plan) -> str:
    y = plan.y(level.value)
    look: _Attributes = {"stroke": RED, "stroke_width": 1.5, "stroke_dasharray": "2 3"}
    line = element("line", x1=plan.left, y1=y, x2=WIDTH - _RIGHT, y2=y, **look)
    beside = y - 5 if y - plan.top > LETTER else y + LETTER + 2
    return line + text(plan.left + 4, beside, f"{level.name} {level.number}".strip(), fill=RED, is_over=True)


def _numbers(lines: Sequence[DrawnLine], plan: _Plan) -> str:
    """Return the numbers of the main line, so many as there is room for, the last among them."""
    known = [(point, point.value) for point in lines[0].points if point.value is not None]
    widest = max(width_of(point.number) for point, _ in known)
    every = max(1, -(-int(widest + 4) // max(1, int(plan.gap))))
    written = []
    for point, value in known[::-every]:
        half = width_of(point.number) / 2
        x = min(max(plan.x(point.year), plan.left + half - 6), WIDTH - half - 2)
        others = [plan.y(one) for line in lines[1:] if (one := _value_in(line, point.year)) is not None]
        written.append(text(x, _beside(plan.y(value), others, plan), point.number, anchor="middle", is_over=True))
    return "".join(reversed(written))


def _beside(y: float, others: Sequence[float], plan: _Plan) -> float:
    """Return where a number stands: above its point, or below where other lines run close above it."""
    above, below = y - 9, y + LETTER + 6
    if below > plan.top + _INSIDE or not others:
        return above
    free_above, free_below = (min(abs(place - other) for other in others) for place in (y - 14, y + 14))
    return below if free_above < LETTER and free_below > free_above else above


def _value_in(line: DrawnLine, year: int) -> Decimal | None:
    return next((point.value for point in line.points if point.year == year), None)


def _legend(unit: str, lines: Sequence[DrawnLine]) -> tuple[str, int]:
    """Return unit and legend, and how many rows they take."""
    told_unit = f"单位：{unit or '无'}"
    parts, row, x = [text(8, 18, told_unit, fill=GREY)], 1, 8 + width_of(told_unit) + 20
    for one, look in zip(lines, _looks(lines), strict=True):
        name = cut(one.name, WIDTH - 60)
        wide = _SAMPLE + 6 + width_of(name)
        if x + wide > WIDTH - 6 and x > 8:
            row, x = row + 1, 8.0
        y = row * _ROW - 4
        look_of: _Attributes = {"stroke": look.colour, "stroke_width": 2, "stroke_dasharray": look.dash}
        line = element("line", x1=x, y1=y - 5, x2=x + _SAMPLE, y2=y - 5, **look_of)
        sample = _sample(look, x + _SAMPLE / 2, y - 5)
        parts.append(element("g", line + sample + text(x + _SAMPLE + 6, y, name)))
        x += wide + 18
    return "".join(parts), row


def _sample(look: _Look, x: float, y: float) -> str:
    if look.kind == 0:
        return element("ellipse", cx=x, cy=y, rx=4, ry=4, fill=look.colour)
    return mark(look.kind, x, y, look.colour)
