"""Decoding (解码) of text files: UTF-8 with and without BOM, UTF-16 with BOM, GB18030.

Entry: :func:`decode`. Offsets agree with ``open(path, encoding=…, newline="")``: a UTF-8 BOM stays as U+FEFF, line ends
are untouched. Not here: HTML, which may name its encoding itself (``html``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.base.findings import Finding
from luoshi.readers.limits import MAX_TEXT_CHARACTERS, MAX_TEXT_LINES
from luoshi.readers.refusals import Notice, Refusal, notice, refuse

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_ODD = re.compile("[^\x00-\x7f\u00a0-\u00ff\u2000-\u33ff\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\ufeff]")
_CONTROL_SHARE = 0.01
_ODD_SHARE = 0.05
_REPLACED_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded file: its text, the encoding, and what was noticed."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode(name: str, data: bytes) -> Decoded:
    """Return the text of ``data``.

    Raises:
        LuoshiError: R021 if it is no text, R022 if its encoding is not known, R003 if it is too long.
    """
    decoded = _decode(name, data)
    if len(decoded.text) > MAX_TEXT_CHARACTERS:
        raise refuse(Refusal.TOO_LARGE, name, f"超过 {MAX_TEXT_CHARACTERS // 10_000} 万字")
    if decoded.text.count("\n") > MAX_TEXT_LINES or decoded.text.count("\r") > MAX_TEXT_LINES:
        raise refuse(Refusal.TOO_LARGE, name, f"超过 {MAX_TEXT_LINES // 10_000} 万行")
    if len(_CONTROL.findall(decoded.text)) > _CONTROL_SHARE * len(decoded.text):
        raise refuse(Refusal.BINARY, name)
    return decoded


def _decode(name: str, data: bytes) -> Decoded:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return Decoded(data.decode("utf-16"), "utf-16")
        except UnicodeDecodeError:
            raise refuse(Refusal.ENCODING, name) from None
    if data.count(b"\x00") > _CONTROL_SHARE * len(data):
        raise refuse(Refusal.BINARY, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_chinese(name, data)


def _decode_chinese(name: str, data: bytes) -> Decoded:
    """Decode what is not UTF-8: GB18030, or UTF-8 with a few damaged bytes."""
    damaged = data.decode("utf-8", errors="replace")
    if damaged.count("\ufffd") <= _REPLACED_SHARE * len(damaged):
        return Decoded(damaged, "utf-8", (notice(Notice.REPLACED, name),))
    try:
        text = data.decode("gb18030")
        findings: tuple[Finding, ...] = ()
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="replace")
        findings = (notice(Notice.REPLACED, name),)
        if text.count("\ufffd") > _REPLACED_SHARE * len(text):
            raise refuse(Refusal.BINARY if _looks_binary(data) else Refusal.ENCODING, name) from None
    if len(_ODD.findall(text)) > _ODD_SHARE * len(text):
        raise refuse(Refusal.BINARY if _looks_binary(data) else Refusal.ENCODING, name)
    return Decoded(text, "gb18030", findings)


def _looks_binary(data: bytes) -> bool:
    head = data[:4096]
    return sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in head) > 0.02 * len(head)
