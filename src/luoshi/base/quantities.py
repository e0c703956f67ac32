"""Quantities (数量) in plan Chinese: number, unit and comparator, with exact positions.

Entry: :func:`find_quantities`. One linear pass: a mask of what only looks like a quantity (dates, document numbers,
ordinals, names and quoted slogans), then one regular expression for Arabic numerals and one for Chinese ones. Units
and classifiers: :mod:`luoshi.base.units`.
Not here: what a quantity means in its sentence (``luoshi.compiler``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from luoshi.base.numerals import DIGITS, HALF_WIDTH, NUMERAL_CHARACTERS, parse_mixed, parse_numeral
from luoshi.base.units import ARABIC_UNIT, CHINESE_UNIT, canonical_unit, is_money

_N = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,8})?|\d{1,15}(?:\.\d{1,8})?"
_CN = rf"[{NUMERAL_CHARACTERS}]"
_CNS = rf"{_CN}{{1,12}}"
_SCALE = r"千万|百万|十万|[万亿千百](?![分强校])"
_RANGE = r"\s?(?:[—–\-－~～―]{1,2}|至|到)\s?"

_MASK = re.compile(
    r"“[^”\n]{0,60}”|‘[^’\n]{0,60}’|《[^》\n]{0,120}》|「[^」\n]{0,60}」|\"[^\"\n]{0,40}\""
    # document numbers, ordinals, registered names
    r"|〔[^〕]{0,8}〕\s?第?\d{1,12}\s?号|[\[［]\d{4}[\]］]\s?\d{1,12}\s?号"
    rf"|第\s?(?:{_CNS}|\d{{1,12}}(?:\s?[-—~、]\s?\d{{1,12}})*)\s?(?:{_CN}{{0,6}})"
    # dates, years, school years, clock times
    r"|(?:19|20)\d\d\s?(?:[—–\-~～至到/]{1,2}\s?(?:19|20)?\d\d)?\s?(?:学年度?|年度?|级|届)(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?"
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}\s?月(?:份|底|\s?\d{1,2}\s?日)?|\d{1,2}·\d{1,2}(?=[\u4e00-\u9fff])"
    rf"|[一二][九〇○零][〇○零一二三四五六七八九]{{2}}\s?年|\d{{1,2}}:\d\d(?=[^\d]*?(?:时|点|上午|下午|前|后))"
    rf"|{_CN}{{1,3}}五(?=规划|期间|时期|末|以来|发展|教育)"
    # ages, grades, lengths of schooling
    rf"|(?:\d{{1,12}}|{_CNS})(?:{_RANGE}(?:\d{{1,12}}|{_CNS}))?\s?(?:周岁|岁|年级|年制|年一贯|年义务|年免费|孩|胎|年行动|年攻坚|年计划|年发展|年规划|年提升)"
    r"|(?:学前|高中|初中|小学|中学)[一二三四五六九]年"
    # counters of web pages, telephone numbers
    r"|(?:浏览|点击|阅读|访问|下载|打印)(?:次数|数|量|人数)?\s?:\s?\[?\d{1,12}"
    r"|(?:电话|传真|邮编|邮政编码|热线)\s?:?\s?[\d\-—()转、 ]+"
    # spans of time that only date (近五年, 未来三年, 十年来)
    rf"|(?:近|过去|未来|今后|这|前|后)\s?(?:\d{{1,12}}|{_CNS})\s?(?:多|余)?年|(?:\d{{1,12}}|{_CNS})\s?(?:多|余)?年(?=来|间)"
    # sessions (十三届六次全会, 第十七届人大三次会议)
    rf"|{_CN}+届(?:{_CN}+次|人大|政协)[\u4e00-\u9fff]{{0,4}}?(?:{_CN}+次)?"
    # versions, networks, paper sizes, model names
    r"|\d{1,12}\.0(?![\d%万亿])|[A-Za-z+＋]{1,12}\d{1,12}(?:\.\d{1,12})?[A-Za-z]*|\d{1,12}[GgDdKkXxVv](?![A-Za-z])|[1一]\s?[+＋]\s?[XxNn\d]+(?:[+＋]\d{1,12})?|\d\s?[+＋]\s?\d"
    r"|一次性|一体化|一站式|一条龙|一票否决|一把手|一揽子|一系列|一定|一般|一致|一律|一切|一起|一直|一些|一样|一批|一流|一线|一手|一方面|统一"
    r"|\d{1,12}\s?[+＋×xX*]\s?\d{1,12}(?:\s?[+＋×xX*]\s?\d{1,12})*"
)
_ENUMERATOR = re.compile(r"(?:^|(?<=[。；;：:\s，,、]))[（(]?\d{1,2}\s?(?:[）)]|[.．、](?!\d))")

_ARABIC = re.compile(
    rf"(?P<a>{_N})\s?(?P<more>多|余)?(?P<scale>{_SCALE})?(?P<more2>多|余)?\s?(?P<u1>%|％|‰)?"
    rf"(?:(?P<ratio>\s?[:比]\s?)(?P<rb>{_N})(?P<rc>(?:\s?[:比]\s?(?:{_N}))?)(?![\d])"
    rf"|{_RANGE}(?P<b>{_N})\s?(?P<bscale>{_SCALE})?(?P<bmore>多|余)?)?\s?"
    rf"(?P<unit>{ARABIC_UNIT})?"
)
_CHINESE = re.compile(
    rf"(?P<pct>百分之(?P<pa>[{NUMERAL_CHARACTERS}点]{{1,12}}|\d{{1,6}}(?:\.\d{{1,6}})?))"
    rf"|(?P<frac>(?P<den>[二三四五六七八九十]{{1,4}})分之(?P<num>[一二三四五六七八九]{{1,4}}))"
    r"|(?P<tenth>(?P<ta>[一二两三四五六七八九])成(?P<tb>[一二三四五六七八九])?(?![为立果员就功都效长人熟绩分套品语交对才因书形]))"
    r"|(?P<half>(?:一|过)半(?=以上|的|学|教|中|幼)|半数(?=以上))"
    rf"|(?P<a>{_CNS})(?:{_RANGE}(?P<b>{_CNS}))?\s?(?P<more>多|余|来)?(?P<unit>{CHINESE_UNIT})"
)
_CHINESE_START = re.compile(rf"[{NUMERAL_CHARACTERS}过半]")
_MASK_START = re.compile(
    rf"[{NUMERAL_CHARACTERS}“‘《「\"〔\[［第\dA-Za-z+＋学高初小中近过未今这前后统浏点阅访下打电传邮热]"
)
_BEFORE = re.compile(
    r"(?:(?P<ge>不低于|不少于|不小于|不得低于|不得少于|不能少于|至少|最少|超过|高于|大于|多于|突破)|(?P<gt>超出|超)|(?P<lt>不足|不到|不满|未满)"
    r"|(?P<le>不超过|不宜超过|不应超过|不高于|不大于|不多于|不得超过|不得高于|最多|至多|低于|少于|小于|控制在|压缩到|控制到|降低到|降至|降到|压减到)"
    r"|(?P<near>大约|接近|将近|约|近|大致))"
    r"(?:建设|办好|建好|建成|配备|配置|新建|开展|举办|召开|组织|设立|保留|安排|培育|培养|开设|完成|参加|有|建|设|办)?(?:省定|国家|规定|标准|人民币|每人|每生|的|达到|达|为|在|到|了|全市|全县|全省)?\s?$"
)
_BEFORE_SHARE = re.compile(  # 不低于应交流教师总数的10%
    r"(?:(?P<ge>不低于|不少于|不得低于|不得少于|至少占|超过|高于)|(?P<gt>超出|超)|(?P<lt>不足|不到|不满)|(?P<le>不超过|不宜超过|不应超过|不高于|不得超过|低于)|(?P<near>大约占|约占))"
    r"[^，。；！？:、\d%]{2,16}的\s?$"
)
_AFTER = re.compile(
    r"\s?(?:\([^)]{0,20}\))?(?:(?P<ge>及以上|或以上|以上|起)|(?P<le>及以内|及以下|或以下|以内|以下|之内|内)|(?P<near>左右|上下))"
)
_HUGE = 10**15  # beyond this a run of digits is no number of a plan
_POINTS_AFTER = re.compile(r"(?:[、和与]\s?\d+(?:\.\d+)?\s?个?){1,4}百分点")
_PEOPLE = re.compile(
    r"[多余]?(?:名|[\u4e00-\u9fff]{0,6}(?:人才|工人|学生|教师|人员|劳动力|儿童|居民|家长|群众|农民|职工|幼儿|人口))"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit as it stands in a text.

    Attributes:
        start, end: half-open range of the numeral, its 万/亿 included, its unit not.
        value, value2: number in ``unit``; ``value2`` is the upper end of a range. A ratio a:b is a/b to four decimals
            (six below 0.01), a fraction 三分之二 is percent to two.
        unit: canonical unit; 万 and 亿 of counts are multiplied out, money keeps 万元 and 亿元; ``%`` for percent,
            ``百分点`` for percentage points, ``比`` for a ratio, empty when the text has none.
        op: comparator from the words around: = >= <= > < ~ between.
        tail: end of unit and comparator words after the number (以上, 左右).
        head: start of the comparator words before the number (不低于, 约); equal to ``start`` without.
        chinese: the number is written in Chinese numerals.
    """

    start: int
    end: int
    value: Decimal
    value2: Decimal | None
    unit: str
    op: str
    head: int
    tail: int
    chinese: bool = False


class Mask:
    """Ranges of a text that hold no quantities; sorted, merged."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self._starts = [r[0] for r in ranges]
        self._ends = [r[1] for r in ranges]

    def covers(self, at: int) -> bool:
        """Whether the character at ``at`` is masked."""
        i = bisect_right(self._starts, at) - 1
        return i >= 0 and at < self._ends[i]


def mask_names(text: str) -> Mask:
    """Return the ranges of ``text`` (half width) where numerals are no quantities: dates, ordinals, quoted names."""
    ranges: list[tuple[int, int]] = []
    ranges += [m.span() for m in _match_at(_MASK, _MASK_START, text)]
    ranges += [m.span() for m in _ENUMERATOR.finditer(text)]
    ranges.sort()
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return Mask(merged)


def _match_at(pattern: re.Pattern[str], starts: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of ``pattern``, tried only where ``starts`` finds one of its first characters.

    Like ``pattern.finditer(text)``, several times as fast for a pattern of many branches; never within a number, so
    that a long run of digits costs no more than its length.
    """
    end = last = 0
    kind = ""
    for start in starts.finditer(text):
        at, before = start.start(), kind
        kind = "digit" if start[0].isdigit() else "numeral" if start[0] in NUMERAL_CHARACTERS else ""
        inside = kind and kind == before and at == last + 1
        last = at
        if at >= end and not inside and (match := pattern.match(text, at)):
            end = match.end()
            yield match


def find_quantities(text: str) -> list[Quantity]:
    """Return the quantities in ``text`` in order; offsets count in ``text`` as given."""
    return find_in_half_width(text.translate(HALF_WIDTH))


def find_in_half_width(text: str) -> list[Quantity]:
    """Return the quantities in a text whose digits and brackets are half width already (:data:`HALF_WIDTH`)."""
    arabic, chinese = list(_ARABIC.finditer(text)), list(_match_at(_CHINESE, _CHINESE_START, text))
    if not arabic and not chinese:
        return []
    mask = mask_names(text)
    found = list(_arabic(text, arabic, mask))
    taken = Mask([(q.start, max(q.end, q.tail)) for q in found])
    found += [q for q in _chinese(text, chinese) if not mask.covers(q.start) and not taken.covers(q.start)]
    found.sort(key=lambda q: q.start)
    return found


def _arabic(text: str, matches: list[re.Match[str]], mask: Mask) -> Iterator[Quantity]:
    end = 0
    for match in matches:
        start = match.start()
        if start < end or mask.covers(start):
            continue
        before = text[start - 1] if start else ""
        if before and before.isascii() and (before.isalnum() or before in "._/"):
            continue
        quantity = _ratio(text, match) if match["ratio"] else _number(text, match)
        if quantity is not None:
            end = quantity.tail
            yield quantity


def _ratio(text: str, match: re.Match[str]) -> Quantity | None:
    left, right = parse_mixed(match["a"]), parse_mixed(match["rb"])
    if left is None or not right or max(left, right) >= _HUGE:
        return None
    if "比" in match["ratio"] and max(left, right) > 1000:
        return None
    share = left / right
    head, op, tail = _comparator(text, match.start(), match.end("rb"))
    value = round(share, 4 if share >= Decimal("0.01") else 6).normalize() + 0
    return Quantity(match.start(), match.end("rb"), value, None, "比", op, head, tail)


def _number(text: str, match: re.Match[str]) -> Quantity | None:
    unit = "%" if match["u1"] in ("%", "％") else (match["u1"] or match["unit"] or "")
    if match["u1"] and match["unit"]:
        # 70%按月: the percent sign was the unit; what follows belongs to the next words
        tail_at = match.end("u1") if match["b"] is None else match.end()
        unit = "%"
    else:
        tail_at = match.end()
    scale, bscale = match["scale"] or "", match["bscale"] or ""
    if match["b"] is not None and not scale:
        scale = bscale  # 3—5万: the scale stands once
    value = parse_mixed(match["a"] + scale)
    value2 = parse_mixed(match["b"] + (bscale or scale)) if match["b"] else None
    if value is None or value >= _HUGE:
        return None
    end = match.end("bscale") if bscale else match.end("b") if match["b"] else 0
    end = end or (match.end("scale") if match["scale"] else match.end("a"))
    if not unit and not scale and match["b"] is None:
        tail_at = end
    if scale and not unit and _PEOPLE.match(text, match.end()):
        unit = "人"  # 56万产业工人: the noun itself is counted
    if unit == "个" and _POINTS_AFTER.match(text, match.end()):
        unit = "个百分点"  # 提高7.4个和18.9个百分点
    value, value2, unit = _canonical(value, value2, unit, scale)
    if value2 is not None and value2 < value:
        return None
    more = match["more"] or match["more2"] or match["bmore"]
    head, op, tail = _comparator(text, match.start(), tail_at)
    if value2 is not None:
        op = "between"
    elif more and op == "=":
        op = ">"
    return Quantity(match.start(), end, value, value2, unit, op, head, tail)


def _canonical(value: Decimal, value2: Decimal | None, unit: str, scale: str) -> tuple[Decimal, Decimal | None, str]:
    """Return values and unit with money kept in 万元/亿元 and all other scales multiplied out."""
    name = canonical_unit(unit)
    if scale in ("万", "亿", "千万", "百万") and is_money(name):
        size = {"万": 10**4, "亿": 10**8, "千万": 10**4, "百万": 10**4}[scale]
        head = "亿" if scale == "亿" else "万"
        return value / size, (value2 / size if value2 is not None else None), head + name
    return value, value2, name


def _comparator(text: str, start: int, end: int) -> tuple[int, str, int]:
    """Return (start of comparator words before, op, end of comparator words after)."""
    before = _BEFORE.search(text[max(0, start - 12) : start]) or _BEFORE_SHARE.search(text[max(0, start - 24) : start])
    after = _AFTER.match(text, end)
    head = start - (len(before.string) - before.start()) if before else start
    if before and before.re is _BEFORE_SHARE:
        head = start
    tail = after.end() if after else end
    if after and after["near"]:
        return head, "~", tail
    if after and after["ge"]:
        return head, ">=", tail
    if after and after["le"] and not (before and before["ge"]):
        return head, "<=", tail
    if before:
        for name, op in (("ge", ">="), ("gt", ">"), ("lt", "<"), ("le", "<="), ("near", "~")):
            if before[name]:
                return head, op, tail if not (after and after["le"]) else end
    return head, "=", tail


def _chinese(text: str, matches: list[re.Match[str]]) -> Iterator[Quantity]:
    for match in matches:
        if match.start() and text[match.start() - 1] in "第“":
            continue
        value2 = None
        end = match.end()
        value: Decimal | None
        if match["pct"]:
            value, unit = parse_mixed(match["pa"]), "%"
        elif match["frac"]:
            num, den = parse_numeral(match["num"]), parse_numeral(match["den"])
            value, unit = (round(Decimal(num * 100) / den, 2) if num and den else None), "%"
        elif match["tenth"]:
            value = Decimal(DIGITS[match["ta"]] * 10 + (DIGITS[match["tb"]] if match["tb"] else 0))
            unit = "%"
        elif match["half"]:
            value, unit = Decimal(50), "%"
        else:
            value = parse_mixed(match["a"])
            value2 = parse_mixed(match["b"]) if match["b"] else None
            unit = canonical_unit(match["unit"])
            end = match.end("b") if match["b"] else match.end("a")
        if value is None or (value2 is not None and value2 <= value):
            continue
        head, op, tail = _comparator(text, match.start(), match.end())
        if value2 is not None:
            op = "between"
        elif match["more"] and op == "=":
            op = ">"
        yield Quantity(match.start(), end, value, value2, unit, op, head, tail, chinese=True)
