"""Standards packs (达标标准) as rule files say them: criteria, limits, rules for passing, assumed unit costs.

Entry: :class:`Pack`.
Not here: reading the files (:mod:`luoshi.rules.packs`), judging (``luoshi.indicators.packs``), what comes out
(:mod:`luoshi.model.pack_results`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from luoshi.model.indicators import Aggregate, Basis

WHOLE_SCHOOL = "全校"
"""Stands for the stage where a school is judged as one."""


class CriterionKind(StrEnum):
    """How a criterion is judged (判定方式)."""

    SCHOOL = "每校数值"
    CHECK = "每校检查项"
    SCHOOLS = "学校比例"
    VARIATION = "差异系数"
    TOTAL = "全县数值"
    INDICATOR = "全县指标"
    REPORTED = "填报数值"
    BY_HAND = "人工核查"

    @property
    def of_school(self) -> bool:
        """Whether each school is judged, not the county."""
        return self in (CriterionKind.SCHOOL, CriterionKind.CHECK)


@dataclass(frozen=True, slots=True)
class Limit:
    """A value to be reached or kept to (标准值); empty lists hold for all.

    Attributes:
        value: in the unit of the criterion.
        stages, kinds, localities: the stages (学段), kinds of school (办学类型) and town or country (城乡) it is for.
    """

    value: Decimal
    stages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    localities: tuple[str, ...] = ()

    def fits(self, stage: str, kind: str = "", locality: str = "") -> bool:
        """Tell whether it is for a school of this kind."""
        return (
            (not self.stages or stage in self.stages)
            and (not self.kinds or kind in self.kinds)
            and (not self.localities or locality in self.localities)
        )


@dataclass(frozen=True, slots=True)
class Filling:
    """What a school that misses a criterion has to add (补齐).

    Attributes:
        unit: 人, 平方米, 万元….
        whole: only whole ones can be had.
        of_denominator: what is added is the denominator (teachers, where pupils per teacher are limited).
        shared: the whole school has it, not one of its stages: what is added serves all of them.
    """

    unit: str
    whole: bool = False
    of_denominator: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Criterion:
    """A criterion (达标项).

    A school's value is ``numerator / denominator × times``, or 1 and 0 for an item of a checklist.

    Attributes:
        id, name: identifier within the pack; the name that users see.
        group: the group (指标组) whose rule decides.
        kind: how it is judged.
        limits: the first that fits counts; a stage that none fits is not judged by it.
        is_upper: the limit is the most there may be; else the least.
        unit, times, decimals: as of an indicator.
        numerator, denominator: over one school, or over the county for 全县数值.
        unknown: an aggregate that must come to 0, else the value is not known (classes of unknown size).
        empty_is_fine: a denominator of 0 means that there is nothing to judge (不适用); else the value is not known.
        of: the criterion of schools whose 差异系数 it is; the criterion or group that schools must meet.
        indicator: id of the indicator.
        evidence: what a person looks at (佐证).
        proves_only_met: the data can prove that it is met, not that it is missed: then a person looks.
        unknown_by_hand: where the indicator has no value, a person looks and reports what was found.
        filling: what can be added; None when nothing can be bought or hired.
        valid_from, valid_to: first and last calendar year; None if open.
    """

    id: str
    name: str
    group: str
    kind: CriterionKind
    limits: tuple[Limit, ...] = ()
    is_upper: bool = False
    unit: str = ""
    times: Decimal = Decimal(1)
    decimals: int = 2
    numerator: Aggregate | None = None
    denominator: Aggregate | None = None
    unknown: Aggregate | None = None
    empty_is_fine: bool = False
    of: str = ""
    indicator: str = ""
    evidence: str = ""
    proves_only_met: bool = False
    unknown_by_hand: bool = False
    filling: Filling | None = None
    scope: str = ""
    valid_from: int | None = None
    valid_to: int | None = None
    basis: Basis = field(default_factory=Basis)

    @property
    def aggregates(self) -> tuple[Aggregate, ...]:
        """Numerator, denominator and what must be 0, those there are."""
        return tuple(one for one in (self.numerator, self.denominator, self.unknown) if one is not None)

    def limit_for(self, stage: str, kind: str = "", locality: str = "") -> Decimal | None:
        """Return the limit for a school of this kind; None when the criterion is not for it."""
        return next((one.value for one in self.limits if one.fits(stage, kind, locality)), None)

    def holds_in(self, year: int) -> bool:
        """Tell whether the criterion holds in a calendar year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria that are passed together (指标组).

    Attributes:
        at_least: how many of its school criteria must be met; None for all.
        rest: share of the limit that the others must reach.
    """

    name: str
    at_least: int | None = None
    rest: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Schools that are not judged (不参评).

    Attributes:
        kinds: kinds of school; empty for all.
        fewer_than: only those with fewer pupils; None for any.
        reason: why, in Chinese.
    """

    reason: str
    kinds: tuple[str, ...] = ()
    fewer_than: int | None = None

    def fits(self, kind: str, pupils: int | None) -> bool:
        """Tell whether a school is left out; one whose pupils are not known is not, when they matter."""
        return (not self.kinds or kind in self.kinds) and (
            self.fewer_than is None or (pupils is not None and pupils < self.fewer_than)
        )


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What one unit of what is lacking is assumed to cost (单价假设), in 万元."""

    cost: Decimal
    note: str = ""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True)
class Pack:
    """A published standard with its criteria (达标标准).

    Attributes:
        id, name, aliases: identifier; the names that users write.
        schools: stage -> kinds of school that are judged in it; 全校 for packs that judge a school as one.
        exclusions: schools left out all the same.
        groups: in their order.
        criteria: in their order.
        costs: id of a criterion -> what a unit costs; without it units are counted.
        schools_needed: share of the schools that must pass for the least-cost set.
        valid_from, valid_to: first and last calendar year for which it holds; None if open.
        note: what has to be known about it.
        origin: 内置, or the file of the workspace that it comes from.
        overrides: it replaces a packaged one of the same id.
    """

    id: str
    name: str
    schools: Mapping[str, tuple[str, ...]]
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    aliases: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    costs: Mapping[str, UnitCost] = field(default_factory=dict)
    schools_needed: Decimal = Decimal(1)
    valid_from: int | None = None
    valid_to: int | None = None
    note: str = ""
    basis: Basis = field(default_factory=Basis)
    origin: str = "内置"
    overrides: bool = False

    @property
    def by_id(self) -> dict[str, Criterion]:
        """The criteria by their identifiers."""
        return {one.id: one for one in self.criteria}

    def of_school(self, group: str = "") -> tuple[Criterion, ...]:
        """Return the criteria by which each school is judged, of one group or all."""
        return tuple(one for one in self.criteria if one.kind.of_school and group in ("", one.group))

    @property
    def of_county(self) -> tuple[Criterion, ...]:
        """The criteria by which a county is judged."""
        return tuple(one for one in self.criteria if not one.kind.of_school)

    def holds_in(self, year: int) -> bool:
        """Tell whether the pack holds in a calendar year."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)
