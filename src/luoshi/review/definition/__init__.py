"""Rules of Definition (口径): one name for two measures.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.definition.denominators import TwoDenominators, TwoScopes
from luoshi.review.definition.ratios import GrossAndNet, RatioOrder
from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = (TwoDenominators(), TwoScopes(), RatioOrder(), GrossAndNet())
