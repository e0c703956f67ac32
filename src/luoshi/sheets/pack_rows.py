"""What a judged standards pack says, in rows (达标结果的各行): for workbook, CSV and screen alike.

Entries: :data:`JUDGED`, :func:`judged_rows`, :func:`fill_rows`, and the small texts ``*_text``.
Not here: the workbook (:mod:`luoshi.sheets.pack_book`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from luoshi.model.pack_results import (
    CountyRemedy,
    CountyResult,
    Fill,
    Judged,
    PackEvaluation,
    SchoolRemedy,
    Verdict,
    shown,
)
from luoshi.model.packs import WHOLE_SCHOOL, Criterion, CriterionKind, Pack
from luoshi.sheets.cells import CellValue, plain_number

JUDGED = (
    "县（市、区）",
    "学校",
    "学校标识码",
    "学段",
    "指标组",
    "达标项",
    "数值",
    "标准",
    "单位",
    "结论",
    "差",
    "差（%）",
    "缺",
    "缺的单位",
    "说明",
)
"""Heads of the rows of :func:`judged_rows`."""

_MARKS = {CriterionKind.CHECK: "", CriterionKind.BY_HAND: ""}


def value_of(one: Judged, criterion: Criterion) -> Decimal | None:
    """Return a value as it is printed; None when it is not known, or is the 1 or 0 of a checklist."""
    if one.value is None or criterion.kind in _MARKS:
        return None
    return shown(one.value, criterion.decimals, one.limit)


def limit_text(one: Judged, criterion: Criterion) -> str | None:
    """Return a limit as it is printed: ≥4.2, ≤0.5; None where there is none to print."""
    if one.limit is None or criterion.kind in _MARKS:
        return None
    return f"{'≤' if criterion.is_upper else '≥'}{plain_number(one.limit)}"


def limits_text(criterion: Criterion) -> str:
    """Return all limits of a criterion in words: 小学 ≥4.2，初中 ≥5.3."""
    if criterion.kind in _MARKS:
        return "达标" if criterion.kind is CriterionKind.CHECK else "—"
    mark = "≤" if criterion.is_upper else "≥"
    parts = []
    for limit in criterion.limits:
        whom = "、".join((*limit.stages, *limit.kinds, *limit.localities))
        parts.append(f"{whom} {mark}{plain_number(limit.value)}".strip())
    return "，".join(parts)


def tally_text(county: CountyResult) -> str:
    """Return how many schools there should be, were judged and pass: 小学 38 所，判定 38，达到 0."""
    return "；".join(f"{one.stage} {one.expected} 所，判定 {one.judged}，达到 {one.passed}" for one in county.tallies)


def counts_text(county: CountyResult) -> str:
    """Return how many of a county's criteria came out how: 达到 17 项，未达到 8 项."""
    counts = {word: sum(one.verdict is word for one in county.criteria) for word in Verdict}
    return "，".join(f"{word.value} {number} 项" for word, number in counts.items() if number)


def judged_rows(found: PackEvaluation, *, only_missed: bool = False) -> Iterator[list[CellValue]]:
    """Yield a row for each criterion of each county, then of each school and stage.

    Args:
        only_missed: of schools alone, what they miss.
    """
    by_id = found.pack.by_id
    if not only_missed:
        for county in found.counties:
            for one in county.criteria:
                yield [county.name, None, None, *_judged(one, by_id[one.criterion])]
    for result in found.schools:
        school = result.school
        for one in result.criteria:
            if not only_missed or one.verdict is Verdict.MISSED:
                yield [school.area_name, school.name, school.code, *_judged(one, by_id[one.criterion])]


def _judged(one: Judged, criterion: Criterion) -> list[CellValue]:
    gap = None if one.gap is None or criterion.kind in _MARKS else shown(one.gap, criterion.decimals, Decimal(0))
    return [
        one.stage or None,
        criterion.group,
        criterion.name,
        value_of(one, criterion),
        limit_text(one, criterion),
        criterion.unit or None,
        one.verdict.value,
        gap,
        one.gap_percent if gap is not None else None,
        one.lack.amount if one.lack is not None else None,
        one.lack.unit if one.lack is not None else None,
        note_text(one, criterion) or None,
    ]


def note_text(one: Judged, criterion: Criterion) -> str:
    """Return what has to be known of a judgement: its own note, how many schools it rests on, and 待核实."""
    covered = ""
    if one.covered is not None and one.covered[0] < one.covered[1]:
        covered = f"{one.covered[1]} 所里判定了 {one.covered[0]} 所"
    unsure = f"依据{criterion.basis.status}" if criterion.basis.status else ""
    return "；".join(part for part in (one.note, covered, unsure) if part)


def fill_rows(remedy: CountyRemedy, pack: Pack) -> Iterator[list[CellValue]]:
    """Yield what each school adds, cheapest school first, then what the 差异系数 takes besides."""
    total: Decimal | None = Decimal(0)
    for school in remedy.schools:
        total = None if total is None or school.cost is None else total + school.cost
        said = remedy_text(school, pack)
        rows = [_fill(fill, pack) for fill in school.fills] or [[None] * 6]
        for number, cells in enumerate(rows):
            sums: list[CellValue] = [school.cost if school.fills else None, total, said or None]
            yield [remedy.name, school.name, school.code, *cells, *(sums if not number else [None, None, None])]
    for place, fill in remedy.levelling:
        total = None if total is None or fill.cost is None else total + fill.cost
        yield [remedy.name, place.name, place.code, *_fill(fill, pack), fill.cost, total, None]


def _fill(fill: Fill, pack: Pack) -> list[CellValue]:
    reached = f"标准的 {plain_number(fill.share * 100)}%" if fill.share else "差异系数达到"
    stage = fill.stage if fill.stage != WHOLE_SCHOOL else "全校"
    return [stage, pack.by_id[fill.criterion].name, reached, fill.amount, fill.unit, fill.cost]


def remedy_text(school: SchoolRemedy, pack: Pack) -> str:
    """Return what a school's remedy leaves: what may stay low, what cannot be bought, what is not known."""

    def names(places: tuple[tuple[str, str], ...]) -> str:
        return "、".join(
            f"{stage}{pack.by_id[name].name}" if stage != WHOLE_SCHOOL else pack.by_id[name].name
            for stage, name in places
        )

    parts = [
        f"可留低：{names(school.left_low)}" if school.left_low else "",
        f"要整改：{names(school.unsolved)}" if school.unsolved else "",
        f"另有 {school.unknown} 项缺数据，没有算" if school.unknown else "",
    ]
    return "；".join(part for part in parts if part)
