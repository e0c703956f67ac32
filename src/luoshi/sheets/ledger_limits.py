"""What a ledger's workbook may not change (读回的限制): the rules of ``luoshi ledger act`` hold for cells as well.

Entries: :func:`judge_of`, :func:`said_report`. What is under way keeps its days and who bears it: those change by an
approved request. What is over keeps everything but its note. A milestone is done with evidence only. Reports are
handed in by the rules of reports.
Not here: the cells (:mod:`luoshi.sheets.row_changes`), what becomes of them (:mod:`luoshi.sheets.ledger_read_back`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Entry, Ledger, Report, State
from luoshi.model.ledger_reports import latest_report
from luoshi.sheets.cells import canonical
from luoshi.sheets.export_record import kept
from luoshi.sheets.found_rows import FoundRow, FoundSheet
from luoshi.sheets.item_reading import Judge
from luoshi.sheets.ledger_columns import REPORT_KEYS, LedgerContext
from luoshi.sheets.ledger_reporting import Reporting
from luoshi.sheets.row_changes import RowReading

_DUE = {"due": "时限"}
_START = {"start": "起始"}
_BEARERS = {
    "lead": "牵头单位",
    "support": "配合单位",
    "leader": "责任领导",
    "department": "责任科室",
    "person": "责任人",
    "contact": "联络员",
}
_STEP = {"name": "节点", "due": "计划日期"}
_HELD = (
    (_DUE, "先申请延期，批准以后按新的时限"),
    (_START, "签收以后起始不改；时间不够的，先申请延期"),
    (_BEARERS, "先申请调整，批准以后改"),
)
_UNDER_WAY = (State.UNDER_WAY, State.UNDER_REVIEW, State.RETURNED)
_REST = "；这一行的其他改动也没有写"


def judge_of(ledger: Ledger, context: LedgerContext, how: Reporting) -> Judge:
    """Return what forbids changes of a row: rules of the ledger besides those of its cells.

    It raises LuoshiError L030 when a row tells of progress and nobody reports it.
    """
    entries: dict[str, Entry] = {one.id: one for one in (*ledger.tasks, *ledger.projects)}

    def judge(
        sheet: FoundSheet, row: FoundRow, item: Any, result: RowReading, exported: Mapping[str, str] | None
    ) -> list[Finding]:
        where = f"{sheet.name} 第{row.number}行"
        updates = result.updates
        if sheet.item_sheet.list_name == "milestones":
            entry = entries[row.id.rpartition("#")[0]]
            return _milestone_faults(entry, item, updates, how, where)
        entry = entries[row.id]
        found = [
            *_held_faults(entry, updates, where),
            *_day_faults(item, updates, where),
            *_report_faults(item, updates, where),
            *_overtaken_faults(sheet, item, updates, exported, context, where),
        ]
        if not found and set(updates) & set(REPORT_KEYS):
            found += how.hand_in(entry, said_report(entry, updates, how), where)[1]
        return found

    return judge


def said_report(entry: Entry, updates: Mapping[str, object], how: Reporting) -> Report:
    """Return the report that a row tells: its changed cells over those of the latest report."""
    last = latest_report(entry)
    said: dict[str, Any] = {
        key: updates.get(key, getattr(last, key, None if key == "percent" else "")) for key in REPORT_KEYS
    }
    evidence = tuple(one for old in entry.reports if old.period == said["period"] for one in old.evidence)
    return Report(**said, on=how.on, reporter=how.reporter, evidence=evidence)


def _held_faults(entry: Entry, updates: Mapping[str, object], where: str) -> list[Finding]:
    if entry.state.is_over:
        if not set(updates) - {"note"}:
            return []
        message = f"这一项{entry.state.value}，只有备注还能改"
        return [Finding("L027", Severity.ERROR, message, where, fix="要改的先按程序重新打开")]
    if entry.state not in _UNDER_WAY:
        return []
    found = []
    for heads, fix in _HELD:
        if held := [head for key, head in heads.items() if key in updates]:
            message = f"这一项{entry.state.value}，{'、'.join(held)}不能直接改"
            found.append(Finding("L027", Severity.ERROR, message, where, fix=fix + _REST))
    return found


def _milestone_faults(
    entry: Entry, item: Any, updates: Mapping[str, object], how: Reporting, where: str
) -> list[Finding]:
    state = entry.state.value
    if entry.state.is_over:
        return [_no(f"这一项{state}，节点不能再改", where, "要改的先按程序重新打开")]
    found = []
    under_way = entry.state in _UNDER_WAY
    held = [head for key, head in _STEP.items() if key in updates]
    if held and under_way:
        fix = "节点签收以后不改；时间不够的，先申请延期" + _REST
        found.append(_no(f"这一项{state}，节点的{'、'.join(held)}不能直接改", where, fix))
    done, evidence = (updates.get(key, getattr(item, key)) for key in ("done", "evidence"))
    if "done" in updates:
        if item.done is not None:
            found.append(_no(f"节点已在 {item.done} 完成，完成日期不能改", where, "恢复原来的完成日期"))
        elif not under_way:
            found.append(_no(f"这一项{state}，节点还不能完成", where, "签收以后再写完成日期"))
        elif isinstance(done, date) and done > how.on:
            message = f"完成日期 {done} 在导入的这一天 {how.on} 以后"
            found.append(Finding("L014", Severity.ERROR, message, where, fix="完成以后再写完成日期"))
    if done is not None and {"done", "evidence"} & set(updates):
        if not evidence:
            message = "完成节点要有佐证材料"
            found.append(Finding("L204", Severity.ERROR, message, where, fix="在佐证材料一列写上文件名、文号"))
        elif item.done is not None and set(item.evidence) - set(evidence):  # type: ignore[call-overload]
            found.append(_no("节点已完成，原来的佐证材料不能去掉", where, "只添加，不删去"))
    if not found and "done" in updates:
        how.need_reporter(where)
    return found


def _no(message: str, where: str, fix: str) -> Finding:
    return Finding("L027", Severity.ERROR, message, where, fix=fix)


def _day_faults(item: Any, updates: Mapping[str, object], where: str) -> list[Finding]:
    start, due = (updates.get(key, getattr(item, key)) for key in ("start", "due"))
    if not {"start", "due"} & set(updates) or not isinstance(start, date) or not isinstance(due, date) or start <= due:
        return []
    return [Finding("L014", Severity.ERROR, f"时限 {due} 早于起始 {start}", where, fix="核对两个日期")]


def _report_faults(item: Any, updates: Mapping[str, object], where: str) -> list[Finding]:
    if not set(updates) & set(REPORT_KEYS):
        return []
    said = {key: updates.get(key, getattr(item, key)) for key in REPORT_KEYS}
    if not said["period"]:
        message = "写了进展，没有写填报期，不知道是哪一期的"
        return [Finding("L025", Severity.ERROR, message, where, fix="填上填报期，如 2024-06")]
    if said["percent"] is None and not any(said[key] for key in ("text", "problem", "next_step")):
        return [Finding("L025", Severity.ERROR, "写了填报期，没有写进展", where, fix="补上进展，或清空填报期")]
    return []


def _overtaken_faults(
    sheet: FoundSheet,
    item: Any,
    updates: Mapping[str, object],
    exported: Mapping[str, str] | None,
    context: LedgerContext,
    where: str,
) -> list[Finding]:
    """Refuse a report over one that came since the export: its unchanged cells are not this one's."""
    if exported is None or not set(updates) & set(REPORT_KEYS):
        return []
    columns = [c for c in sheet.item_sheet.columns if c.key in REPORT_KEYS]
    moved = [c.head for c in columns if kept(canonical(c.show(item, context))) != exported.get(c.head, "")]
    if not moved:
        return []
    message = f"导出以后台账里又有了新的填报（{'、'.join(moved)}变了，现在是 {item.period} 一期）"
    return [Finding("D016", Severity.ERROR, message, where, fix="从现在的台账重新导出，再填")]
