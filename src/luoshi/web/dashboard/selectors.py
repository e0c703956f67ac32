"""What the dashboard counts (看板): lights, lateness, progress against time, over all and by unit, county, chapter.

Entries: :func:`count`, :func:`grouped`, :data:`GROUPINGS`, :func:`red`, :func:`late`, :func:`soon`.
Not here: giving lights (:mod:`luoshi.web.ledger.lighting`), holding the columns (:mod:`luoshi.web.dashboard.held`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from luoshi.model.ledger_words import State
from luoshi.model.lights import Light
from luoshi.web.dashboard.held import Held, HeldRow
from luoshi.web.ledger.models import LEAD
from luoshi.web.ledger.selectors import NOT_THERE

_COLOURS = tuple(one.value for one in (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.NONE))
_OVER = frozenset(one.value for one in State if one.is_over)
_NOT_BEGUN = frozenset((State.UNDIVIDED.value, State.UNSIGNED.value))
_DONE = frozenset((State.DONE.value, State.ARCHIVED.value))
_NO_LEAD, _NO_CHAPTER = ("没有牵头单位", ""), ("没有章节", "")


@dataclass(frozen=True, slots=True)
class Counted:
    """Entries counted.

    Attributes:
        name: of the group; empty for all.
        query: the parts of the list's address that give just these entries.
        total: how many.
        lights: colour -> how many; those without a light are under 无.
        late: not over, and their deadline has passed.
        done: over as 已办结 or 已归档.
        percent, pace: means of those under way that have both, 0-100: how far they are, how far time has gone.
    """

    name: str
    query: Mapping[str, str]
    total: int
    lights: Mapping[str, int]
    late: int
    done: int
    percent: Decimal | None
    pace: Decimal | None

    @property
    def red(self) -> int:
        """How many are red."""
        return self.lights.get("红", 0)

    @property
    def shares(self) -> list[tuple[str, int, float, float]]:
        """Colour, count, and where its part of a bar of 100 begins and how wide it is."""
        found, at = [], 0.0
        for colour in _COLOURS:
            number = self.lights.get(colour, 0)
            width = round(100 * number / self.total, 2) if self.total else 0.0
            if number:
                found.append((colour, number, round(at, 2), width))
            at += width
        return found


def count(rows: Iterable[HeldRow], day: date, name: str = "", query: Mapping[str, str] | None = None) -> Counted:
    """Return ``rows`` counted on a day."""
    held = list(rows)
    under_way = [one for one in held if one.state not in _OVER]
    measured = [
        (one.percent, one.pace)
        for one in under_way
        if one.state not in _NOT_BEGUN and one.percent is not None and one.pace is not None
    ]
    return Counted(
        name=name,
        query=query or {},
        total=len(held),
        lights=Counter(one.light for one in held),
        late=sum(one.due is not None and one.due < day for one in under_way),
        done=sum(one.state in _DONE for one in held),
        percent=_mean([percent for percent, _ in measured]),
        pace=_mean([pace for _, pace in measured]),
    )


def grouped(rows: Iterable[HeldRow], by: str, day: date) -> list[Counted]:
    """Return ``rows`` counted by ``unit``, ``county`` or ``chapter``: the most red first, then the most late.

    An entry that several units lead counts for each of them.
    """
    groups: dict[tuple[str, str], list[HeldRow]] = defaultdict(list)
    names = GROUPINGS[by]
    for row in rows:
        for group in names(row):
            groups[group].append(row)
    counted = [count(held, day, name, _query(by, key)) for (name, key), held in groups.items()]
    return sorted(counted, key=lambda one: (-one.red, -one.late, -one.lights.get("黄", 0), one.name))


def _query(by: str, key: str) -> dict[str, str]:
    """Return the parts of the list's address that give a group; of a unit only what it leads."""
    return {by: key, "role": LEAD} if by == "unit" and key else {by: key or NOT_THERE}


@lru_cache(maxsize=32)
def counted_of_all(held: Held, book: int | None) -> Counted:
    """Return all entries, or those of a book, counted on the day of ``held``; remembered while nothing changes."""
    return count(of_book(held.rows, book), held.day)


@lru_cache(maxsize=64)
def grouped_of_all(held: Held, book: int | None, by: str) -> tuple[Counted, ...]:
    """Return the same by groups; see :func:`grouped`."""
    return tuple(grouped(of_book(held.rows, book), by, held.day))


def of_book(rows: Iterable[HeldRow], book: int | None) -> list[HeldRow]:
    """Return the rows of a book; all when it is None."""
    return [one for one in rows if book is None or one.book == book]


def red(rows: Iterable[HeldRow]) -> list[int]:
    """Return the numbers of the red ones, the longest overdue first."""
    return _in_order(one for one in rows if one.light == Light.RED.value)


def late(rows: Iterable[HeldRow], day: date) -> list[int]:
    """Return those that are not over though their deadline has passed, the longest overdue first."""
    return _in_order(one for one in rows if one.due is not None and one.due < day and one.state not in _OVER)


def soon(rows: Iterable[HeldRow], day: date, until: date) -> list[int]:
    """Return those that are not over and fall due from a day to another."""
    return _in_order(one for one in rows if one.due is not None and day <= one.due <= until and one.state not in _OVER)


def _in_order(rows: Iterable[HeldRow]) -> list[int]:
    return [one.pk for one in sorted(rows, key=lambda one: (one.due or date.max, one.pk))]


def _mean(tenths: list[int]) -> Decimal | None:
    if not tenths:
        return None
    return (Decimal(sum(tenths)) / (10 * len(tenths))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _chapter(row: HeldRow) -> list[tuple[str, str]]:
    first = row.section.split("/")[0]
    return [(first, first) if first else _NO_CHAPTER]


GROUPINGS: Mapping[str, Callable[[HeldRow], Iterable[tuple[str, str]]]] = {
    "unit": lambda row: [(one, one) for one in row.leads] or [_NO_LEAD],
    "county": lambda row: row.counties,
    "chapter": _chapter,
}
"""By what entries are counted -> the groups of an entry: name, and the value by which the list is asked for it."""
