"""Rows of a list on a terminal: a table, or lines where the terminal is too narrow for one (表格).

Entries: :func:`print_records`, :class:`Column`, :func:`is_narrow`, :func:`hanging`, :data:`STYLES`.
Not here: what stands in the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.base.findings import Severity
from luoshi.cli.chinese_help import wrap

if TYPE_CHECKING:
    from rich.console import Console

MISSING = "—"
_NARROW = 60
GAP = 3
"""Columns of the terminal between two columns of a table."""

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: ""}
"""How findings look by their severity."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: its heading.
        max_width: the widest it may be; None has no bound.
        right: numbers stand on the right.
        whole: never broken into lines.
        ratio: its share of the room that is left; None takes what it needs.
    """

    name: str
    max_width: int | None = None
    right: bool = False
    whole: bool = False
    ratio: int | None = None


def is_narrow(console: Console) -> bool:
    """Tell whether a table would break its words into pieces."""
    return console.width < _NARROW


def print_records(
    console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, narrow: int = _NARROW
) -> None:
    """Print ``rows`` as a table; on a terminal below ``narrow`` as one entry a row, the first column being its head."""
    if console.width < narrow:
        for row in rows:
            head, *others = (value.replace("\n", " ") for value in row)
            console.print("\n".join(wrap(head, console.width)))
            said = "，".join(
                f"{column.name} {value}"
                for column, value in zip(columns[1:], others, strict=True)
                if value not in ("", MISSING)
            )
            for line in wrap(said, console.width - 2):
                console.print(f"  {line}", style="dim")
        return
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(
            column.name,
            justify="right" if column.right else "left",
            overflow="fold",
            max_width=column.max_width,
            no_wrap=column.whole,
            ratio=column.ratio,
        )
    for row in rows:
        table.add_row(*row)
    console.print(table)


def hanging(text: str, indent: str, width: int) -> str:
    """Return ``text`` in lines that fit, all but the first indented two columns more."""
    lines = list(wrap(text, width - len(indent) - 2))
    return "\n".join(indent + ("  " if number else "") + line for number, line in enumerate(lines))
