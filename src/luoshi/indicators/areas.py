"""Areas and area sets of each period (地区和口径), as the sums of indicators are put together by them.

Entry: :class:`Areas`. A set is that of 1 September of a school year and of 31 December of a calendar year; where a
workspace has no sets, 全市 is all areas that have schools.
Not here: the tables ``areas`` and ``area_sets`` (:mod:`luoshi.stats.areas`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.model.indicators import Place

if TYPE_CHECKING:
    from luoshi.stats.store import Connection

WHOLE = "全市"
"""The set that is meant when none is named."""

_OWN = "本级"
_LAST_YEAR = 9999


_ENDED = """SELECT area_code, arg_max(valid_to, valid_from), arg_max(merged_into, valid_from) FROM areas
    WHERE area_level <> '乡镇' GROUP BY area_code HAVING arg_max(valid_to, valid_from) IS NOT NULL"""
"""Areas whose last row has an end: a row that another follows only had another name."""

_MOVED = """WITH last AS (SELECT area_code, max(school_year) AS year FROM institutions GROUP BY area_code)
    SELECT area_code, year + 1, arg_max(successor, schools) FROM (
        SELECT l.area_code, l.year, n.area_code AS successor, count(*) AS schools
        FROM last l JOIN institutions o ON o.area_code = l.area_code AND o.school_year = l.year
        JOIN institutions n ON n.institution_code = o.institution_code AND n.school_year = l.year + 1
        WHERE n.area_code <> l.area_code GROUP BY ALL) GROUP BY area_code, year"""
"""Areas without schools since some year, whose schools of the year before lie in another: they were merged, though the
table of areas may not say so."""


def _day(period: int, *, is_school_year: bool) -> date:
    return date(period, 9, 1) if is_school_year else date(period, 12, 31)


@dataclass(frozen=True, slots=True)
class _Membership:
    area_set: str
    area: str
    first: date
    until: date | None


@dataclass(frozen=True)
class Areas:
    """What areas there are.

    Attributes:
        names: code -> (valid from, name), oldest first.
        with_schools: codes of the areas that schools lie in.
        cities: codes of whole cities: what has such a code is the city's own (市本级), not all that lies in it.
        ends: code of an area that is no more -> its last day but one (停用日期), and the area that it became part of.
    """

    names: dict[str, list[tuple[date, str]]]
    memberships: tuple[_Membership, ...]
    with_schools: frozenset[str]
    cities: frozenset[str] = frozenset()
    ends: Mapping[str, tuple[date, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, con: Connection) -> Areas:
        """Return the areas and sets of the base database."""
        names: dict[str, list[tuple[date, str]]] = {}
        cities: set[str] = set()
        listed = "SELECT area_code, valid_from, area_name, area_level FROM areas WHERE area_level <> '乡镇' ORDER BY 2"
        for code, first, name, level in con.execute(listed).fetchall():
            names.setdefault(code, []).append((first, name))
            if level == "市":
                cities.add(code)
        sets = con.execute("SELECT set_name, area_code, valid_from, valid_to FROM area_sets").fetchall()
        schools = con.execute("SELECT DISTINCT area_code FROM institutions WHERE area_code IS NOT NULL").fetchall()
        memberships = tuple(_Membership(*row) for row in sets)
        moved = {code: (date(year, 9, 1), into) for code, year, into in con.execute(_MOVED).fetchall()}
        told = {code: (day, into or "") for code, day, into in con.execute(_ENDED).fetchall()}
        return cls(names, memberships, frozenset(row[0] for row in schools), frozenset(cities), {**moved, **told})

    @property
    def set_names(self) -> tuple[str, ...]:
        """Names of the sets, 全市 first."""
        names = {one.area_set for one in self.memberships} or {WHOLE}
        return tuple(sorted(names, key=lambda name: (name != WHOLE, name)))

    def members(self, area_set: str, period: int, *, is_school_year: bool) -> frozenset[str]:
        """Return the codes of a set's areas in a period."""
        day = _day(period, is_school_year=is_school_year)
        if not self.memberships:
            return frozenset(area for area in self.with_schools if not self._is_over(area, day))
        return frozenset(
            one.area
            for one in self.memberships
            if one.area_set == area_set and one.first <= day and (one.until is None or one.until > day)
            if not self._is_over(one.area, day)
        )

    def _is_over(self, area: str, day: date) -> bool:
        return area in self.ends and self.ends[area][0] <= day

    def joined(self, area: str, period: int, later: int, *, is_school_year: bool) -> frozenset[str]:
        """Return the areas that became part of this one after a period and until a later one (并入)."""
        first, last = (_day(one, is_school_year=is_school_year) for one in (period, later))
        return frozenset(code for code, (day, into) in self.ends.items() if into == area and first < day <= last)

    def name(self, code: str, year: int) -> str:
        """Return an area's name in a year, 本级 added to that of a city; its code when none is known."""
        known = self.names.get(code, [])
        fitting = [name for first, name in known if first.year <= year] or [name for _, name in known[:1]]
        return (fitting[-1] + _OWN * (code in self.cities)) if fitting else code

    def latest_name(self, code: str) -> str:
        """Return an area's name of today."""
        return self.name(code, _LAST_YEAR)

    def set_named(self, name: str) -> Place:
        """Return a set by its name.

        Raises:
            LuoshiError: I003 when there is none.
        """
        if name not in self.set_names:
            raise LuoshiError("I003", f"没有“{name}”这个口径", hint=f"有的口径：{'、'.join(self.set_names)}")
        return Place("口径", name, name)

    def named(self, name: str) -> Place:
        """Return an area or set by name or code; a city's name means 全市.

        Raises:
            LuoshiError: I003 when there is none.
        """
        if name in self.set_names:
            return Place("口径", name, name)
        codes = {code for code, known in self.names.items() if name == code or name in (one for _, one in known)}
        if codes & self.cities and name not in codes and WHOLE in self.set_names:
            return Place("口径", WHOLE, WHOLE)
        codes |= {code for code in self.cities if name == self.latest_name(code)}
        if name in self.with_schools:
            codes.add(name)
        if len(codes) == 1:
            code = codes.pop()
            return Place("地区", code, self.latest_name(code))
        known_names = [known[-1][1] for known in self.names.values()]
        hint = f"有的口径：{'、'.join(self.set_names)}；有的地区：{'、'.join(known_names)}"
        raise LuoshiError("I003", f"没有“{name}”这个地区或口径", hint=hint)
