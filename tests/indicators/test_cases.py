"""Every packaged indicator against a small table that was worked out by hand (cases/*.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi.indicators.catalog import Catalog, read_catalog
from luoshi.indicators.computing import Question, compute
from luoshi.model.indicators import IndicatorValue
from luoshi.rules.indicators import load_indicators
from luoshi.stats.definitions import load_definitions
from tests.indicators.worlds import connection, tables_of

_FILES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
_CONTENTS = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in _FILES}
_CASES = [(stem, indicator) for stem, content in _CONTENTS.items() for indicator in content["expect"]]
_YEAR = 2024


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(load_indicators(), load_definitions(), prove_all=True)


@pytest.fixture(scope="module")
def values(catalog: Catalog) -> Mapping[tuple[str, str, str], IndicatorValue]:
    """The values of all cases: file, indicator, place."""
    found = {}
    for stem, content in _CONTENTS.items():
        con = connection(tables_of(content), load_definitions())
        asked = tuple(catalog.indicators[name] for name in content["expect"])
        for value in compute(con, catalog, Question(asked, years=(_YEAR,))):
            found[stem, value.indicator, value.place.name] = value
    return found


def test_every_packaged_indicator_has_a_case() -> None:
    assert sorted(indicator for _, indicator in _CASES) == sorted(one.id for one in load_indicators())


@pytest.mark.parametrize(("stem", "indicator"), _CASES, ids=lambda one: one)
def test_indicator_equals_what_was_worked_out_by_hand(
    stem: str, indicator: str, catalog: Catalog, values: Mapping[tuple[str, str, str], IndicatorValue]
) -> None:
    expected: dict[str, list[Any]] = _CONTENTS[stem]["expect"][indicator]
    definition = catalog.indicators[indicator]
    has_two = definition.denominator is not None or bool(definition.growth_of)
    for place, figures in expected.items():
        numbers = [figure for figure in figures if not isinstance(figure, str)]
        note = "".join(figure for figure in figures if isinstance(figure, str))
        value = values[stem, indicator, place]
        told = [_plain(value.numerator.value)]
        told += [_plain(value.denominator.value if value.denominator else None)] if has_two else []
        told.append(_plain(value.value))
        wanted = [_plain(number) for number in (numbers * 2 if len(numbers) == 1 else numbers)]
        assert told == wanted, place
        assert note in value.note, place
        assert not value.note or note, f"{place}: {value.note}"


def test_every_case_has_a_whole_and_its_parts() -> None:
    places = {place for content in _CONTENTS.values() for figures in content["expect"].values() for place in figures}
    assert places == {"全市", "东县", "西县"}
    assert [case for case in _CASES if "全市" not in _CONTENTS[case[0]]["expect"][case[1]]] == []


def test_values_are_published_with_the_decimals_of_their_definition(
    catalog: Catalog, values: Mapping[tuple[str, str, str], IndicatorValue]
) -> None:
    for value in values.values():
        if value.value is not None:
            assert -int(value.value.as_tuple().exponent) == catalog.indicators[value.indicator].decimals


def _plain(number: object) -> Decimal | None:
    return None if number is None else Decimal(str(number)).normalize()
