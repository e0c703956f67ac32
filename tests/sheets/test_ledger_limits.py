"""What a person may not do by way of an exported workbook: go round the rules of execution."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from tests.sheets.conftest import cell
from tests.sheets.ledgers import REPORTING, TODAY, make_ledger

from luoshi.base.errors import LuoshiError
from luoshi.model.ledger import Actor, Assignment, Ledger, LedgerTask, Milestone, Report, State
from luoshi.model.ledger_import import LedgerImport
from luoshi.sheets.book_reader import read_book
from luoshi.sheets.ledger_book import write_ledger_book
from luoshi.sheets.ledger_read_back import read_back
from luoshi.sheets.ledger_reporting import Reporting

_FREE = (State.UNDIVIDED, State.UNSIGNED)
_UNDER_WAY = (State.UNDER_WAY, State.UNDER_REVIEW, State.RETURNED)
_OVER = (State.DONE, State.ARCHIVED, State.ENDED)
_REPORT = Report(period="2024-06", on=TODAY, percent=60, reporter="李强")


def _ledger(state: State, **more: object) -> Ledger:
    given = {
        "id": "t-00000001",
        "title": "新建东湖小学",
        "assignment": Assignment(lead=("基建科",)),
        "start": date(2024, 1, 1),
        "due": date(2024, 12, 31),
        "state": state,
        "milestones": (Milestone(name="封顶", due=date(2024, 3, 1)),),
    }
    return Ledger(name="台账", tasks=(LedgerTask.model_validate({**given, **more}),))


def _edited(ledger: Ledger, how: Reporting = REPORTING, sheet: str = "任务", **cells: object) -> LedgerImport:
    book = load_workbook(io.BytesIO(write_ledger_book(ledger)))
    _set(book, sheet, cells)
    stream = io.BytesIO()
    book.save(stream)
    return read_back(read_book(stream.getvalue(), "台账.xlsx"), ledger, how)


def _set(book: Workbook, sheet: str, cells: dict[str, object], row: int = 2) -> None:
    for head, value in cells.items():
        cell(book[sheet], head, row).value = value


def _codes(imported: LedgerImport) -> list[str]:
    return [one.code for one in imported.findings]


_LOOKED_AT = [
    ("起始", "2024-05-30", "申请延期"),
    ("时限", "2025-05-30", "申请延期"),
    ("时限", None, "申请延期"),
    ("牵头单位", "人事科", "申请调整"),
    ("配合单位", "人事科", "申请调整"),
    ("责任领导", "王芳", "申请调整"),
    ("责任科室", "人事科", "申请调整"),
    ("责任人", "王芳", "申请调整"),
    ("联络员", "王芳", "申请调整"),
]


@pytest.mark.parametrize("state", _UNDER_WAY)
@pytest.mark.parametrize(("head", "value", "request_"), _LOOKED_AT)
def test_what_is_under_way_changes_by_request_only(state: State, head: str, value: object, request_: str) -> None:
    ledger = _ledger(state)
    imported = _edited(ledger, 备注="加急", **{head: value})
    assert imported.ledger is ledger
    (finding,) = imported.findings
    assert (finding.code, finding.where) == ("L027", "任务 第2行")
    assert head in finding.message
    assert request_ in finding.fix


def test_empty_deadline_and_bearer_under_way_are_not_filled_in_either() -> None:
    ledger = _ledger(State.UNDER_WAY, due=None, assignment=Assignment())
    assert _codes(_edited(ledger, 时限="2026-12-31")) == ["L027"]
    assert _codes(_edited(ledger, 牵头单位="人事科")) == ["L027"]


@pytest.mark.parametrize("state", _FREE)
@pytest.mark.parametrize(("head", "value"), [(head, value) for head, value, _ in _LOOKED_AT])
def test_what_nobody_signed_for_may_be_changed(state: State, head: str, value: object) -> None:
    imported = _edited(_ledger(state), **{head: value})
    assert (_codes(imported), len(imported.changes)) == ([], 1)
    assert imported.ledger.tasks[0].state is state


@pytest.mark.parametrize("state", _OVER)
@pytest.mark.parametrize("head", ["任务", "内容和要求", "责任人", "时限", "填报期"])
def test_what_is_over_keeps_all_but_its_note(state: State, head: str) -> None:
    ledger = _ledger(state, reports=(_REPORT,))
    imported = _edited(ledger, **{head: "2024-05" if head == "填报期" else "2025-05-30"})
    assert (imported.ledger, _codes(imported)) == (ledger, ["L027"])
    assert _edited(ledger, 备注="已归档到柜 3").ledger.tasks[0].note == "已归档到柜 3"


@pytest.mark.parametrize("state", _UNDER_WAY)
@pytest.mark.parametrize(("head", "value"), [("计划日期", "2029-01-01"), ("节点", "选址")])
def test_milestone_under_way_stays(state: State, head: str, value: str) -> None:
    ledger = _ledger(state)
    imported = _edited(ledger, sheet="节点", **{head: value})
    assert (imported.ledger, _codes(imported)) == (ledger, ["L027"])
    assert "申请延期" in imported.findings[0].fix


@pytest.mark.parametrize("state", [*_FREE, *_OVER])
def test_milestone_is_done_under_way_only(state: State) -> None:
    ledger = _ledger(state)
    imported = _edited(ledger, sheet="节点", 完成日期="2024-06-20", 佐证材料="验收单.pdf")
    assert (imported.ledger, _codes(imported)) == (ledger, ["L027"])


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"完成日期": "2024-06-20"}, "L204"),
        ({"完成日期": "2024-07-02", "佐证材料": "验收单.pdf"}, "L014"),
    ],
)
def test_milestone_is_done_with_evidence_and_not_in_the_future(cells: dict[str, object], code: str) -> None:
    ledger = _ledger(State.UNDER_WAY)
    imported = _edited(ledger, sheet="节点", **cells)
    assert (imported.ledger, _codes(imported)) == (ledger, [code])


def test_milestone_done_with_evidence() -> None:
    ledger = _ledger(State.UNDER_WAY)
    imported = _edited(ledger, sheet="节点", 完成日期="2024-06-20", 佐证材料="验收单.pdf")
    task = imported.ledger.tasks[0]
    assert (task.milestones[0].done, task.milestones[0].evidence) == (date(2024, 6, 20), ("验收单.pdf",))
    assert [(one.action, one.by, one.role, one.now) for one in task.trace] == [
        ("完成节点", "周敏", Actor.REPORTER, "封顶")
    ]
    again = imported.ledger
    assert _codes(_edited(again, sheet="节点", 完成日期="2024-03-01")) == ["L027"]
    assert _codes(_edited(again, sheet="节点", 完成日期=None)) == ["L027"]
    assert _codes(_edited(again, sheet="节点", 佐证材料="别的.pdf")) == ["L027"]


@pytest.mark.parametrize("state", [*_FREE, State.UNDER_REVIEW])
def test_report_of_what_is_not_under_way_is_refused(state: State) -> None:
    ledger = _ledger(state)
    imported = _edited(ledger, 填报期="2024-06", 完成比例="80%")
    assert (imported.ledger, _codes(imported)) == (ledger, ["L207"])
    assert imported.findings[0].where == "任务 第2行"
    assert list((imported.refused or {})["任务"]) == [2]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"填报期": "2024-08"}, "L209"),
        ({"完成比例": "70%"}, "L210"),
        ({"填报期": "2024-07", "完成比例": "10%"}, "L211"),
    ],
)
def test_report_against_the_rules_is_refused(cells: dict[str, object], code: str) -> None:
    accepted = _REPORT.model_copy(update={"period": "2024-05", "on": date(2024, 6, 1), "state": State.DONE})
    ledger = _ledger(State.UNDER_WAY, reports=(accepted, _REPORT))
    imported = _edited(ledger, 备注="加急", **cells)
    assert (imported.ledger, _codes(imported)) == (ledger, [code])


def test_report_that_was_returned_is_handed_in_again() -> None:
    returned = _REPORT.model_copy(update={"state": State.RETURNED, "opinion": "补佐证", "evidence": ("照片.zip",)})
    task = _edited(_ledger(State.UNDER_WAY, reports=(returned,)), 完成比例="55%").ledger.tasks[0]
    (report,) = task.reports
    assert (report.percent, report.state, report.evidence) == (55, State.UNDER_REVIEW, ("照片.zip",))
    assert task.trace[-1].action == "重新填报"


@pytest.mark.parametrize("sheet", ["任务", "节点"])
def test_progress_that_nobody_reports_does_not_come_in(sheet: str) -> None:
    cells = {"填报期": "2024-06", "完成比例": "80%"}
    if sheet == "节点":
        cells = {"完成日期": "2024-06-20", "佐证材料": "验收单.pdf"}
    with pytest.raises(LuoshiError) as caught:
        _edited(_ledger(State.UNDER_WAY), replace(REPORTING, reporter=""), sheet, **cells)
    assert caught.value.code == "L030"
    assert _edited(_ledger(State.UNDER_WAY), replace(REPORTING, reporter=""), 备注="加急").changes


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, State.UNDIVIDED),
        ({"牵头单位": "基教科"}, State.UNDIVIDED),
        ({"时限": "2024-12-31"}, State.UNDIVIDED),
        ({"配合单位": "基教科", "时限": "2024-12-31"}, State.UNDIVIDED),
        ({"牵头单位": "基教科", "时限": "2024-12-31"}, State.UNSIGNED),
    ],
)
def test_new_row_is_handed_out_at_most(cells: dict[str, object], state: State) -> None:
    book = load_workbook(io.BytesIO(write_ledger_book(make_ledger())))
    _set(book, "任务", {"任务": "课后服务", **cells, "填报期": "2024-06", "完成比例": "100%", "完成情况": "做完"}, 5)
    stream = io.BytesIO()
    book.save(stream)
    imported = read_back(read_book(stream.getvalue(), ""), make_ledger(), REPORTING)
    task = imported.ledger.tasks[-1]
    assert (task.state, task.reports) == (state, ())
    assert task.fields == {"填报期": "2024-06", "完成比例": "100%", "完成情况": "做完"}
    assert (_codes(imported), imported.reported) == (["L031"], ())
