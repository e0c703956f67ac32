"""The plan's targets as they are watched (目标监测): what each is bound to, whence its value, whether it comes.

Entry: :class:`Monitoring`, made by :func:`luoshi.api.monitor_plan`; ``schema/monitoring-1.schema.json`` is exported
from here. Values are in the unit of the target. Years are calendar years.
Not here: how it is worked out (``luoshi.progress``), definitions of indicators (:mod:`luoshi.model.indicators`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from luoshi.model.indicators import UNSURE
from luoshi.model.plan import Number, Op, Remark

MONITORING_VERSION = 1

UNBOUND = "不绑定"
"""What a person writes into ``bound_to`` to say that no indicator measures a target."""


class State(StrEnum):
    """How a target stands (状态), in the words shown to users."""

    BEHIND = "滞后"
    AT_RISK = "有风险"
    NOT_DUE = "未到期"
    ON_COURSE = "正常"
    REACHED = "已达到"
    UNKNOWN = "缺数据"

    @property
    def light(self) -> str:
        """The colour: 红 behind, 黄 at risk, 绿 on course or reached, 蓝 not due yet, 无 without figures."""
        return _LIGHTS[self]


_LIGHTS = {
    State.BEHIND: "红",
    State.AT_RISK: "黄",
    State.UNKNOWN: "无",
    State.ON_COURSE: "绿",
    State.REACHED: "绿",
    State.NOT_DUE: "蓝",
}


class SourceKind(StrEnum):
    """Where the value of a target comes from (来源)."""

    COMPUTED = "计算"
    REPORTED = "填报"
    AWAITED = "待填报"
    UNMEASURABLE = "不可测"


class BindingState(StrEnum):
    """How a target came to its indicator (绑定)."""

    BY_HAND = "人工"
    BY_NAME = "名称"
    ASKED = "待确认"
    REFUSED = "不绑定"
    NONE = "无"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Candidate(_Model):
    """An indicator that may be meant."""

    id: str
    name: str
    likeness: float = Field(description="名称相近程度，0—1")


class Binding(_Model):
    """What a target is bound to."""

    state: BindingState
    indicator: str = Field(default="", description="指标编号；没有绑定时是空的")
    name: str = Field(default="", description="指标名称")
    place: str = Field(default="", description="在哪个范围计算：地区或口径的名称；空的是规划所说的全部地区")
    scale: Number = Field(default=Decimal(1), description="指标值乘以它，换成目标的单位")
    why: str = Field(default="", description="为什么绑定，或为什么没有")
    question: str = Field(default="", description="要人回答的问题；没有时是空的")
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_bound(self) -> bool:
        """Whether an indicator is bound."""
        return self.state in (BindingState.BY_HAND, BindingState.BY_NAME)


class Duty(_Model):
    """Who has to report (填报责任)."""

    unit: str = Field(description="单位")
    role: str = Field(description="为什么是它：任务的责任单位、项目的建设单位、规划的印发机关")
    about: str = Field(default="", description="任务或项目的名称")
    measure: str = Field(description="填报时“指标或目标”一栏写什么")


class Source(_Model):
    """Where a value comes from."""

    kind: SourceKind
    name: str = Field(description="指标名称，填报的单位和人，或要填报的单位")
    value: Number | None = Field(default=None, description="换成目标单位的数；没有时为空")
    year: int | None = Field(default=None, description="哪一年的数")
    period: str = Field(default="", description="填报的期，如 2024Q3")
    evidence: str = Field(default="", description="佐证材料")
    why: str = Field(default="", description="为什么没有数，或数缺什么")
    partial: bool = Field(default=False, description="只有一部分地区报了：显示，不判断")


class Baseline(_Model):
    """Where the path begins (基期)."""

    value: Number
    year: int
    origin: Literal["规划", "计算", "填报", "累计"]
    note: str = ""


class PathPoint(_Model):
    """One year of the path (路径)."""

    year: int
    planned: Number | None = Field(default=None, description="按路径应到的数")
    actual: Number | None = Field(default=None, description="实际的数")


class Judgement(_Model):
    """Whether a target comes (判断)."""

    state: State
    light: str = Field(description="红、黄、绿、蓝、无")
    reason: str
    gap: Number | None = Field(default=None, description="离目标还差多少；已达到时为空")
    needed: Number | None = Field(default=None, description="今后每年要增加（负数是减少）多少")
    rule: str = Field(default="", description="按哪条规则判断的")


class MonitoredTarget(_Model):
    """A target with all that is known of it."""

    id: str
    indicator: str
    scope: str = ""
    unit: str
    op: Op
    value: Number
    value2: Number | None = None
    shown: str = Field(description="目标值的写法，如 ≥ 96%")
    year: int | None = Field(default=None, description="目标年份；原文没有写明时是规划期末")
    kind: str = ""
    at: str = Field(default="", description="在原件中的位置")
    twin_of: str = Field(default="", description="规划里先写的同一项目标的编号；只写一处时是空的")
    binding: Binding
    source: Source
    other: Source | None = Field(default=None, description="另一个来源，如计算之外的填报")
    difference: Number | None = Field(default=None, description="两个来源差多少：计算的减去填报的")
    duty: Duty
    baseline: Baseline | None = None
    path_kind: str = Field(default="", description="线性、保持；没有路径时是空的")
    path: tuple[PathPoint, ...] = ()
    judgement: Judgement
    notes: tuple[str, ...] = ()


class Answer(_Model):
    """What a person says to an alert (答复)."""

    text: str
    by: str = ""
    day: date | None = None


class Alert(_Model):
    """Something that somebody has to look at (预警)."""

    id: str = Field(description="编号：由内容算出，同一件事不改变")
    kind: Literal["阈值", "偏离路径", "数据质量"]
    what: str
    where: str = ""
    severity: Literal["error", "warning", "info"]
    owner: str = Field(default="", description="责任单位")
    assigned: str = Field(default="", description="人指定由哪个单位答复；空的就是 owner")
    plan: str = Field(default="", description="哪份规划的（原文件名）；不关乎规划的是空的")
    table: str = Field(default="", description="数据质量：哪张表；别的是空的")
    period: int | None = Field(default=None, description="数据质量：哪个学年或年份")
    opened: date
    closed: date | None = Field(default=None, description="起因消失的日期；还在时为空")
    answer: Answer | None = None

    @property
    def answerer(self) -> str:
        """The unit that is to answer: the one that a person named, else the owner."""
        return self.assigned or self.owner


class Monitoring(_Model):
    """All targets of a plan, and the alerts that follow."""

    schema_version: int = MONITORING_VERSION
    plan: str = Field(description="规划的标题或文件名")
    source: str = Field(description="规划文件的原文件名")
    year: int = Field(description="看到哪一年为止的数")
    as_of: date = Field(description="在哪一天判断的")
    area_set: str = Field(description="口径")
    snapshot: str = Field(default="", description="统计数据的快照")
    targets: tuple[MonitoredTarget, ...]
    alerts: tuple[Alert, ...] = Field(default=(), description="还在的和已消失的")
    findings: tuple[Remark, ...] = Field(default=(), description="监测中发现的问题")

    @property
    def distinct(self) -> tuple[MonitoredTarget, ...]:
        """The targets, each once: what the plan says twice stands where it says it first."""
        return tuple(one for one in self.targets if not one.twin_of)

    @property
    def own_alerts(self) -> tuple[Alert, ...]:
        """The alerts whose cause is there, of this plan or of none: another plan's are that plan's matter."""
        return tuple(one for one in self.alerts if one.closed is None and one.plan in ("", self.source))

    def count(self, kind: SourceKind) -> int:
        """Return how many distinct targets have their value from such a source."""
        return sum(one.source.kind is kind for one in self.distinct)


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """A row of the table ``reported`` (填报数据).

    Attributes:
        subject: code of the area or unit; ``subject_name`` its name.
        measure: name of an indicator, or number of a target.
        year: calendar year that the period belongs to.
        period: as reported: 2024, 2024Q3, 2024-09.
        status: 填报, 审核 or 采信; only the last counts.
        reporter, reported_on, evidence, note: who, when, by what.
    """

    subject: str
    subject_name: str
    measure: str
    year: int
    period: str
    value: Decimal
    unit: str = ""
    status: str = "采信"
    reporter: str = ""
    reported_on: date | None = None
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class JudgingRules:
    """By what progress is judged (判断规则).

    Attributes:
        near: up to which share of the way a target may lie behind its path and still be on course.
        risk: up to which share it is at risk; beyond, it is behind.
        slack: for targets that are to be kept: which share of the target's value it may lack and only be at risk.
        about: which share of the value 约 (~) leaves free, on either side.
        basis: on what this rests.
    """

    near: Decimal = Decimal("0.05")
    risk: Decimal = Decimal("0.25")
    slack: Decimal = Decimal("0.02")
    about: Decimal = Decimal("0.05")
    basis: str = f"经验值（{UNSURE}）"


@dataclass(frozen=True, slots=True)
class ThresholdRule:
    """A bound whose crossing is told (阈值).

    Attributes:
        indicator: name of the indicator.
        op: the value that is wrong: ``>`` or ``<`` the bound.
        per: for which places: 口径 or 地区.
    """

    indicator: str
    op: Literal[">", "<"]
    bound: Decimal
    severity: Literal["error", "warning", "info"]
    per: Literal["口径", "地区"] = "地区"
    basis: str = UNSURE


@dataclass(frozen=True, slots=True)
class Scopes:
    """What the words for places in a plan stand for (范围).

    Attributes:
        whole: name of the set or area that the plan is for.
        words: words that mean the whole: 全市, 市域, the region's name.
        areas: names of areas and sets that can be computed apart.
        codes: codes of the areas in the whole -> their names.
        own: codes and names under which the whole itself reports.
    """

    whole: str
    words: frozenset[str]
    areas: frozenset[str]
    codes: Mapping[str, str]
    own: frozenset[str]
