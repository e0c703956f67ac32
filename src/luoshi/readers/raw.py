"""Raw blocks (原始块): what a format reader hands to :mod:`luoshi.readers.structure`.

Entry: :class:`RawParagraph`, :class:`RawTable`, :func:`concat`. A format reader only says what stands where; whether a
paragraph is a heading, a list item or the title of a box is decided in one place for all formats.
Not here: any judgement of what a paragraph is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luoshi.model.document import Passage, Place, Run, Table


@dataclass(slots=True)
class RawParagraph:
    """One paragraph or line as it stands in the file.

    Attributes:
        passage: its clean text, blanks at the ends taken off.
        place: where it stands.
        style_level: level given by a heading style, ``#`` marks or ``<h1>``; 0 if none.
        number: automatic numbering restored as text (``（一）``, ``1.``); not part of the passage.
        gap: blank lines before it.
        indented: begins with blanks of its own.
        bold_end: length of the bold text that it begins with; 0 if none or if the whole is bold.
        dash: it had a list mark (``-``, ``•``, ``——``) that was taken off.
        is_title: the file's own style says that it is a title.
        frame: number of the text box or one-column table it stands in, 0 for the body, -1 for notes at the end.
        joinable: lines may have been broken at the end of the page or line, so that it may go on in the next.
    """

    passage: Passage
    place: Place | None = None
    style_level: int = 0
    number: str = ""
    gap: int = 0
    indented: bool = False
    bold_end: int = 0
    dash: bool = False
    is_title: bool = False
    joinable: bool = False
    frame: int = 0

    @property
    def text(self) -> str:
        """The clean text."""
        return self.passage.text


@dataclass(slots=True)
class RawTable:
    """A table as it stands in the file; ``start`` is its first character in the document text."""

    table: Table
    start: int
    place: Place | None = None
    gap: int = 0
    frame: int = 0


RawBlock = RawParagraph | RawTable


def concat(parts: Sequence[Passage]) -> Passage:
    """Return one passage whose text is that of ``parts`` one after the other."""
    if len(parts) == 1:
        return parts[0]
    runs: list[Run] = []
    at = 0
    for part in parts:
        runs.extend(Run(run.at + at, run.start, run.length) for run in part.runs if run.length)
        at += len(part.text)
    return Passage("".join(part.text for part in parts), tuple(runs) or parts[0].runs[:1])


def strip(passage: Passage) -> Passage:
    """Return ``passage`` without the blanks at its ends."""
    text = passage.text
    stripped = text.strip()
    if len(stripped) == len(text):
        return passage
    begin = len(text) - len(text.lstrip())
    return passage.slice(begin, begin + len(stripped))
