"""Writes a sample document as a Word file: numbered headings, tables with merged cells, boxes, a footnote, changes.

Entry: :func:`write_docx`. The file has what real ones have: numbering that stands only in numbering.xml (two levels
through the style, one in the paragraph), a text box in both its modern and its old form, runs cut in the middle of a
word, a bookmark left by the editor, a property of WPS. The zip is written without clock, so that it is reproducible.
Not here: what the text says (``scripts/samples``).
"""

from __future__ import annotations

import datetime
import io
import zipfile
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from sample_markup import Item, Line, Piece

STAMP = "2021-11-15T09:30:00Z"
BODY, HEAD, KAI, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NUMBERING = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="Heading1"/>
<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:pStyle w:val="Heading2"/>
<w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/><w:lvlJc w:val="left"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><!-- restart -->
<w:suff w:val="nothing"/><w:lvlText w:val="%3."/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>"""
FOOTNOTES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes xmlns:w="{W}">'
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "{}</w:footnotes>"
)
CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
    "<vt:lpwstr>2052-11.1.0.11045</vt:lpwstr></property></Properties>"
)


@dataclass(frozen=True)
class Cover:
    """What a file says of itself: title, place of its authors, date of issue (YYYY-MM-DD); and how it is numbered.

    ``running`` tells that items are numbered through the whole document, not anew in each section.
    """

    title: str
    place: str
    issued: str
    running: bool = False


def font(run: Any, name: str, size: float, bold: bool = False) -> None:
    """Set the East Asian font, size and weight of a run."""
    run.font.size, run.font.bold = Pt(size), bold or None
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(slot), name)
    fonts.set(qn("w:hint"), "eastAsia")


class Writer:
    """Builds the document block by block."""

    def __init__(self, cover: Cover) -> None:
        self.doc = Document()
        self.cover = cover
        self.footnotes: list[str] = []
        self.changes = 100
        self._page(self.doc.sections[0])
        self._styles()
        self._header(cover.title)
        self._numbering()

    def _page(self, section: Any) -> None:
        portrait = section.orientation == WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Cm(21), Cm(29.7)) if portrait else (Cm(29.7), Cm(21))
        section.top_margin, section.bottom_margin = Cm(3.2), Cm(3)
        section.left_margin, section.right_margin = (Cm(2.8), Cm(2.6)) if portrait else (Cm(2.6), Cm(2.6))

    def _styles(self) -> None:
        styles = self.doc.styles
        for style, name, size in (("Normal", BODY, 16), ("Heading 1", HEAD, 16), ("Heading 2", KAI, 16)):
            its = styles[style]
            its.font.name, its.font.size, its.font.bold = name, Pt(size), False
            its.font.color.rgb = None
            fonts = its.element.get_or_add_rPr().get_or_add_rFonts()
            for slot in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(slot), None)
            for slot in ("w:ascii", "w:hAnsi", "w:eastAsia"):
                fonts.set(qn(slot), name)
            its.paragraph_format.space_before = its.paragraph_format.space_after = Pt(0)
            its.paragraph_format.line_spacing = Pt(28)
        for level in (0, 1):
            properties = styles[f"Heading {level + 1}"].element.get_or_add_pPr()
            self._number(properties, level)
            self._indent(properties)

    @staticmethod
    def _number(properties: Any, level: int) -> None:
        numbering = properties.get_or_add_numPr()
        numbering.get_or_add_ilvl().val = level
        numbering.get_or_add_numId().val = 77

    @staticmethod
    def _indent(properties: Any) -> None:
        indent = properties.get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
        indent.set(qn("w:firstLine"), "640")

    def _numbering(self) -> None:
        numbering = self.doc.part.numbering_part.element
        first = numbering.find(qn("w:num"))
        running = '<w:lvlRestart w:val="0"/>' if self.cover.running else ""
        first.addprevious(parse_xml(NUMBERING.replace("<!-- restart -->", running)))
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))

    def _header(self, text: str) -> None:
        section = self.doc.sections[0]
        head = section.header.paragraphs[0]
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
        font(head.add_run(text), KAI, 9)
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        font(foot.add_run("— "), "宋体", 14)
        foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        font(foot.add_run(" —"), "宋体", 14)

    def write(self, paragraph: Any, line: Line, face: str = BODY, size: float = 16, lead: int = 0) -> None:
        """Write a line into a paragraph; its first ``lead`` characters are bold."""
        for kind, group in groupby(line.pieces, key=lambda p: p.kind):
            piece = Piece("".join(p.text for p in group), kind)
            if piece.kind == "footnote":
                self.footnotes.append(piece.text)
                mark = f'<w:footnoteReference w:id="{len(self.footnotes) + 1}"/>'
                paragraph._p.append(
                    parse_xml(f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>{mark}</w:r>')
                )
            elif piece.kind in ("insert", "delete"):
                self._change(paragraph, piece.text, piece.kind, face, size)
            else:
                bold, rest = piece.text[:lead], piece.text[lead:]
                lead = max(0, lead - len(piece.text))
                for text, heavy in ((bold, True), (rest, False)):
                    # Editors cut runs anywhere, also within a word or a number: one cut in every longer stretch.
                    cut = len(text) // 3 if len(text) > 40 else len(text)
                    for part in (text[:cut], text[cut:]):
                        if part:
                            font(paragraph.add_run(part), face, size, heavy)

    def _change(self, paragraph: Any, text: str, kind: str, face: str, size: float) -> None:
        run = paragraph.add_run(text)
        font(run, face, size)
        self.changes += 1
        tag = "w:ins" if kind == "insert" else "w:del"
        change = OxmlElement(tag, {qn("w:id"): str(self.changes), qn("w:author"): "规划科", qn("w:date"): STAMP})
        run._r.addprevious(change)
        change.append(run._r)
        if kind == "delete":
            for old in run._r.findall(qn("w:t")):
                old.tag = qn("w:delText")

    def paragraph(self, item: Item) -> None:
        """Write a heading, an item or a styled paragraph."""
        assert item.line is not None
        if item.kind == "heading" and item.level < 3:
            face = HEAD if item.level == 1 else KAI
            self.write(self.doc.add_paragraph(style=f"Heading {item.level}"), item.line, face)
            return
        paragraph = self.doc.add_paragraph()
        if item.kind == "heading":
            self._number(paragraph._p.get_or_add_pPr(), 2)
            self._indent(paragraph._p.get_or_add_pPr())
            self.write(paragraph, item.line, lead=item.line.visible.find("。") + 1)
        elif item.kind in ("title", "doctitle"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.page_break_before = item.kind == "doctitle"
            paragraph.paragraph_format.line_spacing = Pt(36)
            self.write(paragraph, item.line, TITLE, 22)
        else:
            if item.kind == "no":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            elif item.kind == "sign":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                paragraph.paragraph_format.right_indent = Cm(1.5)
            elif item.kind != "to":
                self._indent(paragraph._p.get_or_add_pPr())
            self.write(paragraph, item.line)

    def table(self, item: Item) -> None:
        """Write a caption and a table; a wide one on a page of its own lying on its side."""
        wide = sum(item.widths) > 16
        if wide:
            self._turn(WD_ORIENT.LANDSCAPE)
        for n, text in enumerate(item.captions, 1):
            caption = self.doc.add_paragraph()
            if n == len(item.captions):
                caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            caption.paragraph_format.keep_with_next = True
            font(caption.add_run(text), HEAD, 14)
        widths = item.widths or [15.6 / len(item.rows[0].cells)] * len(item.rows[0].cells)
        size = 10.5 if wide else 9 if len(widths) > 8 else 12
        table = self.doc.add_table(len(item.rows), len(widths), style="Table Grid")
        table.alignment = 1
        table.autofit = False
        for n, row in enumerate(item.rows):
            column = 0
            for line, span in zip(row.cells, row.spans, strict=True):
                cell = table.cell(n, column)
                if line is None:
                    table.cell(n - 1, column).merge(cell)
                else:
                    cell = cell.merge(table.cell(n, column + span - 1)) if span > 1 else cell
                    self._cell(cell, line, n == 0, len(line.visible) > 16, size)
                column += span
            table.rows[n]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                if cell._tc.grid_span == 1:
                    cell.width = Cm(width)
        for grid, width in zip(table.columns, widths, strict=True):
            grid.width = Cm(width)
        if wide:
            self._turn(WD_ORIENT.PORTRAIT)

    def _turn(self, way: Any) -> None:
        section = self.doc.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = way
        self._page(section)

    def _cell(self, cell: Any, line: Line, head: bool, left: bool, size: float) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
        cell.vertical_alignment = 1
        self.write(paragraph, line, HEAD if head else "宋体", size)

    def box(self, item: Item) -> None:
        """Write a box (专栏): a table of one cell, or a text box anchored in an empty paragraph."""
        assert item.line is not None
        table = self.doc.add_table(1, 1, style="Table Grid")
        table.alignment = 1
        cell = table.cell(0, 0)
        title = cell.paragraphs[0]
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.write(title, item.line, HEAD, 14)
        for inner in item.inner:
            assert inner.line is not None
            paragraph = cell.add_paragraph()
            paragraph.paragraph_format.line_spacing = Pt(24)
            self.write(paragraph, inner.line, KAI, 14)
        if item.name == "textbox":
            content = [p._p for p in cell.paragraphs]
            anchor = self.doc.add_paragraph()
            anchor.paragraph_format.line_spacing = 1
            # 32 characters of 14 pt fill a line; the title stands on one.
            lines = 1 + sum(1 + len(i.line.visible) // 31 for i in item.inner if i.line)
            self._text_box(anchor, content, 12700 * (24 * lines + 20))
            table._tbl.getparent().remove(table._tbl)
        else:
            table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            self.doc.add_paragraph()

    def _text_box(self, anchor: Any, content: list[Any], high: int) -> None:
        spaces = nsdecls("w", "wp", "a") + (
            ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
            ' xmlns:v="urn:schemas-microsoft-com:vml"'
        )
        wide = int(Cm(15.4))
        shape = parse_xml(f"""<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>
<wp:docPr id="9" name="文本框 9"/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>
<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr>
<wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr wrap="square"><a:noAutofit/></wps:bodyPr></wps:wsp>
</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>
<v:shape style="width:436pt;height:{high // 12700}pt" type="#_x0000_t202"><v:textbox><w:txbxContent/></v:textbox>
</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>""")
        modern, old = shape.iter(qn("w:txbxContent"))
        for paragraph in content:
            modern.append(paragraph)
        for paragraph in modern:
            old.append(parse_xml(_xml(paragraph)))
        anchor._p.append(shape)

    def save(self, path: Path) -> None:
        """Write the file."""
        package = self.doc.part.package
        notes = "".join(
            f'<w:footnote w:id="{n}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
            f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>{text}</w:t></w:r></w:p></w:footnote>'
            for n, text in enumerate(self.footnotes, 2)
        )
        part = Part(PackURI("/word/footnotes.xml"), CT.WML_FOOTNOTES, FOOTNOTES.format(notes).encode(), package)
        self.doc.part.relate_to(part, RT.FOOTNOTES)
        custom = Part(PackURI("/docProps/custom.xml"), CT.OFC_CUSTOM_PROPERTIES, CUSTOM.encode(), package)
        package.relate_to(custom, RT.CUSTOM_PROPERTIES)
        last = self.doc.paragraphs[-1]._p
        last.append(parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="0" w:name="_GoBack"/>'))
        last.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="0"/>'))
        properties = self.doc.core_properties
        when = datetime.datetime.fromisoformat(self.cover.issued).replace(hour=8)
        properties.title, properties.author, properties.comments = self.cover.title, f"{self.cover.place}教育局", ""
        properties.last_modified_by, properties.created, properties.modified = "办公室", when, when
        held = io.BytesIO()
        self.doc.save(held)
        with zipfile.ZipFile(held) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                if name != "docProps/thumbnail.jpeg":
                    info = zipfile.ZipInfo(name, (when.year, when.month, when.day, 8, 0, 0))
                    info.compress_type = zipfile.ZIP_DEFLATED
                    target.writestr(info, _without_thumbnail(name, source.read(name)))


def _without_thumbnail(name: str, content: bytes) -> bytes:
    """Return the package relationships without the picture that the template of python-docx brings along."""
    if name != "_rels/.rels":
        return content
    relations = parse_xml(content)
    for relation in list(relations):
        if relation.get("Target", "").endswith("thumbnail.jpeg"):
            relations.remove(relation)
    return _xml(relations).encode()


def _xml(element: Any) -> str:
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode"))


def write_docx(items: list[Item], path: Path, cover: Cover) -> None:
    """Write the blocks of a document as a Word file."""
    writer = Writer(cover)
    for item in items:
        if item.kind == "table":
            writer.table(item)
        elif item.kind == "box":
            writer.box(item)
        else:
            writer.paragraph(item)
    writer.save(path)
