"""Verbs over the base database (基础数据库): load returns, ask what there is, what is missing, what changed.

Read them through :mod:`luoshi.api`. Each takes the workspace, whose ``snapshots`` hold the figures and whose ``rules``
the bureau's own definitions, mappings and checks. Not here: indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from luoshi.model.statistics import AreaTotal, LearntForm, LoadResult, Missing, Snapshot, TableDifference
    from luoshi.model.tables import Definitions
    from luoshi.stats.loading import Library, LoadOrder
    from luoshi.stats.store import Connection
    from luoshi.workspace.folder import Workspace


def sample_returns(*, troubled: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield the returns of the imaginary city 临江市 as files: (path such as 2024/小学….xlsx, content).

    Args:
        troubled: those of the last year alone, with a mistake planted for every check (有错的一版).
    """
    from luoshi.samples.city import city_forms, generate_city, trouble_city
    from luoshi.sheets.form_book import FormCell, FormSheet, write_form_book

    city = trouble_city(generate_city())[0] if troubled else generate_city()
    for year in range(city.last_year if troubled else city.first_year, city.last_year + 1):
        for form in city_forms(city, year):
            if form.file_name.endswith(".csv"):
                yield f"{year}/{form.file_name}", form.csv_bytes()
            else:
                sheets = [
                    FormSheet(sheet.name, cast(Sequence[Sequence[FormCell]], sheet.rows), sheet.merges)
                    for sheet in form.sheets
                ]
                yield f"{year}/{form.file_name}", write_form_book(sheets)


def statistics_library(workspace: Workspace) -> Library:
    """Return where a workspace's figures lie and by what files are read: its own definitions and mappings first.

    Raises:
        LuoshiError: T001 a definition of the bureau is wrong, T801 a mapping file is.
    """
    from luoshi.stats.definitions import load_definitions
    from luoshi.stats.loading import Library
    from luoshi.stats.mapping import load_mappings

    own = workspace.rules / "stats"
    definitions = load_definitions(own)
    return Library(workspace.snapshots, definitions, load_mappings(definitions, workspace.rules / "mappings"), own)


def load_statistics(workspace: Workspace, order: LoadOrder, on_wait: Callable[[], None] | None = None) -> LoadResult:
    """Load returns into the base database (装入): all of them, checked, or nothing.

    Args:
        workspace: whose database it is.
        order: the files and what they are.
        on_wait: called once when another load has to end first.

    Raises:
        LuoshiError: as :func:`luoshi.stats.loading.load`.
    """
    from luoshi.stats.loading import load

    return load(statistics_library(workspace), order, on_wait)


def refused_copy(path: Path, result: LoadResult) -> bytes | None:
    """Return a copy of a file with a column 错误说明 at the rows that have errors and warnings; None if none has."""
    from luoshi.stats.refusing import refused_copy as copy

    return copy(path, result)


def explanation_workbook(result: LoadResult, definitions: Definitions, title: str) -> bytes | None:
    """Return the drafts of the 情况说明 for failed checks and items that moved much, as a workbook; None if none."""
    from luoshi.stats.explaining import explanation_book

    return explanation_book(result, definitions, title)


def statistics_template(
    workspace: Workspace, tables: Sequence[str] = (), year: int | None = None, *, every_field: bool = False
) -> bytes:
    """Return the workbook in which units fill what no other system has (填报模板).

    Args:
        workspace: its schools of the year, or of the latest before, are filled in.
        tables: names or Chinese names of tables; all that ask for something if empty.
        year: the school or calendar year; the latest loaded if None.
        every_field: also the fields that other systems have.

    Raises:
        LuoshiError: T803 when a table is not known.
    """
    from luoshi.stats.templates import template_book

    return template_book(statistics_library(workspace), tables, year, every_field=every_field)


def learn_mapping(workspace: Workspace, path: Path, table: str = "") -> tuple[LearntForm, ...]:
    """Return what each sheet of a file is taken for, with the mapping as YAML and its first rows as they would load.

    Args:
        workspace: its own definitions and mappings come first.
        path: the file.
        table: the table of sheets that are not recognised, by either name; empty if not known.

    Raises:
        LuoshiError: T010 to T013 the file cannot be opened, T803 the table is not known.
    """
    from luoshi.stats.learning import learn

    return learn(statistics_library(workspace), path, table)


def statistics_history(workspace: Workspace) -> tuple[Snapshot, ...]:
    """Return the snapshots from the one in force back to the first."""
    from luoshi.stats.store import history

    return tuple(history(workspace.snapshots))


def statistics_difference(workspace: Workspace, old: str, new: str = "现在") -> tuple[TableDifference, ...]:
    """Return what differs between two snapshots, table by table and year by year.

    Args:
        workspace: whose database it is.
        old, new: the first characters of an id, or 上一个 for the one before; 现在 is the one in force.

    Raises:
        LuoshiError: T704 when there is no such snapshot.
    """
    from luoshi.stats.differing import differences
    from luoshi.stats.store import find

    library = statistics_library(workspace)
    return differences(library, find(library.folder, old), find(library.folder, new))


def roll_back_statistics(workspace: Workspace, name: str, order: LoadOrder) -> Snapshot:
    """Return to the state of an earlier snapshot by a new one (回退).

    Args:
        workspace: whose database it is.
        name: the first characters of its id, or 上一个 for the one before.
        order: who does it, when and why; it names no files.

    Raises:
        LuoshiError: T704 there is no such snapshot, T706 it is the state in force.
    """
    from luoshi.stats.loading import roll_back

    return roll_back(workspace.snapshots, name, order.now, order.by, order.note, order.patience)


def missing_returns(workspace: Workspace, year: int | None = None) -> tuple[Missing, ...]:
    """Return which schools owe which returns for a school year (缺报); the latest loaded if None."""
    from luoshi.stats.overview import missing

    return missing(statistics_library(workspace), year)


def statistics_totals(workspace: Workspace, table: str, field: str, by: str = "") -> tuple[AreaTotal, ...]:
    """Return the totals of a measure for every year and area set (口径), and over all that was loaded.

    Args:
        workspace: whose database it is.
        table, field: identifiers or Chinese names.
        by: a key of the table by which totals are split, such as 学段; empty for none.

    Raises:
        LuoshiError: T803 the table is not known, T810 the field is not or cannot be added up.
    """
    from luoshi.stats.areas import totals

    with connect_statistics(workspace) as con:
        return totals(con, statistics_library(workspace).definitions, table, field, by)


def missing_book(owed: Sequence[Missing], definitions: Definitions) -> bytes:
    """Return owed returns as a workbook (缺报清单), for sending round."""
    from luoshi.stats.overview import missing_book as book

    return book(owed, definitions)


def connect_statistics(workspace: Workspace, snapshot: str = "现在") -> Connection:
    """Return a DuckDB connection with a view for each table of a snapshot, for questions in SQL.

    Raises:
        LuoshiError: T704 when there is no such snapshot.
    """
    from luoshi.stats.store import connect, current, find

    library = statistics_library(workspace)
    found = current(library.folder) if snapshot == "现在" else find(library.folder, snapshot)
    return connect(library.folder, found, library.definitions)
