"""A rate after the two numbers that make it (率与两个数): :class:`RateOfCounts`.

Not here: shares told with 占 (:mod:`luoshi.review.arithmetic.shares`), growth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.base.quantities import Quantity
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import plain, step
from luoshi.review.rule import Rule

_RATE = re.compile(r"(?P<of>[\u4e00-\u9fff]{2})(?:率|占比|比例|比重)(?:约|为|达到?|是|：|:)*\s?$")
_UNITS = frozenset(("人", "名", "所", "个", "户", "家", "张", "人次", "万元", "亿元", "平方米", "间", "门", "项"))
_OTHER = re.compile(r"较|比|增|提高|下降|目标|到20|力争|原|上年|去年|由|从|毛入|净|平均|每|同期")
_FAR = Decimal(12)
"""Percentage points beyond which the rate is of something else."""


class RateOfCounts(Rule):
    """率同它前面的两个数算不拢：毕业生3126人，就业3001人，就业率98%（应为96%）。

    一句里先有总数、再有其中的数，后面紧跟“某某率”，而后一个数说的正是“某某”才算；两处相差十二个百分点以上的，可能是别的口径，不报。
    """

    code = "V111"
    name = "率与两个数"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each rate that its two numbers do not make."""
        for sentence in material.sentences:
            if "率" not in sentence.text and "比" not in sentence.text:
                continue
            text = sentence.half_width
            if "%" not in text:
                continue
            quantities = [q for q in sentence.quantities() if q.value2 is None]
            for at in range(2, len(quantities)):
                yield from self._held(sentence, text, quantities[at - 2], quantities[at - 1], quantities[at])

    def _held(
        self, sentence: Sentence, text: str, whole: Quantity, part: Quantity, rate: Quantity
    ) -> Iterator[Finding]:
        if rate.unit != "%" or part.unit != whole.unit or part.unit not in _UNITS or not 0 < part.value < whole.value:
            return
        if any(q.op != "=" for q in (whole, part, rate)) or _OTHER.search(text[max(0, whole.head - 12) : rate.start]):
            return
        lead = text[max(part.end, part.tail) : rate.head]
        named = _RATE.search(lead)
        between = text[max(whole.end, whole.tail) : part.head]
        if named is None or len(lead) > 16 or len(between) > 24 or re.search(r"[。；;]", lead + between):
            return
        if named["of"] not in between and named["of"] not in text[part.tail : part.tail + 4]:
            return
        right = part.value / whole.value * 100
        last = step(text[rate.start : rate.end].rstrip("%"))
        if abs(right - rate.value) <= last or abs(right - rate.value) > _FAR:
            return
        unit = text[part.end : part.tail]
        made = f"{plain(part.value)}÷{plain(whole.value)}＝{plain(right, 2)}%"
        yield self.found(
            f"{made}，文中写的是{plain(rate.value)}%（{named[0].strip()}）",
            [
                sentence.span(rate.head - min(len(named[0]), 10), rate.tail),
                sentence.span(max(part.head - 8, whole.tail), part.tail),
                sentence.span(max(0, whole.head - 8), whole.tail),
            ],
            f"核对两个数（{unit or part.unit}）和百分数，改正有错的一个",
        )
