"""Which columns an account wants in the list (选列). Entry: :class:`KeepColumns`."""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.base.findings import Finding, Severity
from luoshi.web.accounts.models import Account
from luoshi.web.action import Action, Change, Context
from luoshi.web.ledger.columns import ALWAYS, COLUMNS, PREFERENCE


class KeepColumns(Action[Account]):
    """The columns of the list are chosen, for this account; none chosen brings the usual ones back."""

    kind, action = "台账", "选列"

    def __init__(self, context: Context, keys: Iterable[str]) -> None:
        super().__init__(context)
        self.keys = list(dict.fromkeys(keys))

    def check(self) -> tuple[Finding, ...]:
        """They are columns of the list."""
        known = {one.key for one in COLUMNS}
        unknown = [one for one in self.keys if one not in known]
        if not unknown:
            return ()
        return (Finding("N310", Severity.ERROR, f"没有“{'、'.join(unknown)}”这一栏", fix="刷新这一页再选"),)

    def execute(self) -> tuple[Account, Change]:
        """Keep them with the account."""
        if self.context.account is None:
            raise ValueError("columns are chosen by somebody")
        account = Account.objects.select_for_update().get(pk=self.context.account.pk)
        was = account.preferences.get(PREFERENCE)
        if self.keys:
            account.preferences[PREFERENCE] = [one.key for one in COLUMNS if one.key in self.keys or one.key == ALWAYS]
        else:
            account.preferences.pop(PREFERENCE, None)
        account.save(update_fields=["preferences"])
        now = account.preferences.get(PREFERENCE)
        return account, Change("台账的栏目", str(account.pk), {"栏目": was}, {"栏目": now})
