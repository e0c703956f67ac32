"""What a view needs of a request: who, whence, when. Entries: :func:`context_of`, :func:`account_of`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from luoshi.web.action import Context
from luoshi.web.clock import now

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account


def context_of(request: HttpRequest) -> Context:
    """Return who acts with this request."""
    account = request.user if request.user.is_authenticated else None
    return Context(account, address_of(request), now())


def account_of(request: HttpRequest) -> Account:
    """Return the account that is logged in; views behind the login always have one."""
    if not request.user.is_authenticated:
        raise ValueError("nobody is logged in")
    return request.user


def address_of(request: HttpRequest) -> str:
    """Return the address of the browser; behind the own proxy the last one that it names."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.ENVIRONMENT.https else ""
    return str(forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", ""))[:64]
