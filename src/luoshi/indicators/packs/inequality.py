"""How unequal a county's schools, and all counties', are in the criteria that have a 差异系数 (均衡程度).

Entries: :func:`measure_inequality` for a pack, :func:`measured` for any figures.
For reading beside the verdict; nothing is judged by it.
Not here: the measures (:mod:`luoshi.indicators.equity`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from luoshi.indicators.equity import (
    Weighted,
    gini,
    interval,
    mcloone,
    range_ratio,
    rough_coefficient,
    theil,
    theil_split,
    variation,
)
from luoshi.indicators.packs.counties import weighted
from luoshi.model.pack_results import Inequality, SchoolResult
from luoshi.model.packs import CriterionKind, Pack

_SEED = 20170401
_SAMPLES = 200
_FEWEST = 5
"""Of fewer schools an interval says nothing."""
TOGETHER = "合计"
"""Name of all areas together."""


def measure_inequality(pack: Pack, year: int, results: Sequence[SchoolResult]) -> Iterator[Inequality]:
    """Yield the measures of each county, then of all together, for each criterion and stage that have a limit."""
    for one in pack.of_county:
        if one.kind is not CriterionKind.VARIATION or not one.holds_in(year):
            continue
        for stage in pack.schools:
            if one.limit_for(stage) is None:
                continue
            areas: dict[str, list[Weighted]] = {}
            names: dict[str, str] = {}
            for school, figure in weighted(one.of, [r for r in results if r.school.stage == stage]):
                areas.setdefault(school.area, []).append(figure)
                names[school.area] = school.area_name
            for area in sorted(areas):
                yield measured(area, names[area], (one.of, stage), {area: areas[area]})
            if len(areas) > 1:
                yield measured("", TOGETHER, (one.of, stage), areas)


def measured(area: str, name: str, what: tuple[str, str], groups: Mapping[str, Sequence[Weighted]]) -> Inequality:
    """Return the measures over the schools of some areas.

    Args:
        area, name: code and name of the area; an empty code for several together.
        what: the criterion or indicator, and the stage.
        groups: code of an area -> its schools, at least one in all.
    """
    schools = [one for ones in groups.values() for one in ones]
    span = interval(schools, rough_coefficient, _SEED, times=_SAMPLES) if len(schools) >= _FEWEST else None
    split = theil_split(groups) if len(groups) > 1 else None
    return Inequality(
        area=area,
        name=name,
        criterion=what[0],
        stage=what[1],
        schools=len(schools),
        coefficient=variation(schools).coefficient,
        low=span[0] if span is not None else None,
        high=span[1] if span is not None else None,
        gini=gini(schools),
        theil=theil(schools),
        between=split.between if split is not None else None,
        within=split.within if split is not None else None,
        range_ratio=range_ratio(schools),
        mcloone=mcloone(schools),
    )
