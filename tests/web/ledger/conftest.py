"""The sample city and its ledger loaded once a module: each test runs in a transaction within that of its module."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from luoshi.samples import sample_ledger
from luoshi.web.ledger.models import Book
from luoshi.web.samples import add_samples
from tests.web.conftest import DAY


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker) -> Iterator[dict[str, str]]:
    """Passwords of the accounts; what is loaded is taken back behind the module's last test."""
    fast = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    at = timezone.make_aware(datetime(DAY.year, DAY.month, DAY.day, 9))
    environment = replace(settings.ENVIRONMENT, today=DAY)
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True
        whole.__enter__()
        with override_settings(PASSWORD_HASHERS=fast, ENVIRONMENT=environment):
            passwords = add_samples((sample_ledger(),), at)
    yield passwords
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


@pytest.fixture
def city(_loaded, db) -> dict[str, str]:
    """The sample city's units and accounts; account -> password."""
    return _loaded


@pytest.fixture
def book(city) -> Book:
    """The sample ledger of 2024 in the database."""
    return Book.objects.get(name="临江市2024年教育重点工作")
