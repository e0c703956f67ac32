"""A review as a Word file with comments (审校批注): the original where it is one, else a clean copy.

Entry: :func:`write_review_word`. Of an original every part stays byte for byte, save the text, in which the
comments are anchored, and the parts that tell of comments.
Not here: what comments say (:mod:`luoshi.report.word_comments`), how they are anchored
(:mod:`luoshi.report.word_runs`), the clean copy (:mod:`luoshi.report.clean_word`).
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from luoshi.base.errors import LuoshiError
from luoshi.model.document import Document
from luoshi.model.review import Review
from luoshi.report.clean_word import clean_word
from luoshi.report.word_comments import add_remarks, remarks
from luoshi.report.word_package import WordFile, open_word


def write_review_word(data: bytes, document: Document, review: Review, *, date: datetime | None = None) -> bytes:
    """Return a Word file in which each finding of ``review`` that stands is a comment at its places.

    A Word file of which a part is damaged cannot be carried over and gives a clean copy too.

    Args:
        data: the file that ``document`` was read from.
        document: as it was read from ``data``.
        review: of that document.
        date: the time shown at the comments, UTC; none by default, so that the same review gives the same bytes.

    Raises:
        LuoshiError: R026, ``data`` is not what ``document`` was read from.
    """
    file = _original(data, document) or clean_word(document)
    add_remarks(file, remarks(document, review), f"{date:%Y-%m-%dT%H:%M:%SZ}" if date else "")
    return file.pack()


def _original(data: bytes, document: Document) -> WordFile | None:
    if document.sha256 and hashlib.sha256(data).hexdigest() != document.sha256:
        hint = "请重新审校这份文件"
        raise LuoshiError("R026", "文件在读入之后改过，批注会标错位置", where=document.name, hint=hint)
    if document.format != "docx":
        return None
    opened = open_word(document.name, data)
    return opened[0] if opened is not None and opened[1] == document.text else None
