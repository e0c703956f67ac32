"""Files that people hand in (上传的文件), kept by their hash beside the database.

Entries: :func:`keep`, :func:`read`, :func:`drop`, :func:`sweep`. What a file is, is told by its content, never by its
name. The name of a file on the disk is its hash: nothing that people wrote becomes part of a path.
Not here: who may have a file (the row that names its hash decides, see :mod:`luoshi.web.scope`).
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from luoshi.base.atomic import make_folder, write_bytes
from luoshi.base.errors import LuoshiError
from luoshi.web.clock import stamp

LARGEST = 20 * 2**20
"""Bytes of the largest file that is taken."""

TABLES = frozenset({"xlsx", "xls", "csv", "docx"})
"""Kinds that can hold a table."""
EVIDENCE = frozenset({"pdf", "jpg", "png", "docx", "xlsx"})
"""Kinds that evidence (佐证材料) may be."""

KEPT, UPLOADS = "files", "uploads"
"""Shelves: files that stay (attachments), and those between a preview and its confirmation, which are swept away."""

_WORDS = {
    "xlsx": "Excel（xlsx）",
    "xls": "Excel 97-2003（xls、et）",
    "csv": "文本表格（csv）",
    "docx": "Word（docx）",
    "doc": "Word 97-2003（doc、wps）",
    "pdf": "PDF",
    "html": "网页（html）",
    "jpg": "图片（jpg）",
    "png": "图片（png）",
}
_UNKNOWN = "认不出的文件"
_MAGIC = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"))
_ZIP_PARTS = (("xl/", "xlsx"), ("word/", "docx"))
_MARKUP = re.compile(r"\s*<(?:!doctype|html|\?xml|script|svg)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was kept: its SHA-256, its size in bytes, its kind (``xlsx``, ``pdf``…)."""

    digest: str
    size: int
    kind: str


def keep(content: bytes, name: str, allowed: frozenset[str], *, shelf: str = KEPT) -> Kept:
    """Keep a file; the same content is kept once.

    Args:
        content: the file.
        name: as the person called it, for messages only.
        allowed: kinds that are taken.
        shelf: :data:`KEPT` or :data:`UPLOADS`.

    Raises:
        LuoshiError: N340 its kind is not taken, N341 it is too large, N342 it is empty;
            W003, W004 it cannot be written.
    """
    if not content:
        raise LuoshiError("N342", "文件是空的", where=name, hint="打开看一看，另存以后再上传")
    if len(content) > LARGEST:
        told = f"文件有 {len(content) / 2**20:.1f} MB，最大 {LARGEST // 2**20} MB"
        raise LuoshiError("N341", told, where=name, hint="压缩图片、拆成几份再上传")
    kind = kind_of(content)
    if kind not in allowed:
        told = f"这里不收这种文件：按内容看是{_WORDS.get(kind, _UNKNOWN)}"
        takes = "、".join(_WORDS[one] for one in _WORDS if one in allowed)
        raise LuoshiError("N340", told, where=name, hint=f"可以上传：{takes}；要另存成这些格式，只改后缀名不行")
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest, shelf)
    make_folder(path.parent)
    if path.exists():
        path.touch()  # it is in use again: not to be swept away
    else:
        write_bytes(path, content)
    return Kept(digest, len(content), kind)


def read(digest: str, *, shelf: str = KEPT) -> bytes:
    """Return the content of a kept file.

    Raises:
        LuoshiError: N343 when it is not there any more, or is not what it was.
    """
    try:
        content = _path(digest, shelf).read_bytes()
    except OSError as error:
        hint = "再上传一次" if shelf == UPLOADS else "请系统管理员从备份恢复"
        raise LuoshiError("N343", "上传的文件已经不在了", hint=hint) from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise LuoshiError("N343", "上传的文件被改动过，没有使用", hint="请系统管理员从备份恢复")
    return content


def drop(digest: str, *, shelf: str = UPLOADS) -> None:
    """Take a file away that is not needed any more; nothing happens when it is gone already."""
    _path(digest, shelf).unlink(missing_ok=True)


def sweep(*, older_than: float = _DAY_SECONDS) -> int:
    """Take away what was uploaded so many seconds ago and never confirmed; return how many files."""
    folder, count = settings.ENVIRONMENT.own / UPLOADS, 0
    border = stamp() - older_than
    for path in folder.glob("*/*") if folder.is_dir() else ():
        if path.stat().st_mtime < border:
            path.unlink(missing_ok=True)
            count += 1
    return count


def kind_of(content: bytes) -> str:
    """Return what a file is, by its content: a kind, or empty when it is none that is known."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    if content.startswith(_OLE):
        return next((kind for stream, kind in _OLE_STREAMS if stream.encode("utf-16-le") in content), "")
    return _kind_of_text(content)


def _kind_of_zip(content: bytes) -> str:
    """Return which office file an archive is; one with macros is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    if "[Content_Types].xml" not in names or any(one.lower().endswith("vbaproject.bin") for one in names):
        return ""
    return next((kind for part, kind in _ZIP_PARTS if any(one.startswith(part) for one in names)), "")


def _kind_of_text(content: bytes) -> str:
    """Return ``csv`` for plain text as Chinese programs write it, ``html`` for what a browser would run, else empty."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS.search(text):
            return ""
        return "html" if _MARKUP.match(text) else "csv"
    return ""


def _path(digest: str, shelf: str) -> Path:
    if not _DIGEST.fullmatch(digest) or shelf not in (KEPT, UPLOADS):
        raise LuoshiError("N343", "上传的文件已经不在了", hint="再上传一次")
    own: Path = settings.ENVIRONMENT.own
    return own / shelf / digest[:2] / digest
