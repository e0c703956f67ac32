"""Time limits that do not agree (时限): :class:`TwoTimeLimits`. Not here: years of projects,
how calendar deadlines are read (:mod:`luoshi.review.consistency.deadlines`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import parse_numeral
from luoshi.base.texts import normal
from luoshi.model.document import Span
from luoshi.review.consistency.deadlines import contradictions, deadlines_of
from luoshi.review.consistency.event_times import two_times
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule

_NUMBER = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_WITHIN = re.compile(rf"(?<![第\d一二三四五六七八九十—–\-~～])(?P<n>{_NUMBER})\s?年(?:之)?内")
_SPREAD = re.compile(rf"(?P<a>{_NUMBER})\s?(?:[—–~～\-]{{1,2}}|至|到)\s?(?P<b>{_NUMBER})\s?年")
_DEGREES = ("有效", "显著", "明显", "基本", "全面", "彻底", "初步", "根本", "大幅")
_WIDTH = 8
_MOST_AHEAD = 60


@dataclass(frozen=True)
class _Limit:
    """``n年内`` with what is to be reached by then.

    Attributes:
        years: number of years.
        words: what is to be done, without marks.
        degrees: how far (有效、显著).
        span: the limit with its first words.
        sentence: number of its sentence.
    """

    years: int
    words: str
    degrees: frozenset[str]
    span: Span
    sentence: int


class TwoTimeLimits(Rule):
    """同一件事的时限前后不一：一处要求三年内，另一处要求一年内；一处2022年底前完成，另一处2023年底前完成。

    看正文、专栏和责任分工表里的时限（年份、月份、秋季学期起、几年之内）。覆盖率达到100%和全覆盖看作一样的说法。两处所说的事、程度（有效、基本、全面）、数量都相同才报；
    “三年内……，3—5年……”两个时限在第三年重叠的，也报。
    有名称的学校、校区、楼馆，各处所写开工、竣工、投入使用的年份、月份不同的，也报；八月完工与秋季投用不算不同，一期、二期分开比。
    一句之内或同一张表里分步写的，一处只说其中一部分的（县城学校、首批、市级），同一件事的不同环节（立项、开工、投入使用），
    每年都做的，分三年以上推进的，不报。
    """

    code = "V212"
    name = "时限不一"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each pair of limits."""
        limits: list[_Limit] = []
        dated: list[tuple[int, Sentence]] = []
        statement = 0
        for number, sentence in enumerate(material.sentences):
            text = sentence.text
            if not sentence.start or sentence.piece.text[sentence.start - 1] not in "；;":
                statement += 1
            if "年" in text:
                limits += _limits(sentence, number)
                yield from self._overlapping(sentence)
            if "年" in text or "月" in text:
                dated.append((statement, sentence))
        yield from self._differing(limits)
        told: list[Span] = []
        for one, other in contradictions(deadlines_of(material, dated)):
            told += [*one.spans, *other.spans]
            words = min(one.words, other.words, key=len)
            yield self.found(
                f"同一件事的时限不一：一处为“{one.told}”，另一处为“{other.told}”（都说到“{words}”）",
                [*one.spans, *other.spans],
                "核对后统一时限，分步实现的写明各步的范围和程度",
            )
        for first, second in two_times(material):
            if any(first.span.start < s.end and s.start < first.span.end for s in told):
                continue
            yield self.found(
                f"“{first.name}”{first.kind}的时间不一：一处为“{first.told}”，另一处为“{second.told}”",
                [first.span, second.span],
                "核对后统一；分期、分楼建设的写明是哪一部分",
            )

    def _differing(self, limits: list[_Limit]) -> Iterator[Finding]:
        index: dict[str, list[_Limit]] = {}
        for limit in limits:
            grams = [limit.words[at : at + _WIDTH] for at in range(len(limit.words) - _WIDTH + 1)]
            found = ((other, gram) for gram in grams for other in index.get(gram, ())[:6] if _contradict(limit, other))
            other, gram = next(found, (None, ""))
            if other is not None:
                yield self.found(
                    f"同一件事的时限不一：一处要求{other.years}年内，另一处要求{limit.years}年内（都说到“{gram}”）",
                    [other.span, limit.span],
                    "核对后统一时限，分步实现的写明各步的程度",
                )
            for gram in dict.fromkeys(grams):
                index.setdefault(gram, []).append(limit)

    def _overlapping(self, sentence: Sentence) -> Iterator[Finding]:
        text = sentence.text
        for match in _WITHIN.finditer(text):
            spread = _SPREAD.search(text, match.end())
            if spread is None or spread.start() - match.end() > 30:
                continue
            within, low, high = _value(match["n"]), _value(spread["a"]), _value(spread["b"])
            if within and low and high and low <= within < high:
                yield self.found(
                    f"两个时限重叠：“{match[0]}”与“{spread[0]}”在第{low}年同时成立，而目标不同",
                    [sentence.span(*match.span()), sentence.span(*spread.span())],
                    "写明起算年份，把两个时限改为不重叠的年份",
                )


def _contradict(limit: _Limit, other: _Limit) -> bool:
    if other.years == limit.years or other.sentence == limit.sentence:
        return False
    return bool(other.degrees & limit.degrees) or not (other.degrees or limit.degrees)


def _limits(sentence: Sentence, number: int) -> Iterator[_Limit]:
    text = sentence.text
    marks = list(_WITHIN.finditer(text))
    for at, match in enumerate(marks):
        stop = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        words = text[match.end() : min(stop, match.end() + _MOST_AHEAD)]
        years = _value(match["n"])
        if years is None or years > 10:
            continue
        end = match.end() + min(len(words), 30)
        degrees = frozenset(d for d in _DEGREES if d in words)
        yield _Limit(years, normal(words), degrees, sentence.span(match.start(), end), number)


def _value(text: str) -> int | None:
    return int(text) if text.isdigit() else parse_numeral(text)
