"""Funds named for a project library, and what it costs against them (资金来源表、资金总表).

Entries: :func:`funds_in`, :func:`write_money_book`. Amounts are in 万元.
Not here: adding them up (``luoshi.progress``).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.model.money import Fund, MoneyTable
from luoshi.sheets.cells import CellValue
from luoshi.sheets.grid import Grid, Raw, open_grids
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone

_HEADS = {
    "year": ("年份", "年度", "年"),
    "source": ("资金来源", "来源", "来源渠道"),
    "amount": ("金额（万元）", "金额(万元)", "金额", "万元", "可用资金（万元）"),
    "where": ("依据", "说明", "备注"),
}
_NEEDED = ("year", "source", "amount")
_LABELS = {"year": "年份", "source": "资金来源", "amount": "金额（万元）"}
_MOST_ROWS_ABOVE = 10


def funds_in(path: Path) -> tuple[Fund, ...]:
    """Return the funds in the first sheet that has the columns.

    Raises:
        LuoshiError: L241 when no sheet has them or a cell is not what it should be; as ``open_grids``.
    """
    lacking: list[str] = []
    for sheet in open_grids(path).sheets:
        for number, row in enumerate(sheet.rows[:_MOST_ROWS_ABOVE]):
            columns = _columns(row)
            lacking = [_LABELS[one] for one in _NEEDED if one not in columns]
            if not lacking:
                return _read(sheet, number + 1, columns, path.name)
    hint = "第一行写：年份、资金来源、金额（万元），下面每行一笔"
    raise LuoshiError("L241", "资金表里没有找到要用的几列", where=path.name, hint=hint)


def write_money_book(table: MoneyTable, name: str) -> bytes:
    """Return the workbook: 按年, 按来源, 各项目."""
    title = f"{name} 资金总表（万元）"
    book = Book(title)
    amounts = ("项目需要", "已安排", "已到位", "已支付", "可用资金", "缺口", "累计结余")
    rows: list[list[CellValue]] = []
    tones = {}
    for one in table.rows:
        if one.gap:
            tones[len(rows), 6] = Tone.ALERT
        year = "合计" if one.year is None else str(one.year)
        rows.append([year, one.need, one.arranged, one.received, one.paid, one.funds, one.gap, one.carried])
    columns = (LedgerColumn("年份", 10, Look.CENTRE), *(LedgerColumn(one, 14, Look.NUMBER) for one in amounts))
    book.add(Ledger("按年", title, columns, rows, frozen=1, tones=tones))
    book.add(
        Ledger(
            "按来源",
            title,
            (
                LedgerColumn("年份", 10, Look.CENTRE),
                LedgerColumn("资金来源", 24),
                *(LedgerColumn(one, 14, Look.NUMBER) for one in ("已安排", "已到位", "已支付", "可用资金")),
            ),
            [
                [str(one.year), one.source, one.arranged, one.received, one.paid, one.funds or None]
                for one in table.sources
            ],
        )
    )
    years = sorted({year for one in table.needs for year, _ in one.years})
    book.add(
        Ledger(
            "各项目",
            title,
            (
                LedgerColumn("项目", 40),
                LedgerColumn("合计", 14, Look.NUMBER),
                *(LedgerColumn(f"{year}", 12, Look.NUMBER) for year in years),
                LedgerColumn("怎样分到各年", 26),
                LedgerColumn("编号", 16, Look.CENTRE),
            ),
            [
                [
                    one.name,
                    sum((amount for _, amount in one.years), Decimal(0)) if one.years else None,
                    *(dict(one.years).get(year) for year in years),
                    one.note,
                    one.id,
                ]
                for one in (*table.needs, *table.not_spread)
            ],
            frozen=1,
        )
    )
    return book.finish()


def _columns(row: Sequence[Raw]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, value in enumerate(row):
        text = "".join(str(value or "").split())
        for key, heads in _HEADS.items():
            if text in heads:
                found.setdefault(key, at)
    return found


def _read(sheet: Grid, first: int, columns: dict[str, int], name: str) -> tuple[Fund, ...]:
    found = []
    for number, row in enumerate(sheet.rows[first:], first + 1):
        cells = {key: row[at] for key, at in columns.items()}
        if all(cells.get(key) in (None, "") for key in _NEEDED):
            continue
        where = f"{name} {sheet.name} 第 {number} 行"
        source, basis = str(cells["source"] or "").strip(), str(cells.get("where") or "").strip()
        found.append(Fund(_year(cells["year"], where), source or "未注明", _amount(cells["amount"], where), basis))
    return tuple(found)


def _year(value: Raw, where: str) -> int:
    text = str(value or "").strip().removesuffix("年").removesuffix(".0")
    if not text.isdecimal() or not 1990 <= int(text) <= 2100:
        raise LuoshiError("L241", f"年份“{value or ''}”不是年份", where=where, hint="写公历年，如 2024")
    return int(text)


def _amount(value: Raw, where: str) -> Decimal:
    try:
        amount = Decimal(str(value).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0:
        told = f"金额“{value if value is not None else ''}”不是数"
        raise LuoshiError("L241", told, where=where, hint="写万元数，如 1200")
    return amount
