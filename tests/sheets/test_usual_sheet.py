"""Sheets written as usual are read by a pattern: the same as calamine reads them, and nothing but those."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sheets.test_grid import book, changed

from luoshi.sheets import grid_book
from luoshi.sheets.book_marks import Limits, cell_marks
from luoshi.sheets.form_book import FormSheet, write_form_book
from luoshi.sheets.grid import Grid, read_grids
from luoshi.sheets.usual_sheet import usual_sheets

LIMITS = Limits(cells=20_000_000)
Writer = Callable[[list[list[Any]]], bytes]
SHEET = "xl/worksheets/sheet1.xml"


def usual(data: bytes) -> set[str]:
    """Return the names of the sheets that are read by the pattern."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return set(usual_sheets(archive, LIMITS))


def by_calamine(data: bytes) -> tuple[Grid, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return grid_book._sheets(data, "表.xlsx", cell_marks(archive, LIMITS), {})


def typed(grids: tuple[Grid, ...]) -> list[Any]:
    """Return all that grids hold, each value with its type: 1, 1.0 and True are equal."""
    return [(g, [[type(cell) for cell in row] for row in g.rows]) for g in grids]


def by_openpyxl(rows: list[list[Any]]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def by_xlsxwriter(rows: list[list[Any]]) -> bytes:
    def fill(made: xlsxwriter.Workbook, sheet: Any) -> None:
        share = made.add_format({"num_format": "0.0%"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                else:
                    sheet.write(at, column, cell, share if column == 1 else None)
        sheet.write_formula(len(rows), 0, "=A1", None, 3)
        sheet.write_formula(len(rows), 1, "=B1", None, "甲")

    return book(fill)


def by_form_book(rows: list[list[Any]]) -> bytes:
    return write_form_book([FormSheet("表", [["表名"], *rows], merges=[(0, 0, 0, 2)])])


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("  \n&<>'\""), max_size=8
)
cells = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(-1e15, 1e15) | texts
TABLES = st.lists(st.lists(cells, max_size=6), max_size=6)


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter, by_form_book])
@settings(max_examples=50, deadline=None)
@given(rows=TABLES)
def test_the_pattern_reads_what_calamine_reads(
    write: Callable[[list[list[Any]]], bytes], rows: list[list[Any]]
) -> None:
    data = write(rows)
    assert typed(read_grids(data, "表.xlsx").sheets) == typed(by_calamine(data))


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter, by_form_book])
def test_the_usual_writers_write_as_usual(write: Writer) -> None:
    rows = [["学校", "比例", " 说明 "], ["一小&二小", 0.5, None], [None, -3, True], [], ["<三小>", 1e20, "一\n二"]]
    data = write(rows)
    (sheet,) = read_grids(data, "表.xlsx").sheets
    assert usual(data) == {sheet.name}
    assert typed((sheet,)) == typed(by_calamine(data))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="B2"><v>5</v></c>', b'<c r="B2" t="e"><v>#N/A</v></c>'),
        (b'<c r="B2"><v>5</v></c>', b'<c r="B2"><f>A1</f></c>'),
        (b'<c r="B2"><v>5</v></c>', b'<c r="B2"><v>5</v><v>6</v></c>'),
        (b'<c r="B2"><v>5</v></c>', b'<c r="B2"><v>1,5</v></c>'),
        (b'<c r="B2"><v>5</v></c>', b'<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>'),
        (b'<c r="B2"><v>5</v></c>', b'<c r="B2" t="inlineStr"><is><t>a_x0041_</t></is></c>'),
        (b'<c r="B2"><v>5</v></c>', b'<c r="B2" t="d"><v>2024-09-01</v></c>'),
        (b'<c r="B2"><v>5</v></c>', b"<c><v>5</v></c>"),
        (b'<c r="B2"><v>5</v></c>', b'<c r="B3"><v>5</v></c>'),
        (b'<c r="B2"><v>5</v></c>', b' <c r="B2"><v>5</v></c>'),
        (b'<row r="2"', b'<row r="1"'),
        (b"</sheetData>", b"<!-- --></sheetData>"),
        (b"</worksheet>", b"<mergeCells><mergeCell ref='A1'/></mergeCells></worksheet>"),
    ],
)
def test_what_is_written_in_other_ways_is_left_to_calamine(old: bytes, new: bytes) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write(0, 0, "人数")
        sheet.write(1, 0, 7)
        sheet.write(1, 1, 5)

    data = changed(book(fill), SHEET, b' spans="1:2"', b"")
    assert usual(data) == {"在校生"}
    other = changed(data, SHEET, old, new)
    assert usual(other) == set()
    assert typed(read_grids(other, "表.xlsx").sheets) == typed(by_calamine(other))


def test_a_sheet_with_dates_is_left_to_calamine_and_the_one_beside_it_is_not() -> None:
    made = openpyxl.Workbook()
    made.active.append(["一小", 3])
    made.create_sheet("日期").append([date(2024, 9, 1)])
    stream = io.BytesIO()
    made.save(stream)
    assert usual(stream.getvalue()) == {"Sheet"}
    first, second = read_grids(stream.getvalue(), "表.xlsx").sheets
    assert first.rows == [["一小", 3.0]]
    assert [[str(cell)[:10] for cell in row] for row in second.rows] == [["2024-09-01"]]


def test_rows_that_grow_wider_and_gaps_are_read() -> None:
    rows: list[list[Any]] = [["题"]] * 30 + [[None] * 7 + [1, None, "末"], []] + [[2, None, 3]]
    data = by_openpyxl(rows)
    (sheet,) = read_grids(data, "表.xlsx").sheets
    assert usual(data) == {sheet.name}
    assert sheet.rows[30] == [None] * 7 + [1.0, None, "末"]
    assert sheet.rows[32] == [2.0, None, 3.0] + [None] * 7
    assert typed((sheet,)) == typed(by_calamine(data))
