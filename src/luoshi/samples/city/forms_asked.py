"""What no other system has, in the manner of the system's own templates: one row of heads, keys first.

Entry: :func:`asked_forms`. Heads are the titles of fields in the definitions, with their units.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from luoshi.samples.city.city_data import City, Row
from luoshi.samples.city.form_shape import Form, FormSheet, school_years, template_sheet

_SCHOOL = (("institution_code", "*学校标识码"), ("institution_name", "学校名称"))
_STAGE = (*_SCHOOL, ("stage", "*学段"))
_AREA = (("area_code", "*地区代码"),)
Fields = tuple[tuple[str, str], ...]
_BY_SCHOOL: dict[str, tuple[str, Fields]] = {
    "institutions": (
        "学校（机构）",
        (
            *_SCHOOL,
            ("longitude", "经度（度）"),
            ("latitude", "纬度（度）"),
            ("design_places", "核定规模（人）"),
            ("design_classes", "核定班数（个）"),
        ),
    ),
    "pupils": (
        "在校学生",
        (*_STAGE, ("grade", "*年级"), ("non_local", "外县学生数（人）"), ("poor", "家庭经济困难学生数（人）")),
    ),
    "staff": (
        "教职工",
        (
            *_STAGE,
            ("posts", "编制数（人）"),
            ("on_post", "在编人数（人）"),
            ("contracted", "聘用制教师数（人）"),
            ("certified", "持有教师资格证专任教师数（人）"),
            ("counsellors", "专职心理健康教师数（人）"),
            ("trained_360", "五年内培训满360学时教师数（人）"),
            ("exchanged", "本学年交流轮岗教师数（人）"),
        ),
    ),
    "premises": (
        "校舍和设备",
        (
            *_SCHOOL,
            ("music_art_rooms", "音乐美术专用教室数（间）"),
            ("resource_rooms", "特殊教育资源教室数（间）"),
            ("counselling_rooms", "心理辅导室数（间）"),
            ("beds", "寄宿床位数（张）"),
        ),
    ),
    "destinations": (
        "中职毕业生去向",
        (*_SCHOOL, ("employed_locally", "其中：本市就业人数（人）"), ("related_job", "其中：对口就业人数（人）")),
    ),
    "facility_checks": (
        "达标检查项",
        (
            *_SCHOOL,
            ("pack", "*检查类别"),
            ("item", "*检查项"),
            ("met", "*是否达标"),
            ("note", "说明"),
            ("checked_on", "检查日期"),
        ),
    ),
}
_BY_AREA: dict[str, tuple[str, Fields]] = {
    "finance": (
        "教育经费",
        (
            *_AREA,
            ("land_levy", "土地出让收益计提教育资金（万元）"),
            ("debt", "教育债务余额（万元）"),
            ("teacher_pay", "义务教育教师年平均工资收入（元）"),
            ("civil_servant_pay", "公务员年平均工资收入（元）"),
        ),
    ),
    "finance_levels": ("分学段教育经费", (*_AREA, ("stage", "*学段"), ("aided", "受资助学生数（人）"))),
    "schooling": (
        "受教育年限",
        (
            *_AREA,
            ("years_working_age", "劳动年龄人口平均受教育年限（年）"),
            ("years_new_labour", "新增劳动力平均受教育年限（年）"),
            ("trainings", "从业人员继续教育人次（人次）"),
        ),
    ),
}
_REPORTED: Fields = (
    ("subject_code", "*填报对象代码"),
    ("subject_name", "填报对象"),
    ("measure", "*指标或目标"),
    ("period", "*期"),
    ("value", "*数值"),
    ("unit", "计量单位"),
    ("report_status", "*填报状态"),
    ("evidence", "佐证材料"),
    ("reporter", "填报人"),
    ("reported_on", "填报日期"),
    ("note", "说明"),
)
_AREAS: Fields = (
    ("area_code", "*地区代码"),
    ("area_name", "*地区名称"),
    ("area_level", "*地区级别"),
    ("parent_code", "上级地区代码"),
    ("valid_from", "*启用日期"),
    ("valid_to", "停用日期"),
    ("merged_into", "并入地区代码"),
    ("province_run", "省直管县"),
    ("note", "备注"),
)
_AREA_SETS: Fields = (
    ("set_name", "*口径"),
    ("area_code", "*地区代码"),
    ("valid_from", "*启用日期"),
    ("valid_to", "停用日期"),
    ("note", "依据"),
)
_EVENTS: Fields = (
    ("event_date", "*变动日期"),
    ("event", "*变动类别"),
    ("institution_code", "*原学校标识码"),
    ("old_name", "原学校名称"),
    ("successor_code", "*现学校标识码"),
    ("new_name", "现学校名称"),
    ("doc_no", "批准文号"),
    ("note", "备注"),
)


def asked_forms(city: City, year: int) -> list[Form]:
    """Return a year's templates as filled in: figures asked of schools and areas, changes of schools, areas."""
    tables, period = city.tables, school_years(year)
    names = {
        row["institution_code"]: row["institution_name"] for row in tables["institutions"] if row["school_year"] == year
    }
    schools = [
        _sheet(title, period, fields, [{"institution_name": names.get(row["institution_code"])} | row for row in rows])
        for table, (title, fields) in _BY_SCHOOL.items()
        if (rows := [row for row in tables[table] if row["school_year"] == year])
    ]
    areas = [
        _sheet(title, f"{year}年", fields, [row for row in tables[table] if row["year"] == year])
        for table, (title, fields) in _BY_AREA.items()
    ]
    reported = [row for row in tables["reported"] if row["period"] == str(year)]
    areas.append(_sheet("填报数据", f"{year}年", _REPORTED, reported))
    registers = [
        _sheet("行政区划", "", _AREAS, tables["areas"]),
        _sheet("口径", "", _AREA_SETS, tables["area_sets"]),
    ]
    events = [row for row in tables["institution_events"] if _year_of(row["event_date"]) == year]
    if events:
        registers.append(_sheet("学校变动", "", _EVENTS, events))
    return [
        Form(f"学校填报项目_{year}.xlsx", schools),
        Form(f"地区填报项目_{year}.xlsx", areas),
        Form(f"区划和学校变动_{year}.xlsx", registers),
    ]


def _year_of(day: object) -> int:
    return day.year if isinstance(day, date) else 0


def _sheet(title: str, period: str, fields: Fields, rows: Sequence[Row]) -> FormSheet:
    return template_sheet(
        title, period, [head for _, head in fields], [[row[key] for key, _ in fields] for row in rows]
    )
