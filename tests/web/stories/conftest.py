"""The server as it is installed, and people at real browsers: each with a page of their own, logged in.

Whatever a page says on the console, and whatever it asks of another host, fails the story. Screenshots are kept in the
folder that ``LUOSHI_SCREENSHOTS`` names.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from luoshi.samples import sample_files, sample_ledger
from luoshi.workspace.folder import Workspace, init_workspace

_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of (409|422) \(.*\)")
"""What Chromium prints when a form with wrong input comes back: the page tells what is wrong."""
_SIZES = ((1366, 768), (1920, 1080))
_SERVE = """
import sys
from datetime import date
from pathlib import Path
from luoshi.cli.serve_command import serve
from luoshi.workspace.folder import open_workspace
serve(open_workspace(Path(sys.argv[1])), "127.0.0.1", int(sys.argv[2]), date(2024, 11, 15), sample=True)
"""


@dataclass
class Site:
    """A server that runs: its address, its workspace, and the passwords it printed."""

    address: str
    root: Path
    passwords: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """A server of the sample city."""
    if os.environ.get("LUOSHI_DATABASE_URL"):
        pytest.skip("浏览器里的故事用默认的数据库")
    root = tmp_path_factory.mktemp("site") / "city"
    init_workspace(root, Workspace(root, "临江市", "市", (2021, 2025), sample=True))
    for sample in sample_files():
        shutil.copy(sample, root / "documents" / sample.name)
    shutil.copy(sample_ledger(), root / "ledgers" / sample_ledger().name)
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-u", "-c", _SERVE, str(root), str(port)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert server.stdout is not None
    passwords = {}
    for line in server.stdout:
        if "http://" in line:
            break
        words = line.split()
        if len(words) == 3:
            passwords[words[0]] = words[1]
    yield Site(f"http://127.0.0.1:{port}", root, passwords)
    server.terminate()
    server.wait(timeout=20)
    server.stdout.close()


class Person:
    """Somebody at a browser.

    Attributes:
        page: the page (a ``playwright.sync_api.Page``).
        said: what pages said on the console, and what they asked of other hosts.
    """

    def __init__(self, browser, site: Site, username: str, size: tuple[int, int]) -> None:
        self.site, self.username = site, username
        self.said: list[str] = []
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, accept_downloads=True, locale="zh-CN"
        )
        context.set_default_timeout(15_000)
        self.page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda one: self.said.append(str(one)))
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda one: one.accept())
        self.page.goto(f"{site.address}/accounts/login/")
        for typed in (username, site.passwords[username]):
            self.focus_is_seen()
            self.page.keyboard.type(typed)
            self.page.keyboard.press("Tab")
        self.focus_is_seen()
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{site.address}/")

    def open(self, path: str) -> None:
        """Open a page by its address."""
        answer = self.page.goto(self.site.address + path)
        assert answer is not None
        assert answer.status == 200, (path, answer.status)

    def shot(self, name: str) -> None:
        """Keep a picture of the page where pictures are kept, at both sizes of screens."""
        folder = os.environ.get("LUOSHI_SCREENSHOTS")
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        for width, height in _SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.screenshot(path=str(Path(folder, f"{name}-{width}.png")), full_page=True)
        self.page.set_viewport_size({"width": _SIZES[0][0], "height": _SIZES[0][1]})

    def focus_is_seen(self) -> None:
        """What has the focus of the keyboard is told from the rest by a line around it."""
        style = self.page.evaluate(
            "(() => { const one = document.activeElement; const look = getComputedStyle(one); "
            "return [one.tagName, look.outlineStyle, parseFloat(look.outlineWidth)]; })()"
        )
        assert style[0] != "BODY"
        assert style[1] != "none", style
        assert style[2] >= 2, style

    def _heard(self, one) -> None:
        if one.type == "error" and not _REFUSED.fullmatch(one.text):
            self.said.append(one.text)

    def _asked(self, request) -> None:
        if not request.url.startswith((self.site.address, "data:")):
            self.said.append(f"asked for {request.url}")


@pytest.fixture
def person(site, request: pytest.FixtureRequest) -> Iterator[Callable[[str], Person]]:
    """Return somebody at a browser, by the name of their account; at the end nothing was wrong with their pages."""
    browser = request.getfixturevalue("browser")  # after the site: where that is skipped, no browser is started
    people: list[Person] = []

    def sat_down(username: str) -> Person:
        people.append(Person(browser, site, username, _SIZES[0]))
        return people[-1]

    yield sat_down
    said = [one for somebody in people for one in somebody.said]
    for one in people:
        one.page.context.close()
    assert said == []
