"""Rules of Reference (引用): figures that are known from elsewhere.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.reference.known_figures import LocalFigures, NationalFigures
from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = (NationalFigures(), LocalFigures())
