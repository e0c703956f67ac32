"""Putting a backup back (恢复): into an empty workspace and an empty database, of either kind.

Entry: :func:`restore`. The database is first brought to the state in which the backup was made, filled, its chain of
the log verified, and then brought to this version. Not here: the file (:mod:`luoshi.web.system.backup`).
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from luoshi.base.errors import LuoshiError, reason
from luoshi.web.action import Context
from luoshi.web.audit.chain import Entry, append, verify
from luoshi.web.audit.heads import Head
from luoshi.web.system.backup import Manifest, files_of, open_backup, table_lines
from luoshi.web.system.tables import add_lines, count_on, dumped


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    rows: int
    files: int


def restore(path: Path, root: Path, context: Context, known: Head | None = None) -> Restored:
    """Put a backup back into an empty workspace, for which Django has been made ready, and its empty database.

    Args:
        path: the backup.
        root: the workspace, empty (:func:`luoshi.web.system.empty_folder.refuse_filled_folder`).
        context: who does it, for the log.
        known: head of the chain as it was noted elsewhere (printed with the backup).

    Raises:
        LuoshiError: N521, N522 when the backup is damaged; N523 when there is something already; N524 when the
            backup is of a newer version; N525 when its log was tampered with.
    """
    archive, manifest = open_backup(path)
    with archive:
        registry = _as_it_was(manifest)
        with transaction.atomic():
            rows = _fill(archive, registry, manifest)
            _prove(manifest, known)
            files = _write_files(archive, root)
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        append(_entry(context, path, manifest))
    return Restored(manifest, rows, files)


def _as_it_was(manifest: Manifest) -> Any:
    """Bring the empty database to the state of the backup; return the tables of that state."""
    executor = MigrationExecutor(connection)
    known, wanted = set(executor.loader.graph.nodes), set(manifest.migrations)
    if wanted - known:
        raise LuoshiError("N524", "这份备份由更新的版本做成", hint="先升级 luoshi 再恢复")
    done = set(executor.loader.applied_migrations) & known
    if done:
        _refuse_rows(executor.loader.project_state(list(done)).apps)
    if done - wanted:
        hint = "给一个空的数据库（SQLite 删掉 luoshi.sqlite3；PostgreSQL 新建一个库）"
        raise LuoshiError("N523", "数据库已由更新的版本建好，和备份对不上", hint=hint)
    graph = executor.loader.graph
    targets = [
        one
        for one in sorted(wanted)
        if not any(two.key in wanted and two.key[0] == one[0] for two in graph.node_map[one].children)
    ]
    executor.migrate(targets)
    executor.loader.build_graph()
    return executor.loader.project_state(targets).apps


def _refuse_rows(registry: Any) -> None:
    for model in dumped(registry):
        if model._base_manager.exists():
            hint = "恢复只写到空的数据库；另给一个"
            raise LuoshiError("N523", f"数据库里已有数据：{model._meta.verbose_name}", hint=hint)


def _fill(archive: ZipFile, registry: Any, manifest: Manifest) -> int:
    _refuse_rows(registry)
    models = dumped(registry)
    rows = 0
    for model in models:
        label = model._meta.label_lower
        count = add_lines(model, table_lines(archive, label)) if label in manifest.tables else 0
        if count != manifest.tables.get(label, 0):
            raise LuoshiError("N522", f"备份里 {label} 的行数不对", hint="换一份备份")
        rows += count
    count_on(models)
    return rows


def _prove(manifest: Manifest, known: Head | None) -> None:
    broken = next(verify(Head(manifest.number, manifest.hash)), None)
    if broken is None and known is not None:
        broken = next(verify(known), None)
    if broken is not None:
        hint = "换一份备份；没有写入任何东西"
        raise LuoshiError("N525", f"备份里的操作日志接不上：{broken.message}", where=broken.where, hint=hint)


def _write_files(archive: ZipFile, root: Path) -> int:
    count = 0
    for name, info in files_of(archive):
        target = root / name
        own = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.tmp")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as source, own.open("wb") as stream:
                while piece := source.read(1 << 20):
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
            own.replace(target)
        except OSError as error:
            told = f"文件写不进去：{reason(error)}"
            raise LuoshiError("N523", told, where=str(target), hint="检查写权限和磁盘空间，清空以后重来") from error
        finally:
            own.unlink(missing_ok=True)
        count += 1
    return count


def _entry(context: Context, path: Path, manifest: Manifest) -> Entry:
    return Entry(
        at=context.now,
        account="",
        name=context.name,
        roles="",
        address=context.address,
        kind="备份",
        action="恢复",
        label=path.name,
        after={"备份时间": manifest.made_at, "日志末尾": manifest.printed_head},
    )
