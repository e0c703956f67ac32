"""Tables and texts given out by a command (表格输出): to the screen for other programs, or into a file.

Entries: :func:`give_csv`, :func:`give_json`, :func:`give_text`, :func:`csv_text`.
Not here: workbooks (``luoshi.sheets``), where a command works and writes (:mod:`luoshi.cli.places`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

from luoshi.cli import console
from luoshi.cli.places import write_file

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet takes for a formula, or for nothing before one."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?[%‰]?")


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV with lines ended by CR LF; None is an empty cell, text read as a formula is marked as text."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in rows:
        writer.writerow(_cell(cell) for cell in row)
    return stream.getvalue()


def give_csv(rows: Iterable[Iterable[object]], output: Path | None, *, force: bool) -> None:
    """Print rows as CSV, or write them to a file.

    Raises:
        LuoshiError: S014 when there is a file already, unless ``force``.
    """
    text = csv_text(rows)
    if output is None:
        console.emit(text)
    else:  # a spreadsheet takes a CSV for UTF-8 only when it begins with the mark
        write_file(text.encode("utf-8-sig"), output, force=force)


def give_json(content: object, output: Path | None, *, force: bool) -> None:
    """Print plain content as JSON, or write it to a file.

    Raises:
        LuoshiError: S014 when there is a file already, unless ``force``.
    """
    give_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", output, force=force)


def give_text(text: str, output: Path | None, *, force: bool) -> None:
    """Print a text for other programs, or write it to a file in UTF-8.

    Raises:
        LuoshiError: S014 when there is a file already, unless ``force``.
    """
    if output is None:
        console.emit(text)
    else:
        write_file(text.encode("utf-8"), output, force=force)


def _cell(cell: object) -> str:
    text = "" if cell is None else str(cell)
    is_formula = isinstance(cell, str) and text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
