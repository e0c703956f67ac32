"""The checks over the sample city: clean it agrees with itself, a planted trouble is found and little else."""

from __future__ import annotations

import time

import duckdb
import pytest

from luoshi.base.findings import Severity
from luoshi.stats.checks import CheckScope, load_rules, missing_returns, run_checks
from luoshi.stats.definitions import load_definitions
from tests.stats.checks.tables import connected

city = pytest.importorskip("luoshi.samples.city", reason="the sample city is not there yet")

_DEFINITIONS = load_definitions()
_YEAR = 2024


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return connected(city.generate_city(seed=1).tables, _DEFINITIONS)


def test_clean_city_has_neither_errors_nor_warnings(con: duckdb.DuckDBPyConnection) -> None:
    report = run_checks(con, _DEFINITIONS)
    assert [one.finding.message for one in report.findings if one.finding.severity is not Severity.INFO] == []
    assert len(report.movements) > 100
    assert missing_returns(con, _DEFINITIONS, _YEAR) == ()


def test_six_years_are_checked_in_a_second_or_so(con: duckdb.DuckDBPyConnection) -> None:
    rules = load_rules(_DEFINITIONS)
    times = []
    for _ in range(3):
        start = time.process_time()
        run_checks(con, _DEFINITIONS, CheckScope(), rules)
        times.append(time.process_time() - start)
    assert min(times) < 2, times


_SCHOOL = f"""SELECT institution_code FROM institutions WHERE school_year = {_YEAR} AND institution_kind = '小学'
    AND institution_code IN (SELECT institution_code FROM pupils WHERE school_year = {_YEAR - 1} AND pupils > 60)
    AND institution_code NOT IN (SELECT unnest([institution_code, successor_code]) FROM institution_events)
    AND locality = '城区' ORDER BY institution_code LIMIT 1"""
_AT = f"school_year = {_YEAR} AND institution_code = ({_SCHOOL})"
_FIRST = f"{_AT} AND grade = '一年级'"

_PLANTED = {
    "T201": (f"UPDATE pupils SET girls = pupils + 1 WHERE {_FIRST}", set()),
    "T202": (f"UPDATE pupil_flows SET transfers_in = transfers_in + 1 WHERE {_AT}", set()),
    "T203": (f"UPDATE staff SET degree_college = degree_college + 1 WHERE {_AT}", set()),
    "T204": (f"UPDATE staff SET certified = full_time + 1 WHERE {_AT}", set()),
    "T205": (f"UPDATE premises SET admin_area = admin_area + 90 WHERE {_AT}", set()),
    "T206": (f"UPDATE premises SET dangerous_area = building_area + 1 WHERE {_AT}", set()),
    "T207": (f"UPDATE destinations SET undecided = undecided + 1 WHERE school_year = {_YEAR}", set()),
    "T208": (f"UPDATE destinations SET related_job = employed + 1 WHERE school_year = {_YEAR}", set()),
    "T209": (f"UPDATE population SET male = male + 1 WHERE year = {_YEAR} AND age = 7", set()),
    "T210": (f"UPDATE finance SET surcharge_vocational = surcharge + 1 WHERE year = {_YEAR}", set()),
    "T211": (f"UPDATE finance_levels SET spending_per_pupil = spending_per_pupil * 2 WHERE year = {_YEAR}", set()),
    "T301": (f"UPDATE classes SET class_size = class_size + 1 WHERE {_FIRST}", set()),
    "T302": (f"DELETE FROM classes WHERE {_FIRST}", set()),
    "T303": (f"UPDATE pupil_flows SET closing = closing + 1, entrants = entrants + 1 WHERE {_AT}", set()),
    "T304": (f"UPDATE pupil_flows SET opening = opening + 1, graduates = graduates + 1 WHERE {_AT}", set()),
    "T305": (f"UPDATE staff_subjects SET teachers = teachers + 1 WHERE {_AT} AND subject = '语文'", set()),
    "T306": (f"UPDATE staff_ages SET teachers = teachers + 1 WHERE {_AT} AND age_band = '30—34岁'", set()),
    "T307": (f"UPDATE institutions SET institution_kind = '初级中学' WHERE {_AT}", set()),
    "T308": (f"UPDATE premises SET beds = 0 WHERE {_AT};"
             f"UPDATE pupils SET boarders = 30 WHERE {_FIRST}", set()),
    "T309": (f"UPDATE finance_levels SET budget_spending = budget_spending * 5, pupils = pupils * 5 "
             f"WHERE year = {_YEAR}", set()),
    "T401": (f"UPDATE pupils SET pupils = 3 * pupils WHERE {_AT} AND grade = '二年级'",
             {"T301", "T303", "T402", "T501"}),
    "T402": (f"UPDATE pupils SET pupils = 3 * pupils WHERE {_AT}", {"T301", "T303", "T401", "T501"}),
    "T403": (f"DELETE FROM institutions WHERE {_AT}", set()),
    "T404": (f"DELETE FROM institutions WHERE school_year < {_YEAR} AND institution_code = ({_SCHOOL})", set()),
    "T405": (f"UPDATE institutions SET institution_name = institution_name || '分校' WHERE {_AT}", set()),
    "T406": (f"UPDATE staff SET full_time = full_time + 40, staff_total = staff_total + 40 WHERE {_AT}",
             {"T203", "T305", "T306"}),
    "T407": (f"UPDATE premises SET building_area = building_area / 2 WHERE {_AT}", {"T205", "T206", "T501"}),
    "T408": (f"UPDATE finance SET education_general_budget = education_general_budget / 2 WHERE year = {_YEAR}",
             {"T309"}),
    "T501": (f"UPDATE premises SET books = books * 100 WHERE {_AT}", set()),
    "T601": (f"DELETE FROM premises WHERE {_AT}", set()),
    "T602": (f"DELETE FROM births WHERE year = {_YEAR} AND area_code = (SELECT area_code FROM areas "
             "WHERE area_level = '县' ORDER BY 1 LIMIT 1)", set()),
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(_PLANTED))
def test_planted_trouble_is_found_and_little_besides(con: duckdb.DuckDBPyConnection, code: str) -> None:
    sql, besides = _PLANTED[code]
    con.execute("BEGIN")
    try:
        con.execute(sql)
        scope = CheckScope(frozenset((table, _YEAR) for table in _DEFINITIONS.tables))
        told = {one.finding.code for one in run_checks(con, _DEFINITIONS, scope).findings}
    finally:
        con.execute("ROLLBACK")
    assert code in told
    assert told - {code} <= besides


def test_troubled_city_gives_just_the_troubles_planted() -> None:
    troubled, planted = city.trouble_city(city.generate_city(seed=1), city.CHECK_TROUBLES)
    report = run_checks(connected(troubled.tables, _DEFINITIONS), _DEFINITIONS)
    assert sorted(one.finding.code for one in report.findings) == sorted(one.code for one in planted)


@pytest.mark.parametrize("table", ["all", "pupils"])
def test_first_county_of_a_year_is_not_blamed_for_the_others(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """The year before is there for all counties, this year for one only: all its tables, or one of them."""
    first = f"""SELECT institution_code FROM institutions WHERE school_year = {_YEAR} AND area_code =
        (SELECT min(area_code) FROM institutions)"""
    con.execute("BEGIN")
    try:
        con.execute(f"CREATE TEMP TABLE mine AS {first}")
        for one in _DEFINITIONS.tables.values():
            if one.time_field == "school_year" and one.name != "institutions" and table not in ("all", one.name):
                con.execute(f"DELETE FROM {one.name} WHERE school_year = {_YEAR}")
            elif one.time_field == "school_year":
                others = "institution_code NOT IN (FROM mine)"
                con.execute(f"DELETE FROM {one.name} WHERE school_year = {_YEAR} AND {others}")
        scope = CheckScope(frozenset((name, _YEAR) for name in _DEFINITIONS.tables))
        assert [one.finding.message for one in run_checks(con, _DEFINITIONS, scope).findings] == []
    finally:
        con.execute("ROLLBACK")


def test_a_trouble_is_planted_for_every_rule() -> None:
    assert set(_PLANTED) == {rule.code for rule in load_rules(_DEFINITIONS).rules}
