"""Reports as wholes (成文): which chapters and annexes each kind has, under which title.

Entries: :func:`compose_report`, :class:`ReportOrder`, :func:`compose_site`. The same freeze and order always give the
same report. Not here: the chapters (the neighbours), writing as Word or PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.base.errors import LuoshiError
from luoshi.base.numerals import to_chinese
from luoshi.model.evaluation.facts import FactBook
from luoshi.model.evaluation.freeze import Frozen
from luoshi.model.evaluation.prose import Named, Prose, prose
from luoshi.model.evaluation.report import Annex, Block, EvaluationReport, ReportKind, SiteContent, standing_facts
from luoshi.model.ledger import LedgerProject
from luoshi.report.composing.annexes import (
    awaited_annex,
    project_annex,
    source_annex,
    target_annex,
    task_annex,
)
from luoshi.report.composing.changes import change_chapter
from luoshi.report.composing.counties import county_blocks, county_chapter
from luoshi.report.composing.county_report import county_targets
from luoshi.report.composing.desk import Desk
from luoshi.report.composing.figures import TargetFigures, target_figures
from luoshi.report.composing.overview import overview
from luoshi.report.composing.problems import problem_chapter, revision_chapter
from luoshi.report.composing.projects import project_chapter, project_table
from luoshi.report.composing.targets import target_blocks, target_chapter
from luoshi.report.composing.tasks import entry_lists, task_chapter, task_table


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """What report is wanted.

    Attributes:
        kind: which.
        area: name or code of the county that it is about; empty for the plan's whole.
        issuer: 发文机关署名.
        on: 成文日期; the day of the freeze if None.
        is_public: of what may be published only.
    """

    kind: ReportKind
    area: str = ""
    issuer: str = ""
    on: date | None = None
    is_public: bool = False


Chapter = Callable[[str], Iterator[Block]]
"""Given its number (一、) yields its blocks; none when there is nothing to say."""


def compose_report(frozen: Frozen, order: ReportOrder) -> EvaluationReport:
    """Return a report of a freeze.

    Raises:
        LuoshiError: E020 when there is no such county.
    """
    desk = Desk(frozen, _area(frozen, order.area), is_public=order.is_public)
    figures = tuple(target_figures(desk, one) for one in frozen.monitoring.distinct)
    blocks = _numbered(_chapters(desk, figures, order.kind))
    annexes = tuple(one for one in _annexes(desk, figures, order.kind) if one is not None)
    return EvaluationReport(
        kind=order.kind,
        title=_title(desk, order.kind),
        issuer=order.issuer,
        on=order.on or frozen.manifest.made_on,
        freeze=frozen.manifest.name,
        digest=frozen.manifest.digest,
        blocks=tuple(blocks),
        facts=_used(desk, blocks, annexes),
        area=frozen.areas.get(desk.area, ""),
        annexes=annexes,
        consulted=desk.consulted,
        is_public=order.is_public,
    )


def _area(frozen: Frozen, name: str) -> str:
    if not name:
        return ""
    found = [code for code, known in frozen.areas.items() if name in (code, known)]
    if not found:
        known = "、".join(frozen.areas.values()) or "（定稿里没有各县的数据）"
        raise LuoshiError("E020", f"定稿里没有“{name}”这个地区", where=frozen.manifest.name, hint=f"有的地区：{known}")
    return found[0]


def _title(desk: Desk, kind: ReportKind) -> Prose:
    told = desk.frozen.manifest
    plan, county = Named(told.plan), Named(desk.frozen.areas.get(desk.area, ""))
    year = Named(f"{told.year}年", "年份")
    if kind is ReportKind.ANNUAL:
        return prose("{plan}\n{county}{year}度监测报告", plan=plan, county=county, year=year)
    if kind in (ReportKind.MIDTERM, ReportKind.FINAL):
        return prose("{plan}\n{county}实施情况{kind}", plan=plan, county=county, kind=prose(kind.words))
    if kind is ReportKind.BULLETIN:
        return prose("关于{county}{plan}\n{year}实施情况的通报", plan=plan, county=county, year=year)
    return prose("{plan}\n{county}{year}{kind}", plan=plan, county=county, year=year, kind=prose(kind.words))


def _chapters(desk: Desk, figures: Sequence[TargetFigures], kind: ReportKind) -> list[Chapter]:
    targets = [one.target for one in figures]
    is_final = kind is ReportKind.FINAL
    if kind in _TABLES:
        return [lambda _: _nothing_to_list(desk, figures, kind)]
    if desk.area:
        own: list[Chapter] = [lambda number: county_targets(desk, figures, number)]
    elif kind is ReportKind.BULLETIN:
        own = [lambda number: overview(desk, targets, number, kind="通报")]
    else:
        own = [
            lambda number: overview(desk, targets, number),
            lambda number: target_chapter(desk, figures, number, is_final=is_final),
            lambda number: county_chapter(desk, figures, number),
        ]
    own += [lambda number: task_chapter(desk, number), lambda number: project_chapter(desk, number)]
    if not desk.area:
        own.append(lambda number: problem_chapter(desk, figures, number, is_final=is_final))
    if kind is not ReportKind.BULLETIN and not desk.area:
        own.append(lambda number: change_chapter(desk, figures, number))
    if kind is ReportKind.MIDTERM and not desk.area:
        own.append(lambda number: revision_chapter(desk, figures, number))
    return own


_TABLES = {
    ReportKind.TASK_TABLE: "台账里没有有关的任务。",
    ReportKind.PROJECT_TABLE: "台账里没有有关的项目。",
    ReportKind.INDICATOR_TABLE: "规划没有量化目标。",
}
"""The kinds that are one table, and what is said where it would be empty."""


def _nothing_to_list(desk: Desk, figures: Sequence[TargetFigures], kind: ReportKind) -> Iterator[Block]:
    """Yield that there is nothing to list; nothing where there is."""
    ledger = desk.frozen.ledger
    entries = ledger.tasks if ledger is not None and kind is ReportKind.TASK_TABLE else ()
    listed: Sequence[object] = entry_lists(desk, entries).all
    if ledger is not None and kind is ReportKind.PROJECT_TABLE:
        listed = entry_lists(desk, ledger.projects).all
    if not (figures if kind is ReportKind.INDICATOR_TABLE else listed):
        yield desk.paragraph("nothing", prose(_TABLES[kind]))


def _numbered(chapters: Sequence[Chapter]) -> list[Block]:
    """Return the blocks of all chapters; those that have nothing to say take no number."""
    blocks: list[Block] = []
    number = 1
    for chapter in chapters:
        found = list(chapter(f"{to_chinese(number)}、"))
        if found:
            blocks.extend(found)
            number += 1
    return blocks


def _annexes(desk: Desk, figures: Sequence[TargetFigures], kind: ReportKind) -> list[Annex | None]:
    tables = {
        ReportKind.TASK_TABLE: task_annex,
        ReportKind.PROJECT_TABLE: project_annex,
    }
    if kind in tables:
        return [tables[kind](desk), source_annex(desk)]
    if kind is ReportKind.INDICATOR_TABLE:
        return [target_annex(desk, figures), source_annex(desk)]
    if kind is ReportKind.BULLETIN or desk.area:
        return [source_annex(desk)]
    return [
        target_annex(desk, figures),
        task_annex(desk),
        project_annex(desk),
        awaited_annex(desk, figures),
        source_annex(desk),
    ]


def _used(desk: Desk, blocks: Sequence[Block], annexes: Sequence[Annex]) -> FactBook:
    """Return the facts that stand in the report, and those that these were worked out from or worded by."""
    book = desk.book
    wanted = [
        fact
        for block in (*blocks, *(one for annex in annexes for one in annex.blocks))
        for fact in standing_facts(block)
    ]
    wanted += [fact for facts in desk.consulted.values() for fact in sorted(facts)]
    found: dict[str, None] = {}
    while wanted:
        one = wanted.pop()
        if one not in found:
            found[one] = None
            wanted.extend(book[one].of)
    return FactBook({name: fact for name, fact in book.facts.items() if name in found})


def compose_site(frozen: Frozen) -> SiteContent:
    """Return what the public site says: the state of the plan, a page for each target, tasks and projects."""
    desk = Desk(frozen, is_public=True)
    figures = tuple(target_figures(desk, one) for one in frozen.monitoring.distinct)
    home = tuple(overview(desk, [one.target for one in figures], ""))
    pages = {
        one.target.id: (*target_blocks(desk, one), *(county_blocks(desk, one) if one.counties else ()))
        for one in figures
    }
    ledger = frozen.ledger
    tasks: tuple[Block, ...] = ()
    projects: tuple[Block, ...] = ()
    if ledger is not None and ledger.tasks:
        found = entry_lists(desk, ledger.tasks)
        tasks = (*list(task_chapter(desk, ""))[1:3], task_table(desk, "site-tasks", "任务完成情况", found.all, found))
    if ledger is not None and ledger.projects:
        whole = [one for one in ledger.projects if isinstance(one, LedgerProject)]
        projects = (*list(project_chapter(desk, ""))[1:-1], project_table(desk, "site-projects", whole))
    return SiteContent(desk.book, home, pages, tasks, projects, desk.consulted)
