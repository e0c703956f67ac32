"""Stable numbers (编号) for plan items: computed from what an item says, not from where it stands.

Entry: :func:`item_id`. An item keeps its number when paragraphs are inserted before it or its section is renumbered.
Not here: keeping numbers over *reworded* items (re-issue), which compares whole plans.
"""

from __future__ import annotations

import hashlib
import re

_BLANK = re.compile(r"\s+")


def item_id(prefix: str, *parts: str) -> str:
    """Return ``prefix-xxxxxxxx``: eight hex digits of a hash over ``parts`` with blanks taken out.

    Prefixes: t target, n norm, o observation, p project, k task, q problem.
    """
    content = "\x1f".join(_BLANK.sub("", part) for part in parts)
    return f"{prefix}-{hashlib.blake2s(content.encode(), digest_size=4).hexdigest()}"


class IdBook:
    """Hands out numbers that are unique in one plan: the second item of the same content gets ``-2``, and so on."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def take(self, prefix: str, *parts: str) -> str:
        """Return the number for these parts, with a counter appended from the second time on."""
        base = item_id(prefix, *parts)
        count = self._seen[base] = self._seen.get(base, 0) + 1
        return base if count == 1 else f"{base}-{count}"
