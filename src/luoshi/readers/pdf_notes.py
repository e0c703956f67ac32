"""Notes at the foot of a page (脚注) of a PDF.

Entry: :func:`take_notes`. Below a short rule at the left margin, set smaller than the text, lines are notes; the raised
marks by which the text refers to them are taken out of it, as they are no part of its words.
Not here: running feet (``pdf_furniture``), taken out before.
"""

from __future__ import annotations

import re
from collections import Counter

from luoshi.readers.pdf_chars import Glyph
from luoshi.readers.pdf_lines import TextLine, line_of
from luoshi.readers.pdf_page import PageParts

_SMALLER = 0.95
_RAISED_SIZE = 0.8
_SHORTEST, _LONGEST = 0.08, 0.5
_MARK = re.compile(r"[0-9①-⑳*\[\]〔〕（）()]")
NOTE_MARK = re.compile(r"(?:[\[〔［]\s*\d{1,3}\s*[\]〕］]|[①-⑳]|\*+|\d{1,3}(?=\s))\s*")
"""The mark at the start of a note that is not raised."""


def take_notes(pages: list[PageParts]) -> None:
    """Move the notes of each page from its lines to its ``notes``."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    if not sizes:
        return
    body = sizes.most_common(1)[0][0]
    for page in pages:
        _take(page, body)


def _take(page: PageParts, body: float) -> None:
    rule = _separator(page, body)
    if rule is None:
        return
    page.notes = [line for line in page.lines if line.base > rule]
    page.lines = [_without_marks(line) for line in page.lines if line.base <= rule]
    for area in page.areas:
        area.lines = [[_without_marks(line) for line in cell] for cell in area.lines]


def _separator(page: PageParts, body: float) -> float | None:
    """Return the height of the rule above the notes."""
    if not page.lines:
        return None
    left = min(line.left for line in page.lines)
    width = max(line.right for line in page.lines) - left
    lowest_area = max((area.box[3] for area in page.areas), default=0.0)
    for rule in sorted(page.rules, reverse=True):
        if not (_SHORTEST * width <= rule.end - rule.start <= _LONGEST * width) or abs(rule.start - left) > 12:
            continue
        below = [line for line in page.lines if line.base > rule.at]
        if (
            below
            and rule.at > lowest_area - 1
            and rule.at > 0.35 * page.frame.height
            and all(line.size < _SMALLER * body for line in below)
        ):
            return rule.at
    return None


def _without_marks(line: TextLine) -> TextLine:
    """Return ``line`` without raised figures."""
    raised = [
        glyph
        for glyph in line.glyphs
        if glyph.size < _RAISED_SIZE * line.size
        and glyph.base < line.base - 0.1 * line.size
        and _MARK.match(glyph.char)
    ]
    if not raised or len(raised) > 8:
        return line
    marks = {id(glyph) for glyph in raised if not _after_unit(line, glyph.left)}
    kept: list[Glyph] = []
    for glyph in line.glyphs:
        if id(glyph) not in marks:
            kept.append(glyph)
        elif kept:
            kept[-1] = kept[-1]._replace(right=glyph.right)  # no blank where the mark stood
    return (line_of(kept, line.page) or line) if marks else line


def _after_unit(line: TextLine, left: float) -> bool:
    """Tell whether a raised figure stands after a Latin letter, as in m2."""
    before = [glyph for glyph in line.glyphs if glyph.right <= left + 1 and glyph.char != " "]
    return bool(before) and before[-1].char.isascii() and before[-1].char.isalpha()
