"""An office's own table of tasks into a ledger (导入任务分解表).

Entry: :func:`import_table`. Every row below the heads is accounted for: a task, a group, a repeated head, a note, or
refused with the reason. A row that the ledger has already (same 序号, task and group) adds nothing; one that says
something else of it is refused: changes go through the exported workbook, where both sides can be seen. Its progress
is handed in by the rules of reports; a new task has signed for nothing yet, unless the table is of work under way.
Not here: finding the table (:mod:`luoshi.sheets.ledger_table`), one row (:mod:`luoshi.sheets.ledger_rows`), a workbook
that luoshi exported (:mod:`luoshi.sheets.ledger_read_back`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.document import Document
from luoshi.model.ledger import Actor, Ledger, LedgerTask, Report, State, TraceEntry
from luoshi.model.ledger_import import ColumnMeaning, LedgerImport, SheetReading
from luoshi.sheets.cells import plain_number
from luoshi.sheets.form_book import letters
from luoshi.sheets.grid import Grid, Grids, Raw, trimmed
from luoshi.sheets.ledger_rows import ImportOrder, TaskReading, bare_percents, read_task
from luoshi.sheets.ledger_table import RowKind, TaskTable, continued, find_table, only_year

_FIRST_SHOWN = 5
_PROGRESS = ("完成情况", "问题", "下一步", "完成比例")


def import_table(
    grids: Grids, ledger: Ledger, order: ImportOrder, chosen: Sequence[TaskTable] | None = None
) -> LedgerImport:
    """Return a ledger with the tasks of a table file added.

    Args:
        grids: the file.
        ledger: the ledger as it is now.
        order: how.
        chosen: its tables as a person laid them out; None for those that are found by their heads.

    Raises:
        LuoshiError: L010 when no sheet has a table of tasks; L030 when it tells of progress, or of work under way,
            and nobody reports it.
    """
    if order.under_way:
        order.how.need_reporter(grids.name)
    tables, findings = find_tables(grids, order) if chosen is None else (list(chosen), [])
    reading = _Reading(ledger, order)
    sheets = tuple(reading.read(table, _year(table, order)) for table in tables)
    findings += reading.findings
    grown = ledger
    if reading.added or reading.updated:
        tasks = (*(reading.updated.get(task.id, task) for task in ledger.tasks), *reading.added)
        grown = ledger.model_copy(update={"tasks": tasks})
    return LedgerImport(
        ledger=grown,
        added=tuple(task.id for task in reading.added),
        known=tuple(reading.known),
        reported=tuple(reading.reported),
        sheets=sheets,
        refused=reading.refused,
        findings=(*grids.findings, *findings),
    )


def find_tables(grids: Grids, order: ImportOrder) -> tuple[list[TaskTable], list[Finding]]:
    """Return the tables of tasks in a file, and what is to be said of sheets that were passed over.

    Raises:
        LuoshiError: L010 when there is none.
    """
    found: list[TaskTable] = []
    findings: list[Finding] = []
    for grid in grids.sheets:
        if not grid.rows:
            continue
        if grid.hidden:
            findings.append(
                Finding("L023", Severity.WARNING, "隐藏的工作表没有读", grid.name, fix="要导入的先取消隐藏")
            )
            continue
        table = find_table(grid, order.names)
        if table is None and found and grids.kind == "document":
            table = continued(grid, found[-1])
        if table is None:
            message = "没有认出任务一列，这张表没有读"
            findings.append(Finding("L023", Severity.WARNING, message, grid.name, fix="是任务表的，用 --map 写明列"))
            continue
        found.append(table)
        findings += [_double(table, head, other) for head, other in table.doubles]
    if not found:
        hint = "表头要有“任务”（或工作任务、重点任务……）和别的列；叫别的名字时写 --map '任务=表头'"
        raise LuoshiError("L010", "没有找到任务分解表：认不出表头", where=grids.name, hint=hint)
    return found, findings


def document_grids(document: Document) -> Grids:
    """Return the tables of a document as sheets 表1, 表2…, the paragraph before each as its title."""
    sheets: list[Grid] = []
    before: list[str] = []
    for block in document.blocks:
        if block.table is None:
            before.append(block.passage.text)
            continue
        table = block.table
        rows: list[list[Raw]] = [[None] * table.n_columns for _ in range(table.n_rows + 1)]
        merged = []
        if before and table.n_columns:
            rows[0][0] = before[-1] or None
        for cell in table.cells:
            text = "\n".join(part.text for part in cell.paragraphs) if cell.paragraphs else cell.text
            rows[cell.row + 1][cell.column] = text.strip() or None
            if cell.row_span > 1 or cell.column_span > 1:
                bottom, right = cell.row + cell.row_span, cell.column + cell.column_span - 1
                merged.append((cell.row + 1, cell.column, bottom, right))
        sheets.append(Grid(f"表{len(sheets) + 1}", trimmed(rows), merged=tuple(merged)))
        before = []
    return Grids(document.name, "document", tuple(sheets), document.findings)


class _Reading:
    """The rows of all tables being read."""

    def __init__(self, ledger: Ledger, order: ImportOrder) -> None:
        self._order = order
        self._ids = {entry.id for entry in (*ledger.tasks, *ledger.projects)}
        self._there: dict[tuple[str, str, str, str], list[LedgerTask]] = {}
        for task in ledger.tasks:
            self._there.setdefault(_key(task), []).append(task)
        self.added: list[LedgerTask] = []
        self.updated: dict[str, LedgerTask] = {}
        self.reported: list[tuple[str, str]] = []
        self.known: list[str] = []
        self.refused: dict[str, dict[int, tuple[str, ...]]] = {}
        self.findings: list[Finding] = []
        self._early = 0
        self._unborne = 0

    def read(self, table: TaskTable, year: int | None) -> SheetReading:
        """Read the rows of a table."""
        counts = dict.fromkeys(RowKind, 0)
        refused = 0
        first: list[tuple[str, str, str, str]] = []
        kept = self._early = self._unborne = 0
        kept = 0
        bare: list[Decimal] = []
        for row in table.rows():
            if row.kind is not RowKind.TASK:
                counts[row.kind] += 1
                continue
            read = read_task(table, row, self._order, year)
            bare += bare_percents(table, row)
            self.findings += read.remarks
            faults = read.faults or self._take(read, table, f"{table.grid.name} 第{row.at + 1}行")
            if faults:
                refused += 1
                self.findings += faults
                told = tuple(f"{fault.message}{'。' + fault.fix if fault.fix else ''}" for fault in faults)
                self.refused.setdefault(table.grid.name, {})[row.at + 1] = told
                continue
            assert read.task is not None
            counts[RowKind.TASK] += 1
            kept += "完成情况" in _kept(table, read)
            if len(first) < _FIRST_SHOWN:
                first.append(_shown(read.task, table))
        if kept:
            message = f"{kept} 行写了完成情况，但不知道是哪一期的，按原样保留，没有记成填报"
            self.findings.append(Finding("L018", Severity.WARNING, message, table.grid.name, fix="加 --period 2024-06"))
        self.findings += self._about_new(table.grid.name)
        self.findings += _doubtful_percents(table, bare)
        return SheetReading(
            table.grid.name,
            (table.first_head + 1, table.last_head + 1),
            year,
            tuple(ColumnMeaning(letters(c.at), c.head, c.field) for c in table.columns if c.head or c.field),
            counts[RowKind.TASK],
            counts[RowKind.GROUP],
            counts[RowKind.HEAD],
            counts[RowKind.REMARK],
            refused,
            tuple(first),
        )

    def _about_new(self, where: str) -> list[Finding]:
        """Return what is to be told of the new tasks of a table."""
        found = []
        if self._unborne:
            message = f"{self._unborne} 行没有牵头单位，不能算已在执行，记为待分解"
            fix = "补上牵头单位，再分解、签收"
            found.append(Finding("L032", Severity.WARNING, message, where, fix=fix))
        if self._early:
            message = f"{self._early} 行是新的任务又写了进展：签收以前不记成填报，文字按原样保留"
            fix = "签收以后再导入；表里的任务早已在执行的，加 --under-way"
            found.append(Finding("L031", Severity.WARNING, message, where, fix=fix))
        return found

    def _take(self, read: TaskReading, table: TaskTable, where: str) -> list[Finding]:
        """Take a task in, or find it in the ledger and take its report in; return why neither can be."""
        task = read.task
        assert task is not None
        there = self._there.get(_key(task))
        if not there:
            return self._add(task, read, where)
        progress = {column.head or column.field for column in table.columns if column.field in _PROGRESS}
        same = next((one for one in there if _says(one, progress) == _says(task, progress)), None)
        if same is not None:
            there.remove(same)
            return self._report(same, read.report, where)
        one = there.pop(0)
        now, then = _says(task, progress), _says(one, progress)
        told = "、".join(name for name, value in now.items() if then[name] != value)
        message = f"台账里已有这一项（{one.id}），{told}和这一行不一样"
        fix = "要改的在导出的台账工作簿里改，再导入；不改的删去这一行"
        return [Finding("L022", Severity.ERROR, message, where, fix=fix)]

    def _add(self, task: LedgerTask, read: TaskReading, where: str) -> list[Finding]:
        """Take a new task in; return why its report, and so it, cannot be."""
        how = self._order.how
        borne = bool(task.assignment.lead)  # what is to be done for good has no deadline, and is under way all the same
        if self._order.under_way and borne:
            # 签收 as any other: reports are asked for from this day on
            signed = TraceEntry(
                on=how.on, by=how.reporter, role=Actor.REPORTER, action="导入：已在执行",
                was=task.state, now=State.UNDER_WAY,
            )  # fmt: skip
            task = task.model_copy(update={"state": State.UNDER_WAY, "trace": (*task.trace, signed)})
        if read.report is not None and task.state is State.UNDER_WAY:
            task, faults = how.hand_in(task, read.report, where)
            if faults:
                return faults
        elif read.report is not None:
            self._early += 1
            task = task.model_copy(update={"fields": {**task.fields, **read.progress}})
        self._unborne += self._order.under_way and not borne
        self.added.append(task.model_copy(update={"id": self._new_id(task)}))
        self.reported += [(self.added[-1].id, report.period) for report in task.reports]
        return []

    def _report(self, one: LedgerTask, report: Report | None, where: str) -> list[Finding]:
        """Take the report of a row for a task that the ledger has."""
        told = [_tells(old) for old in one.reports if report is not None and old.period == report.period]
        if report is not None and _tells(report) not in told:
            handed, faults = self._order.how.hand_in(one, report, where)
            if faults:
                return faults
            self.updated[one.id] = handed
            self.reported.append((one.id, report.period))
        self.known.append(one.id)
        return []

    def _new_id(self, task: LedgerTask) -> str:
        return new_id(self._ids, *_key(task), *task.assignment.units)


def new_id(taken: set[str], *parts: str) -> str:
    """Return a number for what these parts say that is not taken, and take it."""
    content = "\x1f".join("".join(part.split()) for part in parts)
    base = f"r-{hashlib.blake2s(content.encode(), digest_size=4).hexdigest()}"
    number, count = base, 1
    while number in taken:
        count += 1
        number = f"{base}-{count}"
    taken.add(number)
    return number


def _key(task: LedgerTask) -> tuple[str, str, str, str]:
    return task.number, task.title, task.section, task.content


def _says(task: LedgerTask, progress: set[str]) -> dict[str, object]:
    """Return what a table says of a task: not what has been done to it since, not how far it is."""
    return {
        "分工": task.assignment.model_copy(update={"origin": None}),
        "起始": task.start,
        "时限": task.due,
        "县市区": task.area,
        "交付成果": task.deliverables,
        "备注": task.note,
        "别的列": {head: text for head, text in task.fields.items() if head not in progress},
    }


def _tells(report: Report) -> tuple[object, ...]:
    return report.percent, report.text, report.problem, report.next_step


def _kept(table: TaskTable, read: TaskReading) -> set[str]:
    """Return the fields of progress that were kept as text only, because their period is not known."""
    assert read.task is not None
    heads = {column.head: column.field for column in table.columns if column.field}
    return {"完成情况" for name in read.task.fields if heads.get(name) in _PROGRESS} if read.report is None else set()


def _shown(task: LedgerTask, table: TaskTable) -> tuple[str, str, str, str]:
    who = task.assignment
    parts = [*who.lead, who.section]
    units = "、".join(part for part in parts if part)
    told = [units, f"配合：{'、'.join(who.support)}" if who.support else ""]
    due = task.due.isoformat() if task.due else ""
    if not due and (column := table.column("时限")) is not None:
        due = task.fields.get(column.head or "时限", "")
    return task.number, task.title, "；".join(part for part in told if part), due


def _double(table: TaskTable, head: str, other: str) -> Finding:
    message = f"“{head}”和“{other}”说的是同一项，读了“{other}”，“{head}”按原样保留"
    return Finding("L020", Severity.WARNING, message, table.grid.name, fix=f"要读这一列的写 --map '…={head}'")


def _doubtful_percents(table: TaskTable, bare: list[Decimal]) -> list[Finding]:
    """Ask whether shares of 0-1 are meant where a column of percents has nothing beyond: in Excel 100 % is 1."""
    if not any(bare) or any(value > 1 for value in bare):
        return []
    column = table.column("完成比例")
    head = column.head if column is not None and column.head else "完成比例"
    most = plain_number(max(bare))
    message = f"“{head}”一列写的数都不超过 1，照 {most}% 这样读了；是不是 1 表示 100%？"
    fix = "1 表示 100% 的，把这一列设为百分比格式（或写成 100%）再导入；就是 1% 的不用改"
    return [Finding("L021", Severity.WARNING, message, table.grid.name, fix=fix)]


def _year(table: TaskTable, order: ImportOrder) -> int | None:
    return order.year or table.year or only_year(order.file)


def with_names(order: ImportOrder, names: Iterable[tuple[str, str]]) -> ImportOrder:
    """Return an order in which columns with these heads have these fields, whatever else they are known as."""
    known = {field: tuple(heads) for field, heads in order.names.items()}
    for field, head in names:
        known = {one: tuple(h for h in heads if h != head) for one, heads in known.items()}
        known[field] = (head, *known.get(field, ()))
    return replace(order, names=known)
