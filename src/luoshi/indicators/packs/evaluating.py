"""Judging by a pack from the base database to the remedies (达标评估).

Entry: :func:`evaluate`, :class:`Order`.
Not here: the steps themselves (the other modules of this package).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.base.errors import LuoshiError
from luoshi.indicators.areas import Areas
from luoshi.indicators.catalog import Catalog
from luoshi.indicators.computing import Question, compute, make_views
from luoshi.indicators.packs.counties import Known, Reported, judge_counties
from luoshi.indicators.packs.coverage import read_coverage
from luoshi.indicators.packs.figures import Figures, Period, check_indicators, read_figures
from luoshi.indicators.packs.inequality import measure_inequality
from luoshi.indicators.packs.levelling import level_county
from luoshi.indicators.packs.remedies import Prices, cheapest_set, remedy_of
from luoshi.indicators.packs.schools import judge_school
from luoshi.model.indicators import UNSURE, IndicatorValue
from luoshi.model.pack_results import CountyRemedy, PackEvaluation, SchoolResult, Verdict
from luoshi.model.packs import CriterionKind, Pack
from luoshi.model.reported_periods import is_part_of_year
from luoshi.model.tables import SchoolYearRule

if TYPE_CHECKING:
    from luoshi.stats.store import Connection

_NAMED = 6
_SHIFT: Mapping[str, int] = {"起始": 0, "结束": -1}


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked.

    Attributes:
        pack: by which is judged.
        year: calendar year; None for the latest that there are schools of.
        area: name or code of an area or area set; empty for all.
        rule: which school year serves a calendar year (年度口径).
        snapshot: id of the snapshot, for the record.
        inequality: also the measures of inequality; they take as long as all the rest.
    """

    pack: Pack
    year: int | None = None
    area: str = ""
    rule: SchoolYearRule = "起始"
    snapshot: str = ""
    inequality: bool = False


def evaluate(con: Connection, catalog: Catalog, order: Order) -> PackEvaluation:
    """Return how schools and counties stand, and what brings them up.

    Args:
        con: with a view for each table (:func:`luoshi.stats.store.connect`).
        catalog: the indicators in force, for criteria that are an indicator.
        order: what is asked.

    Raises:
        LuoshiError: K001 the pack names what there is not, K003 there is nothing to judge, I003 the area is not known.
    """
    pack = order.pack
    check_indicators(pack, catalog.indicators)
    make_views(con, catalog)
    period = _period(con, order)
    if not pack.holds_in(period.year):
        raise LuoshiError("K003", f"“{pack.name}”不用于 {period.year} 年", hint="换一个年份，或换一种标准")
    within = _within(con, order, period)
    figures = read_figures(con, pack, catalog.relations, period, within)
    if not figures.schools:
        hint = "luoshi stats 列出已装入的数据；学校表里的办学类型要写对"
        raise LuoshiError("K003", f"{period.school_year} 学年没有“{pack.name}”要判定的学校", hint=hint)
    schools = tuple(judge_school(pack, school, figures, period.year) for school in figures.schools)
    given = Known(
        pack=pack,
        year=period.year,
        figures=figures,
        results=schools,
        indicators=_indicators(con, catalog, order, period),
        reported=_reported(con, period),
        coverage=read_coverage(con, pack, catalog, figures, period),
    )
    return PackEvaluation(
        pack=pack,
        year=period.year,
        period=period.school_year,
        snapshot=order.snapshot,
        schools=schools,
        counties=judge_counties(given),
        remedies=tuple(_remedies(pack, period.year, schools, figures)),
        left_out=figures.left_out,
        notes=tuple(_notes(pack, period.year)),
        inequality=tuple(measure_inequality(pack, period.year, schools)) if order.inequality else (),
    )


def _period(con: Connection, order: Order) -> Period:
    shift = _SHIFT[order.rule]
    if order.year is not None:
        return Period(order.year, order.year + shift)
    last = con.execute("SELECT max(school_year) FROM institutions").fetchone()
    if last is None or last[0] is None:
        raise LuoshiError("K003", "还没有装入学校的数据", hint="先用 luoshi stats load 装入报表")
    return Period(last[0] - shift, last[0])


def _within(con: Connection, order: Order, period: Period) -> frozenset[str] | None:
    if not order.area:
        return None
    areas = Areas.read(con)
    place = areas.named(order.area)
    if place.kind == "地区":
        return frozenset((place.code,))
    return areas.members(place.code, period.school_year, is_school_year=True)


def _indicators(
    con: Connection, catalog: Catalog, order: Order, period: Period
) -> dict[tuple[str, str], IndicatorValue]:
    """Return the counties' values of the indicators that criteria name."""
    named = {one.indicator for one in order.pack.criteria if one.kind is CriterionKind.INDICATOR}
    wanted = tuple(catalog.indicators[name] for name in sorted(named))
    if not wanted:
        return {}
    question = Question(wanted, frozenset(("地区",)), (period.year,), rule=order.rule)
    return {(one.indicator, one.place.code): one for one in compute(con, catalog, question)}


def _reported(con: Connection, period: Period) -> dict[tuple[str, str], Reported]:
    """Return the accepted reported values of the year by name and county; those of a part of it do not count."""
    rows = con.execute(
        "SELECT measure, subject_code, value, coalesce(unit, ''), period FROM reported WHERE report_status = '采信' "
        "AND (period LIKE ? AND period NOT LIKE '%学年' OR period = ?) ORDER BY period",
        [f"{period.year}%", f"{period.school_year}学年"],
    ).fetchall()
    return {
        (measure, code): Reported(value, unit, at)
        for measure, code, value, unit, at in rows
        if value is not None and not is_part_of_year(at)
    }


def _remedies(pack: Pack, year: int, results: Sequence[SchoolResult], figures: Figures) -> Iterable[CountyRemedy]:
    by_area: dict[str, dict[str, list[SchoolResult]]] = {}
    for result in results:
        by_area.setdefault(result.school.area, {}).setdefault(result.school.code, []).append(result)
    for area in sorted(by_area):
        schools = by_area[area]
        failing = [remedy_of(ones, pack, figures) for ones in schools.values() if _fails(ones)]
        passed = sum(all(one.verdict is Verdict.MET for one in ones) for ones in schools.values())
        chosen = cheapest_set(failing, passed, len(schools), pack.schools_needed)
        ours = [one for ones in schools.values() for one in ones]
        levelling, variations = level_county(pack, year, ours, figures, chosen)
        if chosen or levelling or variations:
            yield CountyRemedy(area, ours[0].school.area_name, chosen, levelling, variations, len(chosen))


def _fails(results: Sequence[SchoolResult]) -> bool:
    return any(one.verdict is Verdict.MISSED for one in results)


def _notes(pack: Pack, year: int) -> Iterable[str]:
    if pack.note:
        yield pack.note
    if pack.overrides:
        yield f"用的是本局的标准（{pack.origin}），替换了内置的"
    elif pack.origin != "内置":
        yield f"本局的标准（{pack.origin}）"
    unsure = [one.name for one in pack.criteria if one.basis.status == UNSURE and one.holds_in(year)]
    if unsure:
        named = "、".join(unsure[:_NAMED]) + ("等" if len(unsure) > _NAMED else "")
        yield f"{len(unsure)} 项的依据或数值待核实：{named}"
    fillable = [one for one in pack.of_school() if one.filling is not None]
    if fillable and Prices(pack).complete:
        yield "补齐方案按单价假设算钱，单价都待核实，换成本地的再用"
    elif fillable:
        yield "补齐方案没有单价，按各项缺口占应有数的比例之和来比"
