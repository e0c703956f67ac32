"""Small returns and a database to load them into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from luoshi.base.findings import Severity
from luoshi.model.statistics import LoadResult, Snapshot
from luoshi.model.tables import TimePoint
from luoshi.sheets.form_book import FormCell, FormSheet, write_form_book
from luoshi.sheets.grid import Grid, Raw
from luoshi.stats import store
from luoshi.stats.definitions import load_definitions
from luoshi.stats.loading import Library, LoadOrder, load, roll_back
from luoshi.stats.mapping import load_mappings

DEFINITIONS = load_definitions()
MAPPINGS = load_mappings(DEFINITIONS)
NOW = datetime(2026, 3, 1, 9, 30)

Rows = Sequence[Sequence[FormCell]]
Merges = Sequence[tuple[int, int, int, int]]

SCHOOL_HEADS = ("学校标识码", "学校名称", "办学类型", "举办性质", "城乡类型", "所在县代码")
PUPIL_HEADS = ("学校标识码", "学段", "年级", "在校学生数", "其中：女")


def grid(rows: Sequence[Sequence[Raw]], name: str = "Sheet1", merged: Merges = (), **more: object) -> Grid:
    """Return a sheet with rows of one length."""
    width = max((len(row) for row in rows), default=0)
    return Grid(name, [[*row, *[None] * (width - len(row))] for row in rows], merged=tuple(merged), **more)


def book(path: Path, rows: Rows, sheet: str = "Sheet1", merges: Merges = ()) -> Path:
    """Write a workbook with one sheet."""
    return books(path, FormSheet(sheet, rows, merges))


def books(path: Path, *sheets: FormSheet) -> Path:
    """Write a workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_form_book(sheets))
    return path


def code(number: int) -> str:
    """Return the code of a school."""
    return f"99{number:08d}"


def school_rows(year: int, numbers: Sequence[int], area: str = "990101") -> list[list[FormCell]]:
    """Return the table of schools of a school year."""
    return [
        [f"{year}—{year + 1}学年学校（机构）情况"],
        list(SCHOOL_HEADS),
        *([code(n), f"第{n}小学", "小学", "公办", "城区", area] for n in numbers),
    ]


def pupil_rows(year: int | None, counts: Mapping[tuple[int, str], tuple[int, int]]) -> list[list[FormCell]]:
    """Return pupils and girls by school and grade of the stage 小学."""
    title = f"{year}学年在校学生" if year else "在校学生"
    return [
        [title],
        list(PUPIL_HEADS),
        *([code(n), "小学", grade, pupils, girls] for (n, grade), (pupils, girls) in counts.items()),
    ]


def extra_rows(year: int, counts: Mapping[tuple[int, str], int]) -> list[list[FormCell]]:
    """Return what the template asks besides (补充): pupils from other counties."""
    return [
        [f"{year}学年外县学生"],
        ["学校标识码", "学段", "年级", "外县学生数"],
        *([code(n), "小学", grade, value] for (n, grade), value in counts.items()),
    ]


class Bureau:
    """A database in a folder of its own, and the files that are loaded into it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "snapshots"
        self.library = Library(self.folder, DEFINITIONS, MAPPINGS)

    def order(self, *paths: Path, status: str = "正式", **more: object) -> LoadOrder:
        """Return an order to load files."""
        return replace(LoadOrder(paths, TimePoint(status), NOW), **more)

    def load(self, *paths: Path, status: str = "正式", **more: object) -> LoadResult:
        """Load files."""
        return load(self.library, self.order(*paths, status=status, **more))

    def loaded(self, *paths: Path, **more: object) -> LoadResult:
        """Load files that have no errors."""
        result = self.load(*paths, **more)
        assert errors(result) == []
        return result

    def schools(self, *numbers: int, years: Sequence[int] = (2024,), **more: object) -> LoadResult:
        """Load tables of schools."""
        paths = [book(self.root / f"schools-{year}.xlsx", school_rows(year, numbers)) for year in years]
        return self.loaded(*paths, **more)

    def back(self, name: str) -> Snapshot:
        """Return to an earlier snapshot."""
        return roll_back(self.folder, name, NOW)

    def rows(self, sql: str, snapshot: Snapshot | None = None) -> list[tuple]:
        """Return the rows of a query."""
        found = snapshot or store.current(self.folder)
        with store.connect(self.folder, found, DEFINITIONS) as con:
            return con.execute(sql).fetchall()

    def pupils(self, columns: str = "pupils, girls", snapshot: Snapshot | None = None) -> dict[tuple, tuple]:
        """Return (year, code, grade) -> values of the pupils."""
        sql = f"SELECT school_year, institution_code, grade, {columns} FROM pupils ORDER BY ALL"
        return {row[:3]: row[3:] for row in self.rows(sql, snapshot)}

    def state(self, *tables: str) -> dict[str, list[tuple]]:
        """Return all fields of tables, without where they came from."""
        return {
            name: self.rows(
                f"SELECT {', '.join(chr(34) + f.name + chr(34) for f in DEFINITIONS.tables[name].stored)}, _status "
                f'FROM "{name}" ORDER BY ALL'
            )
            for name in tables
        }

    def listing(self) -> dict[str, bytes]:
        """Return every file in the folder of snapshots with its content."""
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}


def errors(result: LoadResult) -> list[tuple[str, str]]:
    """Return code and place of each error."""
    return [(f.finding.code, f.finding.where) for f in result.findings if f.finding.severity is Severity.ERROR]


def codes(result: LoadResult) -> list[str]:
    """Return the codes of what was found about files, keys and cells."""
    return [f.finding.code for f in result.findings if f.finding.code < "T2"]


def told(result: LoadResult, wanted: str) -> list[str]:
    """Return the sentences of a code."""
    return [f.finding.message for f in result.findings if f.finding.code == wanted]
