"""Rules of form (形式): marks that pair, doubled words, widths, measure words, document numbers.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.form.percentage_points import PercentagePoints
from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = (PercentagePoints(),)
