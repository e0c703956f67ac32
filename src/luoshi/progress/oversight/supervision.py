"""Cases of supervision (督查件、督导件): where they stand, what may be done next, what is overdue, what is wrong.

Entries: :func:`state_of`, :func:`take_step`, :func:`check_case`, :func:`due_cases`, :func:`delays_of`,
:func:`paper_of`, :func:`proposed_steps`. The chain of a case only grows: nothing here changes or drops a step.
Not here: the procedures (:mod:`luoshi.rules.supervision`), 责任督学
(:mod:`luoshi.progress.oversight.school_inspectors`), files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.base.texts import normal
from luoshi.base.work_days import WorkDays
from luoshi.model.lights import TaskLight
from luoshi.model.supervision import (
    START,
    Case,
    CaseState,
    Delay,
    DueCase,
    Paper,
    Procedure,
    ProposedStep,
    StepRule,
    StepTaken,
)

_BETWEEN_NAMES = re.compile(r"[、，,；;]")


def state_of(case: Case, procedure: Procedure, days: WorkDays) -> CaseState:
    """Return where a case stands; steps that the procedure does not know leave it where it is."""
    state = CaseState(START)
    for taken in case.steps:
        rule = procedure.step(taken.step)
        if rule is None:
            continue
        state = CaseState(
            stage=rule.to,
            since=taken.on,
            is_closed=rule.closes,
            reopened=state.reopened + rule.reopens,
            due=due_day(taken, rule, days),
            awaited=rule.awaited,
        )
    return state


def case_until(case: Case, day: date) -> Case:
    """Return the case as it stood at the end of a day: without the steps that were taken later."""
    return case.model_copy(update={"steps": tuple(one for one in case.steps if one.on <= day)})


def delays_of(case: Case, procedure: Procedure, on: date, days: WorkDays) -> tuple[Delay, ...]:
    """Return the deadlines up to a day that the supervised unit did not keep, each once, also those long past.

    Deadlines that only the supervising office could keep are not among them.
    """
    found = []
    known = [(taken, rule) for taken in case_until(case, on).steps if (rule := procedure.step(taken.step)) is not None]
    for at, (taken, rule) in enumerate(known):
        due = due_day(taken, rule, days)
        done = known[at + 1][0].on if at + 1 < len(known) else None
        own = tuple(one for one in rule.awaited if _is_of_unit(procedure.step(one)))
        if due is not None and own and (done or on) > due:
            late = days.between(due + timedelta(days=1), done or on)
            found.append(Delay(own, due, done, late))
    return tuple(found)


def _is_of_unit(rule: StepRule | None) -> bool:
    return rule is not None and rule.is_of_unit


def due_day(taken: StepTaken, rule: StepRule, days: WorkDays) -> date | None:
    """Return the day by which the next step is to follow, always a work day; None when nothing must follow.

    A day that the paper names counts instead of the procedure's; when nobody works on it, the next work day does.
    """
    if rule.within is None:
        return None
    if taken.due is not None:
        return days.after(taken.due - timedelta(days=1), 1)
    return days.after(taken.on, rule.within)


def take_step(case: Case, procedure: Procedure, taken: StepTaken, days: WorkDays) -> Case:
    """Return the case with one more step.

    Raises:
        LuoshiError: L312 when the step may not be taken now or by this role, L319 by this person; L313 when it does
            not bring what it must.
    """
    state = state_of(case, procedure, days)
    rule = procedure.step(taken.step)
    allowed = "、".join(_allowed_names(case, procedure, state.stage)) or "没有"
    hint = f"现在是“{state.stage}”，可以走的：{allowed}"
    where = f"{case.id} {case.title}"
    if rule is None or state.stage not in rule.sources:
        raise LuoshiError("L312", f"不能走“{taken.step}”这一步", where=where, hint=hint)
    wrong = [
        *_order_wrong(case.steps, taken, rule, procedure),
        *_role_wrong(taken, rule),
        *_person_wrong(case.steps, taken, rule, procedure),
    ]
    if wrong:
        code = "L319" if wrong[0].code == "L319" else "L312"
        raise LuoshiError(code, wrong[0].message, where=where, hint=wrong[0].fix or hint)
    after = case.model_copy(update={"steps": (*case.steps, taken)})
    missing = [*_missing(taken, rule), *paper_of(after, len(case.steps), procedure, days).missing]
    if missing:
        told = "、".join(dict.fromkeys(missing))
        hint = "理由写 --note，文号写 --document，佐证写 --evidence，文书里别的各项写 --fill 项=内容"
        raise LuoshiError("L313", f"“{taken.step}”还缺：{told}", where=where, hint=hint)
    return after


def check_case(case: Case, procedure: Procedure, days: WorkDays) -> tuple[Finding, ...]:
    """Return what is wrong with a chain as it stands: dates that go back, steps skipped, what they do not bring."""
    found: list[Finding] = []
    stage = START
    for at, taken in enumerate(case.steps):
        where = f"{case.id} {case.title}：第 {at + 1} 步 {taken.step}（{taken.on}）"
        rule = procedure.step(taken.step)
        if rule is None:
            found.append(_wrong("L321", f"程序“{procedure.name}”里没有“{taken.step}”这一步", where=where))
            continue
        if stage not in rule.sources:
            found.append(_wrong("L321", f"在“{stage}”时不能走“{taken.step}”，中间少了步骤", "补上少的步骤", where))
        before = case.steps[:at]
        for one in (
            *_order_wrong(before, taken, rule, procedure),
            *_role_wrong(taken, rule),
            *_person_wrong(before, taken, rule, procedure),
        ):
            found.append(_wrong(one.code, one.message, one.fix, where))
        missing = dict.fromkeys((*_missing(taken, rule), *paper_of(case, at, procedure, days).missing))
        if missing:
            paper = f"（{rule.paper}）" if rule.paper else ""
            found.append(_wrong("L322", f"“{taken.step}”{paper}缺：{'、'.join(missing)}", "补齐文书", where))
        stage = rule.to
    return tuple(found)


def paper_of(case: Case, at: int, procedure: Procedure, days: WorkDays) -> Paper:
    """Return the paper of the step ``at`` (from 0): what the case fills, what was typed, what is missing."""
    taken = case.steps[at]
    rule = procedure.step(taken.step)
    if rule is None or not rule.paper:
        return Paper("", "内部", {}, ())
    due = due_day(taken, rule, days)
    known = {
        "事项": case.title,
        "对象": case.subject,
        "理由": taken.note,
        "佐证": "、".join(taken.evidence),
        "文号": taken.document,
        "日期": taken.on.isoformat(),
        "期限": due.isoformat() if due is not None else "",
        "经办人": taken.by,
    }
    parts = {part: (taken.parts.get(part) or known.get(part, "")).strip() for part in rule.parts}
    return Paper(rule.paper, rule.audience, parts, tuple(part for part, text in parts.items() if not text))


def due_cases(cases: Iterable[Case], procedures: Mapping[str, Procedure], on: date, days: WorkDays) -> list[DueCase]:
    """Return the cases from which something is awaited, the most overdue first."""
    found = []
    for case in cases:
        procedure = procedures.get(case.procedure)
        state = state_of(case, procedure, days) if procedure is not None else CaseState(START)
        if state.due is None or state.since is None:
            continue
        left = (
            days.between(on + timedelta(days=1), state.due)
            if on <= state.due
            else -days.between(state.due + timedelta(days=1), on)
        )
        overdue = on > state.due
        count = f"超过 {-left} 个工作日" if overdue else f"还有 {left} 个工作日"
        awaited = "、".join(state.awaited)
        reason = f"{state.since} {case.steps[-1].step}，应在 {state.due} 以前{awaited}，{count}"
        found.append(DueCase(case.id, case.title, case.subject, state.stage, state.due, left, reason))
    return sorted(found, key=lambda one: (one.due, one.case))


NO_TITLES: Mapping[str, str] = {}


def proposed_steps(
    procedure: Procedure,
    cases: Iterable[Case],
    lights: Mapping[str, Sequence[TaskLight]],
    days: WorkDays,
    titles: Mapping[str, str] = NO_TITLES,
) -> list[ProposedStep]:
    """Return the steps that lights propose; nothing is done by that.

    Args:
        procedure: whose triggers count.
        cases: all that there are; an open one of the same entry goes on, without one a new one is proposed.
        lights: number of the task -> its light of each month, the last of them that of now.
        days: work days.
        titles: number of the task -> its name.
    """
    open_cases = {
        case.entry: case
        for case in cases
        if case.entry and case.procedure == procedure.name and not state_of(case, procedure, days).is_closed
    }
    found = []
    for entry, months in sorted(lights.items()):
        case = open_cases.get(entry)
        stage = state_of(case, procedure, days).stage if case is not None else START
        done = {taken.step for taken in _since_opened(case.steps, procedure)} if case is not None else set()
        wanted = ""
        for trigger in sorted(procedure.triggers, key=lambda one: -one.months):
            run = _run(months, trigger.light)
            rule = procedure.step(trigger.step)
            if rule is None or run < trigger.months or trigger.step in done:
                continue
            if stage not in rule.sources:
                wanted = wanted or trigger.step
                continue
            length = f"连续 {run} 个月" if run > 1 else "本月"
            why = f"{length}亮{trigger.light}灯：{months[-1].reason}"
            if wanted:
                barred = f"“{stage}”时还不能{wanted}" if case is not None else f"{wanted}不能是第一步"
                why += f"；按规定该{wanted}，{barred}，先{trigger.step}"
            number = case.id if case is not None else ""
            found.append(ProposedStep(entry, titles.get(entry, ""), number, procedure.name, trigger.step, why))
            break
    return found


def _run(months: Sequence[TaskLight], light: str) -> int:
    """Return for how many months up to now a light was this one."""
    count = 0
    for one in reversed(months):
        if one.light.value != light:
            break
        count += 1
    return count


def allowed_steps(case: Case, procedure: Procedure, days: WorkDays) -> tuple[StepRule, ...]:
    """Return the steps that may be taken now."""
    names = set(_allowed_names(case, procedure, state_of(case, procedure, days).stage))
    return tuple(one for one in procedure.steps if one.name in names)


def _allowed_names(case: Case, procedure: Procedure, stage: str) -> Iterator[str]:
    done = {taken.step for taken in _since_opened(case.steps, procedure)}
    for rule in procedure.open_to(stage):
        if set(rule.after) <= done:
            yield rule.name


def _since_opened(steps: Sequence[StepTaken], procedure: Procedure) -> Sequence[StepTaken]:
    """Return the steps since the case was last opened, the one that opened it included."""
    for at in range(len(steps) - 1, -1, -1):
        rule = procedure.step(steps[at].step)
        if rule is not None and rule.reopens:
            return steps[at:]
    return steps


def _order_wrong(
    before: Sequence[StepTaken], taken: StepTaken, rule: StepRule, procedure: Procedure
) -> Iterator[Finding]:
    if before and taken.on < before[-1].on:
        message = f"日期 {taken.on} 早于上一步“{before[-1].step}”的 {before[-1].on}"
        yield _wrong("L320", message, "核对日期；漏记的步骤按办理的先后补")
    done = {one.step for one in _since_opened(before, procedure)}
    missing = [one for one in rule.after if one not in done]
    if missing:
        told = "、".join(missing)
        yield _wrong("L321", f"“{taken.step}”以前要先有：{told}", f"先办{told}")


def _role_wrong(taken: StepTaken, rule: StepRule) -> Iterator[Finding]:
    if taken.role not in rule.who:
        who = "、".join(rule.who)
        yield _wrong("L323", f"“{taken.step}”由{who}办，不能以“{taken.role}”的角色办", f"角色写 {who}")


def _person_wrong(
    before: Sequence[StepTaken], taken: StepTaken, rule: StepRule, procedure: Procedure
) -> Iterator[Finding]:
    """Tell of somebody who checks what he did himself, in whatever role."""
    mine = _persons(taken.by)
    for name in rule.other_than:
        others = set[str]().union(*(_persons(one.by) for one in _since_opened(before, procedure) if one.step == name))
        both = sorted(text for key, text in mine.items() if key in others)
        if both:
            told = "、".join(both)
            yield _wrong("L319", f"{told}办过“{name}”，不能再办“{taken.step}”", "换一个没有办过的人")


def _persons(by: str) -> dict[str, str]:
    """Return the persons who took a step: the name as it is compared -> as it was written."""
    return {key: one.strip() for one in _BETWEEN_NAMES.split(by) if (key := normal(one))}


def _missing(taken: StepTaken, rule: StepRule) -> Iterator[str]:
    evidence = any(one.strip() for one in taken.evidence)
    given = {"理由": taken.note.strip(), "文号": taken.document.strip(), "佐证": evidence}
    yield from (need for need in rule.needs if not given[need])


def _wrong(code: str, message: str, fix: str = "", where: str = "") -> Finding:
    return Finding(code, Severity.ERROR, message, where=where, fix=fix)
