"""Deeds by their word: each reaches its rule, and one that may not be done changes nothing and says why."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from luoshi.base.texts import normal
from luoshi.model.ledger import (
    Actor,
    Assignment,
    Frequency,
    LedgerProject,
    LedgerTask,
    Milestone,
    Proposal,
    State,
)
from luoshi.model.ledger_reports import period_of
from luoshi.progress.acting import DEEDS, act, possible
from luoshi.progress.deeds import Deed
from luoshi.progress.states import Kind, allowed

DAY = date(2024, 3, 4)
TASK = LedgerTask(
    id="k",
    title="新建县城小学",
    proposals=(
        Proposal(key="lead", value="市教育局", why="单位职能", strength=0.6),
        Proposal(key="lead", value="市发展改革委", why="相似任务", strength=0.4),
        Proposal(key="due", value="2025-12-31", why="规划期末", strength=0.3),
    ),
)
UNDER_WAY = TASK.model_copy(
    update={"state": State.UNDER_WAY, "assignment": Assignment(lead=("市教育局",)), "due": date(2024, 12, 31)}
)


def _deed(action: str, role: Actor = Actor.PLANNER, **more) -> Deed:
    return Deed(action, more.pop("by", "周科"), role, more.pop("on", DAY), **more)


def _told(task, deed: Deed) -> list[str]:
    after, found = act(task, deed)
    assert after == task
    return [f"{one.code} {one.message}" for one in found]


def test_proposals_are_taken_up_and_the_task_is_handed_out() -> None:
    task, found = act(TASK, _deed("采纳建议"))
    assert (found, task.assignment.lead, task.assignment.origin) == ((), ("市教育局",), "采纳建议")
    assert (task.due, task.due_origin, task.proposals) == (date(2025, 12, 31), "采纳建议", ())
    task, found = act(task, _deed("分解"))
    assert (found, task.state) == ((), State.UNSIGNED)


def test_one_proposal_is_chosen_among_several() -> None:
    task, found = act(TASK, _deed("采纳建议", changes={"牵头单位": "市发展改革委"}))
    assert (found, task.assignment.lead, task.due) == ((), ("市发展改革委",), None)
    assert _told(TASK, _deed("采纳建议", changes={"牵头单位": "市公安局"})) == ["L156 没有“市公安局”这条牵头单位建议"]
    assert _told(UNDER_WAY, _deed("采纳建议")) == ["L202 执行中的不能“采纳建议”"]


def test_a_planner_sets_who_bears_a_task_and_by_when() -> None:
    changes = {"牵头单位": "市教育局、市财政局", "责任人": "陆晓川", "完成时限": "2024-11-30"}
    task, found = act(TASK, _deed("定分工", changes=changes))
    assert (found, task.assignment.lead, task.assignment.person) == ((), ("市教育局", "市财政局"), "陆晓川")
    assert (task.due, task.due_origin) == (date(2024, 11, 30), "人工")
    assert _told(TASK, _deed("定分工", changes={"完成时限": "年底"})) == ["L221 完成时限应是日期，写法如 2024-12-31"]
    assert _told(TASK, _deed("定分工", Actor.REPORTER, changes=changes)) == ["L203 填报人不能“定分工”"]
    assert _told(TASK, _deed("定分工", changes={"颜色": "红"})) == ["L221 不认识颜色"]


def test_a_report_and_its_review() -> None:
    report = _deed("填报", Actor.REPORTER, by="李明", period="2024-03", percent=Decimal("30.5"), note="完成招标")
    task, found = act(UNDER_WAY, report)
    assert (found, task.reports[0].percent, task.reports[0].text) == ((), Decimal("30.5"), "完成招标")
    task, found = act(task, _deed("填报审核通过", Actor.UNIT_HEAD, by="王芳", period="2024-03"))
    assert (found, task.reports[0].state) == ((), State.DONE)
    assert _told(UNDER_WAY, replace(report, percent=Decimal(130))) == ["L212 “填报”完成比例应在 0 到 100 之间"]


def test_putting_off_with_the_only_waiting_request_decided() -> None:
    task, found = act(UNDER_WAY, _deed("申请延期", Actor.REPORTER, by="李明", note="汛期", due=date(2025, 3, 31)))
    assert (found, [one.id for one in task.requests]) == ((), ["r1"])
    task, found = act(task, _deed("同意申请", Actor.LEADER, by="局长", on=date(2024, 3, 6)))
    assert (found, task.due_on(date(2024, 3, 6))) == ((), date(2025, 3, 31))
    assert _told(UNDER_WAY, _deed("申请延期", note="汛期")) == ["L212 “申请延期”延期申请要写延到哪一天（due）"]
    assert _told(UNDER_WAY, _deed("申请调整", changes={"责任人": "王芳"})) == ["L212 “申请调整”要写理由"]


def test_a_light_by_hand() -> None:
    deed = _deed("定灯", Actor.SUPERVISOR, name="黄", note="省里推迟", due=date(2024, 4, 30), approved_by="局长")
    task, found = act(UNDER_WAY, deed)
    assert (found, task.overrides[0].until) == ((), date(2024, 4, 30))
    assert _told(UNDER_WAY, replace(deed, name="紫")) == ["L212 “定灯”灯应是 红、黄、绿、蓝 之一"]
    assert _told(UNDER_WAY, replace(deed, approved_by="")) == ["L212 “定灯”要写批准人"]
    assert _told(UNDER_WAY, replace(deed, due=None)) == ["L212 “定灯”要写截止日期"]
    assert _told(UNDER_WAY, replace(deed, role=Actor.REPORTER)) == ["L203 填报人不能人工定灯"]


def test_a_milestone_is_finished_once_with_evidence() -> None:
    task = UNDER_WAY.model_copy(update={"milestones": (Milestone(name="完成招标", due=DAY),)})
    deed = _deed("完成节点", Actor.REPORTER, name="完成招标", evidence=("中标通知书",))
    after, found = act(task, deed)
    assert (found, after.milestones[0].done) == ((), DAY)
    assert _told(task, replace(deed, evidence=())) == ["L204 完成节点“完成招标”要有佐证材料"]
    assert _told(task, replace(deed, name="开工")) == ["L213 没有叫“开工”的节点"]
    assert _told(task, replace(deed, role=Actor.PLANNER)) == ["L203 规划人员不能“完成节点”"]
    assert _told(after, replace(deed, on=date(2024, 5, 6))) == ["L214 “完成招标”已于 2024-03-04 完成"]
    over = task.model_copy(update={"state": State.ARCHIVED})
    assert _told(over, deed) == ["L202 已归档的不能“完成节点”"]


def test_what_was_told_is_put_right_by_a_supervisor_and_the_old_day_stays() -> None:
    task = UNDER_WAY.model_copy(update={"milestones": (Milestone(name="完成招标", due=DAY),)})
    task, _ = act(task, _deed("完成节点", Actor.REPORTER, name="完成招标", evidence=("中标通知书",)))
    deed = _deed("更正节点", Actor.SUPERVISOR, name="完成招标", on=date(2024, 3, 6), note="日期抄错")
    after, found = act(task, deed)
    assert (found, after.milestones[0].done) == ((), date(2024, 3, 6))
    assert (after.trace[-1].was, after.trace[-1].now) == ("2024-03-04", "2024-03-06")
    assert _told(task, replace(deed, note="")) == ["L204 “更正节点”要有理由"]
    assert _told(task, replace(deed, role=Actor.REPORTER)) == ["L203 填报人不能“更正节点”"]


def test_a_stage_of_a_project_is_finished_in_its_place_with_its_document() -> None:
    project = LedgerProject(id="p", name="第十小学", state=State.UNDER_WAY, stages=[{"stage": "开工", "due": DAY}])
    deed = _deed("完成阶段", Actor.REPORTER, name="立项", document="临发改〔2024〕1号")
    after, found = act(project, deed)
    assert (found, [one.stage for one in after.stages]) == ((), ["立项", "开工"])
    assert _told(after, replace(deed, on=date(2024, 6, 3))) == ["L214 “立项”已于 2024-03-04 完成"]
    assert _told(project, replace(deed, document="")) == ["L204 完成“立项”要有文号"]
    assert _told(project, replace(deed, name="开工", document="")) == ["L204 完成“开工”要有佐证材料或文号"]
    assert _told(UNDER_WAY, deed) == ["L213 只有项目才有阶段"]
    assert _told(project, replace(deed, name="剪彩")) == ["L213 没有“剪彩”这个阶段"]


def test_the_share_built_is_told_again_and_again() -> None:
    project = LedgerProject(id="p", name="第十小学", state=State.UNDER_WAY)
    deed = _deed("完成阶段", Actor.REPORTER, name="形象进度", percent=Decimal(40), evidence=("监理月报",))
    after, _ = act(project, deed)
    after, found = act(after, replace(deed, percent=Decimal(65)))
    assert (found, after.stages[0].percent, after.stages[0].done) == ((), 65, None)
    assert (after.trace[-1].was, after.trace[-1].now) == ("40%", "65%")
    assert _told(after, replace(deed, percent=None)) == ["L204 形象进度要写百分数"]


def test_nothing_is_dated_back_or_ahead() -> None:
    task, _ = act(UNDER_WAY, _deed("申请延期", Actor.REPORTER, by="李明", note="汛期", due=date(2025, 3, 31)))
    early = _deed("同意申请", Actor.LEADER, by="局长", on=date(2024, 3, 1))
    assert _told(task, early) == ["L205 同意申请的日期 2024-03-01 早于上一步 2024-03-04"]
    after, found = act(task, _deed("同意申请", Actor.LEADER, by="局长", on=date(2099, 1, 1)), today=DAY)
    assert (after, [one.code for one in found]) == (task, ["L205"])


def test_a_plan_of_work_does_not_end_before_it_begins_and_somebody_leads() -> None:
    changes = {"起始日期": "2024-06-01", "完成时限": "2024-03-01"}
    assert _told(TASK, _deed("定分工", changes=changes)) == ["L221 完成时限 2024-03-01 早于起始日期 2024-06-01"]
    assert _told(TASK, _deed("定分工", changes={"牵头单位": "、 ，"})) == ["L221 牵头单位不能空"]
    asked = _deed("申请调整", Actor.REPORTER, note="机构改革", changes={"牵头单位": "、"})
    assert _told(UNDER_WAY, asked) == ["L221 牵头单位不能空"]
    asked = _deed("申请调整", Actor.REPORTER, note="晚开工", changes={"起始日期": "2025-06-01"})
    assert _told(UNDER_WAY, asked) == ["L221 起始日期“2025-06-01”应是日期，不晚于时限"]


def test_the_beginning_moves_by_an_approved_request() -> None:
    asked = _deed("申请调整", Actor.REPORTER, by="李明", note="晚开工", changes={"起始日期": "2024-06-01"})
    task, _ = act(UNDER_WAY, asked)
    task, found = act(task, _deed("同意申请", Actor.LEADER, by="局长"))
    assert (found, task.start) == ((), date(2024, 6, 1))


def test_a_number_for_a_request_is_free() -> None:
    asked = _deed("申请延期", Actor.REPORTER, by="李明", note="汛期", due=date(2025, 3, 31), request="r2")
    task, _ = act(UNDER_WAY, asked)
    task, _ = act(task, _deed("不同意申请", Actor.LEADER, by="局长", note="不同意"))
    task, found = act(task, replace(asked, request=""))
    task, found = act(task, _deed("不同意申请", Actor.LEADER, by="局长", note="不同意"))
    task, found = act(task, replace(asked, request=""))
    assert (found, [one.id for one in task.requests]) == ((), ["r2", "r1", "r3"])


@pytest.mark.parametrize(
    ("period", "told"),
    [
        ("2024Q1", "L209 2024Q1 不是按月填报的期"),
        ("2023-05", "L209 2023-05 在起始日期 2024-01-08 以前"),
        ("2024-03", ""),
    ],
)
def test_a_report_is_of_the_ledgers_frequency_and_not_before_the_task(period: str, told: str) -> None:
    task = UNDER_WAY.model_copy(update={"start": date(2024, 1, 8)})
    deed = _deed("填报", Actor.REPORTER, by="李明", period=period, percent=Decimal(30))
    _, found = act(task, deed, frequency=Frequency.MONTH)
    assert [f"{one.code} {one.message}" for one in found] == ([told] if told else [])


def test_a_name_with_blanks_is_the_same_person() -> None:
    task, _ = act(UNDER_WAY, _deed("填报", Actor.REPORTER, by="李明", period="2024-03", percent=Decimal(30)))
    review = _deed("填报审核通过", Actor.UNIT_HEAD, by=" 李 明", period="2024-03")
    assert [one[:4] for one in _told(task, review)] == ["L206"]


def test_ending_is_approved_anew_after_it_was_taken_up_again() -> None:
    task, _ = act(UNDER_WAY, _deed("申请终止", Actor.REPORTER, by="李明", note="政策调整"))
    task, _ = act(task, _deed("同意申请", Actor.LEADER, by="局长"))
    task, found = act(task, _deed("终止", Actor.LEADER, by="局长", note="政策调整", on=date(2024, 3, 5)))
    assert found == ()
    task, found = act(task, _deed("恢复", Actor.LEADER, by="局长", note="继续办", on=date(2024, 5, 6)))
    assert found == ()
    again = _deed("终止", Actor.LEADER, by="局长", note="再终止", on=date(2024, 6, 3))
    assert _told(task, again) == ["L204 “终止”要有批准的终止申请"]


def test_a_request_is_not_decided_when_all_is_over() -> None:
    task, _ = act(UNDER_WAY, _deed("申请延期", Actor.REPORTER, by="李明", note="汛期", due=date(2025, 3, 31)))
    task = task.model_copy(update={"state": State.DONE})
    assert _told(task, _deed("同意申请", Actor.LEADER, by="局长")) == ["L220 已办结的不能再审批延期申请"]


def test_what_can_be_done_is_what_act_lets_pass() -> None:
    assert [name for name, _ in possible(TASK)] == ["采纳建议", "定分工", "申请延期", "申请调整", "申请终止", "定灯"]
    task = UNDER_WAY.model_copy(update={"milestones": (Milestone(name="招标", due=DAY),)})
    assert [name for name, _ in possible(task)][:2] == ["填报", "完成节点"]
    assert possible(task.model_copy(update={"state": State.ARCHIVED})) == ()


@pytest.mark.parametrize("action", DEEDS)
def test_every_deed_leaves_the_task_alone_or_leaves_a_trace(action: str) -> None:
    for task in (TASK, UNDER_WAY, UNDER_WAY.model_copy(update={"state": State.UNDER_REVIEW})):
        after, found = act(task, _deed(action, Actor.LEADER, note="理由"))
        assert (after == task) == bool(found)
        assert len(after.trace) > len(task.trace) or found


# what holds on every path, whatever is done

PEOPLE = ["李明", " 李 明", "王芳", "赵强"]
STARTS = (
    TASK,
    UNDER_WAY,
    UNDER_WAY.model_copy(update={"milestones": (Milestone(name="招标", due=DAY),)}),
    LedgerProject(id="p", name="第十小学", state=State.UNDER_WAY, assignment=Assignment(lead=("市教育局",))),
)
WALKS, STEPS_OF_A_WALK = 60, 120


def _likely(chance: random.Random, entry: LedgerTask | LedgerProject, day: date) -> Deed:
    """Return a deed that mostly can be done: one that is open now, by one who may, with most of what it needs."""
    kind = Kind.PROJECT if isinstance(entry, LedgerProject) else Kind.TASK
    open_now = [(one.action, one.actors) for one in allowed(kind, entry.state)] + list(possible(entry))
    open_now += [(one, (Actor.SUPERVISOR,)) for one in ("更正阶段", "更正节点")]
    wild = [(action, tuple(Actor)) for action in DEEDS]
    action, actors = chance.choice(open_now if open_now and chance.random() < 0.8 else wild)
    waiting = [one.period for one in entry.reports if one.state is State.UNDER_REVIEW]
    own = period_of(day, Frequency.MONTH)
    return Deed(
        action=action,
        by=chance.choice(PEOPLE),
        role=chance.choice(actors),
        on=day,
        note=chance.choice(["理由", "理由", ""]),
        evidence=chance.choice([("照片.jpg",), ("照片.jpg",), ()]),
        period=waiting[-1] if action.startswith("填报审") and waiting else chance.choice([own, own, "2024Q1"]),
        percent=chance.choice([Decimal(100), Decimal(100), Decimal(40), None]),
        problem="返工",
        due=chance.choice([date(2026, 6, 30), date(2030, 6, 30), None]),
        changes=chance.choice([{}, {"牵头单位": "学前科"}, {"牵头单位": "学前科", "完成时限": "2024-09-30"}]),
        name=chance.choice(["招标", "竣工", "交付", "黄"]),
        document=chance.choice(["临发改〔2024〕1号", ""]),
        approved_by="局长",
    )


def _walk(seed: int) -> Iterator[tuple[LedgerTask | LedgerProject, Deed, LedgerTask | LedgerProject]]:
    """Yield what stood before each deed that was done, the deed, and what stands then."""
    chance = random.Random(seed)
    entry = STARTS[seed % len(STARTS)]
    day = DAY
    for _ in range(STEPS_OF_A_WALK):
        day = date.fromordinal(day.toordinal() + chance.randrange(-1, 12))
        deed = _likely(chance, entry, day)
        after, found = act(entry, deed, frequency=Frequency.MONTH)
        if found:
            assert after == entry
        else:
            yield entry, deed, after
        entry = after


@pytest.mark.parametrize("seed", range(WALKS))
def test_no_deed_skips_review_or_takes_from_the_trace(seed: int) -> None:
    for entry, deed, after in _walk(seed):
        assert after.trace[: len(entry.trace)] == entry.trace
        assert len(after.trace) > len(entry.trace)
        assert [one.on for one in after.trace] == sorted(one.on for one in after.trace)
        if after.state is State.DONE and entry.state is not State.DONE:
            assert entry.state is State.UNDER_REVIEW
            handed = next(one for one in reversed(entry.trace) if one.now == State.UNDER_REVIEW)
            assert normal(handed.by) != normal(deed.by)
        for report in after.reports:
            if report.counts:
                assert normal(report.reviewer) != normal(report.reporter)
        if after.due_on(date.max) != entry.due_on(date.max):
            assert deed.action in ("同意申请", "定分工", "采纳建议")


def test_the_walks_come_everywhere() -> None:
    walked = [(deed.action, after.state) for seed in range(WALKS) for _, deed, after in _walk(seed)]
    assert set(DEEDS) - {action for action, _ in walked} == set()
    assert set(State) - {state for _, state in walked} == set()
