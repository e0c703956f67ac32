"""Text cut into pieces by the marks that lie over it (标注): marks may overlap, nest and reach over many passages.

Entries: :class:`Mark`, :class:`Marks` and its :meth:`Marks.pieces`. Pieces of a passage in their order make its text
again, character for character, whatever the marks are.
Not here: which marks there are and how a piece looks (:mod:`luoshi.report.source_text`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from luoshi.model.document import Passage, Span

_BUCKET = 9  # marks are looked up by stretches of 512 characters


class Layer(StrEnum):
    """How a mark lies over the text."""

    VALUE = "value"  # the number of a figure
    CLAUSE = "clause"  # the words around it that are the figure's quote
    REACH = "reach"  # all that a task, a project or a problem spans
    PASSED = "passed"  # a number that is no item
    FINDING = "finding"  # a place that a finding of the review speaks of


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: ``key`` is the number of its item, ``kind`` the item's kind as in the style sheet."""

    layer: Layer
    kind: str
    key: str
    span: Span
    title: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a passage under the same marks; ``opening`` are those of them that begin here."""

    text: str
    marks: tuple[Mark, ...]
    opening: tuple[Mark, ...]


class Marks:
    """All marks of a document. Pieces are asked for in reading order: a mark opens in the first that it touches."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._order: dict[Mark, int] = {}
        self._buckets: dict[int, list[Mark]] = defaultdict(list)
        for number, mark in enumerate(marks):
            self._order[mark] = number
            for bucket in range(mark.span.start >> _BUCKET, (max(mark.span) >> _BUCKET) + 1):
                self._buckets[bucket].append(mark)
        self.opened: set[Mark] = set()
        """The marks that have been met."""

    def pieces(self, passage: Passage) -> list[Piece]:
        """Return ``passage`` in pieces; marks stand in the order in which they were given."""
        if not passage.text:
            return []
        ranges = self._ranges(passage)
        cuts = sorted({0, len(passage.text), *(at for _, start, end in ranges for at in (start, end))})
        over: dict[int, list[Mark]] = defaultdict(list)
        index = {at: number for number, at in enumerate(cuts)}
        for mark, start, end in ranges:
            for number in range(index[start], index[end]):
                over[number].append(mark)
        pieces = []
        for number, start in enumerate(cuts[:-1]):
            marks = tuple(over[number])
            opening = tuple(mark for mark in marks if mark not in self.opened)
            self.opened.update(opening)
            pieces.append(Piece(passage.text[start : cuts[number + 1]], marks, opening))
        return pieces

    def _ranges(self, passage: Passage) -> list[tuple[Mark, int, int]]:
        """Return the marks that lie over a passage with the range in its own characters, none of them empty."""
        low, high = passage.whole
        near: set[Mark] = set()
        for bucket in range(low >> _BUCKET, (high >> _BUCKET) + 1):
            near.update(self._buckets.get(bucket, ()))
        found = []
        for mark in sorted(near, key=self._order.__getitem__):
            covered = [
                (max(mark.span.start, run.start) - run.start + run.at, min(mark.span.end, end) - run.start + run.at)
                for run in passage.runs
                if max(mark.span.start, run.start) < min(mark.span.end, end := run.start + run.length)
            ]
            if covered:
                found.append((mark, min(start for start, _ in covered), max(stop for _, stop in covered)))
        return found
