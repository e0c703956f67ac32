"""The marked-up sources of the sample documents: parsing them into blocks and annotated figures.

Entry: :func:`parse`, which turns ``scripts/samples/*.txt`` into a list of :class:`Item`. The hand annotation stands in
the text, at the figure it speaks of, so that text and annotation cannot drift apart::

    普惠性幼儿园覆盖率达到{88|T|普惠性幼儿园覆盖率|%|2025 约 >=}%以上

Fields: what is printed | role (T target, S norm, O observation) | indicator | unit | options: comparator, year, kind
(约, 预, 导), ``@scope``, ``v=`` and ``v2=`` for a number in words, ``alt=`` for a second role that passes.
``{+…+}`` and ``{-…-}`` are a tracked insertion and deletion, ``{^…^}`` is a footnote.

Lines: ``#``, ``##``, ``###`` numbered levels; ``!style text`` unnumbered paragraphs; ``[table …]`` with ``¦`` between
cells (``<`` joins the cell on the left, ``^`` the one above, ``!!`` begins the row's annotation); ``[box …]``;
``%K``, ``%P``, ``%Q`` annotate the block above as task, project, problem.
Not here: writing files (``sample_docx``, ``sample_html``) and the gold files (``sample_gold``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ROLES = {"T": "targets", "S": "standards", "O": "observations"}
KINDS = {"约": "约束性", "预": "预期性", "导": "导向性"}
OPERATORS = {">=", "<=", ">", "<", "~", "="}
MARK = re.compile(r"\{\+(.*?)\+\}|\{-(.*?)-\}|\{\^(.*?)\^\}|\{([^{}|]+)\|([TSO])\|([^{}|]+)\|([^{}|]*)\|([^{}|]*)\}")
NUMERALS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Piece:
    """A stretch of one line: plain ``text``, or an inserted, deleted or footnote stretch."""

    text: str
    kind: str = "plain"


@dataclass
class Figure:
    """An annotated figure; ``offset`` counts in the visible text of its line or cell."""

    offset: int
    text: str
    role: str
    indicator: str
    unit: str
    options: list[str]


@dataclass
class Line:
    """One paragraph or cell: its pieces and figures. ``visible`` is what a reader of the final text sees."""

    pieces: list[Piece]
    figures: list[Figure]

    @property
    def visible(self) -> str:
        """The text with insertions, without deletions and footnotes."""
        return "".join(p.text for p in self.pieces if p.kind in ("plain", "insert"))

    @property
    def footnotes(self) -> list[str]:
        """The footnotes of the line, in order."""
        return [p.text for p in self.pieces if p.kind == "footnote"]


@dataclass
class Row:
    """A table row: cells (None continues the cell above, missing ones the cell on the left) and its annotation."""

    cells: list[Line | None]
    spans: list[int]
    note: str = ""

    @property
    def starts(self) -> dict[int, tuple[Line | None, int]]:
        """The cells with their column spans, by the grid column they begin at."""
        found: dict[int, tuple[Line | None, int]] = {}
        column = 0
        for line, span in zip(self.cells, self.spans, strict=True):
            found[column] = line, span
            column += span
        return found


@dataclass
class Item:
    """A block of the source, in reading order."""

    kind: str  # heading, style name, para, table, box
    line: Line | None = None
    level: int = 0
    label: str = ""
    section: str = ""
    name: str = ""
    caption: str = ""
    widths: list[float] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    inner: list[Item] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def reach(self, n: int, column: int) -> int:
        """Return how many rows of the table the cell at grid column ``column`` of row ``n`` covers."""
        below = n + 1
        while below < len(self.rows) and self.rows[below].starts.get(column, (..., 0))[0] is None:
            below += 1
        return below - n

    @property
    def captions(self) -> list[str]:
        """The lines above a table: its title, or 附件 and the title below it; none for a table without widths."""
        if not self.widths:
            return []
        return self.caption.split("　", 1) if self.caption.startswith("附件") else [self.caption]

    @property
    def text(self) -> str:
        """The visible text with the number before it."""
        mark = {1: "{}、", 2: "（{}）", 3: "{}."}.get(self.level, "")
        return mark.format(self.label) + (self.line.visible if self.line else "")


def parse_line(source: str) -> Line:
    """Return the line with its marks taken off and kept aside."""
    pieces: list[Piece] = []
    figures: list[Figure] = []
    visible, at = 0, 0
    for match in MARK.finditer(source):
        before = source[at : match.start()]
        if before:
            pieces.append(Piece(before))
            visible += len(before)
        inserted, deleted, note, text, role, indicator, unit, options = match.groups()
        if inserted is not None:
            pieces.append(Piece(inserted, "insert"))
            visible += len(inserted)
        elif deleted is not None:
            pieces.append(Piece(deleted, "delete"))
        elif note is not None:
            pieces.append(Piece(note, "footnote"))
        else:
            figures.append(Figure(visible, text, ROLES[role], indicator, unit, options.split()))
            pieces.append(Piece(text))
            visible += len(text)
        at = match.end()
    if source[at:]:
        pieces.append(Piece(source[at:]))
    line = Line(pieces, figures)
    if "{" in line.visible or "|" in line.visible:
        raise ValueError(f"mark-up not understood: {source}")
    return line


def chinese(number: int) -> str:
    """Return a number from 1 to 19 in Chinese numerals."""
    return NUMERALS[number] if number < 10 else "十" + (NUMERALS[number - 10] if number > 10 else "")


class Numbering:
    """Counts the three levels; ``running`` lets the items run on through the whole document (工作要点)."""

    def __init__(self, running: bool) -> None:
        self.counts = [0, 0, 0]
        self.running = running

    def next(self, level: int) -> str:
        """Return the label of the next block at ``level``."""
        self.counts[level - 1] += 1
        for below in range(level, 3):
            if not (below == 2 and self.running):
                self.counts[below] = 0
        number = self.counts[level - 1]
        return str(number) if level == 3 else chinese(number)

    def path(self, level: int) -> str:
        """Return the section path down to ``level``, as 三/（一）/2."""
        one, two, three = self.counts
        parts = [chinese(one) if one else "", f"（{chinese(two)}）" if two else "", str(three) if three else ""]
        return "/".join(p for p in parts[:level] if p)


def parse_row(source: str) -> Row:
    """Return a table row."""
    cells_part, _, note = source.partition("!!")
    cells: list[Line | None] = []
    spans: list[int] = []
    for cell in cells_part.strip().split("¦"):
        if cell == "<":
            spans[-1] += 1
        else:
            cells.append(None if cell == "^" else parse_line(cell))
            spans.append(1)
    return Row(cells, spans, note.strip())


def parse_block(opener: str, lines: list[str], section: str) -> Item:
    """Return the table or box whose lines are given, without its opening and closing line."""
    word, _, rest = opener.strip("[]").partition(" ")
    parts = rest.split("|")
    if word == "table":
        caption = parts[1]
        own = caption.split("　")[0]
        item = Item("table", name=parts[0], caption=caption, section=own if own == "附件" else f"{section}/{own}")
        item.widths = [float(w) for w in parts[2].split(",") if w]
        item.rows = [parse_row(line) for line in lines]
        return item
    item = Item("box", name=parts[0], line=parse_line(parts[1]), section=f"{section}/{parts[1].split('　')[0]}")
    for line in lines:
        if line.startswith("%"):
            item.inner[-1].notes.append((line[1], line[2:].strip()))
        else:
            item.inner.append(Item("box_line", parse_line(line.removeprefix("!b ")), section=item.section))
    return item


def parse(source: str, running: bool = False) -> list[Item]:
    """Return the blocks of a marked-up source in reading order."""
    items: list[Item] = []
    numbering = Numbering(running)
    lines = iter(source.splitlines())
    for line in lines:
        if line.startswith("["):
            inner = []
            for below in lines:
                if below.startswith("[/"):
                    break
                inner.append(below)
            items.append(parse_block(line, inner, numbering.path(2)))
        elif line.startswith("%"):
            items[-1].notes.append((line[1], line[2:].strip()))
        elif line.startswith("#"):
            hashes, _, text = line.partition(" ")
            level = len(hashes)
            label = numbering.next(level)
            items.append(Item("heading", parse_line(text), level, label, numbering.path(level)))
        elif line.startswith("!"):
            style, _, text = line[1:].partition(" ")
            items.append(Item(style, parse_line(text), section=numbering.path(2)))
        elif line.strip():
            items.append(Item("para", parse_line(line), section=numbering.path(2)))
    return items
