"""The public site in a real browser: from a folder and from a server with a strict policy, with and without script."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from luoshi.portal.site import build_site
from luoshi.workspace.site_folder import write_site
from tests.portal.small_site import small_site

_DESK = {"width": 1366, "height": 768}
_PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("网站") / "site"
    write_site(build_site(*small_site().parts, {"总体情况.docx": b"PK"}), folder)
    return folder


@pytest.fixture(scope="module")
def pages(folder: Path) -> tuple[str, ...]:
    """One page of each kind, the list of pieces for pasting among them."""
    target = sorted(folder.glob("targets/*.html"))[0].relative_to(folder).as_posix()
    top = sorted(path.name for path in folder.glob("*.html"))
    return (*top, target, "reports/annual.html", "fragments/index.html")


class _Strict(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """The site below a path of a server that allows nothing but its own files."""
    handler = functools.partial(_Strict, directory=str(folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/site/"
        running.shutdown()
        thread.join()


def opened(browser: Browser, *, script: bool = True, size: dict[str, int] = _DESK) -> tuple[Page, list[str], list[str]]:
    """Return a page, what it will complain of, and what it will ask for."""
    page = browser.new_context(java_script_enabled=script, viewport=size).new_page()  # type: ignore[arg-type]
    wrong: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    return page, wrong, asked


def test_pages_ask_only_for_files_of_the_site(
    browser: Browser, folder: Path, server: str, pages: tuple[str, ...]
) -> None:
    for start in (f"{folder.as_uri()}/", server):
        page, wrong, asked = opened(browser)
        for one in pages:
            page.goto(start + one)
        assert wrong == []
        assert [url for url in asked if not url.startswith(start)] == []
        assert len(asked) > len(pages) * 2
        page.context.close()


def test_the_first_page_is_small(browser: Browser, server: str) -> None:
    page, wrong, _ = opened(browser)
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(f"{server}index.html")
    page.wait_for_load_state("networkidle")
    assert 5_000 < sum(sizes) < 200_000
    assert wrong == []
    page.context.close()


@pytest.mark.parametrize("place", ["file", "server"])
def test_search_finds_targets_tasks_and_words(browser: Browser, folder: Path, server: str, place: str) -> None:
    start = server if place == "server" else f"{folder.as_uri()}/"
    page, wrong, _ = opened(browser)
    page.goto(f"{start}search.html")

    def found(words: str) -> list[str]:
        page.fill("#q", words)
        return page.locator("#found a").all_inner_texts()

    assert found("大班额") == ["义务教育大班额比例", "消除大班额"]
    assert found("教师 西坪") == ["建设教师周转宿舍"]
    assert found("约束性")[0] == "约束性"
    assert found("ＣＳＶ") == ["数据和说明"]
    assert found("小学校舍建筑面积情况") == ["小学生均校舍建筑面积"]
    assert "相近" in page.inner_text("#told")
    assert found("没有这回事") == []
    assert page.inner_text("#told") == "共 0 条"
    page.goto(f"{start}search.html?q=%E5%A4%A7%E7%8F%AD%E9%A2%9D")
    page.click("#found a >> nth=0")
    assert "义务教育大班额比例" in page.inner_text("h1")
    assert wrong == []
    page.context.close()


def test_all_is_read_without_script(browser: Browser, folder: Path, pages: tuple[str, ...]) -> None:
    page, wrong, _ = opened(browser, script=False)
    for one in pages:
        page.goto(f"{folder.as_uri()}/{one}")
        assert page.locator("main").inner_text().strip()
    page.goto(f"{folder.as_uri()}/index.html")
    page.click("text=学前三年毛入园率")
    page.click("text=目标一览 >> nth=0")
    assert page.locator("#site-targets-all tbody tr").count() == 8
    page.goto(f"{folder.as_uri()}/search.html")
    assert "没有启用脚本" in page.inner_text("main")
    assert wrong == []
    page.context.close()


def test_nothing_is_wider_than_a_phone(browser: Browser, folder: Path, pages: tuple[str, ...]) -> None:
    page, _, _ = opened(browser, size=_PHONE)
    for one in pages:
        page.goto(f"{folder.as_uri()}/{one}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360, one
    page.context.close()


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(browser: Browser, folder: Path) -> None:
    page, _, _ = opened(browser)
    page.goto(f"{folder.as_uri()}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") == 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.context.close()


_CONTRAST = """
() => {
  const lum = c => c.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const parsed = text => text.match(/[\\d.]+/g).map(Number);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = parsed(getComputedStyle(element).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) { return colour.slice(0, 3); }
    }
    return [255, 255, 255];
  };
  const poor = [];
  document.querySelectorAll("body *").forEach(element => {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest("svg") || element.closest("noscript")) { return; }
    const one = lum(parsed(getComputedStyle(element).color).slice(0, 3)), other = lum(ground(element));
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) { poor.push(element.outerHTML.slice(0, 80) + " " + contrast.toFixed(2)); }
  });
  return poor;
}
"""


def test_words_stand_out_from_their_ground(browser: Browser, folder: Path, pages: tuple[str, ...]) -> None:
    page, _, _ = opened(browser)
    for one in pages:
        page.goto(f"{folder.as_uri()}/{one}")
        assert page.evaluate(_CONTRAST) == [], one
    page.context.close()


def test_pages_print_without_the_frame(browser: Browser, folder: Path) -> None:
    page, _, _ = opened(browser)
    page.goto(f"{folder.as_uri()}/targets.html")
    with pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True)) as printed:
        text = "".join(one.get_textpage().get_text_range() for one in printed)
    assert "澄湖市“十四五”教育事业发展规划" in text
    assert "小学生均校舍建筑面积" in text
    assert "评估报告" not in text
    page.context.close()


def test_a_table_over_two_sheets_repeats_its_head(browser: Browser, folder: Path) -> None:
    page, _, _ = opened(browser)
    page.goto(f"{folder.as_uri()}/targets.html")
    body = "document.querySelector('#site-targets-all tbody')"
    page.evaluate(f"{body}.innerHTML = {body}.innerHTML.repeat(12)")
    with pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True)) as printed:
        texts = [one.get_textpage().get_text_range() for one in printed]
    assert len(texts) > 1
    assert [text for text in texts if "学前三年毛入园率" in text and "目标年份" not in text] == []
    page.context.close()
