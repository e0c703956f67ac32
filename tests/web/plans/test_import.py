"""The workbook of a draft: out, edited, and back, without overwriting newer work."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from luoshi.web.plans.models import ItemStatus, PlanVersion
from luoshi.web.plans.store import plan_of
from tests.web.plans.conftest import words_of


def exported(planner: Client, version: PlanVersion) -> Workbook:
    answer = planner.get(reverse("plans:file", args=[version.pk, "items"]))
    return load_workbook(BytesIO(answer.content))


def edit(book: Workbook, title: str, head: str, value: object) -> None:
    sheet = book["指标表"]
    heads = next(row for row in sheet.iter_rows() if any(cell.value == "指标名称" for cell in row))
    columns = {cell.value: cell.column for cell in heads}
    for row in range(heads[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, columns["指标名称"]).value == title:
            sheet.cell(row, columns[head]).value = value


def uploaded(book: Workbook) -> SimpleUploadedFile:
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("条目.xlsx", stream.getvalue())


def test_workbook_comes_back_with_its_changes(planner: Client, draft: PlanVersion) -> None:
    book = exported(planner, draft)
    edit(book, "高中阶段毛入学率", "目标值", 97.5)
    answer = planner.post(reverse("plans:import", args=[draft.pk]), {"file": uploaded(book)})
    assert answer.status_code == 200
    assert "读回的改动 1 处" in words_of(answer)
    draft.refresh_from_db()
    values = {one.indicator: one.value for one in plan_of(draft).targets}
    assert values["高中阶段毛入学率"] == Decimal("97.5")
    row = draft.items.get(title="高中阶段毛入学率")
    assert (row.status, row.version) == (ItemStatus.CORRECTED, 2)
    again = planner.post(reverse("plans:import", args=[draft.pk]), {"file": uploaded(exported(planner, draft))})
    assert "没有可以读回的改动" in words_of(again)


def test_newer_work_is_not_overwritten_and_the_row_says_why(planner: Client, draft: PlanVersion) -> None:
    book = exported(planner, draft)
    row = draft.items.get(title="高中阶段毛入学率")
    planner.post(reverse("plans:correct", args=[draft.pk, row.key]), {"version": 1, "value": "96.5"})
    edit(book, "高中阶段毛入学率", "目标值", 97.5)
    edit(book, "九年义务教育巩固率", "目标值", 98.5)
    answer = planner.post(reverse("plans:import", args=[draft.pk]), {"file": uploaded(book)})
    page = words_of(answer)
    assert "1 行没有读回" in page
    draft.refresh_from_db()
    values = {one.indicator: one.value for one in plan_of(draft).targets}
    assert values["高中阶段毛入学率"] == Decimal("96.5")
    assert values["九年义务教育巩固率"] == Decimal("98.5")
    found = re.search(r'href="([^"]+/import/[0-9a-f]{64}/)"', page)
    assert found is not None
    errors = load_workbook(BytesIO(planner.get(found[1]).content))["指标表"]
    told = [str(cell) for cells in errors.iter_rows(values_only=True) for cell in cells if cell]
    assert any("规划文件里也改过" in one for one in told)


def test_issued_version_takes_no_workbook(planner: Client, issued: PlanVersion) -> None:
    answer = planner.post(reverse("plans:import", args=[issued.pk]), {"file": uploaded(Workbook())})
    assert answer.status_code == 422
    assert "不能再改" in words_of(answer)


def test_other_workbook_is_told(planner: Client, draft: PlanVersion) -> None:
    answer = planner.post(reverse("plans:import", args=[draft.pk]), {"file": uploaded(Workbook())})
    assert answer.status_code == 422
    assert "这不是规划的工作簿" in words_of(answer)
