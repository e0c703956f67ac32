"""Joining (接续) of paragraphs that a page break or a line break has cut in two, inside a sentence or inside a word.

Entry: :func:`join_broken`. A paragraph goes on in the next line when it ends without sentence-final punctuation, is as
long as running text, and the next line does not begin like something of its own. Files whose lines are all cut at one
width (硬换行) are recognised from the lengths. Not here: continuation inside table cells (``flat_tables``).
"""

from __future__ import annotations

import re
from collections import Counter

from luoshi.readers.labels import parse_label
from luoshi.readers.raw import RawBlock, RawParagraph, concat
from luoshi.readers.titles import is_date, is_own_line, is_title_text

FINAL = frozenset("。！？；：!?;:…．.")
_CLOSING = frozenset("”’）)】〕]")
_OPEN = frozenset("，、,（(“‘《〈—-－·和与及")
_CANNOT_BEGIN = frozenset("，。；、：！？）”》％%")
_RUNNING = re.compile("[，。；,]")
_LONG = 25
_VERY_LONG = 45
_MAX_GAP = 3
_MAX_PARTS_WIDTH = 3


def join_broken(blocks: list[RawBlock]) -> list[RawBlock]:
    """Return ``blocks`` with the parts of broken paragraphs put together; positions are kept."""
    if not any(isinstance(block, RawParagraph) and block.joinable for block in blocks):
        return blocks
    wrap = _Wrapping(blocks)
    joined: list[RawBlock] = []
    parts: list[RawParagraph] = []
    for block in blocks:
        if isinstance(block, RawParagraph):
            if parts and wrap.goes_on(parts, block):
                parts.append(block)
                continue
            _close(parts, joined)
            parts = [block]
        else:
            _close(parts, joined)
            parts = []
            joined.append(block)
    _close(parts, joined)
    return joined


def _close(parts: list[RawParagraph], joined: list[RawBlock]) -> None:
    if len(parts) > 1:
        parts[0].passage = concat([part.passage for part in parts])
    if parts:
        joined.append(parts[0])


def _width(text: str) -> int:
    return len(text.encode("gb18030", "replace"))


class _Wrapping:
    """What the lengths and indents of a file's lines say about how its paragraphs are broken."""

    def __init__(self, blocks: list[RawBlock]) -> None:
        lines = [b for b in blocks if isinstance(b, RawParagraph) and b.joinable and len(b.text) > 12]
        indented = sum(1 for line in lines if line.indented)
        self.indents = len(lines) > 0 and indented >= 0.08 * len(lines)
        self.full = self._full_width(lines)

    @staticmethod
    def _full_width(lines: list[RawParagraph]) -> int:
        """Return the width at which the lines are cut, 0 if they are not."""
        if len(lines) < 6:
            return 0
        widths = Counter((_width(line.text) + (4 if line.indented else 0)) // 4 for line in lines)
        bucket, _ = widths.most_common(1)[0]
        near = widths[bucket] + widths[bucket - 1] + widths[bucket + 1]
        longer = sum(count for width, count in widths.items() if width > bucket + 2)
        return bucket * 4 if near >= 0.45 * len(lines) and longer <= 0.1 * len(lines) else 0

    def goes_on(self, parts: list[RawParagraph], after: RawParagraph) -> bool:
        """Tell whether ``after`` continues the paragraph that ``parts`` make so far."""
        first, last = parts[0], parts[-1]
        if not (last.joinable and after.joinable) or after.gap > _MAX_GAP or first.style_level or first.is_title:
            return False
        if after.style_level or after.dash or after.bold_end:
            return False
        if after.text[0] in _CANNOT_BEGIN:
            return True
        end = last.text[-1]
        full = bool(self.full) and after.gap == 0 and not after.indented and _width(last.text) >= self.full - 4
        if end in FINAL and not (full and self.indents):
            return False
        if is_own_line(after.text) or (parse_label(after.text) is not None and not _inside_word(last.text, after.text)):
            return False
        return full or self._unfinished(parts, after, end)

    def _unfinished(self, parts: list[RawParagraph], after: RawParagraph, end: str) -> bool:
        text = parts[0].text if len(parts) == 1 else "".join(part.text for part in parts[-_MAX_PARTS_WIDTH:])
        if len(text) > 8 and (end in _OPEN or _is_open(text)):
            return not is_date(after.text)
        if end in _CLOSING or len(text) <= _LONG or (after.indented and self.indents):
            return False
        running = _RUNNING.search(text) is not None
        if not running and (len(text) <= _VERY_LONG or is_title_text(text)):
            return False
        label = parse_label(text)
        if label is not None and not re.search("[。；]", text) and len(text) <= 60:
            return False  # a heading without a full stop
        return not _is_signature(after.text)


def _is_signature(text: str) -> bool:
    """Tell whether a line may be the name of an office or a caption: short and without any stop."""
    return len(text) <= 20 and text[-1] not in FINAL and text[-1] not in _CLOSING and _RUNNING.search(text) is None


def _is_open(text: str) -> bool:
    """Tell whether a bracket or quotation mark is left open."""
    return (
        text.count("（") + text.count("(") > text.count("）") + text.count(")")
        or text.count("“") > text.count("”")
        or text.count("《") > text.count("》")
    )


def _inside_word(before: str, after: str) -> bool:
    """Tell whether what looks like a label only goes on with an enumeration: ……一、 / 二、三年级."""
    return before[-1] in "、，,（(" and after[0] in "一二三四五六七八九十第0123456789"
