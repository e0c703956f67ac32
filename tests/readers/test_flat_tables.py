"""Tables flattened in text."""

from __future__ import annotations

import pytest

from luoshi.model.document import Block, BlockKind, Document, Table
from luoshi.readers import read_bytes


def read(text: str) -> Document:
    return read_bytes("规划.txt", text.encode())


def tables(document: Document) -> list[Table]:
    return [block.table for block in document.blocks if block.table is not None]


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in table.row(index)] for index in range(table.n_rows)]


def only(document: Document) -> Table:
    found = tables(document)
    assert len(found) == 1
    return found[0]


_CELLS = """（一）指标

临江市主要指标
\t指 标
\t单 位
\t2020年

\t一、学前教育
\t

\t在园幼儿数
\t万人
\t24.8

\t毛入园率

（三年）
\t
\t85


（二）保障

正文。
"""


def test_one_cell_a_line_with_group_rows_and_empty_cells() -> None:
    document = read(_CELLS)
    table = only(document)
    assert rows(table) == [
        ["指 标", "单 位", "2020年"],
        ["一、学前教育"],
        ["在园幼儿数", "万人", "24.8"],
        ["毛入园率（三年）", "", "85"],
    ]
    assert (table.n_rows, table.n_columns, table.ragged) == (4, 3, True)
    assert table.row(1)[0].column_span == 3
    assert [block.kind for block in document.blocks][1:3] == [BlockKind.CAPTION, BlockKind.TABLE]
    assert document.section_of(document.blocks[-1]).path == "（二）"


def test_a_cell_of_several_paragraphs_keeps_them() -> None:
    text = "\t项目\n\t内容\n\n\t甲校\n\t1.建教学楼1栋；\n2.建宿舍1栋。\n\n\t乙校\n\t扩建。\n"
    cell = only(read(text)).row(1)[1]
    assert [passage.text for passage in cell.paragraphs] == ["1.建教学楼1栋；", "2.建宿舍1栋。"]
    assert cell.text == "1.建教学楼1栋；2.建宿舍1栋。"


def test_paragraphs_indented_by_tabs_are_no_table() -> None:
    sentence = "各县区要提高认识，加强统筹，健全机制，确保各项任务按期完成，并按时报送进展情况。"
    assert tables(read("\n\n".join(f"\t{sentence}" for _ in range(6)))) == []
    assert tables(read("\n".join(f"\t{sentence}" for _ in range(6)))) == []


_TABS = """附件：任务分解表

序号\t问题\t措施\t责任单位
1\t学位不足\t<p>2021年，新建学校。</p> <p>2022年，扩建学校。</p>\t市教育局
\t\t统一招生\t市教育局

序号\t问题\t措施\t责任单位
2\t教师短缺\t补充教师\t

正文从这里继续，不再是表格的内容。
"""


def test_tab_rows_go_on_over_pages_and_lose_the_repeated_head() -> None:
    document = read(_TABS)
    table = only(document)
    assert rows(table) == [
        ["序号", "问题", "措施", "责任单位"],
        ["1", "学位不足", "2021年，新建学校。2022年，扩建学校。", "市教育局"],
        ["", "", "统一招生", "市教育局"],
        ["2", "教师短缺", "补充教师", ""],
    ]
    assert [passage.text for passage in table.row(1)[2].paragraphs] == ["2021年，新建学校。", "2022年，扩建学校。"]
    assert document.blocks[-1].text.startswith("正文从这里")


def test_a_row_cut_inside_a_cell_is_mended() -> None:
    table = only(read("序号\t名称\t单位\n1\t甲校\t教育局\n2\t乙\n校\t教育局\n3\t丙校\t教育局\n"))
    assert rows(table)[2] == ["2", "乙校", "教育局"]


def test_pipe_tables_with_inline_marks() -> None:
    table = only(read("| 指标 | **2025年** |\n|:--|--:|\n| 巩固率<br>（%） | 98 |\n| 学位 | |\n"))
    assert rows(table) == [["指标", "2025年"], ["巩固率（%）", "98"], ["学位", ""]]
    assert not table.ragged


_STACKED = [
    "序号",
    "项目名称",
    "责任单位",
    "1",
    "甲校新建",
    "教育局",
    "2",
    "乙校扩建",
    "教育局",
    "3",
    "丙校迁建",
    "教育局",
]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_stacked_cells_at_a_constant_stride_are_a_table(gap: str) -> None:
    document = read(gap.join([*_STACKED, "以上项目由各单位组织实施，按期完成。"]))
    assert rows(only(document)) == [_STACKED[at : at + 3] for at in range(0, 12, 3)]
    assert document.blocks[-1].text.startswith("以上项目")


def test_stacked_cells_without_a_stride_stay_text() -> None:
    assert (
        tables(read("\n".join(["序号", "项目名称", "责任单位", "1", "甲校新建", "2", "乙校扩建", "教育局", "3"]))) == []
    )


def test_cells_divided_by_wide_blanks_are_a_table_under_a_serial_head() -> None:
    document = read(
        "序号    任务    完成时限\n1    新建 学校10所    2025年\n2    招聘教师    2023年\n\n正文从这里继续。\n"
    )
    assert rows(only(document))[1:] == [["1", "新建 学校10所", "2025年"], ["2", "招聘教师", "2023年"]]
    assert document.blocks[-1].text == "正文从这里继续。"


def test_names_set_apart_by_blanks_are_no_table() -> None:
    assert tables(read("组  长：甲某某  县长\n副组长：乙某某  副县长\n成  员：丙某某  局长\n")) == []


def test_a_title_row_becomes_the_caption() -> None:
    document = read("\t主要指标\n\n\t指标\n\t2020年\n\n\t巩固率\n\t98\n\n\t入园率\n\t92\n")
    assert rows(only(document))[0] == ["指标", "2020年"]
    caption: Block = document.blocks[0]
    assert (caption.kind, caption.text) == (BlockKind.CAPTION, "主要指标")
