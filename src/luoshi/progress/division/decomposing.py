"""A target divided among counties and years (目标分解): units, bounds, division and path of one target put together.

Entry: :func:`decompose`. A ratio is divided on whole numerators over the counties' denominators of the baseline year; a
count on itself.
Not here: what is asked (:mod:`luoshi.progress.division.question`), the division
(:mod:`luoshi.progress.division.shares`), years (:mod:`luoshi.progress.division.yearly`), sentences
(:mod:`luoshi.progress.division.words`), where the figures come from (:mod:`luoshi.api`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from luoshi.base.findings import Finding
from luoshi.model.decomposition import CountyShare, Decomposition, YearPoint
from luoshi.model.dividing import Held, Manner, Method
from luoshi.progress.division.measures import Measure, step_of
from luoshi.progress.division.question import Aim, County, Question
from luoshi.progress.division.shares import Blocked, Obstacle, Part, Shares, effort, share_out
from luoshi.progress.division.terms import term_of
from luoshi.progress.division.words import (
    KEPT,
    Told,
    blocked_finding,
    everywhere_finding,
    manner_text,
    method_text,
    path_finding,
    sentence,
)
from luoshi.progress.division.yearly import releases, spread


def decompose(question: Question) -> Decomposition | Finding:
    """Return a target divided among counties and years; or the finding that says which constraint binds.

    The counties make the whole exactly, in the target year and in each year before. ``counties`` holds at least one,
    no two of one name; in a ratio each has a denominator.
    """
    aim = question.aim
    if aim.year <= aim.base_year:
        return path_finding("L112", f"目标年份 {aim.year} 不在基期 {aim.base_year} 年之后", aim.indicator)
    measure = _measure(aim, question.counties)
    parts = [_part(one, question, measure) for one in question.counties]
    needed = _needed(aim, parts, measure)
    found: Shares | Blocked | Finding
    if aim.everywhere:
        found, method = _everywhere(question, parts, measure), Method.SAME
    elif aim.sense * (bases := sum(one.base for one in parts)) >= aim.sense * needed:
        found, method = Blocked(Obstacle.REACHED, needed, bases), question.method
    else:
        found, method = share_out(needed, parts, question.method, aim.sense), question.method
    if isinstance(found, Finding):
        return found
    if isinstance(found, Blocked):
        typed = {one.name: (one.fixed, one.ceiling) for one in question.counties}
        return blocked_finding(found, parts, measure, aim.indicator, aim.shown, typed)
    gone = _gone(question, parts, found, measure)
    if isinstance(gone, Finding):
        return gone
    return _put_together(question, method, parts, found, gone, measure)


def _measure(aim: Aim, counties: Sequence[County]) -> Measure:
    step = step_of([one.amount for one in counties], aim.goal / aim.factor if not aim.is_ratio else None)
    return Measure(Fraction(aim.factor), step, aim.is_ratio, aim.sense, aim.unit, aim.goal)


def _part(county: County, question: Question, measure: Measure) -> Part:
    """Return a county in whole units: its natural ceiling is 100 %, 0 where less is better, or where it stands."""
    weight, sense = Fraction(county.weight), question.aim.sense
    if county.amount is not None:
        base = round(Fraction(county.amount) / measure.step)
    else:
        base = measure.nearest(county.value if county.value is not None else Decimal(0), weight)
    ceiling = county.ceiling if county.ceiling is not None else measure.natural_ceiling
    bound = None
    if ceiling is not None:  # who is beyond it already stays where it is
        bound = sense * max(sense * measure.within(ceiling, weight), sense * base)
    fixed = None
    if county.fixed is not None:
        is_base = county.fixed in (measure.base_value(base, weight), county.value)
        fixed = base if is_base else measure.enough(county.fixed, weight)
    part = Part(county.name, base, weight, bound, fixed, None, Fraction(county.difficulty))
    if question.cap is None:
        return part
    # counted from the baseline as it is published, so that what is published keeps to it
    most = measure.within(_published(county, part, measure) + sense * question.cap, weight)
    return replace(part, cap=max(0, sense * (most - base)))


def _published(county: County, part: Part, measure: Measure) -> Decimal:
    return measure.base_value(part.base, part.weight, county.value if county.amount is None else None)


def _needed(aim: Aim, parts: Sequence[Part], measure: Measure) -> int:
    """Return the units that the whole has to make: at least for what rises, at most for what falls."""
    exact = measure.exact_units(aim.goal, sum((one.weight for one in parts), Fraction(0)))
    if aim.sense > 0:
        return floor(exact) + 1 if aim.is_strict else ceil(exact)
    return ceil(exact) - 1 if aim.is_strict else floor(exact)


def _everywhere(question: Question, parts: Sequence[Part], measure: Measure) -> Shares | Blocked | Finding:
    """Return the parts where each has to come to the target by itself, beyond it where it says 超过 or 低于."""
    aim = question.aim
    amounts: dict[str, int] = {}
    held: dict[str, Held] = {}
    for county, one in zip(question.counties, parts, strict=True):
        if one.fixed is not None and one.ceiling is not None and aim.sense * one.fixed > aim.sense * one.ceiling:
            return Blocked(Obstacle.FIXED_ABOVE, one.fixed, one.ceiling, (one.name,))
        due = _needed(aim, [one], measure)
        amount = aim.sense * max(aim.sense * due, aim.sense * one.base)
        chosen = amount if one.fixed is None else one.fixed
        short = [
            bound
            for bound in (one.fixed, one.ceiling, one.base + aim.sense * one.cap if one.cap is not None else None)
            if bound is not None and aim.sense * bound < aim.sense * amount
        ]
        if short:
            settled = county.fixed if short[0] == one.fixed else None
            return everywhere_finding(one, short[0], measure, aim.indicator, aim.shown, settled)
        amounts[one.name] = chosen
        held[one.name] = Held.FIXED if one.fixed is not None else Held.BASE if amount == one.base != due else Held.NONE
    level = measure.exact_units(aim.goal, Fraction(1))
    exact = {
        one.name: level * one.weight
        if measure.is_ratio and held[one.name] is Held.NONE and not aim.is_strict
        else Fraction(amounts[one.name])
        for one in parts
    }
    return Shares(amounts, exact, held, level)


def _gone(question: Question, parts: Sequence[Part], shares: Shares, measure: Measure) -> tuple[int, ...] | Finding:
    """Return how much of the whole way is gone at the end of each year."""
    aim, course = question.aim, question.course
    base = sum(one.base for one in parts)
    way = abs(sum(shares.amounts.values()) - base)
    years = range(aim.base_year + 1, aim.year + 1)
    if course.manner is Manner.TYPED:
        return _typed_gone(question, base, way, sum((one.weight for one in parts), Fraction(0)), measure)
    if aim.is_kept:
        return (way,) * len(years)
    works = [course.works.get(year, 0) for year in years]
    if course.manner is Manner.PROJECTS and not any(works):
        told = f"{years[0]}—{years[-1]} 年里没有写明竣工年份和学位的项目，不能按项目完工定年度路径"
        return path_finding("L110", told, aim.indicator)
    return releases(way, len(years), course.manner, works)


def _typed_gone(
    question: Question, base: int, way: int, weight: Fraction, measure: Measure
) -> tuple[int, ...] | Finding:
    """Return the way as typed: straight between the years that are, ending at the target, never turning back."""
    aim, typed = question.aim, question.course.typed
    outside = sorted(year for year in typed if not aim.base_year < year <= aim.year)
    if outside:
        told = "、".join(map(str, outside))
        return path_finding("L111", f"自定路径的 {told} 年不在 {aim.base_year + 1}—{aim.year} 年里", aim.indicator)
    if aim.year in typed and typed[aim.year] != aim.goal:
        told = f"自定路径末年是 {typed[aim.year]}，和目标 {aim.shown} 不一致"
        return path_finding("L111", told, aim.indicator)
    fixed = {aim.base_year: Fraction(0), aim.year: Fraction(way)}
    for year, value in typed.items():
        if year != aim.year:
            fixed[year] = Fraction((measure.enough(value, weight) - base) * aim.sense)
    known = sorted(fixed.items())
    for (earlier, low), (later, high) in pairwise(known):
        if high < low:
            told = f"自定路径在 {earlier}—{later} 年间走回头，或超过了目标 {aim.shown}"
            return path_finding("L111", told, aim.indicator)
    gone = []
    for year in range(aim.base_year + 1, aim.year + 1):
        (first, low), (last, high) = next((one, other) for one, other in pairwise(known) if one[0] < year <= other[0])
        gone.append(floor(low + (high - low) * (year - first) / (last - first) + Fraction(1, 2)))
    return tuple(gone)


def _put_together(
    question: Question, method: Method, parts: Sequence[Part], shares: Shares, gone: Sequence[int], measure: Measure
) -> Decomposition:
    aim = question.aim
    ways = {one.name: abs(shares.amounts[one.name] - one.base) for one in parts}
    each = spread(ways, gone)
    bounded = any(one.ceiling is not None for one in parts)
    told = Told(aim.indicator, aim.unit, aim.year, aim.base_year, method, measure, question.cap, shares.level, bounded)
    ranks = {name: rank for rank, name in enumerate(_by_effort(parts), 1)}
    found = []
    for county, part in zip(question.counties, parts, strict=True):
        value = _issued(county, part, shares, measure)
        if shares.held[part.name] is Held.CAP and question.cap is not None:  # nor does rounding pass what it may move
            most = aim.sense * _published(county, part, measure) + question.cap
            value = aim.sense * min(aim.sense * value, most)
        base = _published(county, part, measure)
        share = _share(part, shares.amounts[part.name], (base, value), shares.held[part.name], measure)
        share = share.model_copy(update={"ceiling": _ceiling(county, part, measure)})
        share = share.model_copy(
            update={"years": _years(part, share, [year[part.name] for year in each], aim, measure)}
        )
        found.append(share.model_copy(update={"sentence": sentence(share, told, ranks[part.name])}))
    whole = _whole(question, parts, shares, measure)
    summed = Part(question.whole_name, sum(one.base for one in parts), sum((one.weight for one in parts), Fraction(0)))
    whole = whole.model_copy(update={"years": _years(summed, whole, gone, aim, measure, is_part=False)})
    whole = whole.model_copy(update={"sentence": sentence(whole, told, 0)})
    return Decomposition(
        id=aim.id,
        indicator=aim.indicator,
        scope=aim.scope,
        unit=aim.unit,
        op=aim.op,
        shown=aim.shown,
        goal=aim.goal,
        year=aim.year,
        base_year=aim.base_year,
        rising=aim.sense > 0,
        is_ratio=aim.is_ratio,
        method=method,
        method_note=method_text(told, everywhere=aim.everywhere, is_strict=aim.is_strict),
        whole=whole,
        parts=tuple(found),
        manner=question.course.manner,
        manner_note=KEPT
        if aim.is_kept and question.course.manner is not Manner.TYPED
        else manner_text(question.course.manner, question.course.works, aim.base_year, aim.year),
        term=term_of(question.term, whole, found, aim.base_year, aim.year, aim.unit) if question.term else None,
        notes=(*aim.notes, *_beyond(question.counties, parts, measure)),
    )


def _beyond(counties: Sequence[County], parts: Sequence[Part], measure: Measure) -> tuple[str, ...]:
    """Return who stands beyond the ceiling already."""
    names = []
    for county, part in zip(counties, parts, strict=True):
        ceiling = county.ceiling if county.ceiling is not None else measure.natural_ceiling
        if ceiling is not None and measure.value(part.base, part.weight) * measure.sense > ceiling * measure.sense:
            names.append(part.name)
    kind = "上限" if measure.sense > 0 else "下限"
    return (f"{'、'.join(names)}基期已经越过{kind}，保持基期；先核对口径，如跨县就学的算在哪里",) if names else ()


def _by_effort(parts: Sequence[Part]) -> list[str]:
    return [one.name for one in sorted(parts, key=effort)]


def _issued(county: County, part: Part, shares: Shares, measure: Measure) -> Decimal:
    """Return the value that a county is given: rounded such that who comes to it has its whole units."""
    amount, base = shares.amounts[part.name], _published(county, part, measure)
    if amount == part.base:
        return base
    if county.fixed is not None:
        return county.fixed
    exact = shares.exact[part.name] if measure.is_ratio else Fraction(amount)
    issued = measure.issued_value(exact, part.weight)
    return measure.sense * max(measure.sense * issued, measure.sense * base)


def _ceiling(county: County, part: Part, measure: Measure) -> Decimal | None:
    """Return a county's ceiling as it was written; where it stands beyond that, what it has."""
    written = county.ceiling if county.ceiling is not None else measure.natural_ceiling
    if written is None or part.ceiling is None:
        return None
    beyond = measure.value(part.base, part.weight) * measure.sense >= written * measure.sense
    return _published(county, part, measure) if beyond else written


def _share(part: Part, amount: int, values: tuple[Decimal, Decimal], held: Held, measure: Measure) -> CountyShare:
    """Return what a part gets; ``values`` are its baseline and what it is given, as they are shown."""
    base, value = values
    return CountyShare(
        name=part.name,
        base_amount=measure.amount(part.base),
        weight=measure.plain(part.weight),
        base=base,
        ceiling=None,
        amount=measure.amount(amount),
        value=value,
        added=measure.amount(amount - part.base),
        change=value - base,
        held=held,
        sentence="",
    )


def _whole(question: Question, parts: Sequence[Part], shares: Shares, measure: Measure) -> CountyShare:
    weight = sum((one.weight for one in parts), Fraction(0))
    amount = sum(shares.amounts.values())
    summed = Part(question.whole_name, sum(one.base for one in parts), weight)
    value = question.aim.goal if not question.aim.everywhere else measure.base_value(amount, weight)
    return _share(summed, amount, (measure.base_value(summed.base, weight), value), Held.NONE, measure)


def _years(
    part: Part, share: CountyShare, gone: Sequence[int], aim: Aim, measure: Measure, *, is_part: bool = True
) -> tuple[YearPoint, ...]:
    """Return a path: what parts are asked is rounded so that they make the whole, the whole's own values half up."""
    points, before = [], 0
    for year, way in enumerate(gone, aim.base_year + 1):
        amount = part.base + aim.sense * way
        if way == 0:
            value = share.base
        elif year == aim.year:
            value = share.value
        else:
            value = (measure.issued_value if is_part else measure.base_value)(amount, part.weight)
            value = aim.sense * min(aim.sense * value, aim.sense * share.value)
        points.append(
            YearPoint(
                year=year,
                amount=measure.amount(amount),
                value=value,
                added=measure.amount(aim.sense * (way - before)),
            )
        )
        before = way
    return tuple(points)
