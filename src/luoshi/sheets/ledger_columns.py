"""The sheets of a ledger's workbook and their columns (台账工作簿的表和列): what each shows, what a person may change.

Entries: :func:`ledger_sheets`, :func:`ledger_items`, :class:`LedgerContext`; :class:`TaskRow` and its like, a task,
project or milestone as one flat row. A column with a ``key`` is read back; all others are grey and only shown.
Not here: writing (:mod:`luoshi.sheets.ledger_book`), reading back (:mod:`luoshi.sheets.ledger_read_back`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.model.ledger import Entry, Ledger, LedgerProject, LedgerTask
from luoshi.model.ledger_reports import PERIODS, is_period, latest_report, review_word
from luoshi.model.lights import TaskLight
from luoshi.sheets import cells
from luoshi.sheets.cells import CellValue, ReadCell, WrongCell
from luoshi.sheets.due_texts import read_due
from luoshi.sheets.item_sheets import ID, NUMBER, ItemColumn, ItemSheet
from luoshi.sheets.ledger import LedgerColumn, Look
from luoshi.sheets.ledger_rows import percent_of

TASKS, PROJECTS, STAGES, MONEY, MILESTONES, REQUESTS = "任务", "项目", "阶段", "资金", "节点", "申请"
REPORT_KEYS = ("period", "percent", "text", "problem", "next_step")


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What a task and a project show alike, in one flat row; progress is that of the latest report."""

    id: str
    number: str
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leader: str = ""
    department: str = ""
    person: str = ""
    contact: str = ""
    start: date | None = None
    due: date | None = None
    period: str = ""
    percent: Decimal | None = None
    review: str = ""
    text: str = ""
    problem: str = ""
    next_step: str = ""
    state: str = ""
    area: str = ""
    section: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskRow(EntryRow):
    """A task as a row."""

    title: str = ""
    content: str = ""
    deliverables: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProjectRow(EntryRow):
    """A project as a row."""

    name: str = ""
    nature: str = ""
    owner: str = ""
    places: int | None = None
    investment: Decimal | None = None
    first_year: int | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as a row; its number is that of its entry with # and its place, from 1."""

    id: str
    of: str
    name: str
    due: date
    done: date | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerContext:
    """What a column may look up besides its row.

    Attributes:
        names: number of an entry -> its name.
        lights: number -> its light; None when none were handed in.
        paces: number -> share of the work days from start to deadline that are gone, 0-100; None as ``lights``.
        moved: number -> the day to which its deadline was put off.
    """

    names: Mapping[str, str]
    lights: Mapping[str, TaskLight] | None = None
    paces: Mapping[str, Decimal] | None = None
    moved: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which columns there are besides those that are always there: lights, 序时进度, deadlines put off."""

    lights: bool = False
    paces: bool = False
    moved: bool = False


ALL_SHOWN = Shown(lights=True, paces=True, moved=True)


def ledger_items(ledger: Ledger) -> dict[str, list[Any]]:
    """Return list -> rows of a ledger; stages, money and requests as (entry, record)."""
    entries: tuple[Entry, ...] = (*ledger.tasks, *ledger.projects)
    return {
        "tasks": [task_row(task) for task in ledger.tasks],
        "projects": [project_row(project) for project in ledger.projects],
        "milestones": [
            MilestoneRow(f"{entry.id}#{n}", entry.id, one.name, one.due, one.done, one.evidence)
            for entry in entries
            for n, one in enumerate(entry.milestones, 1)
        ],
        "stages": [(project, one) for project in ledger.projects for one in project.stages],
        "money": [(project, one) for project in ledger.projects for one in project.money],
        "requests": [(entry, one) for entry in entries for one in entry.requests],
    }


def task_row(task: LedgerTask) -> TaskRow:
    """Return a task as a row."""
    return TaskRow(
        **_shared(task),
        title=task.title,
        content=task.content,
        deliverables=task.deliverables,
        fields=task.fields,
    )


def project_row(project: LedgerProject) -> ProjectRow:
    """Return a project as a row."""
    keys = ("name", "nature", "owner", "places", "investment", "first_year", "last_year")
    return ProjectRow(**_shared(project), **{key: getattr(project, key) for key in keys})


def _shared(entry: Entry) -> dict[str, Any]:
    who, last = entry.assignment, latest_report(entry)
    progress = {key: getattr(last, key) for key in REPORT_KEYS} if last is not None else {}
    if last is not None:
        progress["review"] = review_word(last)
    return {
        "id": entry.id,
        "number": entry.number,
        "lead": who.lead,
        "support": who.support,
        "leader": who.leader,
        "department": who.section,
        "person": who.person,
        "contact": who.contact,
        "start": entry.start,
        "due": entry.due,
        "state": entry.state.value,
        "area": entry.area,
        "section": entry.section,
        "note": entry.note,
        **progress,
    }


def ledger_sheets(heads: tuple[str, ...] = (), shown: Shown = ALL_SHOWN) -> tuple[ItemSheet, ...]:
    """Return the sheets of a ledger's workbook.

    Args:
        heads: the office's own columns, kept from its table of tasks.
        shown: which columns there are besides those that are always there.
    """
    main, rest = _main_columns(shown), _rest_columns(shown)
    tasks = (
        _note(NUMBER, "number", 7),
        _text("任务", "title", 30, required=True),
        *main,
        _note("内容和要求", "content", 40),
        _list("交付成果", "deliverables", 18),
        *rest,
        _id(),
    )
    taken = {column.head for column in tasks}
    own = [_kept(head, f"{head}（原表）" if head in taken else head) for head in heads]
    tasks = (*tasks[:-1], *own, tasks[-1])
    projects = (
        _note(NUMBER, "number", 7),
        _text("项目名称", "name", 30, required=True),
        _text("建设主体", "owner", 16),
        *main,
        _text("建设性质", "nature", 9),
        ItemColumn(LedgerColumn("新增学位", 9, Look.NUMBER), _own("places"), "places", cells.read_count),
        ItemColumn(LedgerColumn("总投资（万元）", 9, Look.NUMBER), _own("investment"), "investment", cells.read_amount),
        ItemColumn(LedgerColumn("开工年份", 8, Look.CENTRE), _own("first_year"), "first_year", cells.read_year),
        ItemColumn(LedgerColumn("竣工年份", 8, Look.CENTRE), _own("last_year"), "last_year", cells.read_year),
        *rest,
        _id(),
    )
    return (
        ItemSheet(TASKS, "tasks", tasks, ("任务分解表", "任务表", "台账"), name_key="title"),
        ItemSheet(PROJECTS, "projects", projects, ("项目表",), name_key="name"),
        ItemSheet(STAGES, "stages", _STAGE_COLUMNS, ("阶段表",)),
        ItemSheet(MONEY, "money", _MONEY_COLUMNS, ("资金表",)),
        ItemSheet(MILESTONES, "milestones", _MILESTONE_COLUMNS, ("节点表",)),
        ItemSheet(REQUESTS, "requests", _REQUEST_COLUMNS),
    )


def _main_columns(shown: Shown) -> list[ItemColumn]:
    """Return the columns that are printed: as many as can be read on a page of A3."""
    pace = [_shown("序时进度", 8, _pace, Look.CENTRE)] if shown.paces else []
    light = [_shown("灯", 9, _light, Look.CENTRE)] if shown.lights else []
    moved = [_shown("延期到", 11, _moved, Look.CENTRE)] if shown.moved else []
    return [
        _names("牵头单位", "lead", 14),
        _names("配合单位", "support", 16),
        _text("责任人", "person", 8),
        _day("时限", "due"),
        *moved,
        *pace,
        ItemColumn(LedgerColumn("填报期", 9, Look.CENTRE), _own("period"), "period", _read_period),
        ItemColumn(LedgerColumn("完成比例", 8, Look.CENTRE), _percent, "percent", percent_of),
        _shown("审核", 8, _own("review"), Look.CENTRE),
        _note("完成情况", "text", 30),
        _note("存在问题", "problem", 20),
        _note("下一步", "next_step", 20),
        *light,
        _shown("状态", 8, _own("state"), Look.CENTRE),
    ]


def printed_columns(sheet: ItemSheet) -> int | None:
    """Return how many columns of a sheet are printed, from the left: up to 状态; None for all."""
    return next((at for at, column in enumerate(sheet.columns, 1) if column.head == "状态"), None)


def _rest_columns(shown: Shown) -> list[ItemColumn]:
    """Return the columns behind those that are printed."""
    return [
        *([_shown("亮灯理由", 24, _reason)] if shown.lights else []),
        _text("责任领导", "leader", 9),
        _text("责任科室", "department", 11),
        _text("联络员", "contact", 9),
        _day("起始", "start"),
        _text("县市区", "area", 9),
        _shown("章节", 16, _own("section")),
        _note("备注", "note", 16),
    ]


def _own(key: str) -> Callable[[Any, Any], CellValue]:
    def show(item: Any, _: object) -> CellValue:
        value = getattr(item, key)
        if isinstance(value, tuple):
            return cells.show_list(value)
        return value.isoformat() if isinstance(value, date) else value if value != "" else None

    return show


def _text(head: str, key: str, width: float, *, required: bool = False) -> ItemColumn:
    def read(cell: ReadCell) -> str:
        return cells.read_text(cell) or ""

    return ItemColumn(LedgerColumn(head, width), _own(key), key, read, required)


def _note(head: str, key: str, width: float) -> ItemColumn:
    look = Look.CENTRE if head == NUMBER else Look.TEXT
    return ItemColumn(LedgerColumn(head, width, look), _own(key), key, cells.read_note)


def _list(head: str, key: str, width: float) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, width), _own(key), key, cells.read_list)


def _names(head: str, key: str, width: float) -> ItemColumn:
    def read(cell: ReadCell) -> tuple[str, ...]:
        return cells.read_list(cell) if "（" in cells.canonical(cell) else cells.read_names(cell)

    return ItemColumn(LedgerColumn(head, width), _own(key), key, read)


def _day(head: str, key: str) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, 11, Look.CENTRE), _own(key), key, _read_day)


def _shown(head: str, width: float, show: Callable[[Any, Any], CellValue], look: Look = Look.TEXT) -> ItemColumn:
    return ItemColumn(LedgerColumn(head, width, look, read_only=True), show)


def _kept(key: str, head: str) -> ItemColumn:
    return _shown(head, 14, lambda item, _: item.fields.get(key))


def _id() -> ItemColumn:
    return _shown(ID, 12, _own("id"), Look.CENTRE)


def _percent(item: Any, _: object) -> CellValue:
    return None if item.percent is None else f"{cells.plain_number(item.percent)}%"


def _pace(item: Any, context: LedgerContext) -> CellValue:
    pace = (context.paces or {}).get(item.id)
    return None if pace is None else f"{cells.plain_number(pace)}%"


def _light(item: Any, context: LedgerContext) -> CellValue:
    light = (context.lights or {}).get(item.id)
    return None if light is None else f"{light.light.value}　{light.light.word}"


def _moved(item: Any, context: LedgerContext) -> CellValue:
    day = context.moved.get(item.id)
    return None if day is None else day.isoformat()


def _reason(item: Any, context: LedgerContext) -> CellValue:
    light = (context.lights or {}).get(item.id)
    return None if light is None else light.reason


def _read_day(cell: ReadCell) -> date | None:
    found = read_due(cell, None)
    if found.question or found.text:
        raise WrongCell(f"“{cells.canonical(cell)}”不是一个日子，应写成 2024-12-31")
    return found.due


def _read_period(cell: ReadCell) -> str:
    if isinstance(cell.value, date):  # 2024-06 typed into Excel becomes the first of June
        return f"{cell.value.year}-{cell.value.month:02d}"
    text = (cells.read_text(cell) or "").upper()
    if text and not is_period(text):
        raise WrongCell(f"“{text}”不是填报的期，{PERIODS}")
    return text


_STAGE_COLUMNS = (
    _shown("项目", 34, lambda pair, _: pair[0].name),
    _shown("阶段", 12, lambda pair, _: pair[1].stage),
    _shown("计划日期", 11, lambda pair, _: pair[1].due.isoformat() if pair[1].due else None, Look.CENTRE),
    _shown("完成日期", 11, lambda pair, _: pair[1].done.isoformat() if pair[1].done else None, Look.CENTRE),
    _shown("形象进度", 9, lambda pair, context: _percent(pair[1], context), Look.CENTRE),
    _shown("文号", 30, lambda pair, _: pair[1].document or None),
    _shown("项目编号", 12, lambda pair, _: pair[0].id, Look.CENTRE),
)
_MONEY_COLUMNS = (
    _shown("项目", 34, lambda pair, _: pair[0].name),
    _shown("年份", 8, lambda pair, _: pair[1].year, Look.CENTRE),
    _shown("资金来源", 16, lambda pair, _: pair[1].source),
    _shown("安排（万元）", 12, lambda pair, _: pair[1].arranged, Look.NUMBER),
    _shown("到位（万元）", 12, lambda pair, _: pair[1].received, Look.NUMBER),
    _shown("支付（万元）", 12, lambda pair, _: pair[1].paid, Look.NUMBER),
    _shown("项目编号", 12, lambda pair, _: pair[0].id, Look.CENTRE),
)
_MILESTONE_COLUMNS = (
    _shown("任务、项目", 34, lambda row, context: context.names.get(row.of)),
    _text("节点", "name", 30, required=True),
    ItemColumn(LedgerColumn("计划日期", 11, Look.CENTRE), _own("due"), "due", _read_day, required=True),
    ItemColumn(LedgerColumn("完成日期", 11, Look.CENTRE), _own("done"), "done", _read_day),
    _list("佐证材料", "evidence", 24),
    _id(),
)
_REQUEST_COLUMNS = (
    _shown("任务、项目", 34, lambda pair, context: context.names.get(pair[0].id)),
    _shown("申请", 8, lambda pair, _: pair[1].kind, Look.CENTRE),
    _shown("申请日期", 11, lambda pair, _: pair[1].asked_on.isoformat(), Look.CENTRE),
    _shown("申请单位、人", 16, lambda pair, _: pair[1].by),
    _shown("理由", 40, lambda pair, _: pair[1].reason),
    _shown("延到", 11, lambda pair, _: pair[1].due.isoformat() if pair[1].due else None, Look.CENTRE),
    _shown("改什么", 24, lambda pair, _: "\n".join(f"{k}：{v}" for k, v in pair[1].changes.items()) or None),
    _shown("审批", 8, lambda pair, _: pair[1].state, Look.CENTRE),
    _shown("审批日期", 11, lambda p, _: p[1].decided_on.isoformat() if p[1].decided_on else None, Look.CENTRE),
    _shown("审批人", 10, lambda pair, _: pair[1].decided_by),
    _shown("审批意见", 24, lambda pair, _: pair[1].opinion),
    _shown("任务、项目编号", 12, lambda pair, _: pair[0].id, Look.CENTRE),
    _shown("申请编号", 12, lambda pair, _: pair[1].id, Look.CENTRE),
)
