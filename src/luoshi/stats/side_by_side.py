"""Work on several tables at a time (并行): each with a cursor of its own on the same database.

Entry: :func:`side_by_side`. DuckDB divides only large tables among the cores and lets go of the interpreter while it
computes; most tables are small, so two statements at a time use the cores better than one after another.
Not here: taking files in, which is not DuckDB's (:mod:`luoshi.stats.workers`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import duckdb

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

AT_A_TIME = min(os.cpu_count() or 1, 4)
"""How many; each holds memory of its own."""


def side_by_side(
    con: duckdb.DuckDBPyConnection,
    items: Iterable[_Item],
    work: Callable[[duckdb.DuckDBPyConnection, _Item], _Result],
    at_a_time: int = AT_A_TIME,
) -> list[_Result]:
    """Return what ``work`` gives for each item, in their order.

    Args:
        con: the database; what was made on it but temporary tables is seen by all cursors.
        items: what there is to do, best the longest first; none may depend on another.
        work: called with a cursor, which is closed afterwards, and an item. The first exception in the order of the
            items goes through once all are done.
        at_a_time: how many; with 1 ``con`` itself does the work, and may be in a transaction.
    """
    if at_a_time == 1:
        return [work(con, item) for item in items]

    def one(item: _Item) -> _Result:
        with con.cursor() as cursor:
            return work(cursor, item)

    with ThreadPoolExecutor(at_a_time) as pool:
        return list(pool.map(one, items))
