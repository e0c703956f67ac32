"""Rules of a page -> grids (表格线构成的格子).

Entry: :func:`find_grids`. Rules that meet belong to one grid; its rows and columns stand where rules stand; positions
that no rule divides are one merged cell. A grid that is open at its sides is closed where its rules end.
Not here: text in the cells (``pdf_tables``), tables without vertical rules (``pdf_open_tables``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from luoshi.readers.limits import MAX_COLUMNS
from luoshi.readers.pdf_frame import Box
from luoshi.readers.pdf_paths import Rule

_NEAR = 2.5
_GAP = 3.0
_COVERED = 0.6
_LEAST_SIDE = 6.0
_LEAST_ROW = 4.0


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid: its upper left position, its spans and its box."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells between rules; ``xs`` and ``ys`` are the column and row edges."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]

    @property
    def box(self) -> Box:
        """The outer edges."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    @property
    def is_frame(self) -> bool:
        """It has one column only: a frame around text."""
        return len(self.xs) == 2


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Return ``rules`` with those put together that lie on one line and meet."""
    found: list[Rule] = []
    for line in _lines(sorted(rules)):
        line.sort(key=lambda rule: rule.start)
        at = sum(rule.at * (rule.end - rule.start) for rule in line) / max(0.01, sum(r.end - r.start for r in line))
        start, end = line[0].start, line[0].end
        for rule in line[1:]:
            if rule.start <= end + _GAP:
                end = max(end, rule.end)
            else:
                found.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        found.append(Rule(at, start, end))
    return found


def _lines(rules: list[Rule]) -> list[list[Rule]]:
    """Group rules sorted by ``at`` into lines."""
    lines: list[list[Rule]] = []
    first = 0.0
    for rule in rules:
        if lines and rule.at - lines[-1][-1].at <= 1.2 and rule.at - first <= _NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
            first = rule.at
    return lines


def find_grids(across: list[Rule], down: list[Rule]) -> list[Grid]:
    """Return the grids that merged rules make, from top to bottom."""
    groups = _groups(across, down)
    grids = [grid for rows, columns in groups if (grid := _grid(rows, columns)) is not None]
    return sorted(grids, key=lambda grid: (grid.box[1], grid.box[0]))


def _groups(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the rules in groups that hang together."""
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if h.start - _GAP <= v.at <= h.end + _GAP and v.start - _GAP <= h.at <= v.end + _GAP and root(i) != root(j):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, h in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(h)
    for j, v in enumerate(down, len(across)):
        groups.setdefault(root(j), ([], []))[1].append(v)
    return [group for group in groups.values() if len(group[0]) > 1 and group[1]]


def _positions(values: list[float], least: float) -> list[float]:
    """Return where edges stand: values that are close together once."""
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][0] <= least:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def _grid(across: list[Rule], down: list[Rule]) -> Grid | None:
    left, right = min(h.start for h in across), max(h.end for h in across)
    long = [h for h in across if h.end - h.start >= 0.6 * (right - left)]
    xs = _positions([v.at for v in down], _LEAST_ROW)
    ys = _positions([h.at for h in across], _LEAST_ROW)
    if len(long) > 1 and xs[0] - left > _LEAST_SIDE:  # open at the left
        down = [*down, Rule(left, ys[0], ys[-1])]
        xs.insert(0, left)
    if len(long) > 1 and right - xs[-1] > _LEAST_SIDE:
        down = [*down, Rule(right, ys[0], ys[-1])]
        xs.append(right)
    if len(xs) < 2 or len(ys) < 2 or len(xs) > MAX_COLUMNS or xs[-1] - xs[0] < _LEAST_SIDE:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(_cells(xs, ys, _Edges(across, xs, ys), _Edges(down, ys, xs))))


def _nearest(values: list[float], value: float) -> int:
    return min(range(len(values)), key=lambda i: abs(values[i] - value))


class _Edges:
    """Which stretches of the edges between cells a rule covers.

    Args:
        rules: all of one direction.
        along: the positions between which stretches lie, in the direction of the rules.
        across: the positions of the edges.
    """

    def __init__(self, rules: list[Rule], along: list[float], across: list[float]) -> None:
        self.covered = [[0.0] * (len(along) - 1) for _ in across]
        self.lengths = [b - a for a, b in itertools.pairwise(along)]
        for rule in rules:
            line = _nearest(across, rule.at)
            for index in range(len(along) - 1):
                common = min(rule.end, along[index + 1]) - max(rule.start, along[index])
                if common > 0:
                    self.covered[line][index] += common

    def has(self, line: int, stretch: int) -> bool:
        """Tell whether there is a rule on edge ``line`` along ``stretch``."""
        return self.covered[line][stretch] >= _COVERED * self.lengths[stretch]


def _cells(xs: list[float], ys: list[float], across: _Edges, down: _Edges) -> list[GridCell]:
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    taken = [[False] * n_columns for _ in range(n_rows)]
    cells: list[GridCell] = []
    for row in range(n_rows):
        for column in range(n_columns):
            if taken[row][column]:
                continue
            end = column + 1
            while end < n_columns and not taken[row][end] and not down.has(end, row):
                end += 1
            below = row + 1
            while (
                below < n_rows
                and not any(across.has(below, c) or taken[below][c] for c in range(column, end))
                and not any(down.has(c, below) for c in range(column + 1, end))
            ):
                below += 1
            for r in range(row, below):
                for c in range(column, end):
                    taken[r][c] = True
            box = (xs[column], ys[row], xs[end], ys[below])
            cells.append(GridCell(row, column, below - row, end - column, box))
    return cells
