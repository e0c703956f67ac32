"""Lines of a PDF -> paragraphs (分段).

Entry: :func:`paragraphs_of`. A paragraph ends with a line that the next line's first word would still have fitted into;
a new one begins with an indent, a change of size or weight, more space above, or a label after a full stop. The same
holds over the break of a page or column, but for the space. Lines of a table of contents stand alone.
Not here: margins (``pdf_margins``), what a paragraph is (``structure``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.readers.joins import FINAL
from luoshi.readers.labels import LabelKind, parse_label
from luoshi.readers.pdf_lines import TextLine
from luoshi.readers.pdf_margins import Margins
from luoshi.readers.titles import is_contents_entry

_SAME_SIZE = 0.07
_SPACE = 1.28
_ROOM = 0.5
_UNFINISHED = 3.1
"""So much room may be left, in characters, behind a line that ends in the middle of a sentence."""
_FLUSH = 0.6
_SAME_LEFT = 0.45
_FAR = 4.6
_CENTRED = 1.5
_BOLD_NAME = 3
_CENTRED_INDENT = 2.4
BULLET = re.compile(r"(?:[•●■◆▪○◇□▲★·➢✓√–-]|——)\s*")
"""Marks of a list."""

_NAMED = re.compile(r"[^\s，。；：、]{4,24}(?:[ \u3000]|：)\S")
"""A name and a blank, with which the paragraphs of a list without numbers begin."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with the margins of the column it stands in; ``column`` tells columns of one page apart."""

    line: TextLine
    margins: Margins
    column: int = 0


@dataclass(slots=True)
class Paragraph:
    """The lines of a paragraph, and the blank lines before it."""

    lines: list[Placed]
    gap: int = 0

    @property
    def indented(self) -> bool:
        """Its first line is indented."""
        first = self.lines[0]
        return first.line.left - first.margins.left > first.line.size


def paragraphs_of(lines: Sequence[Placed]) -> list[Paragraph]:
    """Return the paragraphs that ``lines``, in the order of reading, make."""
    paragraphs: list[Paragraph] = []
    for placed in lines:
        if paragraphs and goes_on(paragraphs[-1].lines, placed):
            paragraphs[-1].lines.append(placed)
        else:
            gap = _gap(paragraphs[-1].lines[-1], placed) if paragraphs else 0
            paragraphs.append(Paragraph([placed], gap))
    return paragraphs


def _is_below(before: Placed, after: Placed) -> bool:
    """Tell whether two lines follow one another in one column of one page."""
    return (
        before.line.page == after.line.page
        and before.column == after.column
        and after.line.base > before.line.base - 0.2 * before.line.size
    )


def _gap(before: Placed, after: Placed) -> int:
    if not _is_below(before, after):
        return 0
    pitch = max(before.margins.pitch, after.margins.pitch)
    return max(0, round((after.line.base - before.line.base) / pitch - 0.8))


def goes_on(lines: list[Placed], after: Placed) -> bool:
    """Tell whether ``after`` continues the paragraph of ``lines``."""
    before = lines[-1]
    one, two = before.line, after.line
    if is_contents_entry(one.text) or is_contents_entry(two.text):
        return False
    if abs(one.size - two.size) > _SAME_SIZE * max(one.size, two.size) or _weight_changes(lines, two):
        return False
    if _is_below(before, after) and _is_spaced(before, after):
        return False
    if _ends_early(lines, after):
        return False
    step = (two.left - after.margins.left) / two.size
    if step <= _FLUSH and _is_inline_number(lines, two):
        return True
    if one.text[-1] in FINAL and (parse_label(two.text) is not None or _begins_bold(one, two)):
        return False
    if one.text[-1] in FINAL and _NAMED.match(two.text) and _NAMED.match(lines[0].line.text):
        return False
    if step <= _FLUSH:
        return BULLET.match(two.text) is None or one.text[-1] not in FINAL
    if _is_centred(after) and all(_is_centred(placed) or _stands_out(placed) for placed in lines):
        return True
    return _keeps_indent(lines, after)


def _is_inline_number(lines: list[Placed], after: TextLine) -> bool:
    """Tell whether a line begins with ② only by chance: ① stands in the midst of the paragraph, after other words."""
    label = parse_label(after.text)
    if label is None or label.kind is not LabelKind.CIRCLED or label.value < 2:
        return False
    text = "".join(placed.line.text for placed in lines)
    first = chr(ord(after.text[0]) - label.value + 1)
    return text.find(first) > 0 and chr(ord(after.text[0]) - 1) in text


def _weight_changes(lines: list[Placed], after: TextLine) -> bool:
    """Tell whether a bold heading ends here, or begins."""
    one = lines[-1].line
    if one.is_bold and after.bold_end == 0:
        return not any(not placed.line.is_bold for placed in lines) and one.text[-1] not in "，、"
    return after.is_bold and not one.is_bold and len(after.text) > 1 and one.glyphs[-1].bold is False


def _begins_bold(before: TextLine, after: TextLine) -> bool:
    """Tell whether a line begins with a bold name after text that is not bold."""
    return after.bold_end >= _BOLD_NAME and not any(glyph.bold for glyph in before.glyphs[-_BOLD_NAME:])


def _is_spaced(before: Placed, after: Placed) -> bool:
    pitch = after.line.base - before.line.base
    usual = max(before.margins.pitch, after.margins.pitch)
    return pitch > _SPACE * usual and pitch > usual + 0.25 * before.line.size


def _ends_early(lines: list[Placed], after: Placed) -> bool:
    """Tell whether the first word of ``after`` would have fitted into the line before."""
    before = lines[-1]
    line, margins = before.line, before.margins
    room = margins.right - line.right
    indent = line.left - margins.left
    hanging = len(lines) > 1 or parse_label(lines[0].line.text) is not None
    if _is_centred(before) and _is_centred(after):
        room += indent
    elif indent > _FAR * line.size and not hanging:
        room += indent - _FAR * line.size
    if line.text[-1] not in FINAL and room <= _UNFINISHED * line.size and not _is_centred(before):
        return False  # a word of several characters may have been kept together
    return room > after.line.first_unit + _ROOM * line.size


def _is_centred(placed: Placed) -> bool:
    line, margins = placed.line, placed.margins
    left, right = line.left - margins.left, margins.right - line.right
    if abs(left - right) > _CENTRED * line.size:
        return False
    return left > _CENTRED_INDENT * line.size or (left > 0.8 * line.size and right > 0.8 * line.size)


def _stands_out(placed: Placed) -> bool:
    """Tell whether a line is set larger than the text, or bold, as titles are."""
    return placed.line.size > 1.05 * placed.margins.body or placed.line.is_bold


def _keeps_indent(lines: list[Placed], after: Placed) -> bool:
    """Tell whether an indented line goes on with a block that is indented as a whole, or hangs from its label."""
    two = after.line
    offset = two.left - after.margins.left
    before = lines[-1].line.left - lines[-1].margins.left
    first = lines[0].line.left - lines[0].margins.left
    near = _SAME_LEFT * two.size
    if len(lines) > 1:
        return abs(offset - before) <= near
    if abs(offset - first) <= near:
        return not after.margins.indents and parse_label(two.text) is None and lines[0].line.text[-1] not in FINAL
    hangs = parse_label(lines[0].line.text) is not None or BULLET.match(lines[0].line.text) is not None
    return hangs and 0 < offset - first < 6 * two.size and parse_label(two.text) is None
