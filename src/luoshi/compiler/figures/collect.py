"""All figures of a document (数据项): prose, indicator tables, project tables, in reading order, as plan items.

Entry: :func:`find_figures`. Not here: how one passage is read (:mod:`luoshi.compiler.figures.text`) or one table
(:mod:`luoshi.compiler.figures.tables`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.base.dates import find_years
from luoshi.compiler.figures.context import Context, Horizon, Tense, read_contexts
from luoshi.compiler.figures.roles import Role
from luoshi.compiler.figures.tables import (
    CellFigure,
    counted_figures,
    indicator_figures,
    measure_figures,
    total_figures,
)
from luoshi.compiler.figures.text import Setting, TextFigure, read_figures
from luoshi.compiler.ids import IdBook
from luoshi.compiler.projects.collect import ProjectRow
from luoshi.compiler.table_heads import Role as Head
from luoshi.compiler.table_heads import TableHead, TableKind, classify_columns
from luoshi.model.document import Block, BlockKind, Cell, Document, Passage, Place, Table
from luoshi.model.plan import DocumentFacts, Figure, Norm, Observation, Target

_MODELS: dict[str, tuple[type[Figure], str]] = {
    "target": (Target, "t"),
    "norm": (Norm, "n"),
    "observation": (Observation, "o"),
}
_SCOPE_OF_LEVEL = {"国家": "全国", "省": "全省", "市": "全市", "县": "全县"}
_SCOPE_OF_REGION = {"省": "全省", "市": "全市", "县": "全县", "区": "全区", "旗": "全旗", "州": "全州", "盟": "全盟"}
_SILENT = (
    Head.SERIAL,
    Head.START,
    Head.END,
    Head.PERIOD,
    Head.INVESTMENT,
    Head.DEADLINE,
    Head.UNITS,
    Head.LEAD,
    Head.SUPPORT,
    Head.NAME,
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all figures of a document share."""

    doc: Document
    contexts: list[Context]
    horizon: Horizon
    scope: str | None
    region: str
    projects: ProjectIndex
    year: int | None


class ProjectIndex:
    """Which project a place of the text belongs to: looks up the rows and sentences of projects."""

    def __init__(self, rows: list[ProjectRow]) -> None:
        pairs = sorted(((span, row) for row in rows for span in row.spans), key=lambda pair: pair[0])
        self._spans = [span for span, _ in pairs]
        self._rows = [row for _, row in pairs]
        self._shared = {span for span, n in Counter(self._spans).items() if n > 1}

    def at(self, position: int) -> ProjectRow | None:
        """Return the project whose row or sentence holds ``position``; None if none does, or several share it."""
        i = bisect_right(self._spans, position, key=lambda span: span.start) - 1
        if i < 0 or position >= self._spans[i].end or self._spans[i] in self._shared:
            return None
        return self._rows[i]

    def is_investment(self, position: int, found: TextFigure) -> bool:
        """Whether a sum of money is the investment of a project told of here: it stands at the project, not twice."""
        amount = _in_yi(found)
        i = bisect_right(self._spans, position, key=lambda span: span.start) - 1
        while amount is not None and i >= 0 and position < self._spans[i].end:
            if self._rows[i].project.investment_yi == amount:
                return True
            i -= 1
        return False


def _in_yi(found: TextFigure) -> Decimal | None:
    """Return an amount of money in 亿元; None for anything else."""
    factor = {"亿元": Decimal(1), "万元": Decimal("0.0001")}.get(found.unit)
    return found.value * factor if factor is not None else None


def region_scope(facts: DocumentFacts) -> str | None:
    """Return the word for the whole region of a document: 全市, 全区…; None if it names no region."""
    region = facts.region or ""
    return _SCOPE_OF_REGION.get(region[-1:]) or _SCOPE_OF_LEVEL.get(facts.level or "")


def find_figures(
    doc: Document, facts: DocumentFacts, horizon: Horizon, projects: list[ProjectRow], ids: IdBook
) -> list[Figure]:
    """Return targets, norms and observations of ``doc`` in reading order."""
    around = Surroundings(
        doc,
        read_contexts(doc),
        horizon,
        region_scope(facts),
        facts.region or "",
        ProjectIndex(projects),
        facts.period[1] if facts.period and facts.period[0] == facts.period[1] else None,
    )
    figures: list[Figure] = []
    above = ""
    for block in doc.blocks:
        if block.kind is BlockKind.TABLE and block.table is not None:
            figures += _in_table(block, above, around, ids)
        elif block.kind not in (BlockKind.TITLE, BlockKind.BOX, BlockKind.CAPTION):
            figures += _in_passage(block.passage, block, block.place, around, ids)
        above = block.text
    figures.sort(key=lambda f: f.value_span)
    return figures


def _setting(
    block: Block, around: Surroundings, *, year: int | None = None, bound: bool = False, tense: Tense | None = None
) -> Setting:
    section = around.doc.sections[block.section]
    topic = block.text[: block.title_end] if 0 < block.title_end <= 20 else ""
    if not topic and 2 <= len(section.title) <= 14 and section.level >= 3:
        topic = section.title
    context = around.contexts[block.section]
    return Setting(
        replace(context, tense=tense) if tense else context,
        around.horizon,
        topic=topic,
        scope=around.scope,
        year=year or around.year,
        bound=bound,
    )


def _in_passage(
    passage: Passage,
    block: Block,
    place: Place | None,
    around: Surroundings,
    ids: IdBook,
    *,
    year: int | None = None,
    bound: bool = False,
    tense: Tense | None = None,
) -> Iterator[Figure]:
    section = around.doc.sections[block.section].path
    setting = _setting(block, around, year=year, bound=bound, tense=tense)
    kind = setting.context.kind
    for found in read_figures(_set_off(passage.text, block), setting):
        if not bound and around.projects.is_investment(passage.locate(found.start), found):
            continue
        figure = _from_text(found, passage, section, place, around, ids, bound)
        yield figure.model_copy(update={"kind": kind}) if kind and found.role == "target" else figure


def _set_off(text: str, block: Block) -> str:
    """Return ``text`` with the blank after a run-in heading made a full stop: 某某工程 遴选3所…… is two sentences."""
    at = block.title_end
    if 0 < at < len(text) and block.passage.text is text and text[at].isspace():
        return f"{text[:at]}。{text[at + 1 :]}"
    return text


def _from_text(
    found: TextFigure,
    passage: Passage,
    section: str,
    place: Place | None,
    around: Surroundings,
    ids: IdBook,
    bound: bool,
) -> Figure:
    value_span = passage.span(found.start, found.end)
    row = around.projects.at(value_span.start)
    role, year, scope = found.role, found.year, found.scope
    indicator = found.indicator
    if row is not None:
        year = year or (row.end_year if role != "observation" else None)
        scope = row.project.name if role == "target" else scope
        if (
            found.indicator != found.bare
        ):  # the project is the topic: of a row it is the scope, in prose it names the measure
            indicator = found.bare if bound or len(row.project.name) > 18 else row.project.name + found.bare
    model, prefix = _MODELS[role]
    start, end = found.clause
    end = max(found.end, start + len(passage.text[start:end].rstrip("，；、：,;: \n")))
    value_text = passage.text[found.start : found.end]
    return model(
        id=ids.take(prefix, found.indicator, passage.text[start:end], value_text),
        section=section,
        span=passage.span(start, end),
        quote=around.doc.quote(passage.span(start, end)),
        at=place,
        indicator=indicator,
        scope=scope,
        unit=found.unit,
        op=found.op,  # type: ignore[arg-type]
        value=found.value,
        value2=found.value2,
        value_text=value_text,
        year=year,
        value_span=value_span,
    )


def _in_table(block: Block, above: str, around: Surroundings, ids: IdBook) -> Iterator[Figure]:
    table = block.table
    if table is None:
        return
    head = classify_columns(table, above)
    section = around.doc.sections[block.section].path
    numbers: list[CellFigure] = []
    if head.kind is TableKind.INDICATOR:
        numbers = list(indicator_figures(table, head, around.horizon, above=above))
    elif head.kind is TableKind.PROJECT:
        numbers = list(total_figures(table, head, around.horizon))
        grid = table.grid()
        for row in head.body_rows(table):
            numbers += list(_project_row(grid[row], row, head, around))
    else:
        context = around.contexts[block.section]
        role: Role = "observation" if context.tense in ("past", "open") else "target"
        year = around.horizon.base if role == "observation" else context.year or around.year
        numbers = list(counted_figures(table, head, role, year))
    for number in numbers:
        yield _from_cell(number, section, block, around, ids)
    bound = head.kind is TableKind.PROJECT
    deadlines = _deadlines(table, head)
    taken = {number.cell.passage.whole.start for number in numbers}
    for cell in table.cells:
        if cell.row < head.rows or cell.passage.whole.start in taken or not _is_prose(cell, head, table.n_columns):
            continue
        for passage in cell.paragraphs or (cell.passage,):
            yield from _in_passage(
                passage,
                block,
                cell.place or block.place,
                around,
                ids,
                year=deadlines.get(cell.row),
                bound=bound,
                tense=_tense_of(cell, head),
            )


def _project_row(cells: list[Cell | None], index: int, head: TableHead, around: Surroundings) -> Iterator[CellFigure]:
    for number in measure_figures(cells, head, index, None):
        row = around.projects.at(number.cell.passage.locate(number.start))
        if row is not None:
            yield replace(number, year=row.end_year, scope=row.project.name)


def _deadlines(table: Table, head: TableHead) -> dict[int, int]:
    """Return by row the year in its column of time limits: it dates what the row promises."""
    column = head.column(Head.DEADLINE)
    if column is None or head.kind is TableKind.PROJECT:
        return {}
    years = {}
    for row, cells in enumerate(table.grid()):
        cell = cells[column.index]
        found = find_years(cell.text) if cell is not None else []
        if found:
            years[row] = found[-1].year
    return years


def _tense_of(cell: Cell, head: TableHead) -> Tense | None:
    """A column of problems speaks of the present, one of measures of the future, whatever the section says."""
    role = head.columns[cell.column].role if cell.column < len(head.columns) else None
    if role is Head.PROBLEM:
        return "open"
    return "future" if role in (Head.MEASURE, Head.CONTENT) else None


def _is_prose(cell: Cell, head: TableHead, n_columns: int) -> bool:
    """Whether a cell is read as text: not a serial, a year, an amount or a list of units."""
    if cell.column_span >= n_columns or not head.columns:
        return True
    column = head.columns[min(cell.column, len(head.columns) - 1)]
    if head.kind is TableKind.PROJECT and cell.column == 0 and len(cell.text) > 8:
        return True  # a subtotal row of one cell
    return column.role not in _SILENT


def _table_scope(named: str | None, around: Surroundings) -> str | None:
    """Return the scope that a table head names; the region's own name in short (临江2025年) is the whole region."""
    if not named or around.region.startswith(named):
        return around.scope
    return named


def _from_cell(found: CellFigure, section: str, block: Block, around: Surroundings, ids: IdBook) -> Figure:
    passage = found.cell.passage
    model, prefix = _MODELS[found.role]
    value_text = passage.text[found.start : found.end]
    return model(
        id=ids.take(prefix, found.indicator, str(found.year), value_text),
        section=section,
        span=passage.whole,
        quote=around.doc.quote(passage.whole),
        at=found.cell.place or block.place,
        indicator=found.indicator[:36],
        scope=_table_scope(found.scope, around),
        unit=found.unit,
        op=found.op,  # type: ignore[arg-type]
        value=found.value,
        value2=found.value2,
        value_text=value_text,
        year=found.year,
        kind=found.kind,
        part=found.part,
        value_span=passage.span(found.start, found.end),
    )
