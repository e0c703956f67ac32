"""Lists in table files (名单、清单): the rows below a head that names the columns that are wanted, as text.

Entry: :func:`read_named_rows`. A ``.txt`` file without such a head is taken as one name a line.
Not here: what the rows mean (``luoshi.progress``), returns of the base database (``luoshi.stats``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from luoshi.base.errors import LuoshiError
from luoshi.sheets.grid import Grid, Raw, open_grids

_SEARCHED = 15
"""Rows in which a head is looked for: titles and notes stand above it."""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """A row: where it stands, and its cells by head; empty cells are empty texts."""

    where: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NamedRows:
    """All rows of a list, of all sheets that have the head.

    Attributes:
        name: of the file.
        heads: of the columns, in the order in which they first come.
        rows: those in which anything stands.
        columns: for each column that was wanted the head that stands for it; one that is missing is not in it.
    """

    name: str
    heads: tuple[str, ...]
    rows: tuple[NamedRow, ...]
    columns: Mapping[str, str]


def read_named_rows(
    path: Path, wanted: Mapping[str, Sequence[str]], needed: Sequence[str], code: str, *, plain_list: str = ""
) -> NamedRows:
    """Return the rows of a list.

    Args:
        path: an XLSX, XLS, CSV or TXT file.
        wanted: column -> heads that it may have, the likeliest first.
        needed: columns without which a row is no head.
        code: of the error when there is no head.
        plain_list: column that a file of single lines without a head holds; empty when there is no such file.

    Raises:
        LuoshiError: T010-T013 when the file cannot be read; ``code`` when no row names the columns.
    """
    grids = open_grids(path)
    rows: list[NamedRow] = []
    heads: dict[str, None] = {}
    columns: dict[str, str] = {}
    for grid in grids.sheets:
        found = None if grid.hidden else _head(grid, wanted, needed)
        if found is None:
            continue
        at, names, mine = found
        heads.update(dict.fromkeys(name for name in names if name))
        columns = {**mine, **columns}
        rows += _below(grid, at, names, mine, len(grids.sheets) > 1)
    if heads:
        return NamedRows(path.name, tuple(heads), tuple(rows), columns)
    lines = _lines(grids.sheets, plain_list) if plain_list else ()
    if lines:
        return NamedRows(path.name, (plain_list,), lines, {plain_list: plain_list})
    missing = "、".join("或".join(wanted[key][:3]) for key in needed)
    hint = f"表头要有这些列：{missing}；表头在前 {_SEARCHED} 行里"
    raise LuoshiError(code, "没有找到要的列", where=str(path), hint=hint)


def plain_text(value: object) -> str:
    """Return a cell as text: one width, no blanks at the ends, numbers without a needless point, days as 年-月-日."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", str(value))).strip()


def _bare(text: str) -> str:
    return re.sub(r"[\s*]+", "", text)


def _head(
    grid: Grid, wanted: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> tuple[int, tuple[str, ...], dict[str, str]] | None:
    """Return the number of the head row, its heads, and which of them is which column."""
    for at, row in enumerate(grid.rows[:_SEARCHED]):
        names = tuple(_bare(plain_text(value)) for value in row)
        mine = {}
        for key, choices in wanted.items():
            head = next((_bare(plain_text(one)) for one in choices if _bare(plain_text(one)) in names), None)
            if head:
                mine[key] = head
        if all(key in mine for key in needed):
            return at, names, mine
    return None


def _below(grid: Grid, at: int, names: Sequence[str], mine: Mapping[str, str], several: bool) -> list[NamedRow]:
    found = []
    for number, row in enumerate(grid.rows[at + 1 :], at + 2):
        cells: dict[str, str] = {}
        for name, value in zip(names, row, strict=True):
            if name and not cells.get(name):
                cells[name] = plain_text(value)
        is_head_again = all(cells.get(head) == head for head in mine.values())
        if any(cells.values()) and not is_head_again:
            found.append(NamedRow(f"“{grid.name}”第 {number} 行" if several else f"第 {number} 行", cells))
    return found


def _lines(sheets: Sequence[Grid], column: str) -> tuple[NamedRow, ...]:
    """Return the lines of a file of one column; nothing when there are more columns."""
    if len(sheets) != 1 or any(_filled(row) > 1 for row in sheets[0].rows):
        return ()
    texts = ((number, plain_text(row[0]) if row else "") for number, row in enumerate(sheets[0].rows, 1))
    return tuple(NamedRow(f"第 {number} 行", {column: text}) for number, text in texts if text)


def _filled(row: Sequence[Raw]) -> int:
    return sum(value is not None and value != "" for value in row)
