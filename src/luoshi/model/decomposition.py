"""Targets divided among counties and years (目标分解): what each has to come to, why, and what is due each year.

Entry: :class:`Decompositions`, made by :func:`luoshi.api.decompose_targets`;
``schema/decomposition-1.schema.json`` is exported from here. Values are in the unit of the target; ``amount`` is what
is divided: the numerator of a ratio, the count itself. Years are calendar years.
Not here: what somebody asks (:mod:`luoshi.model.dividing`), how it is divided (:mod:`luoshi.progress.division.shares`).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from luoshi.model.dividing import Held, Manner, Method
from luoshi.model.plan import Number, Op, Remark

DECOMPOSITION_VERSION = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class YearPoint(_Model):
    """What is due at the end of a year."""

    year: int
    amount: Number = Field(description="分子（数目的就是数目本身）")
    value: Number = Field(description="数值，目标的单位")
    added: Number = Field(description="比上一年增加（负数是减少）的分子或数目")


class CountyShare(_Model):
    """What one county has to come to (一个县的分解数)."""

    name: str
    base_amount: Number = Field(description="基期的分子或数目")
    weight: Number = Field(description="分母；数目的是规模（权数）")
    base: Number = Field(description="基期的数值")
    ceiling: Number | None = Field(default=None, description="上限（要降低的是下限）；没有时为空")
    amount: Number = Field(description="要达到的分子或数目：各县相加正好是全市的")
    value: Number = Field(description="要达到的数值：各县都达到它，全市就达到目标")
    added: Number = Field(description="比基期增加（负数是减少）的分子或数目")
    change: Number = Field(description="比基期变动的数值：百分点，或目标的单位")
    held: Held = Field(description="为什么没有和别的县一样变动：固定、上限、幅度、基期；无是一样变动")
    sentence: str = Field(description="说明，可以直接写进公文")
    years: tuple[YearPoint, ...] = ()


class TermYear(_Model):
    """What one year of a term adds."""

    year: int
    added: Number = Field(description="这一年增加的分子或数目")
    change: Number = Field(description="这一年变动的数值")


class TermShare(_Model):
    """What is due in a term of office (任期目标), of the whole or of a county."""

    name: str
    start: Number = Field(description="任期开始时的数值")
    value: Number = Field(description="任期届满时应到的数值")
    added: Number = Field(description="任期内增加的分子或数目")
    change: Number = Field(description="任期内变动的数值")
    years: tuple[TermYear, ...]
    sentence: str


class Term(_Model):
    """A term of office: its first and last year, what is due in it."""

    first: int
    last: int
    note: str = Field(default="", description="任期和路径不重合的年份怎样算")
    shares: tuple[TermShare, ...] = Field(description="第一个是全市，后面是各县")


class Decomposition(_Model):
    """One target, divided."""

    id: str
    indicator: str
    scope: str = ""
    unit: str
    op: Op
    shown: str = Field(description="目标值的写法，如 ≥ 96%")
    goal: Number = Field(description="目标值")
    year: int = Field(description="目标年份")
    base_year: int
    rising: bool = Field(description="要提高；false 是要降低")
    is_ratio: bool = Field(description="按分子分母分解；false 是数目")
    method: Method
    method_note: str = Field(description="这个办法在这里是什么意思，水平是多少")
    whole: CountyShare = Field(description="全市：基期、应达到的数，和各县的和")
    parts: tuple[CountyShare, ...]
    manner: Manner
    manner_note: str
    term: Term | None = None
    notes: tuple[str, ...] = ()


class Undivided(_Model):
    """A target that was not divided, and why."""

    id: str
    indicator: str
    scope: str = ""
    shown: str
    year: int | None = None
    code: str = Field(default="", description="问题代码；不是问题的是空的")
    reason: str
    fix: str = ""


class Decompositions(_Model):
    """The targets of a plan, divided or not."""

    schema_version: int = DECOMPOSITION_VERSION
    plan: str = Field(description="规划的标题或文件名")
    source: str = Field(description="规划文件的原文件名")
    area_set: str = Field(description="口径")
    snapshot: str = Field(default="", description="统计数据的快照")
    items: tuple[Decomposition, ...] = ()
    undivided: tuple[Undivided, ...] = ()
    findings: tuple[Remark, ...] = ()
