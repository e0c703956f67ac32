"""The styles of an office's template, and ours where it has none of the kind (模板的样式).

Entry: :class:`Styles`. A style is known by its name, which Word writes in English for its own ones (heading 1,
caption), whatever its id. Not here: putting blocks in place (:mod:`luoshi.report.office_template`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from luoshi.report.official_styles import official_styles
from luoshi.report.word_styles import NAMESPACE

if TYPE_CHECKING:
    from lxml import etree

_W = f"{{{NAMESPACE}}}"
_OURS = "Luoshi"


class Styles:
    """Takes the place of our style ids by those of a template; adds to it what it lacks."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._ids: dict[str, str] = {}
        self._default = ""
        for style in root.iterchildren(f"{_W}style"):
            if style.get(f"{_W}type") == "paragraph":
                name = style.find(f"{_W}name")
                told = "" if name is None else name.get(f"{_W}val", "")
                self._ids.setdefault(told.lower(), style.get(f"{_W}styleId", ""))
                if style.get(f"{_W}default") in ("1", "true", "on"):
                    self._default = style.get(f"{_W}styleId", "")

    def id_of(self, ours: str) -> str:
        """Return the template's id for one of our styles, which is added when the template has none of its name."""
        from lxml import etree

        style = etree.fromstring(f'<w:x xmlns:w="{NAMESPACE}">{official_styles()[ours]}</w:x>')[0]
        name = _find(style, "name").get(f"{_W}val", "")
        if name.lower() not in self._ids:
            style.set(f"{_W}styleId", f"{_OURS}{ours}")
            for wanted in ("basedOn", "next"):
                element = _find(style, wanted)
                if self._default:
                    element.set(f"{_W}val", self._default)
                else:
                    style.remove(element)
            self._root.append(style)
            self._ids[name.lower()] = f"{_OURS}{ours}"
        return self._ids[name.lower()]


def _find(style: etree._Element, name: str) -> etree._Element:
    found = style.find(f"{_W}{name}")
    if found is None:
        raise ValueError(f"a style of ours has no {name}")
    return found
