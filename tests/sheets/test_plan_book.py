"""The workbook of a plan: complete, plain to read, printable, and without anything that could run."""

from __future__ import annotations

import io
import re
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from tests.sheets.conftest import cell, edited

from luoshi.model.plan import Plan
from luoshi.sheets.book_reader import is_unedited
from luoshi.sheets.plan_book import write_plan_book
from luoshi.sheets.plan_columns import SHEETS


def _book(data: bytes):
    return load_workbook(io.BytesIO(data))


def test_sheets_stand_in_the_order_of_a_plan_and_the_record_is_hidden(workbook: bytes) -> None:
    book = _book(workbook)
    assert book.sheetnames == ["说明", *(sheet.name for sheet in SHEETS), "_luoshi"]
    assert book["_luoshi"].sheet_state == "veryHidden"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_ledger_filters_stays_put_and_prints(sheet, workbook: bytes, plan: Plan) -> None:
    page = _book(workbook)[sheet.name]
    rows = len(getattr(plan, sheet.list_name))
    assert [c.value for c in page[1]] == [column.head for column in sheet.columns]
    assert page.max_row == rows + 1
    assert page.freeze_panes == "C2"
    assert page.auto_filter.ref == f"A1:{page.cell(rows + 1, len(sheet.columns)).coordinate}"
    assert page.print_title_rows == "$1:$1"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (8, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)  # 1 is what goes without saying
    assert "临江市教育规划" in page.oddHeader.center.text
    assert "第 &P 页　共 &N 页" in page.oddFooter.center.text
    assert {c.font.name for c in page[1]} == {"微软雅黑"}
    assert {c.font.name for row in page.iter_rows(min_row=2) for c in row} <= {"宋体"}
    greyed = {c.value for c in page[1] if page.cell(2, c.column).fill.fgColor.rgb == "FFF2F2F2"}
    assert greyed == {column.head for column in sheet.columns if not column.key}


def test_cells_hold_numbers_and_words(workbook: bytes) -> None:
    page = _book(workbook)["指标表"]
    shown = {c.value: page.cell(2, c.column).value for c in page[1]}
    assert shown == {
        "序号": 1,
        "指标名称": "学前三年毛入园率",
        "范围": "全市",
        "属性": "预期性",
        "单位": "%",
        "现状值": 90.3,
        "现状年份": 2020,
        "比较": "≥",
        "目标值": 95,
        "上限": None,
        "目标年份": 2025,
        "单项或合计": None,
        "章节": "二/（一）",
        "原文": "到2025年，学前三年毛入园率达到95%以上",
        "位置": "第2段",
        "备注": None,
        "人工更正": None,
        "编号": "t-00000001",
    }
    assert [cell(page, "比较", row).value for row in (3, 4, 5)] == ["区间", "≥", "＝"]
    assert (cell(page, "目标值", 3).value, cell(page, "上限", 3).value) == (3, 5)
    assert cell(page, "目标值", 4).value == "1:350"
    assert (cell(page, "目标值", 5).value, cell(page, "目标值", 5).number_format) == (98, "0.0")
    tasks = _book(workbook)["任务分解表"]
    assert cell(tasks, "责任单位").value == "市教育局、市财政局"
    assert cell(tasks, "任务中的指标").value == "2025年 学前三年毛入园率 ≥ 95%"
    assert cell(_book(workbook)["问题表"], "应对任务").value == "扩大普惠性学前教育资源"


def test_contradicting_observations_give_no_baseline(plan: Plan) -> None:
    other = plan.observations[0].model_copy(update={"id": "o-00000009", "value": Decimal("91")})
    page = _book(write_plan_book(plan.model_copy(update={"observations": (*plan.observations, other)})))["指标表"]
    assert cell(page, "现状值").value is None


def test_closed_lists_are_offered(workbook: bytes) -> None:
    rules = {rule.sqref: rule.formula1 for rule in _book(workbook)["指标表"].data_validations.dataValidation}
    offered = {str(key): value.strip('"') for key, value in rules.items()}
    assert offered == {"D2:D5": "约束性,预期性,导向性", "H2:H5": "≥,≤,＞,＜,＝,约,区间", "L2:L5": "单项,小计,合计"}


def test_nothing_in_it_is_a_formula_a_link_or_a_macro(plan: Plan) -> None:
    evil = ("=1+1", "+1", "-1", "@SUM(A1)", "http://a.b", "{=1}", '=HYPERLINK("x")')
    targets = tuple(
        plan.targets[0].model_copy(update={"id": f"t-{n:08x}", "indicator": text, "note": text})
        for n, text in enumerate(evil)
    )
    data = write_plan_book(plan.model_copy(update={"targets": targets}))
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        texts = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith((".xml", ".rels"))}
    sheets = [text for name, text in texts.items() if "/worksheets/" in name]
    assert not any(re.search(r"<f[ >]|hyperlink", text) for text in sheets)
    assert not any("External" in text or "vba" in name for name, text in texts.items())
    page = _book(data)["指标表"]
    assert [cell(page, "指标名称", row + 2).value for row in range(len(evil))] == list(evil)
    assert {cell(page, "指标名称", row + 2).data_type for row in range(len(evil))} <= {"s", "f"}


def test_same_plan_same_bytes(plan: Plan, workbook: bytes) -> None:
    assert write_plan_book(plan) == workbook


def test_saving_is_no_edit_but_a_changed_cell_is(workbook: bytes) -> None:
    assert is_unedited(workbook, "规划.docx")
    assert not is_unedited(workbook, "别的.docx")
    assert is_unedited(edited(workbook, lambda book: None), "规划.docx")
    assert not is_unedited(
        edited(workbook, lambda book: setattr(cell(book["现状数据"], "备注"), "value", "核")), "规划.docx"
    )
    assert not is_unedited(edited(workbook, lambda book: book.remove(book["_luoshi"])), "规划.docx")
    assert not is_unedited(b"PK", "规划.docx")


def test_rows_are_high_enough_for_their_text(plan: Plan) -> None:
    long = plan.problems[0].model_copy(update={"text": "城区学位不足，" * 60})
    page = _book(write_plan_book(plan.model_copy(update={"problems": (long,)})))["问题表"]
    columns = 420 * 2  # of half a character
    needed = columns / page.column_dimensions["B"].width
    assert needed * 12 < page.row_dimensions[2].height < needed * 24
