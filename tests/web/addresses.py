"""Every address of the application, out of the resolver: no part can be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_VALUES = {
    "IntConverter": "1",
    "StringConverter": "x",
    "SlugConverter": "x",
    "PathConverter": "x/y",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}


@dataclass(frozen=True)
class Address:
    """An address with its arguments filled in, and the view that answers it."""

    path: str
    name: str
    view: Any
    bare: bool

    @property
    def is_public(self) -> bool:
        """Whether it needs no login."""
        return getattr(self.view, "is_public", False)


def all_addresses() -> list[Address]:
    """Return all of them; ``bare`` are those without arguments."""
    return list(_under(get_resolver(), "/", ""))


def _under(resolver: URLResolver, before: str, space: str) -> Iterator[Address]:
    for one in resolver.url_patterns:
        converters = one.pattern.converters
        route = str(one.pattern)
        assert not route.startswith("^"), f"an address by a regular expression is not covered: {route}"
        path = re.sub(
            r"<(?:\w+:)?(\w+)>", lambda found, known=converters: _VALUES[type(known[found[1]]).__name__], route
        )
        if isinstance(one, URLPattern):
            name = f"{space}{one.name or route}"
            yield Address(before + path, name, one.callback, not converters and path != "x")
        else:
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _under(one, before + path, inner)
