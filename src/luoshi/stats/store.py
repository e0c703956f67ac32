"""Snapshots (快照): the folder that holds the base database, state by state, none ever changed.

Entries: :func:`current`, :func:`history`, :func:`find`, :func:`publish`, :func:`connect`. ``snapshots/<id>/`` holds the
parts that came with one load as Parquet and ``snapshot.json``, the list of all parts in force; ``snapshots/current``
names the one in force. A snapshot is built under a temporary name and renamed, then ``current`` is replaced: killed at
any moment, the state before stays whole.
Not here: what goes into a snapshot (:mod:`luoshi.stats.merging`), the one at a time (:mod:`luoshi.base.lock`).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from luoshi.base.atomic import write_text
from luoshi.base.errors import LuoshiError, reason
from luoshi.model.statistics import LoadedFile, Part, Snapshot
from luoshi.model.tables import Definitions, TableDef
from luoshi.stats.columns import empty_select, literal, stored_columns

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    Connection: TypeAlias = DuckDBPyConnection

FORMAT = 1
"""Version of ``snapshot.json``."""

LOAD, ROLLBACK = "装入", "回退"
_CURRENT = "current"
_MANIFEST = "snapshot.json"
_TEMPORARY = ".tmp-"
_ID_LENGTH = 12


def current(folder: Path) -> Snapshot | None:
    """Return the snapshot in force; None when nothing was loaded yet.

    Raises:
        LuoshiError: T703 when it is named but cannot be read.
    """
    try:
        name = (folder / _CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise LuoshiError("T703", "看不出现在用的是哪个快照", where=str(folder / _CURRENT), hint=_RESTORE) from error
    return _read(folder, name)


_RESTORE = "从备份恢复 snapshots 文件夹"


def history(folder: Path) -> Iterator[Snapshot]:
    """Yield the snapshots from the one in force back to the first."""
    snapshot = current(folder)
    while snapshot is not None:
        yield snapshot
        snapshot = _read(folder, snapshot.parent) if snapshot.parent else None


BEFORE, NOW = "上一个", "现在"
"""Names of the snapshot before the one in force, and of that one."""


def find(folder: Path, name: str) -> Snapshot:
    """Return the snapshot whose id begins with ``name``; 上一个 is the one before, 现在 the one in force.

    Raises:
        LuoshiError: T704 when there is none, or more than one.
    """
    chain = list(history(folder))
    back = {NOW: 0, BEFORE: 1}.get(name)
    if back is not None:
        found = chain[back : back + 1]
    else:
        found = [snapshot for snapshot in chain if name and snapshot.id.startswith(name)]
    if len(found) == 1:
        return found[0]
    nothing = f"没有“{name}”的快照" if back is not None else f"没有编号以 {name} 开头的快照"
    message = nothing if not found else f"有 {len(found)} 个快照的编号以 {name} 开头"
    raise LuoshiError("T704", message, where=str(folder), hint="luoshi stats history 列出全部快照")


def _read(folder: Path, name: str) -> Snapshot:
    path = folder / name / _MANIFEST
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("format") > FORMAT:
            raise LuoshiError("T705", "快照由更新的版本写成", where=str(path), hint="升级 luoshi")
        parts = tuple(Part(**part) for part in data.pop("parts"))
        files = tuple(LoadedFile(**file) for file in data.pop("files"))
        return Snapshot(parts=parts, files=files, **data)
    except OSError as error:
        raise LuoshiError("T703", f"快照 {name} 读不出来：{reason(error)}", where=str(path), hint=_RESTORE) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LuoshiError("T703", f"快照 {name} 已损坏", where=str(path), hint=_RESTORE) from error


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A snapshot to be: all but its id; ``fresh`` parts lie in the temporary folder under their file names."""

    parent: str
    action: str
    kept: tuple[Part, ...]
    fresh: tuple[Part, ...]
    files: tuple[LoadedFile, ...] = ()
    restored: str = ""
    made_at: str = ""
    made_by: str = ""
    note: str = ""


def temporary_folder(folder: Path, token: str) -> Path:
    """Make and return a folder under a temporary name; remove those that killed loads left.

    Call it while holding the lock.
    """
    try:
        for left in folder.glob(f"{_TEMPORARY}*"):
            shutil.rmtree(left, ignore_errors=True)
        for left in folder.glob(f".{_CURRENT}.*.tmp"):  # a name that was to be put in force
            left.unlink(missing_ok=True)
        path = folder / f"{_TEMPORARY}{token}"
        path.mkdir(parents=True)
    except OSError as error:
        raise LuoshiError("T702", f"快照文件夹写不进去：{reason(error)}", where=str(folder)) from error
    return path


def publish(folder: Path, temporary: Path, draft: Draft) -> Snapshot:
    """Make a snapshot of a draft and put it in force; the temporary folder becomes its own.

    Raises:
        LuoshiError: T702 when it cannot be written.
    """
    name = _identity(draft)
    fresh = tuple(dataclasses.replace(part, path=f"{name}/{part.path}") for part in draft.fresh)
    parts = tuple(sorted((*draft.kept, *fresh), key=lambda part: (part.table, part.period or 0)))
    snapshot = Snapshot(
        name,
        draft.parent,
        draft.action,
        parts,
        draft.files,
        draft.restored,
        draft.made_at,
        draft.made_by,
        draft.note,
    )
    data = {"format": FORMAT, **dataclasses.asdict(snapshot)}
    write_text(temporary / _MANIFEST, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    target = folder / name
    try:
        for file in temporary.iterdir():
            _flush(file)
        if target.exists():  # written whole by a load that was killed before it could be put in force
            shutil.rmtree(target)
        temporary.rename(target)
        _flush(folder)
    except OSError as error:
        raise LuoshiError("T702", f"快照写不进去：{reason(error)}", where=str(target)) from error
    write_text(folder / _CURRENT, name + "\n")
    return snapshot


def _identity(draft: Draft) -> str:
    content = {
        "parent": draft.parent,
        "action": draft.action,
        "restored": draft.restored,
        "parts": sorted([part.table, part.period or 0, part.digest] for part in (*draft.kept, *draft.fresh)),
        "files": sorted([file.name, file.sha256] for file in draft.files),
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_ID_LENGTH]


def _flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk."""
    if os.name != "posix" and path.is_dir():
        return
    # Windows flushes only what is open for writing; a folder cannot be opened so.
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def connect(
    folder: Path, snapshot: Snapshot | None, definitions: Definitions, tables: Sequence[str] | None = None
) -> Connection:
    """Return a connection in which each table of a snapshot is a view, with the columns of today's definitions.

    Args:
        folder: the folder of snapshots.
        snapshot: None for empty tables.
        definitions: the tables there are.
        tables: names of the tables wanted; None for all.

    Raises:
        LuoshiError: T703 when a part is missing or damaged.
    """
    import duckdb

    con = duckdb.connect(":memory:", config={"preserve_insertion_order": True})
    for name in tables if tables is not None else definitions.tables:
        parts = [part for part in snapshot.parts if part.table == name] if snapshot is not None else []
        con.execute(f'CREATE VIEW "{name}" AS {parts_select(con, folder, parts, name, definitions)}')
    return con


def parts_select(con: Connection, folder: Path, parts: Sequence[Part], name: str, definitions: Definitions) -> str:
    """Return the SELECT of a table over its parts; older parts may lack columns that were added since."""
    import duckdb

    table = definitions.tables[name]
    if not parts:
        return empty_select(table)
    periods: dict[str, list[int | None]] = {}
    for part in parts:
        periods.setdefault(part.path, []).append(part.period)
    try:
        selects = [_file_select(con, folder / path, table, wanted) for path, wanted in periods.items()]
    except duckdb.Error as error:
        raise _damaged(folder / parts[0].path) from error
    return " UNION ALL ".join(selects)


@contextmanager
def damage_told(folder: Path, *snapshots: Snapshot | None) -> Iterator[None]:
    """Say which part is damaged when the block fails because of it: some damage is seen only while rows are read.

    Raises:
        LuoshiError: T703 when a part of the snapshots cannot be read.
    """
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        for path in dict.fromkeys(part.path for one in snapshots if one is not None for part in one.parts):
            with duckdb.connect(":memory:") as con:
                try:
                    con.execute(f"CREATE TABLE whole AS FROM read_parquet({literal(str(folder / path))})")
                except duckdb.Error:
                    raise _damaged(folder / path) from error
        raise


def _damaged(path: Path) -> LuoshiError:
    return LuoshiError("T703", "快照里的数据块缺失或已损坏", where=str(path), hint=_RESTORE)


def _file_select(con: Connection, path: Path, table: TableDef, periods: Sequence[int | None]) -> str:
    source = f"read_parquet({literal(str(path))})"
    there = {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    columns = ", ".join(
        f'"{column}"' if column in there else f'CAST(NULL AS {kind}) AS "{column}"'
        for column, kind in stored_columns(table).items()
    )
    where = f' WHERE "{table.time_field}" IN ({", ".join(map(str, periods))})' if table.time_field else ""
    return f"SELECT {columns} FROM {source}{where}"
