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
