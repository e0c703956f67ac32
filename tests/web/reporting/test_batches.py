"""Workbooks of reports out and in: drafts, reports, refused rows with their reasons, on behalf of a unit."""

from __future__ import annotations

import io

from django.urls import reverse
from openpyxl import load_workbook

from luoshi.sheets.grid import read_grids
from luoshi.web.accounts.models import Unit
from luoshi.web.clock import now
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import run_next
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.store import add_entry
from luoshi.web.policy import Role
from luoshi.web.reporting.models import Attachment, Batch, Draft

from .conftest import PERIOD, book_file, paper


def _out(client, unit: str, when: str = PERIOD) -> bytes:
    pk = Unit.objects.get(name=unit).pk
    answer = client.get(reverse("reporting:batch_out"), {"unit": pk, "when": when})
    assert answer.status_code == 200, answer.get("Location")
    return answer.content


def _filled(content: bytes, said: dict[str, dict[str, object]]) -> bytes:
    """Return a workbook with cells filled in: number of the entry -> head -> value."""
    book = load_workbook(io.BytesIO(content))
    sheet = book["填报"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for at in range(2, sheet.max_row + 1):
        key = str(sheet.cell(at, heads["编号"]).value).split("/")[-1]
        for head, value in said.get(key, {}).items():
            sheet.cell(at, heads[head]).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _in(client, content: bytes, **more):
    return client.post(reverse("reporting:batch_in"), {"file": book_file(content), **more}, follow=True)


def test_a_workbook_comes_back_as_report_and_draft(row, browser_of) -> None:
    client = browser_of(Role.REPORTER)
    second = add_entry(row.book, entry_of(row).model_copy(update={"id": "lj2024-05b"}), now()).key
    content = _out(client, "青禾县教育局")
    told = {
        row.key: {"完成比例": "95%", "完成情况": "城关二小封顶", "办理": "提交"},
        second: {"完成情况": "只写了一半", "办理": "存草稿"},
    }
    page = _in(client, _filled(content, told)).content.decode()
    assert "写入 2 行" in page
    row.refresh_from_db()
    report = entry_of(row).reports[-1]
    assert (report.period, str(report.percent), report.reporter) == (PERIOD, "95", "林若溪")
    assert Draft.objects.get().content["text"] == "只写了一半"
    again = _out(client, "青禾县教育局")
    rows = read_grids(again, "a.xlsx").sheets[0].rows
    assert row.key not in {str(cells[11]).split("/")[-1] for cells in rows}
    assert next(cells for cells in rows if str(cells[11]).endswith(second))[7] == "只写了一半"


def test_refused_rows_come_back_with_reasons(row, browser_of) -> None:
    client = browser_of(Role.REPORTER)
    content = _out(client, "青禾县教育局")
    row.version += 1
    row.save(update_fields=["version"])
    page = _in(client, _filled(content, {row.key: {"完成比例": 300, "完成情况": "好"}}))
    assert "退回 1 行" in page.content.decode()
    batch = Batch.objects.get()
    assert (batch.taken, batch.refused) == (0, 1)
    answer = client.get(reverse("reporting:batch_errors", args=[batch.pk]))
    sheet = read_grids(answer.content, "a.xlsx").sheets[0]
    at = sheet.rows[0].index("错误说明")
    reasons = [cells[at] for cells in sheet.rows[1:] if cells[at]]
    assert reasons == ["完成比例：“300”应在 0 到 100 之间"]
    mended = _filled(content, {row.key: {"完成比例": 93, "完成情况": "好"}})
    _in(client, mended)
    again = client.get(reverse("reporting:batch_errors", args=[Batch.objects.first().pk]))
    cells = [str(cell) for cells in read_grids(again.content, "a.xlsx").sheets[0].rows for cell in cells]
    assert any("别人改过这一条" in cell for cell in cells)
    assert browser_of(Role.LEADER).get(reverse("reporting:batch_errors", args=[batch.pk])).status_code == 404


def test_a_row_of_another_unit_is_refused(row, other, browser_of) -> None:
    content = _out(browser_of(Role.PLANNER), "望澜区教育局", "2024-10")
    filled = _filled(content, {other.key: {"完成情况": "别家的"}})
    page = _in(browser_of(Role.REPORTER), filled)
    assert "退回 1 行" in page.content.decode()
    other.refresh_from_db()
    assert "2024-10" not in {one.period for one in entry_of(other).reports}


def test_on_behalf_of_a_unit_its_paper_is_needed(other, browser_of) -> None:
    client = browser_of(Role.PLANNER)
    content = _out(client, "望澜区教育局", "2024-10")
    filled = _filled(content, {other.key: {"完成比例": 100, "完成情况": "照纸质回复"}})
    _in(client, filled)
    assert (Batch.objects.first().taken, Batch.objects.first().refused) == (0, 1)
    page = _in(client, filled, paper=paper("回复.pdf"))
    assert "写入 1 行" in page.content.decode()
    other.refresh_from_db()
    assert entry_of(other).reports[-1].reporter == "代填：乔书言（望澜区教育局纸质回复）"
    assert Attachment.objects.get().is_paper_reply


def test_what_is_no_workbook_of_reports_is_told(book, browser_of) -> None:
    answer = _in(browser_of(Role.REPORTER), b"a,b\n1,2\n")
    assert answer.status_code == 422
    assert "N375" in answer.content.decode()


def test_many_rows_are_taken_in_by_a_job(row, browser_of) -> None:
    for at in range(21):
        add_entry(row.book, entry_of(row).model_copy(update={"id": f"viel-{at}", "reports": ()}), now())
    client = browser_of(Role.REPORTER)
    content = _out(client, "青禾县教育局")
    told = {f"viel-{at}": {"完成情况": "按计划推进"} for at in range(21)}
    page = _in(client, _filled(content, told)).content.decode()
    assert "正在写入" in page
    assert not Batch.objects.exists()
    assert "<progress" in client.get(reverse("reporting:batch_progress")).content.decode()
    job = run_next()
    assert (job.state, job.told) == (Job.State.DONE, "写入 21 行，没有退回的")
    assert Batch.objects.get().taken == 21
    assert client.get(reverse("reporting:batch_progress"))["HX-Refresh"] == "true"
    assert entry_of(EntryRow.objects.get(key="viel-20")).reports[-1].reporter == "林若溪"
