"""Rows on their way into the database (暂存): typed batches put into DuckDB, each row with its batch.

Entry: :class:`Staging`. Rows go through one text file for each table: reading such a file is by far the fastest way of
giving DuckDB rows, and needs no other library.
Not here: setting the rows into the state (:mod:`luoshi.stats.merging`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from luoshi.model.statistics import RowPlace
from luoshi.model.tables import Definitions, FieldType, Role, TableDef, TimeKind
from luoshi.stats.cells import TypedBatch
from luoshi.stats.columns import field_columns
from luoshi.stats.shaping import letters

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class StagedBatch:
    """What is known of a batch once its rows are staged.

    Attributes:
        fields: the fields that its form has; others are kept as they were.
        whole: the form tells whole rows (:func:`is_whole`): its rows replace those of the same school and stage.
        at: field -> column of the sheet, from 0.
    """

    number: int
    table: str
    file: str
    sheet: str
    fields: frozenset[str]
    whole: bool
    at: dict[str, int]

    def place(self, row: int, name: str = "") -> RowPlace:
        """Return the place of a row (from 1), or of a cell of it."""
        column = self.at.get(name)
        return RowPlace(self.file, self.sheet, row, "" if column is None else letters(column))


def is_whole(table: TableDef, fields: frozenset[str]) -> bool:
    """Tell whether a form with these fields tells whole rows, or only adds what other systems lack (补充)."""
    values = [field for field in table.stored if field.role is not Role.KEY]
    added_only = all(field.asked for field in values if field.name in fields)
    return table.required <= fields and (not added_only or all(field.asked for field in values))


class Staging:
    """Rows waiting in text files, one for each table.

    Args:
        folder: an empty folder for the files.
    """

    def __init__(self, folder: Path, definitions: Definitions) -> None:
        self.folder = folder
        self.definitions = definitions
        self.batches: list[StagedBatch] = []
        self.rows: dict[str, int] = {}
        self._files: dict[str, IO[str]] = {}

    def add(self, typed: TypedBatch) -> None:
        """Put a batch's rows behind those of its table."""
        batch = typed.batch
        table = batch.table
        number = len(self.batches)
        fields = frozenset(typed.columns)
        staged = StagedBatch(
            number, table.name, batch.file, batch.sheet, fields, is_whole(table, fields), dict(batch.at)
        )
        self.batches.append(staged)
        if not batch.rows:
            return
        label = next((f.name for f in table.fields if f.type is FieldType.LABEL), "")
        none: Iterator[Any] = repeat(None)
        columns = [typed.columns.get(name, none) for name in (*field_columns(table), label)]
        rows = zip(*columns, repeat(number), batch.rows, strict=False)
        csv.writer(self._file(table.name), lineterminator="\n").writerows(rows)
        self.rows[table.name] = self.rows.get(table.name, 0) + len(batch.rows)

    def _file(self, table: str) -> IO[str]:
        if table not in self._files:
            path = self.folder / f"{table}.csv"
            self._files[table] = path.open("w", encoding="utf-8", newline="")
        return self._files[table]

    def into(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make ``in_<table>`` for every table that has rows, and ``batches``; the text files are removed."""
        for file in self._files.values():
            file.close()
        con.execute("CREATE TABLE batches (_batch INTEGER, _file VARCHAR, _sheet VARCHAR, _whole BOOLEAN)")
        if self.batches:
            con.executemany(
                "INSERT INTO batches VALUES (?, ?, ?, ?)", [[b.number, b.file, b.sheet, b.whole] for b in self.batches]
            )
        for name in self._files:
            path = self.folder / f"{name}.csv"
            self._read(con, self.definitions.tables[name], path)
            path.unlink()
        self._files.clear()

    def _read(self, con: duckdb.DuckDBPyConnection, table: TableDef, path: Path) -> None:
        columns = {**field_columns(table), "_label": "VARCHAR", "_batch": "INTEGER", "_row": "INTEGER"}
        listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        options = "header=false, auto_detect=false, delim=',', quote='\"', escape='\"', nullstr=''"
        once = ""
        if table.time is TimeKind.DATED:  # a list that is handed in again and again: the last file tells it
            keys = ", ".join(f'"{key.name}"' for key in table.keys)
            once = f" QUALIFY _batch = max(_batch) OVER (PARTITION BY {keys})"
        con.execute(
            f'CREATE TABLE "in_{table.name}" AS SELECT * FROM read_csv(?, columns={{{listed}}}, {options}){once}',
            [str(path)],
        )
