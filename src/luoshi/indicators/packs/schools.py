"""Judging each school by a pack (逐校判定): value against limit exactly, what it lacks in real units, the group's rule.

Entries: :func:`judge_school`, :func:`judge_value`, :func:`whole_units`.
Not here: counties (:mod:`luoshi.indicators.packs.counties`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil

from luoshi.indicators.packs.figures import Figures
from luoshi.model.pack_results import Judged, Lack, School, SchoolResult, Verdict, together
from luoshi.model.packs import Criterion, CriterionKind, Filling, Group, Pack

_CENTS = 100
"""What can be had in parts (area, money) is rounded up to a hundredth: never less than is needed."""


def judge_school(pack: Pack, school: School, figures: Figures, year: int) -> SchoolResult:
    """Return how a school stands in a stage."""
    judged: dict[str, list[Judged]] = {}
    for criterion in pack.of_school():
        limit = criterion.limit_for(school.stage, school.kind, school.locality)
        if limit is not None and criterion.holds_in(year):
            judged.setdefault(criterion.group, []).append(_judge(criterion, school, figures, limit))
    groups = {
        group.name: rule_verdict(group, judged[group.name], pack) for group in pack.groups if group.name in judged
    }
    verdict = together(list(groups.values()))
    return SchoolResult(school, verdict, groups, tuple(one for ones in judged.values() for one in ones))


def _judge(criterion: Criterion, school: School, figures: Figures, limit: Decimal) -> Judged:
    assert criterion.numerator is not None
    numerator = figures.of(criterion.numerator, school)
    denominator = figures.of(criterion.denominator, school) if criterion.denominator is not None else Fraction(1)
    if criterion.unknown is not None and figures.of(criterion.unknown, school) != 0:
        numerator = None
    judged = judge_value(criterion, school.stage, numerator, denominator, limit)
    if criterion.kind is CriterionKind.CHECK and judged.verdict is Verdict.UNKNOWN:
        return Judged(criterion.id, school.stage, Verdict.UNKNOWN, limit=limit, note="没有填检查结果")
    return judged


def judge_value(
    criterion: Criterion, stage: str, numerator: Fraction | None, denominator: Fraction | None, limit: Decimal
) -> Judged:
    """Return a criterion judged by numerator and denominator (1 where there is none); None is not known."""
    if denominator == 0 and criterion.empty_is_fine:
        return Judged(criterion.id, stage, Verdict.NOT_APPLICABLE, limit=limit, note="没有要判定的")
    if numerator is None or denominator is None or not denominator:
        note = "分母是 0" if denominator == 0 else "数据没有填全"
        return Judged(criterion.id, stage, Verdict.UNKNOWN, limit=limit, note=note)
    value = numerator / denominator * Fraction(criterion.times)
    if is_met(criterion, value, limit):
        return Judged(criterion.id, stage, Verdict.MET, value, limit)
    lack = _lack(criterion, numerator, denominator, limit, value)
    return Judged(criterion.id, stage, Verdict.MISSED, value, limit, lack=lack)


def is_met(criterion: Criterion, value: Fraction, limit: Decimal | Fraction) -> bool:
    """Tell whether a value keeps to a limit; neither is rounded."""
    return value <= Fraction(limit) if criterion.is_upper else value >= Fraction(limit)


def _lack(
    criterion: Criterion, numerator: Fraction, denominator: Fraction, limit: Decimal, value: Fraction
) -> Lack | None:
    filling = criterion.filling
    if filling is None:
        too_much = criterion.is_upper and criterion.denominator is None
        return Lack(whole_units(value - Fraction(limit), None), criterion.unit) if too_much else None
    wanted = amount_needed(criterion, numerator, denominator, Fraction(limit))
    return None if wanted is None else Lack(whole_units(wanted, filling), filling.unit)


def amount_needed(criterion: Criterion, numerator: Fraction, denominator: Fraction, limit: Fraction) -> Fraction | None:
    """Return how much has to be added to reach a limit, not yet in whole units; None when nothing helps.

    What is above the most there may be is not mended by adding, unless to what it is divided by.
    """
    if is_met(criterion, numerator * Fraction(criterion.times) / denominator, limit):
        return Fraction(0)
    if criterion.filling is not None and criterion.filling.of_denominator:
        return numerator * Fraction(criterion.times) / limit - denominator if limit else None
    if criterion.is_upper:
        return None
    return limit * denominator / Fraction(criterion.times) - numerator


def whole_units(amount: Fraction, filling: Filling | None) -> Decimal:
    """Return an amount rounded up: to whole ones where only these can be had, else to a hundredth."""
    if amount <= 0:
        return Decimal(0)
    if filling is not None and filling.whole:
        return Decimal(ceil(amount))
    return Decimal(ceil(amount * _CENTS)) / _CENTS


def rule_verdict(group: Group, judged: Sequence[Judged], pack: Pack) -> Verdict:
    """Return the verdict of a group's rule: at least so many met, the others at least that share of their limit.

    What is not known is never taken for met; a school fails all the same when what is known is enough to fail it.
    """
    counted = [one for one in judged if one.verdict is not Verdict.NOT_APPLICABLE]
    if not counted:
        return Verdict.NOT_APPLICABLE
    passed_over = len(judged) - len(counted)
    needed = len(counted) if group.at_least is None else max(0, min(len(counted), group.at_least - passed_over))
    met = sum(one.verdict is Verdict.MET for one in counted)
    unknown = sum(one.verdict is Verdict.UNKNOWN for one in counted)
    missed = [one for one in counted if one.verdict is Verdict.MISSED]
    too_low = [one for one in missed if not _reaches(pack.by_id[one.criterion], one, group.rest)]
    if too_low or met + unknown < needed:
        return Verdict.MISSED
    return Verdict.UNKNOWN if unknown else Verdict.MET


def _reaches(criterion: Criterion, judged: Judged, share: Decimal) -> bool:
    assert judged.value is not None
    assert judged.limit is not None
    return is_met(criterion, judged.value, eased(criterion, judged.limit, share))


def eased(criterion: Criterion, limit: Decimal, share: Decimal) -> Fraction:
    """Return the limit that the rest must reach: 85 % of the least; of the most, as much more."""
    if not criterion.is_upper:
        return Fraction(limit) * Fraction(share)
    return Fraction(limit) / Fraction(share) if share else Fraction(limit)
