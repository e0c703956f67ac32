"""What a PDF says in the order of reading (文本流), over all its pages: lines, tables, frames.

Entry: :func:`flow_of`. Tables and frames that go on on the next page are put together here.
Not here: one page (``pdf_page``, ``pdf_columns``), paragraphs (``pdf_paragraphs``), the document text (``pdf``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from luoshi.readers.labels import LabelKind, parse_label
from luoshi.readers.pdf_columns import Item, reading_order
from luoshi.readers.pdf_frame import Box
from luoshi.readers.pdf_lines import TextLine, line_of
from luoshi.readers.pdf_margins import Measures
from luoshi.readers.pdf_page import Area, PageParts
from luoshi.readers.pdf_paragraphs import Placed
from luoshi.readers.pdf_tables import TableDraft, is_continuation_title
from luoshi.readers.titles import normal

_SAME_SIDE = 5.0
_CONTENTS = frozenset(("目录", "目次", "目錄"))
_ENTRY = re.compile(r".{2,}\D\d{1,3}$")
_MOSTLY = 0.6


@dataclass(slots=True)
class FrameDraft:
    """A frame around text that may go on on the next page; a new list of lines for each of its cells."""

    parts: list[list[Placed] | TableDraft]
    last_page: int
    box: Box


@dataclass(slots=True)
class Flow:
    """The text of a document.

    Attributes:
        parts: lines that follow one another, tables and frames, in the order of reading.
        notes: the notes at the foot of the pages, as lines.
    """

    parts: list[list[Placed] | TableDraft | FrameDraft] = field(default_factory=list)
    notes: list[Placed] = field(default_factory=list)


def flow_of(pages: list[PageParts]) -> Flow:
    """Return what ``pages``, rid of their furniture, say."""
    _open_contents(pages)
    ordered = [(page, reading_order(page)) for page in pages]
    columns: dict[tuple[int, int], list[TextLine]] = {}
    for page, items in ordered:
        for item in items:
            if isinstance(item.content, TextLine):
                columns.setdefault((page.number, item.column), []).append(item.content)
    measures = Measures(columns, {page.number: page.frame.width for page in pages})
    joiner = _Joiner(measures)
    for page, items in ordered:
        joiner.page(page, items)
    for page in pages:
        if page.notes:
            margins = measures.inside(_around(page.notes), page.notes)
            joiner.flow.notes += [Placed(line, margins) for line in page.notes]
    return joiner.flow


def _around(lines: list[TextLine]) -> Box:
    return (
        min(line.left for line in lines),
        min(line.box[1] for line in lines),
        max(line.right for line in lines),
        max(line.box[3] for line in lines),
    )


class _Joiner:
    def __init__(self, measures: Measures) -> None:
        self.measures = measures
        self.flow = Flow()

    def page(self, page: PageParts, items: list[Item]) -> None:
        """Add what stands on a page."""
        for number, item in enumerate(items):
            content = item.content
            if isinstance(content, TextLine):
                margins = self.measures.of(page.number, item.column, content.size)
                self._line(Placed(content, margins, item.column))
            elif content.grid.is_frame:
                self._frame(content, is_first=number == 0)
            else:
                self._table(TableDraft.of(content))

    def _line(self, placed: Placed) -> None:
        parts = self.flow.parts
        if parts and isinstance(parts[-1], list):
            parts[-1].append(placed)
        else:
            parts.append([placed])

    def _table(self, draft: TableDraft) -> None:
        parts = self.flow.parts
        if not parts:
            parts.append(draft)
            return
        last = parts[-1]
        if isinstance(last, TableDraft):
            if not last.take(draft):
                parts.append(draft)
            return
        above = parts[-2] if len(parts) > 1 and isinstance(last, list) else None
        if (
            isinstance(above, TableDraft)
            and isinstance(last, list)
            and _only_says_it_goes_on(last)
            and above.take(draft)
        ):
            parts.pop()
        else:
            parts.append(draft)

    def _frame(self, area: Area, *, is_first: bool) -> None:
        draft = self._draft(area)
        if not draft.parts:
            return
        last = self.flow.parts[-1] if self.flow.parts else None
        if is_first and isinstance(last, FrameDraft) and _is_rest(draft, last):
            end, begin = last.parts[-1], draft.parts[0]
            if isinstance(end, list) and isinstance(begin, list):
                end.extend(begin)
                last.parts += draft.parts[1:]
            elif not (isinstance(end, TableDraft) and isinstance(begin, TableDraft) and end.take(begin)):
                last.parts += draft.parts
            else:
                last.parts += draft.parts[1:]
            last.last_page = draft.last_page
        else:
            self.flow.parts.append(draft)

    def _draft(self, area: Area) -> FrameDraft:
        parts: list[list[Placed] | TableDraft] = []
        for index, (cell, lines) in enumerate(zip(area.grid.cells, area.lines, strict=True)):
            inner = [table for at, table in area.inner if at == index]
            margins = self.measures.inside(cell.box, lines) if lines else None
            contents: list[TextLine | Area] = [*lines, *inner]
            contents.sort(key=lambda content: content.box[1])
            fresh = True
            for content in contents:
                if not isinstance(content, TextLine):
                    parts.append(TableDraft.of(content))
                    fresh = True
                elif margins is not None:
                    if fresh:
                        parts.append([])
                    last = parts[-1]
                    assert isinstance(last, list)
                    last.append(Placed(content, margins))
                    fresh = False
        return FrameDraft(parts, area.page, area.box)


def _only_says_it_goes_on(lines: list[Placed]) -> bool:
    return len(lines) == 1 and is_continuation_title(lines[0].line.text)


def _is_rest(draft: FrameDraft, before: FrameDraft) -> bool:
    """Tell whether a frame at the head of a page is the rest of the frame that ends the page before."""
    if draft.last_page != before.last_page + 1:
        return False
    if abs((draft.box[2] - draft.box[0]) - (before.box[2] - before.box[0])) > _SAME_SIDE:
        return False
    first = draft.parts[0]
    label = parse_label(first[0].line.text) if isinstance(first, list) else None
    return label is None or label.kind is not LabelKind.BOX


def _open_contents(pages: list[PageParts]) -> None:
    """Make tabs of the gaps before the page numbers of a table of contents that has no dots."""
    inside = False
    for page in pages[:30]:
        lines = page.lines
        begins = any(normal(line.text) in _CONTENTS for line in lines)
        entries = sum(1 for line in lines if _ENTRY.match(line.text))
        inside = bool(lines) and (begins or inside) and entries >= _MOSTLY * (len(lines) - 1)
        if inside:
            page.lines = [line_of(line.glyphs, page.number, tabs=True) or line for line in lines]
