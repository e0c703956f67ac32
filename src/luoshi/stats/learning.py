"""Learning the forms of a file (学映射): what each sheet is taken for, shown before anything is loaded.

Entry: :func:`learn`. Not here: how a sheet is recognised (:mod:`luoshi.stats.recognise`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.model.statistics import DataFinding, LearntForm
from luoshi.model.tables import FieldDef, TableDef
from luoshi.stats.definitions import table_named
from luoshi.stats.heads import possible_heads
from luoshi.stats.mapping import Feed, FormMapping, Recognise, mapping_text
from luoshi.stats.shaping import Asked, Batch, shape
from luoshi.stats.taking import FoundForm, Reading, find_form

if TYPE_CHECKING:
    from luoshi.sheets.grid import Grid
    from luoshi.stats.loading import Library

_ROWS = 3
"""Rows shown of each feed."""

_MOST = 9
_KNOWN_BY = 4
_TO_COMPLETE = """\
# 没有认出来。把 ignored 里要读的列移到 shared（学校、年级等关键字）和 feeds 的 columns（数），写成“列: 字段”；
# 字段在程序中的名称用 luoshi stats fields 表名 看。横表（一行几个年级）每个年级写一个 feed，年级写在 constants。
"""


def learn(library: Library, path: Path, table: str = "") -> tuple[LearntForm, ...]:
    """Return what each sheet with data of a file is taken for, and its first rows as they would be loaded.

    Args:
        library: by what files are read.
        path: the file.
        table: the table that sheets hold which are not recognised, by either name; then they get a mapping in which
            every head still waits for its field.

    Raises:
        LuoshiError: T010 to T013 when the file cannot be opened, T803 when the table is not known.
    """
    from luoshi.sheets.grid import open_grids

    reading = Reading.of(library.definitions, library.mappings, Asked(_ANY_YEAR), date.max)
    forms: list[LearntForm] = []
    for grid in open_grids(path).sheets:
        findings: list[DataFinding] = []
        found = find_form(grid, path.name, reading, findings)
        if found is not None:
            forms.append(_learnt(found, reading, path.name))
        elif any(one.finding.code == "T802" for one in findings):
            forms.append(_unknown(grid, table_named(library.definitions, table) if table else None))
    return tuple(forms)


_ANY_YEAR = 2000
"""Stands for the year in a preview where the file does not say it."""


def _learnt(found: FoundForm, reading: Reading, file: str) -> LearntForm:
    mapping, definitions = found.mapping, reading.definitions
    shaped = shape(found.grid, found.heads, mapping, definitions, file, Asked())
    if not shaped.batches:
        shaped = shape(found.grid, found.heads, mapping, definitions, file, reading.asked)
    title = definitions.tables[mapping.feeds[0].table].title
    fields: dict[str, FieldDef] = {}
    for batch in shaped.batches:
        fields.update({name: batch.table.by_name[name] for name in batch.columns})
    rows = [row for batch in shaped.batches for row in _preview(batch, fields, reading)]
    heads = tuple(field.title for field in fields.values())
    text = "" if not found.learnt else mapping_text(mapping)
    known = "" if found.learnt else _name(mapping)
    return LearntForm(found.grid.name, title, text, known, heads, tuple(rows[:_MOST]), mapping.ignored)


def _unknown(grid: Grid, table: TableDef | None) -> LearntForm:
    """Return an unrecognised sheet, with a mapping to be completed where its table was named."""
    possible = possible_heads(grid)
    if table is None or not possible:
        return LearntForm(grid.name, "", "", "", (), (), ())
    heads = max(possible, key=lambda heads: (len(heads.known), heads.first, -heads.depth))
    paths = tuple(dict.fromkeys(path for path in heads.paths if path))
    mapping = FormMapping(
        form=f"{table.title}（{grid.name}）",
        recognise=Recognise(heads=paths[:_KNOWN_BY]),
        feeds=(Feed(table=table.name),),
        ignored=paths,
    )
    return LearntForm(grid.name, "", _TO_COMPLETE + mapping_text(mapping), "", (), (), paths)


def _preview(batch: Batch, fields: dict[str, FieldDef], reading: Reading) -> list[tuple[str, ...]]:
    first = Batch(
        batch.table,
        batch.file,
        batch.sheet,
        {name: values[:_ROWS] for name, values in batch.columns.items()},
        batch.at,
        batch.rows[:_ROWS],
    )
    columns = reading.cells.typed(first).columns
    return [
        tuple("" if (values := columns.get(name)) is None or values[at] is None else str(values[at]) for name in fields)
        for at in range(len(first.rows))
    ]


def _name(mapping: FormMapping) -> str:
    edition = f"，{mapping.edition}" if mapping.edition else ""
    return f"{mapping.form}{edition}（{mapping.basis}）"
