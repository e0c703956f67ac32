"""A project told one way in prose and another way in its row (项目前后不一): :class:`ProjectFacts`.

Candidates come from an index by the first characters of the project's name. Not here: the nature of a project
(:mod:`luoshi.review.consistency.natures`), contradictions within its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.base.quantities import Quantity
from luoshi.model.document import Span
from luoshi.review.consistency.natures import core_of, names_of
from luoshi.review.consistency.task_times import task_times
from luoshi.review.material import Material, Sentence
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule
from luoshi.review.tenses import Tense

_WORK = re.compile(r"新建|改扩建|扩建|改建|迁建|改造|建设|实施|推进|建成|竣工|投入使用|总投资|搬迁|完工|交付|启用|开工")
_DONE = re.compile(
    r"(?P<y>20\d\d)\s?年(?:\s?\d{1,2}\s?月)?(?:[年月]?底|末|春季|秋季|上半年|下半年|暑期)?(?:学期)?(?:开学)?(?:之?前)?"
    r"(?:基本|全部|全面|整体|正式|完成|实现|[^，。；;、\d]{0,14}?)?(?:建成|竣工|完工|交付|投入使用|投用|启用|建设完成)"
)
_PART = re.compile(
    r"[一二三四首][期]|其中|每|涉及|上述|以上项目|\d+\s?所|校区|分校|已完成|累计|当年|年度|本年|今年|前期|主体|配套|续建|部分|平均|共|合计|[两二三四五六]\s?[所个]|均|各|累计|人均|生均|装修"
)
_STARTED = re.compile(
    r"(?P<y>20\d\d)\s?年(?:\s?\d{1,2}\s?月)?(?:[年月]?[底初末]|春季|秋季|上半年|下半年)?(?:之?前)?"
    r"(?:全面|正式|计划|力争)?(?:开工|启动建设|动工|开建|启动实施)"
)
_BEFORE_IT = re.compile(r"(?:由|从|原有?|现有|现|已有|原为)[^，。；、\d]{0,4}$")
_ADDED = frozenset(("总投资", "建筑面积", "用地", "学位", "班数"))
"""What is told of several projects as a sum."""
_BESIDE = re.compile(r"(?:与|同|距|邻近|毗邻|紧邻|靠近|临近|依托|参照|原)[^，。；]{0,4}$")
_STAGE = re.compile(r"小学|初中|高中|幼儿园|中职")
_HEADING = 34
"""A first statement no longer than this that names a project is the heading of its paragraph."""
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s?(万)?")
_SEPARATE = re.compile(r"[。；;！？\n]")
_GENERAL = re.compile(
    r"(?:公办|民办|普惠性?|乡镇|农村|城区|中心|义务教育|普通|寄宿制|标准化|薄弱)*(?:幼儿园|学校|小学|中学|高中|初中)?(?:建设|改造|提升|工程|项目)*"
)
_SUFFIX = re.compile(r"(?:新建|迁建|搬迁|扩建|改扩建|改建|建设)?(?:项目|工程)?(?:[（(][^（()）]*[）)])?$")
_MONEY_LEAD = re.compile(r"(?:投资|投入|估算|概算)[^\d，。；]{0,6}$")
_FLOOR_LEAD = re.compile(r"建筑(?:总)?面积[^\d，。；]{0,4}$")
_LAND_LEAD = re.compile(r"(?:占地|用地)(?:总?面积)?[^\d，。；]{0,4}$")
_HOLDS = re.compile(r"可?容纳(?:学生|幼儿|在校生)?[^\d，。；]{0,3}$")
_PLACES_LEAD = re.compile(r"学位(?:数)?[^\d，。；]{0,3}$")
_GRAM, _REACH, _AHEAD, _MOST = 3, 110, 40, 40


@dataclass(frozen=True)
class _Named:
    row: ProjectRow
    core: str


@dataclass(frozen=True)
class _Fact:
    """What prose says of a project: the field of the project it is about, the value there, the words."""

    what: str
    value: Decimal
    told: str
    span: Span
    about: bool = False

    def may_be(self, value: Decimal) -> bool:
        """Tell whether it says this value; 约 within a twentieth."""
        return abs(self.value - value) <= (value / 20 if self.about else 0)


class ProjectFacts(Rule):
    """同一项目，正文和项目表写的不一样：总投资、建筑面积、用地、学位、班数，或者开工、建成的年份。

    正文里一句话写出项目名称（或者段首、小标题写的是这个项目），只写这一个项目，后面跟着数量或“某年建成”，才和表里同名项目的数比；约数相差百分之五以内的，“以上”、一期二期、
    其中一部分的数，已经完成的，名称在表里不止一行的，不报。任务表里以项目命名的任务，时限比项目表的竣工年份、正文的建成招生时间都晚
    或者都早的，也报。
    """

    code = "V219"
    name = "项目前后不一"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each project and each thing told twice."""
        for task in task_times(material):
            years = "、".join(f"{year}年" for year in task.years)
            yield self.found(
                f"任务“{task.name}”的时限写“{task.told}”，而同一项目别处写的是{years}",
                task.spans,
                "核对后统一完成时间",
            )
        index = _index(material)
        if not index:
            return
        told: set[tuple[str, str]] = set()
        for named, facts in _told(material, index):
            for fact in facts:
                stated = _stated(named.row, fact.what)
                key = (named.row.project.id, fact.what)
                if stated is None or key in told or fact.may_be(stated[0]) or _is_in_row(named.row, fact):
                    continue
                told.add(key)
                yield self.found(
                    f"项目“{named.row.project.name}”的{fact.what}前后不一：正文写“{fact.told}”，表中为{stated[1]}",
                    [fact.span, *_places(named.row, stated[1]), named.row.name_span, *named.row.content_spans],
                    "核对后统一正文和项目表",
                )


def _told(material: Material, index: dict[str, list[_Named]]) -> Iterator[tuple[_Named, list[_Fact]]]:
    """Yield what sentences tell of projects: those that name one, and those under a heading that names one."""
    subject: _Named | None = None
    piece = None
    for sentence in material.statements:
        if sentence.piece.cell is not None:
            continue
        text = sentence.half_width
        is_first = sentence.piece is not piece
        piece = sentence.piece
        hits = _hits(text, index)
        if is_first:
            subject = _subject(text, hits)
        if not re.search(r"\d", text) or material.tense(sentence) is Tense.PAST:
            continue
        others = [at for at, _ in hits if not _BESIDE.search(text[:at])]
        if subject is not None and not others and not is_first:
            end = _SEPARATE.search(text)
            yield subject, list(_facts(sentence, 0, end.start() if end else len(text)))
            continue
        yield from _of_named(sentence, hits)


def _subject(text: str, hits: list[tuple[int, _Named]]) -> _Named | None:
    """Return the project that the first statement of a paragraph names as its heading: 3.新建城东中学。"""
    if len(text) > _HEADING or len({n.row.project.id for _, n in hits}) != 1 or re.search(r"[、，；]", text[3:]):
        return None
    return hits[0][1]


def _of_named(sentence: Sentence, hits: list[tuple[int, _Named]]) -> Iterator[tuple[_Named, list[_Fact]]]:
    text = sentence.half_width
    before: tuple[int, set[str]] | None = None
    for at, named, start, stop in _mentions(text, hits):
        facts = list(_facts(sentence, start, stop))
        kinds = {fact.what for fact in facts}
        joined = before is not None and not _SEPARATE.search(text, before[0], start)
        if before is not None and joined:  # 新建甲校，扩建乙校，总投资: the sum of both
            facts = [f for f in facts if f.what not in _ADDED or f.what in before[1]]
        before = (at, kinds)
        yield named, facts


def _is_in_row(row: ProjectRow, fact: _Fact) -> bool:
    """Tell whether the row has the number after all: it tells of two stages, or the parts of what the text adds up."""
    if fact.what not in _ADDED:
        return False
    numbers = [
        Decimal(number) * (10_000 if scale else 1)
        for cell in row.cells
        for number, scale in _NUMBER.findall(cell.text.replace(",", ""))
    ]
    if any(fact.may_be(number) for number in numbers):
        return True
    if fact.what in ("学位", "班数"):
        if _STAGE.search(fact.told) and any(len(_STAGE.findall(cell.text)) > 1 for cell in row.cells):
            return False
        return any(a + b == fact.value for n, a in enumerate(numbers) for b in numbers[n + 1 :])
    return False


def _index(material: Material) -> dict[str, list[_Named]]:
    found: dict[str, list[_Named]] = {}
    seen: dict[str, int] = {}
    for row in material.project_rows:
        bare = _SUFFIX.sub("", row.project.name)
        core = core_of(row.project.name) or (bare if re.search(r"[期部]|校区|分校", bare) else None)
        for name in names_of(core) if row.table is not None and core and not _GENERAL.fullmatch(core) else ():
            seen[name] = seen.get(name, 0) + 1
            found.setdefault(name[:_GRAM], []).append(_Named(row, name))
    return {key: [n for n in group if seen[n.core] == 1] for key, group in found.items()}


def _hits(text: str, index: dict[str, list[_Named]]) -> list[tuple[int, _Named]]:
    """Return the projects that a statement names, with where."""
    hits: list[tuple[int, _Named]] = []
    for at in range(len(text) - _GRAM + 1):
        fitting = [n for n in index.get(text[at : at + _GRAM], ()) if text.startswith(n.core, at)]
        if fitting:
            hits.append((at, max(fitting, key=lambda n: len(n.core))))
    return hits[:_MOST]


def _mentions(text: str, hits: list[tuple[int, _Named]]) -> Iterator[tuple[int, _Named, int, int]]:
    """Yield where projects are named, each with the words that follow up to the next one."""
    for number, (at, named) in enumerate(hits):
        stop = hits[number + 1][0] if number + 1 < len(hits) else len(text)
        mark = _SEPARATE.search(text, at)
        stop = min(stop, mark.start() if mark else stop, at + _REACH)
        around = text[max(0, at - _AHEAD) : stop]
        # 甲校、乙校: what follows is of both
        listed = re.match(r"(?:学|校|小学|学校)?(?:[^，。；、\d新改扩迁]{0,6})[、和与及]", text[at + len(named.core) :])
        others = re.search(r"[、和与及]$", text[:at])
        if not listed and not others and _WORK.search(around):
            yield at, named, at + len(named.core), stop


def _facts(sentence: Sentence, start: int, end: int) -> Iterator[_Fact]:
    text = sentence.half_width
    for quantity in sentence.quantities():
        if not start <= quantity.start < end or quantity.op not in ("=", "~") or quantity.value2 is not None:
            continue
        clause = re.split(r"[，,；;。（(]", text[start : quantity.head])[-1]
        if _PART.search(text[start : quantity.start]):
            return
        what = _what(text, quantity, clause)
        if what is not None and not _BEFORE_IT.search(clause):
            at = max(start, quantity.head - min(len(clause), 16))
            last = max(quantity.end, quantity.tail)
            value = quantity.value * (10_000 if quantity.unit == "亿元" else 1)
            yield _Fact(what, value, text[at:last], sentence.span(at, last), quantity.op == "~")
    started = _STARTED.search(text, start, end)
    if started is not None and not _PART.search(text[start : started.end()]):
        yield _Fact("开工年份", Decimal(started["y"]), started[0], sentence.span(*started.span()))
    for match in _DONE.finditer(text, start, end):
        if not _PART.search(text[start : match.end()]):
            yield _Fact("建成年份", Decimal(match["y"]), match[0], sentence.span(*match.span()))
            return
    ahead = list(_DONE.finditer(text, max(0, start - _AHEAD), end))
    if ahead and not _SEPARATE.search(text[ahead[-1].start() : start]) and ahead[-1].end() > start:
        match = ahead[-1]
        yield _Fact("建成年份", Decimal(match["y"]), match[0], sentence.span(*match.span()))


def _what(text: str, quantity: Quantity, clause: str) -> str | None:
    """Return which field of a project a quantity is about."""
    behind = text[quantity.end : quantity.end + 6]
    if quantity.unit in ("万元", "亿元") and _MONEY_LEAD.search(clause):
        return "总投资"
    if quantity.unit == "平方米" and _FLOOR_LEAD.search(clause):
        return "建筑面积"
    if quantity.unit == "亩" and _LAND_LEAD.search(clause):
        return "用地"
    if quantity.unit == "人" and _HOLDS.search(clause):
        return "学位"
    if re.match(r"\s?个?学位", behind) or (quantity.unit == "个" and _PLACES_LEAD.search(clause)):
        return "学位"
    if re.match(r"\s?个?(?:教学)?班(?!额|级|主)", behind):
        return "班数"
    return None


def _stated(row: ProjectRow, what: str) -> tuple[Decimal, str] | None:
    """Return what the row says and how a message shows it; None when it says nothing."""
    project = row.project
    if what == "总投资" and project.investment_yi is not None:
        money = Decimal(str(project.investment_yi)) * 10_000
        return money, f"{money.normalize():f}万元"
    if what == "建筑面积" and project.floor_area_m2 is not None:
        return Decimal(str(project.floor_area_m2)), f"{Decimal(str(project.floor_area_m2)).normalize():f}平方米"
    if what == "用地" and project.land_mu is not None:
        return Decimal(str(project.land_mu)), f"{Decimal(str(project.land_mu)).normalize():f}亩"
    if what == "学位" and project.places is not None:
        return Decimal(project.places), f"{project.places}个"
    if what == "班数" and project.classes is not None:
        return Decimal(project.classes), f"{project.classes}个"
    if what == "开工年份" and project.start is not None:
        return Decimal(project.start), f"{project.start}年"
    if what == "建成年份" and project.end is not None:
        return Decimal(project.end), f"{project.end}年"
    return None


def _places(row: ProjectRow, stated: str) -> list[Span]:
    """Return where the row has the number."""
    number = re.sub(r"[^\d.]", "", stated)
    found = []
    for cell in row.cells:
        at = cell.text.replace(",", "").find(number)
        if at >= 0 and len(cell.text) >= at + len(number):
            found.append((len(cell.text), cell.span(at, at + len(number))))
    return [span for _, span in sorted(found, key=lambda f: f[0])[:1]]
