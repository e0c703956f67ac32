"""Values and changes as a document (公文) writes them: 52.9%, 提高3.3个百分点, 增加12所; no spaces, no commas.

Entries: :func:`value_text`, :func:`change_text`, :func:`number`. Not here: whole sentences
(:mod:`luoshi.progress.division.words`).
"""

from __future__ import annotations

from decimal import Decimal

from luoshi.base.unit_scales import adds_up
from luoshi.model.wording import number_text


def number(value: Decimal | int) -> str:
    """Return a number without commas and closing zeros."""
    return number_text(value).replace(",", "")


def value_text(value: Decimal, unit: str) -> str:
    """Return a value with its unit."""
    return f"{number(value)}{'' if unit == '比' else unit}"


def span_text(change: Decimal, unit: str) -> str:
    """Return how far it is from one value to another: 3.3个百分点."""
    return value_text(abs(change), {"%": "个百分点", "％": "个百分点", "‰": "个千分点"}.get(unit, unit))


def change_text(change: Decimal, unit: str) -> str:
    """Return a change with its verb: 提高3.3个百分点, 减少12所, 不变."""
    if not change:
        return "不变"
    verbs = ("增加", "减少") if adds_up(unit) else ("提高", "降低")
    return f"{verbs[change < 0]}{span_text(change, unit)}"
