"""The lights of a ledger as they are given out (亮灯结果): each entry, who bears it, its light, the reason.

Entry: :class:`LightReport`; ``schema/lights-1.schema.json`` is exported from here.
Not here: how lights come about (:mod:`luoshi.progress.lights`), what they mean (:mod:`luoshi.model.lights`).
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from luoshi.model.ledger import State
from luoshi.model.lights import Light
from luoshi.model.plan import Remark

LIGHTS_VERSION = 1
NO_UNIT = "（没有牵头单位）"
"""Who is shown where nobody bears an entry."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LitEntry(_Model):
    """A task or project with its light."""

    id: str
    kind: Literal["任务", "项目"]
    number: str = Field(default="", description="序号")
    title: str
    section: str = ""
    area: str = ""
    units: tuple[str, ...] = Field(default=(), description="牵头单位")
    state: State
    due: date | None = Field(default=None, description="当天管用的时限")
    light: Light
    word: str = Field(description="灯的含义：未到期、正常、有风险、滞后、不亮灯")
    rule: str = Field(default="", description="按哪条规则")
    reason: str
    also: tuple[str, ...] = Field(default=(), description="同时成立的其他理由")
    by_hand: bool = Field(default=False, description="人工定灯")
    months: tuple[Light, ...] = Field(default=(), description="各月末的灯，与 LightReport.months 对应")

    @property
    def bearers(self) -> tuple[str, ...]:
        """Who leads it; one word that says so when nobody does."""
        return self.units or (NO_UNIT,)


class LightReport(_Model):
    """The lights of a ledger on a day."""

    schema_version: int = LIGHTS_VERSION
    ledger: str = Field(description="台账的名称")
    as_of: date = Field(description="哪一天的灯")
    rule_set: str = Field(description="亮灯办法")
    since: date = Field(description="亮灯办法从哪一天起施行")
    basis: str = Field(description="亮灯办法的依据")
    rules: tuple[str, ...] = Field(description="亮灯办法的各条规则")
    months: tuple[date, ...] = Field(default=(), description="逐月的灯是哪几天的")
    entries: tuple[LitEntry, ...]
    findings: tuple[Remark, ...] = ()

    def count(self, light: Light) -> int:
        """Return how many entries have a light."""
        return sum(one.light is light for one in self.entries)

    def by_unit(self) -> tuple[tuple[str, Counter[Light]], ...]:
        """Return how many lights of each colour a leading unit has, the most troubled first.

        What several units lead counts for each.
        """
        units: dict[str, Counter[Light]] = {}
        for one in self.entries:
            for name in one.bearers:
                units.setdefault(name, Counter())[one.light] += 1
        return tuple(
            sorted(units.items(), key=lambda one: (-one[1][Light.RED], -one[1][Light.YELLOW], -one[1].total(), one[0]))
        )
