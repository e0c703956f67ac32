"""How Django learns who has logged in: named accounts, active ones only. Entry: :class:`NamedAccounts`.

Not here: lock-out and the log (:mod:`luoshi.web.accounts.actions`).
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from luoshi.web.accounts.models import Account


class NamedAccounts(BaseBackend):
    """Accounts by name and password."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any
    ) -> Account | None:
        """Return the account that a name and a password open; None when they do not."""
        account = Account.objects.filter(username=username).first()
        if account is None:
            Account().set_password(password)  # takes as long as for a name that exists: names cannot be guessed
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        """Return the account of a session; None when it was switched off meanwhile."""
        return Account.objects.select_related("unit").filter(pk=user_id, is_active=True).first()
