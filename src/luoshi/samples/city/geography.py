"""Areas of the sample city 临江市: counties and districts, a functional zone, townships, ways of counting (口径).

Entries: :data:`COUNTIES`, :func:`area_rows`, :func:`area_set_rows`, :func:`township_at`. Codes begin with 99, which
no area of the country has; coordinates lie in boxes in the open sea. Not here: people and schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.samples.city.city_data import Row

CITY_CODE = "990100"
_BEGIN = date(2010, 1, 1)


@dataclass(frozen=True)
class County:
    """A county or district (县、市、区), or the functional zone.

    Attributes:
        share: its part of the city's schools.
        localities: shares of schools in 城区, 镇区, 乡村.
        migration: net gain of children by moving, a year.
        corner: longitude and latitude of the south-western corner of its box.
        townships: names of townships; the first is the seat.
    """

    code: str
    name: str
    share: float
    localities: tuple[float, float, float]
    migration: float
    corner: tuple[float, float]
    townships: tuple[str, ...]
    is_zone: bool = False
    is_district: bool = False
    province_run: bool = False


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COUNTIES = (
    County(
        "990102", "望澜区", 0.18, (0.82, 0.08, 0.10), 0.010, (124.40, 28.60),
        _names("望江街道 澜桥街道 听潮街道 文昌阁街道 柳堤街道 鹤鸣街道 松坪镇 梅浦镇"), is_district=True,
    ),
    County(
        "990103", "沙汀区", 0.13, (0.66, 0.14, 0.20), 0.006, (124.62, 28.60),
        _names("沙汀街道 芦洲街道 雁滩街道 石埠街道 桐湾镇 长堰镇 莲渡镇"), is_district=True,
    ),
    County(
        "990171", "临江经开区", 0.05, (1.0, 0.0, 0.0), 0.016, (124.56, 28.78),
        _names("兴业街道 创新街道"), is_zone=True,
    ),
    County(
        "990121", "青禾县", 0.17, (0.0, 0.52, 0.48), -0.006, (124.10, 28.62),
        _names("青禾镇 稻香镇 芦塘乡 柳溪乡 白石镇 观音桥镇 竹林镇 高田乡 河口镇 枫树镇 双庙乡 回龙镇"),
    ),
    County(
        "990122", "云岫县", 0.14, (0.0, 0.47, 0.53), -0.010, (124.12, 28.90),
        _names("云岫镇 雾峰镇 茶垭乡 石门坎乡 栗坪镇 清泉镇 杉木乡 天池镇 野鹿乡 岩脚镇 古寨乡"),
    ),
    County(
        "990123", "石砚县", 0.13, (0.0, 0.50, 0.50), -0.008, (124.40, 29.00),
        _names("石砚镇 墨池镇 纸坊镇 瓦窑乡 龙潭镇 三岔镇 水磨乡 桂花镇 平滩乡 铁匠铺镇"),
    ),
    County(
        "990181", "白鹭市", 0.20, (0.30, 0.36, 0.34), -0.002, (124.68, 28.92),
        _names(
            "白鹭街道 湖滨街道 鹭岛镇 菱塘镇 渔洋镇 荷花镇 南湖镇 新圩镇 杨柳乡 大堤镇 沙咀镇 红菱乡 东荡镇"
        ),
        province_run=True,
    ),
)  # fmt: skip
BOX = 0.2
"""Side of a county's box in degrees."""

_MERGED = {"芦塘乡": "双溪镇", "柳溪乡": "双溪镇"}
_MERGED_COUNTY, _MERGED_CODE = "990121", "990121150"
_BY_CODE = {county.code: county for county in COUNTIES}


def merger_day(first_year: int) -> date:
    """The day on which two townships of 青禾县 became one."""
    return date(first_year + 2, 5, 1)


def township_at(county: County, number: int, school_year: int, first_year: int) -> tuple[str, str]:
    """Return code and name of a county's township (counted from 0) in a school year."""
    name = county.townships[number]
    if name in _MERGED and date(school_year, 9, 1) >= merger_day(first_year):
        return _MERGED_CODE, _MERGED[name]
    return f"{county.code}{101 + number}", name


def county_name(code: str) -> str:
    """The name of a county, of the zone, or of the city itself (市本级)."""
    return _BY_CODE[code].name if code in _BY_CODE else "临江市"


def area_rows(first_year: int) -> list[Row]:
    """Return the rows of the table areas: the city, its counties, the zone and all townships, dated."""
    merged_on = merger_day(first_year)
    rows = [_area(CITY_CODE, "临江市", "市", None)]
    for county in COUNTIES:
        level = "功能区" if county.is_zone else "县"
        rows.append(_area(county.code, county.name, level, CITY_CODE, province_run=county.province_run))
        for number, name in enumerate(county.townships):
            row = _area(f"{county.code}{101 + number}", name, "乡镇", county.code)
            if name in _MERGED:
                row |= {"valid_to": merged_on, "merged_into": _MERGED_CODE, "note": "撤乡并镇"}
            rows.append(row)
    rows.append(_area(_MERGED_CODE, "双溪镇", "乡镇", _MERGED_COUNTY) | {"valid_from": merged_on, "note": "撤乡并镇"})
    return rows


def _area(code: str, name: str, level: str, parent: str | None, province_run: bool = False) -> Row:
    return {
        "area_code": code,
        "valid_from": _BEGIN,
        "area_name": name,
        "area_level": level,
        "parent_code": parent,
        "valid_to": None,
        "merged_into": None,
        "province_run": "是" if province_run else "否",
        "note": None,
    }


def area_set_rows() -> list[Row]:
    """Return the rows of the table area_sets: five ways of counting the city (口径)."""
    everywhere = [CITY_CODE, *(county.code for county in COUNTIES)]
    sets = {
        "全市": (everywhere, "含市本级、经开区和省直管县"),
        "全市不含省直管县": (
            [CITY_CODE, *(county.code for county in COUNTIES if not county.province_run)],
            "省直管县的经费由省里直接核算",
        ),
        "市本级": ([CITY_CODE, *(county.code for county in COUNTIES if county.is_zone)], "市级预算单位和经开区"),
        "市辖区": ([county.code for county in COUNTIES if county.is_district], "望澜区、沙汀区"),
        "县域": (
            [county.code for county in COUNTIES if not county.is_district and not county.is_zone],
            "三个县和白鹭市",
        ),
    }
    return [
        {"set_name": name, "area_code": code, "valid_from": _BEGIN, "valid_to": None, "note": note}
        for name, (codes, note) in sets.items()
        for code in codes
    ]
