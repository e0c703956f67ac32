"""Pages of plans: whose they are, how fast they answer, the review beside the text, duties."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from luoshi.web.accounts.models import Account
from luoshi.web.clock import today
from luoshi.web.jobs.running import run_next
from luoshi.web.ledger.models import EntryRow
from luoshi.web.plans.models import PlanDoc, PlanItem, PlanVersion
from luoshi.web.plans.parts import parts_of
from luoshi.web.plans.store import plan_of, review_of
from luoshi.web.plans.todos import todos
from luoshi.web.policy import Role
from tests.web.plans.conftest import TEXT, words_of

WRONG = TEXT + "\n四、保障措施\n\n全市学前三年毛入园率2025年达到92%以上。加强组织领导，，落实经费保障。\n"
_PAGES = ("version", "compiled", "binding", "issuing")


def test_list_needs_as_many_queries_for_many_plans_as_for_one(
    planner: Client, draft: PlanVersion, django_assert_max_num_queries
) -> None:
    for number in range(2, 30):
        doc = PlanDoc.objects.create(name=f"规划{number}", unit=draft.doc.unit, uploaded_at=draft.created_at)
        PlanVersion.objects.create(
            doc=doc, number=1, source=draft.source, content=draft.content, created_at=draft.created_at
        )
    with django_assert_max_num_queries(9):
        page = words_of(planner.get(reverse("plans:index")))
    assert "共 29 条" in page
    assert "style=" not in page


def test_list_is_asked_by_name_and_state(planner: Client, draft: PlanVersion) -> None:
    index = reverse("plans:index")
    assert draft.doc.name in words_of(planner.get(index, {"words": "临江", "state": "草稿"}))
    assert "没有符合条件的规划" in words_of(planner.get(index, {"state": "已印发"}))


def test_long_text_is_shown_part_by_part_and_at_once(
    planner: Client, draft: PlanVersion, django_assert_max_num_queries
) -> None:
    filler = "坚持以人民为中心的发展思想，统筹规划、分步实施，扎实推进各项工作落到实处。" * 17
    chapters = "\n\n".join(
        f"到2025年，第{number}类学校公办幼儿园在园幼儿占比达到{50 + number % 40}%以上。{filler}"
        for number in range(160)
    )
    text = f"临江市教育规划\n\n一、总体要求\n\n{chapters}\n"
    assert len(text) > 100_000
    planner.post(reverse("plans:upload"), {"title": "长规划", "file": SimpleUploadedFile("长.txt", text.encode())})
    job = run_next()
    assert job is not None
    version = PlanVersion.objects.get(doc__name="长规划")
    parts = parts_of(version.source)
    assert "".join(text[one.span.start : one.span.end] for one in parts) == text
    assert max(one.span.end - one.span.start for one in parts) < 12_000
    assert version.items.count() >= 160
    with django_assert_max_num_queries(12):
        page = words_of(planner.get(reverse("plans:version", args=[version.pk]), {"part": "5", "whole": "1"}))
    assert len(page) < 400_000
    following = reverse("plans:version", args=[version.pk])
    for wrong in ("0", "999", "二"):
        assert planner.get(following, {"part": wrong, "page": "999"}).status_code == 200


def test_review_stands_beside_the_text_and_is_waived_with_a_reason(planner: Client, handed_in) -> None:
    version = handed_in(WRONG)
    review = review_of(version)
    assert review is not None
    one = next(found for found in review.findings if found.spots)
    address = reverse("plans:version", args=[version.pk])
    page = words_of(planner.get(address, {"tab": "审校", "whole": "1"}))
    assert f'id="i-{one.key}"' in page
    assert f'href="#i-{one.key}"' in page
    assert f'id="s-{one.key}-1"' in page
    waive = reverse("plans:waive", args=[version.pk])
    assert "没有写免报的理由" in words_of(planner.post(waive, {"key": one.key}, follow=True))
    planner.post(waive, {"key": one.key, "reason": "另有口径"})
    version.refresh_from_db()
    assert plan_of(version).review_off == {one.key: "另有口径"}
    page = words_of(planner.get(address, {"tab": "审校", "whole": "1"}))
    assert "已免报：另有口径" in page
    assert f'id="s-{one.key}-1"' not in page
    planner.post(waive, {"key": one.key, "undo": "1"})
    version.refresh_from_db()
    assert (plan_of(version).review_off, review_of(version)) == ({}, review)


def test_review_is_done_again_after_items_were_changed(planner: Client, draft: PlanVersion) -> None:
    row = draft.items.get(kind="目标", title="高中阶段毛入学率")
    planner.post(reverse("plans:correct", args=[draft.pk, row.key]), {"version": 1, "value": "970"})
    address = reverse("plans:version", args=[draft.pk]) + "?tab=审校"
    assert "审校以后又改过条目" in words_of(planner.get(address))
    planner.post(reverse("plans:review_again", args=[draft.pk]))
    job = run_next()
    assert job is not None
    assert job.state == "完成", job.told
    assert "审校以后又改过条目" not in words_of(planner.get(address))


def test_files_are_handed_out(planner: Client, handed_in) -> None:
    version = handed_in(WRONG)

    def given(what: str) -> bytes:
        return planner.get(reverse("plans:file", args=[version.pk, what])).content

    assert given("source").decode() == WRONG
    assert given("plan").decode().startswith("# 规划文件，由 luoshi 编译自")
    with ZipFile(BytesIO(given("comments"))) as archive:
        assert "word/comments.xml" in archive.namelist()
    for what in ("items", "review"):
        with ZipFile(BytesIO(given(what))) as archive:
            assert "xl/workbook.xml" in archive.namelist()
    assert planner.get(reverse("plans:file", args=[version.pk, "nothing"])).status_code == 404


def test_units_see_what_was_issued_and_nothing_else(browser_of, draft: PlanVersion) -> None:
    reporter = browser_of(Role.REPORTER)  # of another unit than the planner's
    row = draft.items.first()
    addresses = [reverse(f"plans:{name}", args=[draft.pk]) for name in _PAGES]
    addresses += [
        reverse("plans:doc", args=[draft.doc_id]),
        reverse("plans:item", args=[draft.pk, row.key]),
        reverse("plans:file", args=[draft.pk, "items"]),
        reverse("plans:compare") + f"?old={draft.pk}&new={draft.pk}",
        reverse("plans:compare_book") + f"?old={draft.pk}&new={draft.pk}",
    ]
    assert {reporter.get(address).status_code for address in addresses} == {404}
    assert draft.doc.name not in words_of(reporter.get(reverse("plans:index")))
    PlanVersion.objects.filter(pk=draft.pk).update(state="已印发")
    assert {reporter.get(address).status_code for address in addresses} == {200}
    assert draft.doc.name in words_of(reporter.get(reverse("plans:index")))
    assert reporter.post(reverse("plans:review_again", args=[draft.pk])).status_code == 403


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_do_not_see_plans(browser_of, draft: PlanVersion, role: Role) -> None:
    browser = browser_of(role)
    assert browser.get(reverse("plans:index")).status_code == 403
    assert browser.get(reverse("plans:version", args=[draft.pk])).status_code == 404
    assert browser.get(reverse("plans:upload")).status_code == 403


@pytest.mark.parametrize("name", _PAGES)
def test_pages_show_to_each_who_may_see_them(browser_of, draft: PlanVersion, name: str) -> None:
    for role in (Role.PLANNER, Role.LEADER, Role.STATISTICIAN):
        answer = browser_of(role).get(reverse(f"plans:{name}", args=[draft.pk]))
        assert answer.status_code == 200
        assert "style=" not in words_of(answer)


def test_duties_of_planner_and_leader(planner: Client, draft: PlanVersion, account_with) -> None:
    def told(account: Account) -> dict[str, int]:
        return {one.title: one.count for one in todos(account, today())}

    waiting = PlanItem.objects.count()
    assert told(account_with(Role.PLANNER)) == {"待核对的规划条目": waiting, "待批准的规划": 0}
    assert told(account_with(Role.LEADER)) == {"待核对的规划条目": 0, "待批准的规划": 0}
    planner.post(reverse("plans:propose", args=[draft.pk]), {"effective": "2021-01-01"})
    assert told(account_with(Role.LEADER)) == {"待核对的规划条目": 0, "待批准的规划": 1}
    assert told(account_with(Role.PLANNER)) == {"待核对的规划条目": 0, "待批准的规划": 0}


def test_an_entry_of_the_ledger_leads_to_its_item(draft, browser_of, book) -> None:
    item = draft.items.filter(kind="任务").first()
    row = EntryRow.objects.filter(kind="任务").first()
    EntryRow.objects.filter(pk=row.pk).update(plan_item=item.key, content={**row.content, "plan_item": item.key})
    page = browser_of(Role.PLANNER).get(f"/ledger/{row.pk}/?tab=division").content.decode()
    assert f"/plans/versions/{draft.pk}/items/{item.key}/" in page
