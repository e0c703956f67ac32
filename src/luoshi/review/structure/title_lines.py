"""The document's own title on a line of its own in the body (标题残留): :func:`title_lines`.

A title stands at the head. Where the whole of it is a line again behind the first heading, it is what a page's head, or
the words for a picture, have left. Not so where the numbering begins anew below it: contents, and bound papers.
"""

from __future__ import annotations

import re

from luoshi.base.texts import normal
from luoshi.model.document import BlockKind, Document, Span
from luoshi.readers.labels import LabelKind, parse_label

_SHORTEST, _LONGEST, _WIDTH = 12, 90, 78
_NOTICE = re.compile(r"关于\S{4,}的(?:通知|意见|决定|函|批复|公告)$")
_PAPER = re.compile(r"(?:规划|方案|计划|意见|办法|纲要|要点|细则|措施)(?:[（(][^（）()]*[）)])?$")
_PAGE = re.compile(r"^\s*(?:[-—–]?\s*\d{1,3}\s*[-—–]?)?\s+|\s+[-—–]?\s*\d{1,3}\s*[-—–]?\s*$")


def title_lines(document: Document) -> list[Span]:
    """Return the lines behind the first heading that are a title of the document and nothing else."""
    headings = [b for b in document.blocks if b.kind is BlockKind.HEADING and b.label]
    if document.format == "pdf" or not headings:
        return []
    start = headings[0].passage.whole.start
    titles = {
        normal(b.text)
        for b in document.blocks
        if b.kind is BlockKind.TITLE and b.passage.whole.start < start and not b.label and _names_a_paper(b.text)
    }
    anew = [b.passage.whole.start for b in headings if _begins(b.label)]
    found = []
    for match in re.finditer(r"[^\r\n]+", document.text[start:]):
        line = match[0].strip()
        if not _SHORTEST <= len(line) <= _LONGEST or normal(_PAGE.sub("", line)) not in titles:
            continue
        at = start + match.start() + match[0].index(line)
        following = next((b.passage.whole.start for b in headings if b.passage.whole.start > at), None)
        if following is not None and following not in anew:
            found.append(Span(at, at + min(len(line), _WIDTH)))
    return found


def _names_a_paper(text: str) -> bool:
    return len(normal(text)) >= _SHORTEST and bool(_NOTICE.search(text.strip()) or _PAPER.search(text.strip()))


def _begins(label: str) -> bool:
    """Tell whether a heading's number is the first of the highest kinds."""
    read = parse_label(f"{label}、") or parse_label(label)
    return read is not None and read.value == 1 and read.kind in (LabelKind.PART, LabelKind.CHAPTER, LabelKind.CHINESE)
