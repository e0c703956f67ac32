"""A base database out of a few rows, for packs: written by the Chinese names of tables' fields."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.indicators.catalog import read_catalog
from luoshi.indicators.packs.evaluating import Order, evaluate
from luoshi.model.pack_results import PackEvaluation
from luoshi.model.packs import Pack
from luoshi.rules.indicators import load_indicators
from luoshi.stats.columns import empty_select
from luoshi.stats.definitions import load_definitions
from luoshi.stats.store import connect

if TYPE_CHECKING:
    from luoshi.stats.store import Connection

DEFINITIONS = load_definitions()
CATALOG = read_catalog(load_indicators(), DEFINITIONS)
YEAR = 2024
COUNTY = "990101"
_BY_TITLE = {
    name: {field.title.removeprefix("其中："): field.name for field in table.fields}
    for name, table in DEFINITIONS.tables.items()
}
_GRADES = {"学前": "小班", "小学": "一年级", "初中": "七年级", "普通高中": "高一", "中职": "中职一年级"}

Case = Mapping[str, Any]


def base(case: Case) -> Connection:
    """Return a database with the schools and the county's figures of a case."""
    con = connect(Path(), None, DEFINITIONS)
    for name, table in DEFINITIONS.tables.items():
        con.execute(f'DROP VIEW "{name}"')
        con.execute(f'CREATE TABLE "{name}" AS {empty_select(table)}')
    for name, school in case.get("学校", {}).items():
        _add_school(con, name, school)
    for title, row in case.get("经费", {}).items():
        _insert(con, "finance", {"year": YEAR, "area_code": COUNTY, _field("finance", title): row})
    for stage, row in case.get("分学段经费", {}).items():
        _insert(
            con, "finance_levels", {"year": YEAR, "area_code": COUNTY, "stage": stage, **_row("finance_levels", row)}
        )
    for age, total in case.get("人口", {}).items():
        _insert(con, "population", {"year": YEAR, "area_code": COUNTY, "basis": "常住", "age": age, "total": total})
    for measure, given in case.get("填报", {}).items():
        for one in given if isinstance(given, list) else [given]:
            row = one if isinstance(one, dict) else {"value": one}
            more = {"measure": measure, "period": str(YEAR), "report_status": "采信", **row}
            _insert(con, "reported", {"subject_code": COUNTY, **more})
    return con


def judge(case: Case, pack: Pack, area: str = "") -> PackEvaluation:
    """Return the evaluation of a case by a pack."""
    return evaluate(base(case), CATALOG, Order(pack, YEAR, area))


def _add_school(con: Connection, name: str, school: Case) -> None:
    key = {"school_year": YEAR, "institution_code": name}
    kind = school["办学类型"]
    attributes = {
        "institution_name": name,
        "institution_kind": kind,
        "ownership": school.get("举办性质", "公办"),
        "locality": school.get("城乡类型", "镇区"),
        "area_code": school.get("县", COUNTY),
        "institution_status": school.get("办学状态"),
    }
    _insert(con, "institutions", {**key, **attributes})
    for stage, given in school.get("学生", {}).items():
        row = _row("pupils", given) if isinstance(given, dict) else {"pupils": given}
        _insert(con, "pupils", {**key, "stage": stage, "grade": _GRADES[stage], **row})
    for stage, sizes in school.get("班级", {}).items():
        for size, number in sizes.items():
            column = "class_size" if isinstance(size, int) else "size_band"
            row = {} if size == "不详" else {column: size}
            _insert(con, "classes", {**key, "stage": stage, "grade": _GRADES[stage], "classes": number, **row})
    for stage, row in school.get("教职工", {}).items():
        _insert(con, "staff", {**key, "stage": stage, **_row("staff", row)})
    for stage, subjects in school.get("分学科教师", {}).items():
        for subject, teachers in subjects.items():
            _insert(con, "staff_subjects", {**key, "stage": stage, "subject": subject, "teachers": teachers})
    if "校舍" in school:
        _insert(con, "premises", {**key, **_row("premises", school["校舍"])})
    for pack, items in school.get("检查", {}).items():
        for item, met in items.items():
            _insert(con, "facility_checks", {**key, "pack": pack, "item": item, "met": met})


def _row(table: str, row: Case) -> dict[str, Any]:
    return {_field(table, title): value for title, value in row.items()}


def _field(table: str, title: str) -> str:
    return _BY_TITLE[table][title]


def _insert(con: Connection, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    con.execute(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', list(row.values()))
