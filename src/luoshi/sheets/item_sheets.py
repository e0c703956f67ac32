"""Sheets that show items, a row each, and are read back (条目表): what a sheet and a column of it are.

Entries: :class:`ItemSheet`, :class:`ItemColumn`, used for plans (:mod:`luoshi.sheets.plan_columns`) and for ledgers of
execution (:mod:`luoshi.sheets.ledger_columns`).
Not here: finding them in a workbook (:mod:`luoshi.sheets.found_rows`), comparing rows
(:mod:`luoshi.sheets.row_changes`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from luoshi.sheets.cells import CellValue, ReadCell
from luoshi.sheets.ledger import LedgerColumn

NUMBER, ID = "序号", "编号"
"""Heads that stand in every sheet: the running number (of a ledger: the office's own), the item's own number."""


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """A column of a sheet of items.

    Attributes:
        look: head, width and look.
        show: item and context -> the cell.
        key: the key of the item that a changed cell is written to; empty for a column that is only shown.
        read: cell -> value; None for numbers in the unit of the row, which are read with it.
        required: the cell must not be empty.
        aliases: other heads under which the column is found.
    """

    look: LedgerColumn
    show: Callable[[Any, Any], CellValue]
    key: str = ""
    read: Callable[[ReadCell], object] | None = None
    required: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The head under which it is written."""
        return self.look.head


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """A sheet of a workbook of items: its name, the list that it shows, its columns, other names it is found by."""

    name: str
    list_name: str
    columns: tuple[ItemColumn, ...]
    aliases: tuple[str, ...] = ()
    frozen: int = 2
    name_key: str = ""

    @property
    def naming(self) -> ItemColumn:
        """The column that names an item: that of ``name_key``, else the first that is read back."""
        return next((c for c in self.columns if c.key and c.key == self.name_key), self.edited[0])

    @property
    def edited(self) -> tuple[ItemColumn, ...]:
        """The columns that are read back."""
        return tuple(column for column in self.columns if column.key)
