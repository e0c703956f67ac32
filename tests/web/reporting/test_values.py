"""Reported values: entered, reviewed, accepted by another person, by workbook, handed on to the statistics."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from openpyxl import load_workbook

from luoshi.api import load_statistics
from luoshi.model.tables import TimePoint
from luoshi.sheets.grid import read_grids
from luoshi.stats.loading import LoadOrder
from luoshi.web.accounts.models import Unit
from luoshi.web.action import perform
from luoshi.web.policy import Role
from luoshi.web.reporting.models import Batch, ReportedValue
from luoshi.web.reporting.value_actions import Told, WriteValue
from luoshi.workspace.folder import open_workspace

from .conftest import book_file

_VALUE = {"measure": "t-1", "measure_name": "思政课专任教师配备率", "subject_code": "990221", "subject_name": "青禾县",
          "period": "2024", "value": "97.5", "unit_text": "%", "evidence": "青教〔2024〕9号", "note": ""}  # fmt: skip


def _write(client, unit: str = "青禾县教育局", version: int = 0, **changed):
    pk = Unit.objects.get(name=unit).pk
    fields = {**_VALUE, "unit": pk, "version": version, **changed}
    return client.post(reverse("reporting:value_write"), fields)


def _decide(client, row: ReportedValue, do: str, opinion: str = ""):
    chosen = {"value": f"{row.pk}.{row.version}", "do": do, "opinion": opinion}
    answer = client.post(reverse("reporting:value_decide"), chosen, follow=True)
    if row.pk:
        row.refresh_from_db()
    return answer


def test_a_value_is_entered_reviewed_and_accepted(city, browser_of, own_folder) -> None:
    reporter, head, clerk = (browser_of(one) for one in (Role.REPORTER, Role.UNIT_HEAD, Role.STATISTICIAN))
    assert _write(reporter).status_code == 302
    row = ReportedValue.objects.get()
    assert (row.status, row.value, row.reporter) == ("填报", Decimal("97.5"), "林若溪")
    assert _decide(reporter, row, "审核").status_code == 403
    _decide(head, row, "审核")
    assert row.status == "审核"
    assert "已经审核" in _write(reporter, version=row.version, value="99").content.decode()
    _decide(clerk, row, "采信")
    assert (row.status, row.reviewer) == ("采信", "苏禾")
    clerk.post(reverse("reporting:value_hand_on"))
    path = own_folder / "data" / "2024" / "填报数据_2024.xlsx"
    rows = read_grids(path.read_bytes(), path.name).sheets[0].rows
    assert rows[1][:7] == ["990221", "青禾县", "t-1", "2024", 97.5, "%", "采信"]


def test_what_is_handed_on_is_known_to_the_statistics(city, browser_of, own_folder) -> None:
    clerk = browser_of(Role.STATISTICIAN)
    _write(browser_of(Role.REPORTER))
    _decide(clerk, ReportedValue.objects.get(), "采信")
    clerk.post(reverse("reporting:value_hand_on"))
    path = own_folder / "data" / "2024" / "填报数据_2024.xlsx"
    order = LoadOrder([path], TimePoint(), datetime(2025, 1, 5, 9))
    assert load_statistics(open_workspace(own_folder), order).rows == {"reported": 1}


def test_own_values_are_accepted_by_another(city, browser_of) -> None:
    clerk = browser_of(Role.STATISTICIAN)
    _write(clerk, unit="市教育局")
    row = ReportedValue.objects.get()
    assert "不能采信自己填报的数" in _decide(clerk, row, "采信").content.decode()
    assert row.status == "填报"
    assert "退回要写意见" in _decide(clerk, row, "退回").content.decode()


def test_two_people_never_overwrite_one_value(city, browser_of) -> None:
    reporter, head = browser_of(Role.REPORTER), browser_of(Role.UNIT_HEAD)
    _write(reporter)
    page = _write(head, value="55").content.decode()
    assert "N379" in page
    assert 'value="55"' in page
    assert ReportedValue.objects.get().value == Decimal("97.5")


def test_another_units_values_are_not_there(city, browser_of) -> None:
    clerk = browser_of(Role.STATISTICIAN)
    _write(clerk, unit="望澜区教育局", subject_code="990102", subject_name="望澜区")
    row = ReportedValue.objects.get()
    reporter = browser_of(Role.REPORTER)
    assert "望澜区" not in reporter.get(reverse("reporting:values")).content.decode()
    assert reporter.get(f"{reverse('reporting:value_write')}?value={row.pk}").status_code == 404
    assert _write(reporter, unit="望澜区教育局").status_code == 404
    assert _decide(browser_of(Role.UNIT_HEAD), row, "审核").status_code == 404
    out = reporter.get(reverse("reporting:value_out"), {"period": "2024"})
    assert len(read_grids(out.content, "a.xlsx").sheets[0].rows) == 1


def test_a_workbook_goes_round(city, browser_of) -> None:
    reporter = browser_of(Role.REPORTER)
    _write(reporter)
    content = reporter.get(reverse("reporting:value_out"), {"period": "2025"}).content
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, heads["期"]).value == "2025"
    sheet.cell(2, heads["数值"]).value = 98
    sheet.append([2, "t-2", "名称", "990221", "青禾县", "二〇二五", 3, "所", None, None, "青禾县教育局"])
    stream = io.BytesIO()
    book.save(stream)
    page = reporter.post(reverse("reporting:value_in"), {"file": book_file(stream.getvalue())}, follow=True)
    assert "写入 1 行，退回 1 行" in page.content.decode()
    assert ReportedValue.objects.get(period="2025").value == 98
    errors = reporter.get(reverse("reporting:batch_errors", args=[Batch.objects.get().pk]))
    cells = [str(cell) for cells in read_grids(errors.content, "a.xlsx").sheets[0].rows for cell in cells]
    assert any("“二〇二五”不是期" in cell for cell in cells)


def test_two_who_report_the_same_for_the_first_time(city, context_of, account_with) -> None:
    unit, other = Unit.objects.get(name="青禾县教育局"), Unit.objects.get(name="云岫县教育局")
    told = Told("t-1", "990221", "青禾县", "2024", Decimal(97))
    late = WriteValue(context_of(Role.REPORTER), unit, told, 0)
    assert perform(WriteValue(context_of(Role.STATISTICIAN), other, told, 0)).done
    assert [one.code for one in perform(late).findings] == ["N381"]
    late = WriteValue(context_of(Role.PLANNER), unit, replace(told, period="2023"), 0)
    assert perform(WriteValue(context_of(Role.STATISTICIAN), other, replace(told, period="2023"), 0)).done
    assert [one.code for one in perform(late).findings] == ["N379"]


def test_what_is_too_long_is_told_before_the_database_refuses_it(city, context_of) -> None:
    told = Told("t-1", "990221", "青禾县", "2024", Decimal(97), note="很长" * 200, unit_text="百分点" * 10)
    outcome = perform(WriteValue(context_of(Role.STATISTICIAN), Unit.objects.first(), told, 0))
    assert [one.message for one in outcome.findings] == ["计量单位超过 20 字", "说明超过 300 字"]
