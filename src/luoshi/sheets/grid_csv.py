"""Text tables as they are (CSV): UTF-8, GB18030 or UTF-16; commas, semicolons or tabs.

Entry: :func:`csv_grid`. All values are text; a row of the grid is a record, as Excel counts them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.sheets.grid import MOST_ROWS, Grid, Raw, damaged, no_table, too_large, trimmed

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SEPARATOR = re.compile(r"\Asep=([,;\t])\r?\n", re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')
_MOST_REPLACED = 0.001
_LINES_LOOKED_AT = 50


def csv_grid(data: bytes, name: str) -> tuple[tuple[Grid, ...], tuple[Finding, ...]]:
    """Return the only sheet of a text table, named after the file, and what was noticed.

    Raises:
        LuoshiError: T010 when it is no text, T012 when it cannot be decoded or parsed, T013 when it is too large.
    """
    text, findings = decode_table(data, name)
    text = text.removeprefix("\ufeff")
    if len(_CONTROL.findall(text[:20_000])) > 5:
        raise no_table(name, "内容不是文字")
    told = _SEPARATOR.match(text)
    delimiter = told[1] if told else _delimiter(text)
    stem = re.sub(r"\.[^.]*$", "", name) or name
    return (Grid(stem, _records(text[told.end() :] if told else text, delimiter, name)),), findings


def decode_table(data: bytes, name: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the text of ``data``; a few bytes that cannot be decoded are replaced and told.

    Raises:
        LuoshiError: T012 when its encoding is not known.
    """
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding), ()
        except UnicodeDecodeError:
            continue
    tried = [data.decode(encoding, errors="replace") for encoding in encodings]
    text = min(tried, key=lambda decoded: decoded.count("\ufffd"))
    if text.count("\ufffd") > max(1.0, _MOST_REPLACED * len(text)):
        hint = "请用 Excel 打开，另存为“CSV UTF-8”或 .xlsx"
        raise LuoshiError("T012", "认不出文字编码", where=name, hint=hint)
    message = "文件中有无法解码的字节，已用“�”代替"
    return text, (Finding("T015", Severity.WARNING, message, where=name, fix="请核对这些位置，重新导出后再试"),)


def _delimiter(text: str) -> str:
    """Return the delimiter that divides most of the first lines into the same number of parts, the more the better."""
    lines = [line for line in text[:200_000].splitlines()[:_LINES_LOOKED_AT] if line.strip()]
    best, rank = ",", (0, 0)
    for delimiter in ",\t;":
        counts = Counter(len(record) for record in csv.reader(lines, delimiter=delimiter) if len(record) > 1)
        if counts:
            parts, times = max(counts.items(), key=lambda item: (item[1], item[0]))
            if (times, parts) > rank:
                best, rank = delimiter, (times, parts)
    return best


def _records(text: str, delimiter: str, name: str) -> list[list[Raw]]:
    rows: list[list[Raw]] = []
    has_codes = '="' in text
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([_value(value) for value in record] if has_codes else [value or None for value in record])
            if len(rows) > 2 * MOST_ROWS:
                raise too_large(name, f"超过 {MOST_ROWS} 行")
    except csv.Error as error:
        raise damaged(name, "引号不成对，或一格里的文字太长") from error
    return trimmed(rows)


def _value(text: str) -> Raw:
    if text.startswith('="') and (found := _AS_TEXT.fullmatch(text)):
        return found[1] or None  # how codes are kept from losing their zeros in Excel
    return text or None
