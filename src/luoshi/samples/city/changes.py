"""Schools of the sample city that are founded, split, merged, closed, renamed or made public, year by year.

Entry: :class:`Changes`. Every change leaves a row of institution_events, dated in the summer before the school year.
Not here: the pupils' usual ways (``cohorts``).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from luoshi.samples.city.city_data import Row
from luoshi.samples.city.cohorts import Cohorts
from luoshi.samples.city.founding import Registry
from luoshi.samples.city.geography import COUNTIES, County
from luoshi.samples.city.schools import School, Section

_GROWING = [county for county in COUNTIES if county.localities[0] > 0]
_RELEASED = 0.055
"""Part of a grade that a school loses to a new one nearby."""
_LEAST_BEGINNING = 30
"""Pupils a grade with whom a school is worth founding."""
_KEPT_TEACHERS = 0.7
"""Part of a merged school's teachers that goes with the pupils."""
_FOUNDED = ("小学", "幼儿园", "初级中学", "小学")


class Changes:
    """Carries out the changes of a summer and writes them down.

    Attributes:
        rows: rows of institution_events so far.
    """

    def __init__(self, rng: random.Random, cohorts: Cohorts, registry: Registry) -> None:
        self._rng = rng
        self._cohorts = cohorts
        self._registry = registry
        self._touched: set[str] = set()
        self.rows: list[Row] = []

    def before_moving(self, schools: list[School], year: int) -> tuple[list[School], list[School]]:
        """Choose the schools that end this summer; return those that stay and those that end."""
        size = len(schools)
        points = [s for s in schools if s.kind == "教学点" or (s.kind == "小学" and s.pupils < 60)]
        nurseries = [s for s in schools if s.kind == "幼儿园"]
        ending = _smallest(points, max(1, round(size * 0.003))) + _smallest(nurseries, max(1, round(size * 0.004)))
        codes = {school.code for school in ending}
        for school in ending:
            school.until = year - 1
        return [s for s in schools if s.code not in codes], ending

    def after_moving(self, schools: list[School], ending: Sequence[School], year: int) -> None:
        """Settle the pupils of schools that ended; found, split, rename; ``schools`` grows by the new ones."""
        for school in ending:
            self._dissolve(school, schools, year)
        send_up(self._cohorts, schools)
        size = len(schools)
        for turn in range(max(1, round(size * 0.0025))):
            schools.append(self._found(schools, year, _FOUNDED[(turn + year) % len(_FOUNDED)]))
        if (year % 2) == 0:
            for _ in range(max(1, size // 1500)):
                self._split(schools, year)
        for _ in range(max(1, round(size * 0.002))):
            self._rename(schools, year)
        self._make_public(schools, year)

    def _dissolve(self, school: School, schools: Sequence[School], year: int) -> None:
        section = school.sections[0]
        hosts = _hosts(school, schools, section.stage)
        for grade, pupils in enumerate(section.counts[:-1], start=1):
            self._cohorts.settle(grade, pupils, (host for _, host in hosts), merged=school.kind != "幼儿园")
        if school.kind == "幼儿园":
            self._write(year, "撤销", school, school.code, None, "生源减少")
            return
        heir, host = hosts[0]
        host.full_time += round(section.full_time * _KEPT_TEACHERS)
        self._write(year, "合并", school, heir.code, heir.name, "并入后学生随迁")
        self._touched.add(heir.code)

    def _found(self, schools: Sequence[School], year: int, kind: str) -> School:
        stage = "学前" if kind == "幼儿园" else "初中" if kind == "初级中学" else "小学"
        chances = [county.share * county.localities[0] for county in _GROWING]
        counties = sorted(_GROWING, key=lambda c: -(self._rng.random() ** (1 / chances[_GROWING.index(c)])))
        donors: list[Section] = []
        for county in counties:
            donors = self._donors(schools, county, stage)
            if sum(donor.pupils for donor in donors) * _RELEASED > _LEAST_BEGINNING * donors[0].grades:
                break
        school = self._registry.found(county, kind, "城区", year, weight=0.8)
        school.ownership = "公办"
        section = school.sections[0]
        self._gather(section, donors, _RELEASED)
        section.flow.transfers_in = section.pupils
        section.girls = [0.47] * section.grades
        self._write(year, "新设", school, school.code, school.name, "新建学校")
        return school

    def _donors(self, schools: Sequence[School], county: County, stage: str) -> list[Section]:
        """At most twelve sections of the stage in the city quarters of a county."""
        near = (school for school in schools if school.county is county and school.locality == "城区")
        found = [section for school in near for section in school.sections if section.stage == stage]
        return self._rng.sample(found, min(len(found), 12))

    def _gather(self, section: Section, donors: Sequence[Section], share: float) -> None:
        """Let a new section begin in all grades with pupils of others; its draw follows from that."""
        for grade in range(1, section.grades):
            section.counts[grade] += sum(self._cohorts.release(donor, grade, share) for donor in donors)
        section.weight = section.pupils / (section.grades - 1) * 1.1

    def _split(self, schools: list[School], year: int) -> None:
        parents = [s for s in schools if s.kind == "小学" and s.locality == "城区" and s.since < year]
        parents = [s for s in parents if s.code not in self._touched]
        if not parents:
            return
        parent = max(parents, key=lambda s: s.pupils)
        self._touched.add(parent.code)
        child = self._registry.found(parent.county, "小学", "城区", year, weight=0.6)
        child.ownership, child.township = parent.ownership, parent.township
        source, section = parent.sections[0], child.sections[0]
        for grade in range(1, section.grades):
            section.counts[grade] = self._cohorts.release(source, grade, 0.075, split=True)
        section.flow.other_in = section.pupils
        neighbours = self._donors([s for s in schools if s is not parent], parent.county, "小学")
        self._gather(section, neighbours, _RELEASED)
        section.flow.transfers_in = section.pupils - section.flow.other_in
        section.girls = list(source.girls)
        schools.append(child)
        self._write(year, "分设", parent, child.code, child.name, "由老校区分出，同时调整片区")

    def _rename(self, schools: Sequence[School], year: int) -> None:
        able = [s for s in schools if s.kind in ("小学", "初级中学") and s.locality != "乡村" and s.since < year]
        able = [s for s in able if s.code not in self._touched]
        if not able:
            return
        school = self._rng.choice(able)
        self._touched.add(school.code)
        name = self._registry.rename(school)
        self._write(year, "更名", school, school.code, name, None)
        school.name = name

    def _make_public(self, schools: Sequence[School], year: int) -> None:
        private = [s for s in schools if s.kind == "幼儿园" and s.ownership == "普惠性民办" and s.since < year]
        if private:
            school = self._rng.choice(private)
            school.ownership = "公办"
            self._write(year, "改制", school, school.code, school.name, "民办园转为公办园")

    def _write(self, year: int, event: str, school: School, heir: str, name: str | None, note: str | None) -> None:
        self.rows.append(
            {
                "event_date": date(year, 7, self._rng.randint(1, 28)),
                "event": event,
                "institution_code": school.code,
                "successor_code": heir,
                "old_name": None if event == "新设" else school.name,
                "new_name": name,
                "doc_no": f"临教发〔{year}〕{len(self.rows) + 11}号",
                "note": note,
            }
        )


def send_up(cohorts: Cohorts, schools: Sequence[School]) -> None:
    """Send the leavers of teaching points (教学点) to full schools, of the same township first."""
    by_county: dict[str, list[School]] = {}
    for school in schools:
        by_county.setdefault(school.county.code, []).append(school)
    for school in schools:
        if school.kind != "教学点":
            continue
        section = school.sections[0]
        leavers = section.flow.opening - sum(section.before)
        section.flow.transfers_out += leavers
        cohorts.settle(
            section.grades, leavers, (host for _, host in _hosts(school, by_county[school.county.code], "小学"))
        )


def _smallest(schools: Sequence[School], number: int) -> list[School]:
    """The smallest schools, and all that have hardly a pupil left."""
    ordered = sorted(schools, key=lambda s: (s.pupils, s.code))
    return ordered[:number] + [s for s in ordered[number:] if sum(s.sections[0].counts[:-1]) < 4]


def _hosts(school: School, schools: Sequence[School], stage: str) -> list[tuple[School, Section]]:
    """Full sections of the stage in the county, those of the township first, large ones before small ones."""
    found = [
        (other, section)
        for other in schools
        if other.county is school.county
        for section in other.sections
        if section.stage == stage and other.kind != "教学点" and other.code != school.code
    ]
    found.sort(key=lambda pair: (pair[0].township != school.township, -pair[1].pupils))
    return found
