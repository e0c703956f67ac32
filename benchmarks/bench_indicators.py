"""How fast indicators are computed: all areas and area sets, six years, at growing numbers of schools.

Eighty of the packaged ones, taken evenly over their list, and all of them.

Run ``python benchmarks/bench_indicators.py [schools]`` (3400 if not given); the sample city's tables, taken 1, 2, 4 and
8 times, are written as Parquet to a temporary folder. Where pandas is installed (it is no dependency), the same
indicators are computed beside it the straightforward way, each with its own filter and group-by, and the figures are
compared. Figures are printed, nothing is asserted.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp, parse_one

from luoshi.indicators.catalog import Catalog, read_catalog
from luoshi.indicators.computing import Question, compute, make_views
from luoshi.model.indicators import Aggregate, IndicatorValue
from luoshi.rules.indicators import load_indicators
from luoshi.samples.city import generate_city
from luoshi.stats.columns import field_columns, stored_columns
from luoshi.stats.definitions import load_definitions

if TYPE_CHECKING:
    import pandas as pd

_TIMES = (1, 2, 4, 8)
_YEARS = 6
_SOME = 80


def write_tables(folder: Path, schools: int) -> None:
    """Write the tables of a sample city as Parquet."""
    city = generate_city(institutions=schools, first_year=2025 - _YEARS, years=_YEARS)
    for name, table in load_definitions().tables.items():
        columns = field_columns(table)
        path = folder / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerows([row.get(column) for column in columns] for row in city.tables.get(name, ()))
        types = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
        system = ", ".join(
            f"CAST(NULL AS {kind}) AS {column}"
            for column, kind in stored_columns(table).items()
            if column not in columns
        )
        with duckdb.connect() as con:
            con.execute(
                f"COPY (SELECT *, {system} FROM read_csv('{path}', columns={{{types}}}, header=false, nullstr=''))"
                f" TO '{folder / name}.parquet'"
            )


def connected(folder: Path, times: int) -> duckdb.DuckDBPyConnection:
    """Return a connection with the tables, each school taken so many times under codes of its own."""
    con = duckdb.connect()
    for name, table in load_definitions().tables.items():
        source = f"read_parquet('{folder / name}.parquet')"
        if table.owner_field == "institution_code" and times > 1:
            target = folder / f"{name}-{times}.parquet"
            code = "institution_code || '-' || n AS institution_code"
            select = f"SELECT * EXCLUDE (n) REPLACE ({code}) FROM {source}, range({times}) r(n)"
            con.execute(f"COPY ({select}) TO '{target}'")
            source = f"read_parquet('{target}')"
        con.execute(f"CREATE VIEW {name} AS SELECT * FROM {source}")
    return con


@dataclass(frozen=True)
class PandasWay:
    """Every aggregate with a filter and a group-by of its own, over the same relations read into memory."""

    frames: Mapping[str, pd.DataFrame]

    def sums(self, aggregate: Aggregate) -> pd.Series:
        """Return the sums by period and area."""
        return self._sum(parse_one(aggregate.sql, dialect="duckdb"), self.frames[aggregate.relation])

    def _sum(self, node: exp.Expr, frame: pd.DataFrame) -> pd.Series:
        match node:
            case exp.Paren():
                return self._sum(node.this, frame)
            case exp.Add():
                return self._sum(node.left, frame).add(self._sum(node.right, frame), fill_value=0)
            case exp.Sub():
                return self._sum(node.left, frame).sub(self._sum(node.right, frame), fill_value=0)
            case exp.Mul():
                number, other = sorted((node.left, node.right), key=lambda one: not isinstance(one, exp.Literal))
                return self._sum(other, frame) * float(number.this)
            case exp.Filter():
                chosen = frame[_value(node.expression.this, frame).fillna(False).astype(bool)]
                return self._sum(node.this, chosen)
            case exp.Count() if isinstance(node.this, exp.Star):
                return frame.groupby(["period", "area_code"]).size()
            case _:
                column = _value(node.this, frame)
                return column.groupby([frame["period"], frame["area_code"]]).sum()


def _value(node: exp.Expr, frame: pd.DataFrame) -> pd.Series:
    """Return a row's value or condition as a column."""
    import pandas as pd

    match node:
        case exp.Column():
            return frame[node.name]
        case exp.Literal():
            return pd.Series(node.this if node.is_string else float(node.this), index=frame.index)
        case exp.Paren():
            return _value(node.this, frame)
        case exp.Not():
            return ~_value(node.this, frame).astype("boolean")
        case exp.In():
            return _value(node.this, frame).isin([one.this for one in node.expressions])
        case exp.Between():
            low, high = float(node.args["low"].this), float(node.args["high"].this)
            return _value(node.this, frame).between(low, high)
        case exp.Is():
            return _value(node.this, frame).isna()
        case exp.Coalesce():
            first = _value(node.this, frame)
            for other in node.expressions:
                first = first.fillna(_value(other, frame))
            return first
        case exp.Case():
            default = node.args.get("default")
            result = _value(default, frame) if default is not None else pd.Series(float("nan"), index=frame.index)
            for branch in reversed(node.args["ifs"]):
                chosen = _value(branch.this, frame)
                if node.this is not None:
                    chosen = _value(node.this, frame) == chosen
                result = result.where(~chosen.fillna(False).astype(bool), _value(branch.args["true"], frame))
            return result
    left, right = _value(node.left, frame), _value(node.right, frame)
    if isinstance(node, exp.And | exp.Or):
        left, right = (one.fillna(False).astype(bool) for one in (left, right))
    operations = {
        exp.And: lambda: left & right,
        exp.Or: lambda: left | right,
        exp.EQ: lambda: left == right,
        exp.NEQ: lambda: (left != right) & left.notna() & right.notna(),
        exp.GT: lambda: left > right,
        exp.GTE: lambda: left >= right,
        exp.LT: lambda: left < right,
        exp.LTE: lambda: left <= right,
        exp.Add: lambda: left + right,
        exp.Sub: lambda: left - right,
        exp.Mul: lambda: left * right,
    }
    return operations[type(node)]()


def compared(con: duckdb.DuckDBPyConnection, catalog: Catalog, found: tuple[IndicatorValue, ...]) -> str:
    """Return how long the same takes with pandas, and how many of the areas' sums are the same."""
    make_views(con, catalog)
    used = {one.relation for indicator in catalog.indicators.values() for one in indicator.aggregates}
    start = time.perf_counter()
    frames = {}
    for name in used:
        frame = con.execute(f"SELECT * FROM {catalog.relations[name].view}").df()
        for column in frame.columns:
            first = frame[column].dropna().head(1)
            if frame[column].dtype == "object" and len(first) and isinstance(first.iloc[0], Decimal):
                frame[column] = frame[column].astype(float)
        frames[name] = frame
    read = time.perf_counter()
    way = PandasWay(frames)
    sums = {}
    for indicator in catalog.indicators.values():
        for aggregate in indicator.aggregates:  # each indicator for itself, as one would write it down
            sums[aggregate] = way.sums(aggregate)
    done = time.perf_counter()
    same = other = 0
    for value in found:
        indicator = catalog.indicators[value.indicator]
        if value.place.kind != "地区" or indicator.growth_of:
            continue
        for aggregate, quantity in zip(indicator.aggregates, (value.numerator, value.denominator), strict=False):
            if quantity is None or quantity.value is None:
                continue
            there = sums[aggregate].get((value.year - aggregate.years_before, value.place.code), 0)
            if abs(float(quantity.value) - float(there)) <= 1e-9 * max(1.0, abs(float(there))):
                same += 1
            else:
                other += 1
    told = f"pandas: read {read - start:.2f} s, computed {done - read:.2f} s"
    return f"{told}; {same:,} sums of areas the same, {other} not"


def main(schools: int) -> None:
    """Print the seconds for each size."""
    definitions = load_definitions()
    catalog = read_catalog(load_indicators(), definitions)
    chosen = tuple(catalog.indicators.values())
    start = time.perf_counter()
    read = [catalog.measures[aggregate] for one in chosen for aggregate in one.aggregates]
    print(f"{len(read)} aggregates read in {time.perf_counter() - start:.2f} s, once for all that follows", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, schools)
        for times in _TIMES:
            with connected(folder, times) as con:
                for some in (chosen[:: max(1, len(chosen) // _SOME)][:_SOME], chosen):
                    start = time.perf_counter()
                    found = compute(con, catalog, Question(some))
                    took = time.perf_counter() - start
                    print(
                        f"{len(some)} indicators, {schools * times:,} schools, {_YEARS} years: "
                        f"{len(found):,} values in {took:.2f} s",
                        flush=True,
                    )
                if find_spec("pandas"):
                    print(f"  {compared(con, catalog, found)}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3400)
