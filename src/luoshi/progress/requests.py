"""Requests to put off, to change and to end (延期、调整、终止): asked with a reason, decided by another, kept in trace.

Entries: :func:`ask`, :func:`decide`, :func:`override_light`, :func:`adjusted`,
:func:`empties_lead`. Nothing changes before approval; the
deadline first set stays, what was approved comes beside it (:meth:`luoshi.model.ledger.Entry.due_on`).
Not here: moves between states (:mod:`luoshi.progress.states`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Actor, Assignment, ChangeRequest, Entry, LightOverride, TraceEntry
from luoshi.progress.states import E, is_another

_DECIDING = (Actor.LEADER, Actor.SUPERVISOR)
_UNITS = re.compile(r"[、，,；;\s]+")
START = "起始日期"
_LISTS = {"牵头单位": "lead", "配合单位": "support"}
_WORDS = {"责任领导": "leader", "责任科室": "section", "责任人": "person", "联络员": "contact"}
CHANGEABLE = (*_LISTS, *_WORDS, START)
"""What 调整 may change: who bears a task and when it begins. What is to be done is the plan's to change."""


def ask(entry: E, request: ChangeRequest, role: Actor) -> tuple[E, tuple[Finding, ...]]:
    """Return an entry with a request that waits for its decision; unchanged, with why, when it cannot be asked."""
    found = []
    if entry.state.is_over:
        found.append(Finding("L220", Severity.ERROR, f"{entry.state}的不能申请{request.kind}", entry.id))
    if any(one.id == request.id for one in entry.requests):
        found.append(Finding("L220", Severity.ERROR, f"编号 {request.id} 的申请已经有了", entry.id, fix="换一个编号"))
    if any(one.state == "待审批" and one.kind == request.kind for one in entry.requests):
        found.append(Finding("L220", Severity.ERROR, f"还有一份{request.kind}申请没有审批", entry.id))
    due = entry.due_on(request.asked_on)
    if request.kind == "延期" and due is not None and request.due is not None and request.due <= due:
        told = f"{request.due} 不比现在的时限 {due} 晚"
        found.append(Finding("L221", Severity.ERROR, told, entry.id))
    unknown = [key for key in request.changes if key not in CHANGEABLE]
    if request.kind == "调整" and (unknown or not request.changes or empties_lead(request.changes)):
        told = "没有写调整什么" if not request.changes else "牵头单位不能空"
        told = f"不能调整{'、'.join(unknown)}" if unknown else told
        found.append(Finding("L221", Severity.ERROR, told, entry.id, fix=f"可以调整：{'、'.join(CHANGEABLE)}"))
    if request.kind != "调整" and request.changes:
        found.append(Finding("L221", Severity.ERROR, f"{request.kind}申请不写调整什么", entry.id))
    if START in request.changes and not is_start_possible(request.changes[START], due):
        told = f"起始日期“{request.changes[START]}”应是日期，不晚于时限"
        found.append(Finding("L221", Severity.ERROR, told, entry.id, fix="写法如 2024-03-01"))
    if request.state != "待审批":
        found.append(Finding("L221", Severity.ERROR, "申请不能自带审批结果", entry.id))
    if found:
        return entry, tuple(found)
    trace = TraceEntry(
        on=request.asked_on, by=request.by, role=role, action=f"申请{request.kind}", now=_wanted(request),
        note=request.reason,
    )  # fmt: skip
    return _with(entry, {"requests": (*entry.requests, request)}, trace), ()


def decide(
    entry: E, number: str, *, agree: bool, by: str, role: Actor, on: date, opinion: str = ""
) -> tuple[E, tuple[Finding, ...]]:
    """Return an entry whose request was decided, with what follows from it; unchanged, with why, when it may not be.

    Args:
        entry: the task or project.
        number: of the request.
        agree: whether it is granted.
        by, role, on: who decides, in which part, on which day: another than who asked.
        opinion: must be there when it is refused.
    """
    request = next((one for one in entry.requests if one.id == number), None)
    if request is None or request.state != "待审批":
        waiting = "、".join(one.id for one in entry.requests if one.state == "待审批") or "无"
        message = f"没有编号是 {number} 的待审批申请"
        return entry, (Finding("L222", Severity.ERROR, message, entry.id, fix=f"待审批的：{waiting}"),)
    found = []
    if role not in _DECIDING:
        who = "、".join(_DECIDING)
        found.append(Finding("L203", Severity.ERROR, f"{role}不能审批申请", entry.id, fix=f"可以的是：{who}"))
    if not is_another(by, request.by):
        found.append(Finding("L206", Severity.ERROR, "审批的人就是申请的人", entry.id, fix="请另一个人审批"))
    if entry.state.is_over:
        found.append(Finding("L220", Severity.ERROR, f"{entry.state}的不能再审批{request.kind}申请", entry.id))
    if on < request.asked_on:
        found.append(Finding("L205", Severity.ERROR, f"审批的日期 {on} 早于申请 {request.asked_on}", entry.id))
    if not agree and not opinion.strip():
        found.append(Finding("L204", Severity.ERROR, "不同意的要写审批意见", entry.id))
    if found:
        return entry, tuple(found)
    state = "同意" if agree else "不同意"
    decided = request.model_copy(update={"state": state, "decided_on": on, "decided_by": by, "opinion": opinion})
    update: dict[str, object] = {"requests": tuple(decided if one.id == number else one for one in entry.requests)}
    if agree and request.kind == "调整":
        update["assignment"] = adjusted(entry.assignment, request.changes)
        if START in request.changes:
            update["start"] = day_in(request.changes[START])
    trace = TraceEntry(
        on=on, by=by, role=role, action=f"{state}{request.kind}", was=_was(entry, request, on), now=_wanted(request),
        note=opinion or request.reason,
    )  # fmt: skip
    return _with(entry, update, trace), ()


def is_start_possible(text: str, due: date | None) -> bool:
    """Tell whether a text is a day on which something due by another day may begin."""
    day = day_in(text)
    return day is not None and (due is None or day <= due)


def day_in(text: str) -> date | None:
    """Return the day that a text writes as YYYY-MM-DD; None when it does not."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def empties_lead(changes: Mapping[str, str]) -> bool:
    """Tell whether changes leave nobody to lead."""
    return "牵头单位" in changes and not any(_UNITS.split(changes["牵头单位"].strip()))


def override_light(entry: E, override: LightOverride) -> E:
    """Return an entry with a light set by hand; the model refuses one without reason, approval and end."""
    trace = TraceEntry(
        on=override.since, by=override.by, action="人工定灯", now=override.light,
        note=f"{override.reason}；{override.approved_by} 批准，到 {override.until} 止",
    )  # fmt: skip
    return _with(entry, {"overrides": (*entry.overrides, override)}, trace)


def _with(entry: E, update: dict[str, object], trace: TraceEntry) -> E:
    return entry.model_copy(update={**update, "trace": (*entry.trace, trace)})


def adjusted(assignment: Assignment, changes: Mapping[str, str]) -> Assignment:
    """Return who bears an entry after changes of :data:`CHANGEABLE`; units are split at 、 and the like."""
    update: dict[str, object] = {}
    for key, value in changes.items():
        if key in _LISTS:
            update[_LISTS[key]] = tuple(one for one in _UNITS.split(value.strip()) if one)
            update["origin"] = "人工"
        elif key in _WORDS:
            update[_WORDS[key]] = value.strip()
    return assignment.model_copy(update=update)


def _wanted(request: ChangeRequest) -> str:
    if request.kind == "延期":
        return str(request.due)
    return "；".join(f"{key}：{value}" for key, value in request.changes.items())


def _was(entry: Entry, request: ChangeRequest, on: date) -> str:
    if request.kind == "延期":
        return str(entry.due_on(on) or "")
    return "；".join(f"{key}：{now_in(entry, key)}" for key in request.changes)


def now_in(entry: Entry, key: str) -> str:
    """Return what stands now where a request may change something, as it is written."""
    if key == START:
        return str(entry.start or "")
    own = entry.assignment
    return "、".join(getattr(own, _LISTS[key])) if key in _LISTS else str(getattr(own, _WORDS[key]))
