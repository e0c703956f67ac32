"""The cases of every rule, as experts write them (tests/review/cases/V*.yaml).

A case is a short text in the form of a document and what the rule named by the file says of it. ``finds`` lists the
findings: ``says``, words of the message (a string or a list of strings); ``at``, the places as they read in the text,
each of which has to lie in a place of the finding, or around one that is at least half as long; ``severity`` if it
matters. ``finds: []`` is a text in which nothing is wrong. ``format`` is txt if not given, else md or html.
``references`` are values handed in to the review, each with the keys of
:class:`luoshi.review.references.ReferenceValue`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.compiler import compile_document
from luoshi.model.review import Review, Reviewed
from luoshi.readers import read_bytes
from luoshi.review import RULES, review_document
from luoshi.review.references import References, ReferenceValue

CASES = Path(__file__).parent / "cases"


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("V*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append(pytest.param(path.stem, case, id=f"{path.stem}-{case['name']}"))
    return found


def review_text(text: str, code: str, suffix: str = "txt", references: Sequence[Mapping[str, Any]] = ()) -> Review:
    document = read_bytes(f"规划.{suffix}", text.encode())
    known = References(tuple(ReferenceValue(**{**one, "value": Decimal(str(one["value"]))}) for one in references))
    rules = [r for r in RULES if r.code == code]
    return review_document(document, compile_document(document), references=known, rules=rules, strict=True)


def _fits(found: Reviewed, wanted: dict[str, Any]) -> bool:
    says = wanted.get("says", [])
    quotes = [spot.quote for spot in found.spots]
    return (
        all(word in found.finding.message for word in ([says] if isinstance(says, str) else says))
        and all(any(_reads(quote, str(at)) for quote in quotes) for at in wanted.get("at", []))
        and wanted.get("severity", found.finding.severity.value) == found.finding.severity.value
    )


def _reads(quote: str, at: str) -> bool:
    return at in quote or (quote in at and 2 * len(quote) >= len(at))


@pytest.mark.parametrize(("code", "case"), _cases())
def test_case(code: str, case: dict[str, Any]) -> None:
    findings = list(review_text(case["text"], code, case.get("format", "txt"), case.get("references", ())).findings)
    told = [(f.finding.severity.value, f.finding.message, [s.quote for s in f.spots]) for f in findings]
    for wanted in case["finds"]:
        match = next((f for f in findings if _fits(f, wanted)), None)
        assert match is not None, f"not found: {wanted}; found: {told}"
        findings.remove(match)
    assert [f.finding.message for f in findings] == [], told


def test_every_rule_has_cases_that_find_and_that_do_not() -> None:
    lacking = []
    for rule in RULES:
        path = CASES / f"{rule.code}.yaml"
        cases = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
        if not any(c["finds"] for c in cases) or not any(not c["finds"] for c in cases):
            lacking.append(rule.code)
    assert lacking == []


def test_every_rule_has_a_text_for_people() -> None:
    codes = [rule.code for rule in RULES]
    assert sorted(set(codes)) == codes
    for rule in RULES:
        text = rule.describe()
        assert text.name, rule.code
        assert text.severities, rule.code
        assert len(text.text) >= 20, rule.code
        assert any("\u4e00" <= c <= "\u9fff" for c in text.text), rule.code
