"""Tables of units and accounts."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from luoshi.web.policy import Role


class Unit(models.Model):
    """A unit (单位): bureau, section, county bureau, school, department. Renamed and merged by date, never taken
    away."""

    name = models.CharField("名称", max_length=100, db_index=True)
    kind = models.CharField("类别", max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    aliases = models.JSONField("别名、曾用名", default=list, blank=True)
    since = models.DateField("启用日期", null=True, blank=True)
    until = models.DateField("停用日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="并入"
    )

    class Meta:
        ordering = ("pk",)
        verbose_name = "单位"

    def __str__(self) -> str:
        return self.name

    def is_current(self, day: date) -> bool:
        """Return whether the unit exists on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """See :mod:`luoshi.web.scope`."""
        return Q(pk__in=units)


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; asked for by Django."""

    def get_by_natural_key(self, username: str) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A named account (账号): one person, never shared."""

    username = models.CharField("账号", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name="单位")
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("首次登录改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    failed_logins = models.PositiveIntegerField("连续登录失败", default=0)
    locked_until = models.DateTimeField("锁定到", null=True, blank=True)
    session_key = models.CharField("当前会话", max_length=40, blank=True)
    preferences = models.JSONField("个人设置", default=dict, blank=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        ordering = ("pk",)
        verbose_name = "账号"

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）"

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The roles that were granted, in the order of :class:`Role`; asked for once an object."""
        granted = set(self.grants.values_list("role", flat=True))
        return tuple(role for role in Role if role.value in granted)

    @classmethod
    def within(cls, units: frozenset[int], action: str) -> Q:
        """See :mod:`luoshi.web.scope`."""
        return Q(unit__in=units)


class RoleGrant(models.Model):
    """A role granted to an account (授权)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=20, choices=[(one.value, one.value) for one in Role])
    granted_by = models.CharField("授予人", max_length=64, blank=True)
    granted_at = models.DateTimeField("授予时间")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "role"], name="one_grant_a_role")]

    def __str__(self) -> str:
        return f"{self.account} {self.role}"


class OldPassword(models.Model):
    """A password that was used before, as its hash: it may not be chosen again soon."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    since = models.DateTimeField()
