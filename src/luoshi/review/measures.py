"""Figures that can be held against one another (可比数据): the same indicator, scope and unit under one key.

Entry: :func:`measures_of`; rules read ``Material.measures``. Only the name in one wording makes two figures one
indicator here; names that merely look alike are left apart, for a false alarm costs more than a miss.
Not here: what the rules make of them (packages ``consistency`` and ``definition``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from luoshi.base.numerals import HALF_WIDTH
from luoshi.base.texts import are_apart
from luoshi.model.document import Document, Span
from luoshi.model.indicator_names import canonical
from luoshi.model.plan import Figure, Observation, Plan, Target
from luoshi.review.areas import Areas, Position
from luoshi.review.measure_names import REMARKS, Key, measured_name, of_pupils, one_keys
from luoshi.review.retrospect import as_reached
from luoshi.review.things import TREND

_CUT = re.compile(r"[，。；;！？!?\n\t|]|(?<!\d),")
_TAIL = re.compile(
    r"[ \u3000]?(?:[%％‰]|个?百分点|万?[人名所个年项间套门家亩]|亿元|万元|元)?(?:及以上|以上|以内|以下|左右)?"
)
_HEAD = re.compile(r"(?:不低于|不少于|不得低于|不得少于|至少|不超过|不高于|超过|高于|低于|不足|约)$")
_LIMITS = re.compile(r"[（(](?:不?含|不?包括|仅|限|市本级|县本级|扣除|剔除|按)[^（()）]*[）)]")
_PAST_GOAL = re.compile(r"规划目标|预定目标|目标值|原定")
_CHANGE = re.compile(r"增长|增加|增幅|提高|提升|下降|降低|减少|新增|净增|压减|上升|超出|增速")
_PLACE = re.compile(
    r"市辖区|中心城区|主城区|城市规划区|城区|市区|县城|城镇|农村|乡村|乡镇|市本级|市直|县直|全国|国家|全省|省内|省定|上级"
    r"|本地|贫困|薄弱|重点|(?:(?!全)[\u4e00-\u9fff]){2}(?:县|区)(?![市域级内、（(]|城|直)"
)
_OF_WHICH = re.compile(r"公办|民办|小学|初中|高中|中职|中等职业|高职|高校|学前|幼儿园|义务教育|特殊教育|男生|女生|寄宿")
_RATE = re.compile(r"占$|率$|占比$|占比|比例|比重|年限$|师比$|生比$")
_PERIODIC = re.compile(r"每年|年均|逐年|每学期|每月|累计")
_OWNER = re.compile(
    r"国家(?:要求|规定|规划|目标)|省(?:里|定|级)?(?:要求|规划|目标)|全国|按[\u4e00-\u9fff]{2,6}(?=计算|统计|口径)|口径|底线|争先"
)
_WHOM = re.compile(r"幼儿园|学前|小学|初中|普通高中|高中|中职|中等职业|高职|高校|特殊教育|义务教育")
_COUNTY = re.compile(
    r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff]{2,3}县|[\u4e00-\u9fff]{1,2}(?![社校园片学城市地新老小山库郊辖镇])[\u4e00-\u9fff]区)"
    r"(?![域级内直外城])|全[省市县区州旗]"
)
NO_COUNTY = re.compile(
    r"构建|建立|健全|完善|形成|推动|推进|实现|其中|打造|统筹|加强|建设|支持|指导|督促|带动|覆盖|达到|由"
)
"""What seems to be the name of a county and is none: 构建县、乡、村三级网络."""
_OF_SCHOOLS = re.compile(r"学历|生师比|师生比|班额|职称|骨干|在校生|专任教师|教职工|学位|[生师校班]均")
"""What is told of one kind of schools after the other: 小学…，本科以上学历比例62%；初中…，本科以上学历比例89%."""
_SHARE_WHOLE = re.compile(r"占(?P<whole>[^占比，。；\d]{2,14}?)(?:总数|总量|总人数)?的")
_MONTH = re.compile(r"春季|秋季|上半年|下半年|\d{1,2}月")
_FACTOR = {"万": 10_000, "亿": 100_000_000}
_STRETCH = re.compile(r"力争|争取|努力")
"""Words of a goal beyond the goal: 达到95%, 力争达到96%."""
UPWARD = frozenset((">=", ">"))
DOWNWARD = frozenset(("<=", "<"))
_MOST_BEFORE, _MOST_LONG, _MOST_LEAD = 48, 78, 160


@dataclass(frozen=True)
class Measure:
    """A figure with the words around it.

    Attributes:
        figure: the figure of the plan.
        name: its indicator in one wording, remarks in brackets left out.
        remark: those remarks.
        limits: brackets in the clause or right behind the value that say what is counted: （不含云岫县）.
        clause: the words of its sentence up to the value, from the last comma.
        raw: the value as written, with unit and comparator behind it.
        span: clause and value, at most 78 characters.
        in_project: it belongs to one project.
        cell: the cell that holds the value; None in prose.
        area: the part of the region for which it stands (市区, 云岫县); empty for the whole.
        context: the words above it that may say of which schools it speaks.
        is_dated: its year stands in the words of its sentence, or it stands in a table.
        sentence: where its sentence begins in the text; -1 in a table.
        labels: in a table, where the row says what it measures.
        whom: the schools and the county that its sentence names last before it; empty where it names none.
        setting: the words of its sentence that say whose or which value it is: 国家要求, 按户籍, 力争, 2022年6月.
    """

    figure: Figure
    name: str
    remark: str
    limits: str
    clause: str
    raw: str
    span: Span
    in_project: bool
    cell: Position | None
    area: str
    context: str
    is_dated: bool
    setting: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    whom: tuple[str, str] = ("", "")
    sentence: int = -1
    labels: tuple[Span, ...] = ()

    @cached_property
    def value(self) -> Decimal:
        """The value in ``unit``."""
        return self.figure.value * _FACTOR.get(self.figure.unit[:1] if len(self.figure.unit) > 1 else "", 1)

    @property
    def unit(self) -> str:
        """The unit without 万 and 亿: 万人 and 人 are one; 名 is 人."""
        unit = self.figure.unit
        unit = unit[1:] if len(unit) > 1 and unit[0] in _FACTOR else unit
        return "人" if unit == "名" else unit

    @cached_property
    def shown(self) -> str:
        """The value for a message: as written, with its unit even where the head of the column holds it."""
        unit = self.figure.unit
        lacks = unit and not re.search(
            r"[%％‰\u4e00-\u9fff]",
            re.sub(r"不?[低少高多]于|不?超过|至少|不足|约|以上|以内|以下|左右|及|得", "", self.raw),
        )
        if not lacks:
            return self.raw
        number = re.search(r"[\d.,]+", self.raw)
        return f"{self.raw[: number.end()]}{unit}{self.raw[number.end() :]}" if number else f"{self.raw}{unit}"

    @property
    def is_target(self) -> bool:
        """Whether it is a commitment."""
        return isinstance(self.figure, Target)

    @property
    def is_status(self) -> bool:
        """Whether it is a past or present figure; the former plan's goal, printed beside it, is not."""
        return isinstance(self.figure, Observation) and not _PAST_GOAL.search(self.figure.indicator)

    @property
    def is_rate(self) -> bool:
        """Whether it is a rate, a share or an average: what has one value a year and is not summed."""
        return bool(_RATE.search(self.name)) and self.figure.unit in ("%", "‰", "年", "比", "")

    @property
    def is_change(self) -> bool:
        """Whether it tells a change and not a level."""
        return self.figure.unit == "百分点" or bool(_CHANGE.search(TREND.sub("", self.figure.indicator)))

    @property
    def key(self) -> Key:
        """Indicator, scope with area, and unit."""
        return self.name, f"{self.figure.scope or ''} {self.area}", self.unit

    def has_name_of(self, other: Measure) -> bool:
        """Tell whether both names read the same but for 全市 and the like: not only mean the same."""
        return self._bare_name == other._bare_name

    @cached_property
    def _bare_name(self) -> str:
        return re.sub(r"^全[省市县区州域]|幼儿|教育|阶段|学生|的|\s", "", REMARKS.sub("", self.figure.indicator))

    def is_in_row_of(self, other: Measure) -> bool:
        """Tell whether both stand in one row of one table."""
        return (
            self.cell is not None
            and other.cell is not None
            and (self.cell.block, self.cell.row) == (other.cell.block, other.cell.row)
        )

    def is_in_sentence_of(self, other: Measure) -> bool:
        """Tell whether one sentence says both: 巩固率为97.2%，到2025年达到98% tells a level and its goal."""
        return self.sentence >= 0 and self.sentence == other.sentence

    def is_beyond(self, other: Measure) -> bool:
        """Tell whether one is a goal beyond the other: 达到95%，力争达到96%; not 力争 before the lower value."""
        hoped, firm = (self, other) if _STRETCH.search(self.clause) else (other, self)
        if not _STRETCH.search(hoped.clause) or _STRETCH.search(firm.clause):
            return False
        return hoped.value < firm.value if hoped.figure.op in DOWNWARD else hoped.value > firm.value

    def is_apart(self, other: Measure) -> bool:
        """Tell whether the words around say that the two speak of different things after all."""
        if self.span.start < other.span.end and other.span.start < self.span.end:
            return True  # 由100元提高到300元: one clause tells two figures apart by itself
        if self.cell is not None and other.cell is not None and self.cell.block == other.cell.block:
            return not self.is_in_row_of(other)  # rows of one name under two heads
        if self._lacks(other) or other._lacks(self) or self._is_of_others(other):
            return True
        if set(_PLACE.findall(self.clause)) != set(_PLACE.findall(other.clause)) and self.clause and other.clause:
            return True
        if bool(_PERIODIC.search(self.clause)) != bool(_PERIODIC.search(other.clause)):
            return True
        if self.limits != other.limits or self.setting[0] != other.setting[0]:
            return True
        if all(months for _, months in (self.setting, other.setting)) and self.setting[1] != other.setting[1]:
            return True
        if self.remark and other.remark and self.remark != other.remark:
            return True
        return bool(self.clause and other.clause) and are_apart(self.clause, other.clause)

    def _is_of_others(self, other: Measure) -> bool:
        """Tell whether two sentences speak of other schools or counties, or of shares of other wholes."""
        schools = (self.whom[0], other.whom[0])
        names = self.name + other.name
        in_table = self.cell is not None or other.cell is not None
        told = all(schools) and schools[0] != schools[1] and not _WHOM.search(names)
        if told and (in_table or _OF_SCHOOLS.search(names)):
            return True
        if in_table:
            return False
        wholes = [found["whole"] for m in (self, other) if (found := _SHARE_WHOLE.search(m.clause))]
        return self.whom[1] != other.whom[1] or (len(wholes) > 1 and canonical(wholes[0]) != canonical(wholes[1]))

    def _lacks(self, other: Measure) -> bool:
        """Tell whether the table of ``other`` is of schools that neither this figure's words nor its table name."""
        if other.cell is None:
            return False
        told = set(_OF_WHICH.findall(other.context)) - set(_OF_WHICH.findall(other.figure.indicator))
        return bool(told and not any(word in self.context + self.figure.indicator for word in told))


def places_of(measures: Iterable[Measure]) -> list[Span]:
    """Return where the values stand, then where the rows of those in tables say what they measure."""
    told = list(measures)
    return list(dict.fromkeys([*(m.span for m in told), *(label for m in told for label in m.labels)]))


@dataclass(frozen=True)
class Measures:
    """All figures of a plan by what they measure.

    Attributes:
        all: in reading order.
        groups: those that have a name, by key, in the order of their first.
    """

    all: tuple[Measure, ...]
    groups: dict[Key, tuple[Measure, ...]]


def measures_of(document: Document, plan: Plan, back: frozenset[int] = frozenset()) -> Measures:
    """Return the figures of ``plan`` as measures; the blocks ``back`` tell of the year before."""
    projects = {number for project in plan.projects for number in project.figures}
    areas = Areas(document, plan.document.region or "")
    region = plan.document.region or ""
    year = plan.document.period[0] if plan.document.period else 0
    figures = [as_reached(figure, document, back, year) for figure in plan.figures]
    every = tuple(_measure(document.text, figure, projects, areas, region) for figure in figures)
    named = [one for one in every if len(one.name) >= 3 and one.figure.part == "item"]
    named = _of_one_column(named)
    keys = one_keys({one.key for one in named if one.is_rate}, (one.figure.scope for one in named))
    groups: dict[Key, list[Measure]] = {}
    for one in named:
        groups.setdefault(keys.get(one.key, one.key), []).append(one)
    return Measures(every, {key: tuple(group) for key, group in groups.items()})


def _of_one_column(measures: Sequence[Measure]) -> list[Measure]:
    """Return them without those of a row that has another column of the same year and name: 2021年小学, 2021年初中.

    Two columns of a table are never one indicator: their head says what each counts, and the name has lost it.
    """
    columns: dict[tuple[int, int, str, int | None, bool], set[int]] = {}
    for one in measures:
        if one.cell is not None:
            columns.setdefault(_place(one, one.cell), set()).add(one.cell.column)
    return [one for one in measures if one.cell is None or len(columns[_place(one, one.cell)]) == 1]


def _place(one: Measure, cell: Position) -> tuple[int, int, str, int | None, bool]:
    kept = f"{one.figure.indicator} {one.figure.scope}"  # 2020年目标, 2020年实现 are one indicator all the same
    return cell.block, cell.row, kept, one.figure.year, one.is_status


def _measure(text: str, figure: Figure, projects: Iterable[str], areas: Areas, region: str) -> Measure:
    start, end = figure.value_span
    before = text[max(0, start - _MOST_BEFORE) : start]
    cut = max((m.end() for m in _CUT.finditer(before)), default=0)
    clause = before[cut:].lstrip()
    tail = _TAIL.match(text, end)
    stop = tail.end() if tail else end
    head = _HEAD.search(clause)
    raw = (head[0] if head else "") + re.sub(r"\s", "", text[start:stop].translate(HALF_WIDTH))
    remark = "".join(REMARKS.findall(figure.indicator))
    span = Span(start - len(clause), min(stop, start - len(clause) + _MOST_LONG))
    cell = areas.position(Span(start, end))
    return Measure(
        figure,
        of_pupils(measured_name(figure.indicator), figure.unit, before),
        remark,
        "".join(_LIMITS.findall(clause) + _behind(text, stop)),
        clause,
        raw,
        span,
        figure.id in projects,
        cell,
        areas.area(Span(start, end), cell),
        areas.context(Span(start, end), cell),
        cell is not None or _is_dated(text, figure),
        _setting(text, figure) if cell is None else (frozenset(), frozenset()),
        _whom(text, figure.value_span.start, region) if cell is None else (_schools_of(areas.row(cell)), ""),
        -1 if cell is not None else max(text.rfind(mark, 0, start) for mark in "。；;\n") + 1,
        areas.labels(cell, figure.indicator),
    )


def _setting(text: str, figure: Figure) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a sentence that set its value apart, and its months and seasons."""
    start = figure.value_span.start
    before = re.split(r"[。；;\n]", text[max(0, start - _MOST_LEAD) : start])[-1]
    return frozenset(_OWNER.findall(before)), frozenset(_MONTH.findall(before))


def _whom(text: str, at: int, region: str) -> tuple[str, str]:
    """Return the schools and the county that a sentence names last before a value; the plan's own region is none."""
    before = re.split(r"[。；;\n]", text[max(0, at - _MOST_LEAD) : at])[-1]
    schools = _WHOM.findall(before)
    counties = [name for name in _COUNTY.findall(before) if not NO_COUNTY.match(name)]
    county = counties[-1] if counties else ""
    return schools[-1] if schools else "", "" if county.startswith("全") or county in region else county


def _schools_of(row: str) -> str:
    """Return the schools that the cells of a row name before a value; the last of them."""
    return next(reversed(_WHOM.findall(row)), "")


def _is_dated(text: str, figure: Figure) -> bool:
    start = figure.value_span.start
    before = re.split(r"[。；;\n]", text[max(0, start - _MOST_LEAD) : start])[-1]
    return figure.year is not None and str(figure.year) in before


def _behind(text: str, at: int) -> list[str]:
    match = _LIMITS.match(text, at)
    return [match[0]] if match else []
