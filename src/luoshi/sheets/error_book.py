"""The copy of a workbook whose refused rows say why (错误说明).

Entry: :func:`write_error_book`. The copy is laid out anew: every row with what people wrote, their own columns and
sheets too, but not their colours; it can be mended and read back like the workbook itself.
Not here: finding the faults (:mod:`luoshi.sheets.plan_import`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from luoshi.sheets.book_reader import ReadBook, ReadSheet
from luoshi.sheets.cells import ERRORS, UNREADABLE, CellValue, ReadCell, canonical
from luoshi.sheets.found_rows import FoundSheet, find_columns, sheet_named
from luoshi.sheets.item_sheets import ItemSheet
from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Tone
from luoshi.sheets.plan_columns import SHEETS

_OWN_WIDTH = 16


def write_error_book(
    book: ReadBook,
    refused: Mapping[str, Mapping[int, tuple[str, ...]]],
    title: str,
    sheets: Sequence[ItemSheet] = SHEETS,
) -> bytes:
    """Return a copy of ``book`` as XLSX with the column 错误说明 before all others.

    Args:
        book: the workbook as it was read.
        refused: sheet -> row (from 1) -> reasons.
        title: stands in the head of printed pages.
        sheets: the sheets of such workbooks.
    """
    copy = Book(f"{title}　{ERRORS}")
    for sheet in book.sheets:
        known = sheet_named(sheet.name, sheets)
        found = find_columns(sheet, known) if known is not None else None
        if found is None:
            copy.add_grid(sheet.name, [[_value(cell) for cell in cells] for cells in sheet.rows])
        else:
            copy.add(_ledger(sheet, found, refused.get(sheet.name, {}), title))
    if book.record is not None:
        copy.add_record(book.record.rows())
    return copy.finish()


def _ledger(sheet: ReadSheet, found: FoundSheet, refused: Mapping[int, tuple[str, ...]], title: str) -> Ledger:
    looks = {found.columns[c.head]: c.look for c in found.item_sheet.columns if c.head in found.columns}
    heads = [canonical(cell) for cell in sheet.rows[found.head_row]]
    places = [at for at, head in enumerate(heads) if head != ERRORS and (head or _used(sheet, found, at))]
    columns = [LedgerColumn(ERRORS, 36, read_only=True)]
    for at in places:
        look = looks.get(at, LedgerColumn("", _OWN_WIDTH))
        columns.append(LedgerColumn(heads[at], look.width, look.look, look.read_only, look.choices))
    rows: list[list[CellValue]] = []
    tones: dict[tuple[int, int], Tone] = {}
    for row in found.rows:
        reasons = refused.get(row.number, ())
        if reasons:
            tones.update({(len(rows), column): Tone.WRONG for column in range(len(columns))})
        values = [_value(row.cells[at]) if at < len(row.cells) else None for at in places]
        rows.append(["\n".join(reasons) or None, *values])
    name = f"{title}　{sheet.name}　{ERRORS}"
    return Ledger(sheet.name, name, tuple(columns), rows, found.item_sheet.frozen + 1, tones)


def _used(sheet: ReadSheet, found: FoundSheet, at: int) -> bool:
    """Tell whether a column without a head holds anything in a row of the table."""
    return any(at < len(row.cells) and not row.cells[at].empty for row in found.rows)


def _value(cell: ReadCell) -> CellValue:
    if cell.percent or isinstance(cell.value, (bool, date)):
        return canonical(cell)
    return cell.value if not cell.fault else UNREADABLE
