"""A passage cut into sentences and clauses, with its quantities and years (句读).

Entry: :class:`Reading`. Punctuation is made uniform one character for one, so every offset counts in the passage.
Not here: what the figures mean.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from luoshi.base.dates import YearMention, find_years
from luoshi.base.numerals import HALF_WIDTH
from luoshi.base.quantities import Quantity, find_in_half_width

_COMMA = re.compile(r"(?<!\d),|,(?!\d{3})")
_SENTENCE_END = re.compile(r"[。！？\n]|;\s*$")
_CLAUSE_END = re.compile(r"[，。；！？:\n]|——")
_UNIFORM: dict[int, str] = {
    **HALF_WIDTH,
    ord(";"): "；",
    ord("!"): "！",
    ord("?"): "？",
    ord("｡"): "。",
    ord("､"): "、",
}

_NEAR, _FAR = 160, 600  # no clause or sentence of a plan is longer; what is has lost its punctuation


def uniform(text: str) -> str:
    """Return ``text`` with punctuation made uniform: ``，；。`` full width, digits, colon and brackets half width."""
    return _COMMA.sub("，", text.translate(_UNIFORM))


@dataclass(frozen=True, slots=True)
class Reading:
    """A passage ready for the figure rules; all offsets count in the passage.

    Attributes:
        text: uniform text, as long as the passage.
        quantities: in order.
        years: in order.
    """

    text: str
    quantities: tuple[Quantity, ...]
    years: tuple[YearMention, ...]
    _sentences: tuple[int, ...]
    _clauses: tuple[int, ...]

    @staticmethod
    def of(text: str) -> Reading | None:
        """Return the reading of a uniform text (:func:`uniform`); None when it holds no quantity."""
        quantities = find_in_half_width(text)
        if not quantities:
            return None
        sentences = (0, *(m.end() for m in _SENTENCE_END.finditer(text)))
        clauses = (0, *(m.end() for m in _CLAUSE_END.finditer(text)))
        return Reading(text, tuple(quantities), tuple(find_years(text)), sentences, clauses)

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the range of the sentence around ``at``, its full stop included; at most :data:`_FAR` to each side."""
        return self._around(self._sentences, at, _FAR)

    def clause(self, at: int) -> tuple[int, int]:
        """Return the range of the clause around ``at``, its comma included; at most :data:`_NEAR` to each side."""
        return self._around(self._clauses, at, _NEAR)

    def _around(self, starts: tuple[int, ...], at: int, reach: int) -> tuple[int, int]:
        i = bisect_right(starts, at) - 1
        end = starts[i + 1] if i + 1 < len(starts) else len(self.text)
        return max(starts[i], at - reach), min(end, at + reach)

    def years_in(self, start: int, end: int) -> tuple[YearMention, ...]:
        """Return the years named within a range."""
        return self.years[bisect_left(self.years, start, key=_start) : bisect_left(self.years, end, key=_start)]

    def quantities_in(self, start: int, end: int) -> tuple[Quantity, ...]:
        """Return the quantities within a range."""
        return self.quantities[self.index_at(start) : self.index_at(end)]

    def index_at(self, at: int) -> int:
        """Return the index of the first quantity at ``at`` or after."""
        return bisect_left(self.quantities, at, key=_start)


def _start(item: YearMention | Quantity) -> int:
    return item.start
