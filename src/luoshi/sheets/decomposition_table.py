"""Reading the table that people make for a division (分解用表): a row a county, columns told by their heads.

Entry: :func:`read_county_rows`. 县市区 is needed; 基期, 分母 or 权数, 上限 (下限), 固定, 难度 may be there.
Not here: what the figures are for (``luoshi.progress``).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from luoshi.base.errors import LuoshiError
from luoshi.model.dividing import CountyRow, is_written_right
from luoshi.sheets.cells import from_float
from luoshi.sheets.grid import Grid, Grids, Raw

_HEADS = {
    "name": ("县市区", "县（市、区）", "县(市、区)", "县区", "地区", "单位"),
    "base": ("基期", "基期值", "现状", "基期数"),
    "weight": ("分母/权数", "分母", "权数", "分母或权数", "规模"),
    "ceiling": ("上限", "下限", "上限/下限"),
    "fixed": ("固定", "定死", "固定数"),
    "difficulty": ("难度", "难度系数"),
}
_TOTALS = frozenset(("合计", "全市", "总计", "小计"))


def read_county_rows(grids: Grids) -> tuple[CountyRow, ...]:
    """Return the rows of the first sheet that has a head with 县市区; rows of totals are passed over.

    A percentage (95% in a cell shown as such) counts as 95.

    Raises:
        LuoshiError: L120 when no sheet has such a head, a cell is no number, or a county has two rows.
    """
    for sheet in grids.sheets:
        for at, row in enumerate(sheet.rows):
            columns = _columns(row)
            if "name" in columns and len(columns) > 1:
                return _rows(sheet, at, columns, grids.name)
    hint = "第一行写：县市区、基期、分母/权数、上限、固定，每县一行；没有的列可以不写"
    raise LuoshiError("L120", "表里没有“县市区”和要填的列", where=grids.name, hint=hint)


def _columns(row: Sequence[Raw]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        text = "".join(str(cell).split()) if isinstance(cell, str) else ""
        for key, heads in _HEADS.items():
            plain = text.partition("（")[0] or text
            if (text in heads or (key != "name" and plain in heads)) and key not in found:
                found[key] = at
    return found


def _rows(sheet: Grid, head: int, columns: dict[str, int], file: str) -> tuple[CountyRow, ...]:
    found: dict[str, CountyRow] = {}
    for at in range(head + 1, len(sheet.rows)):
        row = sheet.rows[at]
        name = str(row[columns["name"]] or "").strip()
        if not name or name in _TOTALS:
            continue
        where = f"{file} {sheet.name} 第 {at + 1} 行"
        if name in found:
            raise LuoshiError("L120", f"{name}有两行", where=where, hint="每个县市区只留一行")
        cells = {key: _number(sheet, at, column, where) for key, column in columns.items() if key != "name"}
        found[name] = CountyRow(name, where=where, **cells)
    if not found:
        raise LuoshiError("L120", "表里没有县市区", where=file, hint="每个县市区一行")
    return tuple(found.values())


def _number(sheet: Grid, row: int, column: int, where: str) -> Decimal | None:
    """Return the number in a cell, from 0 to 10^12; None for an empty one."""
    raw = sheet.rows[row][column]
    fault = sheet.faults.get((row, column))
    value: Decimal | None = None
    if isinstance(raw, bool) or fault:
        value = None
    elif isinstance(raw, (int, float)):
        value = from_float(float(raw)) * (100 if (row, column) in sheet.percent else 1)
    elif isinstance(raw, str) and raw.strip():
        try:
            value = Decimal(raw.strip().rstrip("%％").replace(",", "").replace("，", ""))
        except InvalidOperation:
            value = None
    elif raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if value is None or not is_written_right(value):
        told = fault or f"“{raw}”不是不小于 0 的数，或太大、小数位太多"
        raise LuoshiError("L120", told, where=f"{where}第 {column + 1} 列", hint="写数字，没有的留空")
    return value
