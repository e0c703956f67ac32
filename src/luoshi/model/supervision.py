"""Two kinds of supervision (督查督办、教育督导): their procedures as data, cases as chains of steps that only grow.

Entries: :class:`Procedure`, read by :mod:`luoshi.rules.supervision`; :class:`Case` and :class:`CaseBook`, kept in
``*.supervision.json``; :class:`CaseState`, computed from a chain. Task supervision (督查督办) asks a unit for a task of
the ledger; educational supervision (教育督导) inspects governments and schools. A 通报 stays inside, a 公报 is public.
Not here: taking steps and telling what is overdue (:mod:`luoshi.progress.oversight.supervision`), the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from luoshi.model.indicators import Basis

CASES_VERSION = 1
START = "未启动"
"""The stage of a case in which nothing was done yet."""

Need = Literal["理由", "佐证", "文号"]
KINDS = ("督查督办", "教育督导")
UNIT_ROLES = ("填报人", "单位负责人", "被督导单位")
"""Roles of the unit that is supervised: only what they are to do can be its delay."""
LEADERS = ("局领导", "政府领导")
"""Roles that nobody is given by leaving his role out."""
AUTOMATIC = ("事项", "对象", "理由", "佐证", "文号", "日期", "期限", "经办人")
"""Parts of a paper that the case itself fills."""


@dataclass(frozen=True, slots=True)
class StepRule:
    """A step that a procedure knows (一步).

    Attributes:
        name: of the step.
        sources: stages from which it may be taken.
        to: the stage that it leads to.
        who: roles that may take it.
        needs: what it must bring.
        paper: name of its paper; empty when it has none.
        parts: what must stand in the paper.
        audience: 内部 or 公开: whether the paper goes out to the public.
        within: work days within which one of ``awaited`` must follow; None when nothing must.
        awaited: the steps that must follow.
        after: steps that must have been taken before, since the case was last opened.
        other_than: steps that who takes this one cannot have taken himself, since the case was last opened.
        closes: the case is over.
        reopens: an ended case is taken up again.
    """

    name: str
    sources: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    needs: tuple[str, ...] = ()
    paper: str = ""
    parts: tuple[str, ...] = ()
    audience: Literal["内部", "公开"] = "内部"
    within: int | None = None
    awaited: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    closes: bool = False
    reopens: bool = False

    @property
    def is_of_unit(self) -> bool:
        """Whether the supervised unit takes it."""
        return bool(set(self.who) & set(UNIT_ROLES))


@dataclass(frozen=True, slots=True)
class Trigger:
    """Which light proposes which step: ``months`` are those for which it has been so, this one counted."""

    light: str
    step: str
    months: int = 1


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure of supervision (程序).

    Attributes:
        id, name: of it.
        kind: 督查督办 or 教育督导.
        office: whose procedure it is (主办机构).
        subjects: what it is held over: 任务, 县, 学校.
        steps: in their order.
        triggers: lights that propose steps.
        basis: on what it rests.
        origin: 内置, or the workspace's file.
    """

    id: str
    name: str
    kind: str
    office: str
    subjects: tuple[str, ...]
    steps: tuple[StepRule, ...]
    triggers: tuple[Trigger, ...] = ()
    basis: Basis = field(default_factory=Basis)
    origin: str = ""

    def step(self, name: str) -> StepRule | None:
        """Return the step of a name; None when there is none."""
        return next((one for one in self.steps if one.name == name), None)

    def open_to(self, stage: str) -> tuple[StepRule, ...]:
        """Return the steps that may be taken from a stage."""
        return tuple(one for one in self.steps if stage in one.sources)


@dataclass(frozen=True, slots=True)
class ListedInspection:
    """A line of the approved yearly list (年度督导检查清单); ``subject`` empty: all, ``month`` None: not told."""

    year: int
    title: str
    subject: str = ""
    month: int | None = None


@dataclass(frozen=True, slots=True)
class InspectorBounds:
    """How many schools a 责任督学 may have, and how many of them a school must have."""

    most_schools: int
    least_inspectors: int = 1
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True)
class SupervisionRules:
    """All procedures by their names, and the bounds of 责任督学."""

    procedures: Mapping[str, Procedure]
    inspectors: InspectorBounds


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StepTaken(_Model):
    """A step that was taken; never changed afterwards."""

    step: str
    on: date
    by: str = Field(description="经办人或单位")
    role: str = Field(description="以什么角色")
    note: str = Field(default="", description="理由或说明")
    document: str = Field(default="", description="文号")
    evidence: tuple[str, ...] = Field(default=(), description="佐证材料")
    due: date | None = Field(default=None, description="文书里写明的期限；空的按程序的工作日数")
    parts: dict[str, str] = Field(default_factory=dict, description="文书里的各项")


class Case(_Model):
    """A case of supervision (督查件、督导件)."""

    id: str = Field(min_length=1)
    procedure: str = Field(description="程序的名称")
    title: str = Field(min_length=1, description="事项")
    subject: str = Field(min_length=1, description="对象：责任单位、县、学校")
    entry: str = Field(default="", description="台账里的任务或项目的编号；督导件没有")
    steps: tuple[StepTaken, ...] = ()


class CaseBook(_Model):
    """All cases of a file."""

    schema_version: int = CASES_VERSION
    name: str = Field(default="", description="名称")
    cases: tuple[Case, ...] = ()

    @model_validator(mode="after")
    def _numbers_are_unique(self) -> Self:
        numbers = [one.id for one in self.cases]
        twice = sorted({one for one in numbers if numbers.count(one) > 1})
        if twice:
            raise ValueError(f"编号 {'、'.join(twice)} 用了两次")
        return self


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands on its chain.

    Attributes:
        stage: the stage it is in.
        since: the day on which it came there; None when nothing was done yet.
        is_closed: whether it is over.
        reopened: how often it was taken up again.
        due: last day on which one of ``awaited`` is in time; None when nothing must follow.
        awaited: the steps that must follow.
    """

    stage: str
    since: date | None = None
    is_closed: bool = False
    reopened: int = 0
    due: date | None = None
    awaited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case from which something is awaited.

    Attributes:
        days: work days left up to and with the due day; negative when it is overdue.
        reason: in words.
    """

    case: str
    title: str
    subject: str
    stage: str
    due: date
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Delay:
    """A deadline that was not kept (超期).

    Attributes:
        awaited: the steps of which one was to follow.
        due: last day that was in time.
        done: day of the step that followed; None when nothing did.
        days: work days behind ``due``.
    """

    awaited: tuple[str, ...]
    due: date
    done: date | None
    days: int


@dataclass(frozen=True, slots=True)
class ProposedStep:
    """A step that a light proposes; a person takes it, or does not.

    Attributes:
        entry, title: number and name of the task or project.
        case: number of the case that goes on; empty when a new one is meant.
        why: the light and its reason.
    """

    entry: str
    title: str
    case: str
    procedure: str
    step: str
    why: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper of a step: its parts as far as they are known, and what is missing."""

    name: str
    audience: str
    parts: Mapping[str, str]
    missing: tuple[str, ...]
