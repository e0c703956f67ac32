"""Growth (增长率): like is compared with like."""

from __future__ import annotations

from decimal import Decimal

from luoshi.indicators.catalog import read_catalog
from luoshi.indicators.computing import Question, compute
from luoshi.rules.indicators import load_indicators
from luoshi.stats.definitions import load_definitions
from tests.indicators.worlds import Row, connection, in_set


def _births(*rows: tuple[int, str, int]) -> dict[tuple[int, str], tuple[Decimal | None, str]]:
    tables: dict[str, list[Row]] = {
        "area_sets": [in_set("全市", "东县"), in_set("全市", "西县")],
        "births": [{"year": year, "area_code": area, "month": 1, "births": births} for year, area, births in rows],
    }
    catalog = read_catalog(load_indicators(), load_definitions())
    asked = Question((catalog.indicators["births_growth"],))
    found = compute(connection(tables, load_definitions()), catalog, asked)
    return {(value.year, value.place.name): (value.value, value.note) for value in found}


def test_an_area_without_one_of_the_years_is_in_neither() -> None:
    growth = _births(
        (2022, "东县", 100), (2022, "西县", 900), (2023, "东县", 110), (2024, "东县", 99), (2024, "西县", 900)
    )
    assert growth[2023, "全市"] == (Decimal("10.00"), "不含西县（没有数据）")  # 110÷100, and not 110÷1000
    assert growth[2024, "全市"] == (Decimal("-10.00"), "不含西县（没有数据）")  # 99÷110, and not 999÷110
    assert growth[2024, "西县"][0] is None


def test_an_area_with_both_years_counts() -> None:
    growth = _births((2023, "东县", 100), (2023, "西县", 100), (2024, "东县", 100), (2024, "西县", 120))
    assert growth[2024, "全市"] == (Decimal("10.00"), "")
    assert growth[2024, "西县"] == (Decimal("20.00"), "")
    assert growth[2023, "全市"] == (None, "没有 2022 年的数")
