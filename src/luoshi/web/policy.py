"""Who may do what (权限表): object × action × role -> how far it reaches.

Entries: :func:`policy`, :func:`reach`, :class:`Role`, :class:`Reach`. Each part keeps its table in ``policy.csv``: a
row is an action on a kind of object, a column a role, a cell 全部 (all), 本单位 (the own unit and those below) or
empty. Not here: which rows that means (:mod:`luoshi.web.scope`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from importlib import resources

from luoshi.model.ledger_words import Actor


class Role(StrEnum):
    """In which part an account acts (角色)."""

    PLANNER = "规划人员"
    REPORTER = "填报人"
    UNIT_HEAD = "单位负责人"
    SUPERVISOR = "督查人员"
    LEADER = "局领导"
    STATISTICIAN = "统计人员"
    SYSTEM_ADMIN = "系统管理员"
    SECURITY_ADMIN = "安全管理员"
    AUDIT_ADMIN = "审计管理员"

    @property
    def actor(self) -> Actor | None:
        """The same part in the rules of the ledger; None for those that play none there."""
        return Actor(self.value) if self.value in {one.value for one in Actor} else None

    @property
    def administers(self) -> bool:
        """Whether it is one of the three administrators (三员)."""
        return self in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class Reach(IntEnum):
    """How far an action reaches (范围); the wider the greater."""

    NONE = 0
    OWN = 1
    ALL = 2


_CELLS = {"": Reach.NONE, "本单位": Reach.OWN, "全部": Reach.ALL}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: an action on a kind of object, and how far each role may do it."""

    kind: str
    action: str
    grants: Mapping[Role, Reach]


def reach(roles: Iterable[Role], kind: str, action: str) -> Reach:
    """Return how far somebody with these roles may do something; nobody may do what is not in the table."""
    rule = policy().get((kind, action))
    return max((rule.grants[role] for role in roles), default=Reach.NONE) if rule is not None else Reach.NONE


@cache
def policy() -> Mapping[tuple[str, str], Rule]:
    """Return the tables of all parts together: object and action -> rule."""
    found: dict[tuple[str, str], Rule] = {}
    for part in sorted(resources.files("luoshi.web").iterdir(), key=lambda one: one.name):
        table = part / "policy.csv"
        if not part.is_dir() or not table.is_file():
            continue
        for rule in read_policy(table.read_text(encoding="utf-8")):
            if (rule.kind, rule.action) in found:
                raise ValueError(f"{part.name}/policy.csv: {rule.kind} {rule.action} stands in two tables")
            found[rule.kind, rule.action] = rule
    return found


def read_policy(text: str) -> list[Rule]:
    """Return the rules of one table (CSV with a head: 对象, 动作, and the roles).

    Raises:
        ValueError: a role or a cell is none; the tables are ours, so this is a bug.
    """
    rows = list(csv.DictReader(text.splitlines()))
    return [Rule(row["对象"], row["动作"], {role: _CELLS[row[role.value] or ""] for role in Role}) for row in rows]
