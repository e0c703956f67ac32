"""Pages of statistics and indicators (页面). Entry: :func:`asker`, with which every page begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from luoshi.web.action import NotAllowed
from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account


def asker(request: HttpRequest, kind: str, action: str = "查看") -> Account:
    """Return who asks for a page.

    Raises:
        NotAllowed: none of their roles may.
    """
    account = account_of(request)
    if reach(account.roles, kind, action) is Reach.NONE:
        raise NotAllowed(kind, action)
    return account
