"""The folder of a public site (网站文件夹): written whole or not at all, and only over a site that luoshi wrote.

Entry: :func:`write_site`. Not here: what the files hold (:mod:`luoshi.portal.site`).
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from luoshi.base.atomic import make_folder
from luoshi.base.errors import LuoshiError, reason
from luoshi.portal.site import SITE_MARK

_LIST = "sha256.txt"
_OF_SYSTEMS = frozenset((".DS_Store", "Thumbs.db", "desktop.ini"))
"""What file managers leave in folders."""
_NAMED = 3


def write_site(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a site to ``folder``, in place of the site that was there.

    They are written to a folder beside it, which then takes its name: who opens the site meanwhile finds the old one or
    the new one, and after a failure the old one is there as it was.

    Raises:
        LuoshiError: G200 when something is there that is not a site which luoshi wrote, or files that people laid into
            it; G201 when it cannot be written; W003 when the folder above it cannot be made.
    """
    target = Path(os.path.realpath(folder))
    _check(target)
    make_folder(target.parent)
    token = secrets.token_hex(4)
    fresh, old = (target.with_name(f".{target.name[:80]}.{token}.{name}") for name in ("new", "old"))
    try:
        _write(files, fresh)
        _swap(fresh, target, old)
    except OSError as error:
        raise LuoshiError(
            "G201",
            f"网站写不进去：{reason(error)}",
            where=str(folder),
            hint="请检查是否有写权限、磁盘是否已满，或者网站里的文件是否正被其他程序打开",
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _check(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        _refuse(target, "这里已有一个同名的文件")
    if not any(target.iterdir()):
        return
    if not (target / SITE_MARK).is_file() or not (target / _LIST).is_file():
        _refuse(target, "这个文件夹不是落实写的网站，不会被替换")
    listed = {line.partition("  ")[2] for line in (target / _LIST).read_text(encoding="utf-8").splitlines()} | {_LIST}
    found = (path.relative_to(target).as_posix() for path in sorted(target.rglob("*")) if not path.is_dir())
    others = [name for name in found if name not in listed and PurePosixPath(name).name not in _OF_SYSTEMS]
    if others:
        _refuse(target, f"网站的文件夹里有别人放的文件：{'、'.join(others[:_NAMED])}{'……' * (len(others) > _NAMED)}")


def _refuse(target: Path, message: str) -> None:
    raise LuoshiError("G200", message, where=str(target), hint="换一个文件夹，或者先把那里的文件移走")


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir()
    made = {folder}
    for name, data in files.items():
        path = folder.joinpath(*PurePosixPath(name).parts)
        if ".." in path.parts or not path.is_relative_to(folder):
            raise ValueError(f"not a path within the site: {name}")
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(data)


def _swap(fresh: Path, target: Path, old: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:  # also KeyboardInterrupt: the old site stays
        old.rename(target)
        raise
