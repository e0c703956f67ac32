"""What a run of the checks leaves and needs; missing returns as a list; the bars."""

from __future__ import annotations

import duckdb
import pytest

from luoshi.model.statistics import Missing
from luoshi.stats.checks import CheckScope, missing_returns, run_checks
from luoshi.stats.definitions import load_definitions
from tests.stats.checks.tables import connected, rows_of

_DEFINITIONS = load_definitions()
_TABLES = {
    "areas": rows_of("""area_code, area_name, area_level, valid_from
        990101, 望澜区, 县, 2000-01-01
        990102, 沙汀区, 县, 2000-01-01"""),
    "institutions": rows_of("""school_year, institution_code, institution_name, institution_kind, area_code, locality
        2024, A01, 甲小学, 小学, 990101, 城区
        2024, A02, 乙中专, 中等职业学校, 990102, 城区"""),
    "pupils": rows_of("""school_year, institution_code, stage, grade, pupils, girls
        2024, A01, 小学, 一年级, 40, 45"""),
    "staff": rows_of("""school_year, institution_code, stage, staff_total, full_time
        2024, A01, 小学, 4, 3
        2024, A02, 中职, 4, 3"""),
    "births": rows_of("""year, area_code, month, births
        2024, 990101, 1, 30"""),
}


def _names(con: duckdb.DuckDBPyConnection) -> list[tuple[str, ...]]:
    return con.execute("SELECT table_name FROM duckdb_tables() UNION ALL SELECT view_name FROM duckdb_views() "
                       "WHERE NOT internal ORDER BY 1").fetchall()  # fmt: skip


def test_nothing_is_left_on_the_connection_and_a_transaction_goes_on() -> None:
    con = connected(_TABLES, _DEFINITIONS)
    before = _names(con)
    con.execute("BEGIN")
    run_checks(con, _DEFINITIONS)
    missing_returns(con, _DEFINITIONS, 2024)
    con.execute("COMMIT")
    assert _names(con) == before


def test_tables_without_rows_need_not_be_there() -> None:
    report = run_checks(duckdb.connect(), _DEFINITIONS)
    assert (report.findings, report.movements) == ((), ())


def test_views_over_tables_do_as_well_as_tables() -> None:
    con = connected(_TABLES, _DEFINITIONS)
    expected = run_checks(con, _DEFINITIONS)
    con.execute("ALTER TABLE pupils RENAME TO stored; CREATE VIEW pupils AS SELECT * FROM stored")
    assert run_checks(con, _DEFINITIONS) == expected
    assert expected.findings[0].finding.code == "T201"


def test_nothing_in_scope_gives_nothing() -> None:
    con = connected(_TABLES, _DEFINITIONS)
    assert run_checks(con, _DEFINITIONS, CheckScope(frozenset())).findings == ()
    assert run_checks(con, _DEFINITIONS, CheckScope(frozenset({("pupils", 2023)}))).findings == ()


def test_missing_returns_list_every_table_owed() -> None:
    missing = missing_returns(connected(_TABLES, _DEFINITIONS), _DEFINITIONS, 2024)
    first = {one.table for one in missing if one.institution_code == "A01"}
    second = {one.table for one in missing if one.institution_code == "A02"}
    assert first == {"pupil_flows", "classes", "premises"}
    assert second == {"pupils", "pupil_flows", "classes", "premises", "destinations"}
    assert [one for one in missing if not one.institution_code] == [Missing("births", 2024, "990102", "沙汀区", "", "")]
    assert missing[0] == Missing("classes", 2024, "990101", "望澜区", "A01", "甲小学")
    assert missing_returns(connected(_TABLES, _DEFINITIONS), _DEFINITIONS, 2023) == ()


@pytest.mark.parametrize("text", ["O'Neill 小学", "{owner}小学", '甲小学"; DROP TABLE pupils; --'])
def test_names_are_only_text(text: str) -> None:
    tables = {**_TABLES, "institutions": [{**_TABLES["institutions"][0], "institution_name": text}]}
    report = run_checks(connected(tables, _DEFINITIONS), _DEFINITIONS)
    assert report.findings[0].finding.message == f"{text}2024学年小学一年级：其中女 45 人，大于在校学生数 40 人"
