"""The heads of a sheet (表头): which rows they are, and the path of each column through merged cells.

Entries: :class:`HeadRows`, :func:`plain`, :func:`plain_path`, :func:`possible_heads`,
:func:`find_heads`. A path is the words over a column from top to bottom, joined by ``/``: 一年级/在校生.
Not here: which field a path is (:mod:`luoshi.stats.recognise`), the rows below (:mod:`luoshi.stats.shaping`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luoshi.sheets.grid import Grid

DEEPEST = 4
"""How many rows a head has at most."""

_SEARCHED = 15
_LONGEST = 120
"""Characters of a head; what is longer is a note."""
_UNIT = re.compile(
    r"(?<=.)(?:\((?:[千万]?人|名|个|所|间|[千万]?册|本|台|张|万?平方米|m2|㎡|平方公里|公顷|亩|[百千万亿]?元|岁|年|度|人次|[%‰]|Mbps"
    r"|单位:[^()]*)\))+$"
)
_MARKS = re.compile(r"[\s*＊]+")


def plain(text: object) -> str:
    """Return a head as it is compared: NFKC, no blanks, no * for required, no unit in brackets at the end."""
    if not isinstance(text, str):
        return "" if text is None else _whole(text)
    return _plain(text) if len(text) <= _LONGEST else text


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    flat = _MARKS.sub("", unicodedata.normalize("NFKC", text))
    return _UNIT.sub("", unicodedata.normalize("NFKC", flat))


def plain_path(path: str) -> str:
    """Return a path whose words are as :func:`plain` makes them; a cell may hold a / of its own."""
    return "/".join(plain(part) for part in path.split("/")) if "/" in path else plain(path)


def _whole(value: object) -> str:
    """Return a number as text; Excel keeps 2024 as 2024.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@dataclass(frozen=True)
class Heads:
    """The heads of a sheet: the first of their rows and their number (from 0), the path of each column."""

    first: int
    depth: int
    paths: tuple[str, ...]

    @property
    def body(self) -> int:
        """The row (from 0) where the data begin."""
        return self.first + self.depth

    @property
    def last(self) -> int:
        """The last row (from 0) of the heads."""
        return self.first + self.depth - 1

    @cached_property
    def known(self) -> frozenset[str]:
        """The paths there are."""
        return frozenset(self.paths)


class HeadRows:
    """The rows of a sheet as rows of heads; each is spread once, however many heads it may be part of."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._spread: dict[tuple[int, bool], list[str]] = {}
        self._words: dict[int, frozenset[str]] = {}

    def possible(self, known_by: frozenset[str] = frozenset()) -> tuple[Heads, ...]:
        """Return all that could be heads of the sheet: up to four rows on, where words outnumber figures.

        Args:
            known_by: paths wanted; heads whose rows do not even hold their words are left out.
        """
        wanted = frozenset(word for path in known_by for word in path.split("/"))
        found: list[Heads] = []
        for first in self._starts:
            words: frozenset[str] = frozenset()
            for depth in range(1, min(DEEPEST, len(self.grid.rows) - first) + 1):
                words |= self._words_in(first + depth - 1) & wanted
                if words == wanted:
                    found.append(self.paths(first, depth))
        return tuple(found)

    @cached_property
    def _starts(self) -> list[int]:
        """The rows with which heads can begin."""
        found: list[int] = []
        for at, row in enumerate(self.grid.rows[:_SEARCHED]):
            words = sum(1 for cell in row if isinstance(cell, str))
            figures = sum(1 for cell in row if isinstance(cell, (int, float)))
            if words and words > figures:
                found.append(at)
        return found

    def _words_in(self, at: int) -> frozenset[str]:
        if at not in self._words:
            row = self._row(at, is_last=False)
            self._words[at] = frozenset(word for cell in row for word in cell.split("/"))
        return self._words[at]

    def paths(self, first: int, depth: int) -> Heads:
        """Return the heads that stand in ``depth`` rows from row ``first`` on."""
        rows = [self._row(at, is_last=at == first + depth - 1) for at in range(first, first + depth)]
        if depth == 1:
            return Heads(first, depth, tuple(rows[0]))
        paths: list[str] = []
        for words in zip_longest(*rows, fillvalue=""):
            parts: list[str] = []
            for part in words:
                if part and (not parts or parts[-1] != part):
                    parts.append(part)
            paths.append("/".join(parts))
        return Heads(first, depth, tuple(paths))

    def _row(self, at: int, *, is_last: bool) -> list[str]:
        key = at, is_last or bool(self.grid.merged)  # only a CSV's row is another where it is the last
        if key not in self._spread:
            self._spread[key] = _spread(self.grid, at, is_last=key[1])
        return self._spread[key]


def _spread(grid: Grid, at: int, *, is_last: bool) -> list[str]:
    """Return the words of a head row with merged cells filled.

    Where the file tells no merged cells (CSV), an upper word stands over the empty cells to its right.
    """
    row = [plain_path(plain(cell)) for cell in grid.rows[at]] if at < len(grid.rows) else []
    ranges = [area for area in grid.merged if area[0] <= at <= area[2]]
    for top, left, _, right in ranges:
        row += [""] * (right + 1 - len(row))
        above = plain_path(plain(grid.rows[top][left])) if top < len(grid.rows) and left < len(grid.rows[top]) else ""
        row[left : right + 1] = [above] * (right + 1 - left)
    if not grid.merged and not is_last:
        for column in range(1, len(row)):
            row[column] = row[column] or row[column - 1]
    return row


def possible_heads(grid: Grid) -> tuple[Heads, ...]:
    """Return all that could be heads of a sheet (:meth:`HeadRows.possible`)."""
    return HeadRows(grid).possible()


def find_heads(possible: Sequence[Heads], known_by: frozenset[str], read: frozenset[str]) -> Heads | None:
    """Return the heads that hold all paths of ``known_by``, and most of ``read``; None if there are none."""
    fitting = [heads for heads in possible if known_by <= heads.known]
    return max(fitting, key=lambda heads: (len(heads.known & read), -heads.first, -heads.depth), default=None)
