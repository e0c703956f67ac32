"""PDF: tables out of ruled lines, merged cells, tables over pages, frames, tables with horizontal rules only."""

from __future__ import annotations

import time

import pytest
from tests.pdf_files import text_at, typeset, written

from luoshi.model.document import BlockKind, Document, Table
from luoshi.readers import read_bytes
from luoshi.readers.limits import MAX_PAGE_OBJECTS
from luoshi.readers.refusals import Notice

_LONG = "新建教学楼一栋，建筑面积三千二百平方米，配套建设运动场和学生食堂，购置教学设备；"


def read(data: bytes) -> Document:
    return read_bytes("a.pdf", data)


def tables(doc: Document) -> list[Table]:
    return [block.table for block in doc.blocks if block.table is not None]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def spans(table: Table) -> dict[str, tuple[int, int, int, int]]:
    return {c.text: (c.row, c.column, c.row_span, c.column_span) for c in table.cells}


@pytest.mark.parametrize("stroke", ["0.5pt", "(top: 0.5pt, bottom: 0.5pt, left: 0.5pt, right: 0.5pt)", "2pt"])
def test_ruled_table_with_merged_cells(stroke: str) -> None:
    source = f"""#table(columns: (1fr, 2fr, 1fr, 1fr), stroke: {stroke},
      table.cell(rowspan: 2)[类别], table.cell(rowspan: 2)[指标], table.cell(colspan: 2)[目标值], [2023年], [2025年],
      table.cell(rowspan: 2)[学前教育], [毛入园率], [90%], [92%], [普惠率], [85%], [87%],
      table.cell(colspan: 2)[合计], [2], [2])"""
    (table,) = tables(read(typeset(source, size=12)))
    assert (table.n_rows, table.n_columns) == (5, 4)
    assert spans(table)["类别"] == (0, 0, 2, 1)
    assert spans(table)["目标值"] == (0, 2, 1, 2)
    assert spans(table)["学前教育"] == (2, 0, 2, 1)
    assert spans(table)["合计"] == (4, 0, 1, 2)
    assert rows(table)[3] == ["普惠率", "85%", "87%"]


def test_table_without_rules_at_its_sides() -> None:
    source = """#table(columns: (1fr, 1fr, 1fr), stroke: (x, y) => (top: 0.5pt, bottom: 0.5pt,
      left: if x > 0 { 0.5pt }), [区县], [学校], [学位], [东城区], [12], [3600], [西城区], [8], [2400])"""
    (table,) = tables(read(typeset(source, size=12)))
    assert rows(table) == [["区县", "学校", "学位"], ["东城区", "12", "3600"], ["西城区", "8", "2400"]]


def test_table_with_three_horizontal_rules() -> None:
    source = """#table(columns: (1fr, 1fr, 1fr), stroke: none, table.hline(), [区县], [学校], [学位], table.hline(),
      [东城区], [12], [3600], [西城区], [8], [2400], [南湖县], [], [1500], table.hline())"""
    (table,) = tables(read(typeset("各区县学位：\n\n" + source + "\n以上为计划数。", size=12)))
    assert rows(table) == [
        ["区县", "学校", "学位"],
        ["东城区", "12", "3600"],
        ["西城区", "8", "2400"],
        ["南湖县", "", "1500"],
    ]


def test_the_imprint_between_rules_is_no_table() -> None:
    rule = "#line(length: 100%, stroke: 0.5pt)\n"
    source = (
        f"{_LONG}\n\n{rule}抄送：市委办公室，市人大办公室。\n{rule}临江市教育局办公室#h(1fr)2024年3月1日印发\n{rule}"
    )
    doc = read(typeset(source, size=12))
    assert tables(doc) == []
    assert doc.blocks[1].text == "抄送：市委办公室，市人大办公室。"


def test_rules_drawn_as_thin_rectangles_and_many_in_one_path() -> None:
    lines = b"".join(b"%d 600 0.5 60 re " % x for x in (100, 200, 300))
    lines += b"".join(b"100 %d 200 0.5 re " % y for y in (600, 630, 660)) + b"f\n"
    words = [("a1", 110, 640), ("b1", 210, 640), ("a2", 110, 610), ("b2", 210, 610)]
    doc = read(written(lines + b"".join(text_at(x, y, word) for word, x, y in words)))
    assert rows(tables(doc)[0]) == [["a1", "b1"], ["a2", "b2"]]


def test_rules_inside_a_form_are_found() -> None:
    form = b"".join(b"%d 0 m %d 60 l S " % (x, x) for x in (0, 100, 200))
    form += b"".join(b"0 %d m 200 %d l S " % (y, y) for y in (0, 30, 60))
    head = b"<</Type/XObject/Subtype/Form/BBox[0 0 300 300]/Matrix[1 0 0 1 0 0]/Length %d>>" % len(form)
    words = [("a1", 110, 640), ("b1", 210, 640), ("a2", 110, 610), ("b2", 210, 610)]
    page = b"q 1 0 0 1 100 600 cm /X Do Q\n" + b"".join(text_at(x, y, word) for word, x, y in words)
    doc = read(written(page, more=(head + b"stream\n" + form + b"\nendstream",)))
    assert rows(tables(doc)[0]) == [["a1", "b1"], ["a2", "b2"]]


def test_lines_in_a_cell_are_joined_and_paragraphs_kept() -> None:
    source = f"#table(columns: (3em, 1fr), [序号], [措施], [1], [1.{_LONG}改造厕所。\n\n2.{_LONG}])"
    (table,) = tables(read(typeset("#set par(first-line-indent: 0pt)\n" + source, size=12)))
    cell = table.rows()[1][1]
    assert [p.text for p in cell.paragraphs] == [f"1.{_LONG}改造厕所。", f"2.{_LONG}"]


def test_table_over_pages_is_one_and_heads_that_come_again_are_left_out() -> None:
    body = ", ".join(f"[{n}], [第{n}小学新建工程], [{n}00]" for n in range(1, 90))
    source = f"#table(columns: (auto, 1fr, auto), table.header([序号], [项目], [投资]), {body})\n以上项目按年度安排。"
    doc = read(typeset(source, size=12, page=', numbering: "1"'))
    (table,) = tables(doc)
    assert rows(table)[:2] == [["序号", "项目", "投资"], ["1", "第1小学新建工程", "100"]]
    assert rows(table)[-1] == ["89", "第89小学新建工程", "8900"]
    assert table.n_rows == 90
    last = table.rows()[-1][0].place
    assert last is not None
    assert last.page == doc.lines[-1].page > 2
    assert str(last) == f"第{last.page}页表1第90行第1列"
    assert doc.blocks[-1].text == "以上项目按年度安排。"


def test_a_row_cut_by_the_page_is_put_together() -> None:
    body = ", ".join(f"[{n}], [第{n}小学], [{_LONG * 6}], [{n}00]" for n in range(1, 12))
    source = f"#table(columns: (auto, 6em, 1fr, auto), [序号], [项目], [内容], [投资], {body})"
    (table,) = tables(read(typeset("#set par(first-line-indent: 0pt)\n" + source, size=12)))
    assert rows(table)[1:] == [[str(n), f"第{n}小学", _LONG * 6, f"{n}00"] for n in range(1, 12)]


def test_two_tables_on_two_pages_stay_two() -> None:
    first = "#table(columns: (1fr, 1fr), [区县], [学校], [东城区], [12])"
    second = "#table(columns: (1fr, 2fr, 1fr), [序号], [项目], [投资], [1], [第一小学], [100])"
    assert len(tables(read(typeset(f"{first}\n#pagebreak()\n{second}")))) == 2


def test_a_frame_is_read_as_text_and_goes_on_over_the_page() -> None:
    items = [
        f"第{n}项工程。新建公办幼儿园{n}所，每所十二个班，投资{n}00万元，由市教育局会同有关部门组织实施。"
        for n in range(1, 30)
    ]
    source = (
        "#block(width: 100%, stroke: 0.5pt, inset: 8pt)[专栏1 重点工程\n\n" + "\n\n".join(items) + "]\n\n其后的正文。"
    )
    doc = read(typeset(source))
    assert tables(doc) == []
    assert (doc.blocks[0].kind, doc.blocks[0].text) == (BlockKind.BOX, "重点工程")
    assert [block.text for block in doc.blocks[1:]] == [*items, "其后的正文。"]
    assert doc.sections[doc.blocks[-2].section].label == "专栏1"
    assert doc.sections[doc.blocks[-1].section].label != "专栏1"


def test_a_landscape_page_with_a_table() -> None:
    source = "#table(columns: (1fr, 1fr), [区县], [学校], [东城区], [12])"
    doc = read(typeset(source, page=", flipped: true"))
    assert rows(tables(doc)[0]) == [["区县", "学校"], ["东城区", "12"]]
    place = doc.blocks[0].place
    assert place is not None
    assert place.box is not None
    assert place.box[2] > 600


def test_a_border_around_the_page_is_no_frame() -> None:
    border = ", background: rect(width: 92%, height: 94%, stroke: 1pt)"
    plain = read(typeset(f"一、总体要求\n\n{_LONG * 5}"))
    framed = read(typeset(f"一、总体要求\n\n{_LONG * 5}", page=border))
    assert [(b.kind, b.text) for b in framed.blocks] == [(b.kind, b.text) for b in plain.blocks]


@pytest.mark.parametrize("kind", ["lines", "fills", "points", "crossing"])
def test_a_page_of_countless_rules_does_not_hang(kind: str) -> None:
    if kind == "lines":
        rules = b"".join(b"%d %d m %d %d l S\n" % (i % 500, i % 700, i % 500 + 9, i % 700) for i in range(90_000))
        assert MAX_PAGE_OBJECTS < 90_000
    elif kind == "fills":
        rules = b"".join(
            b"%.2f %d %d %d re f\n" % (i * 7 % 200 + i * 0.003, i * 13 % 700, 200 + i % 97 * 4, 5 + i % 50)
            for i in range(20_000)
        )
        rules += b"".join(text_at(20, 10 + i * 2.5, f"one  two   three    four {i}", 2) for i in range(300))
    elif kind == "points":
        rules = b"0 0 m " + b"".join(b"%d %d l " % (i % 500, i % 700) for i in range(300_000)) + b"S\n"
    else:
        rules = b"".join(
            b"0 %.2f m 590 %.2f l S %.2f 0 m %.2f 840 l S\n" % (i / 5, i / 5, i / 7, i / 7) for i in range(4000)
        )
    started = time.perf_counter()
    doc = read(written(rules + text_at(72, 700, "Text beside the rules")))
    assert time.perf_counter() - started < 20
    assert [f.code for f in doc.findings] in ([Notice.CUT.value[0]], [])
    assert "Text beside the rules" in doc.text


def test_rows_between_rules_hold_wrapped_cells_and_heads_are_cut_where_the_rows_are() -> None:
    table = """
#table(columns: (40pt, 100pt, 150pt, 90pt), stroke: none, align: horizon,
  table.hline(), [序号], [项目名称], [建设内容], [投资（万元）], table.hline(),
  [1], [东湖小学新建工程项目], [建筑面积六千平方米，设二十四个教学班，提供学位一千个], [4600], table.hline(),
  [2], [西山中学扩建工程], [新建宿舍楼一栋，可容纳六百人住宿，配套食堂], [2300], table.hline(),
  [3], [南苑幼儿园], [十二个班], [900], table.hline())
"""
    (found,) = tables(read(typeset(table)))
    assert rows(found) == [
        ["序号", "项目名称", "建设内容", "投资（万元）"],
        ["1", "东湖小学新建工程项目", "建筑面积六千平方米，设二十四个教学班，提供学位一千个", "4600"],
        ["2", "西山中学扩建工程", "新建宿舍楼一栋，可容纳六百人住宿，配套食堂", "2300"],
        ["3", "南苑幼儿园", "十二个班", "900"],
    ]
