"""What was refused goes into the log (越权留痕): a page without permission, an address guessed.

Entry: :func:`log_refusal`. Not here: actions that were refused, which log themselves (:mod:`luoshi.web.action`).
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from luoshi.web.audit.chain import Entry, append
from luoshi.web.request import context_of


def log_refusal(
    request: HttpRequest, kind: str, action: str, result: str, label: str = "", object_id: str = ""
) -> None:
    """Log that whoever is logged in was refused something; those who are not are only sent to the login.

    Without a ``label`` it is told by the address that was asked for.
    """
    context = context_of(request)
    account = context.account
    if account is None:
        return
    entry = Entry(
        at=context.now,
        account=account.username,
        name=account.name,
        roles="、".join(account.roles),
        address=context.address,
        kind=kind,
        action=action,
        object_id=object_id,
        label=label or request.path,
        result=result,
    )
    with transaction.atomic():
        append(entry)
