"""Tasks (任务) from responsibility tables: flattened in text files, and as grids with merged cells."""

from __future__ import annotations

from luoshi.compiler.ids import IdBook
from luoshi.compiler.tasks.collect import find_tasks
from luoshi.model.document import Block, BlockKind, Cell, Document, Passage, Place, Section, Table
from luoshi.model.plan import Task
from luoshi.readers import read_bytes


def tasks_of(text: str, name: str = "文件.txt") -> list[Task]:
    return find_tasks(read_bytes(name, text.encode()), IdBook())


TABLE = """临江市实施方案

一、重点任务

1.补齐短板。落实附件。

附件：责任分解表

责任分解表

序号	存在的短板	解决措施	责任单位
1	公办学位短缺	2023年，科学制定招生计划，规范招生行为	各区县人民政府、高新区和经开区管委会
		从2023年开始三年内，将民办园占比降下来	各区县人民政府
	想方设法办好薄弱初中	市教育局、各区县教育行政部门{TAB}
2	教师队伍结构不合理	{MEASURES}	<p>市教育局</p> <p>市教育局、市财政局</p>
"""
MEASURES = "<p>2024年改进绩效分配办法，鼓励教师到乡镇任教、支教、走教，稳定教师队伍</p> <p>加大教师培训投入</p>"
TABLE = TABLE.replace("{TAB}", "\t").replace("{MEASURES}", MEASURES)


def test_find_tasks_of_a_table_in_a_text_file() -> None:
    tasks = [t for t in tasks_of(TABLE) if t.section.startswith("附件")]
    assert [t.title for t in tasks] == [
        "科学制定招生计划，规范招生行为",
        "将民办园占比降下来",
        "想方设法办好薄弱初中",
        "2024年改进绩效分配办法",
        "加大教师培训投入",
    ]
    assert [t.deadline for t in tasks] == [2023, 2025, None, 2024, None]
    assert [t.units for t in tasks] == [
        ("各区县人民政府", "高新区和经开区管委会"),
        ("各区县人民政府",),
        ("市教育局", "各区县教育行政部门"),
        ("市教育局",),
        ("市教育局", "市财政局"),
    ]
    assert [t.section for t in tasks] == ["附件/1", "附件/1", "附件/1", "附件/2", "附件/2"]


def grid_document(rows: list[list[str]], merged: dict[tuple[int, int], int] | None = None) -> Document:
    """Return a document of one table; ``merged`` gives cells that cover several rows; "" below them is left out."""
    cells: list[Cell] = []
    at = 0
    parts: list[str] = []
    spans = merged or {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if any(col == c and top < r < top + n for (top, col), n in spans.items()):
                continue
            lines = text.split("\n")
            passage = Passage.of(text, at)
            paragraphs = []
            for i, line in enumerate(lines):
                start = sum(len(x) + 1 for x in lines[:i])
                paragraphs.append(passage.slice(start, start + len(line)))
            place = Place(table=0, row=r, column=c)
            several = tuple(paragraphs) if len(lines) > 1 else ()
            cells.append(Cell(r, c, passage, spans.get((r, c), 1), 1, place, several))
            parts.append(text + "\n")
            at += len(text) + 1
    table = Table(tuple(cells), len(rows), len(rows[0]))
    block = Block(BlockKind.TABLE, Passage.of("", 0), table=table)
    root = Section(0, -1, 0, "", "", "", 0, 1)
    return Document("表.docx", "docx", "".join(parts), (block,), (root,))


def test_find_tasks_reads_merged_cells_leads_and_time_limits() -> None:
    doc = grid_document(
        [
            ["序号", "重点任务", "具体措施", "牵头单位", "配合单位", "完成时限"],
            ["1", "扩大资源", "新建公办幼儿园12所", "市教育局", "市财政局、市自然资源和规划局", "2024年底"],
            ["", "", "开展配套园治理", "市住房城乡建设局", "市教育局", "长期坚持"],
        ],
        {(1, 0): 2, (1, 1): 2},
    )
    first, second = find_tasks(doc, IdBook())
    assert (first.title, first.lead, first.support) == (
        "新建公办幼儿园12所", ("市教育局",), ("市财政局", "市自然资源和规划局")
    )  # fmt: skip
    assert first.units == ("市教育局", "市财政局", "市自然资源和规划局")
    assert (first.deadline, first.deadline_text) == (2024, "2024年底")
    assert (second.deadline, second.deadline_text) == (None, "长期坚持")
    assert second.at == Place(table=0, row=2, column=2)
    assert [t.section for t in (first, second)] == ["1", "1"]


def test_find_tasks_uses_the_name_beside_a_long_description() -> None:
    doc = grid_document(
        [
            ["序号", "主要任务", "工作内容", "责任单位"],
            ["1", "提高作业管理水平", "完善作业管理办法，控制作业总量，建立公示制度，开展优秀作业评选。", "县教育局"],
            ["2", "提升课后服务", "丰富课程。", "县教育局\n县财政局\n县文旅局"],
        ]
    )
    tasks = find_tasks(doc, IdBook())
    assert [t.title for t in tasks] == ["提高作业管理水平", "提升课后服务"]
    assert tasks[1].units == ("县教育局", "县财政局", "县文旅局")
    assert "建立公示制度" in doc.quote(tasks[0].span)


def test_find_tasks_cuts_numbered_measures_in_one_cell() -> None:
    doc = grid_document(
        [
            ["序号", "工作任务", "责任单位"],
            ["1", "1.制定工作方案；2.开展摸底调查；3.组织验收。", "县教育局"],
            ["2", "开展培训；经常性组织研讨", "县教师进修学校"],
        ]
    )
    tasks = find_tasks(doc, IdBook())
    assert [t.title for t in tasks] == ["制定工作方案", "开展摸底调查", "组织验收", "开展培训"]
    assert {t.units for t in tasks[:3]} == {("县教育局",)}


def test_find_tasks_does_not_guess_which_list_goes_with_which_measure() -> None:
    doc = grid_document(
        [
            ["工作措施", "责任单位"],
            ["完成平台建设\n推进东山县、西河区信息化发展\n加大投入", "东山县、西河区人民政府\n市教育局、市财政局"],
        ]
    )
    assert [t.units for t in find_tasks(doc, IdBook())] == [(), ("东山县、西河区人民政府",), ()]


def test_find_tasks_makes_none_of_other_tables() -> None:
    doc = grid_document(
        [["指标", "单位", "2020年", "2025年"], ["毛入园率", "%", "88", "92"], ["巩固率", "%", "97", "98"]]
    )
    assert find_tasks(doc, IdBook()) == []


def test_find_tasks_skips_rows_that_head_a_group() -> None:
    tasks = tasks_of(
        "任务清单\n\n工作任务\t责任领导\t责任科室\t完成时限\n一、学前教育\t\t\t\n新建公办园12所\t某某\t学前教育科\t2024年8月\n"
        "二、义务教育\t\t\t\n新增学位5000个\t某某\t基础教育科\t2024年秋季开学前\n"
    )
    assert [(t.title, t.units, t.deadline) for t in tasks] == [
        ("新建公办园12所", ("学前教育科",), 2024),
        ("新增学位5000个", ("基础教育科",), 2024),
    ]


def test_number_and_quote_of_a_row_do_not_hang_on_how_the_cells_stand_in_the_file() -> None:
    rows = [
        ("序号", "重点事项", "工作内容", "牵头单位", "责任单位", "完成时限"),
        ("1", "编制布局规划", "按照常住人口编制学校布局专项规划。", "县教育局", "县自然资源局", "2023年9月底前"),
        ("2", "化解超规模学校", "通过新建分流等方式压减到标准以内。", "县教育局", "县财政局", "2025年8月底前"),
    ]
    head = "云岫县实施方案\n\n一、重点任务\n\n1.抓好落实。对照责任分工表落实。\n\n附件\n云岫县责任分工表\n\n"
    by_row = head + "\n".join("\t".join(row) for row in rows) + "\n"
    by_cell = head + "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows) + "\n"
    one, other = ([t for t in tasks_of(text) if t.section.startswith("附件")] for text in (by_row, by_cell))
    assert [t.quote for t in one] == ["编制布局规划", "化解超规模学校"]
    assert [(t.id, t.quote, t.title) for t in other] == [(t.id, t.quote, t.title) for t in one]
