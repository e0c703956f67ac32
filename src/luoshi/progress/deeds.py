"""What somebody wants to do to an entry of the ledger (办理的事).

Entry: :class:`Deed`. Not here: doing it (:mod:`luoshi.progress.acting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from luoshi.model.ledger import Actor, State

STEPS = ("完成节点", "完成阶段")
MENDING = ("更正节点", "更正阶段")
RUNNING = (State.UNDER_WAY, State.RETURNED)
"""States in which an entry is worked on."""
BEARING = (Actor.REPORTER, Actor.UNIT_HEAD)
"""Those who bear an entry."""
DECIDERS = (Actor.SUPERVISOR, Actor.LEADER)
"""Those who decide on requests, lights by hand and corrections."""


@dataclass(frozen=True)
class Deed:
    """What somebody wants to do.

    Attributes:
        action: one of ``luoshi.progress.acting.DEEDS``.
        by, role, on: who, in which part, on which day.
        note: reason, opinion, or what was done in the period.
        evidence: names of papers.
        period, percent, problem, next_step: of a report.
        due: the day asked for when putting off, or the last day of a light by hand.
        changes: what is to be changed -> into what.
        request: number of the request that is decided.
        name: of the milestone, of the stage (with ``document``), or the colour of a light by hand.
        approved_by: who approved a light by hand.
    """

    action: str
    by: str
    role: Actor
    on: date
    note: str = ""
    evidence: tuple[str, ...] = ()
    period: str = ""
    percent: Decimal | None = None
    problem: str = ""
    next_step: str = ""
    due: date | None = None
    changes: Mapping[str, str] = field(default_factory=dict)
    request: str = ""
    name: str = ""
    document: str = ""
    approved_by: str = ""
