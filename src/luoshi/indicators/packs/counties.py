"""Judging each county by a pack (逐县判定): its schools, 差异系数, figures of the county, and what people look at.

Entry: :func:`judge_counties`, :class:`Known`.
Not here: schools (:mod:`luoshi.indicators.packs.schools`), what is to be added
(:mod:`luoshi.indicators.packs.remedies`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from luoshi.indicators.equity import Variation, Weighted, variation
from luoshi.indicators.packs.coverage import Coverage
from luoshi.indicators.packs.figures import Figures, known
from luoshi.indicators.packs.schools import is_met, judge_value
from luoshi.model.indicators import IndicatorValue
from luoshi.model.pack_results import CountyResult, Judged, School, SchoolResult, Tally, Verdict, together
from luoshi.model.packs import Criterion, CriterionKind, Pack

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Reported:
    """An accepted value of a county that a unit reported (填报数据)."""

    value: Decimal
    unit: str
    period: str


@dataclass(frozen=True)
class Known:
    """All that counties are judged by.

    Attributes:
        results: of their schools.
        indicators: id and county -> the indicator's value.
        reported: name and county -> the accepted value.
        coverage: how many schools the county's figures rest on.
    """

    pack: Pack
    year: int
    figures: Figures
    results: Sequence[SchoolResult]
    indicators: Mapping[tuple[str, str], IndicatorValue]
    reported: Mapping[tuple[str, str], Reported]
    coverage: Coverage


def judge_counties(given: Known) -> tuple[CountyResult, ...]:
    """Return how each county stands that has schools of the pack, by its code."""
    by_area: dict[str, list[SchoolResult]] = {}
    for result in given.results:
        by_area.setdefault(result.school.area, []).append(result)
    return tuple(_county(given, area, by_area[area]) for area in sorted(by_area))


def _county(given: Known, area: str, results: Sequence[SchoolResult]) -> CountyResult:
    criteria = tuple(
        judged
        for criterion in given.pack.of_county
        if criterion.holds_in(given.year)
        for judged in _JUDGES[criterion.kind](given, criterion, area, results)
    )
    tallies = tuple(_tally(stage, results) for stage in given.pack.schools if any(_of_stage(results, stage)))
    name = results[0].school.area_name
    verdicts = [one.verdict for one in criteria]
    if all(one.kind is not CriterionKind.SCHOOLS for one in given.pack.of_county):
        verdicts += [_all_of(tally) for tally in tallies]  # a pack that asks no share of schools asks it of all
    return CountyResult(area, name, together(verdicts), tallies, criteria)


def _all_of(tally: Tally) -> Verdict:
    """Return whether all schools of a stage pass."""
    if tally.passed < tally.judged:
        return Verdict.MISSED
    return Verdict.MET if tally.judged == tally.expected else Verdict.UNKNOWN


def _of_stage(results: Sequence[SchoolResult], stage: str) -> list[SchoolResult]:
    return [one for one in results if stage in ("", one.school.stage)]


def _tally(stage: str, results: Sequence[SchoolResult]) -> Tally:
    ours = _of_stage(results, stage)
    judged = [one for one in ours if one.verdict in (Verdict.MET, Verdict.MISSED)]
    return Tally(stage, len(ours), len(judged), sum(one.verdict is Verdict.MET for one in judged))


def _stages(given: Known, criterion: Criterion, results: Sequence[SchoolResult]) -> Iterator[tuple[str, Decimal]]:
    """Yield the stages that a criterion has limits for and the county has schools of; empty when it is of none."""
    by_stage = any(limit.stages for limit in criterion.limits)
    if not by_stage and criterion.kind is not CriterionKind.VARIATION:
        limit = criterion.limit_for("")
        if limit is not None:
            yield "", limit
        return
    for stage in given.pack.schools:
        limit = criterion.limit_for(stage)
        if limit is not None and _of_stage(results, stage):
            yield stage, limit


def _judge_schools(given: Known, criterion: Criterion, area: str, results: Sequence[SchoolResult]) -> Iterator[Judged]:
    """Judge the share of the schools that meet a criterion or a group's rule; those not known are not among them."""
    for stage, limit in _stages(given, criterion, results):
        verdicts = _by_school(criterion.of, _of_stage(results, stage))
        if not verdicts:
            continue
        met, missed = verdicts.count(Verdict.MET), verdicts.count(Verdict.MISSED)
        whole = len(verdicts)
        value = Fraction(met * _HUNDRED, whole)
        at_best = Fraction((whole - missed) * _HUNDRED, whole)
        if is_met(criterion, value, limit):
            verdict = Verdict.MET
        else:
            verdict = Verdict.UNKNOWN if is_met(criterion, at_best, limit) else Verdict.MISSED
        unknown = whole - met - missed
        note = f"{unknown} 所缺数据，不算达到" if unknown else ""
        yield Judged(criterion.id, stage, verdict, value, limit, note, covered=(met + missed, whole))


def _by_school(of: str, results: Sequence[SchoolResult]) -> list[Verdict]:
    """Return the verdict of each school: one of several stages meets what all its stages meet, and counts once."""
    found: dict[str, list[Verdict]] = {}
    for one in results:
        found.setdefault(one.school.code, []).extend(_verdicts(of, one))
    return [together(verdicts) for verdicts in found.values() if verdicts]


def _verdicts(of: str, result: SchoolResult) -> list[Verdict]:
    if of in result.groups:
        found = [result.groups[of]]
    else:
        found = [one.verdict for one in result.criteria if one.criterion == of]
    return [one for one in found if one is not Verdict.NOT_APPLICABLE]


def _judge_variation(
    given: Known, criterion: Criterion, area: str, results: Sequence[SchoolResult]
) -> Iterator[Judged]:
    for stage, limit in _stages(given, criterion, results):
        ours = _of_stage(results, stage)
        schools = [one for _, one in weighted(criterion.of, ours)]
        covered = (len(schools), len(ours))
        found = variation(schools) if schools else None
        value = coefficient(found)
        if found is None or value is None:
            note = "各校都是 0，算不出差异系数" if schools else "没有学校有数据"
            yield Judged(criterion.id, stage, Verdict.UNKNOWN, None, limit, note, covered=covered)
        elif len(schools) < len(ours):
            note = f"{len(ours) - len(schools)} 所缺数据，按其余的算，不作结论"
            yield Judged(criterion.id, stage, Verdict.UNKNOWN, value, limit, note, covered=covered)
        else:
            verdict = Verdict.MET if found.within(limit) else Verdict.MISSED
            yield Judged(criterion.id, stage, verdict, value, limit, covered=covered)


def weighted(criterion: str, results: Sequence[SchoolResult]) -> list[tuple[School, Weighted]]:
    """Return the schools whose value of a criterion is known, weighed by the pupils of the stage."""
    return [
        (result.school, Weighted(one.value, Fraction(result.school.pupils)))
        for result in results
        for one in result.criteria
        if one.criterion == criterion and one.value is not None and result.school.pupils
    ]


def coefficient(found: Variation | None) -> Fraction | None:
    """Return a 差异系数 as it is handed on: the root to forty digits; None when there is none."""
    root = found.coefficient if found is not None else None
    return None if root is None else Fraction(root)


def _judge_total(given: Known, criterion: Criterion, area: str, results: Sequence[SchoolResult]) -> Iterator[Judged]:
    for _, limit in _stages(given, criterion, results):
        assert criterion.numerator is not None
        numerator = known(given.figures.total(criterion.numerator, area))
        under = criterion.denominator
        denominator = known(given.figures.total(under, area)) if under is not None else Fraction(1)
        judged = judge_value(criterion, "", numerator, denominator, limit)
        yield _proven(criterion, _covered(given, area, judged))


def _covered(given: Known, area: str, judged: Judged) -> Judged:
    """Return a judgement with the schools it rests on; where some of them returned nothing, it is none."""
    covered = given.coverage.of(judged.criterion, area)
    if covered is None or covered[0] == covered[1]:
        return replace(judged, covered=covered)
    note = f"{covered[1] - covered[0]} 所缺报表，按其余的算，不作结论" if judged.value is not None else judged.note
    return replace(judged, verdict=Verdict.UNKNOWN, note=note, lack=None, covered=covered)


def _proven(criterion: Criterion, judged: Judged) -> Judged:
    """Hand a criterion that the data cannot prove to be missed to people."""
    if not criterion.proves_only_met or judged.verdict is not Verdict.MISSED:
        return judged
    note = f"报表的数只会算低，不能说明未达到；查{criterion.evidence}" if criterion.evidence else "报表的数只会算低"
    return replace(judged, verdict=Verdict.BY_HAND, note=note, lack=None)


def _judge_indicator(
    given: Known, criterion: Criterion, area: str, results: Sequence[SchoolResult]
) -> Iterator[Judged]:
    for _, limit in _stages(given, criterion, results):
        found = given.indicators.get((criterion.indicator, area))
        if (found is None or found.exact is None) and criterion.unknown_by_hand:
            yield from _looked_up(given, criterion, area, results)
        elif found is None or found.exact is None:
            note = found.note if found is not None else "没有这个指标的数"
            covered = given.coverage.of(criterion.id, area)
            yield Judged(criterion.id, "", Verdict.UNKNOWN, None, limit, note, covered=covered)
        else:
            up, under = found.exact
            value = Fraction(up) / Fraction(under)
            verdict = Verdict.MET if is_met(criterion, value, limit) else Verdict.MISSED
            if any(one is not None and one.blanks for one in (found.numerator, found.denominator)):
                verdict = Verdict.UNKNOWN  # what some schools have not filled in may turn it either way
            judged = Judged(criterion.id, "", verdict, value, limit, found.note)
            yield _proven(criterion, _covered(given, area, judged))


def _judge_reported(given: Known, criterion: Criterion, area: str, results: Sequence[SchoolResult]) -> Iterator[Judged]:
    for _, limit in _stages(given, criterion, results):
        found = given.reported.get((criterion.name, area))
        if found is None:
            note = f"待填报（{criterion.evidence}）" if criterion.evidence else "待填报"
            yield Judged(criterion.id, "", Verdict.UNKNOWN, None, limit, note)
        elif found.unit not in ("", criterion.unit):
            note = f"填报的单位是“{found.unit}”，应为“{criterion.unit}”"
            yield Judged(criterion.id, "", Verdict.UNKNOWN, None, limit, note)
        else:
            value = Fraction(found.value)
            verdict = Verdict.MET if is_met(criterion, value, limit) else Verdict.MISSED
            yield _proven(criterion, Judged(criterion.id, "", verdict, value, limit, f"填报，{found.period}"))


def _looked_up(given: Known, criterion: Criterion, area: str, results: Sequence[SchoolResult]) -> Iterator[Judged]:
    """Judge by what a person found: a value in the criterion's unit, or 1 or 0."""
    found = given.reported.get((criterion.name, area))
    has_value = found is not None and found.unit and found.unit == criterion.unit
    yield from (_judge_reported if has_value else _judge_by_hand)(given, criterion, area, results)


def _judge_by_hand(given: Known, criterion: Criterion, area: str, results: Sequence[SchoolResult]) -> Iterator[Judged]:
    found = given.reported.get((criterion.name, area))
    if found is not None and found.value in (0, 1):
        verdict = Verdict.MET if found.value else Verdict.MISSED
        yield Judged(criterion.id, "", verdict, note=f"人工核查已填报，{found.period}")
    else:
        yield Judged(criterion.id, "", Verdict.BY_HAND, note=criterion.evidence)


_Judge = Callable[[Known, Criterion, str, Sequence[SchoolResult]], Iterator[Judged]]
_JUDGES: Mapping[CriterionKind, _Judge] = {
    CriterionKind.SCHOOLS: _judge_schools,
    CriterionKind.VARIATION: _judge_variation,
    CriterionKind.TOTAL: _judge_total,
    CriterionKind.INDICATOR: _judge_indicator,
    CriterionKind.REPORTED: _judge_reported,
    CriterionKind.BY_HAND: _judge_by_hand,
}
