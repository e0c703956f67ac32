"""A document compiles to the same items whatever format it comes in; only where they stand differs."""

from __future__ import annotations

from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest

from luoshi.api import compile_plan
from luoshi.model.corrections import keys_of, numbered
from luoshi.model.plan import Plan
from luoshi.samples import sample_files

SECOND = Path(__file__).parent / "second"
GOLD = Path(__file__).parents[1] / "gold"
GIVEN = {
    "lj_plan": "临江市“十四五”教育事业发展规划.docx",
    "lj_points": "临江市教育局2022年工作要点.txt",
    "lj_scheme": "青禾县学前教育普及普惠三年行动实施方案.html",
    "lj_county": "云岫县义务教育优质均衡发展实施方案.pdf",
}


def plan_of_sample(name: str) -> Plan:
    with as_file(next(f for f in sample_files() if f.name == GIVEN[name])) as path:
        return compile_plan(path)


def contents(plan: Plan) -> dict[tuple[str, str], dict[str, Any]]:
    """Everything an item says, by its list and number, without where it stands."""
    return {(name, item.id): {key: getattr(item, key) for key in keys_of(item)} for name, item in numbered(plan)}


def ties(plan: Plan) -> list[tuple[str, ...]]:
    """Which items belong together, and the section each stands in."""
    owners = (*plan.tasks, *plan.projects)
    return [
        *((owner.id, owner.section, *owner.figures) for owner in owners),
        *((task.id, task.deadline_text) for task in plan.tasks),
        *((problem.id, *problem.tasks) for problem in plan.problems),
        *((figure.id, figure.section) for figure in plan.figures),
    ]


def assert_same_items(one: Plan, other: Plan) -> None:
    told, found = contents(one), contents(other)
    assert len(told) > 50
    assert {key: (told.get(key), found.get(key)) for key in told | found if told.get(key) != found.get(key)} == {}
    assert other.units == one.units
    assert other.document == one.document
    assert sorted(ties(other)) == sorted(ties(one))


@pytest.mark.parametrize("path", sorted(SECOND.iterdir()), ids=lambda path: path.name)
def test_second_format_gives_the_same_items(path: Path) -> None:
    assert_same_items(plan_of_sample(path.stem), compile_plan(path))


def test_merged_cells_give_the_same_items_in_word_and_in_text() -> None:
    assert_same_items(compile_plan(SECOND / "lj_county.docx"), compile_plan(GOLD / "lj_county.txt"))


def test_the_plan_exists_in_all_formats_and_every_sample_in_two() -> None:
    suffixes: dict[str, set[str]] = {name: {Path(file).suffix} for name, file in GIVEN.items()}
    for path in SECOND.iterdir():
        suffixes[path.stem].add(path.suffix)
    assert suffixes["lj_plan"] == {".docx", ".html", ".pdf", ".txt"}
    assert min(map(len, suffixes.values())) == 2
