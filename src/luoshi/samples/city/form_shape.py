"""Shapes of the sample returns: titles, merged heads over several rows, subtotals and notes around the rows.

Entries: :class:`Form`, :class:`FormSheet`, :func:`listing`, :func:`framed`. Not here: what stands in them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luoshi.samples.city.geography import COUNTIES, county_name

Head = tuple[str, ...]
"""The cells of a column's head from top to bottom; like neighbours are merged."""


@dataclass(frozen=True)
class FormSheet:
    """A sheet of a return.

    Attributes:
        rows: cells from row 1 and column A on; str, int, Decimal or None.
        merges: merged cells: first row and column, last row and column, all from 0 and inclusive.
    """

    name: str
    rows: list[list[object]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """A return of a year as another system exports it (一份报表).

    Attributes:
        file_name: ends with .xlsx or .csv.
        encoding: of a .csv; empty for a workbook.
    """

    file_name: str
    sheets: list[FormSheet]
    encoding: str = ""

    def csv_bytes(self) -> bytes:
        """Return the only sheet as comma-separated text in the form's encoding.

        Raises:
            ValueError: the form is a workbook.
        """
        if not self.encoding:
            raise ValueError(f"{self.file_name} is a workbook")
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(self.sheets[0].rows)
        return text.getvalue().encode(self.encoding)


def cell(value: object) -> object:
    """Return a value as it stands in a return: dates as text, all else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def listing(
    name: str, title: str, heads: Sequence[Head], records: Sequence[tuple[str, list[object]]], texts: int
) -> FormSheet:
    """Return a sheet of schools by county with a 小计 after each and a 合计 at the end, and a note.

    Args:
        records: area code and cells of each row.
        texts: how many columns at the left are words; the others are added up.
    """
    body: list[list[object]] = []
    totals: list[list[object]] = []
    for county in COUNTIES:
        rows = [[cell(value) for value in cells] for area, cells in records if area == county.code]
        if not rows:
            continue
        body += rows
        totals.append(_total("小计", rows, texts))
        body.append(totals[-1])
    body.append(_total("合计", totals, texts))
    return framed(name, title, heads, body)


def _total(word: str, rows: Sequence[Sequence[object]], texts: int) -> list[object]:
    sums: list[object] = []
    for column in range(texts, len(rows[0])):
        numbers = [value for row in rows if isinstance(value := row[column], int | Decimal)]
        sums.append(sum(numbers) if numbers else None)
    return [word, *[None] * (texts - 1), *sums]


def framed(name: str, title: str, heads: Sequence[Head], body: Sequence[Sequence[object]]) -> FormSheet:
    """Return a sheet with its title in row 1, merged heads below, the rows, and two lines at the end."""
    width, depth = len(heads), max(len(head) for head in heads)
    rows: list[list[object]] = [[title] + [None] * (width - 1)]
    rows += [[None] * width for _ in range(depth)]
    merges = [(0, 0, 0, width - 1)]
    for first_row, first, last_row, last, text in _blocks(heads, depth):
        rows[1 + first_row][first] = text
        if (first_row, first) != (last_row, last):
            merges.append((1 + first_row, first, 1 + last_row, last))
    rows += [list(row) for row in body]
    rows.append(["注：本表为示例数据，学校和数字都是虚构的。"] + [None] * (width - 1))
    rows.append(["填表人：陈某", *[None] * (width - 1)])
    return FormSheet(name, rows, merges)


def _blocks(heads: Sequence[Head], depth: int) -> Iterator[tuple[int, int, int, int, str]]:
    """Cells of the head, merged: first row and column, last row and column, text."""
    for level in range(depth):
        column = 0
        while column < len(heads):
            head, first = heads[column], column
            column += 1
            if len(head) <= level:
                continue
            if len(head) == level + 1:
                yield level, first, depth - 1, first, head[level]
                continue
            prefix = head[: level + 1]
            while column < len(heads) and len(heads[column]) > level + 1 and heads[column][: level + 1] == prefix:
                column += 1
            yield level, first, level, column - 1, head[level]


def template_sheet(title: str, period: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> FormSheet:
    """Return a sheet in the manner of the system's own templates: title with the period, a note, one row of heads."""
    width = len(heads)
    named = f"{title}（{period}）" if period else title
    top: list[list[object]] = [[named] + [None] * (width - 1), ["带 * 的必须填写"] + [None] * (width - 1), [*heads]]
    body = [[cell(value) for value in row] for row in rows]
    return FormSheet(title, top + body, [(0, 0, 0, width - 1), (1, 0, 1, width - 1)])


def school_years(year: int) -> str:
    """A school year as titles tell it."""
    return f"{year}—{year + 1}学年"


def area_label(code: object) -> str:
    """Name of the area that a code means."""
    return county_name(str(code))
