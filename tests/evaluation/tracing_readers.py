"""What stands at each place of a written report, read back from the Word file, the PDF and the page.

Entries: :func:`read_word`, :func:`read_pdf`, :func:`read_page`. Each returns (key of a block, part) -> what stands
there; the part is empty for a sentence (of a picture: caption and words that stand for it), ``row key/column`` for a
cell, 图 for a drawing. What stands at no place of the report is kept under the block ``REST``, so that a number that
comes in by another way is seen. The readers know nothing of facts. Page numbers are left out.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping

import pypdfium2
import pypdfium2.raw as pdfium
from lxml import etree, html

from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import EvaluationReport, Heading, Paragraph, Picture, Table
from luoshi.report.report_marks import place_stem, stem_of
from luoshi.report.report_pdf import PdfReport

Place = tuple[str, str]
Written = dict[Place, str]
REST, DRAWING = "（其余）", "图"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_PAGE_NUMBER = re.compile(r"—\d+—$")
_LISTED = "附件说明"


def read_word(data: bytes, report: EvaluationReport) -> Written:
    """Return what stands in a Word file, by its hidden bookmarks; paragraphs without one by their number."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        body = etree.fromstring(file.read("word/document.xml"))[0]
        relations = etree.fromstring(file.read("word/_rels/document.xml.rels"))
        images = {
            one.get("Id"): hashlib.sha256(file.read(f"word/{one.get('Target')}")).hexdigest()
            for one in relations
            if one.get("Target", "").startswith("media/")
        }
    stems = {place_stem(*place): place for place in _stems(report)}
    found: Written = {}
    for at, paragraph in enumerate(body.iter(f"{_W}p")):
        if any(True for _ in paragraph.iterancestors(f"{_W}sdt")):
            continue  # the contents: page numbers, and headings that stand further down
        names = (stem_of(one.get(f"{_W}name", "")) for one in paragraph.iter(f"{_W}bookmarkStart"))
        place = next((stems[one] for one in names if one in stems), (REST, str(at)))
        blip = paragraph.find(f".//{_A}blip")
        if blip is not None:
            found[place] = images[blip.get(f"{_R}embed")]
            found[place[0], ""] = next(paragraph.iter(f"{_WP}docPr")).get("descr", "")
        else:
            text = "".join(one.text or "" for one in paragraph.iter(f"{_W}t"))
            found[place] = f"{found.get(place, '')}\n{text}"
    return found


def _stems(report: EvaluationReport) -> Iterator[Place]:
    for block in report.all_blocks():
        yield block.key, ""
        yield block.key, DRAWING
        if isinstance(block, Table):
            yield from ((block.key, f"{row.key}/{column}") for row in block.rows for column in range(len(row.cells)))
    yield from ((annex.key, part) for annex in report.annexes for part in ("", _LISTED))


def read_page(text: str) -> Written:
    """Return what stands on a page, by the marks of its elements."""
    root = html.document_fromstring(text)
    found: Written = {}
    for element in root.xpath("//*[@data-block]"):
        key = element.get("data-block")
        for row in element.xpath(".//*[@data-row]"):
            for column, cell in enumerate(row.xpath("td | th") or [row]):
                found[key, f"{row.get('data-row')}/{column}"] = cell.text_content()
            row.drop_tree()
        for drawing in element.xpath(".//svg"):
            for told in drawing.xpath("./title | ./desc"):
                told.drop_tree()  # caption and words stand on the page too
            found[key, DRAWING] = etree.tostring(drawing, encoding="unicode", with_tail=False)
            drawing.drop_tree()
        found[key, ""] = element.text_content()
    for element in root.xpath("//*[@data-block]"):
        element.drop_tree()
    found[REST, ""] = etree.tostring(root, encoding="unicode")
    return found


def read_pdf(pdf: PdfReport, report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> Written:
    """Return what stands in a PDF; its text must be that of the report from beginning to end, and nothing else.

    Raises:
        AssertionError: where the PDF says something else than the report at that place.
    """
    with pypdfium2.PdfDocument(pdf.data) as file:
        pages, figures = [], []
        for number in range(len(file)):
            page = file[number]
            text = page.get_textpage()
            pages.append(_PAGE_NUMBER.sub("", _bare(text.get_text_range())))
            text.close()
            figures += _figures(page)
            page.close()
    stream = _Stream(pages, pdf.places)
    found: Written = {}
    stream.take(("标题", ""), plain(report.title, report.facts))
    stream.skip_contents(report)
    for place, words in _said(report, pictures):
        found[place] = found.get(place, "") + stream.take(place, words, _head(report, place))
    drawn = [one for one in report.all_blocks() if isinstance(one, Picture)]
    for block, (told, shapes) in zip(drawn, figures, strict=True):
        found[block.key, ""] += told
        found[block.key, DRAWING] += shapes
    found[REST, ""] = stream.rest()
    return found


def _said(report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> Iterator[tuple[Place, str]]:
    yield from _said_of(report, tuple(report.blocks), pictures)
    for at, annex in enumerate(report.annexes):
        number = f"{at + 1}." if len(report.annexes) > 1 else ""
        title = plain(annex.title, report.facts)
        yield (annex.key, _LISTED), ("附件：" if at == 0 else "") + number + title
    yield (REST, "署名"), f"{report.issuer}{report.on.year}年{report.on.month}月{report.on.day}日"
    for at, annex in enumerate(report.annexes, 1):
        number = str(at) if len(report.annexes) > 1 else ""
        yield (annex.key, ""), f"附件{number}" + plain(annex.title, report.facts)
        yield from _said_of(report, annex.blocks, pictures)


def _said_of(
    report: EvaluationReport, blocks: tuple[object, ...], pictures: Mapping[str, ChartPicture]
) -> Iterator[tuple[Place, str]]:
    for block in blocks:
        match block:
            case Heading() | Paragraph():
                yield (block.key, ""), plain(block.words, report.facts)
            case Table():
                yield (block.key, ""), plain(block.caption, report.facts) + "".join(block.head)
                for row in block.rows:
                    for column, cell in enumerate(row.cells):
                        yield (block.key, f"{row.key}/{column}"), plain(cell, report.facts)
            case Picture():
                yield (block.key, DRAWING), _letters(pictures[block.key].svg)
                yield (block.key, ""), plain(block.caption, report.facts)


def _head(report: EvaluationReport, place: Place) -> str:
    """Return the head of the table in which a cell stands: it may be repeated before the cell; else nothing."""
    table = next((one for one in report.all_blocks() if one.key == place[0]), None)
    return _bare("".join(table.head)) if isinstance(table, Table) and place[1] else ""


def _letters(svg: str) -> str:
    texts = etree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return "".join("".join(one.itertext()) for one in texts)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("\ufffe", "")


class _Stream:
    """The text of a PDF from its first page to its last, read from the beginning."""

    def __init__(self, pages: list[str], places: Mapping[str, int]) -> None:
        self._text = "".join(pages)
        self._places = places
        self._starts = [0]
        for page in pages:
            self._starts.append(self._starts[-1] + len(page))
        self._at = 0

    def take(self, place: Place, words: str, head: str = "") -> str:
        """Return the words that come next, which must be these; at the top of a page after the repeated head."""
        wanted = _bare(words)
        if not wanted:
            return ""
        if head and self._at in self._starts and self._text.startswith(head, self._at):
            self._at += len(head)
        said = self._text[self._at : self._at + len(wanted)]
        # labels that overlap in a drawing are read into each other
        is_so = sorted(said) == sorted(wanted) if place[1] == DRAWING else said == wanted
        assert is_so, f"{place}: “{wanted}” expected, the PDF says “{said}”"
        self._at += len(wanted)
        return said

    def skip_contents(self, report: EvaluationReport) -> None:
        """Go on to the page of the first block where a table of contents comes before."""
        first = next(iter(report.all_blocks())).key
        if report.blocks and self._places[first] > 1:
            self._at = self._starts[self._places[first] - 1]

    def rest(self) -> str:
        """Return what has not been taken."""
        return self._text[self._at :]


def _figures(page: pypdfium2.PdfPage) -> list[tuple[str, str]]:
    """Return the figures of a page: words that stand for it, and the shapes of which it is made."""
    marks: list[tuple[str, frozenset[int]]] = []
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        _walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), marks)
    pdfium.FPDF_StructTree_Close(tree)
    shapes: dict[int, list[tuple[float, ...]]] = {}
    for one in page.get_objects():
        mark = pdfium.FPDFPageObj_GetMarkedContentID(one)
        if one.type == pdfium.FPDF_PAGEOBJ_PATH and any(mark in held for _, held in marks):
            shapes.setdefault(mark, []).append(one.get_bounds())
    return [(told, _relative([box for mark in held for box in shapes.get(mark, ())])) for told, held in marks]


def _walk(element: object, marks: list[tuple[str, frozenset[int]]]) -> None:
    if _told(pdfium.FPDF_StructElement_GetType, element) == "Figure":
        count = pdfium.FPDF_StructElement_GetMarkedContentIdCount(element)
        ids = (pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, at) for at in range(count))
        marks.append((_told(pdfium.FPDF_StructElement_GetAltText, element), frozenset(ids)))
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
        if child:
            _walk(child, marks)


def _told(ask: object, element: object) -> str:
    length = ask(element, None, 0)  # type: ignore[operator]
    room = ctypes.create_string_buffer(max(2, length))
    ask(element, room, length)  # type: ignore[operator]
    return room.raw[: max(0, length - 2)].decode("utf-16-le")


def _relative(boxes: list[tuple[float, ...]]) -> str:
    """Return boxes against the first of them: text above may move a figure as a whole."""
    left, bottom = boxes[0][:2]
    return ";".join(f"{a - left:.1f},{b - bottom:.1f},{c - left:.1f},{d - bottom:.1f}" for a, b, c, d in boxes)
