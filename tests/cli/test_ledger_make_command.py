"""``luoshi ledger make``, ``cover``, ``trace``: what they write, say and return."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from tests.progress.task_plans import figure, plan_with, task

from luoshi.cli.main import main
from luoshi.model.corrections import sealed
from luoshi.model.ledger import Assignment, Ledger
from luoshi.model.plan import Plan, Target
from luoshi.workspace.folder import Workspace, init_workspace
from luoshi.workspace.ledger_file import read_ledger, write_ledger
from luoshi.workspace.plan_file import write_plan

_PLAN = plan_with(
    task(1, "优化学校布局", units=("市教育局",), deadline=2023),
    task(2, "核定教职工编制", quote="核定教职工编制。各县（市、区）建立周转池。"),
    targets=(figure(Target, 1, 150), figure(Target, 2, 700, "教师")),
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one plan, as the current folder."""
    root = tmp_path / "工作区"
    init_workspace(root, Workspace(root, region="临江市", level="市"))
    write_plan(sealed(_PLAN), root / "plans" / "规划.plan.yaml")
    monkeypatch.chdir(root)
    return root


def _ledger(place: Path) -> Ledger:
    return read_ledger(place / "ledgers" / "规划.ledger.json")


def _rewrite(plan: Plan, place: Path) -> None:
    write_plan(sealed(plan), place / "plans" / "规划.plan.yaml", force=True)


def test_make_writes_into_the_workspace(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "make", "plans/规划.plan.yaml", "--county", "青禾县", "--county", "云岫县"]) == 0
    ledger = _ledger(place)
    assert [one.id for one in ledger.tasks] == ["k-00000001", "k-00000002", "k-00000002.青禾县", "k-00000002.云岫县"]
    said = capsys.readouterr()
    assert "任务 2 项（分到县 2 条" in said.out
    assert "核定教职工编制" in said.out
    assert "规划.ledger.json" in said.err


def test_make_again_adds_and_keeps(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ledger", "make", "plans/规划.plan.yaml"])
    ledger = _ledger(place)
    by_hand = ledger.tasks[1].model_copy(
        update={"assignment": Assignment(lead=("人事科",), person="李四", origin="人工")}
    )
    write_ledger(
        ledger.model_copy(update={"tasks": (ledger.tasks[0], by_hand)}), place / "ledgers" / "规划.ledger.json"
    )
    _rewrite(plan_with(_PLAN.tasks[1], task(3, "加强师德建设")), place)
    capsys.readouterr()
    assert main(["ledger", "make", "plans/规划.plan.yaml"]) == 0
    now = _ledger(place)
    assert [one.id for one in now.tasks] == ["k-00000001", "k-00000002", "k-00000003"]
    assert now.tasks[1].assignment == by_hand.assignment
    said = capsys.readouterr().err
    assert "L151" in said
    assert "L158" in said


def test_made_again_unchanged_the_file_stays(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ledger", "make", "plans/规划.plan.yaml"])
    before = (place / "ledgers" / "规划.ledger.json").read_bytes()
    assert main(["ledger", "make", "plans/规划.plan.yaml"]) == 0
    assert (place / "ledgers" / "规划.ledger.json").read_bytes() == before
    assert "没有变化" in capsys.readouterr().err


def test_the_ledger_of_another_plan_is_left_alone(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = place / "ledgers" / "规划.ledger.json"
    write_ledger(Ledger(name="别的", plan="别的规划.docx"), target)
    before = target.read_bytes()
    assert main(["ledger", "make", "plans/规划.plan.yaml"]) == 2
    assert target.read_bytes() == before
    assert "L161" in capsys.readouterr().err


def test_a_ledger_has_its_own_ending(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "make", "plans/规划.plan.yaml", "-o", "台账.json"]) == 2
    assert "L160" in capsys.readouterr().err


def test_another_plan_speaks_for_units(place: Path) -> None:
    other = plan_with(task(9, "核定教职工编制和岗位", units=("市岗位管理中心",)))
    write_plan(sealed(other), place / "别的.plan.yaml")
    assert main(["ledger", "make", "plans/规划.plan.yaml", "--with", "别的.plan.yaml", "--name", "总台账"]) == 0
    ledger = _ledger(place)
    assert ledger.name == "总台账"
    assert "市岗位管理中心" in {proposal.value for proposal in ledger.tasks[1].proposals}


def test_cover_counts_and_lists_what_is_open(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ledger", "make", "plans/规划.plan.yaml"])
    capsys.readouterr()
    assert main(["ledger", "cover", "plans/规划.plan.yaml"]) == 0
    assert "t-00000002" in capsys.readouterr().out
    assert main(["ledger", "cover", "plans/规划.plan.yaml", "--strict"]) == 1


@pytest.mark.parametrize("named", ["ledgers/规划.ledger.json", "规划", "规划.ledger.json"])
def test_cover_takes_a_ledger_by_its_name_as_other_commands_do(
    place: Path, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    assert main(["ledger", "make", "plans/规划.plan.yaml"]) == 0
    capsys.readouterr()
    assert main(["ledger", "cover", "plans/规划.plan.yaml", named]) == 0
    assert "未分解" in capsys.readouterr().out
    assert main(["ledger", "cover", "plans/规划.plan.yaml", "没有的"]) == 2
    assert "L028" in capsys.readouterr().err


def test_cover_takes_reasons(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ledger", "make", "plans/规划.plan.yaml"])
    (place / "清单.csv").write_text("编号,理由\nt-00000002,由省里统一安排\nt-9,没有\n", encoding="utf-8")
    capsys.readouterr()
    command = [
        "ledger",
        "cover",
        "plans/规划.plan.yaml",
        "ledgers/规划.ledger.json",
        "--no-need",
        "清单.csv",
        "--strict",
    ]
    assert main([*command, "-f", "csv"]) == 0
    told = capsys.readouterr()
    rows = {row["编号"]: row for row in csv.DictReader(io.StringIO(told.out))}
    assert rows["t-00000002"]["分解情况"] == "不需要"
    assert rows["k-00000001"]["分解情况"] == "已分解"
    assert rows["k-00000002"]["分解情况"] == "待定单位"
    assert "L153" in told.err


def test_cover_as_workbook_and_json(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["ledger", "make", "plans/规划.plan.yaml"])
    assert main(["ledger", "cover", "plans/规划.plan.yaml", "-f", "xlsx"]) == 0
    book = openpyxl.load_workbook(place / "build" / "分解覆盖-规划.xlsx")
    assert book["分解覆盖"].max_row == 5
    capsys.readouterr()
    assert main(["ledger", "cover", "plans/规划.plan.yaml", "-f", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["schema_version"] == 1
    assert len(content["rows"]) == 4


def test_cover_without_a_ledger_says_how_to_make_one(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", "cover", "plans/规划.plan.yaml"]) == 2
    told = capsys.readouterr().err
    assert "L162" in told
    assert "luoshi ledger make" in told


def test_trace(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    annual = plan_with(task(1, "优化学校布局规划"), task(2, "更新公务用车"), period=(2022, 2022))
    write_plan(sealed(annual), place / "要点.plan.yaml")
    command = ["ledger", "trace", "plans/规划.plan.yaml", "要点.plan.yaml"]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "没有来处的年度任务 1 项" in said
    assert main([*command, "-o", "追溯.csv"]) == 0
    rows = list(csv.DictReader(io.StringIO((place / "追溯.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["年度任务"], row["规划编号"]) for row in rows] == [
        ("优化学校布局规划", "k-00000001"),
        ("更新公务用车", ""),
    ]
    assert main([*command, "-f", "xlsx"]) == 0
    assert (place / "build" / "年度追溯-规划.xlsx").is_file()


def test_documents_serve_as_they_are(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "临江市2022年教育工作要点\n\n一、主要任务\n\n1. 优化学校布局。新建学校3所。（责任科室：发展规划科）\n"
    (place / "要点.txt").write_text(text, encoding="utf-8")
    assert main(["ledger", "trace", "plans/规划.plan.yaml", "要点.txt", "-f", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["documents"] == {"临江市2022年教育工作要点": 2022}
