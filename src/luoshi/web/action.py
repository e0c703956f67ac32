"""Every change is an action (动作): allowed, checked, done in one transaction, logged.

Entries: :class:`Action`, :func:`perform`, :func:`note`, :class:`Context`. Views and commands call them alike, so that a
page, a workbook and a command obey the same rules. Not here: the actions themselves (``actions.py`` of each part).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.db import transaction

from luoshi.base.findings import Finding, Severity
from luoshi.web.audit.chain import Entry, append
from luoshi.web.policy import Reach, reach
from luoshi.web.scope import is_in_scope

if TYPE_CHECKING:
    from django.db.models import Model

    from luoshi.web.accounts.models import Account

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Context:
    """Who acts, from where, when.

    Attributes:
        account: who; None for the program itself (a command on the server).
        address: whence, the IP address.
        now: the moment.
    """

    account: Account | None
    address: str
    now: datetime

    @property
    def today(self) -> date:
        """The day of it."""
        return self.now.date()

    @property
    def name(self) -> str:
        """The person's name."""
        return self.account.name if self.account is not None else "系统"


@dataclass(frozen=True, slots=True)
class Change:
    """What an action changed, for the log.

    Attributes:
        label: what it was done to, in words.
        object_id: its number.
        before, after: what stood there and what stands there now; only what changed, no passwords.
    """

    label: str
    object_id: str = ""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of it: what the action gives, or why it was not done."""

    value: T | None
    findings: tuple[Finding, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return not any(one.severity is Severity.ERROR for one in self.findings)


class Action(Generic[T]):
    """One kind of change.

    A subclass names the row of the table of permissions (``kind``, ``action``), says on what row it is done
    (:meth:`target`), what stands against it (:meth:`check`), and does it (:meth:`execute`).
    """

    kind: ClassVar[str]
    action: str
    needs_role: ClassVar[bool] = True
    """False for what everybody does to their own account, whether a role was granted yet or not."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def target(self) -> Model | None:
        """Return the row whose unit decides whether this is allowed; None when there is no such row."""
        return None

    def check(self) -> tuple[Finding, ...]:
        """Return what stands against it; with an error nothing is done. Called within the transaction."""
        return ()

    def execute(self) -> tuple[T, Change]:
        """Do it; return what it gives and what changed. Called within the transaction."""
        raise NotImplementedError


class NotAllowed(Exception):
    """Somebody may not do this: shown as a page 403. ``is_logged``: whether the log tells of it already."""

    def __init__(self, kind: str, action: str, *, is_logged: bool = False) -> None:
        super().__init__(f"没有权限：{kind} {action}")
        self.kind, self.action, self.is_logged = kind, action, is_logged


def perform(action: Action[T]) -> Outcome[T]:
    """Do an action if it is allowed and nothing stands against it; log it in the same transaction.

    What was refused for want of permission is logged too.

    Raises:
        NotAllowed: the account may not do this, or not to this row.
    """
    if not allowed(action):
        with transaction.atomic():
            append(_entry(action, Change(str(action.target() or "")), "没有权限"))
        raise NotAllowed(action.kind, action.action, is_logged=True)
    with transaction.atomic():
        findings = action.check()
        if any(one.severity is Severity.ERROR for one in findings):
            return Outcome(None, findings)
        value, change = action.execute()
        append(_entry(action, change, "成功"))
    return Outcome(value, findings)


def note(action: Action[Any], change: Change) -> None:
    """Log what was done as part of a larger action, whose permission covers it.

    To be called when all of it is stored: whoever logs holds the end of the chain, and must not wait for rows then.
    """
    append(_entry(action, change, "成功"))


def allowed(action: Action[Any]) -> bool:
    """Return whether the account may do this to this row."""
    account = action.context.account
    if account is None:
        return True
    if not account.is_active:
        return False
    if not action.needs_role:
        return True
    row = action.target()
    if row is None:
        return reach(account.roles, action.kind, action.action) is not Reach.NONE
    return is_in_scope(row, account, action.kind, action.action)


def _entry(action: Action[Any], change: Change, result: str) -> Entry:
    account = action.context.account
    return Entry(
        at=action.context.now,
        account=account.username if account is not None else "",
        name=action.context.name,
        roles="、".join(account.roles) if account is not None else "",
        address=action.context.address,
        kind=action.kind,
        action=action.action,
        object_id=change.object_id,
        label=change.label,
        before=change.before,
        after=change.after,
        result=result,
    )
