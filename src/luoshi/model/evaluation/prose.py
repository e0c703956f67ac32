"""Sentences whose numbers are facts (文句): words, computed figures and names, kept apart until they are written.

Entries: :func:`prose`, :func:`plain`. The law: words hold no digit. A number in a sentence is a :class:`Figure`, which
is written through its fact, or part of a :class:`Named`: the name of a thing, a year, a number quoted from a document,
a page or a row. So no computed number can come into a report by another way than its fact.
Not here: what is said (``luoshi.report.composing``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from luoshi.model.evaluation.facts import Fact, FactBook

_DIGIT = re.compile(r"[0-9０-９]")
_HOLE = re.compile(r"\{(\w+)\}")

NameKind = Literal["名称", "年份", "日期", "引用", "序号", "位置", "版本"]
"""What a name that may hold digits is: of a thing, a year, a day, quoted from the plan or a rule, the number of an
entry or heading, a page or row, a version or checksum."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words; no digits in them."""

    text: str

    def __post_init__(self) -> None:
        if _DIGIT.search(self.text):
            raise ValueError(f"a number that is no fact: {self.text}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed number: written as the text of its fact, or as its number alone when ``is_bare``."""

    fact: str
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A name that may hold digits and is not computed."""

    text: str
    kind: NameKind = "名称"


Run = Said | Figure | Named
Prose = tuple[Run, ...]


def prose(template: str, **parts: Fact | Run | Prose | str) -> Prose:
    """Return a sentence: a template with ``{holes}`` and what fills them.

    A fact becomes a figure; a plain text is a name. What stands outside the holes is words.

    Raises:
        ValueError: when the template itself holds a digit.
        KeyError: when a hole is not filled.
    """
    runs: list[Run] = []
    for at, piece in enumerate(_HOLE.split(template)):
        if at % 2 == 0:
            runs.extend([Said(piece)] if piece else [])
        else:
            runs.extend(_runs(parts[piece]))
    return tuple(runs)


def _runs(part: Fact | Run | Prose | str) -> Iterable[Run]:
    if isinstance(part, Fact):
        return (Figure(part.id),)
    if isinstance(part, str):
        return (Named(part),) if part else ()
    return part if isinstance(part, tuple) else (part,)


def run_text(run: Run, book: FactBook) -> str:
    """Return a run as it is written."""
    if isinstance(run, Figure):
        return book[run.fact].number if run.is_bare else book[run.fact].text
    return run.text


def plain(words: Prose, book: FactBook) -> str:
    """Return a sentence as text."""
    return "".join(run_text(run, book) for run in words)


def figures_in(words: Prose) -> tuple[str, ...]:
    """Return the ids of the facts that a sentence writes, in their order."""
    return tuple(run.fact for run in words if isinstance(run, Figure))
