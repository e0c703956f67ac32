"""The time limit of a task that is named after a project, against what is said of the project (任务时限与项目).

Entry: :func:`task_times`. A row 滨河学校建设 of a table of tasks is held against the last year of the row of the
project and the years in which sentences want it built or opened; a limit outside all of them is told of.
Not here: time limits of tasks in like words (:mod:`luoshi.review.consistency.deadlines`), years outside the period of
the plan (:mod:`luoshi.review.consistency.milestones`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.compiler.table_heads import Role, classify_columns, close
from luoshi.model.document import Cell, Span
from luoshi.review.consistency.natures import core_of
from luoshi.review.material import Material
from luoshi.review.tenses import Tense

_LIMIT = re.compile(r"(?:到|至)?(?P<year>20\d\d)\s?年[\d月日年]*[底末]?(?:之?前|以前)?(?:完成)?$")
_NAMED = re.compile(
    r"(?:推进|加快|实施|完成)?(?P<name>[\u4e00-\u9fff]{2,20}?(?:学校|中学|小学|幼儿园|中心|基地|校区|学院|专科学校|中专|高中))"
    r"(?:整体)?(?:新建|迁建|扩建|改扩建|改建|改造|搬迁|建设|续建)?(?:项目|工程)?"
)
_MANY = re.compile(r"乡镇|各|农村|寄宿|标准化|公办|民办|小规模|城区|义务教育|普通|[、和与及]|所|等")
_BUILT = re.compile(
    r"(?P<year>20\d\d)\s?年(?:\s?\d{1,2}\s?月)?(?:[年月]?底|末|[春秋]季|上半年|下半年|暑期)?(?:学期)?(?:开学)?(?:之?前)?"
    r"[^，。；;、\d]{0,10}?(?:建成|竣工|完工|交付|投入使用|投用|启用|招生|开园|开学)"
)
_BEYOND = re.compile(r"跨|远期|展望|储备|长期|启动|开工|前期|持续")
_REACH, _MOST = 120, 3


@dataclass(frozen=True)
class TaskTime:
    """A task whose limit no other place has: its name, the limit as written, the years elsewhere, the places."""

    name: str
    told: str
    years: tuple[int, ...]
    spans: tuple[Span, ...]


def task_times(material: Material) -> Iterator[TaskTime]:
    """Yield the tasks named after a project whose limit is later or earlier than all that is said of it."""
    tasks = list(_tasks(material))
    if not tasks:
        return
    built = _built(material, {core for core, _, _ in tasks})
    for core, name, cell in tasks:
        match = _LIMIT.match(cell.text.strip())
        known = built.get(core, [])
        if match is None or not known:
            continue
        years = sorted({year for year, _ in known})
        if years[0] <= int(match["year"]) <= years[-1]:
            continue
        spans = [cell.passage.whole, name.passage.span(0, min(len(name.passage.text), 60))]
        yield TaskTime(close(name.text), cell.text.strip(), tuple(years), (*spans, *(s for _, s in known[:_MOST])))


def _tasks(material: Material) -> Iterator[tuple[str, Cell, Cell]]:
    """Yield the core of the name, the cell of the task and that of its limit."""
    for _, block in material.tables:
        table = block.table
        head = classify_columns(table) if table is not None else None
        column = head.column(Role.DEADLINE) if head is not None else None
        if table is None or head is None or column is None:
            continue
        for row in table.rows():
            limit = next((c for c in row if c.column == column.index), None)
            named = next((c for c in row if _NAMED.fullmatch(close(c.text))), None)
            if limit is None or named is None or any(_BEYOND.search(c.text) for c in row):
                continue
            name = _NAMED.fullmatch(close(named.text))
            core = core_of(name["name"]) if name is not None and not _MANY.search(name["name"]) else None
            if core is not None and len(core) >= 3:
                yield core, named, limit


def _built(material: Material, cores: set[str]) -> dict[str, list[tuple[int, Span]]]:
    """Return by core the years in which sentences and rows of projects want it built, with the places."""
    found: dict[str, list[tuple[int, Span]]] = defaultdict(list)
    for sentence in material.sentences:
        text = sentence.half_width
        if sentence.piece.cell is not None or "20" not in text:
            continue
        for core in cores:
            at = text.find(core)
            if at < 0 or material.tense(sentence) is Tense.PAST:
                continue
            for match in _BUILT.finditer(text, at, at + _REACH):
                start = max(text.rfind("，", 0, match.start()) + 1, match.end() - 60)
                found[core].append((int(match["year"]), sentence.span(start, match.end())))
    for row in material.project_rows:
        own = core_of(row.project.name) if row.table is not None else None
        if own is not None and own in cores and row.project.end is not None:
            found[own] += [(row.project.end, span) for span in row.year_spans(row.project.end)[:1]]
    return {core: sorted(places, key=lambda p: -p[0]) for core, places in found.items()}
