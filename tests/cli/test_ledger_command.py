"""``luoshi ledger``: list, show, import and export ledgers; what the commands say, write and return."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from tests.sheets.conftest import cell
from tests.sheets.ledgers import make_ledger

from luoshi.cli.main import main
from luoshi.model.ledger import Assignment, Ledger, Report, StageRecord, State, TraceEntry
from luoshi.workspace.folder import init_workspace
from luoshi.workspace.ledger_file import read_ledger, write_ledger


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a new workspace."""
    init_workspace(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


def _table(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def _usual(place: Path) -> Path:
    return _table(
        place / "任务分解表.xlsx",
        ["2024年任务分解表"],
        ["序号", "任务", "责任单位", "完成时限"],
        ["一、扩大学位"],
        ["1-1", "新建东湖小学", "基建科牵头，计财科配合", "12月底前"],
        ["1-2", "课后服务", "基教科", "长期坚持"],
    )


def _given(place: Path) -> Path:
    path = place / "ledgers" / "重点任务.ledger.json"
    write_ledger(make_ledger(), path)
    return path


def test_ledger_alone_lists_the_ledgers(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger"]) == 0
    assert "还没有台账" in capsys.readouterr().out
    _given(place)
    assert main(["ledger"]) == 0
    out = capsys.readouterr().out
    assert "2024年重点任务" in out
    assert "重点任务.ledger.json" in out


def test_preview_shows_what_was_understood_and_writes_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "import", str(_usual(place)), "--preview"]) == 0
    out = capsys.readouterr().out
    assert "表头在第2行" in out
    assert "2024-12-31" in out
    assert "3 行，任务 2，分组 1" in out
    assert list((place / "ledgers").iterdir()) == []


def test_each_remedy_stands_below_what_it_mends(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = _table(
        place / "表.xlsx",
        ["序号", "任务", "牵头单位", "责任科室", "起始时间", "完成时限", "完成比例"],
        ["1", "新建小学", "市教育局", "基建科", "2024-09-01", "2024-03-01", None],
        ["2", "招聘教师", "市教育局", "人事科", None, "2024-03-01", "130%"],
    )
    assert main(["ledger", "import", str(table), "--preview", "--period", "2024-06"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    first, remedy, second, other = (line for line in lines if "L014" in line or line.startswith("处理"))
    assert ("早于起始" in first, "核对两个日期" in remedy) == (True, True)
    assert ("130%" in second, "写成 0%—100%" in other) == (True, True)


def test_preview_names_the_section_beside_the_unit(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = _table(
        place / "表.xlsx",
        ["序号", "任务", "牵头单位", "责任科室", "完成时限"],
        ["1", "新建小学", "市教育局", "基建科", "2024-12-31"],
    )
    assert main(["ledger", "import", str(table), "--preview"]) == 0
    assert "市教育局、基建科" in capsys.readouterr().out


def test_table_goes_into_a_new_ledger(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "import", str(_usual(place)), "--as-of", "2024-03-01"]) == 0
    assert "新增 2 项" in capsys.readouterr().out
    ledger = read_ledger(place / "ledgers" / "任务分解表.ledger.json")
    assert [(task.number, task.title, task.section) for task in ledger.tasks] == [
        ("1-1", "新建东湖小学", "一、扩大学位"),
        ("1-2", "课后服务", "一、扩大学位"),
    ]
    assert ledger.tasks[0].trace[0].on.isoformat() == "2024-03-01"
    before = (place / "ledgers" / "任务分解表.ledger.json").read_bytes()
    assert main(["ledger", "import", "任务分解表.xlsx"]) == 0
    assert "没有变动" in capsys.readouterr().out
    assert (place / "ledgers" / "任务分解表.ledger.json").read_bytes() == before


def test_refused_rows_go_back_and_come_in_again(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _table(place / "表.xlsx", ["序号", "任务", "责任单位"], [1, "甲", "基教科"], [2, None, "人事科"])
    assert main(["ledger", "import", str(file)]) == 1
    assert "1 行有错没有写" in capsys.readouterr().out
    copy = place / "表.错误.xlsx"
    book = load_workbook(copy)
    assert "没有写任务" in book.active["D3"].value
    book.active["B3"].value = "乙"
    book.save(copy)
    assert main(["ledger", "import", str(copy)]) == 0
    assert [task.title for task in read_ledger(place / "ledgers" / "表.ledger.json").tasks] == ["甲", "乙"]


def test_columns_named_by_hand_and_in_a_file(place: Path) -> None:
    file = _table(place / "表.xlsx", ["号", "干什么", "谁来干"], [7, "修操场", "后勤科"])
    assert main(["ledger", "import", str(file)]) == 2
    (place / "列.yaml").write_text("columns:\n- {field: 序号, names: [号]}\n", encoding="utf-8")
    maps = ["--map", "任务=干什么", "--map", "责任单位＝谁来干", "--map", "列.yaml"]
    assert main(["ledger", "import", str(file), "--into", "后勤", *maps]) == 0
    (task,) = read_ledger(place / "ledgers" / "后勤.ledger.json").tasks
    assert (task.number, task.title, task.assignment.lead) == ("7", "修操场", ("后勤科",))


def test_own_heads_of_the_workspace(place: Path) -> None:
    folder = place / "rules" / "ledger_columns"
    folder.mkdir()
    (folder / "本局.yaml").write_text("columns:\n- {field: 任务, names: [干什么]}\n", encoding="utf-8")
    file = _table(place / "表.xlsx", ["序号", "干什么"], [7, "修操场"])
    assert main(["ledger", "import", str(file)]) == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--map", "任务"], "L012"),
        (["--map", "没有=甲"], "L012"),
        (["--period", "六月"], "L028"),
    ],
)
def test_options_that_are_wrong(place: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: str) -> None:
    assert main(["ledger", "import", str(_usual(place)), *more]) == 2
    assert code in capsys.readouterr().err


def test_workbook_goes_out_is_edited_and_comes_back(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _given(place)
    assert main(["ledger", "export", "重点任务", "-o", "台账.xlsx"]) == 0
    before = path.read_bytes()
    assert main(["ledger", "import", "台账.xlsx"]) == 0
    assert path.read_bytes() == before
    book = load_workbook("台账.xlsx")
    cell(book["任务"], "备注", 2).value = "加急"
    cell(book["任务"], "时限", 3).value = "2025-01-31"
    book.save("台账.xlsx")
    capsys.readouterr()
    assert main(["ledger", "import", "台账.xlsx", "--preview"]) == 0
    assert path.read_bytes() == before
    assert main(["ledger", "import", "台账.xlsx"]) == 1
    out = capsys.readouterr().out
    assert "备注：（空） → 加急" in out
    assert "L027" in out
    assert read_ledger(path).tasks[0].note == "加急"
    assert "延期" in load_workbook("台账.错误.xlsx")["任务"]["A3"].value


def test_workbook_without_its_record(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _given(place)
    assert main(["ledger", "export", "-o", "台账.xlsx"]) == 0
    book = load_workbook("台账.xlsx")
    del book["_luoshi"]
    cell(book["任务"], "备注", 2).value = "加急"
    book.save("台账.xlsx")
    assert main(["ledger", "import", "台账.xlsx"]) == 0
    assert "D021" in capsys.readouterr().out
    assert read_ledger(path).tasks[0].note == "加急"
    assert len(read_ledger(path).tasks) == 3


def test_workbook_whose_ledger_is_not_there(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _given(place)
    assert main(["ledger", "export", "-o", "台账.xlsx"]) == 0
    path.unlink()
    assert main(["ledger", "import", "台账.xlsx"]) == 2
    assert "L024" in capsys.readouterr().err


def test_export_does_not_write_over_a_file(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _given(place)
    assert main(["ledger", "export"]) == 0
    assert (place / "build" / "重点任务.xlsx").is_file()
    assert main(["ledger", "export"]) == 2
    assert "S014" in capsys.readouterr().err
    assert main(["ledger", "export", "--force"]) == 0


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ([], ["新建东湖小学", "招聘教师300名", "制定集团章程", "东湖小学迁建"]),
        (["--unit", "财政"], ["新建东湖小学"]),
        (["--state", "执行中", "--state", "已办结"], ["招聘教师300名", "制定集团章程"]),
        (["--section", "学位"], ["新建东湖小学"]),
        (["--due-before", "2024-10-01"], ["招聘教师300名"]),
        (["--overdue", "--as-of", "2025-01-01"], ["新建东湖小学", "招聘教师300名"]),
        (["--overdue", "--as-of", "2024-09-10"], []),
        (["--area", "东山县"], []),
    ],
)
def test_show_some(place: Path, capsys: pytest.CaptureFixture[str], options: list[str], titles: list[str]) -> None:
    _given(place)
    assert main(["ledger", "show", "--format", "csv", *options]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["任务"] for row in rows] == titles


def test_show_on_the_screen_as_json_and_as_a_workbook(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _given(place)
    assert main(["ledger", "show", "--as-of", "2025-01-01"]) == 0
    out = capsys.readouterr().out
    assert "2024-12-31（超期）" in out
    assert "共 4 项：待签收 2，执行中 1，已办结 1" in out
    assert main(["ledger", "show", "2024年重点任务", "-f", "json", "--unit", "人事科"]) == 0
    assert [task["id"] for task in json.loads(capsys.readouterr().out)["tasks"]] == ["r-00000002"]
    assert main(["ledger", "show", "-o", "看.xlsx"]) == 0
    assert load_workbook("看.xlsx").sheetnames[0] == "任务"


@pytest.mark.parametrize("number", ["r-00000002", "（三）"])
def test_one_task_whole(place: Path, capsys: pytest.CaptureFixture[str], number: str) -> None:
    _given(place)
    assert main(["ledger", "show", "--task", number]) == 0
    out = capsys.readouterr().out
    for part in (
        "招聘教师300名",
        "牵头单位：人事科",
        "2024-06　45.5%　待审核　已笔试",
        "问题：报名不足",
        "延到 2024-10-31",
    ):
        assert part in out
    assert main(["ledger", "show", "--task", number, "-f", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == "r-00000002"


def _reported(place: Path) -> Path:
    """Give a ledger in which one report was accepted, a later one was returned and the last awaits its review."""
    task = make_ledger().tasks[1]
    day, done = date(2024, 7, 10), {"state": State.DONE, "reviewed_on": date(2024, 6, 5)}
    reports = (
        Report(period="2024-05", on=date(2024, 6, 1), percent=Decimal(30), **done),
        Report(period="2024-06", on=date(2024, 7, 1), percent=Decimal(42), state=State.RETURNED, reviewed_on=day),
        Report(period="2024-07", on=date(2024, 8, 1), percent=Decimal(95)),
    )
    path = place / "ledgers" / "填报.ledger.json"
    trace = TraceEntry(on=day, by="周敏", action="填报审核通过", was=State.UNDER_REVIEW, now=State.DONE, note="2024-05")
    write_ledger(Ledger(name="填报", tasks=(task.model_copy(update={"reports": reports, "trace": (trace,)}),)), path)
    return path


@pytest.mark.parametrize(
    ("day", "percent", "beside"),
    [
        ("2024-06-04", "", "待审核 30%"),
        ("2024-06-30", "30%", ""),
        ("2024-07-15", "30%", "退回 42%"),
        ("2024-08-01", "30%", "待审核 95%"),
    ],
)
def test_only_what_was_accepted_by_the_day_is_progress(
    place: Path, capsys: pytest.CaptureFixture[str], day: str, percent: str, beside: str
) -> None:
    _reported(place)
    assert main(["ledger", "show", "-f", "csv", "--as-of", day]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["完成比例"], row["没有通过的填报"]) == (percent, beside)
    assert main(["ledger", "show", "--as-of", day]) == 0
    assert beside in capsys.readouterr().out
    assert main(["ledger", "show", "--task", "（三）", "--as-of", day]) == 0
    out = capsys.readouterr().out
    assert "已办结" not in out
    assert ("2024-07　95%" in out) == (day >= "2024-08-01")
    assert f"完成：{percent or '还没有审核通过的比例'}" in out


def test_project_tells_who_builds_it_its_stages_and_its_money(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stages = (
        StageRecord(stage="立项", due=date(2023, 3, 31), done=date(2023, 4, 2), document="临发改〔2023〕8号"),
        StageRecord(stage="形象进度", due=date(2024, 9, 30), percent=Decimal(60)),
    )
    found = make_ledger().projects[0]
    changes = {"assignment": Assignment(), "owner": "市城投公司", "stages": stages}
    ledger = Ledger(name="项目", projects=(found.model_copy(update=changes),))
    write_ledger(ledger, place / "ledgers" / "项目.ledger.json")
    assert main(["ledger", "show", "--unit", "城投"]) == 0
    assert "市城投公司" in capsys.readouterr().out
    assert main(["ledger", "show", "--task", "1"]) == 0
    out = capsys.readouterr().out
    for part in (
        "建设主体：市城投公司",
        "立项　计划 2023-03-31　完成 2023-04-02　临发改〔2023〕8号",
        "形象进度　计划 2024-09-30　未完成　形象进度 60%",
        "2024 年　市级　安排 3,000　到位 1,200　支付 0",
    ):
        assert part in out
    assert main(["ledger", "export", "-o", "项目.xlsx"]) == 0
    book = load_workbook("项目.xlsx")
    assert [here.value for here in book["项目"][1]][:3] == ["序号", "项目名称", "建设主体"]
    assert [here.value for here in book["阶段"][2]][:4] == ["东湖小学迁建", "立项", "2023-03-31", "2023-04-02"]


@pytest.mark.parametrize("width", [40, 60, 76, 80, 100, 160])
def test_list_has_one_head_and_whole_dates(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    _given(place)
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["ledger", "show", "2024年重点任务", "--as-of", "2025-01-01"]) == 0
    out = capsys.readouterr().out
    assert out.count("状态 ") <= (1 if width >= 76 else 4)
    assert {"2024-12-31", "2024-09-10"} <= set(re.findall(r"\d{4}-\d\d-\d\d", out))
    assert "r-00000002" in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["show"], "L028"),
        (["show", "没有"], "L028"),
        (["export", "没有"], "L028"),
        (["import", "没有.xlsx"], "T010"),
        (["-w", ".", "show"], "S017"),
    ],
)
def test_what_is_not_there(place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: str) -> None:
    assert main(["ledger", *arguments]) == 2
    assert code in capsys.readouterr().err


def test_number_and_state_that_are_not_there(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _given(place)
    assert main(["ledger", "show", "--task", "99"]) == 2
    assert "L029" in capsys.readouterr().err
    assert main(["ledger", "show", "--state", "做完"]) == 2
    assert "L028" in capsys.readouterr().err


def _under_way(place: Path, share: str) -> Path:
    return _table(
        place / "表.xlsx",
        ["序号", "任务", "责任单位", "完成时限", "进度"],
        [1, "新建东湖小学", "基建科", "2024-12-31", share],
    )


def test_progress_comes_in_with_the_name_of_a_person(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = place / "ledgers" / "表.ledger.json"
    options = ["--under-way", "--period", "2024-06", "--as-of", "2024-07-01"]
    command = ["ledger", "import", str(_under_way(place, "30%"))]
    assert main([*command, *options]) == 2
    assert "L030" in capsys.readouterr().err
    assert not path.exists()
    assert main([*command, *options, "--preview"]) == 0
    assert not path.exists()
    assert main([*command, *options, "--by", "李强"]) == 0
    (task,) = read_ledger(path).tasks
    assert (task.state.value, task.reports[0].reporter, task.trace[-1].by) == ("执行中", "李强", "李强")
    _under_way(place, "20%")
    assert main([*command, "--period", "2024-06", "--as-of", "2024-07-02", "--by", "李强"]) == 1
    assert "L210" in capsys.readouterr().out
    assert read_ledger(path).tasks == (task,)
    assert "正在审核" in load_workbook(place / "表.错误.xlsx").active["F2"].value
