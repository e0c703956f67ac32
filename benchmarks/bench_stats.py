"""How fast returns are loaded: a wide workbook full of mistakes, and the sample city at growing sizes.

Run ``python benchmarks/bench_stats.py [wide] [small] [large]``; everything is made in a temporary folder. Figures are
printed, nothing is asserted. Each load runs in a process of its own, so that its memory can be told.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from luoshi.model.tables import TimePoint
from luoshi.samples.city import city_forms, generate_city
from luoshi.sheets.form_book import FormSheet, write_form_book
from luoshi.stats.definitions import load_definitions
from luoshi.stats.loading import Library, LoadOrder, load
from luoshi.stats.mapping import load_mappings
from luoshi.stats.refusing import refused_copy

_SIZES = {"small": (620, 6), "large": (3400, 10)}
_LAST_YEAR = 2024
_NOW = datetime(2026, 1, 5, 9, 0)
"""A fixed time: what a load writes is the same each run."""
_WIDE_ROWS, _WIDE_COLUMNS, _WRONG_ROWS = 2000, 150, 300


def wide(folder: Path) -> None:
    """Print what a refused workbook of 2,000 rows and 150 columns takes, and the copy with 错误说明."""
    own = folder / "rules"
    own.mkdir(parents=True)
    added = [f"own_{number}" for number in range(_WIDE_COLUMNS - 5)]
    heads = (
        "table,field,title,type,unit,role,required,minimum,maximum,codes,scope,source_form,asked,valid_from,valid_to"
    )
    rows = [f"premises,{name},本局{name},count,个,measure,0,0,5000,,,,0,," for name in added]
    (own / "fields.csv").write_text("\n".join([heads, *rows]) + "\n", encoding="utf-8")
    definitions = load_definitions(own)
    schools = [f"99{number:08d}" for number in range(_WIDE_ROWS)]
    listed = [["学年", "学校标识码", "学校名称", "办学类型", "举办性质", "城乡类型", "所在县代码"]]
    listed += [["2024", code, f"第{code[-4:]}小学", "小学", "公办", "城区", "990001"] for code in schools]
    filled: list[list[object]] = [
        ["学年", "学校标识码", "学校名称", "校舍建筑面积", "占地面积", *(f"本局{n}" for n in added)]
    ]
    for number, code in enumerate(schools):
        figures: list[object] = [(number * 7 + column) % 900 for column in range(len(added))]
        if number % (_WIDE_ROWS // _WRONG_ROWS) == 0:
            figures[number % len(figures)] = -1
        filled.append(["2024", code, f"第{code[-4:]}小学", 4000, 9000, *figures])
    for name, table in (("学校", listed), ("校舍和设备", filled)):
        (folder / f"{name}.xlsx").write_bytes(write_form_book([FormSheet(name, table)]))  # type: ignore[arg-type]
    library = Library(folder / "snapshots", definitions)
    load(library, LoadOrder([folder / "学校.xlsx"], TimePoint(), _NOW))
    path = folder / "校舍和设备.xlsx"
    start = time.perf_counter()
    result = load(library, LoadOrder([path], TimePoint(), _NOW))
    checked = time.perf_counter()
    copy = refused_copy(path, result)
    done = time.perf_counter()
    print(
        f"{_WIDE_ROWS} × {_WIDE_COLUMNS}: {len(result.findings)} findings, checked {checked - start:.2f} s, "
        f"copy of {len(copy or b'') / 2**20:.1f} MB {done - checked:.2f} s, together {done - start:.2f} s"
    )


def write_city(folder: Path, institutions: int, years: int) -> None:
    """Write the returns of a sample city."""
    city = generate_city(institutions=institutions, first_year=_LAST_YEAR + 1 - years, years=years)
    for year in range(city.first_year, city.last_year + 1):
        (folder / str(year)).mkdir(parents=True)
        for form in city_forms(city, year):
            sheets = [FormSheet(s.name, s.rows, s.merges) for s in form.sheets]  # type: ignore[arg-type]
            content = form.csv_bytes() if form.file_name.endswith(".csv") else write_form_book(sheets)
            (folder / str(year) / form.file_name).write_bytes(content)


def load_city(folder: Path, snapshots: Path) -> None:
    """Load the returns in ``folder`` and print time and memory: of this process, and the most of a helper's."""
    definitions = load_definitions()
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    library = Library(snapshots, definitions, load_mappings(definitions))
    start = time.perf_counter()
    result = load(library, LoadOrder(paths, TimePoint(), _NOW))
    took = time.perf_counter() - start
    own, helpers = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    size = sum(path.stat().st_size for path in snapshots.rglob("*") if path.is_file())
    print(
        f"{len(paths)} files, {sum(result.rows.values()):,} rows, {len(result.findings)} findings: {took:.1f} s, "
        f"{own:.0f} MB, a helper {helpers:.0f} MB, snapshot {Decimal(size) / 2**20:.1f} MB"
    )


def main(wanted: list[str]) -> None:
    """Run the parts asked for; all if none."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not wanted or "wide" in wanted:
            wide(folder / "wide")
        for size, (institutions, years) in _SIZES.items():
            if wanted and size not in wanted:
                continue
            data = folder / size
            write_city(data, institutions, years)
            print(f"{institutions} institutions × {years} years: ", end="", flush=True)
            subprocess.run([sys.executable, __file__, "load", str(data), str(folder / f"{size}-snapshots")], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["load"]:
        load_city(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(sys.argv[1:])
