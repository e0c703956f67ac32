"""DOCX saved by Word or by WPS -> raw blocks.

Entry: :func:`read_docx`. Paragraphs and tables of the body in order, text boxes after the paragraph they hang on, notes
at the end; headers, footers, comments and tables of contents are left out. Places count as python-docx counts:
``paragraph`` among the body's own paragraphs, ``table`` among its own tables. A part that is broken is reported.
Not here: numbering (``docx_numbering``), the text of a paragraph (``docx_text``), the grid (``docx_tables``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.base.findings import Finding
from luoshi.model.document import Place
from luoshi.readers.docx_numbering import Numbering
from luoshi.readers.docx_styles import Styles, Traits, is_deleted_mark, paragraph_traits
from luoshi.readers.docx_tables import TableReader
from luoshi.readers.docx_text import ParagraphText, TextReader
from luoshi.readers.docx_trace import Trace
from luoshi.readers.docx_xml import attribute, child, children, local
from luoshi.readers.linear import LinearText
from luoshi.readers.raw import RawBlock, RawParagraph, concat
from luoshi.readers.refusals import Notice, Refusal, notice, refuse
from luoshi.readers.safe_xml import Package, PartError, parse_xml

if TYPE_CHECKING:
    from lxml import etree

_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_DEFAULT_MAIN = "word/document.xml"
_NOTE_FRAME = -1


@dataclass(slots=True)
class Contents:
    """What was read of a package: raw blocks, linear text, findings."""

    blocks: list[RawBlock] = field(default_factory=list)
    text: str = ""
    findings: list[Finding] = field(default_factory=list)


def read_docx(package: Package, trace: Trace | None = None) -> Contents:
    """Return the contents of a Word package.

    Args:
        package: the file.
        trace: filled with what was read from where, for those who write into the file.

    Raises:
        LuoshiError: its main part cannot be read, or it breaks the limits.
    """
    return _Reader(package, trace).read()


def main_part(package: Package) -> str:
    """Return the name of the main document part; empty if the package has none."""
    try:
        root = parse_xml(package.name, package.read("_rels/.rels"))
    except PartError:
        root = None
    for relation in root if root is not None else ():
        if relation.get("Type", "").endswith("/officeDocument"):
            target = relation.get("Target", "").lstrip("/")
            if target in package.parts:
                return target
    return _DEFAULT_MAIN if _DEFAULT_MAIN in package.parts else ""


class _Reader:
    def __init__(self, package: Package, trace: Trace | None) -> None:
        self.package = package
        self.trace = trace
        self.findings: list[Finding] = []
        self.main = main_part(package)
        self.folder = self.main.rpartition("/")[0] + "/" if "/" in self.main else ""
        self.styles = Styles(self._optional("styles.xml"))
        self.numbering = Numbering(self._optional("numbering.xml"))
        self.numbering.link_styles(self.styles.numbering_lists)
        self.out = LinearText()
        self.text = TextReader()
        self.blocks: list[RawBlock] = []
        self.tables = TableReader(self)
        self.frame = 0
        self.frames = 0
        self.unfinished: RawParagraph | None = None

    def read(self) -> Contents:
        """Read body and notes."""
        main = self._main_root()
        if self.trace is not None:
            self.trace.root = main
        body = child(main, "body")
        if body is None:
            raise refuse(Refusal.BROKEN, self.package.name)
        self._body(body)
        for part, item in (("footnotes.xml", "footnote"), ("endnotes.xml", "endnote")):
            root = self._optional(part)
            for note in children(root, item) if root is not None else ():
                if attribute(note, "type") in ("", "normal"):
                    self.inside(note, None, _NOTE_FRAME)
        return Contents(self.blocks, self.out.text(), self.findings)

    def _main_root(self) -> etree._Element:
        try:
            data = self.package.read(self.main)
        except PartError as error:
            raise refuse(Refusal.BROKEN, self.package.name) from error
        try:
            return parse_xml(self.package.name, data)
        except PartError as error:
            try:
                root = parse_xml(self.package.name, data, recover=True)
            except PartError:
                raise refuse(Refusal.BROKEN, self.package.name) from error
            self.findings.append(notice(Notice.PART, self.package.name, "正文有损坏"))
            return root

    def _optional(self, part: str) -> etree._Element | None:
        """Return the root of a part that a document may lack; report it if it is there and broken."""
        name = self.folder + part
        if name not in self.package.parts:
            return None
        try:
            return parse_xml(self.package.name, self.package.read(name))
        except PartError:
            self.findings.append(notice(Notice.PART, self.package.name, name))
            return None

    def _body(self, body: etree._Element) -> None:
        paragraph = table = 0
        for element in body:
            name = local(element)
            if name == "p":
                self.paragraph(element, Place(paragraph=paragraph))
                paragraph += 1
            elif name == "tbl":
                self.tables.read(element, table)
                table += 1
            elif name in _WRAPPERS and not _is_contents(element):
                self.inside(element, None, self.frame)

    def inside(self, parent: Iterable[etree._Element], place: Place | None, frame: int) -> None:
        """Read the blocks below ``parent``, all standing at ``place``, into the open document."""
        outer, self.frame = self.frame, frame
        for element in parent:
            name = local(element)
            if name == "p":
                self.paragraph(element, place)
            elif name == "tbl":
                self.tables.read(element, None, place)
            elif name in _WRAPPERS:
                self.inside(element, place, frame)
        self.frame = outer

    def new_frame(self) -> int:
        """Return a number for a text box or a one-column table, by which a 专栏 in it is known to end with it."""
        self.frames += 1
        return self.frames

    def paragraph(self, element: etree._Element, place: Place | None) -> None:
        """Add ``w:p`` and the text boxes that hang on it."""
        raws, boxes = self.raw_paragraphs(element, place)
        for raw in raws:
            self.blocks.append(raw)
        for box in boxes:
            self.inside(box, place, self.new_frame())

    def raw_paragraphs(
        self, element: etree._Element, place: Place | None, *, in_cell: bool = False
    ) -> tuple[list[RawParagraph], list[etree._Element]]:
        """Return ``w:p`` as raw paragraphs, one for each manual line, and its text boxes; its text is written out."""
        properties = child(element, "pPr")
        traits = paragraph_traits(self.styles, properties)
        text = self.text.read(element)
        if traits.is_contents:
            return [], []
        deleted_mark = properties is not None and is_deleted_mark(properties)
        number = None if deleted_mark else self._number(traits)
        if in_cell and number and not any(line.strip() for line in text.lines):
            text.lines, text.pieces, number = [number.rstrip("．.、")], [], None
        start = self.out.length
        raws = self._lines(text, number or "", place)
        if raws and self.trace is not None:
            self.trace.add_paragraph(start, self.out.length, element)
        if raws:
            first = raws[0]
            first.number = number or ""
            first.dash = number == ""
            first.style_level = traits.heading_level
            first.is_title = traits.is_title
            blanks = len(text.lines[0]) - len(text.lines[0].lstrip())
            first.bold_end = max(0, min(text.bold_end - blanks, len(first.text)))
            if first.bold_end >= len(first.text):
                first.bold_end = 0
        return self._mended(raws, deleted_mark), text.boxes

    def _number(self, traits: Traits) -> str | None:
        """Count the paragraph in its list and return its number, "" for a bullet, None if it has none."""
        if traits.num_id in (None, "", "0"):
            return None
        num_id = traits.num_id or ""
        level = self.numbering.level_of_style(num_id, traits.style) if traits.level is None else traits.level
        return self.numbering.next(num_id, level)

    def _lines(self, text: ParagraphText, number: str, place: Place | None) -> list[RawParagraph]:
        raws: list[RawParagraph] = []
        for index, line in enumerate(text.lines):
            if not line.strip():
                continue
            if number and not raws:
                self.out.add(number + " ")
            if self.trace is not None:
                self.trace.add_line(self.out.length, text.pieces_of(index))
            joinable = len(text.lines) > 1
            raws.append(RawParagraph(self.out.passage(line), place, joinable=joinable, frame=self.frame))
            self.out.end_line()
        return raws

    def _mended(self, raws: list[RawParagraph], deleted_mark: bool) -> list[RawParagraph]:
        """Put the paragraph together with the one before it whose end a tracked change took away."""
        before = self.unfinished
        self.unfinished = raws[-1] if deleted_mark and raws else None
        if before is None or not raws:
            self.unfinished = self.unfinished or (before if deleted_mark else None)
            return raws
        before.passage = concat([before.passage, raws[0].passage])
        if self.unfinished is raws[0]:
            self.unfinished = before
        return raws[1:]


def _is_contents(element: etree._Element) -> bool:
    """Tell whether a content control holds a table of contents."""
    gallery = child(child(child(element, "sdtPr"), "docPartObj"), "docPartGallery")
    return gallery is not None and attribute(gallery, "val") == "Table of Contents"
