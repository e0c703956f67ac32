"""Generates the statistics of the sample city 临江市, consistent over tables and years.

Entry: :func:`generate_city`. A year before the first is lived through without being told, so that 学生变动 of the first
year has an opening. Not here: planted troubles (``troubles``), returns as other systems export them (``forms``).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from luoshi.samples.city.changes import Changes, send_up
from luoshi.samples.city.city_data import TABLES, City, Row
from luoshi.samples.city.cohorts import Cohorts
from luoshi.samples.city.founding import Registry, found_schools
from luoshi.samples.city.geography import CITY_CODE, COUNTIES, area_rows, area_set_rows
from luoshi.samples.city.people import birth_rows, build_people, population_rows
from luoshi.samples.city.returns_areas import Budgets, reported_rows, schooling_rows
from luoshi.samples.city.returns_premises import write_facility_checks, write_premises
from luoshi.samples.city.returns_pupils import institution_row, write_pupils
from luoshi.samples.city.returns_staff import write_staff
from luoshi.samples.city.schools import School


def generate_city(seed: int = 20260101, *, institutions: int = 620, first_year: int = 2019, years: int = 6) -> City:
    """Return the sample city's statistics; the same arguments give the same city.

    Args:
        institutions: number of institutions in the beginning, 150 at least.
        first_year: first school year, and first calendar year of finance and population.
        years: number of years.

    Raises:
        ValueError: fewer institutions than 150 or fewer years than one.
    """
    if institutions < 150 or years < 1:
        raise ValueError("the sample city has 150 institutions and one year at least")
    rng = random.Random(seed)
    registry = Registry(rng, first_year)
    schools = found_schools(registry, rng, institutions)
    people = build_people(rng, _six_year_olds(schools), first_year, years)
    cohorts = Cohorts(rng, people, first_year)
    changes = Changes(rng, cohorts, registry)
    budgets = Budgets(rng)
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    tables["areas"], tables["area_sets"] = area_rows(first_year), area_set_rows()
    tables["population"] = population_rows(people, first_year)
    tables["births"] = birth_rows(rng, people, first_year)
    cohorts.begin(schools, first_year - 1)
    city = City(tables, first_year, years)
    for year in range(first_year, city.last_year + 1):
        schools = _live_through(schools, cohorts, changes if year > first_year else None, year)
        for school in schools:
            _write(tables, rng, school, year, city)
        budgets.write(tables, _paid_pupils(schools), year)
        tables["schooling"] += schooling_rows(year)
        tables["reported"] += reported_rows(rng, year, city.last_year)
    tables["institution_events"] = changes.rows
    return city


def _six_year_olds(schools: Sequence[School]) -> dict[str, float]:
    found = {county.code: 0.0 for county in COUNTIES}
    for school in schools:
        for section in school.sections:
            if section.stage == "小学":
                found[school.county.code] += section.weight * section.grades / 6
    return found


def _live_through(schools: list[School], cohorts: Cohorts, changes: Changes | None, year: int) -> list[School]:
    ending: list[School] = []
    if changes:
        schools, ending = changes.before_moving(schools, year)
    finished: dict[tuple[str, str], int] = {}
    for school in [*schools, *ending]:
        for section in school.sections if school.kind != "教学点" else ():
            place = (school.county.code, section.stage)
            finished[place] = finished.get(place, 0) + section.counts[-1]
    for school in schools:
        cohorts.move_on(school, year)
    if changes:
        changes.after_moving(schools, ending, year)
    else:
        send_up(cohorts, schools)
    cohorts.admit(schools, year, finished)
    return schools


def _write(tables: dict[str, list[Row]], rng: random.Random, school: School, year: int, city: City) -> None:
    boarders = write_pupils(tables, rng, school, year)
    write_staff(tables, rng, school, year)
    write_premises(tables, rng, school, year, boarders)
    write_facility_checks(tables, rng, school, year, city.last_year)
    tables["institutions"].append(institution_row(school, year, city.first_year))


def _paid_pupils(schools: Sequence[School]) -> dict[tuple[str, str], int]:
    paid: dict[tuple[str, str], int] = {}
    for school in schools:
        if school.ownership != "公办":
            continue
        for section in school.sections:
            place = (CITY_CODE if school.is_municipal else school.county.code, section.stage)
            paid[place] = paid.get(place, 0) + section.pupils
    return paid
