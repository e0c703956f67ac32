"""The open fonts that come with the installation (字体), and the proof that they draw Chinese.

Entries: :func:`font_folder`, :data:`SERIF`, :data:`SANS`; :func:`prove_fonts` draws and reads back;
:func:`missing_glyphs` tells the characters that no font has: without it a rare name would be printed as an empty box
and nobody would be told. Fonts of the machine are never used, so the same input gives the same bytes everywhere.
Not here: setting type (:mod:`luoshi.report.typesetting`).
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path

from luoshi.base.errors import LuoshiError

SERIF = "Noto Serif SC"
"""The letters of the text."""
SANS = "Noto Sans SC"
"""The letters of headings, tables and charts."""
PROOF = "落实教育规划：毛入园率94.2%，比2020年提高5.6个百分点——〔2024〕1号"
"""What is drawn and read back."""

_REINSTALL = "重新安装：pip install pylopdf-fonts-zh-cn；离线安装见 docs/离线安装.md"
_UNSEEN = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
"""Kinds of characters that leave no ink: control, format, spaces and ends of lines."""
_VARIANTS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
"""They choose a form of the character before them and have none themselves."""


def font_folder() -> Path:
    """Return the folder of the two fonts.

    Raises:
        LuoshiError: E100 when they are not installed.
    """
    return _paths()[0].parent


def prove_fonts() -> None:
    """Draw a line of Chinese in both fonts as PDF and read it back.

    Raises:
        LuoshiError: E100 when a font is missing or what was drawn does not come back.
    """
    from luoshi.report.typesetting import Job, set_pdf

    try:
        pdf = set_pdf(Job("proof.typ", {"words": PROOF, "fonts": [SERIF, SANS]}))
    except LuoshiError as error:
        if error.code == "E100":
            raise
        raise LuoshiError("E100", f"中文字体画不出来：{error.message}", where=error.where, hint=_REINSTALL) from error
    told = "".join(_text_of(pdf).split())
    if told != PROOF * 2:
        raise LuoshiError("E100", "中文字体画出的字读回来不一样", where=told[:40], hint=_REINSTALL)


def missing_glyphs(text: str) -> str:
    """Return the characters of a text that neither font has, each once, in their order."""
    return "".join(one for one in dict.fromkeys(text) if not _is_unseen(one) and ord(one) not in _known())


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or ord(character) in _VARIANTS


def _paths() -> tuple[Path, Path]:
    try:
        from pylopdf_fonts_zh_cn import sans_path, serif_path
    except ImportError as error:
        raise LuoshiError("E100", "没有安装中文字体", where="pylopdf-fonts-zh-cn", hint=_REINSTALL) from error
    for path in (sans_path(), serif_path()):
        if not path.is_file():
            raise LuoshiError("E100", "没有中文字体文件", where=path.name, hint=_REINSTALL)
    return sans_path(), serif_path()


@cache
def _known() -> frozenset[int]:
    return frozenset().union(*(characters_of(path) for path in _paths()))


def characters_of(path: Path) -> frozenset[int]:
    """Return the code points that an OpenType font maps to a glyph (its table cmap, format 12).

    Raises:
        LuoshiError: E100 when the file is no such font.
    """
    data = path.read_bytes()
    try:
        cmap = _table(data, b"cmap")
        (count,) = struct.unpack_from(">H", cmap, 2)
        offsets = {struct.unpack_from(">HHI", cmap, 4 + 8 * at)[2] for at in range(count)}
        found = [_groups(cmap, offset) for offset in offsets if struct.unpack_from(">H", cmap, offset) == (12,)]
    except struct.error as error:
        raise LuoshiError("E100", "字体文件坏了", where=path.name, hint=_REINSTALL) from error
    if not found:
        raise LuoshiError("E100", "字体文件坏了", where=path.name, hint=_REINSTALL)
    return frozenset().union(*found)


def _table(data: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", data, 4)
    for at in range(count):
        name, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * at)
        if name == tag:
            return data[offset : offset + length]
    return b""


def _groups(cmap: bytes, offset: int) -> set[int]:
    (count,) = struct.unpack_from(">I", cmap, offset + 12)
    found: set[int] = set()
    for at in range(count):
        first, last, glyph = struct.unpack_from(">III", cmap, offset + 16 + 12 * at)
        found.update(range(first + (glyph == 0), last + 1))
    return found


def _text_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
