"""What the actions on a draft share (草稿的动作): the version is held, the item is as it was shown.

Entries: :class:`OnVersion`, :class:`OnItem`, :func:`differences`. Not here: the actions themselves
(:mod:`luoshi.web.plans.actions`, :mod:`luoshi.web.plans.answers`).
"""

from __future__ import annotations

from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.model.corrections import ADDED, keys_of
from luoshi.model.plan import Item, Plan
from luoshi.model.wording import LABELS, value_text
from luoshi.web.action import Action, Change, Context
from luoshi.web.plans.models import ItemStatus, PlanItem, PlanVersion
from luoshi.web.plans.store import find_item, held_item, held_version, plan_of, save_plan, write_item

KIND = "规划"


class OnVersion(Action[PlanVersion]):
    """An action on a version that may still be changed."""

    kind = KIND

    def __init__(self, context: Context, version: PlanVersion) -> None:
        super().__init__(context)
        self.version = version

    def target(self) -> PlanVersion:
        """The version."""
        return self.version

    def hold(self) -> tuple[Finding, ...]:
        """Hold the version; return why it may not be changed."""
        self.version, wrong = held_version(self.version.pk)
        return wrong


class OnItem(OnVersion):
    """An action on one item: nobody changed it since it was shown."""

    def __init__(self, context: Context, version: PlanVersion, key: str, shown: int | None) -> None:
        super().__init__(context, version)
        self.key, self.shown = key, shown
        self._row: PlanItem | None = None
        self._plan: Plan | None = None
        self._home = ""
        self._item: Item | None = None

    def check(self) -> tuple[Finding, ...]:
        """Hold the version and the row; find the item in the plan."""
        if wrong := self.hold():
            return wrong
        self._row, wrong = held_item(self.version, self.key, self.shown)
        if wrong:
            return wrong
        self._plan = plan_of(self.version)
        found = find_item(self._plan, self.key)
        if found is not None:
            self._home, self._item = found
        return self.against()

    def against(self) -> tuple[Finding, ...]:
        """Return what stands against it besides; the item must be there."""
        if self._item is None:
            return (Finding("N408", Severity.ERROR, f"{self.key} 已经删除", fix="要用它时，先恢复"),)
        return ()

    def held(self) -> tuple[PlanItem, Plan]:
        """Return the row and the plan, both known after the check."""
        if self._row is None or self._plan is None:
            raise RuntimeError("an action is checked before it is done")
        return self._row, self._plan

    def item(self) -> Item:
        """Return the item, known after the check."""
        if self._item is None:
            raise RuntimeError("an action is checked before it is done")
        return self._item

    def store(self, plan: Plan, home: str, status: str | None = None) -> None:
        """Store the plan and the row of the item as it now stands in it."""
        row, _ = self.held()
        save_plan(self.version, plan)
        found = find_item(plan, self.key)
        if found is None:
            raise RuntimeError("the item stands in the plan")
        row.status = status or status_of(found[1], confirmed=row.status == ItemStatus.CONFIRMED)
        write_item(row, home, found[1], self.context.name, self.context.now)

    def change(self, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Change:
        """Return what changed, for the log."""
        row, _ = self.held()
        return Change(f"{self.version} {row}", f"{self.version.pk}/{self.key}", before, after)


def status_of(item: Item, *, confirmed: bool = False) -> str:
    """Return how far an item was looked at, by its marks."""
    if ADDED in item.corrected:
        return ItemStatus.ADDED
    if item.corrected:
        return ItemStatus.CORRECTED
    return ItemStatus.CONFIRMED if confirmed else ItemStatus.COMPILED


def differences(before: Item, after: Item) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what of an item changed, in words: label -> what stood there, label -> what stands there now."""
    keys = [key for key in (*keys_of(after), "note") if getattr(before, key, None) != getattr(after, key)]
    return (
        {LABELS.get(key, key): value_text(getattr(before, key, None)) for key in keys},
        {LABELS.get(key, key): value_text(getattr(after, key)) for key in keys},
    )
