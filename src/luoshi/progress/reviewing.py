"""Reports handed in, taken back, reviewed, returned and handed in again (填报和审核), by the one transition table.

Entries: :func:`submit`, :func:`withdraw`, :func:`review`, :func:`on_behalf`, :func:`is_by`. A report says how far a
task is only when somebody else accepted it.
Not here: the table (:mod:`luoshi.progress.states`), which periods there are (:mod:`luoshi.progress.reporting`).
"""

from __future__ import annotations

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Actor, Entry, Frequency, LedgerTask, Report, State, TraceEntry
from luoshi.model.ledger_reports import PERIODS, accepted_report, order_of, period_end, period_first, period_of
from luoshi.progress.states import E, Kind, Move, Need, find, is_another, lacking, not_his, not_possible

_ON_BEHALF = "代填："
_PAPER = "纸质回复）"


def on_behalf(by: str, unit: str) -> str:
    """Return how a report is signed that somebody copied from a unit's reply on paper (代填)."""
    return f"{_ON_BEHALF}{by}（{unit}{_PAPER}"


def is_by(reporter: str, name: str) -> bool:
    """Tell whether somebody wrote a report: signed it, or copied it on a unit's behalf; also where it is not said who
    did.

    A name may hold brackets itself, so it is looked for where :func:`on_behalf` puts it, not cut out.
    """
    signed, own = "".join(reporter.split()), "".join(name.split())
    copied = signed.startswith(f"{_ON_BEHALF}{own}（") and signed.endswith(_PAPER)
    return copied or not is_another(name, reporter)


def submit(entry: E, report: Report, role: Actor, frequency: Frequency | None = None) -> tuple[E, tuple[Finding, ...]]:
    """Return a task or project with a report handed in, in place of one for the same period that was returned.

    Unchanged, with why, when it may not: the task is not under way, nobody reports, the period is none, is of another
    frequency, lies before the task or has not begun, was accepted or lies in review, the completion falls behind what
    was accepted without a word of why.

    Args:
        entry: the task or project.
        report: what is handed in.
        role: in which part.
        frequency: of the ledger, for entries that name none; None lets any period pass.
    """
    own = entry.frequency if isinstance(entry, LedgerTask) and entry.frequency is not None else frequency
    found = _against(entry, report, own)
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


def withdraw(entry: E, period: str, wish: Move) -> tuple[E, tuple[Finding, ...]]:
    """Return a task or project without the report for a period that waits to be reviewed (撤回); the trace keeps that
    it was there.

    Unchanged, with why, when it may not.
    """
    report = next((one for one in reversed(entry.reports) if one.period == period), None)
    if report is None:
        return entry, (_no_report(entry, period),)
    row = find(Kind.REPORT, report.state, wish.action)
    if row is None:
        return entry, (not_possible(Kind.REPORT, report.state, wish.action, f"{entry.id} {period}"),)
    if wrong := not_his(row, wish.role, entry.id):
        return entry, wrong
    trace = TraceEntry(
        on=wish.on, by=wish.by, role=wish.role, action=f"填报{wish.action}", was=report.state, now=row.now,
        note=f"{period} {_shown(report)}".strip(),
    )  # fmt: skip
    kept = tuple(one for one in entry.reports if one is not report)
    return entry.model_copy(update={"reports": kept, "trace": (*entry.trace, trace)}), ()


def review(entry: E, period: str, wish: Move) -> tuple[E, tuple[Finding, ...]]:
    """Return a task or project whose report for a period was accepted (审核通过) or returned (退回).

    Unchanged, with why, when it may not.
    """
    index = next((at for at in range(len(entry.reports) - 1, -1, -1) if entry.reports[at].period == period), None)
    if index is None:
        return entry, (_no_report(entry, period),)
    report = entry.reports[index]
    row = find(Kind.REPORT, report.state, wish.action)
    if row is None:
        return entry, (not_possible(Kind.REPORT, report.state, wish.action, f"{entry.id} {period}"),)
    found = list(not_his(row, wish.role, entry.id))
    for need in row.needs:
        is_there = not is_by(report.reporter, wish.by) if need is Need.OTHER_PERSON else bool(wish.note.strip())
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


def _no_report(entry: Entry, period: str) -> Finding:
    fix = "已有填报的期：" + ("、".join(sorted({one.period for one in entry.reports})) or "无")
    return Finding("L208", Severity.ERROR, f"没有 {period} 的填报", entry.id, fix=fix)


def _against(entry: Entry, report: Report, frequency: Frequency | None) -> list[Finding]:
    """Return what speaks against a report."""
    found = []
    if not report.reporter.strip():
        found.append(Finding("L204", Severity.ERROR, "填报要写是谁报的", entry.id, fix="写明填报人"))
    if entry.state not in (State.UNDER_WAY, State.RETURNED):
        found.append(
            Finding("L207", Severity.ERROR, f"{entry.state}的任务不能填报", entry.id, fix="签收以后、办结以前才填报")
        )
    if period_end(report.period) is None:
        found.append(Finding("L209", Severity.ERROR, f"“{report.period}”不是填报的期", entry.id, fix=PERIODS))
    elif (first := period_first(report.period)) is not None and report.on < first:
        found.append(Finding("L209", Severity.ERROR, f"{report.period} 还没有开始，不能填报", entry.id))
    else:
        found += _out_of_place(entry, report, frequency)
    same = [one for one in entry.reports if one.period == report.period and one.state is not State.RETURNED]
    if same:
        told = "已经审核通过" if same[-1].counts else "正在审核"
        fix = "要改的先退回，再重新填报"
        found.append(Finding("L210", Severity.ERROR, f"{report.period} 的填报{told}", entry.id, fix=fix))
    known = accepted_report(entry, report.on)
    before = known.percent if known is not None and order_of(known) < order_of(report) else None
    fell = report.percent is not None and before is not None and report.percent < before
    if fell and not report.problem.strip():
        message = f"完成比例 {report.percent}% 比已审核的 {before}% 低"
        found.append(Finding("L211", Severity.ERROR, message, entry.id, fix="在“存在的问题”里写明为什么退回去了"))
    return found


def _out_of_place(entry: Entry, report: Report, frequency: Frequency | None) -> list[Finding]:
    """Return that a period lies before the entry, or is none of its frequency."""
    end, first = period_end(report.period), period_first(report.period)
    assert end is not None, "told before"
    assert first is not None, "told before"
    if entry.start is not None and end < entry.start:
        return [Finding("L209", Severity.ERROR, f"{report.period} 在起始日期 {entry.start} 以前", entry.id)]
    if frequency is None or not frequency.months or period_of(first, frequency) == report.period:
        return []
    fix = f"填报频次是{frequency}，写成 {period_of(end, frequency)} 这样的"
    return [Finding("L209", Severity.ERROR, f"{report.period} 不是按{frequency}填报的期", entry.id, fix=fix)]


def _shown(report: Report) -> str:
    return f"完成 {report.percent:g}%" if report.percent is not None else report.text[:40]
