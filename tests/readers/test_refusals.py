"""Every refusal and every notice: raised by a file of its kind, with a Chinese sentence and a hint."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.pdf_files import SCAN, text_at, written

from luoshi.base.errors import LuoshiError
from luoshi.readers import read_bytes, read_document
from luoshi.readers.refusals import Notice, Refusal

MakeDocx = Callable[..., bytes]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(*names: str, data: bytes = b"<a/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            package.writestr(name, data)
    return buffer.getvalue()


def flagged_as_encrypted(data: bytes) -> bytes:
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


_FILES: list[tuple[Refusal, str, bytes]] = [
    (Refusal.EMPTY, "a.txt", b""),
    (Refusal.EMPTY, "a.docx", b" \r\n\t"),
    (Refusal.BROKEN, "a.txt", b"%PDF-1.7\n"),
    (Refusal.BROKEN, "a.pdf", b"\x00\x01" * 40),
    (Refusal.ENCRYPTED, "a.pdf", written(text_at(72, 700, "locked"), password="open sesame")),
    (Refusal.SCAN, "a.pdf", written(SCAN, SCAN)),
    (Refusal.OLD_OFFICE, "a.doc", _OLE),
    (Refusal.OLD_OFFICE, "a.wps", _OLE),
    (Refusal.OLD_OFFICE, "a.doc", b"\x31\xbe\x00\x00\x00\xab" * 40),
    (Refusal.ENCRYPTED, "a.docx", _OLE + "EncryptedPackage".encode("utf-16-le")),
    (Refusal.ENCRYPTED, "a.docx", flagged_as_encrypted(packed("word/document.xml"))),
    (Refusal.OFD, "a.ofd", packed("OFD.xml")),
    (Refusal.RTF, "a.doc", b"{\\rtf1\\ansi }"),
    (Refusal.IMAGE, "a.txt", b"\x89PNG\r\n\x1a\n" + bytes(40)),
    (Refusal.IMAGE, "a.jpg", b"\xff\xd8\xff\xe0" + bytes(40)),
    (Refusal.SPREADSHEET, "a.xlsx", packed("xl/workbook.xml")),
    (Refusal.PRESENTATION, "a.pptx", packed("ppt/presentation.xml")),
    (Refusal.NOT_WORD, "a.zip", packed("readme.txt")),
    (Refusal.NOT_WORD, "a.rar", b"Rar!\x1a\x07\x00" + bytes(40)),
    (Refusal.BROKEN, "a.docx", packed("word/document.xml")[:40]),
    (Refusal.BROKEN, "a.docx", packed("word/document.xml", data=b"no xml")),
    (Refusal.BROKEN, "a.docx", packed("word/document.xml")),
    (Refusal.BROKEN, "a.docx", "这不是压缩包".encode()),
    (Refusal.BINARY, "a.txt", bytes(range(256)) * 20),
    (Refusal.ENCODING, "a.txt", b"\x81\xff\x8e\xa0\xff\xc4" * 40),
    (Refusal.ENCODING, "a.txt", b"\xff\xfe" + b"\x00\xd8" * 41),
    (Refusal.BOMB, "a.docx", packed("word/document.xml", data=b" " * 6_000_000)),
    (Refusal.DTD, "a.docx", packed("word/document.xml", data=b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')),
    (Refusal.DEEP, "a.docx", packed("word/document.xml", data=b"<a>" * 400 + b"</a>" * 400)),
    (Refusal.DEEP, "a.html", b"<html><body>" + b"<div>" * 2000 + "深".encode()),
]


@pytest.mark.parametrize(
    ("why", "name", "data"), _FILES, ids=[f"{why.name}-{i}" for i, (why, _, _) in enumerate(_FILES)]
)
def test_files_that_are_not_read_are_refused(why: Refusal, name: str, data: bytes) -> None:
    with pytest.raises(LuoshiError) as caught:
        read_bytes(name, data)
    assert caught.value.code == why.value[0]
    assert caught.value.where == name
    assert caught.value.hint


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LuoshiError) as caught:
        read_document(tmp_path / "没有.docx")
    assert caught.value.code == Refusal.NOT_FOUND.value[0]


def test_files_over_the_limit_are_refused_before_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes(b"a" * 2000)
    monkeypatch.setattr("luoshi.readers.MAX_FILE_BYTES", 1000)
    with pytest.raises(LuoshiError) as caught:
        read_document(path)
    assert caught.value.code == Refusal.TOO_LARGE.value[0]
    with pytest.raises(LuoshiError) as caught:
        read_bytes("大.txt", b"a" * 2000)
    assert caught.value.code == Refusal.TOO_LARGE.value[0]


def test_a_bomb_is_told_from_what_comes_out_and_not_from_its_header() -> None:
    data = packed("word/document.xml", data=b" " * 6_000_000)
    size = (6_000_000).to_bytes(4, "little")
    forged = data.replace(size, (100).to_bytes(4, "little"))
    with pytest.raises(LuoshiError) as caught:
        read_bytes("a.docx", forged)
    assert caught.value.code in (Refusal.BOMB.value[0], Refusal.BROKEN.value[0])


def test_other_text_files_are_read_as_text() -> None:
    assert read_bytes("a.log", "一、总体要求\n".encode()).format == "txt"


def test_codes_are_unique_and_every_refusal_is_tried() -> None:
    codes = [member.value[0] for member in (*Refusal, *Notice)]
    assert len(codes) == len(set(codes))
    tried = {why for why, _, _ in _FILES} | {Refusal.NOT_FOUND, Refusal.TOO_LARGE}
    assert tried == set(Refusal)
