"""Components of pages as template tags: lights, blanks, findings, addresses with one part changed; and ``may``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.http import urlencode

from luoshi.web.policy import Reach, reach

register = template.Library()
_LIGHTS = {"红": "red", "黄": "yellow", "绿": "green", "蓝": "blue"}
BLANK = "—"


@register.simple_tag
def light(colour: str, word: str = "") -> str:
    """Return a light as a dot with its word: colour never stands alone."""
    if not colour:
        return format_html('<span class="light light-none">{}</span>', word or BLANK)
    return format_html('<span class="light light-{}">{}</span>', _LIGHTS.get(colour, "none"), word or f"{colour}灯")


@register.filter
def blank(value: Any) -> Any:
    """Return a dash for what is missing; 0 is not missing."""
    return BLANK if value is None or value == "" else value


@register.filter
def light_key(colour: str) -> str:
    """Return the word of a light in the style sheet: red, yellow, green, blue, none."""
    return _LIGHTS.get(colour, "none")


@register.filter
def item(values: Any, key: Any) -> Any:
    """Return one value of a mapping; 0 when it has none."""
    return values.get(key, 0)


@register.filter
def unlocalized(value: float) -> str:
    """Return a number as drawings need it: without marks between thousands."""
    return f"{value:g}"


@register.simple_tag
def query_to(address: str, query: Any = None, /, **changes: Any) -> str:
    """Return an address with a query; parts that are empty are left out."""
    parts = {key: value for key, value in {**(query or {}), **changes}.items() if value not in (None, "")}
    return f"{address}?{urlencode(parts)}" if parts else address


@register.filter
def percent(value: Any) -> str:
    """Return a share of 0-100 as it is written: 85% or 85.5%."""
    if value is None:
        return BLANK
    text = f"{value:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


@register.filter
def moment(text: Any) -> str:
    """Return a moment that a file keeps (2024-11-15T09:30:00) as pages write it: 2024-11-15 09:30."""
    return str(text)[:16].replace("T", " ") if text else BLANK


@register.simple_tag(takes_context=True)
def may(context: template.Context, kind: str, action: str) -> bool:
    """Return whether whoever is logged in may do something at all: for showing a button, not for allowing it."""
    account = context["request"].user
    return account.is_authenticated and reach(account.roles, kind, action) is not Reach.NONE


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """Return the query of this page's address with some parts changed; None takes a part out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"
