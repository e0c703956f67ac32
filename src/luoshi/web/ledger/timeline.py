"""Entries as bars along the months (时间轴): what is drawn where, in units of the picture.

Entry: :func:`drawn`. The picture itself is the template ``ledger/timeline.svg``: bars from start to deadline, the part
that is done in them, milestones, the line of today. Not here: lights (:mod:`luoshi.progress.lights`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform
from pydantic import TypeAdapter

from luoshi.model.ledger import Milestone
from luoshi.web.ledger.models import LEAD, EntryRow

WIDTH, LEFT, RIGHT, TOP, ROW = 1180, 300, 70, 34, 26
_MOST_MONTHS = 30
_TITLE_LETTERS = 19
_GUESSED_DAYS = 30
_SHAPES = {"红": "■", "黄": "▲", "绿": "●", "蓝": "○"}
_MILESTONES = TypeAdapter(tuple[Milestone, ...])
_COLOURS = {"红": "#cf1322", "黄": "#d48806", "绿": "#389e0d", "蓝": "#0958d9"}


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale with its word."""

    x: float
    word: str
    is_year: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone: where, whether it is reached, in words."""

    x: float
    is_done: bool
    told: str


@dataclass(frozen=True, slots=True)
class Bar:
    """An entry: its line in the picture.

    Attributes:
        row: the entry; ``label`` its number and title, cut to fit.
        y: top of its line.
        x, width, done: of the bar and of the part that is done; width 0 without a deadline.
        is_open: whether the start is not known and only guessed.
        shape, colour: of its light.
        told: all of it in a sentence, for who cannot see the picture or points at it.
    """

    row: EntryRow
    label: str
    y: float
    x: float
    width: float
    done: float
    is_open: bool
    shape: str
    colour: str
    told: str
    marks: tuple[Mark, ...]

    @property
    def base(self) -> float:
        """Where its words stand."""
        return self.y + 17


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole."""

    width: int
    height: int
    left: int
    right: int
    today: float | None
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(LEFT + max(0.0, min(1.0, share)) * (WIDTH - LEFT - RIGHT), 1)


def with_milestones(rows: QuerySet[EntryRow]) -> QuerySet[EntryRow]:
    """Return rows with what the picture needs of them: the milestones out of the document, not all of it."""
    milestones = KeyTransform("milestones", "content")
    return rows.defer("content").annotate(own_milestones=milestones).prefetch_related("units")


def drawn(rows: Sequence[EntryRow], day: date) -> Picture:
    """Return the picture of some entries (:func:`with_milestones`) on a day; without any deadline there are no bars."""
    days = [one for row in rows for one in (row.start, row.due) if one is not None] or [day]
    scale = _Scale(min(days).replace(day=1), _next_month(max(days)))
    bars = tuple(_bar(row, TOP + at * ROW, scale) for at, row in enumerate(rows))
    today = scale.x(day) if scale.first <= day <= scale.last else None
    return Picture(WIDTH, TOP + len(rows) * ROW + 10, LEFT, WIDTH - RIGHT, today, tuple(_ticks(scale)), bars)


def _bar(row: EntryRow, y: float, scale: _Scale) -> Bar:
    start = row.start or (row.due - timedelta(days=_GUESSED_DAYS) if row.due is not None else None)
    x, width = (scale.x(start), 0.0) if start is not None else (float(LEFT), 0.0)
    if start is not None and row.due is not None:
        width = max(3.0, round(scale.x(row.due) - x, 1))
    done = round(width * float(row.percent or 0) / 100, 1)
    marks = tuple(_mark(one, scale) for one in _MILESTONES.validate_python(getattr(row, "own_milestones", None) or ()))
    label = f"{row.number} {row.title}".strip()
    cut = label if len(label) <= _TITLE_LETTERS else label[: _TITLE_LETTERS - 1] + "…"
    shape, colour = _SHAPES.get(row.light, ""), _COLOURS.get(row.light, "#8c8c8c")
    return Bar(row, cut, y, x, width, done, row.start is None, shape, colour, _told(row), marks)


def _mark(milestone: Milestone, scale: _Scale) -> Mark:
    told = f"{milestone.name}：{milestone.due}" + (f"，{milestone.done} 完成" if milestone.done else "")
    return Mark(scale.x(milestone.due), milestone.done is not None, told)


def _told(row: EntryRow) -> str:
    lead = "、".join(one.name for one in row.units.all() if one.role == LEAD)
    share = f"完成 {row.percent.normalize():f}%" if row.percent is not None else ""
    since = f"{row.start or '起始日期没有写'} 至 {row.due or '时限没有写'}"
    return "；".join(one for one in (f"{row.number} {row.title}", lead, since, row.state, share, row.light_word) if one)


def _ticks(scale: _Scale) -> Iterator[Tick]:
    """Yield the lines of the scale: every month, or in a long span every quarter; years are named."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    step = 1 if months <= _MOST_MONTHS else 3 if months <= 3 * _MOST_MONTHS else 12
    day = scale.first
    while day < scale.last:
        is_first = day == scale.first
        if is_first or (day.month - 1) % step == 0:
            is_year = day.month == 1 or is_first
            yield Tick(scale.x(day), f"{day.year}年" if is_year else f"{day.month}月", is_year)
        day = _next_month(day)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
