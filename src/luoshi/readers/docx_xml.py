"""Small reading of WordprocessingML elements, whatever their namespace (transitional or strict).

Entry: :func:`local`, :func:`children`, :func:`child`, :func:`attribute`, :func:`number_of`, :func:`is_on`.
Not here: meaning.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_OFF = ("0", "false", "off", "none")


def local(element: etree._Element) -> str:
    """Return the tag without its namespace; empty for comments and the like."""
    tag = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=2048)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children called ``name``."""
    return (child for child in element if local(child) == name)


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child called ``name``."""
    if element is not None:
        for inner in element:
            if local(inner) == name:
                return inner
    return None


def attribute(element: etree._Element, name: str) -> str:
    """Return the attribute ``w:name``, empty if it is missing."""
    for namespace in _NAMESPACES:
        value = element.get(namespace + name)
        if value is not None:
            return value
    return element.get(name) or ""


def number_of(element: etree._Element, name: str, default: int) -> int:
    """Return the attribute ``w:name`` as an integer, ``default`` if it is none."""
    try:
        return int(attribute(element, name))
    except ValueError:
        return default


def is_on(element: etree._Element | None) -> bool:
    """Tell whether a switch such as ``<w:b/>`` is there and on."""
    return element is not None and attribute(element, "val") not in _OFF
