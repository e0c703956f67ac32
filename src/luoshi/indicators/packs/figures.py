"""The figures that a pack judges by (达标的数据): each relation scanned once, schools apart by stage.

Entries: :func:`read_figures`, :class:`Figures`, :func:`check_sql`, :func:`check_indicators`.
Not here: judging (:mod:`luoshi.indicators.packs.schools`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.indicators.areas import Areas
from luoshi.indicators.expressions import ExpressionError, Measure, read_aggregate
from luoshi.indicators.relations import Relation
from luoshi.indicators.scanning import Wanted, scan
from luoshi.model.indicators import Aggregate, Indicator, Quantity
from luoshi.model.pack_results import LeftOut, School
from luoshi.model.packs import WHOLE_SCHOOL, Criterion, CriterionKind, Pack

if TYPE_CHECKING:
    from luoshi.stats.store import Connection

_Key = tuple[str, str]
_NO_STAGE = ""
_OPEN = "正常"


@dataclass(frozen=True, slots=True)
class Period:
    """The calendar year asked for, and the school year that serves it."""

    year: int
    school_year: int

    def of(self, relation: Relation, aggregate: Aggregate) -> int:
        """Return the period of a relation from which an aggregate is taken."""
        return (self.school_year if relation.is_school_year else self.year) - aggregate.years_before


@dataclass(frozen=True)
class Figures:
    """What was added up.

    Attributes:
        schools: those to be judged, by county, name and stage.
        left_out: those that are not, with the reason.
        amounts: aggregate -> school and stage (empty where the relation has none) -> what it came to.
        totals: aggregate -> county -> what it came to.
        owing: the schools that are open, judged or not: they owe their returns.
    """

    schools: tuple[School, ...]
    left_out: tuple[LeftOut, ...]
    amounts: Mapping[Aggregate, Mapping[_Key, Quantity]]
    totals: Mapping[Aggregate, Mapping[str, Quantity]]
    owing: tuple[School, ...] = ()

    def of(self, aggregate: Aggregate, school: School) -> Fraction | None:
        """Return what an aggregate comes to for a school's stage; None when any of it is not filled in."""
        found = self.amounts[aggregate]
        quantity = found.get((school.code, school.stage)) or found.get((school.code, _NO_STAGE))
        return known(quantity)

    def total(self, aggregate: Aggregate, area: str) -> Quantity | None:
        """Return what an aggregate comes to for a county; None without any rows."""
        return self.totals[aggregate].get(area)


def known(quantity: Quantity | None) -> Fraction | None:
    """Return the value of a sum that is whole: one with blanks in it is not known."""
    if quantity is None or quantity.value is None or quantity.blanks:
        return None
    return Fraction(quantity.value)


def check_sql(pack: Pack, relations: Mapping[str, Relation]) -> dict[Aggregate, Measure]:
    """Return the measure of each aggregate of a pack.

    Raises:
        LuoshiError: K001 when a criterion names a relation, a column or SQL that there is not, or one that does not
            belong to schools.
    """
    found: dict[Aggregate, Measure] = {}
    for criterion in pack.criteria:
        for aggregate in criterion.aggregates:
            relation = relations.get(aggregate.relation)
            if relation is None:
                raise _wrong(
                    pack, criterion, f"没有“{aggregate.relation}”这张统计表", f"有的是：{'、'.join(relations)}"
                )
            if criterion.kind.of_school and not relation.by_school:
                raise _wrong(pack, criterion, f"“{relation.name}”不分学校，不能逐校判定")
            try:
                found[aggregate] = read_aggregate(aggregate.sql, relation.columns)
            except ExpressionError as error:
                columns = "、".join(f"{name}（{title}）" for name, title in relation.columns.items())
                raise _wrong(pack, criterion, str(error), f"“{relation.name}”有的列：{columns}") from error
    return found


def check_indicators(pack: Pack, indicators: Mapping[str, Indicator]) -> None:
    """Refuse a pack with a criterion that would never have a value.

    Raises:
        LuoshiError: K001 when a criterion names an indicator that there is not.
    """
    for one in pack.criteria:
        if one.kind is CriterionKind.INDICATOR and one.indicator not in indicators:
            near = [f"{name}（{other.name}）" for name, other in indicators.items() if one.name in other.name]
            hint = f"是不是：{'、'.join(near[:4])}" if near else "luoshi indicators --list 列出全部指标，停用的不在内"
            raise _wrong(pack, one, f"没有编号是 {one.indicator} 的指标", hint)


def _wrong(pack: Pack, criterion: Criterion, message: str, hint: str = "") -> LuoshiError:
    return LuoshiError("K001", f"“{pack.name}”的“{criterion.name}”：{message}", where=pack.origin, hint=hint)


def read_figures(
    con: Connection, pack: Pack, relations: Mapping[str, Relation], period: Period, within: frozenset[str] | None
) -> Figures:
    """Return the figures of a pack's schools and counties.

    Args:
        con: with the relations' views (:func:`luoshi.indicators.computing.make_views`).
        pack: whose.
        relations: by name.
        period: of when.
        within: codes of the counties asked for; None for all.
    """
    measures = check_sql(pack, relations)
    schools, left_out, owing = _roster(con, pack, period, within)
    amounts: dict[Aggregate, Mapping[_Key, Quantity]] = {}
    totals: dict[Aggregate, Mapping[str, Quantity]] = {}
    for (name, at), wanted in _by_scan(pack, relations, period, of_school=True).items():
        relation = relations[name]
        split = "stage" if "stage" in relation.columns and WHOLE_SCHOOL not in pack.schools else ""
        asked = Wanted(relation, {one.sql: measures[one] for one in wanted}, True, split, (at, at))
        found = scan(con, asked).quantities
        for one in wanted:
            amounts[one] = {(code, stage): quantity for (_, _, code, stage), quantity in found[one.sql].items()}
    for (name, at), wanted in _by_scan(pack, relations, period, of_school=False).items():
        asked = Wanted(relations[name], {one.sql: measures[one] for one in wanted}, periods=(at, at))
        found = scan(con, asked).quantities
        for one in wanted:
            totals[one] = {area: quantity for (_, area, _, _), quantity in found[one.sql].items()}
    return Figures(schools, left_out, amounts, totals, owing)


def _by_scan(
    pack: Pack, relations: Mapping[str, Relation], period: Period, *, of_school: bool
) -> Mapping[tuple[str, int], Iterable[Aggregate]]:
    """Return the aggregates of schools or counties by what one scan can add up."""
    found: dict[tuple[str, int], dict[Aggregate, None]] = {}
    for criterion in pack.criteria:
        fits = criterion.kind.of_school if of_school else criterion.kind is CriterionKind.TOTAL
        for aggregate in criterion.aggregates if fits and criterion.holds_in(period.year) else ():
            at = period.of(relations[aggregate.relation], aggregate)
            found.setdefault((aggregate.relation, at), {})[aggregate] = None
    return found


def _roster(
    con: Connection, pack: Pack, period: Period, within: frozenset[str] | None
) -> tuple[tuple[School, ...], tuple[LeftOut, ...], tuple[School, ...]]:
    """Return the schools that should be judged, stage by stage, those left out, and all of them that are open.

    A school that has pupils, but none in a stage that its kind could have, is not a school of that stage. One of which
    no pupils were returned at all should be judged, and is not known.
    """
    names = Areas.read(con)
    cities = {row[0] for row in con.execute("SELECT area_code FROM areas WHERE area_level = '市'").fetchall()}
    rows = con.execute(
        "SELECT institution_code, institution_name, coalesce(area_code, ''), institution_kind, coalesce(locality, ''), "
        "coalesce(institution_status, '正常') FROM institutions WHERE school_year = ? ORDER BY area_code, "
        "institution_code",
        [period.school_year],
    ).fetchall()
    pupils = _pupils(con, period.school_year)
    judged: list[School] = []
    left_out: list[LeftOut] = []
    owing: list[School] = []
    for code, name, area, kind, locality, status in rows:
        if within is not None and area not in within:
            continue
        area_name = names.name(area, period.year) + ("（市直）" if area in cities else "")
        for stage, kinds in pack.schools.items():
            if kind not in kinds:
                continue
            counted = pupils.get(code)
            number = None if counted is None else _number(counted, stage)
            if number == 0:
                continue
            school = School(code, name, area, area_name, kind, locality, stage, number)
            if status == _OPEN:
                owing.append(school)
            reason = f"办学状态是{status}" if status != _OPEN else _excluded(pack, school)
            if reason:
                left_out.append(LeftOut(school, reason))
            else:
                judged.append(school)
    return tuple(judged), tuple(left_out), tuple(owing)


def _pupils(con: Connection, school_year: int) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = con.execute(
        "SELECT institution_code, stage, sum(pupils) FROM pupils WHERE school_year = ? GROUP BY ALL", [school_year]
    )
    for code, stage, number in rows.fetchall():
        found.setdefault(code, {})[stage] = int(number or 0)
    return found


def _number(by_stage: Mapping[str, int], stage: str) -> int:
    return sum(by_stage.values()) if stage == WHOLE_SCHOOL else by_stage.get(stage, 0)


def _excluded(pack: Pack, school: School) -> str:
    return next((one.reason for one in pack.exclusions if one.fits(school.kind, school.pupils)), "")
