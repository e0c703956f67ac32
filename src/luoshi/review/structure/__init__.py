"""Rules of Structure (结构): what is referred to, numbered, laid out in tables.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = ()
