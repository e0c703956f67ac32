"""What of this part awaits somebody (待办): freezes that are to be let be published. Entry: :func:`todos`."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from luoshi.web.accounts.models import Account
from luoshi.web.evaluation.actions import KIND
from luoshi.web.evaluation.selectors import WAITING, waiting
from luoshi.web.policy import Reach, reach
from luoshi.web.todos import Todo


def todos(account: Account, day: date) -> list[Todo]:
    """Return the duties of an account: freezes of others that nobody let be published yet."""
    if reach(account.roles, KIND, "批准公开") is Reach.NONE:
        return []
    address = f"{reverse('evaluation:index')}?state={WAITING}"
    return [Todo("待批准公开的定稿", waiting(account).count(), address)]
