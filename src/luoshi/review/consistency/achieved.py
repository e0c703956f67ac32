"""Targets for what is done already (目标已完成): :class:`AlreadyDone`.

Not here: targets below the figure that is reached (:mod:`luoshi.review.consistency.baselines`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import are_apart, normal, with_full_commas
from luoshi.model.document import Span
from luoshi.model.plan import Observation, Target
from luoshi.review.consistency.done_events import done_and_wanted
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule
from luoshi.review.tenses import Tense

_CLAUSE = re.compile(r"[^，。；;！？\n]+")
_DONE = re.compile(
    r"全部(?:完成|达到|通过|建成|达标|实现|消除|清零)|均(?:已)?(?:通过|完成|达到|达标|建成|建有|设立|配备|开通)|(?:达到?|为)100%"
    r"|100%达到|全面完成|已(?:经)?(?:全面|全部)"
)
_WANTED = re.compile(
    r"全部(?:完成|达到|通过|建成|达标|消除)|全面(?:完成|通过|达标)|率(?:达到?|为)?100%|100%达标|全部通过"
    r"|均(?:达到|为)100%|实现每[个所](?!月|季|年)|(?:确保|使|让)每[个所][^，。；]{1,8}(?:至少|都|均)"
)
_STILL = re.compile(r"保持|巩固|继续|持续|动态|稳定|均达(?!到)|优质均衡|新一轮|下一|提质|提标|升级")
_PLAIN = re.compile(
    r"义务教育|学前教育|高中阶段|职业教育|中小学|幼儿园|全市|全县|教育|学校|建设|工作|发展|任务|全部|全面|完成|达到|通过|100"
    r"|国家|标准|学生|教师|行动计划|评估|验收|改革|普通高中|高中|初中|小学|中职|县域|学校"
)
_NUMBERED = re.compile(r"[一二三四五六七八九十\d][期轮批届次年]?$")
_STAGE = re.compile(r"学前|幼儿园|义务教育|小学|初中|高中|中职|中等职业|高等|高校|特殊教育|城镇|农村|乡村|县城")
_GRAM, _LEAST = 5, 4
_MORE = ("超", "特", "非", "不")
"""Before what two sentences share, they make another thing of it: 超大班额, 大班额."""
_KIND = r"示范|试点|实验|先进|文明|特色|优质|品牌|双高|双优|高水平|名校|重点|骨干|一流|标杆|创新"
_TITLE = (
    r"(?:为|成为|评为|认定为)?(?P<title>(?:全?国家?|教育部|全?省|部|市|[\u4e00-\u9fff]{2,3}?省)[^，。；;、\d（(]{0,4}级?[“\"]?[^，。；;、\d（()]{0,12}?"
    rf"(?:{_KIND})[^，。；;、\d（(]{{0,10}}?"
    r"(?:学校|院校|高校|高中|幼儿园|园|县|区|市|单位|基地|专业群|专业|城市|中心|学院)[”\"]?)(?=[，。；;、（(]|建设|创建|称号|行列|$)"
)
_GOT = re.compile(
    r"(?:获批|获评|入选|荣获|被评为|被认定为|被授予|获得|创成|成功创建|成功入选|跻身|建成)(?:首批|第[一二三四五]批)?"
    + _TITLE
    + r"(?!建设|创建|培育|立项)"
)
_SOUGHT = re.compile(r"(?:创建|争创|申报|创成|争取入选|力争入选|争取获批|力争获批|争取获评)" + _TITLE)
_HOLDER = re.compile(
    r"(?:[\u4e00-\u9fff]{2,16}?(?:大学|学院|学校|中学|小学|高中|幼儿园|职教中心|职业中专|中专|技校|[一二三四五六七八九十]中)"
    r"|[\u4e00-\u9fff]{1,4}(?:县|区|市)(?![级属直内域（])|全市|全县|我市|我县|我区|全区)"
)
_LEAD = re.compile(r"^(?:支持|推动|引导|指导|鼓励|推进|力争|争取|帮助|加快|并|和|其中|已|成功|目前|及|由)+")


@dataclass(frozen=True)
class _Clause:
    words: str
    span: Span


@dataclass(frozen=True)
class _Honour:
    holder: str
    title: str
    span: Span


class AlreadyDone(Rule):
    """目标要求完成的事，现状部分说已经全部完成；或者要争创的称号，现状部分说已经获得。

    目标写“全面完成”“达标率100%”，而现状写同一件事“均已通过”“全部完成”“100%达到”；两处要有五个字以上相同的专门说法才报。
    消除、建成、通过、出台一类的事，看所说对象的词：现状说“超大班额已全部清零”，后文又要“全面消除超大班额”；只完成一部分的不报。
    引号里的改革、做法，现状说各地已全部推开，后文又要实现全覆盖的，也报。
    称号要单位和名称都相同才报：某校“入选省级示范高中”，后文又要该校“创建省级示范高中”。写明保持、巩固、继续的，不报。
    """

    code = "V205"
    name = "目标已完成"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each target, with what the text says is done."""
        past = sorted(f.value_span.start for f in material.figures if isinstance(f, Observation))
        future = sorted(f.value_span.start for f in material.figures if isinstance(f, Target))
        done: list[_Clause] = []
        wanted: list[_Clause] = []
        got: list[_Honour] = []
        sought: list[_Honour] = []
        for sentence in material.sentences:
            tense = material.tense(sentence)
            span = sentence.span()
            if tense is None:
                is_past, is_future = _any_within(past, span), _any_within(future, span)
                tense = Tense.PAST if is_past and not is_future else None
                tense = Tense.FUTURE if is_future and not is_past else tense
            if tense is Tense.PAST:
                done += _clauses(sentence, _DONE)
                got += _honours(sentence, _GOT)
            elif tense is Tense.FUTURE:
                wanted += [c for c in _clauses(sentence, _WANTED) if not _STILL.search(c.words)]
                sought += _honours(sentence, _SOUGHT)
        said: set[tuple[int, int]] = set()
        for finding in self._matches(done, wanted):
            said |= set(finding.spans)
            yield finding
        for wish, fact in done_and_wanted(material):
            if any(wish.span.start < end and start < wish.span.end for start, end in said):
                continue
            yield self.found(
                f"目标要求“{wish.object}”{wish.kind}，现状部分已写明完成",
                [wish.span, fact.span],
                "核对后删去这一目标，或改为巩固、提高的目标；范围不同的写明范围",
            )
        yield from self._titles(got, sought)

    def _titles(self, got: Sequence[_Honour], sought: Sequence[_Honour]) -> Iterator[Finding]:
        held = {(one.holder, _same_words(one.title)): one for one in reversed(got)}
        told: set[tuple[str, str]] = set()
        for wish in sought:
            key = (wish.holder, _same_words(wish.title))
            fact = held.get(key)
            if fact is None or key in told:
                continue
            told.add(key)
            yield self.found(
                f"要求“{wish.holder}”创建“{wish.title}”，而现状部分说它已经获得",
                [wish.span, fact.span],
                "核对后删去这一目标，或改为巩固、提高的目标",
            )

    def _matches(self, done: Sequence[_Clause], wanted: Sequence[_Clause]) -> Iterator[Finding]:
        index: dict[str, list[_Clause]] = {}
        for clause in done:
            for at in range(len(clause.words) - _GRAM + 1):
                index.setdefault(clause.words[at : at + _GRAM], []).append(clause)
        told: set[str] = set()
        for clause in wanted:
            best, fact = "", None
            for at in range(len(clause.words) - _GRAM + 1):
                for other in index.get(clause.words[at : at + _GRAM], ())[:4]:
                    common = _longest(clause.words, at, other.words)
                    if (
                        len(_PLAIN.sub("", common)) >= _LEAST
                        and len(common) > len(best)
                        and not _are_two(clause.words, other.words, common)
                    ):
                        best, fact = common, other
            if fact is None or best in told:
                continue
            told.add(best)
            same = [c.span for c in wanted if c is not clause and best in c.words]
            yield self.found(
                f"目标要求完成的“{best}”，现状部分已写明完成",
                [clause.span, fact.span, *same[:3]],
                "核对后删去这一目标，或改为巩固、提高的目标",
            )


def _are_two(one: str, other: str, common: str) -> bool:
    """Tell whether the words around set the two apart: 第三期、第四期; 农村、城镇."""
    first, second = one[: one.find(common)], other[: other.find(common)]
    while first and second and first[-1] == second[-1]:
        first, second = first[:-1], second[:-1]
    if first.endswith(_MORE) != second.endswith(_MORE):
        return True
    if ("新建" in one) != ("新建" in other) or _NUMBERED.search(first) or _NUMBERED.search(second):
        return True
    stages = set(_STAGE.findall(one)), set(_STAGE.findall(other))
    return bool(stages[0] and stages[1] and not stages[0] & stages[1]) or are_apart(one, other)


def _honours(sentence: Sentence, pattern: re.Pattern[str]) -> list[_Honour]:
    if not re.search(r"获|入选|创|评为|认定为|授予|跻身|申报|建成", sentence.text):
        return []
    found = []
    text = with_full_commas(sentence.text)
    for match in pattern.finditer(text):
        before = re.split(r"[，。；;：:、]", text[: match.start()])
        holders = _HOLDER.findall(before[-1]) or (_HOLDER.findall(before[-2]) if len(before) > 1 else [])
        if len(holders) != 1:
            continue
        holder, title = _LEAD.sub("", holders[0]), normal(match["title"])
        if len(holder) >= 2 and len(title) >= 4:
            start = max(0, match.start() - 24)
            found.append(_Honour(holder, title, sentence.span(start, min(match.end(), start + 78))))
    return found


def _same_words(title: str) -> str:
    """Return a title with one word for what titles call in two ways: 示范性, 院校, the province by its name."""
    return re.sub(
        r"院校|学校", "高校", re.sub(r"^[\u4e00-\u9fff]{2,3}?省级?|^省级?", "省", title.replace("示范性", "示范"))
    )


def _clauses(sentence: Sentence, pattern: re.Pattern[str]) -> list[_Clause]:
    text = with_full_commas(sentence.half_width)
    if not pattern.search(text):
        return []
    return [
        _Clause(normal(match[0]), sentence.span(match.start(), min(match.end(), match.start() + 78)))
        for match in _CLAUSE.finditer(text)
        if pattern.search(match[0])
    ]


def _any_within(starts: Sequence[int], span: Span) -> bool:
    at = bisect_left(starts, span.start)
    return at < len(starts) and starts[at] < span.end


def _longest(text: str, at: int, other: str) -> str:
    start = other.find(text[at : at + _GRAM])
    size = _GRAM
    while at + size < len(text) and start + size < len(other) and text[at + size] == other[start + size]:
        size += 1
    return text[at : at + size]
