"""All packaged indicators over made-up cities, equal to the last digit with a plain reference."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from luoshi.indicators.catalog import Catalog, read_catalog
from luoshi.indicators.computing import Question, compute
from luoshi.model.indicators import Quantity
from luoshi.rules.indicators import load_indicators
from luoshi.stats.definitions import load_definitions
from tests.indicators.plain_reference import Reference
from tests.indicators.worlds import Row, connection, in_set

_DEFINITIONS = load_definitions()
_YEARS = range(2016, 2025)
_AREAS = ("甲县", "乙县", "丙区")
_SETS = {"全市": frozenset(_AREAS), "全市不含丙区": frozenset(_AREAS[:2]), "城区": frozenset(_AREAS[2:])}
_KINDS = {
    "幼儿园": ("学前",),
    "小学": ("学前", "小学"),
    "教学点": ("小学",),
    "初级中学": ("初中",),
    "九年一贯制学校": ("小学", "初中"),
    "完全中学": ("初中", "普通高中"),
    "高级中学": ("普通高中",),
    "十二年一贯制学校": ("小学", "初中", "普通高中"),
    "中等职业学校": ("中职",),
    "特殊教育学校": ("特教",),
}
_GRADES = {
    "学前": ("托班", "小班", "大班", "混合班"),
    "小学": ("一年级", "六年级"),
    "初中": ("七年级", "九年级"),
    "普通高中": ("高一", "高三"),
    "中职": ("中职一年级",),
    "特教": ("一年级", "七年级", "九年级"),
}
_ITEMS = {
    "数字校园": ("网络学习空间建设", "带宽"),
    "校园安防": ("护学岗设置", "专职保安配备", "报警和监控联网", "校园封闭化管理"),
}


_SEEDS = (1, 2)
_COMPARED = (2017, 2021, 2024)
"""Years whose values are compared: without, with some and with all of the years before that cohorts need."""


class _City:
    """Rows made up of a seed: a third of the areas' years and a sixth of the figures are missing."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.tables: dict[str, list[Row]] = {name: [] for name in _DEFINITIONS.tables}
        self.tables["area_sets"] = [in_set(name, area) for name, areas in _SETS.items() for area in sorted(areas)]
        codes = [(f"{number}", area, kind) for number, kind in enumerate(_KINDS) for area in self._some(_AREAS)]
        for year in _YEARS:
            for number, area, kind in codes:
                self._school(year, f"{area}{number}", area, kind)
            for area in _AREAS:
                self._area(year, area)

    def _some(self, of: tuple[str, ...]) -> list[str]:
        return self._random.sample(of, self._random.randint(1, len(of)))

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _row(self, table: str, **keys: object) -> dict[str, Any]:
        """Return a row whose figures are made up where they are not given."""
        row: dict[str, Any] = {}
        for field in _DEFINITIONS.tables[table].stored:
            if field.name in keys:
                row[field.name] = keys[field.name]
            elif field.is_number and not self._chance(0.16):
                row[field.name] = self._figure(is_whole=field.type.value == "count")
            else:
                row[field.name] = None
        return row

    def _figure(self, *, is_whole: bool) -> int | Decimal:
        number = self._random.choice((0, self._random.randint(0, 60), self._random.randint(0, 3000)))
        return number if is_whole else Decimal(number) + Decimal(self._random.randint(0, 9999)) / 10000

    def _add(self, table: str, **keys: object) -> None:
        self.tables[table].append(self._row(table, **keys))

    def _school(self, year: int, code: str, area: str, kind: str) -> None:
        pick = self._random.choice
        school = {
            "ownership": pick(("公办", "普惠性民办", "民办", None)),
            "locality": pick(("城区", "镇区", "乡村")),
            "institution_status": pick(("正常", "正常", "停办", None)),
        }
        if self._chance(0.95):
            keys = {"school_year": year, "institution_code": code, "institution_name": code, "area_code": area}
            self._add("institutions", **keys, institution_kind=kind, **school)
        keys = {"school_year": year, "institution_code": code}
        for stage in _KINDS[kind]:
            for table in ("staff", "pupil_flows"):
                if self._chance(0.8):
                    self._add(table, **keys, stage=stage)
            for grade in _GRADES[stage]:
                if self._chance(0.85):
                    self._add("pupils", **keys, stage=stage, grade=grade)
                band = pick((None, "25人及以下", "41—45人", "46—50人", "51—55人", "56—60人", "66人及以上"))
                size = pick((None, None, 25, 30, 45, 46, 50, 54, 55, 56, 65, 66))
                self._add("classes", **keys, stage=stage, grade=grade, class_size=size, size_band=band)
        if self._chance(0.8):
            self._add("premises", **keys)
        if kind == "中等职业学校":
            self._add("destinations", **keys)
            for subject in ("语文", "专业课"):
                self._add("staff_subjects", **keys, stage="中职", subject=subject)
        for pack, items in _ITEMS.items():
            for item in self._some(items) if self._chance(0.7) else ():
                self._add("facility_checks", **keys, pack=pack, item=item, met=pick(("是", "是", "是", "否")))

    def _area(self, year: int, area: str) -> None:
        keys = {"year": year, "area_code": area}
        for table in ("finance", "schooling"):
            if self._chance(0.7):
                self._add(table, **keys)
        for stage in _GRADES if self._chance(0.8) else ():
            self._add("finance_levels", **keys, stage=stage)
        for age in (2, 3, 5, 6, 11, 13, 15, 16, 17, 30, 59, 60) if self._chance(0.7) else ():
            for basis in ("常住", "户籍"):
                self._add("population", **keys, basis=basis, age=age)
        for month in range(1, 4) if self._chance(0.7) else ():
            self._add("births", **keys, month=month)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(load_indicators(), _DEFINITIONS)


@pytest.fixture(scope="module", params=_SEEDS)
def city(request: pytest.FixtureRequest) -> _City:
    return _City(request.param)


_KINDS_OF_PLACES = frozenset(("口径", "地区", "学校"))


@pytest.mark.slow
@pytest.mark.parametrize("split", ["", "ownership", "group"])
def test_values_equal_the_reference(city: _City, catalog: Catalog, split: str) -> None:
    asked = [one for one in catalog.indicators.values() if not one.growth_of and (not split or split in one.splits)]
    con = connection(city.tables, _DEFINITIONS)
    computed: dict[str, dict[tuple[int, str, str, str], Any]] = {one.id: {} for one in asked}
    kinds = _KINDS_OF_PLACES if not split else _KINDS_OF_PLACES - {"学校"}
    for value in compute(con, catalog, Question(tuple(asked), kinds, _COMPARED, split)):
        quantities = [value.numerator] + ([value.denominator] if value.denominator is not None else [])
        key = (value.year, value.place.kind, value.place.code, value.split)
        computed[value.indicator][key] = (value.value, [_plain(one) for one in quantities])
    reference = Reference(city.tables, _SETS)
    for indicator in asked:
        expected = {
            key: (found.value, [one if one is not None else (None, 0, 0) for one in found.quantities])
            for key, found in reference.values(indicator, kinds, split, frozenset(_COMPARED)).items()
        }
        assert computed[indicator.id].keys() == expected.keys(), indicator.id
        wrong = {key: (told, expected[key]) for key, told in computed[indicator.id].items() if told != expected[key]}
        assert dict(list(wrong.items())[:3]) == {}, indicator.id


@pytest.mark.slow
def test_growth_equals_the_reference(city: _City, catalog: Catalog) -> None:
    asked = [one for one in catalog.indicators.values() if one.growth_of]
    assert asked
    con = connection(city.tables, _DEFINITIONS)
    computed: dict[str, dict[tuple[int, str, str, str], Decimal | None]] = {one.id: {} for one in asked}
    for value in compute(con, catalog, Question(tuple(asked), _KINDS_OF_PLACES)):
        computed[value.indicator][value.year, value.place.kind, value.place.code, value.split] = value.value
    reference = Reference(city.tables, _SETS)
    for indicator in asked:
        assert computed[indicator.id] == reference.growth(
            indicator, catalog.indicators[indicator.growth_of], _KINDS_OF_PLACES
        )


def test_made_up_cities_try_every_indicator(catalog: Catalog) -> None:
    """An indicator that nothing is ever known of would be proven by nothing."""
    known = set()
    for seed in _SEEDS:
        con = connection(_City(seed).tables, _DEFINITIONS)
        values = compute(con, catalog, Question(tuple(catalog.indicators.values())))
        known |= {value.indicator for value in values if value.value is not None}
    assert set(catalog.indicators) - known == set()


def _plain(quantity: Quantity) -> tuple[Decimal | None, int, int]:
    return quantity.value, quantity.rows, quantity.blanks
