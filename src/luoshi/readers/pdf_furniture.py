"""Running heads, running feet and page numbers (页眉、页脚、页码) of a PDF.

Entry: :func:`drop_furniture`. A line at the head or foot of a page is furniture when it comes again at the same
height on another page, digits aside, and is set off from the text, or when it is a page number: marked as one (— 3 —,
第3页), or a bare number that counts up with the pages. Other lines at just that height follow. Lines of tables are
never looked at.
Not here: notes at the foot (``pdf_notes``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from luoshi.readers.pdf_lines import TextLine
from luoshi.readers.pdf_page import PageParts

_ZONE = 0.16
_MARGIN = 0.1
_REACH = 3
_SAME_HEIGHT = 3.0
_SAME_SIZE = 0.7
_APART = 1.5
_SET_OFF = 1.15
_FEW_LINES = 3
_MANY = 3
_MOST = 0.6
_DIGITS = re.compile(r"[0-9０-９]+")
_BLANK = re.compile(r"\s+")
_MARKED = re.compile(
    r"(?:[-—–－―·•~～]+\s*\d{1,4}\s*[-—–－―·•~～]+|第\s*\d{1,4}\s*页(?:\s*[,，/／|]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}|第\s*[一二三四五六七八九十百]{1,5}\s*页|(?:page|p\.)\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?"
    r"|[-—–－―]+\s*[ivxlcIVXLC]{1,7}\s*[-—–－―]+)$",
    re.I,
)
_BARE = re.compile(r"(\d{1,4})$")
_ROMAN = re.compile(r"(?:[ivxlc]{1,7}|[IVXLC]{1,7}|[Ⅰ-Ⅻⅰ-ⅻ]{1,4})$")


@dataclass(slots=True)
class _Edge:
    """A line near the head or foot of a page."""

    page: PageParts
    line: TextLine
    is_head: bool
    rank: int
    """0 for the outermost line."""
    height: float
    """From the upper edge of the page, or, at the foot, from the lower: pages may differ in size."""

    @property
    def text(self) -> str:
        """Its text without blanks."""
        return _BLANK.sub("", self.line.text)

    @property
    def key(self) -> str:
        """Its text with digits made alike."""
        return _DIGITS.sub("#", self.text)


def drop_furniture(pages: list[PageParts]) -> None:
    """Take running heads, running feet and page numbers out of the lines of ``pages``."""
    edges = [edge for page in pages for edge in _edges(page)]
    sure = [edge for edge in edges if _is_marked(edge)]
    sure += _repeated(edges)
    sure += _counting(edges)
    if len(pages) < 3:
        sure += [edge for edge in edges if _is_lone_number(edge)]
    dropped = {id(edge.line) for edge in sure}
    heights = _heights(sure, len(pages))
    for edge in edges:
        if id(edge.line) not in dropped and edge.rank == 0 and _is_at(edge, heights):
            dropped.add(id(edge.line))
    kept_below: set[tuple[int, bool]] = set()
    for edge in edges:  # outermost first: what lies inside of body text is body text
        place = (edge.page.number, edge.is_head)
        if id(edge.line) not in dropped:
            kept_below.add(place)
        elif place in kept_below:
            dropped.discard(id(edge.line))
    certain = {id(edge.line) for edge in edges if _is_marked(edge)} | _constant(edges, len(pages))
    for page in pages:
        _give_back(page, dropped, certain)
        page.lines = [line for line in page.lines if id(line) not in dropped]


def _edges(page: PageParts) -> Iterator[_Edge]:
    height = page.frame.height
    top = min((area.box[1] for area in page.areas), default=height)
    bottom = max((area.box[3] for area in page.areas), default=0.0)
    for rank, line in enumerate(page.lines[:_REACH]):
        if line.base < min(_ZONE * height, top):
            yield _Edge(page, line, True, rank, line.base)
    for rank, line in enumerate(reversed(page.lines[-_REACH:])):
        if line.base > max((1 - _ZONE) * height, bottom):
            yield _Edge(page, line, False, rank, height - line.base)


def _is_marked(edge: _Edge) -> bool:
    return _MARKED.match(edge.line.text) is not None


def _repeated(edges: list[_Edge]) -> list[_Edge]:
    """Return the lines that come again at the same height on another page."""
    groups: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        if len(edge.key.strip("#")) > 1:
            groups[edge.is_head, edge.key].append(edge)
    found = []
    for group in groups.values():
        for edge in group:
            pages = {other.page.number for other in group if abs(other.height - edge.height) <= _SAME_HEIGHT}
            if len(pages) > 1:
                found.append(edge)
    return found


def _counting(edges: list[_Edge]) -> list[_Edge]:
    """Return the bare numbers that count up with the pages, and Roman ones that stand at one height."""
    groups: dict[tuple[bool, int], list[_Edge]] = defaultdict(list)
    romans: dict[bool, list[_Edge]] = defaultdict(list)
    for edge in edges:
        if edge.rank == 0 and (match := _BARE.match(edge.text)):
            groups[edge.is_head, int(match[1]) - edge.page.number].append(edge)
        elif edge.rank == 0 and _ROMAN.match(edge.text):
            romans[edge.is_head].append(edge)
    found = [edge for group in groups.values() if len(group) > 1 for edge in group]
    for group in romans.values():
        if len(group) > 1 or (group and (found or _is_alone(group[0]))):
            found += group
    return found


def _constant(edges: list[_Edge], pages: int) -> set[int]:
    """Return the lines whose very words stand at one height on most pages of a longer document."""
    groups: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        groups[edge.is_head, edge.text].append(edge)
    found: set[int] = set()
    for group in groups.values():
        same = [e for e in group if abs(e.height - group[0].height) <= _SAME_HEIGHT]
        if len(same) >= max(_MANY, _MOST * pages):
            found.update(id(edge.line) for edge in same)
    return found


def _give_back(page: PageParts, dropped: set[int], certain: set[int]) -> None:
    """Take lines of the head and foot of a page for text after all where nothing sets them off from it."""
    pitches = [after.base - line.base for line, after in zip(page.lines, page.lines[1:], strict=False)]
    usual = median(pitches) if len(pitches) > _FEW_LINES else 0.0
    for lines in (page.lines, page.lines[::-1]):
        count = next((i for i, line in enumerate(lines) if id(line) not in dropped), len(lines))
        while 0 < count < len(lines):
            last, kept = lines[count - 1], lines[count]
            is_set_off = abs(kept.base - last.base) > _SET_OFF * usual or abs(kept.size - last.size) > _SAME_SIZE
            if is_set_off or id(last) in certain:
                break
            dropped.discard(id(last))
            count -= 1


def _is_lone_number(edge: _Edge) -> bool:
    """Tell whether a line of a document of one or two pages is a bare number in the margin, apart from the text."""
    if edge.rank or not _BARE.match(edge.text):
        return False
    number = int(edge.text)
    return number == edge.page.number and _is_alone(edge)


def _is_alone(edge: _Edge) -> bool:
    if edge.height > _MARGIN * edge.page.frame.height:
        return False
    others = [line for line in edge.page.lines if line is not edge.line]
    nearest = min((abs(line.base - edge.line.base) for line in others), default=1000.0)
    return nearest > _APART * max(edge.line.size, 10.0)


def _heights(sure: list[_Edge], pages: int) -> list[_Edge]:
    """Return one line for each height at which many pages have furniture."""
    found: list[_Edge] = []
    for edge in sure:
        same = {e.page.number for e in sure if e.is_head == edge.is_head and abs(e.height - edge.height) < 2}
        if len(same) > 1 and 2 * len(same) >= min(pages, 12) * 0.8 and not _is_at(edge, found):
            found.append(edge)
    return found


def _is_at(edge: _Edge, heights: list[_Edge]) -> bool:
    """Tell whether ``edge`` stands just where furniture stands, as large as that."""
    return any(
        edge.is_head == other.is_head
        and abs(edge.height - other.height) < 2
        and abs(edge.line.size - other.line.size) < _SAME_SIZE
        and (edge.line.size < 0.95 * _body_size(edge.page) or _is_alone(edge))
        for other in heights
    )


def _body_size(page: PageParts) -> float:
    sizes: dict[float, int] = defaultdict(int)
    for line in page.lines:
        sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size])
