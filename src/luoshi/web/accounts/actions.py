"""Logging in and out, and the own password (登录、退出、改密码).

Entries: :func:`log_in`, :func:`log_out`, :func:`count_failure`, :func:`stay_logged_in`,
:class:`ChangePassword`.
Not here: making accounts and granting roles (:mod:`luoshi.web.system`).
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib import auth
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from luoshi.base.findings import Finding, Severity
from luoshi.web.accounts.models import Account, OldPassword
from luoshi.web.accounts.passwords import KEPT
from luoshi.web.action import Action, Change, Context
from luoshi.web.audit.chain import Entry, append

MOST_FAILURES = 5
LOCKED_MINUTES = 30
_OF_PASSWORD = tuple("password must_change_password password_changed_at failed_logins locked_until session_key".split())
"""Columns that a new password changes; whether the account is switched on, and whose it is, is no part of it."""


def log_in(request: HttpRequest, context: Context, username: str, password: str) -> tuple[Account | None, str]:
    """Log somebody in: return the account, or None and what to tell them.

    After five failures in a row the account is locked for half an hour, even for the right password. Whoever logs in
    elsewhere is logged out here: one session an account.
    """
    account = Account.objects.filter(username=username).first()
    if account is not None and (told := _locked_told(account, context)):
        _log(context, username, account, "锁定中")
        return None, told
    found = auth.authenticate(request, username=username, password=password)
    if not isinstance(found, Account):
        count_failure(context, username)
        return None, "账号或密码不对"
    with transaction.atomic():
        held = Account.objects.select_for_update(of=("self",)).select_related("unit").get(pk=found.pk)
        # Asked again, now that it is held: others may have guessed, or changed it, while the password was looked at.
        told = _locked_told(held, context)
        if not told and held.is_active and held.password == found.password:
            _enter(request, context, held)
            return held, ""
        append(_entry(context, username, held, "锁定中" if told else "失败"))
    return None, told or "账号或密码不对"


def stay_logged_in(request: HttpRequest, account: Account) -> None:
    """Keep whoever changed their own password logged in, by a new session."""
    auth.update_session_auth_hash(request, account)
    Account.objects.filter(pk=account.pk).update(session_key=request.session.session_key or "")


def log_out(request: HttpRequest, context: Context) -> None:
    """Log somebody out."""
    account = context.account
    if account is not None:
        with transaction.atomic():
            Account.objects.filter(pk=account.pk).update(session_key="")
            append(_entry(context, account.username, account, "成功", "退出"))
    auth.logout(request)


class ChangePassword(Action[Account]):
    """The own password is changed."""

    kind, action = "本人", "改密码"
    needs_role = False

    def __init__(self, context: Context, old: str, new: str) -> None:
        super().__init__(context)
        self.old, self.new = old, new
        self._held: Account | None = None

    def check(self) -> tuple[Finding, ...]:
        """The old one must be right, the new one follow the rules."""
        account = self._held = Account.objects.select_for_update(of=("self",)).get(pk=self._account().pk)
        if not account.check_password(self.old):
            return (Finding("N110", Severity.ERROR, "原密码不对", where="原密码"),)
        try:
            validate_password(self.new, account)
        except ValidationError as error:
            return tuple(Finding("N111", Severity.ERROR, one, where="新密码") for one in error.messages)
        return ()

    def execute(self) -> tuple[Account, Change]:
        """Keep the old one's hash, set the new one."""
        account = self._held
        if account is None:
            raise RuntimeError("an action is checked before it is done")
        set_password(account, self.new, self.context, must_change=False)
        return account, Change(str(account), str(account.pk))

    def _account(self) -> Account:
        if self.context.account is None:
            raise ValueError("a password is somebody's")
        return self.context.account


def set_password(account: Account, password: str, context: Context, *, must_change: bool) -> None:
    """Set a password and remember the one before; whoever is logged in with it has to log in again."""
    if account.password:
        OldPassword.objects.create(account=account, password=account.password, since=context.now)
        kept = account.old_passwords.order_by("-since", "-pk").values_list("pk", flat=True)[:KEPT]
        account.old_passwords.exclude(pk__in=list(kept)).delete()
    account.set_password(password)
    account.must_change_password = must_change
    account.password_changed_at = context.now
    account.failed_logins, account.locked_until = 0, None
    account.save(update_fields=_OF_PASSWORD if account.pk else None)


def count_failure(context: Context, username: str, action: str = "登录") -> bool:
    """Count and log that a wrong password was given; return whether the account is locked by that."""
    with transaction.atomic():
        account = Account.objects.select_for_update().filter(username=username).first()
        if account is not None:
            account.failed_logins += 1
            if account.failed_logins >= MOST_FAILURES:
                account.failed_logins = 0
                account.locked_until = context.now + timedelta(minutes=LOCKED_MINUTES)
            account.save(update_fields=["failed_logins", "locked_until"])
        append(_entry(context, username, account, "失败", action))
    return account is not None and account.locked_until is not None and account.locked_until > context.now


def _locked_told(account: Account, context: Context) -> str:
    """Return in words until when an account is locked; empty when it is not."""
    if account.locked_until is None or account.locked_until <= context.now:
        return ""
    until = f"{account.locked_until:%H:%M}"
    return f"连续 {MOST_FAILURES} 次密码不对，账号已锁定到 {until}；急用请找安全管理员解锁"


def _enter(request: HttpRequest, context: Context, account: Account) -> None:
    _end_session(account)
    auth.login(request, account)
    account.failed_logins, account.locked_until = 0, None
    account.session_key = request.session.session_key or ""
    account.last_login = context.now
    account.save(update_fields=["failed_logins", "locked_until", "session_key", "last_login"])
    append(_entry(Context(account, context.address, context.now), account.username, account, "成功"))


def _end_session(account: Account) -> None:
    if account.session_key:
        Session.objects.filter(session_key=account.session_key).delete()


def _log(context: Context, username: str, account: Account | None, result: str) -> None:
    with transaction.atomic():
        append(_entry(context, username, account, result))


def _entry(context: Context, username: str, account: Account | None, result: str, action: str = "登录") -> Entry:
    return Entry(
        at=context.now,
        account=username[:64],
        name=account.name if account is not None else "",
        roles="、".join(account.roles) if account is not None else "",
        address=context.address,
        kind="本人",
        action=action,
        object_id=str(account.pk) if account is not None else "",
        label=str(account or username)[:300],
        result=result,
    )
