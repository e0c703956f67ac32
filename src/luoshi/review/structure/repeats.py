"""Sentences that stand in a document more than once (句段重复): :class:`Repeats`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import likeness, normal
from luoshi.model.document import BlockKind, Span
from luoshi.review.material import Material, Piece, Sentence
from luoshi.review.rule import Rule

_ANSWERS = re.compile(
    r"[（(【\[]?(?:(?:责任|牵头|配合|负责|参与|主办|联系)(?:单位|部门|人|领导)|完成(?:时限|时间|期限))"
)
_SLOGANS = re.compile(r"指导思想|总体思路|总体要求|基本原则|工作原则")
_CLAUSE = re.compile(r"[^，,；;。！？：:]+")
_BEFORE_CLAUSE = "，,；;。！？：:"
_CLOSING = "。！？；;”’"
_SHORTEST = 18
_VERBATIM = 20
_COPIED = 25
_AT_ONCE = 10
_NEXT = 2
_SAME_START = 26
_SAME_SECTION = 2
_ITEM = 10
_LONG = 40
_NEAR = 0.94
_CLOSE_BY = 40
_EDGE = 8
_MOST_CANDIDATES = 4
_WIDTH = 60
_WIDEST = 80
_MOST = 20
_SINGLY = 8


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence with its text without marks."""

    sentence: Sentence
    key: str
    at: int  # its place among the sentences that are looked at


class Repeats(Rule):
    """一句话在同一节里或者相邻两段里（20字以上）、在两条任务里（25字以上）一字不差又写一遍，紧接着把一句话、半句话重写一遍，相邻的两句开头26字相同，整段重复，
    连着两句长句重复，同一组里同一条目列了两次，作警告；一字不差的超过8句的，合成一条。

    隔得远的，或者只差一两个字的（18字以上），全文汇成一条提示：政策提法的重复是正常的。指导思想、基本原则里的
    提法，各条末尾都写的同一句话，责任单位和完成时限，不作警告；表格里的不看。
    """

    code = "V407"
    name = "句段重复"
    severities = (Severity.INFO, Severity.WARNING)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield whole paragraphs and items first, then one hint with the other sentences."""
        seen: set[int] = set()
        yield from self._paragraphs(material, seen)
        prose = [s for s in material.sentences if s.piece.is_prose and s.piece.number not in seen]
        at_once: set[tuple[int, int]] = set()
        yield from self._at_once(prose, at_once)
        told = [
            _Told(s, key, at)
            for at, s in enumerate(prose)
            if not _ANSWERS.match(s.text)
            and (s.piece.number, s.start) not in at_once
            and len(key := normal(s.text)) >= _SHORTEST
        ]
        pairs = list(_pairs(told))
        doubled = list(_in_a_row(pairs))
        for repeated in doubled:
            first, second = repeated[0]
            yield self.found(
                f"“{first.sentence.text[:24]}…”起连着两句在前面已经写过",
                [_span(first.sentence), _span(second.sentence)],
                "删去其中一处，或改成不同的内容",
                Severity.WARNING,
            )
        loud = {pair[0].at for repeated in doubled for pair in repeated}
        often = Counter(one.key for one in told)
        near = [pair for pair in pairs if pair[0].at not in loud and _is_near(material, pair, often)]
        yield from self._word_for_word(near)
        loud |= {first.at for first, _ in near}
        same = list(_same_start(told, {one.at for pair in pairs for one in pair}))
        for first, second in same:
            yield self.found(
                f"“{first.sentence.text[:_SAME_START]}”{_where(first, second)}写了两遍，后面才不同",
                [_span(first.sentence), _span(second.sentence)],
                "合并这两句，或删去重复的一半",
                Severity.WARNING,
            )
        quiet = [pair for pair in pairs if pair[0].at not in loud]
        if quiet:
            spans = [_span(one.sentence) for pair in quiet[: _MOST // 2] for one in pair]
            shown = quiet[0][0].sentence.text
            yield self.found(
                f"有{len(quiet)}句话在别处又出现一遍（或只差一两个字），如“{shown[:30]}…”",
                spans,
                "核对是否误复制；政策提法的重复不用改",
            )

    def _word_for_word(self, pairs: list[tuple[_Told, _Told]]) -> Iterator[Finding]:
        """Yield a finding for each pair, or one for all of them where a whole part stands in the document twice."""
        if len(pairs) > _SINGLY:
            spans = [_span(one.sentence) for pair in pairs[: _MOST // 2] for one in pair]
            message = f"有{len(pairs)}句话一字不差写了两遍，像是整段复制，如“{pairs[0][0].sentence.text[:24]}…”"
            yield self.found(message, spans, "删去其中一处，或改成不同的内容", Severity.WARNING)
            return
        for first, second in pairs:
            yield self.found(
                f"“{first.sentence.text[:24]}…”一句，{_where(first, second)}一字不差写了两遍",
                [_span(first.sentence), _span(second.sentence)],
                "删去其中一处，或改成不同的内容",
                Severity.WARNING,
            )

    def _at_once(self, prose: list[Sentence], found: set[tuple[int, int]]) -> Iterator[Finding]:
        """Look for what is written again right behind itself: a sentence, the end of one, a clause."""
        for sentence in prose:
            for left, right in pairwise(_CLAUSE.finditer(sentence.text)):
                if left[0] == right[0] and len(left[0]) >= _AT_ONCE:
                    yield self._twice(left[0], sentence.span(left.start(), right.end()))
        for before, sentence in pairwise(prose):
            words, earlier = sentence.text.rstrip(_CLOSING), before.text.rstrip(_CLOSING)
            at = len(earlier) - len(words)
            if before.piece is not sentence.piece or at < 0 or len(words) < _AT_ONCE or not earlier.endswith(words):
                continue
            if at and earlier[at - 1] not in _BEFORE_CLAUSE:
                continue
            found.add((sentence.piece.number, sentence.start))
            yield self._twice(words, before.piece.span(before.start + at, sentence.end))

    def _twice(self, words: str, span: Span) -> Finding:
        whole = Span(span.start, min(span.end, span.start + _WIDEST))
        return self.found(f"“{words[:30]}”紧接着又写了一遍", [whole], "删去重复的一遍", Severity.WARNING)

    def _paragraphs(self, material: Material, seen: set[int]) -> Iterator[Finding]:
        last: dict[str, Piece] = {}
        for piece in material.pieces:
            if not piece.is_prose:
                continue
            key = normal(piece.text)
            if len(key) < _ITEM or _ANSWERS.match(piece.text):
                continue
            before = last.get(key)
            last[key] = piece
            if before is None or piece.number - before.number > _CLOSE_BY:
                continue
            sections = material.document.sections
            same_list = piece.block.kind is BlockKind.LIST_ITEM is before.block.kind and (
                sections[piece.block.section].parent == sections[before.block.section].parent
            )
            if len(key) < _LONG and not same_list:
                continue
            seen.add(piece.number)
            what = "这一条" if same_list else "这一段"
            yield self.found(
                f"{what}与前面的重复：“{piece.text[:30]}…”",
                [_start(piece), _start(before)],
                "删去其中一处，或改成不同的内容",
                Severity.WARNING,
            )


def _pairs(told: list[_Told]) -> Iterator[tuple[_Told, _Told]]:
    """Yield each sentence with an earlier one that reads the same or nearly so."""
    same: dict[str, _Told] = {}
    edges: dict[str, list[_Told]] = defaultdict(list)
    for one in told:
        other = same.get(one.key)
        if other is None:
            keys = (f"^{one.key[:_EDGE]}", f"{one.key[-_EDGE:]}$")
            candidates = [c for key in keys for c in edges[key][-_MOST_CANDIDATES:]]
            sized = [c for c in candidates if abs(len(c.key) - len(one.key)) <= max(2, len(one.key) // 12)]
            other = next((c for c in sized if likeness(c.key, one.key) >= _NEAR), None)
            for key in keys:
                edges[key].append(one)
            same[one.key] = one
        if other is not None:
            yield one, other


def _is_near(material: Material, pair: tuple[_Told, _Told], often: Counter[str]) -> bool:
    """Tell whether a sentence stands word for word twice in one section or in neighbouring paragraphs."""
    one, other = (told.sentence for told in pair)
    if pair[0].key != pair[1].key or often[pair[0].key] > 2 or len(one.text) < _VERBATIM:
        return False
    sections = material.document.sections
    chains = [list(material.document.ancestors(sections[each.piece.block.section])) for each in (one, other)]
    if any(_SLOGANS.search(section.title) for chain in chains for section in chain):
        return False
    if one.piece.number - other.piece.number <= _NEXT:
        return True
    above = {section.index for section in chains[1] if section.level >= _SAME_SECTION}
    if any(section.index in above for section in chains[0]):
        return True
    # The same words for two tasks: one of them was copied.
    return len(one.text) >= _COPIED and one.text.endswith("。") and other.text.endswith("。")


def _same_start(told: list[_Told], paired: set[int]) -> Iterator[tuple[_Told, _Told]]:
    """Yield the pairs of sentences close by that begin with the same long words and then go on otherwise."""
    starts: dict[str, list[_Told]] = {}
    for one in told:
        if one.at not in paired and len(one.key) >= _SAME_START:
            starts.setdefault(one.key[:_SAME_START], []).append(one)
    for group in starts.values():
        if len(group) == 2 and group[1].sentence.piece.number - group[0].sentence.piece.number <= _SAME_SECTION:
            yield group[0], group[1]


def _where(first: _Told, second: _Told) -> str:
    apart = first.sentence.piece.number - second.sentence.piece.number
    return "在同一段里" if not apart else "在相邻的两段里" if apart == 1 else "在隔开的两处"


def _in_a_row(pairs: list[tuple[_Told, _Told]]) -> Iterator[list[tuple[_Told, _Told]]]:
    """Yield the runs of two long sentences and more that repeat in the order of an earlier place close by."""
    run: list[tuple[_Told, _Told]] = []
    for pair in pairs:
        one, other = pair
        long = len(one.key) >= _LONG and one.sentence.piece.number - other.sentence.piece.number <= _CLOSE_BY
        if run and long and one.at == run[-1][0].at + 1 and other.at == run[-1][1].at + 1:
            run.append(pair)
            continue
        if len(run) > 1:
            yield run
        run = [pair] if long else []
    if len(run) > 1:
        yield run


def _span(sentence: Sentence) -> Span:
    return sentence.span(0, min(_WIDTH, len(sentence.text)))


def _start(piece: Piece) -> Span:
    return piece.span(0, min(_WIDTH, len(piece.text)))
