"""Templates: heads that are read back, drop-downs and checks, leading zeros, what is filled in already, print."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from luoshi.model.tables import CodeList, FieldDef, FieldType, Owner, Role, TableDef, TimeKind
from luoshi.sheets.grid import read_grids
from luoshi.sheets.template_book import HEAD_ROW, TemplateSheet, template_head, write_template

FIELDS = (
    FieldDef("school_year", "学年", FieldType.SCHOOL_YEAR, role=Role.KEY, required=True),
    FieldDef("institution_code", "学校标识码", FieldType.TEXT, role=Role.KEY, required=True),
    FieldDef("institution_name", "学校名称", FieldType.LABEL, role=Role.ATTRIBUTE),
    FieldDef("stage", "学段", FieldType.CODE, role=Role.KEY, required=True, codes="stage"),
    FieldDef("subject", "学科", FieldType.CODE, role=Role.ATTRIBUTE, codes="subject"),
    FieldDef(
        "pupils", "在校学生数", FieldType.COUNT, "人", required=True, maximum=Decimal(6000), scope="学年初在籍人数"
    ),
    FieldDef("area", "校舍建筑面积", FieldType.DECIMAL, "平方米", description="不含在建"),
    FieldDef("founded", "设立日期", FieldType.DATE, role=Role.ATTRIBUTE),
)
CODES = {
    "stage": CodeList("stage", ("小学", "初中"), {}, {}),
    "subject": CodeList("subject", tuple(f"很长很长的学科名称{n}" for n in range(40)), {}, {}),
}
TABLE = TableDef(
    "pupils",
    "在校学生",
    TimeKind.SCHOOL_YEAR,
    Owner.INSTITUTION,
    "一校一行",
    FIELDS,
    ("school_year", "institution_code"),
)
ROWS = (
    {"school_year": 2024, "institution_code": "0036000012", "institution_name": "临江市第一小学", "stage": "小学"},
    {
        "school_year": 2024,
        "institution_code": "=1+1",
        "pupils": 12,
        "area": Decimal("1.5"),
        "founded": date(1950, 9, 1),
    },
)
SHEET = TemplateSheet(TABLE, FIELDS, CODES, ROWS, "2024—2025学年")


def made(*sheets: TemplateSheet) -> bytes:
    return write_template(sheets or (SHEET,), "基础数据填报表")


@pytest.fixture(scope="module")
def opened() -> Any:
    return openpyxl.load_workbook(io.BytesIO(made()), rich_text=False)


def test_what_is_written_is_read_back() -> None:
    assert made() == made()
    found = read_grids(made(), "模板.xlsx")
    assert [sheet.name for sheet in found.sheets] == ["在校学生", "说明", "代码"]
    rows = found.sheets[0].rows
    assert rows[0][0] == "在校学生（2024—2025学年）"
    assert "必须填写" in str(rows[1][0])
    assert [str(head).replace("\n", "") for head in rows[HEAD_ROW - 1]] == [template_head(field) for field in FIELDS]
    assert template_head(FIELDS[5]) == "*在校学生数（人）"
    assert rows[HEAD_ROW:] == [
        [2024.0, "0036000012", "临江市第一小学", "小学", None, None, None, None],
        [2024.0, "=1+1", None, None, None, 12.0, 1.5, date(1950, 9, 1)],
    ]


def test_codes_are_offered_and_numbers_checked(opened: Any) -> None:
    sheet = opened["在校学生"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert {at: (rule.type, rule.formula1, rule.formula2) for at, rule in rules.items()} == {
        "A4": ("whole", "1949", "2100"),
        "D4": ("list", '"小学,初中"', None),
        "E4": ("list", "代码!$A$1:$A$40", None),
        "F4": ("whole", "0", "6000"),
        "G4": ("decimal", "0", None),
        "H4": ("date", "1", "73415"),
    }
    assert rules["F4"].error == "应为0—6000 之间的整数。"
    assert all(rule.showErrorMessage and rule.error for rule in rules.values())
    assert [cell.value for cell in opened["代码"]["A"]] == list(CODES["subject"].words)


def test_codes_stay_text_also_below_the_bordered_rows(opened: Any) -> None:
    sheet = opened["在校学生"]
    assert [sheet.cell(6, column).number_format for column in (2, 4, 6)] == ["@", "@", "0"]
    assert sheet.column_dimensions["B"].number_format == "@"
    assert sheet["B5"].data_type == "s", "never a formula"


def test_it_looks_like_a_form(opened: Any) -> None:
    sheet = opened["在校学生"]
    grey = [sheet.cell(4, column).fill.fgColor.rgb == "FFEDEDED" for column in range(1, 9)]
    assert grey == [True, True, True, True, False, False, False, False]
    assert sheet.freeze_panes == "E4"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$3", "$A:$D")
    assert sheet["F3"].comment.text == "学年初在籍人数"
    assert sheet["G3"].comment.text == "不含在建"
    assert sheet["A3"].comment is None
    notes = [[cell.value or "" for cell in row] for row in opened["说明"].iter_rows(min_row=4)]
    assert notes[5] == ["在校学生", "在校学生数", "是", "整数，0—6000 之间", "人", "学年初在籍人数", ""]
    assert notes[3][3] == "小学、初中"


def test_wide_tables_are_printed_on_several_pages() -> None:
    fields = (*FIELDS, *(replace(FIELDS[6], name=f"area{n}", title=f"很长的名称的面积之{n}") for n in range(30)))
    sheet = openpyxl.load_workbook(io.BytesIO(made(TemplateSheet(TABLE, fields, CODES))))["在校学生"]
    assert sheet.page_setup.fitToWidth == 4
    assert sheet.page_setup.fitToHeight == 0


def test_tables_of_the_same_title_and_of_one_field() -> None:
    one = TemplateSheet(TABLE, FIELDS[:1], {}, period="", notes="市局填写", blank_rows=0)
    found = read_grids(made(one, one), "模板.xlsx").sheets
    assert [sheet.name for sheet in found] == ["在校学生", "在校学生(2)", "说明"]
    assert found[0].rows == [["在校学生"], ["市局填写"], ["*学年"]]
