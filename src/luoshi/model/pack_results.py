"""What judging by a standards pack comes to (达标结果): schools, counties, and the cheapest way to bring schools up.

Entry: :class:`PackEvaluation`. Values are exact fractions; :func:`shown` gives the decimals that people read.
Not here: the standards themselves (:mod:`luoshi.model.packs`), the judging (``luoshi.indicators.packs``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from luoshi.model.packs import Pack

_MOST_DECIMALS = 8


class Verdict(StrEnum):
    """What became of a criterion, group, school or county (结论)."""

    MET = "达到"
    MISSED = "未达到"
    UNKNOWN = "缺数据"
    BY_HAND = "需人工核查"
    NOT_APPLICABLE = "不适用"


def together(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict of several that must all be met: one missed is enough; not known is never passed."""
    for verdict in (Verdict.MISSED, Verdict.UNKNOWN, Verdict.BY_HAND, Verdict.MET):
        if verdict in verdicts:
            return verdict
    return Verdict.NOT_APPLICABLE


def shown(value: Fraction, decimals: int, limit: Decimal | None = None) -> Decimal:
    """Return a value as it is printed: rounded half up, with more decimals where it would seem equal to the limit.

    What misses 4.2 by a hair must not read 4.20.
    """
    for places in range(decimals, _MOST_DECIMALS + 1):
        scaled = abs(value) * 10**places
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        printed = Decimal(whole if value >= 0 else -whole).scaleb(-places)
        if limit is None or printed != limit or value == limit:
            return printed
    return printed


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing to reach a limit (差距).

    Attributes:
        amount: in the unit, as many as have to be added; for an upper limit, what is too much, when nothing is added.
        unit: 人, 平方米….
    """

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion as it turned out for a school's stage, or a county.

    Attributes:
        criterion: id.
        stage: 学段; empty for a county's criterion that is of no stage.
        value: exact; None when it is not known.
        limit: None when the criterion has none (a thing to be looked at).
        note: what is missing or has to be looked at, in Chinese.
        lack: what has to be added; None when met, not known, or not to be had.
        covered: how many schools the value rests on, and how many there should be; None where schools do not matter.
    """

    criterion: str
    stage: str
    verdict: Verdict
    value: Fraction | None = None
    limit: Decimal | None = None
    note: str = ""
    lack: Lack | None = None
    covered: tuple[int, int] | None = None

    @property
    def gap(self) -> Fraction | None:
        """How far the value is from the limit, above 0; None unless missed by a known value."""
        if self.verdict is not Verdict.MISSED or self.value is None or self.limit is None:
            return None
        return abs(Fraction(self.limit) - self.value)

    @property
    def gap_percent(self) -> Decimal | None:
        """The gap as a percentage of the limit, to a tenth; None where there is none."""
        if self.gap is None or not self.limit:
            return None
        return shown(self.gap / abs(Fraction(self.limit)) * 100, 1)


@dataclass(frozen=True, slots=True)
class School:
    """A school in one stage, as it is judged.

    Attributes:
        code, name, area, area_name: 学校标识码, its name, the county's code and name.
        kind, locality: 办学类型, 城乡类型.
        stage: 学段, or 全校.
        pupils: of the stage; None when they are not known.
    """

    code: str
    name: str
    area: str
    area_name: str
    kind: str
    locality: str
    stage: str
    pupils: int | None


@dataclass(frozen=True)
class SchoolResult:
    """How a school stands in one stage.

    Attributes:
        groups: name of each group with criteria of schools -> its verdict.
        criteria: those that are for this school.
    """

    school: School
    verdict: Verdict
    groups: dict[str, Verdict]
    criteria: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many schools of a stage there should be, were judged, and passed (覆盖); those with a gap in their data are
    not judged unless what is known fails them."""

    stage: str
    expected: int
    judged: int
    passed: int


@dataclass(frozen=True)
class CountyResult:
    """How a county stands.

    Attributes:
        tallies: one for each stage.
        criteria: the county's criteria, those by stage once for each.
        by_hand: how many of them people have to look at.
    """

    area: str
    name: str
    verdict: Verdict
    tallies: tuple[Tally, ...]
    criteria: tuple[Judged, ...]

    @property
    def by_hand(self) -> int:
        """How many criteria people have to look at."""
        return sum(one.verdict is Verdict.BY_HAND for one in self.criteria)


@dataclass(frozen=True, slots=True)
class Fill:
    """What a school adds to one criterion (补齐一项).

    Attributes:
        stage: 学段; 全校 for what serves all stages.
        share: share of the limit that is reached: 1, or less where the rule lets one stay low; 0 for what is added
            only for the county's 差异系数.
        cost: 万元; None when no unit cost is given.
    """

    criterion: str
    stage: str
    amount: Decimal
    unit: str
    share: Decimal
    cost: Decimal | None


@dataclass(frozen=True)
class SchoolRemedy:
    """The cheapest way to bring a school to the rule (一校补齐方案).

    Attributes:
        code, name, area: whose.
        fills: what is added.
        left_low: stage and criterion that may stay below the limit.
        unsolved: stage and criterion that nothing bought or hired can mend.
        unknown: how many criteria are not known, and so are not in it.
        cost: 万元; None when a unit cost is missing.
        weight: by what remedies are compared: the cost, or the sum of shares lacking.
    """

    code: str
    name: str
    area: str
    fills: tuple[Fill, ...]
    left_low: tuple[tuple[str, str], ...]
    unsolved: tuple[tuple[str, str], ...]
    unknown: int
    cost: Decimal | None
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Levelled:
    """What a county's 差异系数 comes to by the remedies (差异系数的补齐).

    Attributes:
        before, after_rule, after: now; once every school has reached the rule; once the lowest are raised besides.
        schools: how many schools are raised for it; what the stages of a school share is told with each of them.
        cost: 万元 for that; None without unit costs.
        reached: whether the limit is kept in the end.
    """

    criterion: str
    stage: str
    limit: Decimal
    before: Decimal | None
    after_rule: Decimal | None
    after: Decimal | None
    schools: int
    amount: Decimal
    unit: str
    cost: Decimal | None
    reached: bool


@dataclass(frozen=True)
class CountyRemedy:
    """The least-cost set of schools to bring up (补齐方案), cheapest first.

    Attributes:
        schools: to be brought up to the rule.
        levelling: what is added besides for the 差异系数, school by school.
        variations: each 差异系数 before and after.
        needed: how many schools of those that fail must be brought up.
    """

    area: str
    name: str
    schools: tuple[SchoolRemedy, ...]
    levelling: tuple[tuple[School, Fill], ...]
    variations: tuple[Levelled, ...]
    needed: int

    @property
    def cost(self) -> Decimal | None:
        """万元 in all; None when a unit cost is missing."""
        costs = [one.cost for one in self.schools] + [fill.cost for _, fill in self.levelling]
        known = [one for one in costs if one is not None]
        return sum(known, Decimal(0)) if len(known) == len(costs) else None


@dataclass(frozen=True, slots=True)
class Inequality:
    """How unequal schools are in a criterion (均衡程度), weighted by pupils.

    Attributes:
        area: the county's code; empty for all counties together, then Theil's T is taken apart.
        coefficient, low, high: 差异系数 and its bootstrap interval (95 %); None with too few schools.
        between, within: parts of Theil's T between and within the counties; None for a single county.
    """

    area: str
    name: str
    criterion: str
    stage: str
    schools: int
    coefficient: Decimal | None
    low: float | None
    high: float | None
    gini: float
    theil: float
    between: float | None
    within: float | None
    range_ratio: Fraction | None
    mcloone: Fraction | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A school that is not judged, and why (不参评)."""

    school: School
    reason: str


@dataclass(frozen=True)
class PackEvaluation:
    """A pack judged for a year.

    Attributes:
        year: calendar year asked for; ``period`` is the school year that serves it.
        schools: school by school and stage by stage.
        left_out: schools that are not judged, with the reason.
        remedies: one for each county that has schools to bring up.
        notes: what holds for all of it, in Chinese.
        inequality: for criteria with a 差异系数; empty unless asked for.
    """

    pack: Pack
    year: int
    period: int
    snapshot: str
    schools: tuple[SchoolResult, ...]
    counties: tuple[CountyResult, ...]
    remedies: tuple[CountyRemedy, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    inequality: tuple[Inequality, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict of all counties together."""
        return together([one.verdict for one in self.counties])

    def remedy_for(self, area: str) -> CountyRemedy | None:
        """Return what brings a county's schools up; None when it has none to bring up."""
        return next((one for one in self.remedies if one.area == area), None)

    def only_school(self, name: str) -> PackEvaluation | None:
        """Return the same with the schools of a name or code alone, in their counties; None when there is none."""
        schools = tuple(one for one in self.schools if name in (one.school.code, one.school.name))
        left_out = tuple(one for one in self.left_out if name in (one.school.code, one.school.name))
        if not schools and not left_out:
            return None
        areas = {one.school.area for one in schools} | {one.school.area for one in left_out}
        codes = {one.school.code for one in schools}
        remedies = tuple(
            replace(
                one,
                schools=tuple(school for school in one.schools if school.code in codes),
                levelling=tuple((school, fill) for school, fill in one.levelling if school.code in codes),
            )
            for one in self.remedies
            if one.area in areas
        )
        counties = tuple(one for one in self.counties if one.area in areas)
        return replace(self, schools=schools, left_out=left_out, counties=counties, remedies=remedies)
