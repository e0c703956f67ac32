"""Values handed in, to hold the text of a plan against (参照值).

Entry: :class:`References`. Not here: the packaged national values (:mod:`luoshi.review.reference`) and where a
bureau's own values come from (its loaded statistics).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """One value that is known from elsewhere.

    Attributes:
        indicator: its name, as plans write it.
        scope: the area it is for: 全国, 全省, 全市…
        year: calendar year.
        value: in ``unit``; a share is 0-100 with unit ``%``.
        unit: as in :class:`luoshi.model.plan.Figure`.
        source: where it is published, with its year.
    """

    indicator: str
    scope: str
    year: int
    value: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class References:
    """The values handed in; those packaged with Luoshi are added by the rule that uses them."""

    values: tuple[ReferenceValue, ...] = ()
