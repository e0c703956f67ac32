"""Whole documents against hand annotation: our own samples always, the shared real plans where they are present."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.scoring import score_figures, score_names

from luoshi.compiler import compile_document
from luoshi.model.plan import Plan
from luoshi.readers import read_bytes, read_document

_GOLD = Path(__file__).parents[1] / "gold"
_SAMPLES = sorted(p.stem for p in _GOLD.glob("lj_*.json"))


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _decoded(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _units(gold: dict[str, Any], plan: Plan) -> tuple[int, int, int]:
    """Return responsible units annotated, ours, and agreed on, over tasks of the same title."""
    ours = {task.title: set(task.units) for task in plan.tasks}
    wanted = given = right = 0
    for task in gold["tasks"]:
        names = set(task["units"])
        if names and task["title"] in ours:
            wanted, given, right = (
                wanted + len(names),
                given + len(ours[task["title"]]),
                right + len(names & ours[task["title"]]),
            )
    return wanted, given, right


@pytest.mark.parametrize("name", _SAMPLES)
def test_sample_plan_agrees_with_its_annotation(name: str) -> None:
    text, gold = _decoded(_GOLD / f"{name}.txt"), _load(_GOLD / f"{name}.json")
    plan = compile_document(read_document(_GOLD / f"{name}.txt"))
    score = score_figures(gold, text, plan)
    assert (score.found >= 0.93, score.precise >= 0.93, score.whole >= 0.88, score.named >= 0.75) == (True,) * 4, score


@pytest.mark.parametrize("name", ["000", "001", "003"])
def test_real_plan_agrees_with_its_annotation(shared: Path, name: str) -> None:
    (source,) = (shared / "seeds").glob(f"{name}_*.txt")
    gold = _load(shared / "gold" / f"{name}.json")
    plan = compile_document(read_document(source))
    score = score_figures(gold, _decoded(source), plan)
    assert (score.found >= 0.95, score.precise >= 0.95, score.whole >= 0.88, score.named >= 0.75) == (True,) * 4, score
    wanted, given, right = _units(gold, plan)
    assert (right >= 0.95 * wanted, right >= 0.95 * given) == (True, True), (wanted, given, right)
    assert (score.compared >= 0.93, score.typed >= 0.95) == (True, True), score
    projects = score_names([p["name"] for p in gold["projects"]], [p.name for p in plan.projects])
    tasks = score_names([t["title"] for t in gold["tasks"]], [t.title for t in plan.tasks])
    assert (min(projects) >= 0.95, min(tasks) >= 0.95) == (True, True), (projects, tasks)


def test_every_item_quotes_its_place() -> None:
    for name in _SAMPLES:
        text = _decoded(_GOLD / f"{name}.txt")
        plan = compile_document(read_document(_GOLD / f"{name}.txt"))
        items = (*plan.figures, *plan.projects, *plan.tasks, *plan.problems)
        assert all(text[item.span.start : item.span.end].startswith(item.quote[:40]) for item in items)
        assert all(text[f.value_span.start : f.value_span.end] for f in plan.figures)
        ids = [item.id for item in items]
        assert len(ids) == len(set(ids))


def test_a_document_that_is_no_plan_gives_no_items_and_says_so() -> None:
    doc = read_bytes("便条.txt", "春天来了，江边的柳树发芽了。我们去郊游吧。\n".encode())
    plan = compile_document(doc)
    assert (plan.targets, plan.norms, plan.observations, plan.projects, plan.tasks) == ((), (), (), (), ())
    assert [f.code for f in plan.findings] == ["C001"]
