"""Where a command works and writes (工作区和输出文件): the workspace it lies in, files that are not written over.

Entries: :func:`the_workspace`, :func:`found_workspace`, :func:`write_book`, :func:`write_file`, :func:`near`.
Not here: the outputs of compiling and reviewing, which know their source (:mod:`luoshi.cli.outputs`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.cli import console

if TYPE_CHECKING:
    from luoshi.workspace.folder import Workspace


def found_workspace(folder: Path | None, file: Path | None = None) -> Workspace | None:
    """Return the workspace that was named, or that the current folder or else ``file`` lies in; None if in none."""
    from luoshi.workspace.folder import find_workspace, open_workspace

    if folder is not None:
        return open_workspace(folder)
    return find_workspace(Path()) or (find_workspace(file.parent) if file is not None else None)


def the_workspace(folder: Path | None, file: Path | None = None) -> Workspace:
    """Return the workspace that was named, or that the current folder or else ``file`` lies in.

    Raises:
        LuoshiError: S016 when there is none.
    """
    found = found_workspace(folder, file)
    if found is None:
        hint = "先用 luoshi init 文件夹 建一个，再进到里面；或加 --workspace 文件夹"
        raise LuoshiError("S016", "当前文件夹不在工作区里，不知道数据放在哪里", where=str(Path().resolve()), hint=hint)
    return found


def write_book(data: bytes, target: Path, *, force: bool) -> None:
    """Write a workbook and say so.

    Raises:
        LuoshiError: S007 when the name is none of a workbook, S014 when there is a file already, unless ``force``.
    """
    if target.suffix.lower() != ".xlsx":
        raise LuoshiError("S007", "只能写成 Excel 工作簿", where=str(target), hint="文件名用 .xlsx 结尾")
    write_file(data, target, force=force)


def write_file(data: bytes, target: Path, *, force: bool) -> None:
    """Write a file and say so.

    Raises:
        LuoshiError: S014 when there is a file already, unless ``force``.
    """
    from luoshi.base.atomic import make_folder, write_bytes

    if target.exists() and not force:
        raise LuoshiError("S014", "那里已有文件，没有覆盖", where=str(target), hint="换一个文件名，或加 --force")
    make_folder(target.parent)
    write_bytes(target, data)
    console.note(f"已写出 {near(target)}")


def near(path: Path) -> Path:
    """Return a path as seen from the current folder, where it lies in it."""
    here = Path().resolve()
    whole = path.resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else path
