"""Making a ledger again over one in use (重做台账): what is new is added, what is gone is told.

Entry: :func:`remade`. Nothing is taken away and nothing filled in is changed. Of an entry in use only what is empty is
filled with the plan's word, and proposals are renewed for what is still open.
Not here: making it the first time (:mod:`luoshi.progress.tasks.making`), files (``luoshi.workspace``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, Ledger, LedgerProject, LedgerTask, Proposal

_Entry = TypeVar("_Entry", LedgerTask, LedgerProject)
_SHOWN = 40


def remade(old: Ledger, new: Ledger) -> tuple[Ledger, tuple[Finding, ...]]:
    """Return the ledger in use with what the plan brings anew, and what a person should look at.

    Args:
        old: the ledger in use.
        new: as :func:`luoshi.progress.tasks.making.make_ledger` makes it from the plan as it is now.

    Findings: L151 an entry's plan item is gone, L152 the plan says something else now, L158 an entry was added.
    """
    findings: list[Finding] = []
    tasks = _merged(old.tasks, new.tasks, findings)
    projects = _merged(old.projects, new.projects, findings)
    ledger = old.model_copy(
        update={
            "plan": old.plan or new.plan,
            "period": old.period or new.period,
            "tasks": tasks,
            "projects": projects,
        }
    )
    return ledger, tuple(findings)


def _merged(old: Sequence[_Entry], new: Sequence[_Entry], findings: list[Finding]) -> tuple[_Entry, ...]:
    """Return old entries in their order, each new one after the one that it follows in the plan."""
    coming = {one.id: one for one in new}
    items = {one.plan_item for one in new}
    divided = {one.plan_item for one in new if _is_part(one)}
    known = {one.id for one in old}
    merged: list[_Entry] = []
    for one in old:
        if one.id in coming:
            _tell_difference(one, coming[one.id], findings)
            merged.append(_filled(one, coming[one.id]))
        else:
            _tell_gone(one, items, divided, findings)
            merged.append(one)
    after: dict[str, list[_Entry]] = {}
    before = ""
    for one in new:
        if one.id in known:
            before = one.id
        else:
            after.setdefault(before, []).append(one)
            findings.append(Finding("L158", Severity.INFO, f"规划里新有的，已加进台账：{_named(one)}", where=one.id))
    ordered: list[_Entry] = list(after.get("", []))
    for one in merged:
        ordered.append(one)
        ordered.extend(after.get(one.id, []))
    return tuple(ordered)


def _filled(old: _Entry, new: _Entry) -> _Entry:
    """Return an entry in use with the plan's word where nothing stands, and with proposals for what is open."""
    update: dict[str, object] = {}
    assignment = old.assignment
    touched = bool(old.trace or old.reports)
    if not assignment.units and assignment.origin is None and new.assignment.units and not touched:
        update["assignment"] = assignment.model_copy(
            update={"lead": new.assignment.lead, "support": new.assignment.support, "origin": new.assignment.origin}
        )
    if old.due is None and old.due_origin is None and new.due is not None and not touched:
        update |= {"due": new.due, "due_origin": new.due_origin}
    if isinstance(old, LedgerTask) and isinstance(new, LedgerTask):
        update["targets"] = tuple(dict.fromkeys((*old.targets, *new.targets)))
    filled = old.model_copy(update=update)
    return filled.model_copy(update={"proposals": tuple(one for one in new.proposals if _is_open(filled, one))})


def _is_open(entry: Entry, proposal: Proposal) -> bool:
    if entry.state.is_over:
        return False
    now = entry.assignment
    if proposal.key == "lead":
        return not now.lead or (len(now.lead) > 1 and proposal.value in now.lead)
    if proposal.key == "support":
        return not now.support and (not now.lead or now.origin != "规划") and proposal.value not in now.lead
    return not now.section if proposal.key == "section" else entry.due is None


def _tell_difference(old: Entry, new: Entry, findings: list[Finding]) -> None:
    """Tell what the plan says otherwise than an entry whose word was the plan's."""
    said = []
    if (
        old.assignment.origin == "规划"
        and new.assignment.units
        and set(old.assignment.units) != set(new.assignment.units)
    ):
        said.append(f"责任单位现在是“{'、'.join(new.assignment.units)}”")
    if old.due_origin == "规划" and new.due is not None and old.due != new.due:
        said.append(f"时限现在是 {new.due}")
    if said:
        findings.append(
            Finding(
                "L152",
                Severity.WARNING,
                f"规划改了，台账没有跟着改：{_named(old)}：{'；'.join(said)}",
                where=old.id,
                fix="核对后人工修改台账，或走调整申请",
            )
        )


def _is_part(entry: Entry) -> bool:
    """Tell whether an entry is a part of a task's text, not the whole and not a county's share."""
    return isinstance(entry, LedgerTask) and bool(entry.parent) and not entry.area


def _tell_gone(old: Entry, items: set[str], divided: set[str], findings: list[Finding]) -> None:
    """Tell of an entry whose plan item is gone, or whose part of it is.

    Shares of counties are not missed when no counties were handed in, nor parts when the whole text was not.
    """
    if not old.plan_item:
        return
    if old.plan_item in items and not (_is_part(old) and old.plan_item in divided):
        return
    what = "这一部分" if old.plan_item in items else "这一条"
    findings.append(
        Finding(
            "L151",
            Severity.WARNING,
            f"规划里已没有{what}，台账里留着：{_named(old)}",
            where=old.id,
            fix="确实不再做的，走终止申请；只是改了写法的，用 luoshi compile --previous 沿用编号后重做",
        )
    )


def _named(entry: Entry) -> str:
    title = entry.title if isinstance(entry, LedgerTask) else entry.name if isinstance(entry, LedgerProject) else ""
    return f"“{title[:_SHOWN]}”" + (f"（{entry.area}）" if entry.area else "")
