"""How many of what (数量说法): what a clause counts, whether it is there already or shall come, by when.

Entry: :func:`amounts_of`. A name stands before its number (社区日间照料中心318个) or behind it (326个社区日间照料中心);
of the first the end is sure, of the second the beginning. The row of a project whose content begins with a number
counts what the project is named after; the row of a table of indicators counts its indicator.
Not here: which amounts contradict one another (:mod:`luoshi.review.consistency.two_amounts`), rates and shares
(:mod:`luoshi.review.measures`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from luoshi.base.quantities import Quantity
from luoshi.model.document import Span
from luoshi.review.material import Material, Sentence
from luoshi.review.measures import Measure
from luoshi.review.tenses import Tense, stage_end

_UNITS = {
    **dict.fromkeys("个 所 家 处 座 座次 园 校 间 栋".split(), "个"),
    **dict.fromkeys("人 名 位".split(), "人"),
    **{
        unit: unit
        for unit in "人次 户 张 项 门 套 台 辆 场 支 篇 平方米 亩 元 万元 亿元 班 公里 节 件 册 种 次 条 吨".split()
    },
}
_SCALE = {"亿元": ("万元", Decimal(10_000))}


class Doing(Enum):
    """What is done with what is counted."""

    NEW = "new"  # 新建
    BETTER = "better"  # 改扩建, 改造
    MORE = "more"  # 新增
    MAKE = "make"  # 建设, 建成, 打造: new or not
    PICK = "pick"  # 培育, 遴选, 认定
    TEACH = "teach"  # 培训
    HIRE = "hire"  # 补充, 招聘
    GIVE = "give"  # 资助, 发放, 惠及
    NONE = "none"


_VERBS = {
    Doing.NEW: "新建",
    Doing.BETTER: "改扩建 改造提升 改造 扩建 改建 提升 迁建 维修 升级",
    Doing.MORE: "新增 增加 增设 净增 扩增",
    Doing.MAKE: "建设完成 建设 建成 打造 创建 设立 组建 成立 布设 建立 设置 完成 实施 发展 建好 建有"
    " 布局 规划 投用 开展 举办 组织 开设 安排 配备 配置 提供 扶持 支持",
    Doing.PICK: "培育 培养 遴选 评选 认定 选树 命名 选派 推出 入选",
    Doing.TEACH: "培训 轮训",
    Doing.HIRE: "补充 招聘 引进 招录 招收",
    Doing.GIVE: "资助 惠及 发放 覆盖 辐射 投入 筹措",
}
_DOING = {verb: doing for doing, verbs in _VERBS.items() for verb in verbs.split()}
_VERB = "|".join(sorted(_DOING, key=len, reverse=True))
_TIME = (
    r"(?:到|至|截至|截止)?20\d\d\s?年(?:\d{1,2}月)?[年月]?[底末]?(?:之?前)?|(?:未来|今后|近)?[一二三四五六两]年[间内来]?(?!级|制)"
    r"|[“\"]?十[一二三四五六]五[”\"]?(?:时期|期间|以来|末)?|规划期[内末]?|期内|目前|现在"
)
_IDLE = (
    r"全[省市县区州旗]域?|我[省市县区州]|各级|各地|累计|总计|合计|一共|共计|共|计划|力争|确保|争取|努力|逐步|继续|进一步|重点|分批|全部|已经|已|现"
    r"|将|再|要|对|把|使|其中|连同|以及|和|及|并|的|了|有|约|于|在(?!校|园|职|编|读|册)|通过|实现|推动|推进|加快|完善|采取|支持|鼓励|每个|用于"
)
_PEEL = re.compile(rf"(?:{_TIME}|{_VERB}|{_IDLE}|[\s　])")
_LINK = re.compile(
    r"(?:分别)?(?:为|达到?|增加到|扩大到|发展到|增至|有|共|计|约|总数|数量|总量|规模|人数|不少于|不低于|至少"
    r"|[：:\s　])+$"
)
_CUT = re.compile(r"[，,、；;：:。！？（()）“”\"《》\n\t|]")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z·]{2,24}")
_YEARLY = re.compile(r"每学?年|年均|平均每年")
_PERIODIC = re.compile(r"每[月校班生人所个园](?!年)|每学期|(?<!年)平均(?!每年)|各[\d一二三]|分别")
_THERE = re.compile(r"已(?:经)?(?:建|有|设|完|认|创|培|入|开|覆|成)|现有|共有|目前|截至|截止")
_TO_COME = re.compile(r"到20\d\d\s?年|20\d\d\s?年[年月\d]*[底末]?前|将|计划|力争")
_STAGE = re.compile(r"^九年(?:制)?(?=义务教育)|(?<=教育)阶段")
_BARE_STAGE = re.compile(r"义务教育|学前教育|高中阶段|普通高中|中等职业学校|特殊教育学校|高等学校")
_YEAR = re.compile(r"20\d\d(?=\s?年)")
_FROM = re.compile(r"由|从|原|比|较|上年|去年|提高|下降|减少")
_ROW_KIND = re.compile(r"(?:建设|改造提升|提升|改造|培育|创建)?(?:项目|工程|行动|计划|任务)$")
_STATEMENT_END = re.compile(r"[。；;]")
_RESTRICTED = re.compile(r"民办|公办|普惠|城区|市区|县城|农村|乡村|乡镇|寄宿|示范|新增|新建|改扩建")
_DIGIT = re.compile(r"\d")
_CLAUSE_START = re.compile(r"[，,；;：:。！？\n\t|]")
_LONGEST, _MOST_NUMBERS, _MOST_LEAD = 70, 80, 120


@dataclass(frozen=True, eq=False)
class Amount:
    """A number with what it counts.

    Attributes:
        name: what is counted; its end is sure when it stands before the number.
        behind: the words behind the number when the name stands there: they begin with it, where they end is open.
        doing: what is done with it.
        is_there: whether it is there already; None when not known.
        year: the year told with it; None when none is.
        value: in ``unit``, money in 万元.
        op: comparator.
        shown: as written, with the name.
        span: name and number.
        where: what tells apart the statement or the table.
        is_whole: 全市, 共 and the like stand before it.
        labels: in a table, where the row says what it is.
        at: where the number begins in the text.
        is_yearly: it is that of each year.
    """

    name: str
    behind: str
    doing: Doing
    is_there: bool | None
    year: int | None
    unit: str
    value: Decimal
    op: str
    shown: str
    span: Span
    where: tuple[int, int]
    is_whole: bool = False
    labels: tuple[Span, ...] = ()
    at: int = -1
    is_yearly: bool = False


class _Words(NamedTuple):
    """What is counted, by the name before or behind the number, and where name and number begin and end."""

    name: str
    behind: str
    start: int
    end: int


def amounts_of(material: Material) -> Iterator[Amount]:
    """Yield the amounts of the text in reading order, then those of the rows of projects and indicators."""
    year: int | None = None  # of the sentences before in the same paragraph
    piece = None
    for number, sentence in enumerate(material.sentences):
        year = year if sentence.piece is piece else None
        piece = sentence.piece
        if _DIGIT.search(sentence.text):
            yield from _said(material, sentence, number, year)
            told = _YEAR.findall(sentence.half_width)
            year = int(told[-1]) if told else year
    yield from _of_projects(material)
    yield from _of_indicators(material)


def _said(material: Material, sentence: Sentence, number: int, before: int | None) -> Iterator[Amount]:
    text = sentence.half_width
    quantities = [q for q in sentence.quantities() if q.unit in _UNITS]
    if not quantities or len(quantities) > _MOST_NUMBERS:
        return  # one sentence with more numbers is a table in disguise
    tense = material.tense(sentence)
    cell = sentence.piece.cell
    stage = stage_end(material.document, sentence)
    where = (1, sentence.piece.number) if cell is not None else (0, number)
    doing, last = Doing.NONE, 0
    for quantity in quantities:
        clause = max((m.end() for m in _CLAUSE_START.finditer(text, 0, quantity.head)), default=0)
        if clause > last:
            doing = Doing.NONE
        cut = max((m.end() for m in _CUT.finditer(text, last, quantity.head)), default=last)
        lead = _LINK.sub("", text[cut : quantity.head])
        name, told = _peeled(lead)
        doing = told or doing
        last = max(quantity.tail, quantity.end)
        behind = _HAN.match(text, last)
        around = text[max(clause, quantity.head - 30) : quantity.head]
        if (
            quantity.value2 is not None
            or _PERIODIC.search(around)
            or _FROM.search(around)
            or _is_of_a_part(text, quantity.head)
        ):
            continue
        if len(name) >= 4:
            start = text.find(name, cut, quantity.head)
            words = _Words(_of_pupils(name, text[:clause], quantity.unit), "", max(start, last - _LONGEST), last)
        elif not name and behind is not None and len(behind[0]) >= 4:
            end = min(behind.end(), last + 16)
            words = _Words("", behind[0].removeprefix("的"), max(clause, end - _LONGEST), end)
        else:
            continue
        there = _is_there(around, tense, cell is not None)
        years = _YEAR.findall(text[: quantity.head])
        told_year = int(years[-1]) if years else before if there else stage
        yield _amount(sentence, quantity, words, doing, there, told_year, where)


def _is_of_a_part(text: str, at: int) -> bool:
    """Tell whether a list counts within a part of the whole: 民办学校231所，其中幼儿园198所、中等职业学校7所."""
    which = text.rfind("其中", max(0, at - _MOST_LEAD), at)
    if which < 0 or _STATEMENT_END.search(text, which, at):
        return False
    whole = _STATEMENT_END.split(text[max(0, which - _MOST_LEAD) : which])[-1]
    return _RESTRICTED.search(whole) is not None


def _is_there(around: str, tense: Tense | None, in_cell: bool) -> bool | None:
    """Tell whether what is counted is there already; the words before the number say it, else the heading above."""
    if _THERE.search(around):
        return True
    if _TO_COME.search(around) or in_cell:
        return False
    return None if tense is None else tense in (Tense.PAST, Tense.PROBLEM)


def _of_pupils(name: str, before: str, unit: str) -> str:
    """Return the name of a number of pupils in full: 在校学生62万人，其中义务教育阶段38万人."""
    name = _STAGE.sub("", name) if unit == "人" else name
    bare = unit == "人" and _BARE_STAGE.fullmatch(name) is not None
    return name + "在校生" if bare and re.search(r"在校(?:学生|生)", before) else name


def _amount(
    sentence: Sentence, quantity: Quantity, words: _Words, doing: Doing, there: bool | None,
    year: int | None, where: tuple[int, int],
) -> Amount:  # fmt: skip
    unit, value = _unit(quantity.unit, quantity.value)
    text = sentence.half_width
    shown = text[words.start : words.end].strip()
    before = text[max(0, words.start - 8) : words.start] + shown
    is_whole = re.search(r"全[省市县区州]|共|总|累计", before) is not None
    is_yearly = _YEARLY.search(text[max(0, words.start - 12) : quantity.head]) is not None
    return Amount(
        words.name, words.behind, doing, there, year, unit, value, quantity.op, shown,
        sentence.span(words.start, words.end), where, is_whole, (), sentence.span(quantity.start).start, is_yearly,
    )  # fmt: skip


def _unit(unit: str, value: Decimal) -> tuple[str, Decimal]:
    if unit in _SCALE:
        return _SCALE[unit][0], value * _SCALE[unit][1]
    return _UNITS[unit], value


def _peeled(lead: str) -> tuple[str, Doing | None]:
    """Return the name at the end of a clause, what is no part of it taken off, and what is done with it."""
    doing = None
    at = 0
    while match := _PEEL.match(lead, at):
        doing = _DOING.get(match[0], doing)
        at = match.end()
    return lead[at:], doing


def _of_projects(material: Material) -> Iterator[Amount]:
    for row in material.project_rows:
        if row.table is None:
            continue
        name, doing = _peeled(_ROW_KIND.sub("", re.sub(r"[（(].*?[)）]", "", row.project.name)))
        nature = row.project.nature or ""
        doing = doing or _DOING.get(nature)
        for cell in row.cells:
            sentence = Sentence(cell, 0, len(cell.text))
            quantities = sentence.quantities()
            first = quantities[0] if quantities else None
            if first is None or first.unit not in ("个", "所", "家", "处") or first.start > 4 or len(name) < 4:
                continue
            told, own = _peeled(sentence.half_width[: first.head])
            if told or first.value2 is not None or len(cell.text.strip()) == len(str(first.value)):
                continue
            unit, value = _unit(first.unit, first.value)
            at = (first.start, max(first.end, first.tail))
            yield Amount(
                name, "", own or doing or Doing.MAKE, False, None, unit, value, first.op,
                f"{name}{sentence.text[first.start : at[1]]}", sentence.span(0, min(len(cell.text), 60)),
                (1, cell.number), False, (row.name_span,),
            )  # fmt: skip


def _name_of_unit(one: Measure) -> str:
    return one.figure.unit if "元" in one.unit else one.unit


def _value(one: Measure) -> Decimal:
    return one.figure.value if "元" in one.unit else one.value


def _of_indicators(material: Material) -> Iterator[Amount]:
    for one in material.measures.all:
        if one.cell is None or one.clause or one.in_project or one.is_change or _name_of_unit(one) not in _UNITS:
            continue
        if one.area and one.area not in one.figure.indicator:
            continue
        name, doing = _peeled(re.sub(r"[（(].*?[)）]", "", one.figure.indicator))
        name = _STAGE.sub("", re.sub(r"(?<=.{4})(?:总数|数量|人数|数)$", "", name))
        unit, value = _unit(_name_of_unit(one), _value(one))
        if len(name) >= 4:
            yield Amount(
                name, "", doing or Doing.NONE, one.is_status if one.is_status or one.is_target else None,
                one.figure.year, unit, value, one.figure.op, f"{one.figure.indicator}{one.shown}", one.span,
                (1, one.cell.block), True, one.labels, one.figure.value_span.start,
            )  # fmt: skip
