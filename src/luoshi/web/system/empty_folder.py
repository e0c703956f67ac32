"""Whether a folder may take a whole workspace (空文件夹). Entry: :func:`refuse_filled_folder`."""

from __future__ import annotations

import os
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.workspace.folder import SETTINGS

_KEPT = frozenset({SETTINGS, ".gitignore", "web/secret.key"})
"""What ``luoshi init`` and the first look at a workspace leave there: a workspace with these only is empty."""


def refuse_filled_folder(root: Path) -> None:
    """Refuse a workspace that holds anything already.

    Raises:
        LuoshiError: N523.
    """
    for folder, _, names in os.walk(root):
        for name in names:
            inner = (Path(folder) / name).relative_to(root).as_posix()
            if inner not in _KEPT:
                hint = "恢复只写到空的文件夹；另给一个：-w 新文件夹"
                raise LuoshiError("N523", f"那里已有文件：{inner}", where=str(root), hint=hint)
