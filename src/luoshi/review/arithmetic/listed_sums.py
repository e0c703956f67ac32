"""Three or more numbers in a row that nearly make the whole told before them (列举之和).

Entry: :func:`listed_sums`. No word opens the list (其中, 分别): what tells that the numbers are parts is that they
stand in a row, in one unit, each with a name, and that their sum misses the whole by little, no other number being
that sum. Money is read in one unit. Not here: lists that a word opens (:mod:`luoshi.review.breakdowns`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from luoshi.base.quantities import Quantity
from luoshi.model.document import Span
from luoshi.review.breakdowns import depth
from luoshi.review.classing import names_all_schools
from luoshi.review.distributive import EACH, distributed
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import MONEY, is_one_digit, plain
from luoshi.review.things import BRACKETS

_UNITS = frozenset("所 个 名 人 万人 平方米 万平方米 亩 间 套 台 册 班 家 片 处 项 座 栋 元 万元 亿元 学位".split())
_GAP = re.compile(
    r"[，,、；;]\s?(?:和|及|以及)?(?P<name>[^，。；;、\d]{1,18}|(?:20\d\d年(?:[、和]20\d\d年)*|\d+岁[至到—-]\d+岁|\d+岁以[上下])[^，。；;、\d]{0,10})$"
)
_PHASE_GAP = re.compile(r"[，；;][^。\d]{0,30}?(?:\d{4}年[^。\d]{0,14})?[；;，](?P<name>[二三四]期)$")
_NO_PART = re.compile(
    r"(?<!^)其中|比|较|增|减少|每|平均|达到|目标|超过|新增|累计|合计|共|总|人次|剩|余下|尚|缺|已|占|骨干|职称|党员|女|寄宿|留守|随迁|双师"
    r"|获|示范|优秀|不[少低超高]|级以上|按|约|还|再|另|培训|覆盖|容纳|折合|规划|建成后|可|涉及|用于"
)
_OPEN = re.compile(r"其中|主要|包括|包含|含|重点|部分|分别|一些")
_OTHERS = re.compile(r"等(?![级职学教专])")
_WHOLE = re.compile(r"共|现有|总|全[市县区州省部]|比[^，。；]{2,8}(?:减少|增加)|减少|完成|组建|实施|建设|估算|有")
_NOT_WHOLE = re.compile(r"每|平均|[生人校班园]均|以上|以下|约|比例|其余|另")
_FEWEST, _REACH, _LONGEST_NAME = 3, 2, 24
_NEAR, _SLIPPED, _MOST_PARTS = Decimal("0.055"), Decimal("0.15"), 12


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    unit: str
    quantity: Quantity
    sentence: Sentence
    name: str

    @property
    def span(self) -> Span:
        """The number with some words before it."""
        begin = max(0, self.quantity.head - min(len(self.name), _LONGEST_NAME))
        return self.sentence.span(begin, max(self.quantity.tail, self.quantity.end))


def listed_sums(material: Material) -> Iterator[tuple[str, list[Span]]]:
    """Yield a message and the places, the whole in front, of each list that nearly makes the whole before it."""
    before: list[tuple[Sentence, list[_Number]]] = []
    for statement in material.statements:
        if statement.piece.cell is not None or not statement.piece.is_prose:
            continue
        if before and before[-1][0].piece is not statement.piece:
            before = []
        numbers = list(_numbers(statement))
        for run in _runs(statement.half_width, numbers):
            earlier = [n for _, some in before[-_REACH:] for n in some] + [
                n for n in numbers if n.quantity.start < run[0].quantity.start
            ]
            later = [n for n in numbers if n.quantity.start > run[-1].quantity.start]
            found = _whole(earlier, run, later)
            if found is not None:
                yield _told(found, run), [found.span, *(part.span for part in run)]
        before.append((statement, numbers))


def _numbers(statement: Sentence) -> Iterator[_Number]:
    text = statement.half_width
    for quantity in distributed(text, statement.quantities()):
        if quantity.op == EACH or quantity.unit not in _UNITS or quantity.value2 is not None or quantity.value <= 0:
            continue
        scale, unit = MONEY.get(quantity.unit), quantity.unit
        clause = re.split(r"[，,。；;、：:（(]", text[max(0, quantity.head - 40) : quantity.head])[-1]
        value = quantity.value if scale is None else quantity.value * scale
        yield _Number(value, "元" if scale else unit, quantity, statement, clause)


def _runs(text: str, numbers: Sequence[_Number]) -> Iterator[list[_Number]]:
    """Yield the longest rows of numbers in one unit with nothing but a mark and a name between them."""
    run: list[_Number] = []
    for number in numbers:
        if run and depth(text, run[0].quantity.start, number.quantity.start) > 0:
            continue  # 中学46所（普通中学42所、职业中学4所）: parts of a part
        if run and not _goes_on(text, run[-1], number):
            if len(run) >= _FEWEST:
                yield run
            run = []
        if not run and (number.quantity.op != "=" or not number.name or _NO_PART.search(number.name)):
            continue
        run.append(number)
    if len(run) >= _FEWEST:
        yield run


def _goes_on(text: str, one: _Number, other: _Number) -> bool:
    if one.unit != other.unit or other.quantity.op != "=":
        return False
    between = BRACKETS.sub("", text[max(one.quantity.tail, one.quantity.end) : other.quantity.head])
    if _PHASE_GAP.search(between) and re.search(r"[一二三]期$", one.name):
        return True
    gap = _GAP.fullmatch(between)
    return gap is not None and not _NO_PART.search(gap["name"])


def _whole(earlier: Sequence[_Number], run: Sequence[_Number], later: Sequence[_Number]) -> _Number | None:
    """Return the number before the run that its parts nearly make; None where any number is their sum, or none fits."""
    total = sum((part.value for part in run), Decimal(0))
    same = [n for n in earlier if n.unit == run[0].unit]
    if not same or len(run) > _MOST_PARTS or any(n.value == total for n in (*earlier, *later)):
        return None
    sums = {sum((p.value for p in run[a:b]), Decimal(0)) for a in range(2) for b in range(len(run) - 1, len(run) + 1)}
    text = run[0].sentence.half_width
    behind = text[run[-1].quantity.tail : run[-1].quantity.tail + 2]
    opened = _OPEN.search(run[0].name) or _OTHERS.match(behind) or any(_OPEN.search(part.name) for part in run)
    for number in reversed(same[-_MOST_PARTS * 3 :]):
        before = number.sentence.half_width[max(0, number.quantity.head - 16) : number.quantity.head]
        clause = re.split(r"[，,。；;（(]", before)[-1]
        if number.value in sums or number.quantity.op != "=" or number.value <= max(p.value for p in run):
            continue
        if not _WHOLE.search(clause) or _NOT_WHOLE.search(clause):
            continue
        if number.value in {sum((a.value, b.value), Decimal(0)) for a, b in pairwise(run)}:
            return None
        slip = is_one_digit(number.value - total) and names_all_schools([part.name for part in run])
        if abs(number.value - total) <= number.value * (_SLIPPED if slip else _NEAR):
            return None if opened and total < number.value else number
    return None


def _told(whole: _Number, run: Sequence[_Number]) -> str:
    unit = "亿元" if whole.unit == "元" and whole.value >= MONEY["亿元"] else whole.quantity.unit
    scale = MONEY.get(unit, Decimal(1))
    stated = whole.value / scale
    total = sum((part.value for part in run), Decimal(0)) / scale
    added = "+".join(plain(part.value / scale) for part in run)
    apart = total - stated
    more = "多" if apart > 0 else "少"
    return (
        f"紧接着列出的{len(run)}项相加，{added}＝{plain(total)}{unit}，总数写的是{plain(stated)}{unit}，"
        f"{more}{plain(abs(apart))}{unit}"
    )
