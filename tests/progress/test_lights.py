"""Lights: the expert's cases for each manner, and the law that waiting never makes a light greener."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.model.ledger import Actor, Assignment, Frequency, Ledger, LedgerProject, LedgerTask, State
from luoshi.model.lights import Light, LightRule, LightRuleSet, Measure
from luoshi.progress.acting import act
from luoshi.progress.deeds import Deed
from luoshi.progress.lights import Lighting, light_all
from luoshi.rules.calendars import load_work_days
from luoshi.rules.lights import load_light_rules, rules_on

WORK_DAYS = load_work_days()
SETS = load_light_rules()
CASES = [
    pytest.param(file["rule_set"], case, id=f"{file['rule_set']}-{case['name']}")
    for path in sorted((Path(__file__).parent / "cases" / "lights").glob("*.yaml"))
    for file in [yaml.safe_load(path.read_text(encoding="utf-8"))]
    for case in file["cases"]
]


def _plain(node: object) -> object:
    """Return YAML as written: its loader takes the key ``on`` for a truth value."""
    if isinstance(node, list):
        return [_plain(one) for one in node]
    return {"on" if key is True else key: _plain(one) for key, one in node.items()} if isinstance(node, dict) else node


def _ledger(*tasks: LedgerTask, projects: tuple[LedgerProject, ...] = ()) -> Ledger:
    return Ledger(name="临江市台账", tasks=tasks, projects=projects)


@pytest.mark.parametrize(("rule_set", "case"), CASES)
def test_case(rule_set: str, case: dict) -> None:
    task = LedgerTask(**{"id": "k", "title": "新建县城小学", "state": State.UNDER_WAY, **_plain(case["task"])})
    day = case["day"]
    lighting = Lighting(rules_on(SETS, rule_set, day), WORK_DAYS, case.get("targets", {}))
    [found] = light_all(_ledger(task), lighting, day)
    expected = {key: case[key] for key in ("light", "rule", "reason") if key in case}
    assert expected == {key: str(getattr(found, key)) for key in expected}
    if "also" in case:
        assert case["also"] in found.also


def test_each_manner_is_shown_by_cases() -> None:
    assert {one.name for one in SETS} == {param.values[0] for param in CASES}


def test_a_parent_takes_the_gravest_light_of_its_parts() -> None:
    whole = LedgerTask(id="k", title="清零大班额", start=date(2024, 1, 1), due=date(2024, 12, 31))
    parts = [
        LedgerTask(
            id=f"k-{area}",
            parent="k",
            title="清零大班额",
            area=area,
            start=date(2024, 1, 1),
            due=date(2024, 12, 31),
            reports=[{"period": "2024-05", "on": date(2024, 6, 5), "percent": percent, "state": State.DONE}],
        )
        for area, percent in (("青禾县", 45), ("云岫县", 15))
    ]
    lights = light_all(_ledger(whole, *parts), Lighting(SETS[0], WORK_DAYS), date(2024, 6, 28))
    assert [one.light for one in lights] == [Light.RED, Light.GREEN, Light.RED]
    assert lights[0].reason == "2 项子任务中 1 项红灯、1 项绿灯"


def test_a_project_is_lit_by_its_stages() -> None:
    project = LedgerProject(
        id="p",
        name="临江市第十小学",
        start=date(2024, 1, 1),
        due=date(2025, 8, 31),
        stages=[{"stage": "施工许可", "due": date(2024, 3, 29)}, {"stage": "竣工", "due": date(2025, 6, 30)}],
    )
    [found] = light_all(_ledger(projects=(project,)), Lighting(SETS[1], WORK_DAYS), date(2024, 4, 2))
    assert (found.light, found.reason) == (Light.YELLOW, "节点“施工许可”应在 2024-03-29 完成，超期 2 个工作日")


_STEPS = {
    "审核通过": (State.UNDER_REVIEW, State.DONE),
    "重新打开": (State.DONE, State.UNDER_WAY),
    "终止": (State.UNDER_WAY, State.ENDED),
    "恢复": (State.ENDED, State.UNDER_WAY),
}


def _trace(*steps: tuple[str, date]) -> list[dict]:
    return [{"on": on, "by": "赵强", "action": one, "was": _STEPS[one][0], "now": _STEPS[one][1]} for one, on in steps]


BEGIN = date(2024, 1, 1)
EARLY = st.integers(0, 300).map(lambda days: BEGIN + timedelta(days=days))


@st.composite
def entries(draw: st.DrawFn, until: date) -> LedgerTask:
    """Return a task in which whatever was done was done up to a day."""
    done = st.dates(BEGIN, until)
    reports = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "period": st.sampled_from(["2024-01", "2024-05", "2024-11", "2025-03", "2024Q2", "2024H1"]),
                    "on": done,
                    "percent": st.none() | st.integers(0, 100),
                    "state": st.sampled_from([State.DONE, State.UNDER_REVIEW, State.RETURNED]),
                    "reviewed_on": st.none() | done,
                }
            ),
            max_size=4,
        )
    )
    steps = draw(st.lists(st.sampled_from(["重新打开", "恢复"]), max_size=2))
    back = {"重新打开": "审核通过", "恢复": "终止"}
    days = sorted(draw(st.lists(done, min_size=2 * len(steps), max_size=2 * len(steps))))
    trace = _trace(*zip([name for one in steps for name in (back[one], one)], days, strict=True))
    milestones = draw(
        st.lists(st.fixed_dictionaries({"name": st.just("开工"), "due": EARLY, "done": st.none() | done}), max_size=3)
    )
    requests = [
        {"id": "a", "kind": "延期", "asked_on": day, "by": "基教科", "reason": "汛期", "due": due}
        | {"state": "同意", "decided_on": day, "decided_by": "局长"}
        for day, due in draw(st.lists(st.tuples(done, EARLY), max_size=2))
    ]
    return LedgerTask(
        id="k",
        title="新建县城小学",
        state=draw(st.sampled_from([State.UNDER_WAY, State.UNDER_WAY, State.UNSIGNED, State.RETURNED])),
        start=draw(st.none() | EARLY),
        due=draw(st.none() | EARLY),
        frequency=draw(st.sampled_from(Frequency)),
        finished=draw(st.none() | st.none() | done),
        trace=trace,
        targets=("t",),
        reports=reports,
        milestones=milestones,
        requests=requests,
    )


@st.composite
def manners(draw: st.DrawFn) -> LightRuleSet:
    """Return any manner of lighting that a workspace may write."""
    bounds = st.dictionaries(st.sampled_from(Measure), st.integers(1, 40), min_size=1, max_size=2)
    rule = st.builds(LightRule, st.sampled_from([Light.RED, Light.YELLOW]), bounds, st.just("规则"))
    return LightRuleSet(
        id="own",
        name="本局",
        since=BEGIN,
        until=None,
        rules=tuple(draw(st.lists(rule, min_size=1, max_size=4))),
        reporting_days=draw(st.integers(0, 20)),
        blue_until=draw(st.sampled_from(["开始", "临近"])),
    )


@settings(max_examples=400, deadline=None)
@given(st.data(), st.integers(0, 700), st.integers(1, 400), st.sampled_from([*SETS, None]))
def test_waiting_never_makes_a_light_greener(data, first: int, later: int, rule_set: LightRuleSet | None) -> None:
    one = BEGIN + timedelta(days=first)
    task = data.draw(entries(one))
    part = data.draw(st.none() | entries(one))
    rules = rule_set if rule_set is not None else data.draw(manners())
    lighting = Lighting(rules, WORK_DAYS, {"t": data.draw(st.integers(0, 2))})
    parts = () if part is None else (part.model_copy(update={"id": "k-1", "parent": "k"}),)
    ledger = _ledger(task, *parts)
    before = light_all(ledger, lighting, one)
    after = light_all(ledger, lighting, one + timedelta(days=later))
    for was, now in zip(before, after, strict=True):
        assert was.light.gravity <= now.light.gravity, (was, now)


def test_every_light_of_a_rule_says_which_and_why() -> None:
    task = LedgerTask(id="k", title="新建县城小学", start=date(2023, 1, 1), due=date(2024, 1, 31))
    for rules in SETS:
        [found] = light_all(_ledger(task), Lighting(rules, WORK_DAYS), date(2024, 6, 3))
        assert found.light is Light.RED
        assert found.rule in {one.name for one in rules.rules}
        assert found.reason


# what is looked at on a day is what was there by then


def _under_way(**more) -> LedgerTask:
    return LedgerTask(
        **{"id": "k", "title": "新建县城小学", "state": State.UNDER_WAY, "start": date(2024, 1, 2)}
        | {"due": date(2024, 12, 31)}
        | more
    )


def _light(task: LedgerTask, day: date, *others: LedgerTask) -> tuple[str, str]:
    found = light_all(_ledger(task, *others), Lighting(SETS[0], WORK_DAYS), day)[0]
    return str(found.light), found.reason


def _accepted(period: str, percent: int, on: date, reviewed: date) -> dict:
    return {"period": period, "on": on, "percent": percent, "state": State.DONE, "reviewed_on": reviewed}


def test_an_earlier_period_accepted_later_tells_nothing_new() -> None:
    reports = [
        _accepted("2024-02", 60, date(2024, 3, 1), date(2024, 3, 4)),
        _accepted("2024-01", 5, date(2024, 2, 2), date(2024, 3, 6)),
    ]
    assert _light(_under_way(reports=reports), date(2024, 3, 7))[1].startswith("完成 60%")


def test_a_report_returned_later_was_one_until_then() -> None:
    report = {"period": "2024-02", "on": date(2024, 3, 1), "state": State.RETURNED, "reviewed_on": date(2024, 3, 20)}
    task = _under_way(start=date(2024, 2, 1), due=date(2026, 12, 31), reports=[report])
    assert _light(task, date(2024, 3, 19))[0] == "绿"
    assert _light(task, date(2024, 3, 20)) == ("黄", "连续 1 期没有填报")


def test_what_was_opened_again_is_lit_again_and_the_months_before_stay() -> None:
    reports = [_accepted("2024-03", 100, date(2024, 3, 29), date(2024, 4, 2))]
    trace = _trace(("审核通过", date(2024, 4, 8)), ("重新打开", date(2024, 6, 3)))
    task = _under_way(due=date(2024, 5, 31), reports=reports, trace=trace)
    assert _light(task, date(2024, 5, 1)) == ("绿", "2024-04-08 办结")
    assert _light(task, date(2024, 6, 4)) == ("红", "超过时限 2024-05-31 2 个工作日")


def test_what_was_ended_and_taken_up_again_is_lit_again() -> None:
    trace = _trace(("终止", date(2024, 2, 2)), ("恢复", date(2024, 8, 1)))
    task = _under_way(trace=trace, reports=[])
    assert _light(task, date(2024, 7, 31)) == ("无", "2024-02-02 起终止")
    assert _light(task, date(2024, 8, 5))[0] == "红"


def test_the_light_set_last_by_hand_stands_and_none_on_what_is_over() -> None:
    hand = {"reason": "省里推迟", "by": "李明", "approved_by": "局长", "until": date(2024, 12, 31)}
    overrides = [{"light": "红", "since": date(2024, 3, 1)} | hand, {"light": "绿", "since": date(2024, 4, 1)} | hand]
    assert _light(_under_way(overrides=overrides), date(2024, 5, 6))[0] == "绿"
    over = _under_way(overrides=overrides[:1], state=State.DONE, finished=date(2024, 4, 1))
    assert _light(over, date(2024, 5, 6)) == ("绿", "2024-04-01 办结")


def test_a_report_of_the_whole_does_not_hide_what_is_red_in_its_parts() -> None:
    part = _under_way(id="k-1", parent="k", due=date(2024, 2, 29))
    whole = _under_way(reports=[_accepted("2024-05", 60, date(2024, 6, 3), date(2024, 6, 4))])
    assert _light(whole, date(2024, 6, 28), part) == ("红", "1 项子任务中 1 项红灯")


def test_the_way_to_the_deadline_is_told_as_it_is() -> None:
    task = _under_way(due=date(2024, 6, 30), reports=[_accepted("2024-05", 99, date(2024, 6, 3), date(2024, 6, 4))])
    told = [_light(task, date(2024, 6, day))[1].split("；")[1] for day in (27, 28, 29, 30)]
    assert told == [
        "距时限 2024-06-30 还有 1 个工作日",
        "距时限 2024-06-30 还有 0 个工作日",
        "距时限 2024-06-30 还有 0 个工作日",
        "今天到时限",
    ]


def _acted(task: LedgerTask, *deeds: Deed) -> LedgerTask:
    for deed in deeds:
        task, found = act(task, deed)
        assert found == ()
    return task


_MONTHLY = Deed("填报", "李明", Actor.REPORTER, date(2024, 3, 1), period="2024-02", percent=Decimal(10))
_ACCEPTED = Deed("填报审核通过", "王芳", Actor.UNIT_HEAD, date(2024, 3, 4), period="2024-02")


def test_an_accepted_report_finishes_no_task() -> None:
    task = _acted(_under_way(start=date(2023, 10, 9)), _MONTHLY, _ACCEPTED)
    light, reason = _light(task, date(2024, 3, 8))
    assert (light, reason.partition("（")[2]) == ("黄", "完成 10%，序时进度 34%）")


def test_a_task_reported_in_full_waits_for_its_review_in_green() -> None:
    full = replace(_MONTHLY, percent=Decimal(100), evidence=("验收单",))
    asked = Deed("申请办结", "李明", Actor.REPORTER, date(2024, 3, 6), evidence=("验收单",))
    task = _acted(_under_way(due=date(2024, 3, 15)), full, _ACCEPTED, asked)
    assert _light(task, date(2024, 6, 3)) == ("绿", "已全部完成，还没有办结")
    done = Deed("审核通过", "赵强", Actor.SUPERVISOR, date(2024, 6, 4), note="同意")
    assert _light(_acted(task, done), date(2024, 6, 5)) == ("绿", "2024-06-04 办结，比时限晚 81 天")


def test_a_task_without_a_beginning_is_reported_from_the_day_it_was_signed_for() -> None:
    signed = Deed("签收", "李明", Actor.REPORTER, date(2024, 1, 8))
    borne = Assignment(lead=("基教科",))
    task = _acted(_under_way(start=None, state=State.UNSIGNED, assignment=borne, due=date(2028, 12, 29)), signed)
    assert _light(task, date(2024, 6, 28)) == ("红", "连续 5 期没有填报")
