"""Fixtures of the page tests: the samples compiled, and a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.resources import as_file
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from luoshi.api import plan_page, read_and_compile
from luoshi.model.document import Document
from luoshi.model.plan import Plan
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of the machine; skip where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("此机器上没有 Chromium（apt-get install chromium）")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page_file(tmp_path: Path, rendered: dict[str, Rendered], request: pytest.FixtureRequest) -> Path:
    """The page of the sample that the test names by its suffix, as a file."""
    path = tmp_path / "规划.html"
    path.write_text(rendered[request.param][2], encoding="utf-8")
    return path
