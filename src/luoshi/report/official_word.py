"""Official papers as Word files (公文): 督办单, 通报, reports, in the layout of GB/T 9704.

Entry: :func:`official_word`. The same paper always gives the same bytes: nothing in the file tells when it was made.
Not here: what stands in a paper (:mod:`luoshi.report.official_paper`), styles and page
(:mod:`luoshi.report.official_styles`), how paragraphs and tables are written (:mod:`luoshi.report.official_elements`).
"""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.report.official_elements import (
    FORM_ROW,
    KEEP,
    LONGEST_KEPT,
    Grid,
    attachments,
    paragraph,
    signature,
    table,
    text_run,
)
from luoshi.report.official_paper import OfficialPaper, PaperTable, Text
from luoshi.report.official_styles import packed, page_form

_RED_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/></w:pBdr>'
_LABEL_WIDTH = 4
"""Of a form, against the 18 of its contents."""
_CONTENT_WIDTH = 18


def official_word(paper: OfficialPaper) -> bytes:
    """Return a paper as a Word file."""
    return packed(paper.title, "".join(_body(paper)) + page_form())


def _body(paper: OfficialPaper) -> Iterator[str]:
    yield from _heading(paper)
    if paper.to:
        yield _paragraph(f"{paper.to}：", "To")
    for at, part in enumerate(paper.body):
        if isinstance(part, Text):
            yield _text(part, keep=at == len(paper.body) - 1 and bool(paper.issuer or paper.on))
        else:
            yield from _table(part)
    names = [text_run(name) for name in paper.attachments]
    yield from attachments(names, KEEP if paper.issuer or paper.on else "")
    yield from signature(paper.issuer, paper.day)
    if paper.note:
        yield _paragraph(f"（{paper.note}）")
    if paper.copies:
        yield _paragraph("", "Plain")
        yield _paragraph(f"抄送：{paper.copies}。", "Copies", _bordered("top", "bottom"))


def _heading(paper: OfficialPaper) -> Iterator[str]:
    """Yield 发文机关标志, 发文字号 and 标题."""
    if paper.letterhead:
        yield _paragraph(paper.letterhead, "Letterhead")
        yield from (_paragraph("", "Plain"), _paragraph("", "Plain"))
        yield _paragraph(paper.number, "Number", _RED_LINE)
        yield from (_paragraph("", "Plain"), _paragraph("", "Plain"))
    elif paper.number:
        yield _paragraph(paper.number, "FormNumber")
        yield _paragraph("", "Plain")
    yield from (_paragraph(line, "Title") for line in paper.title.splitlines())
    yield _paragraph("", "Plain")


def _text(part: Text, *, keep: bool) -> str:
    style = f"Heading{min(part.level, 4)}" if part.level else ""
    return _paragraph(part.text, style, KEEP if keep and len(part.text) <= LONGEST_KEPT else "")


def _bordered(*sides: str) -> str:
    inside = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="1" w:color="auto"/>' for side in sides)
    return f"<w:pBdr>{inside}</w:pBdr>"


def _paragraph(text: str, style: str = "", form: str = "") -> str:
    return paragraph(text_run(text), style, form)


def _table(told: PaperTable) -> Iterator[str]:
    if told.caption:
        yield _paragraph(told.caption, "Caption")
    count = len(told.head or (told.rows[0] if told.rows else ()))
    if not count:
        return
    is_form = not told.head
    weights = told.widths or ((_LABEL_WIDTH, _CONTENT_WIDTH) if is_form and count == 2 else (1,) * count)
    styles = tuple(_cell_style(told, at, is_form) for at in range(count))
    rows = [[[text_run(line) for line in cell.split("\n")] for cell in row] for row in told.rows]
    yield table(told.head, rows, Grid(weights, styles, FORM_ROW if is_form else ""))
    yield _paragraph("", "Gap")


def _cell_style(told: PaperTable, column: int, is_form: bool) -> str:
    if is_form and column == 0:
        return "CellHead"
    return "CellCentre" if column in told.centred else "Cell"
