"""A school of the sample city and its sections while the years pass: the state that ``cohorts`` moves on.

Not here: founding (``founding``), figures handed out (``returns_*``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luoshi.samples.city.city_data import GRADES
from luoshi.samples.city.geography import County


@dataclass
class Flow:
    """Gains and losses of a section from the beginning of last school year to the beginning of this one (学生变动)."""

    opening: int = 0
    entrants: int = 0
    returned: int = 0
    transfers_in: int = 0
    other_in: int = 0
    graduates: int = 0
    suspended: int = 0
    transfers_out: int = 0
    dropouts: int = 0
    deaths: int = 0
    other_out: int = 0


@dataclass
class Section:
    """The part of a school that teaches one stage (学段).

    Attributes:
        grades: how many grades it has, from the first of its stage.
        weight: its draw on new pupils, next to others of the area.
        counts: pupils of each grade.
        girls: share of girls of each grade, moving on with the pupils.
        before: pupils of each grade as they were a grade lower last year; none in the first.
        class_limit: most pupils of a class.
        crowded_until: last school year in which classes may be larger.
    """

    stage: str
    grades: int
    weight: float
    class_limit: int
    crowded_until: int = 0
    counts: list[int] = field(default_factory=list)
    girls: list[float] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    flow: Flow = field(default_factory=Flow)
    full_time: int = 0

    @property
    def pupils(self) -> int:
        """All pupils of the section."""
        return sum(self.counts)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its grades."""
        return GRADES[self.stage][: self.grades]


@dataclass
class Premises:
    """Buildings and equipment of a school, which last from year to year; areas in tenths of a square metre."""

    places: int
    site: int
    green: int
    sports: int
    teaching: int
    admin: int
    living: int
    other: int
    dormitory: int
    dangerous: int
    books: int
    beds: int
    added: int = 0


@dataclass
class School:
    """An institution through the years.

    Attributes:
        township: number of its township in the county.
        traits: numbers of its own between 0 and 1 that colour its figures, by name.
        since, until: first school year (0: before all figures), and last one or None.
    """

    code: str
    name: str
    kind: str
    ownership: str
    locality: str
    county: County
    township: int
    place: tuple[Decimal, Decimal]
    founded: date
    sections: list[Section]
    traits: dict[str, float]
    since: int
    until: int | None = None
    is_mixed: bool = False
    premises: Premises | None = None

    @property
    def pupils(self) -> int:
        """All pupils of the school."""
        return sum(section.pupils for section in self.sections)

    @property
    def boards(self) -> bool:
        """Whether it takes boarders (寄宿制)."""
        return self.traits["boarding"] > 0.5

    @property
    def is_municipal(self) -> bool:
        """Paid by the city's own budget (市本级): upper secondary, vocational and special schools of the districts."""
        upper = self.sections[-1].stage in ("普通高中", "中职", "特教")
        return upper and self.county.is_district and self.ownership == "公办"
