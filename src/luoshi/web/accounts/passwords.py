"""What a password must be like (口令规则): length, kinds of characters, not the name, not one of the last five.

Entries: :class:`PasswordRules`, :func:`random_password`. The figures follow what 等级保护 level 3 is commonly taken to
ask for (待核实). Not here: changing one (:mod:`luoshi.web.accounts.actions`).
"""

from __future__ import annotations

import secrets

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError

from luoshi.web.accounts.models import Account

LEAST = 10
KINDS = 3
KEPT = 5
VALID_DAYS = 180
_COMMON = ("password", "12345678", "qwerty", "abc123", "admin", "luoshi", "88888888")
_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def random_password() -> str:
    """Return a password to be shown once: 16 characters that cannot be mistaken for each other, of three kinds."""
    while True:
        made = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
        if _kinds(made) >= KINDS + 1:
            return made


class PasswordRules:
    """The rules as Django calls them."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError with all that is wrong."""
        wrong = []
        if len(password) < LEAST:
            wrong.append(f"密码至少 {LEAST} 位")
        if _kinds(password) < KINDS:
            wrong.append(f"大写字母、小写字母、数字、其他符号，至少要有 {KINDS} 种")
        if any(word in password.lower() for word in _COMMON):
            wrong.append("含有常见的弱密码")
        if user is not None:
            if user.username and user.username.lower() in password.lower():
                wrong.append("密码里不能有账号")
            if user.pk is not None and _was_used(user, password):
                wrong.append(f"不能用最近 {KEPT} 次用过的密码")
        if wrong:
            raise ValidationError(wrong)

    def get_help_text(self) -> str:
        """Return the rules in words."""
        return f"至少 {LEAST} 位，大写、小写字母、数字、符号中至少 {KINDS} 种；不能含账号；不能用最近 {KEPT} 次用过的。"


def _kinds(password: str) -> int:
    tests = (str.isupper, str.islower, str.isdigit, lambda one: not one.isalnum())
    return sum(any(test(one) for one in password) for test in tests)


def _was_used(account: Account, password: str) -> bool:
    old = account.old_passwords.order_by("-since", "-pk").values_list("password", flat=True)[:KEPT]
    return any(check_password(password, one) for one in (account.password, *old))
