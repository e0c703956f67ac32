"""Coverage of a plan, and annual documents traced to it, as workbooks (分解覆盖表、年度追溯表).

Entries: :func:`write_coverage_book`, :func:`write_trace_book`, :func:`read_no_need`, the list of what needs no entry,
from a filled sheet. The same content always gives the same bytes.
Not here: finding out (``luoshi.progress``).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.model.coverage import AnnualTrace, Coverage, CoverState, ItemKind, UptakeRow
from luoshi.sheets.cells import CellValue
from luoshi.sheets.grid import open_grids
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone

_Rows = list[list[CellValue]]
NUMBER, REASON = "编号", "不需要分解的理由（填）"
_NUMBER = LedgerColumn("序号", 6, Look.CENTRE)
_COVER = (
    _NUMBER,
    LedgerColumn("类别", 10, Look.CENTRE),
    LedgerColumn("章节", 12),
    LedgerColumn("规划条目", 48),
    LedgerColumn("分解情况", 11, Look.CENTRE),
    LedgerColumn("责任单位", 34),
    LedgerColumn("怎样落实", 34),
    LedgerColumn("还缺", 12, Look.CENTRE),
    LedgerColumn("台账编号", 24),
    LedgerColumn(REASON, 30),
    LedgerColumn(NUMBER, 13, Look.CENTRE),
)
_STATE = 4
_TONES = {
    CoverState.OPEN: Tone.ALERT,
    CoverState.WITHOUT_UNIT: Tone.NOTICE,
    CoverState.DIVIDED: Tone.GOOD,
    CoverState.NOT_NEEDED: Tone.GONE,
}
_TRACE = (
    _NUMBER,
    LedgerColumn("年份", 8, Look.CENTRE),
    LedgerColumn("文件", 26),
    LedgerColumn("章节", 10),
    LedgerColumn("年度任务", 34),
    LedgerColumn("落实规划的", 9, Look.CENTRE),
    LedgerColumn("规划条目", 40),
    LedgerColumn("相近程度", 9, Look.NUMBER),
    LedgerColumn("把握", 10, Look.CENTRE),
    LedgerColumn("理由", 56),
    LedgerColumn("规划编号", 13, Look.CENTRE),
)
_SURE = 8
_COUNTED = tuple(CoverState)
_MOST_ENTRIES = 8
_MEANINGS = (
    ("已分解", "台账里有条目承担，并且有责任单位；或已分解到县、由单位填报。"),
    ("待定单位", "台账里有条目，还没有责任单位：看台账里的建议，采纳或另定。"),
    ("不需要", "人写了理由的，或现状数据。"),
    ("未分解", "没有谁承担。要么加进台账，要么在“不需要分解的理由”一列写明理由，再用 --no-need 读这个工作簿。"),
)
_TRACE_MEANINGS = (
    ("相近程度", "按少见的字、标题、共同的指标和主题算，0—1；只是线索，不是结论。"),
    ("把握", "“较大”的一般不错；“请核对”的要人看一眼。"),
    ("没有来处的", "年度任务在规划里找不到：规划之外的工作，或写法相差太远。"),
    ("没有人接的", "规划的任务、目标、项目，哪一年的文件都没有写：要补进今后的年度工作。"),
)


def write_coverage_book(coverage: Coverage) -> bytes:
    """Return a coverage as a workbook: 分解覆盖, 未分解, 汇总."""
    title = f"分解覆盖：{coverage.plan}"
    book = Book(title)
    book.add(_cover_sheet("分解覆盖", title, coverage, tuple(CoverState)))
    book.add(_cover_sheet("未分解和待定单位", title, coverage, (CoverState.OPEN, CoverState.WITHOUT_UNIT)))
    book.add(_counts(coverage, title))
    book.add_lines("说明", _cover_lines(coverage, title), title)
    return book.finish()


def write_trace_book(trace: AnnualTrace) -> bytes:
    """Return a trace as a workbook: 年度任务追溯, 没有来处的, 规划落实情况, 没有人接的, 说明."""
    title = f"年度追溯：{trace.plan}"
    book = Book(title)
    rows, tones = _trace_rows(trace)
    book.add(Ledger("年度任务追溯", title, _TRACE, rows, 5, tones))
    rootless: _Rows = [
        [number, task.year, task.document, task.section, task.title] for number, task in enumerate(trace.rootless, 1)
    ]
    book.add(Ledger("没有来处的", f"{title}　没有来处的", _TRACE[:5], rootless, 2))
    book.add(_uptake_sheet("规划落实情况", title, trace, trace.items))
    book.add(_uptake_sheet("没有人接的", title, trace, trace.untaken))
    book.add_lines("说明", _trace_lines(trace, title), title)
    return book.finish()


def read_no_need(path: Path) -> dict[str, str]:
    """Return item -> reason from a table with the columns 编号 and 理由; rows without a reason are no answer.

    Raises:
        LuoshiError: L159 when there are no such columns; as :func:`luoshi.sheets.grid.open_grids`.
    """
    reasons: dict[str, str] = {}
    is_found = False
    for grid in open_grids(path).sheets:
        number = reason = -1
        for row in grid.rows:
            cells = ["" if cell is None else str(cell).strip() for cell in row]
            heads = [index for index, cell in enumerate(cells) if "理由" in cell and len(cell) <= len(REASON)]
            if NUMBER in cells and heads:
                number, reason, is_found = cells.index(NUMBER), heads[0], True
            elif number >= 0 and cells[number] and cells[reason]:
                reasons[cells[number]] = cells[reason]
    if not is_found:
        hint = "第一行写“编号”和“理由”；或在 luoshi ledger cover 写出的工作簿里填最后一列理由"
        raise LuoshiError("L159", "没有找到“编号”和“理由”两列", where=str(path), hint=hint)
    return reasons


def _cover_sheet(name: str, title: str, coverage: Coverage, states: tuple[CoverState, ...]) -> Ledger:
    shown = [row for row in coverage.rows if row.state in states]
    rows: _Rows = [
        [
            number,
            row.kind.value,
            row.section,
            row.name,
            row.state.value,
            "、".join(row.units),
            row.why,
            "、".join(row.lacks),
            _entries(row.entries),
            row.why if row.state is CoverState.NOT_NEEDED and row.kind is not ItemKind.OBSERVATION else None,
            row.item,
        ]
        for number, row in enumerate(shown, 1)
    ]
    tones = {(index, _STATE): _TONES[row.state] for index, row in enumerate(shown)}
    return Ledger(name, title, _COVER, rows, 4, tones)


def _entries(numbers: tuple[str, ...]) -> str:
    more = f"等 {len(numbers)} 条" if len(numbers) > _MOST_ENTRIES else ""
    return "、".join(numbers[:_MOST_ENTRIES]) + more


def _counts(coverage: Coverage, title: str) -> Ledger:
    columns = (
        LedgerColumn("类别", 14, Look.CENTRE),
        LedgerColumn("规划里有", 10, Look.NUMBER),
        *(LedgerColumn(state.value, 10, Look.NUMBER) for state in _COUNTED),
    )
    rows: _Rows = [
        [kind.value, coverage.count(kind), *(coverage.count(kind, state) for state in _COUNTED)] for kind in ItemKind
    ]
    return Ledger("汇总", f"{title}　汇总", columns, rows, 1)


def _cover_lines(coverage: Coverage, title: str) -> Iterator[tuple[str, CellValue]]:
    yield title, None
    yield "台账", coverage.ledger
    yield "规划条目", f"{len(coverage.rows)} 项，一项不漏；未分解 {len(coverage.open)} 项"
    yield "怎样看", None
    yield from _MEANINGS


def _trace_rows(trace: AnnualTrace) -> tuple[_Rows, dict[tuple[int, int], Tone]]:
    rows: _Rows = []
    tones: dict[tuple[int, int], Tone] = {}
    for number, task in enumerate(trace.tasks, 1):
        own: list[CellValue] = [number, task.year, task.document, task.section, task.title]
        if not task.takes:
            tones[len(rows), _SURE] = Tone.GONE
            rows.append([*own, None, "规划里没有找到", None, "没有来处", None, None])
        for taken in task.takes:
            tones[len(rows), _SURE] = Tone.GOOD if taken.sure else Tone.NOTICE
            sure = "较大" if taken.sure else "请核对"
            rows.append([*own, taken.kind.value, taken.name, Decimal(str(taken.likeness)), sure, taken.why, taken.item])
    return rows, tones


def _uptake_sheet(name: str, title: str, trace: AnnualTrace, items: tuple[UptakeRow, ...]) -> Ledger:
    columns = (
        _NUMBER,
        LedgerColumn("类别", 9, Look.CENTRE),
        LedgerColumn("章节", 12),
        LedgerColumn("规划条目", 46),
        *(LedgerColumn(f"{document}", 34) for document in trace.documents),
        LedgerColumn("编号", 13, Look.CENTRE),
    )
    rows: _Rows = [
        [
            number,
            row.kind.value,
            row.section,
            row.name,
            *("、".join(dict.fromkeys(row.taken[document])) or None for document in trace.documents),
            row.item,
        ]
        for number, row in enumerate(items, 1)
    ]
    return Ledger(name, f"{title}　{name}", columns, rows, 4)


def _trace_lines(trace: AnnualTrace, title: str) -> Iterator[tuple[str, CellValue]]:
    yield title, None
    for document, year in trace.documents.items():
        own = [task for task in trace.tasks if task.document == document]
        traced = sum(bool(task.takes) for task in own)
        yield f"{year or ''}年" if year else "年度文件", f"{document}：{len(own)} 项，{traced} 项有来处"
    yield "没有人接的", f"{len(trace.untaken)} 项，共 {len(trace.items)} 项"
    yield "怎样看", None
    yield from _TRACE_MEANINGS
