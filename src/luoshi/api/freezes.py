"""Verbs over freezes (定稿): freeze what is so on a day, correct it later, read it back, let it be published.

Read them through :mod:`luoshi.api`. Freezing is the only step of reporting that looks at statistics, ledger or
database; all that is published is made of the freeze. Not here: the ledger in a database (``luoshi.web``), reports.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from luoshi.base.errors import LuoshiError

if TYPE_CHECKING:
    from luoshi.model.evaluation.freeze import Difference, FreezeKind, FreezeManifest, Frozen
    from luoshi.model.evaluation.publication import Approval
    from luoshi.model.ledger import Ledger
    from luoshi.model.plan import Plan
    from luoshi.workspace.folder import Workspace

_USUAL = re.compile(r"(20\d\d)-(年度|中期|期末|专项)")


@dataclass(frozen=True, slots=True)
class FreezeOrder:
    """What is to be frozen.

    Attributes:
        name: of the freeze: 2024-年度 tells year and kind.
        as_of: the day on which targets and ledger are judged.
        made_on: today.
        plan: the plan.
        ledger: the ledger; None for none.
        ledger_origin: 文件 or 数据库; empty without a ledger.
        year: the last year whose figures are looked at; that in the name if None, else the latest there is.
        kind: 年度, 中期, 期末, 专项; that in the name if empty, else 专项.
        area_set: the set (口径) that 全市 means.
        made_by: who does it.
        corrects, reason: of a correction: which freeze, and why.
    """

    name: str
    as_of: date
    made_on: date
    plan: Plan
    ledger: Ledger | None = None
    ledger_origin: Literal["文件", "数据库", ""] = ""
    year: int | None = None
    kind: FreezeKind | Literal[""] = ""
    area_set: str = ""
    made_by: str = ""
    corrects: str = ""
    reason: str = ""


def prepare_freeze(workspace: Workspace, order: FreezeOrder) -> Frozen:
    """Return what a freeze would hold; nothing is written, its digest is empty.

    Raises:
        LuoshiError: E001 the name is none, E008 the year is still to come, E012 statistics were loaded meanwhile, E013
            no year is told; I001, I003, M002, L200, T703 as :func:`monitor_plan` and :func:`light_ledger`.
    """
    from luoshi.api.freeze_figures import frozen_figures
    from luoshi.api.lights import light_ledger, work_days_of
    from luoshi.api.monitoring import monitor_plan
    from luoshi.model.evaluation.freeze import Completion, Frozen
    from luoshi.progress.light_reports import completions
    from luoshi.rules.monitoring import load_monitoring_rules
    from luoshi.workspace.freeze_folder import check_name, read_freeze

    check_name(order.name)
    named = _USUAL.match(order.name)
    year = order.year or (int(named[1]) if named else None)
    if year is None:
        hint = "写成 2024-年度，或加 --year 写明看到哪一年的数"
        raise LuoshiError("E013", f"“{order.name}”没有写明看到哪一年的数", where=order.name, hint=hint)
    if year > order.as_of.year:
        hint = "用 --year 写明看到哪一年的数，用 --as-of 写明看哪一天"
        raise LuoshiError("E008", f"{year} 年在 {order.as_of} 还没有到，不能定稿", where=order.name, hint=hint)
    monitoring = monitor_plan(workspace, order.plan, year, area_set=order.area_set, as_of=order.as_of)
    figures = frozen_figures(workspace, monitoring)
    lights, done = None, {}
    if order.ledger is not None:
        lights = light_ledger(workspace, order.ledger, order.as_of, monitoring=monitoring)
        done = completions(order.ledger, work_days_of(workspace), order.as_of)
    entries = (*order.ledger.tasks, *order.ledger.projects) if order.ledger is not None else ()
    frozen = Frozen(
        manifest=_manifest(workspace, order, monitoring.year, named[2] if named else "专项"),
        plan=order.plan,
        # Alerts change with every answer, and who answered is nobody's matter outside.
        monitoring=monitoring.model_copy(update={"alerts": ()}),
        definitions=figures.definitions,
        values=figures.values,
        quantities=figures.quantities,
        areas=figures.areas,
        ledger=order.ledger,
        lights=lights,
        completions=tuple(Completion(entry=one.id, percent=done.get(one.id)) for one in entries),
        judging=load_monitoring_rules(workspace.rules)[0],
    )
    frozen = replace(frozen, manifest=_completed(frozen, monitoring.area_set, monitoring.snapshot))
    if order.corrects:
        return replace(frozen, differences=_differences(read_freeze(workspace, order.corrects), frozen))
    return frozen


def make_freeze(workspace: Workspace, order: FreezeOrder) -> FreezeManifest:
    """Freeze and write it; return its list.

    Raises:
        LuoshiError: E002 when there is a freeze of that name; E009 when a correction changes nothing; as
            :func:`prepare_freeze`.
    """
    from luoshi.workspace.freeze_folder import write_freeze

    frozen = prepare_freeze(workspace, order)
    if order.corrects and not frozen.differences:
        hint = "台账、数据、规划、规则都和它一样，不用更正"
        raise LuoshiError("E009", f"和“{order.corrects}”没有差异，没有做新的定稿", where=order.name, hint=hint)
    return write_freeze(workspace, frozen)


def correction_name(workspace: Workspace, name: str) -> tuple[str, str]:
    """Return the name of the next correction of a freeze, and the freeze that it corrects: the latest of the line.

    Raises:
        LuoshiError: E003 when there is no such freeze.
    """
    from luoshi.workspace.freeze_folder import freeze_names, read_manifest

    first = re.sub(r"-更正\d+$", "", name)
    read_manifest(workspace, first)
    known = frozenset(freeze_names(workspace))
    number = 1
    while f"{first}-更正{number}" in known:
        number += 1
    return f"{first}-更正{number}", f"{first}-更正{number - 1}" if number > 1 else first


def list_freezes(workspace: Workspace) -> tuple[FreezeManifest, ...]:
    """Return the lists of all freezes, the earliest first.

    Raises:
        LuoshiError: E004 or E005 when one cannot be read.
    """
    from luoshi.workspace.freeze_folder import freeze_names, read_manifest

    found = [read_manifest(workspace, name) for name in freeze_names(workspace)]
    return tuple(sorted(found, key=lambda one: (one.as_of, one.made_on, one.name)))


def open_freeze(workspace: Workspace, name: str) -> Frozen:
    """Return a freeze, checked, with that of the period before where there is one.

    Raises:
        LuoshiError: E003 to E005 when it is not there or not as it was written.
    """
    from luoshi.workspace.freeze_folder import read_freeze

    return read_freeze(workspace, name)


def approve_freeze(workspace: Workspace, name: str, by: str, on: date, note: str = "") -> Approval:
    """Let a freeze be published and return the approval that was written.

    Raises:
        LuoshiError: E003 to E005 as :func:`open_freeze`, E010 when nobody is named, E014 when it was corrected
            since.
    """
    from luoshi.model.evaluation.publication import Approval
    from luoshi.workspace.freeze_folder import approve_freeze as write

    if not by.strip():
        raise LuoshiError("E010", "没有写明谁批准公开", where=name, hint="写明批准人的姓名或职务")
    newer = next((one.name for one in list_freezes(workspace) if one.corrects == name), "")
    if newer:
        raise LuoshiError("E014", f"“{name}”已经更正过，不能再批准公开", where=name, hint=f"批准更正后的“{newer}”")
    digest = open_freeze(workspace, name).manifest.digest
    approval = Approval(freeze=name, digest=digest, by=by.strip(), on=on, note=note)
    write(workspace, approval)
    return approval


def read_approval(workspace: Workspace, name: str) -> Approval | None:
    """Return who let a freeze be published; None when nobody did.

    Raises:
        LuoshiError: E007 when the file cannot be read.
    """
    from luoshi.workspace.freeze_folder import read_approval as read

    return read(workspace, name)


def published_before(workspace: Workspace, name: str) -> tuple[Frozen, ...]:
    """Return the freezes that a freeze corrects and that were let be published, the latest first.

    Raises:
        LuoshiError: E003 to E005 as :func:`open_freeze`, E007 when an approval cannot be read.
    """
    from luoshi.workspace.freeze_folder import read_freeze, read_manifest

    found = []
    seen = {name}
    at = read_manifest(workspace, name).corrects
    while at and at not in seen:
        seen.add(at)
        manifest = read_manifest(workspace, at)
        if is_approved(workspace, manifest):
            found.append(read_freeze(workspace, at, with_before=False))
        at = manifest.corrects
    return tuple(found)


def is_approved(workspace: Workspace, manifest: FreezeManifest) -> bool:
    """Tell whether a freeze was let be published, as it is.

    Raises:
        LuoshiError: E007 when the approval cannot be read.
    """
    approval = read_approval(workspace, manifest.name)
    return approval is not None and (approval.freeze, approval.digest) == (manifest.name, manifest.digest)


def _manifest(workspace: Workspace, order: FreezeOrder, year: int, kind: str) -> FreezeManifest:
    import luoshi
    from luoshi.model.evaluation.freeze import FreezeManifest

    plan = order.plan
    title = plan.document.title or plan.source.name
    chosen = order.kind or kind
    before = _before(workspace, order, title)
    return FreezeManifest(
        name=order.name,
        kind=next(one for one in ("年度", "中期", "期末", "专项") if one == chosen),
        year=year,
        as_of=order.as_of,
        region=plan.document.region or workspace.region,
        plan=title,
        plan_source=plan.source.name,
        plan_sha256=plan.source.sha256,
        area_set="",
        ledger=order.ledger.name if order.ledger is not None else "",
        ledger_origin=order.ledger_origin if order.ledger is not None else "",
        light_rules=workspace.light_rules if order.ledger is not None else "",
        made_on=order.made_on,
        made_by=order.made_by,
        corrects=order.corrects,
        reason=order.reason,
        before=before.name if before is not None else "",
        before_digest=before.digest if before is not None else "",
        software=luoshi.__version__,
        rules=_rule_versions(workspace),
    )


def _completed(frozen: Frozen, area_set: str, snapshot: str) -> FreezeManifest:
    return frozen.manifest.model_copy(update={"area_set": area_set, "snapshot": snapshot})


def _before(workspace: Workspace, order: FreezeOrder, title: str) -> FreezeManifest | None:
    """Return the same plan's latest freeze of an earlier day; of its corrections the last; None without any."""
    earlier = [one for one in list_freezes(workspace) if one.plan == title and one.as_of < order.as_of]
    replaced = {one.corrects for one in earlier}
    standing = [one for one in earlier if one.name not in replaced and one.name != order.corrects]
    return standing[-1] if standing else None


def _rule_versions(workspace: Workspace) -> dict[str, str]:
    """Return which rules judged -> digest of what they say."""
    from luoshi.rules.calendars import load_work_days
    from luoshi.rules.lights import load_light_rules
    from luoshi.rules.monitoring import load_monitoring_rules

    days = load_work_days(workspace.rules)
    told = {
        "亮灯办法": load_light_rules(workspace.rules),
        "判断规则": load_monitoring_rules(workspace.rules)[0],
        "放假安排": [sorted(one) for one in (days.holidays, days.made_up, days.years)],
    }
    return {name: hashlib.sha256(repr(value).encode()).hexdigest()[:12] for name, value in told.items()}


def _differences(old: Frozen, new: Frozen) -> tuple[Difference, ...]:
    from luoshi.progress.freeze_differences import differences

    return differences(old, new)
