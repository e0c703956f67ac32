"""The workbook that goes back with 错误说明 once the rest of it was stored (退回的工作簿).

Entry: :func:`as_stored`. Its record tells what stands in the ledger now, its new rows bear their numbers: mended and
sent again, what came in the first time is taken neither for somebody else's change nor for a second task.
Not here: the column 错误说明 (:mod:`luoshi.sheets.error_book`).
"""

from __future__ import annotations

from dataclasses import replace

from luoshi.sheets.book_reader import ReadBook, ReadSheet
from luoshi.sheets.cells import ReadCell, canonical
from luoshi.sheets.export_record import ExportRecord, kept
from luoshi.sheets.found_rows import find_columns, sheet_named
from luoshi.sheets.item_sheets import ID, ItemSheet
from luoshi.sheets.ledger_book import own_heads
from luoshi.sheets.ledger_columns import LedgerContext, ledger_items, ledger_sheets
from luoshi.web.ledger.exchange.returning import Returned


def as_stored(came: Returned) -> Returned:
    """Return what came back as it is to be handed out after it was stored."""
    if came.sheet.record is None:
        return came
    kinds = tuple(one for one in ledger_sheets(own_heads(came.read.ledger)) if one.edited)
    numbers = {one.trace[0].note: one.id for one in came.added if one.trace}
    sheets = tuple(_numbered(sheet, kinds, numbers) for sheet in came.sheet.sheets)
    return replace(came, sheet=ReadBook(sheets, _record(came, came.sheet.record, kinds), came.sheet.where))


def _record(came: Returned, record: ExportRecord, kinds: tuple[ItemSheet, ...]) -> ExportRecord:
    """Return the record with the cells and versions that stored entries have now."""
    items = ledger_items(came.read.ledger)
    names = {row.id: row.title for row in items["tasks"]} | {row.id: row.name for row in items["projects"]}
    context = LedgerContext(names)
    added = {one.id: 1 for one in came.added}
    versions = {key: version + 1 for key, version in came.versions.items()} | added
    cells = {name: dict(rows) for name, rows in record.cells.items()}
    for kind in kinds:
        for item in items[kind.list_name]:
            if item.id.partition("#")[0] in versions:
                rows = cells.setdefault(kind.list_name, {})
                shown = {column.head: kept(canonical(column.show(item, context))) for column in kind.edited}
                rows[item.id] = {head: text for head, text in {**rows.get(item.id, {}), **shown}.items() if text}
    return replace(record, cells=cells, versions={**record.versions, **versions})


def _numbered(sheet: ReadSheet, kinds: tuple[ItemSheet, ...], numbers: dict[str, str]) -> ReadSheet:
    """Return a sheet in which rows that became new tasks bear their numbers."""
    kind = sheet_named(sheet.name, kinds)
    found = find_columns(sheet, kind) if kind is not None else None
    if found is None:
        return sheet
    at, rows = found.columns[ID], list(sheet.rows)
    for row in found.rows:
        number = numbers.get(f"{sheet.name} 第{row.number}行")
        if number is not None and not row.id:
            cells = [*row.cells, *[ReadCell()] * (at + 1 - len(row.cells))]
            cells[at] = ReadCell(number)
            rows[row.number - 1] = cells
    return ReadSheet(sheet.name, rows)
