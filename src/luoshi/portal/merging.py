"""Which cells of tables are held back together (合并), so that none of a small group can be worked out.

Entry: :func:`hide`. The tables share their units (counties, or the schools of one); what is published besides the cells
is totals over units, and sums of tables (pupils of public and of private schools make all). The manner: what must be
hidden is hidden in **all** tables that depend on each other for the **same** units, at least two within each total, and
their sum shows no small group either. Then the figures of two hidden units can be shifted against each other without
anything published changing, so nobody can tell which they are.
Not here: which tables there are (:mod:`luoshi.portal.disclosure`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from luoshi.model.evaluation.publication import SMALLEST_GROUP

Cells = Mapping[str, Decimal]
"""Unit -> its figure."""


@dataclass(frozen=True)
class Tables:
    """Counts of persons by unit.

    Attributes:
        cells: name of a table -> its figures.
        totals: name of a table -> the sets of units whose sums are published.
        sums: (whole, part, part): tables of which the first is the sum of the others, unit by unit.
        unpublished: tables that are only known as a difference of others.
        forced: name of a table -> units that are hidden whatever their figures are.
        forced_totals: tables whose totals are hidden, too.
    """

    cells: Mapping[str, Cells]
    totals: Mapping[str, tuple[frozenset[str], ...]]
    sums: tuple[tuple[str, str, str], ...] = ()
    unpublished: frozenset[str] = frozenset()
    forced: Mapping[str, frozenset[str]] = field(default_factory=dict)
    forced_totals: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hidden:
    """What is held back.

    Attributes:
        units: name of a table -> units whose figures are hidden.
        totals: tables whose totals are hidden as well.
    """

    units: Mapping[str, frozenset[str]]
    totals: frozenset[str]


def is_small(value: Decimal, smallest: int = SMALLEST_GROUP) -> bool:
    """Tell whether a count of persons shows a small group; nobody (0) is no group."""
    return 0 < value < smallest


def hide(tables: Tables, smallest: int = SMALLEST_GROUP) -> Hidden:
    """Return the cells to hold back; the same for the same figures, in whatever order they come.

    Args:
        tables: what would be published.
        smallest: counts from 1 to below it are not shown.
    """
    work = _Work(tables, smallest)
    work.settle()
    return Hidden(
        {name: frozenset(units & tables.cells[name].keys()) for name, units in sorted(work.units.items())},
        frozenset(work.without_totals),
    )


class _Work:
    """Hidden units of each table that has any; grows until nothing is wrong."""

    def __init__(self, tables: Tables, smallest: int) -> None:
        self.tables = tables
        self.smallest = smallest
        self.units: dict[str, set[str]] = {}
        self.without_totals: set[str] = set(tables.forced_totals)
        for name in sorted(tables.cells):
            cells = tables.cells[name]
            found = {unit for unit, value in cells.items() if is_small(value, smallest)}
            found |= tables.forced.get(name, frozenset()) & cells.keys()
            if name in tables.forced_totals:
                found = set(cells)
            if found:
                self.units[name] = found
        self._sums = tuple(sorted(one for one in tables.sums if all(name in tables.cells for name in one)))

    def settle(self) -> None:
        """Hide more until each group of tables hides the same units, enough of them, and nothing can be solved."""
        while True:
            before = self._state()
            self._follow_sums()
            for group in self._groups():
                self._even_out(group)
            if self._state() == before and not self._open_what_is_solved():
                return

    def _state(self) -> tuple[int, int, int]:
        return len(self.units), sum(map(len, self.units.values())), len(self.without_totals)

    def _follow_sums(self) -> None:
        """Where one table of a sum alone is hidden, hide another: the cheapest, of which the least is lost."""
        changed = True
        while changed:
            changed = False
            for one in self._sums:
                shown = [name for name in one if name not in self.units]
                if len(shown) == 2:
                    self.units[min(shown, key=self._cost)] = set()
                    changed = True

    def _cost(self, name: str) -> tuple[bool, Decimal, str]:
        return name not in self.tables.unpublished, sum(self.tables.cells[name].values(), Decimal(0)), name

    def _groups(self) -> list[tuple[str, ...]]:
        """Return the hidden tables that depend on each other, group by group."""
        leader = {name: name for name in self.units}

        def first(name: str) -> str:
            while leader[name] != name:
                name = leader[name]
            return name

        for one in self._sums:
            hidden = [first(name) for name in one if name in leader]
            for name in hidden[1:]:
                low, high = sorted((first(hidden[0]), first(name)))
                leader[high] = low
        groups: dict[str, list[str]] = {}
        for name in sorted(leader):
            groups.setdefault(first(name), []).append(name)
        return [tuple(group) for _, group in sorted(groups.items())]

    def _even_out(self, group: tuple[str, ...]) -> None:
        """Hide the same units in all tables of a group, and further ones until no total gives any away."""
        hidden = set().union(*(self.units[name] for name in group))
        totals = sorted({total for name in group for total in self.tables.totals.get(name, ())}, key=sorted)
        everything = set().union(*(self.tables.cells[name].keys() for name in group))
        alike: dict[tuple[bool, ...], set[str]] = {}
        for unit in everything:
            alike.setdefault(tuple(unit in total for total in totals), set()).add(unit)
        keep_totals = not self.without_totals & set(group)
        for within, units in sorted(alike.items()):
            if any(within) and keep_totals:
                keep_totals = self._fill_up(group, units, hidden)
        if not keep_totals:
            hidden = everything
            self.without_totals |= set(group)
        for name in group:
            self.units[name] = set(hidden)

    def _fill_up(self, group: tuple[str, ...], units: set[str], hidden: set[str]) -> bool:
        """Hide more of some units until their hidden sum tells nothing; return whether that can be done."""
        while True:
            lacking = self._lacking(group, units & hidden)
            if lacking is None:
                return True
            rest = units - hidden
            if not rest:
                return False
            cells = self.tables.cells[lacking]
            there = sum((cells.get(unit, Decimal(0)) for unit in units & hidden), Decimal(0))
            hidden.add(min(rest, key=lambda unit: self._company(cells, there, unit)))

    def _company(self, cells: Cells, there: Decimal, unit: str) -> tuple[bool, bool, Decimal, str]:
        """Return how well a unit hides others: enough of them first, then the fewest."""
        value = cells.get(unit, Decimal(0))
        is_enough = value > 0 and there + value >= self.smallest
        return unit not in cells, not is_enough, value if is_enough else -value, unit

    def _lacking(self, group: tuple[str, ...], hidden: set[str]) -> str | None:
        """Return a table whose hidden units are too few, or add up to a small group; None when all is well."""
        for name in sorted(group, key=lambda one: (one in self.tables.unpublished, one)):
            figures = [self.tables.cells[name][unit] for unit in hidden if unit in self.tables.cells[name]]
            if len(figures) == 1 or is_small(sum(figures, Decimal(0)), self.smallest):
                return name
        return None

    def _open_what_is_solved(self) -> bool:
        """Hide all tables that depend on one whose figures the sums alone give away; return whether there was one.

        Of a whole family of tables that are all hidden nothing can be solved: its own figures could be any multiple.
        """
        for group in self._groups():
            sums = [one for one in self._sums if any(name in group for name in one)]
            family = self._family(group)
            if set(group) >= family or not any(_is_solved(name, sums, group) for name in group):
                continue
            for name in family - self.units.keys():
                self.units[name] = set()
            return True
        return False

    def _family(self, group: Iterable[str]) -> set[str]:
        found = set(group)
        while True:
            more = {name for one in self._sums if found & set(one) for name in one} - found
            if not more:
                return found
            found |= more


def _is_solved(name: str, sums: Iterable[tuple[str, str, str]], hidden: tuple[str, ...]) -> bool:
    """Tell whether the sums, with all tables known that are not hidden, leave only one figure for a table."""
    place = {one: number for number, one in enumerate(hidden)}
    rows = []
    for whole, *parts in sums:
        row = [Fraction(0)] * len(hidden)
        for one, sign in ((whole, 1), (parts[0], -1), (parts[1], -1)):
            if one in place:
                row[place[one]] += sign
        rows.append(row)
    wanted = [Fraction(one == name) for one in hidden]
    return _rank(rows) == _rank([*rows, wanted])


def _rank(rows: Iterable[list[Fraction]]) -> int:
    left = [list(row) for row in rows]
    rank = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((row for row in left[rank:] if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left.insert(rank, pivot)
        for row in left[rank + 1 :]:
            if row[column]:
                share = row[column] / pivot[column]
                row[:] = [one - share * other for one, other in zip(row, pivot, strict=True)]
        rank += 1
    return rank
