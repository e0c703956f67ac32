"""How long the checks of the base database take over the sample city.

    python benchmarks/bench_checks.py [INSTITUTIONS YEARS]

Six years of 620 institutions and ten years of 3,400 by default. Prints rows, findings, movements, seconds for all years
and for the last year alone (an ordinary load), and the peak of memory in MB, which includes the generated city.
"""

from __future__ import annotations

import csv
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from luoshi.samples.city import City, generate_city
from luoshi.stats.checks import CheckScope, load_rules, run_checks
from luoshi.stats.checks.frame import SYSTEM, column_type
from luoshi.stats.definitions import load_definitions

DEFINITIONS = load_definitions()
FIRST_YEAR = 2019


def main() -> None:
    """Print one line for each size."""
    given = [int(argument) for argument in sys.argv[1:]]
    sizes = [(given[0], given[1])] if given else [(620, 6), (3400, 10)]
    rules = load_rules(DEFINITIONS)
    print(f"{'机构':>5} {'年':>3} {'行':>8} {'问题':>5} {'变动':>6} {'全部/秒':>8} {'一年/秒':>8} {'内存/MB':>8}")
    for institutions, years in sizes:
        con, rows = filled(generate_city(seed=1, institutions=institutions, first_year=FIRST_YEAR, years=years))
        start = time.perf_counter()
        report = run_checks(con, DEFINITIONS, CheckScope(), rules)
        middle = time.perf_counter()
        last = FIRST_YEAR + years - 1
        run_checks(con, DEFINITIONS, CheckScope(frozenset((name, last) for name in DEFINITIONS.tables)), rules)
        end = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told = f"{institutions:>7} {years:>4} {rows:>9} {len(report.findings):>7} {len(report.movements):>8}"
        print(f"{told} {middle - start:>10.2f} {end - middle:>10.2f} {peak:>10.0f}")


def filled(city: City) -> tuple[duckdb.DuckDBPyConnection, int]:
    """Return a connection that holds the tables of the city, and how many rows they have."""
    con, count = duckdb.connect(), 0
    with TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        for name, rows in city.tables.items():
            fields = [field.name for field in DEFINITIONS.tables[name].stored]
            types = {field.name: column_type(field) for field in DEFINITIONS.tables[name].stored} | SYSTEM
            con.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in types.items())})")
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                for n, row in enumerate(rows):
                    writer.writerow([*(row.get(field) for field in fields), "正式", None, name, name, n + 2, "true"])
            con.execute(f"COPY {name} FROM '{path}' (HEADER false, NULLSTR '', FORMAT csv)")
            count += len(rows)
    return con, count


if __name__ == "__main__":
    main()
