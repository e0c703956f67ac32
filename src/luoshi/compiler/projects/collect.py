"""Named projects of construction and development (项目) in a document, each once.

Entry: :func:`find_project_rows` (projects with the text that belongs to them), :func:`find_projects`.
Sources, in order of authority: project tables (``tables``), box lists and running text (``prose``),
measures in responsibility tables. A project named in a table and again in prose is one project; the table's row wins.
Not here: figures of a project (the pipeline links them by ``ProjectRow.spans``), programmes and policies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from luoshi.compiler.ids import IdBook
from luoshi.compiler.projects.draft import Draft
from luoshi.compiler.projects.facts import NO_FACTS, closed
from luoshi.compiler.projects.keys import NameIndex, NameKey
from luoshi.compiler.projects.prose import Source, projects_in_text
from luoshi.compiler.projects.tables import projects_in_table
from luoshi.compiler.table_heads import Role, TableHead, TableKind, classify_columns
from luoshi.model.document import Block, BlockKind, Document, Span, Table
from luoshi.model.plan import Project

_PAST_SECTION = re.compile(
    r"回顾|成就|成效|成绩|(?:发展|现实|工作|教育|现状)(?:与|和|及)?基础|基础与|现状|现实|基本情况|发展情况|完成情况|形势|机遇|挑战"
    r"|问题|短板|不足|背景|意义|总结"
)
_TASK_SECTION = re.compile(
    r"夯实|补齐|补短板|强弱项|解决|破解|化解|整治|治理|应对|抢抓|巩固|聚焦|加强|强化|推进|推动|增强|确保|优化|打造|建设"
)
_GOVERNMENT = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,6}[县市区旗])(?:人民政府|政府|教育局|管委会)$")
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project with the text that belongs to it.

    Attributes:
        project: the project; ``figures`` is left empty.
        spans: cells of its row, or its sentence; a figure inside them is a figure of the project.
        end_year: year by which the project is finished, for figures that name no year of their own.
    """

    project: Project
    spans: tuple[Span, ...]
    end_year: int | None


def find_projects(doc: Document, ids: IdBook) -> list[Project]:
    """Return the projects of ``doc`` in reading order."""
    return [row.project for row in find_project_rows(doc, ids)]


def find_project_rows(doc: Document, ids: IdBook) -> list[ProjectRow]:
    """Return the projects of ``doc`` with their rows or sentences, in reading order."""
    drafts = _merged(list(_drafts(doc)))
    return [_row(doc, draft, ids) for draft in sorted(drafts, key=lambda d: d.span)]


def _drafts(doc: Document) -> Iterator[Draft]:
    past = {s.index for s in doc.sections if any(_is_past(a.title) for a in doc.ancestors(s))}
    above: list[Block] = []
    for block in doc.blocks:
        if block.table is not None:
            yield from _in_table(doc, block, block.table, above)
            above = []
            continue
        above = [*above[-1:], block]
        if block.kind in _PROSE and block.section not in past:
            yield from _in_prose(doc, block)


def _is_past(title: str) -> bool:
    """Whether a section tells of the past or the situation: 发展回顾, 面临形势; not 补齐短板, 夯实发展基础."""
    return bool(_PAST_SECTION.search(title)) and not _TASK_SECTION.search(title)


def _in_prose(doc: Document, block: Block) -> list[Draft]:
    section = doc.section_of(block)
    boxed = any("专栏" in s.label for s in (section, *doc.ancestors(section)))
    return projects_in_text(Source(block.passage, section.path, block.place, boxed=boxed, title_end=block.title_end))


def _in_table(doc: Document, block: Block, table: Table, above: list[Block]) -> list[Draft]:
    head = classify_columns(table, "\n".join(b.text for b in above if len(b.text) <= 60))
    path = doc.section_of(block).path
    if head.kind is TableKind.PROJECT:
        return projects_in_table(table, head, path)
    return _in_measures(table, head, path) if head.kind is TableKind.RESPONSIBILITY else []


def _in_measures(table: Table, head: TableHead, path: str) -> list[Draft]:
    """Projects in the measures of a responsibility table; a single county responsible is their owner and place."""
    grid, starting = table.grid(), table.rows()
    columns = {c.index for c in (*head.all(Role.MEASURE), *head.all(Role.NAME), *head.all(Role.CONTENT))}
    liable = head.column(Role.UNITS) or head.column(Role.LEAD)
    found: list[Draft] = []
    for row in head.body_rows(table):
        unit = grid[row][liable.index] if liable else None
        owner = closed(unit.text) if unit is not None else ""
        county = _GOVERNMENT.match(owner)
        for cell in starting[row]:
            if cell.column not in columns:
                continue
            for passage in cell.paragraphs or (cell.passage,):
                found += projects_in_text(
                    Source(passage, path, cell.place, owner if county else None, county["place"] if county else None)
                )
    return found


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Return each project once: listed ones as they stand, mentions in prose only where they are new."""
    kept = [d for d in drafts if d.listed]
    names = NameIndex()
    for draft in kept:
        names.add(NameKey.of(draft.name))
    for draft in (d for d in drafts if not d.listed):
        key = NameKey.of(draft.name)
        match = names.find(key)
        if match is None:
            names.add(key)
            kept.append(draft)
        elif not kept[match].listed:
            kept[match] = _filled(kept[match], draft)
    return kept


def _filled(first: Draft, second: Draft) -> Draft:
    """Return ``first`` with what only ``second`` says."""
    return replace(
        first,
        scope=(*first.scope, *(s for s in second.scope if s not in first.scope)),
        nature=first.nature or second.nature,
        place=first.place or second.place,
        owner=first.owner or second.owner,
        start=first.start or second.start,
        end=first.end or second.end,
        investment_yi=first.investment_yi if first.investment_yi is not None else second.investment_yi,
        facts=first.facts if first.facts != NO_FACTS else second.facts,
    )


def _row(doc: Document, draft: Draft, ids: IdBook) -> ProjectRow:
    project = Project(
        id=ids.take("p", draft.name, draft.place or ""),
        section=draft.section,
        span=draft.span,
        quote=doc.quote(draft.span),
        at=draft.at,
        name=draft.name,
        nature=draft.nature,
        place=draft.place,
        owner=draft.owner,
        start=draft.start,
        end=draft.end,
        investment_yi=draft.investment_yi,
        places=draft.facts.places,
        classes=draft.facts.classes,
        floor_area_m2=draft.facts.floor_area_m2,
        land_mu=draft.facts.land_mu,
        group=draft.group,
    )
    return ProjectRow(project, draft.scope, draft.end)
