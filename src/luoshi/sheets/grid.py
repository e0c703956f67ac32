"""Table files as they are (原样的表格): sheets of raw cells, whatever stands in them.

Entries: :func:`open_grids`, :func:`read_grids`. XLSX, XLS, CSV and the HTML tables that some systems save as ``.xls``
are told by their content, not by their names.
Not here: where the heads are and what the columns mean (the base database), workbooks that luoshi wrote
(:mod:`luoshi.sheets.book_reader`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from luoshi.base.errors import LuoshiError, reason
from luoshi.base.findings import Finding, Severity

Raw = str | float | int | bool | date | None
"""A cell's value as it is stored; None when it is empty. Numbers stored as text are text."""

Kind = Literal["xlsx", "xls", "csv", "html", "document"]
"""``document``: tables of a text document, opened by the readers."""

MOST_ROWS = 200_000
"""Rows of a sheet down to its last filled one."""

MOST_CELLS = 20_000_000
"""Cells of a sheet from its corner to its last filled one."""

MOST_BYTES = 200 * 2**20
"""Size of a file."""

SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再试"
_NAMES: Mapping[str, str] = {"xlsx": "XLSX 工作簿", "xls": "旧版 XLS 工作簿", "csv": "文本表格", "html": "网页表格"}
_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".xlsm", ".et", ".xltx"),
    "xls": (".xls", ".et", ".xlt"),
    "csv": (".csv", ".txt", ".tsv"),
    "html": (".html", ".htm"),
}


_OTHERS = ((b"%PDF", "是 PDF 文件"), (b"\x89PNG", "是图片"), (b"\xff\xd8\xff", "是图片"), (b"Rar!", "是压缩包"))


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its cells from its first row and column A on; all rows are of one length.

    Attributes:
        rows: empty when nothing is filled in; rows and columns behind the last filled cell are left out.
        hidden: the sheet is not shown.
        merged: (first row, first column, last row, last column) from 0 of merged cells; only the first has the value.
        faults: (row, column) from 0 -> why a cell that is not empty has no value; it is None in ``rows``.
        percent: (row, column) from 0 of the numbers that are shown as percentages: 0.95 stands for 95%.
    """

    name: str
    rows: Sequence[Sequence[Raw]]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    percent: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Grids:
    """A table file: its name, its kind, its sheets in order (charts left out), what was noticed."""

    name: str
    kind: Kind
    sheets: tuple[Grid, ...]
    findings: tuple[Finding, ...] = ()


def open_grids(path: Path) -> Grids:
    """Return the table file at ``path``.

    Raises:
        LuoshiError: T010 when it cannot be opened; as :func:`read_grids`.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large(path.name, f"超过 {MOST_BYTES // 2**20} MB")
        data = path.read_bytes()
    except OSError as error:
        hint = "请检查路径和权限；正在 Excel 或 WPS 里打开的先关闭"
        raise LuoshiError("T010", f"表格文件打不开：{reason(error)}", where=str(path), hint=hint) from error
    return read_grids(data, path.name)


def read_grids(data: bytes, name: str) -> Grids:
    """Return the table file with the content ``data``; ``name`` is the file's, for messages.

    Raises:
        LuoshiError: T010 when it is no table file, T011 with a password, T012 damaged, T013 too large.
    """
    if len(data) > MOST_BYTES:
        raise too_large(name, f"超过 {MOST_BYTES // 2**20} MB")
    kind = _kind_of(data, name)
    findings: tuple[Finding, ...] = ()
    if kind == "csv":
        from luoshi.sheets.grid_csv import csv_grid

        sheets, findings = csv_grid(data, name)
    elif kind == "html":
        from luoshi.sheets.grid_html import html_grids

        sheets = html_grids(data, name)
    else:
        from luoshi.sheets.grid_book import book_grids

        sheets = book_grids(data, name, kind)
    for sheet in sheets:
        if len(sheet.rows) > MOST_ROWS:
            raise too_large(name, f"“{sheet.name}”的内容一直到第 {len(sheet.rows)} 行，超过 {MOST_ROWS} 行")
    return Grids(name, kind, sheets, _about_name(name, kind) + findings)


def too_large(name: str, detail: str) -> LuoshiError:
    """Return the error for a file with more than is read."""
    hint = "请删去表格下方、右侧多余的行列，或按县、按学段分成几个文件"
    return LuoshiError("T013", f"表格文件太大：{detail}", where=name, hint=hint)


def no_table(name: str, what: str) -> LuoshiError:
    """Return the error for a file that is no table."""
    return LuoshiError("T010", f"不是能读的表格文件：{what}", where=name, hint="请给出 .xlsx、.xls 或 .csv 文件")


def damaged(name: str, detail: str = "") -> LuoshiError:
    """Return the error for a broken file."""
    return LuoshiError("T012", f"表格文件已损坏{f'：{detail}' if detail else ''}", where=name, hint=SAVE_AS)


def trimmed(rows: list[list[Raw]]) -> list[list[Raw]]:
    """Return ``rows`` without the empty ones at the end and without empty columns on the right, all of one length."""
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    width = 0
    for row in rows:
        if len(row) > width:
            width = next((at for at in range(len(row), width, -1) if row[at - 1] is not None), width)
    return [row if len(row) == width else (row + [None] * (width - len(row)))[:width] for row in rows]


def _kind_of(data: bytes, name: str) -> Kind:
    """Return the kind of the file by its first bytes."""
    if not data.strip():
        raise no_table(name, "文件是空的")
    if data.startswith(b"PK"):
        return "xlsx"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    for start, what in _OTHERS:
        if data.startswith(start):
            raise no_table(name, what)
    head = data[:8192].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").lower()
    if head.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head:
            raise LuoshiError("T010", "这是“XML 电子表格 2003”，不能直接读取", where=name, hint=SAVE_AS)
        if any(tag in head for tag in (b"<html", b"<table", b"<!doctype html", b"<meta")):
            return "html"
    return "csv"


def _about_name(name: str, kind: Kind) -> tuple[Finding, ...]:
    suffix = Path(name).suffix.lower()
    if suffix in _SUFFIXES[kind] or not any(suffix in known for known in _SUFFIXES.values()):
        return ()
    message = f"文件名以 {suffix} 结尾，内容却是{_NAMES[kind]}；已按内容读取"
    return (Finding("T014", Severity.INFO, message, where=name, fix=f"不必处理；要改就{SAVE_AS.removeprefix('请')}"),)
