"""Reports handed in, reviewed, returned and handed in again (填报和审核), by the one transition table.

Entries: :func:`submit`, :func:`review`. A report says how far a task is only when somebody else accepted it.
Not here: the table (:mod:`luoshi.progress.states`), which periods there are (:mod:`luoshi.progress.reporting`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Actor, Entry, Report, State, TraceEntry
from luoshi.model.ledger_reports import PERIODS, period_end, period_first
from luoshi.progress.states import E, Kind, Move, Need, find, lacking, not_his, not_possible


def submit(entry: E, report: Report, role: Actor) -> tuple[E, tuple[Finding, ...]]:
    """Return a task or project with a report handed in, in place of one for the same period that was returned.

    Unchanged, with why, when it may not: the task is not under way, the period is none or has not begun, the period
    was accepted or lies in review, the completion falls behind what was accepted without a word of why.
    """
    found = _against(entry, report)
    row = find(Kind.REPORT, State.UNDER_WAY, "提交")
    assert row is not None, "the table lets a draft be handed in"
    found += not_his(row, role, entry.id)
    if found:
        return entry, tuple(found)
    handed = report.model_copy(update={"state": State.UNDER_REVIEW, "reviewer": "", "reviewed_on": None, "opinion": ""})
    kept = tuple(one for one in entry.reports if one.period != report.period or one.state is not State.RETURNED)
    again = len(kept) < len(entry.reports)
    trace = TraceEntry(
        on=report.on, by=report.reporter, role=role, action="重新填报" if again else "填报", now=report.period,
        note=_shown(report),
    )  # fmt: skip
    return entry.model_copy(update={"reports": (*kept, handed), "trace": (*entry.trace, trace)}), ()


def review(entry: E, period: str, wish: Move) -> tuple[E, tuple[Finding, ...]]:
    """Return a task or project whose report for a period was accepted (审核通过) or returned (退回).

    Unchanged, with why, when it may not.
    """
    index = next((at for at in range(len(entry.reports) - 1, -1, -1) if entry.reports[at].period == period), None)
    if index is None:
        fix = "已有填报的期：" + ("、".join(sorted({one.period for one in entry.reports})) or "无")
        return entry, (Finding("L208", Severity.ERROR, f"没有 {period} 的填报", entry.id, fix=fix),)
    report = entry.reports[index]
    row = find(Kind.REPORT, report.state, wish.action)
    if row is None:
        return entry, (not_possible(Kind.REPORT, report.state, wish.action, f"{entry.id} {period}"),)
    found = list(not_his(row, wish.role, entry.id))
    for need in row.needs:
        is_there = wish.by != report.reporter if need is Need.OTHER_PERSON else bool(wish.note.strip())
        if not is_there:
            found.append(lacking(need, wish.action, f"{entry.id} {period}"))
    if wish.on < report.on:
        found.append(Finding("L205", Severity.ERROR, f"审核的日期 {wish.on} 早于填报 {report.on}", entry.id))
    if found:
        return entry, tuple(found)
    after = report.model_copy(
        update={"state": row.now, "reviewer": wish.by, "reviewed_on": wish.on, "opinion": wish.note}
    )
    reports = (*entry.reports[:index], after, *entry.reports[index + 1 :])
    trace = TraceEntry(
        on=wish.on, by=wish.by, role=wish.role, action=f"填报{wish.action}", was=report.state, now=row.now,
        note=f"{period} {wish.note}".strip(),
    )  # fmt: skip
    return entry.model_copy(update={"reports": reports, "trace": (*entry.trace, trace)}), ()


def _against(entry: Entry, report: Report) -> list[Finding]:
    """Return what speaks against a report."""
    found = []
    if entry.state not in (State.UNDER_WAY, State.RETURNED):
        found.append(
            Finding("L207", Severity.ERROR, f"{entry.state}的任务不能填报", entry.id, fix="签收以后、办结以前才填报")
        )
    if period_end(report.period) is None:
        found.append(Finding("L209", Severity.ERROR, f"“{report.period}”不是填报的期", entry.id, fix=PERIODS))
    elif (first := period_first(report.period)) is not None and report.on < first:
        found.append(Finding("L209", Severity.ERROR, f"{report.period} 还没有开始，不能填报", entry.id))
    same = [one for one in entry.reports if one.period == report.period and one.state is not State.RETURNED]
    if same:
        told = "已经审核通过" if same[-1].counts else "正在审核"
        fix = "要改的先退回，再重新填报"
        found.append(Finding("L210", Severity.ERROR, f"{report.period} 的填报{told}", entry.id, fix=fix))
    before = _accepted_before(entry, report.on)
    fell = report.percent is not None and before is not None and report.percent < before
    if fell and not report.problem.strip():
        message = f"完成比例 {report.percent}% 比已审核的 {before}% 低"
        found.append(Finding("L211", Severity.ERROR, message, entry.id, fix="在“存在的问题”里写明为什么退回去了"))
    return found


def _accepted_before(entry: Entry, day: date) -> Decimal | None:
    told = [
        (one.on, one.period, one.percent)
        for one in entry.reports
        if one.counts and one.on <= day and one.percent is not None
    ]
    return max(told, key=lambda one: one[:2])[2] if told else None


def _shown(report: Report) -> str:
    return f"完成 {report.percent:g}%" if report.percent is not None else report.text[:40]
