"""The frozen state of a plan's execution (定稿): of it reports, the public site and the verification package are made.

Entries: :class:`FreezeManifest` (the list with one hash), :class:`Frozen` (all of it, read back).
A freeze is a folder of files that are never edited again; a later correction is a new freeze that names the one it
corrects and lists the differences. Years are calendar years, rates with unit % are 0-100.
Not here: making and reading the folder (``luoshi.workspace.freeze_folder``), publishing (``luoshi.portal``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from luoshi.model.ledger import Ledger
from luoshi.model.light_report import LightReport
from luoshi.model.monitoring import JudgingRules, Monitoring
from luoshi.model.plan import Plan

FREEZE_VERSION = 1

FreezeKind = Literal["年度", "中期", "期末", "专项"]
PlaceKind = Literal["口径", "地区"]

Exact = Annotated[Decimal, PlainSerializer(str, return_type=str)]
"""An exact decimal, written as text so that no reader rounds it."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FrozenFile(_Model):
    """A file of a freeze: its path within the folder and the SHA-256 of its bytes."""

    path: str
    sha256: str
    size: int


class FreezeManifest(_Model):
    """What a freeze holds and of when (定稿清单)."""

    schema_version: int = FREEZE_VERSION
    name: str = Field(description="定稿的名称，如 2024-年度")
    kind: FreezeKind
    year: int = Field(description="看到哪一年为止的数，公历年")
    as_of: date = Field(description="台账和目标在哪一天的状态")
    region: str = Field(description="地区")
    plan: str = Field(description="规划的标题")
    plan_source: str = Field(description="规划原文件的文件名")
    plan_sha256: str = Field(description="规划原文件的 SHA-256")
    area_set: str = Field(description="口径")
    snapshot: str = Field(default="", description="统计数据快照的编号；没有统计数据时为空")
    ledger: str = Field(default="", description="台账的名称；没有台账时为空")
    ledger_origin: Literal["文件", "数据库", ""] = ""
    light_rules: str = Field(default="", description="亮灯办法")
    made_on: date
    made_by: str = Field(default="", description="谁做的定稿")
    corrects: str = Field(default="", description="更正哪一份定稿；不是更正时为空")
    reason: str = Field(default="", description="为什么更正")
    before: str = Field(default="", description="同一规划上一期的定稿，报告与它比较；没有时为空")
    before_digest: str = Field(default="", description="上一期定稿的 SHA-256")
    software: str = Field(description="落实的版本")
    rules: dict[str, str] = Field(default_factory=dict, description="规则 -> 内容的 SHA-256 前 12 位")
    files: tuple[FrozenFile, ...] = ()
    digest: str = Field(default="", description="以上全部内容的 SHA-256")


class FrozenDefinition(_Model):
    """An indicator's definition as it was in force (指标定义)."""

    id: str
    name: str
    unit: str
    times: Exact
    decimals: int
    direction: str
    numerator: str = Field(default="", description="分子怎样统计，一句话")
    denominator: str = Field(default="", description="分母怎样统计；没有分母时为空")
    tables: tuple[str, ...] = Field(default=(), description="数从哪些统计表来")
    scope: str = Field(default="", description="口径说明")
    basis: str = Field(default="", description="依据")
    origin: str = Field(default="内置", description="内置，或本局的规则文件")
    growth_of: str = Field(default="", description="是哪个指标的增长率；不是增长率时为空")
    version: str = Field(description="定义内容的 SHA-256 前 12 位")
    group: str = ""


class FrozenValue(_Model):
    """An indicator's value for the whole or an area in a year (指标值)."""

    indicator: str
    year: int
    place_kind: PlaceKind
    place_code: str
    place: str
    value: Exact | None
    numerator: Exact | None = None
    denominator: Exact | None = None
    rows: int = Field(default=0, description="统计了多少行")
    blanks: int = Field(default=0, description="其中没有填的行")
    note: str = ""
    areas: tuple[str, ...] = Field(default=(), description="合计了哪些地区（代码）；地区自己的值为空")


class FrozenQuantity(_Model):
    """What one unit adds to a side of an indicator (统计量): a school's where there are schools, else an area's."""

    indicator: str
    year: int
    side: Literal["分子", "分母"]
    area: str = Field(description="地区代码")
    owner: str = Field(description="学校或地区的代码")
    name: str
    value: Exact | None


class Completion(_Model):
    """How far an entry of the ledger is, 0-100; None when nobody can say."""

    entry: str
    percent: Exact | None


class Difference(_Model):
    """A figure that a correction changed (更正)."""

    what: str
    was: str
    now: str
    where: str = Field(default="", description="目标、任务或指标值的编号")


@dataclass(frozen=True)
class Frozen:
    """A freeze, read back.

    Attributes:
        areas: code -> name of the counties that make up the whole, in their order.
        completions: how far the ledger's entries are.
        differences: what it changes of the freeze that it corrects.
        judging: by which bounds the targets were judged; None when they were not frozen.
        before: the same plan's freeze of the period before; None when there is none.
    """

    manifest: FreezeManifest
    plan: Plan
    monitoring: Monitoring
    definitions: tuple[FrozenDefinition, ...] = ()
    values: tuple[FrozenValue, ...] = ()
    quantities: tuple[FrozenQuantity, ...] = ()
    areas: Mapping[str, str] = field(default_factory=dict)
    ledger: Ledger | None = None
    lights: LightReport | None = None
    completions: tuple[Completion, ...] = ()
    differences: tuple[Difference, ...] = ()
    judging: JudgingRules | None = None
    before: Frozen | None = None

    @cached_property
    def definition(self) -> Mapping[str, FrozenDefinition]:
        """The definitions by id."""
        return {one.id: one for one in self.definitions}

    @cached_property
    def by_place(self) -> Mapping[tuple[str, int, str], FrozenValue]:
        """(indicator, year, code of the place) -> value."""
        return {(one.indicator, one.year, one.place_code): one for one in self.values}

    @cached_property
    def whole(self) -> str:
        """Code of the place that the plan's whole is; empty when no value is known."""
        named = (one.place_code for one in self.values if one.place == self.manifest.area_set)
        return next(named, "")
