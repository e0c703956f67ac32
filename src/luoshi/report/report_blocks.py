"""Blocks of a report as WordprocessingML (报告的块): headings, paragraphs, tables, pictures, all places marked.

Entry: :class:`Pen`. A heading stands with what follows, a caption with its table or picture, a note with what it
explains; a table breaks between its rows.
Not here: the report's frame (:mod:`luoshi.report.report_word`), the office's own templates
(:mod:`luoshi.report.office_template`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import Figure, Prose, figures_in, plain, run_text
from luoshi.model.evaluation.report import Block, Heading, Paragraph, Picture, Table
from luoshi.report.official_elements import KEEP, LONGEST_KEPT, Grid, paragraph, table, text_run
from luoshi.report.official_styles import TEXT_WIDTH
from luoshi.report.report_marks import Marks, fact_stem, place_stem
from luoshi.report.report_spots import SEEN
from luoshi.report.word_comments import xml_text

_EMU = 635
"""English metric units of a twentieth of a point."""
_MOST_HIGH = 6400
"""Of a picture, in twentieths of a point: eleven lines."""
_MANY_COLUMNS = 7
"""Tables of so many columns are set smaller."""
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_DIGIT = re.compile(r"[0-9０-９]")


def is_small(table: Table) -> bool:
    """Tell whether a table is set smaller."""
    return len(table.head) >= _MANY_COLUMNS


def picture_size(drawn: ChartPicture) -> tuple[int, int]:
    """Return width and height of a picture in twentieths of a point: as wide as the text, if it is not too high."""
    scale = min(TEXT_WIDTH / drawn.width, _MOST_HIGH / drawn.height)
    return round(drawn.width * scale), round(drawn.height * scale)


@dataclass(slots=True)
class Pen:
    """Writes blocks.

    Attributes:
        book: the facts.
        pictures: key of a picture's block -> how it was drawn.
        image: takes a PNG in and returns the id by which the text means it.
        marks: the bookmarks of the document.
        contents: key of a heading -> name of the bookmark that the table of contents means.
        width: of the text, in twentieths of a point.
        drawn: pictures written so far.
    """

    book: FactBook
    pictures: Mapping[str, ChartPicture]
    image: Callable[[bytes], str]
    marks: Marks = field(default_factory=Marks)
    contents: Mapping[str, str] = field(default_factory=dict)
    width: int = TEXT_WIDTH
    drawn: int = 0

    def placed(self, block: str, cell: str, words: Prose) -> str:
        """Return the runs of a place with its bookmark around them; of each number with its own."""
        return self.marks.around(place_stem(block, cell), self.runs(words))

    def runs(self, words: Prose) -> str:
        """Return the runs of a sentence, each computed number with its bookmark."""
        return "".join(
            self.marks.around(fact_stem(run.fact), text_run(run_text(run, self.book)))
            if isinstance(run, Figure)
            else text_run(run_text(run, self.book))
            for run in words
        )

    def blocks(self, blocks: Sequence[Block], *, is_last_kept: bool = False) -> Iterator[str]:
        """Yield the blocks; the last paragraph stands with what follows when ``is_last_kept``."""
        for block, after in pairwise((*blocks, None)):
            keep = KEEP if is_last_kept and after is None else ""
            has_note = bool(keep) or (isinstance(after, Paragraph) and after.is_note)
            match block:
                case Heading():
                    yield self._heading(block)
                case Paragraph():
                    style = "Note" if block.is_note else ""
                    held = keep if len(plain(block.words, self.book)) <= LONGEST_KEPT else ""
                    yield paragraph(self.placed(block.key, "", block.words), style, held)
                case Table():
                    yield from self._table(block, has_note=has_note)
                case Picture():
                    yield from self._picture(block, has_note=has_note)

    def _heading(self, heading: Heading) -> str:
        runs = self.placed(heading.key, "", heading.words)
        if heading.key in self.contents:
            runs = self.marks.around(self.contents[heading.key], runs)
        return paragraph(runs, f"Heading{min(max(heading.level, 1), 4)}")

    def _table(self, told: Table, *, has_note: bool) -> Iterator[str]:
        yield paragraph(self.placed(told.key, "", told.caption), "Caption")
        count = len(told.head)
        family, plainest = ("Small", "SmallCell") if is_small(told) else ("Cell", "Cell")
        styles = [
            f"{family}Right" if at in told.right else f"{family}Centre" if at in told.centred else plainest
            for at in range(count)
        ]
        rows = [
            [[self._cell(told.key, f"{row.key}/{at}", words, at)] for at, words in enumerate(row.cells)]
            for row in told.rows
        ]
        grid = Grid(told.widths, styles, width=self.width, head_style=f"{family}Head", is_kept=has_note)
        yield table(told.head, rows, grid)
        if not has_note:
            yield paragraph("", "Gap")

    def _cell(self, block: str, cell: str, words: Prose, column: int) -> str:
        """Return the runs of a cell; marked where it holds a number, and in the first column, which finds the row."""
        if column == 0 or figures_in(words) or _DIGIT.search(plain(words, self.book)):
            return self.placed(block, cell, words)
        return self.runs(words)

    def _picture(self, told: Picture, *, has_note: bool) -> Iterator[str]:
        drawn = self.pictures[told.key]
        runs = self.marks.around(place_stem(told.key, SEEN), self._drawing(drawn, plain(told.alt, self.book)))
        yield paragraph(runs, "Picture")
        yield paragraph(self.placed(told.key, "", told.caption), "PictureCaption", KEEP if has_note else "")

    def _drawing(self, drawn: ChartPicture, alt: str) -> str:
        self.drawn += 1
        width, height = picture_size(drawn)
        extent = f'cx="{width * _EMU}" cy="{height * _EMU}"'
        named = f'id="{self.drawn}" name="图 {self.drawn}" descr={quoteattr(xml_text(alt))}'
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" '
            f'xmlns:wp="{_DRAWING}/wordprocessingDrawing"><wp:extent {extent}/><wp:docPr {named}/>'
            f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
            f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {named}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{self.image(drawn.png)}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )
