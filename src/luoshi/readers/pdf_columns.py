"""The order of reading (阅读顺序) on a page of a PDF: columns, and what runs over both.

Entry: :func:`reading_order`. Two columns are certain when a gutter near the middle parts at least some lines on each
side that fill their column; what crosses the gutter divides the page into bands that are read one after the other.
Not here: which lines make a paragraph (``pdf_paragraphs``).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from luoshi.readers.pdf_frame import Box
from luoshi.readers.pdf_lines import TextLine, line_of, split_row
from luoshi.readers.pdf_page import Area, PageParts

_GAP = 0.85
_LEAST_LINES = 4
_LEAST_GUTTER = 6.0
_FULL_LEFT, _FULL_RIGHT = 0.75, 0.6
_LEAST_CHARACTERS = 6
_STEP = 3.0


@dataclass(slots=True)
class Item:
    """A line or an area in the order of reading; ``column`` is 0 for the whole width, 1 left, 2 right."""

    content: TextLine | Area
    column: int = 0

    @property
    def box(self) -> Box:
        """Its edges."""
        return self.content.box


def reading_order(page: PageParts) -> list[Item]:
    """Return the lines and areas of a page in the order in which they are read."""
    items = [*map(Item, page.lines), *map(Item, page.areas)]
    items.sort(key=_height)
    parts: list[Item] = []
    for item in items:
        content = item.content
        segments = split_row(content.glyphs, _GAP) if isinstance(content, TextLine) else []
        if isinstance(content, TextLine) and len(segments) > 1:
            lines = [line_of(segment, content.page) for segment in segments]
            parts += [Item(line) for line in lines if line is not None]
        else:
            parts.append(item)
    gutter = _gutter([part for part in parts if isinstance(part.content, TextLine)])
    if gutter is None:
        return items
    return _in_bands(items, gutter)


def _height(item: Item) -> float:
    content = item.content
    return content.base - content.size if isinstance(content, TextLine) else content.box[1]


def _gutter(parts: list[Item]) -> float | None:
    """Return where a gutter runs, if the lines on its sides fill their columns."""
    if len(parts) < 2 * _LEAST_LINES:
        return None
    left, right = min(p.box[0] for p in parts), max(p.box[2] for p in parts)
    best: tuple[int, float] | None = None
    x = left + 0.3 * (right - left)
    while x < left + 0.7 * (right - left):
        before = [p for p in parts if p.box[2] <= x - _LEAST_GUTTER / 2]
        after = [p for p in parts if p.box[0] >= x + _LEAST_GUTTER / 2]
        if _are_enough(before, after) and _are_columns(before, after, left, x, right):
            crossing = len(parts) - len(before) - len(after)
            if crossing < max(_LEAST_LINES, min(len(before), len(after))) and (best is None or crossing < best[0]):
                best = (crossing, x)
        x += _STEP
    return None if best is None else best[1]


def _are_enough(before: list[Item], after: list[Item]) -> bool:
    """Tell whether there are enough lines on both sides; few on the right will do at the end of a long text."""
    if min(len(before), len(after)) >= _LEAST_LINES:
        return True
    return len(before) >= 2 * _LEAST_LINES and len(after) > 1 and abs(_height(before[0]) - _height(after[0])) < 4


def _are_columns(before: list[Item], after: list[Item], left: float, x: float, right: float) -> bool:
    """Tell whether two groups of lines stand side by side and are running text."""
    overlap = min(before[-1].box[3], after[-1].box[3]) - max(before[0].box[1], after[0].box[1])
    height = min(before[-1].box[3] - before[0].box[1], after[-1].box[3] - after[0].box[1])
    if overlap < 0.4 * height:
        return False
    starts = [p.box[0] for p in after]
    width = right - min(starts)
    texts = [p.content.text for p in (*before, *after) if isinstance(p.content, TextLine)]
    return (
        median(p.box[2] - p.box[0] for p in before) >= _FULL_LEFT * (x - left - _LEAST_GUTTER)
        and median(p.box[2] - p.box[0] for p in after) >= _FULL_RIGHT * width
        and median(map(len, texts)) >= _LEAST_CHARACTERS
    )


def _in_bands(items: list[Item], gutter: float) -> list[Item]:
    """Return the items band by band, left column before right; rows that cross the gutter stay whole."""
    ordered: list[Item] = []
    band: list[Item] = []
    for item in items:
        if item.box[0] < gutter < item.box[2] and _crosses(item, gutter):
            ordered += _band(band, gutter)
            ordered.append(item)
            band = []
        else:
            band.append(item)
    return ordered + _band(band, gutter)


def _crosses(item: Item, gutter: float) -> bool:
    """Tell whether text of a row stands on the gutter."""
    content = item.content
    if not isinstance(content, TextLine):
        return True
    return any(part[0].left < gutter < max(g.right for g in part) for part in split_row(content.glyphs, _GAP))


def _band(band: list[Item], gutter: float) -> list[Item]:
    left: list[Item] = []
    right: list[Item] = []
    for item in band:
        content = item.content
        if isinstance(content, TextLine) and item.box[0] < gutter < item.box[2]:
            for side, number in ((left, 1), (right, 2)):
                glyphs = [g for g in content.glyphs if ((g.left + g.right) / 2 < gutter) == (number == 1)]
                line = line_of(glyphs, content.page)
                if line is not None:
                    side.append(Item(line, number))
        elif item.box[2] <= gutter:
            left.append(Item(content, 1))
        else:
            right.append(Item(content, 2))
    if min(sum(1 for i in side if isinstance(i.content, TextLine)) for side in (left, right)) < 2:
        return band
    return left + right
