"""Characters of a PDF -> lines (行).

Entry: :func:`rows_of`, which puts the characters of a region on common base lines, and :func:`line_of`, which makes a
:class:`TextLine` of them. Characters drawn twice for boldness are taken once; raised ones stay in their line; blanks
that only come from justification or between Chinese and Latin are left out.
Not here: which characters make a region (``pdf_page``), which lines make a paragraph (``pdf_paragraphs``).
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from luoshi.readers.pdf_chars import Glyph
from luoshi.readers.pdf_frame import Box

_ASCENT = 0.86
_DESCENT = 0.14
_SAME_BASE = 0.22
_SCRIPT = 0.8
_DOTS = re.compile(r"(?:[.．·…。]\s+){2,}[.．·…。]")
_BLANKS_OF_DOTS = re.compile(r"(?<=[.．·…。])\s+(?=[.．·…。])")
_WIDE_MARKS = frozenset("“”‘’—…·")
_NO_START = frozenset("，。、；：？！）》〉】〕”’%％,.;:?!)")
_NO_END = frozenset("（《〈【〔“‘([")
_WIDE_GAP = 0.8
_EXPLICIT_GAP = 0.12
_LATIN_GAP = 0.24
_DIGIT_GAP = 0.5
_TAB_GAP = 2.5
_SLIGHT_GAP = 0.18
_FEW_GAPS = 3
_LABEL = 12
_HAN = re.compile("[〇\u3400-\u9fff]")
_LABELLED = re.compile(r"(?:(?:附[件表录图]?|专栏|表|图) ?\d[\d.．—-]*|\d{1,2}(?:[.．]\d{1,2})+)$")


@dataclass(slots=True)
class TextLine:
    """A line of text, or a part of one when the page has columns.

    Attributes:
        text: without blanks at the ends.
        page: counted from 1.
        box: left, top, right, bottom as it is read.
        base: the base line.
        size: the size of most of its characters.
        bold_end: how many characters at its start are bold; all of them if it is bold throughout.
        first_unit: width of what must stand together at its start: a character with its marks, or a word.
        label_end: length of a number at its start after which there is a gap that may be a blank (附件1 标题), or 0.
        raised: it begins with a raised mark of that many characters, as a footnote does.
        glyphs: its characters, left to right, blanks too.
    """

    text: str
    page: int
    box: Box
    base: float
    size: float
    bold_end: int
    first_unit: float
    raised: int = 0
    label_end: int = 0
    glyphs: list[Glyph] = field(default_factory=list)

    @property
    def is_bold(self) -> bool:
        """The whole line is bold."""
        return self.bold_end == len(self.text)

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.box[0]

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.box[2]


def is_wide(char: str) -> bool:
    """Tell whether ``char`` is Chinese or a mark set among Chinese."""
    return char > "\u2e7f" or char in _WIDE_MARKS


def rows_of(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Return the characters row by row from top to bottom, each row from left to right; blanks are kept."""
    runs: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and abs(glyph.base - last.base) < 0.3 and abs(glyph.size - last.size) < 0.3:
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
        last = glyph
    runs.sort(key=lambda run: (-round(run[0].size), run[0].base))
    rows: list[list[list[Glyph]]] = []
    bases: list[float] = []  # ascending, one for each row
    for run in runs:
        at = _row_for(run, rows, bases)
        if at is None:
            at = bisect_left(bases, run[0].base)
            bases.insert(at, run[0].base)
            rows.insert(at, [run])
        else:
            rows[at].append(run)
    return [_in_order([glyph for run in row for glyph in run]) for row in rows]


def _row_for(run: list[Glyph], rows: list[list[list[Glyph]]], bases: list[float]) -> int | None:
    """Return the row that ``run`` stands in; rows of larger characters are there already."""
    base, size = run[0].base, run[0].size
    at = bisect_left(bases, base)
    near = [i for i in (at - 1, at) if 0 <= i < len(bases)]
    for index in sorted(near, key=lambda i: abs(bases[i] - base)):
        own = rows[index][0][0].size
        if abs(bases[index] - base) <= _SAME_BASE * min(own, size):
            return index
        if size < _SCRIPT * own and -0.62 * own < base - bases[index] < 0.3 * own and _touches(run, rows[index], own):
            return index
    return None


def _touches(run: list[Glyph], row: list[list[Glyph]], size: float) -> bool:
    left, right = min(g.left for g in run), max(g.right for g in run)
    return any(
        -0.3 * size < left - g.right < 0.5 * size or -0.3 * size < g.left - right < 0.5 * size
        for other in row
        for g in other
    )


def _in_order(row: list[Glyph]) -> list[Glyph]:
    row.sort(key=lambda glyph: glyph.left)
    kept: list[Glyph] = []
    for glyph in row:
        twin = next((k for k in kept[-3:] if k.char == glyph.char and _is_same(k, glyph)), None)
        if twin is None:
            kept.append(glyph)
    return kept


def _is_same(one: Glyph, other: Glyph) -> bool:
    """Tell whether a character is only drawn again, a little moved, to look bold or to throw a shadow."""
    width = min(one.right - one.left, other.right - other.left)
    return other.left - one.left < max(0.4 * width, 0.6) and abs(one.base - other.base) < 0.15 * one.size


def split_row(row: list[Glyph], gap: float) -> list[list[Glyph]]:
    """Return the parts of a row between which more than ``gap`` times its size is empty."""
    parts: list[list[Glyph]] = []
    right = 0.0
    for glyph in row:
        if glyph.char == " ":
            if parts:
                parts[-1].append(glyph)
            continue
        if parts and glyph.left - right <= gap * glyph.size:
            parts[-1].append(glyph)
        else:
            parts.append([glyph])
        right = max(right, glyph.right) if len(parts[-1]) > 1 else glyph.right
    return parts


def line_of(row: Sequence[Glyph], page: int, *, tabs: bool = False) -> TextLine | None:
    """Return the line that the characters of a row make; None if it is blank.

    ``tabs``: a gap before a number at the end, as in a table of contents without dots, becomes a tab.
    """
    inked = [glyph for glyph in row if glyph.char != " "]
    if not inked:
        return None
    size = inked[0].size if len(inked) == 1 else Counter(round(g.size, 1) for g in inked).most_common(1)[0][0]
    body = [g for g in inked if g.size >= _SCRIPT * size] or inked
    base = Counter(round(g.base, 1) for g in body).most_common(1)[0][0]
    text, bold_end, label_end = _pieces(row, size, tabs=tabs)
    if _DOTS.search(text):
        text = _BLANKS_OF_DOTS.sub("", text)
        bold_end = min(bold_end, len(text))
    top = min(g.base - _ASCENT * g.size for g in inked)
    bottom = max(g.base + _DESCENT * g.size for g in inked)
    box = (inked[0].left, top, max(g.right for g in inked), bottom)
    raised = 0
    for glyph in inked:
        if glyph.size > 0.9 * size or glyph.base > base - 0.1 * size:
            break
        raised += len(glyph.char)
    return TextLine(text, page, box, base, size, bold_end, _first_unit(inked), raised, label_end, list(row))


def _pieces(row: Sequence[Glyph], size: float, *, tabs: bool) -> tuple[str, int, int]:
    """Return the characters with the blanks that belong between them, the length of the bold start and of a label."""
    pieces: list[str] = []
    bold_end = length = label_end = 0
    still_bold = True
    before: Glyph | None = None
    blank = False
    usual = _usual_gap(row, size)
    for glyph in row:
        if glyph.char == " ":
            blank = before is not None
            continue
        if before is not None:
            gap = (glyph.left - before.right) / max(size, 0.1)
            if tabs and gap > _TAB_GAP and glyph.char.isdigit():
                pieces.append("\t")
                length += 1
            elif _is_blank(before.char, glyph.char, gap, usual, blank):
                pieces.append(" ")
                length += 1
            elif gap > _SLIGHT_GAP + usual and length <= _LABEL and is_wide(glyph.char):
                label_end = length
        still_bold = still_bold and glyph.bold
        pieces.append(glyph.char)
        length += len(glyph.char)
        if still_bold:
            bold_end = length
        before, blank = glyph, False
    text = "".join(pieces)
    return text, bold_end, label_end if _LABELLED.match(text[:label_end]) else 0


def _usual_gap(row: Sequence[Glyph], size: float) -> float:
    """Return the gap between Chinese characters that justification made in this row, in ems."""
    gaps = sorted(
        (after.left - before.right) / size
        for before, after in itertools.pairwise(row)
        if before.char > "\u2e7f" and after.char > "\u2e7f"
    )
    return max(0.0, gaps[len(gaps) // 2]) if len(gaps) > _FEW_GAPS else 0.0


def _is_blank(before: str, after: str, gap: float, usual: float, explicit: bool) -> bool:
    """Tell whether a blank belongs between two characters ``gap`` ems apart."""
    if gap > _WIDE_GAP + usual:
        return True
    if is_wide(before) and is_wide(after):
        if explicit:
            return gap > _EXPLICIT_GAP
        return gap > _SLIGHT_GAP + usual and _HAN.match(before) is not None and _HAN.match(after) is not None
    if is_wide(before) or is_wide(after):
        return explicit and gap > _EXPLICIT_GAP
    if explicit:
        return gap > 0.08
    return gap > (_DIGIT_GAP if before.isdigit() or after.isdigit() else _LATIN_GAP)


def _first_unit(inked: list[Glyph]) -> float:
    """Return the width of what cannot be parted from the start of a line."""
    end = 0
    while end < len(inked) - 1 and inked[end].char in _NO_END:
        end += 1
    if is_wide(inked[end].char):
        end += 1
        while end < len(inked) and inked[end].char in _NO_START:
            end += 1
    else:
        while end < len(inked) and not is_wide(inked[end].char):
            if end and inked[end].left - inked[end - 1].right > _LATIN_GAP * inked[end].size:
                break
            end += 1
        while end < len(inked) and inked[end].char in _NO_START:
            end += 1
    return inked[end - 1].right - inked[0].left if end else inked[0].right - inked[0].left


def joint(before: str, after: str) -> str:
    """Return what stands between two lines of a paragraph: a blank between Latin words, nothing among Chinese."""
    if not before or not after:
        return ""
    last, first = before[-1], after[0]
    if last.isascii() and (last.isalnum() or last in ",.;:)%") and first.isascii() and first.isalpha():
        return " " if last.isalpha() or not last.isalnum() else ""
    return ""
