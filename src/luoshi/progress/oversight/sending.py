"""Who inspects which school (分派): nobody that has to keep away, all bearing as alike as that allows.

Entry: :func:`send_inspectors`. Schools come in the order in which they were drawn; each gets those of the permitted
who have least to do, of equals those whose number for this school is smallest. After that an inspection is handed on
along a chain as long as somebody has two more than somebody else who could take one over.
Not here: drawing the schools (:mod:`luoshi.progress.oversight.drawing`).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from luoshi.model.draws import DrawOrder, Listed, Moved, Shortage

Rank = Callable[[str, str], str]
"""School and inspector -> the number that decides between equals."""

_SEVERAL = re.compile(r"[、;,，；/]")


@dataclass(frozen=True)
class Sent:
    """Who inspects what: school -> inspectors in the order of their numbers; inspector -> how many schools."""

    given: Mapping[str, Sequence[str]]
    loads: dict[str, int]
    moved: tuple[Moved, ...]
    shortages: tuple[Shortage, ...]


def why_avoiding(inspector: Listed, school: Listed, order: DrawOrder) -> str:
    """Return why an inspector keeps away from a school; empty when there is no reason.

    Marks are compared column by column; a cell may name several, told apart by 、 or commas.
    """
    for at, columns in enumerate(order.avoid):
        shared = _values(inspector, at) & _values(school, at)
        if shared:
            return f"{columns.inspector}同为{'、'.join(sorted(shared))}"
    return ""


def send_inspectors(schools: Sequence[Listed], inspectors: Sequence[Listed], order: DrawOrder, rank: Rank) -> Sent:
    """Return who inspects which school, and for which schools too few are left."""
    barred = {
        school.name: {one.name: why for one in inspectors if (why := why_avoiding(one, school, order))}
        for school in schools
    }
    allowed = {
        school.name: sorted(
            (one.name for one in inspectors if one.name not in barred[school.name]),
            key=lambda name, school=school: rank(school.name, name),  # type: ignore[misc]
        )
        for school in schools
    }
    loads = {one.name: 0 for one in inspectors}
    given: dict[str, set[str]] = {}
    for school in schools:
        ready = sorted(allowed[school.name], key=lambda name: loads[name])  # stable: equals stay in their order
        given[school.name] = set(ready[: order.per_school])
        for name in given[school.name]:
            loads[name] += 1
    moved = tuple(_evened(given, allowed, loads))
    shortages = tuple(
        Shortage(school=name, missing=order.per_school - len(people), avoiding=barred[name])
        for name, people in given.items()
        if len(people) < order.per_school
    )
    in_order = {school: [name for name in allowed[school] if name in people] for school, people in given.items()}
    return Sent(in_order, dict(sorted(loads.items())), moved, shortages)


def _evened(given: Mapping[str, set[str]], allowed: Mapping[str, Sequence[str]], loads: dict[str, int]) -> list[Moved]:
    """Hand inspections on until nobody has two more than somebody who could take one; return the steps."""
    steps: list[Moved] = []
    while True:
        chain = _chain(given, allowed, loads)
        if not chain:
            return steps
        for one in reversed(chain):  # from the end, so that nobody is ever sent to a school twice
            given[one.school].remove(one.was)
            given[one.school].add(one.now)
            steps.append(one)
        loads[chain[0].was] -= 1
        loads[chain[-1].now] += 1


def _chain(
    given: Mapping[str, set[str]], allowed: Mapping[str, Sequence[str]], loads: Mapping[str, int]
) -> list[Moved]:
    """Return the shortest chain of hand-overs that lessens the load of somebody for the good of all."""
    least = min(loads.values(), default=0)
    sent: dict[str, list[str]] = {name: [] for name in loads}
    for school in sorted(given):
        for name in given[school]:
            sent[name].append(school)
    for start in sorted(loads, key=lambda name: (-loads[name], name)):
        if loads[start] < least + 2:
            break
        came: dict[str, Moved | None] = {start: None}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            if loads[here] <= loads[start] - 2:
                chain = []
                step = came[here]
                while step is not None:
                    chain.append(step)
                    step = came[step.was]
                return chain[::-1]
            for school in sent[here]:
                for other in allowed[school]:
                    if other not in given[school] and other not in came:
                        came[other] = Moved(school=school, was=here, now=other)
                        waiting.append(other)
    return []


def _values(one: Listed, at: int) -> set[str]:
    text = one.marks[at] if at < len(one.marks) else ""
    return {part.strip() for part in _SEVERAL.split(text) if part.strip()}
