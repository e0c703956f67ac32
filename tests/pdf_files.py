"""PDF files for tests: written by hand, object by object, or set by typst.

Entry: :func:`written` (Latin letters, any operators), :func:`typeset` (Chinese). Not here: what is read of them.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Sequence

import pytest

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
SCAN = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q"
"""A page covered by an image."""


def rc4(key: bytes, data: bytes) -> bytes:
    """Return ``data`` enciphered; RC4 is what old PDFs are locked with."""
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def written(
    *contents: bytes, page: str = "", rotate: int = 0, password: str | None = None, more: Sequence[bytes] = ()
) -> bytes:
    """Return a PDF with one page for each content stream, in Helvetica (/F1).

    ``page`` is added to the dictionary of each page, ``more`` are further objects, numbered from 100 on. With a
    ``password`` the file is locked; the empty one opens without being asked for.
    """
    key = owner = user = b""
    if password is not None:
        owner = bytes(32)
        first = (password.encode() + _PAD)[:32]
        key = hashlib.md5(first + owner + (0xFFFFFFC0).to_bytes(4, "little") + bytes(16)).digest()[:5]
        user = rc4(key, _PAD)
    objects: dict[int, bytes] = {}
    kids = []
    for index, content in enumerate(contents):
        number = 10 + 2 * index
        kids.append(f"{number} 0 R")
        objects[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {rotate}/Contents {number + 1} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>/XObject<</X 100 0 R>>>>{page}>>".encode()
        )
        if key:
            content = rc4(hashlib.md5(key + (number + 1).to_bytes(3, "little") + bytes(2)).digest()[:10], content)
        objects[number + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    objects[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[2] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    objects[3] = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    trailer = b""
    if key:
        objects[4] = b"<</Filter/Standard/V 1/R 2/P -64/O<%s>/U<%s>>>" % (owner.hex().encode(), user.hex().encode())
        trailer = b"/Encrypt 4 0 R/ID[<%s><%s>]" % (bytes(16).hex().encode(), bytes(16).hex().encode())
    objects.update(enumerate(more, 100))
    out = bytearray(b"%PDF-1.5\n")
    places: dict[int, int] = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    last = max(objects)
    out += b"xref\n0 %d\n" % (last + 1)
    for number in range(last + 1):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, trailer, start)
    return bytes(out)


def text_at(x: float, y: float, text: str, size: float = 12, more: str = "") -> bytes:
    """Return the operators that show Latin ``text`` at a point of the page, from its lower left corner."""
    return f"BT /F1 {size} Tf {more} 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n".encode()


def has_chinese_font() -> bool:
    """Tell whether typst will find a Chinese font."""
    program = shutil.which("fc-list")
    if program is None:
        return False
    listed = subprocess.run([program, ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return "CJK" in listed.stdout


def typeset(source: str, *, size: float = 16, page: str = "") -> bytes:
    """Return the PDF that typst makes of ``source``, set as documents of offices are: A4, indented paragraphs."""
    if not has_chinese_font():
        pytest.skip("没有 Noto CJK 字体（Debian、Ubuntu：fonts-noto-cjk），排不出中文 PDF")
    import typst

    head = (
        f'#set page(paper: "a4", margin: (top: 3.7cm, bottom: 3.5cm, left: 2.8cm, right: 2.6cm){page})\n'
        f'#set text(font: ("Noto Serif CJK SC", "Noto Sans CJK SC"), size: {size}pt, lang: "zh")\n'
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 0.75em, spacing: 0.75em)\n"
    )
    made = typst.compile((head + source).encode())
    assert isinstance(made, bytes)
    return made
