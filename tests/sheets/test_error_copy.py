"""The copy with 错误说明: the user's own workbook but for one column, and new workbooks for other kinds of files."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from luoshi.sheets.error_copy import error_copy
from luoshi.sheets.form_book import FormSheet, letters, write_form_book
from luoshi.sheets.grid import read_grids

SHEET = "xl/worksheets/sheet1.xml"


def book(**settings: bool) -> bytes:
    """Return a workbook with a title, two rows of heads, three rows, a formatted far column, a formula and a chart."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        sheet = made.add_worksheet("在校生")
        head = made.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        sheet.merge_range("A1:D1", "在校生数", head)
        sheet.write_row("A2", ["学校标识码", "学校", "男", "女"], head)
        for row, values in enumerate([("0012", "一小", 3, 4), ("0013", "二小", 5, 6), ("0014", "三小", 7, 8)], start=2):
            sheet.write_row(row, 0, values)
        sheet.write_formula("D6", "=SUM(D3:D5)", None, 18)
        if settings.get("formatted"):
            sheet.write_blank("E4", None, head)
            sheet.write_blank("G4", None, head)
        sheet.set_column("B:XFD", 20)
        sheet.freeze_panes(2, 1)
        sheet.autofilter("A2:D5")
        other = made.add_worksheet("另一张")
        other.write("A1", "不动")
        other.insert_chart("B2", _chart(made))
    return stream.getvalue()


def _chart(made: Any) -> Any:
    chart = made.add_chart({"type": "bar"})
    chart.add_series({"values": "=在校生!$C$3:$C$5"})
    return chart


def copied(data: bytes, reasons: dict[int, tuple[str, ...]], name: str = "表.xlsx", head: int = 2) -> bytes:
    grids = read_grids(data, name)
    sheet = grids.sheets[0].name
    return error_copy(data, grids, {sheet: reasons}, {sheet: head})


def look(cell: Any) -> tuple[Any, ...]:
    return (cell.font.b, cell.font.name, cell.fill.fgColor.rgb, cell.border.left.style, cell.number_format)


def column(data: bytes, at: int) -> list[Any]:
    return [row[at] if at < len(row) else None for row in read_grids(data, "").sheets[0].rows]


@pytest.mark.parametrize("formatted", [False, True])
def test_one_column_is_added_and_all_else_stays(formatted: bool) -> None:
    data = book(formatted=formatted)
    made = copied(data, {4: ("男：应为整数", "=HYPERLINK(1)"), 8: ("缺少 <学校> & 更多",)})
    assert column(made, 4) == [
        None,
        "错误说明",
        None,
        "男：应为整数\n=HYPERLINK(1)",
        None,
        None,
        None,
        "缺少 <学校> & 更多",
    ]
    before, after = (openpyxl.load_workbook(io.BytesIO(one)) for one in (data, made))
    for row in before["在校生"].iter_rows(max_col=4):
        for cell in row:
            same = after["在校生"][cell.coordinate]
            assert (same.value, look(same)) == (cell.value, look(cell))
    sheet = after["在校生"]
    assert look(sheet["E2"]) == look(sheet["D2"]), "the new head looks like its neighbour"
    assert sheet["E4"].font.color.rgb == "FFC00000"
    assert sheet["E4"].alignment.wrap_text
    assert sheet["E4"].data_type == "s"
    assert (sheet.dimensions, sheet.freeze_panes, sheet.auto_filter.ref) == (
        "A1:G8" if formatted else "A1:E8",
        "B3",
        "A2:D5",
    )
    assert [sheet.column_dimensions[letter].width for letter in "BE"] == [pytest.approx(20, abs=1), 44]
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {SHEET, "xl/styles.xml"}


def test_a_second_round_replaces_what_the_first_said() -> None:
    first = copied(book(), {3: ("旧的",), 4: ("也是旧的",)})
    second = copied(first, {4: ("新的",)})
    assert column(second, 4) == [None, "错误说明", None, "新的", None, None]
    assert len(read_grids(second, "").sheets[0].rows[0]) == 5
    assert column(copied(second, {}), 4) == [None, "错误说明", None, None, None, None]


def test_nothing_is_changed_without_reasons() -> None:
    data = book()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(copied(data, {}))) as new:
        assert [name for name in old.namelist() if old.read(name) != new.read(name)] == ["xl/styles.xml"]


def test_prefixes_rows_without_cells_and_without_numbers() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == SHEET:
                content = (
                    b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
                    b'<x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row><x:row/>'
                    b'<x:row r="5"><x:c r="A5"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
                )
            target.writestr(name, content)
    made = copied(stream.getvalue(), {2: ("二",), 3: ("三",), 5: ("五",)}, head=1)
    assert column(made, 0) == ["a", None, None, None, 1.0]
    assert column(made, 1) == ["错误说明", "二", "三", None, "五"]
    openpyxl.load_workbook(io.BytesIO(made))


def test_text_tables_become_workbooks() -> None:
    data = "学校标识码,说明,错误说明\n0012,=1+1,旧的\n0013,@甲,\n".encode("gb18030")
    made = copied(data, {3: ("人数：缺",)}, "表.csv", head=1)
    found = read_grids(made, "表.xlsx").sheets[0]
    assert found.name == "表"
    assert found.rows == [["学校标识码", "说明", "错误说明"], ["0012", "=1+1", None], ["0013", "@甲", "人数：缺"]]
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_form_books_hold_every_kind_of_cell() -> None:
    rows = [
        ["表头 & <一>", None, 3, 2.5, Decimal("12345678901234567.5"), Decimal("0.10")],
        ["0012", "_x0041_\x07", date(2024, 9, 1), datetime(2024, 9, 1, 8, 30), -7, 10**20],
    ]
    data = write_form_book(
        [FormSheet("甲/乙", rows, [(0, 0, 0, 1)], [12.0, 30.0]), FormSheet("甲乙", []), FormSheet("x" * 40, [])]
    )
    assert data == write_form_book(
        [FormSheet("甲/乙", rows, [(0, 0, 0, 1)], [12.0, 30.0]), FormSheet("甲乙", []), FormSheet("x" * 40, [])]
    )
    found = read_grids(data, "表.xlsx").sheets
    assert [sheet.name for sheet in found] == ["甲乙", "甲乙(2)", "x" * 31]
    assert found[0].rows[0] == ["表头 & <一>", None, 3.0, 2.5, "12345678901234567.5", 0.1]
    assert found[0].rows[1][2:] == [date(2024, 9, 1), datetime(2024, 9, 1, 8, 30), -7.0, "1" + "0" * 20]
    assert found[0].merged == ((0, 0, 0, 1),)
    sheet = openpyxl.load_workbook(io.BytesIO(data))["甲乙"]
    assert sheet["A1"].border.left.style == "thin"
    assert [letters(at) for at in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
