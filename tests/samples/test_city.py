"""The sample city's statistics: their shape, and balances within tables, between them and over the years."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from luoshi.model.tables import FieldType
from luoshi.samples.city import City, generate_city
from luoshi.stats.definitions import load_definitions

_TYPES = {
    FieldType.COUNT: int,
    FieldType.YEAR: int,
    FieldType.SCHOOL_YEAR: int,
    FieldType.DECIMAL: Decimal,
    FieldType.TEXT: str,
    FieldType.CODE: str,
    FieldType.DATE: date,
}


@pytest.fixture(scope="module", params=[620, 150], ids=["620 schools", "150 schools"])
def city(request: pytest.FixtureRequest) -> City:
    return generate_city(institutions=request.param)


def rows(city: City, table: str) -> list[dict[str, Any]]:
    return city.tables[table]


def summed(found: Iterable[dict[str, Any]], keys: str, value: str) -> dict[tuple[Any, ...], int]:
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in found:
        sums[tuple(row[key] for key in keys.split())] += row[value]
    return dict(sums)


SECTION = "school_year institution_code stage"
GRADE = f"{SECTION} grade"


# Shape


def test_tables_and_fields_are_those_of_the_definitions(city: City) -> None:
    definitions = load_definitions()
    assert set(city.tables) == set(definitions.tables)
    for name, table in definitions.tables.items():
        assert rows(city, name), name
        assert {tuple(row) for row in rows(city, name)} == {tuple(field.name for field in table.stored)}, name


def test_values_have_the_type_and_bounds_of_their_field(city: City) -> None:
    definitions = load_definitions()
    for name, table in definitions.tables.items():
        for field in table.stored:
            values = {row[field.name] for row in rows(city, name)}
            if field.required and name != "classes":
                assert None not in values, (name, field.name)
            values.discard(None)
            assert {type(value) for value in values} <= {_TYPES[field.type]}, (name, field.name)
            if field.codes:
                assert values <= set(definitions.codes[field.codes].words), (name, field.name)
            if field.minimum is not None and values:
                assert min(values) >= field.minimum, (name, field.name)
            if field.maximum is not None and values:
                assert max(values) <= field.maximum, (name, field.name)


def test_keys_tell_rows_apart(city: City) -> None:
    for name, table in load_definitions().tables.items():
        keys = Counter(tuple(row[field.name] for field in table.keys) for row in rows(city, name))
        assert max(keys.values()) == 1, name


def test_every_code_of_a_school_and_an_area_exists(city: City) -> None:
    schools = {(row["school_year"], row["institution_code"]) for row in rows(city, "institutions")}
    areas = {row["area_code"] for row in rows(city, "areas")}
    for name, found in city.tables.items():
        if "institution_code" in found[0] and name != "institution_events":
            assert {(row["school_year"], row["institution_code"]) for row in found} <= schools, name
        for key in ("area_code", "township_code", "parent_code", "merged_into"):
            assert {row[key] for row in found if row.get(key)} <= areas, (name, key)
    assert all(code.startswith("99") for code in areas)


def test_the_same_seed_gives_the_same_city() -> None:
    assert generate_city(7, institutions=150, years=3) == generate_city(7, institutions=150, years=3)
    assert generate_city(8, institutions=150, years=3) != generate_city(7, institutions=150, years=3)


def test_a_city_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="150 institutions"):
        generate_city(institutions=20)


# Within a table


@pytest.mark.parametrize(
    ("table", "parts", "whole"),
    [
        (
            "staff",
            "degree_doctor degree_master degree_bachelor degree_college degree_secondary degree_below",
            "full_time",
        ),
        ("premises", "teaching_area admin_area living_area other_area", "building_area"),
        ("population", "male female", "total"),
        ("destinations", "further_study employed undecided", "graduates"),
    ],
)
def test_parts_add_up(city: City, table: str, parts: str, whole: str) -> None:
    wrong = [row for row in rows(city, table) if sum(row[part] for part in parts.split()) != row[whole]]
    assert wrong == []


PARTS = {
    ("pupils", "pupils"): "girls entrants boarders migrant_children left_behind disabled non_local poor",
    ("staff", "full_time"): "female qualified above_required certified senior_title backbone arts_pe counsellors "
    "dual_qualified trained_360 exchanged",
    ("staff", "staff_total"): "full_time",
    ("staff", "posts"): "on_post",
    ("staff", "qualified"): "above_required",
    ("premises", "building_area"): "dangerous_area expansion_area",
    ("premises", "living_area"): "dormitory_area",
    ("premises", "site_area"): "green_area sports_area",
    ("premises", "classrooms"): "multimedia_rooms",
    ("destinations", "employed"): "employed_locally related_job",
    ("finance", "surcharge"): "surcharge_vocational",
    ("finance", "general_budget"): "education_general_budget",
    ("finance", "state_education"): "capital education_general_budget",
}


@pytest.mark.parametrize(("table", "whole"), PARTS)
def test_no_part_exceeds_the_whole(city: City, table: str, whole: str) -> None:
    for part in PARTS[table, whole].split():
        assert [row for row in rows(city, table) if (row[part] or 0) > row[whole]] == [], part


def test_flows_balance(city: City) -> None:
    gains = "opening entrants returned transfers_in other_in".split()
    losses = "graduates suspended transfers_out dropouts deaths other_out".split()
    for row in rows(city, "pupil_flows"):
        assert sum(row[g] for g in gains) - sum(row[loss] for loss in losses) == row["closing"], row


def test_spending_per_pupil_times_pupils_is_the_spending(city: City) -> None:
    for row in rows(city, "finance_levels"):
        assert abs(row["spending_per_pupil"] * row["pupils"] / 10000 - row["budget_spending"]) <= Decimal("0.0001")


# Between tables


def test_classes_hold_the_pupils_of_their_grade(city: City) -> None:
    pupils = summed(rows(city, "pupils"), GRADE, "pupils")
    exact = [row | {"seats": row["class_size"] * row["classes"]} for row in rows(city, "classes") if row["class_size"]]
    banded = {tuple(row[key] for key in GRADE.split()) for row in rows(city, "classes") if row["size_band"]}
    seats = summed(exact, GRADE, "seats")
    assert banded
    assert not banded & set(seats)
    assert banded | set(seats) == set(pupils)
    assert {key: n for key, n in pupils.items() if key not in banded} == seats


def test_bands_can_hold_the_pupils(city: City) -> None:
    bounds = {"25人及以下": (1, 25), "66人及以上": (66, 150)} | {f"{n}—{n + 4}人": (n, n + 4) for n in range(26, 66, 5)}
    pupils = summed(rows(city, "pupils"), GRADE, "pupils")
    least: Counter[tuple[Any, ...]] = Counter()
    most: Counter[tuple[Any, ...]] = Counter()
    for row in rows(city, "classes"):
        if row["size_band"]:
            low, high = bounds[row["size_band"]]
            key = tuple(row[part] for part in GRADE.split())
            least[key] += low * row["classes"]
            most[key] += high * row["classes"]
    assert all(least[key] <= pupils[key] <= most[key] for key in least)


def test_flows_open_and_close_with_the_pupils(city: City) -> None:
    pupils = summed(rows(city, "pupils"), SECTION, "pupils")
    for row in rows(city, "pupil_flows"):
        year, code, stage = (row[key] for key in SECTION.split())
        assert row["closing"] == pupils[year, code, stage]
        if year > city.first_year:
            assert row["opening"] == pupils.get((year - 1, code, stage), 0)


@pytest.mark.parametrize("table", ["staff_subjects", "staff_ages"])
def test_subjects_and_ages_add_up_to_the_full_time_teachers(city: City, table: str) -> None:
    full_time = summed(rows(city, "staff"), SECTION, "full_time")
    found = summed(rows(city, table), SECTION, "teachers")
    assert found == {key: full_time[key] for key in found}
    missing = {key[2] for key in set(full_time) - set(found)}
    assert missing == ({"学前"} if table == "staff_subjects" else set())


def test_graduates_of_vocational_schools_are_those_of_the_flows(city: City) -> None:
    flows = summed(
        (r for r in rows(city, "pupil_flows") if r["stage"] == "中职"), "school_year institution_code", "graduates"
    )
    assert summed(rows(city, "destinations"), "school_year institution_code", "graduates") == flows


def test_levels_stay_within_the_budget(city: City) -> None:
    budget = {(r["year"], r["area_code"]): r["education_general_budget"] for r in rows(city, "finance")}
    spent: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for row in rows(city, "finance_levels"):
        spent[row["year"], row["area_code"]] += row["budget_spending"]
    assert all(spent[key] <= budget[key] for key in budget)


def test_boarders_have_beds(city: City) -> None:
    beds = summed(rows(city, "premises"), "school_year institution_code", "beds")
    boarders = summed(rows(city, "pupils"), "school_year institution_code", "boarders")
    assert all(boarders[key] <= beds[key] for key in boarders)


def test_expected_returns_are_all_there(city: City) -> None:
    for name, table in load_definitions().tables.items():
        handed_in = {(r["school_year"], r["institution_code"]) for r in rows(city, name) if table.expected_of}
        expected = {
            (r["school_year"], r["institution_code"])
            for r in rows(city, "institutions")
            if r["institution_kind"] in table.expected_of
        }
        assert expected <= handed_in, name


# Over the years


def test_grades_move_up_without_leaps(city: City) -> None:
    following = load_definitions().codes["grade"].following
    pupils = summed(rows(city, "pupils"), GRADE, "pupils")
    sections = {key[:3] for key in pupils}
    for (year, code, stage, grade), before in pupils.items():
        last = (
            grade not in following or (stage != "特教" and grade == "六年级") or (stage == "学前" and grade == "大班")
        )
        if last or (year + 1, code, stage) not in sections:
            continue
        after = pupils.get((year + 1, code, stage, following[grade]), 0)
        assert not before - after > max(10, before * 0.10), (year, code, stage, grade, before, after)
        assert not after - before > max(15, before * 0.15), (year, code, stage, grade, before, after)


def test_schools_come_and_go_and_change_names_by_events_only(city: City) -> None:
    names: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows(city, "institutions"):
        names[row["school_year"]][row["institution_code"]] = row["institution_name"]
    came, went, renamed = set(), set(), set()
    for year in range(city.first_year + 1, city.last_year + 1):
        before, after = names[year - 1], names[year]
        came |= {(year, code) for code in after.keys() - before.keys()}
        went |= {(year, code) for code in before.keys() - after.keys()}
        renamed |= {(year, code) for code in before.keys() & after.keys() if before[code] != after[code]}
    events = [
        (r["event"], r["event_date"].year, r["institution_code"], r["successor_code"])
        for r in rows(city, "institution_events")
    ]
    assert came == {(year, new) for event, year, _, new in events if event in ("新设", "分设")}
    assert went == {(year, old) for event, year, old, _ in events if event in ("合并", "撤销")}
    assert renamed == {(year, old) for event, year, old, _ in events if event == "更名"}
    assert {event for event, *_ in events} == {"新设", "分设", "合并", "撤销", "更名", "改制"}


def test_people_grow_a_year_older(city: City) -> None:
    people = {(r["area_code"], r["basis"], r["year"], r["age"]): r["total"] for r in rows(city, "population")}
    for (area, basis, year, age), after in people.items():
        before = people.get((area, basis, year - 1, age - 1))
        if before and 0 < age < 60 and before > 50:
            assert 0.93 < after / before < 1.07, (area, basis, year, age)


def test_entrants_of_primary_schools_follow_the_births_six_years_before(city: City) -> None:
    births = summed(rows(city, "births"), "year", "births")
    first = [row for row in rows(city, "pupils") if (row["stage"], row["grade"]) == ("小学", "一年级")]
    for (year,), entrants in summed(first, "school_year", "pupils").items():
        assert 0.93 < entrants / births[(year - 6,)] < 1.07


def test_what_may_only_grow_grows(city: City) -> None:
    budget = {(r["area_code"], r["year"]): r["education_general_budget"] for r in rows(city, "finance")}
    assert all(n > budget[area, year - 1] for (area, year), n in budget.items() if (area, year - 1) in budget)
    level = {(r["area_code"], r["stage"], r["year"]): r["spending_per_pupil"] for r in rows(city, "finance_levels")}
    assert all(n > level[a, s, y - 1] for (a, s, y), n in level.items() if (a, s, y - 1) in level)


# What the figures tell


def test_large_classes_vanish_and_the_countryside_shrinks() -> None:
    city = generate_city()
    large: Counter[int] = Counter()
    every: Counter[int] = Counter()
    for row in city.tables["classes"]:
        if row["stage"] in ("小学", "初中"):
            every[row["school_year"]] += row["classes"]
            if (row["class_size"] or 0) >= 56 or row["size_band"] in ("56—60人", "61—65人", "66人及以上"):
                large[row["school_year"]] += row["classes"]
    shares = [100 * large[year] / every[year] for year in range(2019, 2025)]
    assert 1 < shares[0] < 5
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == 0
    where = {(r["school_year"], r["institution_code"]): r["locality"] for r in city.tables["institutions"]}
    pupils: Counter[tuple[int, str]] = Counter()
    for row in city.tables["pupils"]:
        if row["stage"] == "小学":
            pupils[row["school_year"], where[row["school_year"], row["institution_code"]]] += row["pupils"]
    assert pupils[2024, "城区"] > pupils[2019, "城区"] * 1.1
    assert pupils[2024, "乡村"] < pupils[2019, "乡村"] * 0.9
