"""Every case that the experts wrote: tables in, findings out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.stats.checks import CheckScope, load_rules, run_checks
from luoshi.stats.definitions import load_definitions
from tests.stats.checks.tables import connected, rows_of

_FOLDER = Path(__file__).with_name("cases")
_CASES = [
    pytest.param(case, id=f"{path.stem}-{case['name']}")
    for path in sorted(_FOLDER.glob("*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", _CASES)
def test_case(case: dict[str, Any]) -> None:
    definitions = load_definitions()
    tables = {name: rows_of(text) for name, text in case["tables"].items()}
    periods = frozenset((table, year) for table, years in case.get("load", {}).items() for year in years)
    report = run_checks(connected(tables, definitions), definitions, CheckScope(periods or None))
    told = [finding for finding in report.findings if finding.finding.code not in case.get("besides", ())]
    expected = case["findings"]
    assert [(one.finding.code, one.finding.message) for one in told] == [(one["code"], one["says"]) for one in expected]
    for one, wanted in zip(told, expected, strict=True):
        found = {
            "severity": one.finding.severity.value,
            "rows": [f"{place.file} {place.row}" for place in one.places],
            "field": one.field,
            "owner": one.owner,
            "name": one.owner_name,
            "county": one.area_code,
            "year": one.period,
            "table": one.table,
            "before": one.before,
            "after": one.after,
        }
        assert {name: found[name] for name in wanted if name in found} == {
            k: v for k, v in wanted.items() if k in found
        }


def test_every_rule_has_a_case_that_breaks_it() -> None:
    broken = {one["code"] for case in _CASES for one in case.values[0]["findings"]}
    assert {rule.code for rule in load_rules(load_definitions()).rules} - broken == set()
