"""Backups (备份): all of a workspace and its database in one file, made while the server runs.

Entries: :func:`make_backup`, :func:`open_backup`, :class:`Manifest`. A ZIP with a line of JSON for each row of the
database, the files of the workspace, and ``manifest.json``: the SHA-256 of each part and the head of the chain of the
log. Files are read after the database: what it tells of lies there by then, as files come before rows that name them.
Not in it: the key of sessions, what can be made again (``build/``), older backups.
Not here: putting one back (:mod:`luoshi.web.system.restoring`).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

import luoshi
from luoshi.base.errors import LuoshiError, reason
from luoshi.web.audit.chain import head
from luoshi.web.environment import DATABASE_FILE
from luoshi.web.system.tables import dumped, lines_of, steady

FORM = 1
FOLDER = Path("web", "backups")
MANIFEST = "manifest.json"
_TABLES, _FILES = "database/", "files/"
_NOT_TAKEN = ("build", ".git", "web/backups", "web/secret.key")
_PIECE = 1 << 20
Tell = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        made_at: when, ISO 8601.
        version: of luoshi.
        database: sqlite or postgresql.
        number, hash: head of the chain of the log.
        migrations: the state of the database, as (app, name).
        tables: table -> how many rows.
        sums: part of the ZIP -> SHA-256.
    """

    made_at: str
    version: str
    database: str
    number: int
    hash: str
    migrations: tuple[tuple[str, str], ...]
    tables: dict[str, int]
    sums: dict[str, str]
    form: int = field(default=FORM)

    @property
    def printed_head(self) -> str:
        """The head as it is printed, and as ``--head`` takes it."""
        return f"{self.number}:{self.hash}"


def backup_name(at: datetime) -> str:
    """Return the usual name of a backup of a moment."""
    return f"luoshi-{at:%Y%m%d-%H%M%S}.zip"


def make_backup(root: Path, target: Path, at: datetime, tell: Tell = lambda done, told: None) -> Manifest:
    """Write a backup of the workspace at ``root`` and its database to ``target``, whole or not at all.

    Args:
        root: the workspace.
        target: must not be there yet.
        at: the moment.
        tell: is told the progress, 0-100.

    Raises:
        LuoshiError: N520 when it cannot be written, or there is such a file.
    """
    if target.exists():
        raise LuoshiError("N520", "那里已有文件，没有覆盖", where=str(target), hint="换一个文件名")
    own = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(own, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as stream:
            with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=6) as archive:
                manifest = _write(archive, root, at, tell)
            stream.flush()
            os.fsync(stream.fileno())
        own.replace(target)
    except OSError as error:
        hint = "检查文件夹的写权限和磁盘空间"
        raise LuoshiError("N520", f"备份写不出来：{reason(error)}", where=str(target), hint=hint) from error
    finally:
        own.unlink(missing_ok=True)
    return manifest


def open_backup(path: Path) -> tuple[ZipFile, Manifest]:
    """Return a backup, opened, and what it says of itself; every part was read and is as the manifest says.

    Raises:
        LuoshiError: N521 when it is none or cannot be read, N522 when a part is damaged, missing or added.
    """
    try:
        archive = ZipFile(path)
        told = json.loads(archive.read(MANIFEST))
        if told["form"] != FORM:
            hint = "这份备份由更新的版本做成，先升级 luoshi"
            raise LuoshiError("N521", "这份备份的格式不认识", where=str(path), hint=hint)
        manifest = Manifest(**told | {"migrations": tuple((app, name) for app, name in told["migrations"])})
        found = {name: _sum(archive, name) for name in archive.namelist() if name != MANIFEST}
    except OSError as error:
        raise LuoshiError("N521", f"备份读不出来：{reason(error)}", where=str(path)) from error
    except (BadZipFile, KeyError, ValueError, TypeError, EOFError, NotImplementedError) as error:
        hint = "给出 luoshi backup 做成的文件；传输中断的要重新复制"
        raise LuoshiError("N521", "这不是备份，或者已经损坏", where=str(path), hint=hint) from error
    wrong = [name for name in {**manifest.sums, **found} if manifest.sums.get(name) != found.get(name)]
    if wrong:
        told = f"备份里有 {len(wrong)} 处和校验码不符：{wrong[0]}"
        raise LuoshiError("N522", told, where=str(path), hint="换一份备份；不要用它恢复")
    return archive, manifest


def table_lines(archive: ZipFile, table: str) -> Iterator[bytes]:
    """Yield the lines of a table of a backup."""
    with archive.open(f"{_TABLES}{table}.jsonl") as stream:
        yield from stream


def files_of(archive: ZipFile) -> Iterator[tuple[str, ZipInfo]]:
    """Yield the files of a backup: path within the workspace, entry of the ZIP.

    Raises:
        LuoshiError: N522 when a path leads out of the workspace.
    """
    for info in archive.infolist():
        if not info.filename.startswith(_FILES):
            continue
        name = info.filename.removeprefix(_FILES)
        if not name or name.startswith("/") or ":" in name or "\\" in name or ".." in name.split("/"):
            raise LuoshiError("N522", f"备份里的文件名不对：{name}", hint="换一份备份；不要用它恢复")
        yield name, info


def files_to_take(root: Path) -> list[Path]:
    """Return the files of a workspace that a backup holds, in order."""
    found = []
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        inner = here.relative_to(root).as_posix()
        prefix = "" if inner == "." else f"{inner}/"
        folders[:] = [one for one in folders if f"{prefix}{one}" not in _NOT_TAKEN]
        for name in names:
            is_temporary = name.startswith(".") and name.endswith(".tmp")
            is_database = prefix == "" and name.startswith(DATABASE_FILE)
            if f"{prefix}{name}" not in _NOT_TAKEN and not is_temporary and not is_database:
                found.append(here / name)
    return sorted(path for path in found if path.is_file())


def _write(archive: ZipFile, root: Path, at: datetime, tell: Tell) -> Manifest:
    sums: dict[str, str] = {}
    tables: dict[str, int] = {}
    with steady():
        last = head()
        migrations = tuple(sorted(MigrationRecorder(connection).applied_migrations()))
        models = dumped()
        for place, model in enumerate(models):
            label = model._meta.label_lower
            tell(60 * place // len(models), f"数据表 {label}")
            name = f"{_TABLES}{label}.jsonl"
            sums[name], tables[label] = _put(archive, name, at, lines_of(model))
    taken = files_to_take(root)
    for place, path in enumerate(taken):
        name = _FILES + path.relative_to(root).as_posix()
        tell(60 + 40 * place // len(taken), name)
        sums[name], _ = _put(archive, name, at, _pieces(path))
    manifest = Manifest(
        made_at=at.isoformat(timespec="seconds"),
        version=luoshi.__version__,
        database=connection.vendor,
        number=last.number,
        hash=last.hash,
        migrations=migrations,
        tables=tables,
        sums=sums,
    )
    told: dict[str, Any] = asdict(manifest)
    _put(archive, MANIFEST, at, [json.dumps(told, ensure_ascii=False, indent=1).encode()])
    return manifest


def _put(archive: ZipFile, name: str, at: datetime, pieces: Iterable[bytes]) -> tuple[str, int]:
    """Write an entry; return its SHA-256 and how many pieces it had."""
    info = ZipInfo(name, at.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    seen, count = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as entry:
        for piece in pieces:
            seen.update(piece)
            entry.write(piece)
            count += 1
    return seen.hexdigest(), count


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece


def _sum(archive: ZipFile, name: str) -> str:
    seen = hashlib.sha256()
    with archive.open(name) as stream:
        while piece := stream.read(_PIECE):
            seen.update(piece)
    return seen.hexdigest()
