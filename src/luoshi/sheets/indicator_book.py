"""Indicators as workbooks (指标工作簿): values with their definitions, and how a value came about with all its rows.

Entries: :func:`write_indicator_book`, :func:`write_explanation_book`.
Not here: computing (``luoshi.indicators``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from luoshi.model.indicators import Explanation, Indicator, IndicatorValue, Quantity, SourceRow
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look, Tone

_VALUES = (
    LedgerColumn("序号", 6, Look.CENTRE),
    LedgerColumn("指标", 30),
    LedgerColumn("年份", 8, Look.CENTRE),
    LedgerColumn("地区、口径或学校", 24),
    LedgerColumn("代码", 13),
    LedgerColumn("分项", 12),
    LedgerColumn("数值", 13, Look.NUMBER),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("分子", 15, Look.NUMBER),
    LedgerColumn("分母", 15, Look.NUMBER),
    LedgerColumn("说明", 36),
)
_DEFINITIONS = (
    LedgerColumn("指标", 30),
    LedgerColumn("编号", 28),
    LedgerColumn("类别", 12),
    LedgerColumn("单位", 8, Look.CENTRE),
    LedgerColumn("方向", 10, Look.CENTRE),
    LedgerColumn("口径", 44),
    LedgerColumn("分子", 48),
    LedgerColumn("分母", 48),
    LedgerColumn("依据", 40),
    LedgerColumn("别名", 34),
    LedgerColumn("出处", 20),
)


def write_indicator_book(indicators: Sequence[Indicator], values: Sequence[IndicatorValue], snapshot: str) -> bytes:
    """Return values as a workbook; the same values always give the same bytes."""
    title = "教育指标"
    book = Book(title)
    known = {one.id: one for one in indicators}
    book.add_lines("说明", _cover(title, snapshot), title)
    rows = [_value_row(number, one, known[one.indicator]) for number, one in enumerate(values, 1)]
    noted = {(row, 6): Tone.NOTICE for row, one in enumerate(values) if one.note}
    decimals = {(row, 6): known[one.indicator].decimals for row, one in enumerate(values)}
    book.add(Ledger("指标值", title, _VALUES, rows, 2, noted, decimals))
    book.add(Ledger("指标定义", title, _DEFINITIONS, [_definition_row(one) for one in indicators], 1))
    return book.finish()


def _cover(title: str, snapshot: str) -> Iterator[tuple[str, CellValue]]:
    yield title, None
    yield "快照", snapshot
    yield "怎样算", None
    yield "汇总", "分子相加除以分母相加，只除一次、只修约一次（四舍五入）；不把各地的比率平均。"
    yield "年份", "公历年；学年的数用哪个学年，由工作区 luoshi.toml 的 [stats] school_year 定。"
    yield "底色", "数值底色为黄的，看“说明”一列：有没填的、没有数据的地区，或算不出。"
    yield "待核实", "依据写着“待核实”的，口径没有对照文件核对过，不要当作官方口径引用。"


def _value_row(number: int, one: IndicatorValue, indicator: Indicator) -> list[CellValue]:
    return [
        number,
        indicator.name,
        one.year,
        one.place.name,
        one.place.code if one.place.kind != "口径" else None,
        one.split or None,
        one.value,
        indicator.unit,
        one.numerator.value,
        one.denominator.value if one.denominator is not None else None,
        one.note or None,
    ]


def _definition_row(one: Indicator) -> list[CellValue]:
    formula = [f"{part.relation}：{part.sql}" for part in one.aggregates]
    return [
        one.name,
        one.id,
        one.group,
        one.unit,
        one.direction.value,
        one.scope or None,
        formula[0] if formula else f"{one.growth_of} 的增长",
        formula[1] if len(formula) > 1 else None,
        str(one.basis),
        "、".join(one.aliases) or None,
        one.origin + ("（改写了内置的）" if one.overrides else ""),
    ]


def write_explanation_book(explanation: Explanation) -> bytes:
    """Return how a value came about as a workbook: the definition, then the rows of numerator and denominator."""
    indicator, value = explanation.indicator, explanation.value
    title = f"{indicator.name}的由来"
    book = Book(title)
    book.add_lines("由来", _story(explanation), title)
    names = ("今年的行", "上年的行") if indicator.growth_of else ("分子的行", "分母的行")
    for name, rows in zip(names, (explanation.numerator_rows, explanation.denominator_rows), strict=True):
        if rows:
            book.add(_source_ledger(name, f"{indicator.name}　{value.place.name}　{value.year} 年", rows))
    return book.finish()


def _story(explanation: Explanation) -> Iterator[tuple[str, CellValue]]:
    indicator, value = explanation.indicator, explanation.value
    yield f"{indicator.name}的由来", None
    yield "对象", value.place.name + (f"，{value.split}" if value.split else "")
    yield "年份", value.year
    yield "数值", value.value
    yield "单位", indicator.unit or "—"
    if value.note:
        yield "说明", value.note
    yield "快照", explanation.snapshot
    if explanation.effects is not None:
        yield "变动拆分", str(explanation.effects)
    if explanation.one_sided:
        yield "只在分子或只在分母里的学校", "、".join(explanation.one_sided)
    yield "定义", None
    if indicator.scope:
        yield "口径", indicator.scope
    yield "依据", str(indicator.basis)
    yield "出处", indicator.origin + ("（改写了内置的）" if indicator.overrides else "")
    for name, quantity, aggregate in zip(
        ("分子", "分母"), (value.numerator, value.denominator), indicator.aggregates, strict=False
    ):
        yield name, None
        yield "统计式", f"{aggregate.relation}：{aggregate.sql}"
        if quantity is not None:
            yield from _counted(quantity)


def _counted(quantity: Quantity) -> Iterator[tuple[str, CellValue]]:
    yield "合计", quantity.value
    yield "行数", quantity.rows
    yield "其中没有填的", quantity.blanks


def _source_ledger(name: str, title: str, rows: Sequence[SourceRow]) -> Ledger:
    heads = list(dict.fromkeys(head for row in rows for head in row.cells))
    columns = (
        LedgerColumn("序号", 6, Look.CENTRE),
        LedgerColumn("学校或地区", 30),
        LedgerColumn("代码", 14),
        *(LedgerColumn(head, 14, _look(rows, head)) for head in heads),
        LedgerColumn("统计表", 14),
        LedgerColumn("文件", 36),
        LedgerColumn("工作表", 18),
        LedgerColumn("行", 7, Look.CENTRE),
    )
    cells = [_source_cells(number, row, heads) for number, row in enumerate(rows, 1)]
    return Ledger(name, title, columns, cells, 2)


def _source_cells(number: int, row: SourceRow, heads: Sequence[str]) -> list[CellValue]:
    figures = [_cell(row.cells.get(head)) for head in heads]
    return [number, row.name, row.owner, *figures, row.table, row.file, row.sheet, row.row]


def _look(rows: Sequence[SourceRow], head: str) -> Look:
    return Look.TEXT if any(isinstance(row.cells.get(head), str) for row in rows) else Look.NUMBER


def _cell(value: object) -> CellValue:
    return value if isinstance(value, (str, int, Decimal)) else None if value is None else str(value)
