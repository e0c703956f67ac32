"""Bulk assignment: only what is filled in is changed, each entry told of; duties on the first page."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from luoshi.model.ledger import Proposal, State
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.store import save_entry
from luoshi.web.ledger.todos import todos
from luoshi.web.policy import Role

_DAY = date(2024, 11, 15)


@pytest.fixture
def undivided(book) -> list[EntryRow]:
    """Two entries that are not divided yet."""
    rows = list(EntryRow.objects.select_related("book").filter(key__in=("lj2024-01", "lj2024-02")))
    return [_set(row, state=State.UNDIVIDED, trace=()) for row in rows]


def _set(row: EntryRow, **update: object) -> EntryRow:
    return save_entry(row, entry_of(row).model_copy(update=update), now())


def _picked(rows: list[EntryRow]) -> list[str]:
    return [f"{row.pk}:{row.version}" for row in rows]


def _post(client, rows: list[EntryRow], **given: str):
    return client.post(reverse("ledger:assign"), {"row": _picked(rows), "action": "定分工", **given})


def test_only_what_is_filled_in_is_changed_and_each_is_logged(undivided, browser_of) -> None:
    client = browser_of(Role.PLANNER)
    page = client.get(reverse("ledger:assign"), {"row": [row.pk for row in undivided]})
    assert all(row.title in page.content.decode() for row in undivided)
    before = LogEntry.objects.count()
    leads = [entry_of(row).assignment.lead for row in undivided]
    answer = _post(client, undivided, support="市财政局、市公安局", person="秦越", due="2025-03-31")
    assert "2 条，办好 2 条" in answer.content.decode()
    held = [entry_of(EntryRow.objects.get(pk=row.pk)) for row in undivided]
    assert [one.assignment.lead for one in held] == leads
    assert {one.assignment.support for one in held} == {("市财政局", "市公安局")}
    assert {(one.assignment.person, str(one.due)) for one in held} == {("秦越", "2025-03-31")}
    assert (
        list(LogEntry.objects.values_list("action", flat=True)[: LogEntry.objects.count() - before]) == ["定分工"] * 2
    )


def test_one_that_cannot_be_done_does_not_stop_the_others(undivided, browser_of) -> None:
    other = EntryRow.objects.get(key="lj2024-05")
    stale = undivided[0]
    _set(EntryRow.objects.select_related("book").get(pk=stale.pk), note="别人改过")
    answer = _post(browser_of(Role.PLANNER), [*undivided, other], contact="周小雨")
    text = answer.content.decode()
    assert "3 条，办好 1 条" in text
    assert "N301" in text
    assert "执行中的不能“定分工”" in text
    done = [entry_of(row).assignment.contact == "周小雨" for row in EntryRow.objects.all()]
    assert done.count(True) == 1


def test_proposals_are_taken_up_in_bulk(undivided, browser_of) -> None:
    _set(undivided[0], proposals=(Proposal(key="support", value="市财政局", why="职能"),))
    answer = _post(browser_of(Role.PLANNER), undivided, action="采纳建议")
    assert "2 条，办好 1 条" in answer.content.decode()
    assert "没有建议可以采纳" in answer.content.decode()
    assert "市财政局" in entry_of(EntryRow.objects.get(pk=undivided[0].pk)).assignment.support


def test_all_that_a_query_finds_can_be_assigned(undivided, browser_of) -> None:
    page = browser_of(Role.PLANNER).get(reverse("ledger:assign") + "?all=1&state=待分解").content.decode()
    assert len(re.findall(r'name="row"', page)) == 2


def test_nothing_filled_in_and_a_wrong_day_are_told_and_kept(undivided, browser_of) -> None:
    client = browser_of(Role.PLANNER)
    answer = _post(client, undivided)
    assert (answer.status_code, "没有填要定什么" in answer.content.decode()) == (200, True)
    answer = _post(client, undivided, due="明年", person="秦越")
    text = answer.content.decode()
    assert "日期写成 2024-09-01" in text
    assert 'value="秦越"' in text
    assert len(re.findall(r'name="row"', text)) == 2


def test_nothing_chosen_leads_back_with_a_word(book, browser_of) -> None:
    answer = browser_of(Role.PLANNER).get(reverse("ledger:assign"), follow=True)
    assert "请先在台账里勾选" in answer.content.decode()


def test_only_planners_assign_and_only_entries_that_are_there(undivided, browser_of) -> None:
    for role in (Role.REPORTER, Role.UNIT_HEAD, Role.SUPERVISOR, Role.SYSTEM_ADMIN):
        assert browser_of(role).get(reverse("ledger:assign")).status_code == 403
        assert _post(browser_of(role), undivided, person="秦越").status_code == 403
    assert browser_of(Role.PLANNER).get(reverse("ledger:assign"), {"row": ["999999"]}).status_code == 404
    assert not any(entry_of(row).assignment.person == "秦越" for row in EntryRow.objects.all())


# Duties


def _duties(account) -> dict[str, tuple[int, str, bool]]:
    return {one.title: (one.count, one.address, one.is_late) for one in todos(account, _DAY)}


@pytest.mark.parametrize(
    ("role", "title", "action"),
    [
        (Role.REPORTER, "待签收", "签收"),
        (Role.UNIT_HEAD, "待签收", "签收"),
        (Role.SUPERVISOR, "待审核的办结", "审核通过"),
        (Role.LEADER, "待审批的申请", "同意申请"),
        (Role.PLANNER, "待分解", "分解"),
    ],
)
def test_a_duty_counts_what_its_list_shows(role, title: str, action: str, book, browser_of, account_with) -> None:
    rows = {one.key: one for one in EntryRow.objects.select_related("book")}
    states = {"签收": State.UNSIGNED, "审核通过": State.UNDER_REVIEW, "分解": State.UNDIVIDED}
    for key in ("lj2024-05", "lj2024-13"):
        if action in states:
            _set(rows[key], state=states[action])
        else:
            EntryRow.objects.filter(key=key).update(waiting_requests=1)
    count, address, _ = _duties(account_with(role))[title]
    page = browser_of(role).get(address).content.decode()
    assert f"共 {count} 条" in page
    assert rows["lj2024-05"].title in page
    assert (rows["lj2024-13"].title.split("“")[0] in page) is (role not in (Role.REPORTER, Role.UNIT_HEAD))


def test_nobody_has_duties_that_he_may_not_do(book, account_with) -> None:
    assert _duties(account_with(Role.STATISTICIAN)) == {}
    assert set(_duties(account_with(Role.REPORTER))) == {"待签收"}


def test_what_is_past_its_deadline_makes_a_duty_late(book, account_with) -> None:
    row = EntryRow.objects.select_related("book").get(key="lj2024-05")
    _set(row, state=State.UNSIGNED)
    assert _duties(account_with(Role.REPORTER))["待签收"][2] is False
    _set(row, due=date(2024, 11, 1), requests=())
    assert _duties(account_with(Role.REPORTER))["待签收"][2] is True
