"""Reports through the browser: asked, written, handed in, returned, handed in again, taken back, reviewed."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from luoshi.web.accounts.models import Account, RoleGrant
from luoshi.web.action import Context
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import EntryRow, ReportRow
from luoshi.web.policy import Role
from luoshi.web.reporting.models import Draft
from luoshi.web.reporting.periods import LATE, asked_for
from luoshi.web.reporting.todos import todos

from .conftest import PERIOD, paper

_INDEX = reverse("reporting:index")


def _text(answer) -> str:
    assert "style=" not in answer.content.decode()
    return answer.content.decode()


def _report(row: EntryRow):
    row.refresh_from_db()
    return next((one for one in entry_of(row).reports if one.period == PERIOD), None)


def test_a_unit_sees_what_it_has_to_report(row, other, browser_of) -> None:
    page = _text(browser_of(Role.REPORTER).get(_INDEX))
    assert row.title in page
    assert other.title not in page
    assert f"entry={row.pk}&amp;period=2024-11" in page


def test_what_a_unit_only_supports_is_for_others_to_report(book, browser_of) -> None:
    from django.test import Client

    client = Client()
    client.force_login(Account.objects.get(username="jutian"))
    page = client.get(_INDEX)
    for one in page.context["rows"]:
        assert client.get(f"{reverse('reporting:write')}?entry={one['row'].pk}").status_code == 200
    assert "市财政局" not in page.content.decode()


def test_what_is_asked_of_a_month_and_what_is_late(book) -> None:
    monthly = {one.frequency.value: one.period for one in asked_for("2024-09", date(2024, 11, 15))}
    assert monthly == {"月": "2024-09", "季": "2024Q3", "半年": "2024H2", "年": "2024"}
    late = {one.frequency.value: one.period for one in asked_for(LATE, date(2024, 11, 15))}
    assert late == {"月": "2024-10", "季": "2024Q3", "半年": "2024H1", "年": "2023"}
    before = {one.frequency.value: one.period for one in asked_for(LATE, date(2024, 11, 7))}
    assert before["月"] == "2024-09"


def test_a_draft_is_kept_then_handed_in(row, browser_of, sent) -> None:
    client = browser_of(Role.REPORTER)
    assert sent(client, row, "save", text="写了一半").status_code == 302
    draft = Draft.objects.get(entry=row)
    assert (draft.content["text"], draft.version) == ("写了一半", row.version * 1000 + 1)
    assert "草稿" in _text(client.get(_INDEX))
    page = _text(client.get(f"{reverse('reporting:write')}?entry={row.pk}&period={PERIOD}"))
    assert "写了一半" in page
    answer = sent(client, row, files=[paper()])
    assert answer.status_code == 302, _text(answer)
    assert not Draft.objects.exists()
    report = _report(row)
    assert (report.text, report.reporter, report.evidence) == ("又开工两所", "林若溪", ("开工令.pdf",))
    assert list(verify()) == []


def test_two_people_never_overwrite_one_draft(row, city, browser_of, sent) -> None:
    first, second = browser_of(Role.REPORTER), browser_of(Role.UNIT_HEAD)
    assert sent(first, row, "save", text="第一份").status_code == 302
    answer = sent(second, row, "save", text="第二份", draft_version=0)
    page = _text(answer)
    assert answer.status_code == 200
    assert "林若溪" in page
    assert "N370" in page
    assert "第一份" in page
    assert "第二份" in page
    assert Draft.objects.get().content["text"] == "第一份"
    handed = sent(second, row, text="第二份", draft_version=0)
    assert "N370" in _text(handed)
    assert _report(row) is None
    assert sent(second, row, "save", text="合成一份", draft_version=Draft.objects.get().version).status_code == 302
    assert Draft.objects.get().content["text"] == "合成一份"


def test_a_page_opened_before_never_fits_a_draft_begun_anew(row, browser_of, sent) -> None:
    first, second = browser_of(Role.REPORTER), browser_of(Role.UNIT_HEAD)
    sent(first, row, "save", text="旧稿")
    opened = Draft.objects.get().version
    sent(first, row, text="提交的")
    row.refresh_from_db()
    first.post(reverse("reporting:take_back"), {"entry": row.pk, "period": PERIOD, "version": row.version})
    assert "N370" in _text(sent(second, row, "save", text="盖掉别人的", draft_version=opened))
    assert Draft.objects.get().content["text"] == "提交的"


def test_a_changed_entry_keeps_what_was_typed(row, browser_of, sent) -> None:
    shown = row.version
    EntryRow.objects.filter(pk=row.pk).update(version=shown + 1)
    answer = sent(browser_of(Role.REPORTER), row, text="辛苦写的一段", version=shown)
    page = _text(answer)
    assert "N301" in page
    assert "辛苦写的一段" in page
    assert f'name="version" value="{shown + 1}"' in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"percent": "120"}, "应在 0 到 100 之间"),
        ({"percent": "", "text": " "}, "填报是空的"),
        ({"percent": "1"}, "比已审核的"),
        ({"percent": "很多"}, "写数字，如 60"),
    ],
)
def test_what_is_wrong_stands_beside_the_field(row, browser_of, sent, said, told) -> None:
    answer = sent(browser_of(Role.REPORTER), row, next_step="仍在页上", **said)
    page = _text(answer)
    assert "field-wrong" in page
    assert told in page
    assert "仍在页上" in page
    assert _report(row) is None


def test_review_return_resubmit_accept(row, browser_of, sent) -> None:
    reporter, head = browser_of(Role.REPORTER), browser_of(Role.UNIT_HEAD)
    sent(reporter, row)
    own = ReportRow.objects.get(entry=row, period=PERIOD)
    row.refresh_from_db()
    chosen = f"{own.pk}.{row.version}"
    assert row.title in _text(head.get(reverse("reporting:to_review")))
    head.post(reverse("reporting:review"), {"report": chosen, "do": "return", "opinion": ""})
    assert _report(row).state == "待审核"
    head.post(reverse("reporting:review"), {"report": chosen, "do": "return", "opinion": "写清是哪两所"})
    assert (_report(row).state, _report(row).opinion) == ("退回", "写清是哪两所")
    assert "写清是哪两所" in _text(reporter.get(f"{reverse('reporting:write')}?entry={row.pk}&period={PERIOD}"))
    assert row.title in _text(reporter.get(reverse("reporting:returned")))
    assert sent(reporter, row, text="城关二小、三小开工").status_code == 302
    own.refresh_from_db()
    row.refresh_from_db()
    head.post(reverse("reporting:review"), {"report": f"{own.pk}.{row.version}", "do": "accept"})
    assert (_report(row).counts, _report(row).reviewer) == (True, "韩牧之")
    assert "审核通过" in _text(reporter.get(f"{reverse('reporting:report')}?entry={row.pk}&period={PERIOD}"))
    assert list(verify()) == []


def test_nobody_reviews_his_own(row, browser_of, sent) -> None:
    head = browser_of(Role.UNIT_HEAD)
    sent(head, row)
    own = ReportRow.objects.get(entry=row, period=PERIOD)
    told = {"report": f"{own.pk}.2", "do": "accept", "opinion": "写好的意见"}
    page = head.post(reverse("reporting:review"), told, follow=True)
    assert "自己不能审核自己报的" in _text(page)
    assert 'value="写好的意见"' in _text(page)
    assert _report(row).state == "待审核"


def test_a_report_is_taken_back_into_the_draft(row, browser_of, sent) -> None:
    client = browser_of(Role.REPORTER)
    sent(client, row)
    row.refresh_from_db()
    asked = {"entry": row.pk, "period": PERIOD, "version": row.version}
    answer = client.post(reverse("reporting:take_back"), asked)
    assert answer["Location"].startswith(reverse("reporting:write"))
    assert _report(row) is None
    assert Draft.objects.get().content == {"percent": "92", "text": "又开工两所", "problem": "", "next_step": ""}
    assert [one.action for one in entry_of(row).trace][-2:] == ["填报", "填报撤回"]
    assert not ReportRow.objects.filter(entry=row, period=PERIOD).exists()
    assert sent(client, row).status_code == 302


@pytest.mark.parametrize("page", ["write", "report"])
def test_another_units_report_is_not_there(row, other, browser_of, page: str) -> None:
    address = f"{reverse(f'reporting:{page}')}?entry={other.pk}&period=2024-09"
    assert browser_of(Role.REPORTER).get(address).status_code == 404
    assert browser_of(Role.REPORTER).post(address, {"do": "submit"}).status_code == 404


def test_the_list_goes_out_cut_to_the_unit(row, other, browser_of) -> None:
    from luoshi.sheets.grid import read_grids

    answer = browser_of(Role.REPORTER).get(reverse("reporting:export"))
    titles = [cells[1] for cells in read_grids(answer.content, "a.xlsx").sheets[0].rows]
    assert row.title in titles
    assert other.title not in titles


def test_who_has_not_reported_by_unit(row, browser_of, sent) -> None:
    client = browser_of(Role.SUPERVISOR)
    counts = {one.name: (one.asked, one.told, one.missing) for one in client.get(
        reverse("reporting:missing")).context["page"].object_list}  # fmt: skip
    asked, told, missing = counts["青禾县教育局"]
    assert (told, missing) == (0, asked)
    sent(browser_of(Role.REPORTER), row)
    page = client.get(reverse("reporting:missing")).context["page"].object_list
    after = next(one for one in page if one.name == "青禾县教育局")
    assert (after.told, after.missing, after.waiting) == (1, asked - 1, 1)


def test_units_are_urged_and_the_log_tells_it(row, browser_of) -> None:
    answer = browser_of(Role.SUPERVISOR).post(reverse("reporting:urge"), {"unit": "青禾县教育局", "when": "2024-11"})
    assert answer.status_code == 302
    entry = LogEntry.objects.first()
    assert (entry.kind, entry.action) == ("填报", "催报")
    assert "青禾县教育局" in entry.after
    assert browser_of(Role.REPORTER).post(reverse("reporting:urge"), {"unit": "青禾县教育局"}).status_code == 403


def test_duties_of_the_first_page(row, account_with, browser_of, sent) -> None:
    def counts(role: Role) -> dict[str, int]:
        return {one.title: one.count for one in todos(account_with(role), date(2024, 11, 15))}

    before = counts(Role.REPORTER)
    sent(browser_of(Role.REPORTER), row)
    after = counts(Role.REPORTER)
    assert after["待填报"] == before["待填报"] - 1
    assert counts(Role.UNIT_HEAD)["待审核的填报"] == 1
    assert "待填报" not in counts(Role.SUPERVISOR)
    assert set(before) == {"待填报", "逾期未报", "被退回的填报"}


def test_lists_ask_a_fixed_number_of_queries(book, browser_of, django_assert_max_num_queries) -> None:
    client = browser_of(Role.SUPERVISOR)
    for name in ("index", "missing", "to_review", "returned", "values", "batches"):
        client.get(reverse(f"reporting:{name}"))
        with django_assert_max_num_queries(12):
            assert client.get(reverse(f"reporting:{name}")).status_code == 200


def test_whoever_copied_a_paper_may_not_review_it(row, other, browser_of, sent) -> None:
    client = browser_of(Role.SUPERVISOR)
    first = sent(client, other, period="2024-10")
    assert "N372" in _text(first)
    answer = sent(client, other, period="2024-10", files=[paper("回复.pdf")])
    assert answer.status_code == 302, _text(answer)
    other.refresh_from_db()
    report = next(one for one in entry_of(other).reports if one.period == "2024-10")
    assert report.reporter == "代填：贺知远（望澜区教育局纸质回复）"
    assert (LogEntry.objects.first().action, LogEntry.objects.first().name) == ("代填", "贺知远")
    own = ReportRow.objects.get(entry=other, period="2024-10")
    chosen = {"report": f"{own.pk}.{other.version}", "do": "accept"}
    assert "自己不能审核自己报的" in _text(client.post(reverse("reporting:review"), chosen, follow=True))
    browser_of(Role.LEADER).post(reverse("reporting:review"), chosen)
    other.refresh_from_db()
    assert next(one for one in entry_of(other).reports if one.period == "2024-10").counts


def test_one_of_a_unit_above_sees_those_below(row, city, sent) -> None:
    from django.test import Client

    account = Account.objects.get(username="tianbao")
    account.unit = account.unit.parent
    account.save()
    assert RoleGrant.objects.filter(account=account, role=Role.REPORTER.value).exists()
    client = Client()
    client.force_login(account)
    assert row.title in _text(client.get(_INDEX))
    assert Context(account, "", now()).name == "林若溪"
