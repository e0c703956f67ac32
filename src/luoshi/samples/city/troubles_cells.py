"""Plants troubles of single cells and rows, T111 to T125: they show in the files written from the city.

Entry: :func:`plant_cells`. Not here: sums and comparisons (``troubles_returns``, ``troubles_years``).
"""

from __future__ import annotations

from decimal import Decimal

from luoshi.samples.city.city_data import Row
from luoshi.samples.city.plot import Plot

_CHECK_KEYS = "school_year institution_code pack item"
_SCHOOL_KEYS = "school_year institution_code"


def plant_cells(plot: Plot, code: str) -> bool:
    """Plant the trouble of a code; False when it is none of the cells'."""
    if code in _CHECK_VALUES:
        _in_check(plot, code)
    elif code in _PREMISES_VALUES:
        field, value, words = _PREMISES_VALUES[code]
        school = plot.school("小学")
        row = plot.row("premises", school_year=plot.year, institution_code=school["institution_code"])
        row = plot.change("premises", row, **{field: value})
        plot.plant(code, "premises", row, _SCHOOL_KEYS, f"{school['institution_name']}{words}")
    elif code in _ROWS:
        _ROWS[code](plot)
    else:
        return False
    return True


_CHECK_VALUES: dict[str, tuple[str, object, str]] = {
    "T111": ("met", None, "的检查项没有填是否达标"),
    "T115": ("met", "基本达到", "的是否达标填了代码表里没有的“基本达到”"),
    "T116": ("checked_on", "十月中旬", "的检查日期填成“十月中旬”"),
    "T125": ("institution_name", "临江市听涛小学", "的标识码旁边写了另一个校名“临江市听涛小学”"),
}
"""Code -> field of facility_checks, value, words; institution_name is written beside the code, not stored."""
_PREMISES_VALUES: dict[str, tuple[str, object, str]] = {
    "T112": ("computers", "约120台", "的教学用计算机数填成“约120台”"),
    "T113": ("green_area", Decimal("-1200.0"), "的绿化用地面积是负数"),
    "T114": ("canteens", Decimal("1.5"), "的食堂数不是整数"),
}


def _check_row(plot: Plot) -> tuple[Row, str]:
    school = plot.school("小学")
    keys = {"school_year": plot.year, "institution_code": school["institution_code"]}
    return plot.row("facility_checks", **keys), str(school["institution_name"])


def _in_check(plot: Plot, code: str) -> None:
    field, value, words = _CHECK_VALUES[code]
    row, name = _check_row(plot)
    row = plot.change("facility_checks", row, **{field: value})
    plot.plant(code, "facility_checks", row, _CHECK_KEYS, f"{name}{words}")


def _repeated(plot: Plot) -> None:
    row, name = _check_row(plot)
    plot.add("facility_checks", dict(row))
    plot.plant("T121", "facility_checks", row, _CHECK_KEYS, f"{name}的同一检查项填了两行")


def _unknown_school(plot: Plot) -> None:
    row, _ = _check_row(plot)
    row = row | {"institution_code": "9901999999"}
    plot.add("facility_checks", row)
    plot.plant("T122", "facility_checks", row, _CHECK_KEYS, "学校表里没有标识码 9901999999")


def _unknown_area(plot: Plot) -> None:
    row = plot.row("schooling", year=plot.year) | {"area_code": "990199"}
    plot.add("schooling", row)
    plot.plant("T123", "schooling", row, "year area_code", "行政区划里没有地区代码 990199")


def _wrong_year(plot: Plot) -> None:
    school = plot.school("小学")
    row = plot.row("classes", school_year=plot.year, institution_code=school["institution_code"])
    row = row | {"school_year": plot.year + 20}
    plot.add("classes", row)
    words = f"{school['institution_name']}的一行班额把学年写成 {plot.year + 20}"
    plot.plant("T124", "classes", row, "school_year institution_code stage grade class_size size_band", words)


_ROWS = {"T121": _repeated, "T122": _unknown_school, "T123": _unknown_area, "T124": _wrong_year}
