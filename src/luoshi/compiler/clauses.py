"""A passage cut into sentences and clauses, with its quantities and years (句读).

Entry: :class:`Reading`. Punctuation is made uniform one character for one, so every offset counts in the passage.
Not here: what the figures mean.
"""

from __future__ import annotations

import re
from bisect import bisect_right
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
        """Return the range of the sentence around ``at``, its full stop included."""
        return self._around(self._sentences, at)

    def clause(self, at: int) -> tuple[int, int]:
        """Return the range of the clause around ``at``, its closing comma included."""
        return self._around(self._clauses, at)

    def _around(self, starts: tuple[int, ...], at: int) -> tuple[int, int]:
        i = bisect_right(starts, at) - 1
        return starts[i], starts[i + 1] if i + 1 < len(starts) else len(self.text)

    def years_in(self, start: int, end: int) -> list[YearMention]:
        """Return the years named within a range."""
        return [y for y in self.years if start <= y.start < end]

    def quantities_in(self, start: int, end: int) -> list[Quantity]:
        """Return the quantities within a range."""
        return [q for q in self.quantities if start <= q.start < end]
