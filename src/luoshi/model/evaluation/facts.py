"""Computed numbers with their names (事实): every number of a report or page is written through one of them.

Entries: :class:`Fact`, :class:`FactBook`. Not here: sentences (:mod:`luoshi.model.evaluation.prose`), where facts come
from (``luoshi.report.composing``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from luoshi.model.wording import number_text

NO_VALUE = "—"
"""What is shown where there is no number; never a zero."""
RATIO = "比"
"""The unit of ratios: 16.5 is 16.5:1, and nobody writes 16.5比."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A computed number.

    Attributes:
        id: stable; the parts of what it is of, divided by slashes: ``t-51db27b3/value``, ``ledger/tasks/红``.
        value: as published, rounded already; None when there is none.
        unit: as in 94.2% or 1260个; empty for a bare number.
        what: what it is, in Chinese: 全市2024年学前三年毛入园率.
        source: where it comes from, in Chinese: 统计数据快照、单位填报、台账、由 … 相减.
        of: ids of the facts that it was worked out from.
    """

    id: str
    value: Decimal | None
    unit: str = ""
    what: str = ""
    source: str = ""
    of: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The number alone as people write it: 12,000 or 94.2."""
        return NO_VALUE if self.value is None else number_text(self.value)

    @property
    def text(self) -> str:
        """The number with its unit, without a space, as official papers write it; a ratio (比) has none."""
        unit = "" if self.unit == RATIO else self.unit
        return NO_VALUE if self.value is None else f"{number_text(self.value)}{unit}"


@dataclass(frozen=True)
class FactBook:
    """Facts by id."""

    facts: Mapping[str, Fact]

    def __getitem__(self, id_: str) -> Fact:
        return self.facts[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self.facts

    def roots(self, id_: str) -> frozenset[str]:
        """Return the ids of the facts that a fact was worked out from in the end; its own where there are none."""
        of = self.facts[id_].of
        return frozenset().union(*(self.roots(one) for one in of)) if of else frozenset((id_,))
