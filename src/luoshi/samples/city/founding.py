"""Founds the schools of the sample city: how many of which kind where, their names, sizes and traits.

Entries: :func:`found_schools` and, for later years, :class:`Registry`. Not here: their pupils (``cohorts``).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from luoshi.samples.city.city_data import apportion
from luoshi.samples.city.geography import BOX, COUNTIES, County
from luoshi.samples.city.schools import School, Section

_KIND_SHARES = {
    "幼儿园": 0.40,
    "教学点": 0.09,
    "小学": 0.27,
    "初级中学": 0.105,
    "九年一贯制学校": 0.045,
    "完全中学": 0.02,
    "高级中学": 0.045,
    "中等职业学校": 0.02,
}
_ONCE = ("特殊教育学校", "十二年一贯制学校")
_SIZES: dict[str, tuple[tuple[str, dict[str, float]], ...]] = {
    "幼儿园": (("学前", {"城区": 250, "镇区": 210, "乡村": 80}),),
    "教学点": (("小学", {"乡村": 26}),),
    "小学": (("小学", {"城区": 1250, "镇区": 800, "乡村": 230}),),
    "初级中学": (("初中", {"城区": 1200, "镇区": 850, "乡村": 430}),),
    "九年一贯制学校": (
        ("小学", {"城区": 800, "镇区": 600, "乡村": 330}),
        ("初中", {"城区": 600, "镇区": 450, "乡村": 260}),
    ),
    "完全中学": (("初中", {"城区": 600, "镇区": 500}), ("普通高中", {"城区": 900, "镇区": 700})),
    "高级中学": (("普通高中", {"城区": 1800, "镇区": 1600}),),
    "十二年一贯制学校": (
        ("小学", {"城区": 600}),
        ("初中", {"城区": 400}),
        ("普通高中", {"城区": 400}),
    ),
    "中等职业学校": (("中职", {"城区": 1900, "镇区": 1300}),),
    "特殊教育学校": (("特教", {"城区": 110}),),
}
"""Kind of school -> its stages with the size to aim at, by locality."""

_GRADES_OF = {"学前": 3, "小学": 6, "初中": 3, "普通高中": 3, "中职": 3, "特教": 9}
_CLASS_LIMIT = {"学前": (30, 35), "小学": (45, 52), "初中": (48, 54), "普通高中": (50, 55), "中职": (42, 52)}
_TRAITS = ("girls", "boarding", "migrants", "staffing", "equipment", "age", "space", "learning")
_VILLAGE = (
    "柏 梨 桃 槐 柳 荷 竹 枣 桂 樟 兰 菊 陶 窑 泉 溪 云 月 星 雁".split(),
    "树 湾 坪 桥 塘 冲 坳 岗 垸 洲".split(),
)
_PRIVATE = "小百灵 金摇篮 童心 蓝天 星星树 阳光花 彩虹桥 小脚丫 启蒙 春芽 七色花 小太阳 智慧树 贝贝 蒲公英".split()
_PRIVATE_SCHOOLS = "博雅 致远 明德 新星 育英 启航 弘文 景行".split()
_WORDS = {"初级中学": "中学", "九年一贯制学校": "学校", "十二年一贯制学校": "学校", "完全中学": "中学"}
_ORDINALS = "零一二三四五六七八九"


class Registry:
    """Gives codes, names and places to schools, none of them twice."""

    def __init__(self, rng: random.Random, first_year: int) -> None:
        self._rng = rng
        self._first_year = first_year
        self._used: set[str] = set()
        self._numbers: dict[str, int] = {}

    def found(self, county: County, kind: str, locality: str, since: int = 0, weight: float = 1.0) -> School:
        """Return a new school; ``weight`` makes its draw on pupils larger or smaller than usual."""
        rng = self._rng
        township = self._township(county, locality)
        private = rng.random()
        ownership = _ownership(kind, locality, private)
        traits = {name: rng.random() for name in _TRAITS}
        traits["boarding"] = float(rng.random() < _boarding_chance(kind, locality))
        is_mixed = kind == "幼儿园" and locality == "乡村" and rng.random() < 0.3
        size = weight * rng.lognormvariate(0, 0.45 if kind == "教学点" else 0.25) * (0.4 if is_mixed else 1)
        sections = [self._section(stage, sizes[locality] * size, kind, locality) for stage, sizes in _SIZES[kind]]
        number = self._numbers[county.code] = self._numbers.get(county.code, 0) + 1
        founded = date(rng.randrange(1952, 2014), 9, 1) if not since else date(since, 7, 10)
        return School(
            code=f"99{county.code[2:]}{number:04d}",
            name=self._name(county, kind, locality, township, ownership),
            kind=kind,
            ownership=ownership,
            locality=locality,
            county=county,
            township=township,
            place=self._place(county),
            founded=founded,
            sections=sections,
            traits=traits,
            since=since,
            is_mixed=is_mixed,
        )

    def rename(self, school: School) -> str:
        """Return a name for the school that nobody has had."""
        stem = school.county.name
        word = self._rng.choice(("实验", "外国语", "文澜", "明德", "崇文", "思源", "澄江"))
        ending = school.name[-2:] if school.name[-2:] in ("小学", "中学") else "学校"
        return self._free(f"{stem}{word}{ending}", lambda turn: f"{stem}{word}第{chinese_number(turn)}{ending}")

    def _section(self, stage: str, size: float, kind: str, locality: str) -> Section:
        low, high = _CLASS_LIMIT.get(stage, (12, 14))
        grades = 4 if kind == "教学点" else _GRADES_OF[stage]
        crowded = self._first_year + self._rng.randrange(3) - 1 if _may_be_crowded(stage, locality) else 0
        return Section(
            stage, grades, size / grades, self._rng.randint(low, high),
            crowded if self._rng.random() < 0.27 else 0,
            girls=[0.0] * grades, counts=[0] * grades, before=[0] * grades,
        )  # fmt: skip

    def _township(self, county: County, locality: str) -> int:
        streets = [i for i, name in enumerate(county.townships) if name.endswith("街道")]
        others = [i for i in range(len(county.townships)) if i not in streets]
        if locality == "城区":
            return self._rng.choice(streets)
        if locality == "镇区" and not county.is_district and self._rng.random() < 0.45:
            return others[0]
        return self._rng.choice(others)

    def _place(self, county: County) -> tuple[Decimal, Decimal]:
        east, north = county.corner
        east, north = east + self._rng.uniform(0, BOX), north + self._rng.uniform(0, BOX)
        return Decimal(f"{east:.4f}"), Decimal(f"{north:.4f}")

    def _name(self, county: County, kind: str, locality: str, township: int, ownership: str) -> str:
        place = county.townships[township]
        word = _WORDS.get(kind, kind)
        if kind == "中等职业学校":
            trade = self._rng.choice(("工业", "信息", "卫生", "农林", "商贸", "交通", "旅游", "机电"))
            stem = f"{county.name}{trade}"
            return self._free(f"{stem}中等职业学校", lambda n: f"{stem}第{chinese_number(n)}中等职业学校")
        if kind == "特殊教育学校":
            return self._free("临江市特殊教育学校", lambda n: f"临江市第{chinese_number(n)}特殊教育学校")
        if ownership != "公办":
            fancy = self._rng.choice(_PRIVATE if kind == "幼儿园" else _PRIVATE_SCHOOLS)
            where = county.name if locality == "城区" else place
            return self._free(f"{where}{fancy}{word}", lambda n: f"{where}{fancy}第{chinese_number(n)}{word}")
        if locality == "乡村":
            village = self._rng.choice(_VILLAGE[0]) + self._rng.choice(_VILLAGE[1])
            return self._free(f"{place}{village}{word}", lambda n: f"{place}{village}第{chinese_number(n)}{word}")
        if locality == "镇区":
            first = f"{place}中心{word}" if kind in ("小学", "幼儿园") else f"{place}{word}"
            return self._free(first, lambda n: f"{place}第{chinese_number(n)}{word}")
        return self._free(f"{county.name}第一{word}", lambda n: f"{county.name}第{chinese_number(n)}{word}")

    def _free(self, first: str, following: Callable[[int], str]) -> str:
        name, turn = first, 1
        while name in self._used:
            turn += 1
            name = following(turn)
        self._used.add(name)
        return name


def chinese_number(number: int) -> str:
    """Return a number from 1 to 999 in Chinese numerals."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_ORDINALS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("十" if tens == 1 and not hundreds else f"{_ORDINALS[tens]}十") + (_ORDINALS[ones] if ones else "")
    elif ones:
        text += ("零" if hundreds else "") + _ORDINALS[ones]
    return text


def found_schools(registry: Registry, rng: random.Random, institutions: int) -> list[School]:
    """Return the schools of the beginning, each area with a primary and a lower secondary one at least."""
    schools = [registry.found(COUNTIES[0], kind, "城区") for kind in _ONCE]
    numbers = apportion(institutions - len(schools), [county.share for county in COUNTIES])
    for county, number in zip(COUNTIES, numbers, strict=True):
        kinds = dict(zip(_KIND_SHARES, apportion(number, list(_KIND_SHARES.values())), strict=True))
        for needed in ("小学", "初级中学"):
            if not kinds[needed]:
                kinds[needed] += 1
                kinds["幼儿园"] -= 1
        for kind, count in kinds.items():
            if kind == "教学点" and not county.localities[2]:
                kind = "小学"
            schools += [registry.found(county, kind, locality) for locality in _localities(rng, county, kind, count)]
    return schools


def _localities(rng: random.Random, county: County, kind: str, count: int) -> list[str]:
    city, town, village = county.localities
    if kind == "教学点":
        return ["乡村"] * count
    if kind in ("完全中学", "高级中学", "中等职业学校"):
        village = 0.0
    elif kind == "初级中学":
        village *= 0.6
    numbers = apportion(count, [city, town, village])
    return ["城区"] * numbers[0] + ["镇区"] * numbers[1] + ["乡村"] * numbers[2]


def _ownership(kind: str, locality: str, chance: float) -> str:
    if kind == "幼儿园":
        public = 0.36 if locality == "城区" else 0.47
        return "公办" if chance < public else "普惠性民办" if chance < public + (1 - public) * 0.71 else "民办"
    private = {"小学": 0.02, "初级中学": 0.05, "九年一贯制学校": 0.12, "高级中学": 0.12, "中等职业学校": 0.15}
    if kind == "十二年一贯制学校" or (locality != "乡村" and chance > 1 - private.get(kind, 0.0)):
        return "民办"
    return "公办"


def _boarding_chance(kind: str, locality: str) -> float:
    if kind in ("高级中学", "中等职业学校", "完全中学", "十二年一贯制学校", "特殊教育学校"):
        return 1.0
    if kind in ("初级中学", "九年一贯制学校"):
        return {"城区": 0.0, "镇区": 0.75, "乡村": 0.95}[locality]
    return 0.18 if kind == "小学" and locality == "乡村" else 0.0


def _may_be_crowded(stage: str, locality: str) -> bool:
    return locality != "乡村" and stage in ("小学", "初中", "普通高中")
