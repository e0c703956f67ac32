"""Names of anchors on pages and links to them: ``s-…`` in the source, ``i-…`` in the lists and notes beside it.

Entries: :func:`place_name`, :func:`item_name` and the links to them. Not here: what stands at either end.
"""

from __future__ import annotations

from urllib.parse import quote


def place_name(key: str) -> str:
    """Return the ``id`` of the place in the text where the item with number ``key`` stands."""
    return f"s-{_joined(key)}"


def item_name(key: str) -> str:
    """Return the ``id`` of the item with number ``key`` in the lists."""
    return f"i-{_joined(key)}"


def place_link(key: str) -> str:
    """Return the ``href`` of an item's place in the text."""
    return "#" + quote(place_name(key))


def item_link(key: str) -> str:
    """Return the ``href`` of an item in the lists."""
    return "#" + quote(item_name(key))


def _joined(key: str) -> str:
    """Return a number without blanks: people may write any number into a plan file, but not into an ``id``."""
    return "_".join(key.split())
