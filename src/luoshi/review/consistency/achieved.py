"""Targets for what is done already (目标已完成): :class:`AlreadyDone`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.compare.texts import normal
from luoshi.model.document import Span
from luoshi.model.plan import Observation, Target
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule

_CLAUSE = re.compile(r"[^，。；;！？\n]+")
_DONE = re.compile(
    r"全部(?:完成|达到|通过|建成|达标|实现|消除|清零)|均(?:已)?(?:通过|完成|达到|达标)|(?:达到?|为)100%"
    r"|100%达到|全面完成|已(?:经)?(?:全面|全部)"
)
_WANTED = re.compile(
    r"全部(?:完成|达到|通过|建成|达标|消除)|全面(?:完成|通过|达标)|率(?:达到?|为)?100%|100%达标|全部通过"
)
_STILL = re.compile(r"保持|巩固|继续|持续|动态|稳定|均达|优质均衡")
_PLAIN = re.compile(
    r"义务教育|学前教育|高中阶段|职业教育|中小学|幼儿园|全市|全县|教育|学校|建设|工作|发展|任务|全部|全面|完成|达到|通过|100"
    r"|国家|标准|学生|教师"
)
_GRAM, _LEAST = 5, 4


@dataclass(frozen=True)
class _Clause:
    words: str
    span: Span


class AlreadyDone(Rule):
    """目标要求完成的事，现状部分说已经全部完成。

    目标写“全面完成”“达标率100%”，而现状写同一件事“均已通过”“全部完成”“100%达到”；两处要有五个字以上相同的专门说法才报。
    写明保持、巩固、继续的，不报。
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
        for sentence in material.sentences:
            span = sentence.span()
            is_past, is_future = _any_within(past, span), _any_within(future, span)
            if is_past and not is_future:
                done += _clauses(sentence, _DONE)
            elif is_future and not is_past:
                wanted += [c for c in _clauses(sentence, _WANTED) if not _STILL.search(c.words)]
        yield from self._matches(done, wanted)

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
                    if len(_PLAIN.sub("", common)) >= _LEAST and len(common) > len(best):
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


def _clauses(sentence: Sentence, pattern: re.Pattern[str]) -> list[_Clause]:
    text = sentence.half_width
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
