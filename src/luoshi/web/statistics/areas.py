"""Whose schools somebody sees (县的范围): the figures are in no table of the database, so the cut is made here.

Entries: :func:`own_areas`, :class:`Cut`. Totals of the city and of counties are for all who may look at indicators;
rows of single schools, and what is owed, are for those who see 全部, else for the county whose unit they are of.
Not here: rows of the database (:mod:`luoshi.web.scope`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.web.accounts.models import Unit
from luoshi.web.accounts.units import below
from luoshi.web.policy import Reach, reach

if TYPE_CHECKING:
    from collections.abc import Iterable

    from luoshi.web.accounts.models import Account


_SCHOOL = "学校"
"""Kind of the units that are schools."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Which areas somebody sees the schools of.

    Attributes:
        every: all of them.
        names: else the areas of these names.
    """

    every: bool
    names: frozenset[str] = frozenset()

    def has(self, area: str) -> bool:
        """Tell whether an area is within."""
        return self.every or area in self.names


def own_areas(account: Account, kind: str, action: str, areas: Iterable[str]) -> Cut:
    """Return of which areas an account sees the schools.

    Args:
        account: who asks.
        kind, action: row of the table of permissions.
        areas: names of the areas there are; a unit is of the one with which its name begins (青禾县教育局), the
            longest of several. A school is of none, whatever its name begins with: it is not to see the others.
    """
    far = reach(account.roles, kind, action) if account.is_active else Reach.NONE
    if far is Reach.ALL:
        return Cut(every=True)
    if far is Reach.NONE or account.unit_id is None:
        return Cut(every=False)
    units = Unit.objects.filter(pk__in=below(account.unit_id)).exclude(kind=_SCHOOL).values_list("name", flat=True)
    known = list(areas)
    own = [[name for name in known if unit.startswith(name)] for unit in units]
    return Cut(every=False, names=frozenset(max(names, key=len) for names in own if names))
