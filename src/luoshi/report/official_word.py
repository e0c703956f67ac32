"""Official papers as Word files (公文): 督办单, 通报, reports, in the layout of GB/T 9704.

Entry: :func:`official_word`. The same paper always gives the same bytes: nothing in the file tells when it was made.
Not here: what stands in a paper (:mod:`luoshi.report.official_paper`), styles and page
(:mod:`luoshi.report.official_styles`).
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from luoshi.readers.docx_trace import Trace
from luoshi.report.official_paper import OfficialPaper, PaperTable, Text
from luoshi.report.official_styles import CHARACTER, RELATIONS, TEXT_WIDTH, page_form, paper_parts
from luoshi.report.word_comments import xml_text
from luoshi.report.word_package import WordFile
from luoshi.report.word_styles import MAIN, NAMESPACE

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")
_RUN = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{}</w:r>'
_RED_LINE = '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="FF0000"/></w:pBdr>'
_KEEP = "<w:keepNext/>"
"""No page begins with the signature alone."""
_DATE_FROM_RIGHT = 4
"""Characters between the date and the right edge where a seal goes over it."""
_LEAST_FROM_RIGHT = 2
_MOST_WHOLE = 8
"""Tables with no more rows stand on one page; of longer ones the head stands with the first row."""
_LABEL_WIDTH = 4
"""Of a form, against the 18 of its contents."""
_CONTENT_WIDTH = 18


def official_word(paper: OfficialPaper) -> bytes:
    """Return a paper as a Word file."""
    file = WordFile(paper.title, MAIN, paper_parts(), Trace())
    body = "".join(_body(paper))
    root = f'<w:document xmlns:w="{NAMESPACE}" xmlns:r="{RELATIONS}"><w:body>{body}{page_form()}</w:body></w:document>'
    file.parts[MAIN] = (_HEAD + root).encode()
    return file.pack()


def _body(paper: OfficialPaper) -> Iterator[str]:
    yield from _heading(paper)
    if paper.to:
        yield _paragraph(f"{paper.to}：", "To")
    for at, part in enumerate(paper.body):
        if isinstance(part, Text):
            yield _text(part, keep=at == len(paper.body) - 1 and bool(paper.issuer or paper.on))
        else:
            yield from _table(part)
    yield from _attachments(paper.attachments, _KEEP if paper.issuer or paper.on else "")
    yield from _signature(paper)
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
    return _paragraph(part.text, style, _KEEP if keep else "")


def _attachments(names: tuple[str, ...], keep: str) -> Iterator[str]:
    """Yield 附件说明: an empty line, then the names, those that go on in a second line hanging under their begin."""
    if not names:
        return
    yield _paragraph("", "Plain", keep)
    for number, name in enumerate(names, 1):
        counted = f"{number}. " if len(names) > 1 else ""
        lead = "附件：" if number == 1 else "　　　"
        hanging = 3 if len(names) == 1 else 4
        left = 2 + hanging
        indent = (
            f'<w:ind w:leftChars="{left * 100}" w:left="{left * CHARACTER}" '
            f'w:hangingChars="{hanging * 100}" w:hanging="{hanging * CHARACTER}"/>'
        )
        yield _paragraph(f"{lead}{counted}{name}", "Plain", keep + indent)


def _signature(paper: OfficialPaper) -> Iterator[str]:
    """Yield 署名 and 成文日期: the date four characters from the right, the issuer centred over it."""
    if not paper.issuer and paper.on is None:
        return
    yield _paragraph("", "Plain", _KEEP)
    yield _paragraph("", "Plain", _KEEP)
    issuer, day = _ems(paper.issuer), _ems(paper.day)
    right = _DATE_FROM_RIGHT + (day - issuer) / 2
    further = max(0.0, _LEAST_FROM_RIGHT - right) if paper.issuer else 0.0
    if paper.issuer:
        yield _paragraph(paper.issuer, "Sign", _KEEP + _from_right(right + further))
    if paper.on is not None:
        yield _paragraph(paper.day, "Sign", _from_right(_DATE_FROM_RIGHT + further))


def _from_right(characters: float) -> str:
    return f'<w:ind w:rightChars="{round(characters * 100)}" w:right="{round(characters * CHARACTER)}"/>'


def _ems(text: str) -> float:
    """Return how wide a text is, counted in Chinese characters."""
    return sum(0.5 if one.isascii() else 1.0 for one in text)


def _bordered(*sides: str) -> str:
    inside = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="1" w:color="auto"/>' for side in sides)
    return f"<w:pBdr>{inside}</w:pBdr>"


def _paragraph(text: str, style: str = "", form: str = "") -> str:
    """Return a paragraph; line breaks and tabs of the text are kept."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{form}</w:pPr>{_runs(text)}</w:p>"


def _runs(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    inside = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(xml_text(line))}</w:t>' for line in lines)
    return _RUN.format(inside) if text else ""


def _table(table: PaperTable) -> Iterator[str]:
    if table.caption:
        yield _paragraph(table.caption, "Caption")
    count = len(table.head or (table.rows[0] if table.rows else ()))
    if not count:
        return
    is_form = not table.head
    weights = table.widths or ((_LABEL_WIDTH, _CONTENT_WIDTH) if is_form and count == 2 else (1,) * count)
    widths = [TEXT_WIDTH * one // sum(weights) for one in weights]
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _BORDERS)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [_row(table.head, widths, ("CellHead",) * count, "<w:tblHeader/>", keep=True)] if table.head else []
    styles = tuple(_cell_style(table, at, is_form) for at in range(count))
    last = len(table.rows) - 1 if len(table.rows) <= _MOST_WHOLE else 0
    rows += [_row(row, widths, styles, _tall(is_form), keep=at < last) for at, row in enumerate(table.rows)]
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    yield _paragraph("", "Gap")


def _cell_style(table: PaperTable, column: int, is_form: bool) -> str:
    if is_form and column == 0:
        return "CellHead"
    return "CellCentre" if column in table.centred else "Cell"


def _tall(is_form: bool) -> str:
    return '<w:trHeight w:val="680" w:hRule="atLeast"/>' if is_form else ""


def _row(cells: tuple[str, ...], widths: list[int], styles: tuple[str, ...], form: str, *, keep: bool) -> str:
    inside = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        + "".join(_paragraph(line, style, _KEEP if keep else "") for line in cell.split("\n"))
        + "</w:tc>"
        for cell, width, style in zip(cells, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{form}</w:trPr>{inside}</w:tr>"
