"""Cases that an expert can read (cases/*.yaml): a few schools, and what a standard says of them, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.model.pack_results import Judged, PackEvaluation
from luoshi.rules.packs import find_pack, load_packs
from tests.indicators.packs.bases import COUNTY, judge

_FOLDER = Path(__file__).parent / "cases"


def _cases() -> Iterator[Any]:
    for path in sorted(_FOLDER.glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for case in content["cases"]:
            yield pytest.param({"标准": content.get("标准"), **case}, id=f"{path.stem}: {case['title']}")


@pytest.mark.parametrize("case", list(_cases()))
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    given = case["标准"]
    own = None
    if isinstance(given, dict):
        (tmp_path / "packs").mkdir()
        (tmp_path / "packs" / "本例.yaml").write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
        own, given = tmp_path, given["id"]
    found = judge(case, find_pack(load_packs(own), given))
    told = {key: _TOLD[key](found, expected) for key, expected in case["结果"].items()}
    assert told == {key: _decimals(expected) for key, expected in case["结果"].items()}


def _schools(found: PackEvaluation, expected: dict[str, Any]) -> dict[str, Any]:
    """Tell of each school and stage what the case asks: its verdict, a group's, a criterion's."""
    return {
        f"{one.school.name} {one.school.stage}": _school(
            found, one.verdict, {**one.groups}, one.criteria, expected.get(f"{one.school.name} {one.school.stage}")
        )
        for one in found.schools
    }


def _school(found: PackEvaluation, verdict: str, groups: dict[str, Any], criteria: Any, asked: Any) -> Any:
    if not isinstance(asked, dict):
        return str(verdict)
    by_name = {found.pack.by_id[one.criterion].name: one for one in criteria}
    told: dict[str, Any] = {}
    for name, wanted in asked.items():
        if name in by_name:
            told[name] = _criterion(by_name[name], wanted)
        else:
            told[name] = str(verdict) if name == "结论" else str(groups[name])
    return told


def _criterion(one: Judged, asked: Any) -> Any:
    if not isinstance(asked, dict):
        return str(one.verdict)
    known = {
        "结论": str(one.verdict),
        "数": None if one.value is None else _exact(one.value),
        "标准": one.limit,
        "差": None if one.gap is None else _exact(one.gap),
        "差百分比": one.gap_percent,
        "缺": None if one.lack is None else one.lack.amount,
        "单位": None if one.lack is None else one.lack.unit,
        "说明": one.note,
        "覆盖": None if one.covered is None else "/".join(map(str, one.covered)),
    }
    return {key: known[key] for key in asked}


def _county(found: PackEvaluation, expected: dict[str, Any]) -> dict[str, Any]:
    (county,) = [one for one in found.counties if one.area == COUNTY]
    told: dict[str, Any] = {}
    for name, asked in expected.items():
        if name == "结论":
            told[name] = str(county.verdict)
            continue
        (one,) = [
            one for one in county.criteria if f"{found.pack.by_id[one.criterion].name} {one.stage}".strip() == name
        ]
        told[name] = _criterion(one, asked)
    return told


def _remedies(found: PackEvaluation, expected: dict[str, Any]) -> dict[str, Any]:
    (county,) = found.remedies
    names = {one.id: one.name for one in found.pack.criteria}
    told: dict[str, Any] = {}
    for one in county.schools:
        fills = {f"{names[fill.criterion]} {fill.stage}": fill.amount for fill in one.fills}
        told[one.name] = {**fills, "万元": one.cost}
        if one.unsolved:
            told[one.name]["要整改"] = [names[criterion] for _, criterion in one.unsolved]
    return told


def _left_out(found: PackEvaluation, expected: Any) -> dict[str, str]:
    return {one.school.name: one.reason for one in found.left_out}


_TOLD = {"学校": _schools, "县": _county, "补齐": _remedies, "不参评": _left_out}


def _exact(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _decimals(value: Any) -> Any:
    """Return what a case expects with its numbers exact."""
    if isinstance(value, dict):
        return {key: _decimals(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_decimals(one) for one in value]
    return Decimal(str(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
