"""What differs between two plans, item by item (比较结果), as handed from the comparison to its outputs.

Entries: :class:`Comparison` (two drafts, or two plans) and :class:`Fit` (a plan against the one above it), made by
``luoshi.compare``. Every sentence is ready to be shown; outputs only lay it out.
Not here: how items are matched and judged (``luoshi.compare``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ItemKind = Literal["目标", "标准要求", "现状数据", "项目", "任务", "问题", "责任单位"]


class Verdict(StrEnum):
    """What became of an item, in the words shown to users; the gravest of its changes."""

    NEW = "新增"
    GONE = "删去"
    RAISED = "提高"  # a target asks for more: a higher floor, a lower ceiling
    LOWERED = "降低"
    EARLIER = "提前"
    LATER = "推后"
    CHANGED = "调整"  # another change of content
    REWORDED = "改写"  # only words differ
    MOVED = "移动"  # only its place differs


class FitVerdict(StrEnum):
    """How a plan stands to a target of the plan above it."""

    MISSING = "缺少"
    BELOW = "低于"
    LATER = "晚于"
    UNLIKE = "口径不同"  # same name, but unit or scope cannot be compared


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Side(_Model):
    """An item as it stands in one of the two plans."""

    id: str = Field(description="编号；责任单位没有编号，是空的")
    text: str = Field(description="一行说清这一项，如 “2025年 学前三年毛入园率 ≥ 96%”")
    section: str = ""
    at: str = Field(default="", description="在原件中的位置，如 第36段")
    quote: str = ""


class Change(_Model):
    """One key that differs; values as shown, empty when there is none."""

    key: str
    label: str = Field(description="键的中文名，如 数值")
    old: str = ""
    new: str = ""


class Difference(_Model):
    """One item that differs. ``old`` is None for a new item, ``new`` for one that is gone."""

    kind: ItemKind
    verdict: Verdict
    name: str
    sentence: str = Field(description="一句话说明，如 “目标值由 95% 提高到 96%”")
    old: Side | None = None
    new: Side | None = None
    changes: tuple[Change, ...] = ()


class Party(_Model):
    """One of the plans compared."""

    title: str
    source: str = Field(description="文件名")
    region: str = ""
    level: str = ""
    period: tuple[int, int] | None = None


class Comparison(_Model):
    """Two drafts or two plans, item by item (比较), in the order of the plan's parts and of the newer text."""

    old: Party
    new: Party
    differences: tuple[Difference, ...] = ()
    same: int = Field(default=0, description="没有变化的项数，不含责任单位")


class Misfit(_Model):
    """A target of the plan above that the plan below does not meet."""

    verdict: FitVerdict
    name: str
    sentence: str
    upper: Side
    lower: Side | None = None


class Met(_Model):
    """A target or norm of the plan above that the plan below meets or exceeds."""

    name: str
    upper: Side
    lower: Side


class LeftOut(_Model):
    """A target or norm of the plan above that was not compared, and why."""

    name: str
    reason: str
    upper: Side


class Fit(_Model):
    """A plan against the one above it (与上级规划衔接); every target and norm of the upper plan is in one of the lists.

    A target has several misfits only when it is asked for in several years.
    """

    upper: Party
    lower: Party
    misfits: tuple[Misfit, ...] = ()
    met: tuple[Met, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
