"""A published target judged once more from what is published of it (复算判断).

Entries: :func:`rejudged`, :class:`Judged`, :func:`bends`, :func:`default_rules`. The judging itself is that of
monitoring (:mod:`luoshi.progress.targets.judging`); here its inputs are put together from the few figures that the
public has.
Not here: which of them are public (:mod:`luoshi.portal.public_targets`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from luoshi.model.document import Span
from luoshi.model.evaluation.freeze import Frozen
from luoshi.model.indicators import Direction
from luoshi.model.monitoring import Baseline, Judgement, JudgingRules, MonitoredTarget, PathPoint
from luoshi.model.plan import Target
from luoshi.progress.targets.judging import Standing, goal_of, judge, sense_of, tidy
from luoshi.progress.targets.paths import LEVEL, LINEAR, Way, planned_at

_TIDY = Decimal("0.0001")

Fixed = tuple[tuple[int, Decimal], ...]
"""The years that fix a path with their values."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a target is judged by besides its own figures.

    Attributes:
        direction: of its indicator; 不分高低 when nothing is bound.
        kind: 线性 or 保持.
        fixed: the years that fix its path; none when there is no path.
        at_due: the value of the year in which it was due.
        as_of: the year in which it is judged.
    """

    direction: Direction
    kind: str
    fixed: Fixed
    at_due: Decimal | None
    as_of: int


def default_rules(frozen: Frozen) -> JudgingRules | None:
    """Return by which bounds a freeze's targets were judged; None when they were a bureau's own and not frozen."""
    if frozen.judging is not None:
        return frozen.judging
    usual = JudgingRules()
    digest = hashlib.sha256(repr(usual).encode()).hexdigest()[:12]
    return usual if frozen.manifest.rules.get("判断规则", digest) == digest else None


def rejudged(target: MonitoredTarget, by: Judged, rules: JudgingRules) -> Judgement:
    """Return how a target stands by its published figures."""
    span = Span(0, 0)
    asked = Target(
        id=target.id,
        span=span,
        quote="",
        indicator=target.indicator,
        unit=target.unit,
        op=target.op,
        value=target.value,
        value2=target.value2,
        value_span=span,
    )
    source = target.source
    sense = sense_of(asked, by.direction, target.baseline)
    standing = Standing(
        target=asked,
        sense=sense,
        goal=goal_of(asked, sense),
        due=target.year,
        baseline=target.baseline,
        way=Way(by.kind, by.fixed) if by.fixed else None,
        kind=by.kind,
        value=source.value,
        year=source.year,
        as_of=by.as_of,
        is_directed=by.direction is not Direction.NONE,
        at_due=by.at_due,
        partial=(source.why or "只有一部分地区有数") if source.partial else "",
    )
    return judge(standing, rules)


def bends(path: Sequence[PathPoint], kind: str, baseline: Baseline | None) -> Fixed:
    """Return the points that fix a published path: its ends, and where it bends between them (the plan's milestones).

    Path points are rounded to four decimals, so a bend is more than that rounding makes.
    """
    known = [(one.year, one.planned) for one in path if one.planned is not None]
    if not known:
        return ()
    if kind == LEVEL:
        return (known[0], known[-1]) if len(known) > 1 else (known[0],)
    if kind == LINEAR and baseline is not None and known[0][0] == baseline.year:
        known[0] = (baseline.year, baseline.value)
    fixed = [known[0]]
    for at in range(1, len(known) - 1):
        (_, before), (_, value), (_, after) = known[at - 1 : at + 2]
        if abs((value - before) - (after - value)) > 4 * _TIDY:
            fixed.append(known[at])
    return (*fixed, known[-1]) if len(known) > 1 else (known[0],)


def planned(fixed: Fixed, year: int, kind: str) -> Decimal | None:
    """Return the value on a path in a year, with at most four decimals."""
    value = planned_at(fixed, year, level=kind == LEVEL)
    return tidy(value) if value is not None else None
