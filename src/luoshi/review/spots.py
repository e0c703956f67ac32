"""From a range of characters to a place for a person (位置): line, page, paragraph or cell.

Entry: :class:`Places`. Not here: how a place is written (:class:`luoshi.model.document.Place`).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from luoshi.model.document import Document, Passage, Place, Span
from luoshi.model.review import Spot
from luoshi.review.material import Material


class Places:
    """Looks up places in one document."""

    def __init__(self, material: Material) -> None:
        self._document: Document = material.document
        found: list[tuple[int, Passage, Place | None, str]] = []
        for piece in material.pieces:
            place = (piece.cell.place if piece.cell else None) or piece.block.place
            found.append((piece.passage.whole.start, piece.passage, place, material.section_path(piece.block)))
        self._found = sorted(found, key=lambda f: f[0])
        self._starts = [f[0] for f in self._found]
        self._lines = [0, *(n + 1 for n, c in enumerate(self._document.text) if c == "\n")]
        self._has_lines = self._document.format in ("txt", "md")

    def spot(self, span: Span) -> Spot:
        """Return the place of ``span`` in the original."""
        index = bisect_right(self._starts, span.start) - 1
        place, section = (self._found[index][2], self._found[index][3]) if index >= 0 else (None, "")
        if self._has_lines:
            place = replace(place or Place(), line=bisect_right(self._lines, span.start))
        on_page = self._document.on_page(span)
        if on_page is not None:
            place = replace(place or Place(), page=on_page[0], box=on_page[1])
        where = str(place) if place else ""
        if self._has_lines and place is not None and place.table is None:
            where = f"第{place.line}行"
        return Spot(span, self._document.quote(span), where, place, section)
