"""Every place of a report that has words (位置): what stands there and where it is, told to a person.

Entry: :func:`spots_of`. The Word writer marks these places and the check of an edited report compares them, so both
go by one list.
Not here: the marks (:mod:`luoshi.report.report_marks`), comparing (:mod:`luoshi.report.edited`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import Named, Prose, plain
from luoshi.model.evaluation.report import Block, EvaluationReport, Heading, Paragraph, Picture, Table
from luoshi.report.official_elements import attachment_lead

TITLE = "标题"
"""The report's title, as if it were a block."""
LISTED = "附件说明"
"""The part of an annex that is its line in 附件说明."""
SEEN = "图"
"""The part of a picture that is the picture itself; its words are the alternative text."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with words: of which block and part, what they are, where that is."""

    block: str
    cell: str
    words: Prose
    where: str


def spots_of(report: EvaluationReport) -> tuple[Spot, ...]:
    """Return the places of a report in the order in which they are written."""
    return tuple(_spots(report))


def _spots(report: EvaluationReport) -> Iterator[Spot]:
    yield Spot(TITLE, "", report.title, "标题")
    yield from _in_blocks(report.blocks, report.facts, "正文开头")
    for number, annex in enumerate(report.annexes, 1):
        lead = Named(attachment_lead(number, len(report.annexes)), "序号")
        yield Spot(annex.key, LISTED, (lead, *annex.title), f"附件说明第{number}项")
    for number, annex in enumerate(report.annexes, 1):
        yield Spot(annex.key, "", annex.title, f"附件{number}的标题")
        yield from _in_blocks(annex.blocks, report.facts, f"附件{number}")


def _in_blocks(blocks: Iterable[Block], book: FactBook, under: str) -> Iterator[Spot]:
    """Yield the places of blocks; ``under`` is what they stand under until a heading comes."""
    paragraphs = notes = 0
    for block in blocks:
        match block:
            case Heading():
                under, paragraphs, notes = plain(block.words, book).strip(), 0, 0
                yield Spot(block.key, "", block.words, f"标题“{under}”")
            case Paragraph(is_note=True):
                notes += 1
                yield Spot(block.key, "", block.words, f"“{under}”第{notes}条注")
            case Paragraph():
                paragraphs += 1
                yield Spot(block.key, "", block.words, f"“{under}”第{paragraphs}段")
            case Table():
                yield from _in_table(block, plain(block.caption, book))
            case Picture():
                caption = plain(block.caption, book)
                yield Spot(block.key, SEEN, block.alt, f"图“{caption}”的替代文字")
                yield Spot(block.key, "", block.caption, f"图题“{caption}”")


def _in_table(table: Table, caption: str) -> Iterator[Spot]:
    yield Spot(table.key, "", table.caption, f"表题“{caption}”")
    for number, row in enumerate(table.rows, 1):
        for column, words in enumerate(row.cells):
            name = table.head[column] if column < len(table.head) else f"第{column + 1}列"
            yield Spot(table.key, f"{row.key}/{column}", words, f"表“{caption}”第{number}行“{name}”")
