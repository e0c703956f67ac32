"""Tables of bare cells, one a line: found when certain, left alone when not."""

from __future__ import annotations

from luoshi.model.document import BlockKind, Document
from luoshi.readers import read_bytes

_TAIL = "以上指标由各县（市、区）人民政府负责落实，市教育局按年度通报进展情况。"


def _read(*cells: str, apart: str = "\n") -> Document:
    return read_bytes("表.txt", (apart.join((*cells, _TAIL)) + "\n").encode())


def _rows(doc: Document) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in block.table.row(row)] for row in range(block.table.n_rows)]
        for block in doc.blocks
        if block.kind is BlockKind.TABLE and block.table is not None
    ]


def test_rows_are_found_by_their_running_number() -> None:
    cells = [
        "序号",
        "项目名称",
        "投资（万元）",
        "1",
        "一中扩建",
        "3200",
        "2",
        "二小新建",
        "4100",
        "3",
        "三幼迁建",
        "1800",
    ]
    assert _rows(_read(*cells)) == [[cells[0:3], cells[3:6], cells[6:9], cells[9:12]]]


def test_a_merged_cell_before_the_running_number_stands_once() -> None:
    head = ["类别", "序号", "指标", "2025年"]
    body = ["学前教育", "1", "毛入园率", "93", "2", "普惠率", "90", "义务教育", "3", "巩固率", "98"]
    assert _rows(_read(*head, *body, apart="\n\n")) == [
        [head, ["学前教育", "1", "毛入园率", "93"], ["", "2", "普惠率", "90"], ["义务教育", "3", "巩固率", "98"]]
    ]


def test_rows_are_found_by_what_their_columns_hold() -> None:
    head = ["县（市、区）", "新增学位（个）", "改造学校（所）"]
    body = ["望澜区", "1200", "12", "沙汀区", "900", "8", "青禾县", "1500", "15", "合计", "3600", "35"]
    assert _rows(_read(*head, *body)) == [[head, body[0:3], body[3:6], body[6:9], body[9:12]]]


def test_group_rows_between_the_rows_span_the_table() -> None:
    head = ["指标名称", "单位", "2020年", "2025年"]
    first = ["毛入园率", "%", "89", "93", "普惠率", "%", "84", "90"]
    second = ["巩固率", "%", "97", "98", "在校生", "万人", "31", "33"]
    rows = _rows(_read(*head, "一、学前教育", *first, "二、义务教育", *second))
    assert rows == [[head, ["一、学前教育"], first[:4], first[4:], ["二、义务教育"], second[:4], second[4:]]]


def test_short_lines_that_are_no_table_stay_text() -> None:
    assert _rows(_read("一中", "二中", "三中", "12", "名单如下", "四中", "五中", "15", "六中")) == []


def test_every_cell_stands_at_its_place() -> None:
    doc = _read("序号", "指标", "2025年", "1", "毛入园率", "93", "2", "普惠率", "90", "3", "巩固率", "98")
    (table,) = [block.table for block in doc.blocks if block.table is not None]
    assert all(doc.text[slice(*cell.passage.whole)] == cell.passage.text for cell in table.cells)


def test_a_caption_above_cells_with_tabs_is_no_cell() -> None:
    rows = [("序号", "项目名称", "投资"), *((str(n), f"第{n}小学", f"{n}00") for n in range(1, 6))]
    text = "正文在这里。\n\n表3 重点项目表\n\n" + "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows)
    (table,) = (block.table for block in read_bytes("a.txt", text.encode()).blocks if block.table is not None)
    assert [[cell.text if cell else None for cell in row] for row in table.grid()] == [list(row) for row in rows]
