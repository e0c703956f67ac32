"""What awaits somebody in reporting (待填报、被退回、逾期未报、待审核). Entry: :func:`todos`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from luoshi.web.accounts.models import Account
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Reach, reach
from luoshi.web.reporting.periods import LATE, asked_for, months_before
from luoshi.web.reporting.selectors import MISSING, OVERDUE, duties, narrowed, returned_reports, waiting
from luoshi.web.scope import in_scope
from luoshi.web.todos import Todo


def todos(account: Account, day: date) -> list[Todo]:
    """Return the duties of an account, those that count 0 among them."""
    return [*_to_report(account, day), *_to_review(account)]


def _to_report(account: Account, day: date) -> Iterator[Todo]:
    if reach(account.roles, "台账", "填报") is Reach.NONE:
        return
    rows = in_scope(EntryRow.objects.all(), account, "台账", "填报")
    month = months_before(day)[0]
    asked, late = asked_for(month, day), asked_for(LATE, day)
    for title, state, when, periods in (
        ("待填报", MISSING, month, asked),
        ("逾期未报", OVERDUE, LATE, late),
    ):
        count = narrowed(duties(rows, periods), state, periods, day).count()
        address = f"{reverse('reporting:index')}?{urlencode({'when': when, 'state': state})}"
        yield Todo(title, count, address, is_late=when == LATE)
    back = in_scope(returned_reports(), account, "台账", "填报").count()
    yield Todo("被退回的填报", back, reverse("reporting:returned"))


def _to_review(account: Account) -> Iterator[Todo]:
    if reach(account.roles, "台账", "填报审核通过") is not Reach.NONE:
        yield Todo("待审核的填报", waiting(account).count(), reverse("reporting:to_review"))
