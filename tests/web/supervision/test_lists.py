"""Who sees which cases, lists as they are asked for, what lights propose, what awaits whom."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from luoshi.web.action import perform
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Role
from luoshi.web.supervision.actions import NewCase, OpenCase
from luoshi.web.supervision.models import CaseRow, PaperRow
from luoshi.web.supervision.selectors import cases_of, proposals
from luoshi.web.supervision.store import case_of
from luoshi.web.supervision.todos import todos
from luoshi.workspace.case_file import read_cases

_INDEX = "/supervision/"


def _exported(content: bytes) -> list[str]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [str(row[1]) for row in sheet.iter_rows(values_only=True) if str(row[1]).startswith("督查2024")]


def test_a_unit_sees_its_own_cases_only(summoned, other_case, browser_of) -> None:
    unit = browser_of(Role.REPORTER)
    page = unit.get(_INDEX).content.decode()
    assert (summoned.key in page, other_case.key in page) == (True, False)
    assert _exported(unit.get(reverse("supervision:export")).content) == [summoned.key]
    assert unit.get(reverse("supervision:case", args=[summoned.pk])).status_code == 200
    assert unit.get(reverse("supervision:case", args=[other_case.pk])).status_code == 404
    paper = PaperRow.objects.get(case=other_case)
    assert unit.get(reverse("supervision:paper", args=[paper.pk])).status_code == 404
    answer = unit.post(reverse("supervision:case", args=[other_case.pk]), {"step": "整改反馈", "version": 2})
    assert answer.status_code == 404


def test_a_unit_does_not_see_drafts(draft, entry, browser_of, account_with) -> None:
    unit = browser_of(Role.UNIT_HEAD)
    assert draft.key not in unit.get(_INDEX).content.decode()
    assert unit.get(reverse("supervision:case", args=[draft.pk])).status_code == 404
    assert cases_of(entry) == []


def test_cases_of_an_entry_are_those_that_somebody_may_see(summoned, entry, account_with) -> None:
    assert [one.state for one in cases_of(entry, account_with(Role.REPORTER))] == ["督办中"]
    assert cases_of(entry, account_with(Role.STATISTICIAN)) == []


@pytest.mark.parametrize("name", ["index", "export", "open", "proposals", "bulletins", "new_bulletin"])
def test_those_without_the_right_are_refused(name: str, city, browser_of) -> None:
    assert browser_of(Role.SECURITY_ADMIN).get(reverse(f"supervision:{name}")).status_code == 403


def test_a_unit_opens_no_case(city, browser_of) -> None:
    assert browser_of(Role.UNIT_HEAD).get(reverse("supervision:open")).status_code == 403


_ASKED = {
    "": {"督查2024-001", "督查2024-002"},
    "word=寄宿": {"督查2024-002"},
    "unit=青禾": {"督查2024-001"},
    "stage=督办中": {"督查2024-001"},
    "stage=未销号": {"督查2024-001", "督查2024-002"},
    "step=催办": {"督查2024-002"},
    "late=是": set(),
    "late=否": {"督查2024-001", "督查2024-002"},
    "year=2024": {"督查2024-001", "督查2024-002"},
    "turn=unit": {"督查2024-001", "督查2024-002"},
    "turn=mine": set(),
}


def test_a_list_is_asked_for(summoned, other_case, browser_of) -> None:
    client = browser_of(Role.SUPERVISOR)
    address = reverse("supervision:export")
    assert {asked: set(_exported(client.get(f"{address}?{asked}").content)) for asked in _ASKED} == _ASKED


def test_the_command_line_reads_the_cases(summoned, context_of, tmp_path, browser_of) -> None:
    assert perform(OpenCase(context_of(Role.SUPERVISOR), NewCase("督查督办", "还没发出的", summoned.unit))).done
    path = tmp_path / "督查督办.supervision.json"
    path.write_bytes(browser_of(Role.SUPERVISOR).get(reverse("supervision:export_file")).content)
    assert read_cases(path).cases == (case_of(summoned),)


def test_what_is_overdue_is_told(summoned, on_day, browser_of, account_with) -> None:
    on_day(date(2024, 12, 3))
    page = browser_of(Role.SUPERVISOR).get(f"{_INDEX}?late=是").content.decode()
    assert "逾期 2 个工作日" in page
    waits = {one.title: (one.count, one.is_late) for one in todos(account_with(Role.SUPERVISOR), date(2024, 12, 3))}
    assert waits["责任单位没有按期回复的督办"] == (1, True)
    assert [(one.count, one.is_late) for one in todos(account_with(Role.REPORTER), date(2024, 12, 3))] == [(1, True)]


def test_what_awaits_whom(summoned, post, account_with) -> None:
    day = date(2024, 11, 15)
    assert [one.count for one in todos(account_with(Role.REPORTER), day)] == [1]
    post(
        Role.REPORTER,
        summoned,
        "整改反馈",
        {"note": "已开工", "evidence": "照片", "issuer": "青禾县教育局"},
    )
    assert [one.count for one in todos(account_with(Role.REPORTER), day)] == [0]
    waits = {one.title: one.count for one in todos(account_with(Role.SUPERVISOR), day)}
    assert waits["待办的督办步骤"] == 1
    assert [one.count for one in todos(account_with(Role.LEADER), day) if one.title == "待办的督办步骤"] == [0]


def test_lights_propose_steps_for_entries_without_a_case(book, browser_of) -> None:
    red = EntryRow.objects.filter(light="红")
    shown = {one.row.pk: one for one in proposals(list(red), date(2024, 11, 15))}
    assert {one.proposed.step for one in shown.values() if one.proposed is not None} == {"督办单"}
    page = browser_of(Role.SUPERVISOR).get(reverse("supervision:proposals")).content.decode()
    assert page.index(red[0].title[:20]) >= 0
    assert "督办单" in page


def test_ticked_entries_get_a_draft_each(book, browser_of) -> None:
    red = EntryRow.objects.filter(light="红")
    address = reverse("supervision:proposals")
    client = browser_of(Role.SUPERVISOR)
    assert client.post(address, {"entry": [one.pk for one in red]}).status_code == 302
    rows = CaseRow.objects.all()
    assert sorted(one.title for one in rows) == sorted(one.title for one in red)
    assert all(one.is_draft for one in rows)
    again = client.post(address, {"entry": red[0].pk})
    assert (again.status_code, "N452" in again.content.decode()) == (422, True)
    assert CaseRow.objects.count() == len(red)


def test_a_list_asks_the_database_as_often_for_many_cases(
    summoned, other_case, browser_of, django_assert_max_num_queries
) -> None:
    client = browser_of(Role.SUPERVISOR)
    for at in range(30):
        row = CaseRow.objects.get(pk=other_case.pk)
        row.pk, row.key = None, f"督查2024-1{at:02d}"
        row.save()
    with django_assert_max_num_queries(10):
        assert client.get(_INDEX).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(reverse("supervision:proposals")).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(reverse("supervision:case", args=[summoned.pk])).status_code == 200


@pytest.mark.parametrize("name", ["index", "open", "proposals", "bulletins", "new_bulletin"])
def test_pages_have_no_inline_style_or_script(name: str, summoned, browser_of) -> None:
    page = browser_of(Role.SUPERVISOR).get(reverse(f"supervision:{name}")).content.decode()
    assert "style=" not in page
    assert "<script>" not in page
