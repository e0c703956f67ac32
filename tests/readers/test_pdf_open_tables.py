"""PDF: tables without vertical rules, or with vertical ones only, whose cells have several lines."""

from __future__ import annotations

import pytest
from tests.pdf_files import text_at, typeset, written

from luoshi.model.document import Document, Table
from luoshi.readers import read_bytes
from luoshi.readers.refusals import Notice

_CELLS = """[序号], [项目名称], [建设内容及规模], [总投资（万元）], [责任单位],
  [1], [临江市第三实验中学], [占地128亩，总建筑面积6.8万平方米，提供学位3000个], [46000], [市教育局],
  [2], [东城区湖滨小学扩建工程], [新增建筑面积1.25万平方米，新增学位1080个], [6800], [东城区人民政府],
  [3], [城乡学校照明改造工程], [改造教室1.26万间], [9450], [市教育局、各区县人民政府]"""
_ROWS = [
    ["序号", "项目名称", "建设内容及规模", "总投资（万元）", "责任单位"],
    ["1", "临江市第三实验中学", "占地128亩，总建筑面积6.8万平方米，提供学位3000个", "46000", "市教育局"],
    ["2", "东城区湖滨小学扩建工程", "新增建筑面积1.25万平方米，新增学位1080个", "6800", "东城区人民政府"],
    ["3", "城乡学校照明改造工程", "改造教室1.26万间", "9450", "市教育局、各区县人民政府"],
]
_THREE = "stroke: (x, y) => (top: if y < 2 { 1pt }, bottom: if y == 3 { 1pt })"


def read(data: bytes) -> Document:
    return read_bytes("a.pdf", data)


def tables(doc: Document) -> list[Table]:
    return [block.table for block in doc.blocks if block.table is not None]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def table(style: str, cells: str = _CELLS, columns: str = "(2.6em, 6.5em, 9em, 4.6em, 7em)") -> str:
    return f"#[#set par(first-line-indent: 0pt, justify: false)\n#table(columns: {columns}, {style}, {cells})]\n"


@pytest.mark.parametrize("place", ["center + horizon", "left + horizon", "left + top"])
@pytest.mark.parametrize(
    "style",
    [
        _THREE,
        _THREE + ", inset: (x: 3pt, y: 7pt)",
        "stroke: (x, y) => (top: 0.5pt, bottom: 0.5pt)",
        "stroke: (x, y) => (left: 0.5pt, right: 0.5pt)",
        'stroke: none, inset: (x: 3pt, y: 7pt), fill: (x, y) => if calc.odd(y) { rgb("#dde3f0") }',
    ],
    ids=["three rules", "three rules, more space", "rules between rows", "rules between columns", "coloured rows"],
)
def test_a_cell_of_several_lines_is_one_cell(style: str, place: str) -> None:
    (found,) = tables(read(typeset("重点项目：\n\n" + table(f"align: {place}, {style}") + "以上为计划数。", size=11)))
    assert rows(found) == _ROWS


def test_heads_that_nearly_touch_are_parted_where_the_rows_below_leave_a_gap() -> None:
    cells = "[指标], [2023年], [2024年], [2025年], " + ", ".join(
        f"[{name}], [{n}.4], [{n}.5], [{n}.6]" for n, name in enumerate(("新增学位", "大班额比例", "达标率"), 2)
    )
    source = table(_THREE + ", inset: (x: 2pt, y: 5pt), align: center", cells, "(6em, 3.4em, 3.4em, 3.4em)")
    (found,) = tables(read(typeset(source, size=11)))
    assert rows(found)[:2] == [["指标", "2023年", "2024年", "2025年"], ["新增学位", "2.4", "2.5", "2.6"]]


def test_two_tables_with_rules_of_one_length_stay_two() -> None:
    doc = read(typeset(table(_THREE) + "\n附件2\n\n重点项目表\n\n" + table(_THREE), size=11))
    assert [rows(found) for found in tables(doc)] == [_ROWS, _ROWS]


def test_the_rule_below_a_running_head_belongs_to_no_table() -> None:
    text = "到2027年，全市新增学位9000个，新建改扩建学校12所，普惠性幼儿园覆盖率达到百分之九十以上。"
    head = f"#line(length: 100%)\n\n{text}\n\n"
    columns = "(1fr, 2.4fr, 3.4fr, 1.8fr, 2.6fr)"
    doc = read(typeset(head * 2 + "重点项目：\n\n" + table(_THREE, columns=columns), size=11))
    assert [rows(found) for found in tables(doc)] == [_ROWS]


def test_rows_that_cannot_be_told_apart_are_left_as_text_and_reported() -> None:
    rules = b"".join(b"72 %d m 500 %d l S " % (y, y) for y in (720, 700, 620))
    head = text_at(80, 705, "No") + text_at(200, 705, "name") + text_at(400, 705, "sum")
    body = b"".join(text_at(80, y, str(n)) + text_at(400, y, f"{n}00") for n, y in ((1, 690), (2, 648)))
    names = b"".join(text_at(200, y, "word word") for y in (690, 678, 666, 654, 642, 630))
    doc = read(written(rules + head + body + names))
    assert tables(doc) == []
    assert [finding.code for finding in doc.findings] == [Notice.TABLE.value[0]]
