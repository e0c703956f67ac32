"""A part, its whole and the share that one has in the other, in one statement (占比的两个数): :func:`find_shares`.

Read are: part，占 whole 的 x%; whole，其中 part，占(whole) x%. Of several numbers that may be the whole, the one that
makes the share right is meant: then nothing is wrong. Not here: shares of totals told elsewhere
(:mod:`luoshi.review.arithmetic.shares`), rates (:mod:`luoshi.review.arithmetic.rates`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from luoshi.base.quantities import Quantity
from luoshi.review.numbers import MONEY, Bounds, step

_ALIKE = {"名": "人", "位": "人"}
TAKES = re.compile(
    r"[^，,\d（(]{0,10}?[，,（(]?\s?(?:(?<=[，,])(?P<who>[^，,；;。\d（(占]{2,12}?))?(?:约|共|仅|已)?占(?:比|到)?(?P<of>[^，,\d]*?)(?:总数|总量|总人数|人数|总额)?的?"
    r"(?:比例|比重)?(?:约|为|达到?|仅)?\s?"
)
_BASE = re.compile(r"[^，,；;。\d]{0,10}[，,]?(?:约|仅)?占[^，,；;。\d]{0,24}")
_OF_BASE = re.compile(r"的?(?:比例|比重)?(?:约|为|达到?|仅)?\s?")
_TAKEN = re.compile(r"占(?![地用])[^，,；;。\d]{0,24}$")
_AMONG = re.compile(r"其中|(?<![初高])中(?![学小职专等心])[^，]{0,6}$|(?<![初高])中，|有$")
_KIND = re.compile(r"普惠性?|公办|民办|农村|乡村|乡镇|城区|城镇|寄宿|随迁|留守|女|男")
_NO_WHOLE = re.compile(r"[比较由从](?![例重])|增|减|每|均|提高|下降|新")
_EVERY = re.compile(r"全[省市县区州]|阶段|总|的|在[园校]?")
_SIBLING = re.compile(r"、[^，,。；;\d]{0,20}")
_MOST_NAMED = 12
_NEAR, _LITTLE, _FAR = Decimal(3), Decimal("0.25"), 40
"""Points, and part of the share, by which a share that no word ties to its whole may miss it and still be of it."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share that does not fit: the part, the whole, the share, what it should be, whether words tie them together."""

    part: Quantity
    whole: Quantity
    share: Quantity
    right: Decimal
    is_sure: bool
    rest: tuple[Quantity, ...] = ()
    """The other part with its share, where both parts are the whole."""


def find_shares(text: str, quantities: Sequence[Quantity]) -> Iterator[Share]:
    """Yield the shares of a statement that their parts and wholes do not give."""
    verified: Quantity | None = None
    for position, share in enumerate(quantities):
        if share.unit != "%" or share.op != "=" or not position or not share.value:
            continue
        found = _of_number(text, quantities, position)
        if found is None:
            found, verified = _of_earlier(text, quantities, position, verified)
        if found is not None:
            yield replace(found, rest=_rest(text, quantities, found))


def _rest(text: str, quantities: Sequence[Quantity], one: Share) -> tuple[Quantity, ...]:
    """Return the part that with the one of a wrong share makes the whole, and its share; nothing if none does."""
    for part, share in pairwise(quantities):
        if share.unit != "%" or share is one.share or kind_of(part) != kind_of(one.part):
            continue
        if size_of(part) + size_of(one.part) == size_of(one.whole) and TAKES.fullmatch(text[part.tail : share.head]):
            return part, share
    return ()


def _of_number(text: str, quantities: Sequence[Quantity], position: int) -> Share | None:
    """Part，占 whole 的 x%."""
    if position < 2:
        return None
    part, whole, share = quantities[position - 2 : position + 1]
    if not _OF_BASE.fullmatch(text[whole.tail : share.head]) or not _BASE.fullmatch(text[part.tail : whole.head]):
        return None
    if kind_of(part) != kind_of(whole) or part.op != "=" or whole.op != "=" or size_of(part) >= size_of(whole):
        return None
    others = [q for q in quantities[max(0, position - 12) : position - 1] if kind_of(q) == kind_of(whole)]
    if any(fits(text, other, whole, share) for other in others):
        return None
    return Share(part, whole, share, _right(part, whole), True)


def _of_earlier(
    text: str, quantities: Sequence[Quantity], position: int, verified: Quantity | None
) -> tuple[Share | None, Quantity | None]:
    """Whole，其中 part，占 x%; also the whole of which it is right, for the next part in the row."""
    part, share = quantities[position - 1], quantities[position]
    told = TAKES.fullmatch(text[part.tail : share.head])
    if re.search("[；;]", text[part.tail : share.head]):
        return None, verified  # 其中小学…人，高中…人；占…: the share is of them all
    if told is not None and told["who"]:
        subject = _of_subject(text, quantities[:position], told["who"])
        if subject is None:
            return None, verified
        position, part = quantities.index(subject) + 1, subject
    earlier = [q for q in quantities[max(0, position - 14) : position - 1] if kind_of(q) == kind_of(part)]
    earlier = [q for q in earlier if size_of(q) >= size_of(part) and not _SIBLING.fullmatch(text[q.tail : part.head])]
    if told is None or part.op != "=" or not earlier or part.unit in ("", "%", "百分点"):
        return None, verified
    right = [q for q in earlier if fits(text, part, q, share)]
    if right:
        return None, right[-1]
    if any(_fits_total(text, part, q, quantities, share) for q in earlier):
        return None, verified
    wholes = [q for q in earlier if q.op == "=" and not _TAKEN.search(text[max(0, q.head - 26) : q.head])]
    if not wholes:
        return None, verified
    of = _EVERY.sub("", told["of"])
    if of:
        named = [q for q in wholes if _is_named(text, of, q) and not _is_of_some(text, told["of"], q)]
        close = [q for q in named if not re.search(r"。", text[q.tail : part.head])]
        return (_share(part, close[-1], share, True) if close else None), verified
    whole = wholes[-1]
    between = text[whole.tail : part.head]
    if _AMONG.search(between) and not re.search(r"[。；;]", between) and len(between) <= 30 and whole is earlier[-1]:
        return _share(part, whole, share, True), verified
    if verified is not None and verified in wholes and text[verified.tail : part.head].count("。") == 0:
        of_row = _near(text, part, verified, share)
        if of_row is not None:
            return of_row, verified
    if re.search(r"[。；;]", between) or len(between) > _FAR:
        return None, verified
    return _near(text, part, whole, share), verified


def _of_subject(text: str, earlier: Sequence[Quantity], who: str) -> Quantity | None:
    """Return the one number that is told of the subject of a share: 普通高中6.3万人、中职4.2万人，中职在校生占."""
    words = _one_name(who)
    if re.search(r"[和与、及]|合计|共|两|均|都", who):
        return None
    found = []
    for quantity in earlier[-_MOST_NAMED:]:
        lead = re.split(r"[，,；;。、（(]|其中", text[max(0, quantity.head - 20) : quantity.head])[-1]
        name = _one_name(lead)
        if (len(name) >= 2 or name in ("男", "女")) and (words.startswith(name) or name.startswith(words)):
            found.append(quantity)
    return found[0] if len(found) == 1 else None


def _one_name(words: str) -> str:
    name = re.sub(r"^(?:全[省市县区州]|我[省市县区])|在[校园](?:学?生|幼儿)|人数|教师|的|有|共", "", words.strip())
    return re.sub(r"中等职业(?:学校|教育)?|中职学校", "中职", name)


def _near(text: str, part: Quantity, whole: Quantity, share: Quantity) -> Share | None:
    """Return a share that misses its whole by little; others may be of a whole that is not told here."""
    lead = re.split(r"[，,；;。]", text[max(0, whole.head - 16) : whole.head])[-1]
    gap = abs(_right(part, whole) - share.value)
    own = re.split(r"[，,；;。]", text[whole.tail : part.head])[-1]
    if _NO_WHOLE.search(lead) or _NO_WHOLE.search(own):
        return None
    return _share(part, whole, share, False) if gap <= _NEAR and gap <= share.value * _LITTLE else None


def _share(part: Quantity, whole: Quantity, share: Quantity, is_sure: bool) -> Share:
    return Share(part, whole, share, _right(part, whole), is_sure)


def _right(part: Quantity, whole: Quantity) -> Decimal:
    return size_of(part) / size_of(whole) * 100


def _is_named(text: str, of: str, whole: Quantity) -> bool:
    """Tell whether the words of which a share is told (义务教育在校生) are those of a number (义务教育阶段在校生)."""
    lead = _EVERY.sub("", text[max(0, whole.head - 30) : whole.head])
    behind = re.split(r"[，,；;。、（(]", text[whole.tail : whole.tail + 10])[0]
    lead = re.split(r"[，,；;。、]", lead)[-1] + behind
    pairs = [of[n : n + 2] for n in range(len(of) - 1)]
    return bool(pairs) and sum(pair in lead for pair in pairs) * 3 >= len(pairs) * 2


def _is_of_some(text: str, of: str, whole: Quantity) -> bool:
    """Tell whether a number counts but one kind of what a share is of: 普惠性幼儿园在园幼儿 for 在园幼儿总数."""
    lead = re.split(r"[，,；;。、（(]", text[max(0, whole.head - 30) : whole.head])[-1]
    return any(kind not in of for kind in _KIND.findall(lead))


def fits(text: str, part: Quantity, whole: Quantity, share: Quantity, other: str = "") -> bool:
    """Tell whether the numbers, as far as they are rounded, may give the share; the whole may stand in another text."""
    some, all_ = _bounds(text, part), _bounds(other or text, whole)
    last = step(text[share.start : share.end].rstrip("%"))
    if all_.low <= 0:
        return False
    given = Bounds(some.low / all_.high * 100, some.high / all_.low * 100)
    return given.meets(Bounds(share.value - last, share.value + last))


def _fits_total(text: str, part: Quantity, whole: Quantity, quantities: Sequence[Quantity], share: Quantity) -> bool:
    """Tell whether a share is of what the whole is a share of: 中级以上4000人，占40%，其中高级1000人，占10%."""
    own = next((q for q in quantities if q.start >= whole.tail), None)
    if own is None or own.unit != "%" or own is share or not TAKES.fullmatch(text[whole.tail : own.head]):
        return False
    given = size_of(part) / size_of(whole) * own.value
    last = step(text[share.start : share.end].rstrip("%")) + step(text[own.start : own.end].rstrip("%"))
    return abs(given - share.value) <= last


def _bounds(text: str, quantity: Quantity) -> Bounds:
    written = text[quantity.start : quantity.end]
    scale = MONEY.get(quantity.unit, Decimal(1))
    if quantity.unit in MONEY and quantity.unit != "元":
        last = step(written.rstrip("万亿")) * scale
    else:
        last = step(written) * scale
    if "." not in written and not re.search(r"[万亿]", written):
        last = Decimal(0)
    return Bounds.of(size_of(quantity), last)


def size_of(quantity: Quantity) -> Decimal:
    """Return the number, money in 元."""
    return quantity.value * MONEY.get(quantity.unit, Decimal(1))


def kind_of(quantity: Quantity) -> str:
    """Return what a quantity counts, one word for money and for people."""
    return "元" if quantity.unit in MONEY else _ALIKE.get(quantity.unit, quantity.unit)
