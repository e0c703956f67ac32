"""Whether two units measure the same, and by what a value of one becomes a value of the other (单位换算).

Entries: :func:`scale_between`, :func:`adds_up`. 万人 and 人, 亿元 and 万元, % and a ratio; a unit told with its bearer
(元/生) is that unit, for the name of the indicator says whose it is.
Not here: which units there are in a text (:mod:`luoshi.base.units`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from luoshi.base.units import canonical_unit

_PREFIXES = {"千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(10**8)}
_ONE = Decimal(1)
_SCALES: dict[str, tuple[str, Decimal]] = {
    "人": ("人", _ONE),
    "名": ("人", _ONE),
    "位": ("人", _ONE),
    "生": ("人", _ONE),
    "元": ("元", _ONE),
    "平方米": ("平方米", _ONE),
    "公顷": ("平方米", Decimal(10_000)),
    "%": ("率", _ONE),
    "％": ("率", _ONE),
    "‰": ("率", Decimal("0.1")),
    "比": ("率", Decimal(100)),
    "小时": ("学时", _ONE),
    "课时": ("学时", _ONE),
}
"""Unit -> what it measures, how many of that there are in it."""
_THINGS = frozenset("所 校 园 个 家 间 处 项 门".split())
"""Classifiers: each may be written 个, no other two are one."""
_COUNTED = frozenset("人 元 平方米 亩 人次 次 处 块 栋 座 班 场 件 节 本 对 支 期 套 台 册 间 学位".split()) | _THINGS
"""What may be added."""
_BEARER = re.compile(r"/(?:[生人名年月班天校次]|学年)(?:[·./]?[年月天])?$")


def scale_between(unit: str, other: str) -> Decimal | None:
    """Return what a value in ``unit`` is to be multiplied by to be one in ``other``; None when they measure two things.

    A value without a unit agrees with another without one, and as a ratio (比) with one.
    """
    given = {unit.strip(), other.strip()}
    if "" in given:
        return _ONE if given <= {"", "比"} else None
    first, second = _measure(unit), _measure(other)
    if first[0] != second[0] and not _is_one_classifier(first[0], second[0]):
        return None
    return first[1] / second[1]


def _is_one_classifier(one: str, other: str) -> bool:
    return "个" in (one, other) and {one, other} <= _THINGS


def _measure(unit: str) -> tuple[str, Decimal]:
    plain = canonical_unit(_BEARER.sub("", unit.strip()))
    prefix = _ONE
    while len(plain) > 1 and plain[0] in _PREFIXES:
        prefix *= _PREFIXES[plain[0]]
        plain = canonical_unit(plain[1:])
    measured, scale = _SCALES.get(plain, (plain, _ONE))
    return measured, prefix * scale


def adds_up(unit: str) -> bool:
    """Tell whether figures in a unit may be added over areas and years: counts, money and areas, no rates."""
    return "/" not in unit and _measure(unit)[0] in _COUNTED
