"""Margins (版心) and line spacing of a PDF, measured from its lines.

Entry: :class:`Measures`, which knows the :class:`Margins` of every page and column. A page with little text takes those
of the other pages. Not here: what follows from them (``pdf_paragraphs``).
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from luoshi.readers.pdf_frame import Box
from luoshi.readers.pdf_lines import TextLine

_ENOUGH = 5
_NEAR = 3.0
_USUAL_PITCH = 1.6
_MAX_PITCH = 2.6
_INDENT = (1.2, 2.7)
_INDENTING = 0.06
_PAD = 8.0


class Margins(NamedTuple):
    """Where the lines of a column begin and end, and how far base lines are apart, in points."""

    left: float
    right: float
    pitch: float
    indents: bool
    """Paragraphs begin with an indent."""
    body: float
    """The size of most of the text of the document."""


class Measures:
    """The margins of all columns of a document.

    Args:
        columns: the lines of each column, top to bottom, by page and number of the column.
        widths: width of each page.
    """

    def __init__(self, columns: dict[tuple[int, int], list[TextLine]], widths: dict[int, float]) -> None:
        self.columns = columns
        self.widths = widths
        self.pitches = _pitches(columns.values())
        self.body = _body_size(columns.values())
        self.sides: dict[tuple[int, int], tuple[float, float]] = {}
        for key, lines in columns.items():
            if len(lines) >= _ENOUGH:
                self.sides[key] = (_left(lines), _right(lines))
        self.final: dict[tuple[int, int], tuple[float, float]] = {}
        self.indents = self._indenting()

    def of(self, page: int, column: int, size: float) -> Margins:
        """Return the margins of a column, and the pitch of lines of ``size`` in the document."""
        if (page, column) not in self.final:
            self.final[page, column] = self._sides_of(page, column)
        left, right = self.final[page, column]
        return Margins(left, right, self.pitch(size), self.indents, self.body)

    def _sides_of(self, page: int, column: int) -> tuple[float, float]:
        lines = self.columns[page, column]
        own = self.sides.get((page, column)) or (_left(lines), _right(lines))
        left, right = own
        fitting = self._fitting(page, column, min(line.left for line in lines))
        if len(lines) < _ENOUGH and fitting is not None:
            left, right = fitting
        elif fitting is not None and abs(fitting[0] - left) <= _NEAR:
            right = max(right, fitting[1])
        if column == 0 and fitting is None:
            right = max(right, 0.85 * (self.widths[page] - left))
        return left, right

    def pitch(self, size: float) -> float:
        """Return the usual distance of base lines of ``size``."""
        return self.pitches.get(round(size), _USUAL_PITCH * size)

    def inside(self, box: Box, lines: Sequence[TextLine]) -> Margins:
        """Return the margins of ``lines`` that fill the frame ``box``."""
        left = min(line.left for line in lines)
        pad = min(_PAD, max(0.0, left - box[0]))
        right = max(box[2] - pad, max(line.right for line in lines))
        size = Counter(round(line.size, 1) for line in lines).most_common(1)[0][0]
        return Margins(left, right, self.pitch(size), self.indents, size)

    def _fitting(self, page: int, column: int, left: float) -> tuple[float, float] | None:
        """Return the commonest sides of columns of the same number on pages as wide, that ``left`` fits."""
        counts: Counter[tuple[int, int]] = Counter()
        for (other, number), (x0, x1) in self.sides.items():
            if number == column and abs(self.widths[other] - self.widths[page]) < 2 and x0 <= left + _NEAR:
                counts[round(x0), round(x1)] += 1
        if not counts:
            return None
        most = max(counts.values())
        return max(pair for pair, count in counts.items() if 3 * count >= most)

    def _indenting(self) -> bool:
        """Tell whether lines are indented by about two characters and followed by lines that are not."""
        indented = total = 0
        for key, lines in self.columns.items():
            left = self.sides[key][0] if key in self.sides else _left(lines)
            total += len(lines)
            for line, after in itertools.pairwise(lines):
                step = (line.left - left) / line.size
                if _INDENT[0] <= step <= _INDENT[1] and after.left - left < 0.7 * line.size:
                    indented += 1
        return indented >= max(2, _INDENTING * total)


def _left(lines: Sequence[TextLine]) -> float:
    """Return where lines begin: the leftmost place at which more than one does, if there are several lines."""
    lefts = sorted(line.left for line in lines)
    if len(lefts) < _ENOUGH:
        return lefts[0]
    for at, left in enumerate(lefts):
        if sum(1 for other in lefts[at:] if other - left < _NEAR) >= max(2, len(lefts) // 25):
            return left
    return lefts[0]


def _right(lines: Sequence[TextLine]) -> float:
    """Return where full lines end."""
    rights = sorted((line.right for line in lines), reverse=True)
    if len(rights) < _ENOUGH:
        return rights[0]
    need = max(2, len(rights) // 20)
    for right in rights:
        if sum(1 for other in rights if 0 <= right - other < _NEAR) >= need:
            return right
    return rights[0]


def _pitches(columns: Iterable[list[TextLine]]) -> dict[int, float]:
    """Return the usual distance of base lines for each size of type."""
    counts: dict[int, Counter[float]] = defaultdict(Counter)
    for lines in columns:
        for line, after in itertools.pairwise(lines):
            pitch = after.base - line.base
            if abs(after.size - line.size) < 0.5 and 0.9 * line.size < pitch < _MAX_PITCH * line.size:
                counts[round(line.size)][round(pitch * 2) / 2] += 1
    pitches = {}
    for size, counter in counts.items():
        most = max(counter.values())
        pitches[size] = min(pitch for pitch, count in counter.items() if 2 * count >= most)
    return pitches


def _body_size(columns: Iterable[list[TextLine]]) -> float:
    """Return the size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for lines in columns:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
