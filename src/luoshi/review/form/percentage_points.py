"""百分点 and % taken for one another (百分点与百分之): :class:`PercentagePoints`.

Not here: whether a growth rate fits its two levels (arithmetic).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule

_AMOUNT = re.compile(
    r"(?:投入|投资|资金|经费|金额|支出|收入|总额|人数|数量|规模|面积|产值)[^，。；%]{0,14}\d[\d.,]*\s?[万亿多余]*"
    r"(?:元|人|名|所|个(?!百分点)|平方米|亩)"
)
_POINTS = re.compile(r"(?:超出|超过|增加|增长|减少|下降|提高|上升|高出|低于)[^，。；\d]{0,6}(\d+(?:\.\d+)?\s?个百分点)")
_N = r"(\d+(?:\.\d+)?)\s?%"
_WHOLE = 100  # of a hundred, points and percent are the same
_CHANGE = r"(?:提高|提升|上升|增加|增长|下降|降低|减少|下滑|回落)"
_LEVELS: tuple[tuple[re.Pattern[str], int], ...] = (  # with the group of the base
    # 由85%提高到90%，提高5%
    (
        re.compile(
            rf"(?:从|由)[^，。；%]{{0,16}}?{_N}[^，。；%]{{0,14}}?(?:至|到|为)[^，。；%]{{0,10}}?{_N}"
            rf"[，,（(]?[^，。；%\d]{{0,8}}{_CHANGE}了?({_N})"
        ),
        1,
    ),
    # 达到90%，比2015年的85%提高5%
    (re.compile(rf"{_N}[^。；%]{{0,20}}(?:比|较)[^，。；%]{{0,14}}?{_N}\)?[^，。；%\d]{{0,4}}{_CHANGE}了?({_N})"), 2),
)
_RATE = re.compile(
    rf"(?:[率]|占比|比例|比重)[^，。；%\d]{{0,8}}{_N}[^。；%]{{0,12}}?(?:比|较)[^，。；%]{{0,14}}?{_CHANGE}了?({_N})(?!\s?(?:至|到))"
)


class PercentagePoints(Rule):
    """百分点只用来说两个百分数之差，两个百分数之差也只能说百分点。

    前面说的是金额、人数、面积一类的数量，后面说它增减了若干“个百分点”，应当写成百分之几。
    反过来，“由85%提高到90%，提高5%”应当写成5个百分点；只写出一个比率又说提高百分之几的，提示核对。
    前面有比率、占比的“百分点”，和确是按原值算出的增幅，不报。
    """

    code = "V504"
    name = "百分点与百分之"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each."""
        for sentence in material.sentences:
            text = sentence.half_width
            if "百分点" in text:
                yield from self._points(sentence, text)
            if text.count("%") > 1:
                yield from self._percent(sentence, text)

    def _points(self, sentence: Sentence, text: str) -> Iterator[Finding]:
        for match in _POINTS.finditer(text):
            before = text[: match.start()]
            amount = next(iter(reversed(list(_AMOUNT.finditer(before)))), None)
            if amount is None or re.search(r"[率比]|占|%", before[amount.end() :] + amount[0]):
                continue
            number = match[1].replace("个百分点", "").strip()
            yield self.found(
                f"“{amount[0]}”是数量，增减应写百分之几：“{match[1]}”宜改为“{number}%”（百分点只用于两个百分数之差）",
                [sentence.span(match.start(), match.end())],
                f"核对原始数据；是增减幅度的，改为“{number}%”",
            )

    def _percent(self, sentence: Sentence, text: str) -> Iterator[Finding]:
        taken: set[int] = set()
        for pattern, is_base in _LEVELS:
            for match in pattern.finditer(text):
                one, other, change = match[1], match[2], match[4]
                base = match[is_base]
                gap = abs(Decimal(one) - Decimal(other))
                taken.add(match.start(3))
                if gap and gap == Decimal(change) and Decimal(base) != _WHOLE:
                    low, high = sorted((one, other), key=Decimal)
                    yield self.found(
                        f"{high}%与{low}%相差{gap}个百分点，“{change}%”宜改为“{change}个百分点”",
                        [sentence.span(match.start(3), match.end(3)), sentence.span(match.start(1), match.end(2))],
                        f"“{change}%”改为“{change}个百分点”",
                    )
        for match in _RATE.finditer(text):
            if match.start(2) not in taken:
                yield self.found(
                    f"比率{match[1]}%后面说增减“{match[3]}%”，两个百分数之差应写百分点",
                    [sentence.span(match.start(2), match.end(2))],
                    f"是两个百分数之差的，改为“{match[3]}个百分点”",
                    Severity.INFO,
                )
