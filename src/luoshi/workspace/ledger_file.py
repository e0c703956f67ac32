"""Ledgers in files ``*.ledger.json`` (台账文件): one entry a line, so that versions can be compared line by line.

Entries: :func:`read_ledger`, :func:`write_ledger`, :func:`ledger_held`, :func:`ledger_files`, :func:`is_ledger`.
Not here: what a ledger holds (:mod:`luoshi.model.ledger`), ledgers as workbooks (``luoshi.sheets``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from luoshi.base.atomic import make_folder, write_text
from luoshi.base.errors import LuoshiError, reason
from luoshi.base.lock import locked
from luoshi.model.ledger import LEDGER_VERSION, Ledger
from luoshi.workspace.folder import Workspace

SUFFIX = ".ledger.json"
_LISTS = ("tasks", "projects")
_PATIENCE = 30.0
"""Seconds to wait for another command; each holds the ledger for as long as it takes to work it out."""
_HINT = "用版本控制恢复，或从导出的工作簿重新导入"


def is_ledger(path: Path) -> bool:
    """Tell by its name whether a file is a ledger."""
    return path.name.endswith(SUFFIX)


def ledger_files(workspace: Workspace) -> tuple[Path, ...]:
    """Return the ledgers of a workspace in the order of their names."""
    return tuple(sorted(workspace.ledgers.glob(f"*{SUFFIX}"))) if workspace.ledgers.is_dir() else ()


@contextmanager
def ledger_held(path: Path) -> Iterator[None]:
    """Let no other command change the ledger at ``path`` from reading it to writing it.

    Raises:
        LuoshiError: L004 when another does not let go, W003 or W004 when nothing can be written there.
    """
    make_folder(path.parent)
    with locked(path.with_name(f".{path.name}.lock.tmp"), _PATIENCE, refusal=_refused):
        yield


def _refused(path: Path, error: OSError | None) -> LuoshiError:
    if error is not None:
        return LuoshiError("W004", f"台账写不进去：{reason(error)}", where=str(path.parent))
    hint = "等它结束后再运行一次"
    return LuoshiError("L004", "另一个人正在写这份台账，没有等到他结束", where=str(path.parent), hint=hint)


def write_ledger(ledger: Ledger, path: Path) -> bool:
    """Write a ledger, whole or not at all; return whether the file is another one now.

    Raises:
        LuoshiError: W004 when it cannot be written.
    """
    text = ledger_text(ledger)
    if path.is_file() and path.read_bytes() == text.encode("utf-8"):
        return False
    make_folder(path.parent)
    write_text(path, text)
    return True


def ledger_text(ledger: Ledger) -> str:
    """Return a ledger as JSON: its own keys, then one entry a line, without what is empty."""
    content = ledger.model_dump(mode="json", exclude_defaults=True)
    content = {"schema_version": ledger.schema_version, "name": ledger.name, **content}
    lines = [f" {_json(key)}: {_json(value)}" for key, value in content.items() if key not in _LISTS]
    for key in _LISTS:
        entries = ",\n".join(f"  {_json(one)}" for one in content.get(key, ()))
        lines.append(f" {_json(key)}: [\n{entries}\n ]" if entries else f" {_json(key)}: []")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_ledger(path: Path) -> Ledger:
    """Return the ledger in a file.

    Raises:
        LuoshiError: L001 when it cannot be read, L002 when it is no ledger, L003 when a newer version wrote it.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LuoshiError("L001", f"台账读不出来：{reason(error)}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise LuoshiError("L001", "台账不是 UTF-8 编码", where=str(path), hint=_HINT) from error
    try:
        content = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", None)
        where = f"{path} 第 {line} 行" if line else str(path)
        raise LuoshiError("L002", "台账不是合格的 JSON", where=where, hint=_HINT) from error
    version = content.get("schema_version") if isinstance(content, dict) else None
    if isinstance(version, int) and version > LEDGER_VERSION:
        raise LuoshiError("L003", "台账是较新版本的 luoshi 写的", where=str(path), hint="请升级 luoshi")
    try:
        return Ledger.model_validate(content)
    except ValidationError as error:
        raise LuoshiError("L002", _told(error, content), where=str(path), hint=_HINT) from error


def _told(error: ValidationError, content: object) -> str:
    """Return in Chinese what does not fit first, with the number of the entry."""
    first = error.errors()[0]
    place = list(first["loc"])
    named = ""
    if len(place) > 1 and place[0] in _LISTS and isinstance(place[1], int) and isinstance(content, dict):
        entry = content[str(place[0])][place[1]]
        number = entry.get("id") if isinstance(entry, dict) else None
        named = f"{number or f'第 {place[1] + 1} 项'} 的 "
        place = place[2:]
    own = str(first.get("ctx", {}).get("error", ""))
    return f"台账里 {named}{'.'.join(map(str, place)) or '整体'} 不对{f'：{own}' if own else ''}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
