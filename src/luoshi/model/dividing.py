"""How somebody wants targets divided (分解的要求): method, path, what is settled, bounds, a table of their own.

Entries: :class:`Wishes`, :class:`CountyRow`, :class:`Method`, :class:`Manner`, :class:`Held`, :func:`is_written_right`.
Not here: what comes of it (:mod:`luoshi.model.decomposition`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

_MOST = Decimal(10) ** 12
_MOST_DECIMALS = 30


def is_written_right(number: Decimal) -> bool:
    """Tell whether a number is one that a person may write: from 0 to 10^12, with thirty decimals at most."""
    if not number.is_finite() or not 0 <= number <= _MOST:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_MOST_DECIMALS


class Method(StrEnum):
    """How what is missing is divided (分解办法)."""

    SAME = "同一数值"
    EFFORT = "同等努力"
    SIZE = "按规模"
    LEAST = "最小总努力"


class Manner(StrEnum):
    """How the way is divided over the years (年度路径)."""

    STRAIGHT = "均匀"
    FRONT = "前快后慢"
    PROJECTS = "按项目完工"
    TYPED = "自定"


class Held(StrEnum):
    """What kept a county from moving as the others do."""

    NONE = "无"
    FIXED = "固定"
    CEILING = "上限"
    CAP = "幅度"
    BASE = "基期"


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A row of a table that a person made (分解用表): what is not known from statistics, or is to stand instead.

    Attributes:
        name: of the county.
        base, ceiling, fixed: in the unit of the target; None where the cell is empty.
        weight: the denominator of a ratio, the size that a count goes by.
        difficulty: how hard one unit is there, 1 as a rule.
        where: sheet and row.
    """

    name: str
    base: Decimal | None = None
    weight: Decimal | None = None
    ceiling: Decimal | None = None
    fixed: Decimal | None = None
    difficulty: Decimal | None = None
    where: str = ""


@dataclass(frozen=True)
class Wishes:
    """How somebody wants targets divided.

    Attributes:
        target: number of the only target; empty for all that are computed for each county.
        method: None for the usual one: 同等努力 for ratios, 按规模 for counts.
        year: year of the baseline; the latest that has figures if None.
        manner, typed: the path; values by year where it is 自定.
        fixed, ceilings: by county, in the unit of the target; a ceiling under the empty name is that of all.
        cap: the most that one county moves, in percentage points or the unit of the target.
        term: first and last year of a term of office.
        rows: a table's.
    """

    target: str = ""
    method: Method | None = None
    year: int | None = None
    manner: Manner = Manner.STRAIGHT
    typed: Mapping[int, Decimal] = field(default_factory=dict)
    fixed: Mapping[str, Decimal] = field(default_factory=dict)
    ceilings: Mapping[str, Decimal] = field(default_factory=dict)
    cap: Decimal | None = None
    term: tuple[int, int] | None = None
    rows: tuple[CountyRow, ...] = ()
