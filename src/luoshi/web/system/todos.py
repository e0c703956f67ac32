"""What awaits the administrators (待办): people without a role, locked accounts, work that was not done."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse

from luoshi.web.accounts.models import Account
from luoshi.web.clock import now
from luoshi.web.jobs.models import Job
from luoshi.web.policy import Role
from luoshi.web.todos import Todo

_DAYS = 7
"""For how many days work that was broken off is still told of."""


def todos(account: Account, day: date) -> list[Todo]:
    """Return the duties of an administrator; nothing for others."""
    found = []
    if Role.SECURITY_ADMIN in account.roles:
        active = Account.objects.filter(is_active=True)
        accounts = reverse("system:accounts")
        found.append(Todo("账号还没有角色", active.filter(grants=None).count(), f"{accounts}?role=-&state=启用"))
        locked = active.filter(locked_until__gt=now()).count()
        found.append(Todo("账号被锁定", locked, f"{accounts}?state=锁定"))
    if Role.SYSTEM_ADMIN in account.roles:
        lately = Job.objects.filter(state=Job.State.BROKEN, finished_at__gte=now() - timedelta(days=_DAYS))
        broken = sum("again" not in one.result for one in lately)
        found.append(Todo("作业中断，可以重新提交", broken, f"{reverse('system:jobs')}?state=中断"))
    return found
