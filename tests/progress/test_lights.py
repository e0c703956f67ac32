"""Lights: the expert's cases for each manner, and the law that waiting never makes a light greener."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.model.ledger import Frequency, Ledger, LedgerProject, LedgerTask, State
from luoshi.model.lights import Light, LightRule, LightRuleSet, Measure
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
                }
            ),
            max_size=4,
        )
    )
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
