"""Reports in workbooks (批量填报的工作簿): written for a unit and a period, read back row by row; lists of who is to be
reminded.

Entries: :func:`report_book`, :func:`read_reports`, :func:`urging_book`, :func:`refused_copy`.
Not here: what becomes of the rows (:mod:`luoshi.web.reporting.batches`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.base.errors import LuoshiError
from luoshi.model.ledger_reports import latest_of, order_of, period_end
from luoshi.sheets.cells import CellValue, ReadCell, WrongCell, canonical, plain_number, read_number
from luoshi.sheets.error_copy import error_copy
from luoshi.sheets.grid import Grid, Grids, read_grids
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look
from luoshi.sheets.ledger_table import raw_cell
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import EntryRow
from luoshi.web.reporting.actions import Said
from luoshi.web.reporting.models import Draft

KEY, VERSION, PERIOD = "编号", "版本", "填报期"
SUBMIT, KEEP = "提交", "存草稿"
_WORDS = {"percent": "完成比例", "text": "完成情况", "problem": "存在的问题", "next_step": "下一步打算"}
_COLUMNS = (
    LedgerColumn("序号", 6, Look.CENTRE, read_only=True),
    LedgerColumn("任务或项目", 40, read_only=True),
    LedgerColumn("牵头单位", 16, read_only=True),
    LedgerColumn("完成时限", 11, Look.CENTRE, read_only=True),
    LedgerColumn(PERIOD, 9, Look.CENTRE, read_only=True),
    LedgerColumn("上期完成比例", 8, Look.CENTRE, read_only=True),
    LedgerColumn(_WORDS["percent"], 8, Look.CENTRE),
    LedgerColumn(_WORDS["text"], 44),
    LedgerColumn(_WORDS["problem"], 28),
    LedgerColumn(_WORDS["next_step"], 28),
    LedgerColumn("办理", 8, Look.CENTRE, choices=(SUBMIT, KEEP)),
    LedgerColumn(KEY, 16, read_only=True),
    LedgerColumn(VERSION, 8, Look.CENTRE, read_only=True),
)
_LINES = (
    (
        "填什么",
        "白底的列：完成比例（写 60% 或 60）、完成情况、存在的问题、下一步打算；办理写“提交”或“存草稿”，空着是提交。",
    ),
    ("不要改", "灰底的列，特别是编号、版本和填报期。可以排序、筛选、隐藏列；不报的行空着。"),
    ("怎样交回", "在“填报 - 批量填报”里上传本工作簿。有错的行不写，退回的表里“错误说明”一列写明原因，改好再传。"),
    ("版本", "您填写期间别人在网页上改过的条目，不会被盖掉，退回并说明。"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A row that tells of a report; ``row_number`` from 1 as Excel counts."""

    row_number: int
    book: int
    key: str
    period: str
    versions: tuple[int, int]
    said: Said
    submit: bool
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadReports:
    """A workbook that came in: its cells, the sheet and head row of the table, its rows."""

    grids: Grids
    sheet: str
    head_row: int
    rows: tuple[ReadReport, ...]


def report_book(rows: Iterable[EntryRow], names: Mapping[int, str], title: str) -> bytes:
    """Return a workbook with a row for each of :func:`luoshi.web.reporting.selectors.duties`.

    Args:
        rows: the duties, with ``asked_period``.
        names: entry -> who leads it.
        title: stands on printed pages.
    """
    held = list(rows)
    drafts = {(one.entry_id, one.period): one for one in Draft.objects.filter(entry__in=[one.pk for one in held])}
    lines: list[Sequence[CellValue]] = []
    for number, row in enumerate(held, start=1):
        period: str = row.asked_period
        draft = drafts.get((row.pk, period))
        said = Said.of(draft.content) if draft is not None else Said()
        lines.append(
            (
                row.number or str(number),
                row.title,
                names.get(row.pk, ""),
                row.due.isoformat() if row.due else None,
                period,
                _percent(_before(row, period)),
                _percent(said.percent),
                said.text or None,
                said.problem or None,
                said.next_step or None,
                KEEP if draft is not None else None,
                f"{row.book_id}/{row.key}",
                f"{row.version}_{draft.version if draft is not None else 0}",
            )
        )
    book = Book(title)
    book.add(Ledger("填报", title, _COLUMNS, lines, frozen=2))
    book.add_lines("说明", _LINES)
    return book.finish()


def urging_book(shown: Iterable[Mapping[str, Any]], title: str) -> bytes:
    """Return the list of duties as a workbook (催报清单)."""
    columns = (
        LedgerColumn("序号", 6, Look.CENTRE),
        LedgerColumn("任务或项目", 50),
        LedgerColumn("牵头单位", 22),
        LedgerColumn(PERIOD, 10, Look.CENTRE),
        LedgerColumn("填报截止", 12, Look.CENTRE),
        LedgerColumn("状态", 10, Look.CENTRE),
        LedgerColumn("逾期", 8, Look.CENTRE),
        LedgerColumn("灯", 8, Look.CENTRE),
    )
    lines: list[Sequence[CellValue]] = [
        (
            number,
            one["row"].title,
            one["unit"],
            one["period"],
            one["deadline"].isoformat(),
            one["word"],
            "逾期" if one["is_late"] else None,
            one["row"].light_word or one["row"].light or None,
        )
        for number, one in enumerate(shown, start=1)
    ]
    book = Book(f"填报清单（{title}）")
    book.add(Ledger("填报清单", f"填报清单（{title}）", columns, lines, frozen=2))
    return book.finish()


def read_reports(data: bytes, name: str) -> ReadReports:
    """Return what a workbook tells; rows in which nothing is filled in are left out.

    Raises:
        LuoshiError: T010-T013 it is no table file; N375 it has no table of reports.
    """
    grids = read_grids(data, name)
    for grid in grids.sheets:
        for at, cells in enumerate(grid.rows[:10]):
            heads = {str(cell).strip(): column for column, cell in enumerate(cells) if isinstance(cell, str)}
            if {KEY, PERIOD, _WORDS["text"]} <= heads.keys():
                rows = [_row(grid, number, heads) for number in range(at + 1, len(grid.rows))]
                return ReadReports(grids, grid.name, at + 1, tuple(one for one in rows if one is not None))
    hint = "用“批量填报”里导出的工作簿，表头不要改"
    raise LuoshiError("N375", "没有找到有“编号、填报期、完成情况”的表", where=name, hint=hint)


def refused_copy(data: bytes, read: ReadReports, reasons: Mapping[int, tuple[str, ...]]) -> bytes:
    """Return the workbook with the reasons in a column 错误说明."""
    return error_copy(data, read.grids, {read.sheet: reasons}, {read.sheet: read.head_row})


def _row(grid: Grid, at: int, heads: Mapping[str, int]) -> ReadReport | None:
    cells = {head: raw_cell(grid, (at, column)) for head, column in heads.items()}
    told = {key: cells.get(head, ReadCell()) for key, head in _WORDS.items()}
    if all(cell.empty for cell in told.values()):
        return None
    faults = [f"{_WORDS[key]}：{cell.fault}" for key, cell in told.items() if cell.fault]
    percent = None
    try:
        percent = read_number(told["percent"], "%", Decimal(50))
        percent = _read_bare(told["percent"], percent)
    except WrongCell as error:
        faults.append(f"{_WORDS['percent']}：{error}")
    book, _, key = canonical(cells.get(KEY, ReadCell())).partition("/")
    version, _, draft = canonical(cells.get(VERSION, ReadCell())).partition("_")
    if not (book.isdecimal() and key):
        faults.append(f"{KEY}：不是导出时的编号，从网页重新导出再填")
    if not version.isdecimal() or (draft and not draft.isdecimal()):
        faults.append(f"{VERSION}：不是导出时的版本，从网页重新导出再填")
    deed = canonical(cells.get("办理", ReadCell())) or SUBMIT
    if deed not in (SUBMIT, KEEP):
        faults.append(f"办理：“{deed}”不认识，写“{SUBMIT}”或“{KEEP}”")
    texts = {name: canonical(cell) for name, cell in told.items() if name != "percent"}
    return ReadReport(
        row_number=at + 1,
        book=int(book) if book.isdecimal() else 0,
        key=key,
        period=canonical(cells.get(PERIOD, ReadCell())),
        versions=(int(version) if version.isdecimal() else 0, int(draft) if draft.isdecimal() else 0),
        said=Said(percent, **texts),
        submit=deed == SUBMIT,
        faults=tuple(faults),
    )


def _read_bare(cell: ReadCell, percent: Decimal | None) -> Decimal | None:
    """Return a share of 0-100 with at most one decimal, as a report takes it."""
    if percent is None:
        return None
    if not 0 <= percent <= 100:
        raise WrongCell(f"“{canonical(cell)}”应在 0 到 100 之间")
    if percent != round(percent, 1):
        raise WrongCell(f"“{canonical(cell)}”最多一位小数")
    return percent


def _before(row: EntryRow, period: str) -> Decimal | None:
    end = period_end(period)
    reports = [one for one in entry_of(row).reports if one.counts and end is not None and order_of(one)[0] < end]
    latest = latest_of(reports)
    return latest.percent if latest is not None else None


def _percent(value: Decimal | None) -> CellValue:
    return None if value is None else f"{plain_number(value)}%"
