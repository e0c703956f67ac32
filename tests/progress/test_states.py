"""States, reports and requests: the table, and what holds on every path through it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from luoshi.model.ledger import (
    Actor,
    Assignment,
    ChangeRequest,
    Entry,
    LedgerProject,
    LedgerTask,
    LightOverride,
    Report,
    State,
)
from luoshi.progress.requests import ask, decide, override_light
from luoshi.progress.reviewing import is_by, on_behalf, review, submit, withdraw
from luoshi.progress.states import TRANSITIONS, Kind, Move, allowed, check_move, move

DAY = date(2024, 3, 1)
DONE_REPORT = Report(period="2024-02", on=DAY, percent=100, state=State.DONE, reporter="李明", evidence=("照片.jpg",))
UNDER_WAY = LedgerTask(
    id="k", title="新建县城小学", assignment=Assignment(lead=("基教科",)), due=date(2024, 12, 31), state=State.UNDER_WAY
)


def _move(action: str, by: str, role: Actor, note: str = "", days: int = 0) -> Move:
    return Move(action, by, role, DAY + timedelta(days=days), note)


def _codes(findings) -> list[str]:
    return [one.code for one in findings]


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_finished_but_out_of_review(kind: Kind) -> None:
    steps = [(was, one.now) for one in TRANSITIONS if kind in one.kinds for was in one.was]
    assert {was for was, now in steps if now is State.DONE} == {State.UNDER_REVIEW}
    reached = {State.UNDIVIDED, State.UNDER_WAY}
    for _ in State:  # without review
        reached |= {now for was, now in steps if was in reached and State.UNDER_REVIEW not in (was, now)}
    assert not reached & {State.DONE, State.ARCHIVED}


@pytest.mark.parametrize("kind", [Kind.TASK, Kind.PROJECT])
def test_every_state_can_be_reached_and_left(kind: Kind) -> None:
    reached = {State.UNDIVIDED}
    for _ in State:
        reached |= {one.now for one in TRANSITIONS if kind in one.kinds and reached.intersection(one.was)}
    assert reached == set(State)
    assert all(allowed(kind, state) for state in State)


def test_the_way_of_a_task() -> None:
    task: Entry = LedgerTask(
        id="k", title="新建县城小学", assignment=Assignment(lead=("基教科",)), due=date(2024, 12, 31)
    )
    task, found = move(task, _move("分解", "周科", Actor.PLANNER))
    assert found == ()
    task, found = move(task, _move("签收", "李明", Actor.REPORTER))
    assert found == ()
    report = Report(period="2024-03", on=DAY, percent=100, reporter="李明", evidence=("验收单.pdf",))
    task, found = submit(task, report, Actor.REPORTER)
    assert found == ()
    assert _codes(check_move(task, _move("申请办结", "李明", Actor.REPORTER))) == ["L204", "L204"]
    task, found = review(task, "2024-03", _move("审核通过", "王芳", Actor.UNIT_HEAD))
    assert found == ()
    task, found = move(task, _move("申请办结", "李明", Actor.REPORTER, days=2))
    assert found == ()
    assert _codes(check_move(task, _move("审核通过", "李明", Actor.SUPERVISOR, "同意", days=3))) == ["L206"]
    task, found = move(task, _move("审核通过", "赵强", Actor.SUPERVISOR, "同意", days=3))
    assert (found, task.state, task.finished) == ((), State.DONE, DAY + timedelta(days=3))
    task, found = move(task, _move("重新打开", "赵强", Actor.SUPERVISOR, "验收有问题", days=9))
    assert (found, task.state, task.finished) == ((), State.UNDER_WAY, None)
    actions = ["分解", "签收", "填报", "填报审核通过", "申请办结", "审核通过", "重新打开"]
    assert actions == [one.action for one in task.trace]


def test_a_task_without_unit_or_deadline_is_not_handed_out() -> None:
    found = check_move(LedgerTask(id="k", title="新建县城小学"), _move("分解", "周科", Actor.PLANNER))
    assert [one.message for one in found] == ["“分解”要有牵头单位", "“分解”要有完成时限"]


def test_a_project_is_finished_only_when_handed_over() -> None:
    project = LedgerProject(
        id="p",
        name="临江市第十小学",
        state=State.UNDER_WAY,
        reports=(DONE_REPORT,),
        stages=[{"stage": "竣工", "done": DAY}],
    )
    found = check_move(project, _move("申请办结", "李明", Actor.REPORTER))
    assert [one.message for one in found] == ["“申请办结”要有竣工和交付"]


def test_ending_wants_an_approved_request() -> None:
    assert _codes(check_move(UNDER_WAY, _move("终止", "局长", Actor.LEADER, "政策调整"))) == ["L204"]
    request = ChangeRequest(id="r1", kind="终止", asked_on=DAY, by="李明", reason="政策调整")
    task, _ = ask(UNDER_WAY, request, Actor.REPORTER)
    task, _ = decide(task, "r1", agree=True, by="局长", role=Actor.LEADER, on=DAY)
    task, found = move(task, _move("终止", "局长", Actor.LEADER, "政策调整", days=1))
    assert (found, task.state) == ((), State.ENDED)


def test_what_is_done_may_not_be_dated_back() -> None:
    task, _ = move(
        UNDER_WAY.model_copy(update={"state": State.UNSIGNED}), _move("签收", "李明", Actor.REPORTER, days=5)
    )
    report = Report(period="2024-02", on=DAY, percent=100, state=State.DONE, evidence=("照片.jpg",))
    task = task.model_copy(update={"reports": (report,)})
    assert _codes(check_move(task, _move("申请办结", "李明", Actor.REPORTER, days=4))) == ["L205"]


# reports


def _report(period: str = "2024-02", percent: int | None = 30, **more) -> Report:
    return Report(period=period, on=DAY, percent=percent, reporter="李明", **more)


def test_a_returned_report_is_handed_in_again_in_its_place() -> None:
    task, _ = submit(UNDER_WAY, _report(), Actor.REPORTER)
    task, found = review(task, "2024-02", _move("退回", "王芳", Actor.UNIT_HEAD, "缺照片"))
    assert (found, [one.state for one in task.reports]) == ((), [State.RETURNED])
    task, found = submit(task, _report(percent=35), Actor.REPORTER)
    assert (found, [(one.percent, one.state) for one in task.reports]) == ((), [(35, State.UNDER_REVIEW)])
    assert [one.action for one in task.trace] == ["填报", "填报退回", "重新填报"]


def test_a_report_that_waits_is_taken_back_and_the_trace_keeps_it() -> None:
    task, _ = submit(UNDER_WAY, _report(), Actor.REPORTER)
    after, found = withdraw(task, "2024-02", _move("撤回", "李明", Actor.REPORTER))
    assert (found, after.reports) == ((), UNDER_WAY.reports)
    assert [(one.action, one.note) for one in after.trace[-2:]] == [
        ("填报", "完成 30%"),
        ("填报撤回", "2024-02 完成 30%"),
    ]
    again, found = submit(after, _report(percent=35), Actor.REPORTER)
    assert (found, again.reports[-1].percent) == ((), 35)


def test_what_was_reviewed_is_not_taken_back() -> None:
    task, _ = submit(UNDER_WAY, _report(), Actor.REPORTER)
    done, _ = review(task, "2024-02", _move("审核通过", "王芳", Actor.UNIT_HEAD))
    assert withdraw(done, "2024-02", _move("撤回", "李明", Actor.REPORTER))[0] == done
    assert _codes(withdraw(done, "2024-03", _move("撤回", "李明", Actor.REPORTER))[1]) == ["L208"]
    assert _codes(withdraw(task, "2024-02", _move("撤回", "贺处长", Actor.SUPERVISOR))[1]) == ["L203"]


def test_whoever_copied_a_units_paper_does_not_review_it() -> None:
    name = on_behalf("王芳", "青禾县教育局")
    assert name == "代填：王芳（青禾县教育局纸质回复）"
    assert [is_by(name, "王芳"), is_by(name, "王 芳"), is_by("王芳", "王芳")] == [True, True, True]
    assert [is_by(name, "王"), is_by(name, "赵强"), is_by("王芳", "赵强")] == [False, False, False]
    task, _ = submit(UNDER_WAY, _report().model_copy(update={"reporter": name}), Actor.REPORTER)
    assert _codes(review(task, "2024-02", _move("审核通过", "王芳", Actor.SUPERVISOR))[1]) == ["L206"]
    assert review(task, "2024-02", _move("审核通过", "赵强", Actor.SUPERVISOR))[1] == ()


def test_a_name_with_brackets_does_not_review_what_it_copied() -> None:
    own = "王芳（督查室）"
    report = _report().model_copy(update={"reporter": on_behalf(own, "青禾县（筹）教育局")})
    task, _ = submit(UNDER_WAY, report, Actor.REPORTER)
    assert _codes(review(task, "2024-02", _move("审核通过", own, Actor.SUPERVISOR))[1]) == ["L206"]


@pytest.mark.parametrize(
    ("task", "report", "code"),
    [
        (UNDER_WAY.model_copy(update={"state": State.UNSIGNED}), _report(), "L207"),
        (UNDER_WAY, _report("二月"), "L209"),
        (UNDER_WAY, _report("2024-05"), "L209"),
        (UNDER_WAY.model_copy(update={"reports": (DONE_REPORT,)}), _report(), "L210"),
        (UNDER_WAY.model_copy(update={"reports": (DONE_REPORT,)}), _report("2024-03", 60), "L211"),
    ],
)
def test_a_report_that_does_not_fit_changes_nothing(task: LedgerTask, report: Report, code: str) -> None:
    after, found = submit(task, report, Actor.REPORTER)
    assert after == task
    assert code in _codes(found)


def test_a_report_may_fall_back_when_it_says_why() -> None:
    task = UNDER_WAY.model_copy(update={"reports": (DONE_REPORT,)})
    _, found = submit(task, _report("2024-03", 60, problem="验收后发现渗水，返工"), Actor.REPORTER)
    assert found == ()


def test_nobody_reviews_their_own_report() -> None:
    task, _ = submit(UNDER_WAY, _report(), Actor.UNIT_HEAD)
    after, found = review(task, "2024-02", _move("审核通过", "李明", Actor.UNIT_HEAD))
    assert (after, _codes(found)) == (task, ["L206"])


def test_returning_wants_an_opinion() -> None:
    task, _ = submit(UNDER_WAY, _report(), Actor.REPORTER)
    assert _codes(review(task, "2024-02", _move("退回", "王芳", Actor.UNIT_HEAD))[1]) == ["L204"]
    assert _codes(review(task, "2024-01", _move("退回", "王芳", Actor.UNIT_HEAD, "缺"))[1]) == ["L208"]


# requests


def _request(**more) -> ChangeRequest:
    return ChangeRequest(
        id="r1", kind="延期", asked_on=DAY, by="李明", reason="汛期停工", due=date(2025, 6, 30), **more
    )


def test_a_deadline_moves_on_the_day_of_approval_and_the_first_one_stays() -> None:
    task, found = ask(UNDER_WAY, _request(), Actor.REPORTER)
    assert (found, task.due_on(DAY + timedelta(days=30))) == ((), date(2024, 12, 31))
    task, found = decide(task, "r1", agree=True, by="局长", role=Actor.LEADER, on=DAY + timedelta(days=3))
    assert found == ()
    days = [task.due, task.due_on(DAY + timedelta(days=2)), task.due_on(DAY + timedelta(days=3))]
    assert days == [date(2024, 12, 31), date(2024, 12, 31), date(2025, 6, 30)]
    assert [(one.action, one.was, one.now) for one in task.trace][-1] == ("同意延期", "2024-12-31", "2025-06-30")


def test_what_is_refused_changes_nothing_but_the_trace() -> None:
    task, _ = ask(UNDER_WAY, _request(), Actor.REPORTER)
    assert _codes(decide(task, "r1", agree=False, by="局长", role=Actor.LEADER, on=DAY)[1]) == ["L204"]
    task, _ = decide(task, "r1", agree=False, by="局长", role=Actor.LEADER, on=DAY, opinion="不同意")
    assert (task.due_on(date(2030, 1, 1)), task.trace[-1].action) == (date(2024, 12, 31), "不同意延期")
    assert _codes(decide(task, "r1", agree=True, by="局长", role=Actor.LEADER, on=DAY)[1]) == ["L222"]


def test_a_request_is_decided_by_another_who_may() -> None:
    task, _ = ask(UNDER_WAY, _request(), Actor.REPORTER)
    assert _codes(decide(task, "r1", agree=True, by="李明", role=Actor.REPORTER, on=DAY)[1]) == ["L203", "L206"]


def test_who_bears_a_task_is_changed_by_an_approved_request() -> None:
    request = ChangeRequest(
        id="r1",
        kind="调整",
        asked_on=DAY,
        by="李明",
        reason="机构改革",
        changes={"牵头单位": "学前科、计财科", "责任人": "王芳"},
    )
    task, found = ask(UNDER_WAY, request, Actor.REPORTER)
    assert found == ()
    task, _ = decide(task, "r1", agree=True, by="局长", role=Actor.LEADER, on=DAY)
    assert (task.assignment.lead, task.assignment.person) == (("学前科", "计财科"), "王芳")
    assert task.trace[-1].was == "牵头单位：基教科；责任人："


@pytest.mark.parametrize(
    "more", [{"due": date(2024, 6, 30)}, {"kind": "调整", "changes": {"任务": "少建一所"}}, {"kind": "调整"}]
)
def test_a_request_that_asks_nothing_sensible_is_refused(more: dict) -> None:
    request = _request().model_copy(update=more)
    assert _codes(ask(UNDER_WAY, request, Actor.REPORTER)[1]) == ["L221"]


def test_a_light_by_hand_wants_reason_another_person_and_an_end() -> None:
    told = {"light": "黄", "reason": "省里推迟", "by": "李明", "approved_by": "局长", "since": DAY, "until": DAY}
    task = override_light(UNDER_WAY, LightOverride(**told))
    assert (len(task.overrides), task.trace[-1].action) == (1, "人工定灯")
    for wrong in ({"reason": ""}, {"approved_by": "李明"}, {"until": DAY - timedelta(days=1)}):
        with pytest.raises(ValidationError):
            LightOverride(**{**told, **wrong})


# what holds on every path

ACTIONS = sorted({one.action for one in TRANSITIONS})
MOVES = st.builds(
    Move,
    st.sampled_from(ACTIONS),
    st.sampled_from(["李明", "王芳", "赵强"]),
    st.sampled_from(Actor),
    st.integers(0, 20).map(lambda days: DAY + timedelta(days=days)),
    st.sampled_from(["", "理由"]),
    st.sampled_from([(), ("照片.jpg",)]),
)
STARTS = st.sampled_from(
    [
        LedgerTask(id="k", title="新建县城小学"),
        UNDER_WAY,
        UNDER_WAY.model_copy(update={"reports": (DONE_REPORT,)}),
        LedgerProject(
            id="p",
            name="第十小学",
            state=State.UNDER_WAY,
            stages=[{"stage": one, "done": DAY} for one in ("竣工", "交付")],
        ),
    ]
)


@given(STARTS, st.lists(MOVES, max_size=25))
def test_no_path_skips_review_and_the_trace_only_grows(entry: Entry, wishes: list[Move]) -> None:
    for wish in wishes:
        after, found = move(entry, wish)
        if found:
            assert after == entry
            continue
        assert after.trace[:-1] == entry.trace
        assert (after.trace[-1].was, after.trace[-1].now) == (entry.state, after.state)
        if after.state is State.DONE:
            assert entry.state is State.UNDER_REVIEW
            handed = next(one for one in reversed(entry.trace) if one.now == State.UNDER_REVIEW)
            assert (wish.by != handed.by, bool(wish.note)) == (True, True)
        assert (getattr(after, "finished", None) is not None) == (after.state in (State.DONE, State.ARCHIVED))
        entry = after
