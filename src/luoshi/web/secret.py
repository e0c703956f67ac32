"""The key with which sessions and forms are signed (密钥): made once for a workspace, readable by its owner only.

Entry: :func:`secret_key`. Not here: passwords (:mod:`luoshi.web.accounts.passwords`).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from luoshi.base.errors import LuoshiError, reason

_FILE = "secret.key"
_LENGTH = 64


def secret_key(folder: Path) -> str:
    """Return the key kept in ``folder``; a new one is made and kept when there is none.

    Raises:
        LuoshiError: N002 when it can neither be read nor made.
    """
    path = folder / _FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else "不是文字"
        raise LuoshiError("N002", f"网页应用的密钥读不出来：{why}", where=str(path)) from error
    if len(key) < _LENGTH:
        hint = "删掉这个文件再启动，会重新生成；登录过的人要重新登录"
        raise LuoshiError("N002", "网页应用的密钥不完整", where=str(path), hint=hint)
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f".{_FILE}.{os.getpid()}.tmp")
    handle = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_LENGTH) + "\n")
    try:
        os.link(own, path)  # whoever comes first makes it; the other reads that one
    except FileExistsError:
        pass
    finally:
        own.unlink()
