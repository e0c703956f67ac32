"""Sums and values worked out again (核验指标值): schools make counties, counties make the whole, sides make values.

Entry: :func:`check_values`. Not here: targets (:mod:`luoshi.portal.verifying_targets`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from luoshi.indicators.rounding import quotient
from luoshi.model.evaluation.freeze import FrozenDefinition
from luoshi.portal import package_format as form
from luoshi.portal.disclosure import WITHHELD
from luoshi.portal.package_reading import Package, Row, Unreadable, decimal, year
from luoshi.portal.tally import Tally

_SIDES = ("分子", "分母")
Key = tuple[str, int, str]
"""Indicator, year, code of a place."""


@dataclass(frozen=True)
class PublishedValue:
    """A row of values."""

    where: str
    kind: str
    value: Decimal | None
    sides: Mapping[str, Decimal | None]
    areas: tuple[str, ...]
    note: str


@dataclass
class Values:
    """All values and quantities that could be read.

    Attributes:
        quantities: (indicator, year, side) -> code of an area -> figures; under "" those of several areas, by codes.
    """

    values: dict[Key, PublishedValue] = field(default_factory=dict)
    quantities: dict[tuple[str, int, str], dict[str, list[tuple[str, Decimal | None]]]] = field(default_factory=dict)
    definitions: dict[str, FrozenDefinition] = field(default_factory=dict)


def check_values(package: Package, tally: Tally) -> Values:
    """Recompute sides and values; return what was read."""
    found = Values(definitions={one.id: one for one in package.definitions})
    for at, row in tally.rows(form.VALUES):
        with tally.reading(form.VALUES, at):
            _take_value(found, row, f"{form.VALUES} 第 {at} 行")
    for at, row in tally.rows(form.QUANTITIES):
        with tally.reading(form.QUANTITIES, at):
            _take_quantity(found, row)
    for key, one in found.values.items():
        for side in _SIDES:
            if one.sides[side] is not None:
                check = _check_area if one.kind == "地区" else _check_whole
                check(found, tally, key, side)
        _check_value(found, tally, key)
    _check_unowned(found, tally)
    return found


def _take_value(found: Values, row: Row, where: str) -> None:
    at = year(row)
    if at is None or row["范围"] not in ("口径", "地区"):
        raise Unreadable("没有年份或范围")
    key = (row["指标"], at, row["地区代码"])
    if key in found.values:
        raise Unreadable("同一个指标、年份、地区写了两次")
    if row["指标"] not in found.definitions:
        raise Unreadable("没有这个指标的定义")
    if row["单位"] != found.definitions[row["指标"]].unit:
        raise Unreadable("单位和定义不同")
    decimal(row, "统计行数"), decimal(row, "未填行数")
    found.values[key] = PublishedValue(
        where,
        row["范围"],
        decimal(row, "值"),
        {side: decimal(row, side) for side in _SIDES},
        tuple(row["合计了哪些地区"].split()),
        row["说明"],
    )


def _take_quantity(found: Values, row: Row) -> None:
    at, side = year(row), row["分子或分母"]
    if at is None or side not in _SIDES:
        raise Unreadable("没有年份，或不是分子、分母")
    areas = found.quantities.setdefault((row["指标"], at, side), {})
    rows = areas.setdefault(row["地区代码"], [])
    if row["单位代码"] and any(owner == row["单位代码"] for owner, _ in rows):
        raise Unreadable("同一个单位写了两次")
    rows.append((row["单位代码"], decimal(row, "数")))


def _check_area(found: Values, tally: Tally, key: Key, side: str) -> None:
    indicator, at, area = key
    one = found.values[key]
    if _is_growth(found, indicator):
        return
    rows = found.quantities.get((indicator, at, side), {}).get(area)
    if rows is None:
        why = "没有学校的数：只能从县一级起核对"
        tally.cannot(f"县的{side}", why, one.where)
        return
    total = sum((value for _, value in rows if value is not None), Decimal(0))
    tally.compare(f"县的{side}由各单位相加", "G120", one.where, one.sides[side], total)


def _check_whole(found: Values, tally: Tally, key: Key, side: str) -> None:
    indicator, at, _ = key
    one = found.values[key]
    if _is_growth(found, indicator):
        return
    kind = f"合计的{side}由各地区相加"
    if not one.areas:
        tally.cannot(kind, "没有写合计了哪些地区", one.where)
        return
    members = {area: found.values.get((indicator, at, area)) for area in one.areas}
    if missing := sorted(area for area, value in members.items() if value is None):
        tally.cannot(kind, "有的地区没有单独公布值", f"{one.where}（{'、'.join(missing[:5])}）")
        return
    figures = [value.sides[side] for value in members.values() if value is not None]
    total = sum((value for value in figures if value is not None), Decimal(0))
    for codes, value in found.quantities.get((indicator, at, side), {}).get("", ()):
        if codes and set(codes.split("+")) <= set(one.areas) and value is not None:
            total += value
    tally.compare(kind, "G121", one.where, one.sides[side], total)


def _is_growth(found: Values, indicator: str) -> bool:
    return bool(found.definitions[indicator].growth_of)


def _check_value(found: Values, tally: Tally, key: Key) -> None:
    one, definition = found.values[key], found.definitions[key[0]]
    above, below = (one.sides[side] for side in _SIDES)
    kind = "指标值"
    if definition.growth_of:
        _check_growth(found, tally, key)
        return
    if one.value is None:
        if above is not None and (below or not definition.denominator) and one.note != WITHHELD:
            tally.otherwise(kind, "G122", "指标值是空的，分子、分母都有", one.where)
        elif one.note == WITHHELD:
            tally.cannot(kind, "人数太少，没有公布", one.where)
        return
    if above is None:
        tally.cannot(kind, "不是由分子、分母算的", one.where)
        return
    if definition.denominator and not below:
        tally.otherwise(kind, "G122", "有指标值，没有分母", one.where)
        return
    under = below if below is not None else Decimal(1)
    tally.compare(kind, "G122", one.where, one.value, quotient(above * definition.times, under, definition.decimals))


def _check_growth(found: Values, tally: Tally, key: Key) -> None:
    indicator, at, place = key
    one, definition = found.values[key], found.definitions[indicator]
    kind = "增长率"
    base = found.definitions.get(definition.growth_of)
    if one.value is None:
        if one.note == WITHHELD:
            tally.cannot(kind, "人数太少，没有公布", one.where)
        return
    if base is not None:
        exact = [_exact(found.values.get((base.id, when, place)), base) for when in (at, at - 1)]
        now, before = exact
        if now is None or not before:
            tally.cannot(kind, "没有公布增长前后的两个数", one.where)
            return
        growth = (now / before - 1) * Fraction(definition.times)
        tally.compare(kind, "G123", one.where, one.value, quotient(growth, Fraction(1), definition.decimals))
        return
    above, below = (one.sides[side] for side in _SIDES)
    if above is None or not below:
        tally.cannot(kind, "没有公布增长前后的两个数", one.where)
        return
    if _lies_between(one.value, above, below, definition):
        tally.same(kind)
    else:
        nearest = quotient((above - below) * definition.times, below, definition.decimals)
        tally.compare(kind, "G123", one.where, one.value, nearest)


def _lies_between(value: Decimal, now: Decimal, before: Decimal, definition: FrozenDefinition) -> bool:
    """Tell whether a growth can come of two values that were rounded before they were published."""
    ends = []
    for one in (now, before):
        digits = one.as_tuple().exponent
        half = Fraction(5, 10 ** (1 - digits)) if isinstance(digits, int) and digits < 0 else Fraction(0)
        ends.append((Fraction(one) - half, Fraction(one) + half))
    (low, high), (first, last) = ends
    if first <= 0 or low < 0:
        return False
    times = Fraction(definition.times)
    least = quotient((low / last - 1) * times, Fraction(1), definition.decimals)
    most = quotient((high / first - 1) * times, Fraction(1), definition.decimals)
    return least <= value <= most


def _exact(one: PublishedValue | None, definition: FrozenDefinition) -> Fraction | None:
    if one is None or one.value is None or one.sides["分子"] is None:
        return None
    below = one.sides["分母"]
    if definition.denominator and not below:
        return None
    return Fraction(one.sides["分子"]) * Fraction(definition.times) / Fraction(below if below is not None else 1)


def _check_unowned(found: Values, tally: Tally) -> None:
    """Note quantities of which nothing that is published is made: a row that was added, or a code that was changed."""
    for (indicator, at, side), areas in found.quantities.items():
        for area, rows in areas.items():
            where = f"{form.QUANTITIES} {indicator} {at} 年{side} {area or '其余县市区'}"
            if area and found.values.get((indicator, at, area)) is None:
                tally.otherwise("统计量", "G124", f"{len(rows)} 行统计量没有对应的指标值", where)
            elif area and found.values[indicator, at, area].sides[side] is None:
                if all(value is None for _, value in rows):
                    continue
                tally.otherwise("统计量", "G124", "有学校的数，没有县的数", where)
