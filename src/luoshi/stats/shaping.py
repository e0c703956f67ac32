"""Taking the rows out of a sheet (取数): one batch for each feed of its mapping, cells as they stand.

Entry: :func:`shape`. Rows of totals and notes are left out, the grand total is compared with the rows; merged cells
that run down stand for each of their rows.
Not here: what the cells must hold (:mod:`luoshi.stats.cells`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import compress, zip_longest
from operator import not_
from typing import TYPE_CHECKING

from luoshi.base.findings import Finding, Severity
from luoshi.model.statistics import DataFinding, RowPlace
from luoshi.model.tables import Definitions, Role, TableDef, TimeKind
from luoshi.stats.heads import Heads, plain
from luoshi.stats.mapping import Feed, FormMapping
from luoshi.stats.years import calendar_year_said, school_year_said

if TYPE_CHECKING:
    from luoshi.sheets.grid import Grid, Raw

_EMPTY = frozenset((None, 0, "", "0", "—", "——", "-", "－", "/", "／", "…", "……"))
_COUNTED_PLACES = ("县计", "市计", "区计", "镇计", "乡计", "校计", "园计")
_GRAND_TOTALS = ("合计", "总计", "共计")
_DAY = re.compile(r"20\d\d\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2}(?!\d)")
"""A day in a title says when a form was filled in, not of which year its figures are."""
_TOTAL_ENDS = ("合计", "小计", "总计")
_LEFT_OUT_ENDS = (*_TOTAL_ENDS, *_COUNTED_PLACES)


@dataclass(slots=True)
class Batch:
    """Rows for one table out of one sheet, column by column, as they stand in the cells.

    Attributes:
        columns: field -> cell values, one for each row.
        at: field -> column of the sheet, from 0; constants have none.
        rows: the rows of the sheet, from 1.
        faults: (index of the row, field) -> why the cell has no value although it is not empty.
    """

    table: TableDef
    file: str
    sheet: str
    columns: dict[str, list[Raw]]
    at: dict[str, int]
    rows: list[int]
    faults: dict[tuple[int, str], str] = field(default_factory=dict)

    def place(self, index: int, name: str = "") -> RowPlace:
        """Return the place of a row, or of a cell of it."""
        column = self.at.get(name)
        return RowPlace(self.file, self.sheet, self.rows[index], "" if column is None else letters(column))


@dataclass(frozen=True, slots=True)
class Shaped:
    """What a sheet gave: its batches and what is wrong with it as a whole."""

    batches: tuple[Batch, ...]
    findings: tuple[DataFinding, ...]
    emptied: tuple[Batch, ...] = ()
    """The blocks (school and stage) of rows left out because all their measures are 0."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person loading says of the files: the year (school or calendar), None when the files say it."""

    year: int | None = None


def letters(column: int) -> str:
    """Return the letters of a column (from 0)."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True)
class _Sheet:
    """All that is known of a sheet: its cells with merged ones filled down, the rows (from 0) that hold data."""

    grid: Grid
    heads: Heads
    mapping: FormMapping
    file: str
    rows: Sequence[Sequence[Raw]]
    picked: Sequence[int]
    doubts: list[DataFinding] = field(default_factory=list)
    _blank: dict[int, list[bool]] = field(default_factory=dict)

    @cached_property
    def columns(self) -> list[tuple[Raw, ...]]:
        """The picked rows turned round."""
        return list(zip_longest(*(self.rows[at] for at in self.picked)))

    def column(self, at: int) -> tuple[Raw, ...]:
        """Return the cells of a column in the picked rows."""
        return self.columns[at] if at < len(self.columns) else (None,) * len(self.picked)

    def filled_rows(self, columns: Sequence[int]) -> list[bool]:
        """Return for each picked row whether one of the columns holds more than nothing or 0."""
        if not columns:
            return [True] * len(self.picked)
        if len(columns) == 1:
            return list(map(not_, self._blank_in(columns[0])))
        return [False in cells for cells in zip(*map(self._blank_in, columns), strict=True)]

    def _blank_in(self, at: int) -> list[bool]:
        """Return for each picked row whether a column holds nothing or 0: told once for all feeds that ask."""
        if at not in self._blank:
            self._blank[at] = list(map(_EMPTY.__contains__, self.column(at)))
        return self._blank[at]


def shape(grid: Grid, heads: Heads, mapping: FormMapping, definitions: Definitions, file: str, asked: Asked) -> Shaped:
    """Return the rows of a sheet by its mapping."""
    rows = _with_percent_signs(grid, _filled_down(grid, heads))
    picked = _picked(grid, rows, heads, mapping)
    sheet = _Sheet(grid, heads, mapping, file, rows, picked)
    findings = [*_totals_that_differ(sheet), *_merged_across(grid, frozenset(picked), file)]
    batches: list[Batch] = []
    emptied: list[Batch] = []
    for feed in mapping.feeds:
        table = definitions.tables[feed.table]
        year, finding = _year(sheet, table, asked)
        if finding is None:
            batches.append(_batch(sheet, feed, table, year))
            if feed.drop_empty:
                emptied.append(_emptied(sheet, feed, table, year))
        elif finding not in findings:
            findings.append(finding)
    findings += dict.fromkeys(sheet.doubts)
    return Shaped(tuple(batches), tuple(findings), tuple(one for one in emptied if one.rows))


def _is_asked(table: TableDef, names: Iterable[str]) -> bool:
    """Tell whether a sheet holds only what templates ask for: prefilled rows that were left alone say nothing."""
    values = [table.by_name[name] for name in names if name in table.by_name and _tells(table, name, of_measures=False)]
    return bool(values) and all(field.asked for field in values)


def _tells(table: TableDef, name: str, *, of_measures: bool) -> bool:
    """Tell whether a field says something of its row besides which one it is."""
    field = table.by_name.get(name)
    if field is None or field.role is Role.KEY or not field.is_stored or name.endswith("_name"):
        return False
    return field.role is Role.MEASURE or not of_measures


def _emptied(sheet: _Sheet, feed: Feed, table: TableDef, year: int | None) -> Batch:
    """Return the blocks of the rows that say 0 in a measure and nothing but 0 or nothing in the others."""
    paths = sheet.heads.paths
    own = [paths.index(p) for p, n in feed.columns.items() if table.by_name[n].role is Role.MEASURE]
    fields = {*sheet.mapping.shared.values(), *feed.columns.values(), *feed.constants, table.time_field}
    if not own or not table.required <= fields:  # a supplement (补充) says nothing of whole rows
        return Batch(table, sheet.file, sheet.grid.name, {}, {}, [])
    unread = {at for at, column in sheet.grid.faults if column in own}
    nothing = (None,) * len(own)
    told = [cells != nothing for cells in zip(*(sheet.column(at) for at in own), strict=True)]
    filled = sheet.filled_rows(own)
    kept = [
        is_told and not is_filled and at not in unread
        for at, is_told, is_filled in zip(sheet.picked, told, filled, strict=True)
    ]
    rows = [at + 1 for at in compress(sheet.picked, kept)]
    named = {**sheet.mapping.shared, **feed.columns}
    sources = {name: paths.index(path) for path, name in named.items() if name in table.block}
    columns: dict[str, list[Raw]] = {name: list(compress(sheet.column(at), kept)) for name, at in sources.items()}
    columns.update({name: [value] * len(rows) for name, value in feed.constants.items() if name in table.block})
    if year is not None and table.time_field in table.block:
        columns.setdefault(table.time_field, [year] * len(rows))
    return Batch(table, sheet.file, sheet.grid.name, columns, sources, rows)


def _batch(sheet: _Sheet, feed: Feed, table: TableDef, year: int | None) -> Batch:
    paths, picked = sheet.heads.paths, sheet.picked
    named = {**sheet.mapping.shared, **feed.columns}
    sources = {name: paths.index(path) for path, name in named.items() if name in table.by_name}
    if feed.drop_empty or _is_asked(table, named.values()):
        values = feed.columns.items() if feed.drop_empty else named.items()
        own = [paths.index(p) for p, n in values if _tells(table, n, of_measures=feed.drop_empty)]
        unread = {at for at, column in sheet.grid.faults if column in own}
        kept = [is_filled or at in unread for at, is_filled in zip(picked, sheet.filled_rows(own), strict=True)]
        picked = list(compress(picked, kept))
        columns = {name: list(compress(sheet.column(at), kept)) for name, at in sources.items()}
    else:
        columns = {name: list(sheet.column(at)) for name, at in sources.items()}
    for name, value in feed.constants.items():
        columns[name] = [value] * len(picked)
    if year is not None and table.time_field and table.time_field not in columns:
        columns[table.time_field] = [year] * len(picked)
    batch = Batch(table, sheet.file, sheet.grid.name, columns, sources, [at + 1 for at in picked])
    if sheet.grid.faults:
        index = {at: number for number, at in enumerate(picked)}
        names = {column: name for name, column in sources.items()}
        for (at, column), why in sheet.grid.faults.items():
            if at in index and column in names:
                batch.faults[(index[at], names[column])] = why
    return batch


def _filled_down(grid: Grid, heads: Heads) -> Sequence[Sequence[Raw]]:
    """Return the rows with what stands in a merged cell that runs down in each of its rows."""
    down = [a for a in grid.merged if a[0] >= heads.body and a[2] > a[0] and a[1] == a[3]]
    if not down:
        return grid.rows
    rows = [list(row) for row in grid.rows]
    for top, column, bottom, _ in down:
        for at in range(top + 1, min(bottom + 1, len(rows))):
            rows[at] += [None] * (column + 1 - len(rows[at]))
            rows[at][column] = rows[top][column] if column < len(rows[top]) else None
    return rows


def _picked(grid: Grid, rows: Sequence[Sequence[Raw]], heads: Heads, mapping: FormMapping) -> list[int]:
    """Return the rows (from 0) that hold data: no totals or notes, and something in a column that is read."""
    read = [at for at, path in enumerate(heads.paths) if path in mapping.heads]
    unread = {at for at, _ in grid.faults}
    return [
        at
        for at in range(heads.body, len(rows))
        if (at in unread or _holds(rows[at], read)) and not _is_skipped(rows[at], mapping.skip_rows)
    ]


def _holds(row: Sequence[Raw], columns: Sequence[int]) -> bool:
    for column in columns:  # noqa: SIM110  # asked of every row, and the first column mostly answers
        if row[column] is not None:
            return True
    return False


def _with_percent_signs(grid: Grid, rows: Sequence[Sequence[Raw]]) -> Sequence[Sequence[Raw]]:
    """Return the rows with 48.6% where a cell shows that and holds 0.486."""
    if not grid.percent:
        return rows
    changed = [list(row) for row in rows]
    for at, column in grid.percent:
        value = changed[at][column] if at < len(changed) and column < len(changed[at]) else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            changed[at][column] = f"{value * 100:.12g}%"
    return changed


def _is_skipped(row: Sequence[Raw], skipped: tuple[str, ...]) -> bool:
    for cell in row:
        if cell.__class__ is str and (is_so := _is_skip_word(cell, skipped)) is not None:
            return is_so
    return all(cell is None for cell in row)


@lru_cache(maxsize=20_000)
def _is_skip_word(text: str, skipped: tuple[str, ...]) -> bool | None:
    """Tell whether the first word of a row says that it holds no data; None when it says nothing."""
    word = plain(text)
    if not word:
        return None
    return word.endswith(_LEFT_OUT_ENDS) or any(_begins(word, one) for one in skipped)


def _begins(text: str, word: str) -> bool:
    """Tell whether a text begins with a word; 注 has to stand alone, as in 注1: 注溪小学 is a school."""
    return text.startswith(word) and (len(word) > 1 or not text[1:2].isalpha())


def _first_word(row: Iterable[Raw]) -> str:
    for cell in row:
        if cell.__class__ is str and (word := plain(cell)):
            return word
    return ""


def _merged_across(grid: Grid, picked: frozenset[int], file: str) -> Iterable[DataFinding]:
    for top, left, _, right in grid.merged:
        if top in picked and right > left and not _is_note(grid.rows[top]):
            finding = Finding(
                "T118",
                Severity.ERROR,
                f"第 {top + 1} 行从 {letters(left)} 列到 {letters(right)} 列合并了单元格，看不出数是哪一列的",
                where=f"{file} “{grid.name}”第 {top + 1} 行",
                fix="取消合并，把数填在各自的格里",
            )
            yield DataFinding(finding, (RowPlace(file, grid.name, top + 1, letters(left)),))


def _is_note(row: Sequence[Raw]) -> bool:
    """Tell whether a row holds a single cell: a note over the whole width."""
    return sum(1 for cell in row if cell is not None) <= 1 or _first_word(row).endswith(_TOTAL_ENDS)


def _totals_that_differ(sheet: _Sheet) -> Iterable[DataFinding]:
    """Yield a warning for each column whose grand total is not the sum of the rows."""
    rows, picked, heads, mapping = sheet.rows, sheet.picked, sheet.heads, sheet.mapping
    left_out = sorted(set(range(heads.body, len(rows))) - set(picked))
    total = next((at for at in left_out if _first_word(rows[at]).startswith(_GRAND_TOTALS)), None)
    if total is None or not picked:
        return
    keys = set(mapping.shared)
    for column, path in enumerate(heads.paths):
        said = rows[total][column] if column < len(rows[total]) else None
        if path in keys or path not in mapping.heads or isinstance(said, bool) or not isinstance(said, (int, float)):
            continue
        real = _sum(sheet.column(column))
        if real is None:
            continue  # told cell by cell
        if abs(real - said) > max(0.01, abs(real) * 1e-9):
            finding = Finding(
                "T131",
                Severity.WARNING,
                f"“{path}”的合计是 {_shown(said)}，各行相加是 {_shown(real)}，相差 {_shown(abs(real - said))}",
                where=f"{sheet.file} “{sheet.grid.name}”第 {total + 1} 行 {letters(column)} 列",
                fix="核对是漏了学校，还是合计没有更新；装入时按各行的数",
            )
            yield DataFinding(finding, (RowPlace(sheet.file, sheet.grid.name, total + 1, letters(column)),))


def _shown(number: float) -> str:
    return f"{number:,.4f}".rstrip("0").rstrip(".")


def _sum(values: Sequence[Raw]) -> float | None:
    """Return the sum of the numbers among the cells; None where words stand among them."""
    try:
        return sum(filter(None, values))  # type: ignore[arg-type]  # the usual case: numbers and nothing else
    except TypeError:
        if any(isinstance(value, str) and value.strip() not in _EMPTY for value in values):
            return None
        return sum(value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool))


def _year(sheet: _Sheet, table: TableDef, asked: Asked) -> tuple[int | None, DataFinding | None]:
    """Return the year of a sheet, or what is wrong with it; None for both where each row tells its own."""
    grid, mapping, file = sheet.grid, sheet.mapping, sheet.file
    if table.time in (TimeKind.DATED, TimeKind.PERIOD):
        return None, None
    if table.time_field in mapping.shared.values() or any(
        table.time_field in feed.columns.values() for feed in mapping.feeds
    ):
        return None, None
    said = None if mapping.year == "option" else _said(grid, sheet.heads, table, file)
    if said is not None and asked.year is not None and said != asked.year:
        message = f"表上写的是 {said} {_kind(table)}，装入时说的是 {asked.year} {_kind(table)}"
        return None, _sheet_finding("T124", message, grid, file, "核对是不是拿错了文件；表上写错的先改表")
    named = _year_of_name(table, file)
    if said is not None and mapping.year != "option" and named not in (None, said) and asked.year is None:
        message = f"文件名写的是 {named} 年，表上写的是 {said} {_kind(table)}，按表上的装入"
        sheet.doubts.append(_sheet_finding("T133", message, grid, file, "核对是不是拿错了文件", Severity.WARNING))
    year = said if said is not None else asked.year
    if year is None:
        message = f"看不出是哪个{_kind(table)}的数：标题、表名、文件名里都没有年份"
        return None, _sheet_finding("T119", message, grid, file, "在标题里写上年份，或装入时加 --year")
    return year, None


def _kind(table: TableDef) -> str:
    return "学年" if table.time is TimeKind.SCHOOL_YEAR else "年"


def _said(grid: Grid, heads: Heads, table: TableDef, file: str) -> int | None:
    read = school_year_said if table.time is TimeKind.SCHOOL_YEAR else calendar_year_said
    titles = [cell for row in grid.rows[: heads.first] for cell in row if isinstance(cell, str)]
    for text in (*titles, grid.name, file.rpartition("/")[2]):
        year = read(_DAY.sub(" ", unicodedata.normalize("NFKC", text)))
        if year is not None:
            return year
    return None


def _year_of_name(table: TableDef, file: str) -> int | None:
    read = school_year_said if table.time is TimeKind.SCHOOL_YEAR else calendar_year_said
    return read(file.rpartition("/")[2])


def _sheet_finding(
    code: str, message: str, grid: Grid, file: str, fix: str, severity: Severity = Severity.ERROR
) -> DataFinding:
    finding = Finding(code, severity, message, where=f"{file} “{grid.name}”", fix=fix)
    return DataFinding(finding, (RowPlace(file, grid.name, 1),))
