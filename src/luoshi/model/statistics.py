"""What the base database tells of its loads (装入结果): findings with their rows, snapshots, differences.

Not here: how they come about (:mod:`luoshi.stats`), definitions of tables (:mod:`luoshi.model.tables`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.base.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A row of a file that was loaded: file name, sheet, row from 1, column letter (empty: the whole row)."""

    file: str
    sheet: str
    row: int
    column: str = ""

    def __str__(self) -> str:
        sheet = f"“{self.sheet}”" if self.sheet else ""
        column = f" {self.column} 列" if self.column else ""
        return f"{self.file} {sheet}第 {self.row} 行{column}"


@dataclass(frozen=True, slots=True)
class DataFinding:
    """A finding about figures, with what a machine needs to show it beside them.

    Attributes:
        finding: what is wrong and what to do, in words.
        places: rows of the files now being loaded that are concerned; empty for rows loaded earlier.
        table: name of the table.
        owner: code of the institution or area; empty if none.
        owner_name: its name.
        area_code: the county it belongs to; empty if unknown.
        period: school or calendar year; None if none.
        field: the field concerned; empty if several.
        before, after: values of last year and this, or expected and found, for the 情况说明; empty if none.
    """

    finding: Finding
    places: tuple[RowPlace, ...] = ()
    table: str = ""
    owner: str = ""
    owner_name: str = ""
    area_code: str = ""
    period: int | None = None
    field: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """An item that moved by more than the limit from one year to the next (变动较大的项目).

    Attributes:
        change_pct: change in per cent of the value before (12.5 is 12.5 %).
        draft: a 情况说明 that the clerk can complete.
    """

    table: str
    field: str
    owner: str
    owner_name: str
    area_code: str
    period: int
    before: str
    after: str
    change_pct: float
    draft: str


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file that went into a snapshot: its name, SHA-256, mapping, rows taken."""

    name: str
    sha256: str
    mapping: str
    rows: int


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table and year in a snapshot (数据块).

    Attributes:
        path: the Parquet file, relative to the folder of snapshots; it may hold other years besides.
        digest: SHA-256 of the rows in canonical text.
        status: counts of rows by 快报, 初步, 正式.
    """

    table: str
    period: int | None
    path: str
    digest: str
    rows: int
    status: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the base database after a load (快照): immutable, told by its content.

    Attributes:
        id: twelve hexadecimal digits of the hash of all that follows but the time and the person.
        parent: the snapshot before; empty for the first.
        action: 装入 (load) or 回退 (rollback).
        restored: the snapshot that a rollback returns to; empty for a load.
        made_at: local time in ISO 8601.
    """

    id: str
    parent: str
    action: str
    parts: tuple[Part, ...]
    files: tuple[LoadedFile, ...] = ()
    restored: str = ""
    made_at: str = ""
    made_by: str = ""
    note: str = ""

    def part(self, table: str, period: int | None) -> Part | None:
        """Return the part of a table and year; None if there is none."""
        return next((p for p in self.parts if p.table == table and p.period == period), None)


@dataclass(frozen=True, slots=True)
class SheetShape:
    """Where a sheet's heads end (row from 1; 0: none), which column (from 0) is for 错误说明, whether it is there."""

    head: int
    column: int
    has_column: bool


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did.

    Attributes:
        snapshot: the snapshot in force afterwards; None when nothing was ever loaded.
        is_new: a new snapshot was written.
        findings: what is wrong or worth a look; an error means that nothing was written.
        movements: items that moved by more than the limit.
        rows: table -> rows read from the files.
        area_names: code -> name of the areas that occur in findings and movements.
        shapes: file -> sheet -> where its heads end, for the copy that is handed back.
    """

    snapshot: Snapshot | None
    is_new: bool
    findings: tuple[DataFinding, ...]
    movements: tuple[Movement, ...]
    rows: Mapping[str, int]
    area_names: Mapping[str, str] = field(default_factory=dict)
    shapes: Mapping[str, Mapping[str, SheetShape]] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether errors kept the load from being written."""
        return any(one.finding.severity is Severity.ERROR for one in self.findings)


@dataclass(frozen=True, slots=True)
class TableDifference:
    """How one table and year differs between two snapshots: rows added, removed and changed; changed totals."""

    table: str
    period: int | None
    added: int
    removed: int
    changed: int
    totals: tuple[tuple[str, str, str], ...] = ()
    """(field, total before, total after) of the measures whose total changed."""


@dataclass(frozen=True, slots=True)
class AreaTotal:
    """A total by an area set (口径): the set's name, the school or calendar year, the part it was split by, the sum."""

    area_set: str
    period: int
    part: str
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class Missing:
    """A return that an institution owes (缺报)."""

    table: str
    period: int
    area_code: str
    area_name: str
    institution_code: str
    institution_name: str


@dataclass(frozen=True, slots=True)
class LearntForm:
    """What a sheet of a file is taken for (识别结果).

    Attributes:
        sheet: its name.
        title: the table in Chinese; empty when it is none that is known.
        mapping: the mapping as YAML; empty when the sheet is none.
        known: name of the mapping file's form that fits already; empty when it was learnt now.
        heads, rows: the first rows as they would be loaded, by Chinese names of fields.
        ignored: heads that are not read.
    """

    sheet: str
    title: str
    mapping: str
    known: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ignored: tuple[str, ...]
