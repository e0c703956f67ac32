"""Parts told in a sentence of their own, away from their whole (分项与总数不在一句): :func:`divisions_elsewhere`.

全县幼儿园按办园性质分，公办园44所、民办园51所 leaves nothing out, so the parts make the number of kindergartens that
another sentence tells. Not here: parts in the sentence of their whole (:mod:`luoshi.review.breakdowns`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile

from luoshi.base.quantities import Quantity
from luoshi.review.breakdowns import BY_KIND, Breakdown, Part
from luoshi.review.classing import Split
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import is_slip
from luoshi.review.tenses import Tense

_DIVIDED = re.compile(rf"(?P<noun>[\u4e00-\u9fff]{{2,10}}?)[，,]?{BY_KIND}")
_WIDE = re.compile(r"^(?:其中|目前|现有|截至|全[省市县区州]|我[省市县区]|的|各级各类)+")
_OPEN = re.compile(r"等(?!级|职|\d)|其中")
_UNITS = ("所", "人", "名", "个", "家", "张", "处", "人次")
_FEWEST, _MOST, _NEAR = 2, 12, Decimal("0.15")


def divisions_elsewhere(material: Material) -> Iterator[Breakdown]:
    """Yield wholes whose parts, in another sentence, do not make them; nothing where some sentence has the sum."""
    looked = 0
    for sentence in material.sentences:
        if "按" not in sentence.text or "分" not in sentence.text or not sentence.piece.is_prose:
            continue
        text = sentence.half_width
        match = _DIVIDED.search(text)
        if match is None or looked >= _MOST:
            continue
        looked += 1
        noun = _WIDE.sub("", match["noun"])
        parts = _parts(sentence, text, match.end())
        before = [q for q in sentence.quantities() if q.start < match.start()]
        if len(noun) < 2 or not parts or any(q.unit == parts[0].quantity.unit for q in before):
            continue
        total = sum((p.value for p in parts), Decimal(0))
        wholes = list(_wholes(material, sentence, noun, parts[0].quantity.unit))
        if not wholes or any(w.value == total for w in wholes):
            continue
        near = [w for w in wholes if abs(w.value - total) <= total * _NEAR or is_slip(w.value, total)]
        if near and len({w.value for w in near}) == 1:
            yield Breakdown(near[0], tuple(parts), near[0].quantity.unit, Split.WHOLE, False, False, True)


def _parts(sentence: Sentence, text: str, start: int) -> list[Part]:
    later = [q for q in sentence.quantities() if q.start >= start]
    same: list[Quantity] = list(takewhile(lambda q: q.unit == later[0].unit and q.op == "=", later))
    end = max(same[-1].end, same[-1].tail) if same else start
    if not _FEWEST <= len(same) <= _MOST or same[0].unit not in _UNITS or _OPEN.search(text[start : end + 2]):
        return []
    found, at = [], start
    for quantity in same:
        name = re.sub(r"^[，,、；;：:\s和及]+|(?:有|为|共)+$", "", text[at : quantity.head])
        if not name or re.search(r"[，,、；;]", name):
            return []
        found.append(
            Part(name, quantity, sentence.span(quantity.head - len(name), quantity.tail), text[quantity.start : end])
        )
        at = max(quantity.end, quantity.tail)
    return found


def _wholes(material: Material, besides: Sentence, noun: str, unit: str) -> Iterator[Part]:
    """Yield the numbers of ``noun`` that other sentences tell of the present."""
    measured = "所家个" if unit in ("所", "家", "个") else unit[0]
    pattern = re.compile(
        rf"{re.escape(noun)}(?:总数|数量)?(?:共有?|有|达到?|为)?(?P<a>\d[\d,]*)(?![\d.%万])\s?[{measured}]"
        rf"|(?<![\d.])(?P<b>\d[\d,]*)\s?[{measured}]{re.escape(noun)}(?=[，。；、中（(]|$)"
    )
    for sentence in material.sentences:
        if sentence is besides or noun not in sentence.text or material.tense(sentence) is Tense.FUTURE:
            continue
        text = sentence.half_width
        for match in pattern.finditer(text):
            ahead = text[max(0, match.start() - 4) : match.start()]
            if re.search(r"[\u4e00-\u9fff]$", _WIDE.sub("", ahead)) and not re.search(r"(?:其中|有|[县市区])$", ahead):
                continue  # 公办幼儿园44所 is no number of 幼儿园
            at = match.start("a") if match["a"] else match.start("b")
            quantity = next((q for q in sentence.quantities() if q.start == at and q.op == "="), None)
            if quantity is not None:
                yield Part(noun, quantity, sentence.span(*match.span()), text[quantity.start : quantity.tail])
