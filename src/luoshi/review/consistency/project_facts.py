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
from luoshi.compiler.table_heads import classify_columns
from luoshi.model.document import Span
from luoshi.review.consistency.project_names import Named, hits_in, index_of, places_of, stated_in
from luoshi.review.consistency.project_sums import sums_told
from luoshi.review.consistency.task_times import task_times
from luoshi.review.material import Material, Sentence
from luoshi.review.project_rows import ProjectRow
from luoshi.review.rule import Rule
from luoshi.review.tenses import Tense

_WORK = re.compile(
    r"新建|改扩建|扩建|改建|迁建|改造|建设|实施|推进|建成|竣工|投入使用|总投资|搬迁|完工|交付|启用|开工"
    r"|规划|设计规模|办学规模|提供|设|投资|投入"
)
_DONE = re.compile(
    r"(?P<y>20\d\d)\s?年(?:\s?\d{1,2}\s?月)?(?:[年月]?底|末|春季|秋季|上半年|下半年|暑期)?(?:学期)?(?:开学)?(?:之?前)?"
    r"(?:基本|全部|全面|整体|正式|完成|实现|[^，。；;、\d]{0,14}?)?(?:建成|竣工|完工|交付|投入使用|投用|启用|建设完成)"
)
_PART = re.compile(
    r"[一二三四首][期]|其中|每|涉及|上述|以上项目|\d+\s?所|校区|分校|已完成|累计|当年|年度|本年|今年|前期|主体|配套|续建|部分|平均|共|合计|[两二三四五六]\s?[所个]|均|各(?!\d+\s?[栋座幢间])|累计|人均|生均|装修"
)
_STARTED = re.compile(
    r"(?P<y>20\d\d)\s?年(?:\s?\d{1,2}\s?月)?(?:[年月]?[底初末]|春季|秋季|上半年|下半年)?(?:之?前)?"
    r"(?:全面|正式|计划|力争)?(?:开工|启动建设|动工|开建|启动实施)"
)
_BEFORE_IT = re.compile(r"(?:由|从|原有?|现有|现|已有|原为)[^，。；、\d]{0,4}$")
_COUNTED = ("学位", "班数")
_ADDED = frozenset(("总投资", "建筑面积", "用地", "学位", "班数"))
"""What is told of several projects as a sum."""
_BESIDE = re.compile(r"(?:与|同|距|邻近|毗邻|紧邻|靠近|临近|依托|参照|原)[^，。；]{0,4}$")
_BESIDE_OTHERS = re.compile(r"[、和与及]第?(?:[\u4e00-\u9fff]{2,3}[市县区])?$")
_STAGE = re.compile(r"小学|初中|高中|幼儿园|中职")
_HEADING = 34
"""A first statement no longer than this that names a project is the heading of its paragraph."""
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s?(万)?")
_SEPARATE = re.compile(r"[。；;！？\n]")
_MONEY_LEAD = re.compile(r"(?:投资|投入|估算|概算)[^\d，。；]{0,6}$")
_FLOOR_LEAD = re.compile(r"建筑(?:总)?面积[^\d，。；]{0,4}$")
_LAND_LEAD = re.compile(r"(?:占地|用地)(?:总?面积)?[^\d，。；]{0,4}$")
_HOLDS = re.compile(r"可?容纳(?:学生|幼儿|在校生)?[^\d，。；]{0,3}$")
_CLASSES_LEAD = re.compile(r"(?:教学班|班级)(?:数|总数)?[^，。；、\d班]{0,3}$")
_PLACES_LEAD = re.compile(r"学位(?:数)?[^\d，。；]{0,3}$")
_OTHER_NAME = re.compile(
    r"(?:第[一二三四五六七八九十]|(?<!一贯)[\u4e00-\u9fff]{2})(?<!一贯制)(?<!寄宿制)(?<!完全)"
    r"(?:初级|高级|中心|实验)?(?:小学|中学|学校|幼儿园|学院)(?!部|段|学位|教学|每|\d)"
)
_SHORTEST_TASK = 10
_MORE = re.compile(r"新增|增加|净增|增设|扩充|新添|增")
_OLD = re.compile(r"原有?|现有|现状|目前|在校|已有")
_BUILT_NEW = re.compile(r"新建|迁建|异地")
_REACH, _AHEAD = 110, 40


@dataclass(frozen=True)
class _Fact:
    """What prose says of a project: the field of the project it is about, the value there, the words."""

    what: str
    value: Decimal
    told: str
    span: Span
    about: bool = False
    in_prose: bool = True

    def may_be(self, value: Decimal) -> bool:
        """Tell whether it says this value; 约 within a twentieth."""
        return abs(self.value - value) <= (value / 20 if self.about else 0)


class ProjectFacts(Rule):
    """同一项目，正文和项目表写的不一样：总投资、建筑面积、用地、学位、班数，或者开工、建成的年份。

    正文里一句话写出项目名称（或者段首、小标题写的是这个项目），只写这一个项目，后面跟着数量或“某年建成”，才和表里同名项目的数比；约数相差百分之五以内的，“以上”、一期二期、
    其中一部分的数，已经完成的，名称在表里不止一行的，不报。任务表里以项目命名的任务，时限比项目表的竣工年份、正文的建成招生时间都晚
    或者都早的，也报。几个项目合起来说的学位、总投资，和表里这几行相加相差不多而不等的，也报。
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
        index = index_of(material)
        if not index:
            return
        for one in sums_told(material, index):
            yield self.found(one.message, one.spans, "核对后统一正文和项目表")
        told: set[tuple[str, str]] = set()
        pairs = [(named, fact) for named, facts in _told(material, index) for fact in facts]
        right: dict[tuple[str, str], Span] = {}
        for named, fact in pairs:
            stated = stated_in(named.row, fact.what)
            if stated is not None and fact.value == stated[0]:
                right.setdefault((named.row.project.id, fact.what), fact.span)
        for named, fact in pairs:
            stated = stated_in(named.row, fact.what)
            key = (named.row.project.id, fact.what)
            if stated is None or key in told or fact.may_be(stated[0]) or _is_in_row(named.row, fact):
                continue
            if fact.what in _COUNTED and not _is_alike(material, named.row, fact, stated[1]):
                continue
            told.add(key)
            where = "正文" if fact.in_prose else "另一处"
            yield self.found(
                f"项目“{named.row.project.name}”的{fact.what}前后不一：{where}写“{fact.told}”，表中为{stated[1]}",
                [
                    fact.span,
                    *places_of(named.row, stated[1]),
                    *([right[key]] if key in right else []),
                    named.row.name_span,
                    *named.row.content_spans,
                ],
                "核对后统一正文和项目表",
            )


def _is_alike(material: Material, row: ProjectRow, fact: _Fact, stated: str) -> bool:
    """Tell whether prose and row both tell what is added, or both what there will be (the same of a new one)."""
    places = places_of(row, stated)
    cell = next(
        (c for c in row.cells if places and c.passage.whole.start <= places[0].start < c.passage.whole.end), None
    )
    table = material.document.blocks[row.table].table if row.table is not None else None
    if cell is None or cell.cell is None or table is None:
        return False
    before = re.split(r"[，,；;。（(]", material.document.text[cell.passage.whole.start : places[0].start])[-1]
    head = classify_columns(table)
    words = before + next((c.text for c in head.columns if c.index == cell.cell.column), "")
    beside = "".join(c.text for c in head.columns)
    if _OLD.search(words) or (len(cell.text) <= len(stated) and "在校生" in beside):
        # 在校生、班级 stand side by side: what there is, but for a row that is not there yet
        return False
    if _BUILT_NEW.search("".join(c.text for c in row.cells)):
        return True
    return bool(_MORE.search(words)) == bool(_MORE.search(fact.told))


def _told(material: Material, index: dict[str, list[Named]]) -> Iterator[tuple[Named, list[_Fact]]]:
    """Yield what sentences tell of projects: those that name one, and those under a heading that names one."""
    subject: Named | None = None
    piece = None
    tables = {row.table for row in material.project_rows if row.has_own_cell}
    for sentence in material.statements:
        if sentence.piece.cell is not None and (sentence.piece.number in tables or len(sentence.text) < _SHORTEST_TASK):
            continue
        text = sentence.half_width
        is_first = sentence.piece is not piece
        piece = sentence.piece
        hits = hits_in(text, index)
        if is_first:
            subject = _subject(text, hits) if sentence.piece.cell is None else None
        if not re.search(r"\d", text) or material.tense(sentence) is Tense.PAST:
            continue
        others = [at for at, _ in hits if not _BESIDE.search(text[:at])]
        if subject is not None and not others and not is_first:
            end = _SEPARATE.search(text)
            yield subject, list(_facts(sentence, 0, end.start() if end else len(text)))
            continue
        yield from _of_named(sentence, hits)


def _subject(text: str, hits: list[tuple[int, Named]]) -> Named | None:
    """Return the project that the first statement of a paragraph names as its heading: 3.新建城东中学。"""
    if len(text) > _HEADING or len({n.row.project.id for _, n in hits}) != 1 or re.search(r"[、，；]", text[3:]):
        return None
    return hits[0][1]


def _of_named(sentence: Sentence, hits: list[tuple[int, Named]]) -> Iterator[tuple[Named, list[_Fact]]]:
    text = sentence.half_width
    before: tuple[int, set[str]] | None = None
    last: Named | None = None
    for at, named, start, stop in _mentions(text, hits):
        facts = list(_facts(sentence, start, stop))
        kinds = {fact.what for fact in facts}
        joined = before is not None and last is not named and not _SEPARATE.search(text, before[0], start)
        if before is not None and joined:  # 新建甲校，扩建乙校，总投资: the sum of both
            facts = [f for f in facts if f.what not in _ADDED or f.what in before[1]]
        elif _BESIDE_OTHERS.search(text[:at]) or any(
            other < at and not _SEPARATE.search(text, other, at) and not (before and before[0] >= other)
            for other, one in hits if one is not named
        ):  # 新建甲园、乙园，扩建丙园，新增学位; 建设某校和丁校，新增学位  # fmt: skip
            facts = [f for f in facts if f.what not in _ADDED]
        before, last = (at, kinds), named
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


def _mentions(text: str, hits: list[tuple[int, Named]]) -> Iterator[tuple[int, Named, int, int]]:
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
    text, in_prose = sentence.half_width, sentence.piece.cell is None
    for quantity in sentence.quantities():
        if not start <= quantity.start < end or quantity.op not in ("=", "~") or quantity.value2 is not None:
            continue
        clause = re.split(r"[，,；;。（(]", text[start : quantity.head])[-1]
        if _PART.search(text[start : quantity.start]):
            return
        what = _what(text, quantity, clause)
        if _OTHER_NAME.search(clause):
            return  # 乙校24个班: of another one, and what follows may be of both
        if what is not None and not _BEFORE_IT.search(clause):
            at = max(start, quantity.head - min(len(clause), 16))
            at += len(text[at:]) - len(text[at:].lstrip("学校")) if at == start else 0
            last = max(quantity.end, quantity.tail)
            value = quantity.value * (10_000 if quantity.unit == "亿元" else 1)
            yield _Fact(what, value, text[at:last], sentence.span(at, last), quantity.op == "~", in_prose)
    started = _STARTED.search(text, start, end)
    if started is not None and not _PART.search(text[start : started.end()]):
        yield _Fact("开工年份", Decimal(started["y"]), started[0], sentence.span(*started.span()))
    for match in _DONE.finditer(text, start, end):
        if not _PART.search(text[start : match.end()]):
            yield _Fact("建成年份", Decimal(match["y"]), match[0], sentence.span(*match.span()))
            return
    ahead = list(_DONE.finditer(text, max(0, start - _AHEAD), end))
    if ahead and ahead[-1].start() < start < ahead[-1].end() and not _SEPARATE.search(text[ahead[-1].start() : start]):
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
    if re.match(r"\s?个?(?:教学)?班(?!额|级|主)", behind) or (quantity.unit == "个" and _CLASSES_LEAD.search(clause)):
        return "班数"
    return None
