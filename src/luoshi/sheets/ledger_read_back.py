"""A ledger's own workbook back into it (读回台账): cells that people changed, new tasks, reports of progress.

Entry: :func:`read_back`. Cells are compared as those of plans are (:mod:`luoshi.sheets.item_reading`). A report handed
in by the rules of reviewing and waits to be reviewed. A new task is handed out at most, never under way.
Not here: what may not be changed (:mod:`luoshi.sheets.ledger_limits`), an office's own table of tasks
(:mod:`luoshi.sheets.ledger_import`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.imported import CellChange
from luoshi.model.ledger import Actor, Assignment, Entry, Ledger, LedgerTask, Milestone, TraceEntry
from luoshi.model.ledger_import import LedgerImport
from luoshi.sheets.book_reader import ReadBook
from luoshi.sheets.cells import WrongCell, plain_number
from luoshi.sheets.export_record import LEDGER_BOOK
from luoshi.sheets.found_rows import FoundRow, FoundSheet, cell_of, find_columns, find_sheets, sheet_named
from luoshi.sheets.item_reading import Guard, ItemReading, Material
from luoshi.sheets.ledger_book import own_heads
from luoshi.sheets.ledger_columns import REPORT_KEYS, LedgerContext, ledger_items, ledger_sheets
from luoshi.sheets.ledger_import import new_id
from luoshi.sheets.ledger_limits import judge_of, said_report
from luoshi.sheets.ledger_reporting import Reporting, state_of_new

_ASSIGNED = {key: key for key in ("lead", "support", "leader", "person", "contact")} | {"department": "section"}
"""Keys of a row that belong to the assignment -> its own keys."""
E = TypeVar("E", bound=Entry)
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


def read_back(book: ReadBook, ledger: Ledger, how: Reporting, guard: Guard | None = None) -> LedgerImport:
    """Return a ledger with what people changed in its workbook.

    Args:
        book: the workbook.
        ledger: the ledger as it is now.
        how: on which day, who reads it back, who reports, by which rules.
        guard: what forbids any change of an entry besides.

    Raises:
        LuoshiError: L024 when it is the workbook of another ledger, or has no sheet that can be read; L030 when it
            tells of progress and nobody reports it.
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
    material = Material(shown, kinds, context, _HOME, open_lists, judge_of(ledger, context, how), guard)
    reading = ItemReading(material, book.record, sheets)
    for sheet in sheets:
        reading.read(sheet)
    gone, _ = reading.gone(delete=False)
    present = {row.id for sheet in sheets for row in sheet.rows}
    # a row without a number that came in before, or whose number was lost: not a task once more
    missing = {one.title: one.id for one in ledger.tasks if one.id not in present} | {ref.name: ref.id for ref in gone}
    applied = _Applied(ledger, reading, how)
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
        findings=(*findings, *reading.findings, *applied.remarks, *_about_gone(len(gone), [ref.name for ref in gone])),
    )


class _Applied:
    """What was read, put into the ledger."""

    def __init__(self, ledger: Ledger, reading: ItemReading, how: Reporting) -> None:
        self._ledger, self._reading, self._how = ledger, reading, how
        self.remarks: list[Finding] = []
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
        handed = entry
        if set(updates) & set(REPORT_KEYS):
            report = said_report(entry, updates, self._how)
            handed, _ = self._how.hand_in(entry, report, entry.id)
            self.reported.append((entry.id, report.period))
        changed: dict[str, object] = {**_plain(entry, updates), "milestones": milestones, "reports": handed.reports}
        changed["trace"] = (*handed.trace, *self._trace(entry, milestones))
        return type(entry).model_validate({**dict(entry), **changed})

    def _trace(self, entry: Entry, milestones: tuple[Milestone, ...]) -> list[TraceEntry]:
        """Return what was done to an entry besides its report, which tells of itself."""
        how = self._how
        told = [one for one in self._changes.get(entry.id, []) if one.column not in _REPORT_HEADS]
        done: list[TraceEntry] = []
        for n, (was, now) in enumerate(zip(entry.milestones, milestones, strict=True), 1):
            changes = self._changes.get(f"{entry.id}#{n}", [])
            if was.done is None and now.done is not None:
                note = "；".join((f"{now.done} 完成", *(f"佐证：{one}" for one in now.evidence)))
                done.append(
                    TraceEntry(
                        on=how.on, by=how.reporter, role=Actor.REPORTER, action="完成节点", now=now.name, note=note
                    )
                )
                changes = [one for one in changes if one.column not in _DONE_HEADS]
            told += changes
        return [*(TraceEntry(on=how.on, by=how.by, action=f"改{c.column}", was=c.old, now=c.new) for c in told), *done]

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
            message = f"这一行没有编号，台账里已有同名的任务 {missing[title]}，没有再新增"
            fix = f"就是那一项的补上编号 {missing[title]}，或删去这一行；另一项的改个名称"
            faults.append(Finding("D011", Severity.ERROR, message, where, fix=fix))
        if values.get("start") and values.get("due") and values["start"] > values["due"]:
            faults.append(Finding("L014", Severity.ERROR, "时限早于起始", where, fix="核对两个日期"))
        if faults:
            self._reading.refuse(sheet, row, faults)
            return None
        return self._task(values, where)

    def _task(self, values: Mapping[str, Any], where: str) -> LedgerTask:
        given = {key: values[key] for key in _TASK_KEYS if key in values}
        who = {own: values[key] for key, own in _ASSIGNED.items() if values.get(key)}
        has_units = bool(who.get("lead") or who.get("support"))
        number = new_id(self._ids, given.get("number", ""), given["title"], *who.get("lead", ()))
        assignment = Assignment(**who, origin="人工" if has_units else None)
        return LedgerTask(
            id=number,
            **given,
            assignment=assignment,
            due_origin="人工" if given.get("due") else None,
            state=state_of_new(assignment, given.get("due")),
            fields=self._kept_progress(values, where),
            trace=(TraceEntry(on=self._how.on, by=self._how.by, action="新增", note=where),),
        )

    def _kept_progress(self, values: Mapping[str, Any], where: str) -> dict[str, str]:
        """Return what a new row tells of progress, as words: nobody has signed for it yet."""
        said = {**values, "percent": "" if (share := values.get("percent")) is None else f"{plain_number(share)}%"}
        texts = {head: str(said[key]) for head, key in _REPORT_HEADS.items() if said.get(key)}
        if any(_REPORT_HEADS[head] != "period" for head in texts):
            message = "新的任务写了进展：签收以前不记成填报，文字按原样保留"
            self.remarks.append(Finding("L031", Severity.WARNING, message, where, fix="签收以后在工作簿里填报"))
        return texts


_HEADS = {sheet.list_name: {column.head: column.key for column in sheet.columns} for sheet in ledger_sheets()}
_REPORT_HEADS = {head: key for head, key in _HEADS["tasks"].items() if key in REPORT_KEYS}
_DONE_HEADS = {head for head, key in _HEADS["milestones"].items() if key in ("done", "evidence")}
_TASK_KEYS = ("number", "title", "content", "start", "due", "area", "deliverables", "note")


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
