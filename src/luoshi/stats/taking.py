"""Taking a file in (收表): which of its sheets are which forms, their rows typed and staged, what is wrong with them.

Entries: :func:`open_file`, :func:`take_file`.
Not here: setting the rows into the database (:mod:`luoshi.stats.loading`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError, reason
from luoshi.base.findings import Finding, Severity
from luoshi.model.statistics import DataFinding, LoadedFile, RowPlace, SheetShape
from luoshi.model.tables import Definitions, FieldType
from luoshi.stats.cells import CellFault, CellReader, TypedBatch
from luoshi.stats.head_checks import check_heads, check_rivals
from luoshi.stats.heads import HeadRows, Heads, find_heads, plain
from luoshi.stats.mapping import FormMapping
from luoshi.stats.recognise import Vocabulary, grade_of, recognise, titles_of
from luoshi.stats.shaping import Asked, Batch, shape
from luoshi.stats.staging import Staging

if TYPE_CHECKING:
    from luoshi.sheets.grid import Grid, Grids

_MAP_HINT = "用 luoshi stats map 文件 --save 写成映射文件，改好后再装入；认不出的加 --table 表名"
_SHOWN = 8
_OWN_HEADS = frozenset(("", "序号", "错误说明"))
_FIGURE = re.compile(r"\s*-?\d[\d,.]*\s*")
_FEWEST_BESIDE = 4
"""Filled cells of a row that make one figure more than the number of a paragraph."""
_SERVICE_SHEETS = re.compile(r"^(?:填表?说明|说明|封面|目录|代码表?|导出记录|字段说明|选项)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known before files are opened: definitions, mappings and words, what the person said, today."""

    definitions: Definitions
    mappings: Sequence[FormMapping]
    vocabulary: Vocabulary
    cells: CellReader
    asked: Asked
    today: date

    @classmethod
    def of(cls, definitions: Definitions, mappings: Sequence[FormMapping], asked: Asked, today: date) -> Reading:
        """Return a reading with the words and cells of the definitions."""
        return cls(definitions, mappings, Vocabulary(definitions), CellReader(definitions), asked, today)


@dataclass(slots=True)
class TakenFile:
    """A file that was taken in: what it is, what is wrong with it, the shapes of its sheets."""

    file: LoadedFile
    findings: list[DataFinding] = field(default_factory=list)
    shapes: dict[str, SheetShape] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundForm:
    """A sheet with the mapping that fits it; ``learnt`` when no mapping file said so."""

    grid: Grid
    mapping: FormMapping
    heads: Heads
    learnt: bool


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that was read: what it is called, its bytes and its sheets."""

    name: str
    data: bytes
    grids: Grids


def open_file(path: Path, name: str = "") -> OpenedFile:
    """Return a file with its sheets; ``name`` is what it is called, its own name if empty.

    Raises:
        LuoshiError: T010 to T013 when the file cannot be opened at all.
    """
    from luoshi.sheets.grid import read_grids

    try:
        data = path.read_bytes()
    except OSError as error:
        raise LuoshiError("T010", f"文件读不出来：{reason(error)}", where=str(path), hint="请检查路径和权限") from error
    return OpenedFile(name or path.name, data, read_grids(data, path.name))


def unopened(name: str, error: LuoshiError) -> TakenFile:
    """Return what there is to say of a file that could not be opened."""
    finding = Finding(error.code, Severity.ERROR, error.message, where=name, fix=error.hint)
    return TakenFile(LoadedFile(name, "", "", 0), [DataFinding(finding)])


def take_file(opened: OpenedFile, reading: Reading, staging: Staging) -> TakenFile:
    """Stage the rows of a file and return what is wrong with it."""
    from luoshi.sheets.error_copy import sheet_shape

    name, data, grids = opened.name, opened.data, opened.grids
    digest = hashlib.sha256(data).hexdigest()
    findings = [DataFinding(finding) for finding in grids.findings]
    forms: list[str] = []
    shapes: dict[str, SheetShape] = {}
    said: set[DataFinding] = set()
    rows = 0
    for grid in grids.sheets:
        found = find_form(grid, name, reading, findings)
        if found is None:
            continue
        forms.append(found.mapping.form)
        shapes[grid.name] = sheet_shape(grid, found.heads.last + 1)
        if found.learnt:
            findings += _learnt(found, name, reading.definitions)
            findings += check_rivals(grid, found.heads, found.mapping, reading.vocabulary, name)
        findings += check_heads(grid, found.heads, found.mapping, reading.definitions, name)
        shaped = shape(grid, found.heads, found.mapping, reading.definitions, name, reading.asked)
        findings += shaped.findings
        for batch in shaped.batches:
            rows += len(batch.rows)
            fresh = [one for one in _stage(batch, reading, staging) if one not in said]  # one cell feeds several rows
            said.update(fresh)
            findings += fresh
        for batch in shaped.emptied:
            staging.clear(reading.cells.typed(batch))
    if not forms and not any(one.finding.severity is Severity.ERROR for one in findings):
        finding = Finding("T102", Severity.ERROR, "文件里没有数据", where=name, fix="核对是不是拿错了文件")
        findings.append(DataFinding(finding, (RowPlace(name, "", 1),)))
    return TakenFile(LoadedFile(name, digest, "、".join(dict.fromkeys(forms)), rows), findings, shapes)


def find_form(grid: Grid, file: str, reading: Reading, findings: list[DataFinding]) -> FoundForm | None:
    """Return which form a sheet is; None, with a finding where it matters, when it is none."""
    where = f"{file} “{grid.name}”"
    if grid.hidden:
        if grid.rows and not _SERVICE_SHEETS.match(grid.name):
            finding = Finding("T101", Severity.WARNING, "隐藏的工作表没有读", where=where, fix="要装入的先取消隐藏")
            findings.append(DataFinding(finding, (RowPlace(file, grid.name, 1),)))
        return None
    if not any(cell is not None for row in grid.rows for cell in row) or _SERVICE_SHEETS.match(grid.name):
        return None
    rows = HeadRows(grid)
    for mapping in _fitting(grid, reading.mappings):
        known_by = frozenset(mapping.recognise.heads)
        heads = find_heads(rows.possible(known_by), known_by, mapping.heads)
        if heads is None or _is_of_another_stage(mapping, grid, heads, reading.vocabulary):
            continue
        lacking = [path for path in mapping.heads if path not in heads.paths]
        if lacking:
            findings.append(_lacking(mapping, lacking, file, grid.name))
            return None
        findings += _unknown_heads(mapping, heads, file, grid.name)
        return FoundForm(grid, mapping, heads, learnt=False)
    learnt = recognise(grid, reading.vocabulary)
    if learnt is None:
        if _has_figures(grid):
            finding = Finding("T802", Severity.ERROR, "认不出这张表是什么数据", where=where, fix=_MAP_HINT)
            findings.append(DataFinding(finding, (RowPlace(file, grid.name, 1),)))
        return None
    return FoundForm(grid, learnt[0], learnt[1], learnt=True)


def _fitting(grid: Grid, mappings: Sequence[FormMapping]) -> Iterator[FormMapping]:
    """Yield the mappings whose pattern fits the sheet's name, the more heads they are known by the earlier."""
    fitting = [m for m in mappings if not m.recognise.sheet or re.search(m.recognise.sheet, grid.name)]
    yield from sorted(fitting, key=lambda mapping: -len(mapping.recognise.heads))


def _is_of_another_stage(mapping: FormMapping, grid: Grid, heads: Heads, vocabulary: Vocabulary) -> bool:
    """Tell whether a mapping says one stage, learnt from a name perhaps, and the sheet is named after another."""
    stages = {feed.constants.get("stage", "") for feed in mapping.feeds}
    if mapping.recognise.sheet or len(stages) != 1 or "" in stages:
        return False
    said = vocabulary.said_stage(titles_of(grid, heads))
    return bool(said) and said not in stages


def _has_figures(grid: Grid) -> bool:
    """Tell whether a sheet holds a table of figures rather than words; in a text file figures are text."""
    rows = 0
    for row in grid.rows:
        filled = sum(1 for cell in row if cell is not None)
        figures = sum(
            1 for cell in row if isinstance(cell, (int, float)) or (isinstance(cell, str) and _FIGURE.fullmatch(cell))
        )
        rows += figures >= 2 or (figures == 1 and filled >= _FEWEST_BESIDE)
    return rows >= 2


def _lacking(mapping: FormMapping, lacking: Sequence[str], file: str, sheet: str) -> DataFinding:
    words = "、".join(lacking[:_SHOWN])
    finding = Finding(
        "T805",
        Severity.ERROR,
        f"表头里少了映射“{mapping.form}”要的 {words}，可能换了版本",
        where=f"{file} “{sheet}”",
        fix="核对表头；换了版本的，用 luoshi stats map 另做一个映射",
    )
    return DataFinding(finding, (RowPlace(file, sheet, 1),))


def _unknown_heads(mapping: FormMapping, heads: Heads, file: str, sheet: str) -> Iterator[DataFinding]:
    known = mapping.heads | set(mapping.ignored) | _OWN_HEADS
    unknown = [path for path in dict.fromkeys(heads.paths) if path not in known]
    if unknown:
        message = f"有 {len(unknown)} 列没有读，映射里没有写：{'、'.join(unknown[:_SHOWN])}"
        finding = Finding("T806", Severity.INFO, message, where=f"{file} “{sheet}”", fix="要读的写进映射文件")
        yield DataFinding(finding, (RowPlace(file, sheet, heads.last + 1),))


def _learnt(found: FoundForm, file: str, definitions: Definitions) -> Iterator[DataFinding]:
    """Yield what a sheet was taken for, unless its heads are the fields' own names, as in our templates."""
    mapping = found.mapping
    table = definitions.tables[mapping.feeds[0].table]
    taken = {**mapping.shared, **{p: n for feed in mapping.feeds for p, n in feed.columns.items()}}
    renamed = {path: table.by_name[name].title for path, name in taken.items()}
    renamed = {path: title for path, title in renamed.items() if path != plain(title)}
    ignored = [path for path in mapping.ignored if path not in _OWN_HEADS]
    if not renamed and not ignored:
        return
    parts = [f"按列名认作“{table.title}”"]
    if renamed:
        told = "，".join(f"“{path}”→{title}" for path, title in list(renamed.items())[:_SHOWN])
        parts.append(f"其中 {told}{'……' if len(renamed) > _SHOWN else ''}")
    if ignored:
        parts.append(f"没有读的列：{'、'.join(ignored[:_SHOWN])}{'……' if len(ignored) > _SHOWN else ''}")
    finding = Finding("T804", Severity.INFO, "；".join(parts), where=f"{file} “{found.grid.name}”", fix=_MAP_HINT)
    yield DataFinding(finding, (RowPlace(file, found.grid.name, found.heads.last + 1),), table.name)


def _stage(batch: Batch, reading: Reading, staging: Staging) -> list[DataFinding]:
    """Check a batch cell by cell and stage its rows but for those whose keys are wrong."""
    table = batch.table
    lacking = [key.title for key in table.keys if key.required and key.name not in batch.columns]
    if lacking:
        message = f"“{table.title}”少了 {'、'.join(lacking)} 这一列"
        finding = Finding("T130", Severity.ERROR, message, where=f"{batch.file} “{batch.sheet}”", fix=_MAP_HINT)
        return [DataFinding(finding, (RowPlace(batch.file, batch.sheet, 1),), table.name)]
    done = reading.cells.typed(batch)
    faults = [*done.faults, *_future(done, reading.today), *_misplaced_grades(done, reading.definitions)]
    findings = [_cell_finding(done, fault) for fault in faults]
    keys = {key.name for key in table.keys}
    bad = {fault.index for fault in faults if fault.field in keys}
    staging.add(_without(done, bad) if bad else done)
    return findings


def _misplaced_grades(done: TypedBatch, definitions: Definitions) -> Iterator[CellFault]:
    """Put grades counted within their stage right (一年级 of 初中); yield a fault where a stage has no such."""
    stages, grades = done.columns.get("stage", []), done.columns.get("grade", [])
    codes = definitions.codes["grade"]
    counted = frozenset(codes.belongs.values())
    if all(
        stage not in counted or codes.belongs.get(str(grade), stage) == stage
        for stage, grade in {*zip(stages, grades, strict=False)}
    ):
        return
    for index, (stage, grade) in enumerate(zip(stages, grades, strict=False)):
        if stage not in counted or codes.belongs.get(str(grade), stage) == stage:
            continue
        meant = grade_of(codes, str(stage), str(grade))
        if meant:
            grades[index] = meant
        else:
            yield CellFault(index, "grade", "T115", f"{stage}没有{grade}", "核对学段和年级，改正填错的一格")


def _future(done: TypedBatch, today: date) -> Iterator[CellFault]:
    """Yield a fault for each row of a year that has not begun; once where the sheet tells the year."""
    name = done.batch.table.time_field
    years = done.columns.get(name, [])
    late = {year for year in set(years) if isinstance(year, int) and year > today.year}
    if not late:
        return
    rows = [index for index, year in enumerate(years) if year in late]
    for index in rows if name in done.batch.at else rows[:1]:
        yield CellFault(index, name, "T124", f"{years[index]} 年还没有到，年份不对", "改正年份")


def _cell_finding(done: TypedBatch, fault: CellFault) -> DataFinding:
    batch = done.batch
    place = batch.place(fault.index, fault.field)
    owner = done.columns.get(batch.table.owner_field)
    label = next((f.name for f in batch.table.fields if f.type is FieldType.LABEL), "institution_name")
    names = done.columns.get(label)
    period = done.columns.get(batch.table.time_field)
    year = period[fault.index] if period else None
    finding = Finding(fault.code, Severity.ERROR, fault.message, where=str(place), fix=fault.fix)
    return DataFinding(
        finding,
        (place,),
        batch.table.name,
        str(owner[fault.index] or "") if owner else "",
        str(names[fault.index] or "") if names else "",
        period=year if isinstance(year, int) else None,
        field=fault.field,
    )


def _without(done: TypedBatch, bad: set[int]) -> TypedBatch:
    kept = [index for index in range(len(done.batch.rows)) if index not in bad]
    columns = {name: [values[index] for index in kept] for name, values in done.columns.items()}
    return TypedBatch(replace(done.batch, rows=[done.batch.rows[index] for index in kept]), columns, [])
