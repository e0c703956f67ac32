"""By which names a server is called, and what a browser is told that calls it by another."""

from __future__ import annotations

from luoshi.web.setup import own_names


def test_a_server_at_one_address_has_that_name_alone() -> None:
    assert own_names("192.0.2.7") == ["192.0.2.7"]


def test_a_server_at_all_addresses_has_its_own_names() -> None:
    names = own_names("0.0.0.0")
    assert names
    assert "0.0.0.0" not in names


def test_another_name_is_refused_with_what_to_do(client, city) -> None:
    answer = client.get("/accounts/login/", HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400
    assert "LUOSHI_HOSTS" in answer.content.decode()
