"""Count times size (数量乘规模): :class:`Products`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import parse_mixed
from luoshi.base.quantities import Quantity
from luoshi.review.material import Material, Sentence
from luoshi.review.numbers import plain
from luoshi.review.rule import Rule

_EACH = re.compile(
    r"(?:每|平均每|单)(?P<what>[\u4e00-\u9fff]{1,10}?)(?:平均|面积|建筑面积|约|为|安排|补助|资助|奖励|可容纳|容纳|有|投入|支持|给予|发放|设|招收|不超过|按)*\s?$"
)
_TOTAL_AREA = re.compile(r"(?:总建筑面积|建筑面积|总面积|共计面积|面积共?计?|合计面积)(?:为|约|共|达)*\s?$")
_TOTAL = re.compile(
    r"(?:共|共计|合计|总计|累计|(?<![设估预合总共])计(?!划)|总额|总投入|共需|共安排|共投入|总投资|总资金|学生|学位|在校生|容纳|规模|可容纳|座位|床位)[\u4e00-\u9fff]{0,6}\s?$"
)
_MEASURES = {
    **{unit: unit for unit in ("平方米", "台", "册", "套", "间", "课时")},
    **dict.fromkeys(("万元", "亿元", "元"), "元"),
    **dict.fromkeys(("人", "名"), "人"),
    "人次": "人次",
    **dict.fromkeys(("个", "学位", "座位", "床位"), "个"),
}
_YEARS = re.compile(r"[，,]?\s?(?P<years>[二三四五六七八九十]|\d)(?P<unit>年)(?:内|间|累计|合计|总计|共)")
_SIZES = {"元": Decimal(1), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
_NOW = re.compile(r"现有|原有|已有|目前|原")
_NOT_MADE = re.compile(r"增加到|达到?|缺|其中|比|较")
_ALL_ALIKE = re.compile(r"(?:均|都)(?:为|是|设|按)?\s?$|各(?:设|有|建|为)?\s?$")
_COUNTS = frozenset(
    "套 间 个 所 班 名 人 栋 座 家 年 户 处 园 校 台 轨 批 期 次 轮 场 天 周 月 届 门 片 镇 乡 村 县 学期 团 队"
    " 平方米 亩 公里".split()
)

_GRANTED = re.compile(r"(?:资金|经费|补助|奖补)(?:共|为)?\s?$")
_OF_TIME = re.compile(r"[年月周天日]|学[年期]|季度")
_GRANT = re.compile(r"每[\u4e00-\u9fff]{1,4}(?:补助|奖补|奖励|安排|支持|资助|给予)[\u4e00-\u9fff]{0,2}\s?$")
_REST = re.compile(r"其余|剩余|另|还")
"""安排资金3000万元，支持120所学校改造，每校补助25万元: the grant is the total where nothing is left for others."""
_REACH, _FAR = 50, 60
_MOST_NUMBERS = 300
_BY_SIZE = frozenset({"平方米", "亩", "公里"})
"""What is priced by its size: 9100平方米，按每平方米2400元测算."""


def _measure(text: str, quantity: Quantity) -> str | None:
    """Return what a quantity measures; a place at school (学位) is one pupil."""
    around = _clause(text, quantity) + text[quantity.end : quantity.tail + 3]
    if quantity.unit in ("个", "学位") and re.search(r"学位|床位|座位", around):
        return "人"
    return _MEASURES.get(quantity.unit)


def _amount(quantity: Quantity) -> Decimal:
    return quantity.value * _SIZES.get(quantity.unit, Decimal(1))


class Products(Rule):
    """数量乘以每个的规模，和写出的总数合不上。

    同一句里写着多少套（间、班、人）、每套（间、班、人）多大、总共多少，相乘应等于总数；总建筑面积可以大于各间之和（公摊、配套），
    不能小于。专项资金和每校补助乘校数不等的，作警告（写明另有用处的不报）。约数相差不到百分之五的不报。
    """

    code = "V105"
    name = "数量乘规模"
    severities = (Severity.ERROR, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each product that is not the total beside it."""
        for statement in material.statements:
            if "每" in statement.text or "单" in statement.text:
                yield from self._in(statement)

    def _in(self, statement: Sentence) -> Iterator[Finding]:
        text = statement.half_width
        quantities = [q for q in statement.quantities() if q.value2 is None]
        if len(quantities) > _MOST_NUMBERS:
            return  # a table in disguise
        for terms in _rows(text, list(_terms(text, quantities))):
            total = _total(text, quantities, terms)
            if total is not None:
                yield from self._compare(statement, text, terms, total)

    def _compare(self, statement: Sentence, text: str, terms: Sequence[_Term], total: Quantity) -> Iterator[Finding]:
        stated = _amount(total)
        product = sum((term.product for term in terms), Decimal(0))
        numbers = [*(q for term in terms for q in term.numbers), total]
        near = any(q.op != "=" for q in numbers)
        loose = near or bool(_GRANTED.search(_clause(text, total)))
        if product == stated or (near and abs(product - stated) <= stated / 20) or not stated:
            return
        ops = {term.numbers[-1].op for term in terms}
        if (ops & {">", ">="} and product <= stated) or (ops & {"<", "<="} and product >= stated):
            return
        # A building is larger than its rooms, unless these are told by their built area, the common part included.
        is_area = total.unit == "平方米" and "建筑面积" not in _clause(text, terms[0].numbers[-1])
        if is_area and product < stated:
            return
        if not (Decimal("0.2") if len(terms) == 1 else Decimal("0.8")) <= product / stated <= 5:
            return  # they do not speak of one thing
        size = terms[0].numbers[-1]
        unit = size.unit if size.unit not in _SIZES else total.unit
        shown = product / _SIZES.get(total.unit, Decimal(1))
        message = f"{'＋'.join(term.told for term in terms)}＝{plain(shown)}{unit}，" + (
            f"已超过写出的总面积{plain(total.value)}{unit}"
            if is_area
            else f"文中写的是{plain(total.value)}{total.unit}"
        )
        spans = [statement.span(_lead(text, q), q.tail) for q in numbers]
        yield self.found(
            message, spans, "核对数量、单个规模和总数，改正有错的一个", Severity.WARNING if loose else Severity.ERROR
        )


@dataclass(frozen=True, slots=True)
class _Term:
    """Counts and a size that are multiplied: 6所, 每所9个班, 每班30人."""

    numbers: tuple[Quantity, ...]
    at: int
    """Index of the size among the quantities of its statement."""

    @property
    def product(self) -> Decimal:
        """The product, money in 元."""
        return prod(q.value for q in self.numbers[:-1]) * _amount(self.numbers[-1])

    @property
    def told(self) -> str:
        """The multiplication as it is shown."""
        return "×".join(
            f"{'每' + above.unit if above else ''}{plain(q.value)}{q.unit}"
            for above, q in zip([None, *self.numbers], self.numbers, strict=False)
        )

    @property
    def ends(self) -> tuple[int, int]:
        """Where the first of the numbers begins and the last ends."""
        return min(q.head for q in self.numbers), max(q.tail for q in self.numbers)


def _terms(text: str, quantities: Sequence[Quantity]) -> Iterator[_Term]:
    for position, size in enumerate(quantities):
        each = _EACH.search(text[max(0, size.head - 16) : size.head])
        if each is not None and size.unit in _MEASURES:
            factors = _factors(text, quantities, position, each["what"])
            if factors:
                yield _Term((*factors, size), position)


def _rows(text: str, terms: Sequence[_Term]) -> Iterator[list[_Term]]:
    """Yield the terms that go into one total: 小学24个班、每班45人，初中24个班、每班50人，学位2280个."""
    row: list[_Term] = []
    for term in terms:
        between = text[row[-1].ends[1] : term.ends[0]] if row else ""
        if row and (
            re.search(r"[。；;\d]", between) or _measure(text, term.numbers[-1]) != _measure(text, row[-1].numbers[-1])
        ):
            yield row
            row = []
        row.append(term)
    if row:
        yield row


def _clause(text: str, quantity: Quantity) -> str:
    """Return what stands before a quantity in its clause, at most fourteen characters."""
    return re.split(r"[，,、；;。（(]", text[max(0, quantity.head - 14) : quantity.head])[-1]


def _lead(text: str, quantity: Quantity) -> int:
    """Return where the words right before a quantity begin, at most ten characters."""
    lead = re.search(r"[\u4e00-\u9fff]+$", text[max(0, quantity.head - 10) : quantity.head])
    return quantity.head - (len(lead[0]) if lead else 0)


def _factors(text: str, quantities: Sequence[Quantity], position: int, what: str) -> list[Quantity]:
    """Return the counts by which the size at ``position`` is multiplied: 6所, 每所9个班, 每班30人; empty if none."""
    before = quantities[position - 1] if position else None
    if (
        before is not None
        and before.unit == what
        and (each := _EACH.search(text[max(0, before.head - 16) : before.head]))
    ):
        counts = _factors(text, quantities, position - 1, each["what"])
        return [*counts, before] if counts else []
    if before is not None and before.unit == what and position > 1 and _ALL_ALIKE.search(text[: before.head][-6:]):
        first = quantities[position - 2]
        if first.unit in _COUNTS - _BY_SIZE and before.head - first.tail <= 12:
            return [first, before]
    if _OF_TIME.match(what):  # 名师工作室20个，每年培训300人: no number of things is multiplied
        count = _years_after(text, quantities, position, what)
    else:
        count = _count(text, quantities, position, what) or _count_after(text, quantities, position, what)
    return [] if count is None else [count]


def _years_after(text: str, quantities: Sequence[Quantity], position: int, what: str) -> Quantity | None:
    """Return the number of years behind a yearly size: 每年350名，三年共1050名; None if there is none."""
    start = quantities[position].tail
    told = _YEARS.match(text, start)
    value = parse_mixed(told["years"]) if told and what.startswith("年") else None
    if told is None or value is None:
        return None
    return Quantity(
        told.start("years"), told.end("years"), value, None, "年", "=", told.start("years"), told.end("unit")
    )


def _count(text: str, quantities: Sequence[Quantity], position: int, what: str) -> Quantity | None:
    """Return the number of things that the size is told of (每班: 班, 每间房: 套): the nearest before it."""
    if what.strip() in _BY_SIZE:
        before = [q for q in quantities[max(0, position - 2) : position] if q.unit == what.strip()]
        return before[-1] if before and len(text[before[-1].tail : quantities[position].start]) <= 16 else None
    for quantity in reversed(quantities[max(0, position - 3) : position]):
        if (
            quantity.unit in _BY_SIZE
            or quantity.unit not in _COUNTS
            or re.search(r"每", text[max(0, quantity.head - 4) : quantity.head])
        ):
            continue
        noun = text[quantity.start : quantity.tail + 10]
        if quantity.unit in what or what[0] in noun or (what[0] in "间套房" and quantity.unit in "间套"):
            between = text[quantity.tail : quantities[position].start]
            return quantity if len(between) <= _REACH and not re.search(r"[。；;]", between) else None
    return None


def _count_after(text: str, quantities: Sequence[Quantity], position: int, what: str) -> Quantity | None:
    """Return the count told behind the size: 每所50万元，37所共1850万元; 按每班45人、36个班规划."""
    later = quantities[position + 1] if position + 1 < len(quantities) else None
    if later is None or later.unit != what or later.unit in _BY_SIZE or later.unit not in _COUNTS:
        return None
    gap = text[quantities[position].tail : later.head]
    return later if re.fullmatch(r"[，,、]?(?!现|已|原)[^，,、；;。每\d]{0,6}", gap) else None


def _total(text: str, quantities: Sequence[Quantity], terms: Sequence[_Term]) -> Quantity | None:
    """Return the total that products should make: the next number of their measure, or the one before."""
    size, counts = terms[-1].numbers[-1], {q for term in terms for q in term.numbers}
    wanted = _TOTAL_AREA if size.unit == "平方米" else _TOTAL
    position = max(terms[-1].at, *(quantities.index(q) for q in counts if q in quantities))
    for quantity in quantities[position + 1 : position + 3]:
        before = _clause(text, quantity)
        if re.search(r"[。；;]|其中", text[size.tail : quantity.head]):
            break
        if _measure(text, quantity) == _measure(text, size) and "每" not in before:
            found = wanted.search(before) or (_places(text, quantity) and not _NOT_MADE.search(before))
            return quantity if found and not _NOW.search(before) and not _is_other_scope(text, terms, before) else None
    start, first = terms[0].ends[0], terms[0].numbers[0]
    for quantity in reversed(
        [q for q in quantities if q.tail <= start or (q.tail <= size.head and q.head > first.head)]
    ):
        before = _clause(text, quantity)
        if quantity in counts or _measure(text, quantity) != _measure(text, size):
            continue
        between = text[quantity.tail : terms[0].numbers[-1].start]
        close_by = len(between) <= _FAR and not re.search(r"[。；;]", between)
        is_part = len(terms) == 1 and "其中" in between
        if not close_by or is_part or "每" in before or _NOW.search(before):
            return None
        given = (
            _GRANTED.search(before) and _GRANT.search(text[: size.head][-10:]) and not _REST.search(text[size.tail :])
        )
        return quantity if wanted.search(before) or given or _places(text, quantity) else None
    return None


def _is_other_scope(text: str, terms: Sequence[_Term], before: str) -> bool:
    """Tell whether one is of what is added and the other of all: 扩建12个班，学位达到1620个; 规划36个班，新增540个."""
    start, end = terms[0].ends
    sentence = (
        re.split(r"[。；;]", text[max(0, start - 40) : start])[-1] + re.split(r"[。；;]", text[end : end + 80])[0]
    )
    grown = re.search(r"扩建|新增|增设|增加", sentence[: len(sentence) - len(before)]) is not None
    if re.search(r"达|增[至到]", before):
        return grown
    return "增" in before and re.search(r"原有|原来|现有", sentence) is not None


def _places(text: str, quantity: Quantity) -> bool:
    """Tell whether a number counts places at school by the word behind it: 1650个学位."""
    return re.match(r"个?(?:学位|座位|床位)", text[quantity.end :].lstrip()) is not None
