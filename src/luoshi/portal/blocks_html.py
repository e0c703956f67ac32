"""Blocks of reports as HTML (块): headings, paragraphs, tables, charts; every number is marked with its fact.

Entries: :func:`blocks_html` (for the site, whose style sheet it relies on), :func:`bare_html` (for pasting into other
pages: no classes, no ids, no marks), :func:`prose_html` and
:func:`bare_words` for sentences. They need no style or script of their own, so that they may
stand under a strict content policy.
Not here: pages (:mod:`luoshi.portal.site`), how charts are drawn (:mod:`luoshi.charts.drawing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from luoshi.charts.drawing import draw
from luoshi.charts.svg import size_of
from luoshi.model.evaluation.facts import Fact, FactBook
from luoshi.model.evaluation.prose import Figure, Prose, plain
from luoshi.model.evaluation.report import Block, Heading, Paragraph, Picture, Row, Table

_DEEPEST = 6
_WIDE = 5
"""A table of so many columns or more scrolls on phones rather than being squeezed."""
ORDINALS = ("序号", "名次")
"""Heads of columns that only count the rows: the column behind it names the row."""


def blocks_html(blocks: Iterable[Block], book: FactBook, *, level: int = 2) -> str:
    """Return blocks as HTML; the highest heading among them is of ``level``, none skips a level.

    Every block bears its key as ``id`` and ``data-block``, rows of tables theirs as ``data-row``; numbers are
    ``<data class="fact" value="94.1" data-fact="id">94.1%</data>``.
    """
    return "".join(_Writer(book).blocks(blocks, level))


def bare_html(blocks: Iterable[Block], book: FactBook, *, level: int = 2) -> str:
    """Return blocks as HTML that other pages take up as their own: only elements and the attributes they need."""
    return "".join(_Writer(book, is_bare=True).blocks(blocks, level))


def prose_html(words: Prose, book: FactBook) -> str:
    """Return a sentence as HTML, its numbers marked with their facts; line breaks stay."""
    return _Writer(book).prose(words)


def bare_words(words: Prose, book: FactBook) -> str:
    """Return a sentence as HTML without marks; line breaks stay."""
    return _Writer(book, is_bare=True).prose(words)


def fact_html(fact: Fact, text: str = "") -> str:
    """Return a number marked with its fact, as ``text`` or as the fact's own."""
    value = "" if fact.value is None else f"{fact.value:f}"
    shown = text or fact.text
    return f'<data class="fact" value="{value}" data-fact="{escape(fact.id)}">{escape(shown)}</data>'


def anchor(key: str) -> str:
    """Return the id of the element that a block is: its key without blanks, which ids may not have."""
    return "_".join(key.split())


@dataclass(frozen=True)
class _Writer:
    book: FactBook
    is_bare: bool = False

    def blocks(self, blocks: Iterable[Block], level: int) -> Iterator[str]:
        found = tuple(blocks)
        top = min((one.level for one in found if isinstance(one, Heading)), default=1)
        last = level - 1
        for block in found:
            if isinstance(block, Heading):
                last = min(level + block.level - top, last + 1, _DEEPEST)
                yield f"<h{last}{self._key(block)}>{self.prose(block.words)}</h{last}>\n"
            else:
                yield self._body(block)

    def _body(self, block: Paragraph | Table | Picture) -> str:
        match block:
            case Paragraph():
                words = self.prose(block.words)
                if self.is_bare:
                    return f"<p><small>{words}</small></p>\n" if block.is_note else f"<p>{words}</p>\n"
                return f"<p{self._key(block)}{self._class('small' if block.is_note else '')}>{words}</p>\n"
            case Table():
                return self._table(block)
            case Picture():
                return self._picture(block)

    def prose(self, words: Prose) -> str:
        parts = []
        for run in words:
            if isinstance(run, Figure):
                fact = self.book[run.fact]
                shown = fact.number if run.is_bare else fact.text
                parts.append(escape(shown) if self.is_bare else fact_html(fact, shown))
            else:
                parts.append(escape(run.text).replace("\n", "<br>"))
        return "".join(parts)

    def _table(self, table: Table) -> str:
        named = 1 if len(table.head) > 1 and table.head[0] in ORDINALS else 0
        head = "".join(
            f'<th scope="col"{self._side(table, at)}>{escape(text)}</th>' for at, text in enumerate(table.head)
        )
        rows = "".join(self._row(table, row, named) for row in table.rows)
        columns = self._columns(table)
        frame = ' border="1" cellspacing="0" cellpadding="4" width="100%"' if self.is_bare else self._key(table)
        wide = self._class("wide" if len(table.head) >= _WIDE else "")
        caption = f"<caption{self._caption_id(table)}>{self.prose(table.caption)}</caption>" if table.caption else ""
        text = (
            f"<table{frame}{wide}>{caption}{columns}\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
        )
        return text if self.is_bare else f"<div{self._scroll(table)}>{text}</div>\n"

    def _columns(self, table: Table) -> str:
        whole = sum(table.widths)
        if len(table.widths) != len(table.head) or not whole:
            return ""
        columns = "".join(f'<col width="{100 * one / whole:.3g}%">' for one in table.widths)
        return f"<colgroup>{columns}</colgroup>"

    def _row(self, table: Table, row: Row, named: int) -> str:
        cells = "".join(
            f'<th scope="row"{self._side(table, at)}>{self.prose(cell)}</th>'
            if at == named
            else f"<td{self._side(table, at)}>{self.prose(cell)}</td>"
            for at, cell in enumerate(row.cells)
        )
        mark = "" if self.is_bare else f' data-row="{escape(row.key)}"'
        return f"<tr{mark}>{cells}</tr>\n"

    def _side(self, table: Table, column: int) -> str:
        side = "right" if column in table.right else "center" if column in table.centred else ""
        if not side:
            return ""
        return f' align="{side}"' if self.is_bare else f' class="{side[0]}"'

    def _picture(self, picture: Picture) -> str:
        caption, alt = plain(picture.caption, self.book), plain(picture.alt, self.book)
        svg = draw(picture.chart, self.book, caption, alt)
        words = self.prose(picture.caption)
        if self.is_bare:
            width, height = size_of(svg)
            sized = svg.replace("<svg", f'<svg width="{width}" height="{height}"', 1)
            return f"<figure>{sized}<figcaption>{words}</figcaption></figure>\n<p>{escape(alt)}</p>\n"
        told = f"<details><summary>图的文字说明</summary><p>{self.prose(picture.alt)}</p></details>"
        return f"<figure{self._key(picture)}>{svg}<figcaption>{words}</figcaption>{told}</figure>\n"

    def _key(self, block: Block) -> str:
        return "" if self.is_bare else f' id="{escape(anchor(block.key))}" data-block="{escape(block.key)}"'

    def _caption_id(self, table: Table) -> str:
        return "" if self.is_bare else f' id="{escape(anchor(table.key))}-caption"'

    def _scroll(self, table: Table) -> str:
        name = f'aria-labelledby="{escape(anchor(table.key))}-caption"' if table.caption else 'aria-label="表"'
        return f' class="scroll" tabindex="0" role="region" {name}'

    def _class(self, name: str) -> str:
        return f' class="{name}"' if name and not self.is_bare else ""
