"""Sentences cut by a page break (断句): :class:`Breaks`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
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
    """一句话在中间断开，分成了两段，多半是翻页的地方留下的；词和年份断开，检索和提取都会出错。

    每行都按同一宽度折断的文本，以及 PDF 里本来就有的换行和换页，不报。
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
        kept = [
            _Cut(passage.text[:at], passage.text[at:], passage.span(*_around(passage.text, at)))
            for passage, at, lines in cuts
            if (lines > 1 or not wrapped) and not _ends_with_offices(passage.text[:at])
        ]
        kept += _between_blocks(document)
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


def _between_blocks(document: Document) -> Iterator[_Cut]:
    """Yield where a paragraph of a Word file or a page ends inside a sentence that the next one goes on with."""
    if document.format not in ("docx", "html"):
        return
    for before, after in pairwise(document.blocks):
        if before.kind not in _RUNNING or after.kind is not BlockKind.PARAGRAPH or after.label:
            continue
        if not _goes_on(before.text, after.text):
            continue
        start = before.passage.span(max(0, len(before.text) - _AROUND), len(before.text)).start
        end = after.passage.span(0, min(_AROUND, len(after.text))).end
        yield _Cut(before.text, after.text, Span(start, end))


def _ends_with_offices(before: str) -> bool:
    """Tell whether a text ends in 责任单位：……, which is often left without a full stop; not inside an open bracket."""
    opened = before.count("（") + before.count("(") > before.count("）") + before.count(")")
    return not opened and bool(_OFFICES.search(before[-_TAIL:]))


def _goes_on(before: str, after: str) -> bool:
    """Tell whether the second text goes on with the sentence in which the first one stops."""
    if not before or len(after) < _FEW or _ENDED.search(before) or is_own_line(after) or after[-1] not in "。；！？":
        return False
    if before[-1] in "、，（(“《" or after[0] in "，。；、）”》":
        return True
    return len(before) > _LONG and bool(_MARKS.search(before)) and not _ends_with_offices(before)


def _cuts(document: Document, passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where lines end inside ``passage``, each with the number of line breaks there."""
    for left, right in zip(passage.runs, passage.runs[1:], strict=False):
        between = document.quote(Span(left.start + left.length, right.start))
        lines = len(_LINE_BREAK.findall(between))
        ended = passage.text[left.at + left.length - 1] in "。！？；："
        if lines and not ended and not _WORDS.search(between):
            yield right.at, lines
