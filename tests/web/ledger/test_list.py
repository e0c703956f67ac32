"""The list of entries: query, order, columns, print, time line, each within the account's scope."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.urls import reverse

from luoshi.web.accounts.models import Account, Unit
from luoshi.web.audit.models import LogEntry
from luoshi.web.ledger.columns import COLUMNS
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.timeline import drawn, with_milestones
from luoshi.web.policy import Role

_OWN = {"lj2024-05", "lj2024-x2"}
"""Entries that 青禾县教育局 leads or supports."""


def _text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def _titles(text: str) -> list[str]:
    return [unescape(one) for one in re.findall(r'<td class="wide"><a href="/ledger/\d+/">([^<]+)</a>', text)]


def _listed(client, query: str = "") -> list[str]:
    return _titles(_text(client.get(reverse("ledger:index") + query)))


@pytest.mark.parametrize("page", ["index", "print", "timeline"])
def test_a_unit_sees_only_its_own_entries(page: str, book, browser_of) -> None:
    text = _text(browser_of(Role.REPORTER).get(reverse(f"ledger:{page}")))
    seen = {row.key for row in EntryRow.objects.all() if row.title[:15] in text}
    assert seen >= _OWN
    assert "lj2024-13" not in seen
    mine = EntryRow.objects.filter(pk__in=EntryRow.objects.filter(units__unit__name="青禾县教育局")).count()
    assert len(seen) == mine


def test_whoever_may_not_look_is_told(book, browser_of) -> None:
    for page in ("index", "print", "timeline"):
        assert browser_of(Role.SYSTEM_ADMIN).get(reverse(f"ledger:{page}")).status_code == 403


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("?state=待签收", lambda row: row.state == "待签收"),
        ("?kind=项目", lambda row: row.kind == "项目"),
        ("?light=红", lambda row: row.light == "红"),
        ("?text=幼儿园", lambda row: "幼儿园" in row.title),
        ("?text=17", lambda row: row.number == "17"),
        ("?due_from=2024-12-01&due_to=2024-12-20", lambda row: row.due and "12-01" <= f"{row.due:%m-%d}" <= "12-20"),
        (
            "?late=1",
            lambda row: row.due and row.due < date(2024, 11, 15) and row.state not in ("已办结", "已归档", "终止"),
        ),
        ("?unit=青禾县教育局&role=牵头", lambda row: row.key in _OWN),
        ("?unit=青禾县人民政府&role=牵头&below=on", lambda row: row.key in _OWN),
        ("?section=学前", lambda row: "学前" in row.section),
        ("?chapter=主要任务 ", lambda row: row.key == "lj2024-01"),
        ("?area=望澜区", lambda row: row.key == "lj2024-04"),
        ("?state=办结", lambda row: row.state in ("已办结", "已归档")),
    ],
)
def test_query_gives_what_it_asks_for(query: str, wanted, book, browser_of) -> None:
    EntryRow.objects.filter(key="lj2024-01").update(section="主要任务 / 学前教育")
    EntryRow.objects.filter(key="lj2024-04").update(area="望澜区")
    client = browser_of(Role.SUPERVISOR)
    client.get(reverse("ledger:index"))
    assert sorted(_listed(client, query)) == sorted(row.title for row in EntryRow.objects.all() if wanted(row))


def test_a_county_gives_what_its_units_lead_and_the_city_the_rest(book, browser_of) -> None:
    client, everything = browser_of(Role.SUPERVISOR), set(EntryRow.objects.values_list("title", flat=True))
    tops = dict(Unit.objects.filter(kind="县级政府").values_list("name", "pk"))
    found = {name: set(_listed(client, f"?county={pk}")) for name, pk in tops.items()}
    assert found["青禾县人民政府"] == {row.title for row in EntryRow.objects.filter(key__in=_OWN)}
    assert found["云岫县人民政府"] >= {EntryRow.objects.get(key="lj2024-14").title}
    assert set(_listed(client, "?county=0")) == everything - set().union(*found.values())


def test_the_query_stays_in_the_form_and_in_the_links(book, browser_of) -> None:
    text = _text(browser_of(Role.SUPERVISOR).get(reverse("ledger:index") + "?text=园&light=黄"))
    assert 'value="园"' in text
    assert '<option value="黄" selected>' in text
    assert f"{reverse('ledger:print')}?text=%E5%9B%AD&amp;light=%E9%BB%84" in text


def test_a_wrong_day_is_told_beside_the_field_and_kept(book, browser_of) -> None:
    text = _text(browser_of(Role.SUPERVISOR).get(reverse("ledger:index") + "?due_from=去年"))
    assert "日期写成 2024-09-01" in text
    assert 'value="去年"' in text


def test_units_offered_are_those_of_the_own_entries(book, browser_of) -> None:
    text = _text(browser_of(Role.REPORTER).get(reverse("ledger:units")))
    assert '<option value="青禾县教育局">' in text
    assert "市公安局" not in text


def test_heads_put_the_list_in_order(book, browser_of) -> None:
    client = browser_of(Role.SUPERVISOR)
    late = list(EntryRow.objects.filter(due__isnull=False).order_by("due").values_list("title", flat=True)[:1])
    assert _listed(client, "?sort=due")[0] == late[0]
    shares = [row.percent or Decimal(-1) for row in EntryRow.objects.all()]
    first = EntryRow.objects.get(title=_listed(client, "?sort=-percent")[0])
    assert first.percent == max(shares)
    red = EntryRow.objects.get(title=_listed(client, "?sort=light")[0])
    assert red.light == "红"


def test_a_page_has_twenty(book, browser_of) -> None:
    client = browser_of(Role.SUPERVISOR)
    assert (len(_listed(client)), len(_listed(client, "?page=2"))) == (20, 2)
    assert len(_titles(_text(client.get(reverse("ledger:print"))))) == 22


def test_columns_are_kept_for_the_account_and_logged(book, browser_of, account_with) -> None:
    client = browser_of(Role.SUPERVISOR)
    where = reverse("ledger:columns")
    answer = client.post(where, {"column": ["lead", "person", "reason"], "query": "light=红"})
    assert answer["Location"] == f"{reverse('ledger:index')}?light=%E7%BA%A2"
    text = _text(client.get(reverse("ledger:index")))
    heads = re.findall(r"<th[^>]*>(?:<a[^>]*>)?\s*([^<\s]+)", text)
    assert [one for one in heads if one not in ("序号", "操作")] == ["任务或项目", "牵头单位", "责任人", "亮灯理由"]
    assert account_with(Role.SUPERVISOR).preferences["ledger_columns"] == ["title", "lead", "person", "reason"]
    assert LogEntry.objects.first().action == "选列"
    assert Account.objects.get(username="guihua").preferences == {}
    client.post(where, {"usual": "1"})
    assert account_with(Role.SUPERVISOR).preferences == {}


def test_a_column_that_is_none_is_refused(book, browser_of, account_with) -> None:
    answer = browser_of(Role.SUPERVISOR).post(reverse("ledger:columns"), {"column": ["content"]}, follow=True)
    assert "没有“content”这一栏" in answer.content.decode()
    assert account_with(Role.SUPERVISOR).preferences == {}


def test_all_columns_can_be_shown(book, browser_of) -> None:
    client = browser_of(Role.SUPERVISOR)
    client.post(reverse("ledger:columns"), {"column": [one.key for one in COLUMNS]})
    text = _text(client.get(reverse("ledger:print")))
    assert all(f">{one.title}</th>" in text for one in COLUMNS)


@pytest.mark.parametrize(("paper", "sheet"), [("A3", "print-A3.css"), ("A4", "print-A4.css"), ("B5", "print-A4.css")])
def test_print_lies_across_the_paper_chosen(paper: str, sheet: str, book, browser_of) -> None:
    assert sheet in _text(browser_of(Role.LEADER).get(reverse("ledger:print") + f"?paper={paper}"))


def test_time_line_draws_bars_from_start_to_deadline(book) -> None:
    rows = list(with_milestones(EntryRow.objects.filter(due__isnull=False)))
    picture = drawn(rows, date(2024, 11, 15))
    assert picture.today is not None
    for row, bar in zip(rows, picture.bars, strict=True):
        assert picture.left <= bar.x <= bar.x + bar.width <= picture.right + 3
        assert bar.done == round(bar.width * float(row.percent or 0) / 100, 1)
        assert row.title in bar.told
    early, late = (min(rows, key=lambda one: one.due), max(rows, key=lambda one: one.due))
    ends = {bar.row.key: bar.x + bar.width for bar in picture.bars}
    assert ends[early.key] < ends[late.key]


def test_time_line_says_light_and_today_in_words(book, browser_of) -> None:
    text = _text(browser_of(Role.LEADER).get(reverse("ledger:timeline")))
    assert ">今天</text>" in text
    assert "■ 滞后" in text
    assert 'fill="#000"' in text
    assert "style=" not in text
    assert text.count("<title>") > 22


def test_number_of_queries_does_not_grow_with_rows(book, browser_of, django_assert_num_queries) -> None:
    client = browser_of(Role.PLANNER)
    client.post(reverse("ledger:columns"), {"column": [one.key for one in COLUMNS]})
    for page in ("index", "print", "timeline"):
        client.get(reverse(f"ledger:{page}"))
        with django_assert_num_queries(_QUERIES[page]):
            client.get(reverse(f"ledger:{page}") + "?kind=项目")
        with django_assert_num_queries(_QUERIES[page]):
            client.get(reverse(f"ledger:{page}"))


_QUERIES = {"index": 11, "print": 9, "timeline": 10}
