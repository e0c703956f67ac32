"""Which element of a Word file each character of ``Document.text`` was read from (来处).

Entry: :class:`Trace`, filled by :func:`luoshi.readers.docx.read_docx` while it reads, so that what writes into the file
(``luoshi.report``) need not know how text is made of runs. Not here: writing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from luoshi.model.document import Span
from luoshi.readers.docx_text import TextPiece

if TYPE_CHECKING:
    from lxml import etree


class Origin(NamedTuple):
    """``length`` characters at ``start`` of the document text: those of ``element`` after its first ``skip``.

    ``element`` is a ``w:t``, or one that stands for a character (``w:tab``, ``w:sym``), or a formula. A restored number
    and what divides paragraphs and cells have no origin.
    """

    start: int
    length: int
    element: etree._Element
    skip: int


class ParagraphOrigin(NamedTuple):
    """The ``w:p`` that gave the characters from ``start`` to ``end`` of the document text."""

    start: int
    end: int
    element: etree._Element


@dataclass(slots=True)
class Trace:
    """Origins of a text, by ascending start.

    Attributes:
        root: the main part, ``w:document``; notes at the foot of pages have roots of their own.
        origins: of the characters.
        paragraphs: of the paragraphs that have text or a number.
    """

    root: etree._Element | None = None
    origins: list[Origin] = field(default_factory=list)
    paragraphs: list[ParagraphOrigin] = field(default_factory=list)

    def add_line(self, start: int, pieces: Iterable[TextPiece]) -> None:
        """Add the pieces of a line that begins at ``start`` of the document text."""
        self.origins.extend(Origin(start + p.at, p.length, p.element, p.skip) for p in pieces)

    def add_paragraph(self, start: int, end: int, element: etree._Element) -> None:
        """Add a ``w:p``."""
        self.paragraphs.append(ParagraphOrigin(start, end, element))

    def within(self, span: Span) -> list[Origin]:
        """Return the origins of the characters of ``span``, cut at its ends; empty when none has an origin."""
        first = max(0, bisect_right(self.origins, span.start, key=lambda origin: origin.start) - 1)
        found = []
        for start, length, element, skip in self.origins[first:]:
            if start >= span.end:
                break
            low, high = max(start, span.start), min(start + length, span.end)
            if low < high:
                found.append(Origin(low, high - low, element, skip + low - start))
        return found

    def paragraph_at(self, at: int) -> etree._Element | None:
        """Return the ``w:p`` at ``at``, or the nearest before it; None if there is none at all."""
        if not self.paragraphs:
            return None
        return self.paragraphs[max(0, bisect_right(self.paragraphs, at, key=lambda p: p.start) - 1)].element
