"""What may be done to an entry now, by whoever looks at it (可办的事): rules of the ledger × permissions × scope.

Entries: :func:`offered`, :func:`is_offered`. What a deed still lacks is told when it is tried. Not here: the rules
(:mod:`luoshi.progress.states`, :mod:`luoshi.progress.acting`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.model.ledger import Entry, LedgerProject
from luoshi.model.ledger_words import Actor
from luoshi.progress.acting import DEEDS, possible
from luoshi.progress.deeds import DECIDERS
from luoshi.progress.states import Kind, allowed
from luoshi.web.action import Context
from luoshi.web.ledger.actions import KIND, actor_for
from luoshi.web.ledger.models import EntryRow
from luoshi.web.policy import Reach, reach
from luoshi.web.scope import is_in_scope

if TYPE_CHECKING:
    from luoshi.web.accounts.models import Account

OF_REPORTS = ("填报", "填报审核通过", "填报退回", "填报撤回")
"""Deeds that have pages of their own (:mod:`luoshi.web.reporting`)."""


def offered(row: EntryRow, entry: Entry, context: Context) -> list[str]:
    """Return the deeds that somebody may try on an entry now, in the order of the table of deeds."""
    account = context.account
    if account is None:
        return []
    wanted = {action for action, actors in _by_rules(entry) if actor_for(context, action) in actors}
    found, leads = [], _Leads(row, account)
    for action in DEEDS:
        if action in wanted and _reaches(account, action, leads):
            found.append(action)
    return found


def is_offered(row: EntryRow, entry: Entry, context: Context, action: str) -> bool:
    """Return whether somebody may try a deed on an entry now."""
    return action in offered(row, entry, context)


class _Leads:
    """Whether the entry lies in the account's scope for a change; asked once, as all changes reach alike."""

    def __init__(self, row: EntryRow, account: Account) -> None:
        self._row, self._account = row, account
        self._known: bool | None = None

    def asked(self, action: str) -> bool:
        if self._known is None:
            self._known = is_in_scope(self._row, self._account, KIND, action)
        return self._known


def _reaches(account: Account, action: str, leads: _Leads) -> bool:
    far = reach(account.roles, KIND, action)
    return far is Reach.ALL or (far is Reach.OWN and leads.asked(action))


def _by_rules(entry: Entry) -> list[tuple[str, tuple[Actor, ...]]]:
    kind = Kind.PROJECT if isinstance(entry, LedgerProject) else Kind.TASK
    found = [(one.action, one.actors) for one in allowed(kind, entry.state)]
    found += possible(entry)
    if any(one.done is not None for one in entry.milestones):
        found.append(("更正节点", DECIDERS))
    if isinstance(entry, LedgerProject) and any(one.done is not None or one.percent for one in entry.stages):
        found.append(("更正阶段", DECIDERS))
    return found
