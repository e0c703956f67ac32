"""Differences and misfits as an expert lists them (tests/cases/compare)."""

from __future__ import annotations

from typing import Any

import pytest

from luoshi.compare.differences import compare_plans
from luoshi.compare.fit import fit_plans
from tests.compare.conftest import cases, plan_of


@pytest.mark.parametrize("case", cases("differences.yaml"))
def test_differences_are_all_found_and_none_besides(case: dict[str, Any]) -> None:
    found = compare_plans(plan_of(case["old"]), plan_of(case["new"])).differences
    assert sorted(f"{d.kind} {d.verdict.value} {d.name}" for d in found) == sorted(case["found"])


@pytest.mark.parametrize("case", cases("differences.yaml"))
def test_comparing_the_other_way_round_finds_as_many(case: dict[str, Any]) -> None:
    forth = compare_plans(plan_of(case["old"]), plan_of(case["new"]))
    back = compare_plans(plan_of(case["new"]), plan_of(case["old"]))
    assert len(back.differences) == len(forth.differences)
    assert back.same == forth.same


@pytest.mark.parametrize("case", cases("fit.yaml"))
def test_misfits_are_all_found_and_none_besides(case: dict[str, Any]) -> None:
    found = fit_plans(plan_of(case["lower"]), plan_of(case["upper"])).misfits
    assert [f"{m.verdict.value} {m.name}" for m in found] == case["found"]
