"""Loading returns (装入): every file checked first, then one snapshot, or nothing at all.

Entries: :func:`load`, :func:`roll_back`. The steps stand in the order they are done; nothing is written to the folder
of snapshots but under a temporary name until all checks are through.
Not here: what is checked (:mod:`luoshi.stats.taking`, ``keys``, ``checks``), the files of a snapshot
(:mod:`luoshi.stats.store`).
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.atomic import make_folder
from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Severity
from luoshi.base.lock import locked
from luoshi.model.statistics import DataFinding, LoadedFile, LoadResult, Movement, Part, Snapshot
from luoshi.model.tables import Definitions, TimePoint
from luoshi.stats import store
from luoshi.stats.checks import CheckReport, CheckRules, CheckScope, load_rules, run_checks
from luoshi.stats.file_names import file_names
from luoshi.stats.keys import check_keys
from luoshi.stats.mapping import FormMapping
from luoshi.stats.merging import Base, merge, write_parts
from luoshi.stats.shaping import Asked
from luoshi.stats.side_by_side import AT_A_TIME, side_by_side
from luoshi.stats.staging import Staged
from luoshi.stats.taking import TakenFile
from luoshi.stats.workers import Seed, take_all

if TYPE_CHECKING:
    import duckdb

LOCK = ".lock"
_MEMORY = "600MB"
_OF_ABSENCE = ("T403", "T6")
"""Codes of checks that are about rows that are not there."""


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """What is to be loaded, and how.

    Attributes:
        paths: the files, each an XLSX, XLS or CSV.
        point: status and time point of the figures.
        year: the school or calendar year they are of, where the files do not say it; None to take it from them.
        now: the time of the load, local.
        by: who loads.
        patience: seconds to wait while another load runs.
        only_check: stop before writing.
    """

    paths: Sequence[Path]
    point: TimePoint
    now: datetime
    year: int | None = None
    by: str = ""
    note: str = ""
    patience: float = 30.0
    only_check: bool = False


@dataclass(frozen=True, slots=True)
class Library:
    """Where snapshots lie and by what files are read: definitions and mappings; the folder of a bureau's own checks."""

    folder: Path
    definitions: Definitions
    mappings: Sequence[FormMapping] = ()
    own_rules: Path | None = None


def load(library: Library, order: LoadOrder, on_wait: Callable[[], None] | None = None) -> LoadResult:
    """Load files into the base database and return what came of it; with an error among the findings nothing changed.

    Raises:
        LuoshiError: T701 another load runs, T702 the folder cannot be written, T703 the state before cannot be read.
    """
    make_folder(library.folder)
    with locked(library.folder / LOCK, order.patience, on_wait):
        before = store.current(library.folder)
        temporary = store.temporary_folder(library.folder, secrets.token_hex(6))
        try:
            return _load(library, order, before, temporary)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _load(library: Library, order: LoadOrder, before: Snapshot | None, temporary: Path) -> LoadResult:
    mappings = tuple(library.mappings)
    seed = Seed(library.definitions, mappings, Asked(order.year), order.now.date(), temporary, file_names(order.paths))
    staged = Staged(library.definitions)
    found: list[TakenFile] = []
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(_database, temporary)  # these take some hundredths of a second, while files are read
        rules = pool.submit(load_rules, library.definitions, library.own_rules)
        for taken, rows in take_all(order.paths, seed):
            staged.take(rows)
            found.append(taken)
    findings = [one for taken in found for one in taken.findings]
    base = Base(library.folder, before)
    with store.damage_told(library.folder, before), opening.result() as con:
        staged.into(con)
        touched = merge(con, staged, base, order.point)
        findings += check_keys(con, staged, order.point.status)
        report = _checks(con, library.definitions, touched, rules.result())
        news = _News.of(con, staged)
        findings += news.findings(_apart_from_wrong_cells(report.findings, findings))
        refused = any(one.finding.severity is Severity.ERROR for one in findings)
        parts: list[Part] = []
        if not refused and not order.only_check:
            parts += _parts(con, library, touched, base, temporary)
    snapshot = None
    if not refused and not order.only_check:  # without parts, too: a period may be emptied
        files = [taken.file for taken in found]
        snapshot = _published(library.folder, temporary, _NewState(before, touched, parts), files, order)
    return LoadResult(
        snapshot or before,
        snapshot is not None,
        _sorted(findings),
        news.movements(report.movements, findings),
        dict(staged.rows),
        dict(report.area_names),
        {taken.file.name: taken.shapes for taken in found},
    )


@dataclass(frozen=True, slots=True)
class _News:
    """Whose rows came with a load: (table, owner, year). What the checks say of others was said when they came."""

    owners: frozenset[tuple[str, str, int | None]]

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, staged: Staged) -> _News:
        owners: set[tuple[str, str, int | None]] = set()
        for name in staged.rows:
            table = staged.definitions.tables[name]
            if table.owner_field and table.time_field:
                keys = f'"{table.owner_field}", "{table.time_field}"'
                rows = con.execute(f'SELECT DISTINCT {keys} FROM "new_{name}" WHERE _new').fetchall()
                owners.update((name, owner, year) for owner, year in rows)
        return cls(frozenset(owners))

    def findings(self, found: Sequence[DataFinding]) -> list[DataFinding]:
        """Return the findings that concern rows of the load, or rows that are not there."""
        return [one for one in found if one.places or one.finding.code.startswith(_OF_ABSENCE)]

    def movements(self, found: Sequence[Movement], wrong: Sequence[DataFinding]) -> tuple[Movement, ...]:
        """Return the movements of those whose rows came; a cell that is wrong counts for nothing and seems a fall."""
        cells = {(one.table, one.owner, one.period) for one in wrong if one.finding.code.startswith("T11")}
        told = self.owners - cells
        return tuple(one for one in found if (one.table, one.owner, one.period) in told)


def _database(temporary: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={
            "memory_limit": _MEMORY,
            "temp_directory": str(temporary / "spill"),
            "threads": 1,  # for a statement; several are run side by side
            "preserve_insertion_order": False,  # rows are put in the order of their keys when they are written
        },
    )


def _checks(
    con: duckdb.DuckDBPyConnection,
    definitions: Definitions,
    touched: Mapping[str, frozenset[int | None]],
    rules: CheckRules,
) -> CheckReport:
    periods = frozenset((name, year) for name, years in touched.items() for year in years if year is not None)
    return run_checks(con, definitions, CheckScope(periods), rules, AT_A_TIME)


def _parts(
    con: duckdb.DuckDBPyConnection,
    library: Library,
    touched: Mapping[str, frozenset[int | None]],
    base: Base,
    temporary: Path,
) -> list[Part]:
    """Write the parts of all tables touched, and return them."""

    def write(cursor: duckdb.DuckDBPyConnection, name: str) -> list[Part]:
        return write_parts(cursor, library.definitions.tables[name], touched[name], base, temporary)

    return [part for parts in side_by_side(con, touched, write) for part in parts]


def _apart_from_wrong_cells(found: Sequence[DataFinding], before: Sequence[DataFinding]) -> list[DataFinding]:
    """Return what the checks found but for schools with a wrong cell: their sums are wrong because of it."""
    wrong = {(one.owner, one.period) for one in before if one.owner and one.finding.severity is Severity.ERROR}
    return [one for one in found if (one.owner, one.period) not in wrong]


def _sorted(findings: Sequence[DataFinding]) -> tuple[DataFinding, ...]:
    """Return the findings, the gravest first; what is said of several files in the same words is said once."""
    kept: dict[tuple[str, str], list[DataFinding]] = {}
    for number, one in enumerate(findings):
        is_info = one.finding.severity is Severity.INFO
        kept.setdefault((one.finding.code, one.finding.message if is_info else str(number)), []).append(one)
    told = [_at_all(ones) for ones in kept.values()]
    return tuple(sorted(told, key=lambda one: -one.finding.severity.rank))


def _at_all(ones: Sequence[DataFinding]) -> DataFinding:
    if len(ones) == 1:
        return ones[0]
    places = tuple(place for one in ones for place in one.places)
    finding = replace(ones[0].finding, where=f"{ones[0].finding.where}等 {len(ones)} 张表")
    return replace(ones[0], finding=finding, places=places)


@dataclass(frozen=True, slots=True)
class _NewState:
    """The snapshot before, the periods that the load touches, and their parts as they are now."""

    before: Snapshot | None
    touched: Mapping[str, frozenset[int | None]]
    parts: Sequence[Part]


def _published(
    folder: Path, temporary: Path, state: _NewState, files: Sequence[LoadedFile], order: LoadOrder
) -> Snapshot | None:
    """Publish the new state; None when it is the one before."""
    before, parts = state.before, state.parts
    known = before.parts if before is not None else ()
    kept = [part for part in known if part.period not in state.touched.get(part.table, ())]
    unchanged = [part for part in parts if part in known]
    fresh = [part for part in parts if part not in known]
    if not fresh and len(kept) + len(unchanged) == len(known):
        return None
    shutil.rmtree(temporary / "spill", ignore_errors=True)
    draft = store.Draft(
        parent=before.id if before is not None else "",
        action=store.LOAD,
        kept=(*kept, *unchanged),
        fresh=tuple(fresh),
        files=tuple(files),
        made_at=order.now.isoformat(timespec="seconds"),
        made_by=order.by,
        note=order.note,
    )
    return store.publish(folder, temporary, draft)


def roll_back(folder: Path, name: str, now: datetime, by: str = "", note: str = "", patience: float = 30.0) -> Snapshot:
    """Return to the state of an earlier snapshot by a new one that points to its parts.

    Args:
        name: the first characters of its id, or 上一个 for the one before.

    Raises:
        LuoshiError: T704 there is no such snapshot, T706 it is the one in force, T701 another load runs.
    """
    make_folder(folder)
    with locked(folder / LOCK, patience):
        before = store.current(folder)
        target = store.find(folder, name)
        if before is None or target.parts == before.parts:
            raise LuoshiError("T706", f"现在就是快照 {target.id} 的状态，不用回退", where=str(folder))
        temporary = store.temporary_folder(folder, secrets.token_hex(6))
        draft = store.Draft(
            parent=before.id,
            action=store.ROLLBACK,
            kept=target.parts,
            fresh=(),
            restored=target.id,
            made_at=now.isoformat(timespec="seconds"),
            made_by=by,
            note=note,
        )
        return store.publish(folder, temporary, draft)
