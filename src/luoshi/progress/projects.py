"""Projects on their way (项目推进): the stages in their order, what was skipped, what the money says against them.

Entries: :data:`STAGES`, :func:`check_project`, :func:`stage_now`. Building before the permit (未批先建), use before
acceptance and payments beyond what came in are told as findings, never mended.
Not here: the money of the whole library (:mod:`luoshi.progress.money`), lights (:mod:`luoshi.progress.lights`).
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import LedgerProject, StageRecord

PREPARING = ("立项", "用地", "规划", "施工许可")
"""The approvals before building (前期手续), each with a document."""

BUILDING = "形象进度"
"""The stage that has a share instead of a day."""

STAGES = (*PREPARING, "开工", BUILDING, "竣工", "交付", "学位启用")
"""All stages in their order; 形象进度 has a share instead of a day."""

_ORDER = {stage: at for at, stage in enumerate(STAGES)}
_BEFORE = {
    "开工": (PREPARING, "未批先建"),
    "竣工": (("开工",), "没有开工就竣工"),
    "交付": (("竣工",), "没有竣工就交付"),
    "学位启用": (("竣工", "交付"), "没有验收交付就启用"),
}
WITH_DOCUMENT = (*PREPARING, "竣工")
"""The stages that are proved by a document of their own."""


def stage_now(project: LedgerProject, day: date | None = None) -> str:
    """Return the last stage that is done by a day (or at all), with the share built; 未启动 when none is."""
    done = [one for one in _in_order(project) if one.done is not None and (day is None or one.done <= day)]
    if not done:
        return "未启动"
    last = done[-1]
    built = next((one.percent for one in project.stages if one.stage == "形象进度"), None)
    if last.stage in ("开工", "形象进度") and built is not None:
        return f"在建 {built:f}%"
    return last.stage


def check_project(project: LedgerProject, day: date) -> tuple[Finding, ...]:
    """Return what is wrong with a project's stages and money, and which stages are overdue on a day."""
    where = f"{project.number} {project.name}".strip()
    return (*_stages(project, where, day), *_money(project, where))


def _in_order(project: LedgerProject) -> list[StageRecord]:
    known = [one for one in project.stages if one.stage in _ORDER]
    return sorted(known, key=lambda one: _ORDER[one.stage])


def _stages(project: LedgerProject, where: str, day: date) -> list[Finding]:
    found = []
    for one in project.stages:
        if one.stage not in _ORDER:
            fix = f"可以写的有：{'、'.join(STAGES)}"
            found.append(Finding("L230", Severity.ERROR, f"不认识“{one.stage}”这个阶段", where, fix=fix))
    names = [one.stage for one in project.stages]
    for name in sorted({one for one in names if names.count(one) > 1}):
        found.append(Finding("L230", Severity.ERROR, f"“{name}”写了几次", where, fix="只留一条"))
    records = {one.stage: one for one in _in_order(project)}
    for stage, (needed, told) in _BEFORE.items():
        record = records.get(stage)
        if record is None or record.done is None or record.done > day:
            continue
        lacking = [one for one in needed if one not in records or records[one].done is None]
        later = [
            f"{one}（{records[one].done}）"
            for one in needed
            if one not in lacking and _after(records[one], record.done)
        ]
        if lacking or later:
            parts = [f"{'、'.join(lacking)}还没有办"] if lacking else []
            parts += [f"早于{'、'.join(later)}"] if later else []
            message = f"{told}：{record.done} {stage}，{'，'.join(parts)}"
            found.append(Finding("L231", Severity.ERROR, message, where, fix="核对日期；属实的按规定处理"))
    for one in records.values():
        if one.done is not None and one.done <= day and one.stage in WITH_DOCUMENT and not one.document:
            fix = "补上批复、许可证或验收文件的文号"
            found.append(Finding("L232", Severity.WARNING, f"“{one.stage}”办结了，没有文号", where, fix=fix))
        if one.due is not None and one.due < day and (one.done is None or one.done > day):
            found.append(Finding("L233", Severity.WARNING, f"“{one.stage}”应在 {one.due} 完成，还没有完成", where))
    planned = [(one.stage, one.due) for one in records.values() if one.due is not None]
    for (first, early), (second, late) in pairwise(planned):
        if late < early:
            message = f"计划日期前后颠倒：{first} {early}，{second} {late}"
            found.append(Finding("L234", Severity.WARNING, message, where, fix="核对计划日期"))
    return found


def _after(record: StageRecord, day: date) -> bool:
    return record.done is None or record.done > day


def _money(project: LedgerProject, where: str) -> list[Finding]:
    found = []
    seen: set[tuple[int, str]] = set()
    for one in project.money:
        if (one.year, one.source) in seen:
            found.append(Finding("L235", Severity.ERROR, f"{one.year} 年“{one.source}”写了几次", where, fix="合成一条"))
        seen.add((one.year, one.source))
    received = sum(one.received for one in project.money)
    paid = sum(one.paid for one in project.money)
    arranged = sum(one.arranged for one in project.money)
    if paid > received:
        message = f"支付 {paid:f} 万元多于到位 {received:f} 万元"
        found.append(Finding("L236", Severity.WARNING, message, where, fix="核对到位数；垫付的在备注里写明"))
    if received > arranged:
        message = f"到位 {received:f} 万元多于安排 {arranged:f} 万元"
        found.append(Finding("L236", Severity.WARNING, message, where, fix="核对安排数"))
    if project.investment is not None and arranged > project.investment:
        message = f"安排 {arranged:f} 万元多于总投资 {project.investment:f} 万元"
        found.append(Finding("L236", Severity.WARNING, message, where, fix="核对总投资；超概算的按规定报批"))
    return found
