"""Moves the pupils of the sample city on by a school year: grades move up, transfers, leavers, entrants.

Entry: :class:`Cohorts`. What moves is accounted for in each section's :class:`Flow`, so that 学生变动 balances.
Not here: schools that are founded, merged and closed (``changes``), rows of tables (``returns_pupils``).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from luoshi.samples.city.city_data import FIRST_AGE, apportion
from luoshi.samples.city.geography import COUNTIES, County
from luoshi.samples.city.people import People
from luoshi.samples.city.schools import Flow, School, Section

_TURNOVER = {"学前": 0.012, "小学": 0.010, "初中": 0.008, "普通高中": 0.006, "中职": 0.006, "特教": 0.004}
"""Part of a grade that comes and goes each year though nothing else changes."""
_DROPOUT = {"初中": 0.0004, "普通高中": 0.002, "中职": 0.012}
_TILT = {"城区": 0.001, "镇区": 0.003, "乡村": -0.009}
_DRAW = {"城区": 1.012, "镇区": 1.004, "乡村": 0.93}
"""How the draw of schools on new pupils changes in a year."""
_DRAW_POINT, _DRAW_YOUNG = 0.975, 1.1
_YOUNG = 5
"""Years through which a new school is young."""
_POINT_LIMIT = 9
"""Most entrants of a teaching point (教学点)."""
_GENERAL, _VOCATIONAL = 0.575, 0.374
"""Parts of those who finish 初中 that go on to 普通高中 and 中职."""
_MOST_GAIN, _MOST_LOSS = 0.12, 0.085


class Cohorts:
    """The pupils of all schools, a year after the other."""

    def __init__(self, rng: random.Random, people: People, first_year: int) -> None:
        self._rng = rng
        self._people = people
        self._first_year = first_year

    def begin(self, schools: Sequence[School], year: int) -> None:
        """Fill all grades of all sections from the people of their age."""
        for stage, areas, sections in _catchments(schools):
            if stage == "特教":
                sections[0].counts = [self._rng.randint(9, 13) for _ in range(9)]
                continue
            for grade in range(sections[0].grades if stage != "小学" else 6):
                age = FIRST_AGE[stage] + grade
                children = sum(self._people.children(area, year, age) for area in areas)
                open_here = [one for one in sections if grade < one.grades]
                shares = self._shares(round(children * self._enrolled(stage, year)), open_here)
                for section, pupils in zip(open_here, shares, strict=True):
                    section.counts[grade] = pupils
        for school in schools:
            for section in school.sections:
                section.girls = [self._girls(school) for _ in section.counts]

    def move_on(self, school: School, year: int) -> None:
        """Move a school's pupils up a grade, with transfers, leavers and graduates; the first grade is left empty."""
        for section in school.sections:
            old = section.counts
            flow = section.flow = Flow(opening=sum(old))
            section.before = [0, *old[:-1]]
            section.counts = [0] + [self._through(n, section.stage, school, flow) for n in old[:-1]]
            section.girls = [self._girls(school), *section.girls[:-1]]
            section.weight *= self._draw(school, year)
            if school.kind != "教学点":
                flow.graduates = old[-1]

    def _draw(self, school: School, year: int) -> float:
        if self._first_year <= school.since > year - _YOUNG:
            return _DRAW_YOUNG
        return _DRAW_POINT if school.kind == "教学点" else _DRAW[school.locality]

    def _through(self, n: int, stage: str, school: School, flow: Flow) -> int:
        if not n:
            return 0
        rng = self._rng
        net = school.county.migration + _TILT[school.locality] + (rng.random() - 0.5) * 0.008
        if stage in ("普通高中", "中职", "特教"):
            net = 0.0
        gone = int(n * (_TURNOVER[stage] + max(-net, 0.0)) + rng.random())
        came = int(n * (_TURNOVER[stage] + max(net, 0.0)) + rng.random())
        if school.kind == "教学点":
            came = min(came, gone)
        dropouts = int(n * _DROPOUT.get(stage, 0.0) + rng.random()) if stage in _DROPOUT else 0
        rare = rng.random()
        suspended, returned, died = rare < n * 0.0016, 0.4 < rare < 0.4 + n * 0.0014, rare > 1 - n * 0.00006
        gone = min(gone, n - dropouts - suspended - died)
        flow.transfers_out += gone
        flow.transfers_in += came
        flow.dropouts += dropouts
        flow.suspended += suspended
        flow.returned += returned
        flow.deaths += died
        return n + came + returned - gone - dropouts - suspended - died

    def settle(self, grade: int, pupils: int, hosts: Iterable[Section], merged: bool = False) -> int:
        """Place pupils in a grade of other sections as far as it bears them; return how many found no place.

        ``hosts`` in order of preference; ``merged`` tells it as 其他增加, not as 转入.
        """
        for host in hosts:
            if not pupils:
                break
            if grade >= host.grades or not host.before[grade]:
                continue
            limit = max(int(host.before[grade] * _MOST_GAIN), 2)
            taken = min(pupils, max(limit - max(host.counts[grade] - host.before[grade], 0), 0))
            host.counts[grade] += taken
            if merged:
                host.flow.other_in += taken
            else:
                host.flow.transfers_in += taken
            pupils -= taken
        return pupils

    def release(self, section: Section, grade: int, share: float, split: bool = False) -> int:
        """Take a share of a grade out of a section as far as it bears it; return how many."""
        lost = section.before[grade] - section.counts[grade]
        most = int(section.before[grade] * _MOST_LOSS) - max(lost, 0)
        gone = max(min(int(section.counts[grade] * share), most), 0)
        section.counts[grade] -= gone
        if split:
            section.flow.other_out += gone
        else:
            section.flow.transfers_out += gone
        return gone

    def admit(self, schools: Sequence[School], year: int, finished: dict[tuple[str, str], int]) -> None:
        """Fill the first grades.

        Args:
            finished: (area code, stage) -> pupils who finished the stage this summer.
        """
        for stage, areas, sections in _catchments(schools):
            demand = self._demand(stage, areas, year, finished)
            for section, pupils in zip(sections, self._shares(demand, sections), strict=True):
                section.counts[0] = pupils
                section.flow.entrants = pupils

    def _demand(self, stage: str, areas: Sequence[str], year: int, finished: dict[tuple[str, str], int]) -> int:
        if stage in ("学前", "小学"):
            children = sum(self._people.children(area, year, FIRST_AGE[stage]) for area in areas)
            return round(children * self._enrolled(stage, year))
        if stage == "初中":
            drift = next(county.migration for county in COUNTIES if county.code == areas[0])
            return round(finished.get((areas[0], "小学"), 0) * (1 + drift))
        if stage == "特教":
            return self._rng.randint(9, 13)
        leavers = sum(finished.get((area, "初中"), 0) for area in areas)
        return round(leavers * (_GENERAL if stage == "普通高中" else _VOCATIONAL))

    def _enrolled(self, stage: str, year: int) -> float:
        if stage == "学前":
            return min(0.884 + 0.012 * (year - 2019), 0.95)
        return {"小学": 0.985, "初中": 0.985, "普通高中": 0.56, "中职": 0.362}[stage]

    def _shares(self, demand: int, sections: Sequence[Section]) -> list[int]:
        weights = [one.weight * self._rng.uniform(0.96, 1.04) for one in sections]
        shares = apportion(demand, weights)
        spare = 0
        for i, section in enumerate(sections):
            if section.stage == "小学" and section.grades < 6 and shares[i] > _POINT_LIMIT:
                spare += shares[i] - _POINT_LIMIT
                shares[i] = _POINT_LIMIT
        if spare:
            more = apportion(spare, [w if s.grades >= 6 else 0.0 for w, s in zip(weights, sections, strict=True)])
            shares = [a + b for a, b in zip(shares, more, strict=True)]
        return shares

    def _girls(self, school: School) -> float:
        return 0.455 + 0.03 * school.traits["girls"] + self._rng.uniform(-0.01, 0.01)


def _catchments(schools: Sequence[School]) -> list[tuple[str, list[str], list[Section]]]:
    """Stage, areas and sections that share out the areas' children: counties; the districts and the zone together for
    普通高中; the whole city for 中职 and 特教."""
    found: dict[tuple[str, str], list[Section]] = {}
    for school in schools:
        for section in school.sections:
            found.setdefault((section.stage, _catchment(section.stage, school.county)), []).append(section)
    catchments = []
    for (stage, place), sections in found.items():
        areas = [county.code for county in COUNTIES if _catchment(stage, county) == place]
        catchments.append((stage, areas, sections))
    return catchments


def _catchment(stage: str, county: County) -> str:
    if stage in ("中职", "特教"):
        return "全市"
    if stage == "普通高中" and (county.is_district or county.is_zone):
        return "城区"
    return county.code
