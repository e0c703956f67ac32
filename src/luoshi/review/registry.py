"""All rules of the review in the order of their codes (规则表): :data:`RULES`.

Not here: what the rules do (the packages ``arithmetic``, ``consistency``, ``definition``, ``structure``, ``form`` and
``reference``).
"""

from __future__ import annotations

from luoshi.review.arithmetic import RULES as ARITHMETIC
from luoshi.review.consistency import RULES as CONSISTENCY
from luoshi.review.definition import RULES as DEFINITION
from luoshi.review.form import RULES as FORM
from luoshi.review.reference import RULES as REFERENCE
from luoshi.review.rule import Rule
from luoshi.review.structure import RULES as STRUCTURE

RULES: tuple[Rule, ...] = tuple(
    sorted((*ARITHMETIC, *CONSISTENCY, *DEFINITION, *STRUCTURE, *FORM, *REFERENCE), key=lambda rule: rule.code)
)
"""Every rule once, by code."""
