"""Rows on their way into the database (暂存): typed batches put into DuckDB, each row with its batch.

Entries: :class:`Staging` for one file, :class:`Staged` for all. Rows go through a text file for each table: reading
such files is by far the fastest way of giving DuckDB rows, and needs no other library.
Not here: setting the rows into the state (:mod:`luoshi.stats.merging`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import IO, TYPE_CHECKING

from luoshi.model.statistics import RowPlace
from luoshi.model.tables import Definitions, FieldType, Role, TableDef, TimeKind
from luoshi.stats.cells import TypedBatch, Value
from luoshi.stats.columns import field_columns
from luoshi.stats.shaping import letters
from luoshi.stats.side_by_side import side_by_side

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


Block = tuple[Value, ...]
"""A school (area) with its year and stage: the values of the table's block."""

_BATCHES = 10_000
"""More batches than a file has: a batch's number tells the file too."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """What a file staged: its batches, the rows of each table, the text file that holds them."""

    batches: tuple[StagedBatch, ...]
    rows: Mapping[str, int]
    texts: Mapping[str, Path]
    emptied: Mapping[str, frozenset[Block]] = field(default_factory=dict)


_QUOTED = re.compile(r'[,"\r\n]')


class _Written(dict[Value, str]):
    """Values of one type as they stand in a text file, each written when it first comes: most come again and again."""

    def __missing__(self, value: Value) -> str:
        """Write a value that did not come before."""
        text = "" if value is None else str(value)
        if isinstance(value, str) and _QUOTED.search(text):
            text = '"' + text.replace('"', '""') + '"'
        self[value] = text
        return text


class Staging:
    """Rows of one file waiting in text files, one for each table.

    Args:
        folder: where the text files are made.
        definitions: the tables there are.
        index: number of the file among those of the load.
    """

    def __init__(self, folder: Path, definitions: Definitions, index: int) -> None:
        self.folder = folder
        self.definitions = definitions
        self._index = index
        self._batches: list[StagedBatch] = []
        self._rows: dict[str, int] = {}
        self._files: dict[str, IO[str]] = {}
        self._emptied: dict[str, set[Block]] = {}
        self._written = {kind: _Written() for kind in FieldType}  # 1 and 1.0000 are equal, and not the same text

    def add(self, typed: TypedBatch) -> None:
        """Put a batch's rows behind those of its table."""
        batch = typed.batch
        table = batch.table
        number = self._index * _BATCHES + len(self._batches)
        fields = frozenset(typed.columns)
        staged = StagedBatch(
            number, table.name, batch.file, batch.sheet, fields, is_whole(table, fields), dict(batch.at)
        )
        self._batches.append(staged)
        if not batch.rows:
            return
        label = next((f.name for f in table.fields if f.type is FieldType.LABEL), "")
        columns = [self._texts(table, name, typed.columns.get(name)) for name in (*field_columns(table), label)]
        lines = map(",".join, zip(*columns, repeat(str(number)), map(str, batch.rows), strict=False))
        self._file(table.name).write("\n".join(lines) + "\n")
        self._rows[table.name] = self._rows.get(table.name, 0) + len(batch.rows)

    def _texts(self, table: TableDef, name: str, values: Sequence[Value] | None) -> Iterable[str]:
        """Return a column as it stands in the text file."""
        if values is None:
            return repeat("")
        return map(self._written[table.by_name[name].type].__getitem__, values)

    def clear(self, typed: TypedBatch) -> None:
        """Remember blocks of which a form says that there is nothing any more."""
        table = typed.batch.table
        if not typed.faults and all(name in typed.columns for name in table.block):
            blocks = zip(*(typed.columns[name] for name in table.block), strict=True)
            self._emptied.setdefault(table.name, set()).update(blocks)
            self._rows.setdefault(table.name, 0)
            self._file(table.name)

    def _file(self, table: str) -> IO[str]:
        if table not in self._files:
            path = self.folder / f"{table}-{self._index}.csv"
            self._files[table] = path.open("w", encoding="utf-8", newline="")
        return self._files[table]

    def finish(self) -> StagedFile:
        """Return what was staged; nothing can be added any more."""
        for file in self._files.values():
            file.close()
        texts = {table: Path(file.name) for table, file in self._files.items()}
        emptied = {table: frozenset(blocks) for table, blocks in self._emptied.items()}
        return StagedFile(tuple(self._batches), dict(self._rows), texts, emptied)


class Staged:
    """The rows of all files of a load."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.batches: dict[int, StagedBatch] = {}
        self.rows: dict[str, int] = {}
        self.emptied: dict[str, set[Block]] = {}
        self._texts: dict[str, list[Path]] = {}

    def take(self, file: StagedFile) -> None:
        """Add what one file staged."""
        self.batches.update({batch.number: batch for batch in file.batches})
        for table, count in file.rows.items():
            self.rows[table] = self.rows.get(table, 0) + count
        for table, blocks in file.emptied.items():
            self.emptied.setdefault(table, set()).update(blocks)
        for table, path in file.texts.items():
            self._texts.setdefault(table, []).append(path)

    def of(self, table: str) -> list[StagedBatch]:
        """Return the batches of a table."""
        return [batch for batch in self.batches.values() if batch.table == table]

    def into(self, con: duckdb.DuckDBPyConnection) -> None:
        """Make ``in_<table>`` for every table that has rows, and ``batches``; the text files are removed."""
        kinds = {"_batch": "INTEGER", "_file": "VARCHAR", "_sheet": "VARCHAR", "_whole": "BOOLEAN"}
        listed = ", ".join(f'unnest(CAST(? AS {kind}[])) AS "{name}"' for name, kind in kinds.items())
        rows = [(batch.number, batch.file, batch.sheet, batch.whole) for batch in self.batches.values()]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in kinds]
        con.execute(f"CREATE TABLE batches AS SELECT {listed}", columns)
        side_by_side(con, sorted(self._texts, key=lambda name: -self.rows[name]), self._read)

    def _read(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        table, paths = self.definitions.tables[name], self._texts[name]
        columns = {**field_columns(table), "_label": "VARCHAR", "_batch": "INTEGER", "_row": "INTEGER"}
        listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        options = "header=false, auto_detect=false, delim=',', quote='\"', escape='\"', nullstr=''"
        once = ""
        if table.time is TimeKind.DATED:  # a list that is handed in again and again: the last file tells it
            keys = ", ".join(f'"{key.name}"' for key in table.keys)
            once = f" QUALIFY _batch = max(_batch) OVER (PARTITION BY {keys})"
        con.execute(
            f'CREATE TABLE "in_{table.name}" AS SELECT * FROM read_csv(?, columns={{{listed}}}, {options}){once}',
            [[str(path) for path in paths]],
        )
        for path in paths:
            path.unlink()
