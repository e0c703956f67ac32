"""The source of a plan as HTML (原文): every block in reading order, every mark where it stands.

Entries: :func:`source_html`, :func:`contents`, :func:`leads`. How a marked piece looks is the page's matter:
:func:`item_piece`, the usual one, makes marks anchors ``#s-…`` that lead to the items ``#i-…`` beside the text. What a
mark shows besides the text (项, 任, 问) is put there by the style sheet, so that the text of an element is the text of
its block.
Not here: how text is cut at the marks (:mod:`luoshi.report.marking`), the pages around it
(:mod:`luoshi.report.plan_page`, :mod:`luoshi.report.review_page`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from luoshi.model.document import Block, BlockKind, Cell, Document, Passage, Table
from luoshi.report.links import item_link, place_name
from luoshi.report.marking import Layer, Mark, Marks, Piece

_HEADINGS = {1: "h3", 2: "h4", 3: "h5"}
_DASHES = "—–-－─•●○■◆·*"
_CONTENTS_LEVEL = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in the table of contents: anchor without ``#``, depth from 1, and words."""

    anchor: str
    level: int
    text: str


def contents(document: Document) -> list[Entry]:
    """Return the headings of the upper levels, and the boxes, as they stand in the text."""
    labels = leads(document)
    return [
        Entry(f"b-{number}", min(max(1, block.level), _CONTENTS_LEVEL), f"{labels[number]}{block.text}"[:60])
        for number, block in enumerate(document.blocks)
        if block.text and (block.kind is BlockKind.BOX or _is_upper(block))
    ]


def _is_upper(block: Block) -> bool:
    return block.kind is BlockKind.HEADING and block.level <= _CONTENTS_LEVEL


def item_piece(piece: Piece) -> str:
    """Return one piece: pins of what begins here, then the text as a link to its figure, or as marked or plain text."""
    text = str(escape(piece.text))
    if not piece.marks:
        return text
    value = next((mark for mark in piece.marks if mark.layer in (Layer.VALUE, Layer.PASSED)), None)
    reached = [mark for mark in piece.marks if mark.layer is Layer.REACH]
    clause = next((mark for mark in piece.marks if mark.layer is Layer.CLAUSE), None)
    pins = "".join(_pin(mark) for mark in piece.opening if mark.layer is not Layer.CLAUSE and (mark is not value))
    styles = [f"in-{kind}" for kind in sorted({mark.kind for mark in reached})]
    told = dict.fromkeys(mark.key for mark in piece.marks if mark.layer in (Layer.REACH, Layer.CLAUSE))
    keys = f' data-i="{escape(" ".join(told))}"' if told else ""
    if value is None:
        styles += ["c", clause.kind] if clause else []
        return f'{pins}<span class="{" ".join(styles)}"{keys}>{text}</span>'
    styles += ["v" if value.layer is Layer.VALUE else "x", value.kind]
    name = f' id="{escape(place_name(value.key))}"' if value in piece.opening else ""
    link = f'href="{escape(item_link(value.key))}" title="{escape(value.title)}"'
    return f'{pins}<a class="{" ".join(styles)}"{name} {link}{keys}>{text}</a>'


def source_html(
    document: Document,
    marks: Marks,
    paint: Callable[[Piece], str] = item_piece,
    beside: Callable[[int], str] | None = None,
    only: range | None = None,
) -> Markup:
    """Return the blocks of ``document``; ``marks`` says afterwards which marks were met in them.

    Args:
        document: the document.
        marks: what is marked in it.
        paint: gives the HTML of one piece of text.
        beside: gives what stands beside a block, by its number, once its text is written; empty for nothing.
        only: the numbers of the blocks that are wanted; all of them by default.
    """
    labels = leads(document)
    look = _Look(marks, paint)
    parts: list[str] = []
    ends: list[int] = []
    for number in only if only is not None else range(len(document.blocks)):
        block = document.blocks[number]
        while ends and number >= ends[-1]:
            parts.append("</section>\n")
            ends.pop()
        if block.kind is BlockKind.BOX:
            parts.append('<section class="box">\n')
            ends.append(document.sections[block.section].end_block)
        words = _block(block, number, labels[number], look)
        notes = beside(number) if beside else ""
        parts.append(f'<div class="row">\n{words}{notes}</div>\n' if notes else words)
    parts += ["</section>\n"] * len(ends)
    return Markup("".join(parts))


@dataclass(frozen=True, slots=True)
class _Look:
    """What is marked and how it looks."""

    marks: Marks
    paint: Callable[[Piece], str]

    def passage(self, passage: Passage) -> str:
        return "".join(self.paint(piece) for piece in self.marks.pieces(passage))


def _block(block: Block, number: int, label: str, look: _Look) -> str:
    name = f'id="b-{number}"'
    if block.table is not None:
        return f'<div class="sheet" {name}>{_table(block.table, look)}</div>\n'
    tag, style = _form(block)
    lead = f'<span class="label">{escape(label)}</span>' if label else ""
    return f'<{tag} class="{style}" {name}>{lead}{look.passage(block.passage)}</{tag}>\n'


def _form(block: Block) -> tuple[str, str]:
    """Return tag and class of a block that is no table."""
    match block.kind:
        case BlockKind.TITLE:
            return "h2", "b title"
        case BlockKind.HEADING:
            return _HEADINGS.get(block.level, "h6"), f"b h l{block.level}"
        case BlockKind.BOX:
            return "h6", "b boxhead"
        case BlockKind.CAPTION:
            return "p", "b caption"
        case BlockKind.LIST_ITEM:
            return "p", f"b li l{block.level}"
        case _:
            return "p", "b"


def leads(document: Document) -> list[str]:
    """Return for each block what stands before its text: its label with the mark that closes it, or a dash."""
    found, last = [], 0
    for block in document.blocks:
        start = block.passage.locate(0)
        line = document.text[min(last, start) : start].splitlines()[-1:] or [""]
        at = line[0].rfind(block.label) if block.label else -1
        lead = line[0].strip() if at < 0 else line[0][at:].rstrip()
        found.append(lead if at >= 0 or (lead and not lead.strip(_DASHES)) else block.label)
        last = block.passage.whole.end
        if block.table is not None:
            last = max((cell.passage.whole.end for cell in block.table.cells), default=last)
    return found


def _table(table: Table, look: _Look) -> str:
    grid, begun = table.grid(), table.rows()
    rows = "".join(
        f"<tr>{''.join(_row(cells, begun[number], number, look))}</tr>\n" for number, cells in enumerate(grid)
    )
    return f"<table>\n{rows}</table>"


def _row(covering: list[Cell | None], begun: list[Cell], number: int, look: _Look) -> Iterator[str]:
    """Yield the cells of a grid row; those that another cell lies over stand at the end, so that none is lost."""
    shown = []
    for column, cell in enumerate(covering):
        if cell is None:
            yield '<td class="none"></td>'
        elif (cell.row, cell.column) == (number, column):
            shown.append(cell)
            yield _cell(cell, look, head=number == 0)
    yield from (_cell(cell, look, head=False) for cell in begun if cell not in shown)


def _cell(cell: Cell, look: _Look, *, head: bool) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    tag = "th" if head else "td"
    return f"<{tag}{spans}>{look.passage(cell.passage)}</{tag}>"


def _pin(mark: Mark) -> str:
    """Return the anchor at which an item begins: with a sign for tasks, projects and problems, else unseen."""
    name = f'id="{escape(place_name(mark.key))}"'
    if mark.layer is not Layer.REACH:
        return f"<span {name}></span>"
    return f'<a class="pin {mark.kind}" {name} href="{escape(item_link(mark.key))}" title="{escape(mark.title)}"></a>'
