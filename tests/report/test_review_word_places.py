"""Comments in Word files: the very characters they hang on, in clean copies too, and as LibreOffice sees them."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.commented_word import (
    W,
    by_message,
    check_order,
    main,
    marked,
    name_of,
    paragraph,
    parts,
    random_spans,
    review_of,
    reviewed,
    run,
    said,
    spot,
    without_comments,
    written,
)
from tests.office import NO_OFFICE, has_office
from tests.word_files import pack_docx

from luoshi.api import compile_plan
from luoshi.model.document import Span
from luoshi.readers import read_bytes
from luoshi.report.review_word import write_review_word
from luoshi.samples import sample_files

# Places


@pytest.mark.parametrize(
    "inner",
    [
        run("共有幼儿园") + run("37", "<w:b/>") + run("所学校"),
        run("共有") + f'<w:hyperlink w:anchor="a">{run("幼儿园37所")}</w:hyperlink>' + run("学校"),
        run("共有") + f'<w:ins w:id="7" w:author="甲">{run("幼儿园3")}</w:ins>' + run("7所学校"),
        run("共有幼") + '<w:del w:id="7"><w:r><w:delText>小</w:delText></w:r></w:del>' + run("儿园37所"),
        run("共") + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('有幼儿园37')}</w:sdtContent></w:sdt>" + run("所"),
        run("共有幼儿园") + f'<w:fldSimple w:instr="REF a">{run("37所")}</w:fldSimple>',
        run("共有幼儿园")
        + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>'
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("37")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        + run("所"),
        '<w:r w:rsidR="00A1"><w:rPr><w:i/></w:rPr><w:tab/><w:t>共有幼儿园</w:t><w:t>37</w:t>'
        "<w:t>所。</w:t><w:br/></w:r>",
        run("共有") + "<w:smartTag>" + run("幼儿园37所") + "</w:smartTag>",
        run("共有") + '<w:bookmarkStart w:id="0"/>' + run("幼儿园") + '<w:bookmarkEnd w:id="0"/>' + run("37所"),
    ],
    ids=[
        "runs",
        "hyperlink",
        "insertion",
        "deletion",
        "control",
        "simple field",
        "field",
        "one run",
        "tag",
        "bookmark",
    ],
)
@pytest.mark.parametrize("quote", ["幼儿园37", "儿", "37", "有幼儿", "7"])
def test_places_are_found_to_the_character(inner: str, quote: str) -> None:
    data = pack_docx(paragraph(inner))
    result = written(data, quote)
    assert marked(result) == {0: quote}
    assert without_comments(main(result)) == without_comments(main(data))
    check_order(result)
    (sign,) = main(result).iter(W + "commentReference")
    assert name_of(sign.getparent().getparent()) == "p"


def test_comments_may_overlap_and_touch() -> None:
    quotes = ["共有幼儿园37所", "幼儿园37", "37所", "共有", "幼儿园", "所"]
    data = pack_docx(paragraph(run("共有幼儿") + run("园37所")))
    result = written(data, *quotes)
    assert sorted(marked(result).values()) == sorted(quotes)
    assert without_comments(main(result)) == without_comments(main(data))
    check_order(result)


_INNER = st.lists(
    st.one_of(
        st.text("幼儿园37所 ", max_size=6).map(run),
        st.text("幼儿园37所", min_size=1, max_size=6).map(
            lambda t: f'<w:hyperlink w:anchor="a">{run(t)}</w:hyperlink>'
        ),
        st.sampled_from(
            ["<w:r><w:tab/><w:t>合</w:t><w:noBreakHyphen/></w:r>", run("a\xadb\xadc"), "<w:r><w:br/></w:r>"]
        ),
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(_INNER, st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), min_size=1, max_size=4))
def test_any_span_of_any_paragraph(inner: list[str], wanted: list[tuple[int, int]]) -> None:
    data = pack_docx(paragraph(run("共有") + "".join(inner) + run("学校")))
    document = read_bytes("规划.docx", data)
    spans = [Span(a, min(a + n, len(document.text) - 1)) for a, n in wanted if a < len(document.text) - 1]
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    result = write_review_word(data, document, review_of(document, *found))
    if found:
        # blank lines between manual line breaks are not in the text
        expected = {one.finding.message: one.spots[0].quote.strip("\n") for one in found if one.spots[0].quote.strip()}
        texts = {message: text.replace("\xad", "") for message, text in by_message(result).items()}
        assert {m: [line for line in texts[m].split("\n") if line.strip()] for m in expected} == {
            m: [line for line in quote.split("\n") if line.strip()] for m, quote in expected.items()
        }
        check_order(result)
    assert without_comments(main(result)) == without_comments(main(data))


def test_manual_line_breaks_lie_within_the_range() -> None:
    assert marked(written(pack_docx(paragraph("<w:r><w:t>甲乙</w:t><w:br/><w:t>丙丁</w:t></w:r>")), "乙\n丙")) == {
        0: "乙\n丙"
    }


def test_what_is_not_in_one_paragraph_hangs_on_the_nearest_and_is_quoted() -> None:
    data = pack_docx(paragraph(run("甲乙。")) + paragraph(run("丙丁。")))
    result = written(data, "乙。\n丙")
    assert marked(result) == {0: "甲乙。"}
    assert said(result)[0][1] == "原文：“乙。 丙”"


def test_restored_number_hangs_on_its_paragraph() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    listed = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    data = pack_docx(paragraph(listed + run("总体要求")) + paragraph(listed + run("主要目标")), numbering=numbering)
    result = written(data, "二、", "二、 主要", "目标")
    assert list(marked(result).values()) == ["主要目标", "主要", "目标"]
    check_order(result)


def test_text_box_hangs_on_its_paragraph() -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
        f"{paragraph(run('专栏1 重点项目'))}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox><w:txbxContent>{paragraph(run('专栏1 重点项目'))}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    data = pack_docx(paragraph(run("正文。") + box) + paragraph(run("后文。")))
    result = written(data, "重点项目")
    holder = main(result)[0][0]
    assert [name_of(e) for e in holder] == ["commentRangeStart", "r", "r", "commentRangeEnd", "r"]
    assert said(result)[0][1] == "原文：“重点项目”"
    assert [e for box in main(result).iter(W + "txbxContent") for e in box.iter(W + "commentRangeStart")] == []


def test_footnote_hangs_on_its_sign() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="2"><w:p>{run("指公办园和普惠性民办园。")}</w:p></w:footnote>'
    data = pack_docx(paragraph(run("覆盖率") + reference + run("达到85%。")), footnotes=notes)
    result = written(data, "公办园和")
    order = [name_of(element) for element in main(result).iter("{*}*")]
    assert order.index("commentRangeStart") < order.index("footnoteReference") < order.index("commentRangeEnd")
    assert marked(result) == {0: ""}
    assert said(result)[0][1] == "原文：“公办园和”"
    assert parts(result)["word/footnotes.xml"] == parts(data)["word/footnotes.xml"]


def test_cells_of_tables_with_merged_and_repeated_rows() -> None:
    def cell(inner: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"

    head = cell(paragraph(run("指标")), '<w:gridSpan w:val="2"/>') + cell(paragraph(run("2025年")))
    rows = [
        f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>",
        "<w:tr>"
        + cell(paragraph(run("学前")), '<w:vMerge w:val="restart"/>')
        + cell(paragraph(run("入园")) + paragraph(run("率")))
        + cell(paragraph(run("9") + run("5")))
        + "</w:tr>",
        "<w:tr>"
        + cell("<w:p/>", "<w:vMerge/>")
        + cell(paragraph(run("园数")))
        + cell(paragraph(run("876")))
        + "</w:tr>",
    ]
    data = pack_docx(f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>" + paragraph(run("完。")))
    result = written(data, "指标", "学前", "95", "76", "率", "95\n\n园数")
    assert list(marked(result).values()) == ["指标", "学前", "率", "95", "95", "76"]
    check_order(result)


# Clean copies


@pytest.mark.parametrize("suffix", [".txt", ".html", ".pdf"])
def test_clean_copy_says_what_the_document_says(suffix: str) -> None:
    file = next(one for one in sample_files() if one.name.endswith(suffix))
    data = file.read_bytes()
    document = read_bytes(file.name, data)
    spans = random_spans(document, compile_plan(str(file)), 5, 150)
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    result = write_review_word(data, document, review_of(document, *found))
    check_order(result)
    clean = {one.finding.message: "".join(one.spots[0].quote.split()) for one in found}
    assert {message: "".join(text.split()) for message, text in by_message(result).items()} == clean
    again = read_bytes("审校.docx", result)
    told = [(block.label, block.text) for block in document.blocks]
    assert [(block.label, block.text) for block in again.blocks] == told
    tables = [
        [(c.row, c.column, c.row_span, c.column_span, c.text) for c in b.table.cells]
        for b in document.blocks
        if b.table
    ]
    assert [
        [(c.row, c.column, c.row_span, c.column_span, c.text) for c in b.table.cells] for b in again.blocks if b.table
    ] == tables


def test_clean_copy_has_an_outline_and_sizes() -> None:
    lines = ["一、总体要求", "（一）指导思想", "坚持优先发展，办好人民满意的教育。", "1.扩大供给。新建幼儿园12所。"]
    text = "\n".join(["临江市教育规划", "", *lines])
    result = docx.Document(io.BytesIO(written(text.encode(), "12", name="规划.txt")))
    assert [(p.style.name, p.text) for p in result.paragraphs] == [
        ("Title", "临江市教育规划"),
        ("Heading 1", "一、总体要求"),
        ("Heading 2", "（一）指导思想"),
        ("Normal", "坚持优先发展，办好人民满意的教育。"),
        ("条目", "1.扩大供给。新建幼儿园12所。"),
    ]
    page = result.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


def test_clean_copy_of_signs_that_xml_does_not_know() -> None:
    result = written("一、总体要求\n新建\ufffe幼儿园\x0b12所。\n".encode(), "\ufffe幼儿园\x0b12", name="规划.txt")
    assert marked(result) == {0: "�幼儿园�12"}


def test_clean_copy_of_a_document_without_text() -> None:
    document = read_bytes("规划.txt", "　\n。".encode())
    result = write_review_word("　\n。".encode(), document, review_of(document, reviewed(1)))
    assert len(said(result)) == 1


def test_table_that_word_cannot_hold_is_given_as_lines() -> None:
    cells = "".join(f"<td>第{n}列</td>" for n in range(70))
    page = f"<html><body><p>一、总体要求</p><table><tr>{cells}</tr><tr>{cells}</tr></table><p>完成。</p></body></html>"
    result = written(page.encode(), "第69列", name="规划.html")
    assert marked(result) == {0: "第69列"}
    assert list(main(result).iter(W + "tbl")) == []
    check_order(result)


def test_rows_of_a_clean_table_fill_its_grid() -> None:
    page = (
        "<html><body><p>一、总体要求</p><table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr>"
        "<tr><td>丙</td></tr><tr><td>丁</td><td>戊</td><td>己</td></tr></table><p>完成。</p></body></html>"
    )
    (table,) = docx.Document(io.BytesIO(written(page.encode(), "丙", name="规划.html"))).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["甲", "乙", "乙"],
        ["甲", "丙", ""],
        ["丁", "戊", "己"],
    ]


# LibreOffice


def shown_by_libreoffice(file: Path) -> dict[str, str]:
    """Return what LibreOffice takes for the text of each comment, by its second line; blanks left out."""
    if not has_office("Word"):
        pytest.skip(NO_OFFICE)
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fodt", "--outdir", str(file.parent), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    root = etree.parse(file.with_suffix(".fodt"), etree.XMLParser(huge_tree=True)).getroot()
    office_name = f"{{{root.nsmap['office']}}}name"
    names: dict[str, str] = {}
    found: dict[str, str] = {}
    open_now: set[str] = set()

    def walk(element: etree._Element) -> None:
        name = name_of(element)
        if name == "annotation":
            lines = ["".join(p.itertext()) for p in element.iter("{*}p")]
            names[element.get(office_name, "")] = lines[1] if len(lines) > 1 else ""
            found[element.get(office_name, "")] = ""
            open_now.add(element.get(office_name, ""))
        elif name == "annotation-end":
            open_now.discard(element.get(office_name))
        for text, inner in [(element.text, None), *((inner.tail, inner) for inner in element)]:
            if inner is not None and name != "annotation":
                walk(inner)
            for one in open_now if name != "annotation" else ():
                found[one] += "".join((text or "").split())

    walk(root.find("{*}body"))
    return {message: found[name] for name, message in names.items()}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".docx", ".txt", ".html", ".pdf"])
def test_libreoffice_sees_the_comments_at_the_same_characters(suffix: str, tmp_path: Path) -> None:
    file = next(one for one in sample_files() if one.name.endswith(suffix))
    data = file.read_bytes()
    document = read_bytes(file.name, data)
    spans = random_spans(document, compile_plan(str(file)), 11, 20)
    found = [reviewed(n, spot(document, span)) for n, span in enumerate(spans)]
    result = tmp_path / "规划.docx"
    result.write_bytes(write_review_word(data, document, review_of(document, *found)))
    expected = {one.finding.message: "".join(one.spots[0].quote.split()) for one in found}
    assert shown_by_libreoffice(result) == expected
