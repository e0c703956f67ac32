"""Rows of institutions, pupils, pupil_flows, classes and destinations for one school and year.

Entry: :func:`write_pupils`. Not here: how pupils move (``cohorts``).
"""

from __future__ import annotations

import random
from collections import Counter

from luoshi.samples.city.city_data import MIXED, Row
from luoshi.samples.city.geography import township_at
from luoshi.samples.city.schools import School, Section

BANDED_COUNTY = "990123"
"""The county whose classes are told by bands of size (班额档次) only."""
SIZE_BANDS = (
    (25, "25人及以下"), (30, "26—30人"), (35, "31—35人"), (40, "36—40人"), (45, "41—45人"), (50, "46—50人"),
    (55, "51—55人"), (60, "56—60人"), (65, "61—65人"), (10**6, "66人及以上"),
)  # fmt: skip
_BOARDING_GRADE = {"小学": 0.35, "初中": 0.7, "普通高中": 0.8, "中职": 0.88, "特教": 0.5}
_LEFT_BEHIND = {"城区": 0.015, "镇区": 0.08, "乡村": 0.19}
_MIGRANTS = {"城区": 0.24, "镇区": 0.05, "乡村": 0.006}
_POOR = {"城区": 0.02, "镇区": 0.06, "乡村": 0.12}
_MOST_CROWDED = 8
"""How many pupils more than usual a crowded class has."""


def institution_row(school: School, year: int, first_year: int) -> Row:
    """Return the school's row of the table institutions."""
    township_code, township_name = township_at(school.county, school.township, year, first_year)
    places = school.premises.places if school.premises else school.pupils
    return {
        "school_year": year,
        "institution_code": school.code,
        "institution_name": school.name,
        "institution_kind": school.kind,
        "ownership": school.ownership,
        "locality": school.locality,
        "area_code": school.county.code,
        "township_code": township_code,
        "township_name": township_name,
        "longitude": school.place[0],
        "latitude": school.place[1],
        "institution_status": "正常",
        "boarding": "是" if school.boards else "否",
        "design_places": places,
        "design_classes": max(-(-places // 45), 1),
        "founded": school.founded,
    }


def write_pupils(tables: dict[str, list[Row]], rng: random.Random, school: School, year: int) -> int:
    """Append the school's rows of pupils, pupil_flows, classes and destinations; return its boarders."""
    boarders = 0
    for section in school.sections:
        groups = _groups(school, section)
        for number, (grade, pupils, girls) in enumerate(groups):
            row = _pupil_row(rng, school, section, year, (number, grade, pupils, girls))
            boarders += int(str(row["boarders"]))
            tables["pupils"].append(row)
            tables["classes"] += _class_rows(school, section, year, grade, pupils)
        if section.stage != "学前":
            tables["pupil_flows"].append(_flow_row(school, section, year))
        if section.stage == "中职":
            tables["destinations"].append(_destination_row(rng, school, section, year))
    return boarders


def _groups(school: School, section: Section) -> list[tuple[str, int, int]]:
    """Grade, pupils and girls; grades without pupils left out, a small village kindergarten in one group."""
    girls = [round(n * share) for n, share in zip(section.counts, section.girls, strict=True)]
    if school.is_mixed:
        return [(MIXED, section.pupils, sum(girls))]
    return [(grade, n, female) for grade, n, female in zip(section.names, section.counts, girls, strict=True) if n]


def _pupil_row(
    rng: random.Random, school: School, section: Section, year: int, group: tuple[int, str, int, int]
) -> Row:
    number, grade, pupils, girls = group
    traits, where = school.traits, school.locality
    boarding = _BOARDING_GRADE.get(section.stage, 0.0) * (0.8 + 0.2 * traits["learning"]) if school.boards else 0.0
    if section.stage == "小学" and number < 2:
        boarding = 0.0
    migrants = _MIGRANTS[where] * (0.5 + traits["migrants"])
    disabled = pupils if section.stage == "特教" else int(pupils * 0.004 + rng.random() * 0.6)
    return {
        "school_year": year,
        "institution_code": school.code,
        "stage": section.stage,
        "grade": grade,
        "pupils": pupils,
        "girls": girls,
        "entrants": section.flow.entrants if number == 0 else None,
        "boarders": int(pupils * boarding),
        "migrant_children": int(pupils * migrants),
        "left_behind": int(pupils * _LEFT_BEHIND[where] * (0.6 + 0.8 * traits["migrants"])),
        "disabled": min(disabled, pupils),
        "non_local": int(pupils * (0.03 if section.stage in ("普通高中", "中职") else 0.008)),
        "poor": int(pupils * _POOR[where] * (0.7 + 0.6 * traits["learning"])),
    }


def _flow_row(school: School, section: Section, year: int) -> Row:
    flow = section.flow
    return {
        "school_year": year,
        "institution_code": school.code,
        "stage": section.stage,
        "opening": flow.opening,
        "entrants": flow.entrants,
        "returned": flow.returned,
        "transfers_in": flow.transfers_in,
        "other_in": flow.other_in,
        "graduates": flow.graduates,
        "suspended": flow.suspended,
        "transfers_out": flow.transfers_out,
        "dropouts": flow.dropouts,
        "deaths": flow.deaths,
        "other_out": flow.other_out,
        "closing": section.pupils,
    }


def class_sizes(pupils: int, limit: int) -> list[int]:
    """Return the sizes of the classes of a grade: as few classes as the limit allows, sizes as even as can be."""
    number = -(-pupils // limit)
    small, larger = divmod(pupils, number)
    return [small + 1] * larger + [small] * (number - larger)


def size_band(size: int) -> str:
    """Return the band (班额档次) of a class size."""
    return next(band for limit, band in SIZE_BANDS if size <= limit)


def _class_rows(school: School, section: Section, year: int, grade: str, pupils: int) -> list[Row]:
    limit = section.class_limit + (_MOST_CROWDED if year <= section.crowded_until else 0)
    sizes = Counter(class_sizes(pupils, 30 if school.is_mixed else limit))
    if school.county.code == BANDED_COUNTY:
        bands: Counter[str] = Counter()
        for size, number in sizes.items():
            bands[size_band(size)] += number
        found: list[tuple[int | None, str | None, int]] = [(None, band, number) for band, number in bands.items()]
    else:
        found = [(size, None, number) for size, number in sizes.items()]
    return [
        {
            "school_year": year,
            "institution_code": school.code,
            "stage": section.stage,
            "grade": grade,
            "class_size": size,
            "size_band": band,
            "classes": number,
        }
        for size, band, number in found
    ]


def _destination_row(rng: random.Random, school: School, section: Section, year: int) -> Row:
    graduates = section.flow.graduates
    further = int(graduates * rng.uniform(0.42, 0.50))
    undecided = int(graduates * rng.uniform(0.02, 0.045))
    employed = graduates - further - undecided
    return {
        "school_year": year,
        "institution_code": school.code,
        "graduates": graduates,
        "further_study": further,
        "employed": employed,
        "employed_locally": int(employed * rng.uniform(0.60, 0.68)),
        "related_job": int(employed * rng.uniform(0.68, 0.8)),
        "undecided": undecided,
    }
