"""In what form tables are given out (格式): the options that commands share, and the form by the end of a file's name.

Entries: :class:`TableFormat`, :data:`OutputFormat`, :data:`TableOutput`, :func:`format_of`.
Not here: writing them (:mod:`luoshi.cli.tables_out`, :mod:`luoshi.cli.places`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from luoshi.base.errors import LuoshiError


class TableFormat(StrEnum):
    """In what form a table is given out."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


OutputFormat = Annotated[
    TableFormat | None,
    typer.Option(
        "--format",
        "-f",
        metavar="|".join(TableFormat),
        help="table 显示在屏幕上（默认）；json、csv 送到标准输出，或 -o 的文件；xlsx 写成工作簿。",
    ),
]
TableOutput = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="文件",
        help="写到这个文件；没有写 --format 时按扩展名。xlsx 不写时写到工作区的 build/。",
    ),
]

_SUFFIXES = {".xlsx": TableFormat.XLSX, ".csv": TableFormat.CSV, ".json": TableFormat.JSON}


def format_of(given: TableFormat | None, output: Path | None) -> TableFormat:
    """Return the form that was asked for, else that of the file's name; the table of the screen without a file.

    Raises:
        LuoshiError: S007 when the name does not tell.
    """
    if given is not None:
        return given
    if output is None:
        return TableFormat.TABLE
    chosen = _SUFFIXES.get(output.suffix.lower())
    if chosen is None:
        hint = "文件名用 .xlsx、.csv 或 .json 结尾，或加 --format"
        raise LuoshiError("S007", f"看不出要写成什么：{output.suffix or '没有扩展名'}", where=str(output), hint=hint)
    return chosen
