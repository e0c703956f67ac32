"""Changes to accounts and their roles (账号、角色).

Entries: the subclasses of :class:`AccountAction`. The system administrator makes and switches off accounts, the
security administrator grants roles, unlocks and resets; nobody grants a role to himself, and who audits is neither of
the two. Not here: logging in and the own password (:mod:`luoshi.web.accounts.actions`).
"""

from __future__ import annotations

import re

from django.contrib.sessions.models import Session

from luoshi.base.findings import Finding, Severity
from luoshi.web.accounts.actions import set_password
from luoshi.web.accounts.models import Account, RoleGrant, Unit
from luoshi.web.accounts.passwords import random_password
from luoshi.web.action import Action, Change, Context
from luoshi.web.policy import Role
from luoshi.web.system.stamps import changed_since

_NAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")


class AddAccount(Action[tuple[Account, str]]):
    """An account comes into being; its password is returned, to be shown once and changed at the first login."""

    kind, action = "账号", "新增"

    def __init__(self, context: Context, username: str, name: str, unit: Unit | None) -> None:
        super().__init__(context)
        self.account = Account(username=username.strip().lower(), name=name.strip(), unit=unit)

    def check(self) -> tuple[Finding, ...]:
        """The name is free and well formed, the person is named."""
        found = []
        if not _NAME.fullmatch(self.account.username):
            told = "账号应是 3—32 位小写字母、数字或 . _ -，以字母开头"
            found.append(Finding("N510", Severity.ERROR, told, where="账号"))
        elif Account.objects.filter(username=self.account.username).exists():
            told = f"已经有账号“{self.account.username}”，换一个"
            found.append(Finding("N510", Severity.ERROR, told, where="账号", fix="停用的账号也不能重名"))
        return (*found, *_person(self.account.name, self.account.unit, self.context))

    def execute(self) -> tuple[tuple[Account, str], Change]:
        """Store it with a random password."""
        password = random_password()
        set_password(self.account, password, self.context, must_change=True)
        after = {"姓名": self.account.name, "单位": str(self.account.unit or "")}
        return (self.account, password), Change(str(self.account), str(self.account.pk), None, after)


class AccountAction(Action[Account]):
    """A change to an account that exists."""

    kind = "账号"

    def __init__(self, context: Context, account: Account) -> None:
        super().__init__(context)
        self.account = account

    def target(self) -> Account:
        """The account."""
        return self.account

    def check(self) -> tuple[Finding, ...]:
        """Hold the row."""
        self.account = Account.objects.select_for_update(of=("self",)).get(pk=self.account.pk)
        return self.stands_against()

    def stands_against(self) -> tuple[Finding, ...]:
        """Return what stands against it."""
        return ()

    def change(self, before: dict[str, object] | None, after: dict[str, object] | None) -> Change:
        """Return what is logged."""
        return Change(str(self.account), str(self.account.pk), before, after)

    @property
    def is_own(self) -> bool:
        """Whether somebody does it to their own account."""
        return self.context.account is not None and self.context.account.pk == self.account.pk


class EditAccount(AccountAction):
    """The person's name and unit."""

    action = "修改"

    def __init__(self, context: Context, account: Account, name: str, unit: Unit | None, shown: str | None) -> None:
        super().__init__(context, account)
        self.name, self.unit, self.shown = name.strip(), unit, shown

    def stands_against(self) -> tuple[Finding, ...]:
        """Nobody changed it meanwhile; the person is named, the unit exists."""
        return changed_since(self.account, self.shown) or _person(self.name, self.unit, self.context)

    def execute(self) -> tuple[Account, Change]:
        """Store it."""
        before: dict[str, object] = {"姓名": self.account.name, "单位": str(self.account.unit or "")}
        self.account.name, self.account.unit = self.name, self.unit
        self.account.save(update_fields=["name", "unit"])
        return self.account, self.change(before, {"姓名": self.name, "单位": str(self.unit or "")})


class DisableAccount(AccountAction):
    """An account is switched off; whoever is logged in with it is out at once."""

    action = "停用"

    def stands_against(self) -> tuple[Finding, ...]:
        """Not the own one, not the last that grants roles."""
        if self.is_own:
            return (Finding("N511", Severity.ERROR, "不能停用自己的账号", where=str(self.account)),)
        return _last_of(self.account, *(role for role in Role if role.administers))

    def execute(self) -> tuple[Account, Change]:
        """Switch it off and end its session."""
        _end_session(self.account)
        self.account.is_active, self.account.session_key = False, ""
        self.account.save(update_fields=["is_active", "session_key"])
        return self.account, self.change({"启用": True}, {"启用": False})


class EnableAccount(AccountAction):
    """An account is switched on again."""

    action = "启用"

    def execute(self) -> tuple[Account, Change]:
        """Switch it on."""
        self.account.is_active = True
        self.account.save(update_fields=["is_active"])
        return self.account, self.change({"启用": False}, {"启用": True})


class ResetPassword(Action[tuple[Account, str]]):
    """An account gets a random password, to be shown once and changed at the next login."""

    kind, action = "账号", "重置密码"

    def __init__(self, context: Context, account: Account) -> None:
        super().__init__(context)
        self.account = account

    def target(self) -> Account:
        """The account."""
        return self.account

    def check(self) -> tuple[Finding, ...]:
        """Not the own one: that is changed with the old password."""
        self.account = Account.objects.select_for_update(of=("self",)).get(pk=self.account.pk)
        if self.context.account is not None and self.context.account.pk == self.account.pk:
            return (Finding("N511", Severity.ERROR, "自己的密码请用“改密码”", where=str(self.account)),)
        return ()

    def execute(self) -> tuple[tuple[Account, str], Change]:
        """Set it, unlock, and end the session."""
        password = random_password()
        _end_session(self.account)
        self.account.session_key = ""
        set_password(self.account, password, self.context, must_change=True)
        return (self.account, password), Change(str(self.account), str(self.account.pk), None, {"首次登录改密码": True})


class UnlockAccount(AccountAction):
    """An account that was locked after failures may log in again."""

    action = "解锁"

    def execute(self) -> tuple[Account, Change]:
        """Unlock it."""
        before: dict[str, object] = {"锁定到": str(self.account.locked_until or "")}
        self.account.failed_logins, self.account.locked_until = 0, None
        self.account.save(update_fields=["failed_logins", "locked_until"])
        return self.account, self.change(before, {"锁定到": ""})


class GrantRole(AccountAction):
    """A role is granted."""

    kind, action = "角色", "授予"

    def __init__(self, context: Context, account: Account, role: Role) -> None:
        super().__init__(context, account)
        self.role = role

    def stands_against(self) -> tuple[Finding, ...]:
        """Not to oneself, not twice, and who audits is no other administrator."""
        held = set(self.account.roles)
        if self.is_own:
            return (Finding("N512", Severity.ERROR, "不能给自己授予角色", where=str(self.account)),)
        if self.role in held:
            return (Finding("N513", Severity.ERROR, f"已经有“{self.role}”这个角色", where=str(self.account)),)
        after = {self.role, *held}
        if Role.AUDIT_ADMIN in after and after & {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}:
            told, fix = "审计管理员不能兼任系统管理员、安全管理员", "审计另设一个人的账号"
            return (Finding("N514", Severity.ERROR, told, str(self.account), fix=fix),)
        return ()

    def execute(self) -> tuple[Account, Change]:
        """Store the grant."""
        before: dict[str, object] = {"角色": list(self.account.roles)}
        RoleGrant.objects.create(
            account=self.account, role=self.role.value, granted_by=self.context.name, granted_at=self.context.now
        )
        self.account = Account.objects.get(pk=self.account.pk)
        return self.account, self.change(before, {"角色": list(self.account.roles)})


class RevokeRole(AccountAction):
    """A role is taken back."""

    kind, action = "角色", "撤销"

    def __init__(self, context: Context, account: Account, role: Role) -> None:
        super().__init__(context, account)
        self.role = role

    def stands_against(self) -> tuple[Finding, ...]:
        """It was granted, and somebody is left who grants roles and makes accounts."""
        if self.role not in self.account.roles:
            return (Finding("N513", Severity.ERROR, f"没有“{self.role}”这个角色", where=str(self.account)),)
        return _last_of(self.account, self.role)

    def execute(self) -> tuple[Account, Change]:
        """Take the grant away."""
        before: dict[str, object] = {"角色": list(self.account.roles)}
        RoleGrant.objects.filter(account=self.account, role=self.role.value).delete()
        self.account = Account.objects.get(pk=self.account.pk)
        return self.account, self.change(before, {"角色": list(self.account.roles)})


def _person(name: str, unit: Unit | None, context: Context) -> tuple[Finding, ...]:
    found = []
    if not name:
        found.append(Finding("N515", Severity.ERROR, "没有写姓名", where="姓名", fix="账号要落实到人，写真实姓名"))
    if unit is not None and not unit.is_current(context.today):
        found.append(Finding("N501", Severity.ERROR, f"“{unit.name}”已停用", where="单位"))
    return tuple(found)


def _last_of(account: Account, *roles: Role) -> tuple[Finding, ...]:
    """Return that an account is the last active one with one of the roles of administrators; else nothing."""
    found = []
    for role in roles:
        if not role.administers or role not in account.roles:
            continue
        others = RoleGrant.objects.filter(role=role.value, account__is_active=True).exclude(account=account)
        if not others.exists():
            told = f"这是最后一个能用的{role}"
            found.append(Finding("N516", Severity.ERROR, told, str(account), fix=f"先给别人授予“{role}”"))
    return tuple(found)


def _end_session(account: Account) -> None:
    if account.session_key:
        Session.objects.filter(session_key=account.session_key).delete()
