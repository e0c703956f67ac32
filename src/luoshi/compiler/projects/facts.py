"""What a piece of text says about a project (项目): size, nature, years and money.

Entry: :func:`read_facts`, :func:`nature_of`, :func:`years_of`, :func:`money_in_yi`.
Text in, values out; positions are kept by the callers. Not here: finding projects (``tables``,
``prose``), comparing their names (``keys``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_NUMBER = r"(\d[\d,，]*(?:\.\d+)?)\s*(万|千|百)?"
_SCALE = {"万": 10_000, "千": 1_000, "百": 100, "": 1}
_MU_PER_M2 = Decimal("0.0015")
_MU_PER_HECTARE = 15
_SQUARE = r"(?:平方米|平米|㎡|m2|m²|M2|平方)"


@dataclass(frozen=True, slots=True)
class Facts:
    """Size of a project as its description gives it; None where it does not say."""

    places: int | None = None
    classes: int | None = None
    floor_area_m2: Decimal | None = None
    land_mu: Decimal | None = None


NO_FACTS = Facts()


def _any(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p) for p in patterns)


_GAP = r"[^，。；;,、\d]{0,8}?"
_PLACES = _any(
    rf"学位(?![授点论]){_GAP}{_NUMBER}\s*个",
    rf"{_NUMBER}\s*余?个(?:[^\d，。；、]{{0,6}})学位",
    rf"容纳{_GAP}{_NUMBER}\s*余?(?:名|人|个)(?![^，。；]{{0,6}}(?:住宿|就餐|观众|座位))",
    rf"(?<!研究)(?<!研)(?:学生|在校生)(?:总)?(?:规模|人数|数)?{_GAP}{_NUMBER}\s*余?(?:人|名)",
    rf"(?<!研究生)(?<!培训)规模{_GAP}{_NUMBER}\s*余?(?:人|名)",
    rf"{_NUMBER}\s*余?(?:人|名)(?:[，、](?:远期|近期){_NUMBER}\s*人)?(?:办学)?规模",
)
_CLASSES = _any(
    rf"班级{_GAP}{_NUMBER}\s*个",
    rf"{_NUMBER}\s*个?(?:教学|标准)?班(?![主组子车次])(?!级体系)",
)
_FLOOR = _any(
    rf"(?:总建筑?面积|建筑总面积|总建面){_GAP}{_NUMBER}\s*{_SQUARE}",
    rf"(?:建筑|校舍|房屋)(?:总)?面积{_GAP}{_NUMBER}\s*{_SQUARE}",
    rf"(?:建设|建筑|预计)?规模{_GAP}{_NUMBER}\s*{_SQUARE}",
    rf"(?<!运动)(?:用房|校舍|教学楼|综合楼|宿舍楼)等?(?:面积)?{_GAP}{_NUMBER}\s*{_SQUARE}",
)
_LAND_MU = _any(
    rf"(?:占地|用地|征地|土地)(?:总)?(?:面积)?{_GAP}{_NUMBER}\s*余?亩",
    rf"{_NUMBER}\s*余?亩(?:土?地|用地|建设用地)",
    rf"(?<!建筑)(?:总|校园)面积{_GAP}{_NUMBER}\s*余?亩",
)
_LAND_HECTARE = _any(rf"(?:占地|用地|征地|土地)(?:总)?(?:面积)?{_GAP}{_NUMBER}\s*公顷")
_LAND_M2 = _any(rf"(?:占地|用地)(?:总)?(?:面积)?{_GAP}{_NUMBER}\s*{_SQUARE}")


def _value(number: str, scale: str | None) -> Decimal:
    return Decimal(number.replace(",", "").replace("，", "").rstrip(".")) * _SCALE[scale or ""]


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> Decimal | None:
    for pattern in patterns:
        found = pattern.search(text)
        if found:
            return _value(found[1], found[2])
    return None


def _whole(value: Decimal | None) -> int | None:
    return int(value) if value is not None else None


def read_facts(text: str) -> Facts:
    """Return places, classes, floor area and land that ``text`` gives; the first figure of the most telling wording."""
    land = _first(_LAND_MU, text)
    if land is None and (hectares := _first(_LAND_HECTARE, text)) is not None:
        land = hectares * _MU_PER_HECTARE
    if land is None and (square := _first(_LAND_M2, text)) is not None:
        land = square * _MU_PER_M2
    return Facts(_whole(_first(_PLACES, text)), _whole(_first(_CLASSES, text)), _first(_FLOOR, text), land)


_NATURE_WORDS = """
    新改扩建 新建改扩建 改扩建 扩改建 整体搬迁 整体迁建 异地迁建 异地新建 原址重建 提质改造
    改造提升 改造提质 提质扩容 扩容提质 扩容改造 改造扩建 维修改造 加固改造 新建 扩建 改建 迁建
    重建 续建 拆建 配建 搬迁 改造 加固 扩容 维修 修缮
"""
NATURE = "(?:" + "|".join(_NATURE_WORDS.split()) + ")"
"""Pattern of the words of construction (建设性质), longer ones first."""
_NATURE = re.compile(NATURE)
_NATURE_NAMES = {"整体搬迁": "迁建", "整体迁建": "迁建", "异地迁建": "迁建", "搬迁": "迁建", "异地新建": "新建",
                 "原址重建": "重建", "扩改建": "改扩建", "新建改扩建": "新改扩建"}  # fmt: skip
_NOT_NATURE = re.compile(r"^(?:新建|已有|现有)(?:居民|小区|住宅|城区)")


def nature_of(text: str) -> str | None:
    """Return the nature of construction (建设性质) that ``text`` names first, in its usual word; None if none."""
    found = _NATURE.search(text)
    if not found or _NOT_NATURE.match(text[found.start() :]):
        return None
    return _NATURE_NAMES.get(found[0], found[0])


_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_PLAN = re.compile(r"十([一二三四五六七八九])五")


def years_of(text: str) -> tuple[int | None, int | None]:
    """Return the first and last calendar year in ``text``; “十四五” counts as 2021 and 2025."""
    years = [int(y) for y in _YEAR.findall(text)]
    for digit in _PLAN.findall(text):
        last = 1955 + 5 * (11 + "一二三四五六七八九".index(digit))
        years += [last - 4, last]
    return (min(years), max(years)) if years else (None, None)


_MONEY = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*(亿|万)?\s*(元)?")
_INVESTED = re.compile(
    r"(?:总投资|投资(?:总额|概算|估算|约)?|概算(?:总投资)?|估算(?:总投资)?)(?:约|为|达|额|合计|共)*(\d[\d,]*(?:\.\d+)?)\s*(亿|万)元"
)


def money_in_yi(text: str, unit: str) -> Decimal | None:
    """Return an amount of money in 亿元.

    Args:
        text: a cell: ``4``, ``1,200``, ``约3000万元``.
        unit: the unit of its column, for a bare number; None is returned when neither gives one.
    """
    found = _MONEY.search(text)
    if not found:
        return None
    mark = found[2] or ("亿" if "亿" in unit else "万" if "万" in unit else "元" if "元" in (found[3] or unit) else "")
    try:
        amount = Decimal(found[1].replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    return {"亿": amount, "万": amount / 10_000, "元": amount / 100_000_000}.get(mark)


def invested_in_yi(text: str) -> Decimal | None:
    """Return the investment that running text states (总投资约7000万元), in 亿元; None if it states none."""
    found = _INVESTED.search(text)
    return money_in_yi(f"{found[1]}{found[2]}元", "") if found else None


_FINISH = r"(?:竣工|建成|完工|投入使用|投用|交付|完成|开学|季招生|启用|主体封顶)"
_END_YEAR = _any(
    rf"((?:20)\d{{2}})\s*年[^。；\d]{{0,30}}?{_FINISH}",
    rf"((?:20)\d{{2}})\s*年\d{{1,2}}月(?:底|末|中旬|份)?(?:之?前)?[^。；\d]{{0,12}}?{_FINISH}",
    r"((?:20)\d{2})\s*年(?:\d{1,2}月)?(?:年?[底末])(?:之?前)?",
)


_BUILT_FROM_TO = re.compile(
    r"建设(?:周期|期限?|年限|时间|工期)\s?[为是：:]?\s?(20\d{2})\s?年?(?:\d{1,2}月)?\s?[至到—–\-~～]+\s?(20\d{2})\s?年"
)
_START_YEAR = re.compile(
    r"(20\d{2})\s?年(?:\d{1,2}月)?(?:[年月]?[底初末前]|上半年|下半年)*(?:正式|全面)?(?:开工|动工|开建)"
)


def start_year_of(text: str) -> int | None:
    """Return the year in which a sentence says that work begins (2026年3月开工); None if it does not."""
    found = _BUILT_FROM_TO.search(text) or _START_YEAR.search(text)
    return int(found[1]) if found else None


def end_year_of(text: str) -> int | None:
    """Return the year by which a sentence says a project is finished (2024年春季竣工交付); None if it does not."""
    for pattern in _END_YEAR:
        found = pattern.search(text)
        if found:
            return int(found[1])
    span = _BUILT_FROM_TO.search(text)
    return int(span[2]) if span else None


_LATIN_GAP = re.compile(r"(?<=[A-Za-z0-9])\s+(?=[A-Za-z0-9])")
_BLANK = re.compile(r"\s+")


def closed(text: str) -> str:
    """Return ``text`` on one line: blanks and breaks taken out, one blank kept between Latin words."""
    return _BLANK.sub("", _LATIN_GAP.sub("\x00", text)).replace("\x00", " ")
