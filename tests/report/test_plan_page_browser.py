"""The page of a plan in a real browser: read, followed, filtered, printed, without script and without network."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from luoshi.model.document import Document
from luoshi.model.plan import Plan

Rendered = dict[str, tuple[Document, Plan, str]]
_SCREEN = {"width": 1366, "height": 768}
_SUFFIXES = (".docx", ".txt", ".html")


def opened(browser: Browser, path: Path, *, script: bool = False) -> Page:
    page = browser.new_context(java_script_enabled=script, viewport=_SCREEN).new_page()
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize(("page_file", "suffix"), [(s, s) for s in _SUFFIXES], indirect=["page_file"])
def test_highlighted_figures_read_as_the_plan_has_them(
    browser: Browser, page_file: Path, suffix: str, rendered: Rendered
) -> None:
    document, plan, _ = rendered[suffix]
    page = opened(browser, page_file, script=True)
    texts = page.evaluate("Object.fromEntries([...document.querySelectorAll('a.v[id]')].map(e => [e.id, e.innerText]))")
    alone = {figure.value_span: figure for figure in reversed(plan.figures)}.values()
    assert texts == {f"s-{f.id}": document.quote(f.value_span) for f in alone}
    assert {f.id for f in alone if f.value_text.strip() != texts[f"s-{f.id}"].strip()} == set()
    page.context.close()


@pytest.mark.parametrize("page_file", [".docx"], indirect=True)
def test_nothing_is_asked_of_the_network(browser: Browser, page_file: Path) -> None:
    page = browser.new_context(viewport=_SCREEN).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(page_file.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [page_file.as_uri()]
    assert errors == []
    page.context.close()


@pytest.mark.parametrize("page_file", [".docx"], indirect=True)
def test_all_is_there_to_read_without_script(browser: Browser, page_file: Path, rendered: Rendered) -> None:
    plan = rendered[".docx"][1]
    page = opened(browser, page_file)
    for item in (plan.targets[0], plan.targets[-1], plan.projects[-1], plan.tasks[0], plan.problems[0]):
        row = page.locator(f"[id='i-{item.id}']")
        assert row.is_visible()
        assert page.locator(f"[id='s-{item.id}']").is_visible()
    assert page.locator("article").inner_text().count("临江市") > 1
    page.context.close()


@pytest.mark.parametrize("page_file", [".docx"], indirect=True)
def test_links_lead_both_ways_without_script(browser: Browser, page_file: Path, rendered: Rendered) -> None:
    figure = rendered[".docx"][1].targets[-1]
    page = opened(browser, page_file)
    place, row = page.locator(f"[id='s-{figure.id}']"), page.locator(f"[id='i-{figure.id}']")
    before = place.evaluate("e => getComputedStyle(e).backgroundColor")
    row.locator("td").last.locator("a").click()
    box = place.bounding_box()
    assert box is not None
    assert 90 < box["y"] < 768
    assert place.evaluate("e => getComputedStyle(e).backgroundColor") != before
    assert page.evaluate("document.querySelector('.top').getBoundingClientRect().y") == 0, "the bar stays"
    place.click()
    box = row.bounding_box()
    assert box is not None
    assert 90 < box["y"] < 768
    page.context.close()


@pytest.mark.parametrize("page_file", [".docx"], indirect=True)
def test_a_kind_is_hidden_and_shown_again_without_script(browser: Browser, page_file: Path, rendered: Rendered) -> None:
    figure = rendered[".docx"][1].norms[0]
    page = opened(browser, page_file)
    chip, group = page.locator("label[for='show-norm']"), page.locator("#g-norm")
    place = page.locator(f"[id='s-{figure.id}']")
    chip.click()
    assert not group.is_visible()
    assert place.is_visible(), "the number is text and stays"
    assert place.evaluate("e => getComputedStyle(e).borderBottomWidth") == "0px"
    chip.click()
    assert group.is_visible()
    page.locator("#show-norm").focus()
    page.keyboard.press("Space")
    assert not group.is_visible()
    page.context.close()


def reached_text(page: Page, before: str) -> str:
    """Return the text that the script marks, once it is another: a change of the address is told after the click."""
    marked = "[...document.querySelectorAll('.reached')].map(e => e.textContent).join('')"
    page.wait_for_function(f"before => {marked} !== before", arg=before)
    text: str = page.evaluate(marked)
    return text


@pytest.mark.parametrize("page_file", [".docx"], indirect=True)
def test_the_script_shows_how_far_a_task_goes(browser: Browser, page_file: Path, rendered: Rendered) -> None:
    document, plan, _ = rendered[".docx"]
    task = next(task for task in plan.tasks if "\n" not in document.quote(task.span))
    page = opened(browser, page_file, script=True)
    page.goto(f"{page_file.as_uri()}#s-{task.id}")
    first = reached_text(page, before="")
    assert first == document.quote(task.span)
    figure = plan.targets[-1]
    page.locator(f"[id='s-{figure.id}']").click()
    assert reached_text(page, before=first) == document.quote(figure.span)
    page.context.close()


@pytest.mark.parametrize("page_file", [".docx"], indirect=True)
def test_panes_scroll_for_themselves_and_nothing_is_cut_off(browser: Browser, page_file: Path) -> None:
    page = opened(browser, page_file)
    wide = page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.pane')].map(e => [e.scrollWidth, e.clientWidth])"
    )
    assert [pair for pair in wide if pair[0] > pair[1]] == []
    assert page.evaluate("document.documentElement.scrollHeight") <= 768
    page.context.close()


@pytest.mark.parametrize("page_file", [".docx"], indirect=True)
def test_it_prints_on_a4_text_first_then_the_items(browser: Browser, page_file: Path, rendered: Rendered) -> None:
    page = opened(browser, page_file)
    printed = page.pdf(prefer_css_page_size=True)
    page.context.close()
    with pypdfium2.PdfDocument(printed) as pdf:
        sizes = {tuple(round(side) for side in pdf.get_page_size(number)) for number in range(len(pdf))}
        texts = [pdf[number].get_textpage().get_text_bounded().replace("\r\n", "") for number in range(len(pdf))]
    assert sizes == {(595, 842)}
    whole = "".join(texts)
    document, plan, _ = rendered[".docx"]
    assert [target.id for target in plan.targets if target.id not in whole] == []
    assert whole.index(document.blocks[-1].text[-10:]) < whole.index("原文位置")


def test_text_has_contrast_enough(browser: Browser, rendered: Rendered, tmp_path: Path) -> None:
    path = tmp_path / "规划.html"
    path.write_text(rendered[".html"][2], encoding="utf-8")
    page = opened(browser, path, script=True)
    found = page.evaluate(_PAIRS)
    page.context.close()
    assert len(found) > 8
    assert [pair for pair in found if contrast(pair[0], pair[1]) < 4.5] == []


_PAIRS = """() => {
  const solid = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (!/, 0\\)$|transparent/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), pairs = new Set();
  for (let n; (n = walk.nextNode());) {
    const e = n.parentElement;
    if (n.data.trim() && e.offsetParent) pairs.add(getComputedStyle(e).color + '|' + solid(e));
  }
  return [...pairs].map(p => p.split('|').map(c => c.match(/\\d+/g).slice(0, 3).map(Number)));
}"""


def contrast(one: list[int], other: list[int]) -> float:
    """Return the contrast ratio of WCAG of two colours."""

    def light(colour: list[int]) -> float:
        parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)
