"""A report as it is said (评估报告): headings, paragraphs, tables and charts, each with a key, all numbers facts.

Entries: :class:`EvaluationReport` and, for the public site, :class:`SiteContent`, composed by
``luoshi.report.composing``; Word, PDF and pages are written from them and say the same. :func:`places_of` and
:func:`places_in` tell where each fact stands.
Not here: composing, writing, what was frozen (:mod:`luoshi.model.evaluation.freeze`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from luoshi.model.evaluation.charts import Chart, facts_of
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.prose import Prose, figures_in


class ReportKind(StrEnum):
    """Which report (报告种类); the value is its name in commands and files."""

    ANNUAL = "annual"
    MIDTERM = "midterm"
    FINAL = "final"
    BULLETIN = "bulletin"
    TASK_TABLE = "task-table"
    PROJECT_TABLE = "project-table"
    INDICATOR_TABLE = "indicator-table"

    @property
    def words(self) -> str:
        """Its Chinese name."""
        return _TITLES[self]


_TITLES = {
    ReportKind.ANNUAL: "年度监测报告",
    ReportKind.MIDTERM: "中期评估报告",
    ReportKind.FINAL: "总结评估报告",
    ReportKind.BULLETIN: "监测通报",
    ReportKind.TASK_TABLE: "任务完成情况表",
    ReportKind.PROJECT_TABLE: "项目进展情况表",
    ReportKind.INDICATOR_TABLE: "目标指标完成情况表",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4, its number (一、 （一） 1. （1）) included."""

    key: str
    level: int
    words: Prose


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``is_note`` sets it small, below the table or chart that it explains."""

    key: str
    words: Prose
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; its key is unique in the table."""

    key: str
    cells: tuple[Prose, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on every page.

    Attributes:
        widths: how wide the columns are against each other.
        centred: numbers of the columns (from 0) that are centred; figures stand to the right in ``right``.
    """

    key: str
    caption: Prose
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    centred: tuple[int, ...] = ()
    right: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its caption (图题) and the words that stand for it where it cannot be seen (替代文字)."""

    key: str
    caption: Prose
    alt: Prose
    chart: Chart


Block = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件); a wide one is printed across (横排)."""

    key: str
    title: Prose
    blocks: tuple[Block, ...]
    is_wide: bool = False


@dataclass(frozen=True)
class EvaluationReport:
    """A report.

    Attributes:
        title: may hold line breaks (as ``\\n`` in words).
        issuer: 发文机关署名; empty for none.
        on: 成文日期.
        freeze: name of the freeze, ``digest`` its hash.
        area: the county that it is about; empty for the plan's whole.
        consulted: key of a block -> ids of the facts on which its wording, its order or its being there depends, beside
            those that it writes.
        is_public: made of what may be published only.
    """

    kind: ReportKind
    title: Prose
    issuer: str
    on: date
    freeze: str
    digest: str
    blocks: tuple[Block, ...]
    facts: FactBook
    area: str = ""
    annexes: tuple[Annex, ...] = ()
    consulted: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_public: bool = False

    def all_blocks(self) -> Iterator[Block]:
        """Yield every block, those of the annexes last."""
        yield from self.blocks
        for annex in self.annexes:
            yield from annex.blocks


@dataclass(frozen=True)
class SiteContent:
    """What the public site says of a plan: the blocks of its pages, sharing one book of facts.

    Attributes:
        home: the state of the plan.
        targets: id of a target -> the blocks of its page.
        tasks, projects: the blocks of their lists.
        consulted: as :attr:`EvaluationReport.consulted`; keys of blocks differ over all pages.
    """

    facts: FactBook
    home: tuple[Block, ...]
    targets: Mapping[str, tuple[Block, ...]]
    tasks: tuple[Block, ...] = ()
    projects: tuple[Block, ...] = ()
    consulted: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FactPlace:
    """Where a fact stands.

    Attributes:
        block: key of the block.
        cell: of a table, ``row key/column`` (from 0); empty elsewhere.
        manner: 写出, its number stands there; 图, a chart shows it; 依据, the wording or the order depends on it.
    """

    block: str
    cell: str
    manner: Literal["写出", "图", "依据"]


def places_of(report: EvaluationReport, *, with_absent: bool = False) -> dict[str, tuple[FactPlace, ...]]:
    """Return id of a fact -> where it stands in a report, in reading order, each place once.

    Args:
        report: the report.
        with_absent: also tell of blocks that are not there because of a fact, last: another value might bring them.
    """
    blocks = tuple(report.all_blocks())
    found = {fact: list(places) for fact, places in places_in(blocks, report.consulted).items()}
    there = {block.key for block in blocks}
    for key, facts in report.consulted.items() if with_absent else ():
        for fact in sorted(facts) if key not in there else ():
            found.setdefault(fact, []).append(FactPlace(key, "", "依据"))
    return {fact: tuple(places) for fact, places in found.items()}


def places_in(blocks: Iterable[Block], consulted: Mapping[str, frozenset[str]]) -> dict[str, tuple[FactPlace, ...]]:
    """Return id of a fact -> where it stands in some blocks, in reading order, each place once."""
    found: dict[str, dict[FactPlace, None]] = {}
    for block in blocks:
        for fact, place in _standing(block):
            found.setdefault(fact, {})[place] = None
        for fact in sorted(consulted.get(block.key, ())):
            found.setdefault(fact, {})[FactPlace(block.key, "", "依据")] = None
    return {fact: tuple(places) for fact, places in found.items()}


def standing_facts(block: Block) -> tuple[str, ...]:
    """Return the ids of the facts that a block writes or draws, each once."""
    return tuple(dict.fromkeys(fact for fact, _ in _standing(block)))


def _standing(block: Block) -> Iterator[tuple[str, FactPlace]]:
    match block:
        case Heading() | Paragraph():
            for fact in figures_in(block.words):
                yield fact, FactPlace(block.key, "", "写出")
        case Table():
            for fact in figures_in(block.caption):
                yield fact, FactPlace(block.key, "", "写出")
            for row in block.rows:
                for column, cell in enumerate(row.cells):
                    for fact in figures_in(cell):
                        yield fact, FactPlace(block.key, f"{row.key}/{column}", "写出")
        case Picture():
            for fact in (*figures_in(block.caption), *figures_in(block.alt)):
                yield fact, FactPlace(block.key, "", "写出")
            for fact in facts_of(block.chart):
                yield fact, FactPlace(block.key, "", "图")
