"""Plants troubles between years, outliers and missing returns, T401 to T602.

Entry: :func:`plant_years`. Figures that hang together are changed together, so that hardly another check sees them.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from luoshi.samples.city.city_data import TABLES, Row
from luoshi.samples.city.geography import county_name
from luoshi.samples.city.plot import Plot, amount, number
from luoshi.samples.city.returns_pupils import BANDED_COUNTY

_SCHOOL = "school_year institution_code"
_SECTION = f"{_SCHOOL} stage"


def plant_years(plot: Plot, code: str) -> bool:
    """Plant the trouble of a code; False when it is none of these."""
    planter = _PLANTERS.get(code)
    if planter:
        planter(plot)
    return planter is not None


def _own(plot: Plot, table: str, school: Row) -> Row:
    return plot.row(table, school_year=plot.year, institution_code=school["institution_code"])


def _pupils(plot: Plot, code: str, year: int) -> int:
    return sum(number(row["pupils"]) for row in plot.rows("pupils", school_year=year, institution_code=code))


def _lost_on_the_way(plot: Plot) -> None:
    school = plot.school("小学", "镇区", lambda code: _pupils(plot, code, plot.year) > 500)
    code = str(school["institution_code"])
    row = plot.row("pupils", school_year=plot.year, institution_code=code, stage="小学", grade="四年级")
    row = plot.refill(code, "小学", "四年级", number(row["pupils"]) * 3 // 4)
    words = f"{school['institution_name']}四年级比上学年三年级少了约四分之一"
    plot.plant("T401", "pupils", row, f"{_SECTION} grade", words)


def _doubled(plot: Plot) -> None:
    """A kindergarten twice as large in all it has, so that only the leap itself is seen."""
    school = plot.school("幼儿园", fits=lambda code: 60 <= _pupils(plot, code, plot.year - 1) <= 85)
    code = str(school["institution_code"])
    keys: dict[str, object] = {"school_year": plot.year, "institution_code": code}
    before, now = _pupils(plot, code, plot.year - 1), _pupils(plot, code, plot.year)
    for row in plot.rows("pupils", **keys):
        grown = number(row["pupils"]) * (before * 2 + 20) // now + 1
        plot.refill(code, "学前", str(row["grade"]), grown)
    for table in ("staff", "staff_ages", "premises"):
        for row in plot.rows(table, **keys):
            doubled = {
                name: value * 2
                for name, value in row.items()
                if isinstance(value, int | Decimal) and name not in ("school_year", "bandwidth")
            }
            plot.change(table, row, **doubled)
    row = _own(plot, "pupils", school)
    plot.plant("T402", "pupils", row, _SCHOOL, f"{school['institution_name']}在园幼儿比上学年多了一倍以上")


def _vanished(plot: Plot) -> None:
    school = plot.school("幼儿园", "镇区")
    for table in TABLES:
        if "institution_code" in plot.city.tables[table][0] and table != "institution_events":
            plot.remove(table, school_year=plot.year, institution_code=school["institution_code"])
    words = f"{school['institution_name']}上学年还在，本学年没有了，也没有变动记录"
    plot.plant("T403", "institutions", school, _SCHOOL, words)


def _appeared(plot: Plot) -> None:
    events = plot.rows("institution_events", event="新设")
    event = next(row for row in reversed(events) if str(row["event_date"]).startswith(str(plot.year)))
    code = event["institution_code"]
    plot.remove("institution_events", event="新设", institution_code=code)
    row = plot.row("institutions", school_year=plot.year, institution_code=code)
    plot.plant("T404", "institutions", row, _SCHOOL, f"{row['institution_name']}是新学校，没有新设的记录")


def _renamed(plot: Plot) -> None:
    school = plot.school("小学")
    row = plot.change("institutions", school, institution_name=f"{county_name(str(school['area_code']))}望江楼小学")
    words = f"{school['institution_name']}改名为{row['institution_name']}，没有更名的记录"
    plot.plant("T405", "institutions", row, _SCHOOL, words)


def _more_teachers(plot: Plot) -> None:
    school = plot.school("小学", fits=lambda code: _pupils(plot, code, plot.year) > 700)
    row = _own(plot, "staff", school)
    more = number(row["full_time"]) * 2 // 5
    grown = ("staff_total", "full_time", "degree_bachelor", "qualified", "above_required", "contracted")
    row = plot.change("staff", row, **{field: number(row[field]) + more for field in grown})
    for table in ("staff_subjects", "staff_ages"):
        part = _own(plot, table, school)
        plot.change(table, part, teachers=number(part["teachers"]) + more)
    plot.plant("T406", "staff", row, _SECTION, f"{school['institution_name']}专任教师一年里多了四成")


def _shrunk(plot: Plot) -> None:
    school = plot.school("小学", "镇区")
    row = _own(plot, "premises", school)
    gone = (amount(row["building_area"]) * Decimal("0.3")).quantize(Decimal("0.1"))
    values = {field: amount(row[field]) - gone for field in ("building_area", "teaching_area")}
    row = plot.change("premises", row, **values)
    plot.plant("T407", "premises", row, _SCHOOL, f"{school['institution_name']}建筑面积少了三成，占地没有变")


def _less_per_pupil(plot: Plot) -> None:
    keys: dict[str, object] = {"area_code": "990121", "stage": "小学"}
    before = plot.row("finance_levels", year=plot.year - 1, **keys)
    row = plot.row("finance_levels", year=plot.year, **keys)
    cent, part = Decimal("0.01"), Decimal("0.0001")
    per_pupil = (amount(before["spending_per_pupil"]) * Decimal("0.97")).quantize(cent, ROUND_HALF_UP)
    spending = (per_pupil * number(row["pupils"]) / 10000).quantize(part, ROUND_HALF_UP)
    row = plot.change("finance_levels", row, spending_per_pupil=per_pupil, budget_spending=spending)
    plot.plant("T408", "finance_levels", row, "year area_code stage", "青禾县小学生均支出比上年少 3%")


def _books(plot: Plot) -> None:
    school = plot.school("小学", "城区")
    row = _own(plot, "premises", school)
    row = plot.change("premises", row, books=number(row["books"]) * 10)
    plot.plant("T501", "premises", row, _SCHOOL, f"{school['institution_name']}图书册数多写了一个零")


def _missing(plot: Plot) -> None:
    school = plot.school("小学")
    plot.remove("premises", school_year=plot.year, institution_code=school["institution_code"])
    plot.plant("T601", "premises", school, _SCHOOL, f"{school['institution_name']}没有报校舍和设备")


def _county_missing(plot: Plot) -> None:
    for school in plot.rows("institutions", school_year=plot.year, area_code=BANDED_COUNTY):
        plot.remove("premises", school_year=plot.year, institution_code=school["institution_code"])
    area = {"school_year": plot.year, "area_code": BANDED_COUNTY}
    plot.plant("T602", "premises", area, "school_year area_code", f"{county_name(BANDED_COUNTY)}没有报校舍和设备")


_PLANTERS = {
    "T401": _lost_on_the_way,
    "T402": _doubled,
    "T403": _vanished,
    "T404": _appeared,
    "T405": _renamed,
    "T406": _more_teachers,
    "T407": _shrunk,
    "T408": _less_per_pupil,
    "T501": _books,
    "T601": _missing,
    "T602": _county_missing,
}
