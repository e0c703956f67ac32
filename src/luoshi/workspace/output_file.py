"""Files made from a plan for people (生成的文件): never written over what a person changed or what is of another plan.

Entries: :func:`write_workbook`, :func:`write_page`, :func:`write_report`, :func:`write_word`. All let a file stand that
is not as luoshi wrote it for the same document: a workbook knows the digest of its cells, a page ends with a comment
that holds its checksum, a report names its document; of a Word file nobody can tell, it is never written over.
Not here: plan files (:mod:`luoshi.workspace.plan_file`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from luoshi.base.errors import LuoshiError, reason
from luoshi.model.review_report import ReviewReport
from luoshi.workspace.atomic import write_bytes
from luoshi.workspace.plan_file import Written

_MARK = re.compile(rb"<!-- luoshi (?P<sum>[0-9a-f]{16}) -->\n\Z")


def write_workbook(data: bytes, path: Path, source: str, *, force: bool = False) -> Written:
    """Write a workbook of the document ``source`` to ``path``, whole or not at all.

    Saving in Excel or WPS without a change of a cell does not make it a changed one.

    Raises:
        LuoshiError: P005 when the file there is not as luoshi wrote it for the same document, unless ``force``; W004
            when it cannot be written.
    """
    from luoshi.sheets.book_reader import is_unedited

    return _write(data, path, lambda old: is_unedited(old, source), force=force)


def write_page(text: str, path: Path, source: str, *, force: bool = False) -> Written:
    """Write an HTML page of the document ``source`` to ``path``, whole or not at all, a closing comment added.

    Raises:
        LuoshiError: as :func:`write_workbook`.
    """
    body = text.encode("utf-8")

    def is_ours(old: bytes) -> bool:
        # version control and editors may have changed the newlines
        old = old.replace(b"\r\n", b"\n")
        found = _MARK.search(old)
        return found is not None and found["sum"].decode() == _checksum(old[: found.start()], source)

    return _write(body + f"<!-- luoshi {_checksum(body, source)} -->\n".encode(), path, is_ours, force=force)


def write_report(text: str, path: Path, source: str, *, force: bool = False) -> Written:
    """Write the JSON of a review of the document ``source`` to ``path``, whole or not at all.

    Raises:
        LuoshiError: as :func:`write_workbook`.
    """
    return _write(text.encode("utf-8"), path, lambda old: _reviewed(old) == source, force=force)


def write_word(data: bytes, path: Path, *, force: bool = False) -> Written:
    """Write a Word file to ``path``, whole or not at all; people answer comments in it.

    Raises:
        LuoshiError: P005 when another file is there, unless ``force``; W004 when it cannot be written.
    """
    return _write(data, path, lambda _: False, force=force)


def _reviewed(data: bytes) -> str | None:
    """Return the name of the document whose review ``data`` is as JSON; None if it is no such thing."""
    try:
        return ReviewReport.model_validate_json(data).document.name
    except ValidationError:
        return None


def _write(data: bytes, path: Path, is_ours: Callable[[bytes], bool], *, force: bool) -> Written:
    if not path.exists():
        write_bytes(path, data)
        return Written.NEW
    try:
        old = path.read_bytes()
    except OSError as error:
        hint = "请检查权限，或文件是否正被其他程序打开"
        raise LuoshiError("W004", f"那里已有的文件读不出来：{reason(error)}", where=str(path), hint=hint) from error
    if old == data:
        return Written.SAME
    if not force and not is_ours(old):
        message = "那里已有的文件被人改过，或不是由同一份文件生成的，没有覆盖"
        hint = (
            "改过的规划工作簿先用 luoshi plan import-xlsx 读回；已经读回的、不要的，加 --force 覆盖；"
            "也可以用 -o 写到别处"
        )
        raise LuoshiError("P005", message, where=str(path), hint=hint)
    write_bytes(path, data)
    return Written.REPLACED


def _checksum(body: bytes, source: str) -> str:
    return hashlib.sha256(body + b"\0" + source.encode("utf-8", "surrogatepass")).hexdigest()[:16]
