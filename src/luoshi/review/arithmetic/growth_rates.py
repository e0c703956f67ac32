"""Growth against its two levels (增幅与两期数): :class:`GrowthRates`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from enum import IntEnum

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.arithmetic.growth_columns import RowChange, wrong_changes
from luoshi.review.growth import Change, Level
from luoshi.review.material import Material
from luoshi.review.numbers import Bounds, plain, step
from luoshi.review.rule import Rule

_HUNDRED = Decimal(100)


_COUNTED = frozenset("所 个 名 人 家 班 位 户 人次 项 门 间 套 台 张 处 座 栋 辆 场 支 篇 学位 园 校".split())
_ROUND, _FEW = 100, 100
"""Of two counts, one a multiple of the first and one not, that may be rounded; below the second it may be a mean."""


class _Fit(IntEnum):
    """How well a change fits its levels."""

    RIGHT = 0
    NEARLY = 1  # only when the numbers were cut off instead of rounded, or are less exact than they look
    WRONG = 2


def _place(level: Level, other: Level) -> Decimal:
    """Return the size of the last place that counts in a level beside another; none in a count that is written out."""
    unit, text = level.quantity.unit, level.text
    if unit in ("万元", "亿元") and text[-1:] in "万亿":
        return step(text[:-1])
    if unit in _COUNTED and not re.search(r"[.万亿]", text):
        if level.value % _ROUND == 0 and other.value % _ROUND:
            return Decimal(_ROUND)
        return Decimal(0) if level.value > _FEW else Decimal(1)
    return step(text)


def _finest(level: Level, other: Level) -> Decimal:
    """Return the last place of a level that is as exact as the other: 15亿元 beside 12.5亿元 is 15.0."""
    if level.quantity.unit in _COUNTED and not re.search(r"[.万亿]", level.text):
        return Decimal(0)
    alike = level.text[-1:] == other.text[-1:] or not (level.text[-1:] in "万亿" or other.text[-1:] in "万亿")
    return min(_place(level, other), _place(other, level)) if alike else _place(level, other)


def _given(change: Change, first: Bounds, last: Bounds) -> Bounds:
    """Return the change that levels in these ranges give, as the text tells it: a fall is above zero."""
    if change.by.quantity.unit == "%":
        made = [(b - a) / a * _HUNDRED for a in (first.low, first.high) if a > 0 for b in (last.low, last.high)]
    else:
        made = [last.low - first.high, last.high - first.low]
    sign = Decimal(-1) if change.falls else Decimal(1)
    return Bounds(min(made) * sign, max(made) * sign) if sign > 0 else Bounds(-max(made), -min(made))


def _fit(change: Change) -> _Fit:
    old, new, by = change.before, change.after, change.by
    old_place, new_place = _place(old, new), _place(new, old)
    size = step(by.text[:-1] if by.quantity.unit in ("万元", "亿元") and by.text[-1:] in "万亿" else by.text)
    size = Decimal(0) if _place(by, new) == 0 else size
    loose = Bounds(by.value - size, by.value + size)
    is_sure = all(level.quantity.op == "=" for level in (old, new, by))
    stated = Bounds.of(by.value, size) if is_sure else loose
    rounded = _given(change, Bounds.of(old.value, old_place), Bounds.of(new.value, new_place))
    if rounded.meets(stated):
        exact = _given(change, Bounds.of(old.value, _finest(old, new)), Bounds.of(new.value, _finest(new, old)))
        return _Fit.RIGHT if exact.meets(loose) else _Fit.NEARLY
    cut = _given(change, Bounds(old.value, old.value + old_place), Bounds(new.value, new.value + new_place))
    is_cut = cut.low < by.value + size and by.value <= cut.high
    is_coarse = by.quantity.unit in ("%", "百分点") and size >= 1 and rounded.meets(loose)
    return _Fit.NEARLY if is_cut or is_coarse else _Fit.WRONG


class GrowthRates(Rule):
    """增长率、增加数、百分点同前后两个数对不上。

    由甲增加到乙，增幅应为（乙－甲）÷甲，增加数应为乙－甲，两个百分数之差是百分点。按四舍五入的范围核对，
    只有把数截尾才对得上的作警告；同一句里另有一个数能对上的，可能说的是它，不报；误以后一期的数为分母时，指出来。年均增长按复利核对。“2025年某某比2020年的甲增长几%”，2025年的数写在同一段别的句子里的，也核对。表格里的增幅、增减一列，多数行对得上时核对其余各行。
    """

    code = "V107"
    name = "增幅与两期数"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each change that its levels do not give, in sentences and in tables."""
        for table in material.numeric_tables:
            for row in wrong_changes(table):
                yield self._in_table(row)
        for change in material.changes:
            message = _years_mean(change) if change.years else _told(change)
            if message:
                sure = all(level.quantity.op == "=" for level in (change.before, change.after, change.by))
                sure = sure and (bool(change.years) or change.by.quantity.unit == "倍" or _is_provable(change))
                yield self.found(
                    message,
                    [change.by.span, change.after.span, change.before.span, *_elsewhere(material, change)],
                    "核对两个年份的数，按（后－前）÷前 改正",
                    Severity.ERROR if sure else Severity.WARNING,
                )

    def _in_table(self, row: RowChange) -> Finding:
        sign = "%" if row.is_rate else ""
        what = "增幅" if row.is_rate else "增减"
        message = (
            f"“{row.label[:20]}”由{row.before.text}到{row.after.text}，{what}应为{plain(row.right, 2)}{sign}，"
            f"表中写的是{plain(row.stated.value)}{sign}"
        )
        severity = Severity.ERROR if row.is_sure else Severity.WARNING
        return self.found(message, [row.stated.span, row.after.span, row.before.span], "核对这一行的三个数", severity)


def _elsewhere(material: Material, change: Change) -> list[Span]:
    """Return where the text itself tells the level before, when that was worked out from a difference."""
    around = Span(min(change.before.span.start, change.after.span.start), change.by.span.end)
    old, name = change.before, material.document.text[change.after.span.start : change.after.span.end]
    if old.value == old.quantity.value and plain(old.value) in old.text.replace(",", ""):
        return []
    right = material.said_elsewhere(old.value, old.quantity.unit, name, around)
    return [right.value_span] if right else []


def _told(change: Change) -> str:
    """Return what is wrong with a change; empty if nothing."""
    old, new, by = change.before, change.after, change.by
    unit = by.quantity.unit
    gain = new.value - old.value
    size = abs(gain)
    stated = Bounds.of(by.value, step(by.text))
    loose = Bounds(by.value - step(by.text), by.value + step(by.text))
    what = f"由{plain(old.value)}{old.quantity.unit}到{plain(new.value)}{new.quantity.unit}"
    if unit == "倍":
        return _times(change, what, stated)
    if old.quantity.unit == "%" and unit == "%" and _is_points(size, loose):
        return ""  # a percentage for points is another rule's matter
    if not old.value or _fit(change) is _Fit.RIGHT or _fits_another(change):
        return ""
    if unit != "%":
        points = "个百分点" if unit == "百分点" else unit
        word = "减少" if gain < 0 else "增加"
        return f"{what}，应为{word}{plain(size)}{points}，文中写的是{_verb(change)}{plain(by.value)}{points}"
    rate = gain / old.value * _HUNDRED
    message = (
        f"{what}，增幅应为（{plain(new.value)}－{plain(old.value)}）÷{plain(old.value)}＝{plain(rate, 2)}%，"
        f"文中写的是{_verb(change)}{plain(by.value)}%"
    )
    wrong = _of_new_base(change)
    if _is_points(wrong, loose):
        message += f"，是误以后一期的数为分母：{plain(size)}÷{plain(new.value)}＝{plain(wrong, 2)}%"
    elif _is_points(new.value / old.value * _HUNDRED, loose):
        message += "，是把后一期占前一期的比例写成了增幅"
    return message


def _of_new_base(change: Change) -> Decimal:
    """Return the growth in percent of the level after, the base that is mistaken for the right one."""
    new = change.after.value
    return abs(new - change.before.value) / new * _HUNDRED if new else Decimal(0)


def _is_provable(change: Change) -> bool:
    """Tell whether rounding cannot explain a wrong change, or the wrong base does."""
    stated = Bounds.of(change.by.value, step(change.by.text))
    mistaken = change.by.quantity.unit == "%" and _is_points(_of_new_base(change), stated)
    return mistaken or _fit(change) is _Fit.WRONG


def _fits_another(change: Change) -> bool:
    """Tell whether the change fits another level of the statement, of which it may be told."""
    return any(_fit(replace(change, after=other)) is _Fit.RIGHT for other in change.others)


def _times(change: Change, what: str, stated: Bounds) -> str:
    """Return what is wrong with 增加两倍; empty if nothing: from 20 to 60 is two times more, three times as much."""
    ratio = change.after.value / change.before.value
    if change.falls or stated.low <= ratio - 1 <= stated.high:
        return ""
    message = f"{what}，增加了{plain(ratio - 1, 2)}倍，文中写的是增加{plain(change.by.value)}倍"
    return message + ("，是把“是原来的几倍”写成了“增加几倍”" if _is_points(ratio, stated) else "")


def _is_points(value: Decimal, stated: Bounds) -> bool:
    return stated.low <= value <= stated.high


def _verb(change: Change) -> str:
    return "减少" if change.falls else "增加"


def _years_mean(change: Change) -> str:
    """Return what is wrong with a yearly mean growth rate; empty if nothing."""
    old, new, by = change.before, change.after, change.by
    if by.quantity.unit != "%" or old.value <= 0 or new.value <= 0:
        return ""
    rate = (new.value / old.value) ** (Decimal(1) / change.years) - 1
    rate *= -_HUNDRED if change.falls else _HUNDRED
    plainly = (new.value - old.value) / old.value * _HUNDRED / change.years
    slack = max(step(by.text), Decimal("0.1"))
    if abs(rate - by.value) <= slack or abs(abs(plainly) - by.value) <= slack:
        return ""
    return (
        f"由{plain(old.value)}{old.quantity.unit}到{plain(new.value)}{new.quantity.unit}，{change.years}年，"
        f"年均增幅应为{plain(rate, 2)}%，文中写的是{plain(by.value)}%"
    )
