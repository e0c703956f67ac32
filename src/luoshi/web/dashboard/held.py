"""What the dashboard counts, held in memory (在内存里的一份): the columns of all entries, read again when one changed.

Entries: :func:`held_rows`, :class:`Held`. Whether something changed is asked of the database each time: how many
entries there are and the sum of their versions, over an index alone.
Not here: counting (:mod:`luoshi.web.dashboard.selectors`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Count, Max, Sum

from luoshi.web.accounts.models import Unit
from luoshi.web.accounts.units import tops
from luoshi.web.ledger.lighting import rules_digest
from luoshi.web.ledger.models import LEAD, EntryRow, EntryUnit

COUNTY = "县级政府"
CITY = ("市级", "0")


@dataclass(frozen=True, slots=True)
class HeldRow:
    """The columns of an entry that are counted; ``percent`` and ``pace`` in tenths of 1 of 100, None when not known."""

    pk: int
    book: int
    light: str
    state: str
    due: date | None
    percent: int | None
    pace: int | None
    section: str
    leads: tuple[str, ...]
    counties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """All entries as they stood at a stamp: two with the same stamp and day are the same."""

    stamp: tuple[object, ...]
    day: date
    rows: tuple[HeldRow, ...] = field(compare=False, repr=False)


def held_rows(day: date) -> Held:
    """Return all entries as they stand, in the order of the ledgers; their lights are to be those of ``day``."""
    entries = EntryRow.objects.order_by().aggregate(count=Count("pk"), versions=Sum("version"))
    # All of the tree, not its size alone: a unit that is renamed or comes below another changes names and counties.
    units = hash(tuple(Unit.objects.order_by("pk").values_list("pk", "name", "kind", "parent_id")))
    links = EntryUnit.objects.aggregate(count=Count("pk"), last=Max("pk"), units=Sum("unit_id"))
    stamp = (rules_digest(), *entries.values(), units, *links.values())
    return _read(str(connection.settings_dict["NAME"]), stamp, day)


@lru_cache(maxsize=2)
def _read(database: str, stamp: tuple[object, ...], day: date) -> Held:
    above = tops()
    names = dict(Unit.objects.values_list("pk", "name"))
    leads: dict[int, list[str]] = defaultdict(list)
    counties: dict[int, list[tuple[str, str]]] = defaultdict(list)
    linked = EntryUnit.objects.filter(role=LEAD).order_by("entry_id", "place", "pk")
    for entry, name, unit in linked.values_list("entry_id", "name", "unit_id"):
        called = names.get(unit, name)  # one unit under two names is one unit
        if called not in leads[entry]:
            leads[entry].append(called)
        top = above.get(unit)
        county = (top.name, str(top.pk)) if top is not None and top.kind == COUNTY else CITY
        if county not in counties[entry]:
            counties[entry].append(county)
    columns = EntryRow.objects.values_list("pk", "book_id", "light", "state", "due", "percent", "pace", "section")
    rows = tuple(
        HeldRow(pk, book, light, state, due, _tenths(percent), _tenths(pace), section, tuple(leads[pk]),
                tuple(counties[pk]) or (CITY,))
        for pk, book, light, state, due, percent, pace, section in columns
    )  # fmt: skip
    return Held((database, *stamp), day, rows)


def _tenths(value: object) -> int | None:
    return None if value is None else round(float(str(value)) * 10)
