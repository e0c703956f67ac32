"""Telling a compiled plan from a document to compile (认出规划文件).

Entries: :func:`is_plan`, :func:`refuse_plan`. Not here: reading plan files (:mod:`luoshi.workspace.plan_file`).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.readers.limits import MAX_FILE_BYTES

_NAMES = (".plan.yaml", ".plan.yml", ".plan.json")
_HEAD = re.compile("\ufeff?\\s*# 规划文件，由 luoshi 编译自：([^\r\n]*)")
_HEAD_BYTES = 4096
_BODY = re.compile("\ufeff?(?:\\s*#[^\n]*\n)*\\s*schema_version: \\d+\\s*\n", re.ASCII)
"""How a plan file begins whose first lines were changed."""
_KEYS = frozenset(("schema_version", "document", "targets"))


def is_plan(path: Path) -> bool:
    """Tell whether ``path`` is a compiled plan; False as well when it cannot be opened."""
    return _mark(path) is not None


def refuse_plan(path: Path) -> None:
    """Refuse ``path`` as a document if it is a compiled plan, told by its name or by what it begins with.

    A file that cannot be opened is left to the readers, which say why.

    Raises:
        LuoshiError: P006, it is a plan file or a plan as JSON.
    """
    source = _mark(path)
    if source is not None:
        hint = f"请给出编译前的原文件{f'：{source}' if source else ''}"
        raise LuoshiError("P006", "这是编译出来的规划文件，不是规划原文，没有编译", where=str(path), hint=hint)


def _mark(path: Path) -> str | None:
    """Return the name of the document that the plan in ``path`` was compiled from, empty if unknown; None: no plan."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_HEAD_BYTES)
            if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
                data += stream.read(MAX_FILE_BYTES)
    except OSError:
        return None
    start = data[:_HEAD_BYTES].decode("utf-8", "ignore")
    head = _HEAD.search(start) if start.lstrip("\ufeff \r\n").startswith("#") else None
    if head is None and _BODY.match(start):
        return ""
    if head is None and not path.name.lower().endswith(_NAMES) and not _is_plan_json(data):
        return None
    return head[1] if head else ""


def _is_plan_json(data: bytes) -> bool:
    if b'"schema_version"' not in data:
        return False
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.keys() >= _KEYS
