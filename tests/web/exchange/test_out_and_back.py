"""The workbook out and back in: unchanged nothing, changed what was changed, newer work never overwritten."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from luoshi.model.ledger import Ledger, LedgerTask
from luoshi.model.ledger_words import Actor
from luoshi.progress.deeds import Deed
from luoshi.web.accounts.models import RoleGrant
from luoshi.web.action import Context, perform
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now, today
from luoshi.web.ledger.actions import ActOnEntry, AddLedger
from luoshi.web.ledger.exchange.actions import BringBack
from luoshi.web.ledger.exchange.returning import returned
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Reach, Role
from tests.web.exchange.conftest import edited, given_back, saved, sent, table_of

OWN, OTHER = "lj2024-05", "lj2024-13"


def _note(key: str) -> str:
    return entry_of(EntryRow.objects.get(key=key)).note


def test_what_went_out_unchanged_changes_nothing(exported, browser_of) -> None:
    before = dict(EntryRow.objects.values_list("key", "version"))
    client = browser_of(Role.PLANNER)
    there = given_back(client, exported(Role.PLANNER))
    page = client.get(there).content.decode()
    assert "工作簿和台账一样，没有要写的" in page
    assert "写进台账</button>" not in page
    assert client.post(there).status_code == 409
    assert dict(EntryRow.objects.values_list("key", "version")) == before


def test_an_export_has_what_the_list_asks_for(browser_of, book) -> None:
    client = browser_of(Role.PLANNER)
    red = set(EntryRow.objects.filter(light="红").values_list("key", flat=True))
    response = client.get(reverse("exchange:export"), {"light": "红", "text": ""})
    assert set(table_of(response.content)) | set(table_of(response.content, "项目")) == red
    assert "light=红" in LogEntry.objects.first().after
    perform(AddLedger(Context(None, "", now()), Ledger(name="又一份", tasks=(LedgerTask(id="a", title="甲"),))))
    response = client.get(reverse("exchange:export"), follow=True)
    assert "一次导出一份台账" in response.content.decode()


def test_an_export_is_logged_and_tells_who_and_when(exported, book) -> None:
    data = exported(Role.SUPERVISOR)
    entry = LogEntry.objects.first()
    assert (entry.kind, entry.action, entry.name, entry.object_id) == ("台账", "导出", "贺知远", str(book.pk))
    cover = [str(cell.value) for row in load_workbook(io.BytesIO(data))["说明"] for cell in row]
    assert any("贺知远（市教育局），2024-11-15" in text and "22 条" in text for text in cover)


def test_a_changed_cell_is_previewed_confirmed_and_logged(exported, browser_of) -> None:
    data = edited(exported(Role.PLANNER), {(OTHER, "备注"): "已同财政局核对"})
    client = browser_of(Role.PLANNER)
    there = given_back(client, data)
    page = client.get(there).content.decode()
    assert "改动 <b>1</b> 条（1 格）" in page
    assert "已同财政局核对" in page
    assert _note(OTHER) == ""
    response = client.post(there, follow=True)
    assert "改动 1 条，新增 0 条" in response.content.decode()
    row = EntryRow.objects.get(key=OTHER)
    assert (row.version, entry_of(row).note) == (2, "已同财政局核对")
    one = LogEntry.objects.get(object_id=f"{row.book_id}/{OTHER}")
    assert (one.action, one.name) == ("导入", "乔书言")
    assert "已同财政局核对" in one.after
    assert LogEntry.objects.first().label.endswith("读回 台账.xlsx")
    assert list(verify()) == []
    assert client.get(there).status_code == 422  # the upload was taken away


def test_newer_work_is_never_overwritten(exported, browser_of, context_of) -> None:
    """Two people: what one changed since the export stays, the other's row comes back with the reason, the rest is
    stored."""
    data = edited(exported(Role.PLANNER), {(OWN, "备注"): "旧表里的话", (OTHER, "备注"): "没有人动过"})
    row = EntryRow.objects.get(key=OWN)
    asking = Deed("申请延期", "", Actor.REPORTER, today(), note="雨季停工", due=date(2025, 6, 30))
    assert perform(ActOnEntry(context_of(Role.REPORTER), row, asking, row.version)).done
    client = browser_of(Role.PLANNER)
    there = given_back(client, data)
    page = client.get(there).content.decode()
    assert "您导出以后别人改过这一条（导出时第 1 版，现在第 2 版），没有覆盖" in page
    finished = client.post(there)
    told = client.get(finished.url).content.decode()
    assert "改动 1 条，新增 0 条" in told
    sheet = client.get(f"{finished.url}errors/").content
    rows = table_of(sheet)
    assert "您导出以后别人改过" in str(rows[OWN]["错误说明"])
    assert rows[OWN]["备注"] == "旧表里的话"
    assert rows[OTHER]["错误说明"] is None
    assert (_note(OWN), _note(OTHER)) == ("", "没有人动过")
    assert len(entry_of(EntryRow.objects.get(key=OWN)).requests) == 1


def test_what_changes_between_preview_and_confirmation_stops_all_of_it(exported, context_of) -> None:
    data = edited(exported(Role.PLANNER), {(OWN, "备注"): "甲", (OTHER, "备注"): "乙"})
    context = context_of(Role.PLANNER)
    came = returned(context, data, "台账.xlsx")
    EntryRow.objects.filter(key=OTHER).update(version=2)
    outcome = perform(BringBack(context, came, "台账.xlsx"))
    assert [one.code for one in outcome.findings] == ["N355"]
    assert (_note(OWN), _note(OTHER)) == ("", "")


def test_a_failure_in_the_middle_leaves_nothing_half(exported, context_of, monkeypatch) -> None:
    data = edited(exported(Role.PLANNER), {(OWN, "备注"): "甲", (OTHER, "备注"): "乙"})
    context = context_of(Role.PLANNER)
    came = returned(context, data, "台账.xlsx")
    count, log = EntryRow.objects.count(), LogEntry.objects.count()

    def broken(*_: object) -> None:
        raise OSError("the machine stops here")

    monkeypatch.setattr("luoshi.web.ledger.exchange.actions.add_entries", broken)
    with pytest.raises(OSError, match="stops here"):
        perform(BringBack(context, came, "台账.xlsx"))
    assert (EntryRow.objects.count(), LogEntry.objects.count()) == (count, log)
    assert (_note(OWN), _note(OTHER)) == ("", "")
    assert set(EntryRow.objects.values_list("version", flat=True)) == {1}


def test_a_row_without_a_number_is_a_new_task_once(exported, browser_of) -> None:
    book = load_workbook(io.BytesIO(exported(Role.PLANNER)))
    page = book["任务"]
    heads = {cell.value: cell.column for cell in page[1]}
    at = page.max_row + 1
    for head, value in {"任务": "=1+1", "牵头单位": "人事科", "时限": "2025-03-31"}.items():
        page.cell(at, heads[head]).value = value
        page.cell(at, heads[head]).data_type = "s"
    data = saved(book)
    client = browser_of(Role.PLANNER)
    client.post(given_back(client, data))
    row = EntryRow.objects.get(title="=1+1")
    assert (row.version, row.state, [one.name for one in row.units.all()]) == (1, "待签收", ["人事科"])
    assert "台账里已有同名的任务" in client.get(given_back(client, data)).content.decode()
    again = load_workbook(io.BytesIO(exported(Role.PLANNER)))["任务"]
    cell = next(cell for line in again for cell in line if cell.value == "=1+1")
    assert cell.data_type == "s"  # written as text: nothing is computed when the workbook is opened


def test_the_sheet_with_the_errors_is_mended_and_sent_again(exported, browser_of) -> None:
    """What came in the first time is neither somebody else's change nor a second task of that name."""
    book = load_workbook(io.BytesIO(exported(Role.PLANNER)))
    page = book["任务"]
    title = next(cell.column for cell in page[1] if cell.value == "任务")
    page.cell(page.max_row + 1, title).value = "开展食堂检查"
    period = table_of(exported(Role.PLANNER))[OTHER]["填报期"]
    cells = {(OWN, "备注"): "第一次写的", (OTHER, "填报期"): "上旬"}
    client = browser_of(Role.PLANNER)
    finished = client.post(given_back(client, edited(saved(book), cells)))
    back = client.get(f"{finished.url}errors/").content
    new = EntryRow.objects.get(title="开展食堂检查").key
    assert table_of(back)[new]["任务"] == "开展食堂检查"
    assert client.get(given_back(client, back)).context["came"].is_empty
    mended = edited(back, {(OTHER, "填报期"): period, (OWN, "备注"): "第二次写的", (new, "备注"): "抓紧"})
    there = given_back(client, mended)
    assert client.get(there).context["came"].read.refused == {}
    client.post(there)
    assert (_note(OWN), _note(new), EntryRow.objects.get(key=OWN).version) == ("第二次写的", "抓紧", 3)


def test_progress_is_not_reported_by_who_may_not_report(exported, browser_of) -> None:
    cells = {(OWN, "填报期"): "2024-11", (OWN, "完成比例"): "90%", (OWN, "完成情况"): "又开工两所"}
    client = browser_of(Role.PLANNER)
    page = client.get(given_back(client, edited(exported(Role.PLANNER), cells))).content.decode()
    assert "进展由责任单位报，您的角色不能在这里写" in page
    assert "改动 <b>0</b> 条" in page


def test_a_unit_exports_its_own_rows_and_brings_nothing_back(exported, browser_of, book) -> None:
    keys = set(table_of(exported(Role.REPORTER)))
    assert OWN in keys
    assert OTHER not in keys
    assert "lj2024-13" not in str(_record(exported(Role.REPORTER)))
    client = browser_of(Role.REPORTER)
    assert sent(client, reverse("exchange:return"), b"x").status_code == 403
    assert client.get(reverse("exchange:import")).status_code == 403
    assert client.get(reverse("exchange:make")).status_code == 403
    assert client.get(reverse("exchange:coverage")).status_code == 403
    page = client.get(reverse("exchange:index")).content.decode()
    assert f"book={book.pk}" in page
    assert reverse("exchange:return") not in page


def _record(data: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(data))["_luoshi"].iter_rows(values_only=True))


def test_a_crafted_sheet_changes_no_row_that_it_was_not_given(exported, browser_of) -> None:
    """A workbook of some rows in which the number of another row was written."""
    data = edited(exported(Role.REPORTER), {(OWN, "备注"): "改了", (OWN, "编号"): OTHER})
    client = browser_of(Role.PLANNER)
    there = given_back(client, data)
    assert "这一条不在您导出的工作簿里" in client.get(there).content.decode()
    assert client.post(there).status_code == 409
    assert (_note(OWN), _note(OTHER)) == ("", "")


def test_a_forged_record_reaches_no_further_than_the_account(exported, context_of, monkeypatch) -> None:
    """Even where an account may bring its own rows back, rows of others are not there for it, whatever it claims."""
    data = edited(exported(Role.PLANNER), {(OWN, "备注"): "自己的", (OTHER, "备注"): "别人的"})
    monkeypatch.setattr("luoshi.web.scope.reach", lambda *_: Reach.OWN)
    came = returned(context_of(Role.REPORTER), data, "台账.xlsx")
    assert list(came.changed) == [OWN]
    told = [why for rows in (came.read.refused or {}).values() for whys in rows.values() for why in whys]
    assert any(f"台账里没有编号 {OTHER}" in why for why in told)
    came = returned(context_of(Role.PLANNER), data, "台账.xlsx")
    action = BringBack(context_of(Role.REPORTER), came, "台账.xlsx")
    monkeypatch.setattr("luoshi.web.action.reach", lambda *_: Reach.OWN)
    action.changed, action.versions = {OTHER: entry_of(EntryRow.objects.get(key=OTHER))}, {OTHER: 1}
    assert [one.code for one in perform(action).findings] == ["N352"]


def test_a_book_without_rows_in_reach_is_not_there(browser_of, book) -> None:
    EntryRow.objects.filter(units__unit__name__contains="青禾").delete()
    for number in (str(book.pk), "0", "x"):
        assert browser_of(Role.REPORTER).get(reverse("exchange:export"), {"book": number}).status_code == 404
    response = browser_of(Role.SYSTEM_ADMIN).get(reverse("exchange:export"), {"book": book.pk})
    assert response.status_code == 403
    assert LogEntry.objects.first().result == "没有权限"


def test_a_file_of_somebody_else_is_not_there(exported, browser_of, account_with) -> None:
    there = given_back(browser_of(Role.PLANNER), edited(exported(Role.PLANNER), {(OWN, "备注"): "甲"}))
    other = account_with(Role.SUPERVISOR)
    RoleGrant.objects.create(account=other, role=Role.PLANNER.value, granted_at=now())
    assert browser_of(Role.SUPERVISOR).get(there).status_code == 404
    assert browser_of(Role.PLANNER).get(there[:-3] + "x/").status_code == 404


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "文件是空的"),
        (b"MZ\x00", "这里不收这种文件"),
        (saved(Workbook()), "这不是从台账导出的工作簿"),
    ],
)
def test_what_is_no_workbook_of_a_ledger_is_told_on_the_page(book, browser_of, data: bytes, told: str) -> None:
    response = sent(browser_of(Role.PLANNER), reverse("exchange:return"), data)
    assert response.status_code == 422
    assert told in response.content.decode()


def test_a_workbook_without_its_record_is_refused(exported, browser_of) -> None:
    book = load_workbook(io.BytesIO(exported(Role.PLANNER)))
    del book["_luoshi"]
    response = sent(browser_of(Role.PLANNER), reverse("exchange:return"), saved(book))
    assert "导出记录没有了" in response.content.decode()


def test_uploads_do_not_stay(exported, browser_of, workspace: Path) -> None:
    client = browser_of(Role.PLANNER)
    there = given_back(client, edited(exported(Role.PLANNER), {(OWN, "备注"): "甲"}))
    assert len([one for one in workspace.rglob("uploads/*/*") if one.is_file()]) == 1
    client.post(there)
    assert [one for one in workspace.rglob("uploads/*/*") if one.is_file()] == []


def test_queries_of_an_export_do_not_grow_with_rows(browser_of, book, django_assert_max_num_queries) -> None:
    client = browser_of(Role.PLANNER)
    with django_assert_max_num_queries(24):
        client.get(reverse("exchange:export"), {"book": book.pk})
