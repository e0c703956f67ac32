"""What may be published, and what was held back (公开).

Entries: :class:`PublicationRules` (what a bureau makes public), :class:`Approval`, :class:`PublicEdition` (made by
``luoshi.portal.publishing`` alone; the public site and the verification package take nothing else).
Not here: how it is decided (``luoshi.portal``), reading the rules (``luoshi.rules.publication``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from luoshi.model.evaluation.freeze import Difference, Frozen

SMALLEST_GROUP = 5
"""Groups of fewer persons are not shown."""


@dataclass(frozen=True, slots=True)
class TilePlace:
    """Where a county's square stands among the others: column and row from 0."""

    name: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class PublicationRules:
    """What a bureau makes public (公开范围).

    Attributes:
        tasks, projects: whether they are public where nothing else is said of one.
        public, private: ids or own numbers of entries for which the opposite holds.
        held_targets: ids of targets that are not published, each with its reason.
        money: whether the money of public projects is public, as sums of each year over its sources.
        smallest: groups of fewer persons are not shown; never below :data:`SMALLEST_GROUP`.
        map_number: 审图号 of a boundary map; without one there are squares instead of a map.
        tiles: where the squares stand; laid out in the order of the areas when empty.
        origin: the file that says so; 内置 when nothing was said.
    """

    tasks: bool = False
    projects: bool = False
    public: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    held_targets: tuple[tuple[str, str], ...] = ()
    money: bool = False
    smallest: int = SMALLEST_GROUP
    map_number: str = ""
    tiles: tuple[TilePlace, ...] = ()
    origin: str = "内置"


class Approval(BaseModel):
    """Who let a freeze be published, when (批准公开)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    freeze: str
    digest: str = Field(description="批准的是哪一份：定稿的 SHA-256")
    by: str = Field(description="批准人；不公开")
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that is not published, and why."""

    kind: Literal["目标", "任务", "项目", "指标值", "统计量"]
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction since the first freeze of the period, for the public."""

    name: str
    on: date
    reason: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class PublicEdition:
    """A freeze with only what may be published.

    Attributes:
        frozen: made anew from the fields that are public; its values hold None with a note where a group is too small.
        approved_on: the day on which it was let be published.
        withheld: what is not in it; for the bureau's own eyes.
        corrections: those up to this freeze, the latest first.
    """

    frozen: Frozen
    rules: PublicationRules
    approved_on: date
    withheld: tuple[Withheld, ...] = ()
    corrections: tuple[Correction, ...] = field(default=())
