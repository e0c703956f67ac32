"""Sentences cut by a page break (断句): :class:`Breaks`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from luoshi.base.findings import Finding, Severity
from luoshi.model.document import BlockKind, Document, Passage, Span
from luoshi.review.material import Material
from luoshi.review.rule import Rule

_RUNNING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_AROUND = 8
_MOST = 20
_LONG = 20


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
        kept = [(passage, at) for passage, at, lines in cuts if lines > 1 or not wrapped]
        if not kept:
            return
        spans = [passage.span(max(0, at - _AROUND), min(len(passage.text), at + _AROUND)) for passage, at in kept]
        passage, at = kept[0]
        before, after = passage.text[max(0, at - 6) : at], passage.text[at : at + 6]
        count = f"，共{len(kept)}处" if len(kept) > 1 else ""
        severity = Severity.WARNING if len(kept) <= max(3, 0.5 * paragraphs) else Severity.INFO
        yield self.found(
            f"句子从中间断成两段：“{before}／{after}”{count}",
            [span for span in spans if span.end - span.start <= 80][:_MOST],
            "把断开的两段接成一段",
            severity,
        )


def _cuts(document: Document, passage: Passage) -> Iterator[tuple[int, int]]:
    """Yield where lines end inside ``passage``, each with the number of line breaks there."""
    for left, right in zip(passage.runs, passage.runs[1:], strict=False):
        between = document.quote(Span(left.start + left.length, right.start))
        lines = len(_LINE_BREAK.findall(between))
        if lines and passage.text[left.at + left.length - 1] not in "。！？；：":
            yield right.at, lines
