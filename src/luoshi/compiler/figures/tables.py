"""Figures in tables (表格数据): the cells that hold a number alone, read by their row and column heads.

Entry: :func:`indicator_figures` for indicator tables, :func:`total_figures` for the subtotals and totals of project
tables, :func:`measure_figures` for number columns of project tables (学位、班级、面积), :func:`counted_figures` for
others.
Not here: prose in cells (:mod:`luoshi.compiler.figures.text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.base.numerals import HALF_WIDTH
from luoshi.base.quantities import Quantity, find_quantities
from luoshi.base.units import canonical_unit
from luoshi.compiler.figures.context import Horizon
from luoshi.compiler.figures.roles import Role
from luoshi.compiler.table_heads import Column, TableHead, close, unit_in
from luoshi.compiler.table_heads import Role as Head
from luoshi.model.document import Cell, Table
from luoshi.model.plan import Kind, Part

_NUMBER = re.compile(
    r"^\s*(?P<op>≥|>=|>|≤|<=|<|＞|＜|约)?\s*(?P<n>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<unit>%|‰)?\s*(?P<after>以上|以下|以内|左右)?\s*(?:\[[^\]]*\]|\([^)]*\))?\s*$"
)
_OPS = {
    "≥": ">=",
    ">=": ">=",
    "＞": ">",
    ">": ">",
    "≤": "<=",
    "<=": "<=",
    "＜": "<",
    "<": "<",
    "约": "~",
    "以上": ">=",
    "以下": "<=",
    "以内": "<=",
    "左右": "~",
}
_GROUP_LABEL = re.compile(r"^(?:[（(]?[一二三四五六七八九十]+[)）、.．]|\d+[.、．])\s*")
_PART_OF = re.compile(r"^其\s*中\s*[:：]?")
_BRACKETED_UNIT = re.compile(r"[（(][^（()）]*[）)]$")
_STAGE_WORDS = re.compile(
    r"学前|幼儿|义务|小学|初中|高中|中职|普高|职业|高职|高等|本科|特殊|残疾|终身|劳动|教师|师生|教育经费|双师|社区|适龄|九年"
)
_TOTAL = re.compile(r"^(?:总\s*计|合\s*计|共\s*计|总\s*投\s*资)")
_SUBTOTAL = re.compile(r"小\s*计|^以上|合计")
_PLACE = re.compile(r"[县区市旗镇乡]$|^(?:全[市县区省]|合计|总计|市直|市本级|县直|城区)$|高新区|开发区|新区")
_GROUP_SERIAL = re.compile(r"^[（(]?[一二三四五六七八九十]{1,3}[）)]?$")
_AMOUNTS = (Head.PLACES, Head.CLASSES, Head.AREA, Head.LAND)


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A figure found in a table cell; offsets count in the cell's passage."""

    role: Role
    indicator: str
    scope: str | None
    unit: str
    op: str
    value: Decimal
    year: int | None
    kind: Kind | None
    part: Part
    cell: Cell
    start: int
    end: int
    value2: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    op: str
    unit: str
    start: int
    end: int
    value2: Decimal | None = None


def read_number(text: str) -> _Number | None:
    """Return the one number that a cell holds, with its comparator; None when it holds none, several, or prose."""
    flat = text.translate(HALF_WIDTH)
    match = _NUMBER.match(flat)
    if match:
        op = _OPS.get(match["op"] or match["after"] or "", "=")
        return _Number(Decimal(match["n"].replace(",", "")), op, match["unit"] or "", match.start("n"), match.end("n"))
    quantities = find_quantities(text)
    if len(quantities) == 1 and len(flat.strip()) <= 16:
        q: Quantity = quantities[0]
        return _Number(q.value, q.op, q.unit, q.start, q.end, q.value2)
    return None


def _stated_unit(column: Column, of_row: str) -> str:
    """Return the unit of a cell: its row's, but a growth column's own (年均增长（%）)."""
    return of_row or column.unit if column.role is Head.YEAR else column.unit or of_row


def indicator_figures(table: Table, head: TableHead, horizon: Horizon, *, above: str = "") -> Iterator[CellFigure]:
    """Yield the figures of an indicator table, row by row; ``above`` is its caption.

    Where the rows are places (a table by county and year), the caption names the indicator and the row its scope.
    """
    grid = table.grid()
    labels = _row_labels(table, head, grid)
    unit_column = head.column(Head.UNIT)
    kinds = _kinds(table, head, grid)
    for row, label in labels.items():
        cells = grid[row]
        unit_text = _text(cells, unit_column) or unit_in(label.raw)
        kind = kinds.get(row) or label.kind
        for column in head.columns:
            cell = cells[column.index]
            if cell is None or cell.column != column.index or cell.row != row or not _is_value(column):
                continue
            number = read_number(cell.passage.text)
            if number is None:
                continue
            role, year = _role(column, horizon)
            yield CellFigure(
                role=role,
                indicator=(_captioned(label.name, above or head.title) or label.name) + _suffix(column, role),
                scope=label.name if _PLACE.search(label.name) else column.scope or None,
                unit=_unit(_stated_unit(column, unit_text) or head.unit, number.unit),
                op=number.op,
                value=number.value,
                year=year,
                kind=kind if role == "target" else None,
                part="item",
                cell=cell,
                start=number.start,
                end=number.end,
                value2=number.value2,
            )


def _kinds(table: Table, head: TableHead, grid: list[list[Cell | None]]) -> dict[int, Kind]:
    """Return what the column 属性 says of each row.

    Of a table in text, a merged cell is empty in the rows below; where a table names both kinds, an empty cell goes on
    with the one above, as far as the next group row.
    """
    column = head.column(Head.KIND)
    named = {row: kind for row in head.body_rows(table) if (kind := _kind(_text(grid[row], column)))}
    if not table.ragged or len(set(named.values())) < 2:
        return named
    kinds: dict[int, Kind] = {}
    last: Kind | None = None
    for row in head.body_rows(table):
        filled = {cell.column for cell in grid[row] if cell is not None and cell.text}
        last = named.get(row) or (last if len(filled) > 1 else None)
        if last:
            kinds[row] = last
    return kinds


def counted_figures(table: Table, head: TableHead, role: Role, year: int | None) -> Iterator[CellFigure]:
    """Yield the figures of a table that counts things by place or school: rows of names, columns of numbers with units.

    Only columns whose head names a unit (新增学位（个）) and that hold numbers in most rows; ``role`` and ``year`` are
    those of the section.
    """
    grid, rows = table.grid(), head.body_rows(table)
    for column in head.columns:
        if not column.unit or column.role in (Head.SERIAL, Head.NAME, Head.UNIT, Head.YEAR):
            continue
        found = [(row, cell, read_number(cell.passage.text)) for row in rows if (cell := grid[row][column.index])]
        if sum(number is not None for _, _, number in found) < max(2, len(rows) // 2):
            continue
        what = _BRACKETED_UNIT.sub("", close(column.text))
        for row, cell, number in found:
            label = next((close(c.text) for c in grid[row] if c is not None and c.text and not read_number(c.text)), "")
            if number is None or not label:
                continue
            part: Part = "total" if _TOTAL.match(label) else "item"
            scope = label if _PLACE.search(label) else None
            unit = _unit(column.unit, number.unit)
            yield CellFigure(
                role,
                label + what,
                scope,
                unit,
                number.op,
                number.value,
                year,
                None,
                part,
                cell,
                number.start,
                number.end,
                number.value2,
            )


def _captioned(label: str, caption: str) -> str:
    """Return the indicator that a caption names for a row that is a place; empty for other rows."""
    if not _PLACE.search(label) or not caption:
        return ""
    words = _BRACKETED_UNIT.sub("", close(caption))
    words = re.sub(r"^(?:附?表\d*[:：]?|专栏\d*[:：]?)|\d{4}(?:[—\-~至]\d{4})?年", "", words)
    words = re.sub(r"^(?:全[市县区省])?各?[县市区（）()、]*(?:分年度)?", "", words)
    words = re.sub(
        r"(?:分?年度|分县|分区域|分解|计划|目标|规划|任务|进度|安排|情况|一览|统计|汇总|对照|的)*表?$", "", words
    )
    return label + words[-20:] if len(words) >= 3 else ""


def _suffix(column: Column, role: Role) -> str:
    """Return what tells a column apart: a goal that lay in the past is no measured value; 年均增长 is no level."""
    if column.role is not Head.YEAR:
        return re.sub(r"[（(][^（()）]*[）)]$", "", close(column.text))  # 年均增长（%）
    return "（规划目标）" if role == "observation" and column.stage == "target" else ""


def _is_value(column: Column) -> bool:
    return column.role is Head.YEAR or bool(re.search(r"增[长幅减]|累计|年均", column.text))


def _unit(named: str, own: str) -> str:
    return canonical_unit(re.sub(r"^[—\-/／]$", "", own or close(named).replace("％", "%")))


def _kind(text: str) -> Kind | None:
    if "约束" in text:
        return "约束性"
    if "导向" in text or "指导" in text:
        return "导向性"
    return "预期性" if "预期" in text else None


def _role(column: Column, horizon: Horizon) -> tuple[Role, int | None]:
    year = column.year
    if year is not None and horizon.base is not None:
        if year <= horizon.base:
            return "observation", year
        if column.stage == "actual" and (horizon.issued is None or year <= horizon.issued):
            return "observation", year
        return "target", year
    if column.stage == "actual":
        return "observation", year or horizon.base
    return "target", year or horizon.end


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    raw: str
    kind: Kind | None


def _row_labels(table: Table, head: TableHead, grid: list[list[Cell | None]]) -> dict[int, _Label]:
    """Return the indicator named by each body row that holds values; group rows and 其中 complete short names."""
    name_columns = [c.index for c in head.columns if c.role is Head.NAME] or [0]
    group_columns = [c.index for c in head.columns if c.role is Head.GROUP]
    value_columns = [c.index for c in head.columns if _is_value(c)]
    rows, group, previous, kind = head.body_rows(table), "", "", None
    labels: dict[int, _Label] = {}
    for row in rows:
        cells = grid[row]
        texts = [cells[i].text for i in name_columns if cells[i] is not None]  # type: ignore[union-attr]
        raw = close(next((t for t in reversed(texts) if t), ""))
        if not any(cells[i] is not None and read_number(cells[i].passage.text) for i in value_columns):  # type: ignore[union-attr]
            found = close(next((c.text for c in cells if c is not None and c.text), ""))
            if found:
                group, kind = _GROUP_LABEL.sub("", found), _kind(found) or (None if _GROUP_LABEL.match(found) else kind)
            continue
        own_group = next((close(cells[i].text) for i in group_columns if cells[i] is not None and cells[i].text), group)  # type: ignore[union-attr]
        name = _BRACKETED_UNIT.sub("", raw) if unit_in(raw) else raw
        name = _GROUP_LABEL.sub("", name)
        if _PART_OF.match(name):
            name = _join(_PART_OF.sub("", name), previous)
        else:
            previous = name
        labels[row] = _Label(_complete(name, own_group), raw, kind)
    return labels


def _join(part: str, whole: str) -> str:
    """Return 中职教育在校生 for 其中：中职教育 under 在校生; a part with a measure of its own stays as it is."""
    own = re.search(r"[率比重数额]$|占比|比例|面积|人数|在校生|规模", part)
    return part if not whole or own or part.endswith(whole) else part + whole


def _complete(name: str, group: str) -> str:
    """Prefix the group to a name that names no stage of education by itself (在校生, 巩固率)."""
    group = re.sub(r"(?:发展)?(?:指标|目标|规模|情况)$", "", group)
    if not group or len(group) > 12 or _STAGE_WORDS.search(name) or len(name) > 8 or group in name:
        return name
    return group + name


def total_figures(table: Table, head: TableHead, horizon: Horizon) -> Iterator[CellFigure]:
    """Yield the amounts of subtotal and total rows of a project table, kept apart from the items."""
    investment = head.column(Head.INVESTMENT)
    if investment is None:
        return
    grid = table.grid()
    for row in head.body_rows(table):
        filled = [c for c in dict.fromkeys(grid[row]) if c is not None and c.text]
        label = filled[0].text if filled else ""
        if len(filled) > 2 and _GROUP_SERIAL.match(label):
            label = filled[1].text + "小计"  # 一 | 市直（2个） | … : the head of a group bears its sums
        if len(label) > 40 or not (_TOTAL.match(label) or _SUBTOTAL.search(label)):
            continue
        is_total = bool(_TOTAL.match(label))
        if len(filled) > 2:
            yield from _amount_sums(grid[row], head, _sum_name(label, ""), horizon, is_total=is_total)
        cell = grid[row][investment.index]
        if cell is None and len(filled) == 2:
            cell = filled[1]  # a short row of a flattened table: label and amount
        if len(filled) == 1 or cell is None or cell is filled[0]:  # 以上各项合计5.6亿元: all in one cell
            sums = [q for q in find_quantities(filled[0].passage.text) if q.unit in ("亿元", "万元", "元")]
            if sums:
                yield _total(_sum_name(label[: sums[-1].start]), sums[-1], filled[0], horizon, is_total=is_total)
            continue
        number = read_number(cell.passage.text)
        if number is not None:
            number = replace(number, unit=number.unit or investment.unit)
            yield _total(_sum_name(label), number, cell, horizon, is_total=is_total)


def _amount_sums(
    cells: list[Cell | None], head: TableHead, name: str, horizon: Horizon, *, is_total: bool
) -> Iterator[CellFigure]:
    """Yield the sums of places, classes and areas in a subtotal or total row."""
    for column in head.columns:
        cell = cells[column.index]
        number = read_number(cell.passage.text) if cell is not None and column.role in _AMOUNTS else None
        if cell is not None and number is not None:
            unit = _unit(column.unit, number.unit)
            what = name + _BRACKETED_UNIT.sub("", close(column.text))
            yield _total(what, replace(number, unit=unit), cell, horizon, is_total=is_total)


def _sum_name(label: str, what: str = "投资合计") -> str:
    return re.sub(r"\s+|^以上为?|小\s*计|[合总共]\s*计|[，,：:()（）]", "", label) + what


def _total(name: str, number: _Number | Quantity, cell: Cell, horizon: Horizon, *, is_total: bool) -> CellFigure:
    part: Part = "total" if is_total else "subtotal"
    return CellFigure(
        "target",
        name,
        None,
        number.unit,
        number.op,
        number.value,
        horizon.end,
        None,
        part,
        cell,
        number.start,
        number.end,
        number.value2,
    )


def measure_figures(cells: list[Cell | None], head: TableHead, row: int, year: int | None) -> Iterator[CellFigure]:
    """Yield the numbers of one project row in columns of places, classes, floor area and land.

    Args:
        cells: the grid's row.
        head: of its table.
        row: its index.
        year: end year of the project.
    """
    for column in head.columns:
        cell = cells[column.index]
        if column.role not in _AMOUNTS or cell is None or cell.row != row:
            continue
        number = read_number(cell.passage.text)
        if number is not None:
            name = _BRACKETED_UNIT.sub("", close(column.text))
            unit = _unit(column.unit, number.unit)
            yield CellFigure(
                role="target",
                indicator=name,
                scope=None,
                unit=unit,
                op=number.op,
                value=number.value,
                year=year,
                kind=None,
                part="item",
                cell=cell,
                start=number.start,
                end=number.end,
                value2=number.value2,
            )


def _text(cells: list[Cell | None], column: Column | None) -> str:
    if column is None:
        return ""
    cell = cells[column.index]
    return cell.text if cell is not None else ""
