"""Shares whose whole stands in another sentence (总数在别处的占比): :func:`distant_shares`.

现有寄宿生48800人，占义务教育在校生的28.3% is held against the number that another sentence tells of just those words
(义务教育学校250所、在校生205000人). Where some number of that name makes the share right, nothing is wrong; where none
does, a share is told that a slip of the hand explains. Not here: wholes in the same statement
(:mod:`luoshi.review.arithmetic.share_bases`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from luoshi.base.quantities import Quantity
from luoshi.model.document import Span
from luoshi.review.arithmetic.share_bases import TAKES, fits, kind_of, size_of
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import is_slip

_UNITS = frozenset("人 所 个 家 户 张 亩 班 门 项 间 元".split())
_LIKE = {"家": "所", "名": "人", "园": "所", "校": "所"}
_AMONG = re.compile(r"(?P<of>[\u4e00-\u9fff]{3,12})中[，,]?[^，。；\d]{0,16}$")
_LINK = re.compile(
    r"(?:共有?|现有|设有|拥有|有|已有|总数|总量|人数|数量|达到?|为|约|计|合计|总计|分别|增加到|增至|发展到|计划)+$"
)
_WIDE = re.compile(
    r"^(?:(?:到|至|截至|其中|目前|全[省市县区州旗]|我[省市县区]|20\d\d年[底末]?|年[底末]|各级各类|现有|共有?|有|的|和|及|以及|与|、)+)"
)
_BARE = re.compile(r"(?:在校学?生|学生|教师|专任教师|教职工|在园幼儿)$")
_SCHOOLS = re.compile(r"(?:学校|幼儿园|小学|中学|初中|高中)$")
_ONE_WORD = (
    ("在校学生", "在校生"),
    ("在园幼儿", "幼儿"),
    ("阶段", ""),
    ("中等职业学校", "中职"),
    ("中等职业教育", "中职"),
    ("中等职业", "中职"),
    ("总人数", ""),
    ("总数", ""),
    ("总量", ""),
    ("学校在校生", "在校生"),
    ("学校专任教师", "专任教师"),
    ("学校教师", "教师"),
)
_YEAR = re.compile(r"20\d\d(?=\s?年)")
_PART_OF = re.compile(r"新增|增加|减少|补充|招收|毕业|招生|流失|比|较|每|均")
_FEWEST, _NEAR, _MOST_WHOLES = Decimal("0.02"), Decimal("0.25"), 40
"""How far off a share may be as of another day, how far as a slip beside a whole of its own paragraph."""


@dataclass(frozen=True, slots=True)
class DistantShare:
    """A share that its part and a whole in another sentence do not give."""

    sentence: Sentence
    part: Quantity
    share: Quantity
    of: str
    whole: Decimal
    told: Span
    right: Decimal


@dataclass(frozen=True, slots=True)
class _Whole:
    quantity: Quantity
    sentence: Sentence
    span: Span


def distant_shares(material: Material) -> Iterator[DistantShare]:
    """Yield the shares of wholes told elsewhere that a slip explains."""
    wholes: dict[tuple[str, str], list[_Whole]] | None = None
    for before, statement in pairwise((None, *material.statements)):
        if statement is None:
            continue
        text = statement.half_width
        if "%" not in text or "占" not in text or not statement.piece.is_prose:
            continue
        quantities = [q for q in statement.quantities() if q.value2 is None]
        if text.startswith("其中") and before is not None and before.piece is statement.piece:
            yield from _of_statement_before(statement, text, quantities, before)
        for position, share in enumerate(quantities):
            told = _told(text, quantities, position)
            if told is None:
                continue
            wholes = _wholes(material) if wholes is None else wholes
            part, of = told
            found = _wrong(statement, text, part, share, wholes.get((of, _kind(part)), ()))
            if found is not None:
                yield DistantShare(statement, part, share, of, *found)


def _of_statement_before(
    statement: Sentence, text: str, quantities: list[Quantity], before: Sentence
) -> Iterator[DistantShare]:
    """共有专任教师12480人。其中，本科以上学历9360人，占78%: the whole is the total that the statement before tells."""
    wholes = [
        _Whole(q, before, before.span(max(0, q.head - 8), q.tail))
        for q in before.quantities()
        if q.value2 is None and q.op == "=" and re.search(r"[共总有]", before.half_width[max(0, q.head - 14) : q.head])
    ]
    for position, share in enumerate(quantities[1:], 1):
        part = quantities[position - 1]
        match = TAKES.fullmatch(text[part.tail : share.head])
        same = [whole for whole in wholes if _kind(whole.quantity) == _kind(part)]
        if match is None or match["who"] or match["of"] or share.unit != "%" or share.op != "=" or part.op != "=":
            continue
        if any(
            fits(text, part, q, share) for q in quantities[:position] if kind_of(q) == kind_of(part) and q is not part
        ):
            continue
        found = _wrong(statement, text, part, share, same) if len(same) == 1 and share.value else None
        if found is not None:
            yield DistantShare(statement, part, share, "总数", *found)


def _told(text: str, quantities: list[Quantity], position: int) -> tuple[Quantity, str] | None:
    """Return the part of a share and the words of its whole; None where its statement has a whole that may be meant."""
    share = quantities[position]
    if share.unit != "%" or share.op != "=" or not position or not share.value:
        return None
    part = quantities[position - 1]
    match = TAKES.fullmatch(text[part.tail : share.head])
    if match is None or match["who"] or part.op != "=" or _kind(part) not in _UNITS:
        return None
    of = match["of"]
    if not of:
        among = _AMONG.search(re.split(r"[，；。]", text[max(0, part.head - 30) : part.head])[-1])
        of = among["of"] if among else ""
    name = _plain(of)
    earlier = [q for q in quantities[:position] if q is not part and kind_of(q) == kind_of(part)]
    if len(name) < 3 or any(fits(text, part, whole, share) for whole in earlier):
        return None
    return part, name


def _wrong(
    statement: Sentence, text: str, part: Quantity, share: Quantity, wholes: list[_Whole] | tuple[_Whole, ...]
) -> tuple[Decimal, Span, Decimal] | None:
    years = set(_YEAR.findall(text))
    values = set()
    for whole in wholes:
        if size_of(whole.quantity) <= size_of(part) or fits(
            text, part, whole.quantity, share, whole.sentence.half_width
        ):
            return None
        others = set(_YEAR.findall(whole.sentence.half_width))
        if years and others and not years & others:
            return None
        values.add(whole.quantity.value)
    if len(values) != 1:
        return None
    right = size_of(part) / size_of(wholes[0].quantity) * 100
    places = len(text[share.start : share.end].partition(".")[2])
    gap = abs(right - share.value)
    near = all(whole.sentence.piece is statement.piece for whole in wholes) and gap <= share.value * _NEAR
    if gap <= share.value * _FEWEST or not (near or is_slip(round(right, places), share.value)):
        return None
    return wholes[0].quantity.value, wholes[0].span, right


def _wholes(material: Material) -> dict[tuple[str, str], list[_Whole]]:
    """Return the numbers of the sentences by their names and what they count."""
    found: dict[tuple[str, str], list[_Whole]] = defaultdict(list)
    for sentence in material.sentences:
        if not sentence.piece.is_prose:
            continue
        text, stage, last = sentence.half_width, "", 0
        for quantity in sentence.quantities():
            lead = re.split(r"[，,；;。、：:（(]", text[max(last, quantity.head - 24) : quantity.head])[-1]
            last = quantity.tail
            if (
                quantity.op != "="
                or quantity.value2 is not None
                or _kind(quantity) not in _UNITS
                or _PART_OF.search(lead)
            ):
                continue
            name = _WIDE.sub("", _LINK.sub("", lead.strip()))
            schools = _SCHOOLS.search(name)
            if _BARE.fullmatch(name) and stage:
                name = stage + name
            stage = _SCHOOLS.sub("", name) if schools and schools[0] in ("学校",) else name if schools else stage
            name = _plain(name)
            group = found[(name, _kind(quantity))]
            if len(name) >= 3 and len(group) < _MOST_WHOLES:
                begin = max(0, quantity.head - len(lead))
                group.append(_Whole(quantity, sentence, sentence.span(begin, quantity.tail)))
    return found


def _plain(words: str) -> str:
    name = _WIDE.sub("", words)
    for one, other in _ONE_WORD:
        name = name.replace(one, other)
    return name.strip("的 ")


def _kind(quantity: Quantity) -> str:
    kind = kind_of(quantity)
    return _LIKE.get(kind, kind)
