"""Writing a file so that it is there whole or not at all; making a folder.

Entries: :func:`write_text`, :func:`write_bytes`, :func:`make_folder`.
Not here: whether a file may be overwritten (:mod:`luoshi.workspace.plan_file`, :mod:`luoshi.workspace.output_file`).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from luoshi.base.errors import LuoshiError, reason


def make_folder(path: Path) -> bool:
    """Make ``path`` and the folders above it; return whether it was not there yet.

    Raises:
        LuoshiError: W003 when it cannot be made.
    """
    if path.is_dir():
        return False
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        hint = "请换一个文件夹，或检查写权限"
        raise LuoshiError("W003", f"文件夹建不起来：{reason(error)}", where=str(path), hint=hint) from error
    return True


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` as UTF-8, like :func:`write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: under a temporary name in the same folder, flushed to disk, then renamed.

    Who reads ``path`` meanwhile, or after this process was killed at any moment, finds the old content or the new one.
    A link is followed, and the permissions of an existing file are kept.

    Raises:
        LuoshiError: W004 when the folder or file cannot be written.
    """
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:80]}.{secrets.token_hex(4)}.tmp")
    try:
        _write_and_rename(temporary, target, data)
    except OSError as error:
        raise LuoshiError(
            "W004",
            f"文件写不进去：{reason(error)}",
            where=str(path),
            hint="请检查文件夹是否存在、是否有写权限、磁盘是否已满，或文件是否正被其他程序打开",
        ) from error


def _write_and_rename(temporary: Path, target: Path, data: bytes) -> None:
    # O_EXCL with 0o666 rather than tempfile: the result then has the user's own umask, not 0600.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except BaseException:  # also KeyboardInterrupt: nothing half written may stay behind
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system lets a folder be opened (Windows does not)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
