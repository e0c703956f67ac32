"""Returns of areas as other systems export them: finance, people by age and area, births by month.

Entry: :func:`area_forms`. Not here: their shape (``form_shape``), returns of schools (``forms_schools``).
"""

from __future__ import annotations

from decimal import Decimal

from luoshi.samples.city.city_data import GRADES, City, Row
from luoshi.samples.city.form_shape import Form, FormSheet, Head, area_label, framed
from luoshi.samples.city.geography import COUNTIES

_FINANCE_HEADS = (
    (("一般公共预算", "支出合计"), "general_budget"),
    (("一般公共预算", "教育支出"), "education_general_budget"),
    (("国家财政性教育经费", "合计"), "state_education"),
    (("国家财政性教育经费", "其中：基本建设支出"), "capital"),
    (("教育费附加", "收入"), "surcharge"),
    (("教育费附加", "其中：用于职业教育"), "surcharge_vocational"),
    (("学生资助资金",), "aid"),
    (("教师培训费",), "training"),
    (("地区生产总值（万元）",), "gdp"),
)
_LEVEL_HEADS = (
    ("在校学生数", "pupils"),
    ("一般公共预算教育支出（万元）", "budget_spending"),
    ("生均支出（元）", "spending_per_pupil"),
    ("生均公用经费（元）", "public_funds_per_pupil"),
)


def area_forms(city: City, year: int) -> list[Form]:
    """Return the returns of areas of a calendar year; births of the years before come with the first year."""
    finance = Form(f"教育经费统计_{year}.xlsx", [_finance(city, year), _levels(city, year)])
    people = Form(
        f"人口和出生_{year}.xlsx", [_people(city, year, "户籍"), _people(city, year, "常住"), _births(city, year)]
    )
    return [finance, people]


def _of(city: City, table: str, year: int) -> list[Row]:
    return [row for row in city.tables[table] if row["year"] == year]


def _finance(city: City, year: int) -> FormSheet:
    heads: list[Head] = [("地区",), ("地区编码",), *(head for head, _ in _FINANCE_HEADS)]
    body = [
        [area_label(row["area_code"]), row["area_code"], *(row[key] for _, key in _FINANCE_HEADS)]
        for row in _of(city, "finance", year)
    ]
    total: list[object] = ["合计", None]
    for column in range(2, len(heads)):
        total.append(sum((Decimal(str(row[column])) for row in body), Decimal(0)))
    return framed("教育经费", f"教育经费统计表（{year}年度）", heads, [*body, total])


def _levels(city: City, year: int) -> FormSheet:
    heads: list[Head] = [("地区",), ("地区编码",)]
    for stage in GRADES:
        heads += [(stage, word) for word, _ in _LEVEL_HEADS]
    found: dict[object, dict[object, Row]] = {}
    for row in _of(city, "finance_levels", year):
        found.setdefault(row["area_code"], {})[row["stage"]] = row
    body = []
    for area, by_stage in found.items():
        cells: list[object] = [area_label(area), area]
        for stage in GRADES:
            cells += [by_stage.get(stage, {}).get(key) for _, key in _LEVEL_HEADS]
        body.append(cells)
    return framed("分学段经费", f"分学段生均教育经费统计表（{year}年度）", heads, body)


def _people(city: City, year: int, basis: str) -> FormSheet:
    """Ages down, areas across."""
    heads: list[Head] = [("年龄",)]
    for county in COUNTIES:
        heads += [(county.name, word) for word in ("合计", "男", "女")]
    found: dict[object, dict[object, Row]] = {}
    for row in _of(city, "population", year):
        if row["basis"] == basis:
            found.setdefault(row["age"], {})[row["area_code"]] = row
    body = []
    for age, by_area in found.items():
        cells: list[object] = [age]
        for county in COUNTIES:
            cells += [by_area[county.code][key] for key in ("total", "male", "female")]
        body.append(cells)
    total: list[object] = ["总计"]
    total += [sum(int(str(row[column])) for row in body) for column in range(1, len(heads))]
    return framed(f"{basis}人口", f"{basis}人口分年龄统计表（{year}年度）", heads, [*body, total])


def _births(city: City, year: int) -> FormSheet:
    """Months across; a row for each area and year."""
    heads: list[Head] = [("年份",), ("地区",), ("地区编码",), ("全年",), *(("按月", f"{m}月") for m in range(1, 13))]
    years = range(city.first_year - 6, year + 1) if year == city.first_year else (year,)
    found: dict[tuple[object, object], dict[object, object]] = {}
    for row in city.tables["births"]:
        found.setdefault((row["year"], row["area_code"]), {})[row["month"]] = row["births"]
    body: list[list[object]] = []
    for born in years:
        for county in COUNTIES:
            months = [found[born, county.code][month] for month in range(1, 13)]
            total = sum(int(str(number)) for number in months)
            body.append([born, county.name, county.code, total, *months])
    return framed("出生人口", "分月出生人口统计表", heads, body)
