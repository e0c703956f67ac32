"""Reported values in workbooks (填报数据的工作簿): a row for each indicator, subject and period; read back row by row.

Entries: :func:`value_book`, :func:`read_values`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.base.errors import LuoshiError
from luoshi.sheets.cells import CellValue, WrongCell, canonical, read_number
from luoshi.sheets.grid import Grid, Grids, read_grids
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look
from luoshi.sheets.ledger_table import raw_cell
from luoshi.web.reporting.models import ReportedValue
from luoshi.web.reporting.value_actions import Told

_COLUMNS = (
    LedgerColumn("序号", 6, Look.CENTRE, read_only=True),
    LedgerColumn("指标或目标", 18),
    LedgerColumn("名称", 34),
    LedgerColumn("填报对象代码", 12, Look.CENTRE),
    LedgerColumn("填报对象", 16),
    LedgerColumn("期", 10, Look.CENTRE),
    LedgerColumn("数值", 12, Look.NUMBER),
    LedgerColumn("计量单位", 10, Look.CENTRE),
    LedgerColumn("佐证材料", 28),
    LedgerColumn("说明", 28),
    LedgerColumn("填报单位", 18),
    LedgerColumn("状态", 8, Look.CENTRE, read_only=True),
    LedgerColumn("版本", 7, Look.CENTRE, read_only=True),
)


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A row of such a workbook; ``row_number`` from 1 as Excel counts."""

    row_number: int
    told: Told
    unit: str
    version: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadValues:
    """A workbook that came in."""

    grids: Grids
    sheet: str
    head_row: int
    rows: tuple[ReadValue, ...]


def value_book(rows: Iterable[ReportedValue], period: str) -> bytes:
    """Return values as a workbook; those of another period than ``period`` are carried over without their numbers."""
    lines: list[Sequence[CellValue]] = []
    for number, row in enumerate(rows, start=1):
        is_there = not period or row.period == period
        lines.append(
            (
                number,
                row.measure,
                row.measure_name or None,
                row.subject_code,
                row.subject_name,
                row.period if is_there else period,
                row.value.normalize() + 0 if is_there and row.value is not None else None,
                row.unit_text or None,
                (row.evidence or None) if is_there else None,
                (row.note or None) if is_there else None,
                row.unit.name,
                row.status if is_there else None,
                row.version if is_there else 0,
            )
        )
    book = Book("填报数据")
    book.add(Ledger("填报数据", f"填报数据{period}", _COLUMNS, lines, frozen=3))
    return book.finish()


def read_values(data: bytes, name: str) -> ReadValues:
    """Return what a workbook tells; rows without a number are left out.

    Raises:
        LuoshiError: T010-T013 it is no table file; N375 it has no table of values.
    """
    grids = read_grids(data, name)
    for grid in grids.sheets:
        for at, cells in enumerate(grid.rows[:10]):
            heads = {str(cell).strip(): column for column, cell in enumerate(cells) if isinstance(cell, str)}
            if {"指标或目标", "期", "数值"} <= heads.keys():
                rows = [_row(grid, number, heads) for number in range(at + 1, len(grid.rows))]
                return ReadValues(grids, grid.name, at + 1, tuple(one for one in rows if one is not None))
    hint = "用“填报数据”里导出的工作簿，表头不要改"
    raise LuoshiError("N375", "没有找到有“指标或目标、期、数值”的表", where=name, hint=hint)


def _row(grid: Grid, at: int, heads: Mapping[str, int]) -> ReadValue | None:
    cells = {head: raw_cell(grid, (at, column)) for head, column in heads.items()}
    number = cells["数值"]
    if number.empty:
        return None
    texts = {head: canonical(cell) for head, cell in cells.items()}
    faults, value = [], Decimal(0)
    try:
        value = read_number(number, texts.get("计量单位", ""), Decimal(50)) or Decimal(0)
    except WrongCell as error:
        faults.append(f"数值：{error}")
    told = Told(
        measure=texts.get("指标或目标", ""),
        measure_name=texts.get("名称", ""),
        subject_code=texts.get("填报对象代码", ""),
        subject_name=texts.get("填报对象", ""),
        period=texts.get("期", ""),
        value=value,
        unit_text=texts.get("计量单位", ""),
        evidence=texts.get("佐证材料", ""),
        note=texts.get("说明", ""),
    )
    version = texts.get("版本", "")
    return ReadValue(at + 1, told, texts.get("填报单位", ""), int(version) if version.isdecimal() else 0, tuple(faults))
