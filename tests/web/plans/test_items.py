"""Items of a draft: compiled, confirmed, corrected, added, deleted and put back, with their words in the text kept."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.model.corrections import dropped
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.plans.models import ItemStatus, PlanItem, PlanVersion
from luoshi.web.plans.store import document_of, plan_of
from luoshi.web.policy import Role
from tests.web.plans.conftest import TEXT, words_of


def target(version: PlanVersion, title: str) -> PlanItem:
    return version.items.get(kind="目标", title=title)


def fresh(version: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.select_related("source").get(pk=version.pk)


def test_text_is_compiled_and_shown_with_its_items_beside_it(planner: Client, handed_in) -> None:
    draft = handed_in()
    assert draft.source.name == "临江市教育事业发展规划.txt"
    assert document_of(draft.source).text == TEXT
    row = target(draft, "高中阶段毛入学率")
    assert (row.status, row.year, TEXT[row.mark_start : row.mark_end]) == (ItemStatus.COMPILED, 2025, "97")
    page = words_of(planner.get(reverse("plans:version", args=[draft.pk])))
    assert f'id="s-{row.key}"' in page
    assert f'href="#i-{row.key}"' in page  # from the text to the item
    assert f'id="i-{row.key}"' in page
    assert f'href="#s-{row.key}"' in page  # and back
    assert "style=" not in page


def test_ticked_items_are_confirmed_as_they_were_shown(planner: Client, draft: PlanVersion) -> None:
    rows = list(draft.items.filter(kind="目标"))
    given = {"item": [f"{row.key}:{row.version}" for row in rows], "part": "1"}
    answer = planner.post(reverse("plans:confirm", args=[draft.pk]), given)
    assert answer.status_code == 302
    assert set(draft.items.filter(kind="目标").values_list("status", flat=True)) == {ItemStatus.CONFIRMED}
    entry = LogEntry.objects.get(action="确认条目")
    assert all(row.key in entry.after for row in rows)
    assert list(verify()) == []


def test_confirming_does_nothing_when_one_was_changed_meanwhile(planner: Client, draft: PlanVersion) -> None:
    first, second = draft.items.filter(kind="目标")[:2]
    PlanItem.objects.filter(pk=second.pk).update(version=second.version + 1)
    given = {"item": [f"{row.key}:{row.version}" for row in (first, second)]}
    answer = planner.post(reverse("plans:confirm", args=[draft.pk]), given, follow=True)
    assert "您打开以后" in words_of(answer)
    assert not draft.items.filter(status=ItemStatus.CONFIRMED).exists()


def test_correction_keeps_the_words_and_is_marked_in_the_plan(planner: Client, draft: PlanVersion) -> None:
    row = target(draft, "高中阶段毛入学率")
    before = next(one for one in plan_of(draft).targets if one.id == row.key)
    given = {"version": row.version, "value": "97.5", "kind": "预期性", "unit": "%", "home": "targets"}
    assert planner.post(reverse("plans:correct", args=[draft.pk, row.key]), given).status_code == 302
    after = next(one for one in plan_of(fresh(draft)).targets if one.id == row.key)
    assert (after.value, after.kind, after.corrected) == (Decimal("97.5"), "预期性", ("value", "kind"))
    assert (after.span, after.quote, after.value_span) == (before.span, before.quote, before.value_span)
    row.refresh_from_db()
    assert (row.status, row.version, row.changed_by) == (ItemStatus.CORRECTED, 2, "乔书言")
    page = words_of(planner.get(reverse("plans:item", args=[draft.pk, row.key])))
    assert "机器编译" in page
    assert "97.5" in page
    assert '"数值": "97.5"' in LogEntry.objects.get(action="更正条目").after


def test_figure_is_moved_to_another_list(planner: Client, draft: PlanVersion) -> None:
    row = target(draft, "高中阶段毛入学率")
    given = {"version": row.version, "home": "observations"}
    assert planner.post(reverse("plans:correct", args=[draft.pk, row.key]), given).status_code == 302
    after = next(one for one in plan_of(fresh(draft)).observations if one.id == row.key)
    assert after.corrected == ("role",)
    row.refresh_from_db()
    assert row.kind == "现状数据"


def test_wrong_value_stays_in_the_form_with_what_is_wrong(planner: Client, draft: PlanVersion) -> None:
    row = target(draft, "高中阶段毛入学率")
    given = {"version": row.version, "value": "九成七", "year": "二五年", "home": "targets"}
    answer = planner.post(reverse("plans:correct", args=[draft.pk, row.key]), given)
    page = words_of(answer)
    assert answer.status_code == 422
    assert 'value="九成七"' in page
    assert "“九成七”不是数字" in page
    assert "“二五年”不是年份" in page
    assert fresh(draft).changes == 0


def test_older_page_does_not_overwrite_and_keeps_what_was_typed(planner: Client, draft: PlanVersion) -> None:
    row = target(draft, "高中阶段毛入学率")
    address = reverse("plans:correct", args=[draft.pk, row.key])
    planner.post(address, {"version": row.version, "value": "97.5"})
    answer = planner.post(address, {"version": row.version, "value": "99"})
    page = words_of(answer)
    assert answer.status_code == 422
    assert "N301" in page
    assert 'value="99"' in page
    after = next(one for one in plan_of(fresh(draft)).targets if one.id == row.key)
    assert after.value == Decimal("97.5")


def test_two_people_may_change_two_items_of_one_plan(planner: Client, draft: PlanVersion) -> None:
    one, other = target(draft, "高中阶段毛入学率"), target(draft, "九年义务教育巩固率")
    for row, value in ((one, "97.5"), (other, "98.5")):
        given = {"version": row.version, "value": value}
        assert planner.post(reverse("plans:correct", args=[draft.pk, row.key]), given).status_code == 302
    values = {item.indicator: item.value for item in plan_of(fresh(draft)).targets}
    assert values["高中阶段毛入学率"] == Decimal("97.5")
    assert values["九年义务教育巩固率"] == Decimal("98.5")


def test_item_is_added_with_words_read_again_from_the_text(planner: Client, draft: PlanVersion) -> None:
    words = "城区学位仍然不足"
    given = {"home": "problems", "words": words, "text": "城区学位不足"}
    answer = planner.post(reverse("plans:add", args=[draft.pk]), given)
    assert answer.status_code == 302
    item = next(one for one in plan_of(fresh(draft)).problems if one.id == "q-new1")
    assert (item.quote, TEXT[slice(*item.span)], item.corrected) == (words, words, ("new",))
    assert item.section == "一"
    assert item.at is not None
    assert item.at.line == 5
    assert draft.items.get(key="q-new1").status == ItemStatus.ADDED


def test_added_figure_knows_where_its_number_stands(planner: Client, draft: PlanVersion) -> None:
    given = {
        "home": "targets",
        "words": "每年培训教师不少于2000人次",
        "value_text": "2000",
        "indicator": "年培训教师人次",
        "op": "≥",
        "value": "2000",
        "unit": "人次",
    }
    assert planner.post(reverse("plans:add", args=[draft.pk]), given).status_code == 302
    item = next(one for one in plan_of(fresh(draft)).targets if one.id == "t-new1")
    assert TEXT[slice(*item.value_span)] == "2000"
    assert (item.op, item.unit) == (">=", "人次")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"words": "城区的学位仍然不足"}, "原文里没有这段话"),
        ({"words": "市教育局"}, "这段话在原文里有 3 处"),
        ({"words": ""}, "原文里没有这段话"),
        ({"words": "城区学位仍然不足", "text": ""}, "是空的，必须填写"),
    ],
)
def test_words_that_are_not_in_the_text_are_not_taken(planner: Client, draft: PlanVersion, given, told) -> None:
    answer = planner.post(reverse("plans:add", args=[draft.pk]), {"home": "problems", "text": "不足", **given})
    assert answer.status_code == 422
    assert told in words_of(answer)
    assert fresh(draft).changes == 0


def test_one_of_several_places_is_chosen(planner: Client, draft: PlanVersion) -> None:
    given = {"home": "problems", "words": "市教育局", "text": "事", "which": "2"}
    assert planner.post(reverse("plans:add", args=[draft.pk]), given).status_code == 302
    item = next(one for one in plan_of(fresh(draft)).problems if one.id == "q-new1")
    assert item.span[0] == TEXT.rindex("市教育局")


def test_deleted_item_is_noted_in_the_plan_and_can_be_put_back(planner: Client, draft: PlanVersion) -> None:
    row = target(draft, "高中阶段毛入学率")
    planner.post(reverse("plans:correct", args=[draft.pk, row.key]), {"version": 1, "value": "97.5"})
    before = plan_of(fresh(draft))
    drop = reverse("plans:drop", args=[draft.pk, row.key])
    refused = planner.post(drop, {"version": 2, "reason": " "})
    assert refused.status_code == 422
    assert "没有写删除的理由" in words_of(refused)
    assert planner.post(drop, {"version": 2, "reason": "不是本市的目标"}).status_code == 302
    after = plan_of(fresh(draft))
    assert dropped(after) == (row.key,)
    assert row.key not in {one.id for one in after.targets}
    page = words_of(planner.get(reverse("plans:version", args=[draft.pk]) + "?status=已删除&whole=1"))
    assert "不是本市的目标" in page
    assert planner.post(reverse("plans:restore", args=[draft.pk, row.key]), {"version": 3}).status_code == 302
    assert plan_of(fresh(draft)) == before
    row.refresh_from_db()
    assert (row.status, row.reason, row.was) == (ItemStatus.CORRECTED, "", "")


def test_added_item_that_was_deleted_can_be_put_back_too(planner: Client, draft: PlanVersion) -> None:
    given = {"home": "problems", "words": "城区学位仍然不足", "text": "城区学位不足"}
    planner.post(reverse("plans:add", args=[draft.pk]), given)
    before = plan_of(fresh(draft))
    planner.post(reverse("plans:drop", args=[draft.pk, "q-new1"]), {"version": 1, "reason": "重复"})
    planner.post(reverse("plans:restore", args=[draft.pk, "q-new1"]), {"version": 2})
    assert plan_of(fresh(draft)) == before


def test_targets_with_one_question_are_bound_at_once(planner: Client, draft: PlanVersion) -> None:
    row = target(draft, "高中阶段毛入学率")
    address = reverse("plans:binding", args=[draft.pk])
    assert planner.get(address).status_code == 200
    wrong = planner.post(address, {"key": row.key, "indicator": "没有的指标"})
    assert wrong.status_code == 422
    assert "没有的指标" in words_of(wrong)
    assert planner.post(address, {"key": row.key, "candidate": "不绑定"}).status_code == 302
    bound = {one.id: one.bound_to for one in plan_of(fresh(draft)).targets}
    assert bound[row.key] == "不绑定"
    row.refresh_from_db()
    assert (row.binding, row.status) == ("不绑定", ItemStatus.COMPILED)
    planner.post(address, {"key": row.key, "undo": "1"})
    assert {one.bound_to for one in plan_of(fresh(draft)).targets} == {None}


@pytest.mark.parametrize("role", [Role.LEADER, Role.SUPERVISOR, Role.STATISTICIAN])
def test_only_the_planner_changes_items(browser_of, draft: PlanVersion, role: Role) -> None:
    row = target(draft, "高中阶段毛入学率")
    browser = browser_of(role)
    assert browser.get(reverse("plans:item", args=[draft.pk, row.key])).status_code == 200
    answer = browser.post(reverse("plans:correct", args=[draft.pk, row.key]), {"version": 1, "value": "1"})
    assert answer.status_code == 403
    assert LogEntry.objects.get(action="更正条目").result == "没有权限"
    row.refresh_from_db()
    assert row.version == 1
