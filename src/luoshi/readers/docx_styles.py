"""Paragraph styles of DOCX (段落样式): what they say about numbering, outline level and titles.

Entry: :class:`Styles`; :func:`paragraph_traits` for one paragraph. Not here: fonts and looks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.readers.docx_xml import attribute, child, children, is_on, local, number_of

if TYPE_CHECKING:
    from lxml import etree

_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TITLE_NAME = re.compile(r"(?:title|标题)$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*(?:[1-9]|heading|标题)?$", re.IGNORECASE)
_BODY_OUTLINE = 9
_MAX_CHAIN = 16


@dataclass(frozen=True, slots=True)
class Traits:
    """What a style or a paragraph says; None where it says nothing."""

    num_id: str | None = None
    level: int | None = None
    outline: int | None = None
    is_title: bool = False
    is_contents: bool = False
    style: str = ""

    @property
    def heading_level(self) -> int:
        """The heading level from 1, 0 for body text."""
        return 0 if self.outline is None or not 0 <= self.outline < _BODY_OUTLINE else self.outline + 1


class Styles:
    """The paragraph styles of ``styles.xml``, inheritance resolved."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._traits: dict[str, Traits] = {}
        self.default = ""
        self.numbering_lists: dict[str, str] = {}
        for element in children(root, "style") if root is not None else ():
            style_id = attribute(element, "styleId")
            kind = attribute(element, "type")
            if kind == "paragraph":
                self._elements[style_id] = element
                if attribute(element, "default") in ("1", "true", "on"):
                    self.default = style_id
            elif kind == "numbering":
                num_id = _num_id(child(element, "pPr"))
                if num_id is not None:
                    self.numbering_lists[style_id] = num_id

    def traits(self, style_id: str) -> Traits:
        """Return what the paragraph style says, its parents included."""
        style_id = style_id if style_id in self._elements else self.default
        if style_id not in self._traits:
            self._traits[style_id] = self._resolve(style_id)
        return self._traits[style_id]

    def _resolve(self, style_id: str) -> Traits:
        num_id: str | None = None
        level: int | None = None
        outline: int | None = None
        owner = ""
        name = ""
        current = style_id
        for _ in range(_MAX_CHAIN):
            element = self._elements.get(current)
            if element is None:
                break
            properties = child(element, "pPr")
            if num_id is None and (num_id := _num_id(properties)) is not None:
                owner = current
            if level is None:
                level = _num_level(properties)
            if outline is None:
                outline = _outline(properties)
            own = child(element, "name")
            name = name or (attribute(own, "val") if own is not None else "")
            current = next((attribute(parent, "val") for parent in children(element, "basedOn")), "")
        if outline is None and (match := _HEADING_NAME.match(name)):
            outline = int(match[1]) - 1
        return Traits(
            num_id, level, outline, _TITLE_NAME.match(name) is not None, _CONTENTS_NAME.match(name) is not None, owner
        )


def _num_id(properties: etree._Element | None) -> str | None:
    found = child(child(properties, "numPr"), "numId")
    return None if found is None else attribute(found, "val")


def _num_level(properties: etree._Element | None) -> int | None:
    found = child(child(properties, "numPr"), "ilvl")
    return None if found is None else number_of(found, "val", 0)


def _outline(properties: etree._Element | None) -> int | None:
    found = child(properties, "outlineLvl")
    return None if found is None else number_of(found, "val", _BODY_OUTLINE)


def paragraph_traits(styles: Styles, properties: etree._Element | None) -> Traits:
    """Return what the paragraph with these properties says, its style included."""
    if properties is None:
        return styles.traits("")
    style = num_id = ""
    level: int | None = None
    outline: int | None = None
    for element in properties:
        match local(element):
            case "pStyle":
                style = attribute(element, "val")
            case "numPr":
                num_id = _num_id(properties) or ""
                level = _num_level(properties)
            case "outlineLvl":
                outline = number_of(element, "val", _BODY_OUTLINE)
            case _:
                continue
    given = styles.traits(style)
    if not num_id and outline is None and level is None:
        return given
    return Traits(
        num_id or given.num_id,
        level if level is not None else (given.level if not num_id else 0),
        outline if outline is not None else given.outline,
        given.is_title,
        given.is_contents,
        "" if num_id else given.style,
    )


def is_deleted_mark(properties: etree._Element | None) -> bool:
    """Tell whether a tracked change took the paragraph's end away, so that it goes on in the next one."""
    marks = child(properties, "rPr")
    return marks is not None and any(local(mark) in ("del", "moveFrom") for mark in marks)


def is_hidden(properties: etree._Element | None) -> bool:
    """Tell whether run properties hide the text."""
    return properties is not None and is_on(child(properties, "vanish"))
