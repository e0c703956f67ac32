"""Mutated files: a document or a refusal, never anything else, and soon."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import pytest
from tests.pdf_files import SCAN, text_at, written

from luoshi.base.errors import LuoshiError
from luoshi.model.document import Document
from luoshi.readers import read_bytes

MakeDocx = Callable[..., bytes]

_TEXT = """临江市教育发展规划

一、目标
（一）指标
1.做好某事。到2025年，新增学位5000个。
\t指标
\t2025年

\t巩固率
\t98

序号\t项目\t单位
1\t甲校\t教育局
2\t乙校\t教育局

| a | b |
|---|---|
| 1 | 2 |

专栏1 工程
附件1
"""
_SECONDS = 5.0
_ROUNDS = 120


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Return ``data`` with a few bytes changed, cut out, doubled or moved."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(max(1, len(changed)))
        end = min(len(changed), at + chance.randint(1, 60))
        match chance.randrange(5):
            case 0:
                changed[at:end] = bytes(chance.randrange(256) for _ in range(end - at))
            case 1:
                del changed[at:end]
            case 2:
                changed[at:at] = changed[at:end] * chance.randint(1, 20)
            case 3:
                changed[at : at + 1] = bytes([chance.choice(b"\x00\xff<>\t\n|*0/&;")])
            case _:
                del changed[chance.randrange(len(changed) + 1) :]
    return bytes(changed)


def survives(name: str, data: bytes) -> bool:
    """Read ``data``; tell whether a document came of it."""
    start = time.monotonic()
    try:
        read = isinstance(read_bytes(name, data), Document)
    except LuoshiError:
        read = False
    assert time.monotonic() - start < _SECONDS
    return read


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_mutated_text(encoding: str) -> None:
    chance = random.Random(7)
    read = [survives("a.txt", mutate(_TEXT.encode(encoding), chance)) for _ in range(_ROUNDS)]
    assert any(read)


def test_mutated_html() -> None:
    chance = random.Random(11)
    rows = "".join(f"<tr><td rowspan=2>{line}</td><td>x</td></tr>" for line in _TEXT.splitlines())
    page = f"<html><head><meta charset=utf-8></head><body><h1>规划</h1><table>{rows}</table><p>尾</p></body></html>"
    read = [survives("a.html", mutate(page.encode(), chance)) for _ in range(_ROUNDS)]
    assert any(read)


def _body() -> str:
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    lines = "".join(f"<w:p>{numbered}<w:r><w:t>{line}</w:t></w:r></w:p>" for line in _TEXT.split("\n"))
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>'
    return f"{lines}<w:tbl><w:tr>{cell * 2}</w:tr><w:tr>{cell}</w:tr></w:tbl>"


_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)


def test_mutated_word_packages(make_docx: MakeDocx) -> None:
    chance = random.Random(13)
    data = make_docx(_body(), numbering=_NUMBERING)
    for _ in range(_ROUNDS):
        survives("a.docx", mutate(data, chance))
    assert survives("a.docx", data)


def test_mutated_word_parts(make_docx: MakeDocx) -> None:
    chance = random.Random(17)
    whole = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"{_body()}</w:body></w:document>"
    ).encode()
    read = [
        survives("a.docx", make_docx("", numbering=_NUMBERING, raw={"word/document.xml": mutate(whole, chance)}))
        for _ in range(_ROUNDS)
    ]
    assert any(read)


_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_ODD_NUMBERS = (b"0", b"-1", b"9" * 38, b"-" + b"9" * 38, b"99999999999", b"0.00001", b"2147483648")


def _pdf() -> bytes:
    rules = b"".join(b"%d 500 m %d 560 l S " % (x, x) for x in (100, 200, 300))
    rules += b"".join(b"100 %d m 300 %d l S " % (y, y) for y in (500, 530, 560))
    words = text_at(110, 540, "a1") + text_at(210, 510, "b2") + text_at(280, 40, "- 1 -")
    lines = b"".join(text_at(72, 400 - 14 * n, "Some words of a line that goes on in the next") for n in range(12))
    return written(rules + words + lines, words + lines, SCAN)


def test_mutated_pdf() -> None:
    chance = random.Random(19)
    read = [survives("a.pdf", mutate(_pdf(), chance)) for _ in range(_ROUNDS)]
    assert any(read)


def test_pdf_with_numbers_out_of_all_bounds() -> None:
    chance = random.Random(23)
    read = []
    for _ in range(_ROUNDS):
        data = _pdf()
        for _ in range(chance.randint(1, 6)):
            number = chance.choice(list(_NUMBER.finditer(data)))
            data = data[: number.start()] + chance.choice(_ODD_NUMBERS) + data[number.end() :]
        read.append(survives("a.pdf", data))
    assert any(read)
