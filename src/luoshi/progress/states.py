"""The transition table (状态流转): what may be done to a task, a project or a report, by whom, and what must be there.

Entries: :data:`TRANSITIONS`, :func:`allowed`, :func:`move`, :func:`check_move`. One table for all three; nothing is
finished (已办结) except out of review (待审核), and nobody reviews what they handed in.
Not here: requests to put off or change (:mod:`luoshi.progress.requests`), what reports say
(:mod:`luoshi.progress.reviewing`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import normal
from luoshi.model.ledger import Actor, Entry, LedgerProject, State, TraceEntry
from luoshi.model.ledger_reports import accepted_on, accepted_report


class Kind(StrEnum):
    """What moves through the states."""

    TASK = "任务"
    PROJECT = "项目"
    REPORT = "填报"


class Need(StrEnum):
    """What must be there before a move (须有)."""

    LEAD = "牵头单位"
    DUE = "完成时限"
    REASON = "理由"
    OPINION = "审核意见"
    FULL = "审核通过的填报，完成比例 100%，或全部节点完成"
    EVIDENCE = "佐证材料"
    ENDING = "批准的终止申请"
    OTHER_PERSON = "不是提交的人"
    STAGES = "竣工和交付"


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table.

    Attributes:
        kinds: what moves so.
        action: what is done, in the word shown to users.
        was: states from which.
        now: state to which.
        actors: who may.
        needs: what must be there.
    """

    kinds: tuple[Kind, ...]
    action: str
    was: tuple[State, ...]
    now: State
    actors: tuple[Actor, ...]
    needs: tuple[Need, ...] = ()


REOPEN = "重新打开"
_S, _A, _N = State, Actor, Need
_BOTH = (Kind.TASK, Kind.PROJECT)
_ALL = (*_BOTH, Kind.REPORT)
_REPORTING = (_A.REPORTER, _A.UNIT_HEAD)
_REVIEWING = (_A.SUPERVISOR, _A.LEADER)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(_BOTH, "分解", (_S.UNDIVIDED,), _S.UNSIGNED, (_A.PLANNER,), (_N.LEAD, _N.DUE)),
    Transition(_BOTH, "签收", (_S.UNSIGNED,), _S.UNDER_WAY, _REPORTING, (_N.LEAD,)),
    Transition(_BOTH, "退签", (_S.UNSIGNED,), _S.UNDIVIDED, (_A.UNIT_HEAD,), (_N.REASON,)),
    Transition(
        (Kind.TASK,), "申请办结", (_S.UNDER_WAY, _S.RETURNED), _S.UNDER_REVIEW, _REPORTING, (_N.FULL, _N.EVIDENCE)
    ),
    Transition(
        (Kind.PROJECT,), "申请办结", (_S.UNDER_WAY, _S.RETURNED), _S.UNDER_REVIEW, _REPORTING, (_N.STAGES, _N.EVIDENCE)
    ),
    Transition((Kind.REPORT,), "提交", (_S.UNDER_WAY, _S.RETURNED), _S.UNDER_REVIEW, _REPORTING),
    Transition((Kind.REPORT,), "撤回", (_S.UNDER_REVIEW,), _S.UNDER_WAY, _REPORTING),
    Transition(_BOTH, "审核通过", (_S.UNDER_REVIEW,), _S.DONE, _REVIEWING, (_N.OPINION, _N.OTHER_PERSON)),
    Transition(
        (Kind.REPORT,), "审核通过", (_S.UNDER_REVIEW,), _S.DONE, (_A.UNIT_HEAD, *_REVIEWING), (_N.OTHER_PERSON,)
    ),
    Transition(_BOTH, "退回", (_S.UNDER_REVIEW,), _S.RETURNED, _REVIEWING, (_N.OPINION,)),
    Transition((Kind.REPORT,), "退回", (_S.UNDER_REVIEW,), _S.RETURNED, (_A.UNIT_HEAD, *_REVIEWING), (_N.OPINION,)),
    Transition(_ALL, "归档", (_S.DONE,), _S.ARCHIVED, (_A.PLANNER, _A.SUPERVISOR)),
    Transition(_BOTH, REOPEN, (_S.DONE, _S.ARCHIVED), _S.UNDER_WAY, _REVIEWING, (_N.REASON,)),
    Transition((Kind.REPORT,), REOPEN, (_S.DONE,), _S.RETURNED, _REVIEWING, (_N.REASON,)),
    Transition(
        _BOTH,
        "终止",
        (_S.UNDIVIDED, _S.UNSIGNED, _S.UNDER_WAY, _S.RETURNED),
        _S.ENDED,
        (_A.LEADER,),
        (_N.REASON, _N.ENDING),
    ),
    Transition(_BOTH, "恢复", (_S.ENDED,), _S.UNDER_WAY, (_A.LEADER,), (_N.REASON,)),
)
"""All that may be done; what is not here may not."""


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody's wish to do something.

    Attributes:
        action: one of the actions of the table.
        by: who; ``role`` in which part, ``on`` on which day.
        note: reason or opinion.
        evidence: names or hashes of papers handed in with it.
    """

    action: str
    by: str
    role: Actor
    on: date
    note: str = ""
    evidence: tuple[str, ...] = ()


def allowed(kind: Kind, state: State, role: Actor | None = None) -> tuple[Transition, ...]:
    """Return what may be done from a state, by everybody or by one role."""
    return tuple(
        one for one in TRANSITIONS if kind in one.kinds and state in one.was and (role is None or role in one.actors)
    )


def find(kind: Kind, state: State, action: str) -> Transition | None:
    """Return the row of the table for an action from a state; None when there is none."""
    return next((one for one in allowed(kind, state) if one.action == action), None)


E = TypeVar("E", bound=Entry)
"""A task or a project: what comes back is of the same kind."""


def check_move(entry: Entry, wish: Move) -> tuple[Finding, ...]:
    """Return why somebody may not do something to a task or project; nothing when they may."""
    kind = Kind.PROJECT if isinstance(entry, LedgerProject) else Kind.TASK
    row = find(kind, entry.state, wish.action)
    if row is None:
        return (not_possible(kind, entry.state, wish.action, entry.id),)
    found = [*not_his(row, wish.role, entry.id)]
    for need in row.needs:
        if not _IS_THERE[need](entry, wish):
            found.append(lacking(need, wish.action, entry.id))
    if wish.on < last_day(entry):
        found.append(
            Finding("L205", Severity.ERROR, f"{wish.action}的日期 {wish.on} 早于上一步 {last_day(entry)}", entry.id)
        )
    return tuple(found)


def move(entry: E, wish: Move) -> tuple[E, tuple[Finding, ...]]:
    """Return a task or project after something was done to it, with its trace; unchanged, with why, when it may not."""
    found = check_move(entry, wish)
    if found:
        return entry, found
    kind = Kind.PROJECT if isinstance(entry, LedgerProject) else Kind.TASK
    row = find(kind, entry.state, wish.action)
    assert row is not None, "checked above"
    trace = TraceEntry(
        on=wish.on, by=wish.by, role=wish.role, action=wish.action, was=entry.state, now=row.now,
        note="；".join((*([wish.note] if wish.note else []), *(f"佐证：{one}" for one in wish.evidence))),
    )  # fmt: skip
    update: dict[str, object] = {"state": row.now, "trace": (*entry.trace, trace)}
    if row.now is State.DONE:
        update["finished"] = wish.on
    elif entry.state in (State.DONE, State.ARCHIVED) and row.now is State.UNDER_WAY:
        update["finished"] = None
    return entry.model_copy(update=update), ()


def not_possible(kind: Kind, state: State, action: str, where: str) -> Finding:
    """Return the finding that an action is not possible from a state."""
    can = "、".join(one.action for one in allowed(kind, state)) or "什么也不能做"
    return Finding("L202", Severity.ERROR, f"{state}的{kind}不能“{action}”", where, fix=f"现在可以：{can}")


def not_his(row: Transition, role: Actor, where: str) -> tuple[Finding, ...]:
    """Return the finding that a role may not do something; nothing when it may."""
    if role in row.actors:
        return ()
    who = "、".join(row.actors)
    return (Finding("L203", Severity.ERROR, f"{role}不能“{row.action}”", where, fix=f"可以的是：{who}"),)


def lacking(need: Need, action: str, where: str) -> Finding:
    """Return the finding that something must be there before an action."""
    if need is Need.OTHER_PERSON:
        return Finding(
            "L206", Severity.ERROR, f"“{action}”的人就是提交的人", where, fix="请另一个人审核：自己不能审核自己报的"
        )
    return Finding("L204", Severity.ERROR, f"“{action}”要有{need}", where, fix=f"补上{need}再试")


def last_day(entry: Entry) -> date:
    """Return the day of the last thing done to an entry; the first of all days when nothing was."""
    return max((one.on for one in entry.trace), default=date.min)


def is_another(one: str, other: str) -> bool:
    """Tell whether two names are those of two people: neither is empty, and they differ when blanks are left out."""
    return bool(normal(one) and normal(other)) and normal(one) != normal(other)


def last_submitter(entry: Entry) -> str:
    """Return who asked last for review; empty when nobody did."""
    moves = (one for one in reversed(entry.trace) if not one.is_of_report)
    return next((one.by for one in moves if one.now == State.UNDER_REVIEW), "")


def _is_full(entry: Entry, wish: Move) -> bool:
    report = accepted_report(entry, wish.on)
    if report is not None:
        opened = max((one.on for one in entry.trace if one.action == REOPEN), default=date.min)
        return report.percent == 100 and accepted_on(report) >= opened
    return bool(entry.milestones) and all(one.done is not None and one.evidence for one in entry.milestones)


def _is_ending_approved(entry: Entry, wish: Move) -> bool:
    """Tell whether ending was approved by the day, and that approval not used up by an earlier end."""
    used = max((one.on for one in entry.trace if one.now == State.ENDED), default=date.min)
    days = [one.decided_on for one in entry.requests if one.kind == "终止" and one.state == "同意"]
    return any(day is not None and used < day <= wish.on for day in days)


def _is_handed_over(entry: Entry, wish: Move) -> bool:
    done = {one.stage for one in entry.stages if one.done is not None} if isinstance(entry, LedgerProject) else set()
    return {"竣工", "交付"} <= done


_IS_THERE: dict[Need, Callable[[Entry, Move], bool]] = {
    Need.LEAD: lambda entry, wish: bool(entry.assignment.lead),
    Need.DUE: lambda entry, wish: entry.due is not None,
    Need.REASON: lambda entry, wish: bool(wish.note.strip()),
    Need.OPINION: lambda entry, wish: bool(wish.note.strip()),
    Need.FULL: _is_full,
    Need.STAGES: _is_handed_over,
    Need.EVIDENCE: lambda entry, wish: bool(wish.evidence) or any(one.evidence for one in entry.reports if one.counts),
    Need.ENDING: lambda entry, wish: _is_ending_approved(entry, wish),
    Need.OTHER_PERSON: lambda entry, wish: is_another(wish.by, last_submitter(entry)),
}
