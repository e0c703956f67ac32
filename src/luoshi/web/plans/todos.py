"""What awaits somebody in the plans (待办): items to look at, versions to decide on."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from luoshi.web.accounts.models import Account
from luoshi.web.plans.models import PlanState
from luoshi.web.plans.selectors import waiting_items, waiting_versions
from luoshi.web.todos import Todo


def todos(account: Account, day: date) -> list[Todo]:
    """Return the duties of an account."""
    index = reverse("plans:index")
    return [
        Todo("待核对的规划条目", waiting_items(account), f"{index}?state={PlanState.DRAFT}"),
        Todo("待批准的规划", waiting_versions(account), f"{index}?state={PlanState.PROPOSED}"),
    ]
