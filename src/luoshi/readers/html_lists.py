"""Numbers of HTML lists (列表编号): what a browser shows before the items of an ``<ol>``, as text.

Entry: :class:`ListNumbers`. A list that names its style (``type``, ``list-style-type``) is numbered in it. Others get
the row of numbering that is usual in plans at their depth: ``1.``, ``（1）``, ``①``, or, where lists of a page that
types no ``一、`` of its own are nested three deep and more, as word processors save a whole outline, ``一、``,
``（一）``, ``1.``… Not here: bullets, and which paragraph is a heading (``kinds``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from luoshi.readers.docx_numbering import format_number

if TYPE_CHECKING:
    from lxml import etree

_ROWS = (
    ("chineseCounting", "{}、"),
    ("chineseCounting", "（{}）"),
    ("decimal", "{}."),
    ("decimal", "（{}）"),
    ("decimalEnclosedCircle", "{}"),
    ("lowerLetter", "{}."),
)
_PLAIN_ROW = 2
_OUTLINE_DEPTH = 3
_NEAR = 40
"""Lists before it that one may continue."""

_CHINESE = ("chineseCounting", "{}、")
_STYLES = {
    "a": ("lowerLetter", "{}."),
    "A": ("upperLetter", "{}."),
    "i": ("lowerRoman", "{}."),
    "I": ("upperRoman", "{}."),
    "lower-alpha": ("lowerLetter", "{}."),
    "lower-latin": ("lowerLetter", "{}."),
    "upper-alpha": ("upperLetter", "{}."),
    "upper-latin": ("upperLetter", "{}."),
    "lower-roman": ("lowerRoman", "{}."),
    "upper-roman": ("upperRoman", "{}."),
    "cjk-ideographic": _CHINESE,
    "simp-chinese-informal": _CHINESE,
    "trad-chinese-informal": _CHINESE,
    "simp-chinese-formal": ("chineseLegalSimplified", "{}、"),
    "cjk-heavenly-stem": ("ideographTraditional", "{}、"),
    "none": ("none", ""),
    "disc": ("none", ""),
    "circle": ("none", ""),
    "square": ("none", ""),
}
"""Values of ``type`` and ``list-style-type``; the format of the number and what stands around it."""

_CSS = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
_TYPED = re.compile(r"^\s*[一二三四五六七八九十]{1,3}、", re.M)
_INTEGER = re.compile(r"\s*(-?[0-9]{1,6})\s*")


class ListNumbers:
    """Counts the items of the ordered lists of one page."""

    def __init__(self, root: etree._Element) -> None:
        self._next: dict[etree._Element, int] = {}
        self._outlines: set[etree._Element] = set()
        if next(root.iter("ol"), None) is not None and not any(_TYPED.search(str(text)) for text in root.itertext()):
            self._outlines = _outlines(root)

    def next(self, item: etree._Element) -> str | None:
        """Count ``<li>`` and return its number as text, empty if none is shown; None if its list is not ordered."""
        above = item.getparent()
        if above is None or above.tag != "ol":
            return None
        given = _integer(item.get("value"))
        if given is None:
            given = self._next.get(above)
        if given is None:
            start = _integer(above.get("start"))
            given = 1 if start is None else start
        self._next[above] = given + 1
        style, around = _style(item) or _style(above) or self._usual(above)
        number = format_number(given, style)
        return around.format(number) if number else ""

    def _usual(self, element: etree._Element) -> tuple[str, str]:
        above = [element, *element.iterancestors("ol")]
        first = 0 if above[-1] in self._outlines else _PLAIN_ROW
        return _ROWS[min(first + len(above), len(_ROWS)) - 1]


@dataclass(slots=True)
class _Run:
    """Outermost lists that are one list, cut by the paragraphs between its items (``start`` says so)."""

    parts: list[etree._Element] = field(default_factory=list)
    next: int = 1
    depth: int = 0


def _outlines(root: etree._Element) -> set[etree._Element]:
    """Return the outermost lists that are, or are parts of, lists nested as deep as a plan's outline."""
    runs: list[_Run] = []
    for element in root.iter("ol"):
        if _depth(element) > 1:
            continue
        items = sum(1 for child in element if child.tag == "li")
        start = _integer(element.get("start"))
        near = reversed(runs[-_NEAR:])
        run = next((run for run in near if not items or (start not in (None, 1) and run.next == start)), None)
        if run is None:
            run = _Run()
            runs.append(run)
        run.parts.append(element)
        run.next = (start or run.next if items else run.next) + items
        run.depth = max(run.depth, *map(_depth, element.iter("ol")))
    return {part for run in runs if run.depth >= _OUTLINE_DEPTH for part in run.parts}


def _depth(element: etree._Element) -> int:
    """Return how many ordered lists ``element`` stands in, itself included."""
    return 1 + sum(1 for _ in element.iterancestors("ol"))


def _style(element: etree._Element) -> tuple[str, str] | None:
    css = _CSS.search(element.get("style") or "")
    if css is not None and css[1].lower() in _STYLES:
        return _STYLES[css[1].lower()]
    return _STYLES.get((element.get("type") or "").strip())


def _integer(text: str | None) -> int | None:
    match = _INTEGER.fullmatch(text or "")
    return int(match[1]) if match else None
