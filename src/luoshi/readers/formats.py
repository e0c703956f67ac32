"""Formats (文件格式): told by content first, by suffix second; one table each.

Entry: :func:`read`. Not here: the readers of each format.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath

from luoshi.base.findings import Finding
from luoshi.model.document import Document, Status
from luoshi.readers.decoding import decode
from luoshi.readers.raw import RawBlock
from luoshi.readers.refusals import Notice, Refusal, notice, refuse
from luoshi.readers.safe_xml import Package
from luoshi.readers.structure import build
from luoshi.readers.text import read_lines

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, Refusal], ...] = (
    (b"{\\rtf", Refusal.RTF),
    (b"\x89PNG\r\n\x1a\n", Refusal.IMAGE),
    (b"\xff\xd8\xff", Refusal.IMAGE),
    (b"GIF8", Refusal.IMAGE),
    (b"BM", Refusal.IMAGE),
    (b"II*\x00", Refusal.IMAGE),
    (b"MM\x00*", Refusal.IMAGE),
    (b"Rar!", Refusal.NOT_WORD),
    (b"7z\xbc\xaf", Refusal.NOT_WORD),
    (b"\x1f\x8b", Refusal.NOT_WORD),
)
"""First bytes of files that are not read."""

_PDF = b"%PDF-"
_PDF_REACH = 1024
"""How far into a PDF its mark may stand; where the name does not say that it is one, it must begin with it."""

_SHORT_MAGIC = 3
"""Marks so short that text may begin with them are believed only when the rest is no text."""

_SUFFIXES: dict[str, str] = {
    "": "txt",
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".shtml": "html",
}
"""Suffixes of text formats; a file of another suffix that is text is read as TXT."""

_BINARY_SUFFIXES: dict[str, Refusal] = {
    ".docx": Refusal.BROKEN,
    ".pdf": Refusal.BROKEN,
    ".doc": Refusal.OLD_OFFICE,
    ".wps": Refusal.OLD_OFFICE,
    ".et": Refusal.OLD_OFFICE,
    ".xls": Refusal.OLD_OFFICE,
    ".ppt": Refusal.OLD_OFFICE,
    ".dps": Refusal.OLD_OFFICE,
    ".xlsx": Refusal.SPREADSHEET,
    ".pptx": Refusal.PRESENTATION,
    ".ofd": Refusal.OFD,
}
"""What to say of a file whose content is not that of its suffix and no text either."""

_HTML = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*){0,5}"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_HTML_WIDE = ("<html", "<!doctype html")


def read(name: str, data: bytes, sha256: str) -> Document:
    """Return the document in ``data``, read by the reader of its format."""
    if not data.strip(b"\x00 \t\r\n\f"):
        raise refuse(Refusal.EMPTY, name)
    if data.startswith(_OLE):
        raise refuse(Refusal.ENCRYPTED if _is_encrypted(data) else Refusal.OLD_OFFICE, name)
    if data.startswith(b"PK"):
        return _read_package(name, data, sha256)
    if _is_pdf(name, data):
        return _read_pdf(name, data, sha256)
    for magic, why in _MAGIC:
        if data.startswith(magic) and (len(magic) > _SHORT_MAGIC or b"\x00" in data[:512]):
            raise refuse(why, name)
    suffix = PurePath(name).suffix.lower()
    kind = "html" if _is_html(data) else _SUFFIXES.get(suffix, "txt")
    if suffix in _BINARY_SUFFIXES and (suffix == ".docx" or b"\x00" in data):
        raise refuse(_BINARY_SUFFIXES[suffix], name)
    return _read_html(name, data, sha256) if kind == "html" else _read_text(name, data, sha256, kind)


def _is_encrypted(data: bytes) -> bool:
    """Tell whether an OLE file holds an encrypted Office package; stream names are UTF-16."""
    return any(stream.encode("utf-16-le") in data for stream in ("EncryptedPackage", "EncryptionInfo"))


def _is_html(data: bytes) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = data[:2048].decode("utf-16", "ignore").lstrip("\ufeff \t\r\n").lower()
        return head.startswith(_HTML_WIDE)
    return _HTML.match(data[:8192]) is not None


def _read_package(name: str, data: bytes, sha256: str) -> Document:
    package = Package(name, data)
    parts = package.parts
    if "OFD.xml" in parts:
        raise refuse(Refusal.OFD, name)
    if "xl/workbook.xml" in parts or "xl/workbook.bin" in parts:
        raise refuse(Refusal.SPREADSHEET, name)
    if "ppt/presentation.xml" in parts:
        raise refuse(Refusal.PRESENTATION, name)
    from luoshi.readers.docx import main_part, read_docx

    if not main_part(package):
        raise refuse(Refusal.NOT_WORD, name)
    contents = read_docx(package)
    return _document(name, "docx", contents.text, contents.blocks, contents.findings, sha256)


def _is_pdf(name: str, data: bytes) -> bool:
    if PurePath(name).suffix.lower() == ".pdf":
        return _PDF in data[:_PDF_REACH]
    return data[:64].lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(_PDF)


def _read_pdf(name: str, data: bytes, sha256: str) -> Document:
    from luoshi.readers.pdf import read_pdf

    contents = read_pdf(name, data)
    doc = _document(name, "pdf", contents.text, contents.blocks, contents.findings, sha256)
    return replace(doc, lines=contents.lines)


def _read_html(name: str, data: bytes, sha256: str) -> Document:
    from luoshi.readers.html import read_html

    page = read_html(name, data)
    return _document(name, "html", page.text, page.blocks, page.findings, sha256, page.encoding)


def _read_text(name: str, data: bytes, sha256: str, kind: str) -> Document:
    decoded = decode(name, data)
    return _document(
        name, kind, decoded.text, read_lines(decoded.text), list(decoded.findings), sha256, decoded.encoding
    )


def _document(
    name: str, kind: str, text: str, raw: list[RawBlock], findings: list[Finding], sha256: str, encoding: str = ""
) -> Document:
    blocks, sections = build(raw)
    status = Status.PARTIAL if findings else Status.COMPLETE
    if not blocks:
        findings = [*findings, notice(Notice.NO_TEXT, name)]
    return Document(name, kind, text, blocks, sections, status, tuple(findings), encoding, sha256)
