"""What the database holds and lacks (概况): rows by table and year, returns that are owed.

Entries: :func:`missing`, :func:`missing_book`, :func:`latest_year`. Not here: the checks (:mod:`luoshi.stats.checks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.model.statistics import Missing, Snapshot
from luoshi.model.tables import Definitions
from luoshi.stats import store
from luoshi.stats.checks import missing_returns

if TYPE_CHECKING:
    from luoshi.sheets.cells import CellValue
    from luoshi.stats.loading import Library


def latest_year(snapshot: Snapshot | None, table: str = "institutions") -> int | None:
    """Return the latest period of a table; None when it has none."""
    periods = [part.period for part in snapshot.parts if part.table == table] if snapshot else []
    return max((period for period in periods if period is not None), default=None)


def missing(library: Library, year: int | None) -> tuple[Missing, ...]:
    """Return the returns that are owed for a school year; the latest with a table of schools if None.

    Raises:
        LuoshiError: T707 when there is no table of schools of that year.
    """
    snapshot = store.current(library.folder)
    chosen = year if year is not None else latest_year(snapshot)
    if chosen is None or snapshot is None or snapshot.part("institutions", chosen) is None:
        message = f"还没有装入 {chosen} 学年的学校表" if chosen is not None else "还没有装入学校表"
        raise LuoshiError("T707", message, where=str(library.folder), hint="先用 luoshi stats load 装入学校（机构）表")
    folder = library.folder
    with store.damage_told(folder, snapshot), store.connect(folder, snapshot, library.definitions) as con:
        return missing_returns(con, library.definitions, chosen)


def missing_book(owed: Sequence[Missing], definitions: Definitions) -> bytes:
    """Return owed returns as a workbook: one row each, county by county."""
    from luoshi.sheets.ledger import Book, Ledger, LedgerColumn, Look

    title = "缺报清单"
    columns = (
        LedgerColumn("序号", 6, Look.CENTRE),
        LedgerColumn("县（市、区）", 16),
        LedgerColumn("学年", 8, Look.CENTRE),
        LedgerColumn("数据表", 20),
        LedgerColumn("学校标识码", 16),
        LedgerColumn("学校", 36),
    )
    rows: list[list[CellValue]] = [
        [
            number,
            one.area_name or one.area_code,
            one.period,
            definitions.tables[one.table].title,
            one.institution_code,
            one.institution_name,
        ]
        for number, one in enumerate(owed, 1)
    ]
    book = Book(title)
    book.add(Ledger("缺报", title, columns, rows, 2))
    return book.finish()
