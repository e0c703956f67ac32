"""A table or a chart of an evaluation report as a sheet: numbers are numbers, names are text (报告的表和图的数据).

Entries: :func:`table_sheet`, :func:`picture_sheet`, :class:`SheetNames`. A cell that is one fact and nothing else holds
its number, shown with its unit; a cell that says more is text.
Not here: the workbook (:mod:`luoshi.sheets.report_book`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.model.evaluation.charts import BarChart, Chart, LineChart, ShareChart, TileChart
from luoshi.model.evaluation.facts import NO_VALUE, FactBook
from luoshi.model.evaluation.prose import Figure, Named, Prose, plain, prose
from luoshi.model.evaluation.report import Picture, Row, Table
from luoshi.model.wording import number_text
from luoshi.sheets.cells import CellValue
from luoshi.sheets.ledger import Ledger, LedgerColumn, Look, shown_width

_LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NUMBERED = re.compile(r"[1-9]\d{0,6}")
_NARROWEST, _WIDEST = 8.0, 48.0
_MOST_DECIMALS = 2
_FILTER_ROOM = 3
"""So many characters of a head are covered by the arrow of the filter."""


class SheetNames:
    """Names of sheets: at most 31 characters, each once, without what Excel forbids."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {one.casefold() for one in taken} | {"history"}  # Excel keeps that name for itself

    def name(self, caption: str, other: str) -> str:
        """Return a name of a sheet's own for a caption; ``other`` where the caption is empty."""
        base = " ".join(_FORBIDDEN.sub(" ", caption).split()).strip("'") or other
        found, again = _cut(base, ""), 1
        while found.casefold() in self._taken:
            again += 1
            found = _cut(base, f"（{again}）")
        self._taken.add(found.casefold())
        return found


def _cut(text: str, end: str) -> str:
    """Return a text that, with its end, is no longer than Excel takes, which counts as UTF-16 does."""
    while len((text + end).encode("utf-16-le")) > 2 * _LONGEST_NAME:
        text = text[:-1]
    return text.rstrip("' ") + end


@dataclass(frozen=True, slots=True)
class BlockSheet:
    """The sheet of a block of a report."""

    key: str
    ledger: Ledger
    is_chart: bool = False


def table_sheet(table: Table, book: FactBook, names: SheetNames) -> BlockSheet:
    """Return a table as a sheet."""
    return BlockSheet(table.key, _ledger(table, book, names))


def picture_sheet(picture: Picture, book: FactBook, names: SheetNames) -> BlockSheet:
    """Return the series of a chart as a sheet."""
    head, rows = series(picture.chart)
    table = Table(picture.key, picture.caption, head, rows, ())
    return BlockSheet(picture.key, _ledger(table, book, names), is_chart=True)


def series(chart: Chart) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return a chart's numbers as the head and the rows of a table."""
    match chart:
        case LineChart():
            return _lines(chart)
        case BarChart():
            level = (_figure(chart.mark),) if chart.mark is not None else ()
            head = ("名称", _measured(chart.unit), *((chart.mark_name or "对照",) if level else ()))
            return head, _rows((_name(one.label), _figure(one.fact), *level) for one in chart.bars)
        case ShareChart():
            names = tuple(dict.fromkeys(share.name for _, parts in chart.rows for share in parts))
            known = [(label, {part.name: part.fact for part in parts}) for label, parts in chart.rows]
            return ("名称", *names), _rows(
                (_name(label), *(_figure(parts.get(one)) for one in names)) for label, parts in known
            )
        case TileChart():
            return ("名称", _measured(chart.unit)), _rows((_name(x.label), _figure(x.fact)) for x in chart.tiles)


def _lines(chart: LineChart) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    years = sorted({year for line in chart.lines for year, _ in line.points})
    known = [dict(line.points) for line in chart.lines]
    level = (_figure(chart.goal),) if chart.goal is not None else ()
    head = ("年份", *(line.name for line in chart.lines), *((chart.goal_name or "目标",) if level else ()))
    return head, _rows(
        ((Named(str(year), "年份"),), *(_figure(one.get(year)) for one in known), *level) for year in years
    )


def _rows(cells: Iterable[tuple[Prose, ...]]) -> tuple[Row, ...]:
    return tuple(Row(str(at), one) for at, one in enumerate(cells))


def _measured(unit: str) -> str:
    return f"数值（{unit}）" if unit else "数值"


def _name(text: str) -> Prose:
    return (Named(text),) if text else ()


def _figure(fact: str | None) -> Prose:
    return (Figure(fact),) if fact is not None else prose(NO_VALUE)


def _ledger(table: Table, book: FactBook, names: SheetNames) -> Ledger:
    caption = " ".join(plain(table.caption, book).split())
    rows = [[cell_value(cell, book) for cell in row.cells] for row in table.rows]
    return Ledger(
        names.name(caption, table.key),
        caption,
        tuple(_column(table, at, book) for at in range(len(table.head))),
        rows,
        frozen=min(1 if len(table.head) <= 3 else 2, max(0, len(table.head) - 1)),
        formats=_formats(table, book),
        is_a4=True,
    )


def cell_value(cell: Prose, book: FactBook) -> CellValue:
    """Return what an Excel cell holds: the number of a lone fact or entry number, else text; None when empty."""
    match cell:
        case (Figure(fact=id_),):
            value = book[id_].value
            return NO_VALUE if value is None else value
        case (Named(text=text, kind="序号" | "年份"),) if _NUMBERED.fullmatch(text):
            return int(text)
    return plain(cell, book) or None


def number_format(unit: str, decimals: int) -> str:
    """Return Excel's format of a number with its unit: 94.2 is shown as 94.2%, and stays 94.2."""
    shown = unit.replace('"', "")
    return ("#,##0" + ("." + "0" * decimals if decimals else "")) + (f'"{shown}"' if shown else "")


def decimals_of(value: Decimal) -> int:
    """Return how many decimals of a number are shown: as many as are written, at most two.

    The cell keeps the whole number. One that two decimals would show as 0 is shown as it is written.
    """
    written = len(number_text(value).partition(".")[2])
    return written if value and not round(value, _MOST_DECIMALS) else min(written, _MOST_DECIMALS)


def _formats(table: Table, book: FactBook) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], tuple[int, str, int]] = {}
    most: dict[tuple[int, str], int] = {}
    for row, column, unit, decimals in _numbers(table, book):
        found[row, column] = (column, unit, decimals)
        most[column, unit] = max(min(decimals, _MOST_DECIMALS), most.get((column, unit), 0))
    return {
        at: number_format(unit, max(decimals, most[column, unit])) for at, (column, unit, decimals) in found.items()
    }


def _numbers(table: Table, book: FactBook) -> Iterable[tuple[int, int, str, int]]:
    for at, row in enumerate(table.rows):
        for column, cell in enumerate(row.cells):
            match cell:
                case (Figure(fact=id_, is_bare=bare),) if (value := book[id_].value) is not None:
                    yield at, column, "" if bare else book[id_].unit, decimals_of(value)


def _column(table: Table, at: int, book: FactBook) -> LedgerColumn:
    cells = [row.cells[at] for row in table.rows if at < len(row.cells)]
    head = table.head[at]
    texts = [plain(cell, book) for cell in cells]
    lines = [line for text in texts for line in text.split("\n")]
    wanted = max((shown_width(line) + 3 for line in lines), default=0)
    half = (shown_width(head) + 1) // 2 + _FILTER_ROOM  # a head may take two lines
    return LedgerColumn(head, min(_WIDEST, max(_NARROWEST, float(wanted), float(half))), _look(table, at, cells))


def _look(table: Table, at: int, cells: Sequence[Prose]) -> Look:
    said = [cell for cell in cells if cell and not (len(cell) == 1 and cell == prose(NO_VALUE))]
    if at in table.right or (said and all(len(cell) == 1 and isinstance(cell[0], Figure) for cell in said)):
        return Look.NUMBER
    if at in table.centred or (said and all(len(cell) == 1 and _is_year(cell) for cell in said)):
        return Look.CENTRE
    return Look.TEXT


def _is_year(cell: Prose) -> bool:
    return isinstance(cell[0], Named) and cell[0].kind in ("年份", "序号", "日期")
