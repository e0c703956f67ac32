"""Rules of Arithmetic (算术): sums, parts, products, growth, shares.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.arithmetic.parts import PartAboveWhole, PartsOfWhole, Phases
from luoshi.review.arithmetic.table_sums import TableSums
from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = (TableSums(), PartsOfWhole(), PartAboveWhole(), Phases())
