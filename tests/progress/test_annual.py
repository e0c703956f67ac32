"""Annual tasks traced to the plan: hand-made pairs of the samples, unseen wordings, laws."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given

from luoshi import samples
from luoshi.compiler import compile_document
from luoshi.model.coverage import ItemKind
from luoshi.model.plan import Plan, Target
from luoshi.progress.tasks.annual import trace_annual
from luoshi.readers import read_document
from tests.progress.task_plans import figure, plan_with, plans, task

_CASES = Path(__file__).parent / "cases"
_PAIRS = yaml.safe_load((_CASES / "annual_pairs.yaml").read_text(encoding="utf-8"))
_WORDINGS = yaml.safe_load((_CASES / "annual_wordings.yaml").read_text(encoding="utf-8"))
_DOCUMENTS = Path(samples.__file__).parent / "documents"
_RECALL, _PRECISION = 0.9, 0.9


def _read(name: str) -> tuple[Plan, dict[str, str]]:
    document = read_document(_DOCUMENTS / name)
    plan = compile_document(document)
    return plan, {one.id: document.quote(one.span) for one in (*plan.tasks, *plan.projects)}


@pytest.fixture(scope="module")
def sample() -> tuple[Plan, dict[str, str], Plan, dict[str, str]]:
    return (*_read("临江市“十四五”教育事业发展规划.docx"), *_read("临江市教育局2022年工作要点.txt"))


@pytest.mark.parametrize("whole", [True, False], ids=["全文", "只有引文"])
def test_sample_pairs(sample: tuple[Plan, dict[str, str], Plan, dict[str, str]], whole: bool) -> None:
    plan, texts, annual, annual_texts = sample
    given = {"texts": texts, "annual_texts": [annual_texts]} if whole else {}
    trace = trace_annual(plan, [annual], **given)
    sections = {one.id: one.section for one in plan.tasks}
    found = {
        one.section: {sections[taken.item] for taken in one.takes if taken.kind is ItemKind.TASK} for one in trace.tasks
    }
    asked = {pair["要点"]: (set(pair["落实"]), set(pair.get("可以", ()))) for pair in _PAIRS}
    assert asked.keys() == found.keys()
    hits = sum(len(found[key] & must) for key, (must, _) in asked.items())
    wanted = sum(len(must) for must, _ in asked.values())
    said = sum(len(found[key] - may) for key, (_, may) in asked.items())
    assert hits / wanted >= _RECALL - (0 if whole else 0.1), f"{hits}/{wanted}"
    assert hits / said >= _PRECISION - (0 if whole else 0.1), f"{hits}/{said}"


def test_targets_of_the_same_indicator_are_found(sample: tuple[Plan, dict[str, str], Plan, dict[str, str]]) -> None:
    plan, _, annual, _ = sample
    trace = trace_annual(plan, [annual])
    names = {taken.figures[0] for one in trace.tasks for taken in one.takes if taken.kind is ItemKind.TARGET}
    assert {"民办义务教育在校生占比", "适龄残疾儿童少年义务教育入学率"} <= names


def _unseen() -> Plan:
    return plan_with(
        *(
            task(index, title, quote=f"{title}。{said}。")
            for index, (title, said) in enumerate(_WORDINGS["plan"].values())
        )
    )


@pytest.mark.parametrize("case", _WORDINGS["annual"], ids=lambda case: case["任务"])
def test_unseen_wording(case: dict[str, str]) -> None:
    wanted = _WORDINGS["plan"].get(case["是"], [case["是"]])[0]
    annual = plan_with(task(50, case["任务"], quote=f"{case['任务']}。{case['说']}。"), period=(2024, 2024))
    (one,) = trace_annual(_unseen(), [annual]).tasks
    assert (one.takes[0].name if one.takes else "") == wanted


@given(plans(), plans(), plans())
def test_every_item_and_every_annual_task_is_there(plan: Plan, first: Plan, second: Plan) -> None:
    trace = trace_annual(plan, [first, second])
    items = [*plan.tasks, *plan.targets, *plan.projects]
    assert [row.item for row in trace.items] == [one.id for one in items]
    assert {one.id for one in trace.tasks} >= {one.id for one in (*first.tasks, *second.tasks)}
    taken = {one.item for each in trace.tasks for one in each.takes}
    assert taken == {row.item for row in trace.items if row.is_taken}
    assert len(trace.documents) == 2
    for each in trace.tasks:
        likes = [one.likeness for one in each.takes if one.kind is ItemKind.TASK]
        assert likes == sorted(likes, reverse=True)
        assert all(one.why and 0 <= one.likeness <= 1 for one in each.takes)


def test_a_plan_traces_to_itself() -> None:
    plan = _unseen()
    trace = trace_annual(plan, [plan])
    assert [one.takes[0].item for one in trace.tasks] == [one.id for one in plan.tasks]
    assert [row for row in trace.untaken if row.kind is ItemKind.TASK] == []


def test_a_target_outside_of_tasks_is_traced_too() -> None:
    plan = plan_with(task(1), targets=(figure(Target, 1, 700, "学前三年毛入园率", unit="%"),))
    annual = plan_with(targets=(figure(Target, 9, 10, "学前三年毛入园率", unit="%"),), period=(2024, 2024))
    (one,) = trace_annual(plan, [annual]).tasks
    assert [taken.item for taken in one.takes] == ["t-00000001"]


def test_real_documents_are_traced(shared: Path) -> None:
    """The points of the year before the plan: no measure of quality, but more than half is found."""
    plan, annual = (
        compile_document(read_document(next((shared / "seeds").glob(f"{number}_*")))) for number in ("000", "002")
    )
    trace = trace_annual(plan, [annual])
    assert len(trace.tasks) >= len(annual.tasks)
    assert len(trace.rootless) < len(trace.tasks) / 2
