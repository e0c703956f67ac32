"""Every menu page in a real Chromium: no message in its console, no request to another host, something to be seen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from luoshi.workspace.folder import Workspace, init_workspace

_SERVE = """
import sys
from datetime import date
from pathlib import Path
from luoshi.web.setup import migrate, prepare
prepare(Path(sys.argv[1]), today=date(2024, 11, 15))
migrate()
from luoshi.samples import sample_ledger
from luoshi.web.accounts.models import Account, RoleGrant
from luoshi.web.clock import now
from luoshi.web.policy import Role
from luoshi.web.samples import add_samples
made = add_samples((sample_ledger(),), now())
account = Account.objects.get(username="guihua")
for role in Role:
    RoleGrant.objects.get_or_create(account=account, role=role.value, defaults={"granted_at": now()})
from waitress.server import create_server
from luoshi.web.wsgi import application
server = create_server(application, host="127.0.0.1", port=0)
print(server.effective_port, made["guihua"], flush=True)
server.run()
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Address of a server with the sample city, and the password of an account that may do everything."""
    root = tmp_path_factory.mktemp("served")
    init_workspace(root, Workspace(root, "临江市", "市", (2021, 2025)))
    given = {key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DJANGO_"))}
    command = [sys.executable, "-c", _SERVE, str(root)]
    log = (root / "server.log").open("w")
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=log, text=True) as server, log:
        try:
            too_long = threading.Timer(60, server.kill)
            too_long.start()
            assert server.stdout is not None
            line = server.stdout.readline().split()
            too_long.cancel()
            assert len(line) == 2, (root / "server.log").read_text(encoding="utf-8")
            yield f"http://127.0.0.1:{line[0]}", line[1]
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def page(served: tuple[str, str], browser: Browser) -> Iterator[Page]:
    """A page of a Chromium of the machine."""
    opened = browser.new_page(viewport={"width": 1366, "height": 768})
    yield opened
    opened.close()


def test_every_menu_page_is_quiet_and_shows_something(page: Page, served: tuple[str, str], tmp_path: Path) -> None:
    address, password = served
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(f"{page.url}: {message.type} {message.text}"))
    page.on("pageerror", lambda error: told.append(f"{page.url}: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.fill("#username", "guihua")
    page.fill("#password", password)
    page.keyboard.press("Enter")
    page.wait_for_selector("nav.menu")
    menu = page.eval_on_selector_all("nav.menu a", "all => all.map(one => one.href)")
    assert 2 <= len(menu) <= 9
    pages = list(menu)
    for one in menu:
        page.goto(one)
        pages += page.eval_on_selector_all("nav.tabs a", "all => all.map(one => one.href)")
    for number, one in enumerate(dict.fromkeys(pages)):
        answer = page.goto(one)
        assert answer is not None
        assert answer.status == 200, one
        assert page.eval_on_selector("main", "main => main.getBoundingClientRect().right <= window.innerWidth + 1"), one
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{one} is too wide"
        picture = page.screenshot(path=tmp_path / f"{number}.png")
        assert _distinct_lines(picture) > 60, f"{one} is blank"
        assert len(page.inner_text("main").strip()) > 5, one
    assert told == []
    assert {re.match(r"\w+://[^/]+", one)[0] for one in asked} == {address}


def _distinct_lines(png: bytes) -> int:
    """Return how many lines of a picture differ from each other: of a blank page one, of its frame some ten."""
    data, at = b"", 8
    width = int.from_bytes(png[16:20], "big")
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    raw = zlib.decompress(data)
    height = int.from_bytes(png[20:24], "big")
    stride = len(raw) // height
    assert stride >= width
    return len({raw[row * stride : (row + 1) * stride] for row in range(height)})
