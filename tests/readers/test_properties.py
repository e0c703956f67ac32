"""What holds for every document, whatever stands in it."""

from __future__ import annotations

import html
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from luoshi.model.document import Document, Passage
from luoshi.readers import read_bytes

MakeDocx = Callable[..., bytes]

_PIECES = st.sampled_from(
    [
        *("一、总体要求", "（一）重点任务", "(二)目标", "1.做好某事。正文继续说明。", "2. 短句", "①", "（3）"),
        *("第一章 总则", "第二节", "专栏1 工程", "专栏 2：", "附件1", "附件：1.名单；", "附表", "目录", "……3"),
        *("某某工程 说明文字较长的内容。", "\t单元格", "\t", "甲\t乙\t丙", "\t\t丁\t戊", "|a|b|", "|---|---|"),
        *("序号", "名称", "1", "2", "3", "# 标题", "## （一）小标题", "**粗体。**正文", "<p>段</p>", "<br>"),
        *("——说明。", "- 列表", "---", "临江市教育发展规划", "关于印发《规划》的通知", "2021年12月29日"),
        *("（此件公开发布）", "抄送：各单位。", "首页 > 公开", "[bookmark: _GoBack]", "没有句号而且很长" * 4),
        *("达到98%以上，", "\u3000\u3000缩进的正文。", "\ufeff", "\\*", "&nbsp;", "  ", "，接着"),
    ]
)
_LINES = st.lists(
    st.one_of(
        _PIECES,
        st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
        st.lists(_PIECES, min_size=2, max_size=3).map("".join),
    ),
    max_size=40,
)
_ENDS = st.sampled_from(["\n", "\r\n", "\n\n", "\r"])


def passages(document: Document) -> list[Passage]:
    found = []
    for block in document.blocks:
        found.append(block.passage)
        for cell in block.table.cells if block.table is not None else ():
            found.extend((cell.passage, *cell.paragraphs))
    return found


def check(document: Document) -> None:
    """Every character stands where its passage says, and the sections make a tree."""
    for passage in passages(document):
        assert [document.text[passage.locate(at)] for at in range(len(passage.text))] == list(passage.text)
        assert 0 <= passage.locate(0) <= len(document.text)
    sections, blocks = document.sections, document.blocks
    assert (sections[0].parent, sections[0].first_block, sections[0].end_block) == (-1, 0, len(blocks))
    for index, section in enumerate(sections):
        assert section.index == index
        assert section.first_block < section.end_block or index == 0
        if index:
            above = sections[section.parent]
            assert section.parent < index
            assert above.first_block <= section.first_block <= section.end_block <= above.end_block
            assert section.level > above.level
            assert section.path.startswith(above.path)
    for at, block in enumerate(blocks):
        home = sections[block.section]
        assert home.first_block <= at < home.end_block
        assert 0 <= block.title_end <= len(block.text)
        if block.table is not None:
            seats = [(cell.row + r, cell.column + c) for cell in block.table.cells
                     for r in range(cell.row_span) for c in range(cell.column_span)]  # fmt: skip
            assert len(seats) == len(set(seats))
            assert all(row < block.table.n_rows and column < block.table.n_columns for row, column in seats)


@settings(max_examples=150, deadline=None)
@given(_LINES, _ENDS, st.sampled_from(["a.txt", "a.md"]))
def test_text_documents_are_sound(lines: list[str], end: str, name: str) -> None:
    data = end.join(lines).encode("utf-8", "ignore")
    if data.strip(b"\x00 \t\r\n\f") and data[:2] not in (b"PK", b"BM") and b"\x00" not in data:
        document = read_bytes(name, b"\n" + data)
        check(document)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["p", "td", "li", "h2", "tr", "div", "b"]), _PIECES), max_size=25))
def test_html_documents_are_sound(parts: list[tuple[str, str]]) -> None:
    body = "".join(f"<{tag}>{html.escape(text)}" for tag, text in parts)
    check(read_bytes("a.html", f"<html><body><table><tr>{body}".encode()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), _PIECES), max_size=25))
def test_word_documents_are_sound(make_docx: MakeDocx, parts: list[tuple[bool, str]]) -> None:
    body = ""
    for in_table, text in parts:
        paragraph = f"<w:p><w:r><w:t>{html.escape(text)}</w:t></w:r></w:p>"
        row = f"<w:tr><w:tc>{paragraph}</w:tc><w:tc>{paragraph}{paragraph}</w:tc></w:tr>"
        body += f"<w:tbl>{row * 2}</w:tbl>" if in_table else paragraph
    check(read_bytes("a.docx", make_docx(body)))


def test_work_grows_with_length_and_not_faster() -> None:
    """Lines made to tempt a reader into looking at everything again for each line: done in seconds, not hours."""
    for line in (
        "\t缩进的正文。\n",
        "甲\t乙\n\n\n丙\n",
        "序号\n名称\n",
        "|甲|乙\n",
        "**",
        "一、",
        "<p ",
        "（",
        "——",
        "1.",
        "第一章",
        "附件：",
    ):
        check_quick = read_bytes("a.txt", ((line * (40_000 // len(line))) + "\n正文。").encode())
        assert check_quick.text.endswith("正文。")
