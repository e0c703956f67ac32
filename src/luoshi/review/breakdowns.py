"""A whole and its parts as a sentence states them (总数与分项): ``共有学校120所，其中公办100所、民办20所``.

Entry: :func:`find_breakdowns`. A breakdown opens behind its whole with 其中, 含, 包括, 分别为 or a bracket, or stands
before it (小学12所、初中5所，共17所). Parts have the unit of the whole; parts of a part are left to that part.
Not here: whether the sums hold (:mod:`luoshi.review.arithmetic.parts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from luoshi.base.quantities import Quantity
from luoshi.model.document import Span
from luoshi.review.classing import Split, kinds_of
from luoshi.review.distributive import EACH, distributed
from luoshi.review.things import BRACKETS

if TYPE_CHECKING:
    from luoshi.review.material import Sentence

BY_KIND = r"按(?![照规要每比时需期])[\u4e00-\u9fff]{1,10}?(?:来?划?分(?![别配])|统计|看)[，,：:为]?"
"""Words behind which the whole is divided and nothing is left out: 按学段分，."""
_IN_PHASES = r"(?:分\s?[一二两三四五六\d]\s?[期批]|分年度|分阶段)[^，。；：\d]{0,8}[，,：:]"
_AMONG = r"(?<![初高其])中[，,]"
_OPENER = re.compile(
    r"^(?:[^\d（(，。；]|[（(][^\d（）()]{0,12}[）)]){0,16}?"
    r"(?:[，,：:；;]?\s?(?:其中|包括|包含|含有?|分别为|分别是|即)"
    rf"|[，,；;]?\s?(?:{BY_KIND}|{_IN_PHASES})|{_AMONG}"
    r"|[（(](?=[^（()）]*\d)(?:其中|含|包括|分别为)?|[：:])"
)
_FURTHER = re.compile(r"[^。；;！？]{1,40}?[，,：:]\s?(?:其中|包括|分别为)[：:，,]?")
_TOTAL = re.compile(r"总|共|合计|累计|应|全[市县区州省]")
LEAVING = re.compile(r"减少|退休|调出|超编|富余|结余|辞职|离职|核减|撤销|撤并|关停|退出")
_SHARED = re.compile(r"分担|共担|承担|构成|组成|筹措")
_DIVIDES = re.compile(f"{BY_KIND}|{_IN_PHASES}")
_CLOSING_WORDS = re.compile(
    r"(?:^|[，,、；;)）:：\s])(?:[一二三四五六两\d]年|全年|[期全][内间市县区州]|[^\d，。；、]{1,8}期间)?(?:共(?![建享同育])|共计|合计|总计|总共|一共|总数为?|累计)(?:[^\d，。；、]{0,8})$"
)
_BETWEEN = re.compile(r"[，,、；;和及与以]")
_AMOUNT_UNITS = frozenset(
    "所 个 名 人 万人 人次 亿元 万元 元 平方米 亩 班 项 家 间 套 台 件 座 栋 门 篇 支 学位 床位 张 处 位 册"
    " 户 场 辆 次 公里 节 课时".split()
)
_IN_YI = Decimal("0.0001")
_SAME = ({"名", "人", "位"}, {"个", "所", "家", "校", "园"}, {"个", "学位"}, {"项", "个"})
_COMPARED = re.compile(
    r"较|比|净[增减]|环比|增减|每|各[建有设为]?$|[生人校班年师]均|平均|班额|单价|最[低高多少]|标准|定额"
)
"""Before a number that is no whole: 比上年增加26所（其中……) tells of a change, 每校2名 of a rule."""
_OF_ALL = re.compile(r"占|总数|总量")
_MOST_NUMBERS = 80
_OTHERS = re.compile(r"其他|其余|(?<![中高初同优平均])等(?![级职学教专次额同奖]|\s?\d)")
_LISTED = re.compile(
    r"(?:[（(][^（）()]*[）)])?[，,、；;和及][^，,；;。\d（）()]{0,20}(?:20\d\d年[^，,；;。\d（）()]{0,10})?"
)
_ROW_GAP = re.compile(r"(?:[（(][^（）()]*[）)])?[，,、和及](?:20\d\d年)?[^，,；;。\d（）()]{0,14}")
_LASTS = re.compile(r"(?P<years>[二三四五六])年")
_MAY_DIVIDE = re.compile(
    r"[含共(（:：]|其中|包括|分别|合计|总计|分\S{0,2}[期批，]|[^初高]中[，,]|公办|一期|[男女]|新建|年.*年"
)
"""A sentence without one of these divides nothing, and need not be read."""
_REST = re.compile(r"^(?:其他|其余)")
_PHASE = re.compile(r"^[，,；;、\s]*(?:其中)?(?P<phase>[一二三四首]期|第[一二三四]期)(?!工程量)")
_NEW = re.compile(r"新增|净增")


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a breakdown: its name, the quantity, where both stand, and the text of the number."""

    name: str
    quantity: Quantity
    span: Span
    text: str

    @property
    def value(self) -> Decimal:
        """The number."""
        return self.quantity.value

    @property
    def is_exact(self) -> bool:
        """Whether it is no 约, 以上 or range."""
        return self.quantity.op == "="


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole with its parts."""

    whole: Part
    parts: tuple[Part, ...]
    unit: str
    split: Split
    is_open: bool
    """The text says that parts are left out (等, 其他) or only picks some out (其中 with one part)."""
    is_summed: bool
    """The whole stands behind its parts and sums them up (共计)."""
    is_full: bool = False
    """The words say that nothing is left out: 按学段分, or a last part 其他."""
    listed: Decimal = Decimal(0)
    """Sum of the list that the whole closes (小学60所、初中20所，其中……): the parts may be of all of it."""


def find_breakdowns(sentence: Sentence) -> Iterator[Breakdown]:
    """Yield the breakdowns in a sentence."""
    text = sentence.half_width
    if not _MAY_DIVIDE.search(text):
        return
    quantities = amounts_in(sentence)
    if not 2 <= len(quantities) <= _MOST_NUMBERS:
        return  # one sentence with more numbers is a table in disguise
    for position, whole in enumerate(quantities):
        if _COMPARED.search(re.split(r"[，,；;。]", text[max(0, whole.head - 16) : whole.head])[-1]):
            continue  # also 各: nobody says of what is told of each which are its parts
        yield from _behind(sentence, text, quantities, position)
        yield from _further_behind(sentence, text, quantities, position)
        yield from _in_a_row(sentence, text, quantities, position)
        if _CLOSING_WORDS.search(text[max(0, whole.head - 14) : whole.head]):
            yield from _before(sentence, text, quantities, position)


def amounts_in(sentence: Sentence) -> list[Quantity]:
    """Return the amounts in a sentence, all its money in 亿元 where some of it is, what is told of each multiplied."""
    found = [q for q in sentence.quantities() if q.unit in _AMOUNT_UNITS and q.value2 is None]
    found = distributed(sentence.half_width, found)
    if not {"万元", "亿元"} <= {q.unit for q in found}:
        return found
    return [replace(q, unit="亿元", value=q.value * _IN_YI) if q.unit == "万元" and q.op != EACH else q for q in found]


def _behind(sentence: Sentence, text: str, quantities: Sequence[Quantity], position: int) -> Iterator[Breakdown]:
    whole = quantities[position]
    after = after_unit(whole)
    opener = _OPENER.match(text[after:])
    if opener is None:
        return
    opened = opener[0].rstrip()
    if re.search("[；;]", opened) and _DIVIDES.search(opened):
        return  # …，债券2.60亿元；按年度分: what is divided once more is the whole before
    bracket = depth(opened, 0, len(opened)) > 0
    start = after + opener.end()
    stop = _closing(text, after + opener[0].rfind("(")) if bracket else _outer_end(text, after)
    if stop < 0:
        stop = len(text)
    parts, at = _parts_behind(sentence, text, quantities[position:], start, stop)
    plain_bracket = opened.endswith(("(", "（", ":", "：")) and not re.search(r"其中|含|包括|分别", opened)
    if any(LEAVING.search(part.name) for part in parts):
        return  # a balance of what came and what went
    if not parts or (plain_bracket and len(parts) < 2) or not _is_plausible(whole, [p.quantity for p in parts]):
        return
    one = breakdown(sentence, text, whole, parts, text[start : min(stop, _clause_end(text, at))], is_summed=False)
    one = replace(one, listed=_listed(text, quantities[: position + 1]))
    yield replace(one, is_full=True) if _DIVIDES.search(opened) and not one.is_open else one


def _parts_behind(
    sentence: Sentence, text: str, quantities: Sequence[Quantity], start: int, stop: int
) -> tuple[list[Part], int]:
    """Return the parts of the first quantity that stand between two places, and where the last of them ends."""
    whole, *rest = quantities
    parts: list[Part] = []
    at, skipped, rhythm = start, 0, 0
    marks: list[int] = []
    nested, resumed = False, 0
    is_new = _NEW.search(text[max(0, whole.head - 14) : whole.head]) is not None
    # 学位5400个，其中新建10所3600个: where a number has the very unit of the whole, one with a like unit is no part.
    strict = any(q.unit == whole.unit and q.start < stop for q in rest)
    for quantity in rest:
        if quantity.start >= stop:
            break
        if depth(text, start, quantity.start) != 0:
            continue
        between = BRACKETS.sub("", text[at : quantity.head])
        # 省级资金2500万元，包括…；县级资金…: the parts of a part end at the next ；
        if nested and not re.search("[；;]", between):
            at = after_unit(quantity)
            continue
        if parts and not nested and re.search(r"其中|包括|包含|(?<!不)含", between) and "；" not in between:
            nested, at = True, after_unit(quantity)
            continue
        if nested:
            resumed, nested = resumed or len(parts), False
            between = re.sub("^.*?[；;]", "", between)
        if parts and re.search(r"其中|共计|合计|总计|同比|比上年|较上年|；|。", between):
            break
        if parts and not is_new and _NEW.search(between):
            break
        if _CLOSING_WORDS.search(between):
            break
        if not _same_unit(whole.unit, quantity.unit, strict) or _OF_ALL.search(between):
            if quantity.chinese and parts:
                continue  # 两项附加1200万元: a word of the name
            skipped += 1
            at = after_unit(quantity)
            continue
        # 初中48个班、学生2400名，高中42个班、学生2100名: as many other numbers lie before each part.
        if parts and skipped != rhythm:
            break
        rhythm, skipped = skipped, 0
        one_more = part_of(sentence, text, quantity, at)
        is_complete = len(parts) >= 2 and sum((part.value for part in parts), Decimal(0)) == whole.value
        is_alike = between.startswith("、") and kinds_of([p.name for p in (*parts, one_more)]) is not Split.OPEN
        if is_complete and not is_alike:
            break  # what follows is of something else
        marks.append(len(re.findall(r"[，,；;]", between)))
        if len(marks) > 2 and marks[-1] > max(1, *marks[1:-1]):
            break  # the others stand in a row, this one some clauses behind
        parts.append(one_more)
        at = after_unit(quantity)
    if resumed and abs(sum(p.value for p in parts) - whole.value) > whole.value / 5:
        parts = parts[:resumed]  # what stands behind the parts of a part is of something else
        at = after_unit(parts[-1].quantity)
    return parts, at


def _clause_end(text: str, at: int) -> int:
    """Return the end of the clause in which parts end, the next one with it when it tells of others: ，其他12名."""
    end = re.compile(r"[^，,；;。]*(?:[，,；;、]\s?(?:其余|其他)[^，,；;。]*)?").match(text, at)
    return end.end() if end else at


def _in_a_row(sentence: Sentence, text: str, quantities: Sequence[Quantity], position: int) -> Iterator[Breakdown]:
    """Yield the breakdown of a whole with no word before its parts: 幼儿园320所，公办180所、民办140所."""
    whole = quantities[position]
    parts: list[Part] = []
    at = after_unit(whole)
    for quantity in quantities[position + 1 :]:
        gap = text[at : quantity.head]
        if quantity.unit != whole.unit or not _ROW_GAP.fullmatch(gap) or quantity.op != "=":
            break
        parts.append(part_of(sentence, text, quantity, at))
        at = after_unit(quantity)
    if len(parts) < 2:
        return
    one = breakdown(sentence, text, whole, parts, text[after_unit(whole) : at + 2], is_summed=False)
    if any(re.search(r"招|聘|另|增|补|改造", part.name) for part in parts):
        return  # another thing that is done
    lasts = _LASTS.search(text[max(0, whole.head - 30) : whole.head])
    years = [re.match(r"20\d\d年", part.name) for part in parts]
    by_years = lasts is not None and all(years) and len(parts) == "二三四五六".find(lasts["years"]) + 2
    total = sum((part.value for part in parts), Decimal(0))
    if (one.split is Split.WHOLE or by_years) and abs(total - whole.value) <= whole.value / 5:
        yield one


def _listed(text: str, quantities: Sequence[Quantity]) -> Decimal:
    """Return the sum of the list that the last of the quantities closes: 小学60所、初中20所."""
    total, last = quantities[-1].value, quantities[-1]
    for quantity in reversed(quantities[:-1]):
        gap = text[after_unit(quantity) : last.head]
        if quantity.unit != last.unit or not _LISTED.fullmatch(gap):
            break
        total, last = total + quantity.value, quantity
    return total


def _further_behind(
    sentence: Sentence, text: str, quantities: Sequence[Quantity], position: int
) -> Iterator[Breakdown]:
    """Yield the breakdown of a whole told some clauses before it: 总投资6亿元，平均每个学位3万元，其中中央资金2亿元."""
    whole = quantities[position]
    lead = re.split(r"[，,；;。]", text[max(0, whole.head - 24) : whole.head])[-1]
    after = after_unit(whole)
    far = _FURTHER.match(text, after)
    if far is None or not _TOTAL.search(lead):
        return
    later = [q for q in quantities[position + 1 :] if q.start >= far.end()]
    between = [q for q in quantities[position + 1 :] if q.start < far.end()]
    if any(_same_unit(whole.unit, q.unit, False) for q in between) or not _is_even(text, after, far.end()):
        return
    parts = list(takewhile(lambda q: q.unit == whole.unit, later))
    stop = re.search(r"[；;。]", text[far.end() :])
    parts = [q for q in parts if stop is None or q.start < far.end() + stop.start()]
    if len(parts) < 2 or any(re.search(r"其中|新增|比", text[q.head - 8 : q.head]) for q in parts[1:]):
        return
    starts = [far.end(), *(after_unit(q) for q in parts[:-1])]
    found = [part_of(sentence, text, q, at) for q, at in zip(parts, starts, strict=True)]
    one = breakdown(sentence, text, whole, found, text[far.end() : parts[-1].start], is_summed=False)
    yield replace(one, is_full=True) if _SHARED.search(text[after : far.end()]) and not one.is_open else one


def _is_even(text: str, start: int, end: int) -> bool:
    """Tell whether no bracket opens or closes between two places without its other half."""
    return depth(text, start, end) == 0


def _before(sentence: Sentence, text: str, quantities: Sequence[Quantity], position: int) -> Iterator[Breakdown]:
    whole = quantities[position]
    parts: list[Quantity] = []
    edge = whole.head
    for quantity in reversed(quantities[:position]):
        between = text[after_unit(quantity) : edge]
        if not _same_unit(whole.unit, quantity.unit, False) or depth(text, quantity.start, whole.start) != 0:
            break
        if "每" in re.split(r"[，,、；;。]", text[max(0, quantity.head - 14) : quantity.head])[-1]:
            break
        limit = 24 if parts else 14
        if len(between) > limit or re.search(r"[。；;]|其中|到|比|至|占", between):
            break
        parts.insert(0, quantity)
        edge = quantity.head
    if len(parts) < 2:
        return
    if not whole.value / 2 <= sum(q.value for q in parts) <= whole.value * 2:
        return
    starts = [max(0, parts[0].head - 16), *(after_unit(q) for q in parts[:-1])]
    found = [part_of(sentence, text, q, at) for q, at in zip(parts, starts, strict=True)]
    yield breakdown(sentence, text, whole, found, text[parts[0].start : whole.start], is_summed=True)


def breakdown(
    sentence: Sentence, text: str, whole: Quantity, parts: Sequence[Part], told: str, *, is_summed: bool
) -> Breakdown:
    """Return the breakdown of ``whole`` into ``parts``; ``told`` are the words that may say that some are left out."""
    at = max(0, whole.head - 16)
    head = part_of(sentence, text, whole, max(at, *(0, *(m.end() for m in _BETWEEN.finditer(text, at, whole.head)))))
    if head.span.start > sentence.span().start and text[max(0, whole.head - len(head.name) - 1)] in "、和及与":
        head = replace(head, name="")  # 新建、改扩建幼儿园12所: half a name would mislead
    names = [p.name for p in parts]
    rest = len(names) > 1 and _REST.match(names[-1]) is not None
    # 其他民办园23所: the others are told too
    is_open = bool(_OTHERS.search(told[: told.rfind(names[-1])] if rest else told))
    return Breakdown(head, tuple(parts), whole.unit, kinds_of(names), is_open, is_summed, rest and not is_open)


def part_of(sentence: Sentence, text: str, quantity: Quantity, since: int) -> Part:
    """Return a quantity as a part: its name stands between ``since`` and the number, or behind the number."""
    end = after_unit(quantity)
    name = text[since : quantity.head]
    name = re.sub(r"(?:分别)?[为是达有共计约]*[：:\s]*$", "", name)
    name = re.split(r"[，,、；;：:。]", name)[-1] if not re.fullmatch(r"[，,、；;：:。\s]*", name) else ""
    noun = re.match(r"[\u4e00-\u9fff]{1,12}", text[end:]) if not re.search(r"[\u4e00-\u9fff]", name) else None
    name = re.sub(r"^(?:其中|包括|含|和|及|以及|与|有|（|\()+", "", name.strip(" ，、；：")) + (noun[0] if noun else "")
    lead = text[since : quantity.start]
    phase = _PHASE.match(lead)
    if phase and not name.startswith(phase["phase"]):
        name = phase["phase"] + name
    begin = since + len(lead) - len(lead.lstrip("，,、；;：:（( ")) if len(lead) <= 40 else quantity.head
    shown = text[quantity.start : end]
    if quantity.unit == "亿元" and "万元" in shown:
        shown = str(quantity.value)  # keeps the places: 0.4000 of 4000万元
    return Part(name, quantity, sentence.span(begin, end), shown)


def after_unit(quantity: Quantity) -> int:
    """Return the end of the quantity with its unit; comparators behind it (以上) included."""
    return max(quantity.tail, quantity.end)


def _same_unit(one: str, other: str, strict: bool) -> bool:
    return one == other or (not strict and any(one in same and other in same for same in _SAME))


def _is_plausible(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Tell whether numbers with units that are only alike may be parts: 12所 is no part of 18600个学位."""
    total = sum((q.value for q in parts), Decimal(0))
    return all(q.unit == whole.unit for q in parts) or whole.value / 2 <= total <= whole.value * 2


def _closing(text: str, opening: int) -> int:
    depth = 0
    for at in range(max(0, opening), len(text)):
        depth += (text[at] in "(（") - (text[at] in ")）")
        if depth == 0 and at > opening:
            return at
    return -1


def _outer_end(text: str, start: int) -> int:
    """Return where the bracket closes in which ``start`` stands; -1 if it stands in none."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] in "(（") - (text[at] in ")）")
        if depth < 0:
            return at
    return -1


def depth(text: str, start: int, end: int) -> int:
    """Return how many brackets more open than close in ``text[start:end]``."""
    opened = _opened(text)
    return opened[end] - opened[start]


@lru_cache(maxsize=8)
def _opened(text: str) -> tuple[int, ...]:
    """Return for each position how many brackets are open there."""
    return tuple(accumulate(((c in "(（") - (c in ")）") for c in text), initial=0))
