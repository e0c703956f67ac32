"""A ledger of execution as a workbook (台账工作簿): 任务 as one wide table, 项目, 阶段, 资金, 节点, 申请, 说明.

Entry: :func:`write_ledger_book`. Not here: which columns there are (:mod:`luoshi.sheets.ledger_columns`), how they look
(:mod:`luoshi.sheets.ledger`), reading the workbook back (:mod:`luoshi.sheets.ledger_read_back`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from luoshi.model.ledger import Entry, Ledger, State
from luoshi.model.lights import Light, TaskLight
from luoshi.sheets.cells import CellValue
from luoshi.sheets.export_record import LEDGER_BOOK, ExportRecord, record_of
from luoshi.sheets.item_sheets import ItemSheet
from luoshi.sheets.ledger import Book, Tone
from luoshi.sheets.ledger import Ledger as Sheet
from luoshi.sheets.ledger_columns import LedgerContext, Shown, ledger_items, ledger_sheets, printed_columns

COVER = "说明"
_TONES = {Light.RED: Tone.WRONG, Light.YELLOW: Tone.NOTICE, Light.GREEN: Tone.GOOD, Light.BLUE: Tone.CALM}
_MOST_CHOICES = 250
"""Excel takes a list of at most 255 characters."""

_ROUND_TRIP = (
    (
        "可以改什么",
        "白底的列可以改；灰底的列（序时进度、审核、灯、状态、章节、编号、原表里别的列）只供查看，改了不读回。",
    ),
    (
        "报进展",
        "填“填报期”（2024-03、2024Q1、2024H1 或 2024）和完成比例、完成情况、存在问题、下一步；"
        "读回后是一期填报，待审核，审核通过才算数。表里写着的是最近一期，“审核”一列说它通过了没有：待审核、退回的比例不是进度；报新的一期，把填报期改成新的。审核通过的一期不能再改。",
    ),
    ("加任务", "在“任务”表最后加行，“编号”空着，至少写任务；读回后成为新的任务。“节点”“项目”不在这里加。"),
    ("改时限、换牵头单位", "已在执行的任务，要先提出延期或调整申请，批准以后才改；在这里改了不读回，退回并说明。"),
    ("怎样填", "单位之间用顿号“、”分开；日期写 2024-12-31；完成比例写 60%。"),
    ("行和列", "可以排序、筛选、隐藏、移动列、加自己的列。不要改“编号”。删掉的行读回时只作提示，任务仍然保留。"),
    ("打印", "“任务”“项目”打印到“状态”一列，A3 横向；要多印几列的，改打印区域。"),
    (
        "怎样读回",
        "在网页的“台账”里上传（Excel 和导入—读回），或运行 luoshi ledger import 本工作簿.xlsx，改动写进台账；"
        "有错的行不写，另给一份带“错误说明”一列的工作簿，写明原因。",
    ),
)


@dataclass(frozen=True)
class Known:
    """What is known of entries besides the ledger, number of the entry -> what.

    Attributes:
        lights: its light; None leaves the lights out.
        paces: share of work days gone, 0-100; None leaves it out.
        moved: to which day its deadline was put off.
        versions: its row version in the database; recorded, not shown.
    """

    lights: Mapping[str, TaskLight] | None = None
    paces: Mapping[str, Decimal] | None = None
    moved: Mapping[str, date] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)


NOTHING_KNOWN = Known()


def write_ledger_book(
    ledger: Ledger,
    known: Known = NOTHING_KNOWN,
    remarks: Sequence[tuple[str, str]] = (),
    periods: Sequence[str] = (),
) -> bytes:
    """Return a ledger as an XLSX workbook; the same ledger always gives the same bytes.

    Args:
        ledger: the ledger.
        known: what is known besides, shown and not read back.
        remarks: what is said besides on the last sheet, as (what, text).
        periods: periods of reporting that are offered.
    """
    names = {task.id: task.title for task in ledger.tasks} | {one.id: one.name for one in ledger.projects}
    context = LedgerContext(names, known.lights, known.paces, known.moved)
    items = ledger_items(ledger)
    shown = Shown(known.lights is not None, known.paces is not None, bool(known.moved))
    sheets = ledger_sheets(own_heads(ledger), shown)
    book = Book(ledger.name)
    for sheet in sheets:
        book.add(_sheet(sheet, items[sheet.list_name], context, _choices(ledger, periods), ledger.name))
    book.add_lines(COVER, _cover(ledger, remarks), ledger.name)
    record = record_of(((sheet, items[sheet.list_name]) for sheet in sheets if sheet.edited), context)
    book.add_record(ExportRecord(ledger.name, "", "", record, LEDGER_BOOK, known.versions).rows())
    return book.finish()


def own_heads(ledger: Ledger) -> tuple[str, ...]:
    """Return the heads of the columns that tasks keep from the office's own table."""
    return tuple(dict.fromkeys(head for task in ledger.tasks for head in task.fields))


def _sheet(
    sheet: ItemSheet, items: Sequence[Any], context: LedgerContext, offered: Mapping[str, tuple[str, ...]], name: str
) -> Sheet:
    rows: list[list[CellValue]] = [[column.show(item, context) for column in sheet.columns] for item in items]
    looks = (column.look for column in sheet.columns)
    columns = tuple(replace(look, choices=offered.get(look.head, ()), free=True) for look in looks)
    tones: dict[tuple[int, int], Tone] = {}
    at = next((n for n, column in enumerate(sheet.columns) if column.head == "灯"), None)
    for row, item in enumerate(items):
        light = (context.lights or {}).get(getattr(item, "id", "")) if at is not None else None
        if light is not None and light.light in _TONES and at is not None:
            tones[row, at] = _TONES[light.light]
    title = f"{name}　{sheet.name}"
    return Sheet(sheet.name, title, columns, rows, sheet.frozen, tones, printed=printed_columns(sheet))


def _choices(ledger: Ledger, periods: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return head -> words to choose from: only as many as Excel takes."""
    entries: tuple[Entry, ...] = (*ledger.tasks, *ledger.projects)
    found = {
        "填报期": periods,
        "县市区": [one.area for one in entries],
        "责任科室": [one.assignment.section for one in entries],
        "责任人": [one.assignment.person for one in entries],
    }
    words = {head: tuple(dict.fromkeys(w for w in all_ if w and "," not in w)) for head, all_ in found.items()}
    return {head: kept for head, kept in words.items() if 0 < len(",".join(kept)) <= _MOST_CHOICES}


def _cover(ledger: Ledger, remarks: Sequence[tuple[str, str]]) -> Iterator[tuple[str, CellValue]]:
    yield ledger.name, None
    yield "规划", ledger.plan or "（不是由规划做成的）"
    yield "规划期", "—".join(str(year) for year in ledger.period) + "年" if ledger.period else ""
    yield "填报频次", ledger.frequency.value
    yield "任务", len(ledger.tasks)
    for state in State:
        count = sum(task.state is state for task in ledger.tasks)
        if count:
            yield f"　{state.value}", count
    yield "项目", len(ledger.projects)
    yield from remarks
    yield "怎样修改、读回", None
    yield from _ROUND_TRIP
