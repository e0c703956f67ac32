"""A judged standards pack as JSON values (达标结果的 JSON): numbers as texts, verdicts as the Chinese words.

Entry: :func:`as_json`. Not here: files.
"""

from __future__ import annotations

from decimal import Decimal

from luoshi.model.indicators import UNSURE
from luoshi.model.pack_results import (
    CountyRemedy,
    CountyResult,
    Fill,
    Inequality,
    Judged,
    PackEvaluation,
    School,
    SchoolResult,
    shown,
)
from luoshi.model.packs import Pack
from luoshi.sheets.cells import plain_number
from luoshi.sheets.pack_rows import value_of

FORMAT = 1
"""Version of what :func:`as_json` returns."""

_Json = dict[str, object]


def as_json(found: PackEvaluation) -> _Json:
    """Return an evaluation as values that ``json`` writes."""
    pack = found.pack
    return {
        "format": FORMAT,
        "pack": {
            "id": pack.id,
            "name": pack.name,
            "basis": str(pack.basis),
            "origin": pack.origin,
            "overrides": pack.overrides,
            "unsure": [one.id for one in pack.criteria if one.basis.status == UNSURE],
        },
        "year": found.year,
        "school_year": found.period,
        "snapshot": found.snapshot,
        "verdict": found.verdict.value,
        "notes": list(found.notes),
        "assumed_costs": {
            name: {"cost": _text(one.cost), "unit": "万元", "note": one.note, "basis": str(one.basis)}
            for name, one in pack.costs.items()
        },
        "counties": [_county(one, pack) for one in found.counties],
        "schools": [_school(one, pack) for one in found.schools],
        "left_out": [{**_named(one.school), "reason": one.reason} for one in found.left_out],
        "remedies": [_remedy(one) for one in found.remedies],
        "inequality": [_inequality(one) for one in found.inequality],
    }


def _county(one: CountyResult, pack: Pack) -> _Json:
    return {
        "area": one.area,
        "name": one.name,
        "verdict": one.verdict.value,
        "schools": [
            {"stage": t.stage, "expected": t.expected, "judged": t.judged, "passed": t.passed} for t in one.tallies
        ],
        "criteria": [_judged(judged, pack) for judged in one.criteria],
    }


def _school(one: SchoolResult, pack: Pack) -> _Json:
    return {
        **_named(one.school),
        "verdict": one.verdict.value,
        "groups": {name: verdict.value for name, verdict in one.groups.items()},
        "criteria": [_judged(judged, pack) for judged in one.criteria],
    }


def _named(school: School) -> _Json:
    return {
        "code": school.code,
        "name": school.name,
        "area": school.area,
        "kind": school.kind,
        "stage": school.stage,
        "pupils": school.pupils,
    }


def _judged(one: Judged, pack: Pack) -> _Json:
    criterion = pack.by_id[one.criterion]
    return {
        "criterion": criterion.id,
        "name": criterion.name,
        "stage": one.stage,
        "verdict": one.verdict.value,
        "value": _text(value_of(one, criterion)),
        "limit": _text(one.limit),
        "upper": criterion.is_upper,
        "unit": criterion.unit,
        "gap_percent": _text(one.gap_percent),
        "lack": None if one.lack is None else {"amount": _text(one.lack.amount), "unit": one.lack.unit},
        "covered": list(one.covered) if one.covered is not None else None,
        "note": one.note,
        "basis": str(criterion.basis),
    }


def _remedy(one: CountyRemedy) -> _Json:
    return {
        "area": one.area,
        "name": one.name,
        "cost": _text(one.cost),
        "schools": [
            {
                "code": school.code,
                "name": school.name,
                "cost": _text(school.cost),
                "fills": [_fill(fill) for fill in school.fills],
                "left_low": [list(place) for place in school.left_low],
                "unsolved": [list(place) for place in school.unsolved],
                "unknown": school.unknown,
            }
            for school in one.schools
        ],
        "levelling": [{"code": school.code, "name": school.name, **_fill(fill)} for school, fill in one.levelling],
        "variations": [
            {
                "criterion": level.criterion,
                "stage": level.stage,
                "limit": _text(level.limit),
                "before": _text(_short(level.before)),
                "after_rule": _text(_short(level.after_rule)),
                "after": _text(_short(level.after)),
                "schools": level.schools,
                "cost": _text(level.cost),
                "reached": level.reached,
            }
            for level in one.variations
        ],
    }


def _inequality(one: Inequality) -> _Json:
    return {
        "area": one.area,
        "name": one.name,
        "criterion": one.criterion,
        "stage": one.stage,
        "schools": one.schools,
        "coefficient": _text(_short(one.coefficient)),
        "interval": None if one.low is None or one.high is None else [round(one.low, 6), round(one.high, 6)],
        "gini": round(one.gini, 6),
        "theil": round(one.theil, 6),
        "between": None if one.between is None else round(one.between, 6),
        "within": None if one.within is None else round(one.within, 6),
        "range_ratio": None if one.range_ratio is None else _text(shown(one.range_ratio, 3)),
        "mcloone": None if one.mcloone is None else _text(shown(one.mcloone, 3)),
    }


def _fill(fill: Fill) -> _Json:
    return {
        "criterion": fill.criterion,
        "stage": fill.stage,
        "amount": _text(fill.amount),
        "unit": fill.unit,
        "share": _text(fill.share),
        "cost": _text(fill.cost),
    }


def _short(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 6)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain_number(value)
