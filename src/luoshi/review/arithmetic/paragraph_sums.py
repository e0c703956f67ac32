"""A paragraph of wholes with a paragraph for each part behind it (分段写的总数与分项): :func:`paragraph_sums`.

全县中小学：校舍40万平方米，图书120万册…… / 小学。校舍…，图书…… / 初中。校舍…，图书……: what proves that the
paragraphs are whole and parts is that two of their numbers, called alike, add up exactly, one of them of three digits
or more; then a third that nearly does is wrong. Not here: parts in one sentence (:mod:`luoshi.review.breakdowns`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.model.document import Span
from luoshi.review.material import Material, Piece, Sentence
from luoshi.review.numbers import is_one_digit, is_slip, plain, step

_CUT = re.compile(r"[，,；;。、：:（()）\n]")
_LINK = re.compile(r"(?:为|是|共有|共|有|达到?|约|总数|计|[\s:])+$")
_WIDE = re.compile(r"^(?:[—\-－─]+|全[省市县区州旗]|我[省市县区]|共有|共|现有|有)+")
_CHANGE = re.compile(r"(?:比|较|同比)[^，。；\d]{0,8}(?P<word>增加|减少|增长|下降|多|少)了?$")
_FEWER = ("减少", "下降", "少")
_UNITS = frozenset("所 个 人 名 平方米 万平方米 册 万册 万元 亿元 台 间 班 亩".split())
_FEWEST_PARTS, _MOST_PARTS, _FEWEST_PROOFS = 2, 6, 2
_TELLING, _NEAR = 3, Decimal("0.3")
"""Digits of a sum that is not right by chance; how much of a whole a wrong digit may be."""
_MOST_LABELS = 40
_CHANGED = "增减的"


@dataclass(frozen=True, slots=True)
class _Labelled:
    label: str
    unit: str
    value: Decimal
    last: Decimal
    """The size of its last place; none in a count that is written out."""
    span: Span


def paragraph_sums(material: Material) -> Iterator[tuple[str, list[Span]]]:
    """Yield a message and the places, the whole in front, of each number that its parts in other paragraphs miss."""
    paragraphs: list[tuple[Piece, list[Sentence]]] = []
    for sentence in material.sentences:
        if sentence.piece.cell is None and not sentence.piece.is_prose:
            paragraphs.append((sentence.piece, []))  # a heading parts what stands before and behind it
        elif sentence.piece.is_prose:
            if not paragraphs or paragraphs[-1][0] is not sentence.piece:
                paragraphs.append((sentence.piece, []))
            paragraphs[-1][1].append(sentence)
    told = [list(_labelled(sentences)) for _, sentences in paragraphs]
    for number, wholes in enumerate(told):
        if len(wholes) <= _FEWEST_PROOFS:
            continue
        for many in range(_FEWEST_PARTS, _MOST_PARTS + 1):
            parts = told[number + 1 : number + 1 + many]
            if len(parts) < many or not all(parts):
                break
            yield from _compare(wholes, parts)


def _compare(wholes: Sequence[_Labelled], parts: Sequence[Sequence[_Labelled]]) -> Iterator[tuple[str, list[Span]]]:
    rows: list[tuple[_Labelled, list[_Labelled]]] = []
    for whole in wholes:
        found = [[p for p in some if p.unit == whole.unit and _is_one(p.label, whole.label)] for some in parts]
        if all(len(some) == 1 for some in found):
            rows.append((whole, [some[0] for some in found]))
    right = [whole for whole, some in rows if whole.value == _sum(some)]
    telling = [whole for whole in right if len(f"{abs(whole.value):f}".replace(".", "").strip("0")) >= _TELLING]
    if not telling or len(right) < _FEWEST_PROOFS:
        return
    for whole, some in rows:
        apart = _sum(some) - whole.value
        slack = sum((p.last for p in some), whole.last)
        near = len(telling) >= _FEWEST_PROOFS or is_one_digit(apart) or is_slip(_sum(some), whole.value)
        if near and slack < abs(apart) <= abs(whole.value) * _NEAR:
            added = "+".join(plain(p.value) for p in some)
            more = f"{'多' if apart > 0 else '少'}{plain(abs(apart))}{whole.unit}"
            message = (
                f"“{whole.label}”后面各段写的{added}＝{plain(_sum(some))}{whole.unit}，"
                f"前面总的写的是{plain(whole.value)}{whole.unit}，{more}"
            )
            yield message, [whole.span, *(p.span for p in some)]


def _is_one(part: str, whole: str) -> bool:
    """Tell whether a part is called as its whole: 普通高中在校生, 在校生; a change of it as its change."""
    first, second = part.removeprefix(_CHANGED), whole.removeprefix(_CHANGED)
    return (part != first) == (whole != second) and (first.endswith(second) or second.endswith(first))


def _sum(parts: Sequence[_Labelled]) -> Decimal:
    return sum((p.value for p in parts), Decimal(0))


def _labelled(sentences: Sequence[Sentence]) -> Iterator[_Labelled]:
    """Yield the numbers of a paragraph with the words before each; a change is told of the number before it."""
    label, count = "", 0
    for sentence in sentences:
        text = sentence.half_width
        for quantity in sentence.quantities():
            if count >= _MOST_LABELS:
                return
            lead = _CUT.split(text[max(0, quantity.head - 24) : quantity.head])[-1]
            change = _CHANGE.search(lead)
            own = "" if change else _WIDE.sub("", _LINK.sub("", lead.strip()))
            if quantity.op != "=" or quantity.value2 is not None or quantity.unit not in _UNITS:
                label = own or label
                continue
            label = own if not change else label
            if not label:
                continue
            count += 1
            written = text[quantity.start : quantity.end]
            scale = written.rstrip("万亿") if quantity.unit in ("万元", "亿元") else written
            value = -quantity.value if change and change["word"] in _FEWER else quantity.value
            name = _CHANGED + label if change else label
            begin = quantity.head - min(len(lead), 12)
            last = step(scale) if re.search("[.万亿]", scale) else Decimal(0)
            yield _Labelled(name, quantity.unit, value, last, sentence.span(begin, quantity.tail))
