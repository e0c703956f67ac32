"""What of supervision awaits somebody (待办): steps of the office, answers of the units. Entry: :func:`todos`."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from luoshi.web.accounts.models import Account
from luoshi.web.policy import Reach, reach
from luoshi.web.supervision.procedures import KIND
from luoshi.web.supervision.selectors import cases_seen, in_turn
from luoshi.web.todos import Todo


def todos(account: Account, day: date) -> list[Todo]:
    """Return the duties of an account: steps, drafts and silent units for the office, answers for a unit."""
    address = reverse("supervision:index")
    found = []
    if reach(account.roles, KIND, "办理") is not Reach.NONE:
        rows = cases_seen(account, "办理")
        waiting, silent = in_turn(rows, account, "mine", day), in_turn(rows, account, "silent", day)
        drafts = rows.filter(opened_on=None)
        late = waiting.filter(next_due__lt=day).exists()
        found += [
            Todo("待办的督办步骤", waiting.count(), f"{address}?turn=mine", late),
            Todo("立案后还没有发出文书的", drafts.count(), f"{address}?stage=未启动"),
            Todo("责任单位没有按期回复的督办", silent.count(), f"{address}?turn=silent", True),
        ]
    if reach(account.roles, KIND, "回复") is not Reach.NONE:
        asked = in_turn(cases_seen(account, "回复"), account, "unit", day)
        late = asked.filter(next_due__lt=day).exists()
        found.append(Todo("待回复的督办", asked.count(), f"{address}?turn=unit", late))
    return found
