"""百分点 where a percentage is meant (百分点与百分之): :class:`PercentagePoints`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule

_AMOUNT = re.compile(
    r"(?:投入|投资|资金|经费|金额|支出|收入|总额|人数|数量|规模|面积|产值)[^，。；%]{0,14}\d[\d.,]*\s?[万亿多余]*"
    r"(?:元|人|名|所|个(?!百分点)|平方米|亩)"
)
_POINTS = re.compile(r"(?:超出|超过|增加|增长|减少|下降|提高|上升|高出|低于)[^，。；\d]{0,6}(\d+(?:\.\d+)?\s?个百分点)")


class PercentagePoints(Rule):
    """百分点只用来说两个百分数之差。

    前面说的是金额、人数、面积一类的数量，后面说它增减了若干“个百分点”，应当写成百分之几。
    前面有比率、占比的，不报。
    """

    code = "V504"
    name = "百分点与百分之"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each."""
        for sentence in material.sentences:
            if "百分点" in sentence.text:
                yield from self._in(sentence)

    def _in(self, sentence: Sentence) -> Iterator[Finding]:
        text = sentence.half_width
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
