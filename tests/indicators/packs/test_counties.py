"""County criteria that rest on several years: the retention of those who began junior school together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from luoshi.indicators.packs.evaluating import Order, evaluate
from luoshi.model.pack_results import Judged, Verdict
from luoshi.rules.packs import find_pack, load_packs
from tests.indicators.packs.bases import CATALOG, COUNTY, YEAR, _insert, base

_PACK = find_pack(load_packs(), "优质均衡")


def _retention(moved_out: int | None, reported: Mapping[str, Any] | None = None, last_grade: int = 270) -> Judged:
    """Judge a county of which 300 began in 2022; ``moved_out`` left in each year between, None if nobody told."""
    con = base({"填报": {"初中三年巩固率": reported}} if reported else {})
    for year in (YEAR - 2, YEAR - 1, YEAR):
        key = {"school_year": year, "institution_code": "甲"}
        _insert(con, "institutions", {**key, "institution_kind": "初级中学", "area_code": COUNTY})
        if moved_out is not None:
            flows = {"transfers_in": 0, "transfers_out": moved_out, "deaths": 0}
            _insert(con, "pupil_flows", {**key, "stage": "初中", **flows})
    began = {"school_year": YEAR - 2, "grade": "七年级", "pupils": 300, "entrants": 300}
    for row in (began, {"school_year": YEAR, "grade": "九年级", "pupils": last_grade}):
        _insert(con, "pupils", {"institution_code": "甲", "stage": "初中", **row})
    (county,) = evaluate(con, CATALOG, Order(_PACK, YEAR)).counties
    (found,) = [one for one in county.criteria if one.criterion == "retention"]
    return found


@pytest.mark.parametrize(
    ("moved_out", "verdict", "value"),
    [(20, Verdict.MET, Fraction(270 * 100, 280)), (0, Verdict.MISSED, Fraction(90))],
)
def test_retention_takes_those_out_who_moved(moved_out: int, verdict: Verdict, value: Fraction) -> None:
    found = _retention(moved_out)
    assert (found.verdict, found.value) == (verdict, value)


@pytest.mark.parametrize("last_grade", [270, 300])
def test_without_the_movements_people_look_whatever_the_rate_is(last_grade: int) -> None:
    found = _retention(None, last_grade=last_grade)
    assert (found.verdict, found.value) == (Verdict.BY_HAND, None)
    assert "学籍" in found.note


@pytest.mark.parametrize(
    ("reported", "verdict", "value"),
    [
        ({"value": 1}, Verdict.MET, None),
        ({"value": 0}, Verdict.MISSED, None),
        ({"value": Decimal("96.5"), "unit": "%"}, Verdict.MET, Fraction("96.5")),
        ({"value": 94, "unit": "%"}, Verdict.MISSED, Fraction(94)),
        ({"value": 94}, Verdict.BY_HAND, None),
    ],
)
def test_what_people_found_is_taken(reported: Mapping[str, Any], verdict: Verdict, value: Fraction | None) -> None:
    found = _retention(None, reported)
    assert (found.verdict, found.value) == (verdict, value)
