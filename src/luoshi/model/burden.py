"""The burden on schools (督查检查评比考核事项): items by issuing body and year, visits to schools, what can be joined.

Entries: :class:`BurdenItem` and :class:`SchoolVisit`, as read; :class:`BurdenReport`, as told.
Not here: counting and joining (:mod:`luoshi.progress.oversight.burden`), files (``luoshi.sheets``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from luoshi.base.findings import Finding
from luoshi.model.indicators import Basis


@dataclass(frozen=True, slots=True)
class BurdenRules:
    """How much must be cut, which names are asked about, which visits can be joined.

    Attributes:
        cut_more_than: share of the base year's items.
        alike: likeness of names, 0-1.
        window: work days behind the first visit.
    """

    cut_more_than: Fraction
    alike: float
    window: int
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class BurdenItem:
    """An item (事项) of a year; ``approved``: whether it is on the approved yearly list, None when nothing is said."""

    name: str
    bodies: tuple[str, ...]
    year: int
    approved: bool | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class SchoolVisit:
    """A visit to a school (进校) for an item; ``days`` is how long it took."""

    item: str
    bodies: tuple[str, ...]
    school: str
    on: date
    days: int = 1
    where: str = ""


@dataclass(frozen=True, slots=True)
class BodyCount:
    """Items of a body in each year; an item of several bodies counts with each of them."""

    body: str
    items: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class VisitCount:
    """Visits of a body in a year: how many, to how many schools, how many days they took together."""

    year: int
    body: str
    visits: int
    schools: int
    days: int


@dataclass(frozen=True, slots=True)
class JointVisit:
    """Visits of several bodies to one school that could be one (联合进校)."""

    school: str
    on: date
    members: tuple[SchoolVisit, ...]
    why: str

    @property
    def bodies(self) -> tuple[str, ...]:
        """Who would come."""
        return tuple(dict.fromkeys(body for one in self.members for body in one.bodies))


@dataclass(frozen=True, slots=True)
class JoiningPlan:
    """All visits, each in exactly one place: in a joint one, or alone."""

    joint: tuple[JointVisit, ...]
    alone: tuple[SchoolVisit, ...]

    @property
    def visits(self) -> int:
        """How many visits are left."""
        return len(self.joint) + len(self.alone)


@dataclass(frozen=True, slots=True)
class BurdenReport:
    """The burden of a year against a base year.

    Attributes:
        base, now: how many items there were and are, each counted once.
        cut: share of the base that is gone; below 0 when there are more; None when one of the years has no items.
        is_cut_enough: None when ``cut`` is.
        new: items that the base list does not have.
        by_year: how many items there were in each year from the base year on.
        by_body, visits: of the same years, see there.
        plan: the visits of the year, joined where they can be.
    """

    base_year: int
    year: int
    base: int
    now: int
    cut: Fraction | None
    is_cut_enough: bool | None
    new: tuple[BurdenItem, ...]
    by_year: Mapping[int, int]
    by_body: tuple[BodyCount, ...]
    visits: tuple[VisitCount, ...]
    plan: JoiningPlan
    findings: tuple[Finding, ...]
