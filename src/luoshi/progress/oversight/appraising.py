"""Appraising units by a score sheet (考核): every score with its reason and evidence, ranks, levels.

Entries: :func:`appraise`, :func:`shown`. All sums are exact; each item is rounded half up to two decimals, so that what
is shown adds up. The order in which units come does not matter.
Not here: gathering what is known (:mod:`luoshi.progress.oversight.appraisal_material`), score sheets
(``luoshi.rules``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from luoshi.base.errors import LuoshiError
from luoshi.base.findings import Finding, Severity
from luoshi.model.appraisal import (
    Appraisal,
    AppraisalMaterial,
    ItemScore,
    Level,
    ScoreItem,
    ScoreSheet,
    TypedScore,
    UnitMaterial,
    UnitScore,
)

_CENT = Decimal("0.01")
_HUNDRED = 100


def appraise(sheet: ScoreSheet, material: AppraisalMaterial) -> Appraisal:
    """Return the scores, ranks and levels of all units.

    Raises:
        LuoshiError: L351 when a unit comes twice.
    """
    names = Counter(one.unit for one in material.units)
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        raise LuoshiError("L351", f"单位出现了两次：{'、'.join(twice)}")
    units = sorted(material.units, key=lambda one: one.unit)
    findings: list[Finding] = []
    known = {(unit.unit, item.name): _known(item, unit, findings) for unit in units for item in sheet.items}
    scored = [_unit_score(sheet, unit, [_filled(item, unit, units, known) for item in sheet.items]) for unit in units]
    bare = [one for one in scored if not _is_enough(sheet, one)]
    ranked = _ranked(sheet, [one for one in scored if _is_enough(sheet, one)])
    findings += _about_bare(sheet, bare)
    return Appraisal(sheet, (*_levelled(sheet, ranked), *bare), tuple(findings))


def _is_enough(sheet: ScoreSheet, one: UnitScore) -> bool:
    """Tell whether so much is counted that a rank says something; nothing at all never is."""
    return one.counted > 0 and one.counted * _HUNDRED >= sheet.enough * sheet.full


def _about_bare(sheet: ScoreSheet, bare: Sequence[UnitScore]) -> Iterable[Finding]:
    if bare:
        told = "、".join(f"{one.unit}（计入 {shown(one.counted)} 分）" for one in bare)
        least = shown(sheet.enough * sheet.full / _HUNDRED)
        message = f"数据不足，不排名、不定等次的 {len(bare)} 个：{told}；满分 {sheet.full}，至少要计入 {least} 分"
        fix = "补上数据（--plan、评分表、填报），或改考核办法里的 enough"
        yield Finding("L356", Severity.WARNING, message, fix=fix)


def _known(item: ScoreItem, unit: UnitMaterial, findings: list[Finding]) -> ItemScore | None:
    """Return the score by what is known; None when nothing is."""
    if item.source == "评分":
        return _typed(item, unit, findings)
    kinds = unit.facts.get(item.source)
    if kinds is None:
        return None
    if item.rule == "扣分":
        return _deducted(item, kinds)
    counted = {kind: ids for kind, ids in kinds.items() if kind not in item.left_out and ids}
    there = sum(len(ids) for ids in counted.values())
    if not there:
        return None
    good = sum((Fraction(len(ids)) for kind, ids in counted.items() if kind in item.good), Fraction(0))
    good += sum((Fraction(len(ids), 2) for kind, ids in counted.items() if kind in item.half), Fraction(0))
    told = "，".join(f"{kind} {len(ids)}" for kind, ids in sorted(counted.items()))
    share = good / there
    return _by_value(item, share * _HUNDRED, f"共 {there} 项：{told}；算好的占 {shown(share * _HUNDRED)}%", counted)


def _typed(item: ScoreItem, unit: UnitMaterial, findings: list[Finding]) -> ItemScore | None:
    given: TypedScore | None = unit.typed.get(item.name)
    if given is None:
        return None
    if item.needs_evidence and not any(one.strip() for one in given.evidence):
        message = f"{unit.unit}的“{item.name}”有评分，没有佐证，按没有数据算"
        findings.append(Finding("L353", Severity.WARNING, message, fix="在“佐证”一列写明依据"))
        return None
    evidence = {"佐证": given.evidence} if given.evidence else {}
    if item.rule == "直接评分":
        if not 0 <= given.value <= item.full:
            message = f"{unit.unit}的“{item.name}”评了 {given.value} 分，应在 0 到 {item.full} 之间"
            raise LuoshiError("L352", message, hint="改评分表")
        return ItemScore(item.name, item.full, _cents(Fraction(given.value)), f"评分 {given.value}", evidence)
    return _by_value(item, Fraction(given.value), f"数值 {given.value}", evidence)


def _deducted(item: ScoreItem, kinds: Mapping[str, tuple[str, ...]]) -> ItemScore:
    counted = {kind: kinds[kind] for kind in item.points if kinds.get(kind)}
    lost = sum((item.points[kind] * len(ids) for kind, ids in counted.items()), Decimal(0))
    told = "，".join(f"{kind} {len(ids)} 次、每次扣 {item.points[kind]} 分" for kind, ids in counted.items())
    score = max(Decimal(0), item.full - lost)
    end = "，扣完为止" if lost > item.full else ""
    return ItemScore(item.name, item.full, _cents(Fraction(score)), f"{told}{end}" if told else "没有要扣分的", counted)


def _by_value(item: ScoreItem, value: Fraction, told: str, evidence: Mapping[str, tuple[str, ...]]) -> ItemScore:
    if item.rule == "比例":
        score = Fraction(item.full) * value / _HUNDRED
    elif item.rule == "分档":
        bound, points = next(((one, points) for one, points in item.steps if value >= one), (None, Decimal(0)))
        score = Fraction(points)
        told += f"，达到 {bound}，得 {points} 分" if bound is not None else f"，不到 {item.steps[-1][0]}，不得分"
    else:
        low, high = Fraction(item.floor), Fraction(item.top)
        score = Fraction(item.full) * min(Fraction(1), max(Fraction(0), (value - low) / (high - low)))
        told += f"，{item.floor} 为零分、{item.top} 为满分，中间按直线"
    return ItemScore(item.name, item.full, _cents(score), told, evidence)


def _filled(
    item: ScoreItem,
    unit: UnitMaterial,
    units: Sequence[UnitMaterial],
    known: Mapping[tuple[str, str], ItemScore | None],
) -> ItemScore:
    """Return the score of an item, by its rule for missing data where nothing is known."""
    found = known[unit.unit, item.name]
    if found is not None:
        return found
    told = "没有数据，不计入，其余各项按比例折算"
    missing = ItemScore(item.name, item.full, None, told, {}, missing=True, is_counted=False)
    if item.missing == "满分":
        return replace(missing, score=item.full, why="没有数据，按规定给满分")
    if item.missing == "零分":
        return replace(missing, score=Decimal(0), why="没有数据，按规定给零分", is_counted=True)
    if item.missing == "同类平均":
        alike = [known[one.unit, item.name] for one in units if one.group == unit.group and one.unit != unit.unit]
        scores = [one.score for one in alike if one is not None and one.score is not None]
        if scores:
            mean = _cents(sum(map(Fraction, scores), Fraction(0)) / len(scores))
            return replace(missing, score=mean, why=f"没有数据，给同类 {len(scores)} 个单位的平均分")
        return replace(missing, why="没有数据，同类也没有，不计入，其余各项按比例折算")
    return missing


def _unit_score(sheet: ScoreSheet, unit: UnitMaterial, items: Iterable[ItemScore]) -> UnitScore:
    scores = tuple(items)
    raw = sum((one.score for one in scores if one.score is not None), Decimal(0))
    counted = sum((one.full for one in scores if one.score is not None), Decimal(0))
    total = _cents(Fraction(raw) * Fraction(sheet.full) / Fraction(counted)) if counted else Decimal(0)
    return UnitScore(unit.unit, unit.group, scores, raw, total, None, "")


def _ranked(sheet: ScoreSheet, scored: Iterable[UnitScore]) -> list[UnitScore]:
    def key(one: UnitScore) -> tuple[Decimal, ...]:
        by_item = {score.item: score.score for score in one.items}
        return (-one.total, *(-(by_item[tie] or Decimal(0)) for tie in sheet.ties))

    ordered = sorted(scored, key=lambda one: (key(one), one.unit))
    found: list[UnitScore] = []
    for at, one in enumerate(ordered, 1):
        same = found and key(ordered[at - 2]) == key(one)
        found.append(replace(one, rank=found[-1].rank if same else at))
    return found


def _levelled(sheet: ScoreSheet, ranked: Sequence[UnitScore]) -> tuple[UnitScore, ...]:
    levels: dict[str, str] = {}
    left = list(ranked)
    for level in sheet.levels:
        fit = [one for one in left if one.total * _HUNDRED >= level.at_least * sheet.full]
        taken = _within(level, fit, len(ranked), sheet.boundary)
        levels.update({one.unit: level.name for one in taken})
        left = [one for one in left if one.unit not in levels]
    return tuple(replace(one, level=levels[one.unit]) for one in ranked)


def _within(level: Level, fit: Sequence[UnitScore], units: int, boundary: str) -> Sequence[UnitScore]:
    """Return those that a level has room for; equals go in together or not at all, as the sheet says."""
    room = len(fit) if level.at_most_share is None else floor(level.at_most_share * units)
    if len(fit) <= room:
        return fit
    if room and fit[room - 1].rank == fit[room].rank:
        tied = fit[room].rank
        ahead = next(at for at, one in enumerate(fit) if one.rank == tied)
        equals = sum(one.rank == tied for one in fit)
        return fit[: ahead + equals if boundary == "都进" else ahead]
    return fit[:room]


def _cents(value: Fraction) -> Decimal:
    """Return a value that is not negative with two decimals, half up."""
    cents, rest = divmod(value.numerator * _HUNDRED, value.denominator)
    return (Decimal(cents + (2 * rest >= value.denominator)) / _HUNDRED).quantize(_CENT)


def shown(value: Fraction | Decimal) -> str:
    """Return a value that is not negative in at most two decimals, without zeros at its end."""
    return format(_cents(Fraction(value)).normalize(), "f")
