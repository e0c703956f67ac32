"""Appraisal (考核): score sheets as data, what is known of each unit, scores that open to their evidence.

Entries: :class:`ScoreSheet`, read by :mod:`luoshi.rules.appraisal`; :class:`AppraisalMaterial`, handed in;
:class:`Appraisal`, made by :mod:`luoshi.progress.oversight.appraising`. Scores are exact, with two decimals.
Not here: lights, states of targets and cases of supervision themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from luoshi.base.findings import Finding
from luoshi.model.indicators import Basis

Source = Literal["灯", "目标", "填报", "督查", "评分"]
SOURCES = ("灯", "目标", "填报", "督查", "评分")
Missing = Literal["满分", "零分", "不计入", "同类平均"]
MISSING_RULES = ("满分", "零分", "不计入", "同类平均")
RULES = ("比例", "扣分", "分档", "直线", "直接评分")


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """An item of a score sheet (考核项目).

    Attributes:
        name: of the item.
        full: its full marks.
        source: what it looks at: 灯 lights of tasks, 目标 states of targets, 填报 reports, 督查 steps of supervision,
            评分 a typed score or value.
        rule: 比例 share of good ones; 扣分 so many points a case; 分档 steps; 直线 from ``floor`` to ``top``;
            直接评分 the typed score itself.
        good: kinds that count whole (绿、按时……).
        half: kinds that count half.
        left_out: kinds that do not count at all.
        points: of 扣分: kind -> points a case.
        steps: of 分档: at least so much (percent or value) -> points, the highest first.
        floor, top: of 直线; ``top`` may lie below ``floor`` where less is better.
        missing: what is given when nothing is known.
        needs_evidence: a typed score without evidence is as good as none.
    """

    name: str
    full: Decimal
    source: Source
    rule: str
    good: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    points: Mapping[str, Decimal] = field(default_factory=dict)
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    floor: Decimal = Decimal(0)
    top: Decimal = Decimal(100)
    missing: Missing = "零分"
    needs_evidence: bool = True


@dataclass(frozen=True, slots=True)
class Level:
    """A level (等次): from so many marks on (of 100), at most for such a share of the units."""

    name: str
    at_least: Decimal
    at_most_share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A score sheet (考核办法).

    Attributes:
        ties: items that decide between equal totals, in their order; still equal ones share a rank (1, 1, 3).
        levels: the highest first; the last takes all that are left.
        boundary: 都不进 or 都进: what becomes of equals of whom not all fit into a level.
        enough: percent of the full marks that must be counted for a unit to be given a rank and a level.
    """

    id: str
    name: str
    items: tuple[ScoreItem, ...]
    ties: tuple[str, ...]
    levels: tuple[Level, ...]
    boundary: Literal["都不进", "都进"]
    enough: Decimal = Decimal(0)
    basis: Basis = field(default_factory=Basis)
    origin: str = ""

    @property
    def full(self) -> Decimal:
        """Full marks of all items."""
        return sum((one.full for one in self.items), Decimal(0))


@dataclass(frozen=True, slots=True)
class TypedScore:
    """A score or a value that a person typed in (评分), with its evidence."""

    value: Decimal
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitMaterial:
    """What is known of a unit.

    Attributes:
        group: units of one group (类别) are compared where something is missing.
        facts: 灯, 目标, 填报, 督查 -> kind -> numbers of tasks, targets, reports, cases. A source that is not in it
            is not known; one without any kind is known to hold nothing.
        typed: item -> score.
    """

    unit: str
    group: str = ""
    facts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    typed: Mapping[str, TypedScore] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppraisalMaterial:
    """What an appraisal is made from."""

    units: tuple[UnitMaterial, ...]


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The score of a unit in an item.

    Attributes:
        score: None when the item does not count for this unit.
        why: in words, with the figures.
        evidence: kind -> numbers behind it.
        missing: nothing was known; ``score`` is by the item's rule for that.
        is_counted: the score rests on what is known, or no points were given for what is not.
    """

    item: str
    full: Decimal
    score: Decimal | None
    why: str
    evidence: Mapping[str, tuple[str, ...]]
    missing: bool = False
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class UnitScore:
    """The scores of a unit.

    Attributes:
        raw: sum of the items that count.
        total: ``raw`` brought up to the sheet's full marks by the share of the items that count.
        rank: from 1; equals share one; None when too little is known (数据不足).
        level: name of its level; empty without a rank.
    """

    unit: str
    group: str
    items: tuple[ItemScore, ...]
    raw: Decimal
    total: Decimal
    rank: int | None
    level: str

    @property
    def counted(self) -> Decimal:
        """Full marks of the items that are counted (计入): those of which something is known, or that got no points
        because nothing is; full marks or a mean given in place of data are not counted."""
        return sum((one.full for one in self.items if one.is_counted), Decimal(0))


@dataclass(frozen=True, slots=True)
class Appraisal:
    """An appraisal: units by rank, then by name; those without a rank at the end."""

    sheet: ScoreSheet
    units: tuple[UnitScore, ...]
    findings: tuple[Finding, ...]
