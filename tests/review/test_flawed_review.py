"""The planted defects of the flawed edition (tests/review/flawed.yaml) are found by the rules they were planted for."""

from __future__ import annotations

from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.compiler import compile_document
from luoshi.model.document import Document
from luoshi.model.review import Review
from luoshi.readers import read_document
from luoshi.review import review_document
from luoshi.samples import flawed_plan, sample_files

_LIST = Path(__file__).parent / "flawed.yaml"
_BY_NUMBERS_HANDED_IN = {"V602"}
"""Found only against values handed in; see test_handed_in.py."""


def _planted() -> list[Any]:
    found = yaml.safe_load(_LIST.read_text(encoding="utf-8"))
    return [pytest.param(one, id=one["id"]) for one in found if one["rule"] not in _BY_NUMBERS_HANDED_IN]


@pytest.fixture(scope="module")
def reviewed() -> tuple[Document, Review]:
    with as_file(flawed_plan()) as path:
        document = read_document(path)
    return document, review_document(document, compile_document(document), strict=True)


def _places(text: str, quote: str) -> list[tuple[int, int]]:
    places, at = [], text.find(quote)
    while at >= 0:
        places.append((at, at + len(quote)))
        at = text.find(quote, at + 1)
    return places


@pytest.mark.parametrize("planted", _planted())
def test_planted_defect_is_found_by_its_rule(planted: dict[str, Any], reviewed: tuple[Document, Review]) -> None:
    document, review = reviewed
    quotes = [*planted["quotes"], *planted.get("across", [])]
    where = [place for quote in quotes for place in _places(document.text, quote)]
    codes = {
        one.finding.code
        for one in review.findings
        if any(span[0] < end and start < span[1] for span in one.finding.spans for start, end in where)
    }
    assert planted["rule"] in codes, planted["explain"]


def test_samples_have_no_error_and_no_warning() -> None:
    told = []
    for sample in sample_files():
        with as_file(sample) as path:
            document = read_document(path)
        for one in review_document(document, compile_document(document), strict=True).findings:
            if one.finding.severity.value != "info":
                told.append(f"{sample.name}: {one.finding.code} {one.finding.message}")
    assert told == []
