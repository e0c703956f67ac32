"""HTML: encodings, tables, what is dropped."""

from __future__ import annotations

import pytest

from luoshi.model.document import BlockKind, Document
from luoshi.readers import read_bytes

_BODY = "各县区要提高认识，加强统筹，健全机制，确保各项任务按期完成。"


def read(body: str, head: str = "") -> Document:
    return read_bytes("规划.html", f"<html><head>{head}</head><body>{body}</body></html>".encode())


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [
        ("gb18030", '<meta charset="gb2312">'),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=GBK">'),
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8", ""),
        ("gb18030", ""),
        ("utf-8-sig", '<meta charset="gbk">'),
        ("utf-16", ""),
    ],
)
def test_encodings(encoding: str, meta: str) -> None:
    page = f"<!DOCTYPE html><html><head>{meta}</head><body><p>{_BODY}</p></body></html>"
    document = read_bytes("a.htm", page.encode(encoding))
    assert texts(document) == [_BODY]
    assert document.format == "html"


def test_html_is_recognised_under_another_suffix() -> None:
    assert read_bytes("a.txt", f"<html><body><p>{_BODY}</p></body></html>".encode()).format == "html"


def test_what_is_not_text_of_the_page_is_dropped() -> None:
    document = read(
        "<nav>导航</nav><script>var a = '一、假标题';</script><style>p{}</style><form><input></form>"
        f"<div style='display:none'>隐藏</div><p>{_BODY}</p><!-- 注释 --><noscript>无脚本</noscript>",
        "<title>网页标题</title>",
    )
    assert texts(document) == [_BODY]
    assert document.text == _BODY + "\n"


def test_menus_are_dropped_and_lists_of_text_kept() -> None:
    menu = "<ul><li><a href='/'>首页</a></li><li><a>政务公开</a></li><li><a>互动交流</a></li></ul>"
    document = read(
        menu + "<ul><li>新建学校10所</li><li>扩建学校5所</li><li>改造学校3所</li></ul><p>打印本页 关闭窗口</p>"
    )
    assert texts(document) == ["新建学校10所", "扩建学校5所", "改造学校3所"]


def test_entities_breaks_and_inline_tags() -> None:
    document = read("<p>&ldquo;双减&rdquo;&nbsp;与<b>教育</b>&#12290;<br>第二行&lt;3&gt;，继续说明情况。</p>")
    assert texts(document) == ["“双减”\xa0与教育。", "第二行<3>，继续说明情况。"]


def test_wide_blank_behind_a_run_in_title_is_the_chinese_one() -> None:
    document = read("<p>思政铸魂行动&emsp;建设30个共同体。</p><p>思政铸魂行动　建设30个共同体。</p>")
    assert texts(document) == ["思政铸魂行动　建设30个共同体。"] * 2


def test_headings_lists_and_bold_run_in_titles() -> None:
    document = read(
        f"<h1>临江市教育发展规划</h1><p>一、任务</p><p>（一）<strong>加强领导。</strong>{_BODY}</p>"
        f"<ul><li>健全工作机制，落实责任。</li></ul><h2>附注说明</h2><p>{_BODY}</p>"
    )
    assert [block.kind.value for block in document.blocks] == [
        "title", "heading", "list_item", "list_item", "heading", "paragraph"
    ]  # fmt: skip
    assert document.blocks[2].text[: document.blocks[2].title_end] == "加强领导"
    assert document.blocks[0].place is not None
    assert document.blocks[0].place.line == 1


def test_tables_with_spans_and_places() -> None:
    document = read(
        "<table><tr><th rowspan=2>指标</th><th colspan='2'>全市</th></tr><tr><td>2020年</td><td>2025年</td></tr>"
        "<tr><td>入园率<br>（%）</td><td>85</td><td><p>92</p><p>以上</p></td></tr></table>"
    )
    table = document.blocks[0].table
    assert table is not None
    assert [(c.text, c.row, c.column, c.row_span, c.column_span) for c in table.cells] == [
        ("指标", 0, 0, 2, 1),
        ("全市", 0, 1, 1, 2),
        ("2020年", 1, 1, 1, 1),
        ("2025年", 1, 2, 1, 1),
        ("入园率（%）", 2, 0, 1, 1),
        ("85", 2, 1, 1, 1),
        ("92以上", 2, 2, 1, 1),
    ]
    place = table.cells[-1].place
    assert place is not None
    assert (place.table, place.row, place.column) == (0, 2, 2)


def test_layout_tables_are_opened_and_data_tables_inside_kept() -> None:
    inner = "<table><tr><td>指标</td><td>值</td></tr><tr><td>学位</td><td>500</td></tr></table>"
    document = read(f"<table><tr><td>栏目</td><td><p>{_BODY}</p>{inner}</td></tr></table>")
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.TABLE]
    assert document.blocks[1].text == _BODY


def test_a_box_set_as_a_table_ends_with_it() -> None:
    document = read(
        f"<p>一、任务</p><p>{_BODY}</p><table><tr><td>专栏1 学校建设工程</td></tr>"
        f"<tr><td>新建工程 建设学校10所。</td></tr></table><p>{_BODY}</p>"
    )
    assert [document.section_of(block).path for block in document.blocks] == ["一", "一", "一/专栏1", "一/专栏1", "一"]


def test_deep_nesting_and_broken_pages_are_borne() -> None:
    assert texts(read("<p>甲。<p>乙。</div><td>丙。</b>")) == ["甲。", "乙。", "丙。"]


def test_spans_beyond_measure_are_borne() -> None:
    page = f"<table><tr><td colspan={'9' * 5000}>甲<td>乙</table><p>丙。"
    assert "丙。" in texts(read(page))


_MORE = "，各有关部门按职责分工负责。"


def labels(document: Document) -> list[str]:
    return [block.label for block in document.blocks]


def test_items_of_ordered_lists_keep_the_number_a_browser_shows() -> None:
    document = read(
        f"<p>一、任务</p><ol><li>新建学校10所{_MORE}<li>扩建学校5所{_MORE}</ol><p>{_BODY}</p>"
        f"<ol start=3><li>改造学校3所{_MORE}</li><li value='7'>调整学校2所{_MORE}</li></ol>"
    )
    assert labels(document) == ["一", "1", "2", "", "3", "7"]
    assert [document.text[b.passage.runs[0].start :][:2] for b in document.blocks[1:3]] == ["新建", "扩建"]
    assert "1. 新建学校10所" in document.text


def test_items_show_once_what_they_type_themselves_and_bullets_have_no_number() -> None:
    document = read(
        f"<ol><li>（一）新建学校10所{_MORE}</li><li>二、扩建学校5所{_MORE}</li></ol>"
        f"<ul><li>改造学校3所{_MORE}</li></ul><ol style='list-style-type: none'><li>调整学校2所{_MORE}</li></ol>"
    )
    assert "1." not in document.text
    assert "2." not in document.text
    assert labels(document)[0] == "（一）"
    assert labels(document)[2:] == ["", ""]


def test_nested_lists_have_the_usual_rows_below_typed_headings() -> None:
    inner = f"<ol><li>新建幼儿园{_MORE}<ol><li>建成3所{_MORE}</li></ol></li></ol>"
    document = read(f"<p>一、任务</p><ol><li>扩大资源{_MORE}{inner}</li><li>提高质量{_MORE}</li></ol>")
    assert labels(document) == ["一", "1", "（1）", "①", "2"]


def test_lists_nested_as_deep_as_an_outline_are_one() -> None:
    document = read(
        f"<ol><li>任务</li></ol><p>{_BODY}</p><ol><ol><li>扩大资源<ol><li>新建幼儿园3所{_MORE}</li></ol></ol></ol>"
        f"<ol start=2><li>保障</li></ol><p>{_BODY}</p><ol><li>加强领导{_MORE}</li></ol>"
    )
    assert [label for label in labels(document) if label] == ["一", "（一）", "1", "二", "1"]


@pytest.mark.parametrize(
    ("attribute", "text"),
    [
        ("type=1", "2. "),
        ("type=a", "b. "),
        ("type=I", "II. "),
        ("style='list-style: cjk-ideographic'", "二、 "),
        ("style='list-style-type:lower-roman'", "ii. "),
        ("start=5", "6. "),
    ],
)
def test_style_of_a_list_is_kept(attribute: str, text: str) -> None:
    document = read(f"<ol {attribute}><li>新建学校10所{_MORE}</li><li>扩建学校5所{_MORE}</li></ol>")
    assert f"{text}扩建学校" in document.text


def test_automatic_number_is_the_text_of_an_empty_cell() -> None:
    rows = "".join(
        f"<tr><td><ol start={number}><li><p><br></p></li></ol></td><td>第{number}小学</td></tr>" for number in (1, 2, 3)
    )
    table = read(f"<table>{rows}</table>").blocks[0].table
    assert table is not None
    assert [cell.text for cell in table.cells] == ["1", "第1小学", "2", "第2小学", "3", "第3小学"]


def test_outline_saved_as_html_gives_the_tasks_of_the_docx(make_docx) -> None:
    def paragraph(text: str, level: int | None = None) -> str:
        number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>' if level is not None else ""
        return f"<w:p><w:pPr>{number}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

    first = "新建幼儿园3所，新增学位1000个。（责任单位：市教育局）"
    second = "扩建幼儿园5所，新增学位600个。（责任单位：市财政局）"
    formats = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (style, text) in enumerate(formats)
    )
    numbering = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1">' + (
        '<w:abstractNumId w:val="0"/></w:num>'
    )
    body = [("重点任务", 0), ("扩大学前教育资源", 1), (first, 2), (second, 2)]
    docx = read_bytes(
        "a.docx", make_docx("".join(paragraph(*each) for each in (("临江市工作要点",), *body)), numbering=numbering)
    )
    html = read(
        "<p>临江市工作要点</p><ol><li><p>重点任务</p><ol><li><p>扩大学前教育资源</p>"
        f"<ol><li><p>{first}</p><li><p>{second}</p></ol></ol></ol>"
    )
    assert [(b.kind, b.label, b.text) for b in html.blocks] == [(b.kind, b.label, b.text) for b in docx.blocks]
    assert html.text == docx.text
