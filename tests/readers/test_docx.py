"""DOCX: text as printed, structure, places that another reader confirms."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordDocument

from luoshi.model.document import Block, BlockKind, Document, Status
from luoshi.readers import read_bytes

MakeDocx = Callable[..., bytes]

_SENTENCE = "各县区要提高认识，加强统筹，健全机制，确保各项任务按期完成。"


def read(data: bytes) -> Document:
    return read_bytes("规划.docx", data)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def numbered(level: int, num_id: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>'


_NUMBERING = """
<w:abstractNum w:abstractNumId="0">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"""


def test_automatic_numbers_are_labels_and_not_part_of_the_passage(make_docx: MakeDocx) -> None:
    body = "".join(
        [
            paragraph("总体要求", numbered(0)),
            paragraph("指导思想", numbered(1)),
            paragraph("做好某事。" + _SENTENCE, numbered(2)),
            paragraph("基本原则", numbered(1)),
            paragraph("做好另一件事。" + _SENTENCE, numbered(2)),
            paragraph("重点任务", numbered(0)),
        ]
    )
    document = read(make_docx(body, numbering=_NUMBERING))
    assert [section.path for section in document.sections] == [
        "", "一", "一/（一）", "一/（一）/1", "一/（二）", "一/（二）/1", "二"
    ]  # fmt: skip
    assert texts(document)[0] == "总体要求"
    assert "（一） 指导思想" in document.text
    assert document.blocks[2].kind is BlockKind.LIST_ITEM


def test_numbering_and_outline_come_from_styles_too(make_docx: MakeDocx) -> None:
    styles = f"""
<w:style w:type="paragraph" w:styleId="a" w:default="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
 <w:pPr>{numbered(0)}<w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="x"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/></w:style>"""
    body = "".join(
        [
            paragraph("临江市教育发展", '<w:pStyle w:val="T"/>'),
            paragraph("总体要求 1", '<w:pStyle w:val="C"/>'),
            paragraph("总体要求", '<w:pStyle w:val="1"/>'),
            paragraph("重点任务", '<w:pStyle w:val="x"/>'),
            paragraph("学前教育", '<w:pStyle w:val="2"/>'),
            paragraph("不编号的标题", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        ]
    )
    document = read(make_docx(body, styles=styles, numbering=_NUMBERING))
    assert [block.kind.value for block in document.blocks] == ["title", "heading", "heading", "heading", "heading"]
    assert [section.path for section in document.sections] == ["", "一", "二", "二/学前教育", "不编号的标题"]


def test_tracked_changes_are_accepted(make_docx: MakeDocx) -> None:
    body = (
        f"<w:p>{run('新增学位')}<w:del>{run('3000').replace('w:t', 'w:delText')}</w:del><w:ins>{run('5000')}</w:ins>"
        f"<w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('个')}</w:moveTo>{run('。')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半句，')}</w:p>{paragraph('后半句。')}"
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('删')}</w:tc><w:tc>{paragraph('删')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}</w:tc></w:tr></w:tbl>"
    )
    document = read(make_docx(body))
    assert texts(document)[:2] == ["新增学位5000个。", "前半句，后半句。"]
    table = document.blocks[2].table
    assert table is not None
    assert [cell.text for cell in table.cells] == ["甲", "乙"]


def test_what_is_not_printed_is_left_out(make_docx: MakeDocx) -> None:
    body = (
        f"<w:p>{run('隐', '<w:vanish/>')}{run('见', '<w:vanish w:val=&quot;0&quot;/>'.replace('&quot;', chr(34)))}"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("7")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "<w:r><w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t><w:softHyphen/><w:tab/><w:t>C</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:commentReference w:id="1"/></w:r>'
        f"<w:hyperlink>{run('链')}</w:hyperlink><w:smartTag>{run('签')}</w:smartTag>"
        f"<w:sdt><w:sdtContent>{run('控')}</w:sdtContent></w:sdt></w:p>"
    )
    assert texts(read(make_docx(body))) == ["见7A-B\tC☑链签控"]


def test_a_text_box_stored_twice_is_read_once(make_docx: MakeDocx) -> None:
    inner = paragraph("专栏1 学校建设工程") + paragraph("新建工程 建设学校10所，增加学位5000个。")
    box = f"<w:txbxContent>{inner}</w:txbxContent>"
    old = f"<w:txbxContent>{paragraph('旧式文本框。')}</w:txbxContent>"
    body = (
        paragraph("一、任务")
        + "<w:p><w:r><w:t>正文在前，说明情况。</w:t></w:r><w:r><mc:AlternateContent>"
        + f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        + f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        + f"<w:p><w:r><w:pict><v:textbox>{old}</v:textbox></w:pict></w:r></w:p>"
        + paragraph("正文在后，继续说明。")
    )
    document = read(make_docx(body))
    assert texts(document)[1:] == [
        "正文在前，说明情况。",
        "学校建设工程",
        "新建工程 建设学校10所，增加学位5000个。",
        "旧式文本框。",
        "正文在后，继续说明。",
    ]
    assert [document.section_of(block).path for block in document.blocks[3:]] == ["一/专栏1", "一", "一"]


def test_runs_stored_twice_are_read_once(make_docx: MakeDocx) -> None:
    box = f"<w:txbxContent>{paragraph('框内文字。')}</w:txbxContent>"
    body = (
        f"<w:p>{run('前')}<mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:r><w:t>中</w:t>'
        f"<w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></w:r></mc:Choice>"
        f"<mc:Fallback><w:r><w:t>中</w:t><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r></mc:Fallback>"
        f"</mc:AlternateContent>{run('后。')}</w:p>"
    )
    assert texts(read(make_docx(body))) == ["前中后。", "框内文字。"]


def test_dashed_paragraphs_are_items(make_docx: MakeDocx) -> None:
    document = read(make_docx(paragraph("——坚持优先发展。" + _SENTENCE)))
    item = document.blocks[0]
    assert (item.kind, item.text[: item.title_end]) == (BlockKind.LIST_ITEM, "坚持优先发展")


def test_strict_documents_are_read(make_docx: MakeDocx) -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body>{paragraph("一、任务")}{paragraph(_SENTENCE)}</w:body></w:document>'
    document = read(make_docx("", raw={"word/document.xml": body.encode()}))
    assert texts(document) == ["任务", _SENTENCE]


def test_merged_cells_and_automatic_serial_numbers(make_docx: MakeDocx) -> None:
    def cell(text: str, properties: str = "", inner: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text, inner)}</w:tc>"

    auto = numbered(2)
    body = (
        "<w:tbl><w:tr>"
        + cell("序号", '<w:vMerge w:val="restart"/>')
        + cell("规模", '<w:gridSpan w:val="2"/>')
        + "</w:tr><w:tr>"
        + cell("", "<w:vMerge/>")
        + cell("学位")
        + cell("班级")
        + "</w:tr><w:tr>"
        + cell("", "", auto)
        + cell("500")
        + cell("12")
        + "</w:tr><w:tr>"
        + cell("", "", auto)
        + cell("600")
        + "</w:tr></w:tbl>"
    )
    table = read(make_docx(body, numbering=_NUMBERING)).blocks[0].table
    assert table is not None
    assert (table.n_rows, table.n_columns) == (4, 3)
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
        ("序号", 0, 0, 2, 1),
        ("规模", 0, 1, 1, 2),
        ("学位", 1, 1, 1, 1),
        ("班级", 1, 2, 1, 1),
        ("1", 2, 0, 1, 1),
        ("500", 2, 1, 1, 1),
        ("12", 2, 2, 1, 1),
        ("2", 3, 0, 1, 1),
        ("600", 3, 1, 1, 1),
    ]


def test_notes_stand_at_the_end_and_belong_to_no_section(make_docx: MakeDocx) -> None:
    notes = f'<w:footnote w:type="separator" w:id="0">{paragraph("线")}</w:footnote>'
    notes += f'<w:footnote w:id="2">{paragraph("注：口径不同。")}</w:footnote>'
    document = read(make_docx(paragraph("一、任务") + paragraph(_SENTENCE), footnotes=notes))
    assert texts(document)[-1] == "注：口径不同。"
    assert document.blocks[-1].section == 0


@pytest.mark.parametrize("part", ["numbering", "footnotes", "styles"])
def test_a_broken_part_is_reported_and_the_rest_is_read(make_docx: MakeDocx, part: str) -> None:
    document = read(make_docx(paragraph(_SENTENCE), raw={f"word/{part}.xml": b"<w:oops"}))
    assert document.status is Status.PARTIAL
    assert [finding.code for finding in document.findings] == ["R101"]
    assert texts(document) == [_SENTENCE]


def test_a_cut_off_body_is_read_as_far_as_it_goes(make_docx: MakeDocx) -> None:
    whole = make_docx(paragraph(_SENTENCE) + paragraph("后面丢失。"))
    assert texts(read(whole))[0] == _SENTENCE
    broken = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        + paragraph(_SENTENCE).encode()
        + b"<w:p><w:r><w:t>"
    )
    document = read(make_docx("", raw={"word/document.xml": broken}))
    assert document.status is Status.PARTIAL
    assert texts(document) == [_SENTENCE]


def test_a_table_that_is_too_wide_is_cut_and_reported(make_docx: MakeDocx) -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr>{paragraph("丙")}</w:tc>'
    row = f"<w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}</w:tc>{wide}</w:tr>"
    document = read(make_docx(f"<w:tbl>{row * 3}</w:tbl>{paragraph(_SENTENCE)}"))
    assert [finding.code for finding in document.findings] == ["R102"]
    assert texts(document)[-1] == _SENTENCE


def _word_document() -> bytes:
    document = docx.Document()
    document.add_paragraph("临江市教育发展规划", style="Title")
    document.add_heading("一、总体要求", 1)
    document.add_paragraph("")
    document.add_paragraph("　　" + _SENTENCE + " ")
    lead = document.add_paragraph()
    lead.add_run("（一）加强领导。").bold = True
    lead.add_run(_SENTENCE)
    document.add_paragraph("首项", style="List Number")
    document.add_paragraph("次项", style="List Number")
    table = document.add_table(4, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "指标"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "全市"
    table.cell(1, 1).text, table.cell(1, 2).text = "2020年", "2025年"
    table.cell(2, 0).text, table.cell(2, 1).text, table.cell(2, 2).text = "入园率", "85", "92"
    table.cell(3, 2).text = "甲"
    table.cell(3, 2).add_paragraph("乙")
    document.add_paragraph("二、重点任务")
    box = document.add_table(1, 1)
    box.cell(0, 0).text = "专栏1 学校建设工程"
    box.cell(0, 0).add_paragraph("新建工程 建设学校10所，增加学位5000个。")
    document.add_paragraph("框外正文。")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _original(document: WordDocument, block: Block) -> str:
    place = block.place
    assert place is not None
    if place.table is None:
        assert place.paragraph is not None
        return document.paragraphs[place.paragraph].text
    assert place.row is not None
    assert place.column is not None
    cell = document.tables[place.table].cell(place.row, place.column)
    return cell.text if place.paragraph is None else cell.paragraphs[place.paragraph].text


def test_every_passage_stands_where_its_place_says() -> None:
    data = _word_document()
    original = docx.Document(io.BytesIO(data))
    document = read(data)
    seen = 0
    for block in document.blocks:
        if block.table is None:
            assert block.text in _original(original, block)
            seen += 1
            continue
        assert block.place is not None
        table = original.tables[block.place.table or 0]
        for cell in block.table.cells:
            assert cell.place is not None
            theirs = table.cell(cell.place.row or 0, cell.place.column or 0)
            ours = "\n".join(p.text for p in cell.paragraphs) or cell.text
            assert theirs.text == ours
            if cell.place.paragraph is not None:
                assert theirs.paragraphs[cell.place.paragraph].text == cell.text
            seen += 1
    assert seen == 10 + 10
    assert [document.section_of(block).path for block in document.blocks[-3:]] == ["二/专栏1", "二/专栏1", "二"]


def test_manual_line_breaks_divide_paragraphs_but_not_sentences(make_docx: MakeDocx) -> None:
    body = (
        f"<w:p><w:r><w:t>1.做好某事。{_SENTENCE}扎实推进义务教育薄</w:t><w:br/><w:t>弱学校改造，按期完成任务。</w:t>"
        "<w:br/><w:t>2.做好另一件事。按期完成。</w:t></w:r></w:p>"
    )
    document = read(make_docx(body))
    assert [block.label for block in document.blocks] == ["1", "2"]
    assert document.blocks[0].text.endswith("薄弱学校改造，按期完成任务。")
