"""A database with the sample city's units and accounts, its ledger, and browsers of whoever is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import django
import pytest

django.setup()  # before the models below can be imported

from django.test import Client  # noqa: E402

from luoshi.samples import sample_ledger  # noqa: E402
from luoshi.web.accounts.models import Account  # noqa: E402
from luoshi.web.action import Context  # noqa: E402
from luoshi.web.clock import now  # noqa: E402
from luoshi.web.ledger.models import Book  # noqa: E402
from luoshi.web.policy import Role  # noqa: E402
from luoshi.web.samples import ACCOUNTS, add_samples  # noqa: E402

DAY = date(2024, 11, 15)


@pytest.fixture(autouse=True)
def _on_a_day(settings, tmp_path: Path) -> None:
    """Today is a day of the sample ledger; passwords are hashed fast."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, today=DAY)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def city(db) -> dict[str, str]:
    """The sample city's units and accounts; account -> password."""
    return add_samples((), now())


@pytest.fixture
def book(city) -> Book:
    """The sample ledger of 2024 in the database."""
    add_samples((sample_ledger(),), now())
    return Book.objects.get(name="临江市2024年教育重点工作")


@pytest.fixture
def account_with(city) -> Callable[[Role], Account]:
    """Return the sample account that has a role."""

    def found(role: Role) -> Account:
        named = next(one.username for one in ACCOUNTS if role in one.roles)
        return Account.objects.select_related("unit").get(username=named)

    return found


@pytest.fixture
def browser_of(account_with) -> Callable[[Role], Client]:
    """Return a client that is logged in with a role."""

    def logged_in(role: Role) -> Client:
        client = Client()
        client.force_login(account_with(role))
        return client

    return logged_in


@pytest.fixture
def context_of(account_with) -> Callable[[Role], Context]:
    """Return who acts with a role, now."""
    return lambda role: Context(account_with(role), "10.1.2.3", now())
