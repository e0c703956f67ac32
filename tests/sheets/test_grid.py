"""Table files as they are: every kind by its content, what stands in the cells, and what is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Severity
from luoshi.sheets import book_marks, cell_scan
from luoshi.sheets.book_marks import cell_marks
from luoshi.sheets.grid import MOST_ROWS, Grid, open_grids, read_grids

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def book(fill: Any) -> bytes:
    """Return a workbook of xlsxwriter; ``fill`` gets the book and its only sheet."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        fill(made, made.add_worksheet("在校生"))
    return stream.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return the package with ``old`` replaced in one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return stream.getvalue()


def refusal(data: bytes, name: str = "表.xlsx") -> LuoshiError:
    with pytest.raises(LuoshiError) as refused:
        read_grids(data, name)
    assert refused.value.where == name
    assert refused.value.hint
    return refused.value


def only(data: bytes, name: str = "表.xlsx") -> Grid:
    (sheet,) = read_grids(data, name).sheets
    return sheet


def test_cells_stand_where_they_stand_in_the_sheet() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write(2, 1, "0012")
        sheet.write(2, 2, 12.5)
        sheet.write(3, 0, 30)
        sheet.write(3, 1, True)
        sheet.write(3, 2, datetime(2024, 9, 1), made.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write(3, 3, time(8, 30), made.add_format({"num_format": "hh:mm"}))
        sheet.write_blank(60, 40, None, made.add_format({"bg_color": "red"}))

    found = only(book(fill))
    assert found.rows == [
        [None, None, None, None],
        [None, None, None, None],
        [None, "0012", 12.5, None],
        [30.0, True, date(2024, 9, 1), "08:30:00"],
    ]
    assert (found.name, found.hidden, found.merged, found.faults) == ("在校生", False, (), {})


def test_errors_and_formulas_without_result_are_not_empty_cells() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write(0, 0, "甲")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=A1&B9", None, "算好的")
        sheet.write_formula(1, 3, '=IF(A1="","",1)', None, "")

    stream = io.BytesIO()
    made = openpyxl.Workbook()
    made.active["B2"] = "=SUM(C1:C9)"
    made.active["D1"] = "#N/A"
    made.save(stream)
    assert only(stream.getvalue()).faults == {(1, 1): "公式还没有算出结果", (0, 3): "单元格是错误值"}
    found = only(changed(book(fill), "xl/worksheets/sheet1.xml", b'<c r="D2">', b'<c r="D2" t="str">'))
    assert found.faults == {(1, 1): "单元格是错误值"}, "an empty text is a result"
    assert found.rows == [["甲", None, None], [None, None, "算好的"]]


def test_percentages_are_told() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write(0, 0, 0.95, made.add_format({"num_format": "0.0%"}))
        sheet.write(0, 1, 0.95)
        sheet.write(0, 2, "95%", made.add_format({"num_format": "0%"}))

    found = only(book(fill))
    assert found.percent == {(0, 0)}
    assert found.rows == [[0.95, 0.95, "95%"]]


def test_hidden_sheets_merged_cells_empty_sheets_and_charts() -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 1, 2, "合并的表头")
        made.add_worksheet("藏起来").hide()
        made.add_worksheet("藏得深").very_hidden()
        made.add_worksheet("空表")
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=在校生!$A$1:$A$2"})
        made.add_chartsheet("图").set_chart(chart)

    found = read_grids(book(fill), "表.xlsx").sheets
    assert [(sheet.name, sheet.hidden, len(sheet.rows)) for sheet in found] == [
        ("在校生", False, 1),
        ("藏起来", True, 0),
        ("藏得深", True, 0),
        ("空表", False, 0),
    ]
    assert found[0].merged == ((0, 0, 1, 2),)


def xls_book() -> bytes:
    made = xlwt.Workbook()
    sheet = made.add_sheet("在校生")
    sheet.write(1, 0, "学校")
    sheet.write(1, 1, 12)
    sheet.write_merge(2, 3, 0, 1, "合并")
    sheet.write(4, 1, datetime(2024, 9, 1), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    made.add_sheet("藏起来").visibility = 1
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_old_workbooks_are_read() -> None:
    found = read_grids(xls_book(), "表.xls")
    assert (found.kind, found.findings) == ("xls", ())
    assert found.sheets[0].rows == [
        [None, None],
        ["学校", 12],
        ["合并", None],
        [None, None],
        [None, date(2024, 9, 1)],
    ]
    assert found.sheets[0].merged == ((2, 0, 3, 1),)
    assert [sheet.hidden for sheet in found.sheets] == [False, True]


def test_errors_in_old_workbooks_are_told() -> None:
    stream = io.BytesIO()
    made = xlwt.Workbook()
    made.add_sheet("空")
    sheet = made.add_sheet("在校生")
    sheet.write(0, 0, "学校")
    sheet.row(2).set_cell_error(3, 0x2A)
    for row in range(300):
        sheet.write(row + 5, 0, f"第{row}小学")
    made.save(stream)
    found = read_grids(stream.getvalue(), "表.xls").sheets
    assert [sheet.faults for sheet in found] == [{}, {(2, 3): "单元格是错误值"}]
    assert found[1].rows[2] == [None] * 4


def test_old_workbooks_that_go_round_in_a_circle_are_refused() -> None:
    data = bytearray(xls_book())
    first = int.from_bytes(data[76:80], "little")
    table = 512 * (first + 1)
    for sector in range(20):
        data[table + 4 * sector : table + 4 * sector + 4] = (0).to_bytes(4, "little")
    assert refusal(bytes(data)).code == "T012"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (xls_book(), "其实是旧版.xlsx", "xls"),
        (book(lambda made, sheet: sheet.write(0, 0, 1)), "其实是新版.xls", "xlsx"),
        ("学校,人数\n一小,12\n".encode(), "其实是文本.xls", "csv"),
        ("<table><tr><td>学校</td></tr></table>".encode(), "其实是网页.xls", "html"),
    ],
)
def test_the_content_tells_the_kind_and_the_name_is_only_remarked_upon(data: bytes, name: str, kind: str) -> None:
    found = read_grids(data, name)
    assert found.kind == kind
    assert [(one.code, one.severity, one.where) for one in found.findings] == [("T014", Severity.INFO, name)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_tables(encoding: str, delimiter: str) -> None:
    lines = [["学校标识码", "学校", "人数"], ["0012", '"一小，\n本部"', "1 200"], ["", "二小", ""], ["", "", ""]]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    found = read_grids(text.encode(encoding), "在校生.csv")
    assert (found.kind, found.findings, found.sheets[0].name) == ("csv", (), "在校生")
    assert found.sheets[0].rows == [
        ["学校标识码", "学校", "人数"],
        ["0012", "一小，\n本部", "1 200"],
        [None, "二小", None],
    ]


def test_a_text_table_with_what_excel_needs() -> None:
    assert only(b'sep=;\r\n="0012";3,5\r\n', "表.csv").rows == [["0012", "3,5"]]
    assert only(b'"=""0012""",3\n', "表.csv").rows == [["0012", "3"]]


def test_a_text_table_with_a_damaged_byte() -> None:
    found = read_grids("学校,人数\n".encode() * 300 + b"\xff\x00,3\n", "表.csv")
    assert [one.code for one in found.findings] == ["T015"]
    assert refusal("学校".encode("gb18030") + b"\x80\xff,1\n", "表.csv").code == "T012"


def test_web_tables_with_spans() -> None:
    text = """<html><head><meta charset="gb2312"><style>td {color: red}</style></head><body><table>
    <tr><th rowspan=2>学校</th><th colspan="2">人数</th></tr><tr><th>男</th><th>女</th></tr>
    <tr><td>一&nbsp;小</td><td>1<br>2</td><td>&lt;3</td></table><table><tr><td> </td></tr></table></body></html>"""
    (found,) = read_grids(text.encode("gb18030"), "表.xls").sheets
    assert found.rows == [["学校", "人数", None], [None, "男", "女"], ["一 小", "1\n2", "<3"]]
    assert found.merged == ((0, 0, 1, 0), (0, 1, 0, 2))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "T010"),
        (b" \n", "T010"),
        (b"%PDF-1.7 ...", "T010"),
        (b"<html><body>hello</body></html>", "T010"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "T010"),
        (bytes(range(32)) * 20, "T010"),
        (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "T010"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "T011"),
        (OLE + b"\0" * 600, "T012"),
        (b"PK\x03\x04 nothing of a package", "T012"),
        (xls_book()[:2000], "T012"),
        (book(lambda made, sheet: sheet.write(0, 0, 1))[:-300], "T012"),
    ],
)
def test_what_is_refused(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_other_packages_are_named() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "Word" in refusal(stream.getvalue()).message


def test_broken_parts_and_document_types_are_refused() -> None:
    good = book(lambda made, sheet: sheet.write(0, 0, "甲"))
    sheet = "xl/worksheets/sheet1.xml"
    assert refusal(changed(good, sheet, b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet")).code == "T012"
    assert refusal(changed(good, "xl/sharedStrings.xml", b"<sst", b"<!DOCTYPE a><sst")).code == "T012"
    assert refusal(changed(good, sheet, b"</sheetData>", b"")).code == "T012"


def test_missing_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(LuoshiError) as refused:
        open_grids(tmp_path / "没有.xlsx")
    assert refused.value.code == "T010"
    (tmp_path / "表.csv").write_text("甲,乙", encoding="utf-8")
    assert open_grids(tmp_path / "表.csv").sheets[0].rows == [["甲", "乙"]]


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    good = book(lambda made, sheet: sheet.write(0, 0, "甲"))
    bomb = changed(good, "xl/sharedStrings.xml", b"<t>", b"<t>" + b"a" * (64 * 2**20))
    assert refusal(bomb).code == "T013"


def test_a_letter_typed_far_out_is_refused() -> None:
    assert refusal(book(lambda made, sheet: (sheet.write(0, 0, 1), sheet.write(1_048_575, 16_383, 1)))).code == "T013"
    error = refusal(book(lambda made, sheet: (sheet.write(0, 0, 1), sheet.write(MOST_ROWS, 0, 1))))
    assert error.code == "T013"
    assert "200001" in error.message
    assert refusal(("甲,1\n" * (MOST_ROWS + 1)).encode(), "表.csv").code == "T013"


def test_formatted_cells_far_out_do_not_count() -> None:
    def fill(made: Any, sheet: Any) -> None:
        red = made.add_format({"bg_color": "red"})
        sheet.write(1, 1, "甲")
        sheet.write_blank(1, 60, None, red)
        for row in range(2, 250_000, 10):
            for column in range(8):
                sheet.write_blank(row, column, None, red)
        sheet.merge_range(0, 0, 0, 3, None, red)

    data = book(fill)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        marks = cell_marks(archive)["在校生"]
    assert marks.tail[1] - marks.tail[0] > 4 * 2**20, "long enough to be left out"
    found = only(data)
    assert found.rows == [[None, None], [None, "甲"]]
    assert found.merged == ((0, 0, 0, 3),)


@pytest.mark.parametrize(
    ("place", "size"),
    [("ZZ9999", (9_999, 702)), ("Z99999", (99_999, 26)), ("AAA1", (1, 703)), ("AA10000", (10_000, 27))],
)
def test_places_are_counted_only_where_one_is_far_out(place: str, size: tuple[int, int]) -> None:
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{place}"><v>2</v></c></row>'
    text = f"<worksheet><cols><col/></cols><sheetData>{cells}</sheetData></worksheet>".encode()
    scanned = cell_scan.scan_cells(text, frozenset(), 20_000_000)
    assert scanned is not None
    assert (scanned.rows, scanned.columns) == size


@pytest.mark.parametrize("prefix", [b"", b"x:"])
def test_the_scan_agrees_with_the_parser(prefix: bytes) -> None:
    cells = (
        b'<c r="A3" t="e"><v>#N/A</v></c><c r="B3" s="1"/><c r="C3"><f>A1</f><v></v></c><c r="D3" s="1"><v>1</v></c>'
        b'<c r="E3"><f/></c><c r="F3" t="str"><f>A1</f><v></v></c><c r="G3" t="inlineStr"><is><t>t="e"</t></is></c>'
        b'<c r="H3" t="str"><f>A1</f></c><c r="I3" s="1" t="s"><v>0</v></c><c r="J3"><f>A1</f><v>3</v></c>'
        b'<c r="K3" s="1"></c>'
    )
    rows = b'<row r="3">' + cells + b'</row><row r="9"><c r="A9"/></row>'
    text = b'<worksheet xmlns="m"><sheetData>' + rows + b"</sheetData></worksheet>"
    if prefix:
        for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f", b"is", b"t"):
            for end in (b" ", b">", b"/"):
                text = text.replace(b"<" + tag + end, b"<x:" + tag + end).replace(
                    b"</" + tag + end, b"</x:" + tag + end
                )
        text = text.replace(b"xmlns=", b"xmlns:x=")
    scanned = cell_scan.scan_cells(text, frozenset({1}), 10**6)
    parsed = book_marks._parsed_cells(text, frozenset({1}))
    assert scanned is not None
    assert (scanned.rows, scanned.columns) == (3, 11), "formatted cells count where there are not too many"
    assert (parsed.rows, parsed.columns) == (3, 10)
    assert (scanned.errors, scanned.unresolved, scanned.percent) == (parsed.errors, parsed.unresolved, parsed.percent)
    assert parsed.percent == {(2, 3)}
    assert parsed.errors == {(2, 0)}
    assert parsed.unresolved == {(2, 2), (2, 4), (2, 7)}
    assert cell_scan.scan_cells(text.replace(b' r="E3"', b""), frozenset(), 9) is None, "places are not told"
