"""Evaluation reports as Word files in the layout of official papers (评估报告, 公文版式).

Entries: :func:`report_word`, :func:`blocks_word` (some blocks for pasting into another system). The same report gives
the same bytes. Every place and every computed number has a hidden bookmark, and the file names its report.
Not here: blocks (:mod:`luoshi.report.report_blocks`), styles and page (:mod:`luoshi.report.official_styles`), the
office's own templates (:mod:`luoshi.report.office_template`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import Prose, plain
from luoshi.model.evaluation.report import Annex, Block, EvaluationReport, Heading
from luoshi.report.official_elements import (
    KEEP,
    attachments,
    closing,
    on_new_page,
    paragraph,
    signature,
    text_run,
)
from luoshi.report.official_styles import TEXT_WIDTH, WIDE_WIDTH, image_id, packed, page_form
from luoshi.report.report_blocks import Pen
from luoshi.report.report_marks import origin_mark
from luoshi.report.report_pages import heading_pages
from luoshi.report.report_spots import LISTED, TITLE

MANY_BLOCKS, MANY_HEADINGS = 40, 10
"""Reports of so many blocks and headings begin with a table of contents."""
_IN_CONTENTS = 2
"""Headings down to this level are in it."""
_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_FIRST_LINES, _NEXT_LINES = 18, 22
"""Of the contents on their first page and the next ones."""


def report_word(report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> bytes:
    """Return a report as a Word file.

    Args:
        report: what is said.
        pictures: key of a picture's block -> how it was drawn.

    Raises:
        KeyError: when a picture was not drawn.
    """
    entries = _entries(report)
    names = {key: f"_Toc{number:08d}" for number, (key, _, _) in enumerate(entries, 1)}
    images: list[bytes] = []
    pen = Pen(report.facts, pictures, _taking(images), contents=names)
    front = paragraph(pen.placed(TITLE, "", report.title), "Title")
    front += paragraph(pen.marks.around(origin_mark(report), ""), "Plain")
    body = "".join(pen.blocks(report.blocks, is_last_kept=True))
    if entries:
        pages = heading_pages(report, pictures, 1 + _contents_pages(len(entries)))
        front += _contents(entries, names, pages)
        body = on_new_page(body)
    body = front + body + "".join(_foot(report, pen))
    sections = [(body, False), *((_annex(report, number, pen), annex.is_wide) for number, annex in _numbered(report))]
    return packed(plain(report.title, report.facts), _joined(sections), images)


def blocks_word(
    blocks: Sequence[Block], book: FactBook, pictures: Mapping[str, ChartPicture], title: Prose | str = ()
) -> bytes:
    """Return some blocks as a Word file without page numbers and issuer, to be pasted elsewhere.

    Raises:
        KeyError: when a picture was not drawn.
    """
    images: list[bytes] = []
    pen = Pen(book, pictures, _taking(images))
    runs = text_run(title) if isinstance(title, str) else pen.placed(TITLE, "", title)
    front = paragraph(runs, "Title") + paragraph("", "Plain") if title else ""
    name = title if isinstance(title, str) else plain(title, book)
    return packed(name, front + "".join(pen.blocks(blocks)) + page_form(is_numbered=False), images)


def _taking(images: list[bytes]) -> Callable[[bytes], str]:
    def take(png: bytes) -> str:
        images.append(png)
        return image_id(len(images))

    return take


def _numbered(report: EvaluationReport) -> list[tuple[int, Annex]]:
    return list(enumerate(report.annexes, 1))


def _foot(report: EvaluationReport, pen: Pen) -> list[str]:
    """Return 附件说明, 署名 and 成文日期; the date stands alone where nobody is named."""
    lines = [pen.placed(annex.key, LISTED, annex.title) for annex in report.annexes]
    day = f"{report.on.year}年{report.on.month}月{report.on.day}日"
    return [*attachments(lines, KEEP), *signature(report.issuer, day)]


def _annex(report: EvaluationReport, number: int, pen: Pen) -> str:
    """Return an annex, its mark and title at the top of a page."""
    annex = report.annexes[number - 1]
    mark = f"附件{number}" if len(report.annexes) > 1 else "附件"
    title = pen.placed(annex.key, "", annex.title)
    if annex.key in pen.contents:
        title = pen.marks.around(pen.contents[annex.key], title)
    pen.width = WIDE_WIDTH if annex.is_wide else TEXT_WIDTH
    return (
        paragraph(text_run(mark), "AnnexMark")
        + paragraph(title, "AnnexTitle")
        + paragraph("", "Plain", KEEP)
        + "".join(pen.blocks(annex.blocks))
    )


def _joined(sections: Sequence[tuple[str, bool]]) -> str:
    """Return the text of sections, each (elements, whether it is printed across), each on a new page."""
    written, across = sections[0]
    for elements, is_wide in sections[1:]:
        if is_wide == across:
            written += on_new_page(elements)
        else:
            written, across = closing(written, page_form(is_wide=across)) + elements, is_wide
    return written + page_form(is_wide=across)


# The table of contents


def _entries(report: EvaluationReport) -> list[tuple[str, int, str]]:
    """Return the lines of the contents, (key, level, text); none for a short report."""
    headings = [one for one in report.blocks if isinstance(one, Heading) and one.level <= _IN_CONTENTS]
    if len(report.blocks) < MANY_BLOCKS or len(headings) < MANY_HEADINGS:
        return []
    entries = [(one.key, max(one.level, 1), plain(one.words, report.facts)) for one in headings]
    return entries + [(one.key, 1, plain(one.title, report.facts)) for one in report.annexes]


def _contents_pages(entries: int) -> int:
    return 1 + max(0, -(-(entries - _FIRST_LINES) // _NEXT_LINES))


def _contents(entries: Sequence[tuple[str, int, str]], names: Mapping[str, str], pages: Mapping[str, int]) -> str:
    """Return the contents as a field that Word can update, filled in already so that nothing has to be asked."""
    lines = []
    for key, _, text in entries:
        number = _field_begin(f"PAGEREF {names[key]} \\h") + text_run(str(pages[key])) + _FIELD_END
        inside = text_run(text.replace("\n", "")) + "<w:r><w:tab/></w:r>" + number
        lines.append(f'<w:hyperlink w:anchor="{names[key]}" w:history="1">{inside}</w:hyperlink>')
    lines[0] = _field_begin(f'TOC \\o "1-{_IN_CONTENTS}" \\h \\z \\u') + lines[0]
    lines[-1] += _FIELD_END
    written = "".join(paragraph(line, f"TOC{level}") for line, (_, level, _) in zip(lines, entries, strict=True))
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{paragraph(text_run('目　　录'), 'ContentsTitle')}{written}</w:sdtContent></w:sdt>"
    )


def _field_begin(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
