"""The workbook of 情况说明 (explanations): failed checks and items that moved much, each with a draft to complete.

Entry: :func:`explanation_book`. Not here: the drafts (:mod:`luoshi.stats.explanations`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.model.statistics import LoadResult
from luoshi.model.tables import Definitions
from luoshi.stats.checks import CheckReport, load_rules
from luoshi.stats.explanations import HEADS, explanation_rows

if TYPE_CHECKING:
    from luoshi.sheets.cells import CellValue

_CHECKED = ("T2", "T3", "T4", "T5", "T6")
_WIDTHS = (12.0, 26.0, 16.0, 18.0, 12.0, 12.0, 9.0, 24.0, 60.0)


def explanation_book(result: LoadResult, definitions: Definitions, title: str) -> bytes | None:
    """Return the rows that need a 情况说明 as a workbook; None when there are none."""
    from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look

    findings = tuple(one for one in result.findings if one.finding.code.startswith(_CHECKED))
    report = CheckReport(findings, result.movements, result.area_names)
    titles = {rule.code: rule.title for rule in load_rules(definitions).rules}
    rows = explanation_rows(report, definitions, titles)
    if not rows:
        return None
    columns = (LedgerColumn("序号", 6, Look.CENTRE), *map(LedgerColumn, HEADS, _WIDTHS))
    cells: list[list[CellValue]] = [
        [number, *(_cell(cell) for cell in row.cells())] for number, row in enumerate(rows, 1)
    ]
    book = Book(title)
    book.add(Ledger("情况说明", title, columns, cells, 3))
    return book.finish()


def _cell(value: Decimal | str | None) -> CellValue:
    if isinstance(value, Decimal):
        return value.normalize() + 0 if value else Decimal(0)
    return value or None
