"""What a view needs of a request: who, whence, when, and the row that is asked for.

Entries: :func:`context_of`, :func:`account_of`, :func:`number_in`, :func:`require`, :func:`found_in_scope`.
Not here: whose rows (:mod:`luoshi.web.scope`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest

from luoshi.web.action import Context, NotAllowed
from luoshi.web.clock import now
from luoshi.web.policy import Reach, reach
from luoshi.web.scope import in_scope

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from luoshi.web.accounts.models import Account

_MOST_DIGITS = 9


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


def number_in(text: object) -> int | None:
    """Return a whole number out of an address or a form; None when it is none, or larger than any number there is."""
    if not isinstance(text, str) or not (text.isascii() and text.isdecimal()) or len(text) > _MOST_DIGITS:
        return None
    return int(text)


def require(request: HttpRequest, kind: str, action: str = "查看") -> None:
    """Refuse a page to those who may not do this at all.

    Raises:
        NotAllowed: shown as a page, and logged.
    """
    if reach(account_of(request).roles, kind, action) is Reach.NONE:
        raise NotAllowed(kind, action)


class OutOfScope(Http404):
    """A row that exists was asked for by somebody who may not see it: answered as if there were none, and logged."""

    def __init__(self, kind: str, action: str, row: Model) -> None:
        super().__init__()
        self.kind, self.action, self.label, self.object_id = kind, action, str(row), str(row.pk)


def found_in_scope(request: HttpRequest, rows: QuerySet[Any], kind: str, action: str = "查看", **wanted: Any) -> Any:
    """Return the one row of ``rows`` that is asked for, when it lies in the scope of whoever asks.

    Raises:
        Http404: there is none.
        OutOfScope: there is one, not for this account.
    """
    found = in_scope(rows.filter(**wanted), account_of(request), kind, action).first()
    if found is not None:
        return found
    guessed = rows.filter(**wanted).first()
    raise Http404 if guessed is None else OutOfScope(kind, action, guessed)
