"""Rows of staff, staff_subjects and staff_ages for one school and year: teachers by norms, drifting with the pupils.

Entry: :func:`write_staff`. Bands of age and subjects add up to the full-time teachers of the stage, degrees as well.
"""

from __future__ import annotations

import random

from luoshi.samples.city.city_data import Row, apportion
from luoshi.samples.city.schools import School, Section

_PUPILS_PER_TEACHER = {"学前": 14.0, "小学": 18.2, "初中": 13.0, "普通高中": 12.3, "中职": 17.5, "特教": 3.6}
_LEAST_PER_CLASS = {"学前": 1.6, "小学": 1.35, "初中": 2.6, "普通高中": 3.0, "中职": 1.8, "特教": 1.5}
_DEGREES: dict[str, tuple[float, ...]] = {
    "学前": (0, 0.006, 0.24, 0.58, 0.15, 0.024),
    "小学": (0, 0.022, 0.655, 0.293, 0.03, 0),
    "初中": (0, 0.045, 0.835, 0.12, 0, 0),
    "普通高中": (0.002, 0.14, 0.848, 0.01, 0, 0),
    "中职": (0.001, 0.09, 0.839, 0.07, 0, 0),
    "特教": (0, 0.03, 0.75, 0.22, 0, 0),
}
"""Stage -> shares of 博士、硕士、本科、专科、高中阶段、以下 in 2019."""
_DEGREE_FIELDS = (
    "degree_doctor", "degree_master", "degree_bachelor", "degree_college", "degree_secondary", "degree_below",
)  # fmt: skip
_REQUIRED = {"学前": 4, "小学": 4, "初中": 3, "普通高中": 2, "中职": 2, "特教": 3}
"""Stage -> place in the list of degrees that is required (规定学历)."""
_FEMALE = {"学前": 0.97, "小学": 0.71, "初中": 0.58, "普通高中": 0.54, "中职": 0.55, "特教": 0.75}
_SUBJECTS: dict[str, dict[str, float]] = {
    "小学": {
        "语文": 33, "数学": 26, "外语": 8, "道德与法治": 4, "科学": 5, "体育与健康": 7, "音乐": 4.5, "美术": 4.5,
        "信息科技": 2.5, "劳动": 1.5, "心理健康": 1, "综合实践活动": 1, "其他": 2,
    },
    "初中": {
        "语文": 17, "数学": 17, "外语": 16, "道德与法治": 7, "物理": 7.5, "化学": 4.5, "生物学": 5, "历史": 5.5,
        "地理": 4.5, "体育与健康": 7, "音乐": 2.5, "美术": 2.5, "信息科技": 2, "心理健康": 1, "其他": 1,
    },
    "普通高中": {
        "语文": 15, "数学": 15.5, "外语": 15, "道德与法治": 7.5, "物理": 9, "化学": 8, "生物学": 7.5, "历史": 7,
        "地理": 6, "体育与健康": 5, "音乐": 1.2, "美术": 1.3, "信息科技": 1.5, "心理健康": 0.5,
    },
    "中职": {
        "语文": 9, "数学": 9, "外语": 8, "道德与法治": 6, "历史": 2, "体育与健康": 6, "艺术": 3, "信息科技": 5,
        "心理健康": 1, "专业课": 51,
    },
    "特教": {"语文": 26, "数学": 22, "体育与健康": 9, "音乐": 8, "美术": 9, "劳动": 8, "心理健康": 5, "其他": 13},
}  # fmt: skip
_YOUNG = 5
"""Years through which a new school hires what it needs."""
_ARTS_PE = ("体育与健康", "音乐", "美术", "艺术")
AGE_BANDS: dict[str, float] = {
    "24岁及以下": 0.06, "25—29岁": 0.15, "30—34岁": 0.16, "35—39岁": 0.15, "40—44岁": 0.15, "45—49岁": 0.14,
    "50—54岁": 0.12, "55—59岁": 0.069, "60岁及以上": 0.001,
}  # fmt: skip


def write_staff(tables: dict[str, list[Row]], rng: random.Random, school: School, year: int) -> None:
    """Append the school's rows of staff, staff_subjects and staff_ages, a stage after the other."""
    for section in school.sections:
        section.full_time = _full_time(school, section, year)
        subjects = _subjects(section)
        tables["staff_subjects"] += [
            _count_row(school, section, year, "subject", subject, n) for subject, n in subjects.items() if n
        ]
        tables["staff_ages"] += [
            _count_row(school, section, year, "age_band", band, n)
            for band, n in zip(AGE_BANDS, apportion(section.full_time, _age_weights(school, year)), strict=True)
            if n
        ]
        tables["staff"].append(_staff_row(rng, school, section, year, subjects))


def _full_time(school: School, section: Section, year: int) -> int:
    """Teachers after the norm, coming near it year by year; small schools by classes."""
    stage, spread = section.stage, 0.93 + 0.14 * school.traits["staffing"]
    classes = sum(-(-n // section.class_limit) for n in section.counts)
    if school.is_mixed:
        classes = -(-section.pupils // 30)
    wanted = max(section.pupils / _PUPILS_PER_TEACHER[stage], classes * _LEAST_PER_CLASS[stage]) * spread
    if section.full_time and year - school.since > _YOUNG:
        wanted = 0.65 * section.full_time + 0.35 * wanted
    return max(round(wanted), 2)


def _subjects(section: Section) -> dict[str, int]:
    weights = _SUBJECTS.get(section.stage)
    if not weights:
        return {}
    return dict(zip(weights, apportion(section.full_time, list(weights.values())), strict=True))


def _age_weights(school: School, year: int) -> list[float]:
    tilt = (0.5 - school.traits["age"]) * 0.5 + {"城区": 0.15, "镇区": 0.0, "乡村": -0.25}[school.locality]
    return [share * (1 + tilt * (4 - i) / 4) for i, share in enumerate(AGE_BANDS.values())]


def _count_row(school: School, section: Section, year: int, key: str, word: str, teachers: int) -> Row:
    return {
        "school_year": year,
        "institution_code": school.code,
        "stage": section.stage,
        key: word,
        "teachers": teachers,
    }


def _degrees(school: School, section: Section, year: int) -> list[int]:
    """Numbers by degree; from year to year part of the lower ones becomes 本科, part of 本科 becomes 硕士."""
    doctor, master, bachelor, college, secondary, below = _DEGREES[section.stage]
    passed = max(year - 2019, 0)
    away = {"城区": 1.3, "镇区": 1.0, "乡村": 0.75}[school.locality]
    kept = 0.93**passed
    risen = college * (1 - kept) * away
    lower, lowest = secondary * 0.85**passed, below * 0.8**passed
    college = max(college - risen, 0) + (secondary - lower) + (below - lowest)
    master_risen = bachelor * 0.012 * passed
    shares = [doctor, master + master_risen, bachelor + risen - master_risen, college, lower, lowest]
    return apportion(section.full_time, [max(share, 0) for share in shares])


def _staff_row(rng: random.Random, school: School, section: Section, year: int, subjects: dict[str, int]) -> Row:
    full, stage, passed = section.full_time, section.stage, max(year - 2019, 0)
    degrees = _degrees(school, section, year)
    required = _REQUIRED[stage]
    public = school.ownership == "公办"
    total = full + max(round(full * (0.16 if stage == "学前" else 0.08)), 1)
    nursery = round(full * 0.42) if stage == "学前" else None
    total += nursery or 0
    posts = round(total * (0.62 if stage == "学前" else 0.99)) if public else 0
    on_post = min(posts, round(posts * (0.93 + 0.06 * school.traits["staffing"])))
    staff = {
        "school_year": year,
        "institution_code": school.code,
        "stage": stage,
        "staff_total": total,
        "full_time": full,
        "female": min(round(full * (_FEMALE[stage] + 0.02 * school.traits["girls"])), full),
        "posts": posts,
        "on_post": on_post,
        "contracted": max(full - on_post, 0),
    }
    return (
        staff
        | dict(zip(_DEGREE_FIELDS, degrees, strict=True))
        | {
            "qualified": sum(degrees[: required + 1]),
            "above_required": sum(degrees[:required]),
            "certified": full - int(full * 0.02 * rng.random()) if stage != "学前" else int(full * 0.9),
            "senior_title": int(full * (0.02 if stage == "学前" else 0.09 + 0.12 * school.traits["age"])),
            "backbone": int(full * (0.14 + 0.12 * school.traits["learning"] + 0.003 * passed)),
            "arts_pe": sum(subjects.get(subject, 0) for subject in _ARTS_PE),
            "counsellors": subjects.get("心理健康", 0),
            "health_staff": 1 if school.pupils >= 600 or stage == "学前" else 0,
            "nursery_staff": nursery,
            "dual_qualified": int(subjects["专业课"] * min(0.5 + 0.02 * passed, 0.7)) if stage == "中职" else None,
            "trained_360": int(full * min(0.75 + 0.03 * passed, 0.97)),
            "exchanged": int(full * 0.06) if public and stage in ("小学", "初中") else 0,
        }
    )
