"""What a view needs of a request: who, whence, when, and the row that is asked for.

Entries: :func:`context_of`, :func:`account_of`, :func:`found_in_scope`. Not here: whose rows (:mod:`luoshi.web.scope`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest

from luoshi.web.action import Context
from luoshi.web.audit.chain import Entry, append
from luoshi.web.clock import now
from luoshi.web.scope import in_scope

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

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


def found_in_scope(request: HttpRequest, rows: QuerySet[Any], kind: str, action: str = "查看", **wanted: Any) -> Any:
    """Return the one row of ``rows`` that is asked for, when it lies in the scope of whoever asks.

    A row that exists and does not lie in it was guessed: that is logged, and answered as if there were none.

    Raises:
        Http404: there is none, or none for this account.
    """
    account = account_of(request)
    found = in_scope(rows.filter(**wanted), account, kind, action).first()
    if found is not None:
        return found
    guessed = rows.filter(**wanted).first()
    if guessed is not None:
        log_guess(request, kind, action, guessed)
    raise Http404


def log_guess(request: HttpRequest, kind: str, action: str, row: Model) -> None:
    """Log that somebody asked for a row outside their scope."""
    context = context_of(request)
    account = account_of(request)
    entry = Entry(
        at=context.now,
        account=account.username,
        name=account.name,
        roles="、".join(account.roles),
        address=context.address,
        kind=kind,
        action=action,
        object_id=str(row.pk),
        label=str(row),
        result="不在范围",
    )
    with transaction.atomic():
        append(entry)
