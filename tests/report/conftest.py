"""Fixtures of the page tests: the samples compiled, and a real Chromium."""

from __future__ import annotations

from importlib.resources import as_file
from pathlib import Path

import pytest

from luoshi.api import plan_page, read_and_compile, review_page
from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Document, Span
from luoshi.model.plan import Plan
from luoshi.model.review import Review, Reviewed, RuleText
from luoshi.review.material import Material
from luoshi.review.spots import Places
from luoshi.samples import sample_files

Rendered = tuple[Document, Plan, str]


@pytest.fixture(scope="session")
def rendered() -> dict[str, Rendered]:
    """The samples by their suffix: document, plan, page."""
    found = {}
    for sample in sample_files():
        with as_file(sample) as path:
            document, plan = read_and_compile(path)
        found[path.suffix] = (document, plan, plan_page(document, plan))
    return found


@pytest.fixture
def page_file(tmp_path: Path, rendered: dict[str, Rendered], request: pytest.FixtureRequest) -> Path:
    """The page of the sample that the test names by its suffix, as a file."""
    path = tmp_path / "规划.html"
    path.write_text(rendered[request.param][2], encoding="utf-8")
    return path


def reviewed(document: Document, plan: Plan) -> Review:
    """Return a review of any document with what a page has to show: places in text and in cells, several for one
    finding, one within another, findings without a place, waived ones, rules that are switched off."""
    places = Places(Material(document, plan))
    words = [block.passage for block in document.blocks if block.table is None and len(block.text) > 40]
    cells = [
        cell.passage for block in document.blocks if block.table for cell in block.table.cells if len(cell.text) > 3
    ]
    rules = (
        RuleText("V101", "表内合计", "算术", (Severity.ERROR,), "合计与各行不等。"),
        RuleText("V201", "一年两值", "一致", (Severity.WARNING,), "同一指标同一年有两个数值。"),
        RuleText("V402", "缺附件", "结构", (Severity.INFO,), "提到的附件没有。"),
        RuleText("V501", "标点成对", "形式", (Severity.WARNING,), "括号不成对。", off="本市公文的惯例"),
    )
    names = {rule.code: rule for rule in rules}

    def one(code: str, number: int, spans: list[Span], waived: str = "") -> Reviewed:
        rule = names[code]
        spots = tuple(places.spot(span) for span in spans)
        finding = Finding(
            code,
            rule.severities[0],
            "23.82+25.58+107.54=156.94，文中总计155.81，少1.13亿元",
            "；".join(spot.where for spot in spots),
            fix="核对各行和总计，改正其中一个",
            spans=tuple(spots[n].span for n in range(len(spots))),
        )
        return Reviewed(f"{code}-{number:06x}", rule.name, finding, spots, waived)

    last = words[-1]
    found = (
        one("V101", 1, [words[2].span(4, 20), last.span(2, 9), *[cell.span(0, 3) for cell in cells[:2]]]),
        one("V101", 2, [words[2].span(8, 12)]),
        one("V201", 3, [words[2].span(0, 30), words[3].span(1, 6)]),
        one("V201", 4, [last.span(0, 5)]),
        one("V402", 5, [Span(words[5].whole.start, words[7].whole.end)]),
        one("V402", 6, []),
    )
    waived = (one("V201", 7, [words[4].span(0, 5)], "已核对，含往年结转"),)
    return Review(document.name, "临江市教育规划", document.sha256, len(document.text), found, waived, rules)


@pytest.fixture(scope="session")
def review_pages(rendered: dict[str, Rendered]) -> dict[str, tuple[Document, Review, str]]:
    """The samples by their suffix: document, a review of it, its page."""
    found = {}
    for suffix, (document, plan, _) in rendered.items():
        review = reviewed(document, plan)
        found[suffix] = (document, review, review_page(document, review))
    return found


@pytest.fixture
def review_file(tmp_path: Path, review_pages: dict[str, tuple[Document, Review, str]]) -> Path:
    """The page of the review of the DOCX sample, as a file."""
    path = tmp_path / "规划.审校.html"
    path.write_text(review_pages[".docx"][2], encoding="utf-8")
    return path
