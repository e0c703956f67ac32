"""Rules of Consistency (一致): what the text says twice, differently.

Entry: :data:`RULES`. Not here: the other groups.
"""

from __future__ import annotations

from luoshi.review.rule import Rule

RULES: tuple[Rule, ...] = ()
