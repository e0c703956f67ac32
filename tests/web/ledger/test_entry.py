"""One entry: its tabs, the forms of deeds, what was typed kept, scope, log; a new one by hand."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from luoshi.model.ledger import (
    ChangeRequest,
    LedgerProject,
    LedgerTask,
    Milestone,
    Proposal,
    Report,
    State,
    TraceEntry,
)
from luoshi.model.ledger_words import Actor
from luoshi.progress.acting import DEEDS
from luoshi.progress.deeds import Deed
from luoshi.web.action import perform
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.clock import now
from luoshi.web.ledger.actions import ActOnEntry
from luoshi.web.ledger.details import TABS
from luoshi.web.ledger.lighting import entry_of
from luoshi.web.ledger.models import Book, EntryRow
from luoshi.web.ledger.offered import OF_REPORTS
from luoshi.web.ledger.store import save_entry
from luoshi.web.policy import Role

_DAY = date(2024, 11, 15)
_ENDED = ChangeRequest(
    id="r1",
    kind="终止",
    asked_on=_DAY,
    by="韩牧之",
    reason="撤销了",
    state="同意",
    decided_on=_DAY,
    decided_by="顾明川",
)
_ASKED = ChangeRequest(id="r1", kind="延期", asked_on=_DAY, by="林若溪", reason="招标推迟", due=date(2025, 3, 31))
_FULL = Report(period="2024-10", on=date(2024, 11, 1), percent=Decimal(100), evidence=("自评报告",), state=State.DONE)
_HANDED_IN = TraceEntry(on=_DAY, by="林若溪", role=Actor.REPORTER, action="申请办结", now="待审核")
_DONE = Milestone(name="自评", due=date(2024, 9, 30), done=date(2024, 9, 20), evidence=("自评报告",))
_OPEN = Milestone(name="整改", due=date(2024, 12, 30))


@pytest.fixture
def row(book) -> EntryRow:
    """A task that 青禾县教育局 leads."""
    return EntryRow.objects.select_related("book").get(key="lj2024-05")


@pytest.fixture
def project(book) -> EntryRow:
    """A project that 青禾县教育局 builds."""
    return EntryRow.objects.select_related("book").get(key="lj2024-x2")


def _set(row: EntryRow, **update: object) -> EntryRow:
    return save_entry(row, entry_of(row).model_copy(update={"trace": (), **update}), now())


def _deed(row: EntryRow, action: str) -> str:
    return reverse("ledger:deed", args=[row.pk, action])


def _post(client, row: EntryRow, action: str, **given: object):
    return client.post(_deed(row, action), {"version": row.version, **given})


# Tabs


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_of_a_project_is_shown(tab: str, project, browser_of) -> None:
    answer = browser_of(Role.REPORTER).get(reverse("ledger:entry", args=[project.pk]) + f"?tab={tab}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<a href="?tab={tab}" class="here"' in text
    assert "style=" not in text


def test_project_shows_stages_and_money_by_year(project, browser_of) -> None:
    held = entry_of(project)
    assert isinstance(held, LedgerProject)
    text = browser_of(Role.LEADER).get(reverse("ledger:entry", args=[project.pk]) + "?tab=project").content.decode()
    assert all(one.stage in text and one.document in text for one in held.stages)
    assert all(one.source in text and f"{one.arranged}" in text for one in held.money)


def test_progress_shows_the_reports_and_review_who_reviewed(row, browser_of) -> None:
    client, held = browser_of(Role.UNIT_HEAD), entry_of(row)
    text = client.get(reverse("ledger:entry", args=[row.pk]) + "?tab=progress").content.decode()
    assert all(one.period in text for one in held.reports)
    text = client.get(reverse("ledger:entry", args=[row.pk]) + "?tab=review").content.decode()
    assert all(one.reviewer in text for one in held.reports if one.counts)


def test_a_task_has_no_tab_of_stages_and_an_unknown_tab_is_the_first(row, browser_of) -> None:
    text = browser_of(Role.REPORTER).get(reverse("ledger:entry", args=[row.pk]) + "?tab=project").content.decode()
    assert "资金和阶段" not in text
    assert '<a href="?tab=basic" class="here"' in text


def test_log_tells_in_words_what_was_changed(row, browser_of) -> None:
    _set(row, state=State.UNSIGNED)
    client = browser_of(Role.UNIT_HEAD)
    assert _post(client, row, "签收").status_code == 302
    text = client.get(reverse("ledger:entry", args=[row.pk]) + "?tab=log").content.decode()
    assert "状态：待签收 → 执行中" in text
    assert "韩牧之" in text


def test_evidence_names_papers_and_where_they_stand(row, browser_of) -> None:
    _set(row, milestones=(_DONE,), reports=(_FULL,))
    text = browser_of(Role.REPORTER).get(reverse("ledger:entry", args=[row.pk]) + "?tab=evidence").content.decode()
    assert "2024-10 的填报" in text
    assert "节点：自评" in text


def test_children_and_parent_are_linked(row, browser_of) -> None:
    other = EntryRow.objects.select_related("book").get(key="lj2024-01")
    _set(other, parent=row.key)
    client = browser_of(Role.PLANNER)
    there = client.get(reverse("ledger:entry", args=[row.pk]) + "?tab=division").content.decode()
    assert reverse("ledger:entry", args=[other.pk]) in there
    back = client.get(reverse("ledger:entry", args=[other.pk]) + "?tab=division").content.decode()
    assert reverse("ledger:entry", args=[row.pk]) in back


# Scope


@pytest.mark.parametrize("tab", ["", "?tab=log"])
def test_another_units_entry_is_not_there_and_the_try_is_logged(tab: str, book, browser_of) -> None:
    other = EntryRow.objects.get(key="lj2024-13")
    client = browser_of(Role.REPORTER)
    assert client.get(reverse("ledger:entry", args=[other.pk]) + tab).status_code == 404
    entry = LogEntry.objects.get(kind="台账", action="查看")
    assert (entry.result, entry.name) == ("不在范围", "林若溪")
    assert entry.object_id == str(other.pk)


def test_deeds_on_another_units_entry_are_not_there(book, browser_of) -> None:
    other = EntryRow.objects.get(key="lj2024-13")
    client = browser_of(Role.REPORTER)
    assert client.get(_deed(other, "申请延期")).status_code == 404
    assert _post(client, other, "申请延期", note="x", due="2025-05-01").status_code == 404
    assert EntryRow.objects.get(pk=other.pk).version == 1


def test_a_supporting_unit_looks_but_does_not_act(book, browser_of) -> None:
    supported = EntryRow.objects.filter(units__unit__name="青禾县教育局", units__role="配合").first()
    if supported is None:
        supported = EntryRow.objects.select_related("book").get(key="lj2024-13")
        held = entry_of(supported)
        share = held.assignment.model_copy(update={"support": ("青禾县教育局",)})
        _set(supported, assignment=share)
    client = browser_of(Role.REPORTER)
    text = client.get(reverse("ledger:entry", args=[supported.pk])).content.decode()
    assert "/deed/" not in text
    assert _post(client, supported, "申请延期", note="x", due="2025-05-01").status_code == 403


# Deeds

_CASES = [
    ("签收", Role.REPORTER, {"state": State.UNSIGNED}, {}, "执行中"),
    ("退签", Role.UNIT_HEAD, {"state": State.UNSIGNED}, {"note": "不归我们"}, "待分解"),
    ("分解", Role.PLANNER, {"state": State.UNDIVIDED}, {}, "待签收"),
    ("申请办结", Role.REPORTER, {"reports": (_FULL,)}, {"evidence": "验收报告"}, "待审核"),
    ("审核通过", Role.SUPERVISOR, {"state": State.UNDER_REVIEW, "trace": (_HANDED_IN,)}, {"note": "属实"}, "已办结"),
    ("退回", Role.SUPERVISOR, {"state": State.UNDER_REVIEW}, {"note": "材料不全"}, "退回"),
    ("归档", Role.PLANNER, {"state": State.DONE}, {}, "已归档"),
    ("重新打开", Role.LEADER, {"state": State.DONE}, {"note": "又有新情况"}, "执行中"),
    ("终止", Role.LEADER, {"requests": (_ENDED,)}, {"note": "同意终止"}, "终止"),
    ("恢复", Role.LEADER, {"state": State.ENDED}, {"note": "重新启动"}, "执行中"),
    ("申请延期", Role.REPORTER, {}, {"note": "招标推迟", "due": "2025-06-30"}, "执行中"),
    ("申请调整", Role.REPORTER, {}, {"note": "换人了", "initial-person": "", "person": "秦越"}, "执行中"),
    ("申请终止", Role.REPORTER, {}, {"note": "学校撤并"}, "执行中"),
    ("同意申请", Role.LEADER, {"requests": (_ASKED,)}, {"request": "r1", "note": "同意"}, "执行中"),
    ("不同意申请", Role.LEADER, {"requests": (_ASKED,)}, {"request": "r1", "note": "抓紧"}, "执行中"),
    ("完成节点", Role.REPORTER, {"milestones": (_OPEN,)}, {"name": "整改", "on": "2024-11-10", "evidence": "报告"}, ""),
    (
        "更正节点",
        Role.SUPERVISOR,
        {"milestones": (_DONE,)},
        {"name": "自评", "on": "2024-09-28", "note": "日期写错"},
        "执行中",
    ),
    ("定灯", Role.SUPERVISOR, {}, {"name": "黄", "due": "2024-12-31", "approved_by": "顾明川", "note": "有风险"}, ""),
    ("定分工", Role.PLANNER, {"state": State.UNDIVIDED}, {"initial-person": "", "person": "秦越"}, "待分解"),
    (
        "采纳建议",
        Role.PLANNER,
        {"state": State.UNDIVIDED, "proposals": (Proposal(key="support", value="市财政局", why="职能"),)},
        {"support": "市财政局"},
        "待分解",
    ),
]
_STAGES = [
    (
        "完成阶段",
        Role.REPORTER,
        {"state": State.UNDER_WAY},
        {"name": "用地", "on": "2024-11-10", "document": "临土〔1〕号"},
    ),
    ("更正阶段", Role.SUPERVISOR, {}, {"name": "立项", "on": "2024-01-10", "document": "临发〔2〕号", "note": "写错"}),
]


@pytest.mark.parametrize(("action", "role", "before", "given", "state"), _CASES, ids=[one[0] for one in _CASES])
def test_deed_is_offered_done_and_logged(action, role, before, given, state, row, browser_of) -> None:
    _set(row, **before)
    client = browser_of(role)
    assert _deed_links(client, row) >= {action}
    assert client.get(_deed(row, action)).status_code == 200
    answer = _post(client, row, action, **given)
    assert answer.status_code == 302, re.findall(
        r'finding-error">(.*?)</li>|errorlist.*?</ul>', answer.content.decode()
    )
    fresh = EntryRow.objects.get(pk=row.pk)
    assert fresh.version == row.version + 1
    assert fresh.state == (state or "执行中")
    entry = LogEntry.objects.first()
    assert (entry.action, entry.object_id, entry.result) == (action, f"{row.book_id}/{row.key}", "成功")
    assert entry_of(fresh).trace[-1].by == entry.name or action == "采纳建议"
    assert list(verify()) == []


@pytest.mark.parametrize(("action", "role", "before", "given"), _STAGES, ids=[one[0] for one in _STAGES])
def test_stages_of_projects_are_told_and_put_right(action, role, before, given, project, browser_of) -> None:
    stages = tuple(one for one in entry_of(project).stages if one.stage == "立项")
    _set(project, stages=stages, **before)
    client = browser_of(role)
    assert _deed_links(client, project) >= {action}
    assert _post(client, project, action, **given).status_code == 302
    held = entry_of(EntryRow.objects.get(pk=project.pk))
    assert isinstance(held, LedgerProject)
    found = next(one for one in held.stages if one.stage == given["name"])
    assert (str(found.done), found.document) == (given["on"], given["document"])


def test_every_deed_has_a_form_or_a_page_of_its_own() -> None:
    tried = {one[0] for one in (*_CASES, *_STAGES)}
    assert set(DEEDS) - set(OF_REPORTS) == tried


def _deed_links(client, row: EntryRow) -> set[str]:
    text = client.get(reverse("ledger:entry", args=[row.pk])).content.decode()
    return {action for action in DEEDS if _deed(row, action) in text}


def test_a_stage_without_its_document_is_told_beside_the_field(project, browser_of) -> None:
    _set(project, stages=())
    answer = _post(browser_of(Role.REPORTER), project, "完成阶段", name="用地", on="2024-11-10", note="刚批")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "完成“用地”要写批复、许可证或验收文件的文号" in text
    assert ">\n刚批</textarea>" in text


def test_what_is_lacking_is_told_and_what_was_typed_is_kept(row, browser_of) -> None:
    answer = _post(browser_of(Role.REPORTER), row, "申请延期", note="招标推迟了", due="2024-01-01")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "2024-01-01 不比现在的时限" in text
    assert "招标推迟了</textarea>" in text
    assert 'value="2024-01-01"' in text
    assert EntryRow.objects.get(pk=row.pk).version == row.version


def test_somebody_elses_change_is_not_overwritten_and_the_text_is_kept(row, browser_of, context_of) -> None:
    shown = row.version
    deed = Deed("申请终止", "", Actor.UNIT_HEAD, _DAY, note="学校撤并")
    assert perform(ActOnEntry(context_of(Role.UNIT_HEAD), row, deed, shown)).done
    client = browser_of(Role.REPORTER)
    answer = client.post(_deed(row, "申请延期"), {"version": shown, "note": "招标推迟了", "due": "2025-06-30"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "N301" in text
    assert "招标推迟了</textarea>" in text
    assert "韩牧之 申请终止" in text
    assert [one.kind for one in entry_of(EntryRow.objects.get(pk=row.pk)).requests] == ["终止"]
    fresh = re.search(r'name="version" value="(\d+)"', text)
    assert fresh is not None
    again = {"version": fresh[1], "note": "招标推迟了", "due": "2025-06-30"}
    assert client.post(_deed(row, "申请延期"), again).status_code == 302


def test_only_touched_fields_are_changed_after_somebody_elses_change(row, browser_of) -> None:
    _set(row, state=State.UNDIVIDED)
    client = browser_of(Role.PLANNER)
    page = client.get(_deed(row, "定分工")).content.decode()
    shown = dict(re.findall(r'name="(initial-\w+)" value="([^"]*)"', page))
    given = {key.removeprefix("initial-"): value for key, value in shown.items()} | shown
    assert given["lead"] == "青禾县教育局"
    first = client.post(_deed(row, "定分工"), {**given, "contact": "周小雨", "version": row.version})
    assert first.status_code == 302
    stale = client.post(_deed(row, "定分工"), {**given, "person": "秦越", "version": row.version})
    assert stale.status_code == 200
    page = stale.content.decode()
    kept = {**given, **dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', page))}
    assert (kept["person"], kept["initial-person"]) == ("秦越", shown["initial-person"])
    assert client.post(_deed(row, "定分工"), kept).status_code == 302
    held = entry_of(EntryRow.objects.get(pk=row.pk)).assignment
    assert (held.person, held.contact) == ("秦越", "周小雨")


def test_a_deed_that_cannot_be_done_now_leads_back(row, browser_of) -> None:
    answer = browser_of(Role.REPORTER).get(_deed(row, "签收"), follow=True)
    assert "现在不能“签收”" in answer.content.decode()
    assert browser_of(Role.PLANNER).get(_deed(row, "签收")).status_code == 403
    assert browser_of(Role.REPORTER).get(_deed(row, "填报")).status_code == 404
    assert browser_of(Role.REPORTER).get(_deed(row, "乱写")).status_code == 404


def test_taking_up_nothing_is_told(row, browser_of) -> None:
    _set(row, state=State.UNDIVIDED, proposals=(Proposal(key="support", value="市财政局", why="职能"),))
    answer = _post(browser_of(Role.PLANNER), row, "采纳建议", support="")
    assert answer.status_code == 200
    assert "没有选采纳哪一条" in answer.content.decode()


# By hand

_NEW = {"kind": "任务", "title": "建一所心理辅导中心", "lead": "市教育局、市卫生健康委", "due": "2025-06-30"}


def test_a_new_task_is_written_by_hand_and_then_divided(book, browser_of) -> None:
    client = browser_of(Role.PLANNER)
    given = {**_NEW, "book": book.pk, "number": "88", "milestones": "2025-03-31 选址\n2025-05-31 装修"}
    answer = client.post(reverse("ledger:new"), given)
    row = EntryRow.objects.get(number="88")
    assert answer["Location"] == reverse("ledger:entry", args=[row.pk])
    held = entry_of(row)
    assert isinstance(held, LedgerTask)
    assert (held.assignment.lead, held.assignment.origin) == (("市教育局", "市卫生健康委"), "人工")
    assert [one.name for one in held.milestones] == ["选址", "装修"]
    assert (row.state, LogEntry.objects.first().action) == ("待分解", "新增")
    assert _post(client, row, "分解").status_code == 302


def test_a_new_project_and_a_sub_task(book, browser_of) -> None:
    client = browser_of(Role.PLANNER)
    given = {"kind": "项目", "title": "临江中学扩建", "book": book.pk, "investment": "1200.5", "first_year": "2025"}
    client.post(reverse("ledger:new"), given)
    held = entry_of(EntryRow.objects.get(title="临江中学扩建"))
    assert isinstance(held, LedgerProject)
    assert (held.investment, held.first_year) == (Decimal("1200.5"), 2025)
    client.post(reverse("ledger:new"), {**_NEW, "book": book.pk, "parent": "lj2024-05"})
    child = entry_of(EntryRow.objects.get(title=_NEW["title"]))
    assert isinstance(child, LedgerTask)
    assert (child.parent, child.id) == ("lj2024-05", "new-2")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"number": "5"}, "这本台账已经有序号 5"),
        ({"parent": "nothing"}, "没有编号是 nothing 的任务"),
        ({"start": "2025-09-01"}, "早于起始日期"),
        ({"milestones": "选址"}, "第 1 行应是日期、空格、节点名称"),
        ({"milestones": "2025-02-30 选址"}, "第 1 行的日期不是有的日子"),
        ({"title": ""}, "这一栏要填"),
    ],
)
def test_what_is_wrong_with_a_new_entry_is_told_and_kept(wrong, told: str, book, browser_of) -> None:
    given = {**_NEW, "book": book.pk, "note": "留着的话", **wrong}
    answer = browser_of(Role.PLANNER).post(reverse("ledger:new"), given)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert 'value="留着的话"' in answer.content.decode()
    assert EntryRow.objects.count() == 22


def test_only_planners_write_new_entries(book, browser_of) -> None:
    for role in (Role.REPORTER, Role.SUPERVISOR, Role.STATISTICIAN):
        assert browser_of(role).get(reverse("ledger:new")).status_code == 403
        assert browser_of(role).post(reverse("ledger:new"), {**_NEW, "book": Book.objects.get().pk}).status_code == 403
    assert EntryRow.objects.count() == 22


# Queries


def test_number_of_queries_of_an_entry_is_fixed(row, project, browser_of, django_assert_max_num_queries) -> None:
    client = browser_of(Role.UNIT_HEAD)
    for one in (row, project):
        client.get(reverse("ledger:entry", args=[one.pk]))
        for tab in TABS:
            with django_assert_max_num_queries(14):
                client.get(reverse("ledger:entry", args=[one.pk]) + f"?tab={tab}")
