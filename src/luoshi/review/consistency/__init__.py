"""Rules of Consistency (一致): what the text says twice, differently.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.consistency.baselines import BelowBaseline, NotYetKept
from luoshi.review.consistency.values import TwoComparators, TwoFacts, TwoTargets
from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = (TwoTargets(), TwoComparators(), BelowBaseline(), NotYetKept(), TwoFacts())
