"""Changes to the tree of units (单位): new, edited, renamed, merged, closed, each from a day on.

Entries: the subclasses of :class:`UnitAction`. Entries of ledgers are linked again by their units' names afterwards.
Not here: who is below whom (:mod:`luoshi.web.accounts.units`).
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from luoshi.base.findings import Finding, Severity
from luoshi.web.accounts.models import Account, Unit
from luoshi.web.accounts.units import below
from luoshi.web.action import Action, Change, Context
from luoshi.web.ledger.store import relink_units
from luoshi.web.system.models import UnitChange
from luoshi.web.system.stamps import changed_since

KIND = "单位"


class AddUnit(Action[Unit]):
    """A unit comes into being."""

    kind, action = KIND, "新增"

    def __init__(self, context: Context, name: str, unit_kind: str, parent: Unit | None, since: date) -> None:
        super().__init__(context)
        self.unit = Unit(name=name.strip(), kind=unit_kind.strip(), parent=parent, since=since)

    def check(self) -> tuple[Finding, ...]:
        """It has a name that no unit of today bears."""
        return name_findings(self.unit.name, self.context.today)

    def execute(self) -> tuple[Unit, Change]:
        """Store it."""
        self.unit.save()
        _tell(self.context, self.unit, "新增", self.unit.since or self.context.today, "", self.unit.name)
        linked = relink_units(self.context.today)
        return self.unit, Change(self.unit.name, str(self.unit.pk), None, {**_facts(self.unit), "重新对上": linked})


class UnitAction(Action[Unit]):
    """A change to a unit that exists, from a day on.

    Args:
        context: who acts.
        unit: as it was shown.
        on: from when on; not after today.
        shown: its stamp when it was shown; None when nothing was.
    """

    kind = KIND
    word: ClassVar[str]

    def __init__(self, context: Context, unit: Unit, on: date, shown: str | None = None) -> None:
        super().__init__(context)
        self.unit, self.on, self.shown = unit, on, shown

    def target(self) -> Unit:
        """The unit."""
        return self.unit

    def check(self) -> tuple[Finding, ...]:
        """Nobody changed it meanwhile; it is not closed; the day has come."""
        self.unit = Unit.objects.select_for_update().get(pk=self.unit.pk)
        if newer := changed_since(self.unit, self.shown):
            return newer
        found = []
        if self.unit.until is not None and self.unit.until <= self.context.today:
            told = f"“{self.unit.name}”从 {self.unit.until} 起已停用"
            found.append(Finding("N501", Severity.ERROR, told, where=self.unit.name))
        if self.on > self.context.today:
            found.append(Finding("N502", Severity.ERROR, "日期在今天以后", where="日期", fix="到了那天再办"))
        return (*found, *self.stands_against())

    def stands_against(self) -> tuple[Finding, ...]:
        """Return what else stands against it."""
        return ()

    def execute(self) -> tuple[Unit, Change]:
        """Do it and link the entries of ledgers again."""
        before = _facts(self.unit)
        old, new = self.unit.name, self.change()
        self.unit.save()
        _tell(self.context, self.unit, self.word, self.on, old, new)
        after = _facts(self.unit) | {"生效日期": str(self.on), "重新对上": relink_units(self.context.today)}
        changed = {key: value for key, value in after.items() if before.get(key) != value}
        return self.unit, Change(old, str(self.unit.pk), {key: before.get(key) for key in changed}, changed)

    def change(self) -> str:
        """Change the unit; return what its history says that it is now."""
        raise NotImplementedError


class RenameUnit(UnitAction):
    """A unit is renamed: the old name stays as a former one (曾用名)."""

    action = word = "改名"

    def __init__(self, context: Context, unit: Unit, on: date, name: str, shown: str | None = None) -> None:
        super().__init__(context, unit, on, shown)
        self.name = name.strip()

    def stands_against(self) -> tuple[Finding, ...]:
        """The new name is free."""
        if self.name == self.unit.name:
            return (Finding("N503", Severity.ERROR, "新名称和原来的一样", where="新名称"),)
        return name_findings(self.name, self.context.today, own=self.unit.pk)

    def change(self) -> str:
        """Set the name, keep the old one."""
        former = [one for one in self.unit.aliases if one != self.name]
        self.unit.aliases = [*dict.fromkeys([*former, self.unit.name])]
        self.unit.name = self.name
        return self.name


class EditUnit(UnitAction):
    """Kind, upper unit and other names of a unit."""

    action = word = "修改"

    def __init__(self, context: Context, unit: Unit, given: dict[str, Any], shown: str | None = None) -> None:
        super().__init__(context, unit, context.today, shown)
        self.given = given

    def stands_against(self) -> tuple[Finding, ...]:
        """It does not come to lie below itself."""
        parent: Unit | None = self.given.get("parent")
        if parent is not None and parent.pk in below(self.unit.pk):
            return (Finding("N504", Severity.ERROR, "上级单位在这个单位的下面", where="上级单位"),)
        return ()

    def change(self) -> str:
        """Set them."""
        self.unit.kind, self.unit.parent = self.given["kind"], self.given["parent"]
        self.unit.aliases = list(dict.fromkeys(self.given["aliases"]))
        return self.unit.name


class MergeUnit(UnitAction):
    """A unit is merged into another: its rows are that one's now, its people and lower units go there."""

    action = word = "并入"

    def __init__(self, context: Context, unit: Unit, on: date, into: Unit, shown: str | None = None) -> None:
        super().__init__(context, unit, on, shown)
        self.into = into

    def stands_against(self) -> tuple[Finding, ...]:
        """The other one exists and does not lie below it."""
        if not self.into.is_current(self.context.today):
            return (Finding("N501", Severity.ERROR, f"“{self.into.name}”已停用", where="并入"),)
        if self.into.pk in below(self.unit.pk):
            return (Finding("N504", Severity.ERROR, "不能并入自己或自己下面的单位", where="并入"),)
        return ()

    def change(self) -> str:
        """Close it, and move people and lower units."""
        self.unit.until, self.unit.successor = self.on, self.into
        Account.objects.filter(unit=self.unit).update(unit=self.into)
        Unit.objects.filter(parent=self.unit).update(parent=self.into)
        return self.into.name


class CloseUnit(UnitAction):
    """A unit is closed without a successor."""

    action = word = "撤销"

    def stands_against(self) -> tuple[Finding, ...]:
        """Nobody works there, nothing is below."""
        people = Account.objects.filter(unit=self.unit, is_active=True).count()
        lower = sum(one.is_current(self.context.today) for one in self.unit.children.all())
        if people or lower:
            told = f"还有 {people} 个启用的账号、{lower} 个下级单位"
            return (Finding("N505", Severity.ERROR, told, self.unit.name, fix="先调走或停用，或改用“并入”"),)
        return ()

    def change(self) -> str:
        """Close it."""
        self.unit.until = self.on
        return ""


def name_findings(name: str, day: date, own: int | None = None) -> tuple[Finding, ...]:
    """Return what is wrong with a name for a unit."""
    if not name:
        return (Finding("N503", Severity.ERROR, "没有写名称", where="名称"),)
    if len(name) > 100:
        return (Finding("N503", Severity.ERROR, "名称超过 100 个字", where="名称"),)
    if any(one.is_current(day) and one.pk != own for one in Unit.objects.filter(name=name)):
        return (Finding("N503", Severity.ERROR, f"已经有一个单位叫“{name}”", where="名称"),)
    return ()


def _tell(context: Context, unit: Unit, what: str, on: date, before: str, after: str) -> None:
    UnitChange.objects.create(unit=unit, what=what, on=on, before=before, after=after, by=context.name, at=context.now)


def _facts(unit: Unit) -> dict[str, Any]:
    return {
        "名称": unit.name,
        "类别": unit.kind,
        "上级单位": unit.parent.name if unit.parent is not None else "",
        "别名、曾用名": list(unit.aliases),
        "启用日期": str(unit.since or ""),
        "停用日期": str(unit.until or ""),
        "并入": unit.successor.name if unit.successor is not None else "",
    }
