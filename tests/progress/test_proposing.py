"""Proposals of units: cases an expert can read, leave-one-out over documents, and what a proposal may never be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given

from luoshi import samples
from luoshi.compiler import compile_document
from luoshi.model.plan import Plan
from luoshi.progress.tasks.making import make_ledger
from luoshi.progress.tasks.proposing import Proposer, prefix_of
from luoshi.progress.tasks.wording import Matter, matter_of
from luoshi.readers import read_document
from luoshi.rules.functions import load_functions
from tests.progress.task_plans import plan_with, plans, task

_FUNCTIONS = load_functions()
_CASES = yaml.safe_load((Path(__file__).parent / "cases" / "proposals.yaml").read_text(encoding="utf-8"))
_DOCUMENTS = Path(samples.__file__).parent / "documents"


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["任务"])
def test_case(case: dict[str, str]) -> None:
    everything = plan_with(*(task(index, one["任务"], quote=one["任务"]) for index, one in enumerate(_CASES)))
    ledger = make_ledger(everything, _FUNCTIONS)
    one = next(entry for entry in ledger.tasks if entry.title == case["任务"])
    units = [proposal.value for proposal in one.proposals if proposal.key == "lead"]
    sections = [proposal.value for proposal in one.proposals if proposal.key == "section"]
    assert case["单位"] in units
    assert case["科室"] in sections


def _hits(path: Path) -> tuple[int, int, int]:
    """Return how many tasks name units, and in how many one of them is among the first one and three proposals."""
    document = read_document(path)
    plan = compile_document(document)
    facts = plan.document
    matters: list[Matter] = []
    for one in plan.tasks:
        matter = matter_of(plan, one, document.quote(one.span))
        body = matter.body
        for unit in sorted(matter.units, key=len, reverse=True):
            body = body.replace(unit, "")
        matters.append(replace(matter, body=body))
    many = first = three = 0
    for matter in matters:
        true = {_FUNCTIONS.key(unit) for unit in matter.units if not _FUNCTIONS.is_section(unit)}
        if not true:
            continue
        asked = replace(matter, units=())
        rest = [one for one in matters if one.id != matter.id]
        named = [one for one in rest if one.units]
        names = Proposer(_FUNCTIONS, named, [*rest, asked], facts.region or "", facts.level or "").names(asked)
        keys = [_FUNCTIONS.key(name) for name in names]
        many += 1
        first += bool({*keys[:1]} & true)
        three += bool({*keys[:3]} & true)
    return many, first, three


@pytest.mark.parametrize("stem", ["云岫县", "青禾县"])
def test_hidden_units_of_the_samples_come_back(stem: str) -> None:
    many, first, three = _hits(next(_DOCUMENTS.glob(f"{stem}*")))
    assert many >= 15
    assert first / many >= 0.9
    assert three / many >= 0.95


def test_hidden_units_of_real_documents_come_back(shared: Path) -> None:
    floors = {"003": (0.7, 0.85), "000": (0.5, 0.75), "004": (0.3, 0.5)}
    for number, (least_first, least_three) in floors.items():
        many, first, three = _hits(next((shared / "seeds").glob(f"{number}_*")))
        assert first / many >= least_first, number
        assert three / many >= least_three, number


@given(plans(), plans())
def test_every_proposal_says_why_and_how_sure(plan: Plan, other: Plan) -> None:
    ledger = make_ledger(plan, _FUNCTIONS, [other])
    for one in (*ledger.tasks, *ledger.projects):
        assert all(proposal.why and 0 < proposal.strength <= 1 for proposal in one.proposals)
        for key in ("lead", "support", "section"):
            said = [proposal for proposal in one.proposals if proposal.key == key]
            assert len({proposal.value for proposal in said}) == len(said)
            assert len(said) <= 4


def test_prefix_of_departments() -> None:
    assert prefix_of("临江市", "市") == "市"
    assert prefix_of("青禾县", "县") == "县"
    assert prefix_of("望澜区", "县") == "区"
    assert prefix_of(None, None) == ""
