"""A ledger's own workbook back into it (读回台账): cells that people changed, new tasks, reports of progress.

Entry: :func:`read_back`. Cells are compared as those of plans are (:mod:`luoshi.sheets.item_reading`). A report is that
of its period: a new period adds one, the same period replaces one that was not accepted; either waits to be reviewed.
What is under way keeps its deadline and its leading units: those change by an approved request.
Not here: an office's own table of tasks (:mod:`luoshi.sheets.ledger_import`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.imported import CellChange
from luoshi.model.ledger import Assignment, Entry, Ledger, LedgerTask, Report, State, TraceEntry
from luoshi.model.ledger_import import LedgerImport
from luoshi.model.ledger_reports import latest_report
from luoshi.sheets.book_reader import ReadBook
from luoshi.sheets.cells import WrongCell, canonical
from luoshi.sheets.export_record import LEDGER_BOOK, kept
from luoshi.sheets.found_rows import FoundRow, FoundSheet, cell_of, find_columns, find_sheets, sheet_named
from luoshi.sheets.item_reading import ItemReading, Material
from luoshi.sheets.ledger_book import own_heads
from luoshi.sheets.ledger_columns import REPORT_KEYS, LedgerContext, ledger_items, ledger_sheets
from luoshi.sheets.ledger_import import new_id
from luoshi.sheets.row_changes import RowReading

_ASSIGNED = {key: key for key in ("lead", "support", "leader", "person", "contact")} | {"department": "section"}
"""Keys of a row that belong to the assignment -> its own keys."""
E = TypeVar("E", bound=Entry)
_HELD = {"due": "时限", "lead": "牵头单位"}
_UNDER_WAY = (State.UNDER_WAY, State.UNDER_REVIEW, State.RETURNED)
_HOME = "台账"
_TELLING = {"任务", "牵头单位", "填报期", "完成比例", "编号"}
_NUMBER = re.compile(r"[a-z]+-[0-9a-f]{8}.*")


def is_ledger_book(book: ReadBook) -> bool:
    """Tell whether a workbook is one that luoshi wrote of a ledger: by its record, else by numbers beside its heads."""
    if book.record is not None:
        return book.record.kind == LEDGER_BOOK
    tasks = ledger_sheets()[0]
    sheet = next((one for one in book.sheets if sheet_named(one.name, [tasks]) is tasks), None)
    found = find_columns(sheet, tasks) if sheet is not None else None
    if found is None or not found.columns.keys() >= _TELLING:
        return False
    return any(_NUMBER.fullmatch(row.id) for row in found.rows)


def read_back(book: ReadBook, ledger: Ledger, on: date, by: str = "") -> LedgerImport:
    """Return a ledger with what people changed in its workbook.

    Args:
        book: the workbook.
        ledger: the ledger as it is now.
        on: the day on which it is read back.
        by: who reads it back.

    Raises:
        LuoshiError: L024 when it is the workbook of another ledger, or has no sheet that can be read.
    """
    if book.record is not None and book.record.source != ledger.name:
        message = f"这是“{book.record.source}”的工作簿，台账是“{ledger.name}”，没有读回"
        raise LuoshiError("L024", message, where=book.where, hint="用 --into 写明读进哪份台账")
    known = ledger_sheets(own_heads(ledger))
    kinds = tuple(sheet for sheet in known if sheet.edited)
    sheets, findings = find_sheets(book, kinds)
    if not sheets:
        raise LuoshiError("L024", "没有找到有“编号”一列的表", where=book.where, hint="表名和表头不要改，从台账重新导出")
    items = ledger_items(ledger)
    names = {row.id: row.title for row in items["tasks"]} | {row.id: row.name for row in items["projects"]}
    open_lists = frozenset({"tasks"})
    context = LedgerContext(names)
    shown = {sheet.list_name: items[sheet.list_name] for sheet in kinds}
    material = Material(shown, kinds, context, _HOME, open_lists, _judge(ledger, context))
    reading = ItemReading(material, book.record, sheets)
    for sheet in sheets:
        reading.read(sheet)
    gone, _ = reading.gone(delete=False)
    missing = {ref.name: ref.id for ref in gone}
    applied = _Applied(ledger, reading, on, by)
    added = [task for sheet, row in reading.new_rows if (task := applied.new_task(sheet, row, missing)) is not None]
    grown = applied.ledger(added)
    if book.record is None:
        message = "工作簿里没有导出记录，只能同现在的台账比较：导出以后台账里改过的，会被工作簿里的旧值改回去"
        findings.append(Finding("D021", Severity.WARNING, message, fix="请核对列出的改动"))
    return LedgerImport(
        ledger=grown,
        added=tuple(task.id for task in added),
        known=tuple(row.id for sheet in sheets for row in sheet.rows if row.id and row.id not in reading.updates),
        reported=tuple(applied.reported),
        changes=tuple(reading.changes),
        missing=tuple(gone),
        refused=reading.refused,
        findings=(*findings, *reading.findings, *_about_gone(len(gone), [ref.name for ref in gone])),
    )


def _judge(ledger: Ledger, context: LedgerContext) -> Any:
    """Return what forbids changes of a row: rules of the ledger besides those of its cells."""
    entries: dict[str, Entry] = {one.id: one for one in (*ledger.tasks, *ledger.projects)}

    def judge(
        sheet: FoundSheet, row: FoundRow, item: Any, result: RowReading, exported: Mapping[str, str] | None
    ) -> list[Finding]:
        entry = entries.get(row.id)
        where = f"{sheet.name} 第{row.number}行"
        if entry is None:
            return []
        return [
            *_held_faults(entry, result.updates, where),
            *_day_faults(item, result.updates, where),
            *_report_faults(entry, item, result.updates, where),
            *_overtaken_faults(sheet, item, result.updates, exported, context, where),
        ]

    return judge


def _held_faults(entry: Entry, updates: Mapping[str, object], where: str) -> list[Finding]:
    if entry.state.is_over and set(updates) - {"note"}:
        message = f"这一项{entry.state.value}，不能再改"
        return [Finding("L027", Severity.ERROR, message, where, fix="要改的先按程序退回")]
    held = [head for key, head in _HELD.items() if key in updates and _has(entry, key)]
    if entry.state not in _UNDER_WAY or not held:
        return []
    message = f"这一项{entry.state.value}，{'、'.join(held)}不能直接改"
    fix = "先提出延期或调整申请，批准以后再改；这一行的其他改动也没有写"
    return [Finding("L027", Severity.ERROR, message, where, fix=fix)]


def _day_faults(item: Any, updates: Mapping[str, object], where: str) -> list[Finding]:
    start, due = (updates.get(key, getattr(item, key)) for key in ("start", "due"))
    if not {"start", "due"} & set(updates) or not isinstance(start, date) or not isinstance(due, date) or start <= due:
        return []
    return [Finding("L014", Severity.ERROR, f"时限 {due} 早于起始 {start}", where, fix="核对两个日期")]


def _has(entry: Entry, key: str) -> bool:
    return bool(entry.due if key == "due" else entry.assignment.lead)


def _report_faults(entry: Entry, item: Any, updates: Mapping[str, object], where: str) -> list[Finding]:
    if not set(updates) & set(REPORT_KEYS):
        return []
    said = {key: updates.get(key, getattr(item, key)) for key in REPORT_KEYS}
    if not said["period"]:
        message = "写了进展，没有写填报期，不知道是哪一期的"
        return [Finding("L025", Severity.ERROR, message, where, fix="填上填报期，如 2024-06")]
    if said["percent"] is None and not any(said[key] for key in ("text", "problem", "next_step")):
        return [Finding("L025", Severity.ERROR, "写了填报期，没有写进展", where, fix="补上进展，或清空填报期")]
    if any(one.period == said["period"] and one.counts for one in entry.reports):
        message = f"{said['period']} 这一期已审核通过，不能再改"
        return [Finding("L026", Severity.ERROR, message, where, fix="报新的一期把填报期改成新的；要改的先退回")]
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


class _Applied:
    """What was read, put into the ledger."""

    def __init__(self, ledger: Ledger, reading: ItemReading, on: date, by: str) -> None:
        self._ledger, self._reading, self._on, self._by = ledger, reading, on, by
        self._ids = {one.id for one in (*ledger.tasks, *ledger.projects)}
        self._changes: dict[str, list[CellChange]] = {}
        for change in reading.changes:
            self._changes.setdefault(change.id, []).append(change)
        self.reported: list[tuple[str, str]] = []

    def ledger(self, added: list[LedgerTask]) -> Ledger:
        """Return the ledger with the changes; the very one that was given when there are none."""
        if not self._reading.updates and not added:
            return self._ledger
        tasks = (*(self._entry(one) for one in self._ledger.tasks), *added)
        projects = tuple(self._entry(one) for one in self._ledger.projects)
        return self._ledger.model_copy(update={"tasks": tasks, "projects": projects})

    def _entry(self, entry: E) -> E:
        updates = dict(self._reading.updates.get(entry.id, {}))
        milestones = tuple(
            one.model_copy(update=self._reading.updates.get(f"{entry.id}#{n}", {}))
            for n, one in enumerate(entry.milestones, 1)
        )
        if not updates and milestones == entry.milestones:
            return entry
        told = [*self._changes.get(entry.id, [])]
        for n in range(1, len(milestones) + 1):
            told += self._changes.get(f"{entry.id}#{n}", [])
        changed: dict[str, object] = {**_plain(entry, updates), "milestones": milestones}
        if set(updates) & set(REPORT_KEYS):
            changed["reports"] = self._reports(entry, updates)
        done = [TraceEntry(on=self._on, by=self._by, action=f"改{c.column}", was=c.old, now=c.new) for c in told]
        changed["trace"] = (*entry.trace, *done)
        return type(entry).model_validate({**dict(entry), **changed})

    def _reports(self, entry: Entry, updates: Mapping[str, object]) -> tuple[Report, ...]:
        last = latest_report(entry)
        said = {key: updates.get(key, getattr(last, key, "" if key != "percent" else None)) for key in REPORT_KEYS}
        report = _report(said, self._on, self._by)
        self.reported.append((entry.id, report.period))
        evidence = tuple(one for old in entry.reports if old.period == report.period for one in old.evidence)
        report = report.model_copy(update={"evidence": evidence})
        others = tuple(one for one in entry.reports if one.period != report.period)
        return (*others, report)

    def new_task(self, sheet: FoundSheet, row: FoundRow, missing: Mapping[str, str]) -> LedgerTask | None:
        """Return the task in a row without a number; None when the row is refused."""
        where = f"{sheet.name} 第{row.number}行"
        values: dict[str, Any] = {}
        faults: list[Finding] = []
        for column in sheet.item_sheet.edited:
            cell = cell_of(row, sheet, column)
            if cell is None or column.read is None:
                continue
            try:
                values[column.key] = column.read(cell)
            except WrongCell as error:
                faults.append(Finding("D015", Severity.ERROR, f"{column.head}：{error}", where))
        title = values.get("title", "")
        if not title and not faults:
            faults.append(
                Finding("L013", Severity.ERROR, "任务：这一行没有写任务", where, fix="补上任务，或删去这一行")
            )
        if title in missing:
            message = f"这一行没有编号，台账里同名的任务 {missing[title]} 的行不见了"
            faults.append(Finding("D011", Severity.ERROR, message, where, fix=f"补上编号 {missing[title]}"))
        report, wrong = self._first_report(values, where)
        faults += wrong
        if values.get("start") and values.get("due") and values["start"] > values["due"]:
            faults.append(Finding("L014", Severity.ERROR, "时限早于起始", where, fix="核对两个日期"))
        if faults:
            self._reading.refuse(sheet, row, faults)
            return None
        return self._task(values, report, where)

    def _task(self, values: Mapping[str, Any], report: Report | None, where: str) -> LedgerTask:
        given = {key: values[key] for key in _TASK_KEYS if key in values}
        who = {own: values[key] for key, own in _ASSIGNED.items() if values.get(key)}
        has_units = bool(who.get("lead") or who.get("support"))
        number = new_id(self._ids, given.get("number", ""), given["title"], *who.get("lead", ()))
        task = LedgerTask(
            id=number,
            **given,
            assignment=Assignment(**who, origin="人工" if has_units else None),
            due_origin="人工" if given.get("due") else None,
            state=State.UNDER_WAY if report else State.UNSIGNED if has_units else State.UNDIVIDED,
            reports=(report,) if report else (),
            trace=(TraceEntry(on=self._on, by=self._by, action="新增", note=where),),
        )
        if report:
            self.reported.append((task.id, report.period))
        return task

    def _first_report(self, values: Mapping[str, Any], where: str) -> tuple[Report | None, list[Finding]]:
        said = {key: values.get(key) or ("" if key != "percent" else values.get(key)) for key in REPORT_KEYS}
        if not any(value not in ("", None) for value in said.values()):
            return None, []
        if not said["period"]:
            message = "写了进展，没有写填报期，不知道是哪一期的"
            return None, [Finding("L025", Severity.ERROR, message, where, fix="填上填报期，如 2024-06")]
        return _report(said, self._on, self._by), []


_TASK_KEYS = ("number", "title", "content", "start", "due", "area", "deliverables", "note")


def _report(said: Mapping[str, Any], on: date, by: str) -> Report:
    return Report(**said, on=on, reporter=by)


def _plain(entry: Entry, updates: Mapping[str, object]) -> dict[str, object]:
    """Return the entry's own keys for the keys of its row."""
    found = {key: value for key, value in updates.items() if key not in _ASSIGNED and key not in REPORT_KEYS}
    who = {_ASSIGNED[key]: value for key, value in updates.items() if key in _ASSIGNED}
    if who:
        assignment = {**dict(entry.assignment), **who}
        if {"lead", "support"} & set(who):
            assignment["origin"] = "人工" if assignment["lead"] or assignment["support"] else None
        found["assignment"] = Assignment.model_validate(assignment)
    if "due" in updates:
        found["due_origin"] = "人工" if updates["due"] else None
    return found


def _about_gone(count: int, names: list[str]) -> list[Finding]:
    if not count:
        return []
    some = "、".join(name[:20] for name in names[:3]) + ("……" if count > 3 else "")
    message = f"少了 {count} 行，仍然保留：{some}"
    return [Finding("D022", Severity.WARNING, message, fix="不再做的，按程序申请终止")]
