"""Area sets: dated members, and totals that differ by the set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from luoshi.base.errors import LuoshiError
from luoshi.model.statistics import AreaTotal
from luoshi.stats.areas import area_set_names, members, totals
from luoshi.stats.definitions import load_definitions
from luoshi.stats.store import connect


@pytest.fixture
def con(tmp_path) -> Iterator[duckdb.DuckDBPyConnection]:  # type: ignore[no-untyped-def]
    definitions = load_definitions()
    with connect(tmp_path, None, definitions) as con:
        for name in ("area_sets", "institutions", "pupils", "finance"):
            con.execute(f'CREATE TABLE own_{name} AS FROM "{name}"')
            con.execute(f'CREATE OR REPLACE VIEW "{name}" AS FROM own_{name}')
        con.execute("""INSERT INTO own_area_sets (set_name, area_code, valid_from, valid_to) VALUES
            ('全市', 'A', '2010-01-01', NULL), ('全市', 'B', '2010-01-01', NULL),
            ('全市不含省直管县', 'A', '2010-01-01', NULL), ('全市不含省直管县', 'B', '2010-01-01', '2024-01-01')""")
        con.execute("""INSERT INTO own_institutions (school_year, institution_code, area_code) VALUES
            (2023, '1', 'A'), (2023, '2', 'B'), (2024, '1', 'A'), (2024, '2', 'B')""")
        con.execute("""INSERT INTO own_pupils (school_year, institution_code, stage, grade, pupils) VALUES
            (2023, '1', '小学', '一年级', 30), (2023, '2', '小学', '一年级', 12), (2023, '2', '初中', '七年级', 5),
            (2024, '1', '小学', '一年级', 28), (2024, '2', '小学', '一年级', 11)""")
        con.execute("""INSERT INTO own_finance (year, area_code, education_general_budget) VALUES
            (2023, 'A', 100.5), (2023, 'B', 40), (2024, 'A', 110), (2024, 'B', 41.25)""")
        yield con


def test_members_are_those_of_the_day(con: duckdb.DuckDBPyConnection) -> None:
    assert area_set_names(con) == ("全市", "全市不含省直管县")
    assert members(con, "全市不含省直管县", date(2023, 12, 31)) == {"A", "B"}
    assert members(con, "全市不含省直管县", date(2024, 1, 1)) == {"A"}
    with pytest.raises(LuoshiError) as caught:
        members(con, "全省", date(2024, 1, 1))
    assert caught.value.code == "T809"


def test_two_totals_can_both_be_right(con: duckdb.DuckDBPyConnection) -> None:
    found = totals(con, load_definitions(), "在校学生", "在校学生数")
    assert {(one.area_set, one.period): one.value for one in found} == {
        ("全部", 2023): 47,
        ("全市", 2023): 47,
        ("全市不含省直管县", 2023): 47,
        ("全部", 2024): 39,
        ("全市", 2024): 39,
        ("全市不含省直管县", 2024): 28,
    }


def test_totals_are_split_by_a_key_and_taken_of_areas(con: duckdb.DuckDBPyConnection) -> None:
    by_stage = totals(con, load_definitions(), "pupils", "pupils", "学段")
    assert AreaTotal("全市", 2023, "初中", 5) in by_stage
    money = totals(con, load_definitions(), "finance", "一般公共预算教育支出")
    assert [float(one.value) for one in money if one.area_set == "全市不含省直管县"] == [140.5, 110.0]


def test_what_cannot_be_added_up_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    for table, field in (("institutions", "学校名称"), ("areas", "地区名称"), ("pupils", "没有的字段")):
        with pytest.raises(LuoshiError) as caught:
            totals(con, load_definitions(), table, field)
        assert caught.value.code == "T810"
