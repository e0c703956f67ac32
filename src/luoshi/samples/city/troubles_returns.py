"""Plants troubles of sums within a table and between tables of one year, T201 to T309.

Entry: :func:`plant_returns`. Each is planted so that hardly another check sees it.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from luoshi.samples.city.city_data import Row
from luoshi.samples.city.geography import county_name
from luoshi.samples.city.plot import Plot, amount, number

_SCHOOL = "school_year institution_code"
_SECTION = f"{_SCHOOL} stage"
_GRADE = f"{_SECTION} grade"


def plant_returns(plot: Plot, code: str) -> bool:
    """Plant the trouble of a code; False when it is none of these."""
    if code in _SHIFTS:
        _shift(plot, code)
    elif code in _PLANTERS:
        _PLANTERS[code](plot)
    else:
        return False
    return True


_SHIFTS: dict[str, tuple[str, str, str, dict[str, int], str]] = {
    "T202": ("小学", "pupil_flows", _SECTION, {"returned": 7}, "学生变动表的复学多填了 7 人，增减不平衡"),
    "T203": ("小学", "staff", _SECTION, {"degree_college": 3}, "专科学历教师多填了 3 人，各学历之和大于专任教师数"),
    "T207": ("中等职业学校", "destinations", _SCHOOL, {"undecided": 9}, "未就业多填了 9 人，去向之和大于毕业生数"),
    "T303": (
        "小学", "pupil_flows", _SECTION, {"closing": 5, "transfers_in": 5}, "变动表的本学年初在校生比在校学生表多 5 人",
    ),
    "T304": (
        "小学", "pupil_flows", _SECTION, {"opening": 6, "transfers_out": 6}, "变动表的上学年初在校生比上学年多 6 人",
    ),
    "T305": ("小学", "staff_subjects", f"{_SECTION} subject", {"teachers": 2}, "分学科教师之和比专任教师数多 2 人"),
    "T306": ("小学", "staff_ages", f"{_SECTION} age_band", {"teachers": 2}, "分年龄教师之和比专任教师数多 2 人"),
}  # fmt: skip
"""Code -> kind of school, table, keys, field -> what is added to it, words."""


def _own(plot: Plot, table: str, school: Row) -> Row:
    return plot.row(table, school_year=plot.year, institution_code=school["institution_code"])


def _shift(plot: Plot, code: str) -> None:
    kind, table, keys, shifts, words = _SHIFTS[code]
    school = plot.school(kind)
    row = _own(plot, table, school)
    row = plot.change(table, row, **{field: number(row[field]) + more for field, more in shifts.items()})
    plot.plant(code, table, row, keys, f"{school['institution_name']}{words}")


def _too_many_left_behind(plot: Plot) -> None:
    school = plot.school("小学")
    row = _own(plot, "pupils", school)
    row = plot.change("pupils", row, left_behind=number(row["pupils"]) + 5)
    plot.plant("T201", "pupils", row, _GRADE, f"{school['institution_name']}{row['grade']}的留守儿童多于在校学生")


def _too_many_senior(plot: Plot) -> None:
    school = plot.school("小学")
    row = _own(plot, "staff", school)
    row = plot.change("staff", row, senior_title=number(row["full_time"]) + 2)
    plot.plant("T204", "staff", row, _SECTION, f"{school['institution_name']}的高级职称教师多于专任教师")


def _areas_of_use(plot: Plot) -> None:
    school = plot.school("小学")
    row = _own(plot, "premises", school)
    row = plot.change("premises", row, admin_area=amount(row["admin_area"]) + 300)
    words = f"{school['institution_name']}的行政办公用房多填了 300 平方米，各类用房之和大于建筑面积"
    plot.plant("T205", "premises", row, _SCHOOL, words)


def _dangerous(plot: Plot) -> None:
    school = plot.school("小学")
    row = _own(plot, "premises", school)
    row = plot.change("premises", row, dangerous_area=amount(row["building_area"]) + 100)
    plot.plant("T206", "premises", row, _SCHOOL, f"{school['institution_name']}的危房面积大于建筑面积")


def _related_jobs(plot: Plot) -> None:
    school = plot.school("中等职业学校")
    row = _own(plot, "destinations", school)
    row = plot.change("destinations", row, related_job=number(row["employed"]) + 4)
    plot.plant("T208", "destinations", row, _SCHOOL, f"{school['institution_name']}的对口就业人数多于就业人数")


def _people(plot: Plot) -> None:
    row = plot.row("population", year=plot.year, area_code="990122", basis="户籍", age=33)
    row = plot.change("population", row, male=number(row["male"]) + 11)
    plot.plant("T209", "population", row, "year area_code basis age", "云岫县 33 岁户籍人口男女之和多出 11 人")


def _surcharge(plot: Plot) -> None:
    row = plot.row("finance", year=plot.year, area_code="990122")
    row = plot.change("finance", row, surcharge_vocational=amount(row["surcharge"]) + 50)
    plot.plant("T210", "finance", row, "year area_code", "云岫县教育费附加用于职业教育的部分大于全部收入")


def _per_pupil(plot: Plot) -> None:
    row = plot.row("finance_levels", year=plot.year, area_code="990122", stage="初中")
    row = plot.change("finance_levels", row, spending_per_pupil=amount(row["spending_per_pupil"]) * 10)
    plot.plant("T211", "finance_levels", row, "year area_code stage", "云岫县初中生均支出多写了一个零")


def _class_size(plot: Plot) -> None:
    school = plot.school("小学")
    rows = plot.rows("classes", school_year=plot.year, institution_code=school["institution_code"])
    row = max(rows, key=lambda row: number(row["class_size"]))
    row = plot.change("classes", row, class_size=number(row["class_size"]) + 2)
    words = f"{school['institution_name']}{row['grade']}的班额多填了 2 人，与在校学生对不上"
    plot.plant("T301", "classes", row, f"{_GRADE} class_size size_band", words)


def _empty_class(plot: Plot) -> None:
    school = plot.school("教学点")
    row = _own(plot, "classes", school) | {"grade": "六年级", "class_size": 6, "classes": 1}
    plot.add("classes", row)
    words = f"{school['institution_name']}六年级有 1 个班，没有学生"
    plot.plant("T302", "classes", row, f"{_GRADE} class_size size_band", words)


def _wrong_kind(plot: Plot) -> None:
    school = plot.school("初级中学", "乡村")
    row = plot.change("institutions", school, institution_kind="高级中学")
    plot.plant("T307", "institutions", row, _SCHOOL, f"{school['institution_name']}填成高级中学，学生却是初中的")


def _beds(plot: Plot) -> None:
    school = plot.school("初级中学", fits=lambda code: _beds_of(plot, code) > 100)
    row = _own(plot, "premises", school)
    row = plot.change("premises", row, beds=number(row["beds"]) // 4)
    plot.plant("T308", "premises", row, _SCHOOL, f"{school['institution_name']}的床位远远不够寄宿生用")


def _beds_of(plot: Plot, code: str) -> int:
    boarders = plot.rows("pupils", school_year=plot.year, institution_code=code)
    return sum(number(row["boarders"]) for row in boarders)


def _over_budget(plot: Plot) -> None:
    area = "990181"
    row = plot.row("finance_levels", year=plot.year, area_code=area, stage="小学")
    factor = Decimal("1.6")
    per_pupil = (amount(row["spending_per_pupil"]) * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)
    spending = (per_pupil * number(row["pupils"]) / 10000).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    row = plot.change("finance_levels", row, spending_per_pupil=per_pupil, budget_spending=spending)
    words = f"{county_name(area)}各学段支出之和大于全部教育支出"
    plot.plant("T309", "finance_levels", row, "year area_code stage", words)


_PLANTERS = {
    "T201": _too_many_left_behind,
    "T204": _too_many_senior,
    "T205": _areas_of_use,
    "T206": _dangerous,
    "T208": _related_jobs,
    "T209": _people,
    "T210": _surcharge,
    "T211": _per_pupil,
    "T301": _class_size,
    "T302": _empty_class,
    "T307": _wrong_kind,
    "T308": _beds,
    "T309": _over_budget,
}
