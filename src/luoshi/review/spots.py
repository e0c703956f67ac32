"""From a range of characters to a place for a person (位置): line, page, paragraph or cell.

Entry: :class:`Places`. Not here: how a place is written (:class:`luoshi.model.document.Place`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from luoshi.model.document import Document, Passage, Place, Span
from luoshi.model.review import Spot
from luoshi.review.material import Material

_LABEL = re.compile(r"(?:附?表|专栏|附件)\s?\d{1,2}(?:[-—.]\d{1,2})?(?![\d年月])")
_ABOVE, _LONGEST_CAPTION = 3, 60


class Places:
    """Looks up places in one document."""

    def __init__(self, material: Material) -> None:
        self._document: Document = material.document
        found: list[tuple[int, Passage, Place | None, str]] = []
        for piece in material.pieces:
            place = (piece.cell.place if piece.cell else None) or piece.block.place
            found.append((piece.passage.whole.start, piece.passage, place, material.section_path(piece.block)))
        self._found = sorted(found, key=lambda f: f[0])
        self._captions = _captions(self._document)
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
        where = self._in_table(place) if place is not None and place.table is not None else str(place or "")
        if self._has_lines and place is not None and place.table is None:
            where = f"第{place.line}行"
        if section and not self._has_lines and place is not None and place.table is None:
            where += f"（{section}）"
        return Spot(span, self._document.quote(span), where, place, section)

    def _in_table(self, place: Place) -> str:
        """Return a cell's place by the number that the document gives its table (表4), else by counting tables."""
        assert place.table is not None
        caption = self._captions.get(place.table, "")
        counted = f"第{place.table + 1}个表格"
        cell = "" if place.row is None or place.column is None else f"第{place.row + 1}行第{place.column + 1}列"
        page = f"第{place.page}页" if place.page is not None else ""
        return f"{page}{caption or counted}{cell}"


def _captions(document: Document) -> dict[int, str]:
    """Return the label of a table (表4, 附件2, 专栏3) by its index, where the lines right above it begin with one."""
    found: dict[int, str] = {}
    blocks = document.blocks
    for number, block in enumerate(blocks):
        cells = block.table.cells if block.table is not None else ()
        place = next((cell.place for cell in cells if cell.place is not None), None) or block.place
        if block.table is None or place is None or place.table is None:
            continue
        for above in reversed(blocks[max(0, number - _ABOVE) : number]):
            if above.table is not None:
                break
            label = _LABEL.match(f"{above.label}{above.text}".strip())
            if label and len(above.text) <= _LONGEST_CAPTION:
                found[place.table] = re.sub(r"\s", "", label[0])
                break
    return found
