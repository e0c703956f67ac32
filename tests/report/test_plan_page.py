"""The page of a plan: every item stands in it twice, every link leads somewhere, nothing comes from outside."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from lxml import html

from luoshi.api import compile_plan, plan_page, read_and_compile
from luoshi.base.numerals import HALF_WIDTH
from luoshi.compiler import compile_document
from luoshi.compiler.passed_over import Reason, find_passed_over
from luoshi.model.corrections import marked, numbered
from luoshi.model.document import Document, Span
from luoshi.model.plan import Plan, Remark
from luoshi.readers import read_bytes

_TEXT = """临江市教育局2022年工作要点

一、重点任务
1.扩大普惠资源。新建公办幼儿园12所，新增学位3600个。（责任单位：市教育局、市财政局）
2.办好特殊教育。残疾儿童入学率达到97%以上。（责任单位：市教育局）
"""
_SUFFIXES = (".docx", ".txt", ".html")


@pytest.fixture
def small() -> tuple[Document, Plan]:
    document = read_bytes("要点.txt", _TEXT.encode())
    return document, compile_document(document)


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_every_item_has_both_anchors(suffix: str, rendered: dict[str, tuple[Document, Plan, str]]) -> None:
    _, plan, page = rendered[suffix]
    names = html.fromstring(page).xpath("//@id")
    assert len(names) == len(set(names))
    items = [item.id for _, item in numbered(plan)]
    assert len(items) > 50
    assert [key for key in items if f"i-{key}" not in names or f"s-{key}" not in names] == []


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_every_link_leads_somewhere_on_the_page(suffix: str, rendered: dict[str, tuple[Document, Plan, str]]) -> None:
    tree = html.fromstring(rendered[suffix][2])
    names, links = set(tree.xpath("//@id")), tree.xpath("//a/@href")
    assert [link for link in links if not link.startswith("#") or link[1:] not in names] == []
    assert [label for label in tree.xpath("//label/@for") if label not in names] == []


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_nothing_is_loaded_and_no_handler_stands_in_the_markup(
    suffix: str, rendered: dict[str, tuple[Document, Plan, str]]
) -> None:
    page = rendered[suffix][2]
    tree = html.fromstring(page)
    assert tree.xpath("//script/@src|//img|//iframe|//object|//embed|//form") == []
    assert tree.xpath("//link/@href") == ["data:,"]
    assert tree.xpath("//@*[starts-with(name(), 'on')]") == []
    assert re.findall(r"https?:|//[a-z]+\.|@import|url\(", page) == []


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_marked_values_read_as_the_plan_has_them(suffix: str, rendered: dict[str, tuple[Document, Plan, str]]) -> None:
    document, plan, page = rendered[suffix]
    tree = html.fromstring(page)
    texts = {link.get("id"): link.text_content() for link in tree.xpath("//a[contains(@class, 'v ')][@id]")}
    alone = {figure.value_span: figure for figure in reversed(plan.figures)}.values()
    assert {f.id: texts.get(f"s-{f.id}") for f in alone} == {f.id: document.quote(f.value_span) for f in alone}


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_every_digit_of_the_text_is_in_an_item_or_among_the_passed_over(
    suffix: str, rendered: dict[str, tuple[Document, Plan, str]]
) -> None:
    tree = html.fromstring(rendered[suffix][2])
    (article,) = tree.xpath("//article")
    for label in article.xpath(".//*[@class='label']"):
        label.text = ""
    for link in article.xpath(".//a"):
        link.text = ""
    assert re.findall(r"[0-9]", article.text_content().translate(HALF_WIDTH)) == []


def test_counts_are_those_of_the_plan(rendered: dict[str, tuple[Document, Plan, str]]) -> None:
    document, plan, page = rendered[".docx"]
    chips = [chip.text_content().split() for chip in html.fromstring(page).xpath("//label")]
    assert chips == [
        ["目标", str(len(plan.targets))],
        ["标准要求", str(len(plan.norms))],
        ["现状数据", str(len(plan.observations))],
        ["项目", str(len(plan.projects))],
        ["任务", str(len(plan.tasks))],
        ["问题", str(len(plan.problems))],
        ["责任单位", str(len(plan.units))],
        ["未成为数据项", str(len(find_passed_over(document, plan)))],
    ]


def test_a_row_says_what_the_item_holds(small: tuple[Document, Plan]) -> None:
    document, plan = small
    tree = html.fromstring(plan_page(document, plan))
    target = next(t for t in plan.targets if t.value == 97)
    cells = [" ".join(cell.text_content().split()) for cell in tree.xpath(f"//tr[@id='i-{target.id}']/td")]
    assert cells == [f"{target.indicator} {target.id}", "全市", "≥ 97%", "2022", f"第5行{target.section}"]
    task = plan.tasks[0]
    assert tree.xpath(f"//tr[@id='i-{task.id}']//a/@href")[:-1] == [f"#i-{key}" for key in task.figures]
    (unit,) = tree.xpath("//tr[@id='i-u-1']")
    assert unit.xpath(".//a/@href") == [f"#i-{key}" for key in plan.units[0].tasks]


def test_corrections_notes_and_findings_are_shown(small: tuple[Document, Plan]) -> None:
    document, plan = small
    target = plan.targets[0].model_copy(update={"value": 13, "note": "经核实 <13> 所"})
    added = plan.targets[0].model_copy(update={"id": "补 1", "span": Span(9000, 9002), "value_span": Span(9000, 9001)})
    remark = Remark(code="C999", severity="warning", message="有一处看不准", where="第3行", quote="<b>", fix="请核对")
    changed = plan.model_copy(update={"targets": (target, added, *plan.targets[1:]), "findings": (remark,)})
    tree = html.fromstring(plan_page(document, marked(changed)))
    row = tree.xpath(f"//tr[@id='i-{target.id}']")[0].text_content()
    assert "人工更正：数值" in row
    assert "备注：经核实 <13> 所" in row
    (new,) = tree.xpath("//tr[@id='i-补_1']")
    assert "人工更正：人工加入" in new.text_content()
    assert new.xpath(".//a") == []
    (finding,) = tree.xpath("//tr[@id='i-f-1']")
    assert [cell.text_content() for cell in finding] == ["警告 C999", "有一处看不准（第3行）原文：<b>处理：请核对"]


def test_names_are_escaped(small: tuple[Document, Plan]) -> None:
    document, plan = small
    evil = '<script>alert("x")</script>'
    facts = plan.document.model_copy(update={"title": evil, "doc_no": evil})
    source = plan.source.model_copy(update={"name": f"{evil}.txt"})
    page = plan_page(document, plan.model_copy(update={"document": facts, "source": source}))
    assert page.count("<script>") == 1
    assert html.fromstring(page).xpath("//h1")[0].text_content() == evil


def test_the_same_plan_gives_the_same_page(small: tuple[Document, Plan]) -> None:
    document, plan = small
    assert plan_page(document, plan) == plan_page(document, compile_document(document))


def test_reading_and_compiling_gives_the_plan_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "要点.txt"
    path.write_text(_TEXT, encoding="utf-8")
    document, plan = read_and_compile(path)
    assert (document.name, document.text) == ("要点.txt", _TEXT)
    assert plan == compile_plan(path)


def test_a_document_that_is_no_plan_has_a_page_too() -> None:
    document = read_bytes("便条.txt", "今天下午开会。".encode())
    tree = html.fromstring(plan_page(document, compile_document(document)))
    assert "今天下午开会。" in tree.xpath("//article")[0].text_content()
    assert "C001" in tree.xpath("//tr[@id='i-f-1']")[0].text_content()


def test_style_sheets_keep_to_what_older_browsers_know() -> None:
    known = (path for path in (files("luoshi.report") / "templates").iterdir() if not path.name.endswith(".typ"))
    sheets = {path.name: path.read_text(encoding="utf-8") for path in known}
    unknown = re.compile(
        r":has\(|:is\(|:where\(|oklch|color-mix|@container|@layer|\binset:|aspect-ratio|\bgap:|^\s*&", re.M
    )
    assert len(sheets) > 5
    assert {name: unknown.findall(text) for name, text in sheets.items() if unknown.search(text)} == {}


def test_pages_of_real_plans_are_whole_and_small(shared: Path) -> None:
    for path in sorted((shared / "seeds").glob("*.txt")):
        document, plan = read_and_compile(path)
        page = plan_page(document, plan)
        names = set(html.fromstring(page).xpath("//@id"))
        assert [i.id for _, i in numbered(plan) if f"i-{i.id}" not in names or f"s-{i.id}" not in names] == []
        assert len(page.encode()) < 3_000_000


def test_numbers_passed_over_stand_by_reason(small: tuple[Document, Plan]) -> None:
    document, plan = small
    without = plan.model_copy(update={"targets": ()})
    tree = html.fromstring(plan_page(document, without))
    heads = [head.text for head in tree.xpath("//section[@id='g-passed']/h3")]
    assert heads == [Reason.QUANTITY, Reason.DATE]
    assert [mark.text for mark in tree.xpath("//section[@id='g-passed']//table//mark")] == ["12", "3600", "97"]
