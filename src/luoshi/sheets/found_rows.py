"""Finding the sheets, columns and rows of items in a workbook by their names, wherever people have moved them (认表头).

Entry: :func:`find_sheets`. Not here: what the cells hold (:mod:`luoshi.sheets.row_changes`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.base.findings import Finding, Severity
from luoshi.sheets.book_reader import ReadBook, ReadSheet
from luoshi.sheets.cells import ReadCell, canonical
from luoshi.sheets.item_sheets import ID, NUMBER, ItemColumn, ItemSheet
from luoshi.sheets.plan_columns import SHEETS

_HEAD_AMONG = 30
"""The head row is among so many first rows: people put titles above it."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row below the head: its number in the sheet, from 1, the item's number, and its cells."""

    number: int
    id: str
    cells: Sequence[ReadCell]


@dataclass(frozen=True, slots=True)
class FoundSheet:
    """A sheet of items in a workbook.

    Attributes:
        name: its name in the workbook.
        item_sheet: which sheet it is.
        head_row: index of the head row, from 0.
        columns: head as luoshi writes it -> index of the column, from 0.
        rows: the rows that hold anything.
    """

    name: str
    item_sheet: ItemSheet
    head_row: int
    columns: dict[str, int]
    rows: tuple[FoundRow, ...]


def find_sheets(book: ReadBook, sheets: Sequence[ItemSheet] = SHEETS) -> tuple[list[FoundSheet], list[Finding]]:
    """Return those of ``sheets`` that can be read back, and what is to be said of those that cannot."""
    found: list[FoundSheet] = []
    findings: list[Finding] = []
    absent: list[str] = []
    for item_sheet in sheets:
        if not item_sheet.edited:
            continue
        sheet = next((s for s in book.sheets if sheet_named(s.name, sheets) is item_sheet), None)
        if sheet is None:
            absent.append(item_sheet.name)
            continue
        read = find_columns(sheet, item_sheet)
        if read is None:
            fix = f"请恢复表头，至少要有“{ID}”一列"
            findings.append(Finding("D017", Severity.ERROR, f"没有找到“{ID}”一列，这张表没有读", sheet.name, fix=fix))
            continue
        found.append(read)
        lost = [column.head for column in item_sheet.edited if column.head not in read.columns]
        if lost:
            message = f"没有这几列：{'、'.join(lost)}；其中的内容保持不变"
            findings.append(Finding("D023", Severity.WARNING, message, sheet.name))
    if absent and found:
        findings.append(Finding("D023", Severity.WARNING, f"没有这几张表：{'、'.join(absent)}；其中的条目保持不变"))
    return found, findings


def sheet_named(name: str, sheets: Sequence[ItemSheet] = SHEETS) -> ItemSheet | None:
    """Return which of ``sheets`` bears this name; a sheet's own name goes before other names for it."""
    plain = _plain(name)
    own = next((sheet for sheet in sheets if _plain(sheet.name) == plain), None)
    return own or next((sheet for sheet in sheets if plain in sheet.aliases), None)


def find_columns(sheet: ReadSheet, item_sheet: ItemSheet) -> FoundSheet | None:
    """Return the columns and rows of a sheet; None when it has no head row with the column of numbers."""
    best: tuple[int, dict[str, int]] | None = None
    for index, cells in enumerate(sheet.rows[:_HEAD_AMONG]):
        columns = _columns(cells, item_sheet)
        if ID in columns and (best is None or len(columns) > len(best[1])):
            best = (index, columns)
    if best is None:
        return None
    head_row, columns = best
    rows = tuple(
        FoundRow(index + 1, _number(cells, columns[ID]), cells)
        for index, cells in enumerate(sheet.rows)
        if index > head_row and _says_something(cells, columns)
    )
    return FoundSheet(sheet.name, item_sheet, head_row, columns, rows)


def _columns(cells: Sequence[ReadCell], item_sheet: ItemSheet) -> dict[str, int]:
    """Return where the columns stand; a column's own head goes before other names for it, the left before the right."""
    heads: dict[str, int] = {}
    for index, cell in enumerate(cells):
        heads.setdefault(_plain(canonical(cell)), index)
    found: dict[str, int] = {}
    for column in item_sheet.columns:
        if _plain(column.head) in heads:
            found[column.head] = heads[_plain(column.head)]
    for column in item_sheet.columns:
        taken = set(found.values())
        at = next((heads[_plain(a)] for a in column.aliases if heads.get(_plain(a), -1) not in {-1, *taken}), None)
        if column.head not in found and at is not None:
            found[column.head] = at
    return found


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _number(cells: Sequence[ReadCell], at: int) -> str:
    return _plain(canonical(cells[at])) if at < len(cells) else ""


def _says_something(cells: Sequence[ReadCell], columns: dict[str, int]) -> bool:
    return any(at < len(cells) and not cells[at].empty for head, at in columns.items() if head != NUMBER)


def cell_of(row: FoundRow, sheet: FoundSheet, column: ItemColumn) -> ReadCell | None:
    """Return the cell of a row in a column; None when the sheet has no such column."""
    at = sheet.columns.get(column.head)
    if at is None:
        return None
    return row.cells[at] if at < len(row.cells) else ReadCell()
