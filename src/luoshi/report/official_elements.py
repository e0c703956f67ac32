"""Paragraphs, tables and the foot of an official text as WordprocessingML (公文的段落、表格、落款).

Entries: :func:`paragraph`, :func:`text_run`, :func:`table`, :func:`attachments`, :func:`signature`,
:func:`on_new_page`, :func:`closing`. What they take is plain data or elements written already, so that papers and
reports look alike.
Not here: styles and the page (:mod:`luoshi.report.official_styles`), what stands in a paper or report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from luoshi.report.official_styles import CHARACTER, TEXT_WIDTH
from luoshi.report.word_comments import xml_text

KEEP = "<w:keepNext/>"
"""Of a paragraph that no page break may follow."""
MOST_WHOLE = 8
"""Tables with no more rows stand on one page; of longer ones the head stands with the first row."""
LONGEST_KEPT = 168
"""Longer paragraphs are not held together with what follows: programs then move them to a page of their own whole."""
FORM_ROW = '<w:trHeight w:val="680" w:hRule="atLeast"/>'
"""The least height of a row of a form."""

_FIRST = re.compile(r"<w:pPr>(?:<w:pStyle [^>]*/>)?(?:<w:keepNext/>)?")
_RUN = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{}</w:r>'
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
_DATE_FROM_RIGHT = 4
"""Characters between the date and the right edge where a seal goes over it."""
_LEAST_FROM_RIGHT = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """How a table is set.

    Attributes:
        widths: of the columns, against each other.
        styles: of the cells of each column.
        row_form: further properties of every row below the head.
        width: of the whole, in twentieths of a point.
        head_style: of the cells of the head.
        is_kept: the last row stands on a page with what follows.
    """

    widths: Sequence[int]
    styles: Sequence[str]
    row_form: str = ""
    width: int = TEXT_WIDTH
    head_style: str = "CellHead"
    is_kept: bool = False


def text_run(text: str) -> str:
    """Return a run; line breaks of the text are kept. Empty for no text."""
    lines = text.replace("\r\n", "\n").split("\n")
    inside = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(xml_text(line))}</w:t>' for line in lines)
    return _RUN.format(inside) if text else ""


def paragraph(runs: str, style: str = "", form: str = "") -> str:
    """Return a paragraph of runs; ``form`` holds further properties in the order that the schema asks for."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{form}</w:pPr>{runs}</w:p>"


def on_new_page(written: str) -> str:
    """Return elements whose first paragraph begins a page."""
    return _FIRST.sub(r"\g<0><w:pageBreakBefore/>", written, count=1)


def closing(written: str, form: str) -> str:
    """Return elements whose last paragraph ends a section with the form of its pages."""
    before, end, after = written.rpartition("</w:pPr>")
    return f"{before}{form}{end}{after}"


def table(head: Sequence[str], rows: Sequence[Sequence[Sequence[str]]], grid: Grid) -> str:
    """Return a table.

    Args:
        head: texts of the first row, which is repeated on every page; empty for none.
        rows: of each cell the paragraphs, as runs.
        grid: how it is set.
    """
    widths = [grid.width * one // sum(grid.widths) for one in grid.widths]
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _BORDERS)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    written = []
    if head:
        cells = [tuple(map(text_run, one.split("\n"))) for one in head]
        written.append(_row(cells, widths, (grid.head_style,) * len(widths), "<w:tblHeader/>", keep=True))
    last = len(rows) - 1 if len(rows) <= MOST_WHOLE else 0
    for at, row in enumerate(rows):
        keep = at < last or (grid.is_kept and at == len(rows) - 1)
        written.append(_row(row, widths, grid.styles, grid.row_form, keep=keep))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(written)}</w:tbl>"
    )


def _row(cells: Sequence[Sequence[str]], widths: Sequence[int], styles: Sequence[str], form: str, *, keep: bool) -> str:
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        + "".join(paragraph(line, style, KEEP if keep else "") for line in cell)
        + "</w:tc>"
        for cell, width, style in zip(cells, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{form}</w:trPr>{inside}</w:tr>"


def attachments(names: Sequence[str], keep: str = "") -> Iterator[str]:
    """Yield 附件说明: an empty line, then the names (as runs), those that go on in a second line hanging."""
    if not names:
        return
    yield paragraph("", "Plain", keep)
    for number, name in enumerate(names, 1):
        hanging = 3 if len(names) == 1 else 4
        left = 2 + hanging
        indent = (
            f'<w:ind w:leftChars="{left * 100}" w:left="{left * CHARACTER}" '
            f'w:hangingChars="{hanging * 100}" w:hanging="{hanging * CHARACTER}"/>'
        )
        yield paragraph(text_run(attachment_lead(number, len(names))) + name, "Plain", keep + indent)


def attachment_lead(number: int, count: int) -> str:
    """Return what stands before the name of an annex in 附件说明, of so many."""
    return ("附件：" if number == 1 else "　　　") + (f"{number}. " if count > 1 else "")


def signature(issuer: str, day: str) -> Iterator[str]:
    """Yield 署名 and 成文日期: the date four characters from the right, the issuer centred over it."""
    if not issuer and not day:
        return
    yield paragraph("", "Plain", KEEP)
    yield paragraph("", "Plain", KEEP)
    right = _DATE_FROM_RIGHT + (ems(day) - ems(issuer)) / 2
    further = max(0.0, _LEAST_FROM_RIGHT - right) if issuer else 0.0
    if issuer:
        yield paragraph(text_run(issuer), "Sign", KEEP + _from_right(right + further))
    if day:
        yield paragraph(text_run(day), "Sign", _from_right(_DATE_FROM_RIGHT + further))


def _from_right(characters: float) -> str:
    return f'<w:ind w:rightChars="{round(characters * 100)}" w:right="{round(characters * CHARACTER)}"/>'


def ems(text: str) -> float:
    """Return how wide a text is, counted in Chinese characters."""
    return sum(0.5 if one.isascii() else 1.0 for one in text)
