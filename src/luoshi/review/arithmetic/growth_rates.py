"""Growth against its two levels (增幅与两期数): :class:`GrowthRates`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.review.arithmetic.growth_columns import RowChange, wrong_changes
from luoshi.review.growth import Change
from luoshi.review.material import Material
from luoshi.review.numbers import Bounds, plain, step
from luoshi.review.rule import Rule

_HUNDRED = Decimal(100)


def _bounds(value: Decimal, text: str, unit: str) -> Bounds:
    last = step(text)
    if unit in ("万元", "亿元") and text[-1:] in "万亿":
        last = step(text[:-1])
    return Bounds.of(value, last)


class GrowthRates(Rule):
    """增长率、增加数、百分点同前后两个数对不上。

    由甲增加到乙，增幅应为（乙－甲）÷甲，增加数应为乙－甲，两个百分数之差是百分点。按四舍五入的范围核对；
    误以后一期的数为分母时，指出来。年均增长按复利核对。表格里的增幅、增减一列，多数行对得上时核对其余各行。
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
    first = _bounds(old.value, old.text, old.quantity.unit)
    last = _bounds(new.value, new.text, new.quantity.unit)
    stated = _bounds(by.value, by.text, unit)
    loose = Bounds(stated.low - step(by.text) / 2, stated.high + step(by.text) / 2)
    gain = new.value - old.value
    size = abs(gain)
    word = "减少" if gain < 0 else "增加"
    what = f"由{plain(old.value)}{old.quantity.unit}到{plain(new.value)}{new.quantity.unit}"
    if unit == "倍":
        return _times(change, what, stated)
    if unit != "%":
        reach = (last.high - last.low + first.high - first.low) / 2
        told = Bounds(size - reach, size + reach)
        if told.meets(loose) and (gain < 0) == change.falls:
            return ""
        points = "个百分点" if unit == "百分点" else unit
        return f"{what}，应为{word}{plain(size)}{points}，文中写的是{_verb(change)}{plain(by.value)}{points}"
    if old.quantity.unit == "%" and _is_points(size, loose):
        return ""  # a percentage for points is another rule's matter
    rates = [(b - a) / a * _HUNDRED for a in (first.low, first.high) if a > 0 for b in (last.low, last.high)]
    if not rates:
        return ""
    sign = Decimal(-1) if change.falls else Decimal(1)
    if Bounds(min(rates), max(rates)).meets(Bounds(*sorted((loose.low * sign, loose.high * sign)))):
        return ""
    rate = gain / old.value * _HUNDRED
    message = (
        f"{what}，增幅应为（{plain(new.value)}－{plain(old.value)}）÷{plain(old.value)}＝{plain(rate, 2)}%，"
        f"文中写的是{_verb(change)}{plain(by.value)}%"
    )
    wrong = gain / new.value * _HUNDRED if new.value else Decimal(0)
    if _is_points(abs(wrong), loose):
        message += f"，是误以后一期的数为分母：{plain(size)}÷{plain(new.value)}＝{plain(abs(wrong), 2)}%"
    elif _is_points(new.value / old.value * _HUNDRED, loose):
        message += "，是把后一期占前一期的比例写成了增幅"
    return message


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
