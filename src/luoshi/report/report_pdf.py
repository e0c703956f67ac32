"""A report as PDF, laid out as official papers are (公文): A4, 22 lines of 28 characters, page numbers outside.

Entry: :func:`report_pdf`. The fonts are the open ones that come with the installation; the same report gives the same
bytes on every machine. The layout itself is ``templates/report.typ``. Not here: Word, what the report says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from luoshi.model.evaluation.charts import ChartPicture
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import plain
from luoshi.model.evaluation.report import Annex, Block, EvaluationReport, Heading, Paragraph, Picture, Table
from luoshi.report.fonts import SANS, SERIF, missing_glyphs
from luoshi.report.pictures import glyphs_missing
from luoshi.report.typesetting import Job, set_with_places

MOST_WITHOUT_CONTENTS = 10
"""A report of more pages has a page of contents."""
_LONG_CELL = 300
"""A row with a cell of more characters may break across pages; others stay whole."""


@dataclass(frozen=True)
class PdfReport:
    """A report as PDF; ``places`` tells on which page (from 1) a block begins, by its key."""

    data: bytes
    places: Mapping[str, int]


def report_pdf(report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> PdfReport:
    """Return a report as PDF.

    Args:
        report: what is said.
        pictures: its charts, of :func:`luoshi.report.pictures.pictures_of`.

    Raises:
        LuoshiError: E100 without fonts, E101 when they lack a character, E102 when it cannot be laid out.
    """
    data = _data(report, pictures)
    for where, words in _words(data):
        if missing := missing_glyphs(words):
            raise glyphs_missing(missing, where)
    pdf, places = set_with_places(Job("report.typ", data), is_accessible=_levels_follow(report))
    return PdfReport(pdf, dict(places))


def _data(report: EvaluationReport, pictures: Mapping[str, ChartPicture]) -> dict[str, Any]:
    title = plain(report.title, report.facts)
    return {
        "serif": SERIF,
        "sans": SANS,
        "name": title.replace("\n", ""),
        "title": title.split("\n"),
        "issuer": report.issuer,
        "description": f"定稿 {report.freeze}，校验码 {report.digest}",
        "date": f"{report.on.year}年{report.on.month}月{report.on.day}日",
        "most-without-contents": MOST_WITHOUT_CONTENTS,
        "blocks": [_block(one, report.facts, pictures) for one in report.blocks],
        "annexes": [
            _annex(annex, f"附件{at if len(report.annexes) > 1 else ''}", report.facts, pictures)
            for at, annex in enumerate(report.annexes, 1)
        ],
    }


def _annex(annex: Annex, mark: str, book: FactBook, pictures: Mapping[str, ChartPicture]) -> dict[str, Any]:
    return {
        "key": annex.key,
        "mark": mark,
        "title": plain(annex.title, book),
        "wide": annex.is_wide,
        "blocks": [_block(one, book, pictures) for one in annex.blocks],
    }


def _block(block: Block, book: FactBook, pictures: Mapping[str, ChartPicture]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "key": block.key, "level": block.level, "words": plain(block.words, book)}
        case Paragraph():
            kind = "note" if block.is_note else "paragraph"
            return {"kind": kind, "key": block.key, "words": plain(block.words, book)}
        case Table():
            return _table(block, book)
        case Picture():
            picture = pictures[block.key]
            return {
                "kind": "picture",
                "key": block.key,
                "caption": plain(block.caption, book),
                "alt": plain(block.alt, book),
                "svg": picture.svg,
                "ratio": picture.height / picture.width,
            }


def _table(table: Table, book: FactBook) -> dict[str, Any]:
    rows = [[plain(cell, book) for cell in row.cells] for row in table.rows]
    return {
        "kind": "table",
        "key": table.key,
        "caption": plain(table.caption, book),
        "head": list(table.head),
        "widths": list(table.widths),
        "sides": ["c" if at in table.centred else "r" if at in table.right else "l" for at in range(len(table.head))],
        "rows": [{"cells": cells, "long": max(map(len, cells), default=0) > _LONG_CELL} for cells in rows],
    }


def _levels_follow(report: EvaluationReport) -> bool:
    """Return whether no heading is more than a level below the one before, as PDF/UA asks."""
    before = 0
    for heading in _headings(report):
        if heading > before + 1:
            return False
        before = heading
    return True


def _headings(report: EvaluationReport) -> Iterable[int]:
    yield from (one.level for one in report.blocks if isinstance(one, Heading))
    for annex in report.annexes:
        yield 1
        yield from (one.level for one in annex.blocks if isinstance(one, Heading))


def _words(data: object, where: str = "标题") -> Iterable[tuple[str, str]]:
    """Yield all texts of the data with the block in which they stand."""
    if isinstance(data, str):
        yield where, data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _words(value, f"块 {data['key']}" if "key" in data else where)
    elif isinstance(data, list):
        for value in data:
            yield from _words(value, where)
