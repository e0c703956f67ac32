"""Numbers that became no item: none is forgotten, and dates and the like are told from quantities."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.base.numerals import HALF_WIDTH
from luoshi.compiler import compile_document
from luoshi.compiler.passed_over import PassedOver, Reason, find_passed_over
from luoshi.model.document import Document, Passage, Span
from luoshi.model.plan import Plan
from luoshi.readers import read_bytes


def bare(text: str) -> tuple[Document, Plan]:
    """Return a text as a document and a plan of it without any item: all its numbers are passed over."""
    document = read_bytes("规划.txt", text.encode())
    plan = compile_document(document)
    empty = {"targets": (), "norms": (), "observations": (), "projects": (), "tasks": (), "problems": ()}
    return document, plan.model_copy(update=empty)


def reasons(text: str) -> list[tuple[str, Reason]]:
    return [(one.text, one.reason) for one in find_passed_over(*bare(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建公办幼儿园12所，增加学位3600个。", [("12", Reason.QUANTITY), ("3600", Reason.QUANTITY)]),
        ("覆盖率达到９２．５％以上。", [("９２．５", Reason.QUANTITY)]),
        ("到2025年底建成。", [("2025", Reason.DATE)]),
        (
            "自2021年9月1日起，2021—2025年执行。",
            [(n, Reason.DATE) for n in ("2021", "9", "1", "2021", "2025")],
        ),
        ("依据临政发〔2021〕18号文件执行。", [("2021", Reason.DOC_NO), ("18", Reason.DOC_NO)]),
        ("经市政府第62次常务会议审议。", [("62", Reason.SERIAL)]),
        ("见表3和附件2。", [("3", Reason.SERIAL), ("2", Reason.SERIAL)]),
        ("落实《中国教育现代化2035》的要求。", [("2035", Reason.NAME)]),
        ("办好每一所学校。", [("一", Reason.OTHER)]),
        ("每学期检查两次。", [("两", Reason.QUANTITY)]),
        ("推广5G网络。", [("5", Reason.OTHER)]),
        ("坚持公平优先。", []),
    ],
)
def test_reason_of_a_number(text: str, expected: list[tuple[str, Reason]]) -> None:
    assert reasons(text) == expected


def test_labels_of_headings_and_lists_are_no_numbers() -> None:
    assert reasons("一、总体要求\n1.扩大资源。继续努力。\n2.办好教育。继续努力。\n（3）加强领导。") == []


def test_values_of_figures_are_not_passed_over() -> None:
    document = read_bytes("规划.txt", "一、目标\n到2025年，新建公办幼儿园12所，入园率达到95%以上。\n".encode())
    plan = compile_document(document)
    assert [f.value_text for f in plan.figures] == ["12", "95"]
    assert [(one.text, one.reason) for one in find_passed_over(document, plan)] == [("2025", Reason.DATE)]


def test_investment_of_a_project_is_told_by_the_project() -> None:
    document = read_bytes("规划.txt", "一、重大项目\n新建临江市第三幼儿园，投资3200万元，规划12个班。\n".encode())
    plan = compile_document(document)
    (project,) = plan.projects
    assert str(project.investment_yi) == "0.32"
    told = {one.text: one.reason for one in find_passed_over(document, plan)}
    assert told["3200万"] is Reason.PROJECT


def test_serials_of_a_table_are_told_by_its_head() -> None:
    table = "<tr><td>序号<td>名称<td>数量</tr><tr><td>1<td>操场<td>12</tr><tr><td>2<td>食堂<td>34</tr>"
    document = read_bytes("表.html", f"<meta charset=utf-8><p>名单如下。</p><table>{table}</table>".encode())
    plan = compile_document(document).model_copy(update={"targets": (), "norms": (), "observations": ()})
    found = [(one.text, one.reason) for one in find_passed_over(document, plan)]
    assert [text for text, reason in found if reason is Reason.SERIAL] == ["1", "2"]
    assert [text for text, _ in found] == ["1", "12", "2", "34"]


_PIECES = st.sampled_from(
    [
        *("12所", "3600个", "达到92.5%以上", "2025年", "2021—2025年", "9月1日", "〔2021〕18号", "第62次", "1:350"),
        *(
            "3—5所",
            "八成以上",
            "两百名",
            "1,607人",
            "，",
            "。",
            "“十四五”",
            "《规划2035》",
            "\n",
            "1.",
            "（2）",
            "\t",
            "前5名",
        ),
        *("新建学校", "到", "入园率", "０１２", "5G", "1+X", "2.0", "3.4.5", "年底", "投资2.5亿元"),
    ]
)


def _passages(document: Document) -> list[Passage]:
    cells = [cell.passage for block in document.blocks if block.table for cell in block.table.cells]
    return [*(block.passage for block in document.blocks), *cells]


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_every_digit_is_a_value_or_passed_over_and_none_is_both(text: str) -> None:
    document = read_bytes("规划.txt", f"一、目标\n{text}\n".encode())
    plan = compile_document(document)
    found = find_passed_over(document, plan)
    values = {at for figure in plan.figures for at in range(*figure.value_span)}
    passed = [at for one in found for at in range(*one.span)]
    digits = {
        passage.locate(match.start())
        for passage in _passages(document)
        for match in re.finditer("[0-9]", passage.text.translate(HALF_WIDTH))
    }
    assert len(passed) == len(set(passed))
    assert values & set(passed) == set()
    assert digits - values - set(passed) == set()


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_a_number_stands_where_its_span_says(text: str) -> None:
    document, plan = bare(f"一、目标\n{text}\n")
    found = find_passed_over(document, plan)
    assert [document.quote(one.span) for one in found] == [one.text for one in found]
    assert sorted(found, key=_start) == list(found)


def _start(one: PassedOver) -> Span:
    return one.span
