"""Makes the sample template of a report in Word, always the same: what an office would lay out in its own Word.

    python scripts/make_report_template.py [FOLDER]

Writes ``报告模板.docx`` into FOLDER, ``src/luoshi/samples/templates`` of the repository by default. Needs python-docx.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "src" / "luoshi" / "samples" / "templates"
NAME = "报告模板.docx"
NO_DATE = (1980, 1, 1, 0, 0, 0)
FANG, HEI, KAI, TITLE = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
HEADINGS = ((1, HEI), (2, KAI), (3, FANG), (4, FANG))


def template() -> bytes:
    """Return the template: letterhead, title, body, annexes, signature, a foot of the page."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    for level, font in HEADINGS:
        set_style(document.styles[f"Heading {level}"], font)
        document.styles[f"Heading {level}"].paragraph_format.first_line_indent = Pt(32)
    set_style(document.styles["Normal"], FANG)
    set_style(document.styles["Caption"], HEI, 14)
    document.styles["Caption"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    head = line(document.add_paragraph(), "{{ 单位 }}文件", TITLE, 36, WD_ALIGN_PARAGRAPH.CENTER)
    head.runs[0].font.color.rgb = RGBColor(0xC0, 0, 0)
    head.paragraph_format.space_after = Pt(24)
    line(document.add_paragraph(), "{{ 标题 }}", TITLE, 22, WD_ALIGN_PARAGRAPH.CENTER)
    document.add_paragraph()
    body = line(document.add_paragraph(), "{{ 正文 }}", FANG, 16)
    body.paragraph_format.first_line_indent = Pt(32)
    body.paragraph_format.line_spacing = Pt(29)
    document.add_paragraph("{%p if 附件名称 %}")
    line(document.add_paragraph(), "附件：", FANG, 16)
    line(document.add_paragraph(), "{{ 附件名称 }}", FANG, 16).paragraph_format.left_indent = Pt(32)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph()
    line(document.add_paragraph(), "{{ 单位 }}", FANG, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    line(document.add_paragraph(), "{{ 日期 }}", FANG, 16, WD_ALIGN_PARAGRAPH.RIGHT)
    line(document.add_paragraph(), "{{ 附件 }}", FANG, 16)
    line(page.footer.paragraphs[0], "定稿 {{ 定稿 }}", FANG, 9, WD_ALIGN_PARAGRAPH.CENTER)
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def set_style(style: object, font: str, size: int = 16) -> None:
    """Give a style a Chinese font, black, at the size of an official text."""
    style.font.name, style.font.size, style.font.bold = font, Pt(size), False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in [one for one in fonts.attrib if one.endswith("Theme")]:
        del fonts.attrib[key]
    fonts.set(qn("w:eastAsia"), font)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def line(
    paragraph: Paragraph, text: str, font: str, size: int, align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY
) -> Paragraph:
    """Write a line of one font into a paragraph."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    paragraph.alignment = align
    return paragraph


def repacked(data: bytes) -> bytes:
    """Return a Word file without the time at which it was packed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(buffer, "w") as out:
        for name in package.namelist():
            info = zipfile.ZipInfo(name, NO_DATE)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, package.read(name))
    return buffer.getvalue()


def main() -> None:
    """Write the template."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_bytes(template())
    print(folder / NAME)


if __name__ == "__main__":
    main()
