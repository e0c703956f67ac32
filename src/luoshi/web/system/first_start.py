"""The first start (首次启动): one administrator in an empty database. Entry: :func:`add_first_administrator`.

Not here: the sample accounts of ``luoshi demo`` (:mod:`luoshi.web.samples`).
"""

from __future__ import annotations

from django.db import transaction

from luoshi.web.accounts.models import Account, RoleGrant
from luoshi.web.action import Context, perform
from luoshi.web.policy import Role
from luoshi.web.system.account_actions import AddAccount, GrantRole

USERNAME = "admin"
ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)


def add_first_administrator(context: Context) -> tuple[str, str] | None:
    """Make the first account of an empty database; return its name and password, or None when there is one already.

    It is system and security administrator at once until others are named: ``luoshi doctor`` says so. The password
    must be changed at the first login.
    """
    with transaction.atomic():
        if Account.objects.exists() or RoleGrant.objects.exists():
            return None
        value = perform(AddAccount(context, USERNAME, "首任管理员", None)).value
        if value is None:
            return None
        account, password = value
        for role in ROLES:
            perform(GrantRole(context, account, role))
    return USERNAME, password
