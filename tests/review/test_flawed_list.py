"""The list of planted defects: what it quotes stands in the flawed edition, and each rule listed has two."""

from __future__ import annotations

from collections import Counter
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.readers import read_document
from luoshi.review import RULES
from luoshi.samples import flawed_plan, sample_files

HERE = Path(__file__).resolve().parent
ENTRIES: list[dict[str, Any]] = yaml.safe_load((HERE / "flawed.yaml").read_text(encoding="utf-8"))
KINDS = {"sum", "growth-rate", "contradiction", "units", "typo", "numbering", "other"}
COUNTING = {"V411", "V412"}
"""They count what is missing in the whole plan: no place in it is a defect."""
LATER = {"V111", "V214", "V215", "V216", "V217", "V218", "V219", "V220", "V221", "V508", "V509", "V510"}
"""They came after the list was written."""
LISTED = [rule.code for rule in RULES if rule.code not in COUNTING | LATER]


@pytest.fixture(scope="module")
def flawed() -> str:
    with as_file(flawed_plan()) as path:
        return read_document(path).text


@pytest.fixture(scope="module")
def issued() -> str:
    with as_file(next(f for f in sample_files() if f.name.endswith(".docx"))) as path:
        return read_document(path).text


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_places_of_a_defect_stand_in_the_text(entry: dict[str, Any], flawed: str) -> None:
    """Each place word for word; a quote is long enough to be found, and stays within its line."""
    places = [*entry["quotes"], *entry.get("across", [])]
    assert [place for place in places if place not in flawed] == []
    assert [quote for quote in entry["quotes"] if not 8 <= len(quote) <= 60 or "\n" in quote] == []


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_defect_is_not_in_the_plan_as_issued(entry: dict[str, Any], issued: str) -> None:
    places = [*entry["quotes"], *entry.get("across", [])]
    assert [place for place in places if place not in issued] != []


def test_two_defects_a_rule() -> None:
    assert Counter(entry["rule"] for entry in ENTRIES) == dict.fromkeys(LISTED, 2)
    assert [entry["id"] for entry in ENTRIES] == [rule + which for rule in LISTED for which in "ab"]


def test_entries_say_what_they_must() -> None:
    assert [entry["id"] for entry in ENTRIES if entry["kind"] not in KINDS or not entry["explain"].endswith("。")] == []
    assert [entry["id"] for entry in ENTRIES if not {*entry.get("also", [])} <= {*LISTED} - {entry["rule"]}] == []
    given = {entry["id"]: {"handed_in", "national"} & set(entry) for entry in ENTRIES}
    assert {name: keys for name, keys in given.items() if keys} == {
        "V601a": {"national"},
        "V601b": {"national"},
        "V602a": {"handed_in"},
        "V602b": {"handed_in"},
    }


def test_flawed_edition_is_no_sample_document() -> None:
    assert flawed_plan().name not in [file.name for file in sample_files()]
