"""The templates of pages (模板): HTML with everything escaped, style sheets and scripts put into the page itself.

Entry: :func:`render`. Templates are package data in ``templates/``. Not here: what the pages hold.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **values: object) -> str:
    """Return the template of this name filled in; what is not marked as HTML is escaped.

    The result depends on the values alone and ends with a line end.
    """
    return _environment().get_template(template).render(**values).rstrip() + "\n"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("luoshi.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
