"""A ledger from a plan: what the plan says, what is only proposed, what is split; making again; taking up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.errors import LuoshiError
from luoshi.model.document import Span
from luoshi.model.ledger import Assignment, Ledger, LedgerTask, Report
from luoshi.model.plan import Plan, Project, Target
from luoshi.progress.tasks.making import make_ledger
from luoshi.progress.tasks.remaking import remade
from luoshi.progress.tasks.taking import ACTION, Choice, take_up
from luoshi.rules.functions import load_functions
from tests.progress.task_plans import COUNTIES, figure, plan_with, plans, task

_FUNCTIONS = load_functions()
_DAY = date(2022, 3, 1)


def _made(plan: Plan, **more: object) -> Ledger:
    return make_ledger(plan, _FUNCTIONS, **more)  # type: ignore[arg-type]


def _only(ledger: Ledger) -> LedgerTask:
    (one,) = ledger.tasks
    return one


def test_the_plan_s_word_is_taken_as_it_stands() -> None:
    given_task = task(1, units=("市教育局", "市财政局"), lead=("市教育局",), support=("市财政局",), deadline=2023)
    one = _only(_made(plan_with(given_task)))
    assert one.assignment == Assignment(lead=("市教育局",), support=("市财政局",), origin="规划")
    assert (one.due, one.due_origin) == (date(2023, 12, 31), "规划")
    assert {proposal.key for proposal in one.proposals} <= {"section"}


def test_units_without_a_lead_are_all_kept_and_the_first_is_proposed() -> None:
    one = _only(_made(plan_with(task(1, units=("市委编办", "市教育局")))))
    assert one.assignment.lead == ("市委编办", "市教育局")
    assert one.assignment.support == ()
    assert [proposal.value for proposal in one.proposals if proposal.key == "lead"] == ["市委编办"]


def test_a_section_of_the_bureau_is_no_unit() -> None:
    one = _only(_made(plan_with(task(1, units=("基础教育科", "市财政局")))))
    assert one.assignment.section == "基础教育科"
    assert one.assignment.lead == ("市财政局",)


def test_what_the_plan_does_not_say_is_only_proposed() -> None:
    one = _only(_made(plan_with(task(1, "核定教职工编制"))))
    assert one.assignment == Assignment()
    assert one.due is None
    leads = [proposal for proposal in one.proposals if proposal.key == "lead"]
    assert "市委编办" in [proposal.value for proposal in leads]
    assert all(proposal.why for proposal in one.proposals)
    (due,) = [proposal for proposal in one.proposals if proposal.key == "due"]
    assert due.value == "2025-12-31"


def test_a_similar_task_of_another_plan_speaks_for_its_units() -> None:
    other = plan_with(task(1, "建设少年宫", units=("市文化馆",)))
    one = _only(_made(plan_with(task(7, "建设少年宫和校外场馆")), others=[other]))
    found = next(proposal for proposal in one.proposals if proposal.value == "市文化馆")
    assert "建设少年宫" in found.why
    assert "临江市教育规划" in found.why


def test_a_unit_of_another_region_alone_is_not_proposed() -> None:
    other = plan_with(task(1, "建设少年宫", units=("远山大学", "市财政局")))
    other = other.model_copy(update={"document": other.document.model_copy(update={"region": "远山市"})})
    one = _only(_made(plan_with(task(7, "建设少年宫和校外场馆")), others=[other]))
    values = {proposal.value for proposal in one.proposals}
    assert "市财政局" in values
    assert "远山大学" not in values


def test_a_unit_is_written_as_the_level_of_the_plan_has_it() -> None:
    plan = plan_with(task(1, "核定教职工编制"))
    county = plan.model_copy(update={"document": plan.document.model_copy(update={"level": "县", "region": "青禾县"})})
    values = [proposal.value for proposal in _only(_made(county)).proposals]
    assert "县委编办" in values
    assert "市委编办" not in values


def test_deliverables_become_milestones_on_their_own_day() -> None:
    one = _only(_made(plan_with(task(1, deadline=2025, deliverables=("2023年出台管理办法", "建立预警机制")))))
    assert [(step.name, step.due) for step in one.milestones] == [
        ("2023年出台管理办法", date(2023, 12, 31)),
        ("建立预警机制", date(2025, 12, 31)),
    ]


def test_a_deliverable_without_any_day_is_no_milestone() -> None:
    one = _only(_made(plan_with(task(1, deliverables=("建立预警机制",)))))
    assert (one.milestones, one.deliverables) == ((), ("建立预警机制",))


def test_task_of_all_counties_is_split() -> None:
    ledger = _made(plan_with(task(1, units=("各县（市、区）人民政府", "市教育局"), deadline=2023)), counties=COUNTIES)
    shares = [one for one in ledger.tasks if one.parent]
    assert [(one.area, one.assignment.lead) for one in shares] == [
        ("青禾县", ("青禾县人民政府",)),
        ("云岫县", ("云岫县人民政府",)),
        ("临江经开区", ("临江经开区管委会",)),
    ]
    assert {one.due for one in shares} == {date(2023, 12, 31)}
    assert {one.parent for one in shares} == {"k-00000001"}


def test_county_that_the_text_alone_names_gets_a_proposal() -> None:
    ledger = _made(plan_with(task(1, quote="各县（市、区）建成1个基地。其他照旧。")), counties=COUNTIES[:1])
    share = ledger.tasks[1]
    assert share.assignment == Assignment()
    assert share.content == "各县（市、区）建成1个基地"
    assert share.proposals[0].value == "青禾县人民政府"


def test_targets_in_a_task_are_its_targets() -> None:
    inside, outside = figure(Target, 1, 150), figure(Target, 2, 700)
    assert _only(_made(plan_with(task(1), targets=(inside, outside)))).targets == ("t-00000001",)


def test_project_keeps_its_facts() -> None:
    project = Project(
        id="p-1",
        name="青禾县一中扩建",
        start=2021,
        end=2024,
        investment_yi=Decimal("1.25"),
        places=900,
        quote="x",
        span=Span(0, 1),
    )
    (one,) = _made(plan_with(projects=(project,)), counties=COUNTIES).projects
    assert (one.area, one.investment, one.places, one.due) == ("青禾县", Decimal(12500), 900, date(2024, 12, 31))
    assert one.proposals[0].value == "青禾县人民政府"


@given(plans())
def test_every_task_and_project_has_an_entry_and_parents_exist(plan: Plan) -> None:
    ledger = _made(plan, counties=COUNTIES)
    assert [one.id for one in ledger.tasks if not one.parent] == [one.id for one in plan.tasks]
    assert [one.plan_item for one in ledger.projects] == [one.id for one in plan.projects]
    numbers = {one.id for one in ledger.tasks}
    assert all(one.parent in numbers for one in ledger.tasks if one.parent)
    assert Ledger.model_validate_json(ledger.model_dump_json()) == ledger


@given(plans())
def test_a_proposal_is_never_the_plan_s_word(plan: Plan) -> None:
    items = {one.id: one for one in plan.tasks}
    for one in _made(plan, counties=COUNTIES).tasks:
        said = items[one.plan_item]
        if not one.parent:
            named = {*one.assignment.units, *one.assignment.section.split("、")} - {""}
            assert named == {*said.units, *said.lead, *said.support}
            assert (one.due is None) == (said.deadline is None)
        assert one.assignment.origin in (None, "规划")


@given(plans(), st.permutations(COUNTIES))
def test_numbers_do_not_depend_on_order(plan: Plan, counties: list[str]) -> None:
    turned = plan.model_copy(update={"tasks": plan.tasks[::-1]})
    one, other = _made(plan, counties=COUNTIES), _made(turned, counties=counties)
    assert {task.id for task in one.tasks} == {task.id for task in other.tasks}


@given(plans())
def test_made_again_from_the_same_plan_nothing_changes(plan: Plan) -> None:
    ledger = _made(plan, counties=COUNTIES)
    assert remade(ledger, ledger) == (ledger, ())


@given(plans(), plans(), st.data())
def test_made_again_nothing_that_people_did_is_lost(plan: Plan, other: Plan, data: st.DataObject) -> None:
    ledger = _made(plan, counties=COUNTIES)
    changed = tuple(
        one.model_copy(
            update={
                "number": f"甲-{index}",
                "assignment": Assignment(lead=("某单位",), person="某人", origin="人工"),
                "due": data.draw(st.dates()),
                "due_origin": "人工",
                "reports": (Report(period="2022-01", on=_DAY, text="已开工"),),
            }
        )
        for index, one in enumerate(ledger.tasks)
    )
    used = ledger.model_copy(update={"tasks": changed})
    new = _made(other, counties=COUNTIES)
    again, findings = remade(used, new)
    kept = {one.id: one for one in again.tasks}
    for one in used.tasks:
        now = kept[one.id]
        assert now.model_copy(update={"proposals": one.proposals, "targets": one.targets}) == one
    assert {one.id for one in new.tasks} <= kept.keys()
    assert [one.id for one in again.tasks if one.id in {old.id for old in used.tasks}] == [one.id for one in used.tasks]
    gone = {one.where for one in findings if one.code == "L151"}
    items = {one.id for one in (*other.tasks, *other.projects)}
    lost = {one.id for one in (*used.tasks, *used.projects) if one.plan_item not in items}
    assert lost <= gone


def test_a_plan_that_says_otherwise_is_told_and_not_followed() -> None:
    old = _made(plan_with(task(1, units=("市教育局",), deadline=2023)))
    new = _made(plan_with(task(1, units=("市财政局",), deadline=2024)))
    again, findings = remade(old, new)
    assert again.tasks == old.tasks
    assert [one.code for one in findings] == ["L152"]
    assert "市财政局" in findings[0].message


def test_parts_are_missed_only_when_the_text_is_there() -> None:
    plan = plan_with(task(1, quote="做好三件事。"))
    old = _made(plan, texts={"k-00000001": "做好三件事。一是修缮校舍；二是更换设备；三是增设书角。"})
    assert len(old.tasks) == 4
    again, findings = remade(old, _made(plan))
    assert (again.tasks[1:], findings) == (old.tasks[1:], ())
    fewer = _made(plan, texts={"k-00000001": "做好两件事。一是修缮校舍；二是更换设备。"})
    again, findings = remade(old, fewer)
    assert len(again.tasks) == 4
    assert [(one.code, one.where) for one in findings] == [("L151", old.tasks[3].id)]


def test_a_new_task_is_put_after_the_one_before_it() -> None:
    old = _made(plan_with(task(1), task(3)))
    again, findings = remade(old, _made(plan_with(task(1), task(2), task(3))))
    assert [one.id for one in again.tasks] == ["k-00000001", "k-00000002", "k-00000003"]
    assert [one.code for one in findings] == ["L158"]


def test_taking_up_sets_units_and_leaves_a_trace() -> None:
    ledger = _made(plan_with(task(1, "核定教职工编制")))
    now = _only(take_up(ledger, [Choice("k-00000001")], by="张三", on=_DAY))
    assert now.assignment.lead
    assert (now.assignment.origin, now.due_origin) == (ACTION, ACTION)
    assert now.proposals == ()
    assert {entry.by for entry in now.trace} == {"张三"}
    assert all(entry.note for entry in now.trace)


def test_taking_up_one_value() -> None:
    ledger = _made(plan_with(task(1, "核定教职工编制")))
    choice = Choice("k-00000001", "lead", "市委编办")
    now = _only(take_up(ledger, [choice], by="张三", on=_DAY))
    assert now.assignment.lead == ("市委编办",)
    assert now.due is None


def test_lead_among_units_that_the_plan_names() -> None:
    ledger = _made(plan_with(task(1, units=("市委编办", "市教育局"))))
    now = _only(take_up(ledger, [Choice("k-00000001", "lead")], by="张三", on=_DAY))
    assert now.assignment == Assignment(lead=("市委编办",), support=("市教育局",), origin="规划")


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice("k-99999999"), "L155"),
        (Choice("k-00000001", "lead", "市气象局"), "L156"),
        (Choice("k-00000002", "lead"), "L156"),
    ],
)
def test_what_cannot_be_taken_up(choice: Choice, code: str) -> None:
    ledger = _made(plan_with(task(1), task(2, units=("市教育局",))))
    with pytest.raises(LuoshiError) as told:
        take_up(ledger, [choice], by="张三", on=_DAY)
    assert told.value.code == code


def test_what_a_person_set_is_not_replaced() -> None:
    ledger = _made(plan_with(task(1)))
    (one,) = ledger.tasks
    by_hand = one.model_copy(update={"assignment": Assignment(lead=("某单位",), origin="人工")})
    with pytest.raises(LuoshiError) as told:
        take_up(ledger.model_copy(update={"tasks": (by_hand,)}), [Choice(one.id, "lead")], by="张三", on=_DAY)
    assert told.value.code == "L157"
