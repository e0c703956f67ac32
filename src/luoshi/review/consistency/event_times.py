"""When a school or a building is to be finished or opened, told at several places (项目节点时间).

Entry: :func:`two_times`. A milestone is a name that ends like that of a school, a campus or a building, with what
happens to it and the time: 城东学校2025年8月竣工. A list of names shares its milestone; a clause that names none takes
the name of the clause before. Years are held against years, months of one year against months.
Not here: tasks of any wording (:mod:`luoshi.review.consistency.deadlines`), the years in tables of projects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.texts import normal, with_full_commas
from luoshi.model.document import Span
from luoshi.review.material import Material, Sentence

_EVENTS = {
    "竣工": "竣工 完工 建成 建设完成 完成建设",
    "投用": "投入使用 投用 交付使用 启用 投入运行 投入运营 正式运行",
    "开工": "开工 动工 启动建设",
}
_KIND = {word: kind for kind, words in _EVENTS.items() for word in words.split()}
_EVENT = re.compile("|".join(sorted(_KIND, key=len, reverse=True)))
_TIME = re.compile(
    r"(?:(?P<y>20\d\d)\s?年)?\s?(?:(?P<m>(?<!\d)(?:1[0-2]|[1-9]))\s?月(?:底|末|份|\d{1,2}日)?"
    r"|(?P<autumn>秋季?(?:学期|开学))|(?P<spring>春季?(?:学期|开学))|(?P<end>年?底|年?末))?"
    r"(?:之?前|以前|起|如期|按期|全面|全部|正式|顺利|整体|计划|确保|力争|实现|可|将|开始|内|建成|竣工|完工|并|、)*$"
)
_NAME_END = re.compile(
    r"(?:学校|小学|中学|初中|高中|[一二三四五六七八九十]中|幼儿园|校区|园区|学院|中专|职教中心|教育中心|教育园"
    r"|体育馆|图书馆|综合楼|教学楼|实训楼|实训大楼|宿舍楼|发展中心|实践基地|实训基地)"
    r"(?:[一二三四五六]期|[（(][一二三四五六]期[)）])?"
)
_LEAD = re.compile(
    r"^(?:\d{1,2}[.．、]|\s|[（(][一二三四五六七八九十\d]{1,2}[)）]|确保|力争|推进|推动|加快|完成|实施|新建|改扩建|扩建|改建|迁建|续建"
    r"|建设|建成|启动|规划|支持|做好|抓好|开展|其中|以及|并|和|及|的|等|抓紧|积极|全力|高标准|高质量|统筹|继续|重点|同步"
    r"|如期|按期|计划|年内|今年|将|使|把)+"
)
_BEHIND = re.compile(
    r"(?:新建|改扩建|扩建|改建|迁建|续建|建设|改造)?(?:工程|项目)?(?:建设)?(?:$|[设占](?!计)|规划|投资|总投资|计划|确保|力争|[于将在]|提供|建成|竣工|开工)"
)
_OTHER = re.compile(r"原计划|原定|推迟|延期|提前|调整|未能|尚未|阶段|第[一二三四]批|分期|主体|基础|封顶|前期")
_GENERAL = re.compile(
    r"(?:全[市县区]|各|每|所有|部分|多|一批|[县区市]?[级直属]|乡镇?|镇|公办|民办|普惠性?|农村|乡村|城区|县城|标准化|寄宿制|九年一贯制"
    r"|特殊教育|示范性|义务教育|普通|中心|新|中等职业|职业|教师|学生|中小)*"
    r"(?:学校|小学|中学|初中|高中|幼儿园|学院|校区|园区|实训基地|实践基地|发展中心|教育中心|职教中心|教学楼|综合楼|宿舍楼|体育馆)"
)
_START = re.compile(r"20\d\d|\d{1,2}\s?月|秋季|春季|年[底末内]|今年|[上下]半年|\d{2,}")
_ITEM = re.compile(r"[^、:：。“”\"]+")
_AUTUMN = frozenset((8, 9))
_MOST, _LONGEST = 8, 78


@dataclass(frozen=True)
class Milestone:
    """What happens to a building at a time.

    Attributes:
        name: the building, in one width.
        kind: 竣工, 投用 or 开工.
        year: the calendar year; None where neither the clause nor the plan tells one.
        month: the month; None where only a year is told.
        told: the time with the event, as written.
        span: the clause from the name on.
        at: the number of its statement.
    """

    name: str
    kind: str
    year: int | None
    month: int | None
    told: str
    span: Span
    at: int

    def differs_from(self, other: Milestone) -> bool:
        """Tell whether the two times cannot both be meant; a school opened for the autumn opens in August."""
        if self.year is None or other.year is None:
            return False
        if self.year != other.year:
            return True
        if self.month is None or other.month is None or {self.month, other.month} <= _AUTUMN:
            return False
        return self.month != other.month


def two_times(material: Material) -> Iterator[tuple[Milestone, Milestone]]:
    """Yield pairs of milestones of one building that set two times for one event, the earlier place first."""
    period = material.plan.document.period
    this_year = period[0] if period and period[0] == period[1] else None
    known: dict[tuple[str, str], list[Milestone]] = {}
    for number, statement in enumerate(material.statements):
        if _EVENT.search(statement.text):
            for one in _milestones(statement, number, this_year):
                known.setdefault((one.name, one.kind), []).append(one)
    for told in known.values():
        first = told[0]
        other = next((m for m in told[1:_MOST] if m.at != first.at and m.differs_from(first)), None)
        if other is not None:
            yield first, other


def _milestones(statement: Sentence, number: int, this_year: int | None) -> Iterator[Milestone]:
    text = with_full_commas(statement.half_width)
    names: list[str] = []
    begin = 0
    for clause in re.finditer(r"[^，；;]+", text):
        if clause.start() and text[clause.start() - 1] in "；;":
            names = []
        own = _names(clause[0])
        if own:
            names, begin = own, clause.start()
        for event in _EVENT.finditer(clause[0]):
            time = _TIME.search(clause[0][: event.start()])
            if time is None or not any(time.groupdict().values()) or _OTHER.search(clause[0]):
                continue
            years = re.findall(r"(20\d\d)\s?年", clause[0][: event.start()])
            year = int(years[-1]) if years else this_year
            end = clause.start() + event.end()
            span = statement.span(begin if end - begin <= _LONGEST else clause.start(), end)
            shown = time[0].strip("、") + event[0]
            for name in names:
                yield Milestone(name, _KIND[event[0]], year, _month(time), shown, span, number)


def _month(match: re.Match[str]) -> int | None:
    if match["m"]:
        return int(match["m"])
    return 9 if match["autumn"] else 3 if match["spring"] else None


def _names(clause: str) -> list[str]:
    """Return the buildings that a clause names before its first time or number, each of a list."""
    start = _START.search(clause)
    found = []
    for item in _ITEM.finditer(clause[: start.start()] if start else clause):
        text = _LEAD.sub("", item[0].strip())
        ends = [m.end() for m in _NAME_END.finditer(text) if _BEHIND.match(text, m.end())]
        name = normal(text[: ends[-1]]) if ends else ""
        if name and not _GENERAL.fullmatch(name):
            found.append(name)
    return found
