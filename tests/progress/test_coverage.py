"""Coverage of a plan by its ledger: nothing is left out, and each state has its ground."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.model.coverage import CoverState, ItemKind
from luoshi.model.document import Span
from luoshi.model.ledger import Ledger, State
from luoshi.model.plan import Norm, Observation, Plan, Problem, Target
from luoshi.progress.tasks.coverage import cover, items_of
from luoshi.progress.tasks.making import make_ledger
from luoshi.rules.functions import load_functions
from tests.progress.task_plans import COUNTIES, figure, plan_with, plans, task

_FUNCTIONS = load_functions()


def _state(plan: Plan, item: str, ledger: Ledger | None = None, **more: object) -> CoverState:
    used = ledger if ledger is not None else make_ledger(plan, _FUNCTIONS)
    coverage, _ = cover(plan, used, **more)  # type: ignore[arg-type]
    (row,) = [row for row in coverage.rows if row.item == item]
    return row.state


@given(plans(), st.data())
def test_rows_are_the_items_of_the_plan(plan: Plan, data: st.DataObject) -> None:
    ledger = make_ledger(plan, _FUNCTIONS, counties=COUNTIES)
    kept = data.draw(st.sets(st.sampled_from([one.id for one in ledger.tasks]))) if ledger.tasks else set()
    part = ledger.model_copy(update={"tasks": tuple(one for one in ledger.tasks if one.id in kept)})
    coverage, findings = cover(plan, part)
    every = [*plan.targets, *plan.norms, *plan.projects, *plan.tasks, *plan.problems, *plan.observations]
    assert [row.item for row in coverage.rows] == [one.id for one in every]
    assert findings == ()
    for row in coverage.rows:
        assert row.state is not CoverState.NOT_NEEDED or row.why
        assert row.state is not CoverState.OPEN or (row.why and not row.entries)
        assert row.state is not CoverState.WITHOUT_UNIT or (row.entries and "责任单位" in row.lacks)


@given(plans())
def test_reasons_close_every_item(plan: Plan) -> None:
    empty = Ledger(name="空")
    coverage, _ = cover(plan, empty, no_need={item.id: "不属本局" for item, _ in items_of(plan)})
    assert coverage.open == ()
    without, _ = cover(plan, empty)
    assert {row.kind for row in without.open} >= ({ItemKind.TASK} if plan.tasks else set())
    assert all(row.kind is ItemKind.OBSERVATION for row in without.rows if row.state is CoverState.NOT_NEEDED)


def test_task_with_units_is_decomposed_and_without_is_not() -> None:
    plan = plan_with(task(1, units=("市教育局",)), task(2))
    assert _state(plan, "k-00000001") is CoverState.DIVIDED
    assert _state(plan, "k-00000002") is CoverState.WITHOUT_UNIT
    assert _state(plan, "k-00000002", Ledger(name="空")) is CoverState.OPEN


def test_target_is_carried_by_the_task_it_stands_in_or_by_its_twin() -> None:
    inside, twin, other = figure(Target, 1, 150), figure(Target, 2, 700), figure(Target, 3, 800, "教师")
    plan = plan_with(task(1, units=("市教育局",)), targets=(inside, twin, other))
    assert _state(plan, inside.id) is CoverState.DIVIDED
    assert _state(plan, twin.id) is CoverState.DIVIDED
    assert _state(plan, other.id) is CoverState.OPEN
    assert _state(plan, other.id, divided={other.id: "六个县"}) is CoverState.DIVIDED
    assert _state(plan, other.id, duties={other.id: "人事科"}) is CoverState.DIVIDED


def test_an_open_target_names_the_task_it_may_belong_to() -> None:
    plan = plan_with(
        task(1, "扩大普惠性学前教育资源"),
        task(2, "加强师德建设"),
        targets=(figure(Target, 1, 700, "公办幼儿园在园幼儿占比"), figure(Target, 2, 800, "人均预期寿命")),
    )
    coverage, _ = cover(plan, make_ledger(plan, _FUNCTIONS))
    rows = {row.item: row for row in coverage.rows}
    assert rows["t-00000001"].state is CoverState.OPEN
    assert "可能属于“扩大普惠性学前教育资源”（k-00000001），请核对" in rows["t-00000001"].why
    assert "可能" not in rows["t-00000002"].why


def test_norm_problem_and_observation() -> None:
    norm, seen = figure(Norm, 1, 150, "课时"), figure(Observation, 1, 20)
    problem = Problem(id="q-1", text="学位不足", quote="学位不足", span=Span(0, 4), tasks=("k-00000001",))
    loose = Problem(id="q-2", text="信息化弱", quote="信息化弱", span=Span(5, 9))
    plan = plan_with(task(1, units=("市教育局",)), norms=(norm,), observations=(seen,), problems=(problem, loose))
    assert _state(plan, norm.id) is CoverState.DIVIDED
    assert _state(plan, "q-1") is CoverState.DIVIDED
    assert _state(plan, "q-2") is CoverState.OPEN
    assert _state(plan, seen.id) is CoverState.NOT_NEEDED


def test_an_ended_entry_carries_nothing() -> None:
    plan = plan_with(task(1, units=("市教育局",)))
    ledger = make_ledger(plan, _FUNCTIONS)
    ended = ledger.model_copy(update={"tasks": (ledger.tasks[0].model_copy(update={"state": State.ENDED}),)})
    assert _state(plan, "k-00000001", ended) is CoverState.NOT_NEEDED


def test_what_is_wrong_with_the_reasons_is_told() -> None:
    plan = plan_with(task(1))
    coverage, findings = cover(plan, Ledger(name="空"), no_need={"k-00000001": " ", "k-77777777": "重复"})
    assert sorted(one.code for one in findings) == ["L153", "L154"]
    assert len(coverage.open) == 1
