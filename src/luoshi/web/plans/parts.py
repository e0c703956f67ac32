"""The text of a plan in parts, its items and findings marked (原文分节): a long document is shown chapter by chapter.

Entries: :func:`parts_of`, :func:`part_at`, :func:`part_html`. Marks are made from the index of items, so that the plan
itself need not be read to show a page. Not here: how text is cut by marks (:mod:`luoshi.report.marking`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from luoshi.model.document import Block, BlockKind, Document, Span
from luoshi.model.review import Review
from luoshi.report.links import place_name
from luoshi.report.marking import Layer, Mark, Marks, Piece
from luoshi.report.source_text import leads, source_html
from luoshi.web.plans.models import PlanItem, PlanSource
from luoshi.web.plans.store import stored_document

_LARGEST = 9_000
"""Characters of a part, where there is a heading or a paragraph to cut it at."""
_DEEPEST = 3

STYLES = {
    "目标": "target",
    "标准要求": "norm",
    "现状数据": "observation",
    "项目": "project",
    "任务": "task",
    "问题": "problem",
}
"""Kinds of items as the style sheet calls them."""
_FIGURES = ("目标", "标准要求", "现状数据")
_BEARING = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)
"""Blocks beside which a link leads to adding an item."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a part: its anchor, depth and words."""

    anchor: str
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text: its number from 1, the blocks and characters it holds, its title and headings."""

    number: int
    first: int
    end: int
    span: Span
    title: str
    headings: tuple[Heading, ...]


def parts_of(source: PlanSource) -> tuple[Part, ...]:
    """Return the parts of a source's document: at its chapters, or below them where these are long."""
    return _parts(source.pk, source.digest)


@lru_cache(maxsize=16)
def _parts(pk: int, digest: str) -> tuple[Part, ...]:
    document = stored_document(pk, digest)
    labels = leads(document)
    sizes = [_size(block) for block in document.blocks]
    cuts = [0]
    size = 0
    for number, block in enumerate(document.blocks):
        upper = block.kind is BlockKind.HEADING and block.level == 1
        inner = block.kind in (BlockKind.HEADING, BlockKind.BOX) and block.level <= _DEEPEST and size > _LARGEST // 2
        full = size + sizes[number] > _LARGEST and size > 0
        if number > cuts[-1] and size > _LARGEST // 8 and (upper or inner or full):
            cuts.append(number)
            size = 0
        size += sizes[number]
    ends = [*cuts[1:], len(document.blocks)]
    found = []
    start = 0
    for number, (first, end) in enumerate(zip(cuts, ends, strict=True), 1):
        stop = _start(document.blocks[end]) if end < len(document.blocks) else len(document.text)
        headings = tuple(
            Heading(f"b-{at}", max(1, block.level), f"{labels[at]}{block.text}"[:40])
            for at, block in enumerate(document.blocks[first:end], first)
            if block.text and block.kind is BlockKind.HEADING and block.level <= 2
        )
        title = headings[0].text if headings else _title(document.blocks[first:end], number)
        found.append(Part(number, first, end, Span(start, max(start, stop)), title, headings))
        start = max(start, stop)
    return tuple(found)


def part_at(parts: tuple[Part, ...], position: int) -> Part:
    """Return the part in which a position of the text lies."""
    return next((one for one in reversed(parts) if one.span.start <= position), parts[0])


@dataclass(frozen=True, slots=True)
class Links:
    """Where the marks lead: item number -> address, finding number -> address, block -> address for adding."""

    item: Callable[[str], str]
    finding: Callable[[str], str]
    adding: Callable[[Span], str] | None = None


def part_html(
    document: Document, part: Part, items: Iterable[PlanItem], review: Review | None, links: Links
) -> tuple[Markup, set[str]]:
    """Return the text of a part as HTML, and the keys of the marks that were met in it.

    Args:
        document: the document.
        part: which part.
        items: the items of this part, deleted ones left out.
        review: its findings that stand are marked.
        links: where the marks lead.
    """
    marks = Marks([*_item_marks(items), *_finding_marks(review, part)])

    def paint(piece: Piece) -> str:
        return _piece(piece, links)

    def beside(number: int) -> str:
        block = document.blocks[number]
        span = block.passage.whole
        if links.adding is None or block.kind not in _BEARING or span.end <= span.start:
            return ""
        name = "在这一段添加条目"
        return Markup('<a class="add" href="{}" title="{}" aria-label="{}">＋</a>').format(
            links.adding(span), name, name
        )

    html = source_html(document, marks, paint, beside, range(part.first, part.end))
    return html, {mark.key for mark in marks.opened}


def _item_marks(items: Iterable[PlanItem]) -> Iterable[Mark]:
    for row in items:
        style = STYLES[row.kind]
        title = f"{row.kind}：{row.title[:60]} {row.value}".strip() + f"（{row.status}）"
        if row.kind in _FIGURES:
            yield Mark(Layer.VALUE, f"{style} {_waits(row)}", row.key, Span(row.mark_start, row.mark_end), title)
            yield Mark(Layer.CLAUSE, style, row.key, Span(row.start, row.end))
        else:
            yield Mark(Layer.REACH, f"{style} {_waits(row)}", row.key, Span(row.start, row.end), title)


def _waits(row: PlanItem) -> str:
    return "waits" if row.status == "机器编译" else "seen"


def _finding_marks(review: Review | None, part: Part) -> Iterable[Mark]:
    for one in reversed(review.findings if review is not None else ()):
        found = one.finding
        title = f"{found.severity.label} {found.code} {one.rule}：{found.message}"
        for at, spot in enumerate(one.spots, 1):
            if spot.span.start < part.span.end and part.span.start < max(spot.span.end, spot.span.start + 1):
                yield Mark(Layer.FINDING, f"is-{found.severity.value}", f"{one.key}-{at}", spot.span, title)


def _piece(piece: Piece, links: Links) -> str:
    """Return one piece: pins of what begins here, then the text under what lies over it."""
    text = str(escape(piece.text))
    if not piece.marks:
        return text
    value = next((mark for mark in piece.marks if mark.layer is Layer.VALUE), None)
    pins = "".join(_pin(mark, links) for mark in piece.opening if mark is not value)
    styles = ["c"] if any(mark.layer is Layer.CLAUSE for mark in piece.marks) else []
    styles += sorted({f"in-{mark.kind.split()[0]}" for mark in piece.marks if mark.layer is Layer.REACH})
    if value is not None:
        name = f' id="{escape(place_name(value.key))}"' if value in piece.opening else ""
        link = f'href="{escape(links.item(value.key))}" title="{escape(value.title)}"'
        text = f'<a class="v {value.kind}"{name} {link}>{text}</a>'
    for mark in piece.marks:
        if mark.layer is Layer.FINDING:
            text = f'<span class="m {mark.kind}">{text}</span>'
    return f'{pins}<span class="{" ".join(styles)}">{text}</span>' if styles else pins + text


def _pin(mark: Mark, links: Links) -> str:
    """Return the anchor at which something begins: with a sign for findings, tasks, projects and problems."""
    name = f'id="{escape(place_name(mark.key))}"'
    if mark.layer is Layer.VALUE:
        return f"<span {name}></span>"
    if mark.layer is Layer.CLAUSE:
        return ""
    finding = mark.layer is Layer.FINDING
    address = links.finding(mark.key.rpartition("-")[0]) if finding else links.item(mark.key)
    style = f"no {mark.kind}" if finding else f"pin {mark.kind}"
    title = escape(mark.title)
    return f'<a class="{style}" {name} href="{escape(address)}" title="{title}" aria-label="{title}"></a>'


def _size(block: Block) -> int:
    if block.table is None:
        return len(block.text)
    return sum(len(cell.text) for cell in block.table.cells)


def _start(block: Block) -> int:
    return block.passage.whole.start


def _title(blocks: Iterable[Block], number: int) -> str:
    return next((block.text[:40] for block in blocks if block.text), f"第 {number} 节")
