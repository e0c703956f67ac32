"""Where the sentences of a text say a number (文中所写的数): :class:`SaidNumbers`, by its value and unit.

A sum that does not hold is surely wrong where the text itself has the right one; where the text repeats the wrong one,
that place has to be put right with it. Money is compared in 万元, people in 人, whatever their scale as written.
Not here: what the numbers mean (:mod:`luoshi.review.measures`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from luoshi.model.document import Span

if TYPE_CHECKING:
    from luoshi.review.material import Sentence

_ONE = {"名": "人", "位": "人", "家": "所", "校": "所", "园": "所"}
_SCALES = {"亿元": ("万元", Decimal(10_000)), "元": ("万元", Decimal("0.0001")), "万人": ("人", Decimal(10_000))}
_FEWEST_DIGITS = 4
"""So many digits are not said of two things by chance."""


class SaidNumbers:
    """The exact numbers of the prose that have digits enough to be known again."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        self._places: dict[tuple[str, Decimal], list[Span]] = {}
        for sentence in sentences:
            if not sentence.piece.is_prose:
                continue
            for quantity in sentence.quantities():
                if quantity.value2 is None and quantity.op == "=":
                    unit, value = _plainly(quantity.unit, quantity.value)
                    span = sentence.span(quantity.start, max(quantity.end, quantity.tail))
                    self._places.setdefault((unit, value), []).append(span)

    def places(self, value: Decimal, unit: str) -> list[Span]:
        """Return where the prose says ``value``, of any unit if ``unit`` is empty; a number of four digits at least."""
        unit, value = _plainly(unit, value)
        if len(f"{value:f}".replace(".", "").lstrip("0")) < _FEWEST_DIGITS:
            return []
        if unit:
            return self._places.get((unit, value), [])
        return [span for (_, said), spans in self._places.items() if said == value for span in spans]


def _plainly(unit: str, value: Decimal) -> tuple[str, Decimal]:
    unit = _ONE.get(unit, unit)
    scaled, factor = _SCALES.get(unit, (unit, Decimal(1)))
    return scaled, (value * factor).normalize()
