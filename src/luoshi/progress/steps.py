"""Milestones and stages told of (节点、阶段): with evidence or a document, by those who bear them, once.

Entries: :func:`may_not_step`, :func:`tell_milestone`, :func:`tell_stage`. What was told is put right (更正) by those
who supervise, with a reason; what stood there before stays in the trace.
Not here: other deeds (:mod:`luoshi.progress.acting`).
"""

from __future__ import annotations

from datetime import date

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, LedgerProject, StageRecord, TraceEntry
from luoshi.progress.deeds import BEARING, DECIDERS, MENDING, RUNNING, Deed
from luoshi.progress.projects import BUILDING, STAGES, WITH_DOCUMENT
from luoshi.progress.states import E, last_day

FULL_PERCENT = 100


def may_not_step(entry: Entry, deed: Deed) -> tuple[Finding, ...]:
    """Return why somebody may not tell of a milestone or a stage, or put right what was told."""
    found = []
    mending = deed.action in MENDING
    if not mending and entry.state not in RUNNING:
        message = f"{entry.state}的不能“{deed.action}”"
        found.append(Finding("L202", Severity.ERROR, message, entry.id, fix="签收以后、申请办结以前办"))
    who = DECIDERS if mending else BEARING
    if deed.role not in who:
        message = f"{deed.role}不能“{deed.action}”"
        found.append(Finding("L203", Severity.ERROR, message, entry.id, fix=f"可以的是：{'、'.join(who)}"))
    if mending and not deed.note.strip():
        found.append(Finding("L204", Severity.ERROR, f"“{deed.action}”要有理由", entry.id, fix="写明为什么更正"))
    return tuple(found)


def _already(entry: Entry, deed: Deed, done: date | None) -> tuple[Finding, ...]:
    if done is None or deed.action in MENDING:
        return ()
    message = f"“{deed.name}”已于 {done} 完成"
    return (Finding("L214", Severity.ERROR, message, entry.id, fix="写错的由督查人员更正，原来的日期留痕"),)


def tell_milestone(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    """Return an entry with a milestone finished, or put right; unchanged, with why, when it may not be."""
    at = next((at for at, one in enumerate(entry.milestones) if one.name == deed.name), None)
    if at is None:
        names = "、".join(one.name for one in entry.milestones) or "没有节点"
        message = f"没有叫“{deed.name}”的节点"
        return entry, (Finding("L213", Severity.ERROR, message, entry.id, fix=f"现有：{names}"),)
    was = entry.milestones[at]
    found = list(_already(entry, deed, was.done))
    if not deed.evidence and not (was.evidence and deed.action in MENDING):
        message = f"完成节点“{deed.name}”要有佐证材料"
        found.append(Finding("L204", Severity.ERROR, message, entry.id, fix="补上佐证材料再试"))
    if found:
        return entry, tuple(found)
    now = was.model_copy(update={"done": deed.on, "evidence": (*was.evidence, *deed.evidence)})
    milestones = (*entry.milestones[:at], now, *entry.milestones[at + 1 :])
    return _stepped(entry, deed, {"milestones": milestones}, str(was.done or "")), ()


def tell_stage(entry: E, deed: Deed) -> tuple[E, tuple[Finding, ...]]:
    """Return a project with a stage finished, or put right; unchanged, with why, when it may not be."""
    if not isinstance(entry, LedgerProject) or deed.name not in STAGES:
        message = "只有项目才有阶段" if not isinstance(entry, LedgerProject) else f"没有“{deed.name}”这个阶段"
        return entry, (Finding("L213", Severity.ERROR, message, entry.id, fix=f"阶段有：{'、'.join(STAGES)}"),)
    was = next((one for one in entry.stages if one.stage == deed.name), StageRecord(stage=deed.name))
    building = deed.name == BUILDING
    found = [] if building else list(_already(entry, deed, was.done))
    document = deed.document or was.document
    if deed.name in WITH_DOCUMENT and not document:
        message = f"完成“{deed.name}”要有文号"
        found.append(
            Finding("L204", Severity.ERROR, message, entry.id, fix="用 --document 写批复、许可证、验收文件的文号")
        )
    elif not deed.evidence and not document:
        message = f"完成“{deed.name}”要有佐证材料或文号"
        found.append(Finding("L204", Severity.ERROR, message, entry.id, fix="补上佐证材料再试"))
    if building and deed.percent is None:
        found.append(Finding("L204", Severity.ERROR, "形象进度要写百分数", entry.id, fix="用 --percent 写 0 到 100"))
    if found:
        return entry, tuple(found)
    record = StageRecord.model_validate(
        {
            **was.model_dump(),
            "document": document,
            "percent": deed.percent if deed.percent is not None else was.percent,
            "done": deed.on if not building or deed.percent == FULL_PERCENT else None,
        }
    )
    stages = [*(one for one in entry.stages if one.stage != deed.name), record]
    stages.sort(key=lambda one: STAGES.index(one.stage) if one.stage in STAGES else len(STAGES))
    before = f"{was.done or ''} {was.document}".strip() if not building else f"{was.percent or 0}%"
    return _stepped(entry, deed, {"stages": tuple(stages)}, before), ()


def _stepped(entry: E, deed: Deed, update: dict[str, object], was: str) -> E:
    """Return an entry with a milestone or a stage told of, what stood there before in the trace."""
    now = f"{deed.percent}%" if deed.name == BUILDING else f"{deed.on} {deed.document}".strip()
    note = "；".join(part for part in (deed.name, deed.note, *(f"佐证：{one}" for one in deed.evidence)) if part)
    # the trace is dated by the last thing done when a step came earlier: it goes only forward
    on = max(deed.on, last_day(entry))
    trace = TraceEntry(on=on, by=deed.by, role=deed.role, action=deed.action, was=was, now=now, note=note)
    return entry.model_copy(update={**update, "trace": (*entry.trace, trace)})
