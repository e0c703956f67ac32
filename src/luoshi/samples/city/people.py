"""Births and people of the sample city: single ages by area and year, 户籍 and 常住, moving on by age.

Entry: :func:`build_people`. Births peak in 2016 and fall afterwards; districts gain by moving, counties lose.
Not here: pupils (``cohorts``), which follow the people of their age.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.samples.city.city_data import Row, apportion
from luoshi.samples.city.geography import COUNTIES, County

OLDEST = 100
_BASES = ("户籍", "常住")
_CURVE = {
    2000: 0.90, 2001: 0.88, 2002: 0.87, 2003: 0.86, 2004: 0.87, 2005: 0.89, 2006: 0.88, 2007: 0.90, 2008: 0.91,
    2009: 0.92, 2010: 0.94, 2011: 0.96, 2012: 1.02, 2013: 1.00, 2014: 1.04, 2015: 1.01, 2016: 1.16, 2017: 1.11,
    2018: 0.99, 2019: 0.94, 2020: 0.80, 2021: 0.71, 2022: 0.64, 2023: 0.60, 2024: 0.62, 2025: 0.56,
}  # fmt: skip
_OLDER = ((1991, 1.10), (1981, 1.30), (1976, 1.15), (1962, 1.45), (1959, 0.75), (1949, 1.15), (0, 0.95))
_MONTHS = (8.2, 7.4, 8.0, 7.9, 8.1, 8.0, 8.5, 8.9, 9.0, 9.3, 8.6, 8.1)


@dataclass(frozen=True)
class People:
    """Births and population of every area.

    Attributes:
        births: (area code, year) -> children born.
        ages: (area code, year, 户籍 or 常住) -> (male, female) of each age from 0 to 100 (and above).
    """

    births: Mapping[tuple[str, int], int]
    ages: Mapping[tuple[str, int, str], list[tuple[int, int]]]

    def children(self, area: str, year: int, age: int) -> int:
        """Residents (常住) of one age."""
        return sum(self.ages[area, year, "常住"][age])


def build_people(rng: random.Random, six_year_olds: Mapping[str, float], first_year: int, years: int) -> People:
    """Return births and people from the year before ``first_year`` on, births from 26 years earlier.

    Args:
        six_year_olds: area code -> residents aged six in the first year, about.
    """
    births: dict[tuple[str, int], int] = {}
    ages: dict[tuple[str, int, str], list[tuple[int, int]]] = {}
    start, end = first_year - 1, first_year + years - 1
    for county in COUNTIES:
        base = six_year_olds[county.code] / _relative(first_year - 6) / _drift(county, "常住", 6)
        for year in range(start - 26, end + 1):
            births[county.code, year] = round(base * _relative(year) * rng.uniform(0.985, 1.015))
        for basis in _BASES:
            ages[county.code, start, basis] = _pyramid(county, basis, start, base, births)
            for year in range(first_year, end + 1):
                newborn = births[county.code, year] * _drift(county, basis, 0)
                ages[county.code, year, basis] = _moved_on(
                    rng, county, basis, ages[county.code, year - 1, basis], newborn
                )
    return People(births, ages)


def _relative(year: int) -> float:
    if year >= 2000:
        return _CURVE.get(year) or _CURVE[2025] * 0.975 ** (year - 2025)
    return next(level for since, level in _OLDER if year >= since)


def _mortality(age: int) -> float:
    """Part of an age that dies within a year, after Gompertz."""
    return 0.0004 + 0.00003 * 1.1 ** max(age - 10, 0)


def _gain(county: County, basis: str, age: int) -> float:
    """Net gain by moving, a year."""
    rate = county.migration * (1.0 if basis == "常住" else 0.25)
    if 17 <= age < 30:
        return rate * 2
    return rate if age < 45 else rate * 0.1


def _drift(county: County, basis: str, age: int) -> float:
    """Residents of an age to the births of their year, by moving alone."""
    born_here = 1 + county.migration * (3 if basis == "常住" else 0.5)
    for young in range(age):
        born_here *= 1 + _gain(county, basis, young)
    return born_here


def _pyramid(
    county: County, basis: str, year: int, base: float, births: Mapping[tuple[str, int], int]
) -> list[tuple[int, int]]:
    people, alive = [], 1.0
    for age in range(OLDEST + 1):
        born = births.get((county.code, year - age)) or base * _relative(year - age)
        number = born * alive * _drift(county, basis, age)
        people.append(_by_sex(number, 0.527 - 0.0008 * age))
        alive *= 1 - _mortality(age)
    return people


def _by_sex(number: float, male_share: float) -> tuple[int, int]:
    male = round(number * male_share)
    return male, round(number) - male


def _moved_on(
    rng: random.Random, county: County, basis: str, before: list[tuple[int, int]], newborn: float
) -> list[tuple[int, int]]:
    people = [_by_sex(newborn * 0.996, 0.526)]
    for age in range(OLDEST):
        factor = (1 - _mortality(age)) * (1 + _gain(county, basis, age) + rng.uniform(-0.0015, 0.0015))
        male, female = before[age]
        people.append((round(male * factor), round(female * factor)))
    lasting = 1 - _mortality(OLDEST)
    oldest, eldest = people[-1], before[-1]
    people[-1] = (oldest[0] + round(eldest[0] * lasting * 0.6), oldest[1] + round(eldest[1] * lasting * 0.65))
    return people


def population_rows(people: People, first_year: int) -> list[Row]:
    """Return the rows of the table population from ``first_year`` on."""
    return [
        {
            "year": year,
            "area_code": area,
            "basis": basis,
            "age": age,
            "male": male,
            "female": female,
            "total": male + female,
        }
        for (area, year, basis), ages in people.ages.items()
        if year >= first_year
        for age, (male, female) in enumerate(ages)
    ]


def birth_rows(rng: random.Random, people: People, first_year: int) -> list[Row]:
    """Return the rows of the table births by month, from six years before ``first_year`` on."""
    rows: list[Row] = []
    for (area, year), number in people.births.items():
        if year < first_year - 6:
            continue
        months = apportion(number, [weight * rng.uniform(0.97, 1.03) for weight in _MONTHS])
        rows += [
            {"year": year, "area_code": area, "month": month, "births": born}
            for month, born in enumerate(months, start=1)
        ]
    return rows
