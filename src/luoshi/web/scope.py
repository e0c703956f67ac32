"""Whose rows somebody sees and changes (范围): the one place where rows are cut to a unit.

Entries: :func:`in_scope`, :func:`is_in_scope`. Lists, details, exports, search and attachments all go through it.
A model says in ``within(units, action)`` which of its rows belong to units; without that nobody with the reach 本单位
gets any. Not here: the table of permissions (:mod:`luoshi.web.policy`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from luoshi.web.accounts.units import below
from luoshi.web.policy import Reach, reach

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from luoshi.web.accounts.models import Account

M = TypeVar("M", bound="Model")


def in_scope(rows: QuerySet[M], account: Account, kind: str, action: str = "查看") -> QuerySet[M]:
    """Return those of ``rows`` on which an account may do something.

    Args:
        rows: what is asked for.
        account: who asks; an anonymous or a locked one gets nothing.
        kind, action: row of the table of permissions.
    """
    if not account.is_authenticated or not account.is_active:
        return rows.none()
    far = reach(account.roles, kind, action)
    if far is Reach.ALL:
        return rows
    model: Any = rows.model
    if far is Reach.NONE or account.unit_id is None or not hasattr(model, "within"):
        return rows.none()
    return rows.filter(model.within(below(account.unit_id), action))


def is_in_scope(row: Model, account: Account, kind: str, action: str) -> bool:
    """Return whether an account may do something to one row; of one not stored yet only whether it may at all."""
    manager: Any = type(row)._default_manager
    if row.pk is None:
        return account.is_active and reach(account.roles, kind, action) is not Reach.NONE
    return bool(in_scope(manager.filter(pk=row.pk), account, kind, action).exists())
