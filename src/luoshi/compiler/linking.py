"""Items tied to one another: figures to projects and tasks, units to their tasks (关联).

Entry: :func:`link`. Ties rest on places in the text alone. Not here: problems to tasks, which rest on likeness of words
(:mod:`luoshi.compiler.problems`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from luoshi.compiler.projects import ProjectRow
from luoshi.model.document import Span
from luoshi.model.plan import Figure, Project, Task, Unit


@dataclass(frozen=True, slots=True)
class Linked:
    """The items with their ties."""

    figures: tuple[Figure, ...]
    projects: tuple[Project, ...]
    tasks: tuple[Task, ...]
    units: tuple[Unit, ...]


def link(figures: list[Figure], rows: list[ProjectRow], tasks: list[Task]) -> Linked:
    """Return the items with the numbers of the figures that lie in each project and task, and the units by task."""
    starts = [f.value_span.start for f in figures]

    def within(spans: tuple[Span, ...]) -> tuple[str, ...]:
        return tuple(
            f.id
            for span in spans
            for f in figures[bisect_left(starts, span.start) : bisect_right(starts, max(span.start, span.end - 1))]
        )

    projects = tuple(row.project.model_copy(update={"figures": within(row.spans)}) for row in rows)
    linked_tasks = tuple(task.model_copy(update={"figures": within((task.span,))}) for task in tasks)
    units: dict[str, list[str]] = {}
    for task in tasks:
        for name in task.units:
            units.setdefault(name, []).append(task.id)
    return Linked(
        tuple(figures), projects, linked_tasks, tuple(Unit(name=name, tasks=tuple(ids)) for name, ids in units.items())
    )
