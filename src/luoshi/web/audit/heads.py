"""Where the chain stands: :class:`Head`. Apart from the chain, as it needs no database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """Number and hash of the last entry; of a hash that was copied by hand the first 12 characters do."""

    number: int
    hash: str
