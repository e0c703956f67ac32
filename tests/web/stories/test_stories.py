"""What people do in a day, in a real browser, on the server as it is installed."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.slow]


def test_a_leader_prints_the_page(person) -> None:
    leader = person("lingdao")
    leader.shot("01-首页-局领导")
    leader.page.keyboard.press("Tab")
    assert leader.page.evaluate("document.activeElement.tagName") == "A"
    leader.open("/dashboard/")
    leader.shot("02-看板")
    leader.page.click("text=领导用表")
    assert "共 22 项" in leader.page.inner_text(".paper")
    leader.page.emulate_media(media="print")
    assert leader.page.is_hidden(".menu")
    assert len(leader.page.pdf(format="A4")) > 10_000
    leader.shot("03-领导用表")
