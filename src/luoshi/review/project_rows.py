"""Projects with the words that the text says of them (项目与原文): the cells of the row, or the sentence.

Entry: :func:`project_rows`; rules read ``Material.project_rows``. Not here: what the rules make of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luoshi.model.document import Span
from luoshi.model.plan import Project

if TYPE_CHECKING:
    from luoshi.review.material import Piece, Sentence

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_LONGEST, _BESIDE = 60, 16


@dataclass(frozen=True)
class ProjectRow:
    """A project and its words.

    Attributes:
        project: the project.
        table: index of the table's block in ``Document.blocks``; None when the project stands in prose.
        cells: the cells of its row in reading order; empty in prose.
        sentence: the sentence that names it; None in tables.
    """

    project: Project
    table: int | None
    cells: tuple[Piece, ...]
    sentence: Sentence | None

    @property
    def parts(self) -> tuple[Piece | Sentence, ...]:
        """The cells, or the sentence."""
        return self.cells or ((self.sentence,) if self.sentence else ())

    def year_spans(self, year: int) -> list[Span]:
        """Return where the words write this year; a cell that holds nothing else comes first."""
        found = [
            (len(part.text.strip()) > 6, part.span(*match.span(1)))
            for part in self.parts
            for match in _YEAR.finditer(part.text)
            if match[1] == str(year)
        ]
        return [span for _, span in sorted(found, key=lambda f: f[0])]

    @property
    def has_own_cell(self) -> bool:
        """Whether a cell holds its name and hardly more: it is a row of projects, not a task that tells of several."""
        name = self.project.name
        return any(name in cell.text and len(cell.text) <= len(name) + _BESIDE for cell in self.cells)

    @property
    def name_span(self) -> Span:
        """Where its name stands, at most the first 60 characters."""
        for part in self.parts:
            at = part.text.find(self.project.name) if self.project.name else -1
            if at >= 0:
                return part.span(at, at + min(len(self.project.name), _LONGEST))
        span = self.project.span
        return Span(span.start, min(span.end, span.start + _LONGEST))

    @property
    def content_spans(self) -> list[Span]:
        """Where the row says what is built: its longest cell but the name, that people may know the row by."""
        others = [c for c in self.cells if re.search(r"[\u4e00-\u9fff]", c.text) and self.project.name not in c.text]
        longest = max(others, key=lambda c: len(c.text), default=None)
        return [longest.span(0, min(len(longest.text), _LONGEST))] if longest is not None else []

    def with_years(self, first: Span) -> list[Span]:
        """Return ``first``, the name of the project, and the places of its two years as far as they are others."""
        years = [span for year in (self.project.end, self.project.start) if year for span in self.year_spans(year)[:1]]
        return list(dict.fromkeys([first, self.name_span, *years, *self.content_spans]))


def project_rows(
    projects: Sequence[Project], pieces: Sequence[Piece], sentences: Sequence[Sentence]
) -> tuple[ProjectRow, ...]:
    """Return the projects with the words about them, in the order of ``projects``."""
    starts = [(piece.passage.whole.start, n) for n, piece in enumerate(pieces)]
    starts.sort()
    rows: dict[tuple[int, int], list[Piece]] = {}
    for one in pieces:
        if one.cell is not None:
            rows.setdefault((one.number, one.cell.row), []).append(one)
    said = sorted(sentences, key=lambda s: s.span().start)
    said_at = [s.span().start for s in said]
    found = []
    for project in projects:
        at = bisect_right(starts, (project.span.start, len(pieces))) - 1
        piece = pieces[starts[at][1]] if at >= 0 else None
        if piece is not None and piece.cell is not None:
            found.append(ProjectRow(project, piece.number, tuple(rows[piece.number, piece.cell.row]), None))
            continue
        index = bisect_right(said_at, project.span.start) - 1
        found.append(ProjectRow(project, None, (), said[index] if index >= 0 else None))
    return tuple(found)
