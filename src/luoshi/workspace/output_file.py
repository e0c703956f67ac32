"""Files made from a plan for people (生成的文件): never written over what a person changed or what is of another plan.

Entries: :func:`write_workbook`, :func:`write_page`, :func:`write_report`, :func:`write_word`, and
:func:`reviewed_name`, which knows a report. All let a file stand that
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

from luoshi.base.atomic import write_bytes
from luoshi.base.errors import LuoshiError, reason
from luoshi.model.review_report import ReviewReport
from luoshi.workspace.plan_file import Written

_MARK = re.compile(rb"<!-- luoshi (?P<sum>[0-9a-f]{16}) -->\n\Z")


KEEP_PLAN = (
    "改过的规划工作簿先用 luoshi plan import-xlsx 读回；已经读回的、不要的，加 --force 覆盖；也可以用 -o 写到别处"
)
KEEP_REVIEW = "填写过的审校工作簿不会被覆盖：另存一份，或用 -o 写到别处；要覆盖时加 --force"
KEEP_WORD = "那里的批注可能有人回复过，不会被覆盖：另存一份，或用 -o 写到别处；要覆盖时加 --force"
KEEP_OTHER = "另存一份，或用 -o 写到别处；要覆盖时加 --force"


def write_workbook(data: bytes, path: Path, source: str, *, force: bool = False, keep: str = KEEP_PLAN) -> Written:
    """Write a workbook of the document ``source`` to ``path``, whole or not at all.

    Saving in Excel or WPS without a change of a cell does not make it a changed one. ``keep`` tells what a person does
    with a file that stays.

    Raises:
        LuoshiError: P005 when the file there is not as luoshi wrote it for the same document, unless ``force``; W004
            when it cannot be written.
    """
    from luoshi.sheets.book_reader import is_unedited

    return _write(data, path, lambda old: is_unedited(old, source), force=force, keep=keep)


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

    return _write(
        body + f"<!-- luoshi {_checksum(body, source)} -->\n".encode(), path, is_ours, force=force, keep=KEEP_OTHER
    )


def write_report(text: str, path: Path, source: str, *, force: bool = False) -> Written:
    """Write the JSON of a review of the document ``source`` to ``path``, whole or not at all.

    Raises:
        LuoshiError: as :func:`write_workbook`.
    """
    return _write(text.encode("utf-8"), path, lambda old: reviewed_name(old) == source, force=force, keep=KEEP_OTHER)


def write_word(data: bytes, path: Path, *, force: bool = False) -> Written:
    """Write a Word file to ``path``, whole or not at all; people answer comments in it.

    Raises:
        LuoshiError: P005 when another file is there, unless ``force``; W004 when it cannot be written.
    """
    return _write(data, path, lambda _: False, force=force, keep=KEEP_WORD)


def reviewed_name(data: bytes) -> str | None:
    """Return the name of the document whose review ``data`` is as JSON; None if it is no such thing."""
    try:
        return ReviewReport.model_validate_json(data).document.name
    except ValidationError:
        return None


def _write(data: bytes, path: Path, is_ours: Callable[[bytes], bool], *, force: bool, keep: str) -> Written:
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
        raise LuoshiError("P005", message, where=str(path), hint=keep)
    write_bytes(path, data)
    return Written.REPLACED


def _checksum(body: bytes, source: str) -> str:
    return hashlib.sha256(body + b"\0" + source.encode("utf-8", "surrogatepass")).hexdigest()[:16]
