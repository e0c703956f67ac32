"""Which side of an indicator counts persons (数的是不是人): only those are held against the smallest group.

Entry: :func:`counts_persons`. A definition says in words what it adds up; what it counts is told by the words within
合计(…), behind 取 where cases are told apart, and else by its unit. Sums of money, areas, classes, rooms, schools and
things are no persons; where nothing can be told it is taken for persons: to hold back too much does no harm.
Not here: what follows (:mod:`luoshi.portal.disclosure`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from luoshi.base.unit_scales import scale_between
from luoshi.model.evaluation.freeze import FrozenDefinition

Side = Literal["分子", "分母"]

_CONDITION = re.compile(r"，条件是.*$", re.DOTALL)
_HOW = re.compile(r"按[^（）()]{1,6}口径")
_QUOTED = re.compile(r"[“\"].*?[”\"]")
_ADDED = re.compile(r"合计\((.*)\)", re.DOTALL)
_TAKEN = re.compile(r"取\s*(.*?)(?=\s*(?:当|其余|$))")
_PRODUCT = re.compile(r"[^\d.\s（(+\-]\s*×|×\s*[^\d.\s）)]+[^×]*×")
_THINGS = re.compile(
    r"面积|支出|经费|收入|工资|资金|投资|投入|债务|余额|产值|生产总值|收益|附加|设备值|金额|万元|亿元|公用经费|"
    r"班数|班级数|教室|用房|计算机|图书|册数|床位|车辆|学位|项目数|行数|学校数|园数|所数|校数|达标|带宽|年限"
)
_PERSONS = re.compile(
    r"人数|人口|学生|幼儿|儿童|教师|职工|在校|在园|招生|毕业|新生|寄宿|子女|专任|在编|学历|就业|升学|辍学|转[入出]|死亡"
)
_COUNT_UNITS = ("人", "人次")


def counts_persons(definition: FrozenDefinition, side: Side, figures: Iterable[Decimal]) -> bool:
    """Tell whether a side of an indicator counts persons.

    Args:
        definition: of the indicator.
        side: which side.
        figures: those there are; what is not whole and not told to be persons is none.
    """
    told = _told(definition.numerator if side == "分子" else definition.denominator)
    if told is not None:
        return told
    if side == "分子" and definition.unit not in ("", "%", "‰", "比"):
        return any(scale_between(definition.unit, one) is not None for one in _COUNT_UNITS)
    return all(one == one.to_integral_value() for one in figures)


def _told(words: str) -> bool | None:
    """Return whether words tell of persons; None when they do not say."""
    counted = _CONDITION.sub("", words)
    added = _ADDED.search(counted)
    if added is not None:
        counted = added[1]
        taken = _TAKEN.findall(counted) if "分情况" in counted else []
        counted = " ".join(taken) or counted
        if taken and not re.search(r"[^\d\s.]", counted):
            return False  # one for each that fits: schools, not persons
    counted = _HOW.sub("", _QUOTED.sub("", counted))
    if _PRODUCT.search(counted) or _THINGS.search(counted):
        return False
    return True if _PERSONS.search(counted) else None
