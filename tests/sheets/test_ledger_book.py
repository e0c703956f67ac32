"""A ledger's workbook and its way back: what a person changed, nothing else, and nothing lost silently."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.sheets.conftest import cell
from tests.sheets.ledgers import REPORTING, TODAY, make_ledger

from luoshi.api import ledger_workbook
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Actor, Assignment, Ledger, LedgerTask, State
from luoshi.model.ledger_import import LedgerImport
from luoshi.model.lights import Light, TaskLight
from luoshi.sheets.book_reader import read_book
from luoshi.sheets.error_book import write_error_book
from luoshi.sheets.found_rows import FoundRow, FoundSheet
from luoshi.sheets.ledger_book import Known, own_heads, write_ledger_book
from luoshi.sheets.ledger_columns import ledger_sheets
from luoshi.sheets.ledger_read_back import is_ledger_book, read_back

Edit = Callable[[Workbook], object]


def _edited(data: bytes, edit: Edit) -> bytes:
    book = load_workbook(io.BytesIO(data))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _back(edit: Edit, ledger: Ledger | None = None, now: Ledger | None = None) -> LedgerImport:
    exported = ledger or make_ledger()
    data = _edited(write_ledger_book(exported), edit)
    return read_back(read_book(data, "台账.xlsx"), now or exported, REPORTING)


def _setting(head: str, value: object, row: int = 2, sheet: str = "任务") -> Edit:
    def edit(book: Workbook) -> None:
        cell(book[sheet], head, row).value = value

    return edit


def _settings(**values: object) -> Edit:
    return _settings_of(2, **values)


def _settings_of(row: int, **values: object) -> Edit:
    def edit(book: Workbook) -> None:
        for head, value in values.items():
            cell(book["任务"], head, row).value = value

    return edit


def _codes(imported: LedgerImport) -> list[str]:
    return [finding.code for finding in imported.findings]


def test_untouched_workbook_changes_nothing() -> None:
    ledger = make_ledger()
    data = ledger_workbook(
        ledger, as_of=TODAY, lights={"r-00000001": TaskLight("r-00000001", Light.RED, "序时", "落后")}
    )
    for content in (data, _edited(data, lambda book: None)):
        imported = read_back(read_book(content, ""), ledger, REPORTING)
        assert imported.ledger is ledger
        assert (imported.findings, imported.refused) == ((), {})


def test_the_same_ledger_gives_the_same_bytes() -> None:
    assert write_ledger_book(make_ledger()) == write_ledger_book(make_ledger())


def test_sheets_and_layout() -> None:
    book = load_workbook(io.BytesIO(ledger_workbook(make_ledger(), as_of=TODAY)))
    assert book.sheetnames == ["任务", "项目", "阶段", "资金", "节点", "申请", "说明", "_luoshi"]
    sheet = book["任务"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.freeze_panes) == (8, "landscape", "C2")
    assert not sheet.merged_cells.ranges
    heads = [here.value for here in sheet[1]]
    assert "—".join(heads[:13]) == (
        "序号—任务—牵头单位—配合单位—责任人—时限—序时进度—填报期—完成比例—审核—完成情况—存在问题—下一步"
    )
    assert heads[-1] == "编号"
    assert cell(sheet, "序时进度", 2).value == "50%"
    assert cell(sheet, "完成比例", 3).value == "45.5%"
    assert cell(sheet, "审核", 3).value == "待审核"
    assert cell(sheet, "序号", 4).value == "1.10"
    assert cell(sheet, "备注（原表）", 2).value == "原备注"
    assert book["_luoshi"].sheet_state == "veryHidden"
    assert [row[0].value for row in book["节点"].iter_rows(min_row=2)] == ["新建东湖小学"] * 2
    assert book["资金"].max_row == book["申请"].max_row == 2


def test_lights_are_shown_only_when_handed_in() -> None:
    plain = load_workbook(io.BytesIO(write_ledger_book(make_ledger())))
    assert "灯" not in [here.value for here in plain["任务"][1]]
    lights = {"r-00000001": TaskLight("r-00000001", Light.YELLOW, "序时", "落后序时进度 20 个百分点")}
    lit = load_workbook(io.BytesIO(write_ledger_book(make_ledger(), Known(lights))))["任务"]
    assert cell(lit, "灯", 2).value == "黄　有风险"
    assert cell(lit, "亮灯理由", 2).value == "落后序时进度 20 个百分点"
    assert cell(lit, "灯", 3).value is None


@pytest.mark.parametrize(
    ("head", "typed", "key", "expected"),
    [
        ("任务", "新建东湖学校", "title", "新建东湖学校"),
        ("序号", "2-1", "number", "2-1"),
        ("时限", "2024/11/30", "due", date(2024, 11, 30)),
        ("时限", datetime(2024, 11, 30), "due", date(2024, 11, 30)),
        ("时限", None, "due", None),
        ("备注", "加急", "note", "加急"),
        ("县市区", "东山县", "area", "东山县"),
        ("内容和要求", "只装修", "content", "只装修"),
    ],
)
def test_changed_cell_goes_in(head: str, typed: object, key: str, expected: object) -> None:
    imported = _back(_setting(head, typed))
    task = imported.ledger.tasks[0]
    assert getattr(task, key) == expected
    assert (task.trace[-1].action, task.trace[-1].by, task.trace[-1].on) == (f"改{head}", "周敏", TODAY)
    assert len(imported.changes) == 1
    assert imported.ledger.tasks[1:] == make_ledger().tasks[1:]


def test_changed_roles_go_into_the_assignment() -> None:
    imported = _back(_settings(牵头单位="计财科、基建科", 责任科室="基建科", 责任人="李强"))
    who = imported.ledger.tasks[0].assignment
    assert who == Assignment(
        lead=("计财科", "基建科"), support=("市财政局", "市住建局"), section="基建科", person="李强", origin="人工"
    )


def test_project_that_was_changed() -> None:
    imported = _back(_setting("总投资（万元）", 9000, 2, "项目"))
    assert imported.ledger.projects[0].investment == 9000


def test_progress_makes_a_report_that_waits_for_review() -> None:
    edit = _settings_of(3, 填报期="2024-07", 完成比例="60%", 完成情况="已体检", 存在问题=None, 下一步="公示")
    imported = _back(edit)
    task = imported.ledger.tasks[1]
    report = task.reports[-1]
    assert (report.period, report.percent, report.text, report.next_step) == ("2024-07", 60, "已体检", "公示")
    assert (report.state, report.counts, report.on, report.reporter) == (State.UNDER_REVIEW, False, TODAY, "周敏")
    assert imported.reported == (("r-00000002", "2024-07"),)
    assert [(one.action, one.by, one.role, one.now) for one in task.trace] == [
        ("填报", "周敏", Actor.REPORTER, "2024-07")
    ]


def test_period_typed_as_a_date_by_the_spreadsheet() -> None:
    imported = _back(_settings_of(3, 填报期=datetime(2024, 7, 1), 完成情况="已体检"))
    assert imported.ledger.tasks[1].reports[-1].period == "2024-07"


def test_new_period_adds_a_report() -> None:
    def edit(book: Workbook) -> None:
        cell(book["任务"], "填报期", 3).value = "2024-07"
        cell(book["任务"], "完成比例", 3).value = 0.7
        cell(book["任务"], "完成比例", 3).number_format = "0%"

    reports = _back(edit).ledger.tasks[1].reports
    assert [(one.period, one.percent) for one in reports] == [
        ("2024-05", 30),
        ("2024-06", Decimal("45.5")),
        ("2024-07", 70),
    ]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (_settings(完成情况="主体完工"), "L025"),
        (_settings(填报期="2024-06"), "L025"),
        (_settings(填报期="六月", 完成情况="主体完工"), "D015"),
        (_settings(完成比例="120%", 填报期="2024-06"), "D015"),
        (_settings(时限="年底"), "D015"),
        (_settings(起始="2025-01-01"), "L014"),
        (_settings(任务=None), "D015"),
        (_setting("填报期", "2024-05", 3), "L210"),
        (_setting("时限", "2024-12-31", 3), "L027"),
        (_setting("牵头单位", "基教科", 3), "L027"),
        (_setting("任务", "另一件事", 4), "L027"),
        (_setting("编号", "r-99999999"), "D013"),
        (_setting("编号", "r-00000002"), "D012"),
    ],
)
def test_row_that_is_refused(edit: Edit, code: str) -> None:
    imported = _back(edit)
    assert code in _codes(imported)
    assert imported.ledger.tasks == make_ledger().tasks
    assert imported.refused


def test_note_of_a_finished_task_may_be_changed() -> None:
    assert _back(_setting("备注", "已归档到柜 3", 4)).ledger.tasks[2].note == "已归档到柜 3"


def test_cell_that_changed_on_both_sides_is_refused_with_both_values() -> None:
    old = make_ledger()
    now = old.model_copy(update={"tasks": (old.tasks[0].model_copy(update={"title": "迁建东湖小学"}), *old.tasks[1:])})
    imported = _back(_setting("任务", "新建东湖学校"), old, now)
    (finding,) = [one for one in imported.findings if one.code == "D016"]
    assert "新建东湖学校" in finding.message
    assert "迁建东湖小学" in finding.message
    assert imported.ledger is now


def test_change_elsewhere_is_kept_while_a_cell_goes_in() -> None:
    old = make_ledger()
    now = old.model_copy(update={"tasks": (old.tasks[0].model_copy(update={"title": "迁建东湖小学"}), *old.tasks[1:])})
    task = _back(_setting("备注", "加急"), old, now).ledger.tasks[0]
    assert (task.title, task.note) == ("迁建东湖小学", "加急")


def test_report_over_one_that_came_since_the_export_is_refused() -> None:
    old = make_ledger()
    report = old.tasks[1].reports[1].model_copy(update={"period": "2024-07", "text": "已体检"})
    task = old.tasks[1].model_copy(update={"reports": (*old.tasks[1].reports, report)})
    now = old.model_copy(update={"tasks": (old.tasks[0], task, old.tasks[2])})
    imported = _back(_setting("下一步", "补录", 3), old, now)
    assert "D016" in _codes(imported)
    assert imported.ledger is now


def test_row_without_a_number_is_a_new_task() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["任务"]
        for head, value in {"序号": "9", "任务": "课后服务全覆盖", "牵头单位": "基教科", "时限": "2024-12-31"}.items():
            cell(sheet, head, 5).value = value
        cell(sheet, "任务", 6).value = "消除大班额"

    imported = _back(edit)
    first, second = imported.ledger.tasks[3:]
    assert (first.number, first.title, first.assignment.lead, first.due) == (
        "9",
        "课后服务全覆盖",
        ("基教科",),
        date(2024, 12, 31),
    )
    assert (first.state, second.state) == (State.UNSIGNED, State.UNDIVIDED)
    assert imported.added == (first.id, second.id)


def test_a_new_row_comes_in_once_however_often_the_workbook_is_read_back() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["任务"]
        cell(sheet, "任务", 5).value = "新增的任务"
        cell(sheet, "牵头单位", 5).value = "基建科"

    book = read_book(_edited(write_ledger_book(make_ledger()), edit), "")
    once = read_back(book, make_ledger(), REPORTING)
    again = read_back(book, once.ledger, REPORTING)
    assert (len(once.added), again.added, again.ledger) == (1, (), once.ledger)
    assert [one.code for one in again.findings if one.severity.value == "error"] == ["D011"]


def test_row_that_lost_its_number_is_not_taken_for_a_new_task() -> None:
    imported = _back(_setting("编号", None))
    assert "D011" in _codes(imported)
    assert imported.ledger.tasks == make_ledger().tasks


def test_row_that_is_gone_stays() -> None:
    imported = _back(lambda book: book["任务"].delete_rows(2))
    assert [ref.id for ref in imported.missing][:1] == ["r-00000001"]
    assert _codes(imported) == ["D022"]
    assert imported.ledger.tasks == make_ledger().tasks


def test_change_of_what_is_only_shown_is_told() -> None:
    imported = _back(_setting("状态", "已办结"))
    assert _codes(imported) == ["D024"]
    assert imported.ledger.tasks == make_ledger().tasks


def test_columns_may_be_moved_and_rows_sorted() -> None:
    def edit(book: Workbook) -> None:
        sheet = book["任务"]
        rows = [[here.value for here in row] for row in sheet.iter_rows()]
        for at, row in enumerate([rows[0], *reversed(rows[1:])], 1):
            for column, value in enumerate(reversed(row), 1):
                sheet.cell(at, column).value = value

    imported = _back(edit)
    assert imported.changes == ()
    assert imported.ledger.tasks == make_ledger().tasks


def test_workbook_of_another_ledger_is_refused() -> None:
    book = read_book(write_ledger_book(make_ledger()), "")
    assert is_ledger_book(book)
    with pytest.raises(LuoshiError) as caught:
        read_back(book, Ledger(name="别的台账"), REPORTING)
    assert caught.value.code == "L024"


def test_workbook_without_its_record_is_held_against_the_ledger() -> None:
    def edit(book: Workbook) -> None:
        del book["_luoshi"]
        cell(book["任务"], "备注", 2).value = "加急"

    ledger = make_ledger()
    book = read_book(_edited(write_ledger_book(ledger), edit), "")
    assert is_ledger_book(book)
    imported = read_back(book, ledger, REPORTING)
    assert _codes(imported) == ["D021"]
    assert [(change.column, change.new) for change in imported.changes] == [("备注", "加急")]


def test_what_can_be_chosen_is_only_offered() -> None:
    book = load_workbook(io.BytesIO(ledger_workbook(make_ledger(), as_of=TODAY)))
    rules = book["任务"].data_validations.dataValidation
    period = next(rule for rule in rules if "2024-01" in rule.formula1)
    assert period.formula1.count("2024-") == 12
    assert not period.showErrorMessage


def test_copy_with_errors_can_be_mended_and_read_back() -> None:
    ledger = make_ledger()
    data = _edited(write_ledger_book(ledger), _settings(时限="年底"))
    book = read_book(data, "")
    refused = read_back(book, ledger, REPORTING).refused
    copy = write_error_book(book, refused or {}, ledger.name, ledger_sheets(own_heads(ledger)))
    sheet = load_workbook(io.BytesIO(copy))["任务"]
    assert "不是一个日子" in sheet.cell(2, 1).value
    mended = read_back(read_book(_edited(copy, _settings(时限="2024-11-30")), ""), ledger, REPORTING)
    assert mended.ledger.tasks[0].due == date(2024, 11, 30)
    assert not mended.refused


_TEXT = st.text(st.characters(categories=("L", "N", "P", "Zs", "S"), include_characters="\n"), max_size=40)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(_TEXT, _TEXT.filter(lambda text: bool(text.strip())), _TEXT, st.lists(_TEXT, max_size=3)), max_size=4
    )
)
def test_import_of_an_export_changes_nothing(rows: list[tuple[str, str, str, list[str]]]) -> None:
    tasks = tuple(
        LedgerTask(
            id=f"r-{n:08x}",
            number=number,
            title=title,
            note=note,
            assignment=Assignment(lead=tuple(names)),
            fields={name: note for name in names if name},
        )
        for n, (number, title, note, names) in enumerate(rows)
    )
    ledger = Ledger(name="台账", tasks=tasks)
    imported = read_back(read_book(write_ledger_book(ledger), ""), ledger, REPORTING)
    assert imported.ledger is ledger
    assert imported.changes == ()


def test_row_versions_are_recorded_and_a_guard_refuses_what_would_change() -> None:
    """What stands against an entry is told before what is wrong with its cells; untouched rows are not asked about."""
    ledger = make_ledger()
    data = ledger_workbook(ledger, as_of=TODAY, versions={"r-00000001": 3}, remarks=[("导出人", "周敏")])
    book = read_book(_edited(data, _settings(备注="核对过")), "")
    assert book.record is not None
    assert (book.record.versions, read_book(data, "").record) == ({"r-00000001": 3}, book.record)
    asked: list[tuple[str, tuple[str, ...]]] = []

    def guard(sheet: FoundSheet, row: FoundRow, updates: Mapping[str, object]) -> list[Finding]:
        asked.append((row.id, tuple(updates)))
        return [Finding("N351", Severity.ERROR, "您导出以后别人改过")]

    imported = read_back(book, ledger, REPORTING, guard)
    assert asked == [("r-00000001", ("note",))]
    assert (imported.ledger is ledger, imported.refused) == (True, {"任务": {2: ("您导出以后别人改过",)}})
