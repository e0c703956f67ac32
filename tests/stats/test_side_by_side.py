"""Work on several tables at a time: results in their order, faults told, transactions seen through."""

from __future__ import annotations

import time

import duckdb
import pytest

from luoshi.stats.side_by_side import side_by_side


def _counted(con: duckdb.DuckDBPyConnection, number: int) -> int:
    time.sleep(0.02 * (number == 0))  # the first is done last
    con.execute(f"CREATE TABLE made_{number} AS SELECT * FROM range({number})")
    found = con.execute(f"SELECT count(*) FROM made_{number}").fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize("at_a_time", [1, 2, 4])
def test_results_come_in_the_order_of_the_items_and_what_was_made_stays(at_a_time: int) -> None:
    with duckdb.connect() as con:
        assert side_by_side(con, range(12), _counted, at_a_time) == list(range(12))
        assert len(con.execute("SELECT * FROM duckdb_tables()").fetchall()) == 12
        assert side_by_side(con, range(0), _counted, at_a_time) == []


@pytest.mark.parametrize("at_a_time", [1, 2])
def test_a_fault_goes_through(at_a_time: int) -> None:
    with duckdb.connect() as con, pytest.raises(duckdb.CatalogException, match="nowhere"):
        side_by_side(con, ["SELECT 1", "FROM nowhere"], lambda cursor, sql: cursor.execute(sql).fetchall(), at_a_time)


def test_one_at_a_time_works_within_a_transaction() -> None:
    with duckdb.connect() as con:
        con.execute("BEGIN; CREATE TABLE t AS SELECT 7 AS n")
        assert side_by_side(con, ["t"], lambda own, name: own.execute(f"FROM {name}").fetchall(), 1) == [[(7,)]]
        con.execute("ROLLBACK")
