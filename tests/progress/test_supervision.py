"""Supervision: chains that only grow, no way to the end past rectification and re-check, deadlines on work days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.base.work_days import WorkDays
from luoshi.model.lights import Light, TaskLight
from luoshi.model.supervision import START, Case, InspectorBounds, Procedure, StepRule, StepTaken
from luoshi.progress.oversight.school_inspectors import check_inspectors
from luoshi.progress.oversight.supervision import (
    allowed_steps,
    check_case,
    due_cases,
    due_day,
    paper_of,
    proposed_steps,
    state_of,
    take_step,
)
from luoshi.rules.supervision import load_supervision_rules, paths_past, where_stuck

RULES = load_supervision_rules()
PROCEDURES = tuple(RULES.procedures.values())
DAYS = WorkDays(holidays=frozenset({date(2026, 3, 4)}), made_up=frozenset({date(2026, 3, 7)}))
TASK = RULES.procedures["督查督办"]
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "supervision.yaml").read_text("utf-8"))


def taken(rule: StepRule, on: date, **more: object) -> StepTaken:
    """Return a step with all that its rule asks for."""
    given_ = {
        "role": rule.who[0],
        "note": "说明",
        "document": "临教督〔2026〕1号",
        "evidence": ("照片",),
        "parts": dict.fromkeys(rule.parts, "写明"),
    }
    return StepTaken(step=rule.name, on=on, **{"by": f"{rule.who[0]}一", **given_, **more})  # type: ignore[arg-type]


def fresh(procedure: Procedure) -> Case:
    return Case(id="d-1", procedure=procedure.name, title="青禾县新建小学", subject="青禾县")


@st.composite
def walks(draw: st.DrawFn) -> tuple[Procedure, list[Case]]:
    """A procedure, and a case after each step of a walk through it."""
    procedure = draw(st.sampled_from(PROCEDURES))
    case, day, found = fresh(procedure), date(2026, 3, 2), []
    for _ in range(draw(st.integers(1, 24))):
        rule = draw(st.sampled_from(allowed_steps(case, procedure, DAYS)))
        day += timedelta(days=draw(st.integers(0, 9)))
        case = take_step(case, procedure, taken(rule, day), DAYS)
        found.append(case)
    return procedure, found


@given(walks())
@settings(max_examples=150, deadline=None)
def test_no_way_to_the_end_past_what_must_come_before(walk: tuple[Procedure, list[Case]]) -> None:
    procedure, cases = walk
    for case in cases:
        if not state_of(case, procedure, DAYS).is_closed:
            continue
        names = [one.step for one in case.steps]
        since = names[len(names) - names[::-1].index("重新打开") :] if "重新打开" in names else names
        rectified = {"整改", "整改反馈"} & set(since) and "复查通过" in since
        assert rectified or since[-1] == "无问题归档"


@given(walks())
@settings(max_examples=100, deadline=None)
def test_the_chain_only_grows_and_is_without_findings(walk: tuple[Procedure, list[Case]]) -> None:
    procedure, cases = walk
    for before, after in pairwise(cases):
        assert after.steps[:-1] == before.steps
    assert check_case(cases[-1], procedure, DAYS) == ()
    reopened = sum(one.step == "重新打开" for one in cases[-1].steps)
    assert state_of(cases[-1], procedure, DAYS).reopened == reopened


@given(walks())
@settings(max_examples=60, deadline=None)
def test_a_step_left_out_or_dated_back_is_found(walk: tuple[Procedure, list[Case]]) -> None:
    procedure, cases = walk
    steps = cases[-1].steps
    if len(steps) > 1:
        back = steps[-1].model_copy(update={"on": steps[-2].on - timedelta(days=1)})
        wrong = cases[-1].model_copy(update={"steps": (*steps[:-1], back)})
        assert "L320" in [one.code for one in check_case(wrong, procedure, DAYS)]
    bare = StepTaken(step=steps[-1].step, on=steps[-1].on, by="张一", role=steps[-1].role)
    rule = procedure.step(bare.step)
    assert rule is not None
    wrong = cases[-1].model_copy(update={"steps": (*steps[:-1], bare)})
    assert ("L322" in [one.code for one in check_case(wrong, procedure, DAYS)]) == bool(rule.needs)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates(date(2026, 1, 1), date(2026, 12, 31)) | st.none())
@settings(max_examples=100, deadline=None)
def test_deadlines_fall_on_work_days(on: date, typed: date | None) -> None:
    for procedure in PROCEDURES:
        for rule in procedure.steps:
            due = due_day(taken(rule, on, due=typed), rule, DAYS)
            assert (due is None) == (rule.within is None)
            assert due is None or DAYS.is_work_day(due)
            assert due is None or due >= (typed or on)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.name)
def test_packaged_procedures_cannot_be_gone_round_nor_get_stuck(procedure: Procedure) -> None:
    assert where_stuck(procedure) == ""
    for rule in procedure.steps:
        assert not any(rule.closes and paths_past(procedure, rule, needed) for needed in rule.after)
    assert procedure.basis.status == "待核实"


def test_a_bulletin_is_public_and_a_circular_is_not() -> None:
    audience = {rule.paper: rule.audience for one in PROCEDURES for rule in one.steps if rule.paper}
    assert (audience["通报"], audience["督导公报"], audience["评价结果公报"]) == ("内部", "公开", "公开")
    by_kind = {
        kind: {step.name for one in PROCEDURES if one.kind == kind for step in one.steps}
        for kind in ("督查督办", "教育督导")
    }
    assert {"提醒", "催办", "督办单", "通报", "约谈", "销号"} <= by_kind["督查督办"]
    assert {"督导报告", "公报", "整改", "约谈", "问责", "奖惩"} <= by_kind["教育督导"]
    assert "公报" not in by_kind["督查督办"]


@pytest.mark.parametrize("case", CASES, ids=lambda one: one["name"])
def test_cases_that_an_expert_can_read(case: dict[str, object]) -> None:
    procedure = RULES.procedures[str(case["procedure"])]
    chain = fresh(procedure)
    refused = []
    for given_ in case["steps"]:  # type: ignore[attr-defined]
        rule = procedure.step(given_["step"])
        assert rule is not None
        step = taken(rule, given_["day"], **{key: value for key, value in given_.items() if key not in ("step", "day")})
        try:
            chain = take_step(chain, procedure, step, DAYS)
        except LuoshiError as error:
            refused.append(f"{given_['step']} {error.code}")
    state = state_of(chain, procedure, DAYS)
    assert (state.stage, state.due, refused) == (case["stage"], case.get("due"), case.get("refused", []))


def test_what_is_overdue_comes_first_with_its_reason() -> None:
    rule = TASK.step("督办单")
    assert rule is not None
    early = take_step(fresh(TASK), TASK, taken(rule, date(2026, 3, 2)), DAYS)
    late = early.model_copy(update={"id": "d-2", "steps": (taken(rule, date(2026, 3, 10)),)})
    due = due_cases([late, early], RULES.procedures, date(2026, 3, 18), DAYS)
    assert [(one.case, one.due, one.days) for one in due] == [
        ("d-1", date(2026, 3, 16), -2),
        ("d-2", date(2026, 3, 24), 4),
    ]
    assert due[0].reason == "2026-03-02 督办单，应在 2026-03-16 以前整改反馈、通报、约谈，超过 2 个工作日"


def test_a_paper_is_filled_from_the_case() -> None:
    rule = TASK.step("督办单")
    assert rule is not None
    step = taken(rule, date(2026, 3, 2), parts={})
    paper = paper_of(fresh(TASK).model_copy(update={"steps": (step,)}), 0, TASK, DAYS)
    assert paper.missing == ("办理要求",)
    assert (paper.parts["对象"], paper.parts["期限"], paper.audience) == ("青禾县", "2026-03-16", "内部")


def lights(*colours: str) -> list[TaskLight]:
    return [TaskLight("t-1", Light(one), "规则", f"落后（{one}）") for one in colours]


@pytest.mark.parametrize(
    ("colours", "step"),
    [("绿", None), ("黄", "提醒"), ("黄黄", "提醒"), ("红", "督办单"), ("红红红", "督办单"), ("红黄", "提醒")],
)
def test_lights_propose_a_first_step(colours: str, step: str | None) -> None:
    found = proposed_steps(TASK, [], {"t-1": lights(*colours)}, DAYS)
    assert [one.step for one in found] == ([step] if step else [])


def test_three_red_months_propose_an_interview_once_the_order_was_given_and_nothing_twice() -> None:
    rule, talk = TASK.step("督办单"), TASK.step("约谈")
    assert rule is not None
    assert talk is not None
    case = fresh(TASK).model_copy(update={"entry": "t-1", "steps": (taken(rule, date(2026, 3, 2)),)})
    (found,) = proposed_steps(TASK, [case], {"t-1": lights("红", "红", "红")}, DAYS)
    assert (found.case, found.step, found.why) == ("d-1", "约谈", "连续 3 个月亮红灯：落后（红）")
    (sooner,) = proposed_steps(TASK, [case], {"t-1": lights("黄", "红", "红")}, DAYS)
    assert sooner.step == "通报"
    talked = take_step(case, TASK, taken(talk, date(2026, 3, 9)), DAYS)
    assert [one.step for one in proposed_steps(TASK, [talked], {"t-1": lights(*"红红红")}, DAYS)] == ["通报"]
    assert case.steps == (taken(rule, date(2026, 3, 2)),)


def test_a_proposal_says_why_it_is_not_the_step_that_the_rules_name() -> None:
    (new,) = proposed_steps(TASK, [], {"t-1": lights(*"红红红")}, DAYS)
    assert new.why == "连续 3 个月亮红灯：落后（红）；按规定该约谈，约谈不能是第一步，先督办单"
    rule = TASK.step("提醒")
    assert rule is not None
    case = fresh(TASK).model_copy(update={"entry": "t-1", "steps": (taken(rule, date(2026, 3, 2)),)})
    (on,) = proposed_steps(TASK, [case], {"t-1": lights(*"绿红红")}, DAYS)
    assert on.why == "连续 2 个月亮红灯：落后（红）；按规定该通报，“已提醒”时还不能通报，先督办单"
    (one,) = proposed_steps(TASK, [], {"t-1": lights(*"绿绿红")}, DAYS)
    assert one.why == "本月亮红灯：落后（红）"


def test_schools_without_an_inspector_and_inspectors_with_too_many() -> None:
    posts = [("督学甲", f"校{n}") for n in range(4)] + [("督学乙", "校0"), ("督学乙", "别校")]
    found = check_inspectors([f"校{n}" for n in range(5)], posts, InspectorBounds(3))
    assert [(one.code, one.message.split("（")[0]) for one in found] == [
        ("L330", "校4没有责任督学"),
        ("L331", "督学甲负责 4 所学校，超过 3 所"),
        ("L332", "督学安排里的“别校”不在学校名单里"),
    ]
    two = check_inspectors(["校0", "校1"], posts, InspectorBounds(9, 2))
    assert [one.message for one in two if one.code == "L330"] == ["校1只有 1 名责任督学，应有 2 名"]


_GOOD = """
procedures:
  - id: small
    name: 小程序
    kind: 督查督办
    office: 办公室
    subjects: [任务]
    steps:
      - {name: 督, from: [未启动], to: 督中, who: [甲], within: 5, awaited: [改]}
      - {name: 改, from: [督中], to: 改了, who: [乙], within: 5, awaited: [销]}
      - {name: 销, from: [改了], to: 完, who: [甲], after: [改], closes: 是}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from: [改了], to: 完", "from: [督中, 改了], to: 完", "不经过“改”"),
        ("from: [督中]", "from: [哪里]", "没有哪一步能到"),
        ("awaited: [改]", "awaited: [没有]", "awaited"),
        ("closes: 是", "closes: 否", "永远不会结束"),
        ("within: 5, awaited: [改]", "awaited: [改]", "within"),
        ("kind: 督查督办", "kind: 别的", "kind"),
        ("who: [乙]", "who: []", "who"),
        ("who: [乙]", "who: [乙], 谁: 丙", "不认识"),
        ("name: 督,", "name: 改,", "写了两次"),
        ("after: [改], closes", "after: [督, 再], closes", "没有这样的步骤"),
        ("after: [改], closes", "after: [改], other_than: [再], closes", "other_than"),
    ],
)
def test_a_procedure_that_cannot_be_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    folder = tmp_path / "supervision"
    folder.mkdir()
    (folder / "own.yaml").write_text(_GOOD, "utf-8")
    assert load_supervision_rules(tmp_path).procedures["小程序"].origin == "rules/supervision/own.yaml"
    assert old in _GOOD
    (folder / "own.yaml").write_text(_GOOD.replace(old, new), "utf-8")
    with pytest.raises(LuoshiError, match=f"L310.*{told}"):
        load_supervision_rules(tmp_path)


def test_who_rectified_cannot_check_it_in_whatever_role() -> None:
    rules = {name: TASK.step(name) for name in ("提醒", "整改反馈", "复查通过", "复查退回", "销号", "重新打开")}
    assert all(rules.values())
    case = fresh(TASK)

    def add(name: str, by: str, day: int) -> None:
        nonlocal case
        case = take_step(case, TASK, taken(rules[name], date(2026, 3, day), by=by), DAYS)  # type: ignore[arg-type]

    add("提醒", "张一", 2)
    add("整改反馈", "张 一", 3)
    for name, by in (("复查通过", "张一"), ("复查退回", "李二、张一"), ("复查通过", " 张　一 ")):
        with pytest.raises(LuoshiError, match="L319"):
            add(name, by, 5)
    add("复查通过", "李二", 5)
    with pytest.raises(LuoshiError, match="L319"):
        add("销号", "张一", 5)
    add("销号", "王三", 5)
    add("重新打开", "李二", 6)
    add("整改反馈", "赵四", 9)
    add("复查通过", "张一", 9)
    assert check_case(case, TASK, DAYS) == ()
    wrong = (*case.steps[:2], case.steps[2].model_copy(update={"by": "张一"}), *case.steps[3:])
    assert [one.code for one in check_case(case.model_copy(update={"steps": wrong}), TASK, DAYS)] == ["L319"]


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda one: one.name)
def test_every_packaged_check_is_by_another(procedure: Procedure) -> None:
    rectified = {"整改", "整改反馈"}
    for rule in procedure.steps:
        if rule.name.startswith("复查") or (rule.closes and rectified & set(rule.after)):
            assert set(rule.other_than) & rectified


def test_a_new_case_has_no_deadline() -> None:
    state = state_of(fresh(TASK), TASK, DAYS)
    assert (state.stage, state.due, state.is_closed) == (START, None, False)


def _with_many(steps: int, *, ordered: bool) -> str:
    """Return a procedure whose end comes after so many steps, at one stage in any order, or stage behind stage."""
    at = [f"第{n}段" if ordered else "第0段" for n in range(steps + 1)]
    rows = ["{name: 开, from: [未启动], to: 第0段, who: [甲]}"]
    rows += [f"{{name: 步{n}, from: [{at[n]}], to: {at[n + 1]}, who: [甲]}}" for n in range(steps)]
    named = "、".join(f"步{n}" for n in range(steps)).replace("、", ", ")
    rows.append(f"{{name: 汇, from: [{at[-1]}], to: 已汇, who: [甲], after: [{named}]}}")
    rows.append("{name: 销, from: [已汇], to: 完, who: [甲], closes: 是}")
    return _GOOD.split("    steps:", maxsplit=1)[0] + "    steps:\n" + "".join(f"      - {row}\n" for row in rows)


def test_steps_in_any_order_are_followed_up_to_a_bound(tmp_path: Path) -> None:
    folder = tmp_path / "supervision"
    folder.mkdir()
    for many, ordered in ((10, False), (40, True)):
        (folder / "own.yaml").write_text(_with_many(many, ordered=ordered), "utf-8")
        assert where_stuck(load_supervision_rules(tmp_path).procedures["小程序"]) == ""
    (folder / "own.yaml").write_text(_with_many(40, ordered=False), "utf-8")
    with pytest.raises(LuoshiError, match=r"L310.*after 里写到的步骤太多"):
        load_supervision_rules(tmp_path)


def test_a_step_that_can_be_missed_for_good_leaves_a_case_stuck(tmp_path: Path) -> None:
    folder = tmp_path / "supervision"
    folder.mkdir()
    missed = _with_many(3, ordered=True) + "      - {name: 跳, from: [第0段], to: 第2段, who: [甲]}\n"
    (folder / "own.yaml").write_text(missed, "utf-8")
    with pytest.raises(LuoshiError, match=r"L310.*到了“第[23]段”可能再也结束不了"):
        load_supervision_rules(tmp_path)
