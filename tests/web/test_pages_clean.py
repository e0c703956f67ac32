"""Every page keeps the strict policy: nothing inline, nothing from elsewhere; old browsers understand the style sheet;
production settings are those that Django recommends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

import luoshi.web
from luoshi.web.accounts.models import Account, RoleGrant, Unit
from luoshi.web.clock import now
from luoshi.web.policy import Role
from tests.web.addresses import all_addresses

_MOST_OF_A_VIEW = 3
_LOADED = {"src", "href", "action", "formaction", "poster", "data", "srcset", "hx-get", "hx-post", "xlink:href"}
_INLINE = r"\sstyle=|<style|\son(?:click|change|submit|load|error|input|key\w+|mouse\w+|focus|blur)=|hx-on|javascript:"
_WEB = Path(luoshi.web.__file__).parent


class _Page(HTMLParser):
    """What of a page breaks the policy, and where its links lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.links: list[str] = []
        self._is_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_script = tag == "script" and "src" not in given
        if tag == "style" or self._is_script:
            self.wrong.append(f"<{tag}> without a file")
        for name, value in given.items():
            if name == "style" or name.startswith(("on", "hx-on")):
                self.wrong.append(f"{tag} {name}={value}")
            if name in _LOADED and (urlsplit(value).netloc or value.startswith(("javascript:", "data:text"))):
                self.wrong.append(f"{tag} {name}={value}")
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(given["href"])


@pytest.fixture
def everything(book) -> Client:
    """A browser of somebody with all roles."""
    account = Account.objects.create(
        username="all", name="全能", unit=Unit.objects.get(name="市教育局"), must_change_password=False,
        password_changed_at=now(), password="!",
    )  # fmt: skip
    RoleGrant.objects.bulk_create(RoleGrant(account=account, role=role.value, granted_at=now()) for role in Role)
    browser = Client()
    browser.force_login(account)
    return browser


def test_no_page_breaks_the_policy(everything: Client) -> None:
    """From every address without arguments along the links, a few of each view."""
    bare = [one for one in all_addresses() if one.bare and not one.is_public]
    waiting, seen, visits = [one.path for one in bare], set(), {}
    wrong: list[str] = []
    linked: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            if not address.startswith("/static/"):
                wrong.append(f"{address} leads nowhere")
            continue
        if address in seen or visits.get(name, 0) >= _MOST_OF_A_VIEW or name == "accounts:logout":
            continue
        seen.add(address)
        visits[name] = visits.get(name, 0) + 1
        answer = everything.get(address, follow=True)
        # An address without arguments may want a query, or a POST; a link must lead somewhere.
        fine = (200, 422) if address in linked else (200, 400, 404, 405, 422)
        assert answer.status_code in fine, (address, answer.status_code)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        page = _Page(answer.content.decode())
        wrong += [f"{address}: {one}" for one in page.wrong]
        found = [urljoin(address, link) for link in page.links]
        linked.update(found)
        waiting += found
    assert wrong == []
    assert {one.name for one in bare} - {"accounts:logout"} <= set(visits)
    assert len(seen) > 15


def test_page_that_breaks_the_policy_would_be_found() -> None:
    text = '<p style="a"><script>x</script><img src="//far/x.png"><b onclick="x"><a href="https://far/">'
    assert len(_Page(text).wrong) == 5


def test_templates_hold_nothing_inline() -> None:
    told = []
    for path in _WEB.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        told += [f"{path.name}: {found}" for found in re.findall(_INLINE, text)]
    assert told == []


def test_style_sheets_are_for_older_browsers() -> None:
    sheets = list(_WEB.rglob("static/**/*.css"))
    assert sheets
    for sheet in sheets:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert re.findall(r":has\(|oklch|oklab|color-mix|@container|@layer|@import|:is\(|url\(", text) == []
        assert "&" not in text, "nesting"
        assert _deepest(text) <= 2, "rules within rules"


def _deepest(text: str) -> int:
    """Return how deep braces lie within each other; within an @media or @page block a level more is usual."""
    text = re.sub(r"@(?:media|supports)[^{]*\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", text)
    depth = deepest = 0
    for sign in re.findall(r"[{}]", text):
        depth += 1 if sign == "{" else -1
        deepest = max(deepest, depth)
    return deepest


def test_production_settings_are_those_that_django_recommends(tmp_path: Path) -> None:
    (tmp_path / "luoshi.toml").write_text("", encoding="utf-8")
    given = {key: value for key, value in os.environ.items() if not key.startswith(("LUOSHI_", "DJANGO_"))}
    given |= {"LUOSHI_WORKSPACE": str(tmp_path), "LUOSHI_HTTPS": "1", "LUOSHI_HOSTS": "luoshi.example.cn"}
    command = [sys.executable, "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    done = subprocess.run(
        command,
        env=given | {"DJANGO_SETTINGS_MODULE": "luoshi.web.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stdout + done.stderr
