"""What the dashboard counts (看板): lights, lateness, progress against time, over all and by unit, county, chapter.

Entries: :func:`count`, :func:`grouped`, :data:`GROUPINGS`. Everything comes from the columns beside the entries, so
that ten thousand are counted in a moment. Not here: giving lights (:mod:`luoshi.web.ledger.lighting`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import TYPE_CHECKING

from luoshi.model.ledger_words import State
from luoshi.model.lights import Light
from luoshi.web.accounts.units import tops
from luoshi.web.ledger.models import LEAD, EntryRow, EntryUnit
from luoshi.web.ledger.selectors import NOT_THERE

if TYPE_CHECKING:
    from django.db.models import QuerySet

_COLOURS = tuple(one.value for one in (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.NONE))
_OVER = tuple(one.value for one in State if one.is_over)
_COLUMNS = ("pk", "light", "state", "due", "percent", "pace", "section", "area")
_CITY = "市级"
_COUNTY = "县级政府"
_UNNAMED = {"unit": "没有牵头单位", "county": _CITY, "chapter": "没有章节"}


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


@dataclass(frozen=True, slots=True)
class _Row:
    """The columns of an entry that are counted."""

    pk: int
    light: str
    state: str
    due: date | None
    percent: Decimal | None
    pace: Decimal | None
    section: str
    area: str


def count(rows: QuerySet[EntryRow], day: date) -> Counted:
    """Return all of ``rows`` counted on a day."""
    return _counted("", {}, _read(rows), day)


def grouped(rows: QuerySet[EntryRow], by: str, day: date) -> list[Counted]:
    """Return ``rows`` counted by ``unit``, ``county`` or ``chapter``: the most red first, then the most late.

    An entry that several units lead counts for each of them.
    """
    names = GROUPINGS[by](rows)
    groups: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in _read(rows):
        for group in names(row):
            groups[group].append(row)
    counted = [_counted(name, _query(by, key), held, day) for (name, key), held in groups.items()]
    return sorted(counted, key=lambda one: (-one.red, -one.late, -one.lights.get("黄", 0), one.name))


def _query(by: str, key: str) -> dict[str, str]:
    """Return the parts of the list's address that give a group; of a unit only what it leads."""
    return {by: key, "role": LEAD} if by == "unit" and key else {by: key or NOT_THERE}


def late(rows: QuerySet[EntryRow], day: date) -> QuerySet[EntryRow]:
    """Return those that are not over though their deadline has passed, the longest overdue first."""
    return rows.filter(due__lt=day).exclude(state__in=_OVER).order_by("due", "pk")


def soon(rows: QuerySet[EntryRow], day: date, until: date) -> QuerySet[EntryRow]:
    """Return those that are not over and fall due from a day to another."""
    return rows.filter(due__gte=day, due__lte=until).exclude(state__in=_OVER).order_by("due", "pk")


def _read(rows: QuerySet[EntryRow]) -> list[_Row]:
    return [_Row(*one) for one in rows.order_by("pk").values_list(*_COLUMNS)]


def _counted(name: str, query: Mapping[str, str], rows: Iterable[_Row], day: date) -> Counted:
    held = list(rows)
    lights: dict[str, int] = defaultdict(int)
    for row in held:
        lights[row.light] += 1
    both = [(one.percent, one.pace) for one in held if one.state not in _OVER]
    measured = [(percent, pace) for percent, pace in both if percent is not None and pace is not None]
    return Counted(
        name=name,
        query=query,
        total=len(held),
        lights=dict(lights),
        late=sum(one.due is not None and one.due < day and one.state not in _OVER for one in held),
        done=sum(one.state in (State.DONE.value, State.ARCHIVED.value) for one in held),
        percent=_mean([percent for percent, _ in measured]),
        pace=_mean([pace for _, pace in measured]),
    )


def _mean(values: list[Decimal]) -> Decimal | None:
    if not values:
        return None
    return (sum(values, Decimal(0)) / len(values)).quantize(Decimal("0.1"), ROUND_HALF_UP)


_Names = Callable[[_Row], list[tuple[str, str]]]


def _by_unit(rows: QuerySet[EntryRow]) -> _Names:
    """Name of a leading unit and that by which the list is asked for it, its name."""
    leads: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for entry, name in _leads(rows).values_list("entry_id", "name"):
        leads[entry].append((name, name))
    return partial(_found, leads, (_UNNAMED["unit"], ""))


def _by_county(rows: QuerySet[EntryRow]) -> _Names:
    """County government above the leading unit; all others are the city's own."""
    above = {pk: top for pk, top in tops().items() if top.kind == _COUNTY}
    counties: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for entry, unit in _leads(rows).values_list("entry_id", "unit_id"):
        top = above.get(unit)
        group = (top.name, str(top.pk)) if top is not None else (_CITY, "0")
        if group not in counties[entry]:
            counties[entry].append(group)
    return partial(_found, counties, (_CITY, "0"))


def _by_chapter(rows: QuerySet[EntryRow]) -> _Names:
    return lambda row: [(row.section.split("/")[0] or _UNNAMED["chapter"], row.section.split("/")[0])]


def _leads(rows: QuerySet[EntryRow]) -> QuerySet[EntryUnit]:
    return EntryUnit.objects.filter(role=LEAD, entry__in=rows.order_by().values("pk")).order_by("entry_id", "place")


def _found(groups: Mapping[int, list[tuple[str, str]]], none: tuple[str, str], row: _Row) -> list[tuple[str, str]]:
    return groups.get(row.pk) or [none]


GROUPINGS: Mapping[str, Callable[[QuerySet[EntryRow]], _Names]] = {
    "unit": _by_unit,
    "county": _by_county,
    "chapter": _by_chapter,
}
"""By what entries are counted -> how the groups of an entry are told."""
