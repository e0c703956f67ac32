"""The SQL of indicators elsewhere (可移植): PostgreSQL and Spark read it, PostgreSQL adds up the same."""

from __future__ import annotations

import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import sqlglot
import yaml

from luoshi.indicators.catalog import Catalog, read_catalog
from luoshi.indicators.computing import make_views
from luoshi.indicators.relations import Relation
from luoshi.rules.indicators import load_indicators
from luoshi.stats.columns import literal
from luoshi.stats.definitions import load_definitions
from tests.indicators.worlds import connection, tables_of

_DIALECT = "duckdb"
_AGGREGATES = sorted({one.sql for indicator in load_indicators() for one in indicator.aggregates})
_CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
_TYPES = {"VARCHAR": "text", "HUGEINT": "numeric", "BIGINT": "bigint", "INTEGER": "integer", "DATE": "date"}


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
def test_every_aggregate_can_be_said_in_another_dialect(dialect: str) -> None:
    assert len(_AGGREGATES) > 100
    for sql in _AGGREGATES:
        tree = sqlglot.parse_one(sql, dialect=_DIALECT)
        said = tree.sql(dialect=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE)
        again = sqlglot.parse_one(said, dialect=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        assert again.sql(_DIALECT) == tree.sql(_DIALECT), said


@pytest.fixture(scope="module")
def postgres() -> str:
    """Address of a PostgreSQL in which temporary tables may be made (``LUOSHI_DATABASE_URL``); skip without."""
    address = os.environ.get("LUOSHI_DATABASE_URL", "")
    if not address.startswith("postgres") or shutil.which("psql") is None:
        pytest.skip("没有可用的 PostgreSQL（环境变量 LUOSHI_DATABASE_URL 和 psql 命令）")
    return address


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog(load_indicators(), load_definitions())


@pytest.mark.parametrize("case", _CASES, ids=lambda path: path.stem)
def test_postgres_adds_up_the_same(case: Path, postgres: str, catalog: Catalog) -> None:
    content = yaml.safe_load(case.read_text(encoding="utf-8"))
    con = connection(tables_of(content), load_definitions())
    make_views(con, catalog)
    wanted: dict[str, set[str]] = {}
    for name in content["expect"]:
        for aggregate in catalog.indicators[name].aggregates:
            wanted.setdefault(aggregate.relation, set()).add(aggregate.sql)
    for relation, aggregates in wanted.items():
        view = catalog.relations[relation]
        listed = sorted(aggregates)
        here = con.execute(f"SELECT {', '.join(listed)} FROM {view.view}").fetchone()
        assert here is not None
        columns = [tuple(row[:2]) for row in con.execute(f"DESCRIBE {view.view}").fetchall()]
        rows = con.execute(f"SELECT * FROM {view.view}").fetchall()
        there = _asked(postgres, view, columns, rows, listed)
        assert [None if one is None else Decimal(one) for one in here] == there, relation


def _asked(
    address: str, view: Relation, columns: list[tuple[str, str]], rows: list[tuple[object, ...]], sums: list[str]
) -> list[Decimal | None]:
    """Return what PostgreSQL makes of the aggregates over the same rows."""
    kinds = ", ".join(f'"{name}" {_TYPES.get(kind, kind)}' for name, kind in columns)
    values = ", ".join(f"({', '.join(_literal(one) for one in row)})" for row in rows)
    said = [sqlglot.transpile(sql, read=_DIALECT, write="postgres")[0] for sql in sums]
    script = f"CREATE TEMP TABLE {view.view} ({kinds});\nINSERT INTO {view.view} VALUES {values};\n"
    listed = ", ".join(f"coalesce(({one})::text, 'NULL')" for one in said)
    script += f"SELECT {listed} FROM {view.view};\n"
    command = ["psql", address, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]
    done = subprocess.run(command, input=script.encode(), capture_output=True, check=True)
    told = done.stdout.decode().strip().split("|")
    return [None if one == "NULL" else Decimal(one) for one in told]


def _literal(value: object) -> str:
    return "NULL" if value is None else literal(str(value))
