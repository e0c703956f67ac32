"""What is asked when a target is to be divided (目标分解的要求): the aim, the counties, the way over the years.

Entries: :class:`Question`, :class:`Aim`, :class:`County`, :class:`Course`.
Not here: dividing it (:mod:`luoshi.progress.division.decomposing`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from luoshi.model.dividing import Manner, Method
from luoshi.model.plan import Op

WHOLE = "全市"


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be divided.

    Attributes:
        id, indicator, scope, unit, op, shown: those of the target.
        goal: its value; of a range the end that counts.
        year, base_year: the way goes from the end of the one to the end of the other.
        sense: 1 where more is asked, -1 where less.
        is_ratio: it has a numerator and a denominator.
        factor: a value is amount × factor, over the weight for a ratio: 100 for %.
        everywhere: the plan asks it of every county, not of all together.
        is_kept: it has to hold in each year (保持, 每年), not in the last alone.
        notes: what is to be said of it.
    """

    id: str
    indicator: str
    unit: str
    op: Op
    goal: Decimal
    shown: str
    year: int
    base_year: int
    sense: int = 1
    is_ratio: bool = True
    factor: Decimal = Decimal(100)
    scope: str = ""
    everywhere: bool = False
    is_kept: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_strict(self) -> bool:
        """Whether the goal itself is not enough: 超过 95% where more is asked, 低于 5% where less is."""
        return self.op == (">" if self.sense > 0 else "<")


@dataclass(frozen=True, slots=True)
class County:
    """A county as it stands in the baseline year.

    Attributes:
        amount: its numerator, or its count; None where ``value`` is all that is known.
        weight: its denominator, or what a count goes by its size by.
        value: its baseline in the unit of the target, as people write it.
        ceiling: its own ceiling (where less is better: floor) in that unit; None for the natural one.
        fixed: what it is settled at (定死), in that unit.
        difficulty: how hard one unit is, 1 as a rule.
    """

    name: str
    weight: Decimal = Decimal(1)
    amount: Decimal | None = None
    value: Decimal | None = None
    ceiling: Decimal | None = None
    fixed: Decimal | None = None
    difficulty: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Course:
    """How the way goes over the years: the manner, places finished by year, or values typed by year."""

    manner: Manner = Manner.STRAIGHT
    works: Mapping[int, int] = field(default_factory=dict)
    typed: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A target to be divided: among whom, how, by which path; ``cap`` is the most that one county moves."""

    aim: Aim
    counties: Sequence[County]
    method: Method
    cap: Decimal | None = None
    course: Course = field(default_factory=Course)
    term: tuple[int, int] | None = None
    whole_name: str = WHOLE
