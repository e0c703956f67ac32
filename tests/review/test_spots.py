"""Places as people look for them: a line of a text, a paragraph with its section, a cell of the table as labelled."""

from __future__ import annotations

from luoshi.compiler import compile_document
from luoshi.model.document import Span
from luoshi.readers import read_bytes
from luoshi.review.material import Material
from luoshi.review.spots import Places


def _where(name: str, text: str, words: str) -> str:
    document = read_bytes(name, text.encode())
    places = Places(Material(document, compile_document(document)))
    start = document.text.index(words)
    return places.spot(Span(start, start + len(words))).where


def test_a_text_is_told_by_its_lines() -> None:
    assert _where("规划.txt", "一、总体要求\n\n（一）目标\n\n新增学位500个。\n", "新增学位") == "第5行"


def test_a_page_is_told_with_its_section() -> None:
    page = "<html><body><p>一、总体要求</p><p>（一）目标</p><p>新增学位500个。</p></body></html>"
    assert _where("规划.html", page, "新增学位").endswith("（一/（一））")


def test_a_cell_is_told_by_the_label_of_its_table() -> None:
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (("学校", "学位（个）"), ("甲校", 500), ("乙校", 700))
    )
    page = "<html><body><p>规划</p>{}<table>{}</table></body></html>"
    assert _where("规划.html", page.format("<p>表4 学位表</p>", rows), "700") == "表4第3行第2列"
    assert _where("规划.html", page.format("", rows), "700") == "第1个表格第3行第2列"
