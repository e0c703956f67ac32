"""The rows of an edited workbook against the items they show (读回条目): what changed, what is refused, what is gone.

Entry: :class:`ItemReading`. A cell that still holds what was exported is left alone. A changed one is taken, unless the
item has meanwhile changed at the same place (then the row is refused with both values) or the cell does not hold what
its column wants. A refused row changes nothing; the other rows are taken.
Not here: what becomes of the changes (:mod:`luoshi.sheets.plan_import`, :mod:`luoshi.sheets.ledger_read_back`), one row
(:mod:`luoshi.sheets.row_changes`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.model.imported import CellChange, ItemRef
from luoshi.sheets.cells import canonical
from luoshi.sheets.export_record import ExportRecord, kept
from luoshi.sheets.found_rows import FoundRow, FoundSheet
from luoshi.sheets.item_sheets import ItemSheet
from luoshi.sheets.row_changes import RowReading, read_row

Judge = Callable[[FoundSheet, FoundRow, Any, RowReading, Mapping[str, str] | None], list[Finding]]
"""Says what forbids a row's changes: sheet, row, item, what the row says, what was exported."""

Guard = Callable[[FoundSheet, FoundRow, Mapping[str, object]], list[Finding]]
"""Says what forbids any change of an item, whatever its cells hold: sheet, row, keys that would be set."""


@dataclass(frozen=True, slots=True)
class Material:
    """What the rows are held against.

    Attributes:
        items: list -> its items, each with an ``id`` and what the columns show.
        sheets: the sheets of such workbooks.
        context: what columns look up besides their item.
        home: what the items are kept in, for messages.
        open_lists: lists into which rows without a number come as new items.
        judge: what forbids changes besides.
        guard: what forbids any change of an item; told before what is wrong with its cells.
    """

    items: Mapping[str, Sequence[Any]]
    sheets: Sequence[ItemSheet]
    context: Any
    home: str
    open_lists: frozenset[str] = frozenset()
    judge: Judge | None = None
    guard: Guard | None = None


class ItemReading:
    """The rows of a workbook being read, one sheet after another.

    Attributes:
        updates: number -> key -> value.
        changes: the changed cells.
        new_rows: rows without a number of lists that take new items in.
        refused: sheet -> row -> why.
        findings: what was wrong or worth a look.
    """

    def __init__(self, material: Material, record: ExportRecord | None, sheets: Sequence[FoundSheet]) -> None:
        self._material, self._record, self._sheets = material, record, sheets
        self._items = {item.id: (name, item) for name, items in material.items.items() for item in items}
        self._seen = Counter(row.id for sheet in sheets for row in sheet.rows if row.id)
        self._uncertain: set[str] = set()
        self.updates: dict[str, dict[str, object]] = {}
        self.changes: list[CellChange] = []
        self.new_rows: list[tuple[FoundSheet, FoundRow]] = []
        self.refused: dict[str, dict[int, tuple[str, ...]]] = {}
        self.findings: list[Finding] = []

    def read(self, sheet: FoundSheet) -> None:
        """Read the rows of a sheet."""
        for row in sheet.rows:
            if not row.id and sheet.item_sheet.list_name in self._material.open_lists:
                self._uncertain.add(sheet.item_sheet.list_name)
                self.new_rows.append((sheet, row))
                continue
            if (fault := self._identity_fault(sheet, row)) is not None:
                self._uncertain.add(sheet.item_sheet.list_name)
                self.refuse(sheet, row, [fault])
                continue
            self._read_known(sheet, row)

    def _read_known(self, sheet: FoundSheet, row: FoundRow) -> None:
        _, item = self._items[row.id]
        exported = self._exported(sheet.item_sheet, row.id)
        result = read_row(sheet, row, item, exported, self._material.context, home=self._material.home)
        self.findings += result.remarks
        faults = list(result.faults)
        if not faults and result.updates and self._material.judge is not None:
            faults = self._material.judge(sheet, row, item, result, exported)
        if (faults or result.updates) and self._material.guard is not None:
            faults = [*self._material.guard(sheet, row, result.updates), *faults]
        if faults:
            self.refuse(sheet, row, faults)
        elif result.updates:
            self.updates[row.id] = result.updates
            self.changes += result.changes

    def refuse(self, sheet: FoundSheet, row: FoundRow, faults: list[Finding]) -> None:
        """Refuse a row."""
        self.findings += faults
        told = tuple(f"{fault.message}{'。' + fault.fix if fault.fix else ''}" for fault in faults)
        self.refused.setdefault(sheet.name, {})[row.number] = told

    def gone(self, delete: bool) -> tuple[list[ItemRef], list[ItemRef]]:
        """Return the items whose rows are gone: those that are kept and those that are taken out.

        Taken out are only items that the workbook had, that have not changed since, and only from a sheet all of whose
        rows have their number: a row that lost it may be the one that seems to be gone.
        """
        stay: list[ItemRef] = []
        go: list[ItemRef] = []
        for sheet in (found.item_sheet for found in self._sheets):
            exported = self._record.cells.get(sheet.list_name, {}) if self._record is not None else None
            for item in self._material.items[sheet.list_name]:
                if item.id in self._seen or (exported is not None and item.id not in exported):
                    continue
                name = canonical(sheet.naming.show(item, self._material.context))
                sure = exported is not None and sheet.list_name not in self._uncertain
                sure = sure and self._as_exported(sheet, item)
                (go if delete and sure else stay).append(ItemRef(sheet.name, item.id, name))
        return stay, go

    def _as_exported(self, sheet: ItemSheet, item: Any) -> bool:
        exported = self._exported(sheet, item.id) or {}
        shown = ((c.head, canonical(c.show(item, self._material.context))) for c in sheet.edited)
        return all(kept(text) == exported.get(head, "") for head, text in shown)

    def _exported(self, sheet: ItemSheet, number: str) -> dict[str, str] | None:
        if self._record is None:
            return None
        found = self._record.cells.get(sheet.list_name, {}).get(number)
        return None if found is None else dict(found)

    def _identity_fault(self, sheet: FoundSheet, row: FoundRow) -> Finding | None:
        """Return what is wrong with the number of a row; None when it names an item of this sheet."""
        where, name, home = f"{sheet.name} 第{row.number}行", sheet.item_sheet.list_name, self._material.home
        if not row.id:
            fix = f"编号被删掉的请按原件补上；新的条目请写到{home}里，再重新导出"
            return Finding("D011", Severity.ERROR, "这一行没有编号，不知道是哪一项", where, fix=fix)
        if self._seen[row.id] > 1:
            message = f"编号 {row.id} 出现了 {self._seen[row.id]} 次，不知道以哪一行为准"
            return Finding("D012", Severity.ERROR, message, where, fix="请只留一行")
        if row.id not in self._items:
            fix = f"请按原件改正编号；条目已从{home}里删去的，请删掉这一行"
            return Finding("D013", Severity.ERROR, f"{home}里没有编号 {row.id}", where, fix=fix)
        if self._items[row.id][0] != name:
            other = next(s.name for s in self._material.sheets if s.list_name == self._items[row.id][0])
            fix = f"请把这一行移回“{other}”；要改成另一类，请改{home}"
            return Finding("D014", Severity.ERROR, f"编号 {row.id} 是“{other}”里的条目", where, fix=fix)
        return None
