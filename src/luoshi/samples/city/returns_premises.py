"""Rows of premises and facility_checks for one school and year: buildings last, equipment and books grow.

Entries: :func:`write_premises`, :func:`write_facility_checks`. Areas of use add up to the building area.
"""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from luoshi.samples.city.city_data import Row
from luoshi.samples.city.schools import Premises, School

_AREA_PER_PLACE = {
    "幼儿园": 8.8,
    "小学": 6.6,
    "教学点": 8.5,
    "初级中学": 9.4,
    "中等职业学校": 16.0,
    "特殊教育学校": 20.0,
}
_USUAL_AREA = 10.0
_BOOKS_PER_PLACE = {"幼儿园": 10, "小学": 25, "教学点": 22, "初级中学": 34, "高级中学": 40, "中等职业学校": 30}
_SPORTS_PER_PLACE = {"小学": 8.0, "教学点": 9.0, "初级中学": 10.6, "九年一贯制学校": 9.6, "中等职业学校": 7.0}
"""Sports ground for a place in m²; kindergartens have a fifth of their site."""
_USUAL_SPORTS = 9.0
_EQUIPMENT = {"幼儿园": 0.08, "小学": 0.16, "教学点": 0.16, "初级中学": 0.24, "高级中学": 0.32, "中等职业学校": 0.5}
"""Value of equipment for a place in 万元, in 2019."""
_CHECKED_YEARS = 3
_CHECKS = {
    "校园安防": (
        ("专职保安配备", 0.0),
        ("校园封闭化管理", 0.0),
        ("报警和监控联网", 0.03),
        ("护学岗设置", 0.05),
    ),
    "数字校园": (("互联网接入带宽达标", 0.05), ("多媒体教学设备全覆盖", 0.08), ("网络学习空间建设", 0.25)),
}
"""Pack -> items with the part of schools that fails them."""


def write_premises(tables: dict[str, list[Row]], rng: random.Random, school: School, year: int, boarders: int) -> None:
    """Append the school's row of premises, after building what has become too small."""
    if school.premises is None:
        school.premises = _built(rng, school, boarders, is_new=school.since == year)
    else:
        _keep_up(rng, school, school.premises, boarders)
    tables["premises"].append(_row(school, school.premises, year))


def _built(rng: random.Random, school: School, boarders: int, is_new: bool) -> Premises:
    pupils, spread = max(school.pupils, 5), 0.9 + 0.25 * school.traits["space"]
    places = -(-int(pupils * rng.uniform(1.0, 1.12) * (1.15 if is_new else 1)) // 5) * 5
    building = places * _AREA_PER_PLACE.get(school.kind, _USUAL_AREA) * spread
    if boarders:
        building += boarders * 4.6
    unit = int(building * 10)
    beds = -(-int(boarders * 1.08) // 8) * 8
    dormitory = min(beds * 46, int(unit * 0.4))
    living = dormitory + int(unit * 0.12)
    site = int(unit * (1.5 if school.locality == "城区" else 2.2) * spread)
    sports = places * _SPORTS_PER_PLACE.get(school.kind, _USUAL_SPORTS) * (0.75 + 0.5 * school.traits["space"])
    return Premises(
        places=places,
        site=site,
        green=int(site * 0.22),
        sports=int(site * 0.2) if school.kind == "幼儿园" else int(sports * 10),
        teaching=int(unit * 0.60) - int(dormitory * 0.4),
        admin=int(unit * 0.09),
        living=living,
        other=int(unit * 0.05),
        dormitory=dormitory,
        dangerous=int(unit * 0.05) if rng.random() < 0.06 and school.locality == "乡村" else 0,
        books=int(pupils * _BOOKS_PER_PLACE.get(school.kind, 30) * (0.9 + 0.25 * school.traits["learning"])),
        beds=beds,
    )


def _keep_up(rng: random.Random, school: School, built: Premises, boarders: int) -> None:
    built.added = 0
    if school.pupils > built.places:
        more = -(-int(school.pupils * 1.04 - built.places) // 5) * 5
        built.added = int(more * _AREA_PER_PLACE.get(school.kind, _USUAL_AREA) * 10 * 0.8)
        built.places += more
        built.teaching += built.added
    if boarders > built.beds:
        beds = -(-int(boarders * 1.05 - built.beds) // 8) * 8
        built.beds += beds
        built.dormitory += beds * 46
        built.living += beds * 46
        built.added += beds * 46
    if built.dangerous and rng.random() < 0.5:
        built.dangerous = 0
    wanted = int(school.pupils * _BOOKS_PER_PLACE.get(school.kind, 30) * (0.9 + 0.25 * school.traits["learning"]))
    built.books = max(int(built.books * 0.96), wanted)


def _row(school: School, built: Premises, year: int) -> Row:
    classrooms = max(sum(-(-n // section.class_limit) for section in school.sections for n in section.counts), 1)
    rooms = max(classrooms + classrooms // 10, -(-built.places // 48))
    passed = max(year - 2019, 0)
    value = built.places * _EQUIPMENT.get(school.kind, 0.24) * (0.85 + 0.3 * school.traits["equipment"]) * 1.04**passed
    is_school = school.kind not in ("幼儿园", "教学点")
    building = built.teaching + built.admin + built.living + built.other
    return {
        "school_year": year,
        "institution_code": school.code,
        "site_area": _metres(max(built.site, built.sports + built.green + building // 4)),
        "green_area": _metres(built.green),
        "sports_area": _metres(built.sports),
        "building_area": _metres(building),
        "teaching_area": _metres(built.teaching),
        "admin_area": _metres(built.admin),
        "living_area": _metres(built.living),
        "other_area": _metres(built.other),
        "dormitory_area": _metres(built.dormitory),
        "dangerous_area": _metres(built.dangerous),
        "expansion_area": _metres(built.added),
        "classrooms": rooms,
        "multimedia_rooms": int(rooms * min(0.75 + 0.05 * passed, 1)),
        "lab_rooms": max(school.pupils // 260, 1) if is_school else 0,
        "music_art_rooms": 1 + school.pupils // 350 if is_school else 1,
        "resource_rooms": 1 if is_school and school.traits["learning"] > 0.7 else 0,
        "counselling_rooms": 1 + school.pupils // 2000 if is_school else 0,
        "clinic": 0 if school.kind == "教学点" else 1,
        "equipment_value": Decimal(int(value * 100)).scaleb(-2),
        "books": built.books,
        "ebooks": built.places * 12 if is_school else 0,
        "computers": built.places // (9 if is_school else 30) + 1,
        "bandwidth": Decimal(1000 if school.pupils >= 800 else 200),
        "beds": built.beds,
        "canteens": 0 if school.kind == "教学点" else 1 + built.places // 2500,
        "flush_toilets": max(built.places // 150, 1),
    }


def _metres(tenths: int) -> Decimal:
    return Decimal(tenths).scaleb(-1)


def write_facility_checks(
    tables: dict[str, list[Row]], rng: random.Random, school: School, year: int, last_year: int
) -> None:
    """Append the results of checks, which began three years before the end; fewer items fail each year."""
    since = max(last_year - _CHECKED_YEARS + 1, school.since)
    if year < since:
        return
    for pack, items in _CHECKS.items():
        for item, failing in items:
            met = rng.random() >= failing * 0.5 ** (year - since)
            tables["facility_checks"].append(
                {
                    "school_year": year,
                    "institution_code": school.code,
                    "pack": pack,
                    "item": item,
                    "met": "是" if met else "否",
                    "note": None if met else "已列入整改",
                    "checked_on": date(year, 10, 8 + school.township),
                }
            )
