"""What a plan's words for places stand for, held against areas that are renamed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from luoshi.api.monitoring import _by_place, _scopes
from luoshi.indicators.areas import Areas
from luoshi.indicators.catalog import read_catalog
from luoshi.indicators.computing import Question, compute
from luoshi.rules.indicators import load_indicators
from luoshi.stats.definitions import load_definitions
from luoshi.workspace.folder import Workspace
from tests.indicators.worlds import Row, Tables, connection, in_set
from tests.progress.plans import plan_of, target

_YEARS = (2020, 2021, 2022, 2023)


def _named(code: str, name: str, year: int, level: str = "县") -> Row:
    return {"area_code": code, "area_name": name, "area_level": level, "valid_from": date(year, 6, 1)}


_TABLES: Tables = {
    "areas": [_named("990101", "东县", 2000), _named("990101", "东区", 2022), _named("990102", "西县", 2000)],
    "area_sets": [in_set("全市", "990101"), in_set("全市", "990102")],
    "births": [
        {"year": year, "area_code": code, "month": 1, "births": number}
        for year in _YEARS
        for code, number in (("990101", 100), ("990102", 7))
    ],
}


@pytest.mark.parametrize("region", ["东县", "东区"])
def test_a_renamed_county_keeps_its_past(region: str) -> None:
    definitions = load_definitions()
    catalog = read_catalog(load_indicators(), definitions)
    births = next(
        one for one in catalog.indicators.values() if one.numerator is not None and one.numerator.relation == "births"
    )
    con = connection(_TABLES, definitions)
    areas = Areas.read(con)
    computed = tuple(compute(con, catalog, Question((births,))))
    workspace = Workspace(Path(), "临江市", "市")
    city = plan_of(target(births.name, "90", unit=births.unit))
    county = city.model_copy(update={"document": city.document.model_copy(update={"region": region, "level": "县"})})
    scopes, is_known = _scopes(county, workspace, areas, "")
    own = _by_place(computed, scopes, areas)
    assert (is_known, scopes.whole) == (True, region)
    assert [int(own[births.id, year, ""].value or 0) for year in _YEARS] == [100] * 4
    # and in the city's plan, under either name
    scopes, _ = _scopes(city, workspace, areas, "")
    found = _by_place(computed, scopes, areas)
    assert region in scopes.areas
    assert [int(found[births.id, year, region].value or 0) for year in _YEARS] == [100] * 4
    assert [int(found[births.id, year, ""].value or 0) for year in _YEARS] == [107] * 4
