"""Kinds that exclude one another and together make the whole (互斥的类别): 公办 and 民办, 一期 and 二期.

Entry: :func:`kinds_of`, which says whether the names of parts are such kinds; :func:`names_all_schools`.
Not here: the rules that add parts up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Split(StrEnum):
    """How the parts of a whole stand to one another."""

    WHOLE = "whole"  # they exclude one another and leave nothing out: their sum is the whole
    APART = "apart"  # they exclude one another: their sum is no more than the whole
    OPEN = "open"  # not known


@dataclass(frozen=True, slots=True)
class _Axis:
    """Words of one axis, each pattern one kind; ``closed`` sets of them leave nothing out."""

    kinds: tuple[re.Pattern[str], ...]
    closed: tuple[frozenset[int], ...] = ()


def _axis(*kinds: str, closed: Sequence[Sequence[int]] = ()) -> _Axis:
    return _Axis(tuple(re.compile(kind) for kind in kinds), tuple(frozenset(c) for c in closed))


_AXES = (
    _axis("公办", "民办", closed=[(0, 1)]),
    _axis("男", "女", closed=[(0, 1)]),
    _axis("一期|首期|第一期", "二期|第二期", "三期|第三期", "四期", closed=[(0, 1), (0, 1, 2), (0, 1, 2, 3)]),
    _axis(
        "(?<!改扩)(?<!改)新建",
        "改扩建|改建扩建|扩建|改建|提质改造",
        "迁建|搬迁",
        "续建",
        closed=[(0, 1), (0, 1, 2), (0, 1, 3)],
    ),
    _axis("城区|城市|城镇|县城", "乡村|农村|乡镇", closed=[(0, 1)]),
    _axis("普惠性?民办|民办普惠", "公办", "非普惠|营利性"),
    _axis(
        "小学(?!和|、)",
        "初中(?!和|、)",
        "(?:普通)?高中(?!阶段)",
        "中职|中等职业|职业高中|职高",
        "幼儿园|学前",
        "特殊教育|特教",
    ),
    _axis("完全小学|完小", "教学点"),
    _axis("九年一贯制|一贯制", "完全中学|完中", "独立初中|单设初中|初级中学"),
    _axis("专任教师", "教辅|工勤|行政"),
    _axis("研究生", "本科", "专科|大专"),
    _axis("本科院校", "高职|专科", "成人"),
    _axis("国家级", "省级", "市级", "县级|区级", "校级"),
    _axis("上学期|春季", "下学期|秋季", closed=[(0, 1)]),
    _axis("中央", "省(?:级)?财政|省级", "市(?:级)?财政|市级|市本级", "县(?:级)?财政|县级", "自筹|社会"),
    _axis("硕士", "博士", "学士"),
    _axis("一等奖", "二等奖", "三等奖", "特等奖", closed=[(0, 1, 2), (0, 1, 2, 3)]),
)
_PICKED = re.compile(r"普惠|示范|优质|达标|寄宿|骨干|国家级|省级|市级|特色|规模|标准")
"""Words that pick some out of a kind: 公办 and 普惠性民办 leave the other 民办 out."""

_TO_THE_LAST = (re.compile("小学"), re.compile("初中|初级中学|中学"), re.compile("特殊教育|特教|专门学校"))
_FEWEST_SCHOOLS = 5


def kinds_of(names: Sequence[str]) -> Split:
    """Return how the parts called ``names`` stand to one another."""
    if len(names) == 2 and _are_opposite(*names):
        return Split.WHOLE
    for axis in _AXES:
        found = [[n for n, kind in enumerate(axis.kinds) if kind.search(name)] for name in names]
        if all(len(kinds) == 1 for kinds in found):
            one_each = [kinds[0] for kinds in found]
            if len(set(one_each)) == len(one_each):
                whole = frozenset(one_each) in axis.closed and not any(_PICKED.search(name) for name in names)
                return Split.WHOLE if whole else Split.APART
    return Split.OPEN


def names_all_schools(names: Sequence[str]) -> bool:
    """Tell whether names of schools go down to the special ones, so that a list of them hardly leaves any out."""
    return len(names) >= _FEWEST_SCHOOLS and all(any(kind.search(name) for name in names) for kind in _TO_THE_LAST)


def _are_opposite(one: str, other: str) -> bool:
    """Tell whether two names say X and 非X: they differ by a word of negation alone."""
    for first, second in ((one, other), (other, one)):
        for word in ("非", "未", "不"):
            if word in first and word not in second and first.replace(word, "", 1)[-6:] == second[-6:]:
                return len(second) >= 2
    return False
