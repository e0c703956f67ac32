"""The words of the ledger that programs choose among (状态、角色、填报频次); nothing heavy is loaded for them.

Entries: :class:`State`, :class:`Actor`, :class:`Frequency`. Not here: what bears them (:mod:`luoshi.model.ledger`).
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a task, a project or a report stands (状态), in the words shown to users."""

    UNDIVIDED = "待分解"
    UNSIGNED = "待签收"
    UNDER_WAY = "执行中"
    UNDER_REVIEW = "待审核"
    RETURNED = "退回"
    DONE = "已办结"
    ARCHIVED = "已归档"
    ENDED = "终止"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked of it: 已办结, 已归档, 终止."""
        return self in (State.DONE, State.ARCHIVED, State.ENDED)


class Actor(StrEnum):
    """In which part somebody acts (角色)."""

    PLANNER = "规划人员"
    REPORTER = "填报人"
    UNIT_HEAD = "单位负责人"
    SUPERVISOR = "督查人员"
    LEADER = "局领导"


class Frequency(StrEnum):
    """How often a task is reported (填报频次)."""

    MONTH = "月"
    QUARTER = "季"
    HALF_YEAR = "半年"
    YEAR = "年"
    NEVER = "不报"

    @property
    def months(self) -> int:
        """How many months a period has; 0 when nothing is reported."""
        return {"月": 1, "季": 3, "半年": 6, "年": 12, "不报": 0}[self.value]
