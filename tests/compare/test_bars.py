"""What must be found between two editions and between two levels, listed by hand (editions.yaml, fit.yaml)."""

from __future__ import annotations

from collections import Counter
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.api import compare_plans, compile_plan, fit_plans
from luoshi.model.plan import Plan
from luoshi.samples import sample_files

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def issued() -> Plan:
    with as_file(next(f for f in sample_files() if f.name.startswith("临江市“") and f.name.endswith(".docx"))) as path:
        return compile_plan(path)


def _listed(name: str) -> dict[str, Any]:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def _counted(entries: list[dict[str, Any]]) -> Counter[tuple[str, str, str]]:
    return Counter((entry["kind"], entry["verdict"], entry["name"]) for entry in entries)


def test_all_sixty_differences_are_found_and_none_invented(issued: Plan) -> None:
    (draft,) = HERE.glob("*（征求意见稿）.docx")
    listed = _listed("editions.yaml")
    wanted, derived = _counted(listed["differences"]), _counted(listed["derived"])
    found = Counter((d.kind, d.verdict.value, d.name) for d in compare_plans(compile_plan(draft), issued).differences)
    assert wanted.total() == 60
    assert wanted - found == Counter()
    assert found - wanted - derived == Counter()


def test_all_ten_misfits_are_found_and_none_invented(issued: Plan) -> None:
    (county,) = HERE.glob("石砚县*.txt")
    listed = _listed("fit.yaml")
    wanted = Counter((entry["verdict"], entry["upper"]["name"]) for entry in listed["misfits"])
    disputed = {entry["name"] for entry in listed["open"]}
    found = Counter((m.verdict.value, m.name) for m in fit_plans(compile_plan(county), issued).misfits)
    assert wanted.total() == 10
    assert wanted - found == Counter()
    assert {name for _, name in found - wanted} <= disputed


def test_every_misfit_names_both_sides(issued: Plan) -> None:
    (county,) = HERE.glob("石砚县*.txt")
    for misfit in fit_plans(compile_plan(county), issued).misfits:
        assert misfit.upper.text in misfit.sentence
        assert (misfit.lower is None) == (misfit.verdict.value == "缺少")


def test_every_target_that_is_met_would_be_missed_if_it_were_ruined(issued: Plan) -> None:
    (county,) = HERE.glob("石砚县*.txt")
    plan = compile_plan(county)
    for entry in _listed("fit.yaml")["met"]:
        name = entry["lower"]["name"]
        ruined = plan.model_copy(
            update={
                part: tuple(
                    f.model_copy(update={"value": 99 if f.op in ("<=", "<") else f.value / 1000})
                    if f.indicator == name
                    else f
                    for f in getattr(plan, part)
                )
                for part in ("targets", "norms")
            }
        )
        wrong = {(m.verdict.value, m.name) for m in fit_plans(ruined, issued).misfits}
        assert ("低于", entry["upper"]["name"]) in wrong, name
