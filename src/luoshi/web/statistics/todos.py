"""What awaits somebody in this part (待办): alerts to be answered, returns that were sent back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from luoshi.base.errors import LuoshiError
from luoshi.web.policy import Reach, reach
from luoshi.web.scope import in_scope
from luoshi.web.statistics.alert_index import keep_in_step
from luoshi.web.statistics.models import AlertRow, Batch
from luoshi.web.todos import Todo

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account


def todos(account: Account, day: date) -> list[Todo]:
    """Return an account's duties; alerts that its units, or those it answers for, have not answered."""
    found = []
    if reach(account.roles, "预警", "答复") is not Reach.NONE:
        with suppress(LuoshiError):  # the page of alerts says what is wrong with the file
            keep_in_step(day)
        waiting = in_scope(AlertRow.objects.filter(closed=None, is_answered=False), account, "预警", "答复").count()
        found.append(Todo("待答复的预警", waiting, reverse("statistics:alerts") + "?state=待答复"))
    if reach(account.roles, "统计", "装入") is not Reach.NONE:
        returned = Batch.objects.filter(state=Batch.State.REFUSED, is_settled=False, account=account).count()
        found.append(Todo("退回的报表", returned, reverse("statistics:returns") + "?state=已退回"))
    return found
