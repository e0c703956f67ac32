"""Sentences cut by a page break (断句): :class:`Breaks`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import BlockKind, Document, Passage, Span
from luoshi.readers.titles import is_own_line
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_WORDS = re.compile(r"[一-鿿]")
_ENDED = re.compile(r"[。！？；：!?;:…．.”’）)】〕\]》]$")
_MARKS = re.compile(r"[，。；]")
_OFFICES = re.compile(r"(?:单位|部门|时限|时间|领导|责任人|附件|电话|地址|邮箱)\s*[:：][^。；]*$")
_NOT_LAST = frozenset("、，（(“《的和与及或把被将从向对为在以由并")
_NOT_FIRST = frozenset("，。；、）”》的了着们和与及或而之也均都")
_MARK = r"，。；、：！？（）“”《》,;:\s"
_END = re.compile(rf"([一-鿿])(?=[{_MARK}]|$)")
_BEGIN = re.compile(rf"(?:^|[{_MARK}])([一-鿿])")
_KNOWN = 12
_STRANGE = 3
_PARAGRAPHED = ("docx", "html")
_MOST_CANDIDATES = 100
_TAIL = 80
_FEW = 6
_AROUND = 8
_MOST = 20
_LONG = 20


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where a sentence is cut: the text before it, the text after it, the characters around it."""

    before: str
    after: str
    span: Span


class Breaks(Rule):
    """一句话在中间断开，分成了两段，多半是翻页、复制的地方留下的；词和年份断开，检索和提取都会出错。

    Word文件和网页里，段末只是漏了句号的，不算断句：要前一段停在顿号、逗号、“和”“的”这样不能结句的地方，或者
    后一段从不能起句的字开始，或者两段合起来才成一个词。每行都按同一宽度折断的文本，以及PDF里本来就有的换行和
    换页，不报。
    """

    code = "V409"
    name = "断句"
    severities = (Severity.WARNING, Severity.INFO)

    def check(self, material: Material) -> Iterator[Finding]:
        """Yield one finding with all places."""
        document = material.document
        if document.format == "pdf":
            return
        cuts: list[tuple[Passage, int, int]] = []
        paragraphs = 0
        for block in document.blocks:
            if block.kind in _RUNNING and len(block.text) >= _LONG:
                paragraphs += 1
                cuts += [(block.passage, at, lines) for at, lines in _cuts(document, block.passage)]
        wrapped = sum(lines == 1 for _, _, lines in cuts) > max(3, 0.3 * paragraphs)
        edges = _Edges(document.text)
        if document.format in _PARAGRAPHED:
            cuts = [one for one in cuts if edges.is_cut(one[0].text[: one[1]], one[0].text[one[1] :])]
        kept = [
            _Cut(passage.text[:at], passage.text[at:], passage.span(*_around(passage.text, at)))
            for passage, at, lines in cuts
            if (lines > 1 or not wrapped) and not _ends_with_offices(passage.text[:at])
        ]
        kept += _between_blocks(document, edges)
        if not kept:
            return
        first = kept[0]
        count = f"，共{len(kept)}处" if len(kept) > 1 else ""
        severity = Severity.WARNING if len(kept) <= max(3, 0.5 * paragraphs) else Severity.INFO
        yield self.found(
            f"句子从中间断成两段：“{first.before[-6:]}／{first.after[:6]}”{count}",
            [cut.span for cut in kept if cut.span.end - cut.span.start <= 80][:_MOST],
            "把断开的两段接成一段",
            severity,
        )


def _around(text: str, at: int) -> tuple[int, int]:
    return max(0, at - _AROUND), min(len(text), at + _AROUND)


def _between_blocks(document: Document, edges: _Edges) -> Iterator[_Cut]:
    """Yield where a paragraph of a Word file or a page ends inside a sentence that the next one goes on with."""
    for before, after in pairwise(document.blocks):
        if before.kind not in _RUNNING or after.kind is not BlockKind.PARAGRAPH or after.label:
            continue
        if not _may_go_on(before.text, after.text) or not edges.is_cut(before.text, after.text):
            continue
        start = before.passage.span(max(0, len(before.text) - _AROUND), len(before.text)).start
        end = after.passage.span(0, min(_AROUND, len(after.text))).end
        yield _Cut(before.text, after.text, Span(start, end))


def _ends_with_offices(before: str) -> bool:
    """Tell whether a text ends in 责任单位：……, which is often left without a full stop; not inside an open bracket."""
    opened = before.count("（") + before.count("(") > before.count("）") + before.count(")")
    return not opened and bool(_OFFICES.search(before[-_TAIL:]))


def _may_go_on(before: str, after: str) -> bool:
    """Tell whether the first text lacks its end and the second is one that could be it."""
    if not before or len(after) < _FEW or _ENDED.search(before) or is_own_line(after) or after[-1] not in "。；！？":
        return False
    if _goes_on_by_marks(before, after):
        return True
    return len(before) > _LONG and bool(_MARKS.search(before)) and not _ends_with_offices(before)


def _goes_on_by_marks(before: str, after: str) -> bool:
    """Tell whether a text stops where no sentence can stop, or the next begins as none can begin."""
    return before[-1] in _NOT_LAST or after[0] in _NOT_FIRST


class _Edges:
    """How often the characters of a document stand at the end and at the start of what is between two marks.

    A word cut in two shows by them: its halves stand where no half sentence of the document ends or begins.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _MOST_CANDIDATES

    @cached_property
    def _all(self) -> Counter[str]:
        return Counter(self._text)

    @cached_property
    def _ends(self) -> Counter[str]:
        return Counter(_END.findall(self._text))

    @cached_property
    def _begins(self) -> Counter[str]:
        return Counter(_BEGIN.findall(self._text))

    def is_cut(self, before: str, after: str) -> bool:
        """Tell whether one sentence stands in two paragraphs, and not two of which the first lacks its full stop."""
        if _goes_on_by_marks(before, after):
            return True
        self._left -= 1
        return self._left > 0 and self._splits_a_word(before, after)

    def _splits_a_word(self, before: str, after: str) -> bool:
        """Tell whether ``before`` ends and ``after`` begins inside a word; both stand in the text, on two lines."""
        last, first = before[-1], after[0]
        if not _WORDS.match(last) or not _WORDS.match(first):
            return False
        # This place itself counts once.
        ends, begins = max(0, self._ends[last] - 1), max(0, self._begins[first] - 1)
        lasts, firsts = self._all[last] - 1, self._all[first] - 1
        strange = not ends and lasts < _STRANGE
        if self._ends_a_clause(before[-2:]) or (self._begins_a_clause(after[:2]) and not strange):
            return False
        if firsts >= _KNOWN and (10 * begins <= firsts and 10 * ends <= lasts):
            return True
        if begins and ends:
            return False
        return self._only_with(after[:2], last + after[:2]) or self._only_with(before[-2:], before[-2:] + first)

    def _ends_a_clause(self, word: str) -> bool:
        return len(re.findall(rf"{re.escape(word)}(?=[{_MARK}]|$)", self._text)) > 1

    def _begins_a_clause(self, word: str) -> bool:
        return len(re.findall(rf"(?:^|[{_MARK}]){re.escape(word)}", self._text)) > 1

    def _only_with(self, part: str, whole: str) -> bool:
        """Tell whether ``part`` stands elsewhere, and never without what ``whole`` adds to it."""
        return 0 < self._text.count(whole) == self._text.count(part) - 1


def _cuts(document: Document, passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where lines end inside ``passage``, each with the number of line breaks there."""
    for left, right in zip(passage.runs, passage.runs[1:], strict=False):
        between = document.quote(Span(left.start + left.length, right.start))
        lines = len(_LINE_BREAK.findall(between))
        ended = passage.text[left.at + left.length - 1] in "。！？；："
        if lines and not ended and not _WORDS.search(between):
            yield right.at, lines
