"""The tree of units (单位树): who is below whom, which unit a name means.

Entries: :func:`below`, :func:`tops`, :func:`unit_named`, :func:`names_of_units`.
Not here: changing the tree (:mod:`luoshi.web.system`).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from luoshi.web.accounts.models import Unit


def below(unit_id: int) -> frozenset[int]:
    """Return a unit, all below it, and all that were merged into any of these (their rows are its rows now)."""
    children: dict[int, list[int]] = defaultdict(list)
    for number, parent, successor in Unit.objects.values_list("pk", "parent_id", "successor_id"):
        for upper in (parent, successor):
            if upper is not None:
                children[upper].append(number)
    found, waiting = {unit_id}, [unit_id]
    while waiting:
        for child in children[waiting.pop()]:
            if child not in found:
                found.add(child)
                waiting.append(child)
    return frozenset(found)


def tops() -> dict[int, Unit]:
    """Return number of a unit -> the unit at the top of its branch."""
    units = {one.pk: one for one in Unit.objects.all()}
    found: dict[int, Unit] = {}
    for unit in units.values():
        top, seen = unit, {unit.pk}
        while top.parent_id is not None and top.parent_id not in seen:
            top = units[top.parent_id]
            seen.add(top.pk)
        found[unit.pk] = top
    return found


def names_of_units(day: date) -> dict[str, int]:
    """Return name or alias -> number of the unit, the names of today's units before aliases and those of former
    ones."""
    found: dict[str, int] = {}
    units = sorted(Unit.objects.all(), key=lambda one: (not one.is_current(day), one.pk))
    for unit in units:
        found.setdefault(unit.name, unit.pk)
    for unit in units:
        for alias in unit.aliases:
            found.setdefault(str(alias), unit.pk)
    return found


def unit_named(name: str, day: date) -> Unit | None:
    """Return the unit that a name means on a day; None when there is none."""
    number = names_of_units(day).get(name.strip())
    return Unit.objects.get(pk=number) if number is not None else None
