"""What awaits somebody in the ledger (待办). Entry: :func:`todos`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from luoshi.web.ledger.actions import KIND
from luoshi.web.ledger.models import EntryRow
from luoshi.web.ledger.selectors import DUTIES
from luoshi.web.policy import Reach, reach
from luoshi.web.scope import in_scope
from luoshi.web.todos import Todo

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account


def todos(account: Account, day: date) -> list[Todo]:
    """Return what of the ledger awaits an account: to be divided, signed, reviewed, decided; each opens to its list."""
    found = []
    for action, (words, rows) in DUTIES.items():
        if reach(account.roles, KIND, action) is Reach.NONE:
            continue
        mine = in_scope(EntryRow.objects.filter(rows), account, KIND, action)
        count = mine.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due__lt=day)))
        address = f"{reverse('ledger:index')}?{urlencode({'duty': action})}"
        found.append(Todo(words, count["all"], address, bool(count["late"])))
    return found
