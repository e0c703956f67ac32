"""What a run of the checks is asked and what it answers: :class:`CheckScope`, :class:`CheckReport`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from luoshi.model.statistics import DataFinding, Movement


@dataclass(frozen=True, slots=True)
class CheckScope:
    """What is checked (核对范围).

    Attributes:
        periods: (table, school or calendar year) being loaded; None for everything that is there.
        moved_pct: an item that moved by more than so many per cent is a movement.
    """

    periods: frozenset[tuple[str, int]] | None = None
    moved_pct: float = 10

    @property
    def years(self) -> frozenset[int] | None:
        """The years being loaded, of whatever table; None for all."""
        return None if self.periods is None else frozenset(year for _, year in self.periods)


@dataclass(frozen=True)
class CheckReport:
    """What the checks found.

    Attributes:
        findings: by code of the rule, then owner and year.
        movements: by owner, table, year and field.
        area_names: code -> name of the areas that occur.
    """

    findings: tuple[DataFinding, ...] = ()
    movements: tuple[Movement, ...] = ()
    area_names: Mapping[str, str] = field(default_factory=dict)
