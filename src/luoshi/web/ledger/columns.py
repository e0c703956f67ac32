"""The columns of the list of entries (栏目): what each shows, which an account chose.

Entries: :data:`COLUMNS`, :func:`chosen_columns`, :func:`shown_rows`. A cell is text or safe HTML made here, so that
the page, its print and a row by the thousand come out of one loop without further queries.
Not here: the workbook (``exchange``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe

from luoshi.web.ledger.models import LEAD, SUPPORT, EntryRow
from luoshi.web.ledger.selectors import OVER
from luoshi.web.ui.templatetags.luoshi import BLANK, light, percent

PREFERENCE = "ledger_columns"
_BAR = 60


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        key: in the address and in the preferences.
        title: its head.
        show: what stands in a row's cell on a day.
        css: classes of its cells.
        sort: key by which its head puts the list in order; empty for none.
        usual: whether it is shown to whoever chose nothing.
        inside: what of the assignment it needs out of the entry's document; empty for none.
    """

    key: str
    title: str
    show: Callable[[Any, date], Any]
    css: str = ""
    sort: str = ""
    usual: bool = True
    inside: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the list: the entry, its number as shown, its cells as HTML."""

    row: EntryRow
    number: str
    cells: str


def units_in(row: EntryRow, role: str) -> str:
    """Return the names of the units that lead or support; asked of what was fetched with the rows."""
    return "、".join(one.name for one in row.units.all() if one.role == role)


def percent_bar(share: Decimal | None) -> str:
    """Return a share of 0-100 as a bar with its figure."""
    if share is None:
        return BLANK
    return format_html(
        '<span class="keep"><svg width="{0}" height="8" aria-hidden="true" focusable="false">'
        '<rect width="{0}" height="8" fill="#e0e3e8"/><rect width="{1}" height="8" fill="#1677ff"/></svg> {2}</span>',
        _BAR,
        f"{float(share) * _BAR / 100:.1f}",
        percent(share),
    )


def due_told(row: EntryRow, day: date) -> str:
    """Return a deadline with the days left, or by how many it is overdue."""
    if row.due is None:
        return BLANK
    if row.state in OVER:
        return row.due.isoformat()
    left = (row.due - day).days
    told = "今天到期" if left == 0 else f"剩 {left} 天" if left > 0 else f"逾期 {-left} 天"
    return format_html('{}<br><span class="{}">{}</span>', row.due.isoformat(), "late" if left < 0 else "help", told)


def _day(value: Any) -> str:
    return value.isoformat() if value is not None else BLANK


def _moment(value: Any) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value is not None else BLANK


def _inside(key: str) -> Callable[[Any, date], Any]:
    return lambda row, day: getattr(row, f"in_{key}", None) or BLANK


COLUMNS: tuple[Column, ...] = (
    Column("kind", "种类", lambda row, day: row.kind, "keep", usual=False),
    Column(
        "title",
        "任务或项目",
        lambda row, day: format_html('<a href="{}">{}</a>', reverse("ledger:entry", args=[row.pk]), row.title),
        "wide",
        "title",
    ),
    Column("book", "台账", lambda row, day: row.book.name, usual=False),
    Column("section", "规划章节", lambda row, day: row.section or BLANK, "", "section", usual=False),
    Column("area", "县市区", lambda row, day: row.area or BLANK, "keep", "area", usual=False),
    Column("lead", "牵头单位", lambda row, day: units_in(row, LEAD) or BLANK),
    Column("support", "配合单位", lambda row, day: units_in(row, SUPPORT) or BLANK),
    Column("leader", "责任领导", _inside("leader"), usual=False, inside="leader"),
    Column("office", "责任科室", _inside("section"), usual=False, inside="section"),
    Column("person", "责任人", _inside("person"), usual=False, inside="person"),
    Column("contact", "联络员", _inside("contact"), usual=False, inside="contact"),
    Column("start", "起始日期", lambda row, day: _day(row.start), "day", "start", usual=False),
    Column("due", "完成时限", due_told, "day", "due"),
    Column("percent", "完成比例", lambda row, day: percent_bar(row.percent), "keep", "percent"),
    Column("state", "状态", lambda row, day: row.state, "keep", "state"),
    Column("light", "灯", lambda row, day: light(row.light, row.light_word), "keep", "light"),
    Column("reason", "亮灯理由", lambda row, day: row.light_reason or BLANK, usual=False),
    Column("finished", "办结日期", lambda row, day: _day(row.finished), "day", "finished", usual=False),
    Column("changed", "最后修改", lambda row, day: _moment(row.changed_at), "day", "changed", usual=False),
)  # fmt: skip
"""All columns in their order; 序号 stands before them, 操作 behind."""
ALWAYS = "title"


def chosen_columns(preferences: dict[str, Any]) -> tuple[Column, ...]:
    """Return the columns that somebody chose, else the usual ones; the title always stands."""
    chosen = preferences.get(PREFERENCE)
    if not isinstance(chosen, list):
        return tuple(one for one in COLUMNS if one.usual)
    return tuple(one for one in COLUMNS if one.key in chosen or one.key == ALWAYS)


def with_columns(rows: QuerySet[EntryRow], columns: Iterable[Column]) -> QuerySet[EntryRow]:
    """Return rows with what the columns show fetched along: as many queries for one row as for all."""
    assignment = KeyTransform("assignment", "content")
    wanted = {f"in_{one.inside}": KeyTextTransform(one.inside, assignment) for one in columns if one.inside}
    return rows.annotate(**wanted).prefetch_related("units")


def shown_rows(rows: Iterable[EntryRow], columns: Sequence[Column], day: date, first: int = 1) -> list[ShownRow]:
    """Return the rows of the list as they are shown; a row without a number of its own is counted from ``first``."""
    return [ShownRow(row, row.number or str(at), _cells(row, columns, day)) for at, row in enumerate(rows, start=first)]


def _cells(row: EntryRow, columns: Sequence[Column], day: date) -> str:
    """Return the cells of a row: joined here, as a template's loop takes seconds for the thousands of a print."""
    told = (f'<td class="{one.css}">{conditional_escape(one.show(row, day))}</td>' for one in columns)
    return mark_safe("".join(told))  # classes are ours, what is shown is escaped
