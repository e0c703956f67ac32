"""Whatever may be done to an entry of the ledger, by its word (办理): moves, reports, requests, milestones, lights.

Entries: :func:`act`, :class:`Deed`, :data:`DEEDS`. The command line and the web application call it alike.
Not here: what each needs (:mod:`luoshi.progress.states`, :mod:`~luoshi.progress.reviewing`,
:mod:`~luoshi.progress.requests`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import (
    Actor,
    ChangeRequest,
    Entry,
    LedgerProject,
    LightOverride,
    Report,
    StageRecord,
    State,
    TraceEntry,
)
from luoshi.progress.projects import STAGES
from luoshi.progress.requests import CHANGEABLE, adjusted, ask, decide, override_light
from luoshi.progress.reviewing import review, submit
from luoshi.progress.states import TRANSITIONS, E, Kind, Move, move
from luoshi.progress.taking import KEY_NAMES, Choice, Key, taken

_ASKING = {"申请延期": "延期", "申请调整": "调整", "申请终止": "终止"}
_DECIDING = ("同意申请", "不同意申请")
_ASSIGNING = ("采纳建议", "定分工")
_STEPS = ("完成节点", "完成阶段")
DEEDS = tuple(
    dict.fromkeys(
        (
            *(one.action for one in TRANSITIONS if set(one.kinds) & {Kind.TASK, Kind.PROJECT}),
            "填报",
            "填报审核通过",
            "填报退回",
            *_ASKING,
            *_DECIDING,
            *_STEPS,
            *_ASSIGNING,
            "定灯",
        )
    )
)
"""All that can be done, in the words of users."""


@dataclass(frozen=True)
class Deed:
    """What somebody wants to do.

    Attributes:
        action: one of :data:`DEEDS`.
        by, role, on: who, in which part, on which day.
        note: reason, opinion, or what was done in the period.
        evidence: names of papers.
        period, percent, problem, next_step: of a report.
        due: the day asked for when putting off, or the last day of a light by hand.
        changes: what is to be changed -> into what.
        request: number of the request that is decided.
        name: of the milestone, of the stage (with ``document``), or the colour of a light by hand.
        approved_by: who approved a light by hand.
    """

    action: str
    by: str
    role: Actor
    on: date
    note: str = ""
    evidence: tuple[str, ...] = ()
    period: str = ""
    percent: Decimal | None = None
    problem: str = ""
    next_step: str = ""
    due: date | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    request: str = ""
    name: str = ""
    document: str = ""
    approved_by: str = ""


def act(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    """Return an entry after a deed; unchanged, with why, when it may not be done."""
    wish = Move(deed.action, deed.by, deed.role, deed.on, deed.note, deed.evidence)
    try:
        if deed.action == "填报":
            return submit(entry, _report(deed), deed.role)
        if deed.action in ("填报审核通过", "填报退回"):
            return review(entry, deed.period, Move(deed.action[2:], deed.by, deed.role, deed.on, deed.note))
        if deed.action in _ASKING:
            return ask(entry, _request(entry, deed), deed.role)
        if deed.action in _DECIDING:
            agree = deed.action == "同意申请"
            number = deed.request or _only_request(entry)
            return decide(entry, number, agree=agree, by=deed.by, role=deed.role, on=deed.on, opinion=deed.note)
        if deed.action == "定灯":
            return _set_light(entry, deed)
    except ValidationError as error:
        return entry, (Finding("L212", Severity.ERROR, f"“{deed.action}”{_told(error)}", entry.id),)
    if deed.action in _ASSIGNING:
        return _assign(entry, deed)
    if deed.action == "完成节点":
        return _finish_milestone(entry, deed)
    if deed.action == "完成阶段":
        return _finish_stage(entry, deed)
    return move(entry, wish)


def _report(deed: Deed) -> Report:
    return Report(
        period=deed.period,
        on=deed.on,
        percent=deed.percent,
        text=deed.note,
        problem=deed.problem,
        next_step=deed.next_step,
        reporter=deed.by,
        evidence=deed.evidence,
    )


def _request(entry: Entry, deed: Deed) -> ChangeRequest:
    return ChangeRequest(
        id=deed.request or f"r{len(entry.requests) + 1}",
        kind=_ASKING[deed.action],  # type: ignore[arg-type]  # the keys are those of the model
        asked_on=deed.on,
        by=deed.by,
        reason=deed.note,
        due=deed.due if deed.action == "申请延期" else None,
        changes=dict(deed.changes),
    )


def _only_request(entry: Entry) -> str:
    waiting = [one.id for one in entry.requests if one.state == "待审批"]
    return waiting[0] if len(waiting) == 1 else ""


def _set_light(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    if deed.role not in (Actor.SUPERVISOR, Actor.LEADER):
        message = f"{deed.role}不能人工定灯"
        return entry, (Finding("L203", Severity.ERROR, message, entry.id, fix="可以的是：督查人员、局领导"),)
    override = LightOverride.model_validate(
        {
            "light": deed.name,
            "reason": deed.note,
            "by": deed.by,
            "approved_by": deed.approved_by,
            "since": deed.on,
            "until": deed.due,
        }
    )
    return override_light(entry, override), ()


_DAYS = {"起始日期": "start", "完成时限": "due"}
_PROPOSED: dict[str, Key] = {name: key for key, name in KEY_NAMES.items()}


def _assign(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    """Return an entry whose bearers and deadline a planner set, or took up from what was proposed."""
    found = []
    if deed.role is not Actor.PLANNER:
        found.append(
            Finding("L203", Severity.ERROR, f"{deed.role}不能“{deed.action}”", entry.id, fix="可以的是：规划人员")
        )
    if entry.state is not State.UNDIVIDED:
        message = f"{entry.state}的不能“{deed.action}”"
        found.append(Finding("L202", Severity.ERROR, message, entry.id, fix="分解以后要改的，用 申请调整、申请延期"))
    known = _PROPOSED if deed.action == "采纳建议" else {**dict.fromkeys(CHANGEABLE), **_DAYS}
    unknown = [key for key in deed.changes if key not in known]
    if unknown or (deed.action == "定分工" and not deed.changes):
        told = f"不认识{'、'.join(unknown)}" if unknown else "没有写定什么"
        found.append(Finding("L221", Severity.ERROR, told, entry.id, fix=f"可以写：{'、'.join(known)}"))
    if found:
        return entry, tuple(found)
    if deed.action == "采纳建议":
        return _take_up(entry, deed)
    days = {key: day_in(value) for key, value in deed.changes.items() if key in _DAYS}
    if wrong := [key for key, day in days.items() if day is None]:
        message = f"{'、'.join(wrong)}应是日期"
        return entry, (Finding("L221", Severity.ERROR, message, entry.id, fix="写法如 2024-12-31"),)
    update: dict[str, object] = {_DAYS[key]: day for key, day in days.items()}
    if "完成时限" in days:
        update["due_origin"] = "人工"
    rest = {key: value for key, value in deed.changes.items() if key not in _DAYS}
    update["assignment"] = adjusted(entry.assignment, rest)
    return _traced(entry, deed, update, "；".join(f"{key}：{value}" for key, value in deed.changes.items())), ()


def _take_up(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    choices = [Choice(entry.id, _PROPOSED[key], value) for key, value in deed.changes.items()] or [Choice(entry.id)]
    if not entry.proposals:
        return entry, (Finding("L156", Severity.ERROR, "没有建议可以采纳", entry.id, fix="用 定分工 直接写"),)
    try:
        return taken(entry, choices, deed.by, deed.on), ()
    except LuoshiError as error:
        return entry, (Finding(error.code, Severity.ERROR, error.message, entry.id, fix=error.hint),)


def day_in(text: str) -> date | None:
    """Return the day that a text writes as YYYY-MM-DD; None when it does not."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _finish_milestone(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    at = next((at for at, one in enumerate(entry.milestones) if one.name == deed.name), None)
    if at is None:
        names = "、".join(one.name for one in entry.milestones) or "没有节点"
        message = f"没有叫“{deed.name}”的节点"
        return entry, (Finding("L213", Severity.ERROR, message, entry.id, fix=f"现有：{names}"),)
    if not deed.evidence:
        message = f"完成节点“{deed.name}”要有佐证材料"
        return entry, (Finding("L204", Severity.ERROR, message, entry.id, fix="补上佐证材料再试"),)
    was = entry.milestones[at]
    now = was.model_copy(update={"done": deed.on, "evidence": (*was.evidence, *deed.evidence)})
    milestones = (*entry.milestones[:at], now, *entry.milestones[at + 1 :])
    return _traced(entry, deed, {"milestones": milestones}, was.name), ()


def _finish_stage(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    if not isinstance(entry, LedgerProject) or deed.name not in STAGES:
        message = "只有项目才有阶段" if not isinstance(entry, LedgerProject) else f"没有“{deed.name}”这个阶段"
        return entry, (Finding("L213", Severity.ERROR, message, entry.id, fix=f"阶段有：{'、'.join(STAGES)}"),)
    known = next((one for one in entry.stages if one.stage == deed.name), None)
    record = (known or StageRecord(stage=deed.name)).model_copy(
        update={
            "done": deed.on,
            "document": deed.document or (known.document if known is not None else ""),
            "percent": deed.percent,
        }
    )
    stages = [*(one for one in entry.stages if one.stage != deed.name), record]
    stages.sort(key=lambda one: STAGES.index(one.stage) if one.stage in STAGES else len(STAGES))
    return _traced(entry, deed, {"stages": tuple(stages)}, f"{deed.name} {deed.document}".strip()), ()


def _traced(entry: E, deed: Deed, update: dict[str, object], now: str) -> E:
    trace = TraceEntry(on=deed.on, by=deed.by, role=deed.role, action=deed.action, now=now, note=deed.note)
    return entry.model_copy(update={**update, "trace": (*entry.trace, trace)})


_FIELDS = {
    "percent": "完成比例应在 0 到 100 之间",
    "reason": "要写理由",
    "light": "灯应是 红、黄、绿、蓝 之一",
    "by": "要写是谁",
    "approved_by": "要写批准人",
    "until": "要写截止日期",
}


def _told(error: ValidationError) -> str:
    """Return in Chinese what a deed lacks."""
    told = []
    for one in error.errors():
        own = one.get("ctx", {}).get("error")
        key = str(one["loc"][0]) if one["loc"] else ""
        told.append(str(own) if own is not None else _FIELDS.get(key, f"{key} 不对"))
    return "；".join(dict.fromkeys(told))
