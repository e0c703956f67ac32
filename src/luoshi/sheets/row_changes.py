"""One row of an edited workbook against its item (一行的改动): what changed, what is wrong, what both sides changed.

Entry: :func:`read_row`. Not here: which item a row belongs to (:mod:`luoshi.sheets.item_reading`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from luoshi.base.findings import Finding, Severity
from luoshi.base.units import canonical_unit
from luoshi.model.imported import CellChange
from luoshi.model.plan import Figure
from luoshi.sheets.cells import ReadCell, WrongCell, canonical, read_note, read_number
from luoshi.sheets.export_record import is_hash, kept
from luoshi.sheets.found_rows import FoundRow, FoundSheet, cell_of
from luoshi.sheets.item_sheets import ID, NUMBER, ItemColumn

_IN_UNIT = ("value", "value2")


@dataclass(frozen=True, slots=True)
class RowReading:
    """What a row says: keys to set, the same as changes for people, faults that refuse the row, and remarks."""

    updates: dict[str, object]
    changes: tuple[CellChange, ...] = ()
    faults: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the row at hand: its cell, what was exported there (as recorded), what the plan holds there now."""

    column: ItemColumn
    cell: ReadCell
    exported: str
    now: str
    where: str

    @property
    def untouched(self) -> bool:
        """Whether the cell holds what was exported; 95 that is now only shown as 9500% was not changed either."""
        cell, raw = self.cell, self.cell.value
        if cell.percent and isinstance(raw, Decimal) and abs(raw) > 1 and kept(canonical(raw)) == self.exported:
            return True
        return not cell.fault and kept(canonical(cell)) == self.exported

    @property
    def text(self) -> str:
        return canonical(self.cell)


def read_row(
    sheet: FoundSheet,
    row: FoundRow,
    item: Any,
    exported: Mapping[str, str] | None,
    context: Any,
    *,
    home: str = "规划文件",
) -> RowReading:
    """Return what the row of an item changes.

    Args:
        sheet: the sheet.
        row: the row.
        item: the item as its file holds it now.
        exported: head -> cell as exported; None without a record, then the present state stands for it.
        context: what columns look up besides their item.
        home: what the item is kept in, for messages.
    """
    columns = list(_columns(sheet, row, item, exported, context))
    updates: dict[str, object] = {}
    faults: list[Finding] = []
    for here in sorted(columns, key=lambda c: c.column.key in _IN_UNIT):  # the unit is read before what is in it
        if not here.column.key or here.untouched:
            continue
        try:
            value = _value(here, item, updates)
        except WrongCell as error:
            faults.append(Finding("D015", Severity.ERROR, f"{here.column.head}：{error}", here.where))
            continue
        if value == getattr(item, here.column.key) or _says_the_same(here, item, value, updates):
            continue
        if kept(here.now) != here.exported:
            faults.append(_conflict(here, home))
            continue
        updates[here.column.key] = value
    if not faults and isinstance(item, Figure):
        faults += _range_faults(columns, {**dict(item), **updates}) if updates else []
        _keep_ratio_text(columns, item, updates)
    if faults:
        return RowReading({}, faults=tuple(faults))
    naming = sheet.item_sheet.naming.head
    name = next((c.text for c in columns if c.column.head == naming), "")
    changes = tuple(
        CellChange(sheet.name, row.number, item.id, name, c.column.head, c.now, c.text)
        for c in columns
        if c.column.key in updates
    )
    return RowReading(updates, changes, remarks=tuple(_remarks(columns)))


def _columns(
    sheet: FoundSheet, row: FoundRow, item: Any, exported: Mapping[str, str] | None, context: Any
) -> Iterator[_Column]:
    for column in sheet.item_sheet.columns:
        cell = cell_of(row, sheet, column)
        if cell is None or column.head == ID or (column.head == NUMBER and not column.key):
            continue
        now = canonical(column.show(item, context))
        was = kept(now) if exported is None else exported.get(column.head, "")
        letter = _letters(sheet.columns[column.head])
        yield _Column(column, cell, was, now, f"{sheet.name} 第{row.number}行 {column.head}（{letter}{row.number}）")


def _value(here: _Column, item: Any, updates: Mapping[str, object], cell: ReadCell | None = None) -> object:
    """Return the typed value of a cell.

    Raises:
        WrongCell: it does not hold what its column wants.
    """
    column, cell = here.column, cell or here.cell
    if column.required and cell.empty:
        raise WrongCell("是空的，必须填写")
    if column.key in _IN_UNIT:
        unit = str(updates.get("unit", item.unit))
        # the value so far tells 0.95 from 95%, if it was in the same unit
        old = getattr(item, column.key) if unit == item.unit else None
        return read_number(cell, unit, old)
    if column.key == "unit":
        return canonical_unit(read_note(cell).replace("\n", "").replace("％", "%"))
    assert column.read is not None, "a column that is read back has a reader"
    return column.read(cell)


def _says_the_same(here: _Column, item: Any, value: object, updates: Mapping[str, object]) -> bool:
    """Tell whether a cell that is written otherwise still says what was exported: ９５ for 95."""
    if is_hash(here.exported):
        return False
    try:
        return _value(here, item, updates, ReadCell(here.exported or None)) == value
    except WrongCell:
        return False


def _conflict(here: _Column, home: str) -> Finding:
    was = "" if is_hash(here.exported) else f"（导出时是“{here.exported}”）"
    message = f"{here.column.head}：工作簿里改成了“{here.text}”，{home}里也改过，现在是“{here.now}”{was}"
    return Finding(
        "D016", Severity.ERROR, message, here.where, fix=f"请定下以哪个为准：把两边改成一样，或从现在的{home}重新导出"
    )


def _range_faults(columns: list[_Column], values: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with the two ends of a range taken together."""
    op, low, high = values["op"], values["value"], values["value2"]
    where = next((c.where for c in columns if c.column.key == "value2"), "")
    where = where or next((c.where for c in columns if c.column.key == "value"), "")
    message = ""
    if op == "between" and high is None:
        message = "上限：比较是“区间”，上限不能是空的"
    elif op != "between" and high is not None:
        message = "上限：比较不是“区间”，上限应是空的"
    elif isinstance(high, Decimal) and high < low:
        message = f"上限：{high} 小于下限 {low}"
    return [Finding("D015", Severity.ERROR, message, where)] if message else []


def _keep_ratio_text(columns: list[_Column], item: Figure, updates: dict[str, object]) -> None:
    """Let the writing of a changed ratio follow its value: a ratio is shown as it is written, 1:350."""
    unit = updates.get("unit", item.unit)
    if "value" in updates and unit == "比":
        updates["value_text"] = next(c.text for c in columns if c.column.key == "value")


def _remarks(columns: list[_Column]) -> Iterator[Finding]:
    for here in columns:
        if not here.column.key and not here.untouched and here.text != here.now and not here.cell.fault:
            message = f"{here.column.head}一列只供查看，改动没有读回"
            yield Finding("D024", Severity.WARNING, message, here.where)


def _letters(index: int) -> str:
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text
