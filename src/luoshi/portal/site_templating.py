"""The templates and assets of the public site (模板): package data, everything escaped.

Entries: :func:`render`, :func:`assets`. Not here: what the pages hold (:mod:`luoshi.portal.site_pages`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_ASSETS = ("icon.svg", "search.js", "site.css")
LIGHTS = {"红": "red", "黄": "yellow", "绿": "green", "蓝": "blue", "无": "none"}
"""The colour as shown -> the class that draws its shape."""


def render(template: str, values: dict[str, object]) -> bytes:
    """Return the page of this template, filled in; what is not marked as HTML is escaped."""
    return (_environment().get_template(template).render(values).rstrip() + "\n").encode()


def assets() -> dict[str, bytes]:
    """Return path -> bytes of the style sheet, the script and the icon."""
    folder = files("luoshi.portal").joinpath("assets")
    return {f"assets/{name}": folder.joinpath(name).read_bytes().replace(b"\r\n", b"\n") for name in _ASSETS}


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("luoshi.portal"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["lights"] = LIGHTS
    return environment
