"""Letting freezes be published: by another than made them, of what was shown, logged; tampering is told."""

from __future__ import annotations

import json
import shutil

import pytest
from django.urls import reverse

from luoshi.api import read_approval
from luoshi.web.accounts.models import RoleGrant
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now, today
from luoshi.web.evaluation.models import FreezeRow
from luoshi.web.evaluation.standing import freeze_findings
from luoshi.web.policy import Role
from luoshi.web.system.checkup import check_up
from luoshi.web.todos import todos_of
from tests.web.evaluation.conftest import NAME, words_of, write


def approved(browser, row: FreezeRow, **changed: str):
    given = {"digest": row.digest, "note": "同意公开"} | changed
    return browser.post(reverse("evaluation:approve", args=[row.pk]), given)


def test_leader_lets_it_be_published(leader, registered, workspace, account_with) -> None:
    row = registered()
    account = account_with(Role.LEADER)
    duty = [one for one in todos_of(account, today()) if one.title == "待批准公开的定稿"]
    assert [one.count for one in duty] == [1]
    assert NAME in words_of(leader.get(duty[0].address))
    assert approved(leader, row).status_code == 302
    approval = read_approval(workspace, NAME)
    assert (approval.by, approval.digest, str(approval.on), approval.note) == (
        "顾明川", row.digest, "2025-03-01", "同意公开",
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.approved_by, row.approver_id, row.approval_note) == ("顾明川", account.pk, "同意公开")
    entry = LogEntry.objects.first()
    assert (entry.kind, entry.action, entry.object_id, entry.account) == ("定稿", "批准公开", NAME, "lingdao")
    assert json.loads(entry.after)["SHA-256"] == row.digest
    assert list(verify()) == []
    assert [one for one in todos_of(account, today()) if one.title == "待批准公开的定稿"] == []
    assert "已批准" in words_of(leader.get(reverse("evaluation:freeze", args=[row.pk])))
    again = approved(leader, row)
    assert (again.status_code, "N560" in words_of(again)) == (422, True)


def test_whoever_made_it_does_not_let_it_be_published(planner, registered, workspace, account_with) -> None:
    row = registered()
    account = account_with(Role.PLANNER)
    RoleGrant.objects.create(account=account, role=Role.LEADER.value, granted_at=now())
    answer = approved(planner, row)
    assert (answer.status_code, "N557" in words_of(answer)) == (422, True)
    assert read_approval(workspace, NAME) is None
    assert not FreezeRow.objects.get().is_approved
    assert [one for one in todos_of(account_with(Role.PLANNER), today()) if "定稿" in one.title] == []
    assert "您做的" in words_of(planner.get(reverse("evaluation:freeze", args=[row.pk])))


def test_namesake_of_who_made_it_on_the_server_does_not_either(leader, registered) -> None:
    row = registered(made_by="顾明川")
    assert "N557" in words_of(approved(leader, row))


@pytest.mark.parametrize("role", [Role.PLANNER, Role.SUPERVISOR, Role.STATISTICIAN])
def test_others_do_not_approve(registered, browser_of, role) -> None:
    row = registered()
    assert approved(browser_of(role), row).status_code == 403
    assert not FreezeRow.objects.get().is_approved


def test_what_was_shown_is_approved_and_nothing_else(leader, registered) -> None:
    answer = approved(leader, registered(), digest="0" * 64)
    assert (answer.status_code, "E006" in words_of(answer)) == (422, True)
    assert "同意公开</textarea>" in words_of(answer)


def test_corrected_one_is_not_approved(leader, registered) -> None:
    row = registered()
    registered(f"{NAME}-更正1", corrects=NAME, reason="数写错")
    answer = approved(leader, row)
    assert (answer.status_code, "N559" in words_of(answer)) == (422, True)
    listed = words_of(leader.get(reverse("evaluation:index"), {"state": "待批准"}))
    assert f">{NAME}-更正1<" in listed
    assert f">{NAME}<" not in listed


@pytest.mark.parametrize("what", ["文件", "清单", "另一份", "没有"])
def test_freeze_that_was_tampered_with_is_told_and_not_approved(leader, registered, workspace, settings, what) -> None:
    row = registered()
    folder = workspace.freezes / NAME
    manifest = folder / "freeze.json"
    match what:
        case "文件":
            (folder / "values.csv").write_bytes(b"indicator\n")
        case "清单":
            manifest.write_text(manifest.read_text(encoding="utf-8").replace("2024", "2023"), encoding="utf-8")
        case "另一份":
            shutil.rmtree(folder)
            write(workspace, reason="whole in itself, and not what was registered")
        case _:
            shutil.rmtree(folder)
    page = words_of(leader.get(reverse("evaluation:freeze", args=[row.pk])))
    assert "N556" in page
    assert ("不一致" in words_of(leader.get(reverse("evaluation:index")))) == (what != "文件")
    assert "批准公开</button>" not in page
    answer = approved(leader, row)
    assert (answer.status_code, "N556" in words_of(answer)) == (422, True)
    assert not FreezeRow.objects.get(pk=row.pk).is_approved
    assert "N556" in [one.code for one in check_up(settings.ENVIRONMENT, now())]


def test_approval_that_was_not_registered_is_told(leader, registered, workspace) -> None:
    row = registered()
    approved(leader, row)
    path = workspace.freezes / NAME / "approval.json"
    kept = path.read_bytes()
    path.unlink()
    assert [one.code for one in freeze_findings()] == ["N558"]
    assert approved(leader, row).status_code == 302
    assert list(freeze_findings()) == []
    FreezeRow.objects.update(approved_at=None, approved_by="", approver=None)
    path.write_bytes(kept)
    assert [one.code for one in freeze_findings()] == ["N558"]
    path.write_bytes(b"{")
    assert [one.code for one in freeze_findings()] == ["E007"]


def test_reporters_and_heads_of_units_see_nothing(registered, browser_of) -> None:
    row = registered()
    for role in (Role.REPORTER, Role.UNIT_HEAD, Role.SYSTEM_ADMIN):
        browser = browser_of(role)
        assert browser.get(reverse("evaluation:index")).status_code == 403
        assert browser.get(reverse("evaluation:freeze", args=[row.pk])).status_code == 403
        assert "评估与公开" not in words_of(browser.get("/"))


def test_list_asks_a_fixed_number_of_queries(leader, registered, django_assert_max_num_queries) -> None:
    row = registered()
    for number in range(4):
        registered(f"另一份{number}")
    with django_assert_max_num_queries(10):
        page = words_of(leader.get(reverse("evaluation:index")))
    assert page.count("另一份") >= 4
    with django_assert_max_num_queries(10):
        leader.get(reverse("evaluation:freeze", args=[row.pk]))
