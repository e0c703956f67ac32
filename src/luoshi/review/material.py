"""What the rules look at (审校材料): the document and its plan, cut once into pieces and sentences for all rules.

Entry: :class:`Material`. A piece (文块) is the text of a block or of a table cell; a sentence (句) lies within a piece.
Both know where their characters stand in ``Document.text``. Views are made when first asked for and kept.
Not here: how tables are read as numbers (:mod:`luoshi.review.numeric_tables`), values from elsewhere
(:mod:`luoshi.review.references`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from luoshi.base.numerals import HALF_WIDTH
from luoshi.base.quantities import Quantity, find_in_half_width
from luoshi.model.document import Block, BlockKind, Cell, Document, Passage, Span
from luoshi.model.plan import Figure, Plan
from luoshi.review.breakdowns import Breakdown, find_breakdowns
from luoshi.review.grouped_parts import MOST_BACK, divides, find_continued, find_divided, find_grouped
from luoshi.review.growth import Change, find_changes
from luoshi.review.growth_distant import find_distant
from luoshi.review.measures import Measures, measures_of
from luoshi.review.numeric_tables import NumericTable, numeric_table
from luoshi.review.project_rows import ProjectRow, project_rows
from luoshi.review.references import References
from luoshi.review.retrospect import looking_back
from luoshi.review.said import SaidNumbers
from luoshi.review.tenses import Tense, tense_of

if TYPE_CHECKING:
    from luoshi.review.told import Telling

_STATEMENT_END = re.compile(r"[。！？]+[”’）」』\"]*|\n+")
_MARKS = re.compile(r"(?<!\d),|,(?!\d)|;")
_SENTENCE_END = re.compile(r"[。！？；;]+[”’）」』\"]*|\n+")


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """The text of a block or of a table cell.

    Attributes:
        passage: the clean text with its places.
        block: the block it belongs to; the table's block for a cell.
        number: index of that block in ``Document.blocks``.
        cell: the cell; None outside tables.
    """

    passage: Passage
    block: Block
    number: int
    cell: Cell | None = None

    @property
    def text(self) -> str:
        """The clean text."""
        return self.passage.text

    @property
    def is_prose(self) -> bool:
        """Whether it is running text: a paragraph or list item, not a heading, a title, a caption or a cell."""
        return self.cell is None and self.block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)

    def span(self, start: int, end: int) -> Span:
        """Return where ``text[start:end]`` stands in ``Document.text``."""
        return self.passage.span(start, end)


@dataclass(frozen=True, eq=False)
class Sentence:
    """``piece.text[start:end]``, without blanks at its ends; ``text`` keeps the closing mark."""

    piece: Piece
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters of the sentence."""
        return self.piece.text[self.start : self.end]

    @cached_property
    def half_width(self) -> str:
        """The same with digits, brackets, colon and percent sign in half width, character for character.

        Commas and semicolons between words are full width, so that what is typed with , and ; reads as with ， and ；.
        """
        text = self.text.translate(HALF_WIDTH)
        return _MARKS.sub(lambda mark: "，" if mark[0] == "," else "；", text) if _MARKS.search(text) else text

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Return where ``text[start:end]`` stands in ``Document.text``."""
        return self.piece.span(self.start + start, self.end if end is None else self.start + end)

    def quantities(self) -> list[Quantity]:
        """Return the quantities in it; their offsets count in ``text``."""
        return list(_quantities(self.half_width))


@dataclass
class Material:
    """A document and its plan as the rules see them.

    Attributes:
        document: as it was read.
        plan: as compiled from it, or as corrected since.
        references: values handed in to hold the text against.
    """

    document: Document
    plan: Plan
    references: References = field(default_factory=References)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All blocks and cells with text, in reading order."""
        return tuple(self._pieces())

    def _pieces(self) -> Iterator[Piece]:
        for number, block in enumerate(self.document.blocks):
            if block.table is None:
                if block.passage.text.strip():
                    yield Piece(block.passage, block, number)
                continue
            for cell in sorted(block.table.cells, key=lambda c: (c.row, c.column)):
                if cell.text:
                    yield Piece(cell.passage, block, number, cell)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all pieces in reading order, cut behind 。！？； and at line ends."""
        return tuple(sentence for piece in self.pieces for sentence in _sentences(piece, _SENTENCE_END))

    @cached_property
    def statements(self) -> tuple[Sentence, ...]:
        """The same cut behind 。！？ alone: what stands between two semicolons may belong together."""
        return tuple(sentence for piece in self.pieces for sentence in _sentences(piece, _STATEMENT_END))

    @cached_property
    def tables(self) -> tuple[tuple[int, Block], ...]:
        """The tables with their index in ``Document.blocks``."""
        return tuple((n, block) for n, block in enumerate(self.document.blocks) if block.table is not None)

    @cached_property
    def numeric_tables(self) -> tuple[NumericTable, ...]:
        """The tables that hold numbers which can be added up."""
        blocks = self.document.blocks
        found = (numeric_table(n, b, blocks[n - 1].text if n else "") for n, b in self.tables)
        return tuple(table for table in found if table is not None)

    @cached_property
    def breakdowns(self) -> tuple[Breakdown, ...]:
        """Wholes with their parts, as sentences state them."""
        found: list[Breakdown] = []
        for whole in self.statements:
            found += [*find_grouped(whole, 0), *find_divided(whole), *find_breakdowns(whole)]
        for number, last in enumerate(self.statements):
            back = MOST_BACK if divides(last.half_width) else 1
            before = [s for s in self.statements[max(0, number - back) : number] if s.piece is last.piece]
            if before:
                several, one = (Sentence(last.piece, s.start, last.end) for s in (before[0], before[-1]))
                found += find_grouped(several, last.start - several.start)
                found += find_divided(several, last.start - several.start) if back > 1 else ()
                found += find_continued(one, last.start - one.start)
        found.sort(
            key=lambda one: (one.is_full, len(one.parts) > 1)
        )  # of two readings of one list, that which leaves nothing out
        kept = {(one.whole.span.end, one.parts[0].span.end): one for one in found}
        return tuple(sorted(kept.values(), key=lambda one: one.whole.span.start))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Two levels and the change between them, as sentences state them; the level after perhaps in another one."""
        found = [one for whole in self.statements for one in find_changes(whole)]
        return (*found, *find_distant(self.statements))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Targets, norms and observations of the plan in reading order."""
        return self.plan.figures

    @cached_property
    def _by_value(self) -> dict[tuple[str, Decimal], list[Figure]]:
        found: dict[tuple[str, Decimal], list[Figure]] = defaultdict(list)
        for figure in self.figures:
            found[(figure.unit, figure.value)].append(figure)
        return found

    def saying(self, value: Decimal, unit: str) -> Sequence[Figure]:
        """Return the figures that say ``value`` in ``unit``."""
        return self._by_value.get((unit, value), ())

    def said_elsewhere(self, value: Decimal, unit: str, name: str, besides: Span) -> Figure | None:
        """Return a figure outside ``besides`` that says ``value`` of something with a word of ``name``; None if none.

        A sum that does not hold is surely wrong where the text itself has the right one.
        """
        pairs = {name[n : n + 2] for n in range(len(name) - 1)}
        for figure in self.saying(value, unit):
            outside = figure.span.end <= besides.start or figure.span.start >= besides.end
            if outside and any(pair in figure.indicator for pair in pairs):
                return figure
        return None

    @cached_property
    def tellings(self) -> tuple[Telling, ...]:
        """The figures whose name can be told, in reading order."""
        from luoshi.review.told import tellings_of  # which reads the material itself

        return tellings_of(self)

    @cached_property
    def telling_pairs(self) -> tuple[tuple[Telling, Telling], ...]:
        """The tellings that may be of one thing: four rules hold them against one another."""
        from luoshi.review.sameness import pairs_of

        return tuple(pairs_of(self.tellings))

    @cached_property
    def said(self) -> SaidNumbers:
        """The numbers of the sentences by value and unit."""
        return SaidNumbers(self.sentences)

    @cached_property
    def measures(self) -> Measures:
        """The figures by what they measure."""
        return measures_of(self.document, self.plan, self.looking_back)

    @cached_property
    def looking_back(self) -> frozenset[int]:
        """The blocks that tell of the year before a plan for one year."""
        return looking_back(self.document, self.plan.document.period)

    def tense(self, sentence: Sentence) -> Tense | None:
        """Return whether a sentence tells what is, or what shall be; None where neither heading nor year tell."""
        is_back = sentence.piece.cell is None and sentence.piece.number in self.looking_back
        told = tense_of(self.document, sentence)
        return Tense.PAST if is_back and told is not Tense.PROBLEM else told

    @cached_property
    def project_rows(self) -> tuple[ProjectRow, ...]:
        """The projects of the plan with the cells or the sentence that tell of them."""
        return project_rows(self.plan.projects, self.pieces, self.sentences)

    def section_path(self, block: Block) -> str:
        """Return the labels of the section of ``block``, ``五/（二）/3``."""
        return self.document.section_of(block).path


@lru_cache(maxsize=20_000)
def _quantities(text: str) -> tuple[Quantity, ...]:
    # A dozen rules ask for those of the same sentence.
    return tuple(find_in_half_width(text))


def _sentences(piece: Piece, closing: re.Pattern[str]) -> Iterator[Sentence]:
    text, start = piece.text, 0
    for end in [*(match.end() for match in closing.finditer(text)), len(text)]:
        raw = text[start:end]
        inner = raw.strip()
        if inner:
            at = start + len(raw) - len(raw.lstrip())
            yield Sentence(piece, at, at + len(inner))
        start = end
