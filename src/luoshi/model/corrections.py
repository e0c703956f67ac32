"""Telling what people changed in a plan from what was compiled (人工更正).

Entries: :func:`sealed`, which notes in ``Plan.compiled`` what the compiler wrote, key by key; :func:`marked`, which
compares a plan with that note and marks every item that a person changed or added; :func:`dropped`, the items that a
person took out. A plan file edited in any editor thus shows its corrections without anybody having to declare them.

The note holds four hex digits for each key of an item, not the values: a plan file stays readable, and what was
compiled can be had again by compiling. Positions (``span``, ``quote``, ``at``, ``section``) are not corrections, nor
are ``note`` and ``bound_to``, which only people write.
Not here: what happens to corrections when a new edition is compiled (``luoshi.compare.reissue``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import TypeVar

from luoshi.model.plan import Figure, Item, Plan, Problem, Project, Task

LISTS = ("targets", "norms", "observations", "projects", "tasks", "problems")
"""The lists of a plan whose items have a number of their own."""

ADDED = "new"
"""What ``corrected`` holds for an item that a person added."""

ROLE = "role"
"""What ``corrected`` holds besides when a person moved a figure to another list (目标、标准要求、现状数据)."""

_FIGURE_KEYS = ("indicator", "scope", "unit", "op", "value", "value2", "year", "kind", "part")
_KEYS: tuple[tuple[type[Item], tuple[str, ...]], ...] = (
    (Figure, _FIGURE_KEYS),
    (
        Project,
        (
            *("name", "nature", "place", "owner", "start", "end", "investment_yi", "places", "classes"),
            *("floor_area_m2", "land_mu", "group"),
        ),
    ),
    (Task, ("title", "units", "lead", "support", "deadline", "deliverables")),
    (Problem, ("text",)),
)
_DIGITS = 4
_Any = TypeVar("_Any", bound=Item)


def keys_of(item: Item | type[Item]) -> tuple[str, ...]:
    """Return the keys of an item that a person may correct, in a fixed order."""
    kind = item if isinstance(item, type) else type(item)
    return next(keys for model, keys in _KEYS if issubclass(kind, model))


def numbered(plan: Plan) -> Iterator[tuple[str, Item]]:
    """Yield every item that has a number with the name of its list."""
    for name in LISTS:
        for item in getattr(plan, name):
            yield name, item


def sealed(plan: Plan) -> Plan:
    """Return ``plan`` with ``compiled`` saying of each item what it holds now, and no item marked as corrected."""
    return _marked_by(plan.model_copy(update={"compiled": {i.id: _seal(name, i) for name, i in numbered(plan)}}))


def reseal(plan: Plan, compiled: Plan) -> Plan:
    """Return ``plan`` with the note of what was compiled taken from ``compiled``, and its corrections marked by it.

    What ``compiled`` holds and ``plan`` does not stays in the note: it was taken out by a person.
    """
    return _marked_by(plan.model_copy(update={"compiled": compiled.compiled}))


def marked(plan: Plan) -> Plan:
    """Return ``plan`` with ``corrected`` of every item set from ``compiled``.

    ``corrected`` holds the keys whose value is not the compiled one, ``role`` if the item stands in another list, or
    ``new`` alone for an item that was not compiled. A plan without ``compiled`` comes back as it is.
    """
    return _marked_by(plan) if plan.compiled else plan


def dropped(plan: Plan) -> tuple[str, ...]:
    """Return the numbers of the compiled items that a person took out, in the order in which they were compiled."""
    there = {item.id for _, item in numbered(plan)}
    return tuple(number for number in plan.compiled if number not in there)


def carries_work(plan: Plan) -> bool:
    """Tell whether a plan holds what compiling its document anew would lose: numbers taken over, corrections, notes."""
    return bool(
        plan.previous
        or dropped(plan)
        or any(i.corrected or i.note or getattr(i, "bound_to", None) for _, i in numbered(plan))
    )


def compiled_same(plan: Plan, number: str, key: str, value: object) -> bool:
    """Tell whether ``value`` is what was compiled for ``key`` of the item ``number`` of ``plan``.

    False when the item was not compiled; an unlike value passes by chance once in 65,536 times.
    """
    seal = plan.compiled.get(number)
    item = next((i for _, i in numbered(plan) if i.id == number), None)
    if seal is None or item is None:
        return False
    at = (ROLE, *keys_of(item)).index(key) * _DIGITS
    return seal[at : at + _DIGITS] == _digest(key, value)


def _marked_by(plan: Plan) -> Plan:
    lists = {
        name: tuple(_with_marks(item, name, plan.compiled.get(item.id)) for item in getattr(plan, name))
        for name in LISTS
    }
    return plan.model_copy(update=lists)


def _with_marks(item: _Any, name: str, seal: str | None) -> _Any:
    marks = (ADDED,) if seal is None else _differing(item, name, seal)
    return item if marks == item.corrected else item.model_copy(update={"corrected": marks})


def _differing(item: Item, name: str, seal: str) -> tuple[str, ...]:
    pairs = zip((ROLE, *keys_of(item)), _digests(_seal(name, item)), _digests(seal), strict=False)
    return tuple(key for key, now, compiled in pairs if now != compiled)


def _digests(seal: str) -> list[str]:
    return [seal[at : at + _DIGITS] for at in range(0, len(seal), _DIGITS)]


def _seal(name: str, item: Item) -> str:
    return _digest(ROLE, name) + "".join(_digest(key, getattr(item, key)) for key in keys_of(item))


def _digest(key: str, value: object) -> str:
    if isinstance(value, (int, Decimal)):
        value = format(Decimal(value).normalize(), "f")
    text = "\x1f".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return hashlib.blake2s(f"{key}\x1e{text}".encode(), digest_size=_DIGITS // 2).hexdigest()
