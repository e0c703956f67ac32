"""Tables of tasks as offices have them, read into a ledger: no row lost, every 序号 kept, nothing guessed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document as new_document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.sheets.ledgers import REPORTING, TODAY, order

from luoshi.base.errors import LuoshiError
from luoshi.model.ledger import Ledger, LedgerTask, State
from luoshi.model.ledger_import import LedgerImport
from luoshi.readers import read_document
from luoshi.sheets.error_copy import error_copy
from luoshi.sheets.grid import Grid, Grids, read_grids
from luoshi.sheets.ledger_import import document_grids, import_table, with_names
from luoshi.sheets.ledger_table import table_at

_EMPTY = Ledger(name="台账")
_HEAD = ["序号", "任务", "责任单位", "完成时限"]


def _book(rows: Sequence[Sequence[object]], merges: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "任务"
    for row in rows:
        sheet.append(list(row))
    for merge in merges:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _import(rows: Sequence[Sequence[object]], merges: Sequence[str] = (), **more: object) -> LedgerImport:
    ledger = more.pop("ledger", _EMPTY)
    assert isinstance(ledger, Ledger)
    return import_table(read_grids(_book(rows, merges), "任务分解表.xlsx"), ledger, order(**more))


def _tasks(imported: LedgerImport) -> list[tuple[str, str]]:
    return [(task.number, task.title) for task in imported.ledger.tasks]


def _codes(imported: LedgerImport) -> list[str]:
    return [finding.code for finding in imported.findings]


def _percents(imported: LedgerImport) -> list[object]:
    return [task.reports[0].percent for task in imported.ledger.tasks]


def test_group_whose_name_stands_in_the_column_of_groups() -> None:
    rows = [["序号", "类别", "任务", "责任单位"], ["一", "学前教育", None, None], ["1", None, "新建幼儿园", "基建科"]]
    imported = _import(rows)
    assert _codes(imported) == []
    assert [(task.number, task.section) for task in imported.ledger.tasks] == [("1", "一、学前教育")]
    rows[2][1] = "学前教育"
    assert [task.section for task in _import(rows).ledger.tasks] == ["一、学前教育"]


@pytest.mark.parametrize("head", ["办结 时间", "办结时限", "完成期限", "要求完成时间", "办理时限"])
def test_heads_of_deadlines(head: str) -> None:
    (task,) = _import([["序号", "任务", head], ["1", "新建幼儿园", "2024-10-31"]]).ledger.tasks
    assert task.due == date(2024, 10, 31)


@pytest.mark.parametrize(
    ("figures", "codes", "percents"),
    [
        ([1, 0], ["L021"], [1, 0]),
        (["1", "0"], ["L021"], [1, 0]),
        ([0, 0], [], [0, 0]),
        ([1, 60], [], [1, 60]),
        (["1%", "100%"], [], [1, 100]),
    ],
)
def test_percents_that_may_be_shares(figures: list[object], codes: list[str], percents: list[int]) -> None:
    head = ["序号", "任务", "牵头单位", "完成进度（%）"]
    rows = [head, *([str(n), f"任务{n}", "基建科", one] for n, one in enumerate(figures, 1))]
    imported = _import(rows, period="2024-06", under_way=True)
    assert (_codes(imported), _percents(imported)) == (codes, percents)


def _counts(imported: LedgerImport) -> tuple[int, int, int, int, int]:
    (sheet,) = imported.sheets
    return sheet.tasks, sheet.groups, sheet.heads, sheet.remarks, sheet.refused


def test_title_two_rows_of_heads_groups_and_notes() -> None:
    rows = [
        ["2024年重点任务分解表"],
        ["序号", "重点任务", "责任单位", None, "完成时限"],
        [None, None, "牵头", "配合", None],
        ["一、扩大学位供给"],
        [1, "新建东湖小学", "基建科", "市财政局、市住建局", "12月底"],
        ["二、提升教师队伍"],
        [2, "招聘教师", "人事科", None, "长期坚持"],
        ["注：每月25日前报送进展。"],
    ]
    merges = ["A1:E1", "C2:D2", "A2:A3", "B2:B3", "E2:E3", "A4:E4", "A6:E6", "A8:E8"]
    imported = _import(rows, merges)
    first, second = imported.ledger.tasks
    assert _counts(imported) == (2, 2, 0, 1, 0)
    assert imported.sheets[0].head_rows == (2, 3)
    assert [column.head for column in imported.sheets[0].columns][2:4] == ["责任单位/牵头", "责任单位/配合"]
    assert (first.assignment.lead, first.assignment.support) == (("基建科",), ("市财政局", "市住建局"))
    assert (first.section, second.section) == ("一、扩大学位供给", "二、提升教师队伍")
    assert (first.due, first.due_origin, first.assignment.origin) == (date(2024, 12, 31), "导入", "导入")
    assert (second.due, second.fields) == (None, {"完成时限": "长期坚持"})
    assert first.state is State.UNSIGNED


def test_group_that_is_a_number_and_a_name() -> None:
    rows = [_HEAD, ["一", "加强党建"], ["（一）", "理论学习"], [1, "中心组学习", "机关党委", "年底"]]
    imported = _import(rows, year=2024)
    assert imported.ledger.tasks[0].section == "一、加强党建/（一）理论学习"


def test_chinese_number_of_a_task_is_no_group() -> None:
    imported = _import([_HEAD, ["（三）", "建宿舍", "后勤科", None], ["（四）", "建食堂", "后勤科", None]])
    assert _tasks(imported) == [("（三）", "建宿舍"), ("（四）", "建食堂")]


def test_heads_repeated_on_each_page_and_blank_rows() -> None:
    rows = [["任务表"], _HEAD, [1, "甲", "基教科"], [None], ["任务表"], _HEAD, [2, "乙", "人事科"]]
    imported = _import(rows)
    assert _tasks(imported) == [("1", "甲"), ("2", "乙")]
    assert _counts(imported) == (2, 0, 2, 0, 0)


def test_merged_downward_cells_are_those_of_each_row() -> None:
    rows = [
        ["类别", "序号", "任务", "具体措施", "责任科室", "责任人"],
        ["学前", 1, "新增普惠园", "新建3所", "学前科", "王芳"],
        [None, None, None, "认定5所", None, None],
        [None, 2, "规范办园", "检查", "督导室", "李强"],
    ]
    imported = _import(rows, ["A2:A4", "B2:B3", "C2:C3", "E2:E3", "F2:F3"])
    told = [(one.section, one.number, one.title, one.content, one.assignment.person) for one in imported.ledger.tasks]
    assert told == [
        ("学前", "1", "新增普惠园", "新建3所", "王芳"),
        ("学前", "1", "新增普惠园", "认定5所", "王芳"),
        ("学前", "2", "规范办园", "检查", "李强"),
    ]


def test_numbers_are_kept_as_they_are_written() -> None:
    written = ["1-1", "（三）", "１２", "1.10", "A-07", "①", "第3项", " 4 "]
    imported = _import([_HEAD, *([number, f"任务{n}", "基教科", None] for n, number in enumerate(written))])
    assert [task.number for task in imported.ledger.tasks] == [number.strip() for number in written]
    assert _codes(imported) == []


def test_number_that_the_spreadsheet_made_a_date_is_told() -> None:
    imported = _import([_HEAD, [datetime(2024, 1, 2), "甲", "基教科", None]])
    assert imported.ledger.tasks[0].number.startswith("2024-01-02")
    assert _codes(imported) == ["L019"]


@pytest.mark.parametrize(
    ("text", "lead", "support"),
    [
        ("市教育局牵头，市财政局、各县市区配合", ("市教育局",), ("市财政局", "各县市区")),
        ("牵头：市教育局；配合：市财政局、市人社局", ("市教育局",), ("市财政局", "市人社局")),
        ("牵头单位：市教育局\n配合单位：市财政局\n市人社局", ("市教育局",), ("市财政局", "市人社局")),
        ("市教育局（牵头）、市财政局", ("市教育局",), ("市财政局",)),
        ("（牵头）市教育局（配合）市财政局", ("市教育局",), ("市财政局",)),
        ("市教育局\n市财政局", ("市教育局", "市财政局"), ()),
        ("1.市教育局；2.市财政局", ("市教育局", "市财政局"), ()),
        ("各县（市、区）人民政府", ("各县（市、区）人民政府",), ()),
        ("基教科\n（各县区教育局）", ("基教科", "各县区教育局"), ()),
        ("无", (), ()),
    ],
)
def test_units_in_one_cell(text: str, lead: tuple[str, ...], support: tuple[str, ...]) -> None:
    task = _import([_HEAD, [1, "甲", text, None]]).ledger.tasks[0]
    assert (task.assignment.lead, task.assignment.support, task.fields) == (lead, support, {})
    assert task.state is State.UNDIVIDED


def test_words_that_are_no_unit_are_kept_and_told() -> None:
    imported = _import([_HEAD, [1, "甲", "市教育局等有关部门", None]])
    task = imported.ledger.tasks[0]
    assert (task.assignment.lead, task.fields) == (("市教育局",), {"责任单位": "市教育局等有关部门"})
    assert _codes(imported) == ["L017"]


def test_year_of_the_title_else_that_given() -> None:
    rows = [["２０２５年工作要点"], _HEAD, [1, "甲", "基教科", "6月底"]]
    assert _import(rows).ledger.tasks[0].due == date(2025, 6, 30)
    assert _import(rows, year=2026).ledger.tasks[0].due == date(2026, 6, 30)
    assert _codes(_import(rows[1:])) == ["L016"]
    assert _codes(_import([["2021—2025年任务"], *rows[1:]])) == ["L016"]


def test_progress_becomes_a_report_only_with_a_period() -> None:
    rows = [["序号", "任务", "进展情况", "进度", "存在问题"], [1, "甲", "已开工", "30%", "缺资金"]]
    without = _import(rows)
    assert without.ledger.tasks[0].fields == {"进展情况": "已开工", "进度": "30%", "存在问题": "缺资金"}
    assert _codes(without) == ["L018"]
    early = _import(rows, period="2024-06")
    assert (early.ledger.tasks[0].reports, early.ledger.tasks[0].state) == ((), State.UNDIVIDED)
    assert early.ledger.tasks[0].fields == without.ledger.tasks[0].fields
    assert _codes(early) == ["L031"]


_UNDER_WAY = [
    ["序号", "任务", "责任单位", "完成时限", "进展情况", "进度", "存在问题"],
    [1, "甲", "基建科", "2024-12-31", "已开工", "30%", "缺资金"],
]


def test_table_of_work_under_way_brings_its_reports() -> None:
    task = _import(_UNDER_WAY, period="2024-06", under_way=True).ledger.tasks[0]
    (report,) = task.reports
    assert (report.period, report.percent, report.text, report.problem) == ("2024-06", 30, "已开工", "缺资金")
    assert (report.state, report.reporter, task.state) == (State.UNDER_REVIEW, "周敏", State.UNDER_WAY)
    assert [(one.action, one.by) for one in task.trace] == [
        ("导入", "周敏"),
        ("导入：已在执行", "周敏"),
        ("填报", "周敏"),
    ]
    assert task.fields == {}


def test_table_of_work_under_way_without_bearer_or_deadline() -> None:
    rows = [_UNDER_WAY[0], [1, "甲", None, "2024-12-31", "已开工"], [2, "乙", "基建科", "长期", "已开工"]]
    imported = _import(rows, period="2024-06", under_way=True)
    assert [task.state for task in imported.ledger.tasks] == [State.UNDIVIDED, State.UNDER_WAY]
    assert [len(task.reports) for task in imported.ledger.tasks] == [0, 1]
    assert _codes(imported) == ["L032", "L031"]


@pytest.mark.parametrize(
    ("period", "percent", "change", "code"),
    [
        ("2024-07", "40%", {"state": State.UNSIGNED}, "L207"),
        ("2024-07", "40%", {"state": State.UNDER_REVIEW}, "L207"),
        ("2024-07", "40%", {"state": State.ENDED}, "L207"),
        ("2024-08", "40%", {}, "L209"),
        ("2024-06", "40%", {}, "L210"),
        ("2024-07", "10%", {}, "L211"),
    ],
)
def test_report_against_the_rules_is_refused(period: str, percent: str, change: dict[str, State], code: str) -> None:
    rows = [_UNDER_WAY[0], [*_UNDER_WAY[1][:6], None]]
    first = _import(rows, period="2024-06", under_way=True).ledger
    report = first.tasks[0].reports[0].model_copy(update={"state": State.DONE, "reviewed_on": TODAY})
    task = first.tasks[0].model_copy(update={"reports": (report,), **change})
    ledger = first.model_copy(update={"tasks": (task,)})
    rows[1][5] = percent
    imported = _import(rows, period=period, ledger=ledger)
    assert imported.ledger is ledger
    assert code in _codes(imported)
    assert list((imported.refused or {})["任务"]) == [2]


def test_progress_that_nobody_reports_does_not_come_in() -> None:
    with pytest.raises(LuoshiError) as caught:
        _import(_UNDER_WAY, under_way=True, how=replace(REPORTING, reporter=""))
    assert caught.value.code == "L030"
    ledger = _import(_UNDER_WAY, under_way=True).ledger
    with pytest.raises(LuoshiError) as caught:
        _import(_UNDER_WAY, period="2024-06", ledger=ledger, how=replace(REPORTING, reporter=" "))
    assert caught.value.code == "L030"


def test_the_same_table_brings_in_the_next_period() -> None:
    rows = [["序号", "任务", "责任单位", "完成时限", "进展情况"], [1, "甲", "基建科", "2024年底", "已开工"]]
    first = _import(rows, period="2024-06", under_way=True).ledger
    again = _import(rows, period="2024-06", ledger=first)
    assert (again.ledger, again.known) == (first, (first.tasks[0].id,))
    rows[1][4] = "已封顶"
    after = _import(rows, period="2024-07", ledger=first)
    assert [(one.period, one.text) for one in after.ledger.tasks[0].reports] == [
        ("2024-06", "已开工"),
        ("2024-07", "已封顶"),
    ]
    assert after.reported == ((first.tasks[0].id, "2024-07"),)


def test_other_columns_are_kept() -> None:
    rows = [["序号", "任务", "经费（万元）", None, "经费（万元）"], [1, "甲", 12.5, "旁注", 3]]
    task = _import(rows).ledger.tasks[0]
    assert task.fields == {"经费（万元）": "12.5", "D 列": "旁注", "经费（万元）（2）": "3"}


def test_quarters_under_one_head_are_kept_each() -> None:
    rows = [
        ["序号", "任务", "进度安排", None, "完成时限"],
        [None, None, "上半年", "下半年", None],
        [1, "甲", "设计", "施工", "2024年底"],
    ]
    task = _import(rows, ["A1:A2", "B1:B2", "C1:D1", "E1:E2"]).ledger.tasks[0]
    assert (task.due, task.fields) == (date(2024, 12, 31), {"进度安排/上半年": "设计", "进度安排/下半年": "施工"})


def test_two_columns_of_one_field() -> None:
    imported = _import([["序号", "任务", "完成时限", "办结时限"], [1, "甲", "2024年6月", "2024年9月"]])
    task = imported.ledger.tasks[0]
    assert (task.due, task.fields) == (date(2024, 6, 30), {"办结时限": "2024年9月"})
    assert _codes(imported) == ["L020"]


def test_heads_that_end_with_a_known_one() -> None:
    rows = [["序号", "工作报告目标任务", "具体工作内容", "1—6月进展情况"], [1, "新增学位", "开工12所", "开工9所"]]
    imported = _import(rows, period="2024H1")
    task = imported.ledger.tasks[0]
    assert (task.title, task.content, task.fields) == ("新增学位", "开工12所", {"1—6月进展情况": "开工9所"})
    assert _codes(imported) == ["L031"]


def test_number_that_cannot_be_read_refuses_the_row() -> None:
    imported = _import([_HEAD, ["=A1+1", "甲", "基教科", None]])
    assert _codes(imported) == ["L014"]
    assert imported.ledger.tasks == ()


def test_columns_named_by_hand_go_before_others() -> None:
    rows = [["号", "干什么", "任务", "谁干"], [1, "修操场", "基建", "后勤科"]]
    pairs = [("序号", "号"), ("任务", "干什么"), ("责任单位", "谁干"), ("类别", "任务")]
    imported = import_table(read_grids(_book(rows), "表.xlsx"), _EMPTY, with_names(order(), pairs))
    task = imported.ledger.tasks[0]
    assert (task.number, task.title, task.section, task.assignment.lead) == ("1", "修操场", "基建", ("后勤科",))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ([1, None, "基教科", None, None, None], "L013"),
        ([1, "甲", "基教科", "2024年10月", "2024年9月", None], "L014"),
        ([1, "甲", "基教科", None, None, "120%"], "L014"),
        ([1, "甲", "基教科", None, None, 0.5], "L014"),
    ],
)
def test_row_that_is_refused_goes_back_with_the_reason(row: list[object], code: str) -> None:
    data = _book([["序号", "任务", "责任单位", "起始时间", "完成时限", "完成比例"], row, [2, "乙"]])
    grids = read_grids(data, "表.xlsx")
    imported = import_table(grids, _EMPTY, order(period="2024-06"))
    assert _tasks(imported) == [("2", "乙")]
    assert code in _codes(imported)
    assert list((imported.refused or {})["任务"]) == [2]
    copy = load_workbook(io.BytesIO(error_copy(data, grids, imported.refused or {}, {"任务": 1})))["任务"]
    assert copy["G1"].value == "错误说明"
    assert copy["G2"].value
    assert copy["G3"].value is None


def test_copy_with_reasons_comes_in_again_without_its_column() -> None:
    rows = [[*_HEAD, "错误说明"], [1, "甲", "基教科", "2024年底", "没有写任务"]]
    assert _import(rows).ledger.tasks[0].fields == {}


def test_row_that_says_otherwise_of_a_known_task_is_refused() -> None:
    first = _import([_HEAD, [1, "甲", "基教科", "2024年6月"]]).ledger
    imported = _import([_HEAD, [1, "甲", "人事科", "2024年6月"], [2, "乙", "人事科", None]], ledger=first)
    assert _codes(imported) == ["L022"]
    assert imported.ledger.tasks[0] == first.tasks[0]
    assert _tasks(imported) == [("1", "甲"), ("2", "乙")]


def test_hidden_sheets_and_sheets_without_tasks_are_told() -> None:
    tasks = Grid("任务", [_HEAD, ["1", "甲", "基教科", None]])
    hidden = Grid("草稿", [_HEAD, ["9", "丙", "基教科", None]], hidden=True)
    others = Grid("通讯录", [["姓名", "电话"], ["周敏", "1"]])
    imported = import_table(Grids("表.xlsx", "xlsx", (tasks, hidden, others)), _EMPTY, order())
    assert _tasks(imported) == [("1", "甲")]
    assert _codes(imported) == ["L023", "L023"]


def test_file_without_a_table_of_tasks() -> None:
    with pytest.raises(LuoshiError) as caught:
        _import([["姓名", "电话"], ["周敏", "1"]])
    assert caught.value.code == "L010"


def test_csv_in_an_old_encoding() -> None:
    data = "序号,任务,责任单位,完成时限\r\n1,甲,市教育局,2024/6/30\r\n".encode("gbk")
    task = import_table(read_grids(data, "表.csv"), _EMPTY, order()).ledger.tasks[0]
    assert (task.title, task.due) == ("甲", date(2024, 6, 30))


def _word(path: Path) -> Path:
    """Write a Word file: a table with the head typed again, groups over all columns, then a table that goes on."""
    document = new_document()
    document.add_heading("2025年重点任务清单", 1)
    head = ["序号", "工作事项", "牵头单位", "配合单位", "完成时限"]
    first = document.add_table(rows=0, cols=5)
    for row in (
        head,
        "一、优化布局",
        ["1", "甲", "基教科", "计财科、督导室", "12月底"],
        head,
        ["2", "乙", "计财科", "", "长期"],
    ):
        cells = first.add_row().cells
        if isinstance(row, str):
            cells[0].merge(cells[4]).text = row
        else:
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    document.add_paragraph("")
    second = document.add_table(rows=0, cols=5)
    for cell, text in zip(second.add_row().cells, ["3", "丙\n丁", "人事科", "", "9月底"], strict=True):
        cell.text = text
    document.save(str(path))
    return path


def test_tables_of_a_word_file(tmp_path: Path) -> None:
    grids = document_grids(read_document(_word(tmp_path / "清单.docx")))
    imported = import_table(grids, _EMPTY, order())
    assert _tasks(imported) == [("1", "甲"), ("2", "乙"), ("3", "丙丁")]
    assert [task.due for task in imported.ledger.tasks] == [date(2025, 12, 31), None, date(2025, 9, 30)]
    assert {task.section for task in imported.ledger.tasks[:2]} == {"一、优化布局"}
    assert imported.ledger.tasks[0].assignment.support == ("计财科", "督导室")
    assert [(sheet.tasks, sheet.groups, sheet.heads) for sheet in imported.sheets] == [(2, 1, 1), (1, 0, 0)]


_CELL = st.one_of(
    st.none(), st.text("一二三甲乙丙0123456789-（）、年月日底前局科 \n", max_size=8), st.integers(0, 3000)
)
_ROW = st.lists(_CELL, min_size=4, max_size=4)


@settings(max_examples=150, deadline=None)
@given(st.lists(_ROW, max_size=8))
def test_no_row_is_lost_and_every_number_kept(rows: list[list[str | int | None]]) -> None:
    given_rows = [[None if isinstance(one, str) and not one.strip() else one for one in row] for row in rows]
    grid = Grid("任务", [_HEAD, *given_rows])
    imported = import_table(Grids("表.xlsx", "xlsx", (grid,)), _EMPTY, order(year=2024))
    (sheet,) = imported.sheets
    filled = sum(any(one is not None for one in row) for row in given_rows)
    assert sheet.rows == filled
    assert len(imported.ledger.tasks) == sheet.tasks == len(imported.added)
    assert sum(map(len, (imported.refused or {}).values())) == sheet.refused
    numbers = {"".join(str(row[0]).split()) for row in given_rows if row[0] is not None}
    assert {"".join(task.number.split()) for task in imported.ledger.tasks} <= {"", *numbers}


@settings(max_examples=60, deadline=None)
@given(st.lists(_ROW, max_size=6))
def test_the_same_table_again_brings_nothing_new(rows: list[list[str | int | None]]) -> None:
    grids = Grids("表.xlsx", "xlsx", (Grid("任务", [_HEAD, *rows]),))
    first = import_table(grids, _EMPTY, order(year=2024)).ledger
    again = import_table(grids, first, order(year=2024))
    assert again.ledger is first
    assert [task.id for task in first.tasks] == list(dict.fromkeys(again.known))


def test_same_row_twice_is_two_tasks() -> None:
    tasks: tuple[LedgerTask, ...] = _import([_HEAD, [1, "甲", "基教科", None], [1, "甲", "基教科", None]]).ledger.tasks
    assert len({task.id for task in tasks}) == 2


def test_a_table_as_a_person_laid_it_out() -> None:
    """Heads that nobody knows: the columns are what they are said to be, the others are kept."""
    rows = [["某科室", None, None], ["甲", "乙", "丙"], ["1", "新建幼儿园", "七月"]]
    grids = read_grids(_book(rows), "表.xlsx")
    table = table_at(grids.sheets[0], 1, 1, {0: "序号", 1: "任务"})
    (task,) = import_table(grids, _EMPTY, order(), [table]).ledger.tasks
    assert (table.title, task.number, task.title, task.fields) == ("某科室", "1", "新建幼儿园", {"丙": "七月"})
