"""One row of an office's table of tasks as a task of the ledger (一行任务).

Entry: :func:`read_task`. What is wrong refuses the row; what is only half understood is kept as text and told.
Not here: which row is what (:mod:`luoshi.sheets.ledger_table`), what is in the ledger already
(:mod:`luoshi.sheets.ledger_import`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from luoshi.base.findings import Finding, Severity
from luoshi.model.ledger import Assignment, LedgerTask, Report, TraceEntry
from luoshi.model.ledger_reports import PERIODS, is_period
from luoshi.sheets.cells import ERRORS, ReadCell, WrongCell, canonical, read_list, read_note, read_number, read_text
from luoshi.sheets.due_texts import read_due
from luoshi.sheets.form_book import letters
from luoshi.sheets.ledger_reporting import Reporting, state_of_new
from luoshi.sheets.ledger_table import NUMBER, SECTION, TITLE, TableRow, TaskTable


class UnitsRead(NamedTuple):
    """The units in a cell: those that lead, those that support, what was not understood of the text."""

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    rest: str = ""


UnitReader = Callable[[str, str], UnitsRead]
"""Text of a cell and field of its column (责任单位, 牵头单位, 配合单位) -> its units."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """How a table is to be imported.

    Attributes:
        names: field -> heads.
        units: reads the units in a cell.
        how: on which day, who imports, who reports, by which rules.
        year: the year of days without one; None for that of the title.
        period: the period whose progress the table tells; empty when it is not to be taken in.
        file: name of the file.
        under_way: whether the table is of work that was signed for already (已在执行).
    """

    names: Mapping[str, tuple[str, ...]]
    units: UnitReader
    how: Reporting
    year: int | None = None
    period: str = ""
    file: str = ""
    under_way: bool = False


@dataclass(slots=True)
class TaskReading:
    """A row as it was read: the task without a number of its own; None when it is refused, with the faults.

    Its progress stands beside it, as a report when its period is known, and as the words that are kept when it cannot
    be handed in (head -> text).
    """

    task: LedgerTask | None
    faults: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    report: Report | None = None
    progress: dict[str, str] = field(default_factory=dict)


def read_task(table: TaskTable, row: TableRow, order: ImportOrder, year: int | None) -> TaskReading:
    """Return the task in a row.

    Args:
        table: its table.
        row: the row, of the kind TASK.
        order: how it is imported.
        year: the year of days without one; None when it is not known.
    """
    return _Row(table, row, order, year).read()


class _Row:
    """A row being read."""

    def __init__(self, table: TaskTable, row: TableRow, order: ImportOrder, year: int | None) -> None:
        self._table, self._row, self._order, self._year = table, row, order, year
        self._faults: list[Finding] = []
        self._remarks: list[Finding] = []
        self._fields: dict[str, str] = {}

    def read(self) -> TaskReading:
        title = self._text(TITLE)
        if not title and not self._faults:
            fix = "补上任务；不是任务的行（小标题、附注）请合并成一格，或删去"
            self._fault("L013", TITLE, "这一行没有写任务", fix)
        start, due = self._days()
        assignment = self._assignment()
        said = self._progress()
        report = self._report()
        if report is None:
            self._fields.update(said)
            said = {}
        number = self._number()
        for column in self._table.columns:
            if not column.field and column.head != ERRORS and (text := self._note_at(column.at)):
                self._fields[self._free_name(column.head or f"{letters(column.at)} 列")] = text
        if self._faults:
            return TaskReading(None, self._faults, self._remarks)
        where = f"{self._order.file} {self._table.grid.name} 第{self._row.at + 1}行"
        task = LedgerTask(
            id="-",
            number=number,
            title=title,
            content=self._note("内容和要求"),
            section=self._section(),
            area=self._text("县市区"),
            assignment=assignment,
            start=start,
            due=due,
            due_origin="导入" if due else None,
            state=state_of_new(assignment, due),
            deliverables=self._list("交付成果"),
            note=self._note("备注"),
            fields=self._fields,
            trace=(TraceEntry(on=self._order.how.on, by=self._order.how.by, action="导入", note=where),),
        )
        return TaskReading(task, [], self._remarks, report, said)

    def _days(self) -> tuple[date | None, date | None]:
        begun = read_due(self._cell("起始"), self._year)
        ended = read_due(self._cell("时限"), self._year)
        for name, one in (("起始", begun), ("时限", ended)):
            if one.text:
                self._fields[self._free_name(self._head(name))] = one.text
            if one.question and not one.text:
                self._fault("L014", name, one.question, one.fix)
            elif one.question:
                code = "L016" if one.wants_year else "L015"
                self._remark(code, name, f"{one.question}；按原样保留文字，没有记成日期", one.fix)
        start = ended.start
        cell = self._cell("起始")
        if begun.due is not None:
            start = begun.start or _first_of(cell, begun.due)
        if start is not None and ended.due is not None and start > ended.due:
            self._fault("L014", "时限", f"时限 {ended.due} 早于起始 {start}", "核对两个日期")
        return start, ended.due

    def _assignment(self) -> Assignment:
        lead: list[str] = []
        support: list[str] = []
        for name in ("牵头单位", "责任单位", "配合单位"):
            text = self._note(name)
            if not text:
                continue
            found = self._order.units(text, name)
            lead += found.lead
            support += found.support
            if found.rest:
                self._fields[self._free_name(self._head(name))] = text
                message = f"没有全看懂：“{_short(found.rest)}”没有认成单位；原文另行保留"
                self._remark("L017", name, message, "几个单位之间用顿号分开；有牵头、配合的写“牵头：……；配合：……”")
        leads = tuple(dict.fromkeys(lead))
        supports = tuple(name for name in dict.fromkeys(support) if name not in leads)
        return Assignment(
            lead=leads,
            support=supports,
            leader=self._text("责任领导"),
            section=self._text("责任科室"),
            person=self._text("责任人"),
            contact=self._text("联络员"),
            origin="导入" if leads or supports else None,
        )

    def _progress(self) -> dict[str, str]:
        """Return what the row tells of progress in words, under the heads of its columns."""
        said = {name: self._note(name) for name in ("完成情况", "问题", "下一步")}
        cell = self._cell("完成比例")
        said["完成比例"] = canonical(cell) if re.search(r"\d", canonical(cell)) else ""  # else a text that is kept
        return {self._free_name(self._head(name)): text for name, text in said.items() if text}

    def _report(self) -> Report | None:
        """Return the row's progress as a report; None when it tells none, or not of which period."""
        percent = self._percent()
        texts = {name: self._note(name) for name in ("完成情况", "问题", "下一步")}
        period = self._text("填报期") or self._order.period
        if not period or (percent is None and not any(texts.values())):
            return None
        if not is_period(period):
            self._fault("L014", "填报期", f"“{period}”不是填报的期", PERIODS)
            return None
        return Report(
            period=period,
            on=self._order.how.on,
            percent=percent,
            text=texts["完成情况"],
            problem=texts["问题"],
            next_step=texts["下一步"],
            reporter=self._order.how.reporter,
        )

    def _percent(self) -> Decimal | None:
        cell = self._cell("完成比例")
        if cell.empty:
            return None
        if isinstance(cell.value, str) and not re.search(r"\d", cell.value):
            head = self._head("完成比例")
            self._fields[self._free_name(head)] = canonical(cell)
            self._remark("L018", "完成比例", f"“{_short(canonical(cell))}”不是比例，按原样保留文字", "写成 60%")
            return None
        try:
            return percent_of(cell)
        except WrongCell as error:
            self._fault("L014", "完成比例", str(error), "写成 0%—100%，如 60%")
            return None

    def _section(self) -> str:
        named = self._text(SECTION)
        is_told = not named or any(one.endswith(named) for one in self._row.group)
        return "/".join(self._row.group if is_told else (*self._row.group, named))

    def _number(self) -> str:
        cell = self._cell(NUMBER)
        if cell.fault:
            self._fault("L014", NUMBER, cell.fault, "直接写出序号")
        if isinstance(cell.value, date):
            message = f"序号是日期 {canonical(cell)}，多半是 1-1 这样的序号被 Excel 改成的；照日期保留"
            self._remark("L019", NUMBER, message, "把序号一列设为文本格式，改回原来的序号，再导入")
        return _on_one_line(canonical(cell))

    def _cell(self, name: str) -> ReadCell:
        column = self._table.column(name)
        return self._row.cells[column.at] if column is not None else ReadCell()

    def _head(self, name: str) -> str:
        column = self._table.column(name)
        return column.head if column is not None and column.head else name

    def _text(self, name: str) -> str:
        try:
            return read_text(self._cell(name)) or ""
        except WrongCell as error:
            self._fault("L014", name, str(error), "")
            return ""

    def _note(self, name: str) -> str:
        try:
            return read_note(self._cell(name))
        except WrongCell as error:
            self._fault("L014", name, str(error), "")
            return ""

    def _list(self, name: str) -> tuple[str, ...]:
        try:
            return read_list(self._cell(name))
        except WrongCell as error:
            self._fault("L014", name, str(error), "")
            return ()

    def _note_at(self, at: int) -> str:
        cell = self._row.cells[at]
        return f"#{cell.fault}" if cell.fault else canonical(cell)

    def _free_name(self, head: str) -> str:
        """Return a name for a kept column that no other has."""
        name, count = head, 1
        while name in self._fields:
            count += 1
            name = f"{head}（{count}）"
        return name

    def _fault(self, code: str, name: str, message: str, fix: str) -> None:
        self._faults.append(Finding(code, Severity.ERROR, f"{name}：{message}", self._where(name), fix=fix))

    def _remark(self, code: str, name: str, message: str, fix: str) -> None:
        self._remarks.append(Finding(code, Severity.WARNING, f"{name}：{message}", self._where(name), fix=fix))

    def _where(self, name: str) -> str:
        column = self._table.column(name)
        place = f"（{letters(column.at)}{self._row.at + 1}）" if column is not None else ""
        return f"{self._table.grid.name} 第{self._row.at + 1}行{place}"


def percent_of(cell: ReadCell) -> Decimal | None:
    """Return a completion of 0-100; None when the cell is empty.

    Raises:
        WrongCell: it is none.
    """
    value = read_number(cell, "%")
    if value is not None and not 0 <= value <= 100:
        raise WrongCell(f"“{canonical(cell)}”不在 0%—100% 之间")
    return value


def bare_percents(table: TaskTable, row: TableRow) -> list[Decimal]:
    """Return the figure of a row's completion where it is a bare number, without a mark of percent."""
    column = table.column("完成比例")
    if column is None:
        return []
    cell = row.cells[column.at]
    if cell.empty or cell.percent or (isinstance(cell.value, str) and re.search("[%％]", cell.value)):
        return []
    try:
        value = read_number(cell, "")
    except WrongCell:
        return []
    return [value] if value is not None else []


def _first_of(cell: ReadCell, end: date) -> date:
    """Return the first day of a start that names only a month or a year."""
    if isinstance(cell.value, str):
        if re.search(r"[日号]|\d[.\-/]\d{1,2}[.\-/]\d|^\d{1,2}[.\-/]\d{1,2}$|[底末]|\d{8}", cell.value):
            return end
        if re.search(r"月|\d[.\-/]\d", cell.value):
            return end.replace(day=1)
        return end.replace(month=1, day=1) if re.fullmatch(r"\s*\d{4}\s*年?\s*", cell.value) else end
    if isinstance(cell.value, Decimal):
        whole = cell.value == cell.value.to_integral_value()
        if whole and cell.value < 10_000:
            return end.replace(month=1, day=1)
        return end if whole else end.replace(day=1)
    return end


def _on_one_line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 30 else line[:29] + "…"
