"""A case up to 销号: each by whom it is for, nothing skipped, nobody checks himself, nothing lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi.web.accounts.models import RoleGrant, Unit
from luoshi.web.action import perform
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.policy import Role
from luoshi.web.supervision.actions import NewCase, OpenCase
from luoshi.web.supervision.models import CaseRow, PaperRow
from luoshi.web.supervision.selectors import cases_of
from luoshi.web.supervision.store import case_of, save_case
from tests.web.supervision.conftest import ANSWER, SUMMONS

_CHECK = {"note": "现场看过", "evidence": "复查记录", "issuer": "临江市教育局"}


def test_a_case_goes_from_the_light_to_its_end(entry, browser_of, post) -> None:
    supervisor = browser_of(Role.SUPERVISOR)
    address = f"{reverse('supervision:open')}?entry={entry.pk}&step=督办单"
    unit = Unit.objects.get(name="青禾县教育局")
    assert entry.title in supervisor.get(address).content.decode()
    opened = supervisor.post(address, {"title": entry.title, "unit": unit.pk, "procedure": "督查督办"})
    row = CaseRow.objects.get()
    assert opened["Location"].startswith(reverse("supervision:case", args=[row.pk]))
    for role, step, written in (
        (Role.SUPERVISOR, "督办单", SUMMONS),
        (Role.REPORTER, "整改反馈", ANSWER),
        (Role.SUPERVISOR, "复查通过", _CHECK),
        (Role.LEADER, "销号", {"note": "同意", "issuer": "临江市教育局"}),
    ):
        assert post(role, row, step, written).status_code == 302, step
    row.refresh_from_db()
    assert (row.key, row.stage, row.next_due, str(row.closed_on), row.version) == (
        "督查2024-001", "已销号", None, "2024-11-15", 5,
    )  # fmt: skip
    assert [(one.step, one.by, one.role) for one in case_of(row).steps] == [
        ("督办单", "贺知远", "督查人员"),
        ("整改反馈", "林若溪", "填报人"),
        ("复查通过", "贺知远", "督查人员"),
        ("销号", "顾明川", "局领导"),
    ]
    told = LogEntry.objects.filter(kind="督查督办").order_by("number").values_list("action", "name", "object_id")
    assert list(told) == [
        ("立案", "贺知远", "督查2024-001"),
        ("办理", "贺知远", "督查2024-001"),
        ("回复", "林若溪", "督查2024-001"),
        ("办理", "贺知远", "督查2024-001"),
        ("办理", "顾明川", "督查2024-001"),
    ]
    assert list(verify()) == []
    assert [(one.title.split()[0], one.state) for one in cases_of(entry)] == [("督查2024-001", "已销号")]


def test_no_step_is_skipped(summoned, post) -> None:
    answer = post(Role.SUPERVISOR, summoned, "复查通过", _CHECK)
    assert answer.status_code == 422
    assert "L312" in answer.content.decode()
    assert len(case_of(CaseRow.objects.get(pk=summoned.pk)).steps) == 1


def test_a_leader_s_step_is_not_the_supervisor_s(summoned, post) -> None:
    written = {"note": "仍没有开工", "document": "临教督〔2024〕6号", "issuer": "临江市教育局"}
    answer = post(Role.SUPERVISOR, summoned, "通报", written)
    assert (answer.status_code, "由局领导办" in answer.content.decode()) == (422, True)


def test_who_rectified_cannot_check(summoned, post, account_with, context_of) -> None:
    assert post(Role.REPORTER, summoned, "整改反馈", ANSWER).status_code == 302
    reporter = account_with(Role.REPORTER)
    RoleGrant.objects.create(
        account=reporter, role=Role.SUPERVISOR, granted_by="", granted_at=context_of(Role.LEADER).now
    )
    answer = post(Role.REPORTER, summoned, "复查通过", _CHECK)
    told = answer.content.decode()
    assert (answer.status_code, "L319" in told, "现场看过" in told) == (422, True, True)
    summoned.refresh_from_db()
    assert summoned.stage == "待复查"


def test_what_is_missing_is_told_beside_its_field(draft, post) -> None:
    answer = post(Role.SUPERVISOR, draft, "督办单", {**SUMMONS, "document": "", "note": "写过的理由"})
    told = answer.content.decode()
    assert (answer.status_code, "写过的理由" in told, "field-wrong" in told) == (422, True, True)
    assert PaperRow.objects.count() == 0


def test_two_people_never_take_the_same_step_twice(summoned, post) -> None:
    shown = summoned.version
    assert post(Role.REPORTER, summoned, "整改反馈", ANSWER).status_code == 302
    answer = post(Role.UNIT_HEAD, summoned, "整改反馈", {**ANSWER, "note": "我写的情况"}, version=shown)
    told = answer.content.decode()
    assert (answer.status_code, "N301" in told, "我写的情况" in told) == (409, True, True)
    assert len(case_of(CaseRow.objects.get(pk=summoned.pk)).steps) == 2


def test_a_day_before_today_is_refused(draft, post) -> None:
    answer = post(Role.SUPERVISOR, draft, "督办单", {**SUMMONS, "due": "2024-11-01"})
    assert (answer.status_code, "N455" in answer.content.decode()) == (422, True)


def test_an_entry_has_one_open_case(draft, entry, context_of) -> None:
    again = NewCase("督查督办", entry.title, draft.unit, entry)
    outcome = perform(OpenCase(context_of(Role.SUPERVISOR), again))
    assert [one.code for one in outcome.findings] == ["N452"]


def test_a_draft_may_be_dropped_and_its_number_is_not_given_again(draft, browser_of, context_of) -> None:
    supervisor = browser_of(Role.SUPERVISOR)
    supervisor.post(reverse("supervision:drop", args=[draft.pk]), {"version": draft.version})
    assert CaseRow.objects.count() == 0
    row = perform(OpenCase(context_of(Role.SUPERVISOR), NewCase("督查督办", "另一件", draft.unit))).value
    assert row is not None
    assert row.key == "督查2024-002"


def test_a_case_with_steps_is_not_dropped(summoned, browser_of) -> None:
    browser_of(Role.SUPERVISOR).post(reverse("supervision:drop", args=[summoned.pk]), {"version": summoned.version})
    assert CaseRow.objects.filter(pk=summoned.pk).exists()


def test_the_chain_only_grows(summoned, context_of) -> None:
    case = case_of(summoned)
    with pytest.raises(ValueError, match="only grows"):
        save_case(summoned, case.model_copy(update={"steps": ()}), context_of(Role.SUPERVISOR).now)
