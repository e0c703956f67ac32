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
from luoshi.model.indicator_names import are_two_indicators, canonical
from luoshi.model.plan import Figure, Observation, Plan, Target
from luoshi.review.areas import Areas, Position
from luoshi.review.retrospect import as_reached
from luoshi.review.things import TREND

_CUT = re.compile(r"[，。；;！？!?\n\t|]|(?<!\d),")
_TAIL = re.compile(
    r"[ \u3000]?(?:[%％‰]|个?百分点|万?[人名所个年项间套门家亩]|亿元|万元|元)?(?:及以上|以上|以内|以下|左右)?"
)
_HEAD = re.compile(r"(?:不低于|不少于|不得低于|不得少于|至少|不超过|不高于|超过|高于|低于|不足|约)$")
_BRACKETS = re.compile(r"[（(\[][^（()）\]]*[）)\]]")
_LIMITS = re.compile(r"[（(](?:不?含|不?包括|仅|限|市本级|县本级|扣除|剔除|按)[^（()）]*[）)]")
_PAST_GOAL = re.compile(r"规划目标|预定目标|目标值|原定")
_CHANGE = re.compile(r"增长|增加|增幅|提高|提升|下降|降低|减少|新增|净增|压减|上升|超出|增速")
_PLACE = re.compile(
    r"市辖区|中心城区|主城区|城市规划区|城区|市区|县城|城镇|农村|乡村|乡镇|市本级|市直|县直|全国|国家|全省|省内|省定|上级"
    r"|本地|贫困|薄弱|重点|(?:(?!全)[\u4e00-\u9fff]){2}(?:县|区)(?![市域级内、（(]|城|直)"
)
_OF_WHICH = re.compile(r"公办|民办|小学|初中|高中|中职|中等职业|高职|高校|学前|幼儿园|义务教育|特殊教育|男生|女生|寄宿")
_NO_NAME = re.compile(r"[，。；;：:！？!?\n]|\d\.\d|.{32}")
"""What a name never holds: a sentence was taken for it."""
_BARE = re.compile(r"[毛净]?入[学园]率|(?!近视|肥胖|辍学|文盲|流失|失学|龋齿|普惠)[\u4e00-\u9fff]{2}率|占比|平均年限")
"""Names that say nothing without the head they stand under."""
_RATE = re.compile(r"占$|率$|占比$|占比|比例|比重|年限$|师比$|生比$")
_SHARE_OF = re.compile(
    r"^(?P<of>.+?)(?<![初高])中[，,]?(?:具有|取得|获得|拥有|持有|有)?(?P<what>.{2,}?)的?(?:所?占|占比|比例)$"
)
"""小学专任教师中具有本科以上学历的占 is what a table calls 小学专任教师本科以上学历比例."""
_EDGE, _MOST_INSERTED = 3, 5
_TELLS_RATE = re.compile(
    r"[农城乡镇县市区省国校级新老特职专大小]|公办|民办|初中|高中|学前|普惠|示范|骨干|毛|净|双|近视|肥胖|女|男|教师|学生|毕业|优|达标|以上|学历|网络|课后|机构|设施|幼儿|入|在"
)
_FULL_SHARE = re.compile(r"(?P<part>.{3,}?)占(?P<whole>.{2,}?)(?:总数|总量|总体)?占比")
_STANDARD = re.compile(
    r"(.{4,}?(?:标准|经费|补助|补贴|津贴|奖补|资助))(?:自20\d\d年.{0,8}?起|从20\d\d年.{0,8}?起)?(?:统一)?"
    r"(?:达到|提高到|提高至|不低于|为|按)?(?:每[生人班月学].{0,4})?(?:不低于|不少于|达到|为)?$"
)
"""公用经费标准自2023年秋季学期起达到每生每年: the words behind the name of a standard are none of it."""
_COUNT = re.compile(r"(?<=在校生)人?数$|(?<=在园幼儿)人?数$|(?<=在园)人数$|(?<=专任教师)人?数$")
_PERIODIC = re.compile(r"每年|年均|逐年|每学期|每月|累计")
_OWNER = re.compile(
    r"国家(?:要求|规定|规划|目标)|省(?:里|定|级)?(?:要求|规划|目标)|全国|按[\u4e00-\u9fff]{2,6}(?=计算|统计|口径)|口径|底线|争先"
)
_STAGE = re.compile(r"(?:九年)?义务教育|小学|初中|高中|普通高中|中职|中职学校|学前教育|特殊教育")
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
_WHOLE = re.compile(r"全[市县区州旗]")
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
    def key(self) -> tuple[str, str, str]:
        """Indicator, scope with area, and unit."""
        return self.name, f"{self.figure.scope or ''} {self.area}", self.unit

    def has_name_of(self, other: Measure) -> bool:
        """Tell whether both names read the same but for 全市 and the like: not only mean the same."""
        return self._bare_name == other._bare_name

    @cached_property
    def _bare_name(self) -> str:
        return re.sub(r"^全[省市县区州域]|幼儿|教育|阶段|学生|的|\s", "", _BRACKETS.sub("", self.figure.indicator))

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
    groups: dict[tuple[str, str, str], tuple[Measure, ...]]


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
    keys = _whole_keys(named, _share_keys(named))
    groups: dict[tuple[str, str, str], list[Measure]] = {}
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


def _whole_keys(
    measures: Sequence[Measure], shared: dict[tuple[str, str, str], tuple[str, str, str]]
) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Return the keys with rates of 全市 put to those that name no scope, where the text speaks of one region alone."""
    wholes = {one.figure.scope for one in measures if one.figure.scope and _WHOLE.fullmatch(one.figure.scope)}
    found = dict(shared)
    for one in measures:
        name, scope, unit = found.get(one.key, one.key)
        if not one.is_rate:
            continue
        if len(wholes) == 1 and scope.split(" ")[0] in wholes:
            scope = " " + scope.split(" ", 1)[1]
        found[one.key] = (_wording(name), scope, unit)
    return found


def _wording(name: str) -> str:
    """Return the name of a rate without 总体, 占 alone as 占比; teachers of 普通高中 are those of 高中."""
    name = re.sub(r"总体|整体", "", name)
    name = f"{name}比" if name.endswith("占") else name
    return name.replace("普通高中", "高中") if "教师" in name else name


def _share_keys(measures: Iterable[Measure]) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Return under which key a share told in full stands: 护理型床位占机构床位总数占比 is 机构护理型床位占比."""
    keys = {one.key for one in measures if one.is_rate}
    short: dict[tuple[str, str, str], list[str]] = {}
    for name, scope, unit in sorted(keys):
        if name.endswith("占比") and "占" not in name[:-2]:
            short.setdefault((name[-4:-2], scope, unit), []).append(name)
    found = {}
    for name, scope, unit in keys:
        told = _FULL_SHARE.fullmatch(name)
        for other in short.get((told["part"][-2:], scope, unit), ()) if told else ():
            rest = other[:-2].removesuffix(told["part"]) if told else other
            if told and rest != other[:-2] and rest in told["whole"]:
                found[name, scope, unit] = (other, scope, unit)
                break
    rates: dict[tuple[str, str, str, str], list[str]] = {}
    for name, scope, unit in sorted(keys - set(found), key=lambda key: len(key[0])):
        group = rates.setdefault((name[:_EDGE], name[-_EDGE:], scope, unit), [])
        shorter = next((other for other in group if _is_within(other, name)), None)
        if shorter is not None:
            found[name, scope, unit] = (shorter, scope, unit)
        group.append(name)
    return found


def _is_within(shorter: str, longer: str) -> bool:
    """Tell whether the longer name of a rate has but one word more inside: 重点人群(家庭医生)签约率."""
    more = len(longer) - len(shorter)
    head = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if not 2 <= more <= _MOST_INSERTED or longer[head + more :] != shorter[head:] or len(shorter) < _EDGE + 3:
        return False
    word = longer[head : head + more]
    return not re.search(_TELLS_RATE, word) and not are_two_indicators(shorter, longer)


def _of_pupils(name: str, figure: Figure, before: str) -> str:
    """Return the name of a number of pupils in full: 在校学生62万人，其中义务教育阶段38万人."""
    if figure.unit in ("人", "万人", "名") and _STAGE.fullmatch(name) and re.search(r"在校(?:学生|生)", before):
        name += "在校生"
    return re.sub(r"^九年(?:制)?(?=义务教育)", "", name)


def _name(indicator: str) -> str:
    plain = _SHARE_OF.sub(r"\g<of>\g<what>占比", _BRACKETS.sub("", indicator))
    standard = _STANDARD.match(plain)
    plain = standard[1] if standard else plain
    name = "" if _NO_NAME.search(indicator) else _COUNT.sub("", canonical(plain))
    name = re.sub(r"^(?:养老(?:服务)?)?机构(?=.{4,}占比$)", "", name)
    return "" if _BARE.fullmatch(name) else name


def _measure(text: str, figure: Figure, projects: Iterable[str], areas: Areas, region: str) -> Measure:
    start, end = figure.value_span
    before = text[max(0, start - _MOST_BEFORE) : start]
    cut = max((m.end() for m in _CUT.finditer(before)), default=0)
    clause = before[cut:].lstrip()
    tail = _TAIL.match(text, end)
    stop = tail.end() if tail else end
    head = _HEAD.search(clause)
    raw = (head[0] if head else "") + re.sub(r"\s", "", text[start:stop].translate(HALF_WIDTH))
    remark = "".join(_BRACKETS.findall(figure.indicator))
    span = Span(start - len(clause), min(stop, start - len(clause) + _MOST_LONG))
    cell = areas.position(Span(start, end))
    return Measure(
        figure,
        _of_pupils(_name(figure.indicator), figure, before),
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
