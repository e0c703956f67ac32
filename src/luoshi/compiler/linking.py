"""Items tied to one another: figures to projects and tasks, units to their tasks (关联).

Entry: :func:`link`; :func:`at_own_place` sets the line or page of items. Ties rest on places in the text alone.
Not here: problems to tasks, which rest on likeness of words (:mod:`luoshi.compiler.problems`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from luoshi.compiler.projects.collect import ProjectRow
from luoshi.model.document import Document, Place, Span
from luoshi.model.plan import Figure, Problem, Project, Task, Unit, units_of

_AnyItem = TypeVar("_AnyItem", Figure, Project, Task, Problem)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Linked:
    """The items with their ties."""

    figures: tuple[Figure, ...]
    projects: tuple[Project, ...]
    tasks: tuple[Task, ...]
    units: tuple[Unit, ...]


def link(figures: list[Figure], rows: list[ProjectRow], tasks: list[Task]) -> Linked:
    """Return the items with the numbers of the figures that lie in each project and task, and the units by task.

    A sentence that names several projects gives its figures to none of them: who would add them up counted them twice.
    """
    starts = [f.value_span.start for f in figures]
    shared = {span for span, n in Counter(span for row in rows for span in row.spans).items() if n > 1}

    def within(spans: tuple[Span, ...]) -> tuple[str, ...]:
        return tuple(
            f.id
            for span in spans
            for f in figures[bisect_left(starts, span.start) : bisect_right(starts, max(span.start, span.end - 1))]
        )

    projects = tuple(
        row.project.model_copy(update={"figures": within(tuple(s for s in row.spans if s not in shared))})
        for row in rows
    )
    linked_tasks = tuple(task.model_copy(update={"figures": within((task.span,))}) for task in tasks)
    return Linked(tuple(figures), projects, linked_tasks, units_of(tasks))


def at_own_place(doc: Document, items: Iterable[_AnyItem]) -> tuple[_AnyItem, ...]:
    """Return ``items`` with the line, or the page and the box on it, where each begins.

    A passage joined from several lines, or over a page break, has only the place of its first. Lines are those of text
    files, which are those of ``Document.text``; pages those of a PDF.
    """
    if doc.format not in ("txt", "md") and not doc.lines:
        return tuple(items)
    ends = [match.start() for match in _LINE_END.finditer(doc.text)] if not doc.lines else []

    def moved(item: _AnyItem) -> _AnyItem:
        place = item.at or Place()
        if not doc.lines:
            place = replace(place, line=bisect_left(ends, item.span.start) + 1)
        elif (found := doc.on_page(item.span)) is not None:
            place = replace(place, page=found[0], box=found[1])
        return item if place == item.at else item.model_copy(update={"at": place})

    return tuple(map(moved, items))
