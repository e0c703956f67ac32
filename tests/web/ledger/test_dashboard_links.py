"""Each number of the dashboard opens to a list with just as many entries."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from luoshi.web.policy import Role


@pytest.mark.parametrize("by", ["unit", "county", "chapter"])
def test_each_number_opens_to_as_many_entries(by: str, book, browser_of) -> None:
    client = browser_of(Role.LEADER)
    page = client.get(reverse("dashboard:index") + f"?by={by}").content.decode()
    links = {
        unescape(address): int(number)
        for address, number in re.findall(r'href="(/ledger/\?[^"]+)">(?:<b>)?(\d+)(?:</b>|</a>)', page)
    }
    assert len(links) > 5
    counted = {}
    for address in list(links)[:24]:
        found = re.search(r"共 (\d+) 条", client.get(address).content.decode())
        counted[address] = int(found[1]) if found else 0
    assert counted == {address: links[address] for address in counted}
