"""Learning the forms of a file (学映射): what each sheet is taken for, shown before anything is loaded.

Entry: :func:`learn`. Not here: how a sheet is recognised (:mod:`luoshi.stats.recognise`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.model.statistics import DataFinding, LearntForm
from luoshi.model.tables import FieldDef
from luoshi.stats.mapping import FormMapping, mapping_text
from luoshi.stats.shaping import Asked, Batch, shape
from luoshi.stats.taking import FoundForm, Reading, find_form

if TYPE_CHECKING:
    from luoshi.stats.loading import Library

_ROWS = 3
"""Rows shown of each feed."""

_MOST = 9


def learn(library: Library, path: Path) -> tuple[LearntForm, ...]:
    """Return what each sheet with data of a file is taken for, and its first rows as they would be loaded.

    Raises:
        LuoshiError: T010 to T013 when the file cannot be opened.
    """
    from luoshi.sheets.grid import open_grids

    reading = Reading.of(library.definitions, library.mappings, Asked(_ANY_YEAR), date.max)
    forms: list[LearntForm] = []
    for grid in open_grids(path).sheets:
        findings: list[DataFinding] = []
        found = find_form(grid, path.name, reading, findings)
        if found is not None:
            forms.append(_learnt(found, reading, path.name))
        elif findings:
            forms.append(LearntForm(grid.name, "", "", "", (), (), ()))
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
