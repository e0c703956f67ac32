"""Which figures of one name are held against one another: rates, and counts whose name says what they count.

Entries: :func:`is_named_count`, :func:`is_level`, :func:`first_pairs`. Not here: what makes two of them contradict
one another (:mod:`luoshi.review.consistency.values`, :mod:`luoshi.review.consistency.two_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import combinations

from luoshi.model.plan import Norm, Target
from luoshi.review.measures import Measure

_GENERIC = re.compile(
    r"^(?:新增|增加|总|建筑|用地|投资|概算|资金|改扩建|新建|扩建|改造|培训|补充|招聘|每|年|五年|其中)|学位$|投资$"
)
_LEVEL = re.compile(r"(?:增加|扩大|发展|提高|增|扩)(?:到|至)[^，。；\d]{0,4}$|总[数量]达到?[^，。；\d]{0,4}$")
_PLAIN_NAME = re.compile(
    r"(?:公办|民办|普惠)?(?:学校|幼儿园|园|小学|初中|高中|基地|项目|中心|工作室|专业|教师|学生|学位|班级|社区学校)"
)


def first_pairs(measures: Sequence[Measure]) -> Iterable[tuple[Measure, Measure]]:
    """Return the pairs among the first figures of one name.

    An indicator is named a few times in a text; what is named more often has no values that could be held together.
    """
    return combinations(measures[:8], 2)


def is_named_count(one: Measure) -> bool:
    """Tell whether it is a number whose name is so full that it has but one value a year."""
    return (
        not isinstance(one.figure, Norm)
        and len(one.name) >= 7
        and one.figure.op in ("=", ">=")
        and one.figure.scope is not None
        and not _GENERIC.search(one.name)
        and not (isinstance(one.figure, Target) and _is_in_list(one))
    )


def are_known_facts(told: Sequence[Measure | None]) -> bool:
    """Tell whether V213 or V201 holds these figures against one another."""
    facts = [m for m in told if m is not None and m.is_status and m.figure.year is not None and is_named_count(m)]
    goals = [m for m in told if m is not None and m.is_target and (is_named_count(m) or is_level(m))]
    if facts and len({m.figure.year for m in facts}) > 1:
        return False
    return len(told) in (len(facts), len(goals)) and len({m.key for m in facts or goals}) == 1


def _is_in_list(one: Measure) -> bool:
    """Tell whether other numbers or 其中 stand before it in its clause: the name may be that of another."""
    return re.search(r"其中|\d", re.sub(r"20\d\d", "", one.clause)) is not None


def is_level(one: Measure) -> bool:
    """Tell whether it is what a number of things grows to: 名师工作室增加到150个."""
    return (
        not isinstance(one.figure, Norm)
        and one.figure.op in ("=", ">=")
        and _LEVEL.search(one.clause) is not None
        and not _is_in_list(one)
        and len(one.name) >= 4
        and not _PLAIN_NAME.fullmatch(one.name)
    )
