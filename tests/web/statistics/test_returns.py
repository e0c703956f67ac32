"""Returns handed in: loaded or sent back with the sheet of errors, snapshots, rollback, what is owed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from luoshi.api import statistics_history
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import today
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import run_next
from luoshi.web.policy import Role
from luoshi.web.statistics.figures import basis
from luoshi.web.statistics.models import Batch
from luoshi.web.todos import todos_of
from luoshi.workspace.folder import open_workspace

_HEADS = "地区代码,地区名称,行政级别,上级代码,启用日期"
_RIGHT = f"行政区划\n{_HEADS}\n990122,云岫县,县级,990100,2010-01-01\n"
_WRONG = f"行政区划\n{_HEADS}\n990122,云岫县,县级,990100,不知道哪天\n"


def _hand_in(client, text: str, name: str = "行政区划.csv", **more: object):
    given = SimpleUploadedFile(name, text.encode("utf-8-sig"))
    return client.post(reverse("statistics:hand_in"), {"files": given, "status": "正式", **more})


def _batch(client, text: str, **more: object) -> Batch:
    assert _hand_in(client, text, **more).status_code == 302
    run_next()
    return Batch.objects.latest("pk")


def _snapshots(root: Path) -> list[str]:
    return [one.id for one in statistics_history(open_workspace(root))]


def test_a_wrong_return_comes_back_with_the_sheet_of_errors(own, browser_of, account_with) -> None:
    client = browser_of(Role.STATISTICIAN)
    before = _snapshots(own)
    batch = _batch(client, _WRONG)
    assert (batch.state, _snapshots(own)) == ("已退回", before)
    page = client.get(reverse("statistics:batch", args=[batch.pk])).content.decode()
    assert "不知道哪天" in page
    assert "行政区划.错误说明.xlsx" in page
    answer = client.get(reverse("statistics:file", args=[batch.pk, "returned", 0]))
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("错误说明" in cell for cell in cells)
    assert any("不知道哪天" in cell for cell in cells)
    duties = {one.title: one.count for one in todos_of(account_with(Role.STATISTICIAN), today())}
    assert duties["退回的报表"] == 1
    client.post(reverse("statistics:settle", args=[batch.pk]))
    assert "退回的报表" not in {one.title for one in todos_of(account_with(Role.STATISTICIAN), today())}


def test_a_right_return_is_checked_then_loaded_and_can_be_undone(own, browser_of) -> None:
    client = browser_of(Role.STATISTICIAN)
    (first,) = _snapshots(own)
    _batch(client, _WRONG)
    batch = _batch(client, _RIGHT.replace("云岫县", "云岫新县"), note="更名", only_check="on")
    assert (batch.state, _snapshots(own)) == ("核对通过", [first])
    client.post(reverse("statistics:again", args=[batch.pk]))
    run_next()
    batch.refresh_from_db()
    assert batch.state == "已装入"
    refused = client.post(reverse("statistics:again", args=[batch.pk]), follow=True)
    assert "已经装入了" in refused.content.decode()
    assert Batch.objects.filter(state="已退回", is_settled=True).count() == 1
    assert _snapshots(own) == [batch.snapshot, first]
    assert (own / "data" / str(batch.created_at.year) / "行政区划.csv").is_file()
    assert "行政区划" in client.get(reverse("statistics:batch", args=[batch.pk])).content.decode()
    assert Job.objects.filter(kind="更新预警").count() == 1

    there = reverse("statistics:snapshot", args=[first])
    assert "N484" in client.post(there, {"reason": " ", "shown": batch.snapshot}).content.decode()
    assert "N301" in client.post(there, {"reason": "装错了", "shown": first}).content.decode()
    assert client.post(there, {"reason": "装错了", "shown": batch.snapshot}).status_code == 302
    newest = statistics_history(open_workspace(own))[0]
    assert (newest.action, newest.restored, newest.note, newest.made_by) == ("回退", first, "装错了", "苏禾")
    assert basis().snapshot == newest.id
    actions = list(LogEntry.objects.filter(kind="统计").order_by("number").values_list("action", flat=True))
    assert actions == ["装入"] * 6 + ["回退"]
    page = client.get(reverse("statistics:data")).content.decode()
    assert f"到 {first}" in page
    assert browser_of(Role.LEADER).post(there, {"reason": "看看", "shown": newest.id}).status_code == 403


def test_a_file_that_is_no_table_is_told_beside_the_form(bare, browser_of) -> None:
    client = browser_of(Role.STATISTICIAN)
    given = SimpleUploadedFile("报表.xlsx", b"%PDF-1.7 something")
    answer = client.post(reverse("statistics:hand_in"), {"files": given, "status": "正式", "note": "青禾县补报"})
    page = answer.content.decode()
    assert "N340" in page
    assert "青禾县补报" in page
    assert not Batch.objects.exists()


def test_wrong_words_in_the_form_are_told_beside_the_field(bare, browser_of) -> None:
    page = _hand_in(browser_of(Role.STATISTICIAN), _RIGHT, year="去年").content.decode()
    assert "年份写四位数字" in page
    nothing = browser_of(Role.STATISTICIAN).post(reverse("statistics:hand_in"), {"status": "正式"})
    assert "请选择文件" in nothing.content.decode()


def test_the_same_file_twice_is_told(bare, browser_of) -> None:
    files = [SimpleUploadedFile(name, _RIGHT.encode()) for name in ("甲.csv", "乙.csv")]
    answer = browser_of(Role.STATISTICIAN).post(reverse("statistics:hand_in"), {"files": files, "status": "正式"})
    assert "N481" in answer.content.decode()


def test_progress_is_shown_until_it_is_done(bare, browser_of) -> None:
    client = browser_of(Role.STATISTICIAN)
    _hand_in(client, _RIGHT)
    batch = Batch.objects.latest("pk")
    there = reverse("statistics:progress", args=[batch.pk])
    assert there in client.get(reverse("statistics:batch", args=[batch.pk])).content.decode()
    assert "HX-Redirect" not in client.get(there)
    Job.objects.update(state=Job.State.BROKEN)
    assert client.get(there)["HX-Redirect"] == reverse("statistics:batch", args=[batch.pk])
    assert "再装一次" in client.get(reverse("statistics:batch", args=[batch.pk])).content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [(Role.PLANNER, 403), (Role.REPORTER, 403), (Role.LEADER, 403), (Role.STATISTICIAN, 302)]
)
def test_statisticians_hand_in(role: Role, status: int, bare, browser_of) -> None:
    assert _hand_in(browser_of(role), _RIGHT).status_code == status


def test_another_unit_sees_nothing_of_a_batch(bare, browser_of) -> None:
    _hand_in(browser_of(Role.STATISTICIAN), _RIGHT)
    pk = Batch.objects.latest("pk").pk
    client = browser_of(Role.REPORTER)
    assert "行政区划.csv" not in client.get(reverse("statistics:returns")).content.decode()
    addresses = [
        reverse("statistics:batch", args=[pk]),
        reverse("statistics:progress", args=[pk]),
        reverse("statistics:file", args=[pk, "original", 0]),
    ]
    assert [client.get(one).status_code for one in addresses] == [404, 404, 404]
    assert browser_of(Role.LEADER).get(addresses[2]).content.decode("utf-8-sig") == _RIGHT


def test_a_name_never_becomes_a_path(bare, browser_of) -> None:
    _hand_in(browser_of(Role.STATISTICIAN), _RIGHT, name='..\\..\\上级"<1>.csv')
    assert Batch.objects.latest("pk").files[0]["name"] == "上级__1_.csv"


def test_what_there_is_is_listed(browser_of) -> None:
    client = browser_of(Role.PLANNER)
    page = client.get(reverse("statistics:data")).content.decode()
    assert "2022—2023 学年" in page
    assert "在校学生数" in client.get(reverse("statistics:table", args=["pupils"])).content.decode()
    assert client.get(reverse("statistics:table", args=["nothing"])).status_code == 404
    assert client.get(reverse("statistics:template"), {"table": "reported", "all": "1"}).status_code == 200
    assert browser_of(Role.REPORTER).get(reverse("statistics:template")).status_code == 403


def test_nothing_owed_is_told(browser_of) -> None:
    page = browser_of(Role.STATISTICIAN).get(reverse("statistics:missing"), {"year": 2023}).content.decode()
    assert "都交齐了" in page


def test_pages_go_on_without_any_data(bare, browser_of) -> None:
    client = browser_of(Role.STATISTICIAN)
    for name in ("index", "targets", "data", "missing", "alerts"):
        assert client.get(reverse(f"statistics:{name}")).status_code == 200, name
    assert client.get(reverse("statistics:indicator", args=["primary_pupils"])).status_code == 200
