"""The troubled edition of the sample city: one mistake for every code, where it says it is, and nothing besides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from luoshi.model.tables import FieldType
from luoshi.samples.city import (
    CELL_TROUBLES,
    CHECK_TROUBLES,
    City,
    Trouble,
    city_forms,
    generate_city,
    trouble_city,
)
from luoshi.stats.definitions import load_definitions

CODES = (*CELL_TROUBLES, *CHECK_TROUBLES)
TABLES_OF = {
    "T401": {"pupils", "classes", "pupil_flows"},
    "T402": {"pupils", "classes", "staff", "staff_ages", "premises"},
    "T403": {"institutions", "pupils", "classes", "staff", "staff_ages", "premises", "facility_checks"},
    "T404": {"institution_events"},
    "T406": {"staff", "staff_subjects", "staff_ages"},
}
"""What is changed beside the table that a trouble names."""


@pytest.fixture(scope="module")
def city() -> City:
    return generate_city(institutions=300, years=3)


@pytest.fixture(scope="module")
def all_troubles(city: City) -> tuple[City, tuple[Trouble, ...]]:
    return trouble_city(city)


def changed(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Rows taken out and rows put in."""
    old, new = ([tuple(row.items()) for row in rows] for rows in (before, after))
    kept_old, kept_new = set(old), set(new)
    return [dict(row) for row in old if row not in kept_new], [dict(row) for row in new if row not in kept_old]


def test_every_code_is_planted_once(all_troubles: tuple[City, tuple[Trouble, ...]]) -> None:
    _, troubles = all_troubles
    assert [trouble.code for trouble in troubles] == sorted(CODES)
    assert len({(trouble.table, *map(str, trouble.keys.values())) for trouble in troubles}) == len(CODES)
    assert len({trouble.description for trouble in troubles}) == len(CODES)


def test_the_city_itself_stays_as_it_was(city: City, all_troubles: tuple[City, tuple[Trouble, ...]]) -> None:
    troubled, _ = all_troubles
    assert city == generate_city(institutions=300, years=3)
    assert troubled != city


@pytest.mark.parametrize("code", CODES)
def test_a_trouble_changes_its_own_tables_in_the_last_year_only(city: City, code: str) -> None:
    troubled, (trouble,) = trouble_city(city, [code])
    assert trouble.code == code
    touched = {name for name, rows in city.tables.items() if rows != troubled.tables[name]}
    assert touched == TABLES_OF.get(code, {trouble.table})
    for name in touched:
        gone, come = changed(city.tables[name], troubled.tables[name])
        for row in [*gone, *come]:
            when = row.get("school_year") or row.get("year") or row["event_date"].year
            assert when == city.last_year or (code == "T124" and row in come)


@pytest.mark.parametrize("code", [code for code in CODES if code not in ("T403", "T404", "T601", "T602", "T121")])
def test_the_row_that_a_trouble_names_is_there_and_new(city: City, code: str) -> None:
    troubled, (trouble,) = trouble_city(city, [code])
    _, come = changed(city.tables[trouble.table], troubled.tables[trouble.table])
    named = [row for row in come if all(row[key] == value for key, value in trouble.keys.items())]
    assert named


def fits(value: Any, kind: FieldType) -> bool:
    if kind in (FieldType.COUNT, FieldType.YEAR, FieldType.SCHOOL_YEAR):
        return isinstance(value, int)
    return isinstance(value, Decimal) if kind is FieldType.DECIMAL else True


def test_only_the_troubles_of_cells_break_types_and_bounds(city: City) -> None:
    troubled, _ = trouble_city(city, CHECK_TROUBLES)
    for name, table in load_definitions().tables.items():
        for field in table.stored:
            values = {row[field.name] for row in troubled.tables[name]} - {None}
            assert all(fits(value, field.type) for value in values), (name, field.name)
            if values and field.minimum is not None:
                assert min(values) >= field.minimum, (name, field.name)
            if values and field.maximum is not None:
                assert max(values) <= field.maximum, (name, field.name)


def cells_of(troubled: City, file_name: str, sheet_name: str) -> list[list[object]]:
    forms = city_forms(troubled, troubled.last_year)
    form = next(form for form in forms if form.file_name.startswith(file_name))
    return next(sheet.rows for sheet in form.sheets if sheet.name == sheet_name)


@pytest.mark.parametrize(
    ("code", "file", "sheet", "value"),
    [
        ("T112", "校舍和办学条件", "校舍和办学条件", "约120台"),
        ("T113", "校舍和办学条件", "校舍和办学条件", Decimal("-1200.0")),
        ("T114", "校舍和办学条件", "校舍和办学条件", Decimal("1.5")),
        ("T115", "学校填报项目", "达标检查项", "基本达到"),
        ("T116", "学校填报项目", "达标检查项", "十月中旬"),
        ("T122", "学校填报项目", "达标检查项", "9901999999"),
        ("T123", "地区填报项目", "受教育年限", "990199"),
        ("T124", "班额明细", "班额明细", 2041),
        ("T125", "学校填报项目", "达标检查项", "临江市听涛小学"),
    ],
)
def test_troubles_of_cells_stand_in_the_files(city: City, code: str, file: str, sheet: str, value: object) -> None:
    troubled, _ = trouble_city(city, [code])
    assert sum(value in row for row in cells_of(troubled, file, sheet)) == 1
    assert sum(value in row for row in cells_of(city, file, sheet)) == 0


def test_an_empty_cell_and_a_row_told_twice_stand_in_the_files(city: City) -> None:
    clean = cells_of(city, "学校填报项目", "达标检查项")
    empty = cells_of(trouble_city(city, ["T111"])[0], "学校填报项目", "达标检查项")
    met = clean[2].index("*是否达标")
    assert [sum(row[met] is None for row in rows[2:]) for rows in (clean, empty)] == [0, 1]
    twice = cells_of(trouble_city(city, ["T121"])[0], "学校填报项目", "达标检查项")
    assert len(twice) == len(clean) + 1
    assert len({tuple(row) for row in twice}) == len({tuple(row) for row in clean})


def test_what_cannot_be_planted_is_refused(city: City) -> None:
    with pytest.raises(ValueError, match="T999"):
        trouble_city(city, ["T999"])
    with pytest.raises(ValueError, match="year to compare"):
        trouble_city(generate_city(institutions=150, years=1))
    with pytest.raises(LookupError, match="教学点"):
        trouble_city(City(city.tables | {"institutions": []}, city.first_year, city.years), ["T302"])
