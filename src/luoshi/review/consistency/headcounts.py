"""How many teachers, pupils or schools the whole region has (总数), as two sentences tell it: :func:`recounts`.

Not here: figures that the plan knows by name (:mod:`luoshi.review.consistency.two_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from luoshi.model.document import Span
from luoshi.review.breakdowns import Breakdown
from luoshi.review.material import Material, Sentence
from luoshi.review.tenses import Tense

_NOUN = (
    r"专任教师|在职教师|教职工|在编教师|在园幼儿|在校学生|在校生|随迁子女|残疾儿童少年|留守儿童|幼儿园|小学|初中|普通高中|中等职业学校"
    r"|教学点|特殊教育学校|各级各类学校|乡村小规模学校"
)
_NUMBER = r"(?P<value>\d[\d,]*(?:\.\d+)?)\s?(?P<wan>万)?余?"
_PATTERNS = (
    re.compile(
        rf"全[市县区州旗](?:共有|现有|有|共)?(?P<noun>{_NOUN})(?:总数)?(?:共|为|有|达到?)?\s?{_NUMBER}[名人所个]"
    ),
    re.compile(rf"全[市县区州旗](?:共有|现有|有|共)?\s?{_NUMBER}[名所个]?(?P<noun>{_NOUN})(?=中|[，。；、（]|$)"),
)
_ELSE = re.compile(r"目标|将|预计|达到[^，。；]{0,4}$|增加到|计划|到20\d\d年|新增|净增|其中")
_NEAR = Decimal("0.05")


@dataclass(frozen=True)
class Headcount:
    """A number of ``noun`` in the whole region; ``year`` as the sentence tells it before the number."""

    noun: str
    value: Decimal
    year: int | None
    shown: str
    span: Span
    proof: Breakdown | None


def recounts(material: Material) -> Iterator[tuple[Headcount, Headcount]]:
    """Yield two numbers of one thing that differ by little: the one that its parts prove first, if any."""
    period = material.plan.document.period
    base = period[0] - 1 if period else None
    known: dict[str, list[Headcount]] = {}
    sums = {one.whole.span.start: one for one in material.breakdowns}
    for sentence in material.sentences:
        if "全" not in sentence.text or not sentence.piece.is_prose:
            continue
        if material.tense(sentence) not in (Tense.PAST, Tense.PROBLEM):
            continue
        for one in _counts(sums, sentence):
            if one.year is None or one.year == base:
                known.setdefault(one.noun, []).append(one)
    for counts in known.values():
        first = next((c for c in counts if c.proof is not None), counts[0])
        other = next((c for c in counts if c.value != first.value), None)
        if other is not None and abs(other.value - first.value) <= first.value * _NEAR:
            yield first, other


def _counts(sums: Mapping[int, Breakdown], sentence: Sentence) -> Iterator[Headcount]:
    text = sentence.half_width
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            exact = "余" not in match[0] and "约" not in text[max(0, match.start("value") - 2) : match.start("value")]
            if not exact or _ELSE.search(text[max(0, match.start() - 12) : match.start("value")]):
                continue
            value = Decimal(match["value"].replace(",", "")) * (10_000 if match["wan"] else 1)
            if match["wan"]:
                continue  # rounded
            years = re.findall(r"20\d\d", text[: match.start("value")])
            span = sentence.span(*match.span())
            yield Headcount(
                match["noun"], value, int(years[-1]) if years else None, match[0], span, _proof(sums, span, value)
            )


def _proof(sums: Mapping[int, Breakdown], span: Span, value: Decimal) -> Breakdown | None:
    """Return the parts behind the number if they make it up."""
    one = next((sums[at] for at in range(span.start, span.end) if at in sums), None)
    if one is None or len(one.parts) < 3 or sum((p.value for p in one.parts), Decimal(0)) != value:
        return None
    return one


def is_transposed(one: Headcount, other: Headcount) -> bool:
    """Tell whether both have the same digits in another order: 7268, 7286."""
    return len(f"{one.value}") >= 3 and sorted(f"{one.value}") == sorted(f"{other.value}")
