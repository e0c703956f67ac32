"""A project as it was found, before it gets its number: :class:`Draft`. Shared by tables and prose."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from luoshi.compiler.projects.facts import NO_FACTS, Facts
from luoshi.model.document import Place, Span

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """A project with its place in the document.

    Attributes:
        name: on one line, at most :data:`LONGEST_NAME` characters.
        span: the name in ``Document.text``.
        scope: what belongs to the project: the cells of its row, or its sentence.
        section: path of its section.
        at: where it stands in the original.
        listed: it stands in a table or box that lists projects; a mention in prose gives way to it.
    """

    name: str
    span: Span
    scope: tuple[Span, ...]
    section: str
    at: Place | None = None
    listed: bool = False
    nature: str | None = None
    place: str | None = None
    owner: str | None = None
    start: int | None = None
    end: int | None = None
    investment_yi: Decimal | None = None
    facts: Facts = NO_FACTS
    group: str | None = None
