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
_FULL_LEFT, _FULL_RIGHT = 0.45, 0.35
_ALIKE = 0.6
_HALF = 0.62
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
    gutter = _gutter(parts)
    return items if gutter is None else _in_bands(items, gutter)


def _height(item: Item) -> float:
    content = item.content
    return content.base - content.size if isinstance(content, TextLine) else content.box[1]


def _gutter(parts: list[Item]) -> float | None:
    """Return where a gutter runs, if there is one: the place with most lines in bands of two columns beside it."""
    left, right = min((p.box[0] for p in parts), default=0.0), max((p.box[2] for p in parts), default=0.0)
    narrow = sum(1 for p in parts if isinstance(p.content, TextLine) and p.box[2] - p.box[0] < _HALF * (right - left))
    if narrow < 2 * _LEAST_LINES:
        return None
    best: tuple[int, float] | None = None
    x = left + 0.3 * (right - left)
    while x < left + 0.7 * (right - left):
        lines = sum(len(band) for band in _bands(parts, x) if _has_columns(band, x))
        if lines and (best is None or lines > best[0]):
            best = (lines, x)
        x += _STEP
    return None if best is None else best[1]


def _bands(parts: list[Item], x: float) -> list[list[Item]]:
    """Return the runs of ``parts`` between those that cross ``x``."""
    bands: list[list[Item]] = [[]]
    for part in parts:
        if part.box[0] < x < part.box[2]:
            bands.append([])
        else:
            bands[-1].append(part)
    return [band for band in bands if band]


def _has_columns(band: list[Item], x: float) -> bool:
    """Tell whether running text stands on both sides of ``x``."""
    lines = [item for item in band if isinstance(item.content, TextLine)]
    before = [p for p in lines if p.box[2] <= x - _LEAST_GUTTER / 2]
    after = [p for p in lines if p.box[0] >= x + _LEAST_GUTTER / 2]
    return len(before) + len(after) == len(lines) and _are_enough(before, after) and _are_columns(before, after)


def _are_enough(before: list[Item], after: list[Item]) -> bool:
    """Tell whether there are enough lines on both sides; few on the right will do at the end of a long text."""
    if min(len(before), len(after)) >= _LEAST_LINES:
        return True
    return len(before) >= 2 * _LEAST_LINES and len(after) > 0 and abs(_height(before[0]) - _height(after[0])) < 4


def _are_columns(before: list[Item], after: list[Item]) -> bool:
    """Tell whether two groups of lines stand side by side and are running text, whose lines mostly end at one edge."""
    overlap = min(before[-1].box[3], after[-1].box[3]) - max(before[0].box[1], after[0].box[1])
    height = min(before[-1].box[3] - before[0].box[1], after[-1].box[3] - after[0].box[1])
    texts = [p.content.text for p in (*before, *after) if isinstance(p.content, TextLine)]
    if overlap < 0.4 * height or median(map(len, texts)) < _LEAST_CHARACTERS:
        return False
    wide, narrow = sorted((_width(before), _width(after)))[::-1]
    few = len(after) < _LEAST_LINES
    return (few or narrow > _ALIKE * wide) and _full(before) >= _FULL_LEFT and (few or _full(after) >= _FULL_RIGHT)


def _width(items: list[Item]) -> float:
    return max(item.box[2] for item in items) - min(item.box[0] for item in items)


def _full(items: list[Item]) -> float:
    """Return the share of lines that end where the longest does, a character more or less."""
    edge = max(item.box[2] for item in items)
    full = [i for i in items if isinstance(i.content, TextLine) and edge - i.box[2] < 1.3 * i.content.size]
    return len(full) / len(items)


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
    if not (_are_enough(left, right) and _are_columns(left, right)):
        return band
    return left + right
