"""Pages of the system: units, accounts, roles, log, jobs, backups, as browsers use them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from luoshi.web.accounts.actions import MOST_FAILURES
from luoshi.web.accounts.models import Account, Unit
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now, today
from luoshi.web.jobs.models import Job
from luoshi.web.jobs.running import mark_broken, run_next
from luoshi.web.ledger.models import EntryRow, EntryUnit
from luoshi.web.policy import Role
from luoshi.web.scope import in_scope
from luoshi.web.system.stamps import stamp

SYSTEM, SECURITY, AUDIT = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN


def _text(answer) -> str:
    return answer.content.decode()


def _post(browser: Client, name: str, data: dict | None = None, *args):
    return browser.post(reverse(f"system:{name}", args=args), data or {}, follow=True)


# Separation


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (SYSTEM, ["单位", "账号", "权限表", "作业", "备份"]),
        (SECURITY, ["单位", "账号", "权限表"]),
        (AUDIT, ["单位", "账号", "权限表", "操作日志"]),
    ],
)
def test_each_administrator_sees_his_tabs(browser_of, role: Role, tabs: list[str]) -> None:
    page = _text(browser_of(role).get(reverse("system:index"), follow=True))
    inner = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)
    assert inner is not None
    assert re.findall(r">([^<>]+)</a>", inner[0]) == tabs


@pytest.mark.parametrize("role", [Role.PLANNER, Role.REPORTER, Role.LEADER])
def test_others_are_kept_out_and_that_is_logged(browser_of, role: Role) -> None:
    browser = browser_of(role)
    for name in ("index", "units", "accounts", "roles", "log", "jobs", "backups"):
        assert browser.get(reverse(f"system:{name}")).status_code == 403
    assert LogEntry.objects.filter(result="没有权限").count() == 7


def test_nobody_does_the_work_of_another_administrator(browser_of, account_with) -> None:
    pk = account_with(Role.PLANNER).pk
    system, security, audit = browser_of(SYSTEM), browser_of(SECURITY), browser_of(AUDIT)
    assert _post(system, "grant", {"role": "局领导"}, pk, "grant").status_code == 403
    assert system.get(reverse("system:log")).status_code == 403
    assert security.get(reverse("system:log")).status_code == 403
    assert security.get(reverse("system:backups")).status_code == 403
    assert _post(security, "act_on_account", None, pk, "disable").status_code == 403
    assert security.get(reverse("system:new_account")).status_code == 403
    assert _post(audit, "grant", {"role": "局领导"}, pk, "grant").status_code == 403
    assert audit.get(reverse("system:new_unit")).status_code == 403
    assert Account.objects.get(pk=pk).roles == (Role.PLANNER,)


def test_a_guessed_address_finds_nothing_and_that_is_logged(browser_of) -> None:
    assert browser_of(SYSTEM).get(reverse("system:unit", args=[987654])).status_code == 404
    entry = LogEntry.objects.first()
    assert (entry.account, entry.label, entry.result) == ("xitong", "/system/units/987654/", "没有找到")


def test_administrators_are_told_what_awaits_them(browser_of) -> None:
    Account.objects.create(username="new", name="新人")
    Account.objects.filter(username="guihua").update(locked_until=now() + timedelta(minutes=5))
    Job.objects.create(kind="备份", title="备份", state=Job.State.BROKEN, created_at=now(), finished_at=now())
    security, system = _text(browser_of(SECURITY).get("/")), _text(browser_of(SYSTEM).get("/"))
    assert "<b>1</b><span>账号还没有角色" in security
    assert "<b>1</b><span>账号被锁定" in security
    assert "<b>1</b><span>作业中断" in system
    assert "new" in _text(browser_of(SECURITY).get(reverse("system:accounts"), {"role": "-", "state": "启用"}))
    assert "现在没有要办的事" in _text(browser_of(AUDIT).get("/"))


# Units


def test_a_new_unit_takes_entries_that_bear_its_name(browser_of, book) -> None:
    EntryUnit.objects.filter(name="市财政局").update(unit=None)
    Unit.objects.filter(name="市财政局").delete()
    linked = EntryUnit.objects.filter(name="市财政局").count()
    assert linked
    browser = browser_of(SYSTEM)
    answer = _post(browser, "new_unit", {"name": "市财政局", "unit_kind": "政府部门", "since": "2024-01-01"})
    assert "已新增单位" in _text(answer)
    unit = Unit.objects.get(name="市财政局")
    assert EntryUnit.objects.filter(unit=unit).count() == linked
    again = _post(browser, "new_unit", {"name": "市财政局", "since": "2024-01-01"})
    assert "N503" in _text(again)
    assert 'value="市财政局"' in _text(again)


def test_a_renamed_unit_keeps_its_rows_and_its_old_name(browser_of, book, account_with) -> None:
    unit = Unit.objects.get(name="青禾县教育局")
    seen = in_scope(EntryUnit.objects.filter(unit=unit), account_with(Role.PLANNER), "台账").count()
    browser = browser_of(SYSTEM)
    _post(browser, "change_unit", {"name": "青禾县教育体育局", "on": "2024-11-01"}, unit.pk, "rename")
    unit.refresh_from_db()
    assert (unit.name, unit.aliases) == ("青禾县教育体育局", ["青禾县教育局"])
    assert EntryUnit.objects.filter(unit=unit).count() == seen
    page = _text(browser.get(reverse("system:unit", args=[unit.pk])))
    assert "2024-11-01" in page
    entry = LogEntry.objects.first()
    assert (entry.kind, entry.action, entry.object_id) == ("单位", "改名", str(unit.pk))
    assert "青禾县教育局" in entry.before


def test_a_merged_unit_gives_its_rows_and_people(browser_of, book, account_with) -> None:
    old, new = Unit.objects.get(name="青禾县教育局"), Unit.objects.get(name="望澜区教育局")
    browser = browser_of(SYSTEM)
    _post(browser, "change_unit", {"into": new.pk, "on": "2024-11-10"}, old.pk, "merge")
    old.refresh_from_db()
    assert (old.until.isoformat(), old.successor) == ("2024-11-10", new)
    reporter = account_with(Role.REPORTER)
    assert reporter.unit == new
    keys = {one.key for one in in_scope(EntryRow.objects.all(), reporter, "台账")}
    assert "lj2024-05" in keys
    gone = _text(browser.get(reverse("system:units")))
    assert "青禾县教育局" not in gone
    former = _text(browser.get(reverse("system:units"), {"former": "1", "q": "青禾县教育局"}))
    assert "已并入望澜区教育局" in former
    again = _post(browser, "change_unit", {"on": "2024-11-10"}, old.pk, "close")
    assert "N501" in _text(again)


@pytest.mark.parametrize(
    ("what", "given", "code"),
    [
        ("rename", {"name": "市财政局", "on": "2024-11-01"}, "N503"),
        ("rename", {"name": "新名", "on": "2024-12-01"}, "N502"),
        ("close", {"on": "2024-11-01"}, "N505"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(browser_of, what: str, given: dict, code: str) -> None:
    unit = Unit.objects.get(name="市教育局")
    page = _text(_post(browser_of(SYSTEM), "change_unit", given, unit.pk, what))
    assert code in page
    assert all(f'value="{value}"' in page for value in given.values())


def test_a_unit_does_not_come_below_itself(browser_of) -> None:
    bureau, section = Unit.objects.get(name="市教育局"), Unit.objects.get(name="人事科")
    browser = browser_of(SYSTEM)
    assert "N504" in _text(_post(browser, "change_unit", {"parent": section.pk, "aliases": ""}, bureau.pk, "edit"))
    page = _post(browser, "change_unit", {"into": section.pk, "on": "2024-11-01"}, bureau.pk, "merge")
    assert "N504" in _text(page)


def test_a_unit_changed_meanwhile_is_not_overwritten(browser_of) -> None:
    unit = Unit.objects.get(name="人事科")
    seen = stamp(unit)
    browser = browser_of(SYSTEM)
    _post(browser, "change_unit", {"name": "组织人事科", "on": "2024-11-01", "shown": seen}, unit.pk, "rename")
    page = _post(browser, "change_unit", {"name": "人事教育科", "on": "2024-11-01", "shown": seen}, unit.pk, "rename")
    assert "N301" in _text(page)
    assert 'value="人事教育科"' in _text(page)
    unit.refresh_from_db()
    assert unit.name == "组织人事科"


# Accounts and roles


def test_a_new_account_has_a_password_shown_once_and_changed_at_first_login(browser_of) -> None:
    system = browser_of(SYSTEM)
    unit = Unit.objects.get(name="人事科")
    given = {"username": "wangxin", "name": "王欣", "unit": unit.pk}
    page = _text(_post(system, "new_account", given))
    password = re.search(r"<dt>密码</dt><dd><b>([^<]+)</b>", page)[1]
    account = Account.objects.get(username="wangxin")
    assert password not in _text(system.get(reverse("system:account", args=[account.pk])))
    assert all(password not in one.after + one.label for one in LogEntry.objects.all())
    person = Client()
    person.post(reverse("accounts:login"), {"username": "wangxin", "password": password})
    assert person.get("/")["Location"] == reverse("accounts:password")
    new = {"old": password, "new": "Spring-2024-leaf", "again": "Spring-2024-leaf"}
    assert person.post(reverse("accounts:password"), new)["Location"] == "/"
    assert person.get("/").status_code == 200
    for used in (password, "Spring-2024-leaf"):
        told = _text(person.post(reverse("accounts:password"), {"old": "Spring-2024-leaf", "new": used, "again": used}))
        assert "最近" in told


@pytest.mark.parametrize(
    ("given", "code"),
    [({"username": "1x", "name": "甲"}, "N510"), ({"username": "guihua", "name": "甲"}, "N510")],
)
def test_wrong_new_accounts(browser_of, given: dict, code: str) -> None:
    page = _text(_post(browser_of(SYSTEM), "new_account", given))
    assert code in page
    assert f'value="{given["username"]}"' in page


def test_a_disabled_account_is_out_at_once(browser_of, city, account_with) -> None:
    person = Client()
    person.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]})
    assert person.get("/").status_code == 200
    planner = account_with(Role.PLANNER)
    system = browser_of(SYSTEM)
    _post(system, "act_on_account", None, planner.pk, "disable")
    assert person.get("/").status_code == 302
    assert person.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]}).status_code == 401
    _post(system, "act_on_account", None, planner.pk, "enable")
    assert person.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]}).status_code == 302


def test_nobody_disables_himself_or_the_last_administrator(browser_of, account_with) -> None:
    system = browser_of(SYSTEM)
    own = _post(system, "act_on_account", None, account_with(SYSTEM).pk, "disable")
    assert "N511" in _text(own)
    last = _post(system, "act_on_account", None, account_with(SECURITY).pk, "disable")
    assert "N516" in _text(last)
    assert Account.objects.filter(is_active=False).count() == 0


def test_lock_out_and_unlock_by_the_security_administrator(browser_of, city, account_with) -> None:
    person = Client()
    for _ in range(MOST_FAILURES):
        person.post(reverse("accounts:login"), {"username": "guihua", "password": "wrong"})
    right = {"username": "guihua", "password": city["guihua"]}
    assert person.post(reverse("accounts:login"), right).status_code == 401
    security = browser_of(SECURITY)
    assert "guihua" in _text(security.get(reverse("system:accounts"), {"state": "锁定"}))
    _post(security, "act_on_account", None, account_with(Role.PLANNER).pk, "unlock")
    assert person.post(reverse("accounts:login"), right).status_code == 302


def test_a_reset_password_ends_the_session_and_is_shown_once(browser_of, city, account_with) -> None:
    person = Client()
    person.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]})
    page = _text(_post(browser_of(SECURITY), "reset_password", None, account_with(Role.PLANNER).pk))
    password = re.search(r"<dt>密码</dt><dd><b>([^<]+)</b>", page)[1]
    assert person.get("/").status_code == 302
    person.post(reverse("accounts:login"), {"username": "guihua", "password": password})
    assert person.get("/")["Location"] == reverse("accounts:password")


def test_roles_are_granted_and_taken_back(browser_of, account_with) -> None:
    security, planner = browser_of(SECURITY), account_with(Role.PLANNER)
    _post(security, "grant", {"role": "局领导"}, planner.pk, "grant")
    assert Account.objects.get(pk=planner.pk).roles == (Role.PLANNER, Role.LEADER)
    assert "N513" in _text(_post(security, "grant", {"role": "局领导"}, planner.pk, "grant"))
    _post(security, "grant", {"role": "局领导"}, planner.pk, "revoke")
    assert Account.objects.get(pk=planner.pk).roles == (Role.PLANNER,)
    entry = LogEntry.objects.first()
    assert (entry.kind, entry.action, entry.account) == ("角色", "撤销", "anquan")


@pytest.mark.parametrize(
    ("whom", "role", "code"),
    [(SECURITY, Role.PLANNER, "N512"), (AUDIT, SYSTEM, "N514"), (SYSTEM, AUDIT, "N514"), (SECURITY, AUDIT, "N512")],
)
def test_grants_that_are_refused(browser_of, account_with, whom: Role, role: Role, code: str) -> None:
    page = _post(browser_of(SECURITY), "grant", {"role": role.value}, account_with(whom).pk, "grant")
    assert code in _text(page)
    assert account_with(whom).roles == (whom,)


def test_the_last_security_administrator_stays(browser_of, account_with) -> None:
    page = _post(browser_of(SECURITY), "grant", {"role": "安全管理员"}, account_with(SECURITY).pk, "revoke")
    assert "N516" in _text(page)


def test_table_of_permissions_is_shown(browser_of) -> None:
    page = _text(browser_of(AUDIT).get(reverse("system:roles"), {"kind": "备份"}))
    assert re.findall(r'<td class="keep">(备份)</td><td class="keep">(\w+)</td>', page) == [
        ("备份", "查看"),
        ("备份", "生成"),
        ("备份", "下载"),
    ]


# Sessions


def test_one_session_an_account(client: Client, city) -> None:
    right = {"username": "guihua", "password": city["guihua"]}
    second = Client()
    client.post(reverse("accounts:login"), right)
    assert client.get("/").status_code == 200
    second.post(reverse("accounts:login"), right)
    assert second.get("/").status_code == 200
    assert client.get("/").status_code == 302
    assert Session.objects.count() == 1


def test_whoever_does_nothing_has_to_log_in_again(client: Client, city) -> None:
    client.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]})
    assert client.get("/").status_code == 200
    session = client.session
    session["seen"] = now().timestamp() - settings.ENVIRONMENT.idle_minutes * 60 - 1
    session.save()
    answer = client.get("/styleguide/")
    assert answer["Location"].startswith(reverse("accounts:login"))
    assert client.get("/").status_code == 302


def test_an_old_password_has_to_be_changed(client: Client, city) -> None:
    client.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]})
    Account.objects.filter(username="guihua").update(password_changed_at=now() - timedelta(days=181))
    assert client.get("/")["Location"] == reverse("accounts:password")


# Log


@pytest.fixture
def logged(browser_of, account_with) -> Client:
    """The browser of who audits, after some things were done."""
    security = browser_of(SECURITY)
    planner = account_with(Role.PLANNER)
    _post(security, "grant", {"role": "局领导"}, planner.pk, "grant")
    Account.objects.filter(pk=planner.pk).update(name='=HYPERLINK("x")')
    _post(security, "grant", {"role": "局领导"}, planner.pk, "revoke")
    return browser_of(AUDIT)


def test_log_is_searched(logged: Client) -> None:
    address = reverse("system:log")
    assert "共 1 条" in _text(logged.get(address, {"kind": "角色", "action": "授予"}))
    assert "共 2 条" in _text(logged.get(address, {"person": "罗安"}))
    assert "没有符合条件" in _text(logged.get(address, {"since": "2024-11-16"}))
    assert "共 2 条" in _text(logged.get(address, {"since": "2024-11-15", "until": "2024-11-15"}))
    first = LogEntry.objects.order_by("number").first()
    page = _text(logged.get(reverse("system:entry", args=[first.number])))
    assert "局领导" in page
    assert first.hash in page


def test_log_is_taken_out_marked_logged_and_free_of_formulas(logged: Client) -> None:
    address = reverse("system:export_log") + "?kind=角色"
    answer = logged.post(address, {"format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0].startswith("导出人：方正平　导出时间：2024-11-15")
    assert len(rows) == 4
    assert rows[2][9].startswith("'=HYPERLINK")
    book = load_workbook(io.BytesIO(logged.post(address, {"format": "xlsx"}).content))
    cells = [cell for row in book["操作日志"].iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(str(cell.value).startswith("导出人：方正平") for cell in cells)
    assert LogEntry.objects.filter(kind="操作日志", action="导出").count() == 2


def test_chain_is_checked_from_the_page(logged: Client) -> None:
    _post(logged, "check_log")
    assert run_next().state == Job.State.DONE
    assert "校验无误" in _text(logged.get(reverse("system:log")))
    assert "校验无误" in _text(logged.get(reverse("system:check_progress")))
    assert list(verify()) == []


# Jobs and backups


def test_a_backup_is_made_listed_and_taken(browser_of, settings, tmp_path) -> None:
    (tmp_path / "luoshi.toml").write_text('region = "临江市"\n', encoding="utf-8")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=tmp_path)
    system = browser_of(SYSTEM)
    page = _text(_post(system, "make_backup"))
    assert 'hx-trigger="every 2s"' in page
    job = run_next()
    assert (job.state, job.done) == (Job.State.DONE, 100), job.told
    page = _text(system.get(reverse("system:backups")))
    assert job.result["head"] in page
    assert job.result["file"] in page
    answer = system.post(reverse("system:take_backup", args=[job.result["file"]]))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert system.post(reverse("system:take_backup", args=["..%2Fluoshi.toml"])).status_code == 404
    told = LogEntry.objects.filter(kind="备份").order_by("number").values_list("action", flat=True)
    assert list(told) == ["生成", "生成", "下载"]


def test_a_broken_job_is_handed_in_again(browser_of) -> None:
    audit, system = browser_of(AUDIT), browser_of(SYSTEM)
    _post(audit, "check_log")
    job = Job.objects.get()
    assert "N530" in _text(_post(system, "retry_job", None, job.pk))
    Job.objects.update(state=Job.State.RUNNING)
    assert mark_broken() == 1
    assert "重新提交" in _text(system.get(reverse("system:job", args=[job.pk])))
    _post(system, "retry_job", None, job.pk)
    assert "N530" in _text(_post(system, "retry_job", None, job.pk))
    assert "作业中断" not in _text(system.get("/"))
    assert run_next().state == Job.State.DONE
    assert Job.objects.first().account.username == "shenji"


@pytest.mark.parametrize(("name", "role"), [("units", SYSTEM), ("accounts", SYSTEM), ("log", AUDIT), ("jobs", SYSTEM)])
def test_lists_ask_a_fixed_number_of_queries(name: str, role: Role, browser_of, django_assert_max_num_queries) -> None:
    for number in range(30):
        Unit.objects.create(name=f"第{number}学校", since=today())
        Account.objects.create(username=f"user{number}", name="某", unit=Unit.objects.first())
    browser = browser_of(role)
    browser.get("/")
    with django_assert_max_num_queries(12):
        assert browser.get(reverse(f"system:{name}")).status_code == 200
