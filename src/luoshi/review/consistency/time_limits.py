"""Time limits that do not agree (时限): :class:`TwoTimeLimits`. Not here: years of projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.base.numerals import parse_numeral
from luoshi.compare.texts import normal
from luoshi.model.document import Span
from luoshi.review.consistency.deadlines import Deadline, contradictions, deadlines_of
from luoshi.review.material import Material, Sentence
from luoshi.review.rule import Rule

_NUMBER = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_WITHIN = re.compile(rf"(?<![第\d一二三四五六七八九十—–\-~～])(?P<n>{_NUMBER})\s?年(?:之)?内")
_SPREAD = re.compile(rf"(?P<a>{_NUMBER})\s?(?:[—–~～\-]{{1,2}}|至|到)\s?(?P<b>{_NUMBER})\s?年")
_BY_YEAR = re.compile(
    r"(?:(?:到|至|截至|力争|确保)\s?(?P<x>20\d\d)\s?年(?:年?底|末)?(?:前|之前)?"
    r"|(?P<z>20\d\d)\s?年(?:\s?\d{1,2}\s?月)?(?:年?底|末)?(?:前|之前|以前))，?"
)
_TO_DO = re.compile(r"完成|实现|建成|达到|出台|建立|全覆盖|配齐|消除|取消|通过|创建|建好|投入使用")
_NOT_ONCE = re.compile(r"保持|稳定|巩固|每年|逐年|持续|继续|基本|初步|以上|以内")
_DEGREES = ("有效", "显著", "明显", "基本", "全面", "彻底", "初步", "根本", "大幅")
_WIDTH = 8
_SAME = 10
_MOST_AHEAD = 60


@dataclass(frozen=True)
class _Limit:
    """``n年内`` or ``某年底前`` with what is to be reached by then.

    Attributes:
        years: number of years, or the calendar year.
        words: what is to be done, without marks.
        degrees: how far (有效、显著), or the numbers in it.
        span: the limit with its first words.
        sentence: number of its sentence.
    """

    years: int
    words: str
    degrees: frozenset[str]
    span: Span
    sentence: int


class TwoTimeLimits(Rule):
    """同一件事的时限前后不一：一处要求三年内，另一处要求一年内。

    两处所说的事有八个字以上相同、程度（有效、显著、基本、全面）也相同才报；一句之内分步写的（一年内有效减轻，三年内显著减轻），
    不报。“三年内……，3—5年……”两个时限在第三年重叠的，也报；
    “2022年底前完成某事”与“2023年底前完成”同一件事，所说的有十个字以上相同、数字也相同的，也报。
    """

    code = "V212"
    name = "时限不一"
    severities = (Severity.WARNING,)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield a finding for each pair of limits."""
        limits: list[_Limit] = []
        deadlines = _Deadlines()
        dated: list[tuple[int, Sentence]] = []
        told: list[tuple[Span, Span]] = []
        statement = 0
        for number, sentence in enumerate(material.sentences):
            statement += not sentence.start or sentence.piece.text[: sentence.start].rstrip().endswith(("。", "！", "？"))
            if "年" in sentence.text:
                limits += _limits(sentence, number)
                yield from self._overlapping(sentence)
                for one, other, words in deadlines.add(sentence, number):
                    told.append((one.span, other.span))
                    yield self.found(
                        f"同一件事的时限不一：一处要求{one.years}年，另一处要求{other.years}年（都说到“{words}”）",
                        [one.span, other.span],
                        "核对后统一时限",
                    )
            if "年" in sentence.text or "月" in sentence.text:
                dated.append((statement, sentence))
        yield from self._differing(limits)
        yield from self._dated(contradictions(deadlines_of(material, dated)), told)

    def _dated(self, pairs: Iterator[tuple[Deadline, Deadline]], told: list[tuple[Span, Span]]) -> Iterator[Finding]:
        for one, other in pairs:
            if any(_meet(a, one.spans[0]) and _meet(b, other.spans[0]) for a, b in told):
                continue
            told.append((one.spans[0], other.spans[0]))
            yield self.found(
                f"同一件事的时限不一：一处为“{one.told}”，另一处为“{other.told}”（都说到“{min(one.words, other.words, key=len)}”）",
                [*one.spans, *other.spans],
                "核对后统一时限，分步实现的写明各步的范围和程度",
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


class _Deadlines:
    """Calendar deadlines by what is to be done, each with the first words behind it."""

    def __init__(self) -> None:
        self._index: dict[str, list[_Limit]] = {}

    def add(self, sentence: Sentence, number: int) -> Iterator[tuple[_Limit, _Limit, str]]:
        """Enter the deadlines of a sentence; yield those before it that set another year for the same."""
        for limit in _deadlines(sentence, number):
            grams = [limit.words[at : at + _SAME] for at in range(min(len(limit.words) - _SAME + 1, _SAME))]
            for at, gram in enumerate(grams):
                other = next((o for o in self._index.get(gram, ())[:6] if _differ(limit, o, at, gram)), None)
                if other is not None:
                    yield other, limit, gram
                    break
            for gram in grams:
                self._index.setdefault(gram, []).append(limit)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _contradict(limit: _Limit, other: _Limit) -> bool:
    if other.years == limit.years or other.sentence == limit.sentence:
        return False
    return bool(other.degrees & limit.degrees) or not (other.degrees or limit.degrees)


def _differ(limit: _Limit, other: _Limit, at: int, gram: str) -> bool:
    if other.years == limit.years or other.sentence == limit.sentence or other.degrees != limit.degrees:
        return False
    before, there = limit.words[:at], other.words[: other.words.find(gram)]
    return not before or not there or before == there


def _deadlines(sentence: Sentence, number: int) -> Iterator[_Limit]:
    text = sentence.half_width
    for match in _BY_YEAR.finditer(text):
        stop = re.search(r"[。；;！？\n]|20\d\d", text[match.end() :])
        words = text[match.end() : match.end() + (stop.start() if stop else _MOST_AHEAD)][:_MOST_AHEAD]
        if not _TO_DO.search(words) or _NOT_ONCE.search(words):
            continue
        numbers = frozenset(re.findall(r"\d+(?:\.\d+)?", words))
        span = sentence.span(match.start(), match.end() + min(len(words), 30))
        plain = re.sub(r"\d+(?:\.\d+)?", "", normal(words))
        yield _Limit(int(match["x"] or match["z"]), plain, numbers, span, number)


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
