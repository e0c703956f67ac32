"""Files that people hand in: told by content, kept once, gone when swept."""

from __future__ import annotations

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from luoshi.base.errors import LuoshiError
from luoshi.web.files import EVIDENCE, LARGEST, TABLES, UPLOADS, drop, keep, kind_of, read, sweep

PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> Path:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, workspace=tmp_path)
    return tmp_path / "web"


def _zip(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0rest", "jpg"),
        (b"\x89PNG\r\n\x1a\nrest", "png"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (_zip("[Content_Types].xml", "word/document.xml"), "docx"),
        (_zip("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), ""),
        (_zip("readme.txt"), ""),
        (b"PK\x03\x04 broken", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc"),
        ("序号,任务\n1,新建公办园".encode(), "csv"),
        ("序号,任务\n1,新建公办园".encode("gb18030"), "csv"),
        ("序号,任务".encode("utf-16"), "csv"),
        (b"<!DOCTYPE html><script>", "html"),
        (b"MZ\x90\x00\x03", ""),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_what_is_kept_can_be_read_and_lies_there_once(own_folder: Path) -> None:
    kept = keep(PDF, "回复.pdf", EVIDENCE)
    assert (kept.size, kept.kind) == (len(PDF), "pdf")
    assert keep(PDF, "又一份.pdf", EVIDENCE) == kept
    assert read(kept.digest) == PDF
    assert [one.name for one in own_folder.rglob("*") if one.is_file()] == [kept.digest]


@pytest.mark.parametrize(
    ("content", "allowed", "code"),
    [(b"MZ\x90\x00\x03", EVIDENCE, "N340"), (PDF, TABLES, "N340"), (b"", EVIDENCE, "N342")],
)
def test_what_is_not_taken_is_refused(content: bytes, allowed: frozenset[str], code: str) -> None:
    with pytest.raises(LuoshiError) as told:
        keep(content, "附件.pdf", allowed)
    assert (told.value.code, told.value.where) == (code, "附件.pdf")


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(LuoshiError) as told:
        keep(PDF + bytes(LARGEST), "大.pdf", EVIDENCE)
    assert told.value.code == "N341"


@pytest.mark.parametrize("digest", ["0" * 64, "../../secret.key", "", "A" * 64])
def test_what_is_not_there_is_told(digest: str) -> None:
    with pytest.raises(LuoshiError) as told:
        read(digest)
    assert told.value.code == "N343"


def test_what_was_changed_on_the_disk_is_not_given_out(own_folder: Path) -> None:
    kept = keep(PDF, "回复.pdf", EVIDENCE)
    next(one for one in own_folder.rglob(kept.digest) if one.is_file()).write_bytes(b"%PDF-other")
    with pytest.raises(LuoshiError) as told:
        read(kept.digest)
    assert told.value.code == "N343"


def test_uploads_are_swept_after_a_day_and_attachments_stay(own_folder: Path) -> None:
    attachment = keep(PDF, "回复.pdf", EVIDENCE)
    old, new = (keep(text, "表.csv", TABLES, shelf=UPLOADS) for text in (b"a,b", b"c,d"))
    for one in (attachment.digest, old.digest):
        os.utime(next(path for path in own_folder.rglob(one)), (1, 1))
    assert sweep() == 1
    assert read(attachment.digest) == PDF
    assert read(new.digest, shelf=UPLOADS) == b"c,d"
    drop(new.digest)
    drop(new.digest)
    with pytest.raises(LuoshiError):
        read(new.digest, shelf=UPLOADS)
