"""What a chart shows (图), as plain data: its numbers are facts, named by their ids.

Entries: :class:`LineChart`, :class:`BarChart`, :class:`ShareChart`, :class:`TileChart`; :func:`facts_of`.
Not here: how they are drawn (:mod:`luoshi.charts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "强调", "红", "黄", "绿", "蓝", "无"]
"""How a part is set apart: the whole against its parts, or a light; never by colour alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line over calendar years: (year, id of a fact or None where there is none)."""

    name: str
    points: tuple[tuple[int, str | None], ...]
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over years; ``goal`` is a fact drawn as a level line with ``goal_name`` beside it."""

    unit: str
    lines: tuple[Line, ...]
    goal: str | None = None
    goal_name: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A lying bar: whose, which fact."""

    label: str
    fact: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars one below another; ``mark`` is a fact drawn as a dashed line with ``mark_name`` beside it."""

    unit: str
    bars: tuple[Bar, ...]
    mark: str | None = None
    mark_name: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: its name, its tone, the fact that is its length."""

    name: str
    tone: Tone
    fact: str


@dataclass(frozen=True, slots=True)
class ShareChart:
    """Bars that are made up of parts, one below another (任务亮灯 by unit): label -> parts."""

    unit: str
    rows: tuple[tuple[str, tuple[Share, ...]], ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """A square for a place: where it stands among the others (column and row from 0), which fact, which tone."""

    label: str
    column: int
    row: int
    fact: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class TileChart:
    """Places as equal squares (方块图): used in place of a map, which needs a 审图号."""

    unit: str
    tiles: tuple[Tile, ...]


Chart = LineChart | BarChart | ShareChart | TileChart


@dataclass(frozen=True, slots=True)
class ChartPicture:
    """A chart as it was drawn: SVG, and PNG for what cannot show SVG; width and height in units of the SVG."""

    svg: str
    png: bytes
    width: int
    height: int


def facts_of(chart: Chart) -> tuple[str, ...]:
    """Return the ids of the facts that a chart shows, each once."""
    return tuple(dict.fromkeys(_facts(chart)))


def _facts(chart: Chart) -> Iterator[str]:
    match chart:
        case LineChart():
            for line in chart.lines:
                yield from (fact for _, fact in line.points if fact is not None)
            if chart.goal is not None:
                yield chart.goal
        case BarChart():
            yield from (bar.fact for bar in chart.bars)
            if chart.mark is not None:
                yield chart.mark
        case ShareChart():
            yield from (share.fact for _, shares in chart.rows for share in shares)
        case TileChart():
            yield from (tile.fact for tile in chart.tiles)
