"""Readers (读取): a file -> :class:`luoshi.model.document.Document`.

Entry: :func:`read_document` for a path, :func:`read_bytes` for bytes (the pure core). Read are TXT, MD, HTML, DOCX and
PDF, told apart by content first and suffix second (``formats``). Each format reader makes *raw blocks* (``raw``), which
``structure`` turns into blocks and the section tree, alike for all formats. What is not read is refused with a
``LuoshiError``; a part that could not be read is a finding, and the status of the document is partial (``refusals``).

Not here: OFD and scans; what the text means (``luoshi.compiler``).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from luoshi.base.errors import reason
from luoshi.model.document import Document
from luoshi.readers import formats
from luoshi.readers.limits import MAX_FILE_BYTES
from luoshi.readers.refusals import Refusal, refuse

__all__ = ["file_bytes", "read_bytes", "read_document"]


def read_document(path: str | Path) -> Document:
    """Return the document in the file at ``path``.

    Raises:
        LuoshiError: R0xx, the file cannot be read; the message says what it is and what to do.
    """
    return read_bytes(Path(path).name, file_bytes(path))


def file_bytes(path: str | Path) -> bytes:
    """Return what stands in the file at ``path``.

    Raises:
        LuoshiError: R002, R003, it cannot be opened or is too large.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise refuse(Refusal.TOO_LARGE, path.name, f"超过 {MAX_FILE_BYTES >> 20} MB")
        return path.read_bytes()
    except OSError as error:
        raise refuse(Refusal.NOT_FOUND, str(path), reason(error)) from error


def read_bytes(name: str, data: bytes) -> Document:
    """Return the document in the bytes ``data`` of a file called ``name``.

    Raises:
        LuoshiError: R0xx, as :func:`read_document`.
    """
    if len(data) > MAX_FILE_BYTES:
        raise refuse(Refusal.TOO_LARGE, name, f"超过 {MAX_FILE_BYTES >> 20} MB")
    return formats.read(name, data, hashlib.sha256(data).hexdigest())
