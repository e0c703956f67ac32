"""What is read in the text pane is the document, whatever lies over it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from luoshi.model.document import Block, BlockKind, Document, Passage, Section, Span
from luoshi.readers import read_bytes
from luoshi.report.marking import Layer, Mark, Marks
from luoshi.report.source_text import contents, source_html

_TEXT = """临江市“十四五”教育规划

一、发展目标
（一）主要指标 & 要求
1.扩大普惠资源。新建幼儿园12所，新增学位3600个。
——坚持公平优先。
表1 主要指标
指标\t2020年\t2025年
入园率\t90%\t95%
专栏1 重点工程
工程一 建设学校5所。
二、保障措施
落实 a < b 的处置。
"""
_DOCUMENT = read_bytes("规划.txt", _TEXT.encode())
_SPANS = st.tuples(st.integers(0, len(_TEXT)), st.integers(0, len(_TEXT))).map(lambda e: Span(min(e), max(e)))
_MARKS = st.lists(st.tuples(st.sampled_from(list(Layer)), _SPANS), max_size=20)


def shown(document: Document, marks: Marks) -> list[str]:
    """Return the text of each block of the pane as a browser has it, its label first; of a table, cell by cell."""
    return shown_in(f"<div>{source_html(document, marks)}</div>", document)


def shown_in(page: str, document: Document) -> list[str]:
    """Return the same of a whole page."""
    tree = html.fromstring(page)
    texts = []
    for number, block in enumerate(document.blocks):
        (element,) = tree.xpath(f"//*[@id='b-{number}']")
        cells = element.xpath(".//th|.//td[not(@class='none')]") if block.table is not None else [element]
        texts += [cell.text_content() for cell in cells]
    return texts


def written(document: Document) -> list[str]:
    """Return the text of each block and cell, without its label."""
    texts = []
    for block in document.blocks:
        table = block.table
        texts += [cell.passage.text for row in table.rows() for cell in row] if table is not None else [block.text]
    return texts


@given(_MARKS)
def test_the_pane_reads_as_the_document_whatever_is_marked(found: list[tuple[Layer, Span]]) -> None:
    marks = [Mark(layer, "target", f"t-{n}", span, '"目标"') for n, (layer, span) in enumerate(found)]
    assert shown(_DOCUMENT, Marks(marks)) == shown(_DOCUMENT, Marks([]))


def test_the_pane_holds_every_block_with_its_label() -> None:
    pairs = list(zip(shown(_DOCUMENT, Marks([])), written(_DOCUMENT), strict=True))
    labels = [have.removesuffix(text) for have, text in pairs]
    assert all(have.endswith(text) for have, text in pairs)
    assert [label for label in labels if label] == ["一、", "（一）", "1.", "——", "专栏1", "二、"]


def test_samples_read_as_their_documents(rendered: dict[str, tuple[Document, object, str]]) -> None:
    for document, _, page in rendered.values():
        tree = html.fromstring(page)
        for number, block in enumerate(document.blocks):
            (element,) = tree.xpath(f"//*[@id='b-{number}']")
            texts = [cell.passage.text for row in block.table.rows() for cell in row] if block.table else [block.text]
            assert element.text_content().replace("\n", "").endswith("".join(texts).replace("\n", ""))


def test_text_is_escaped() -> None:
    text = "<script>alert(1)</script> & “引”，新建<b>5</b>所"
    block = Block(BlockKind.PARAGRAPH, Passage.of(text, 0))
    document = Document("甲.docx", "docx", text, (block,), (Section(0, -1, 0, "", "", "", 0, 1),))
    page = source_html(document, Marks([Mark(Layer.VALUE, "target", "t-1", Span(34, 35), '目标："><b>')]))
    assert html.fromstring(f"<div>{page}</div>").text_content().strip() == text
    assert "<script" not in page
    assert html.fromstring(f"<div>{page}</div>").xpath("//a/@title") == ['目标："><b>']


def test_merged_cells_stay_merged() -> None:
    page = "<table><tr><td>甲<td>乙<td>己</tr><tr><td rowspan=2>丙<td colspan=2>丁</tr><tr><td>戊<td>庚</tr></table>"
    document = read_bytes("表.html", f"<meta charset=utf-8><p>表格在下面。</p>{page}".encode())
    tree = html.fromstring(f"<div>{source_html(document, Marks([]))}</div>")
    cells = [(c.text_content(), c.get("rowspan"), c.get("colspan")) for c in tree.xpath("//td|//th")]
    assert cells == [
        *(("甲", None, None), ("乙", None, None), ("己", None, None)),
        *(("丙", "2", None), ("丁", None, "2"), ("戊", None, None), ("庚", None, None)),
    ]


def test_a_box_frames_what_belongs_to_it() -> None:
    tree = html.fromstring(f"<div>{source_html(_DOCUMENT, Marks([]))}</div>")
    (box,) = tree.xpath("//section[@class='box']")
    assert [element.text_content() for element in box] == ["专栏1重点工程", "工程一 建设学校5所。"]


def test_contents_lead_to_the_headings() -> None:
    tree = html.fromstring(f"<div>{source_html(_DOCUMENT, Marks([]))}</div>")
    entries = contents(_DOCUMENT)
    assert [entry.text for entry in entries] == [
        "一、发展目标",
        "（一）主要指标 & 要求",
        "专栏1重点工程",
        "二、保障措施",
    ]
    assert [tree.xpath(f"//*[@id='{entry.anchor}']")[0].text_content() for entry in entries] == [
        e.text for e in entries
    ]
