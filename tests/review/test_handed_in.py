"""Local statistics handed in (V602): the flawed edition contradicts two of them, the plan as issued none."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from luoshi.compiler import compile_document
from luoshi.model.review import Review
from luoshi.readers import read_document
from luoshi.review import RULES, review_document
from luoshi.review.references import References, ReferenceValue
from luoshi.samples import flawed_plan, sample_files

HERE = Path(__file__).resolve().parent
ENTRIES: list[dict[str, Any]] = [
    entry for entry in yaml.safe_load((HERE / "flawed.yaml").read_text(encoding="utf-8")) if "handed_in" in entry
]


def _values() -> Iterable[ReferenceValue]:
    for entry in ENTRIES:
        one = entry["handed_in"]
        yield ReferenceValue(**{**one, "value": Decimal(str(one["value"])), "source": "临江市2020年统计"})


def _reviewed(file: Traversable) -> Review:
    with as_file(file) as path:
        document = read_document(path)
    rules = [rule for rule in RULES if rule.code == "V602"]
    known = References(tuple(_values()))
    return review_document(document, compile_document(document), references=known, rules=rules, strict=True)


def test_both_planted_contradictions_are_found_and_nothing_else() -> None:
    found = _reviewed(flawed_plan()).findings
    assert len(ENTRIES) == 2
    assert len(found) == len(ENTRIES)
    for entry, one in zip(ENTRIES, found, strict=True):
        sentences = [quote for quote in entry["quotes"] for spot in one.spots if spot.quote in quote]
        assert sentences, (entry["id"], one.finding.message)
        assert f"{entry['handed_in']['value']}{entry['handed_in']['unit']}" in one.finding.message


def test_plan_as_issued_agrees_with_the_statistics() -> None:
    docx = next(file for file in sample_files() if file.name.endswith(".docx"))
    assert [one.finding.message for one in _reviewed(docx).findings] == []
