"""What happens to an account while its password is looked at, which takes a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import reverse

from luoshi.web.accounts.actions import ChangePassword, set_password
from luoshi.web.accounts.models import Account
from luoshi.web.action import Context, perform
from luoshi.web.clock import now
from luoshi.web.policy import Role

PASSWORD = "Qinghe-2024-ab"


class SlowHasher(MD5PasswordHasher):
    """While a password is looked at, something happens."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    def verify(self, password: str, encoded: str) -> bool:
        SlowHasher.meanwhile()
        return super().verify(password, encoded)


@pytest.fixture
def somebody(settings, account_with) -> Account:
    settings.PASSWORD_HASHERS = [f"{SlowHasher.__module__}.SlowHasher"]
    account = account_with(Role.REPORTER)
    set_password(account, PASSWORD, Context(None, "", now()), must_change=False)
    yield account
    SlowHasher.meanwhile = staticmethod(lambda: None)


def test_the_right_password_of_many_guesses_does_not_open_what_they_locked(somebody: Account) -> None:
    rows = Account.objects.filter(pk=somebody.pk)
    SlowHasher.meanwhile = staticmethod(lambda: rows.update(locked_until=now() + timedelta(minutes=30)))
    client = Client()
    answer = client.post(reverse("accounts:login"), {"username": somebody.username, "password": PASSWORD})
    assert answer.status_code == 401
    assert "锁定到" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_new_password_does_not_switch_an_account_on_again(somebody: Account) -> None:
    rows = Account.objects.filter(pk=somebody.pk)
    SlowHasher.meanwhile = staticmethod(lambda: rows.update(is_active=False))
    assert perform(ChangePassword(Context(somebody, "", now()), PASSWORD, "Baizhou-2025-cd")).done
    assert not rows.get().is_active


def test_whoever_changes_the_password_stays_logged_in(somebody: Account) -> None:
    client = Client()
    client.post(reverse("accounts:login"), {"username": somebody.username, "password": PASSWORD})
    new = "Baizhou-2025-cd"
    answer = client.post(reverse("accounts:password"), {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 302
    assert client.get(reverse("reporting:index")).status_code == 200
    assert Account.objects.get(pk=somebody.pk).session_key == client.session.session_key
