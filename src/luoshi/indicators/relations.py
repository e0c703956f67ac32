"""The relations that indicators add up over (统计表): tables of the base database with what a school or area is.

Entries: :func:`relations`, :class:`Relation`. A table of schools has the attributes of its school beside its own
columns; ``schools`` has one row for each school and year with its figures from several tables; ``schooling`` has the
working-age population beside the years of schooling. All have ``period``, the school or calendar year, and
``area_code``, the county.
Not here: the tables themselves (:mod:`luoshi.model.tables`), the sums (:mod:`luoshi.indicators.scanning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.indicators.school_stages import BASES as STAGE_BASES
from luoshi.indicators.school_stages import school_stages
from luoshi.model.tables import CodeList, Definitions, TableDef

ATTRIBUTES = {
    "institution_name": "学校名称",
    "institution_kind": "办学类型",
    "ownership": "举办性质",
    "locality": "城乡类型",
    "township_code": "所在乡镇代码",
    "institution_status": "办学状态",
    "boarding": "是否寄宿制",
    "design_places": "核定规模",
    "design_classes": "核定班数",
}
"""Attributes of a school that stand beside each of its rows."""

GROUPS = {
    "girls": "女",
    "boarders": "寄宿生",
    "migrant_children": "随迁子女",
    "left_behind": "留守儿童",
    "disabled": "残疾学生",
    "non_local": "外县学生",
    "poor": "家庭经济困难学生",
}
"""Columns of ``pupils`` that count a part of them (群体)."""

_BY_SCHOOL = "pupils pupil_flows staff staff_subjects staff_ages premises facility_checks destinations".split()
_BY_AREA = ("finance_levels", "population", "births")
_STAGES = {
    "pre": "学前",
    "primary": "小学",
    "junior": "初中",
    "senior": "普通高中",
    "vocational": "中职",
    "special": "特教",
}
_WORKING_AGE = (16, 59)
"""劳动年龄: 16 to 59, as the yearly bulletins count it (待核实: plans differ in whether 15 counts)."""


@dataclass(frozen=True)
class Relation:
    """What an indicator can add up over.

    Attributes:
        columns: column -> Chinese name.
        sql: SELECT over the tables of the base database.
        is_school_year: ``period`` is a school year, else a calendar year.
        by_school: rows belong to schools, whose code is ``institution_code``; else to areas.
        bases: tables of the base database that it is made of, the one that has its rows first.
        sources: column -> the table that its figures are added up from, where that is not the first base.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    sql: str
    is_school_year: bool
    by_school: bool
    bases: tuple[str, ...]
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def view(self) -> str:
        """Name of the view in the database."""
        return f"rel_{self.name}"


def relations(definitions: Definitions) -> dict[str, Relation]:
    """Return all relations, by name."""
    tables = definitions.tables
    found = [_institutions(tables["institutions"])]
    found += [_school_relation(tables[name]) for name in _BY_SCHOOL]
    found.append(_classes(tables["classes"], definitions.codes["size_band"]))
    found.append(_schools(tables))
    found.append(_check_packs(tables["facility_checks"]))
    found.append(_cohorts(tables["pupils"], tables["pupil_flows"]))
    found.append(_finance(tables["finance"]))
    found.append(Relation("school_stages", "学校分学段", *school_stages(tables), True, True, STAGE_BASES))
    found += [_area_relation(tables[name]) for name in _BY_AREA]
    found.append(_schooling(tables["schooling"]))
    return {one.name: one for one in found}


def _titles(table: TableDef) -> dict[str, str]:
    return {one.name: one.title for one in table.stored if one.name != table.time_field}


def _own(table: TableDef, alias: str = "t") -> str:
    """Return the stored columns of a table but for its time, and where a row came from."""
    names = [one.name for one in table.stored if one.name != table.time_field]
    return ", ".join(f'{alias}."{name}"' for name in (*names, "_file", "_sheet", "_row"))


_JOIN = "LEFT JOIN institutions i ON i.institution_code = t.institution_code AND i.school_year = t.school_year"


def _institutions(table: TableDef) -> Relation:
    sql = f"SELECT t.school_year AS period, {_own(table)} FROM institutions t"
    return Relation("institutions", table.title, _titles(table), sql, True, True, ("institutions",))


def _school_relation(table: TableDef, more: str = "", titles: Mapping[str, str] | None = None) -> Relation:
    attributes = ", ".join(f'i."{name}"' for name in ATTRIBUTES)
    sql = f"SELECT t.school_year AS period, i.area_code, {attributes}, {_own(table)}{more} FROM {table.name} t {_JOIN}"
    columns = {**_titles(table), **ATTRIBUTES, "area_code": "所在县代码", **(titles or {})}
    return Relation(table.name, table.title, columns, sql, True, True, (table.name, "institutions"))


def _classes(table: TableDef, bands: CodeList) -> Relation:
    """Return the classes with the least number of pupils they hold: exact, or the lower end of their band."""
    lower = " ".join(f"WHEN '{word}' THEN {number}" for word in bands.words if (number := _lower_end(word)) is not None)
    more = f", coalesce(t.class_size, CASE t.size_band {lower} END) AS size_from"
    return _school_relation(table, more, {"size_from": "班额下限"})


def _lower_end(band: str) -> int | None:
    digits = "".join(one if one.isdigit() else " " for one in band).split()
    if not digits:
        return None
    return 0 if band.endswith("及以下") else int(digits[0])


_SUMMED = {
    "staff": "staff_total full_time counsellors health_staff".split(),
    "pupils": "disabled boarders migrant_children left_behind poor".split(),
}


def _schools(tables: Mapping[str, TableDef]) -> Relation:
    """Return one row for each school and year with its figures from several tables."""
    stages = ", ".join(f"sum(pupils) FILTER (WHERE stage = '{word}') AS pupils_{key}" for key, word in _STAGES.items())
    of_pupils = ", ".join(f"sum({name}) AS {name}" for name in _SUMMED["pupils"])
    of_staff = ", ".join(f"sum({name}) AS {name}" for name in _SUMMED["staff"])
    premises = [one for one in tables["premises"].stored if one.name not in ("school_year", "institution_code")]
    mine = ", ".join(f'm."{one.name}"' for one in premises)
    group = "GROUP BY school_year, institution_code"
    by_stage = ", ".join(f"p.pupils_{key}" for key in _STAGES)
    sql = f"""SELECT t.school_year AS period, {_own(tables["institutions"])}, p.pupils, {by_stage},
        {", ".join(f"p.{name}" for name in _SUMMED["pupils"])}, c.classes,
        {", ".join(f"s.{name}" for name in _SUMMED["staff"])}, {mine}
        FROM institutions t
        LEFT JOIN (SELECT school_year, institution_code, sum(pupils) AS pupils, {stages}, {of_pupils}
            FROM pupils {group}) p USING (school_year, institution_code)
        LEFT JOIN (SELECT school_year, institution_code, sum(classes) AS classes FROM classes {group}) c
            USING (school_year, institution_code)
        LEFT JOIN (SELECT school_year, institution_code, {of_staff} FROM staff {group}) s
            USING (school_year, institution_code)
        LEFT JOIN premises m USING (school_year, institution_code)"""
    columns = {
        **_titles(tables["institutions"]),
        "pupils": "在校学生数",
        **{f"pupils_{key}": f"{word}在校学生数" for key, word in _STAGES.items()},
        **{name: tables["pupils"].by_name[name].title for name in _SUMMED["pupils"]},
        "classes": "班数",
        **{name: tables["staff"].by_name[name].title for name in _SUMMED["staff"]},
        **{one.name: one.title for one in premises},
    }
    bases = ("institutions", "pupils", "classes", "staff", "premises")
    sources = {
        **dict.fromkeys(("pupils", *(f"pupils_{key}" for key in _STAGES), *_SUMMED["pupils"]), "pupils"),
        **dict.fromkeys(_SUMMED["staff"], "staff"),
        "classes": "classes",
        **{one.name: "premises" for one in premises},
    }
    return Relation("schools", "学校汇总", columns, sql, True, True, bases, sources)


def _check_packs(table: TableDef) -> Relation:
    """Return one row for each school, year and checklist (检查类别): whether all its items are met.

    A checklist has the items that any school was asked in that year; a school that left some out, and has none unmet,
    is not known to have passed.
    """
    attributes = ", ".join(f'i."{name}"' for name in ATTRIBUTES)
    sql = f"""SELECT t.school_year AS period, i.area_code, {attributes}, t.*,
            CASE WHEN t.unmet > 0 THEN 0 WHEN t.met = n.items THEN 1 END AS passed
        FROM (SELECT school_year, institution_code, pack, count(*) FILTER (WHERE met = '是') AS met,
                count(*) FILTER (WHERE met = '否') AS unmet, min(_file) AS _file, min(_sheet) AS _sheet,
                min(_row) AS _row
            FROM facility_checks GROUP BY school_year, institution_code, pack) t
        JOIN (SELECT school_year, pack, count(DISTINCT item) AS items FROM facility_checks GROUP BY school_year, pack) n
            ON n.school_year = t.school_year AND n.pack = t.pack
        {_JOIN}"""
    columns = {
        **{name: table.by_name[name].title for name in ("institution_code", "pack")},
        "met": "达标项数",
        "unmet": "未达标项数",
        "passed": "全部达标（1 是，0 否）",
        **ATTRIBUTES,
        "area_code": "所在县代码",
    }
    return Relation("check_packs", "检查表汇总", columns, sql, True, True, ("facility_checks", "institutions"))


_COHORTS = {"小学": ("一年级", "六年级", 6), "初中": ("七年级", "九年级", 3)}
"""Stage -> first and last grade, number of grades."""


def _cohorts(pupils: TableDef, flows: TableDef) -> Relation:
    """Return what became of those who began a stage together (届), by the year in which they are in its last grade.

    A row is one of a school's: the entrants of that cohort (部分 招生), the pupils now in the last grade (毕业年级), or
    the whole stage's pupils who moved in a year between (变动). Where an area has not the first year, or the movements
    of each year between, only the last grade has rows, and they are blank.
    """
    arms = [arm for stage, (first, last, grades) in _COHORTS.items() for arm in _cohort(stage, first, last, grades - 1)]
    attributes = ", ".join(f'i."{name}"' for name in ATTRIBUTES)
    moved = ("transfers_in", "transfers_out", "deaths")
    counted = ", ".join(f"t.{name}" for name in ("entrants", *moved))
    sql = f"""SELECT t.period, i.area_code, {attributes}, t.institution_code, t.stage, t.part, {counted},
            CASE WHEN k.period IS NOT NULL THEN t.last_grade END AS last_grade, t._file, t._sheet, t._row
        FROM ({" UNION ALL ".join(arms)}) t {_JOIN}
        LEFT JOIN ({" UNION ALL ".join(_known_cohorts(stage) for stage in _COHORTS)}) k
            ON k.stage = t.stage AND k.period = t.period AND k.area_code = i.area_code
        WHERE k.period IS NOT NULL OR t.part = '毕业年级'"""
    columns = {
        "institution_code": "学校标识码",
        "stage": "学段",
        "part": "部分",
        "entrants": "入学年招生数",
        "last_grade": "毕业年级在校学生数",
        **{name: flows.by_name[name].title for name in moved},
        **ATTRIBUTES,
        "area_code": "所在县代码",
    }
    return Relation("cohorts", "届", columns, sql, True, True, (pupils.name, flows.name, "institutions"))


def _cohort(stage: str, first: str, last: str, years: int) -> tuple[str, ...]:
    """Return the SELECTs of a stage's cohorts: entrants, last grade, and movements once for each cohort they touch."""
    source = "institution_code, school_year, _file, _sheet, _row"
    return (
        f"""SELECT school_year + {years} AS period, '{stage}' AS stage, '招生' AS part, entrants, NULL AS last_grade,
            NULL AS transfers_in, NULL AS transfers_out, NULL AS deaths, {source}
            FROM pupils WHERE stage = '{stage}' AND grade = '{first}'""",
        f"""SELECT school_year, '{stage}', '毕业年级', NULL, pupils, NULL, NULL, NULL, {source}
            FROM pupils WHERE stage = '{stage}' AND grade = '{last}'""",
        *(
            f"""SELECT school_year + {later}, '{stage}', '变动', NULL, NULL, transfers_in, transfers_out, deaths,
            {source} FROM pupil_flows WHERE stage = '{stage}'"""
            for later in range(years)
        ),
    )


def _known_cohorts(stage: str) -> str:
    """Return the SELECT of the areas and years whose cohort is known from its first year on."""
    first, _, grades = _COHORTS[stage]
    years = grades - 1
    return f"""SELECT '{stage}' AS stage, a.period, a.area_code
        FROM (SELECT DISTINCT t.school_year + {years} AS period, i.area_code FROM pupils t {_JOIN}
            WHERE t.stage = '{stage}' AND t.grade = '{first}' AND t.entrants IS NOT NULL) a
        JOIN (SELECT DISTINCT t.school_year, i.area_code FROM pupil_flows t {_JOIN}
            WHERE t.stage = '{stage}' AND t.transfers_in - t.transfers_out - t.deaths IS NOT NULL) f
            ON f.area_code = a.area_code AND f.school_year BETWEEN a.period - {years} + 1 AND a.period
        GROUP BY a.period, a.area_code HAVING count(*) = {years}"""


def _area_relation(table: TableDef) -> Relation:
    sql = f"SELECT t.year AS period, {_own(table)} FROM {table.name} t"
    return Relation(table.name, table.title, _titles(table), sql, False, False, (table.name,))


def _finance(table: TableDef) -> Relation:
    """Return the finances with the teachers of compulsory education in the autumn of the year: weights of their pay."""
    sql = f"""SELECT t.year AS period, {_own(table)}, s.compulsory_teachers FROM finance t
        LEFT JOIN (SELECT t.school_year, i.area_code, CAST(sum(t.full_time) AS BIGINT) AS compulsory_teachers
            FROM staff t {_JOIN} WHERE t.stage IN ('小学', '初中') GROUP BY t.school_year, i.area_code) s
        ON s.school_year = t.year AND s.area_code = t.area_code"""
    columns = {**_titles(table), "compulsory_teachers": "义务教育专任教师数"}
    return Relation("finance", table.title, columns, sql, False, False, ("finance", "staff", "institutions"))


def _schooling(table: TableDef) -> Relation:
    """Return the years of schooling with the people of working age, by whom they are weighted."""
    first, last = _WORKING_AGE
    sql = f"""SELECT t.year AS period, {_own(table)}, p.working_age FROM schooling t
        LEFT JOIN (SELECT year, area_code, CAST(sum(total) AS BIGINT) AS working_age FROM population
            WHERE basis = '常住' AND age BETWEEN {first} AND {last} GROUP BY year, area_code) p
        USING (year, area_code)"""
    columns = {**_titles(table), "working_age": f"{first}—{last} 岁常住人口"}
    return Relation("schooling", table.title, columns, sql, False, False, ("schooling", "population"))
