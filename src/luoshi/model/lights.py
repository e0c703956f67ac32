"""Lights and the rules they come from (灯、灯规则): what is looked at, the bounds, the light and why.

Entries: :class:`LightRuleSet`, read by :mod:`luoshi.rules.lights`; :class:`TaskLight`, made by
:mod:`luoshi.progress.lights`. Colours: 蓝 not due yet, 绿 on course, 黄 at risk, 红 behind; 无 where
there is nothing to light.
Not here: the states of a task (:mod:`luoshi.model.ledger`), how targets are judged (:mod:`luoshi.model.monitoring`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

from luoshi.model.indicators import Basis


class Light(StrEnum):
    """A light in the word shown to users; never shown by its colour alone."""

    BLUE = "蓝"
    GREEN = "绿"
    YELLOW = "黄"
    RED = "红"
    NONE = "无"

    @property
    def word(self) -> str:
        """What it means: 未到期, 正常, 有风险, 滞后, 不亮灯."""
        return {"蓝": "未到期", "绿": "正常", "黄": "有风险", "红": "滞后", "无": "不亮灯"}[self.value]

    @property
    def gravity(self) -> int:
        """2 for red, 1 for yellow, 0 for the rest: a later day without progress never lowers it."""
        return {"红": 2, "黄": 1}.get(self.value, 0)


class Measure(StrEnum):
    """What a rule looks at (看什么). Each only grows with time when nothing is done."""

    BEHIND = "behind"
    """Points by which completion lies behind the share of work days gone (落后序时进度), 0-100."""
    LEFT = "left"
    """Work days to the deadline (距时限), counted down: at most so many; 0 on the day, negative behind it."""
    OVERDUE = "overdue"
    """Work days behind the deadline (超过时限): at least so many."""
    UNREPORTED = "unreported"
    """Periods not reported one after another up to now (连续未报期数): at least so many."""
    IDLE = "idle"
    """Months since the start, or since it was signed for, without any completion (未启动月数): at least so many."""
    MILESTONE = "milestone"
    """Work days behind the deadline of the earliest milestone that is open (节点超期): at least so many."""
    TARGET = "target"
    """How the worst linked target stands (挂钩目标): 1 at risk, 2 behind: at least so much."""

    def told(self, bound: int) -> str:
        """Return a bound in words."""
        return {
            "behind": f"落后序时进度超过 {bound} 个百分点",
            "left": f"距时限 {bound} 个工作日以内",
            "overdue": f"超过时限 {bound} 个工作日及以上",
            "unreported": f"连续 {bound} 期及以上没有填报",
            "idle": f"起始后 {bound} 个月及以上没有进展",
            "milestone": f"节点超期 {bound} 个工作日及以上",
            "target": "挂钩的目标滞后" if bound > 1 else "挂钩的目标有风险或滞后",
        }[self.value]


@dataclass(frozen=True, slots=True)
class LightRule:
    """When a light comes on: all bounds together.

    Attributes:
        light: yellow or red.
        bounds: what is looked at -> the bound: at most for ``left``, more than for ``behind``, else at least.
        name: what the rule is called.
    """

    light: Light
    bounds: Mapping[Measure, int]
    name: str

    @property
    def told(self) -> str:
        """The rule in words: 红 落后序时进度超过 30 个百分点."""
        return (
            f"{self.light} {self.name}：{'，并且'.join(measure.told(bound) for measure, bound in self.bounds.items())}"
        )


@dataclass(frozen=True, slots=True)
class LightRuleSet:
    """A manner of lighting (亮灯办法), in force for some time.

    Attributes:
        id, name: of the manner.
        since, until: first and last day on which it is in force; ``until`` None while it lasts.
        rules: in their order; of those that fit the gravest gives the light, of equals the first.
        reporting_days: work days behind the end of a period within which it is still reported in time.
        blue_until: 开始: a task is 蓝 before its first day; 临近: until a rule fits, progress is not judged.
        basis: on what it rests.
        origin: 内置, or the workspace's file.
    """

    id: str
    name: str
    since: date
    until: date | None
    rules: tuple[LightRule, ...]
    reporting_days: int = 5
    blue_until: Literal["开始", "临近"] = "开始"
    basis: Basis = field(default_factory=Basis)
    origin: str = ""


class TaskLight(NamedTuple):
    """The light of one entry on one day.

    Attributes:
        entry: number of the task or project.
        light: its light.
        rule: name of the rule that gave it; empty when none did.
        reason: why, in words.
        also: reasons of the other rules that fit.
        by_hand: set by hand.
    """

    entry: str
    light: Light
    rule: str
    reason: str
    also: tuple[str, ...] = ()
    by_hand: bool = False
