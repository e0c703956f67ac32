"""Figures in running text (正文数据): quantities with name, year, scope and role.

Entry: :func:`read_figures`, over one passage; the pipeline calls it for every paragraph and text cell.
Not here: cells that hold a number alone (:mod:`luoshi.compiler.figures.tables`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.base.dates import YearMention, find_years
from luoshi.base.numerals import parse_numeral
from luoshi.base.quantities import Quantity
from luoshi.compiler.figures.clauses import Reading, uniform
from luoshi.compiler.figures.context import Context, Horizon
from luoshi.compiler.figures.coordination import each_of, spread_names, spread_ops, spread_years
from luoshi.compiler.figures.naming import Name, Names, name_figure
from luoshi.compiler.figures.roles import Dated, Role, judge

_RANK = re.compile(
    r"(?P<lead>(?:冲击|进入|跻身|迈入|挤进|保持在?|位居|位列|排名|名列|居|列|跃居|达到)?(?:全[国省市县区州]|[\u4e00-\u9fff]{1,2}[省市])[\u4e00-\u9fff]{0,6}?)"
    r"(?:(?P<top>前)(?P<a>[一二三四五六七八九十]+|\d{1,3})(?:名|位|强)?(?![批期轮个年所\d])|第(?P<b>[一二三四五六七八九十]+|\d{1,3})(?:名|位)?(?=[，。；、！\n)]|$))"
)
_SCOPES = re.compile(
    r"全[国省市县区州旗]|市本级|市直|市中心城区|中心城区|市城区|城区|市域|县域|农村|乡镇|每个[\u4e00-\u9fff]{1,6}?(?=[建设办有至均配原])|各[\u4e00-\u9fff]{0,2}[县市区乡镇][县市区]*"
)
_COMPARED_WITH = re.compile(r"(?:[居于入在列过比和与及、]|冲击|跻身|领先|国家)$")
_RANKED = re.compile(r"(?:[\u4e00-\u9fff]{0,4}平均|前|第|领先|先进|一流|首)")
_THIS_YEAR = re.compile(r"今年|本年度?|(?<![一二三四五六七八九十两\d])年内(?!容)|(?<!\d)年底前")
_SPAN_OF_YEARS = re.compile(
    r"(?:^|(?<=[，；。:、\s财政县市区]))([一二三四五六七八九十]|\d)年(?=[^内来间前后级制度以期底一二三四五六七八九十\d])"
)
_YEARLY = re.compile(r"每\s?学?年")
_PART_OF = re.compile(r"\s*其中")
_FROM = re.compile(r"(?:由|从)[^，。；]{0,16}$")
_CHANGED = re.compile(
    r"^[^，。；\d]{0,3}(?:提高|增加|增长|上升|提升|扩大|下降|降低|减少|降|升|扩容|调整|缩小|压缩)(?:到|至|为)?"
)


@dataclass(frozen=True, slots=True)
class TextFigure:
    """A figure found in a passage; offsets count in the passage.

    Attributes:
        bare: the indicator without the topic that was put before it.
        start, end: the numeral.
        clause: range of its clause.
    """

    role: Role
    indicator: str
    bare: str
    scope: str | None
    unit: str
    op: str
    value: Decimal
    value2: Decimal | None
    year: int | None
    start: int
    end: int
    clause: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around a passage: its section's context, the plan's horizon, the default scope, the item's topic.

    Attributes:
        topic: what the item is about; names figures that name nothing themselves.
        scope: region word where the text names none (全市, 全县).
        year: year that holds for the whole passage (end year of a project row); None if none.
        bound: the passage is part of a project: what it holds is to be built.
    """

    context: Context
    horizon: Horizon
    topic: str = ""
    scope: str | None = None
    year: int | None = None
    bound: bool = False


def read_figures(passage: str, setting: Setting) -> Iterator[TextFigure]:
    """Yield the figures of a passage in order."""
    text = uniform(passage)
    ranks = list(_ranks(text, setting))
    yield from ranks
    reading = Reading.of(text)
    if reading is None:
        return
    phrases = Names(reading)
    names, ops, years = spread_names(phrases), spread_ops(reading), spread_years(reading)
    last: TextFigure | None = None
    for index, q in enumerate(reading.quantities):
        if any(rank.start <= q.start < rank.end for rank in ranks):
            continue
        dated = Dated(years[index], True) if index in years else figure_year(reading, q, setting)
        year = dated.year
        verdict = judge(reading, q, dated, setting.context, setting.horizon, bound=setting.bound)
        if verdict is None:
            continue
        role: Role = verdict.role
        if _is_baseline(reading, index):
            role = "observation"
            year = year if year is not None and year <= (setting.horizon.base or year) else setting.horizon.base
        shared = names.get(index)
        name = Name(shared, shared) if shared else name_figure(phrases, index, topic=setting.topic)
        clause = reading.clause(q.start)
        if (
            role == "target"
            and last is not None
            and last.role == "norm"
            and (_is_share_of(reading, q, last) or _continues(reading, q, last))
        ):
            role = "norm"
        if last is not None and "norm" not in (role, last.role) and _is_part(reading, q):
            role, year = last.role, year or last.year
        unsaid = role == "target" and "每年" not in name.text
        yearly = "每年" if unsaid and _YEARLY.search(reading.text, clause[0], q.head) else ""
        found = TextFigure(
            role=role,
            indicator=yearly + name.text,
            bare=yearly + name.bare,
            scope=_scope(reading, q) or setting.scope,
            unit=verdict.unit,
            op=ops.get(index, q.op),
            value=q.value,
            value2=q.value2,
            year=_shown_year(role, year, setting),
            start=q.start,
            end=q.end,
            clause=(clause[0], max(clause[1], q.tail)),
        )
        last = found
        items = each_of(reading, q)
        yield from (replace(found, indicator=item, bare=item) for item in items) if items else (found,)


def _is_part(reading: Reading, q: Quantity) -> bool:
    """Whether the figure's sentence opens with 其中: it speaks of a part of the figure before."""
    return bool(_PART_OF.match(reading.text, reading.sentence(q.start)[0]))


def _continues(reading: Reading, q: Quantity, last: TextFigure) -> bool:
    """Whether a figure stands in one list with the figure before: 分别奖励5万元、3万元."""
    return re.fullmatch(r"\D{0,3}[、和]", reading.text[last.end : q.head]) is not None and q.op == last.op


def _is_share_of(reading: Reading, q: Quantity, last: TextFigure) -> bool:
    """Whether a limit is for a part of the figure before: …不低于15%，其中骨干教师不低于20%."""
    start, _ = reading.clause(q.start)
    part = reading.text.startswith("其中", start) and q.op != "="
    return part and last.start >= reading.sentence(q.start)[0]


def _shown_year(role: Role, year: int | None, setting: Setting) -> int | None:
    if role == "observation":
        if setting.context.tense == "past" or setting.horizon.issued is None:
            return year or (setting.context.year if setting.context.tense == "past" else None) or setting.horizon.base
        if year is None or year > setting.horizon.issued:
            return setting.horizon.issued  # what a plan says of today is of the year it was issued in
        return year
    if year is not None:
        return year
    if role == "target":
        return setting.year or setting.context.year
    return None


def _is_baseline(reading: Reading, index: int) -> bool:
    """Whether a figure is where a change starts (由2.16%提高到10%)."""
    q = reading.quantities[index]
    if index + 1 >= len(reading.quantities):
        return False
    start, _ = reading.clause(q.start)
    after = reading.text[q.tail : reading.quantities[index + 1].start]
    return bool(_FROM.search(reading.text[start : q.start])) and bool(_CHANGED.match(after))


def figure_year(reading: Reading, q: Quantity, setting: Setting) -> Dated:
    """Return the year that the text gives a figure.

    Nearest first: before it in its clause; before it in its sentence; after it in its sentence (…，2023年秋季竣工);
    a year or
    period of time limit (五年内); the year that the previous sentences of the paragraph set for what follows.
    """
    low, high = reading.sentence(q.start)
    start, end = reading.clause(q.start)
    horizon = setting.horizon
    if q.unit == "年" and q.op == "<=":
        return Dated(_limit_year(int(q.value), horizon), True)
    if _THIS_YEAR.search(reading.text[start : q.start]):
        return Dated(horizon.issued or horizon.end, True)
    before = [y for y in reading.years_in(low, q.start) if not _compared(reading, y, q)]
    if before:
        own = [y for y in before if y.start >= start]
        nearest = (own or before)[-1]
        if reading.text[nearest.end : nearest.end + 2] in ("以来", "起，") and setting.context.tense == "past":
            return Dated(horizon.base, True)  # a sum since that year stands at the base year
        return Dated(nearest.year, True)
    limit = _time_limit(reading, q, low, horizon, past=setting.context.tense == "past")
    if limit is not None:
        return Dated(limit, True)
    for y in reading.years_in(q.start, high):
        low_y, high_y = reading.clause(y.start)
        alone = y.start - low_y <= 4 and not reading.quantities_in(low_y, high_y)
        if not _compared(reading, y, q) and (y.start < end or alone):
            return Dated(y.year, True)  # …，2023年秋季竣工: a clause of its own that dates the sentence
    if setting.context.tense == "past" or setting.year is not None:
        return Dated(None, False)
    earlier = [y for y in reading.years_in(low - 2000, low) if horizon.base is None or y.year > horizon.base]
    return Dated(earlier[-1].year if earlier else None, False)


def _compared(reading: Reading, y: YearMention, q: Quantity) -> bool:
    """Whether a year is what a figure is compared with, not its own: 比2015年增长33%, 由2020年的56%提高到62%,
    在2020年基础上.

    The figure right after such a year is that year's own all the same (比2015年的68亿元).
    """
    before, after = reading.text[max(0, y.start - 2) : y.start], reading.text[y.end : y.end + 4]
    if re.match(r"的?(?:现有)?基[础数]", after):
        return True
    if re.search(r"[比较同是]$", before):
        return not re.fullmatch(r"[的\d.万亿元和、所个人名\s]*", reading.text[y.end : q.start])
    if re.search(r"[由从]$", before):
        between = reading.quantities_in(y.end, q.start)
        return bool(between) and not reading.years_in(between[0].end, q.start)
    return False


def _time_limit(reading: Reading, q: Quantity, low: int, horizon: Horizon, *, past: bool) -> int | None:
    """Return the year in which a limit of N年内 ends, counted from the year of issue, within the plan's period."""
    span = _SPAN_OF_YEARS.search(reading.text, low, q.start)
    if span and not past and horizon.base is not None and horizon.end is not None:
        number = int(span[1]) if span[1].isascii() else parse_numeral(span[1])
        if number == horizon.end - horizon.base:
            return horizon.end  # 五年新建…: the whole period
    for other in reading.quantities_in(low, q.start + 1):
        if other.unit == "年" and other.op == "<=" and other.tail > other.end + 1:
            return _limit_year(int(other.value), horizon)
    return None


def _limit_year(count: int, horizon: Horizon) -> int | None:
    """Return the year in which ``count`` years from the issue end, within the plan's period."""
    if horizon.issued is None or count > 50:
        return None
    year = horizon.issued + count
    return min(year, horizon.end) if horizon.end else year


def _scope(reading: Reading, q: Quantity) -> str | None:
    """Return the part of the region that a figure is of: named in its clause, or at the head of an earlier one."""
    low, _ = reading.sentence(q.start)
    start, _ = reading.clause(q.start)
    found = None
    for match in _SCOPES.finditer(reading.text, low, q.start):
        at = match.start()
        if _COMPARED_WITH.search(reading.text, max(0, at - 4), at) or _RANKED.match(reading.text, match.end()):
            continue  # 居全省第二, 高于全国平均水平: what it is measured against
        reach = {"全": 3, "每": -1, "各": -1}.get(match.group()[0], 0)  # 每个乡镇 holds for its own clause only
        heads = at - reading.clause(at)[0] <= reach
        if at >= start or heads:
            found = match.group()
    return found


def _ranks(text: str, setting: Setting) -> Iterator[TextFigure]:
    """Yield ranks aimed at or held: 全省前五, 居全省第二."""
    if not ("前" in text or "第" in text):
        return
    for match in _RANK.finditer(text):
        numeral = match["a"] or match["b"]
        value = int(numeral) if numeral.isascii() else parse_numeral(numeral)
        at = match.start("a") if match["a"] else match.start("b")
        if not value or value > 500 or (match["b"] and not re.match(r"位居|位列|排名|名列|居|列|跃居", match["lead"])):
            continue
        start = max(text.rfind(c, 0, match.start()) for c in "，。；：:、") + 1
        year = _rank_year(text, match.start())
        past = setting.context.tense in ("past", "open") or (
            match["b"] is not None and match["lead"].startswith(("居", "位居", "列"))
        )
        past = past or (year is not None and setting.horizon.base is not None and year <= setting.horizon.base)
        subject = re.sub(r"^(?:支持|推动|确保|力争|使)", "", text[start : match.start()]) or setting.topic
        name = (subject + match["lead"].lstrip("冲击进入跻身迈居列位") + "排名")[-30:]
        yield TextFigure(
            role="observation" if past else "target",
            indicator=name,
            bare=name,
            scope=setting.scope,
            unit="名次",
            op="<=" if match["top"] else "=",
            value=Decimal(value),
            value2=None,
            year=year or (setting.horizon.base if past else None),
            start=at,
            end=at + len(numeral),
            clause=(start, match.end()),
        )


def _rank_year(text: str, at: int) -> int | None:
    """Return the year named before a rank in its sentence."""
    low = max(text.rfind(c, 0, at) for c in "。！？\n") + 1
    years = find_years(text[low:at])
    return years[-1].year if years else None
