"""What the columns of an office's own table mean (列的对应): proposed, corrected by a person, learnt for next time.

Entries: :func:`grids_of`, :func:`proposed`, :func:`said`, :func:`tables_of`, :func:`learn`. What was learnt lies in the
workspace's ``rules/ledger_columns``, where the command line finds it too. Not here: reading the rows
(:mod:`luoshi.web.ledger.exchange.importing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.http import QueryDict

from luoshi.base.atomic import make_folder, write_text
from luoshi.base.findings import Finding, Severity
from luoshi.base.lock import locked
from luoshi.model.ledger_import import FIELDS
from luoshi.readers import read_bytes
from luoshi.rules.ledger_columns import load_ledger_columns, own_columns
from luoshi.sheets.cells import canonical
from luoshi.sheets.form_book import letters
from luoshi.sheets.grid import Grid, Grids, read_grids
from luoshi.sheets.ledger_import import document_grids
from luoshi.sheets.ledger_table import TITLE, TaskTable, continued, find_table, plain, raw_cell, table_at
from luoshi.web.files import kind_of
from luoshi.web.request import number_in

LEARNT = "网页学到的列.yaml"
_HEAD_AMONG = 10
_SAMPLES = 3
_MOST_COLUMNS = 60
_SHORT = 60
_PATIENCE = 5.0
"""Seconds that another import is waited for."""


@dataclass(frozen=True, slots=True)
class ColumnSaid:
    """A column: its place (from 0), letter, head, what it is taken for, some cells below the head."""

    at: int
    letter: str
    head: str
    field: str
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSaid:
    """A sheet as it is to be read.

    Attributes:
        at: its place among the sheets of the file, from 0.
        grid: the sheet.
        is_read: whether it is read at all.
        first, last: rows of the heads, from 1; 0 when it has none and goes on from the sheet before.
        columns: its columns.
        found: whether its heads were known.
        before: the table whose heads it goes on with.
    """

    at: int
    grid: Grid
    is_read: bool
    first: int
    last: int
    columns: tuple[ColumnSaid, ...]
    found: bool
    before: TaskTable | None = None


def grids_of(content: bytes, name: str) -> Grids:
    """Return the tables of a file: a workbook, a text table, or the tables in a Word document.

    Raises:
        LuoshiError: as the readers raise.
    """
    if kind_of(content) == "docx":
        return document_grids(read_bytes(name, content))
    return read_grids(content, name)


def known_names(rules: Path) -> Mapping[str, tuple[str, ...]]:
    """Return field -> heads it is known by; what was learnt goes before all else.

    Raises:
        LuoshiError: L011 when a file of rules is wrong.
    """
    known = load_ledger_columns(rules)
    path = _learnt(rules)
    if not path.is_file():
        return known
    learnt = own_columns(path)
    taken = {plain(head) for heads in learnt.values() for head in heads}
    rest = {field: tuple(head for head in heads if plain(head) not in taken) for field, heads in known.items()}
    return {field: (*learnt.get(field, ()), *heads) for field, heads in rest.items()}


def proposed(grids: Grids, names: Mapping[str, tuple[str, ...]]) -> tuple[SheetSaid, ...]:
    """Return how each sheet would be read by its heads; hidden and empty ones are left out."""
    said_: list[SheetSaid] = []
    before: TaskTable | None = None
    for at, grid in enumerate(grids.sheets):
        if grid.hidden or not grid.rows:
            continue
        table = find_table(grid, names)
        goes_on = None
        if table is None and before is not None and grids.kind == "document":
            table = goes_on = continued(grid, before)
        if table is None:
            row = _likely_head(grid)
            guess = table_at(grid, row, row, {})
            said_.append(_sheet(at, guess, is_read=False, found=False))
            continue
        before = table
        said_.append(replace(_sheet(at, table, is_read=True, found=True), before=goes_on))
    if said_ and not any(one.is_read for one in said_):
        said_[0] = replace(said_[0], is_read=True)
    return tuple(said_)


def said(post: QueryDict, sheets: Sequence[SheetSaid]) -> tuple[SheetSaid, ...]:
    """Return how each sheet is to be read by what a person said in the form."""
    return tuple(_said_of(post, one) for one in sheets)


def tables_of(sheets: Iterable[SheetSaid]) -> tuple[list[TaskTable], list[Finding]]:
    """Return the tables that are read, and what is wrong with how they were laid out."""
    tables: list[TaskTable] = []
    findings: list[Finding] = []
    for one in sheets:
        if not one.is_read:
            continue
        fields = {column.at: column.field for column in one.columns if column.field}
        findings += _faults(one, list(fields.values()))
        if one.before is not None:
            columns = tuple(replace(c, field=fields.get(c.at, "")) for c in one.before.columns)
            tables.append(replace(one.before, columns=columns))
        else:
            tables.append(table_at(one.grid, one.first - 1, one.last - 1, fields))
    if not tables:
        fix = "在要读的表上打勾"
        findings.append(Finding("N358", Severity.ERROR, "一张表也没有选", fix=fix))
    return tables, findings


def learnt_from(sheets: Iterable[SheetSaid], names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return head -> field of what a person said otherwise than the heads are known."""
    known = {plain(head): field for field, heads in reversed(tuple(names.items())) for head in heads}
    return {
        one.head.rpartition("/")[2]: one.field
        for sheet in sheets
        if sheet.is_read and sheet.before is None
        for one in sheet.columns
        if one.field and one.head and known.get(plain(one.head.rpartition("/")[2])) != one.field
    }


def learn(rules: Path, heads: Mapping[str, str]) -> None:
    """Keep what heads mean, over what was learnt of the same heads before.

    Raises:
        LuoshiError: W003, W004 when it cannot be written; L011 when the file there is wrong.
    """
    import yaml

    if not heads:
        return
    path = _learnt(rules)
    make_folder(path.parent)
    with locked(path.with_name(f".{LEARNT}.lock"), _PATIENCE):
        told = own_columns(path) if path.is_file() else {}
        kept = {head: field for field, names in told.items() for head in names} | dict(heads)
        columns = [
            {"field": field, "names": [head for head, one in kept.items() if one == field]}
            for field in FIELDS
            if field in kept.values()
        ]
        write_text(path, yaml.safe_dump({"columns": columns}, allow_unicode=True, sort_keys=False))


def _said_of(post: QueryDict, one: SheetSaid) -> SheetSaid:
    first = _row(post.get(f"first-{one.at}"), one.first, one.grid)
    last = max(first, _row(post.get(f"last-{one.at}"), one.last, one.grid))
    if one.before is None and (first, last) != (one.first, one.last):
        fresh = _sheet(one.at, table_at(one.grid, first - 1, last - 1, {}), is_read=True, found=one.found)
        one = replace(one, first=first, last=last, columns=fresh.columns)
    columns = tuple(
        replace(column, field=field)
        for column in one.columns
        for field in [post.get(f"column-{one.at}-{column.at}", column.field)]
        if field == "" or field in FIELDS
    )
    return replace(one, is_read=f"read-{one.at}" in post, columns=columns)


def _row(given: str | None, usual: int, grid: Grid) -> int:
    number = number_in(given)
    return min(number, len(grid.rows)) if number else usual


def _sheet(at: int, table: TaskTable, *, is_read: bool, found: bool) -> SheetSaid:
    grid, columns = table.grid, list(table.columns[:_MOST_COLUMNS])
    below = [row for row in range(table.last_head + 1, len(grid.rows)) if any(grid.rows[row])][:_SAMPLES]
    shown = (ColumnSaid(c.at, letters(c.at), c.head, c.field, tuple(_samples(grid, below, c.at))) for c in columns)
    kept = tuple(one for one in shown if one.head or one.field or any(one.samples))
    return SheetSaid(at, grid, is_read, table.first_head + 1, table.last_head + 1, kept, found)


def _samples(grid: Grid, rows: Sequence[int], column: int) -> Iterator[str]:
    for row in rows:
        text = " ".join(canonical(raw_cell(grid, (row, column))).split())
        yield text if len(text) <= _SHORT else text[:_SHORT] + "…"


def _likely_head(grid: Grid) -> int:
    """Return the row that looks most like heads: the one among the first with most different texts."""
    counts = [len({str(cell) for cell in row if cell not in (None, "")}) for row in grid.rows[:_HEAD_AMONG]]
    return counts.index(max(counts))


def _faults(one: SheetSaid, fields: Sequence[str]) -> Iterator[Finding]:
    if TITLE not in fields:
        fix = "在写着任务的那一列上选“任务”；不是任务表的，去掉这张表的勾"
        yield Finding("N356", Severity.ERROR, "没有哪一列是“任务”", one.grid.name, fix=fix)
    for field in dict.fromkeys(fields):
        if fields.count(field) > 1:
            fix = "只留一列，别的选“只保留原文”"
            yield Finding("N357", Severity.ERROR, f"有 {fields.count(field)} 列都选了“{field}”", one.grid.name, fix=fix)


def _learnt(rules: Path) -> Path:
    return rules / "ledger_columns" / LEARNT
