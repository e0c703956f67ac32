"""百分点 and % taken for one another (百分点与百分之): :class:`PercentagePoints`.

Not here: whether a growth rate fits its two levels (arithmetic).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Span
from luoshi.model.plan import Figure, Observation
from luoshi.review.growth import Change
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import plain
from luoshi.review.rule import Rule

_AMOUNT = re.compile(
    r"(?:投入|投资|资金|经费|金额|支出|收入|总额|人数|数量|规模|面积|产值)[^，。；%]{0,14}\d[\d.,]*\s?[万亿多余]*"
    r"(?:元|人|名|所|个(?!百分点)|平方米|亩)"
)
_POINTS = re.compile(r"(?:超出|超过|增加|增长|减少|下降|提高|上升|高出|低于)[^，。；\d]{0,6}(\d+(?:\.\d+)?\s?个百分点)")
_OF_RATES = re.compile(
    r"[率占速幅%]|比[例重值]|[生师普]比|平均|进度|增长(?:超|高|低|快|慢)|(?:超过|超出|高出|低于)[^，。；]{0,6}增"
)
"""What tells that two rates are held against each other, though an amount stands before."""
_THAN = re.compile(r"[比较]")
_ITSELF_THAN = re.compile(r"[，,]?(?:同?比|较)[^，。；]{0,10}$")
"""The amount itself is compared, no other thing that is named behind it: 500万元，比上年增加…."""
_RATE_BEHIND = re.compile(r"(?:左右|以上)?的?(?:增[幅速长]|涨幅|幅度|速度)")
_HELD = re.compile(
    r"(?:(?<!占)比(?![例重])|较)[^，。；\d]{0,10}(?:20\d\d年[底末]?)?(?:的|为)?$|(?:增加|增长|提高|扩大|减少|下降|发展)(?:到|至|为)了?$"
)
_MORE = re.compile(r"(?:净?增[加长]|减少|多|少)了?$")
_COUNTS = frozenset("人 名 所 个 家 户 张 套 台 册 间 亩 班 平方米 元 万元 亿元 人次 学位 件 项 门".split())
_LEAD = 24
_N = r"\d+(?:\.\d+)?\s?%"
_WHOLE = 100  # of a hundred, points and percent are the same
_CHANGE = r"(?:提高|提升|上升|增加|增长|下降|降低|减少|下滑|回落)"
_LEVELS: tuple[re.Pattern[str], ...] = (
    # 由85%提高到90%，提高5%
    re.compile(
        rf"(?:从|由)[^，。；%]{{0,16}}?(?P<base>{_N})[^，。；%]{{0,14}}?(?:至|到|为)[^，。；%]{{0,10}}?(?P<level>{_N})"
        rf"[，,（(]?[^，。；%\d]{{0,8}}{_CHANGE}了?(?P<change>{_N})"
    ),
    # 达到90%，比2015年的85%提高5%
    re.compile(
        rf"(?P<level>{_N})[^。；%]{{0,20}}(?:比|较)[^，。；%]{{0,14}}?(?P<base>{_N})\)?[^，。；%\d]{{0,4}}"
        rf"{_CHANGE}了?(?P<change>{_N})"
    ),
    # 上年为85%，今年提高5%，达到90%; 比上年的85%提高5%，达到90%
    re.compile(
        rf"(?P<base>{_N})\)?(?:[，,][^，。；%]{{0,16}}?|[^，。；%\d]{{0,4}}){_CHANGE}了?(?P<change>{_N})"
        rf"[，,]?[^，。；%\d]{{0,6}}(?:达到?|至|到|为)[^，。；%\d]{{0,6}}(?P<level>{_N})"
    ),
    # 达到90%，提高5%，上年为85%
    re.compile(
        rf"(?P<level>{_N})\)?[，,（(][^，。；%\d]{{0,8}}{_CHANGE}了?(?P<change>{_N})[，,（(]"
        rf"[^，。；%]{{0,12}}(?:上年|去年|原来|同期|\d年)[^，。；%\d]{{0,6}}(?P<base>{_N})"
    ),
)
_RATE = re.compile(
    rf"(?:率|占比|比例|比重)[^，。；%\d]{{0,8}}(?P<level>{_N})[^。；%]{{0,12}}?(?:比|较)[^，。；%]{{0,14}}?"
    rf"(?P<how>{_CHANGE})了?(?P<change>{_N})(?!\s?(?:至|到))"
)
_OF_LEVELS = frozenset(("提高", "提升", "上升", "下降", "降低", "回落", "下滑"))
"""How a rate changes by points: of 增长 one may say per cent of a rate, too."""


_COUNTED = re.compile(r"\d[\d.,]*\s?[万亿]?(?:元|人|名|所|个|间|平方米|亩)[，,（(]?$")
_BEFORE = 12
_FALLS = re.compile(r"下降|降低|减少|下滑|回落")
_YEAR = re.compile(r"(20\d\d)\s?年")
_LINK = re.compile(r"^(?:20\d\d年|全[市县区省])|(?:已经|已|约|为|达到?|提高到|上升到|下降到|降到|降至)*$")


class PercentagePoints(Rule):
    """百分点只用来说两个百分数之差，两个百分数之差也只能说百分点。

    查出：前面说的是金额、人数、面积一类的数量，后面说它增减了若干“个百分点”，给警告。
    两个百分数和它们的差写在一句里，差写成“%”的（由85%提高到90%，提高5%；上年为85%，提高5%，达到90%），给警告。
    只写出一个比率又说提高、下降百分之几的（毛入学率90%，比上年提高2%），给警告，别处写着这个比率的原值、差正是这么多的，一并指出；
    说增长的，比率前面紧接着数量的，提示核对。
    放过：前面有比率、占比、增速的“百分点”，和平均水平、和别的增幅相比的；确是按原值算出的增幅（由80%提高到90%，增长12.5%）。
    """

    code = "V504"
    name = "百分点与百分之"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each."""
        found: list[Finding] = []
        for sentence in material.sentences:
            text = sentence.half_width
            if "百分点" in text:
                yield from self._points(sentence, text)
            if text.count("%") > 1:
                found += self._percent(material, sentence, text)
        others = {one.by.span.end: one for one in material.changes if _is_difference(one)}
        for told in found:
            if told.severity is not Severity.INFO or told.spans[0][1] not in others:
                others.pop(told.spans[0][1], None)
                yield told
        yield from (self._of_levels(one) for one in others.values())

    def _of_levels(self, one: Change) -> Finding:
        """Return a finding of a change between two levels of its statement: 达91%和88%，比85%和80%分别提高6%和8%."""
        high, low = sorted((one.after.value, one.before.value), reverse=True)
        gap = plain(one.by.value)
        message = f"{plain(high)}%与{plain(low)}%相差{gap}个百分点，“{gap}%”宜改为“{gap}个百分点”"
        spans = [one.by.span, one.before.span, one.after.span]
        return self.found(message, spans, f"“{gap}%”改为“{gap}个百分点”")

    def _points(self, sentence: Sentence, text: str) -> Iterator[Finding]:
        for match in _POINTS.finditer(text):
            before = text[: match.start()]
            amount = next(iter(reversed(list(_AMOUNT.finditer(before)))), None)
            told = amount[0] if amount else ""
            if amount is None or _is_of_rates(told, before[amount.end() :], text[match.start() :], match[0]):
                told = "" if _RATE_BEHIND.match(text, match.end()) else _level_before(sentence, text, match.start())
            if not told:
                continue
            number = match[1].replace("个百分点", "").strip()
            yield self.found(
                f"“{told}”是数量，增减应写百分之几：“{match[1]}”宜改为“{number}%”（百分点只用于两个百分数之差）",
                [sentence.span(match.start(), match.end())],
                f"核对原始数据；是增减幅度的，改为“{number}%”",
            )

    def _percent(self, material: Material, sentence: Sentence, text: str) -> Iterator[Finding]:
        taken: set[int] = set()
        for match in (match for pattern in _LEVELS for match in pattern.finditer(text)):
            base, level, change = (_number(match[name]) for name in ("base", "level", "change"))
            at = match.start("change")
            gap = abs(level - base)
            if at not in taken and gap and gap == change and base != _WHOLE:
                low, high = sorted((base, level))
                ends = sorted(place for name in ("base", "level") for place in match.span(name))
                yield self.found(
                    f"{high}%与{low}%相差{gap}个百分点，“{change}%”宜改为“{change}个百分点”",
                    [sentence.span(at, match.end("change")), *_levels(sentence, ends)],
                    f"“{change}%”改为“{change}个百分点”",
                )
            taken.add(at)
        for match in _RATE.finditer(text):
            if match.start("change") not in taken:
                yield self._of_one_level(material, sentence, text, match)

    def _of_one_level(self, material: Material, sentence: Sentence, text: str, match: re.Match[str]) -> Finding:
        """92.4%，比2015年提高6.2%: points beyond doubt where the text tells the 86.2% of 2015 elsewhere."""
        change, level = _number(match["change"]), _number(match["level"])
        spans = [sentence.span(*match.span("change"))]
        base = _base_elsewhere(material, sentence, text, match)
        if base is None:
            # 总量500万元，占40%，比上年增长8%: an amount stands in front, of which the change may be told.
            own = _COUNTED.search(text[max(0, match.start() - _BEFORE) : match.start()])
            severity = Severity.WARNING if match["how"] in _OF_LEVELS and not own else Severity.INFO
            message = f"比率{level}%后面说增减“{change}%”，两个百分数之差应写百分点"
            return self.found(message, spans, f"是两个百分数之差的，改为“{change}个百分点”", severity)
        message = (
            f"{level}%与另一处写的{base.value}%相差{abs(level - base.value)}个百分点，"
            f"“{change}%”宜改为“{change}个百分点”"
        )
        spans += [sentence.span(max(0, match.start("level") - 10), match.end("level")), base.value_span]
        return self.found(message, spans, f"“{change}%”改为“{change}个百分点”")


def _is_difference(one: Change) -> bool:
    """Tell whether a change in percent is just what two percentages differ by."""
    levels = (one.before.quantity.unit, one.after.quantity.unit, one.by.quantity.unit)
    gap = abs(one.after.value - one.before.value)
    return set(levels) == {"%"} and gap == one.by.value != 0 and one.before.value != _WHOLE and not one.years


def _base_elsewhere(material: Material, sentence: Sentence, text: str, match: re.Match[str]) -> Figure | None:
    """Return the earlier level of the rate of ``match`` told elsewhere, when the change is just their difference."""
    change, level = _number(match["change"]), _number(match["level"])
    falls = _FALLS.search(text[match.end("level") : match.start("change")]) is not None
    value = level + change if falls else level - change
    if value <= 0 or value == _WHOLE or abs(level / value - 1) * 100 == change:
        return None
    name = _LINK.sub("", re.split(r"[，,；;。、]", text[: match.start("level")])[-1])
    pairs = {name[n : n + 2] for n in range(len(name) - 1)}
    year = _YEAR.search(text[match.end("level") : match.start("change")])
    around = sentence.span()
    for figure in material.saying(value, "%"):
        if not isinstance(figure, Observation):
            continue
        if year is not None and figure.year is not None and figure.year != int(year[1]):
            continue
        outside = figure.span.end <= around.start or figure.span.start >= around.end
        shared = sum(pair in figure.indicator for pair in pairs)
        if outside and len(pairs) >= 2 and shared * 3 >= len(pairs) * 2:
            return figure
    return None


def _is_of_rates(amount: str, between: str, rest: str, change: str) -> bool:
    """Whether ``change``, with which ``rest`` begins, is of a rate, though an amount stands before."""
    if _THAN.search(between) and not _ITSELF_THAN.match(between):
        return True
    return _OF_RATES.search(amount + between + change) is not None or _RATE_BEHIND.match(rest, len(change)) is not None


def _level_before(sentence: Sentence, text: str, at: int) -> str:
    """Return the amount right before a change that is a level of it (比上年的4600个, 增加到5520个); empty if none."""
    before = [q for q in sentence.quantities() if q.tail <= at]
    between = text[before[-1].tail : at] if before else ""
    if not before or before[-1].unit not in _COUNTS or not re.fullmatch(r"[，,]?[^，。；\d]{0,3}", between):
        return ""
    if _OF_RATES.search(between):
        return ""
    lead = text[max(0, before[-1].head - _LEAD) : before[-1].head]
    level = _HELD.search(lead) or _MORE.search(lead)
    return (level[0] + text[before[-1].head : before[-1].tail]) if level and not _OF_RATES.search(level[0]) else ""


def _number(percent: str) -> Decimal:
    return Decimal(percent.rstrip("% "))


def _levels(sentence: Sentence, ends: list[int]) -> list[Span]:
    """Return the places of the two levels with some words before them."""
    return [
        sentence.span(max(0, ends[0] - 10), ends[1]),
        sentence.span(max(ends[1], ends[2] - 10), ends[3]),
    ]
