"""Totals that close a paragraph (段末的总数): :func:`closing_totals`.

普通高中在校生…人，教职工…人；……。全县学生总数…人，教职工总数…人: several totals of the numbers before. What proves that
they are totals of just these is that one of them is right; another that one wrong digit explains is told.
Not here: parts right before their whole (:mod:`luoshi.review.breakdowns`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from luoshi.base.quantities import Quantity
from luoshi.model.document import Span
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import is_one_digit, is_slip, plain, summed

_TOTAL = re.compile(r"(?P<of>学生|在校生|教职工|教师|学校)总(?:数|人数)(?:为|达|共)?$")
_PARTS = {
    "学生": re.compile(r"(?:学生|在校生|幼儿)(?:共|数|有|为)*$"),
    "在校生": re.compile(r"(?:学生|在校生|幼儿)(?:共|数|有|为)*$"),
    "教职工": re.compile(r"(?:教职工|教师)(?:共|数|有|为)*$"),
    "教师": re.compile(r"教师(?:共|数|有|为)*$"),
    "学校": re.compile(r"(?:学校|小学|初中|高中|幼儿园)(?:共|数|有|为)*$"),
}
_NO_PART = re.compile(r"随迁|留守|寄宿|女|残疾|困难|资助|比|较|增|减|其中|毕业|招|新|总|均|每")
_FEWEST, _PROOF = 3, 1000


def closing_totals(material: Material) -> Iterator[tuple[str, list[Span]]]:
    """Yield a message and the places, the total in front, of each closing total that its parts miss."""
    before: list[Sentence] = []
    for statement in material.statements:
        before = [*before, statement] if before and before[-1].piece is statement.piece else [statement]
        if not statement.piece.is_prose or not 1 < len(before) <= 12 or "总" not in statement.text:
            continue
        found = [
            (total, row) for total, of in _totals(statement) if len(row := _row(before[:-1], of, total.unit)) >= _FEWEST
        ]
        if len({len(row) for _, row in found}) != 1 or len(found) < 2:
            continue
        if not any(total.value == _sum(row) and total.value >= _PROOF for total, row in found):
            continue
        for total, row in found:
            made = _sum(row)
            if made != total.value and (is_one_digit(made - total.value) or is_slip(made, total.value)):
                added = summed(quantity.value for _, quantity in row)
                message = f"前面各数{added}{total.unit}，段末的总数写的是{plain(total.value)}{total.unit}"
                yield message, [statement.span(total.start, total.tail), *(s.span(q.start, q.tail) for s, q in row)]


def _sum(row: Sequence[tuple[Sentence, Quantity]]) -> Decimal:
    return sum((quantity.value for _, quantity in row), Decimal(0))


def _totals(statement: Sentence) -> Iterator[tuple[Quantity, str]]:
    text = statement.half_width
    for quantity in statement.quantities():
        told = _TOTAL.search(text[max(0, quantity.head - 12) : quantity.head])
        if told is not None and quantity.op == "=" and quantity.value2 is None:
            yield quantity, told["of"]


def _row(sentences: Sequence[Sentence], of: str, unit: str) -> list[tuple[Sentence, Quantity]]:
    """Return the numbers of one kind in the sentences, in their order."""
    row = []
    for sentence in sentences:
        text = sentence.half_width
        for quantity in sentence.quantities():
            lead = re.split(r"[，；。、：:（(]", text[max(0, quantity.head - 24) : quantity.head])[-1]
            if quantity.unit == unit and quantity.op == "=" and _PARTS[of].search(lead) and not _NO_PART.search(lead):
                row.append((sentence, quantity))
    return row
