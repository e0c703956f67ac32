"""Rules of Definition (口径): one name for two measures.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = ()
