"""Hidden bookmarks by which the text of a Word report is found again (隐藏书签).

Entries: :class:`Marks` (writing them), :func:`place_stem`, :func:`fact_stem` and :func:`origin_mark` (their names),
:func:`stem_of`. A place, a block or a cell of a table, has the stem ``_B…``, a computed number ``_F…``; a second
bookmark of the same stem has a number behind it, so that names differ in a document. ``_R…`` says which report wrote
the file. Word hides names that begin with a line.
Not here: reading them (:mod:`luoshi.report.word_places`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field

from luoshi.model.evaluation.report import EvaluationReport

ORIGIN = "_R_"
"""So begins the name of the bookmark that says which report wrote a file."""
_LENGTH = 20
"""Characters of a checksum in a name; Word allows 40 in all."""
_SHORTER = 16
"""Of each of the two in the name of the report."""


def place_stem(block: str, cell: str) -> str:
    """Return the stem of the bookmarks of a block (``cell`` empty) or of a part of it."""
    return "_B" + _short(f"{block}\n{cell}")


def fact_stem(fact: str) -> str:
    """Return the stem of the bookmarks around a fact's number."""
    return f"_F{_short(fact)}"


def origin_mark(report: EvaluationReport) -> str:
    """Return the name of the bookmark that says of which freeze, of which kind and of which county a report is."""
    freeze, kind = (_short(one)[:_SHORTER] for one in (report.digest, f"{report.kind.value}\n{report.area}"))
    return f"{ORIGIN}{freeze}_{kind}"


def stem_of(name: str) -> str:
    """Return the stem of a bookmark's name; empty for a bookmark that is none of ours."""
    if name[:2] not in ("_B", "_F"):
        return ""
    stem = name[: 2 + _LENGTH]
    return stem if len(stem) == 2 + _LENGTH and name[2 + _LENGTH : 3 + _LENGTH] in ("", "_") else ""


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


@dataclass(slots=True)
class Marks:
    """Bookmarks of one document: their ids and names differ.

    Attributes:
        last: the highest id that is in use.
    """

    last: int = 0
    _used: Counter[str] = field(default_factory=Counter)

    def around(self, stem: str, inside: str) -> str:
        """Return runs with a bookmark around them."""
        self.last += 1
        self._used[stem] += 1
        name = stem if self._used[stem] == 1 else f"{stem}_{self._used[stem]}"
        return f'<w:bookmarkStart w:id="{self.last}" w:name="{name}"/>{inside}<w:bookmarkEnd w:id="{self.last}"/>'
