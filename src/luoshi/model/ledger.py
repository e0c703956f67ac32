"""The ledger of execution (台账): tasks and projects with who does what by when, how far they are, what was decided.

Entry: :class:`Ledger`; ``schema/ledger-1.schema.json`` is exported from here. One word for each state, shared by tasks,
projects and reports. Days are calendar days, completion (完成比例) is 0-100, money is in 万元.
Not here: who may change a state and what must be there (:mod:`luoshi.progress.states`), lights
(:mod:`luoshi.progress.lights`), cases of supervision (:mod:`luoshi.model.supervision`), files
(``luoshi.workspace``).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from luoshi.model.ledger_words import Actor, Frequency, State
from luoshi.model.plan import Number

LEDGER_VERSION = 1


__all__ = [
    "Actor",
    "Assignment",
    "ChangeRequest",
    "Entry",
    "Frequency",
    "Ledger",
    "LedgerProject",
    "LedgerTask",
    "LightOverride",
    "Milestone",
    "MoneyYear",
    "Proposal",
    "Report",
    "StageRecord",
    "State",
    "TraceEntry",
]

Origin = Literal["规划", "人工", "采纳建议", "导入"]
"""Whence a unit or a deadline: the plan's own word, a person's, a proposal that a person took up, an imported sheet."""

Percent = Annotated[Number, Field(ge=0, le=100)]
"""A share of 0-100."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Assignment(_Model):
    """Who bears a task (分工): each role apart."""

    lead: tuple[str, ...] = Field(default=(), description="牵头单位")
    support: tuple[str, ...] = Field(default=(), description="配合单位")
    leader: str = Field(default="", description="责任领导")
    section: str = Field(default="", description="责任科室")
    person: str = Field(default="", description="责任人")
    contact: str = Field(default="", description="联络员")
    origin: Origin | None = Field(default=None, description="牵头、配合单位从哪里来；没有单位时为空")

    @property
    def units(self) -> tuple[str, ...]:
        """All units, those that lead first."""
        return tuple(dict.fromkeys((*self.lead, *self.support)))


class Proposal(_Model):
    """What is proposed where the plan says nothing (建议): never the plan's word until a person takes it up."""

    key: Literal["lead", "support", "section", "due"]
    value: str = Field(description="单位、科室，或日期 YYYY-MM-DD")
    why: str = Field(description="根据：相似的任务、单位的职能、规划期末……")
    strength: float = Field(default=0.0, ge=0, le=1, description="把握，0—1")


class Milestone(_Model):
    """A step that can be seen (节点)."""

    name: str
    due: date
    done: date | None = Field(default=None, description="哪一天完成；没有完成时为空")
    evidence: tuple[str, ...] = Field(default=(), description="佐证材料")


class Report(_Model):
    """What was reported for a period (填报)."""

    period: str = Field(description="填报的期：2024-03、2024Q1、2024H1、2024")
    on: date = Field(description="哪一天报的")
    percent: Percent | None = Field(default=None, description="累计完成比例，0—100；没有量化时为空")
    text: str = Field(default="", description="完成情况")
    problem: str = Field(default="", description="存在的问题")
    next_step: str = Field(default="", description="下一步打算")
    reporter: str = Field(default="", description="填报人")
    evidence: tuple[str, ...] = Field(default=(), description="佐证材料")
    state: State = State.UNDER_REVIEW
    reviewer: str = Field(default="", description="审核人")
    reviewed_on: date | None = None
    opinion: str = Field(default="", description="审核意见")

    @property
    def counts(self) -> bool:
        """Whether it was accepted: only then does it say how far a task is."""
        return self.state in (State.DONE, State.ARCHIVED)


class ChangeRequest(_Model):
    """A request to put off, to change or to end something (延期、调整、终止): nothing changes before approval."""

    id: str
    kind: Literal["延期", "调整", "终止"]
    asked_on: date
    by: str = Field(description="申请单位或人")
    reason: str = Field(min_length=1, description="理由")
    due: date | None = Field(default=None, description="延到哪一天")
    changes: dict[str, str] = Field(default_factory=dict, description="要改的项 -> 改成什么")
    state: Literal["待审批", "同意", "不同意"] = "待审批"
    decided_on: date | None = None
    decided_by: str = Field(default="", description="审批人")
    opinion: str = Field(default="", description="审批意见")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.kind == "延期" and self.due is None:
            raise ValueError("延期申请要写延到哪一天（due）")
        if (self.state == "待审批") != (self.decided_on is None):
            raise ValueError("审批过的申请要有审批日期（decided_on），没有审批的不能有")
        return self


class LightOverride(_Model):
    """A light set by hand (人工定灯): with a reason, an approval and an end only."""

    light: Literal["红", "黄", "绿", "蓝"]
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1, description="提出人")
    approved_by: str = Field(min_length=1, description="批准人")
    since: date
    until: date = Field(description="最后一天；过后按规则定灯")

    @model_validator(mode="after")
    def _ends(self) -> Self:
        if self.until < self.since:
            raise ValueError("人工定灯的截止日期（until）不能早于开始日期（since）")
        if self.by == self.approved_by:
            raise ValueError("人工定灯要由别人批准：提出人和批准人不能是同一个人")
        return self


class TraceEntry(_Model):
    """What was done to an entry (留痕)."""

    on: date
    by: str = Field(description="谁")
    role: Actor | None = None
    action: str = Field(description="做了什么：分解、签收、提交……")
    was: str = Field(default="", description="原来的状态或值")
    now: str = Field(default="", description="现在的状态或值")
    note: str = ""

    @property
    def is_of_report(self) -> bool:
        """Whether a report was handed in or reviewed: its states are those of the report, not of the entry."""
        return "填报" in self.action


class Entry(_Model):
    """What a task and a project of the ledger have in common."""

    id: str = Field(description="编号：不改变")
    number: str = Field(default="", description="序号：本局自己的编号，原样保留")
    plan_item: str = Field(default="", description="规划里的条目编号；不来自规划的是空的")
    section: str = Field(default="", description="规划里的章节")
    area: str = Field(default="", description="县市区；全市的是空的")
    assignment: Assignment = Assignment()
    start: date | None = Field(default=None, description="起始日期")
    due: date | None = Field(default=None, description="完成时限：最初定的；批准的延期见 requests")
    due_origin: Origin | None = Field(default=None, description="时限从哪里来；没有时限时为空")
    state: State = State.UNDIVIDED
    milestones: tuple[Milestone, ...] = ()
    reports: tuple[Report, ...] = ()
    requests: tuple[ChangeRequest, ...] = ()
    overrides: tuple[LightOverride, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    trace: tuple[TraceEntry, ...] = ()
    note: str = ""

    @property
    def bearers(self) -> tuple[str, ...]:
        """The units that answer for it: those that lead; of a project that nobody leads its owner (建设主体)."""
        return self.assignment.lead

    def due_on(self, day: date) -> date | None:
        """Return the deadline in force on a day: ``due`` as it was first set, or as put off by what was approved."""
        due = self.due
        for request in self.put_off:
            if request.decided_on is not None and request.decided_on <= day:
                due = request.due
        return due

    @property
    def put_off(self) -> tuple[ChangeRequest, ...]:
        """The requests that put the deadline off, in the order of their approval."""
        found = (one for one in self.requests if one.kind == "延期" and one.state == "同意")
        return tuple(sorted(found, key=lambda one: (one.decided_on or date.max, one.id)))

    @property
    def ended_on(self) -> date | None:
        """The day on which ending it was approved; None when it was not."""
        days = [one.decided_on for one in self.requests if one.kind == "终止" and one.state == "同意"]
        return max((day for day in days if day is not None), default=None)


class LedgerTask(Entry):
    """A task being carried out (任务)."""

    title: str = Field(description="任务")
    content: str = Field(default="", description="内容和要求")
    parent: str = Field(default="", description="上级任务的编号；子任务才有")
    deliverables: tuple[str, ...] = Field(default=(), description="交付成果")
    targets: tuple[str, ...] = Field(default=(), description="挂钩的规划目标编号")
    frequency: Frequency | None = Field(default=None, description="填报频次；空的用台账的")
    finished: date | None = Field(default=None, description="哪一天办结")
    fields: dict[str, str] = Field(default_factory=dict, description="导入的表里别的列，原样保留")


class MoneyYear(_Model):
    """Money of a project in one year from one source (资金), in 万元."""

    year: int
    source: str = Field(description="资金来源：中央、省级、市级、县级、专项债券、社会投入……")
    arranged: Number = Field(default=Decimal(0), ge=0, description="安排，万元")
    received: Number = Field(default=Decimal(0), ge=0, description="到位，万元")
    paid: Number = Field(default=Decimal(0), ge=0, description="支付，万元")


class StageRecord(_Model):
    """A stage of a project (阶段)."""

    stage: str = Field(description="立项、用地、规划、施工许可、开工、形象进度、竣工、交付、学位启用")
    due: date | None = Field(default=None, description="计划日期")
    done: date | None = Field(default=None, description="完成日期")
    document: str = Field(default="", description="批复、许可证、验收文件的文号")
    percent: Percent | None = Field(default=None, description="形象进度，0—100")


class LedgerProject(Entry):
    """A project being carried out (项目)."""

    name: str = Field(description="项目名称")
    nature: str = Field(default="", description="建设性质")
    owner: str = Field(default="", description="建设主体")
    places: int | None = Field(default=None, ge=0, description="新增学位，个")
    investment: Number | None = Field(default=None, ge=0, description="总投资，万元")
    first_year: int | None = Field(default=None, description="开工年份")
    last_year: int | None = Field(default=None, description="竣工年份")
    stages: tuple[StageRecord, ...] = ()
    money: tuple[MoneyYear, ...] = ()
    finished: date | None = None

    @property
    def bearers(self) -> tuple[str, ...]:
        """See :attr:`Entry.bearers`."""
        return self.assignment.lead or ((self.owner,) if self.owner else ())


class Ledger(_Model):
    """All tasks and projects of a plan, or of an office (台账)."""

    schema_version: int = LEDGER_VERSION
    name: str = Field(description="台账的名称")
    plan: str = Field(default="", description="由哪份规划做成：原文件名；不由规划做成的是空的")
    period: tuple[int, int] | None = Field(default=None, description="规划期，公历年")
    frequency: Frequency = Field(default=Frequency.MONTH, description="填报频次：没有另写的任务")
    tasks: tuple[LedgerTask, ...] = ()
    projects: tuple[LedgerProject, ...] = ()

    @model_validator(mode="after")
    def _period_is_one(self) -> Self:
        if self.period is not None and not 1900 < self.period[0] <= self.period[1] < 2200:
            raise ValueError("规划期（period）应是先后两个年份")
        return self

    @model_validator(mode="after")
    def _numbers_are_unique(self) -> Self:
        seen: set[str] = set()
        for entry in (*self.tasks, *self.projects):
            if entry.id in seen:
                raise ValueError(f"编号 {entry.id} 用了两次")
            seen.add(entry.id)
        return self
