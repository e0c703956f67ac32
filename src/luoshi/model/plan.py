"""The typed plan: what a plan document commits to, item by item, each with its place in the source.

Entry: :class:`Plan`, made by :func:`luoshi.api.compile_plan`. Every item carries ``span`` (characters of
``Document.text``), ``quote`` (those characters, verbatim) and ``at`` (where that is in the original file).
JSON and YAML hold the same keys; ``schema/plan-1.schema.json`` is exported from here and held by a test.

Years are calendar years. Shares are 0-100 with unit ``%``. Values are exact decimals, written as plain numbers.
Not here: how items are found (``luoshi.compiler``), how plans are stored (:mod:`luoshi.workspace`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from luoshi.model.document import Place, Span, Status

SCHEMA_VERSION = 1

Op = Literal["=", ">=", "<=", ">", "<", "~", "between"]
Kind = Literal["约束性", "预期性", "导向性"]
Part = Literal["item", "subtotal", "total"]


def _to_decimal(value: object) -> object:
    return Decimal(repr(value)) if isinstance(value, float) else value


def _to_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    BeforeValidator(_to_decimal),
    PlainSerializer(_to_number, return_type=int | float),
]
"""An exact decimal, written as a plain JSON or YAML number."""


def _in_order(span: Span) -> Span:
    if not 0 <= span.start <= span.end:
        raise ValueError("区间的起点不能小于 0，止点不能小于起点")
    return span


OrderedSpan = Annotated[Span, AfterValidator(_in_order)]
"""A span whose ends stand in order."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(_Model):
    """What every item of a plan has: a number, a place in the source, and what people add."""

    id: str = Field(description="编号：由内容算出，位置变动不改变")
    section: str = Field(default="", description="所在章节，如 五/（二）/3")
    span: OrderedSpan = Field(description="原文位置，字符区间 [起, 止)")
    quote: str = Field(description="原文；任务只取开头一段的前若干字")
    at: Place | None = Field(default=None, description="在原件中的位置：行、段、单元格或页")
    corrected: tuple[str, ...] = Field(default=(), description="人工更正过的键；整项由人加入时为 new")
    note: str = Field(default="", description="人工备注")


class Figure(Item):
    """A figure in the plan with its meaning (数据项).

    ``value`` is in ``unit`` after 万 or 亿 of counts is multiplied out (2.5万个 -> 25000 个); money keeps 万元 and
    亿元,
    table columns keep the unit of their head. ``value2`` is the upper end when ``op`` is ``between``.
    """

    indicator: str = Field(description="指标：读者会用的名称")
    scope: str | None = Field(default=None, description="范围：全市、城区、每个乡镇、某项目")
    unit: str = Field(default="", description="单位")
    op: Op = Field(default="=", description="比较：= >= <= > < ~ between")
    value: Number = Field(description="数值")
    value2: Number | None = Field(default=None, description="上限，仅 between")
    value_text: str = Field(default="", description="原文中的数字写法")
    year: int | None = Field(default=None, description="年份（公历年），原文写明时才有")
    kind: Kind | None = Field(default=None, description="约束性、预期性、导向性")
    part: Part = Field(default="item", description="单项、小计、合计")
    value_span: OrderedSpan = Field(description="数字的原文位置，字符区间 [起, 止)")
    bound_to: str | None = Field(default=None, description="绑定的监测指标，人工指定")

    @model_validator(mode="after")
    def _range_has_two_ends(self) -> Self:
        if (self.op == "between") != (self.value2 is not None):
            raise ValueError("op 为 between 时要有 value2，其他时候不能有")
        if self.value2 is not None and self.value2 < self.value:
            raise ValueError("value2（上限）不能小于 value")
        return self


class Target(Figure):
    """A quantified commitment for the future (目标)."""


class Norm(Figure):
    """A recurring number that must hold (标准要求), e.g. lessons a week, staff ratios, funds per pupil."""


class Observation(Figure):
    """A past or present figure (现状数据)."""


class Project(Item):
    """A named project of construction or development (项目)."""

    name: str = Field(description="项目名称")
    nature: str | None = Field(default=None, description="建设性质：新建、扩建、改扩建、迁建……")
    place: str | None = Field(default=None, description="建设地点")
    owner: str | None = Field(default=None, description="建设主体")
    start: int | None = Field(default=None, description="开工年份")
    end: int | None = Field(default=None, description="竣工年份")
    investment_yi: Number | None = Field(default=None, description="投资，亿元")
    places: int | None = Field(default=None, description="学位或可容纳学生数，个")
    classes: int | None = Field(default=None, description="班级数，个")
    floor_area_m2: Number | None = Field(default=None, description="建筑面积，平方米")
    land_mu: Number | None = Field(default=None, description="用地，亩")
    group: str | None = Field(default=None, description="类别，如 基础教育")
    figures: tuple[str, ...] = Field(default=(), description="属于本项目的数据项编号")


class Task(Item):
    """A leaf item of what is to be done (任务)."""

    title: str = Field(description="任务：短标题或首句，原文")
    units: tuple[str, ...] = Field(default=(), description="责任单位，逐个列出")
    lead: tuple[str, ...] = Field(default=(), description="牵头单位，原文写明时才有")
    support: tuple[str, ...] = Field(default=(), description="配合单位，原文写明时才有")
    deadline: int | None = Field(default=None, description="完成年份（公历年）")
    deadline_text: str = Field(default="", description="时限的原文")
    deliverables: tuple[str, ...] = Field(default=(), description="交付成果，原文")
    figures: tuple[str, ...] = Field(default=(), description="任务中的数据项编号")


class Problem(Item):
    """A shortcoming that the plan states (问题、短板)."""

    text: str = Field(description="问题")
    tasks: tuple[str, ...] = Field(default=(), description="应对的任务编号")


class Unit(_Model):
    """A responsible unit that the plan names (责任单位)."""

    name: str
    tasks: tuple[str, ...] = Field(default=(), description="承担的任务编号")


def units_of(tasks: Iterable[Task]) -> tuple[Unit, ...]:
    """Return the responsible units of ``tasks``, each with its tasks, in the order in which they are first named."""
    units: dict[str, list[str]] = {}
    for task in tasks:
        for name in task.units:
            units.setdefault(name, []).append(task.id)
    return tuple(Unit(name=name, tasks=tuple(ids)) for name, ids in units.items())


class DocumentFacts(_Model):
    """What the document says of itself (文件信息)."""

    title: str | None = None
    doc_no: str | None = Field(default=None, description="文号")
    issuer: str | None = Field(default=None, description="发文机关")
    region: str | None = Field(default=None, description="地区")
    level: str | None = Field(default=None, description="层级：国家、省、市、县")
    kind: str | None = Field(default=None, description="文种：规划、实施方案、工作要点……")
    period: tuple[int, int] | None = Field(default=None, description="规划期，公历年")
    issued: str | None = Field(default=None, description="成文日期 YYYY-MM-DD")
    status: str | None = Field(default=None, description="正式、征求意见稿、草案")
    based_on: tuple[str, ...] = Field(default=(), description="依据与引用的文件")


class Source(_Model):
    """The file the plan was compiled from."""

    name: str
    format: str
    encoding: str = ""
    sha256: str = ""
    characters: int = 0
    status: Status = Status.COMPLETE


class Remark(_Model):
    """A finding as it is stored in a plan; see :class:`luoshi.base.findings.Finding`."""

    code: str
    severity: Literal["error", "warning", "info"]
    message: str
    where: str = ""
    quote: str = ""
    fix: str = ""
    spans: tuple[tuple[int, int], ...] = ()


class Plan(_Model):
    """A compiled plan (规划)."""

    schema_version: int = SCHEMA_VERSION
    previous: str = Field(default="", description="沿用了哪份文件的编号和更正：上一版原文件的名称")
    document: DocumentFacts
    source: Source
    review_off: dict[str, str] = Field(
        default_factory=dict, description="审校时停用的规则（V501）和免报的意见（V101-3f2a9c） -> 理由"
    )
    targets: tuple[Target, ...] = ()
    norms: tuple[Norm, ...] = ()
    observations: tuple[Observation, ...] = ()
    projects: tuple[Project, ...] = ()
    tasks: tuple[Task, ...] = ()
    problems: tuple[Problem, ...] = ()
    units: tuple[Unit, ...] = ()
    findings: tuple[Remark, ...] = ()
    outline: dict[str, str] = Field(default_factory=dict, description="章节 -> 标题：条目所在的各章节")
    compiled: dict[str, str] = Field(
        default_factory=dict, description="编号 -> 编译时的原样，用来认出人工更正；见 luoshi.model.corrections"
    )

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Targets, norms and observations in reading order."""
        return tuple(sorted((*self.targets, *self.norms, *self.observations), key=lambda f: f.value_span))
