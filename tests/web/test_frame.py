"""Logging in, the frame of pages, headers of security."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from luoshi.web.accounts.actions import MOST_FAILURES
from luoshi.web.audit.chain import verify
from luoshi.web.audit.models import LogEntry
from luoshi.web.policy import Role


def test_whoever_is_not_logged_in_is_asked_to(client: Client, city) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("accounts:login"))


def test_log_in_and_out(client: Client, city) -> None:
    answer = client.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get("/")
    assert "待办" in page.content.decode()
    client.post(reverse("accounts:logout"))
    assert client.get("/").status_code == 302
    assert list(LogEntry.objects.order_by("number").values_list("action", "result")) == [
        ("登录", "成功"),
        ("退出", "成功"),
    ]
    assert list(verify()) == []


def test_account_is_locked_after_failures_in_a_row(client: Client, city) -> None:
    wrong = {"username": "guihua", "password": "nothing at all"}
    told = [client.post(reverse("accounts:login"), wrong).content.decode() for _ in range(MOST_FAILURES)]
    assert all("账号或密码不对" in one for one in told)
    right = client.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]})
    assert right.status_code == 401
    assert "已锁定到" in right.content.decode()


@pytest.mark.parametrize("address", ["/", "/styleguide/", "/accounts/password/"])
def test_nothing_comes_from_elsewhere_and_nothing_is_kept(address: str, browser_of) -> None:
    answer = browser_of(Role.PLANNER).get(address)
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert "style=" not in answer.content.decode()


def test_whoever_guesses_the_old_password_is_sent_away(browser_of, city) -> None:
    client = browser_of(Role.PLANNER)
    guess = {"old": "nothing at all", "new": "Baizhou-2025-cd", "again": "Baizhou-2025-cd"}
    answers = [client.post(reverse("accounts:password"), guess) for _ in range(MOST_FAILURES)]
    assert ["原密码不对" in one.content.decode() for one in answers] == [True] * (MOST_FAILURES - 1) + [False]
    assert answers[-1]["Location"] == reverse("accounts:login")
    assert client.get("/").status_code == 302
    right = client.post(reverse("accounts:login"), {"username": "guihua", "password": city["guihua"]})
    assert "已锁定到" in right.content.decode()
    told = list(LogEntry.objects.order_by("number").values_list("action", "result"))
    assert told[:MOST_FAILURES] == [("改密码", "失败")] * MOST_FAILURES
