"""What came of importing a table of tasks, or one's own workbook, into a ledger (台账导入), for whoever tells it.

Entries: :class:`LedgerImport`, made by :func:`luoshi.api.import_ledger`; :data:`FIELDS`, the fields that a column can
be. Not here: the reading (``luoshi.sheets``).
"""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.base.findings import Finding
from luoshi.model.imported import CellChange, ItemRef
from luoshi.model.ledger import Ledger

FIELDS = (
    "序号",
    "类别",
    "任务",
    "内容和要求",
    "责任单位",
    "牵头单位",
    "配合单位",
    "责任领导",
    "责任科室",
    "责任人",
    "联络员",
    "起始",
    "时限",
    "交付成果",
    "填报期",
    "完成比例",
    "完成情况",
    "问题",
    "下一步",
    "县市区",
    "备注",
)
"""What a column of a table of tasks can hold; every other column is kept as it is."""


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """A column as it was understood: its letter, its head, its field; empty when it is only kept."""

    letter: str
    head: str
    field: str


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A sheet with a table of tasks as it was understood.

    Attributes:
        name: of the sheet.
        head_rows: first and last row of the heads (from 1).
        year: which year dates without one are taken to be in; None when the table does not say.
        columns: its columns.
        rows: rows below the heads that hold anything: the sum of the five following.
        tasks: rows that are tasks.
        groups: rows that head a group (一、……).
        heads: heads repeated, titles repeated.
        remarks: notes below the table, totals.
        refused: rows that could not be taken in.
        first: the first tasks as (序号, 任务, 单位, 时限).
    """

    name: str
    head_rows: tuple[int, int]
    year: int | None
    columns: tuple[ColumnMeaning, ...]
    tasks: int
    groups: int
    heads: int
    remarks: int
    refused: int
    first: tuple[tuple[str, str, str, str], ...] = ()

    @property
    def rows(self) -> int:
        """How many rows below the heads hold anything."""
        return self.tasks + self.groups + self.heads + self.remarks + self.refused


@dataclass(frozen=True, slots=True)
class LedgerImport:
    """What came of an import.

    Attributes:
        ledger: the ledger with what came in; the very ledger given when nothing did.
        added: numbers of the entries that are new.
        known: numbers of the entries whose rows said nothing new.
        reported: (number, period) of the reports that came in, waiting to be reviewed.
        changes: the changed cells of one's own workbook.
        missing: entries whose rows are gone from one's own workbook; they stay.
        sheets: how an office's own table was understood; empty for one's own workbook.
        refused: sheet -> row (from 1) -> why it was refused.
        findings: all that is wrong or worth a look; those of refused rows are errors.
    """

    ledger: Ledger
    added: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    reported: tuple[tuple[str, str], ...] = ()
    changes: tuple[CellChange, ...] = ()
    missing: tuple[ItemRef, ...] = ()
    sheets: tuple[SheetReading, ...] = ()
    refused: dict[str, dict[int, tuple[str, ...]]] | None = None
    findings: tuple[Finding, ...] = ()
