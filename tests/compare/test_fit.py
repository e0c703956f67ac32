"""The list of known misfits between a county's and its city's plan says what the two compiled plans say.

Every entry is looked up by its name, without any comparison of plans, so that comparisons can be measured by the list.
"""

from __future__ import annotations

from importlib.resources import as_file
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.api import compile_plan
from luoshi.model.comparison import FitVerdict
from luoshi.model.plan import Plan, Target
from luoshi.samples import sample_files

HERE = Path(__file__).parent
LISTED = yaml.safe_load((HERE / "fit.yaml").read_text(encoding="utf-8"))
MISFITS, MET = LISTED["misfits"], LISTED["met"]
COMPARABLE = ("%", "百分点", "年", "M")
END = 2025


@pytest.fixture(scope="module")
def city() -> Plan:
    with as_file(next(f for f in sample_files() if f.name.endswith(".docx"))) as path:
        return compile_plan(path)


@pytest.fixture(scope="module")
def county() -> Plan:
    (path,) = HERE.glob("石砚县*.txt")
    return compile_plan(path)


def found(plan: Plan, wanted: dict[str, Any]) -> list[Target]:
    named = [t for t in plan.targets if t.indicator == wanted["name"] and t.year == wanted["year"]]
    return [t for t in named if float(t.value) == wanted["value"]]


def ident(entry: dict[str, Any]) -> str:
    return f"{entry.get('verdict', '达到')}-{entry['upper']['name'][:14]}"


def test_there_are_ten_of_every_verdict() -> None:
    assert len(MISFITS) == 10
    assert {entry["verdict"] for entry in MISFITS} == {verdict.value for verdict in FitVerdict}


@pytest.mark.parametrize("entry", [*MISFITS, *MET], ids=ident)
def test_entry_stands_in_the_two_plans(entry: dict[str, Any], city: Plan, county: Plan) -> None:
    above = found(city, entry["upper"])
    assert above
    assert {t.op in ("<", "<=") for t in above} == {entry.get("most", False)}
    if "lower" in entry:
        (below,) = found(county, entry["lower"])
        assert (below.unit == above[0].unit) == (entry.get("verdict") != "口径不同")
    else:
        assert [t.indicator for t in county.targets if t.indicator == entry["upper"]["name"]] == []
        assert [
            t.indicator for t in county.targets if t.indicator == entry.get("unlike")
        ] != [] or "unlike" not in entry


def test_verdicts_follow_from_values_and_years() -> None:
    for entry in MISFITS + MET:
        above, below = entry["upper"], entry.get("lower")
        if below is None or entry.get("verdict") == "口径不同":
            continue
        less = below["value"] > above["value"] if entry.get("most") else below["value"] < above["value"]
        later = (below["year"] or END) > (above["year"] or END)
        verdict = "低于" if less and not later else "晚于" if later and not less else None
        assert verdict == entry.get("verdict"), entry


def test_every_comparable_target_of_the_city_is_listed(city: Plan) -> None:
    """And none besides: what is left are counts, sums, ranks and time limits of the whole city."""
    entries = [*(entry["upper"] for entry in MISFITS + MET), *LISTED["open"], *LISTED["left_out"]]
    listed = {target.id for entry in entries for target in found(city, entry)}
    own = [t for t in city.targets if t.scope in ("全市", "乡镇") and t.op != "between"]
    limits = ("校外培训治理取得明显成效", "学生校外培训负担显著减轻")
    rates = {t.id for t in own if t.unit in COMPARABLE and t.indicator not in limits}
    assert {t.indicator for t in own if t.id in rates - listed} == set()
    assert {t.indicator for t in own if t.id in listed - rates} == {"校均在校生规模"}
