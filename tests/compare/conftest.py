"""Plans compiled from a few lines of text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.compiler import compile_document
from luoshi.model.plan import Plan
from luoshi.readers import read_bytes

CASES = Path(__file__).resolve().parents[1] / "cases" / "compare"


def plan_of(text: str, name: str = "规划.txt") -> Plan:
    return compile_document(read_bytes(name, text.encode()))


def cases(name: str) -> list[Any]:
    found = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["case"]) for case in found]


@pytest.fixture(scope="session")
def sample_text() -> str:
    return (Path(__file__).resolve().parents[1] / "gold" / "lj_plan.txt").read_text(encoding="utf-8")


@pytest.fixture
def compiled() -> Callable[[str], Plan]:
    return plan_of
