"""PDF with a text layer -> raw blocks.

Entry: :func:`read_pdf`. A PDF has neither paragraphs nor tables, only characters and rules: pages are taken apart
(``pdf_page``), running heads and feet dropped (``pdf_furniture``), notes set aside (``pdf_notes``), the rest brought
into the order of reading (``pdf_flow``) and put together to paragraphs (``pdf_paragraphs``). The linear text is made
here, with the place of every line in it.
Not here: scans (pages without text are reported), what is a heading (``structure``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from luoshi.base.findings import Finding
from luoshi.model.document import Cell, LinePlace, Passage, Place, Table
from luoshi.readers.linear import LinearText
from luoshi.readers.pdf_file import read_pages
from luoshi.readers.pdf_findings import findings_of
from luoshi.readers.pdf_flow import FrameDraft, flow_of
from luoshi.readers.pdf_frame import PageFrame
from luoshi.readers.pdf_furniture import drop_furniture
from luoshi.readers.pdf_lines import TextLine, joint
from luoshi.readers.pdf_notes import NOTE_MARK, take_notes
from luoshi.readers.pdf_page import take_apart
from luoshi.readers.pdf_paragraphs import BULLET, Paragraph, Placed, paragraphs_of
from luoshi.readers.pdf_tables import DraftCell, TableDraft, cell_paragraphs
from luoshi.readers.raw import RawBlock, RawParagraph, RawTable, concat

_NOTE_FRAME = -1
_DIGITS = re.compile("[0-9]{1,3}(?![0-9.])")
_SOFT_HYPHEN = "\xad"
_BREAK = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(slots=True)
class Contents:
    """What was read of a file: raw blocks, linear text, the place of each line of it, findings."""

    blocks: list[RawBlock] = field(default_factory=list)
    text: str = ""
    lines: tuple[LinePlace, ...] = ()
    findings: list[Finding] = field(default_factory=list)


def read_pdf(name: str, data: bytes) -> Contents:
    """Return the contents of a PDF.

    Raises:
        LuoshiError: it needs a password, is broken or too large, or all its pages are scans.
    """
    sheets = read_pages(name, data)
    pages = [take_apart(sheet) for sheet in sheets.sheets]
    findings = findings_of(name, sheets, pages)
    drop_furniture(pages)
    take_notes(pages)
    flow = flow_of(pages)
    writer = _Writer({page.number: page.frame for page in pages})
    for part in flow.parts:
        writer.part(part)
    writer.notes(flow.notes)
    return Contents(writer.blocks, writer.out.text(), tuple(writer.lines), findings)


class _Writer:
    """Writes the linear text and the raw blocks over it."""

    def __init__(self, frames: dict[int, PageFrame]) -> None:
        self.page_frames = frames
        self.out = LinearText()
        self.blocks: list[RawBlock] = []
        self.lines: list[LinePlace] = []
        self.tables = 0
        self.frame = 0
        self.frames = 0
        self.note_number = 0

    def part(self, part: list[Placed] | TableDraft | FrameDraft) -> None:
        """Write one part of the flow."""
        if isinstance(part, FrameDraft):
            self.frames += 1
            self.frame = self.frames
            for inner in part.parts:
                self.part(inner)
            self.frame = 0
        elif isinstance(part, TableDraft):
            self._table(part)
        else:
            for paragraph in paragraphs_of(part):
                self._paragraph(paragraph)

    def notes(self, notes: Sequence[Placed]) -> None:
        """Write the notes at the foot of the pages, without their marks, after all text."""
        self.frame = _NOTE_FRAME
        lines: list[Placed] = []
        for placed in notes:
            if lines and (placed.line.raised or self._note_mark(placed.line.text)):
                self._note(lines)
                lines = []
            lines.append(placed)
        if lines:
            self._note(lines)

    def _note(self, lines: list[Placed]) -> None:
        raised = lines[0].line.raised
        passage = self._passage([placed.line for placed in lines])
        begin = raised or self._note_mark(passage.text)
        self.note_number += 1
        rest = passage.slice(begin, len(passage.text))
        begin += len(rest.text) - len(rest.text.lstrip())
        self.out.end_line()
        if begin < len(passage.text):
            place = self._place([placed.line for placed in lines])
            self.blocks.append(RawParagraph(passage.slice(begin, len(passage.text)), place, frame=_NOTE_FRAME))

    def _note_mark(self, text: str) -> int:
        """Return the length of the mark at the start of a note: one that stands alone, or the next number."""
        if match := NOTE_MARK.match(text):
            return match.end()
        digits = _DIGITS.match(text)
        return digits.end() if digits and int(digits[0]) in (1, self.note_number + 1) else 0

    def _paragraph(self, paragraph: Paragraph) -> None:
        lines = [placed.line for placed in paragraph.lines]
        label = lines[0].label_end
        if label:
            first = lines[0]
            lines[0] = replace(first, text=f"{first.text[:label]} {first.text[label:]}")
        passage = self._passage(lines)
        self.out.end_line()
        bullet = BULLET.match(passage.text)
        dash = bullet is not None and bullet.end() < len(passage.text) and not passage.text.startswith("——")
        bold = _bold_end(lines)
        if dash and bullet is not None:
            passage = passage.slice(bullet.end(), len(passage.text))
            bold = max(0, bold - bullet.end())
        if not passage.text:
            return
        self.blocks.append(
            RawParagraph(
                passage,
                self._place(lines),
                gap=paragraph.gap,
                indented=paragraph.indented,
                bold_end=bold if bold < len(passage.text) else 0,
                dash=dash,
                frame=self.frame,
            )
        )

    def _passage(self, lines: Iterable[TextLine]) -> Passage:
        """Write lines one after the other, as one passage."""
        start = self.out.length
        text = ""
        for line in lines:
            piece = joint(text, line.text) + _BREAK.sub(" ", line.text)
            if text.endswith(_SOFT_HYPHEN):
                text = text[:-1]
                piece = piece.lstrip(" ")
            self.lines.append(LinePlace(start + len(text), line.page, self.page_frames[line.page].shown(line.box)))
            text += piece
        text = text.replace(_SOFT_HYPHEN, "-")
        self.out.add(text)
        return Passage.of(text, start)

    def _place(self, lines: Sequence[TextLine]) -> Place:
        """Return the place of ``lines`` as far as they stand on the page of the first."""
        page = lines[0].page
        own = [line.box for line in lines if line.page == page]
        box = (min(b[0] for b in own), min(b[1] for b in own), max(b[2] for b in own), max(b[3] for b in own))
        return Place(page=page, box=self.page_frames[page].shown(box))

    def _table(self, draft: TableDraft) -> None:
        draft.compact()
        table, self.tables = self.tables, self.tables + 1
        start = self.out.length
        cells: list[Cell] = []
        row = 0
        for cell, (column, span) in zip(draft.cells, draft.columns(), strict=True):
            if cells:
                self.out.add("\t" if cell.row == row else "\n")
            row = cell.row
            cells.append(self._cell(cell, column, span, table))
        self.out.end_line()
        place = Place(table=table, page=draft.page, box=self.page_frames[draft.page].shown(draft.box))
        grid = Table(tuple(cells), draft.rows, len(draft.xs) - 1)
        self.blocks.append(RawTable(grid, start, place, frame=self.frame))

    def _cell(self, cell: DraftCell, column: int, span: int, table: int) -> Cell:
        start = self.out.length
        passages: list[Passage] = []
        for lines in cell_paragraphs(cell):
            if passages:
                self.out.end_line()
            passages.append(self._passage(lines))
        box = self.page_frames[cell.page].shown(cell.box)
        place = Place(table=table, row=cell.row, column=column, page=cell.page, box=box)
        whole = concat(passages) if passages else Passage.of("", start)
        several = tuple(passages) if len(passages) > 1 else ()
        return Cell(cell.row, column, whole, cell.row_span, span, place, several)


def _bold_end(lines: Sequence[TextLine]) -> int:
    """Return how many characters at the start of a paragraph are bold."""
    end = 0
    text = ""
    for line in lines:
        between = len(joint(text, line.text)) if text else 0
        text += line.text
        end += line.bold_end + (between if line.bold_end else 0)
        if not line.is_bold:
            break
    return end
