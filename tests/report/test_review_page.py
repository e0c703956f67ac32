"""The page of a review: the whole text, every finding noted once beside it, every place linked, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from playwright.sync_api import Browser, Page
from tests.report.test_source_text import shown, shown_in

from luoshi.api import review_page
from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Document, Span
from luoshi.model.review import Review, Reviewed, Spot
from luoshi.readers import read_bytes
from luoshi.report.marking import Marks

Pages = dict[str, tuple[Document, Review, str]]
_SUFFIXES = (".docx", ".txt", ".html", ".pdf")
_DESKTOP = {"width": 1366, "height": 768}
_NARROW = {"width": 800, "height": 900}


def opened(browser: Browser, path: Path, size: dict[str, int] = _DESKTOP) -> Page:
    page = browser.new_context(java_script_enabled=False, viewport=size).new_page()
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_text_shown_is_the_whole_text(suffix: str, review_pages: Pages) -> None:
    document, _, page = review_pages[suffix]
    assert shown_in(page, document) == shown(document, Marks([]))


_SMALL = read_bytes(
    "规划.txt", "一、目标\n到2025年，入园率达到92%。\n指标|数值\n---|---\n入园率|92\n二、措施\n落实。\n".encode()
)
_SPANS = st.lists(st.tuples(st.integers(0, len(_SMALL.text)), st.integers(0, 30)), max_size=4)


@given(st.lists(st.tuples(st.sampled_from(list(Severity)), _SPANS), max_size=8))
def test_text_is_whole_and_every_finding_noted_wherever_its_places_are(found) -> None:
    findings = []
    for number, (severity, places) in enumerate(found):
        spans = [Span(start, min(start + length, len(_SMALL.text))) for start, length in places]
        spots = tuple(Spot(span, _SMALL.quote(span), f"第{span.start}字") for span in spans)
        findings.append(Reviewed(f"V101-{number:06x}", "合计", Finding("V101", severity, "不等"), spots))
    page = review_page(_SMALL, Review("规划.txt", "规划", "", 9, tuple(findings), (), ()))
    assert shown_in(page, _SMALL) == shown(_SMALL, Marks([]))
    names = html.fromstring(page).xpath("//@id")
    assert len(names) == len(set(names))
    assert {f"i-{one.key}" for one in findings} <= set(names)
    assert {f"s-{one.key}-{n}" for one in findings for n in range(1, len(one.spots) + 1)} <= set(names)


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_every_finding_is_noted_once_and_every_place_linked(suffix: str, review_pages: Pages) -> None:
    _, review, page = review_pages[suffix]
    tree = html.fromstring(page)
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    assert sorted(tree.xpath("//div[contains(@class, 'note ')]/@id")) == sorted(
        f"i-{one.key}" for one in review.findings
    )
    places = {f"s-{one.key}-{n}" for one in review.findings for n in range(1, len(one.spots) + 1)}
    assert {name for name in names if name.startswith("s-")} == places
    links = tree.xpath("//a/@href")
    assert [link for link in links if not link.startswith("#") or link[1:] not in names] == []
    assert [label for label in tree.xpath("//label/@for") if label not in names] == []
    assert tree.xpath("//script|//img|//link[not(starts-with(@href, 'data:'))]") == []


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_marked_words_are_the_quotes(suffix: str, review_pages: Pages) -> None:
    document, review, page = review_pages[suffix]
    article = html.fromstring(page).xpath("//article")[0]
    first = next(one for one in review.findings if len(one.spots) == 1 and one.finding.severity.value == "error")
    (pin,) = article.xpath(f".//a[@id='s-{first.key}-1']")
    assert pin.getnext().text_content() == document.quote(first.spots[0].span)


def test_waived_findings_and_rules_switched_off_are_told_with_their_reason(review_pages: Pages) -> None:
    tree = html.fromstring(review_pages[".docx"][2])
    assert "已核对，含往年结转" in tree.xpath("//section[@id='waived']")[0].text_content()
    assert "本市公文的惯例" in tree.xpath("//section[@id='rules-off']")[0].text_content()


def test_words_of_the_document_are_no_markup() -> None:
    document = read_bytes("规划.txt", "一、<b>目标</b>\n<script>alert(1)</script>&lt;\n".encode())
    page = review_page(document, Review(document.name, "<i>规划</i>", document.sha256, 20, (), (), ()))
    assert html.fromstring(page).xpath("//script|//article//b|//h1/i") == []
    assert "没有审校意见" in page


def test_page_is_the_same_each_time(review_pages: Pages) -> None:
    document, review, page = review_pages[".txt"]
    assert review_page(document, review) == page


def test_note_stands_beside_its_place(browser: Browser, review_file: Path, review_pages: Pages) -> None:
    page = opened(browser, review_file)
    for one in review_pages[".docx"][1].findings:
        if not one.spots:
            continue
        note = page.locator(f"[id='i-{one.key}']").bounding_box()
        block = page.locator(f".row:has([id='i-{one.key}']) > [id^='b-']").bounding_box()
        above = page.locator(f".note:has(+ [id='i-{one.key}'])")
        words = page.locator(f"[id='s-{one.key}-1']").bounding_box()
        assert note is not None
        assert block is not None
        assert words is not None
        assert words["x"] + words["width"] < note["x"], "the margin is on the right of the text"
        assert note["x"] + note["width"] <= _DESKTOP["width"]
        assert abs(note["y"] - block["y"]) < 12 or above.count() == 1, "level with its block or below another note"
    assert page.evaluate("document.documentElement.scrollWidth") <= _DESKTOP["width"]
    page.context.close()


def test_links_lead_to_the_note_and_back(browser: Browser, review_file: Path, review_pages: Pages) -> None:
    page = opened(browser, review_file)
    one = review_pages[".docx"][1].findings[0]
    page.locator(f"nav.list a[href='#i-{one.key}']").click()
    note = page.locator(f"[id='i-{one.key}']")
    box = note.bounding_box()
    assert box is not None
    assert 90 < box["y"] < 768
    note.locator(".places a").last.click()
    place = page.locator(f"[id='s-{one.key}-{len(one.spots)}']")
    box = place.bounding_box()
    assert box is not None
    assert 90 < box["y"] < 768
    page.locator(f".see a[href='#i-{one.key}']").last.click()
    box = note.bounding_box()
    assert box is not None
    assert 90 < box["y"] < 768
    page.context.close()


@pytest.mark.parametrize(("switch", "hidden", "shown"), [("error", "is-error", "is-warning"), ("of-2", "of-2", "of-1")])
def test_filters_hide_notes_and_marks(
    browser: Browser, review_file: Path, switch: str, hidden: str, shown: str
) -> None:
    page = opened(browser, review_file)
    assert page.locator(f".note.{hidden}").first.is_visible()
    page.locator(f"label[for='show-{switch}']").click()
    for kind in (".note", ".see", ".no", "nav.list li"):
        assert not any(found.is_visible() for found in page.locator(f"{kind}.{hidden}").all()), kind
        assert all(found.is_visible() for found in page.locator(f"{kind}.{shown}:not(.{hidden})").all()), kind
    grounds = {
        found.evaluate("e => getComputedStyle(e).backgroundColor") for found in page.locator(f".m.{hidden}").all()
    }
    assert grounds == {"rgba(0, 0, 0, 0)"}
    page.context.close()


def test_narrow_window_has_the_notes_below_the_text(browser: Browser, review_file: Path, review_pages: Pages) -> None:
    page = opened(browser, review_file, _NARROW)
    one = review_pages[".docx"][1].findings[0]
    note, words = (page.locator(f"[id='{name}-{one.key}{n}']").bounding_box() for name, n in (("i", ""), ("s", "-1")))
    assert note is not None
    assert words is not None
    assert words["y"] < note["y"]
    assert note["x"] + note["width"] <= _NARROW["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= _NARROW["width"]
    page.context.close()


def test_printed_page_holds_text_and_notes(
    browser: Browser, review_file: Path, review_pages: Pages, tmp_path: Path
) -> None:
    page = opened(browser, review_file)
    page.pdf(path=str(tmp_path / "审校.pdf"), prefer_css_page_size=True)
    page.context.close()
    pdf = pypdfium2.PdfDocument(tmp_path / "审校.pdf")
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in pdf)
    pdf.close()
    plain = "".join(text.split())
    for one in review_pages[".docx"][1].findings:
        assert one.key in plain
    assert "已核对，含往年结转" in plain
    assert plain.count("临江市") > 3
