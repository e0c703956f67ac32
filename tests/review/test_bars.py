"""What the review has to reach, on documents that others wrote and annotated.

The shared plans (skipped where they are not at hand) with their list of defects that have to be caught, and the third
set, which was written by someone who had not seen the rules.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from luoshi.compiler import compile_document
from luoshi.model.document import Document
from luoshi.model.review import Review
from luoshi.readers import read_document
from luoshi.review import review_document
from tests.scoring import score_review

_THIRD = Path(__file__).parent / "third"


def _reviewed(path: Path) -> tuple[Document, Review]:
    document = read_document(path)
    return document, review_document(document, compile_document(document), strict=True)


def _loud(review: Review) -> list[dict[str, Any]]:
    """Return the findings as ``luoshi review --format json`` gives them to the scorer."""
    return [
        {
            "code": one.finding.code,
            "severity": one.finding.severity.value,
            "message": one.finding.message,
            "spans": [list(span) for span in one.finding.spans],
        }
        for one in review.findings
    ]


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_review", shared / "tools" / "score_review.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("key", ["000", "001", "003"])
def test_shared_plans(key: str, shared: Path, scorer: ModuleType) -> None:
    gold = json.loads((shared / "gold" / f"{key}.json").read_text(encoding="utf-8"))
    wanted = json.loads((shared / "gold" / "review-must.json").read_text(encoding="utf-8"))[key]
    document, review = _reviewed(next((shared / "seeds").glob(f"{key}_*.txt")))
    findings = {"findings": _loud(review)}

    must = scorer.score(gold, document.text, findings, set(wanted["must"]))
    stretch = scorer.score(gold, document.text, findings, set(wanted["stretch"]))

    assert must["must_caught"] == must["must"]
    assert stretch["must_caught"] * 2 >= stretch["must"]
    assert must["confirmed"] >= 0.8
    assert not must["flood"]


@pytest.mark.parametrize("name", ["county.md", "points.txt"])
def test_third_set(name: str) -> None:
    path = _THIRD / name
    defects = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))["defects"]
    document, review = _reviewed(path)
    must = {one["id"] for one in defects if one["must"]}

    found = score_review(defects, document.text, review)

    assert len(must & found.caught) >= 0.75 * len(must)
    assert found.confirmed >= 0.8


def test_a_careful_plan_has_no_error_and_no_warning() -> None:
    _, review = _reviewed(_THIRD / "clean.txt")
    assert [one.finding.message for one in review.findings if one.finding.severity.value != "info"] == []
