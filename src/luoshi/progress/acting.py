"""Whatever may be done to an entry of the ledger, by its word (办理): moves, reports, requests, milestones, lights.

Entries: :func:`act`, :func:`possible`, :data:`DEEDS`. The command line and the web application call it alike.
Not here: what each needs (:mod:`luoshi.progress.states`, :mod:`~luoshi.progress.reviewing`,
:mod:`~luoshi.progress.requests`).
"""

from __future__ import annotations

from datetime import date
from itertools import count

from pydantic import ValidationError

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import (
    Actor,
    ChangeRequest,
    Entry,
    Frequency,
    LedgerProject,
    LightOverride,
    Report,
    State,
    TraceEntry,
)
from luoshi.progress.deeds import BEARING, DECIDERS, MENDING, RUNNING, STEPS, Deed
from luoshi.progress.requests import (
    CHANGEABLE,
    START,
    adjusted,
    ask,
    day_in,
    decide,
    empties_lead,
    now_in,
    override_light,
)
from luoshi.progress.reviewing import review, submit, withdraw
from luoshi.progress.states import TRANSITIONS, E, Kind, Move, last_day, move
from luoshi.progress.steps import may_not_step, tell_milestone, tell_stage
from luoshi.progress.tasks.taking import KEY_NAMES, Choice, Key, taken

_ASKING = {"申请延期": "延期", "申请调整": "调整", "申请终止": "终止"}
_DECIDING = ("同意申请", "不同意申请")
_ASSIGNING = ("采纳建议", "定分工")
DEEDS = tuple(
    dict.fromkeys(
        (
            *(one.action for one in TRANSITIONS if set(one.kinds) & {Kind.TASK, Kind.PROJECT}),
            "填报",
            "填报审核通过",
            "填报退回",
            "填报撤回",
            *_ASKING,
            *_DECIDING,
            *STEPS,
            *MENDING,
            *_ASSIGNING,
            "定灯",
        )
    )
)
"""All that can be done, in the words of users."""


def act(
    entry: E, deed: Deed, *, frequency: Frequency | None = None, today: date | None = None
) -> tuple[E, tuple[Finding, ...]]:
    """Return an entry after a deed; unchanged, with why, when it may not be done.

    Args:
        entry: the task or project.
        deed: what is to be done.
        frequency: how often the ledger is reported; None lets reports of any period pass.
        today: nothing is done later than that; None sets no bound.
    """
    if wrong := _out_of_time(entry, deed, today):
        return entry, wrong
    wish = Move(deed.action, deed.by, deed.role, deed.on, deed.note, deed.evidence)
    try:
        if deed.action == "填报":
            return submit(entry, _report(deed), deed.role, frequency)
        if deed.action in ("填报审核通过", "填报退回"):
            return review(entry, deed.period, Move(deed.action[2:], deed.by, deed.role, deed.on, deed.note))
        if deed.action == "填报撤回":
            return withdraw(entry, deed.period, Move("撤回", deed.by, deed.role, deed.on, deed.note))
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
    if deed.action in (*STEPS, *MENDING):
        if wrong := may_not_step(entry, deed):
            return entry, wrong
        return tell_milestone(entry, deed) if deed.action.endswith("节点") else tell_stage(entry, deed)
    return move(entry, wish)


def _out_of_time(entry: Entry, deed: Deed, today: date | None) -> tuple[Finding, ...]:
    """Return that a deed is dated before what was done last, or later than today; steps are dated as they came."""
    if today is not None and deed.on > today:
        return (Finding("L205", Severity.ERROR, f"{deed.action}的日期 {deed.on} 在今天以后", entry.id),)
    if deed.action not in (*STEPS, *MENDING) and deed.on < last_day(entry):
        message = f"{deed.action}的日期 {deed.on} 早于上一步 {last_day(entry)}"
        return (Finding("L205", Severity.ERROR, message, entry.id, fix="核对日期"),)
    return ()


def possible(entry: Entry) -> tuple[tuple[str, tuple[Actor, ...]], ...]:
    """Return what may be done to an entry now besides moving it on, and by whom."""
    found: list[tuple[str, tuple[Actor, ...]]] = []
    if entry.state is State.UNDIVIDED:
        assigning = _ASSIGNING if entry.proposals else _ASSIGNING[1:]
        found += [(one, (Actor.PLANNER,)) for one in assigning]
    if entry.state in RUNNING:
        found.append(("填报", BEARING))
        if isinstance(entry, LedgerProject):
            found.append(("完成阶段", BEARING))
        if any(one.done is None for one in entry.milestones):
            found.append(("完成节点", BEARING))
    if any(one.state is State.UNDER_REVIEW for one in entry.reports):
        found += [(one, (Actor.UNIT_HEAD, *DECIDERS)) for one in ("填报审核通过", "填报退回")]
        found.append(("填报撤回", BEARING))
    if not entry.state.is_over:
        found += [(one, tuple(Actor)) for one in _ASKING]
        found.append(("定灯", DECIDERS))
    if any(one.state == "待审批" for one in entry.requests) and not entry.state.is_over:
        found += [(one, DECIDERS) for one in _DECIDING]
    return tuple(found)


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
        id=deed.request or _free_number(entry),
        kind=_ASKING[deed.action],  # type: ignore[arg-type]  # the keys are those of the model
        asked_on=deed.on,
        by=deed.by,
        reason=deed.note,
        due=deed.due if deed.action == "申请延期" else None,
        changes=dict(deed.changes) if deed.action == "申请调整" else {},
    )


def _free_number(entry: Entry) -> str:
    taken = {one.id for one in entry.requests}
    return next(number for at in count(1) if (number := f"r{at}") not in taken)


def _only_request(entry: Entry) -> str:
    waiting = [one.id for one in entry.requests if one.state == "待审批"]
    return waiting[0] if len(waiting) == 1 else ""


def _set_light(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    if deed.role not in DECIDERS:
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


_DAYS = {START: "start", "完成时限": "due"}
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
    start, due = days.get(START, entry.start), days.get("完成时限", entry.due)
    wrong = [f"{key}应是日期，写法如 2024-12-31" for key, day in days.items() if day is None]
    if start is not None and due is not None and due < start:
        wrong.append(f"完成时限 {due} 早于起始日期 {start}")
    if empties_lead(deed.changes):
        wrong.append("牵头单位不能空")
    if wrong:
        return entry, tuple(Finding("L221", Severity.ERROR, one, entry.id) for one in wrong)
    update: dict[str, object] = {_DAYS[key]: day for key, day in days.items()}
    if "完成时限" in days:
        update["due_origin"] = "人工"
    rest = {key: value for key, value in deed.changes.items() if key not in _DAYS}
    update["assignment"] = adjusted(entry.assignment, rest)
    told = "；".join(f"{key}：{value}" for key, value in deed.changes.items())
    was = "；".join(f"{key}：{value}" for key in deed.changes if (value := _stood(entry, key)))
    return _traced(entry, deed, update, told, was), ()


def _stood(entry: Entry, key: str) -> str:
    """Return what stood there before, as it is written."""
    return str(entry.due or "") if key == "完成时限" else now_in(entry, key)


def _take_up(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    choices = [Choice(entry.id, _PROPOSED[key], value) for key, value in deed.changes.items()] or [Choice(entry.id)]
    if not entry.proposals:
        return entry, (Finding("L156", Severity.ERROR, "没有建议可以采纳", entry.id, fix="用 定分工 直接写"),)
    try:
        return taken(entry, choices, deed.by, deed.on), ()
    except LuoshiError as error:
        return entry, (Finding(error.code, Severity.ERROR, error.message, entry.id, fix=error.hint),)


def _traced(entry: E, deed: Deed, update: dict[str, object], now: str, was: str = "") -> E:
    trace = TraceEntry(on=deed.on, by=deed.by, role=deed.role, action=deed.action, was=was, now=now, note=deed.note)
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
